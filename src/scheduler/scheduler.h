/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Schedulers decide how long trials train. They see trial ids, epochs and values, and
 * nothing else: no configuration, no clock, no thread. Used from the tuner's thread.
 *
 * The conversation, always begun by the tuner:
 *
 *   next     A worker is free: what is its job? JOB_START asks for a new trial. It takes
 *            effect when the tuner calls seat() with the trial's id. JOB_CLIMB sends a
 *            known trial on. It takes effect at once.
 *   report   A trial has reached the epoch at which its job was to end.
 *   lost     A trial has ended on the way: it diverged, failed or was killed. Its result
 *            at the level it was bound for, or where it waits, counts as not finite.
 *   ended    A trial has come to an end of its own before the level it was bound for, or
 *            where it waits, or was told to climb from. It is complete, and never climbs.
 *            The results that it has stay. At a level that it never reached it has no
 *            result and no verdict; where it waits for one it gets none.
 *   close    No new trial will start: a limit is reached, or the searcher is dry.
 *   promote  The user wants a trial to climb whatever its rank.
 *
 * All but seat append the decisions that they take, each with its numbers.
 *
 * A scheduler may take over in the middle of a study. Then adopt() comes first, and tells
 * of every trial there is. The curves are known, so a trial's result at any level up to
 * its epochs counts at once in the new ladder. How a trial stands decides the rest:
 *
 *   waiting  It is alive and on no worker. It has its results, keeps its seat, and may
 *            climb from the epoch it has. Below the first level it trains up to it first.
 *   running  It finishes its present task first. What that brings counts then (report).
 *   ended    The scheduler before stopped it. Its results take their ranks; it never
 *            climbs.
 *   complete The same. Where it never came it has no result, not even one that is not
 *            finite. One that came to the top of a ladder that was lower is waiting.
 *   lost     It diverged, failed or was killed. The same as ended, but one result is not
 *            finite: at the level it was bound for (target > epochs), or where it waited
 *            (target == epochs), or at the first level when it had reached none.
 *
 * Synchronous schedulers seat all of them in id order, n_0 a round.
 */
#ifndef SCHEDULER_SCHEDULER_H
#define SCHEDULER_SCHEDULER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/knob.h"
#include "base/strbuf.h"

/* Where a top rung without a level lies: at the end that a program comes to by itself. */
#define EPOCHS_OPEN INT32_MAX

enum verdict { VERDICT_PROMOTE, VERDICT_PAUSE, VERDICT_STOP, VERDICT_COMPLETE };

/* A verdict with the numbers that it was taken on. */
struct decision {
	uint32_t trial;
	int bracket, round, rung;
	int level;	  /* epoch */
	double value;	  /* NaN: no finite result; see decision_settle() */
	uint32_t results; /* n at the rung when it was taken */
	uint32_t places;  /* how many of them may climb */
	uint32_t rank;	  /* from 1 */
	double cutoff;	  /* the value of the last place; NaN: none */
	enum verdict verdict;
	bool by_hand; /* the user's promotion, not the rule's */
	/* By how much the value, and that of the last place, break the constraints. */
	double broken, cutoff_broken;
};

struct decisions {
	struct decision *items;
	size_t n, cap;
};

enum job_kind {
	JOB_WAIT,  /* nothing now; a result may change that. Nothing in flight: the end */
	JOB_START, /* a new trial, from epoch 0 to `to` */
	JOB_CLIMB, /* `trial`, from epoch `from` to `to` */
};

struct job {
	enum job_kind kind;
	uint32_t trial;
	int from, to; /* epochs */
	int bracket, round, rung;
};

/* The metric after each epoch: values[e - 1], e = 1 … epochs. NaN: not finite. */
struct curve {
	const double *values;
	int epochs;
};

/* How a trial that began under another scheduler stands. */
enum standing {
	STANDS_WAITING,
	STANDS_RUNNING,
	STANDS_ENDED,
	STANDS_LOST,
	STANDS_COMPLETE,
};

struct adopted { /* its id is its place in the array */
	enum standing standing;
	int target; /* the epoch its last task was to end at; >= curve.epochs */
	struct curve curve;
};

/* Where a trial stands: the rung it is bound for, or has reached. */
struct seat {
	int bracket, round, rung;
};

struct scheduler_setup {
	const struct scheduler_ops *ops; /* of this kind; scheduler_new() fills it in */
	const struct knobs *knobs;	 /* of this kind; read during create only */
	bool maximize;
	uint64_t seed;
	int64_t rounds; /* synchronous ones: no round after this many; 0: no limit */
};

/* What a ladder looks like, for events and the screen. */
struct bracket_shape {
	const int *levels; /* [n_rungs], in epochs */
	int n_rungs;
	const uint32_t *seats; /* [n_rungs], of a synchronous round; NULL: no rounds */
};

/* Where a trial comes to stand on the rungs of its bracket when it is taken over. */
struct rung_place {
	int reached; /* it has results at the rungs 0 … reached; -1: at none */
	bool lost; /* its result at the highest is not finite, whatever its curve says */
	bool vacates; /* the round goes on without it: it gives its seat up */
};

