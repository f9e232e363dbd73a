/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What learning searchers may be told that a model does not like. Whatever it is, what
 * they propose is a configuration of the space.
 */
#include "config.h"

#include "check_searcher.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/stream.h"
#include "base/xalloc.h"

static const char *const learners[] = {
	"kde",
	"tpe",
	"evolution",
	"gp",
#ifdef HAVE_XGBOOST
	"cqr",
#endif
};

#define LEARNERS ((int)(sizeof(learners) / sizeof(learners[0])))

/* Boosted trees and matrices take their time. */
static uint32_t trials_of(const char *name)
{
	return !strcmp(name, "cqr") ? 24 : !strcmp(name, "gp") ? 40 : 100;
}

/* Every distribution, with names from within others; 60 categories; some never drawn. */
static const char everything[] =
	"{\"u\":{\"distribution\":\"uniform\",\"min\":-3,\"max\":5},"
	"\"i\":{\"distribution\":\"int_uniform\",\"min\":1,\"max\":1000000000},"
	"\"two\":{\"distribution\":\"int_uniform\",\"min\":0,\"max\":1},"
	"\"opt.lr\":{\"distribution\":\"log_uniform_values\",\"min\":1e-12,\"max\":1e12},"
	"\"e\":{\"distribution\":\"log_uniform\",\"min\":-20,\"max\":20},"
	"\"inv\":{\"distribution\":\"inv_log_uniform_values\",\"min\":0.001,\"max\":1},"
	"\"qu\":{\"distribution\":\"q_uniform\",\"min\":0,\"max\":10,\"q\":3},"
	"\"ql\":{\"distribution\":\"q_log_uniform_values\",\"min\":1,\"max\":1000,\"q\":"
	"5},"
	"\"n\":{\"distribution\":\"normal\",\"mu\":1e6,\"sigma\":1e-3},"
	"\"qn\":{\"distribution\":\"q_normal\",\"mu\":0,\"sigma\":100,\"q\":7},"
	"\"ln\":{\"distribution\":\"log_normal\",\"mu\":0,\"sigma\":10},"
	"\"b\":{\"distribution\":\"beta\",\"a\":0.1,\"b\":9},"
	"\"one\":{\"value\":\"only\"},"
	"\"mixed\":{\"values\":[1,2.5,\"x\",\"quo\\\"ted\",null,true]},"
	"\"odds\":{\"values\":[\"a\",\"b\",\"c\",\"d\"],\"probabilities\":[0,0.999,0.001,"
	"0]},"
	"\"sure\":{\"values\":[1,2],\"probabilities\":[0,1]}}";

static struct space space_of(const char *json)
{
	struct space s = {0};
	struct error err;

	ck_assert_msg(space_parse_parameters(&s, json, &err) == 0, "%s", err.text);
	return s;
}

/* The value of the i-th trial at a level. */
typedef double curve(uint32_t i, int level);

static double equal(uint32_t i, int level)
{
	(void)i;
	(void)level;
	return 0.25;
}

static double never(uint32_t i, int level)
{
	(void)i;
	(void)level;
	return (double)NAN;
}

static double huge(uint32_t i, int level)
{
	static const double values[] = {1e300, -1e300, 0, 5e-324, 1.7e308, -1.7e308,
		(double)INFINITY, -(double)INFINITY, (double)NAN, 1e-300, -0.0};

	return values[(i + (uint32_t)level) % (sizeof(values) / sizeof(values[0]))];
}

static double once_finite(uint32_t i, int level)
{
	return i == 3 && level == 1 ? 1 : (double)NAN;
}

static double usual(uint32_t i, int level)
{
	return stream_uniform(5, i, STREAM_CURVE, 0) + 1.0 / level;
}

static curve *const curves[] = {equal, never, huge, once_finite, usual};

/*
 * n trials of what is proposed on the ladder 1, 3, 9 in some order, with several that run,
 * and all that may happen to them.
 */
static void go_through(const char *name, const struct space *space, curve *value,
	uint32_t n, const char *knob)
{
	struct searcher *s = must_begin(name, space, 11, knob);
	struct value *configs = xcalloc((size_t)n * (space->n + 1), sizeof(*configs));

	for (uint32_t i = 0; i < n; i++) {
		struct value *config = configs + (size_t)i * space->n;
		struct proposal why;

		ck_assert(searcher_propose(s, i, config, &why));
		ck_config(space, config);
		ck_assert(why.origin != ORIGIN_UNSAID);
		ck_assert(!isinf(why.acquisition) && !isinf(why.predicted));
		for (int k = 0; k < 2; k++)
			ck_assert(why.nearest[k] == NO_TRIAL || why.nearest[k] < i);
		tell_trial(s, PROGRESS_TASK, i, config, 0, 1, (double)NAN);
		if (i < 4)
			continue;
		/* the fourth before it comes to its levels */
		config = configs + (size_t)(i - 4) * space->n;
		if (i % 13 == 5) {
			tell_trial(s, PROGRESS_FAILED, i - 4, config, 0, 1, (double)NAN);
			continue;
		}
		if (i % 17 == 6) {
			tell_trial(s, PROGRESS_KILLED, i - 4, config, 0, 1, (double)NAN);
			continue;
		}
		for (int level = 1; level <= 9; level *= 3) {
			double v = value(i - 4, level);

			v = isfinite(v) ? v : (double)NAN;
			if (level > 1 && i % (uint32_t)level)
				break;
			if (level > 1)
				tell_trial(s, PROGRESS_TASK, i - 4, config, level / 3,
					level, v);
			tell_trial(s, PROGRESS_LEVEL, i - 4, config, level, level, v);
			if (level == 9)
				tell_trial(s, PROGRESS_COMPLETED, i - 4, config, 9, 9, v);
		}
	}
	free(configs);
	searcher_free(s);
}

