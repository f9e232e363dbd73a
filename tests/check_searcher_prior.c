/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PriorBand, against its paper's formulas written out plainly: what is drawn around a
 * value, and how often each of the three sources is asked.
 */
#include "config.h"

#include "check_searcher.h"

#include <gsl/gsl_sort_double.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

#define N 20000

/* A parameter's prior at x in [0, 1]. */
static void believe(struct space *s, size_t i, struct value v, enum confidence c)
{
	s->params[i].prior = v;
	s->params[i].confidence = c;
}

static double normal_cdf(double z)
{
	return erfc(-z / sqrt(2)) / 2;
}

static double cut_off_cdf(double centre, double sigma, double x)
{
	double lo = normal_cdf(-centre / sigma);

	return (normal_cdf((x - centre) / sigma) - lo) /
	       (normal_cdf((1 - centre) / sigma) - lo);
}

static double cut_off_density(double centre, double sigma, double x)
{
	double z = (x - centre) / sigma;

	return exp(-z * z / 2) / sqrt(2 * acos(-1)) / sigma /
	       (normal_cdf((1 - centre) / sigma) - normal_cdf(-centre / sigma));
}

/* Kolmogorov and Smirnov's distance times the root of n; above 1.95 once in a thousand. */
static double cut_off_distance(double *x, size_t n, double centre, double sigma)
{
	double most = 0;

	gsl_sort(x, 1, n);
	for (size_t i = 0; i < n; i++) {
		double f = cut_off_cdf(centre, sigma, x[i]);

		most = fmax(most, fmax(f - (double)i / (double)n,
					  (double)(i + 1) / (double)n - f));
	}
	return most * sqrt((double)n);
}

/* Six standard errors. */
static void ck_share(size_t count, size_t of, double share)
{
	double got = (double)count / (double)of;

	ck_assert_msg(fabs(got - share) < 6 * sqrt(share * (1 - share) / (double)of) + 1e-12,
		"%zu of %zu is %g, not %g", count, of, got, share);
}

static const double sigmas[] = {0.75, 0.5, 0.25};

