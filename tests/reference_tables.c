/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The papers' tables, and examples small enough to follow with a pencil. */
#include "config.h"

#include "reference_traps.h"

#include <math.h>

#include "reference_bench.h"

/* Ladders */

/* log(243)/log(3) is less than 5, and log(1000)/log(10) less than 3. */
START_TEST(ladders_are_counted_and_not_computed_with_logarithms)
{
	static const struct {
		const char *text;
		int rungs, levels[8];
		uint32_t seats[8];
		uint64_t epochs; /* of one round, Σ n_k (r_k − r_{k−1}) */
	} table[] = {
		{"successive_halving eta=3 min=1 max=243", 6, {1, 3, 9, 27, 81, 243},
			{243, 81, 27, 9, 3, 1}, 243 + 5 * 162},
		{"successive_halving eta=10 min=10 max=1000", 3, {10, 100, 1000},
			{100, 10, 1}, 1000 + 900 + 900},
		{"successive_halving eta=10 min=1 max=1000", 4, {1, 10, 100, 1000},
			{1000, 100, 10, 1}, 0},
		{"successive_halving eta=2 min=2 max=10", 4, {2, 4, 8, 10}, {8, 4, 2, 1},
			16 + 8 + 8 + 2},
		{"successive_halving eta=3 min=1 max=100", 6, {1, 3, 9, 27, 81, 100},
			{243, 81, 27, 9, 3, 1}, 243 + 4 * 162 + 19},
		{"successive_halving eta=4 min=5 max=6", 2, {5, 6}, {4, 1}, 21},
		{"successive_halving eta=2 min=7 max=7", 1, {7}, {1}, 7},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct bench *b = bench_new(_i, table[i].text, 1);
		struct bracket_shape shape = b->s->ops->bracket(b->s, 0);

		ck_assert_int_eq(shape.n_rungs, table[i].rungs);
		for (int k = 0; k < shape.n_rungs; k++) {
			ck_assert_int_eq(shape.levels[k], table[i].levels[k]);
			ck_assert_uint_eq(shape.seats[k], table[i].seats[k]);
		}
		if (table[i].epochs) {
			bench_run(b, 1, 0);
			ck_assert_uint_eq(b->n, table[i].seats[0]);
			ck_assert_uint_eq(b->epochs, table[i].epochs);
		}
		bench_free(b);
	}
}
END_TEST

/* Li et al. 2017, table 1 (R = 81, η = 3), and others worked by hand. */
START_TEST(hyperband_has_the_papers_brackets)
{
	static const struct {
		const char *text;
		int brackets;
		uint32_t seats[6][6];
	} table[] = {
		{"hyperband eta=3 min=1 max=81", 5,
			{{81, 27, 9, 3, 1}, {34, 11, 3, 1}, {15, 5, 1}, {8, 2}, {5}}},
		{"hyperband eta=2 min=1 max=16", 5,
			{{16, 8, 4, 2, 1}, {10, 5, 2, 1}, {7, 3, 1}, {5, 2}, {5}}},
		{"hyperband eta=3 min=1 max=243", 6,
			{{243, 81, 27, 9, 3, 1}, {98, 32, 10, 3, 1}, {41, 13, 4, 1},
				{18, 6, 2}, {9, 3}, {6}}},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct bench *b = bench_new(_i, table[i].text, 1);
		uint32_t begun[6] = {0};

		ck_assert_int_eq(b->s->ops->n_brackets(b->s), table[i].brackets);
		for (int x = 0; x < table[i].brackets; x++) {
			struct bracket_shape shape = b->s->ops->bracket(b->s, x);

			ck_assert_int_eq(shape.n_rungs, table[i].brackets - x);
			for (int k = 0; k < shape.n_rungs; k++)
				ck_assert_uint_eq(shape.seats[k], table[i].seats[x][k]);
		}
		bench_run(b, 1, 0);
		for (uint32_t t = 0; t < b->n; t++)
			begun[b->jobs[t].bracket]++;
		for (int x = 0; x < table[i].brackets; x++)
			ck_assert_uint_eq(begun[x], table[i].seats[x][0]);
		bench_free(b);
	}
}
END_TEST

START_TEST(the_top_need_not_be_a_power)
{
	static const double values[] = {.1, .2, .3, .4};
	struct bench *b = bench_new(_i, "asha eta=2 min=4 max=9", 0);

	bench_start_all(b, values, 4);
	bench_climb(b, 0, 4, 8);
	bench_bring(b, 0, .1);
	bench_climb(b, 1, 4, 8);
	bench_bring(b, 1, .2);
	bench_climb(b, 0, 8, 9);
	bench_bring(b, 0, .1);
	bench_decided(b, 0, 0, 1, 1, 0, VERDICT_COMPLETE);
	bench_start(b);
	bench_free(b);
}
END_TEST

/* The median rule and PASHA */

