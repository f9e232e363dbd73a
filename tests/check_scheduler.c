/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The schedulers against the papers' tables and against plain models of the rules that
 * sort everything at every step.
 */
#include "config.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "fixture.h"
#include "scheduler/ladder.h"

extern const struct scheduler_ops scheduler_random;
extern const struct scheduler_ops scheduler_halving;
extern const struct scheduler_ops scheduler_hyperband;
extern const struct scheduler_ops scheduler_asha;
extern const struct scheduler_ops scheduler_asha_stop;

static const struct place here = {.file = "test"};

/* "eta=3 min=1 max=81" */
static struct scheduler *make(const struct scheduler_ops *ops, const char *text,
	int64_t rounds, struct error *err)
{
	struct knobs k;
	struct scheduler_setup setup = {.knobs = &k, .seed = 1, .rounds = rounds};
	struct scheduler *s;
	char *copy = xstrdup(text), *save = NULL;

	knobs_init(&k, ops->kind.knobs, here);
	for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
		char *eq = strchr(w, '=');

		*eq = '\0';
		ck_assert_int_eq(knobs_set(&k, ops->kind.name, w, eq + 1, here, err), 0);
	}
	s = scheduler_new(&ops->kind, &setup, err);
	knobs_release(&k);
	free(copy);
	return s;
}

static struct scheduler *must_make(
	const struct scheduler_ops *ops, const char *text, int64_t rounds)
{
	struct error err = {0};
	struct scheduler *s = make(ops, text, rounds, &err);

	ck_assert_msg(s != NULL, "%s", err.text);
	return s;
}

static struct job next(struct scheduler *s, struct decisions *ds)
{
	struct job job;

	s->ops->next(s, &job, ds);
	return job;
}

/* The trial has come to the epoch that its job ends at, with this value all the way. */
static void report(struct scheduler *s, uint32_t trial, int epoch, double value,
	struct decisions *ds)
{
	double *values = xcalloc((size_t)epoch, sizeof(*values));

	for (int e = 0; e < epoch; e++)
		values[e] = value;
	s->ops->report(s, trial, (struct curve){values, epoch}, ds);
	free(values);
}

START_TEST(levels_are_exact)
{
	static const struct {
		int r_min, r_max, eta, n, levels[8];
	} table[] = {
		{2, 10, 2, 4, {2, 4, 8, 10}},
		{1, 81, 3, 5, {1, 3, 9, 27, 81}},
		{1, 243, 3, 6, {1, 3, 9, 27, 81, 243}},
		{1, 1000, 10, 4, {1, 10, 100, 1000}},
		{1, 100, 3, 6, {1, 3, 9, 27, 81, 100}},
		{7, 7, 2, 1, {7}},
		{5, 6, 4, 2, {5, 6}},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct ladder l;

		ladder_init(&l, table[i].eta, table[i].r_min, table[i].r_max);
		ck_assert_int_eq(l.n_rungs, table[i].n);
		for (int k = 0; k < l.n_rungs; k++)
			ck_assert_int_eq(l.levels[k], table[i].levels[k]);
	}
}
END_TEST

/* Ladders as the knobs have them; 0 ends, -1 is a top without an epoch. */
static const struct {
	const char *knobs;
	int levels[24];
} ladders[] = {
	{"eta=3 min=1 max=100 anchor=max", {1, 3, 11, 33, 100}}, /* Li et al. 2017 */
	{"eta=3 min=1 max=81 anchor=max", {1, 3, 9, 27, 81}},
	{"eta=2 min=3 max=50 anchor=max", {3, 6, 12, 25, 50}},
	{"eta=4 min=5 max=5 anchor=max", {5}},
	{"eta=3 min=2 max=5 anchor=max", {5}},
	{"levels=3,11,33", {3, 11, 33}},
	{"levels=[3,11,33] max=33", {3, 11, 33}},
	{"levels=7", {7}},
	{"levels=3,11,33 max=none", {3, 11, 33, -1}},
	{"eta=1000 min=7 max=none", {7, 7000, 7000000, -1}},
	{"eta=3 max=none",
		{1, 3, 9, 27, 81, 243, 729, 2187, 6561, 19683, 59049, 177147, 531441,
			1594323, 4782969, 14348907, 43046721, 129140163, 387420489,
			1162261467, -1}},
};