/* Of the first parameter, whose centre may be at the edge; the second has no prior. */
START_TEST(draws_are_normal_and_cut_off)
{
	static const double centres[] = {0.3, 0, 1};
	struct space space = unit_cube(2);
	double *x = xcalloc(N, sizeof(*x)), *y = xcalloc(N, sizeof(*y));
	size_t n = 0, random = 0;
	struct searcher *s;

	believe(&space, 0, number(centres[_i / 3]),
		CONFIDENCE_LOW + (enum confidence)(_i % 3));
	s = must_begin("prior", &space, 5, NULL);
	for (uint32_t i = 0; i < N; i++) {
		struct value v[2];
		struct proposal why;

		searcher_expect(s, 9);
		ck_assert(searcher_propose(s, i, v, &why));
		random += why.origin == ORIGIN_RANDOM;
		if (why.origin != ORIGIN_PRIOR)
			continue;
		x[n] = v[0].number;
		y[n++] = v[1].number;
	}
	ck_assert_uint_eq(random + n, N);
	ck_share(random, N, 0.5);
	ck_assert_double_lt(cut_off_distance(x, n, centres[_i / 3], sigmas[_i % 3]), 1.95);
	ck_assert_double_lt(cut_off_distance(y, n, 0.5, 1e6), 1.95); /* uniform */
	free(x);
	free(y);
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* 1 / (1 + eta^k): Hyperband's rungs in the paper, section 5.1. */
START_TEST(trials_that_begin_high_are_less_random)
{
	static const int levels[] = {1, 3, 9, 27};
	size_t random[4] = {0};
	struct space space = unit_cube(1);
	struct searcher *s;

	believe(&space, 0, number(0.5), CONFIDENCE_HIGH);
	s = must_begin("prior", &space, 1, NULL);
	for (uint32_t i = 0; i < 4 * N; i++) {
		struct value v[1];
		struct proposal why;

		searcher_expect(s, levels[i % 4]);
		ck_assert(searcher_propose(s, i, v, &why));
		random[i % 4] += why.origin == ORIGIN_RANDOM;
	}
	for (int k = 0; k < 4; k++)
		ck_share(random[k], N, 1 / (1 + pow(3, k)));
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* A category: its own share on top of what the confidence leaves to all. */
START_TEST(categories_have_a_share)
{
	size_t right = 0, n = 0;
	struct space space = unit_cube(1);
	struct searcher *s;

	make_listed(&space, 0, (size_t)(_i ? 60 : 2));
	believe(&space, 0, (struct value){.kind = VALUE_INT, .number = 1}, CONFIDENCE_HIGH);
	s = must_begin("prior", &space, 2, NULL);
	for (uint32_t i = 0; i < N; i++) {
		struct value v[1];
		struct proposal why;

		searcher_expect(s, 1);
		ck_assert(searcher_propose(s, i, v, &why));
		if (why.origin != ORIGIN_PRIOR)
			continue;
		n++;
		right += v[0].number == 1;
	}
	ck_share(right, n, 0.75 + 0.25 / (_i ? 60 : 2));
	searcher_free(s);
	space_release(&space);
}
END_TEST

/*
 * Seven results at level 3 with eta 3: the best two say who is right. The incumbent is the
 * best of all, which is at level 1 here. Its share is the paper's, section 5.2.
 */
START_TEST(the_incumbent_shares_with_the_prior)
{
	static const double at[8][2] = {{.1, .2}, {.8, .7}, {.9, .6}, {.5, .5}, {.4, .9},
		{.2, .1}, {.3, .3}, {.85, .75}};
	static const double value[8] = {.9, .2, .3, .8, .7, .6, .5, .1};
	double by_prior = 0, by_incumbent = 0, share;
	size_t count[ORIGINS] = {0}, moved[3] = {0};
	struct space space = unit_cube(2);
	struct value config[8][2];
	struct searcher *s;

	believe(&space, 0, number(0.7), CONFIDENCE_MEDIUM);
	s = must_begin("prior", &space, 11, NULL);
	for (uint32_t i = 0; i < 8; i++) {
		config[i][0] = number(at[i][0]);
		config[i][1] = number(at[i][1]);
		train_trial(s, i, config[i], i < 7 ? 3 : 1, value[i]);
	}
	for (int i = 1; i <= 2; i++) { /* the best two at level 3, in their order */
		by_prior += (3 - i) * cut_off_density(.7, .5, at[i][0]);
		by_incumbent += (3 - i) * cut_off_density(.85, .25, at[i][0]) *
				cut_off_density(.75, .25, at[i][1]);
	}
	share = by_incumbent / (by_incumbent + by_prior);
	ck_assert(share > .3 && share < .9);
	for (uint32_t i = 8; i < 8 + N; i++) {
		struct value v[2];
		struct proposal why;
		int n;

		searcher_expect(s, 1);
		ck_assert(searcher_propose(s, i, v, &why));
		count[why.origin]++;
		n = (v[0].number != .85) + (v[1].number != .75);
		if (why.origin == ORIGIN_INCUMBENT)
			moved[n]++;
	}
	ck_share(count[ORIGIN_RANDOM], N, .5);
	ck_share(count[ORIGIN_INCUMBENT], N, .5 * share);
	ck_share(count[ORIGIN_PRIOR], N, .5 * (1 - share));
	ck_assert_uint_eq(moved[0], 0);
	/* one of the two always moves, the other half the time */
	ck_share(moved[1], count[ORIGIN_INCUMBENT], .5);
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* Killed, diverged, all values equal, 1e300 and NaN; one parameter, two trials at a point. */
START_TEST(whatever_is_told_it_proposes)
{
	struct space space = unit_cube((size_t)_i + 1);
	struct value config[2] = {number(0.5), number(1)};
	static const double values[] = {1e300, -1e300, (double)NAN, 3, 3};
	struct searcher *s;

	if (_i)
		make_listed(&space, 1, 60);
	believe(&space, 0, number(1), CONFIDENCE_HIGH);
	s = must_begin("prior", &space, 3, "eta=2");
	for (uint32_t i = 0; i < 500; i++) {
		struct proposal why;
		struct value v[2];

		searcher_expect(s, 1);
		ck_assert(searcher_propose(s, i, v, &why));
		for (int k = 0; k <= _i; k++)
			ck_assert(isfinite(v[k].number));
		if (i % 7 < 5)
			train_trial(s, i, config, 1, values[i % 5]);
		else
			tell_trial(s, i % 7 == 6 ? PROGRESS_DIVERGED : PROGRESS_KILLED, i,
				config, 1, 1, values[i % 5]);
	}
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* Every distribution, one that applies to a few alone, and one that is always the same. */
static const char everything[] =
	"{\"u\":{\"distribution\":\"uniform\",\"min\":-3,\"max\":5,\"prior\":-3},"
	"\"i\":{\"distribution\":\"int_uniform\",\"min\":0,\"max\":1,\"prior\":1},"
	"\"lr\":{\"distribution\":\"log_uniform_values\",\"min\":1e-12,\"max\":1e12,"
	"\"prior\":1e12,\"confidence\":\"high\"},"
	"\"q\":{\"distribution\":\"q_uniform\",\"min\":0,\"max\":10,\"q\":3,\"prior\":3},"
	"\"n\":{\"distribution\":\"normal\",\"mu\":1e6,\"sigma\":1e-3,\"prior\":-9e99},"
	"\"ln\":{\"distribution\":\"log_normal\",\"mu\":0,\"sigma\":10,\"prior\":1},"
	"\"b\":{\"distribution\":\"beta\",\"a\":0.1,\"b\":9,\"prior\":0.5},"
	"\"one\":{\"value\":\"only\"},"
	"\"c\":{\"values\":[1,2.5,\"x\",null,true],\"prior\":null},"
	"\"odds\":{\"values\":[\"a\",\"b\",\"c\"],\"probabilities\":[0,0.999,0.001],"
	"\"prior\":\"c\",\"confidence\":\"low\"},"
	"\"few\":{\"values\":[1,2],\"when\":{\"odds\":\"c\"},\"prior\":2}}";

START_TEST(any_space_will_do)
{
	struct value told[200][16], rows[200][16];
	const struct value *candidates[200];
	struct space space = {0};
	struct searcher *s;
	struct error err;
	bool taken[200] = {false};

	ck_assert_msg(!space_parse_parameters(&space, everything, &err), "%s", err.text);
	s = must_begin("random", &space, 9, NULL);
	for (uint32_t i = 0; i < 200; i++) {
		struct proposal why;

		ck_assert(searcher_propose(s, i, rows[i], &why));
		candidates[i] = rows[i];
	}
	searcher_free(s);
	s = must_begin_with("prior", (struct searcher_setup){.space = &space,
					     .candidates = _i ? candidates : NULL,
					     .n_candidates = _i ? 200 : 0});
	for (uint32_t i = 0; i < 200; i++) {
		struct proposal why;

		searcher_expect(s, 1);
		ck_assert(searcher_propose(s, i, told[i], &why));
		for (size_t p = 0; p < space.n; p++)
			ck_assert(space_applies(&space, told[i], p) ==
				  (told[i][p].kind != VALUE_NONE));
		ck_assert(!_i || !taken[why.row]);
		taken[why.row] = true;
		train_trial(s, i, told[i], 1, sin(i));
	}
	if (_i) {
		struct proposal why;

		ck_assert(!searcher_propose(s, 200, told[0], &why));
	}
	searcher_free(s);
	space_release(&space);
}
END_TEST

START_TEST(the_same_is_proposed_of_the_same)
{
	struct space space = unit_cube(3);
	struct value told[3] = {number(.2), number(.4), number(.6)};
	struct searcher *a, *b;

	believe(&space, 1, number(.25), CONFIDENCE_LOW);
	a = must_begin("prior", &space, 4, NULL);
	b = must_begin("prior", &space, 4, NULL);
	for (uint32_t i = 0; i < 300; i++) {
		struct proposal why;
		struct value x[3], y[3];

		searcher_expect(a, i % 2 ? 1 : 9);
		searcher_expect(b, i % 2 ? 1 : 9);
		ck_assert(searcher_propose(a, i, x, &why));
		ck_assert(searcher_propose(b, i, y, &why));
		for (int k = 0; k < 3; k++)
			ck_assert(x[k].number == y[k].number);
		train_trial(a, i, i % 3 ? told : x, 1, i % 10);
		train_trial(b, i, i % 3 ? told : x, 1, i % 10);
	}
	searcher_free(a);
	searcher_free(b);
	space_release(&space);
}
END_TEST

TCase *prior_tests(void)
{
	TCase *t = tcase_create("prior");

	tcase_add_loop_test(t, draws_are_normal_and_cut_off, 0, 9);
	tcase_add_test(t, trials_that_begin_high_are_less_random);
	tcase_add_loop_test(t, categories_have_a_share, 0, 2);
	tcase_add_test(t, the_incumbent_shares_with_the_prior);
	tcase_add_loop_test(t, whatever_is_told_it_proposes, 0, 2);
	tcase_add_loop_test(t, any_space_will_do, 0, 2);
	tcase_add_test(t, the_same_is_proposed_of_the_same);
	return t;
}
