/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Captions that come by themselves: what happens in a study for the first time is explained
 * under the panes, each once for a user. A caption goes with the next key, or after a while.
 * Lessons and races have none, nor does a user for whom nothing can be kept.
 */
#ifndef UI_CAPTIONS_H
#define UI_CAPTIONS_H

#include "ui/caption.h"
#include "ui/view.h"

/* settings may be NULL. NULL: none will ever come; that is legal for all below. */
struct captions *captions_new(const struct settings *settings);
void captions_free(struct captions *c);
/*
 * Looks at what is new in the study shown, at most so many events. True: it has more to
 * look at.
 */
bool captions_follow(const struct view *v, const struct study *s, const struct journal *j,
	uint64_t most);
/*
 * What is said now, on a screen of that size. False: nothing. A new one begins where
 * nothing lies over the panes, and has then been seen.
 */
bool captions_show(const struct view *v, int rows, int cols, struct caption *out);
/* Takes away the one that shows. False: none does. */
bool captions_close(struct captions *c);
/* The next wall time at which another one shows, or none; 0: there is none now. */
double captions_wake(const struct captions *c);
/* Whether they come. */
void captions_turn(struct captions *c, bool on);
/* All of them are new again: those of this study come once more. */
void captions_again(struct captions *c);

#endif
