/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Several studies on one clock. Their events have one order: by study time, then by
 * column, then as each study has them. The place of a race is an event of that order, and
 * all columns stand at the last event that is not after it.
 */
#ifndef STUDY_RACE_H
#define STUDY_RACE_H

#include "base/error.h"
#include "study/folds.h"

#define RACE_LEAST 2
#define RACE_MOST 4

struct race_column {
	const char *label; /* borrowed: "asha eta=4" */
	const char *
		about; /* borrowed: what it has that others have not; NULL: the label says it */
	bool grows; /* a tuner appends to the journal until its study has finished */
	struct folds folds;
	struct playhead head; /* where in this study the race stands; a replay */
	double whole;	      /* of all events read so far: the study time of the last */
};

struct race {
	struct race_column columns[RACE_MOST];
	size_t n;
	bool playing;
	double speed;	/* study seconds a second */
	bool hurried;	/* that was somebody's choice */
	double t, wall; /* the study time, and when it was that */
	int on;	      /* the column of the event that the race stands on; -1: at a time */
	size_t focus; /* the column that keys are about */
	/*
	 * Has all columns run again with so many workers, and adds them to r, which is empty;
	 * or NULL. -1: it cannot, with what it says. With `arg`, on the caller's thread.
	 */
	int (*again)(void *arg, struct race *r, int workers, struct error *err);
	void *arg;
};

void race_init(struct race *r);
void race_release(struct race *r);
/* Before anything else; the journal outlives the race. At most RACE_MOST. */
void race_add(struct race *r, const char *label, const struct journal *j, bool grows);
/* Plays all there is from the start, in about a minute. */
void race_begin(struct race *r, double wall);

/* Folds all columns towards the clock, at most so many events each. Returns the news. */
unsigned race_step(struct race *r, double wall, uint64_t most);
/* The study of a column, as it was then. */
const struct study *race_study(const struct race *r, size_t i);
/* Study time now. */
double race_clock(const struct race *r, double wall);
/* When the race goes on by itself: the next event, or the clock's second; 0: it does not. */
double race_wakes(const struct race *r, double wall);
/* Whether all events have happened. */
bool race_ended(const struct race *r);
/* The study time of the last event there is. */
double race_whole(const struct race *r);

/*
 * Runs all columns again with so many workers; the clock goes on. What was taken of the
 * studies is gone. -1 with err: there is no race any more.
 */
int race_again(struct race *r, int workers, double wall, struct error *err);
/* Goes to a study time. What plays plays on from there. */
void race_goto(struct race *r, double t, double wall);
/* Goes to an event of a column. */
void race_goto_event(struct race *r, size_t i, uint64_t seq, double wall);
/* The next such event of all columns, or the one before. False: there is none. */
bool race_moment(struct race *r, enum moment m, bool back, double wall);
/* Whether there is one. */
bool race_has_moment(const struct race *r, enum moment m, bool back);
/* Starts or stops the clock; at the end it starts from the first event. */
void race_play(struct race *r, bool play, double wall);
/* The clock as the playhead of one column, and what keys have made of that. */
struct playhead race_head(const struct race *r, size_t i);
void race_take(struct race *r, size_t i, const struct playhead *h, double wall);
/* Twice as fast, or half. */
void race_hurry(struct race *r, bool faster, double wall);

/*
 * The columns in their order now: by value, then by when they came to it; those without a
 * value come last.
 */
void race_order(const struct race *r, size_t order[RACE_MOST]);

#endif
