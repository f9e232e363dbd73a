/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lesson on the screen. The study is there as a whole, and is played from the moment of
 * one step to that of the next. Each step then says how the screen is to look; in between
 * all keys do what they do in a replay.
 */
#ifndef UI_TOUR_H
#define UI_TOUR_H

#include "ui/caption.h"
#include "ui/lesson.h"
#include "ui/view.h"

struct tour {
	const struct lesson *lesson; /* resolved; borrowed */
	const char *next; /* the title of the lesson after it, or NULL; borrowed */
	int lessons;	  /* how many there are; 0: it is none of a row */
	bool at_once; /* the study is not played: it jumps to each step, as a script wants */

	size_t at;	/* the step that is on, or that is on its way */
	bool moving;	/* the study has not come to its moment */
	bool arriving;	/* it has, and the screen is not as the step wants it */
	bool plain;	/* the step came by its key: the screen stays as it is */
	uint64_t seq;	/* where it goes to */
	double t;	/* the same of a race */
	size_t column;
	struct guess guess;
	size_t counted; /* the steps before it have told their answers */
	bool done;	/* its last step has been left, with Space */
};

void tour_init(struct tour *t, const struct lesson *l);
void tour_release(struct tour *t);
/* The first step; v has the study, or the race, from its start. */
void tour_begin(struct tour *t, struct view *v, bool at_once);
/* Before the study is folded: the clock stops where the step is. True: it has moved. */
bool tour_follow(struct tour *t, struct view *v, double wall);
/*
 * Once the study is folded up to its place, the screen becomes what the step wants: first
 * nothing is open, zoomed or selected, then, with the layout that this gives, the rest.
 */
bool tour_arrives(const struct tour *t);
void tour_clear(const struct tour *t, struct view *v);
void tour_arrive(
	struct tour *t, struct view *v, const struct study *s, const struct layout *l);
/* The next step and the one before, marks and answers. False: the action is none of it. */
bool tour_act(struct tour *t, struct view *v, enum action a, struct request *r);
/* Before a key does what it does: the next step comes if it waits for that key. */
void tour_key(struct tour *t, struct view *v, uint32_t key);
/* Where keys mean something to it, as bits of enum context. */
unsigned tour_contexts(const struct tour *t);
/* What it says now, for a screen so wide. */
void tour_caption(const struct tour *t, const struct view *v, const struct study *s,
	int cols, struct caption *c);

#endif