START_TEST(whatever_comes_it_proposes_a_configuration)
{
	const char *name = learners[_i % LEARNERS];
	curve *value = curves[_i / LEARNERS];
	static const char *const spaces[] = {everything,
		"{\"x\":{\"distribution\":\"uniform\",\"min\":0,\"max\":1}}",
		"{\"c\":{\"values\":[1,2]}}", "{\"c\":{\"value\":1}}",
		"{\"a\":{\"value\":1},\"i\":{\"distribution\":\"int_uniform\",\"min\":1,"
		"\"max\":2}}"};

	for (size_t k = 0; k < sizeof(spaces) / sizeof(spaces[0]); k++) {
		struct space space = space_of(spaces[k]);

		go_through(name, &space, value, trials_of(name), NULL);
		space_release(&space);
	}
}
END_TEST

START_TEST(a_list_of_60_is_searched)
{
	struct space space = unit_cube(3);

	for (size_t i = 0; i < 3; i++)
		make_listed(&space, i, 60);
	go_through(learners[_i], &space, usual, 3 * trials_of(learners[_i]), NULL);
	space_release(&space);
}
END_TEST

/* 33 parameters: densities beyond what a double holds. */
START_TEST(many_parameters_are_searched)
{
	struct space space = unit_cube(33);

	go_through(learners[_i], &space, usual, 2 * trials_of(learners[_i]), NULL);
	space_release(&space);
}
END_TEST

/* The least that the knob may be, or the most; as much as is quick. */
static void put_end(struct strbuf *knob, const struct knob *row, bool most)
{
	static const double inside = 1e-3;
	double end = most ? fmin(row->max, 2000) : row->min;

	if (row->type == KNOB_REAL && (most ? row->open_max : row->open_min))
		end += most ? -inside : inside;
	strbuf_addf(knob, "%s=%g", row->name, end);
}

/* One trial after the other, with every knob at its ends. */
START_TEST(knobs_may_be_at_their_ends)
{
	const char *name = learners[_i];
	struct space line = unit_cube(1);

	for (const struct knob *row = family_find(&searchers, name)->knobs; row->name;
		row++)
		for (int end = 0; end < 2; end++) {
			struct strbuf knob = STRBUF_INIT;
			struct searcher *s;

			if (row->type != KNOB_INT && row->type != KNOB_REAL)
				continue;
			put_end(&knob, row, end);
			s = must_begin(name, &line, 11, knob.buf);
			for (uint32_t i = 0; i < 40; i++) {
				struct value config;
				struct proposal why;

				ck_assert(searcher_propose(s, i, &config, &why));
				ck_config(&line, &config);
				train_trial(s, i, &config, 1, config.number);
			}
			searcher_free(s);
			strbuf_release(&knob);
		}
	space_release(&line);
}
END_TEST

/* No two trials differ: deviations of 0, one point for all kernels. */
START_TEST(trials_may_be_at_one_point)
{
	struct space space = unit_cube(3);
	struct value config[3], got[3];
	double u[3] = {0, 1, 0.5};
	struct proposal why;
	struct searcher *s;

	make_listed(&space, 2, 7);
	for (int d = 0; d < 3; d++)
		config[d] = domain_quantile(&space.params[d].domain, u[d]);
	s = must_begin(learners[_i], &space, 11, NULL);
	for (uint32_t i = 0; i < 60; i++) {
		ck_assert(searcher_propose(s, 1000 + i, got, &why));
		ck_config(&space, got);
		train_trial(s, i, config, 1, i % 3);
	}
	searcher_free(s);
	space_release(&space);
}
END_TEST

