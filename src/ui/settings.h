/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user likes, whatever the study: a YAML file of a few keys, of which the screen
 * changes one at a time and leaves the rest of the file as it is.
 */
#ifndef UI_SETTINGS_H
#define UI_SETTINGS_H

#include "base/error.h"
#include "base/knob.h"
#include "base/strbuf.h"
#include "ui/keymap.h"

struct settings {
	char *path; /* owned; NULL: there is no place for such a file */
	struct knobs knobs; /* of setting_rows */
	struct keymap keys;
};

/* theme, glyphs, color, pace, workers; ends with name NULL. */
extern const struct knob setting_rows[];

/* All at their defaults. */
void settings_init(struct settings *s);
void settings_release(struct settings *s);
/* $XDG_CONFIG_HOME/rungtop/config, or where that is by default; NULL: nowhere. free() it. */
char *settings_path(void);
/*
 * Reads a file, which may not be there. path is taken, and may be NULL. -1 with err, one
 * line with the place.
 */
int settings_read(struct settings *s, char *path, struct error *err);
/* Sets one: "theme", or "keys.kill". -1 with err, and nothing has changed. */
int settings_set(struct settings *s, const char *key, const char *value, struct place at,
	struct error *err);
/* Writes one into the file, atomically; the rest stays. -1 with err. */
int settings_save(
	struct settings *s, const char *key, const char *value, struct error *err);
/* The text of a setting, NULL when it is not set. */
const char *settings_text(const struct settings *s, const char *key);

#endif
