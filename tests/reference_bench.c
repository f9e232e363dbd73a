/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reference_bench.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "reference_pair.h"

struct bench *bench_new(int side, const char *text, int64_t rounds)
{
	struct bench *b = xcalloc(1, sizeof(*b));
	struct scheduler_setup setup = {.seed = 1, .rounds = rounds};

	b->s = scheduler_from_text(text, side == 1, &setup);
	return b;
}

void bench_free(struct bench *b)
{
	b->s->ops->free(b->s);
	decisions_release(&b->ds);
	free(b);
}

struct job bench_take(struct bench *b)
{
	struct job job;

	b->ds.n = 0;
	b->s->ops->next(b->s, &job, &b->ds);
	if (job.kind == JOB_WAIT)
		return job;
	if (job.kind == JOB_START) {
		job.trial = b->n++;
		b->s->ops->seat(b->s, &job, job.trial);
	}
	b->jobs[job.trial] = job;
	b->epochs += (uint64_t)(job.to - job.from);
	return job;
}

void bench_start(struct bench *b)
{
	uint32_t n = b->n;
	struct job job = bench_take(b);

	ck_assert_int_eq(job.kind, JOB_START);
	ck_assert_uint_eq(job.trial, n);
}

void bench_climb(struct bench *b, uint32_t trial, int from, int to)
{
	struct job job = bench_take(b);

	ck_assert_int_eq(job.kind, JOB_CLIMB);
	ck_assert_uint_eq(job.trial, trial);
	ck_assert_int_eq(job.from, from);
	ck_assert_int_eq(job.to, to);
}

void bench_wait(struct bench *b)
{
	ck_assert_int_eq(bench_take(b).kind, JOB_WAIT);
}

void bench_bring(struct bench *b, uint32_t trial, double value)
{
	double values[BENCH_EPOCHS];
	int to = b->jobs[trial].to;

	for (int e = 0; e < to; e++)
		values[e] = value;
	b->ds.n = 0;
	b->s->ops->report(b->s, trial, (struct curve){values, to}, &b->ds);
}

void bench_bring_curve(struct bench *b, uint32_t trial, const double *values)
{
	b->ds.n = 0;
	b->s->ops->report(b->s, trial, (struct curve){values, b->jobs[trial].to}, &b->ds);
}

void bench_lose(struct bench *b, uint32_t trial)
{
	b->ds.n = 0;
	b->s->ops->lost(b->s, trial, &b->ds);
}

void bench_close(struct bench *b)
{
	b->ds.n = 0;
	b->s->ops->close(b->s, &b->ds);
}

bool bench_expects(struct bench *b)
{
	struct strbuf line;
	bool yes;

	strbuf_init(&line);
	yes = b->s->ops->expects(b->s, &line);
	strbuf_release(&line);
	return yes;
}

void bench_decided(const struct bench *b, size_t i, uint32_t trial, uint32_t rank,
	uint32_t results, uint32_t places, enum verdict verdict)
{
	const struct decision *d = &b->ds.items[i];

	ck_assert_uint_gt(b->ds.n, i);
	ck_assert_uint_eq(d->trial, trial);
	ck_assert_uint_eq(d->rank, rank);
	ck_assert_uint_eq(d->results, results);
	ck_assert_uint_eq(d->places, places);
	ck_assert_str_eq(verdict_name(d->verdict), verdict_name(verdict));
}

void bench_start_all(struct bench *b, const double *values, uint32_t n)
{
	uint32_t first = b->n;

	for (uint32_t i = 0; i < n; i++)
		bench_start(b);
	for (uint32_t i = 0; i < n; i++)
		bench_bring(b, first + i, values[i]);
}

void bench_run(struct bench *b, int workers, uint32_t limit)
{
	struct job running[64];
	double ends[64], now = 0;
	int n = 0;

	for (;;) {
		int first = 0;

		while (n < workers) {
			if (limit && b->n == limit)
				bench_close(b);
			running[n] = bench_take(b);
			if (running[n].kind == JOB_WAIT)
				break;
			ends[n] = now + running[n].to - running[n].from;
			n++;
		}
		if (n == 0)
			return;
		for (int i = 1; i < n; i++)
			if (ends[i] < ends[first])
				first = i;
		now = ends[first];
		bench_bring(b, running[first].trial, (running[first].trial * 37) % 101);
		running[first] = running[--n];
		ends[first] = ends[n];
	}
}
