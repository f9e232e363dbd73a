/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Searchers that model results: what they propose, and that nothing they are told ends them. */
#include "config.h"

#include "check_searcher.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "searcher/standard.h"

#define TRIALS 400
#define DIMS_MAX 8

static const char *const learners[] = {"gp"};
#define N_LEARNERS (int)(sizeof(learners) / sizeof(learners[0]))

/* A study in which one trial after the other trains, on a ladder 1, 3, 9. */
struct mini {
	struct searcher *s;
	const struct space *space;
	uint32_t n;
	struct value config[TRIALS][DIMS_MAX];
	struct proposal why[TRIALS];
	double (*value)(const struct value *config, size_t n, uint32_t trial, int level);
};

static void report(struct mini *m, enum progress_kind kind, uint32_t trial, int epoch,
	int until, double value)
{
	tell_trial(m->s, kind, trial, m->config[trial], epoch, until, value);
}

static bool propose(struct mini *m)
{
	m->why[m->n] = PROPOSAL_INIT;
	if (!searcher_propose(m->s, m->n, m->config[m->n], &m->why[m->n]))
		return false;
	report(m, PROGRESS_TASK, m->n++, 0, 1, NO_NUMBER);
	return true;
}

/* Every third goes on to the next level. */
static void train(struct mini *m, uint32_t trial)
{
	int level = 1;
	uint32_t rest = trial;

	for (;;) {
		double value = m->value(m->config[trial], m->space->n, trial, level);

		report(m, PROGRESS_LEVEL, trial, level, level, value);
		if (level == 9 || rest % 3)
			break;
		rest /= 3;
		level *= 3;
		report(m, PROGRESS_TASK, trial, level / 3, level, NO_NUMBER);
	}
	if (level == 9)
		report(m, PROGRESS_COMPLETED, trial, 9, 9,
			m->value(m->config[trial], m->space->n, trial, 9));
}

static struct mini *mini_new(const char *name, const struct space *space, uint64_t seed,
	double (*value)(const struct value *, size_t, uint32_t, int))
{
	struct mini *m = xcalloc(1, sizeof(*m));

	m->s = must_begin(name, space, seed, NULL);
	m->space = space;
	m->value = value;
	return m;
}

static void mini_free(struct mini *m)
{
	searcher_free(m->s);
	free(m);
}

static void run(struct mini *m, uint32_t trials)
{
	for (uint32_t i = 0; i < trials && propose(m); i++)
		train(m, i);
}

static double bowl(const struct value *config, size_t n, uint32_t trial, int level)
{
	double sum = 0;

	(void)trial;
	for (size_t i = 0; i < n; i++)
		sum += (config[i].number - 0.3) * (config[i].number - 0.3);
	return sum + 0.1 / level;
}

static double first_two(const struct value *config, size_t n, uint32_t trial, int level)
{
	return bowl(config, n - 1, trial, level);
}

/* Random ones are those of the searcher random; the share of them is as asked for. */
START_TEST(a_third_is_always_random)
{
	struct space space = unit_cube(2);
	struct mini *m = mini_new(learners[_i], &space, 3, bowl);
	struct searcher *random = must_begin("random", &space, 3, NULL);
	int n_random = 0;

	run(m, 200);
	for (uint32_t i = 0; i < 200; i++) {
		struct value x[2];
		struct proposal why = PROPOSAL_INIT;

		ck_assert(searcher_propose(random, i, x, &why));
		if (m->why[i].origin == ORIGIN_RANDOM) {
			ck_same_config(x, m->config[i], 2);
			n_random += i >= 10;
			continue;
		}
		ck_assert_int_eq(m->why[i].origin, ORIGIN_MODEL);
		ck_assert_uint_ge(i, 10);
		ck_assert_int_eq(m->why[i].level, 9);
		ck_assert(isfinite(m->why[i].predicted) && m->why[i].spread > 0);
		ck_assert(isfinite(m->why[i].acquisition));
	}
	/* 190 draws of 1/3: 63.3 ± 4 × 6.5 */
	ck_assert_msg(n_random > 37 && n_random < 90, "%d", n_random);
	searcher_free(random);
	mini_free(m);
	space_release(&space);
}
END_TEST

START_TEST(what_it_predicts_is_what_comes)
{
	struct space space = unit_cube(2);
	struct mini *m = mini_new(learners[_i], &space, 5, bowl);
	int n = 0, within = 0;

	run(m, 120);
	for (uint32_t i = 60; i < 120; i++) {
		if (m->why[i].origin != ORIGIN_MODEL)
			continue;
		n++;
		within += fabs(bowl(m->config[i], 2, i, 9) - m->why[i].predicted) <
			  4 * m->why[i].spread + 0.02;
	}
	ck_assert_msg(n > 20 && within > n * 8 / 10, "%d of %d", within, n);
	mini_free(m);
	space_release(&space);
}
END_TEST

