/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's settings, which hold for all studies: a YAML file with a few keys. The screen
 * changes one key at a time and leaves the rest of the file alone.
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

/* theme, glyphs, color, captions, pace, workers, notify; ends with name NULL. */
extern const struct knob setting_rows[];

/* Sets all of them to their defaults. */
void settings_init(struct settings *s);
void settings_release(struct settings *s);
/* $XDG_CONFIG_HOME/rungtop/config, or its default place; NULL: none. free() it. */
char *settings_path(void);
/*
 * Reads a file, which need not exist. It takes ownership of path, which may be NULL. -1
 * with err, one line with the place.
 */
int settings_read(struct settings *s, char *path, struct error *err);
/* Sets one key, such as "theme" or "keys.kill". On -1 with err nothing has changed. */
int settings_set(struct settings *s, const char *key, const char *value, struct place at,
	struct error *err);
/* Writes one key into the file, atomically. The rest stays. -1 with err. */
int settings_save(
	struct settings *s, const char *key, const char *value, struct error *err);
/* The text of a setting, NULL when it is not set. */
const char *settings_text(const struct settings *s, const char *key);
/* Whether captions are wanted; s may be NULL. */
bool settings_captions(const struct settings *s);

#endif
