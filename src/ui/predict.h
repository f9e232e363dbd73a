/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Predictions in any study: before a cut the display stops, and trials may be marked. The
 * study itself never waits. In a round of synchronous halving the question comes when two
 * thirds of a rung's results are there, elsewhere before the decision that answers it.
 */
#ifndef UI_PREDICT_H
#define UI_PREDICT_H

#include "ui/caption.h"
#include "ui/guess.h"
#include "ui/view.h"

struct predict {
	struct guess guess;
	struct study walk;    /* goes ahead of the display, event by event */
	uint64_t skip;	      /* nothing is asked up to this event */
	bool holds;	      /* the display stands because of a question or an answer */
	bool live, playing, zoom; /* how it was before */
	struct asked {
		int bracket, round, rung;
	} *asked; /* rungs of rounds; owned */
	size_t n_asked, cap_asked;
};

/* Of the view, which gets it; the questions begin after the event that it stands on. */
void predict_begin(struct view *v);
/* NULL is legal. The score ends with it. */
void predict_end(struct view *v);
/*
 * Before the study is folded: the display stops where there is something to ask or to
 * tell. Walks at most so many events. True: it has stopped.
 */
bool predict_follow(struct view *v, uint64_t most, double wall);
/* Whether it has further to walk. */
bool predict_is_behind(const struct view *v);
/* Marks and answers. False: the action is none of it. */
bool predict_act(struct view *v, enum action a);
/* Where keys mean something to it, as bits of enum context. */
unsigned predict_contexts(const struct predict *p);
/* What it says now. False: nothing. */
bool predict_caption(const struct view *v, const struct study *s, struct caption *c);

#endif
