/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reference_traps.h"

#include <math.h>

#include "reference_bench.h"

/* Ties */

static const double tied[9] = {.5, .5, .5, .5, .5, .5, .5, .5, .5};

START_TEST(of_tied_values_a_third_climbs)
{
	static const char *const kinds[] = {"asha eta=3 min=1 max=9",
		"pasha eta=3 min=1 max=9", "successive_halving eta=3 min=1 max=9 n=9"};

	for (size_t k = 0; k < 3; k++) {
		struct bench *b = bench_new(_i, kinds[k], 0);

		bench_start_all(b, tied, 9);
		for (uint32_t i = 0; i < 3; i++)
			bench_climb(b, i, 1, 3);
		bench_start(b);
		bench_free(b);
	}
}
END_TEST

/* Who comes later ranks last, and the first that came is alone with its place. */
START_TEST(of_tied_values_the_first_goes_on)
{
	struct bench *b = bench_new(_i, "asha_stop eta=3 min=1 max=9", 0);

	for (uint32_t i = 0; i < 9; i++)
		bench_start(b);
	for (uint32_t i = 0; i < 9; i++) {
		bench_bring(b, i, .5);
		bench_decided(b, 0, i, i + 1, i + 1, i < 5 ? 1 : (i + 1) / 3,
			i == 0 ? VERDICT_PROMOTE : VERDICT_STOP);
	}
	bench_climb(b, 0, 1, 3);
	bench_start(b);
	bench_free(b);
}
END_TEST

START_TEST(tied_values_are_not_worse_than_the_median)
{
	struct bench *b = bench_new(_i, "median grace=1 every=1 max=3", 0);

	for (uint32_t i = 0; i < 9; i++) {
		bench_start(b);
		bench_bring(b, i, .5);
		bench_decided(b, 0, i, 1, i, 0, VERDICT_PROMOTE);
		bench_climb(b, i, 1, 2);
	}
	bench_free(b);
}
END_TEST

/* Values that are not finite */

START_TEST(nan_first_holds_no_place)
{
	struct bench *b = bench_new(_i, "asha eta=2 min=1 max=4", 0);
	static const double values[] = {NAN, .5};

	bench_start_all(b, values, 1);
	bench_decided(b, 0, 0, 1, 1, 0, VERDICT_PAUSE);
	ck_assert(isnan(b->ds.items[0].value));
	bench_start_all(b, values + 1, 1);
	bench_decided(b, 0, 1, 1, 2, 1, VERDICT_PAUSE);
	bench_climb(b, 1, 1, 2);
	bench_decided(b, 0, 1, 1, 2, 1, VERDICT_PROMOTE);
	bench_start(b);
	bench_free(b);
}
END_TEST

START_TEST(nan_last_takes_no_place)
{
	struct bench *b = bench_new(_i, "asha eta=2 min=1 max=4", 0);
	static const double values[] = {.5, .6, .7, NAN};

	bench_start_all(b, values, 4);
	bench_decided(b, 0, 3, 4, 4, 2, VERDICT_PAUSE);
	ck_assert_double_eq(b->ds.items[0].cutoff, .6);
	bench_climb(b, 0, 1, 2);
	bench_climb(b, 1, 1, 2);
	bench_start(b);
	bench_free(b);
}
END_TEST

static const double nans[4] = {NAN, NAN, NAN, NAN};

START_TEST(with_nan_throughout_nothing_climbs)
{
	struct bench *b = bench_new(_i, "asha eta=2 min=1 max=4", 0);

	bench_start_all(b, nans, 4);
	bench_decided(b, 0, 3, 4, 4, 2, VERDICT_PAUSE);
	ck_assert(isnan(b->ds.items[0].cutoff));
	bench_start(b);
	bench_free(b);

	b = bench_new(_i, "asha_stop eta=2 min=1 max=4", 0);
	bench_start_all(b, nans, 1); /* though it is the best of one */
	bench_decided(b, 0, 0, 1, 1, 1, VERDICT_STOP);
	bench_start(b);
	bench_free(b);

	b = bench_new(_i, "median max=4", 0);
	bench_start_all(b, nans, 1); /* though there is no other */
	bench_decided(b, 0, 0, 1, 0, 0, VERDICT_STOP);
	bench_start(b);
	bench_free(b);
}
END_TEST

