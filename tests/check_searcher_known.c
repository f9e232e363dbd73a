/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What searchers that learn know of the trials. */
#include "config.h"

#include "check_searcher.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "searcher/known.h"
#include "searcher/rows.h"

static void setup_known(struct known *k, const struct space *space, bool maximize)
{
	known_init(k, &(struct searcher_setup){
			      .space = space, .maximize = maximize, .seed = 7});
}

static void tell(struct known *k, enum progress_kind kind, uint32_t trial,
	const struct value *config, int epoch, int until, double value)
{
	known_report(k, &(struct trial_progress){.kind = kind,
				.trial = trial,
				.config = config,
				.epoch = epoch,
				.until = until,
				.value = value});
}

/* The results of a level as text: "2:0.5 0:1 1:inf". */
static void ck_results(const struct known_level *l, const char *expected)
{
	struct strbuf out = STRBUF_INIT;
	struct result r[16];
	size_t n = known_results(l, 1, 16, r);

	for (size_t i = 0; i < n; i++)
		strbuf_addf(&out, "%s%u:%g", i ? " " : "", r[i].trial, r[i].value);
	ck_assert_str_eq(out.buf, expected);
	strbuf_release(&out);
}

/* Trials as a ladder 1, 3, 9 has them. */
START_TEST(results_are_kept_by_level)
{
	struct space space = unit_cube(1);
	struct value x[1] = {number(0.25)};
	struct known k;

	setup_known(&k, &space, false);
	for (uint32_t i = 0; i < 4; i++)
		tell(&k, PROGRESS_TASK, i, x, 0, 1, (double)NAN);
	ck_assert(k.n_pending == 4 && k.trials[2].pending && k.trials[2].until == 1);
	ck_assert(!k.n_levels && !known_level_with(&k, 1));
	tell(&k, PROGRESS_LEVEL, 0, x, 1, 1, 1);
	tell(&k, PROGRESS_LEVEL, 1, x, 1, 1, (double)NAN);
	tell(&k, PROGRESS_LEVEL, 2, x, 1, 1, 0.5);
	ck_assert(k.n_pending == 1 && k.pending[0] == 3);
	tell(&k, PROGRESS_KILLED, 3, x, 0, 1, (double)NAN);
	ck_assert(!k.n_pending);
	ck_assert(k.n_levels == 1 && k.levels[0].epoch == 1);
	ck_results(&k.levels[0], "2:0.5 0:1 1:inf");

	tell(&k, PROGRESS_TASK, 2, x, 1, 3, 0.5);
	tell(&k, PROGRESS_EPOCH, 2, x, 2, 3, 0.25);
	ck_assert(k.trials[2].level == 1 && k.trials[2].loss == 0.5);
	ck_assert(k.trials[2].epoch == 2 && k.trials[2].latest == 0.25);
	tell(&k, PROGRESS_FAILED, 2, x, 2, 3, 0.25);
	ck_assert(k.n_levels == 2 && k.levels[1].epoch == 3);
	ck_results(&k.levels[1], "2:inf");
	ck_results(&k.levels[0], "2:0.5 0:1 1:inf");
	ck_assert(
		isinf(known_loss(&k.levels[1], 2)) && isnan(known_loss(&k.levels[1], 9)));

	/* what ends by itself has its last value at the level it was bound for */
	tell(&k, PROGRESS_TASK, 0, x, 1, 3, 1);
	tell(&k, PROGRESS_EPOCH, 0, x, 2, 3, 0.75);
	tell(&k, PROGRESS_COMPLETED, 0, x, 2, 3, 0.75);
	ck_results(&k.levels[1], "0:0.75 2:inf");
	ck_assert_ptr_eq(known_level_with(&k, 2), &k.levels[1]);
	ck_assert_ptr_eq(known_level_with(&k, 3), &k.levels[0]);
	ck_assert_ptr_null(known_level_with(&k, 4));
	known_release(&k);
	space_release(&space);
}
END_TEST

/* From scratch, after a switch to other levels, with a level told twice. */
START_TEST(a_later_result_counts)
{
	struct space space = unit_cube(1);
	struct value x[1] = {number(0.25)};
	struct known k;

	setup_known(&k, &space, true);
	tell(&k, PROGRESS_LEVEL, 5, x, 3, 3, 10);
	tell(&k, PROGRESS_LEVEL, 6, x, 3, 3, 20);
	ck_results(&k.levels[0], "6:-20 5:-10");
	ck_assert(known_value(&k, k.trials[6].loss) == 20);
	ck_assert(isnan(known_value(&k, (double)INFINITY)));
	tell(&k, PROGRESS_TASK, 5, x, 0, 9, (double)NAN);
	ck_assert(k.trials[5].level == 3 && isnan(k.trials[5].latest));
	tell(&k, PROGRESS_EPOCH, 5, x, 1, 9, 1);
	tell(&k, PROGRESS_LEVEL, 5, x, 9, 9, 1e300);
	tell(&k, PROGRESS_LEVEL, 5, x, 3, 3, 30);
	ck_results(&k.levels[0], "5:-30 6:-20");
	ck_results(&k.levels[1], "5:-1e+300");
	ck_assert(k.trials[5].level == 9 && k.trials[5].loss == -1e300);
	tell(&k, PROGRESS_LEVEL, 6, x, 2, 2, 5); /* a new level below */
	ck_assert(k.n_levels == 3 && k.levels[0].epoch == 2 && k.levels[2].epoch == 9);
	tell(&k, PROGRESS_LEVEL, 5, x, 9, 9, (double)INFINITY);
	ck_results(&k.levels[2], "5:inf");
	tell(&k, PROGRESS_DIVERGED, 5, x, 9, 9, (double)INFINITY);
	ck_results(&k.levels[2], "5:inf");
	ck_assert(!k.trials[0].told && !k.n_pending);
	known_release(&k);
	space_release(&space);
}
END_TEST

