/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One scheduler on the bench: a few trials put through it by hand, with the answers that
 * are expected. Side 0 is the real scheduler, side 1 its reference.
 */
#ifndef REFERENCE_BENCH_H
#define REFERENCE_BENCH_H

#include <check.h>

#include "scheduler/scheduler.h"

#define BENCH_TRIALS 800
#define BENCH_EPOCHS 1000

struct bench {
	struct scheduler *s;
	struct decisions ds;	       /* what the last question led to */
	uint32_t n;		       /* trials begun */
	struct job jobs[BENCH_TRIALS]; /* the last of each */
	uint64_t epochs;	       /* that these ask for */
};

struct bench *bench_new(int side, const char *text, int64_t rounds);
void bench_free(struct bench *b);

/* What a free worker is to do; a new trial is seated. */
struct job bench_take(struct bench *b);
/* The same, and it is: a new trial; for this one to climb; to wait. */
void bench_start(struct bench *b);
void bench_climb(struct bench *b, uint32_t trial, int from, int to);
void bench_wait(struct bench *b);

/* The trial ends its job, with one value all along or with such a curve; it is lost. */
void bench_bring(struct bench *b, uint32_t trial, double value);
void bench_bring_curve(struct bench *b, uint32_t trial, const double *values);
void bench_lose(struct bench *b, uint32_t trial);
void bench_close(struct bench *b);
bool bench_expects(struct bench *b);

/* n new trials begin, and then bring these values. */
void bench_start_all(struct bench *b, const double *values, uint32_t n);

/* The i-th decision that the last question led to, and that there is one. */
void bench_decided(const struct bench *b, size_t i, uint32_t trial, uint32_t rank,
	uint32_t results, uint32_t places, enum verdict verdict);

/*
 * So many workers, to the end; an epoch takes each the same time, and a trial has the
 * same value all along. No trial after `limit`; 0: until there is no job.
 */
void bench_run(struct bench *b, int workers, uint32_t limit);

#endif