START_TEST(with_nan_throughout_a_round_ends)
{
	struct bench *b = bench_new(_i, "successive_halving eta=2 min=1 max=4 n=4", 0);

	bench_start_all(b, nans, 4);
	ck_assert_uint_eq(b->ds.n, 4);
	for (uint32_t i = 0; i < 4; i++)
		bench_decided(b, i, i, i + 1, 4, 0, VERDICT_STOP);
	bench_start(b);
	ck_assert_int_eq(b->jobs[4].round, 1);
	bench_free(b);
}
END_TEST

/* An average that is not finite is the worst, and a median that is not judges nobody. */
START_TEST(the_median_of_nans_stops_nobody)
{
	struct bench *b = bench_new(_i, "median grace=2 every=1 max=4", 0);
	static const double spoiled[] = {NAN, .1}, good[] = {.5, .5}, bad[] = {.9, .9};

	for (uint32_t i = 0; i < 4; i++)
		bench_start(b);
	bench_bring_curve(b, 0, spoiled);
	bench_decided(b, 0, 0, 1, 0, 0, VERDICT_PROMOTE);
	bench_bring_curve(b, 1, bad);
	bench_decided(b, 0, 1, 1, 1, 0, VERDICT_PROMOTE);
	ck_assert(isnan(b->ds.items[0].cutoff));
	bench_bring_curve(b, 2, good);
	bench_decided(b, 0, 2, 1, 2, 0, VERDICT_PROMOTE);
	bench_bring_curve(b, 3, bad); /* of .5 .9 NaN: .9, and no worse than that */
	bench_decided(b, 0, 3, 2, 3, 0, VERDICT_PROMOTE);
	ck_assert_double_eq(b->ds.items[0].cutoff, .9);
	bench_free(b);
}
END_TEST

/* Small rungs */

START_TEST(a_rung_with_one_result)
{
	static const double half[] = {.5};
	struct bench *b = bench_new(_i, "asha eta=2 min=1 max=4", 0);

	bench_start_all(b, half, 1);
	bench_decided(b, 0, 0, 1, 1, 0, VERDICT_PAUSE);
	ck_assert(isnan(b->ds.items[0].cutoff));
	bench_start(b);
	bench_free(b);

	b = bench_new(_i, "asha_stop eta=2 min=1 max=4", 0);
	bench_start_all(b, half, 1);
	bench_decided(b, 0, 0, 1, 1, 1, VERDICT_PROMOTE);
	ck_assert_double_eq(b->ds.items[0].cutoff, .5);
	bench_climb(b, 0, 1, 2);
	bench_free(b);

	b = bench_new(_i, "median grace=2 every=3 max=4", 0);
	bench_start_all(b, half, 1);
	bench_decided(b, 0, 0, 1, 0, 0, VERDICT_PROMOTE);
	ck_assert(isnan(b->ds.items[0].cutoff));
	bench_climb(b, 0, 2, 4);
	bench_free(b);
}
END_TEST

START_TEST(a_round_of_one_climbs_to_the_top)
{
	struct bench *b = bench_new(_i, "successive_halving eta=3 min=1 max=9 n=1", 1);

	bench_start(b);
	bench_wait(b);
	bench_bring(b, 0, .5);
	bench_decided(b, 0, 0, 1, 1, 1, VERDICT_PROMOTE);
	bench_climb(b, 0, 1, 3);
	bench_bring(b, 0, .5);
	bench_climb(b, 0, 3, 9);
	bench_bring(b, 0, .5);
	bench_decided(b, 0, 0, 1, 1, 0, VERDICT_COMPLETE);
	bench_wait(b);
	ck_assert(!bench_expects(b));
	bench_free(b);
}
END_TEST

/* Late results */

START_TEST(a_result_after_the_close_counts)
{
	struct bench *b = bench_new(_i, "asha eta=2 min=1 max=2", 0);

	for (uint32_t i = 0; i < 4; i++)
		bench_start(b);
	bench_bring(b, 0, .4);
	bench_bring(b, 1, .3);
	bench_close(b);
	bench_climb(b, 1, 1, 2);
	bench_wait(b);
	ck_assert(bench_expects(b));
	bench_bring(b, 2, .1);
	bench_decided(b, 0, 2, 1, 3, 1, VERDICT_PAUSE);
	bench_climb(b, 2, 1, 2); /* the one place is not taken up by T1, which is worse */
	bench_bring(b, 3, .2);
	bench_decided(b, 0, 3, 2, 4, 2, VERDICT_PAUSE);
	bench_climb(b, 3, 1, 2);
	bench_wait(b);
	bench_bring(b, 1, .3);
	bench_bring(b, 2, .1);
	ck_assert(bench_expects(b));
	bench_bring(b, 3, .2);
	ck_assert(!bench_expects(b));
	bench_free(b);
}
END_TEST

