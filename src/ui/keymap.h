/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys as the user wants them: an action's first row in the table of keys may have other
 * keys. Its further rows (arrows beside hjkl, q beside Esc) stay.
 */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include "base/error.h"
#include "ui/keys.h"

#include <stdbool.h>

struct keymap {
	struct binding {
		bool set;
		uint32_t keys[4]; /* UI_NONE ends */
		struct place at;  /* where it was written */
	} of[ACTIONS];
};

/* What actions are called in the settings; ACT_NONE: none is called so. */
enum action action_find(const char *name);
/* NULL: it has no name, since no key means it. */
const char *action_name(enum action a);

/*
 * Other keys for an action: "K", "^K", "K,F5", or "none". -1 with err, and nothing is
 * changed, when a key has no such name. keymap_check() afterwards.
 */
int keymap_bind(struct keymap *m, const char *action, const char *keys, struct place at,
	struct error *err);
/* -1 with err when a key means two things in one place. */
int keymap_check(const struct keymap *m, struct error *err);

/* ACT_NONE when the key means nothing there. m NULL: the keys of the table. */
enum action keymap_action(const struct keymap *m, uint32_t key, enum context in);
/* How footer and help write the keys of a row and of those it tells of; cut to size. */
const char *keymap_label(
	const struct keymap *m, const struct key_row *r, char *out, size_t size);

#endif