/* Workers in any number: what trains is believed, and no two get the same. */
START_TEST(those_that_train_are_avoided)
{
	struct space space = unit_cube(2);
	struct mini *m = mini_new(learners[_i], &space, 5, bowl);

	run(m, 40);
	for (int i = 0; i < 40; i++)
		ck_assert(propose(m));
	for (uint32_t i = 40; i < 80; i++)
		for (uint32_t j = 40; j < i; j++)
			ck_assert(!value_equal(m->config[i][0], m->config[j][0]) ||
				  !value_equal(m->config[i][1], m->config[j][1]));
	mini_free(m);
	space_release(&space);
}
END_TEST

START_TEST(the_same_told_is_the_same_proposed)
{
	struct space space = unit_cube(3);
	struct mini *a, *b, *c;

	make_listed(&space, 1, 4);
	a = mini_new(learners[_i], &space, 7, bowl);
	b = mini_new(learners[_i], &space, 7, bowl);
	c = mini_new(learners[_i], &space, 8, bowl);
	run(a, 80);
	run(c, 80);
	for (uint32_t i = 0; i < 80; i++) {
		ck_assert(propose(b));
		train(b, i);
		ck_same_config(a->config[i], b->config[i], 3);
		ck_assert(!value_equal(a->config[i][0], c->config[i][0]));
	}
	mini_free(a);
	mini_free(b);
	mini_free(c);
	space_release(&space);
}
END_TEST

/* Values that are no fun ------------------------------------------------------------ */

static double some_huge(const struct value *config, size_t n, uint32_t trial, int level)
{
	static const double values[] = {1e300, -1e300, 1.7e308, -1.7e308, 0, 1e-300};

	return trial % 2 ? values[trial / 2 % 6] : bowl(config, n, trial, level);
}

static double steep(const struct value *config, size_t n, uint32_t trial, int level)
{
	return exp(700 * bowl(config, n, trial, level) / (double)n);
}

static double two_values(const struct value *config, size_t n, uint32_t trial, int level)
{
	(void)config, (void)n, (void)level;
	return trial % 2;
}

static double last_bit(const struct value *config, size_t n, uint32_t trial, int level)
{
	(void)config, (void)n, (void)level;
	return 1 + (double)(trial % 5) * 0x1p-52;
}

static double (*const functions[])(const struct value *, size_t, uint32_t, int) = {
	some_huge, steep, two_values, last_bit};
#define N_FUNCTIONS 4

/* 0: constants alone; 1: a dimension; 2: a list of 60; 3: of 2; 4: a mix. */
static struct space space_of(int which)
{
	struct space s = unit_cube(which == 4 ? 5 : 1);

	if (which == 0)
		make_listed(&s, 0, 1);
	else if (which == 2)
		make_listed(&s, 0, 60);
	else if (which == 3)
		make_listed(&s, 0, 2);
	else if (which == 4) {
		make_listed(&s, 0, 60);
		make_listed(&s, 2, 1);
		make_listed(&s, 4, 3);
	}
	return s;
}

START_TEST(nothing_it_is_told_ends_it)
{
	for (int which = 0; which < 5; which++) {
		struct space space = space_of(which);
		struct mini *m = mini_new(learners[_i / N_FUNCTIONS], &space, 2,
			functions[_i % N_FUNCTIONS]);

		run(m, 45);
		ck_assert_uint_eq(m->n, 45);
		for (uint32_t i = 0; i < 45; i++) {
			ck_config(&space, m->config[i]);
			ck_assert(!isinf(m->why[i].predicted));
		}
		mini_free(m);
		space_release(&space);
	}
}
END_TEST

/* Trials end in every way, at once or late, and some are at one point. */
START_TEST(every_end_is_taken)
{
	static const enum progress_kind ends[] = {PROGRESS_COMPLETED, PROGRESS_STOPPED,
		PROGRESS_DIVERGED, PROGRESS_FAILED, PROGRESS_KILLED};
	struct space space = unit_cube(2);
	struct mini *m = mini_new(learners[_i], &space, 5, bowl);

	for (uint32_t i = 0; i < 120; i++) {
		int until = i % 4 == 3 ? INT32_MAX : 3;

		ck_assert(propose(m));
		ck_config(&space, m->config[i]);
		if (i % 11 == 0) /* by hand */
			m->config[i][0] = m->config[i][1] = number(0.5);
		if (i % 7 == 0)
			continue; /* trains for ever */
		report(m, PROGRESS_TASK, i, 0, until, NO_NUMBER);
		if (i % 2) {
			report(m, PROGRESS_EPOCH, i, 1, until, 1);
			report(m, PROGRESS_EPOCH, i, 2, until, 0.5);
		}
		report(m, ends[i % 5], i, i % 2 ? 2 : 0, until, i % 2 ? 0.5 : NO_NUMBER);
	}
	mini_free(m);
	space_release(&space);
}
END_TEST