START_TEST(a_closed_round_waits_for_its_last_result)
{
	struct bench *b = bench_new(_i, "successive_halving eta=3 min=1 max=3 n=9", 0);

	for (uint32_t i = 0; i < 4; i++)
		bench_start(b);
	for (uint32_t i = 0; i < 3; i++)
		bench_bring(b, i, .5 - .1 * i);
	bench_close(b);
	ck_assert_uint_eq(b->ds.n, 0);
	bench_wait(b);
	bench_bring(b, 3, .1);
	ck_assert_uint_eq(b->ds.n, 4);
	bench_decided(b, 0, 3, 1, 4, 1, VERDICT_PROMOTE); /* n_0 is 4, and ⌊4/3⌋ = 1 */
	bench_decided(b, 1, 2, 2, 4, 1, VERDICT_STOP);
	bench_climb(b, 3, 1, 3);
	bench_wait(b);
	bench_free(b);
}
END_TEST

START_TEST(a_straggler_counts_in_its_own_round)
{
	struct bench *b = bench_new(_i, "successive_halving eta=2 min=1 max=2 n=2", 0);

	for (uint32_t i = 0; i < 4; i++) {
		bench_start(b);
		ck_assert_int_eq(b->jobs[i].round, (int)i / 2);
	}
	bench_bring(b, 0, .9);
	bench_bring(b, 2, .8); /* round 2 is full before round 1 */
	bench_bring(b, 3, .7);
	bench_decided(b, 0, 3, 1, 2, 1, VERDICT_PROMOTE);
	bench_decided(b, 1, 2, 2, 2, 1, VERDICT_STOP);
	ck_assert_int_eq(b->ds.items[0].round, 1);
	bench_bring(b, 1, .1); /* the straggler */
	bench_decided(b, 0, 1, 1, 2, 1, VERDICT_PROMOTE);
	bench_decided(b, 1, 0, 2, 2, 1, VERDICT_STOP);
	ck_assert_int_eq(b->ds.items[0].round, 0);
	bench_climb(b, 1, 1, 2); /* older rounds first */
	bench_climb(b, 3, 1, 2);
	bench_bring(b, 3, .7);
	bench_decided(b, 0, 3, 1, 1, 0, VERDICT_COMPLETE);
	bench_bring(b, 1, .1);
	bench_decided(b, 0, 1, 1, 1, 0, VERDICT_COMPLETE);
	bench_free(b);
}
END_TEST

/* Kills */

START_TEST(a_killed_trial_gives_up_the_last_open_place)
{
	static const double values[] = {.1, .2, .3};
	struct bench *b = bench_new(_i, "asha eta=3 min=1 max=9", 0);

	bench_start_all(b, values, 3);
	bench_lose(b, 0);
	bench_climb(b, 1, 1, 3);
	bench_decided(b, 0, 1, 1, 3, 1, VERDICT_PROMOTE);
	bench_start(b);
	bench_free(b);
}
END_TEST

/* Those that have climbed keep theirs: the killed one's was at the rung above. */
START_TEST(a_killed_trial_that_had_climbed_keeps_its_place)
{
	static const double values[] = {.1, .2, .3};
	struct bench *b = bench_new(_i, "asha eta=3 min=1 max=9", 0);

	bench_start_all(b, values, 3);
	bench_climb(b, 0, 1, 3);
	bench_lose(b, 0);
	bench_start(b);
	bench_free(b);
}
END_TEST