START_TEST(constants_and_categories_have_their_place)
{
	struct space space = unit_cube(4);
	struct value config[4], back[4];
	double x[3], y[3] = {(double)NAN, 0.5, 0.25};
	struct known k;

	make_listed(&space, 1, 1);
	make_listed(&space, 2, 60);
	setup_known(&k, &space, false);
	ck_assert(k.n_dims == 3 && k.dims[1].param == 2 && k.dims[2].param == 3);
	ck_assert(k.dims[0].n_items == 0 && k.dims[1].n_items == 60);
	for (int i = 0; i < 60; i++) {
		config[0] = number(0.125);
		config[1] = number(0);
		config[2] = number(i);
		config[3] = number(0.75);
		known_locate(&k, config, x);
		ck_assert(x[0] == 0.125 && x[1] == k.dims[1].items[i] && x[2] == 0.75);
		known_config(&k, x, back);
		for (int p = 0; p < 4; p++)
			ck_assert(value_equal(config[p], back[p]));
	}
	/* NaN is as far from a number as two categories are from each other */
	ck_assert_double_eq_tol(known_distance(&k, x, y), sqrt(1 + 1 + 0.25), 1e-15);
	x[0] = (double)NAN;
	ck_assert_double_eq_tol(known_distance(&k, x, y), sqrt(1 + 0.25), 1e-15);
	known_release(&k);
	space_release(&space);
}
END_TEST

static int by_distance(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

START_TEST(the_nearest_two_are_found)
{
	enum { N = 200 };
	struct space space = unit_cube(2);
	struct value config[2];
	double d[N], *x;
	uint32_t nearest[2];
	struct known k;

	setup_known(&k, &space, false);
	known_nearest(&k, d, nearest);
	ck_assert(nearest[0] == NO_TRIAL && nearest[1] == NO_TRIAL);
	for (uint32_t i = 0; i < N; i++) {
		struct proposal why;

		known_random(&k, i, config, &why);
		ck_assert(why.origin == ORIGIN_RANDOM);
		tell(&k, PROGRESS_TASK, i, config, 0, 1, (double)NAN);
		if (i % 3)
			tell(&k, PROGRESS_LEVEL, i, config, 1, 1, i);
	}
	x = xcalloc(2, sizeof(*x));
	for (int i = 0; i < 50; i++) {
		int n = 0;

		x[0] = i / 50.0;
		x[1] = 1 - x[0] * x[0];
		for (uint32_t t = 0; t < N; t++)
			if (t % 3)
				d[n++] = known_distance(&k, x, known_point(&k, t));
		qsort(d, (size_t)n, sizeof(*d), by_distance);
		known_nearest(&k, x, nearest);
		for (int j = 0; j < 2; j++)
			ck_assert(known_distance(&k, x, known_point(&k, nearest[j])) ==
				  d[j]);
	}
	known_nearest(&k, known_point(&k, 4), nearest);
	ck_assert(nearest[0] == 4 && nearest[1] != 4);
	free(x);
	known_release(&k);
	space_release(&space);
}
END_TEST

/* Each once, whatever the way; then none. */
START_TEST(rows_are_taken_once)
{
	enum { N = 30 };
	struct space space = unit_cube(1);
	struct value values[N], got[1];
	const struct value *configs[N];
	bool taken[N] = {false};
	struct proposal why = {0};
	struct rows rows;
	struct known k;
	size_t i;

	for (i = 0; i < N; i++) {
		values[i] = number((double)i / N);
		configs[i] = &values[i];
	}
	setup_known(&k, &space, false);
	rows_init(&rows, &k,
		&(struct searcher_setup){
			.space = &space, .candidates = configs, .n_candidates = N});
	for (i = 0; i < N; i++) {
		if (i % 2) {
			ck_assert(rows_random(&rows, &k, (uint32_t)i, got, &why));
		} else {
			double x[1] = {0.5}, least = 2;
			size_t at = rows_nearest(&rows, &k, x);

			for (size_t j = 0; j < N; j++)
				if (!taken[j])
					least = fmin(least, fabs(values[j].number - 0.5));
			ck_assert(fabs(rows_point(&rows, &k, at)[0] - 0.5) == least);
			rows_take(&rows, &k, at, got, &why);
		}
		ck_assert(why.row < N && !taken[why.row]);
		ck_assert(value_equal(got[0], values[why.row]));
		taken[why.row] = true;
	}
	ck_assert(!rows_random(&rows, &k, N, got, &why));
	rows_release(&rows);
	known_release(&k);
	space_release(&space);
}
END_TEST

TCase *known_tests(void)
{
	TCase *t = tcase_create("known");

	tcase_add_test(t, results_are_kept_by_level);
	tcase_add_test(t, a_later_result_counts);
	tcase_add_test(t, constants_and_categories_have_their_place);
	tcase_add_test(t, the_nearest_two_are_found);
	tcase_add_test(t, rows_are_taken_once);
	return t;
}