START_TEST(knobs_make_ladders)
{
	struct scheduler *s = must_make(&scheduler_asha, ladders[_i].knobs, 0);
	struct bracket_shape shape = s->ops->bracket(s, 0);

	for (int k = 0; k < shape.n_rungs; k++) {
		int level = ladders[_i].levels[k];

		ck_assert_int_eq(shape.levels[k], level < 0 ? EPOCHS_OPEN : level);
	}
	ck_assert_int_eq(ladders[_i].levels[shape.n_rungs], 0);
	scheduler_free(s);
}
END_TEST

/* The line that says all of a scheduler makes the same one again. */
START_TEST(a_line_of_knobs_is_read_back)
{
	static const struct {
		const char *text, *before, *line;
	} table[] = {
		{"asha levels=3,11,33", "asha eta=2 min=1 max=81",
			"asha eta=2 min=3 max=33 levels=3,11,33 brackets=1 resume=warm"},
		{"asha max=27", "asha eta=3 min=3 max=33 levels=3,11,33",
			"asha eta=3 min=3 max=27 brackets=1 resume=warm"},
		{"asha eta=4", "asha eta=3 min=3 max=none levels=3,11,33 keep=wandb",
			"asha eta=4 min=3 max=none levels=3,11,33 keep=wandb brackets=1 "
			"resume=warm"},
		{"median", "asha eta=3 min=3 max=33 levels=3,11,33",
			"median eta=3 min=3 max=33 grace=1 every=1"},
		{"hyperband", "hyperband eta=3 min=1 max=100 anchor=max",
			"hyperband eta=3 min=1 max=100 anchor=max idle=next_round "
			"resume=warm"},
		{"pasha levels=[2,4]", "hyperband eta=3 min=1 max=100 anchor=max",
			"pasha eta=3 min=2 max=4 levels=2,4 resume=warm"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *text = table[i].text, *before = table[i].before;

		for (int again = 0; again < 2; again++) {
			const struct kind *kind;
			struct strbuf line;
			struct knobs knobs;
			struct error err;

			ck_assert_int_eq(
				scheduler_parse(text, before, &kind, &knobs, &err), 0);
			strbuf_init(&line);
			scheduler_print(kind, &knobs, &line);
			ck_assert_str_eq(line.buf, table[i].line);
			strbuf_release(&line);
			knobs_release(&knobs);
			text = table[i].line;
			before = NULL;
		}
	}
}
END_TEST

static const struct {
	const struct scheduler_ops *ops;
	const char *knobs, *why;
} refused[] = {
	{&scheduler_asha, "levels=3,11,33 max=20", "the last of levels is 33"},
	{&scheduler_asha, "levels=3,11,33 min=1", "the first of levels is 3"},
	{&scheduler_asha, "levels=3,11,33 anchor=max", "anchor has no meaning"},
	{&scheduler_asha, "max=none anchor=max", "needs a max to count down from"},
	{&scheduler_asha, "max=none brackets=2", "leave out brackets"},
	{&scheduler_halving, "max=none", "give max, or levels"},
	{&scheduler_hyperband, "max=none", "give max, or levels"},
};

START_TEST(ladders_that_contradict_themselves_are_refused)
{
	struct error err = {0};

	ck_assert_ptr_null(make(refused[_i].ops, refused[_i].knobs, 0, &err));
	ck_assert(err.usage);
	ck_assert_msg(strstr(err.text, refused[_i].why) != NULL, "%s", err.text);
}
END_TEST

/*
 * wandb/sweeps, hyperband_stopping.py, with eta 3: of the values so far, sorted, the one
 * at place int(n / 3), counted from 0, is the threshold, and what is worse stops.
 */
START_TEST(as_wandb_one_more_stays)
{
	static const struct {
		double value;
		enum verdict verdict;
		uint32_t places;
	} table[] = {
		{5, VERDICT_PROMOTE, 1}, /* threshold 5, of 5 */
		{5, VERDICT_PROMOTE, 1}, /* 5 */
		{6, VERDICT_STOP, 2},	 /* 5: 5 5 6 */
		{4, VERDICT_PROMOTE, 2}, /* 5: 4 5 5 6 */
		{5, VERDICT_PROMOTE, 2}, /* 5: 4 5 5 5 6 */
		{4.5, VERDICT_PROMOTE, 3}, /* 5: 4 4.5 5 5 5 6 */
		{NAN, VERDICT_STOP, 3},	   /* not counted */
		{7, VERDICT_STOP, 3},	   /* 5, of 7 */
	};
	struct scheduler *s = must_make(
		&scheduler_asha_stop, "eta=3 levels=2 max=none keep=wandb", 0);

	for (uint32_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct decisions ds = {0};
		struct job job;

		do
			s->ops->next(s, &job, &ds);
		while (job.kind == JOB_CLIMB);
		s->ops->seat(s, &job, i);
		report(s, i, 2, table[i].value, &ds);
		ck_assert_uint_eq(ds.n, 1);
		ck_assert_int_eq(ds.items[0].verdict, table[i].verdict);
		ck_assert_uint_eq(ds.items[0].places, table[i].places);
		ck_assert(!ds.items[0].by_hand);
		decisions_release(&ds);
	}
	scheduler_free(s);
}
END_TEST

START_TEST(largest_ladder_does_not_overflow)
{
	struct ladder l;

	ladder_init(&l, 2, 1, 2147483647);
	ck_assert_int_eq(l.n_rungs, 32);
	ck_assert_int_eq(l.levels[30], 1 << 30);
	ck_assert_int_eq(l.levels[31], 2147483647);
	ck_assert_int_eq(ladder_power(2, 31), -1);
	ck_assert_int_eq(ladder_power(3, 5), 243);
}
END_TEST

/* Li et al. 2017, table 1 (R = 81, η = 3), and the two smaller ones worked by hand. */
START_TEST(hyperband_seats_are_the_papers)
{
	static const struct {
		const char *knobs;
		int brackets, seats[6][6];
	} table[] = {
		{"eta=3 min=1 max=81", 5,
			{{81, 27, 9, 3, 1}, {34, 11, 3, 1}, {15, 5, 1}, {8, 2}, {5}}},
		{"eta=2 min=1 max=16", 5,
			{{16, 8, 4, 2, 1}, {10, 5, 2, 1}, {7, 3, 1}, {5, 2}, {5}}},
		{"eta=3 min=1 max=1", 1, {{1}}},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct scheduler *s = must_make(&scheduler_hyperband, table[i].knobs, 0);

		ck_assert_int_eq(s->ops->n_brackets(s), table[i].brackets);
		for (int b = 0; b < table[i].brackets; b++) {
			struct bracket_shape shape = s->ops->bracket(s, b);

			ck_assert_int_eq(shape.n_rungs, table[i].brackets - b);
			for (int k = 0; k < shape.n_rungs; k++)
				ck_assert_uint_eq(
					shape.seats[k], (uint32_t)table[i].seats[b][k]);
		}
		scheduler_free(s);
	}
}
END_TEST

START_TEST(bad_ladders_are_refused)
{
	struct error err = {0};

	ck_assert_ptr_null(make(&scheduler_asha, "min=9 max=3", 0, &err));
	ck_assert(err.usage);
	ck_assert_ptr_nonnull(strstr(err.text, "min must not be more than max"));
}
END_TEST

/* The ranking against an array that is sorted anew for every question. */

static bool maximize_now;

static int plain_order(const void *pa, const void *pb)
{
	const struct result *a = pa, *b = pb;

	if (isfinite(a->value) != isfinite(b->value))
		return isfinite(a->value) ? -1 : 1;
	if (isfinite(a->value) && a->value != b->value)
		return (a->value < b->value) == !maximize_now ? -1 : 1;
	return a->trial < b->trial ? -1 : 1;
}

static double draw_value(gsl_rng *rng)
{
	switch (gsl_rng_uniform_int(rng, 8)) {
	case 0:
		return NAN;
	case 1:
		return INFINITY;
	default: /* few values, so that ties are common */
		return (double)gsl_rng_uniform_int(rng, 12) - 4;
	}
}

/* Check writes to a file for each assertion that holds, and these are millions. */
static void same(uint32_t got, uint32_t wanted)
{
	if (got != wanted)
		ck_assert_uint_eq(got, wanted);
}

/* Up to `most` of them, from rank first + 1 on. */
static void check_copy(const struct ranking *r, const struct result *plain, size_t n,
	uint32_t first, size_t most)
{
	struct result out[300];
	size_t got = ranking_copy(r, first + 1, most, out);

	ck_assert_uint_eq(got, first >= n ? 0 : most < n - first ? most : n - first);
	for (size_t i = 0; i < got; i++)
		ck_assert_uint_eq(out[i].trial, plain[first + i].trial);
}

START_TEST(ranking_agrees_with_sorting)
{
	gsl_rng *rng = stream_new(7, (uint32_t)_i, STREAM_CURVE, 0);
	struct ranking r;
	struct result plain[300];
	bool open[300] = {0};
	uint32_t n = 0;

	maximize_now = _i % 2;
	ranking_init(&r, maximize_now);
	for (int step = 0; step < 600; step++) {
		struct result best;
		uint32_t rank;
		bool any = false;

		if (n < 300 && gsl_rng_uniform(rng) < 0.5) {
			struct result x = {(n * 179) % 300, draw_value(rng)};

			plain[n++] = x;
			open[x.trial] = isfinite(x.value);
			ranking_add(&r, x);
			ranking_open(&r, x);
		} else if (n && gsl_rng_uniform(rng) < 0.2) {
			struct result *x = &plain[gsl_rng_uniform_int(rng, n)];

			ranking_spoil(&r, *x);
			x->value = isfinite(x->value) ? (double)NAN : x->value;
			open[x->trial] = false;
		} else if (n && gsl_rng_uniform(rng) < 0.1) {
			struct result *x = &plain[gsl_rng_uniform_int(rng, n)];
			struct result again = {x->trial, draw_value(rng)};

			ranking_remove(&r, *x);
			ck_assert_uint_eq(ranking_size(&r), n - 1);
			ranking_add(&r, again);
			*x = again;
			open[x->trial] = false;
		}
		qsort(plain, n, sizeof(*plain), plain_order);
		check_copy(&r, plain, n, (uint32_t)gsl_rng_uniform_int(rng, n + 2),
			gsl_rng_uniform_int(rng, 300));
		ck_assert_uint_eq(ranking_size(&r), n);
		for (uint32_t i = 0; i < n; i++) {
			same(ranking_at(&r, i + 1).trial, plain[i].trial);
			same(ranking_rank(&r, plain[i]), i + 1);
			if (open[plain[i].trial] && !any) {
				any = true;
				ck_assert(ranking_first_open(&r, &best, &rank));
				ck_assert_uint_eq(best.trial, plain[i].trial);
				ck_assert_uint_eq(rank, i + 1);
			}
		}
		if (!any)
			ck_assert(!ranking_first_open(&r, &best, &rank));
		else if (gsl_rng_uniform(rng) < 0.3) {
			ranking_shut(&r, best);
			open[best.trial] = false;
		}
	}
	ranking_release(&r);
	gsl_rng_free(rng);
}
END_TEST

/* Enough of them that the tree has four levels, and that whole parts of it go. */
START_TEST(a_large_ranking_agrees_with_sorting)
{
	enum { N = 60000 };
	struct result *plain = xcalloc(N, sizeof(*plain));
	bool *open = xcalloc(N, sizeof(*open)), maximize = _i % 2;
	gsl_rng *rng = stream_new(7, (uint32_t)_i, STREAM_CURVE, 0);
	struct ranking r;

	ranking_init(&r, maximize);
	for (uint32_t i = 0; i < N; i++) {
		/* ascending, descending, of few values, or any */
		double v = _i < 2   ? (double)i
			   : _i < 4 ? -(double)i
			   : _i < 6 ? (double)gsl_rng_uniform_int(rng, 9)
				    : gsl_rng_uniform(rng);

		plain[i] = (struct result){i, v};
		open[i] = gsl_rng_uniform_int(rng, 3) > 0;
		ranking_add(&r, plain[i]);
		if (open[i])
			ranking_open(&r, plain[i]);
	}
	for (int k = 0; k < 2 * N; k++) {
		uint32_t i = (uint32_t)gsl_rng_uniform_int(rng, N);

		if (k < N / 4 || k % 3 == 0) {
			if (k < N / 4)
				i = (uint32_t)(N / 3 + k);
			ranking_spoil(&r, plain[i]);
			plain[i].value = NAN;
			open[i] = false;
		} else if (isfinite(plain[i].value)) {
			if (open[i])
				ranking_shut(&r, plain[i]);
			else
				ranking_open(&r, plain[i]);
			open[i] = !open[i];
		}
	}
	results_sort(plain, N, maximize);
	ck_assert_uint_eq(ranking_size(&r), N);
	for (uint32_t i = 0; i < N; i++) {
		struct result x = ranking_at(&r, i + 1);

		same(x.trial, plain[i].trial);
		if (x.value != plain[i].value)
			ck_assert(!isfinite(plain[i].value));
		same(ranking_rank(&r, plain[i]), i + 1);
	}
	for (uint32_t i = 0; i < N; i++) {
		struct result best;
		uint32_t rank;

		if (!open[plain[i].trial])
			continue;
		if (!ranking_first_open(&r, &best, &rank))
			ck_abort_msg("none of rank %u", (unsigned)i + 1);
		same(rank, i + 1);
		same(best.trial, plain[i].trial);
		ranking_shut(&r, best);
	}
	ck_assert(!ranking_first_open(&r, &(struct result){0}, NULL));
	ranking_release(&r);
	gsl_rng_free(rng);
	free(plain);
	free(open);
}
END_TEST

START_TEST(random_trains_everyone_to_the_top)
{
	struct scheduler *s = must_make(&scheduler_random, "max=27", 0);
	struct decisions ds = {0};

	for (uint32_t i = 0; i < 5; i++) {
		struct job job = next(s, &ds);

		ck_assert_int_eq(job.kind, JOB_START);
		ck_assert_int_eq(job.to, 27);
		s->ops->seat(s, &job, i);
	}
	report(s, 3, 27, 0.5, &ds);
	report(s, 1, 27, 0.4, &ds);
	ck_assert_uint_eq(ds.n, 2);
	ck_assert_int_eq(ds.items[1].verdict, VERDICT_COMPLETE);
	ck_assert_uint_eq(ds.items[1].rank, 1);
	ck_assert_uint_eq(ds.items[1].results, 2);
	s->ops->close(s, &ds);
	ck_assert_int_eq(next(s, &ds).kind, JOB_WAIT);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

/* Seats n trials at rung 0 and answers with their job. */
static void seat_all(struct scheduler *s, uint32_t first, uint32_t n)
{
	struct decisions ds = {0};

	for (uint32_t i = first; i < first + n; i++) {
		struct job job = next(s, &ds);

		ck_assert_int_eq(job.kind, JOB_START);
		s->ops->seat(s, &job, i);
	}
	ck_assert_uint_eq(ds.n, 0);
}

START_TEST(halving_waits_for_the_whole_rung)
{
	/* n_0 = 9, η = 3: the values are such that 2, 4 and 7 climb; 4 and 5 tie. */
	static const double value[] = {.9, .8, .1, .7, .3, .3, .6, .2, NAN};
	struct scheduler *s =
		must_make(&scheduler_halving, "eta=3 min=1 max=9 idle=wait", 1);
	struct decisions ds = {0};
	static const uint32_t climb[] = {2, 4, 7};

	seat_all(s, 0, 9);
	ck_assert_int_eq(next(s, &ds).kind, JOB_WAIT);
	for (uint32_t i = 0; i < 8; i++) {
		report(s, i, 1, value[i], &ds);
		ck_assert_uint_eq(ds.n, 0);
		ck_assert_int_eq(next(s, &ds).kind, JOB_WAIT);
	}
	s->ops->lost(s, 8, &ds);
	ck_assert_uint_eq(ds.n, 9);
	for (uint32_t i = 0; i < 9; i++) {
		const struct decision *d = &ds.items[i];

		ck_assert_uint_eq(d->rank, i + 1);
		ck_assert_uint_eq(d->results, 9);
		ck_assert_uint_eq(d->places, 3);
		ck_assert_double_eq(d->cutoff, .3);
		ck_assert_int_eq(d->verdict, i < 3 ? VERDICT_PROMOTE : VERDICT_STOP);
	}
	ck_assert_uint_eq(ds.items[2].trial, 4); /* not 5, which ties with it */
	ck_assert_uint_eq(ds.items[8].trial, 8);
	for (int i = 0; i < 3; i++) { /* seats are taken in id order */
		struct job job = next(s, &ds);

		ck_assert_int_eq(job.kind, JOB_CLIMB);
		ck_assert_uint_eq(job.trial, climb[i]);
		ck_assert_int_eq(job.from, 1);
		ck_assert_int_eq(job.to, 3);
	}
	ck_assert_int_eq(next(s, &ds).kind, JOB_WAIT);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

START_TEST(halving_seats_no_more_than_are_finite)
{
	struct scheduler *s = must_make(&scheduler_halving, "eta=2 min=1 max=8", 1);
	struct decisions ds = {0};

	seat_all(s, 0, 8);
	for (uint32_t i = 0; i < 8; i++)
		report(s, i, 1, i == 5 ? .5 : (double)INFINITY, &ds);
	ck_assert_uint_eq(ds.n, 8);
	ck_assert_uint_eq(ds.items[0].trial, 5);
	ck_assert_uint_eq(ds.items[0].places, 1);
	ck_assert_int_eq(ds.items[1].verdict, VERDICT_STOP);
	ck_assert(isnan(ds.items[1].value));
	ck_assert_uint_eq(next(s, &ds).trial, 5);
	ds.n = 0;
	s->ops->lost(s, 5, &ds); /* and with none the round ends */
	ck_assert_uint_eq(ds.n, 1);
	ck_assert_int_eq(ds.items[0].verdict, VERDICT_STOP);
	ck_assert_int_eq(next(s, &ds).kind, JOB_WAIT);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

START_TEST(idle_workers_begin_the_next_round_and_older_jobs_go_first)
{
	struct scheduler *s = must_make(&scheduler_halving, "eta=2 min=1 max=2", 0);
	struct decisions ds = {0};
	struct job job;

	seat_all(s, 0, 2);
	job = next(s, &ds);
	ck_assert_int_eq(job.kind, JOB_START);
	ck_assert_int_eq(job.round, 1);
	s->ops->seat(s, &job, 2);
	report(s, 0, 1, .4, &ds);
	report(s, 1, 1, .3, &ds);
	job = next(s, &ds);
	ck_assert_int_eq(job.kind, JOB_CLIMB);
	ck_assert_uint_eq(job.trial, 1);
	ck_assert_int_eq(job.round, 0);
	ck_assert_int_eq(next(s, &ds).kind, JOB_START);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

START_TEST(a_closed_round_goes_on_with_those_it_has)
{
	struct scheduler *s = must_make(&scheduler_halving, "eta=3 min=1 max=9", 0);
	struct decisions ds = {0};

	seat_all(s, 0, 4);
	for (uint32_t i = 0; i < 4; i++)
		report(s, i, 1, 1. / (i + 1), &ds);
	ck_assert_uint_eq(ds.n, 0);
	s->ops->close(s, &ds); /* n_0 is 4 then, and ⌊4/3⌋ = 1 climbs */
	ck_assert_uint_eq(ds.n, 4);
	ck_assert_uint_eq(ds.items[0].places, 1);
	ck_assert_uint_eq(ds.items[0].trial, 3);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

/* A whole pass of hyperband, fed with a fixed value a trial: who gets where. */
START_TEST(hyperband_runs_its_brackets_in_turn)
{
	struct scheduler *s = must_make(&scheduler_hyperband, "eta=3 min=1 max=81", 1);
	struct decisions ds = {0};
	uint32_t starts[5] = {0}, n = 0;
	uint64_t epochs = 0;
	struct job job;

	while ((job = next(s, &ds)).kind != JOB_WAIT) {
		if (job.kind == JOB_START) {
			job.trial = n++;
			starts[job.bracket]++;
			s->ops->seat(s, &job, job.trial);
		}
		epochs += (uint64_t)(job.to - job.from);
		report(s, job.trial, job.to, (job.trial * 37) % 101, &ds);
	}
	ck_assert_uint_eq(starts[0], 81);
	ck_assert_uint_eq(starts[1], 34);
	ck_assert_uint_eq(starts[2], 15);
	ck_assert_uint_eq(starts[3], 8);
	ck_assert_uint_eq(starts[4], 5);
	/* Σ n_k (r_k − r_{k−1}): 297 + 276 + 279 + 324 + 405, added up by hand */
	ck_assert_uint_eq(epochs, 1581);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

/*
 * ASHA against its algorithm as Li et al. write it down: sort each rung, take the top
 * ⌊n/η⌋ that have not been promoted.
 */
struct plain_asha {
	struct result rung[8][400];
	bool up[8][400]; /* by trial */
	uint32_t n[8];
};

static bool plain_promote(
	struct plain_asha *p, int rungs, uint32_t eta, uint32_t *trial, int *from)
{
	for (int k = rungs - 2; k >= 0; k--) {
		qsort(p->rung[k], p->n[k], sizeof(struct result), plain_order);
		for (uint32_t i = 0; i < p->n[k] / eta; i++) {
			struct result x = p->rung[k][i];

			if (!p->up[k][x.trial] && isfinite(x.value)) {
				p->up[k][x.trial] = true;
				*trial = x.trial;
				*from = k;
				return true;
			}
		}
	}
	return false;
}

START_TEST(asha_agrees_with_the_paper)
{
	gsl_rng *rng = stream_new(3, (uint32_t)_i, STREAM_CURVE, 0);
	uint32_t eta = 2 + (uint32_t)gsl_rng_uniform_int(rng, 3), n = 0;
	struct plain_asha *p = xcalloc(1, sizeof(*p));
	char text[64];
	struct scheduler *s;
	struct decisions ds = {0};
	struct job running[16];
	int n_running = 0, rungs;

	maximize_now = false;
	snprintf(text, sizeof(text), "eta=%u min=1 max=%d", eta,
		1 + (int)gsl_rng_uniform_int(rng, 60));
	s = must_make(&scheduler_asha, text, 0);
	rungs = s->ops->bracket(s, 0).n_rungs;
	for (int step = 0; step < 900 && n < 400; step++) {
		if (n_running < 16 && (!n_running || gsl_rng_uniform(rng) < 0.5)) {
			struct job job = next(s, &ds);
			uint32_t trial;
			int from;

			if (plain_promote(p, rungs, eta, &trial, &from)) {
				ck_assert_int_eq(job.kind, JOB_CLIMB);
				ck_assert_uint_eq(job.trial, trial);
				ck_assert_int_eq(job.rung, from + 1);
			} else {
				ck_assert_int_eq(job.kind, JOB_START);
				job.trial = n++;
				s->ops->seat(s, &job, job.trial);
			}
			running[n_running++] = job;
		} else {
			int i = (int)gsl_rng_uniform_int(rng, (unsigned long)n_running);
			struct job job = running[i];
			double v = draw_value(rng);

			running[i] = running[--n_running];
			ds.n = 0;
			if (isnan(v))
				s->ops->lost(s, job.trial, &ds);
			else
				report(s, job.trial, job.to, v, &ds);
			p->rung[job.rung][p->n[job.rung]++] =
				(struct result){job.trial, v};
			ck_assert_uint_eq(ds.n, 1);
			ck_assert_uint_eq(ds.items[0].results, p->n[job.rung]);
			qsort(p->rung[job.rung], p->n[job.rung], sizeof(struct result),
				plain_order);
			ck_assert_uint_eq(
				p->rung[job.rung][ds.items[0].rank - 1].trial, job.trial);
		}
	}
	free(p);
	decisions_release(&ds);
	scheduler_free(s);
	gsl_rng_free(rng);
}
END_TEST

START_TEST(tied_values_let_a_third_climb)
{
	struct scheduler *s = must_make(&scheduler_asha, "eta=3 min=1 max=9", 0);
	struct decisions ds = {0};
	struct job job;

	for (uint32_t i = 0; i < 9; i++) {
		job = (struct job){.kind = JOB_START, .to = 1};
		s->ops->seat(s, &job, i);
		report(s, i, 1, .5, &ds);
	}
	for (uint32_t i = 0; i < 3; i++) {
		job = next(s, &ds);
		ck_assert_int_eq(job.kind, JOB_CLIMB);
		ck_assert_uint_eq(job.trial, i);
	}
	ck_assert_int_eq(next(s, &ds).kind, JOB_START);
	decisions_release(&ds);
	scheduler_free(s);
}
END_TEST

static Suite *scheduler_suite(void)
{
	Suite *s = suite_create("scheduler");
	TCase *tc = tcase_create("scheduler");

	tcase_add_test(tc, levels_are_exact);
	tcase_add_loop_test(tc, knobs_make_ladders, 0,
		sizeof(ladders) / sizeof(*ladders));
	tcase_add_test(tc, a_line_of_knobs_is_read_back);
	tcase_add_loop_test(tc, ladders_that_contradict_themselves_are_refused, 0,
		sizeof(refused) / sizeof(*refused));
	tcase_add_test(tc, as_wandb_one_more_stays);
	tcase_add_test(tc, largest_ladder_does_not_overflow);
	tcase_add_test(tc, hyperband_seats_are_the_papers);
	tcase_add_test(tc, bad_ladders_are_refused);
	tcase_add_loop_test(tc, ranking_agrees_with_sorting, 0, 8);
	tcase_add_loop_test(tc, a_large_ranking_agrees_with_sorting, 0, 8);
	tcase_add_test(tc, random_trains_everyone_to_the_top);
	tcase_add_test(tc, halving_waits_for_the_whole_rung);
	tcase_add_test(tc, halving_seats_no_more_than_are_finite);
	tcase_add_test(tc, idle_workers_begin_the_next_round_and_older_jobs_go_first);
	tcase_add_test(tc, a_closed_round_goes_on_with_those_it_has);
	tcase_add_test(tc, hyperband_runs_its_brackets_in_turn);
	tcase_add_loop_test(tc, asha_agrees_with_the_paper, 0, 40);
	tcase_add_test(tc, tied_values_let_a_third_climb);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(scheduler_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