/* What does not apply is at no place of the cube, and comes out without a value. */
START_TEST(parameters_may_depend)
{
	struct space space = unit_cube(3);
	struct condition *when = xcalloc(1, sizeof(*when));
	struct mini *m;
	size_t circle[3], n;
	int with = 0, modelled = 0;

	make_listed(&space, 0, 2);
	*when = (struct condition){.parameter = 0, .n = 1};
	when->values = xcalloc(1, sizeof(*when->values));
	when->values[0] = domain_item(&space.params[0].domain, 1);
	space.params[2].when = when;
	space.params[2].n_when = 1;
	ck_assert(!space_put_in_order(&space, circle, &n));
	m = mini_new(learners[_i], &space, 5, first_two);
	run(m, 80);
	for (uint32_t i = 0; i < 80; i++) {
		bool applies = m->config[i][0].number == 1;

		ck_assert_int_eq(m->config[i][2].kind, applies ? VALUE_REAL : VALUE_NONE);
		with += applies;
		modelled += m->why[i].origin == ORIGIN_MODEL;
	}
	ck_assert(with > 10 && with < 70 && modelled > 30);
	mini_free(m);
	space_release(&space);
}
END_TEST

/* Standard values -------------------------------------------------------------------- */

START_TEST(losses_become_standard)
{
	static const struct {
		double losses[6];
		int how;
	} cases[] = {
		{{1, 2, 3, 4, 5, 6}, STANDARD_PLAIN},
		{{-1, -2, -3, -4, -5, -6}, STANDARD_PLAIN},
		{{1, 10, 100, 1e3, 1e4, 1e5}, STANDARD_LOG},
		{{-1, 10, 100, 1e3, 1e4, 1e5}, STANDARD_RANKS},
		{{1, 1.1, 1.2, 1.3, 1.4, 1e9}, STANDARD_RANKS},
		{{-1e300, 0, 1, 2, 3, 1e300}, STANDARD_PLAIN},
		{{1, 2, 3, 4, (double)INFINITY, (double)INFINITY}, STANDARD_PLAIN},
		{{7, 7, 7, 7, 7, 7}, STANDARD_PLAIN},
		{{(double)INFINITY, (double)INFINITY, (double)INFINITY, (double)INFINITY,
			 (double)INFINITY, (double)INFINITY},
			STANDARD_PLAIN},
	};
	const double *losses = cases[_i].losses;
	double mean = 0, last = -1e9;
	struct standard s;

	standard_init(&s, losses, 6);
	ck_assert_int_eq(s.how, cases[_i].how);
	for (int i = 0; i < 6; i++) {
		double z = standard_of(&s, losses[i]);

		ck_assert(isfinite(z) && fabs(z) < 3);
		mean += z / 6;
		/* they rise but for the second case */
		ck_assert(_i == 1 || z >= last);
		last = z;
		if (isfinite(losses[i]))
			ck_assert_double_eq_tol(standard_loss(&s, z), losses[i],
				1e-9 * fmax(fabs(s.sorted[0]), fabs(s.sorted[5])));
	}
	ck_assert_double_eq_tol(mean, 0, 1e-9);
	ck_assert(isfinite(standard_loss(&s, 0)));
	ck_assert_double_eq(
		standard_of(&s, (double)INFINITY), standard_of(&s, s.sorted[5]));
	standard_release(&s);
}
END_TEST

TCase *modelled_tests(void)
{
	TCase *t = tcase_create("modelled");

	tcase_add_loop_test(t, a_third_is_always_random, 0, N_LEARNERS);
	tcase_add_loop_test(t, what_it_predicts_is_what_comes, 0, N_LEARNERS);
	tcase_add_loop_test(t, those_that_train_are_avoided, 0, N_LEARNERS);
	tcase_add_loop_test(t, the_same_told_is_the_same_proposed, 0, N_LEARNERS);
	tcase_add_loop_test(t, nothing_it_is_told_ends_it, 0, N_LEARNERS * N_FUNCTIONS);
	tcase_add_loop_test(t, parameters_may_depend, 0, N_LEARNERS);
	tcase_add_loop_test(t, every_end_is_taken, 0, N_LEARNERS);
	tcase_add_loop_test(t, losses_become_standard, 0, 9);
	return t;
}
