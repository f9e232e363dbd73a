/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Schedulers decide how long trials train. They see trial ids, epochs and values, and
 * nothing else: no configuration, no clock, no thread. Used from the tuner's thread.
 *
 * The conversation, always begun by the tuner:
 *
 *   next     a worker is free: what is its job? JOB_START asks for a new trial, and
 *            takes effect only when the tuner then calls seat() with the trial's id;
 *            JOB_CLIMB sends a known trial on, and takes effect at once.
 *   report   a trial has reached the epoch that its job was to end at.
 *   lost     a trial ended on the way (diverged, failed, killed): its result at the
 *            level it was bound for, or at the one it waits at, counts as not finite.
 *   close    no new trial will ever start (limit reached, searcher dry).
 *
 * next, report, lost and close append the decisions they take, each with its numbers.
 */
#ifndef SCHEDULER_SCHEDULER_H
#define SCHEDULER_SCHEDULER_H

#include "base/error.h"
#include "base/knob.h"

#include <stdbool.h>
#include <stdint.h>

enum verdict { VERDICT_PROMOTE, VERDICT_PAUSE, VERDICT_STOP, VERDICT_COMPLETE };

/* A verdict with the numbers that it was taken on. */
struct decision {
	uint32_t trial;
	int bracket, round, rung;
	int level;	  /* epoch */
	double value;	  /* NaN: no finite result */
	uint32_t results; /* n at the rung when it was taken */
	uint32_t places;  /* how many of them may climb */
	uint32_t rank;	  /* from 1 */
	double cutoff;	  /* the value of the last place; NaN: none */
	enum verdict verdict;
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

struct scheduler_setup {
	const struct knobs *knobs; /* of this kind; read during new only */
	bool maximize;
	uint64_t seed;
	int64_t rounds; /* synchronous ones: no round after this many; 0: no limit */
};

/* What a ladder looks like, for events and the screen. */
struct bracket_shape {
	const int *levels; /* n_rungs of them */
	int n_rungs;
	const uint32_t
		*seats; /* n_k of a synchronous round, or NULL when there is no round */
};

struct scheduler {
	const struct scheduler_ops *ops;
};

struct scheduler_ops {
	struct kind kind;
	bool synchronous; /* has rounds */
	/* NULL with err (usage, with the place). */
	struct scheduler *(*new)(const struct scheduler_setup *setup, struct error *err);
	void (*free)(struct scheduler *s);
	void (*next)(struct scheduler *s, struct job *job, struct decisions *out);
	void (*seat)(struct scheduler *s, const struct job *job, uint32_t trial);
	void (*report)(struct scheduler *s, uint32_t trial, int epoch, double value,
		struct decisions *out);
	void (*lost)(struct scheduler *s, uint32_t trial, struct decisions *out);
	void (*close)(struct scheduler *s, struct decisions *out);
	int (*n_brackets)(const struct scheduler *s);
	struct bracket_shape (*bracket)(const struct scheduler *s, int b);
};

extern const struct scheduler_ops scheduler_random;
extern const struct scheduler_ops scheduler_halving;
extern const struct scheduler_ops scheduler_hyperband;
extern const struct scheduler_ops scheduler_asha;

extern const struct family schedulers;
const struct scheduler_ops *scheduler_ops_of(const struct kind *kind);

/* The ladder's knobs that every scheduler has, by name; what a kind lacks reads as 0. */
int scheduler_knob_eta(const struct knobs *k);
int scheduler_knob_min(const struct knobs *k);
int scheduler_knob_max(const struct knobs *k);

struct scheduler *scheduler_new(
	const struct kind *kind, const struct scheduler_setup *setup, struct error *err);
void scheduler_free(struct scheduler *s);
void decisions_release(struct decisions *d);
struct decision *decisions_add(struct decisions *d);
const char *verdict_name(enum verdict v); /* "promote", … */

#endif
