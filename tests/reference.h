/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reference schedulers: the rules of the papers and of DESIGN.md, section 4, written in
 * the plainest way. They have the interface of the real ones, so that a test can ask both
 * the same questions and compare; they share no code with them.
 *
 * A rung is an array that is sorted anew for every question, and nothing is remembered
 * that can be looked up. Slow, and meant to be read beside the papers.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "scheduler/scheduler.h"

/* The reference for a kind ("asha"), or NULL. Its knobs are the real one's rows. */
const struct scheduler_ops *reference_find(const char *name);

extern const struct scheduler_ops reference_random;
extern const struct scheduler_ops reference_halving;
extern const struct scheduler_ops reference_hyperband;
extern const struct scheduler_ops reference_asha;
extern const struct scheduler_ops reference_asha_stop;
extern const struct scheduler_ops reference_median;
extern const struct scheduler_ops reference_pasha;

/* Rungs */

struct reference_result {
	uint32_t trial;
	double value; /* NaN: not finite */
	bool open;    /* its trial waits here and may be promoted */
};

struct reference_rung {
	struct reference_result *items;
	size_t n, cap;
};

void rung_release(struct reference_rung *r);
void rung_add(struct reference_rung *r, uint32_t trial, double value);
/* NULL when the trial has no result there; valid until the rung is sorted. */
struct reference_result *rung_find(struct reference_rung *r, uint32_t trial);
/* Better first, ties to the lower trial id, values that are not finite last. */
void rung_sort(struct reference_rung *r, bool maximize);
/* From 1; the trial has a result there. Sorts. */
uint32_t rung_rank(struct reference_rung *r, uint32_t trial, bool maximize);
/* The value of the last of so many places; NaN for 0. Sorts. */
double rung_cutoff(struct reference_rung *r, uint32_t places, bool maximize);
uint32_t rung_finite(const struct reference_rung *r);

/* Whether value a is better than b; one that is not finite is worse than all others. */
bool value_better(double a, double b, bool maximize);

/* Trials, and what every reference keeps */

enum reference_state {
	REFERENCE_RUNNING, /* a worker has it */
	REFERENCE_WAITING, /* no worker has it, and its last result is in */
	REFERENCE_DUE,	   /* is to be trained, and no worker has taken it up yet */
	REFERENCE_OVER,	   /* ended, or lost */
};

struct reference_trial {
	enum reference_state state;
	double *values; /* its curve: epochs of them */
	int epochs;
	int target; /* the epoch that its last task before it was adopted was to end at */
	struct seat seat;
	uint64_t told; /* DUE: which climb that was told this is, from 1; 0: none yet */
	bool by_hand;  /* the user wants it to climb when it is judged next */
	bool silent;   /* it was over when it was adopted: no more decisions about it */
};

struct reference {
	struct scheduler base;
	bool maximize, scratch, closed;
	uint64_t seed;
	int64_t rounds;
	int eta;
	int *levels, n_levels;
	struct reference_trial *trials;
	size_t n, cap;
	uint64_t told; /* climbs told so far */
};

/* With the levels that eta, min and max make. */
void reference_init(struct reference *r, const struct scheduler_ops *ops,
	const struct scheduler_setup *setup);
void reference_release(struct reference *r);

/* Adds the next trial: a new one, or one as it is adopted. */
struct reference_trial *reference_add(struct reference *r, const struct adopted *a);
void reference_set_curve(struct reference_trial *t, struct curve c);
/* The value after epoch e; NaN when it is not finite. */
double reference_value(const struct reference_trial *t, int e);
/* Judged, and to go on. */
void reference_tell(struct reference *r, uint32_t trial);
/* The trial that was told first; else the lowest that is due; -1: none is. */
int64_t reference_first_due(const struct reference *r);
/* A worker takes a trial up, to train it to epoch `to`. */
void reference_climb(struct reference *r, uint32_t trial, int to, struct job *job);

/* A knob's whole number, or `otherwise` when the kind has no such knob. */
int64_t reference_knob(const struct knobs *k, const char *name, int64_t otherwise);

/* n_0 of hyperband's bracket b of 0 … K: ⌈(K+1)/(K−b+1) · η^(K−b)⌉ (Li et al. 2017). */
int64_t reference_hyperband_n(int eta, int K, int b);
/* n_k = max(1, ⌊n_0/η^k⌋). */
uint32_t reference_seats(uint32_t n_0, int eta, int k);

/* Members of the ops that most references share. */
struct seat reference_seat_of(const struct scheduler *s, uint32_t trial);
void reference_close(struct scheduler *s, struct decisions *out);
/* Results are due while a trial runs or is to run. */
bool reference_expects(const struct scheduler *s, struct strbuf *out);
bool reference_never_promotes(struct scheduler *s, uint32_t trial, struct decisions *out);
int reference_one_bracket(const struct scheduler *s);
struct bracket_shape reference_all_levels(const struct scheduler *s, int b);

#endif