START_TEST(results_may_be_many)
{
	struct space space = unit_cube(4);
	struct value config[4];
	struct proposal why;
	struct searcher *s;

	make_listed(&space, 1, 60);
	s = must_begin(learners[_i], &space, 11, NULL);
	for (uint32_t i = 0; i < 10000; i++) {
		random_config(&space, 1, i, config);
		train_trial(s, i, config, 1, config[0].number);
	}
	for (uint32_t i = 10000; i < 10020; i++) {
		ck_assert(searcher_propose(s, i, config, &why));
		ck_config(&space, config);
	}
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* Larger is better: the same as with the sign turned. */
START_TEST(a_goal_is_a_sign)
{
	struct space space = unit_cube(3);
	struct searcher *low = must_begin(learners[_i], &space, 11, NULL);
	struct searcher *high = must_begin_with(learners[_i],
		(struct searcher_setup){.space = &space, .seed = 11, .maximize = true});

	for (uint32_t i = 0; i < 120; i++) {
		struct value a[3], b[3];
		struct proposal why[2];
		double v;

		ck_assert(searcher_propose(low, i, a, &why[0]));
		ck_assert(searcher_propose(high, i, b, &why[1]));
		ck_same_config(a, b, 3);
		ck_assert(why[0].origin == why[1].origin);
		if (!isnan(why[0].predicted))
			ck_assert(why[0].predicted == -why[1].predicted);
		v = pow(a[0].number - 0.3, 2) + a[1].number;
		train_trial(low, i, a, 1, v);
		train_trial(high, i, b, 1, -v);
	}
	searcher_free(low);
	searcher_free(high);
	space_release(&space);
}
END_TEST

/* Of a table each row once, until there is none. */
START_TEST(rows_are_chosen_once_each)
{
	enum { N = 120 };
	struct space space = unit_cube(2);
	struct value values[N][2];
	const struct value *rows[N];
	bool taken[N] = {false};
	struct searcher *s;
	struct proposal why;
	double sum[2] = {0};

	for (uint32_t i = 0; i < N; i++) {
		random_config(&space, 3, i, values[i]);
		rows[i] = values[i];
	}
	s = must_begin_with(learners[_i], (struct searcher_setup){.space = &space,
						  .seed = 11,
						  .candidates = rows,
						  .n_candidates = N});
	for (uint32_t i = 0; i < N; i++) {
		struct value got[2];
		double v;

		ck_assert(searcher_propose(s, i, got, &why));
		ck_assert(why.row < N && !taken[why.row]);
		taken[why.row] = true;
		ck_assert(value_equal(got[0], rows[why.row][0]));
		v = pow(got[0].number - 0.3, 2) + pow(got[1].number - 0.6, 2);
		sum[i >= N / 2] += v;
		train_trial(s, i, rows[why.row], 1, v);
	}
	ck_assert(!searcher_propose(s, N, values[0], &why));
	ck_assert(!searcher_propose(s, N + 1, values[0], &why));
	ck_assert_msg(
		sum[0] < sum[1], "the better rows came first: %g, %g", sum[0], sum[1]);
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* The last 50 of 150 are better than what chance proposes. */
START_TEST(it_learns)
{
	struct space space = unit_cube(4);
	double mean[2] = {0, 0};
	uint64_t seeds = trials_of(learners[_i]) / 10;

	make_listed(&space, 3, 5);
	for (uint64_t seed = 1; seed <= seeds; seed++)
		for (int k = 0; k < 2; k++) {
			struct searcher *s = must_begin(
				k ? learners[_i] : "random", &space, seed, NULL);

			for (uint32_t i = 0; i < 150; i++) {
				struct value x[4];
				struct proposal why;
				double v = 0;

				ck_assert(searcher_propose(s, i, x, &why));
				for (int d = 0; d < 3; d++)
					v += pow(x[d].number - 0.2 * (d + 1), 2);
				v += x[3].number == 3 ? 0 : 0.1;
				if (i >= 100)
					mean[k] += log(v) / (50 * (double)seeds);
				if (!k)
					continue;
				train_trial(s, i, x, 1, v);
			}
			searcher_free(s);
		}
	ck_assert_msg(mean[1] < mean[0] - 0.5, "log of the values: random %g, %s %g",
		mean[0], learners[_i], mean[1]);
	space_release(&space);
}
END_TEST

TCase *awkward_tests(void)
{
	TCase *t = tcase_create("awkward");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(
		t, whatever_comes_it_proposes_a_configuration, 0, 5 * LEARNERS);
	tcase_add_loop_test(t, a_list_of_60_is_searched, 0, LEARNERS);
	tcase_add_loop_test(t, many_parameters_are_searched, 0, LEARNERS);
	tcase_add_loop_test(t, knobs_may_be_at_their_ends, 0, LEARNERS);
	tcase_add_loop_test(t, trials_may_be_at_one_point, 0, LEARNERS);
	tcase_add_loop_test(t, results_may_be_many, 0, LEARNERS);
	tcase_add_loop_test(t, a_goal_is_a_sign, 0, LEARNERS);
	tcase_add_loop_test(t, rows_are_chosen_once_each, 0, LEARNERS);
	tcase_add_loop_test(t, it_learns, 0, LEARNERS);
	return t;
}