START_TEST(a_killed_trial_has_its_seat_in_a_round)
{
	static const double values[] = {.1, .2, .3, .4};
	struct bench *b = bench_new(_i, "successive_halving eta=2 min=1 max=4 n=4", 1);

	bench_start_all(b, values, 4);
	bench_climb(b, 0, 1, 2);
	bench_lose(b, 1); /* it had its seat at rung 1, and no worker yet */
	ck_assert_uint_eq(b->ds.n, 0);
	bench_wait(b);
	bench_bring(b, 0, .1);
	bench_decided(b, 0, 0, 1, 2, 1, VERDICT_PROMOTE);
	bench_decided(b, 1, 1, 2, 2, 1, VERDICT_STOP);
	bench_climb(b, 0, 2, 4);
	bench_lose(b, 0); /* and with nobody the round ends */
	bench_decided(b, 0, 0, 1, 1, 0, VERDICT_STOP);
	bench_wait(b);
	ck_assert(!bench_expects(b));
	bench_free(b);
}
END_TEST

/* Workers */

static const char *const all_kinds[] = {"random max=9",
	"successive_halving eta=3 min=1 max=9 n=9", "hyperband eta=3 min=1 max=9",
	"asha eta=3 min=1 max=9", "asha_stop eta=3 min=1 max=9",
	"median grace=1 every=2 max=9", "pasha eta=3 min=1 max=9"};
#define PASHA 6

START_TEST(one_worker_comes_to_the_end)
{
	for (size_t k = 0; k < sizeof(all_kinds) / sizeof(*all_kinds); k++) {
		struct bench *b = bench_new(_i, all_kinds[k], 0);
		int top = 0;

		bench_run(b, 1, 20);
		ck_assert_uint_eq(b->n, 20);
		ck_assert(!bench_expects(b));
		for (uint32_t t = 0; t < b->n; t++)
			top += b->jobs[t].to == 9;
		/* PASHA's cap stays where it is as long as no ranking turns. */
		ck_assert(top > 0 || k == PASHA);
		bench_free(b);
	}
}
END_TEST

START_TEST(more_workers_than_trials_come_to_the_end)
{
	for (size_t k = 0; k < sizeof(all_kinds) / sizeof(*all_kinds); k++) {
		struct bench *b = bench_new(_i, all_kinds[k], 0);

		bench_run(b, 40, 3);
		ck_assert_uint_eq(b->n, 3);
		ck_assert(!bench_expects(b));
		bench_free(b);
	}
}
END_TEST

/* DESIGN, section 5. */
START_TEST(the_number_of_workers_changes_no_round)
{
	static const char *const kinds[] = {"successive_halving eta=3 min=1 max=27 n=20",
		"hyperband eta=2 min=1 max=16"};
	static const int workers[] = {1, 2, 7, 64};

	for (int k = 0; k < 2; k++) {
		struct bench *one = bench_new(_i, kinds[k], 2);

		bench_run(one, 1, 0);
		for (int w = 1; w < 4; w++) {
			struct bench *b = bench_new(_i, kinds[k], 2);

			bench_run(b, workers[w], 0);
			ck_assert_uint_eq(b->n, one->n);
			ck_assert_uint_eq(b->epochs, one->epochs);
			for (uint32_t t = 0; t < b->n; t++) {
				ck_assert_int_eq(b->jobs[t].to, one->jobs[t].to);
				ck_assert_int_eq(b->jobs[t].round, one->jobs[t].round);
				ck_assert_int_eq(
					b->jobs[t].bracket, one->jobs[t].bracket);
			}
			bench_free(b);
		}
		bench_free(one);
	}
}
END_TEST

TCase *traps_case(void)
{
	const TTest *const tests[] = {
		of_tied_values_a_third_climbs,
		of_tied_values_the_first_goes_on,
		tied_values_are_not_worse_than_the_median,
		nan_first_holds_no_place,
		nan_last_takes_no_place,
		with_nan_throughout_nothing_climbs,
		with_nan_throughout_a_round_ends,
		the_median_of_nans_stops_nobody,
		a_rung_with_one_result,
		a_round_of_one_climbs_to_the_top,
		a_result_after_the_close_counts,
		a_closed_round_waits_for_its_last_result,
		a_straggler_counts_in_its_own_round,
		a_killed_trial_gives_up_the_last_open_place,
		a_killed_trial_that_had_climbed_keeps_its_place,
		a_killed_trial_has_its_seat_in_a_round,
		one_worker_comes_to_the_end,
		more_workers_than_trials_come_to_the_end,
		the_number_of_workers_changes_no_round,
	};
	TCase *tc = tcase_create("traps");

	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_loop_test(tc, tests[i], 0, 2);
	return tc;
}
