/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The time left of a study that is under way: its scheduler takes over all trials as they
 * stand and runs on to the end on a virtual clock (study/virtual_run.c), several times, each
 * time with other curves made of those that the study has (study/left_curves.c). Pure; any
 * thread, on a state of its own.
 */
#ifndef STUDY_LEFT_H
#define STUDY_LEFT_H

#include "study/left_state.h"

enum left_kind {
	LEFT_UNKNOWN, /* too little has been trained */
	LEFT_ENDLESS, /* nothing ends it */
	LEFT_GOAL,    /* nothing does but a result, and nobody knows when that comes */
	LEFT_TIME,
};

struct left {
	enum left_kind kind;
	double t; /* study time at which it was worked out */
	/* From then on, seconds of study time: the mean, and a range for nine in ten. */
	double seconds, least, most;
	double epochs;	/* that are still to be trained; NaN: not known */
	bool finishing; /* no more trial starts, and those that train are to end */
	bool sooner;	/* a result may end it before */
};

void left_make(struct left *l, const struct left_state *s);
/* Both at once: a few milliseconds, up to a quarter of a second. */
void left_of(struct left *l, const struct study *s, double now);

/* The seconds left at a later study time; never below 0. */
double left_at(const struct left *l, double now);
/*
 * "12 min left (10 to 15 min)", "finishing: 2 trials, 8 s left"; what there is to say where
 * there is no number; nothing while it is not known. brief: without the range.
 */
void left_words(const struct left *l, const struct study *s, double now, bool brief,
	struct strbuf *out);

/*
 * How much of the study is done, 0 … 1, and less than 1 until it has finished; NaN: there
 * is nothing to measure it by. l may be NULL: by its limits alone.
 */
double left_share(const struct left *l, const struct study *s, double now);

#endif
