/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who worked on what lately, and how busy all workers were all the time: part of the
 * fold, of bounded size however long a study goes on and however many workers it has.
 */
#ifndef STUDY_TIMELINE_H
#define STUDY_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* That are kept, of all workers together: some of each, even of ten thousand. */
#define TIMELINE_SPANS 65536
#define TIMELINE_CELLS 512

/* A trial on a worker: a task, or what a pause of the study left of one. */
struct span {
	uint32_t trial;
	int worker, bracket, rung;
	double from, to; /* study time; up to the last epoch that was reported */
	double start_from, start_to; /* its last program was starting; equal: none was */
	bool lost;	 /* the trial ended there, and not well */
	uint64_t before; /* number of the worker's span before; 0: it had none */
};

struct timeline {
	struct span *spans; /* number n (from 1) is at n % TIMELINE_SPANS */
	size_t cap;
	uint64_t n_spans; /* that ever were */
	uint64_t *last;	  /* by worker: the number of its latest span; 0: none */
	size_t n_workers;
	/* worker seconds: at work on a task, kept from it by the pace, of all there were */
	double busy, paced, room;
	double width;	   /* seconds of a cell; doubles when the cells are full */
	struct timeline_cell {
		double busy, room;
	} cells[TIMELINE_CELLS];
};

void timeline_release(struct timeline *r);
/* A worker takes a trial up; `to` and `before` of the span are filled in. */
void timeline_begin(struct timeline *r, struct span span);
/* The worker has come as far as this with its trial; lost: and no further. */
void timeline_extend(struct timeline *r, int worker, double t, bool lost);
/* A program of the worker's trial took the last seconds up to t to start. */
void timeline_start(struct timeline *r, int worker, double t, double seconds);
/* From one time to another, `busy` of so many workers had a task. */
void timeline_pass(struct timeline *r, double from, double to, int busy, int workers);
/* A worker that has a task was kept waiting by the pace: it was not busy. */
void timeline_wait(struct timeline *r, double from, double to);
/* The latest span of a worker, and the one before that; NULL: not kept, or none. */
const struct span *timeline_last(const struct timeline *r, int worker);
const struct span *timeline_before(const struct timeline *r, const struct span *s);
/*
 * The busy share of all workers in a stretch of time; NaN: there were none. It is what
 * is called utilisation wherever that is told: the part of the workers' time, pauses left
 * out, in which they were at work on a task.
 */
double timeline_share(const struct timeline *r, double from, double to);
/* The same of all time. */
double timeline_share_of_all(const struct timeline *r);
/* And the part of it in which the pace kept them waiting. */
double timeline_share_paced(const struct timeline *r);

#endif