/*
 * What a kind of ladder makes of a curve. The scheduler asks this of its own trials, and
 * the fold of a study (study/study.c) of those it counts at the rungs. Pure.
 */
struct ladder_ops {
	/*
	 * The highest rung with a result, of a trial that had one up to `reached` (-1: none)
	 * and has trained for so many epochs.
	 */
	int (*reach)(const struct bracket_shape *b, int reached, int epochs);
	/*
	 * Whether a trial that was bound for `rung` and has come to the end of its task has
	 * its results before it is judged.
	 */
	bool (*arrives)(const struct bracket_shape *b, int reached, int rung, int epochs);
	/* Of a trial that began under another scheduler. */
	struct rung_place (*place)(
		const struct bracket_shape *b, const struct adopted *x);
};

extern const struct ladder_ops ladder_passed; /* standing.c: each level that was passed */
extern const struct ladder_ops ladder_seated; /* synchronous.c: a seat at a time */

struct scheduler {
	const struct scheduler_ops *ops;
	bool scratch;	/* one that climbs trains again, from epoch 0 */
	bool idle_wait; /* at a barrier a worker waits: else it begins the next round */
};

struct rule_ops; /* scheduler/rule.h */

struct scheduler_ops {
	struct kind kind;
	const struct rule_ops *rule;	 /* its words */
	const struct ladder_ops *ladder; /* what it makes of a curve */
	bool synchronous;		 /* has rounds */
	bool trains_all;		 /* to max: it compares no values */
	bool compares_curves; /* each with all others: so it is slow with many trials */
	/* NULL with err (usage, with the place). */
	struct scheduler *(*create)(
		const struct scheduler_setup *setup, struct error *err);
	void (*free)(struct scheduler *s);
	void (*next)(struct scheduler *s, struct job *job, struct decisions *out);
	void (*seat)(struct scheduler *s, const struct job *job, uint32_t trial);
	/* curve.epochs is what its job was to end at; read during the call only. */
	void (*report)(struct scheduler *s, uint32_t trial, struct curve curve,
		struct decisions *out);
	void (*lost)(struct scheduler *s, uint32_t trial, struct decisions *out);
	/* curve.epochs is where it ended, no further than its job was to end at. */
	void (*ended)(struct scheduler *s, uint32_t trial, struct curve curve,
		struct decisions *out);
	void (*close)(struct scheduler *s, struct decisions *out);
	/* Before anything else; trials are read during the call only. */
	void (*adopt)(struct scheduler *s, const struct adopted *trials, size_t n,
		struct decisions *out);
	struct seat (*seat_of)(const struct scheduler *s, uint32_t trial);
	/*
	 * A trial that is alive climbs at once, or when it is judged next. False: this
	 * scheduler has nowhere for it to climb.
	 */
	bool (*promote)(struct scheduler *s, uint32_t trial, struct decisions *out);
	/*
	 * Whether it still expects a result, and which, in one line: "rung 1 of bracket 0,
	 * round 2, has 26 of 27 results; T31 is missing".
	 */
	bool (*expects)(const struct scheduler *s, struct strbuf *out);
	int (*n_brackets)(const struct scheduler *s);
	struct bracket_shape (*bracket)(const struct scheduler *s, int b);
};

extern const struct family schedulers; /* schedulers.c */
const struct scheduler_ops *scheduler_ops_of(const struct kind *kind);
/* name is one of the family's. */
const struct scheduler_ops *scheduler_ops_named(const char *name);

/*
 * The ladder's knobs that every scheduler has, by name; what a kind lacks reads as 0. Of a
 * list of levels min is the first; max is the last, or EPOCHS_OPEN.
 */
int scheduler_knob_eta(const struct knobs *k);
int scheduler_knob_min(const struct knobs *k);
int scheduler_knob_max(const struct knobs *k);

struct scheduler *scheduler_new(
	const struct kind *kind, const struct scheduler_setup *setup, struct error *err);
void scheduler_free(struct scheduler *s);

/*
 * Schedulers as one line of text: "asha eta=4 max=81". `before`: such a line, or NULL;
 * what text leaves out and before has, under the same name, is taken from there; the
 * scheduler too. -1 with err (usage); knobs_release() after 0.
 */
int scheduler_parse(const char *text, const char *before, const struct kind **kind,
	struct knobs *knobs, struct error *err);
/* The same of knobs: those not given take the value that before has. */
void scheduler_inherit(struct knobs *knobs, const char *before);
/* The line that says it all: every knob that has a value. */
void scheduler_print(
	const struct kind *kind, const struct knobs *knobs, struct strbuf *out);

/*
 * Of a decision that was taken on scores (base/score.h), which are the trial's curve: its
 * value is then measured[e - 1] of the epoch e that had its score, and its cutoff NaN where
 * the last place breaks a constraint.
 */
void decision_settle(struct decision *d, struct curve scores, const double *measured);
void decisions_release(struct decisions *d);
struct decision *decisions_add(struct decisions *d);
const char *verdict_name(enum verdict v); /* "promote", … */

#endif
