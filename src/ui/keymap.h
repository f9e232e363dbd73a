/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The user's keys. They replace the keys of an action's first row in the table of keys. Its
 * further rows (arrows beside hjkl, q beside Esc) stay.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include <stdbool.h>

#include "base/error.h"
#include "ui/keys.h"

struct keymap {
	struct binding {
		bool set;
		uint32_t keys[4]; /* UI_NONE ends */
		struct place at;  /* where it was written */
	} of[ACTIONS];
};

/* The action of that name in the settings; ACT_NONE: there is none. */
enum action action_find(const char *name);
/* Its name. NULL: it has none, since no key means it. */
const char *action_name(enum action a);

/*
 * Sets the keys of an action: "K", "^K", "K,F5", or "none". Call keymap_check() afterwards.
 * On -1 with err (no such action or key) nothing has changed.
 */
int keymap_bind(struct keymap *m, const char *action, const char *keys, struct place at,
	struct error *err);
/* -1 with err when a key means two things in one context. */
int keymap_check(const struct keymap *m, struct error *err);

/* ACT_NONE when the key means nothing in that context. m NULL: the keys of the table. */
enum action keymap_action(const struct keymap *m, uint32_t key, enum context in);
/* A row's keys and those of the rows it tells of, for footer and help; cut to size. */
const char *keymap_label(
	const struct keymap *m, const struct key_row *r, char *out, size_t size);

#endif