START_TEST(the_median_by_hand)
{
	struct bench *b = bench_new(_i, "median grace=2 every=2 max=5", 0);
	static const double curves[][4] = {
		{.75, .25}, /* average .5 */
		{1, .5},    /* .75 */
		{1, .625},  /* .8125; no worse than the median of .5 and .75 */
		{1, .75},   /* .875; no worse than that of .5 .75 .8125 */
		{1, .875},  /* worse than that of .5 .75 .8125 .875: .78125 */
	};

	for (uint32_t i = 0; i < 5; i++)
		bench_start(b);
	for (uint32_t i = 0; i < 5; i++)
		bench_bring_curve(b, i, curves[i]);
	bench_decided(b, 0, 4, 4, 4, 0, VERDICT_STOP);
	ck_assert_double_eq(b->ds.items[0].value, .875);
	ck_assert_double_eq(b->ds.items[0].cutoff, .78125);
	for (uint32_t i = 0; i < 4; i++)
		bench_climb(b, i, 2, 4);
	bench_start(b);
	bench_bring_curve(b, 0, (const double[]){.75, .25, .5, .5}); /* best so far .25 */
	bench_decided(b, 0, 0, 1, 0, 0, VERDICT_PROMOTE);
	ck_assert_double_eq(b->ds.items[0].value, .25);
	ck_assert_int_eq(b->ds.items[0].rung, 1);
	bench_climb(b, 0, 4, 5);
	bench_bring_curve(b, 0, (const double[]){.75, .25, .5, .5, .5});
	bench_decided(b, 0, 0, 1, 0, 0, VERDICT_COMPLETE);
	bench_free(b);
}
END_TEST

/* T0 and T1 at rung 0: .1 and .2; at rung 1: .5 and `other`. */
static struct bench *two_at_the_cap(int side, const char *text, double other)
{
	static const double values[] = {.1, .2, .3, .4};
	struct bench *b = bench_new(side, text, 0);

	bench_start_all(b, values, 4);
	bench_climb(b, 0, 1, 2);
	bench_climb(b, 1, 1, 2);
	bench_bring_curve(b, 0, (const double[]){.1, .5});
	bench_start(b); /* one trial is always ranked alike */
	bench_bring_curve(b, 1, (const double[]){.2, other});
	bench_decided(b, 0, 1, other < .5 ? 1 : 2, 2, 1, VERDICT_PAUSE);
	return b;
}

START_TEST(pashas_cap_grows_when_the_ranking_turns)
{
	const char *strict = "pasha eta=2 min=1 max=8 epsilon=0";
	struct bench *b = two_at_the_cap(_i, strict, .6);

	bench_start(b); /* the best at rung 1 does not climb */
	bench_free(b);

	b = two_at_the_cap(_i, strict, .4);
	bench_climb(b, 1, 2, 4);
	bench_decided(b, 0, 1, 1, 2, 1, VERDICT_PROMOTE);
	bench_free(b);

	b = two_at_the_cap(_i, "pasha eta=2 min=1 max=8 epsilon=0.11", .4);
	bench_start(b); /* the two are .1 apart at rung 0, which is noise */
	bench_free(b);

	b = two_at_the_cap(_i, "pasha eta=2 min=1 max=8", .4);
	bench_climb(b, 1, 2, 4); /* the order turned once: no noise */
	bench_free(b);
}
END_TEST

/* Levels 3 and 6; curves that cross twice are noise as far as they are apart. */
START_TEST(pasha_takes_curves_that_cross_twice_for_noise)
{
	static const double a[] = {.5, .25, .5, .5, .5, .5};
	static const double crossed[] = {.25, .5, .625, .5, .5, .375};
	struct bench *b = bench_new(_i, "pasha eta=2 min=3 max=20", 0);

	for (uint32_t i = 0; i < 4; i++)
		bench_start(b);
	bench_bring_curve(b, 0, a);
	bench_bring_curve(b, 1, crossed);
	bench_bring(b, 2, .9);
	bench_bring(b, 3, .9);
	bench_climb(b, 0, 3, 6);
	bench_climb(b, 1, 3, 6);
	bench_bring_curve(b, 0, a);
	bench_bring_curve(
		b, 1, crossed); /* .125 apart at rung 1, and at rung 0 no more */
	bench_start(b);
	bench_free(b);
}
END_TEST

/* A value that is not finite makes no order turn. */
START_TEST(pasha_takes_no_nan_for_noise)
{
	static const double a[] = {.5, .5, .5, .5, .5, .5};
	static const double broken[] = {.75, NAN, .625, .625, .625, .375};
	struct bench *b = bench_new(_i, "pasha eta=2 min=3 max=20", 0);

	for (uint32_t i = 0; i < 4; i++)
		bench_start(b);
	bench_bring_curve(b, 0, a);
	bench_bring_curve(b, 1, broken);
	bench_bring(b, 2, .9);
	bench_bring(b, 3, .9);
	bench_climb(b, 0, 3, 6);
	bench_climb(b, 1, 3, 6);
	bench_bring_curve(b, 0, a);
	bench_bring_curve(b, 1, broken); /* it turned once: no noise */
	bench_climb(b, 1, 6, 12);
	bench_free(b);
}
END_TEST

TCase *tables_case(void)
{
	const TTest *const tests[] = {
		ladders_are_counted_and_not_computed_with_logarithms,
		hyperband_has_the_papers_brackets,
		the_top_need_not_be_a_power,
		the_median_by_hand,
		pashas_cap_grows_when_the_ranking_turns,
		pasha_takes_curves_that_cross_twice_for_noise,
		pasha_takes_no_nan_for_noise,
	};
	TCase *tc = tcase_create("tables");

	tcase_set_timeout(tc, 60);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		tcase_add_loop_test(tc, tests[i], 0, 2);
	return tc;
}
