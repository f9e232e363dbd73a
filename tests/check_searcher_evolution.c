/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The searcher evolution: each child is one that DEHB's rules allow, by trying them all. */
#include "config.h"

#include "check_searcher.h"

#include <math.h>

#define DIMS 3

struct member {
	double x[DIMS], loss;
};

static void tell(
	struct searcher *s, uint32_t trial, const double *x, int level, double loss)
{
	struct value config[DIMS];

	for (int d = 0; d < DIMS; d++)
		config[d] = number(x[d]);
	train_trial(s, trial, config, level, loss);
}

static void any_point(const struct space *space, uint32_t trial, double *x)
{
	space_random_point(space, 77, trial, x);
}

/* Whether x may be a + F (b - c) in this coordinate, drawn anew where that is outside. */
static bool is_mutant(double x, double a, double b, double c)
{
	double v = a + 0.5 * (b - c);

	return v < 0 || v > 1 || fabs(v - x) < 1e-12;
}

static bool may_be_bred(
	const double *x, const bool *mutated, const struct member *pool, int n)
{
	for (int a = 0; a < n; a++)
		for (int b = 0; b < n; b++)
			for (int c = 0; c < n; c++) {
				bool all = a != b && b != c && a != c;

				for (int d = 0; d < DIMS; d++)
					all = all && (!mutated[d] ||
							     is_mutant(x[d], pool[a].x[d],
								     pool[b].x[d],
								     pool[c].x[d]));
				if (all)
					return true;
			}
	return false;
}

static void get(struct searcher *s, uint32_t trial, double *x, int level)
{
	struct value config[DIMS];
	struct proposal why;

	ck_assert(searcher_propose(s, trial, config, &why));
	ck_assert_int_eq(why.level, level);
	ck_assert(why.origin == (level ? ORIGIN_MODEL : ORIGIN_RANDOM));
	for (int d = 0; d < DIMS; d++)
		x[d] = config[d].number;
}

/*
 * cr 0: one coordinate is the mutant's, the others are of each member in turn. A child that
 * is no worse takes its member's place, one that is worse does not.
 */
START_TEST(a_child_takes_its_members_place)
{
	struct space space = unit_cube(DIMS);
	struct searcher *s = must_begin("evolution", &space, 5, "population=4 cr=0");
	struct member p[4];
	int sum = 0;

	for (uint32_t i = 0; i < 4; i++) {
		get(s, i, p[i].x, 0);
		p[i].loss = 10 + i;
		tell(s, i, p[i].x, 1, p[i].loss);
	}
	for (uint32_t i = 0; i < 60; i++) {
		struct member *partner = &p[i % 4], child;
		bool mutated[DIMS];
		int n = 0;

		get(s, 100 + i, child.x, 1);
		for (int d = 0; d < DIMS; d++)
			n += mutated[d] = child.x[d] != partner->x[d];
		ck_assert_int_le(n, 1); /* none: members may share it by now */
		sum += n;
		ck_assert(may_be_bred(child.x, mutated, p, 4));
		child.loss = partner->loss + (i % 3 == 0 ? 1 : i % 3 == 1 ? 0 : -1);
		tell(s, 100 + i, child.x, 1, i % 10 == 9 ? (double)NAN : child.loss);
		if (i % 10 != 9 && child.loss <= partner->loss)
			*partner = child;
	}
	ck_assert_int_gt(sum, 30);
	searcher_free(s);
	space_release(&space);
}
END_TEST

/* cr 1: the whole child is a mutant, of the best of the level below. */
START_TEST(mutants_come_from_the_level_below)
{
	struct space space = unit_cube(DIMS);
	struct searcher *s = must_begin("evolution", &space, 5, "population=6 cr=1");
	static const bool all[DIMS] = {true, true, true};
	struct member below[6];
	double x[DIMS];

	for (uint32_t i = 0; i < 6; i++) {
		any_point(&space, i, below[i].x);
		tell(s, i, below[i].x, 1, i);
	}
	get(s, 50, x, 1);
	ck_assert(may_be_bred(x, all, below, 6));
	for (uint32_t i = 0; i < 4; i++) { /* others, bred for nothing */
		any_point(&space, 10 + i, x);
		tell(s, 10 + i, x, 3, 5);
	}
	searcher_expect(s, 3);
	for (uint32_t i = 0; i < 50; i++) {
		get(s, 100 + i, x, 3);
		ck_assert(may_be_bred(x, all, below, 4)); /* as many as there are here */
	}
	/* what comes there and is better than the worst takes its place */
	for (uint32_t i = 0; i < 4; i++) {
		any_point(&space, 20 + i, below[i].x);
		tell(s, 20 + i, below[i].x, 1, -1 - (double)i);
	}
	for (uint32_t i = 0; i < 50; i++) {
		get(s, 200 + i, x, 3);
		ck_assert(may_be_bred(x, all, below, 4));
	}
	searcher_expect(s, 1);
	for (uint32_t i = 0, at[4] = {0}; i < 60; i++) {
		struct value config[DIMS];
		struct proposal why;

		ck_assert(searcher_propose(s, 300 + i, config, &why));
		at[why.level]++;
		if (i == 59) /* both levels, as often */
			ck_assert(at[1] > 10 && at[3] > 10 && at[1] + at[3] == 60);
	}
	searcher_free(s);
	space_release(&space);
}
END_TEST

TCase *evolution_tests(void)
{
	TCase *t = tcase_create("evolution");

	tcase_add_test(t, a_child_takes_its_members_place);
	tcase_add_test(t, mutants_come_from_the_level_below);
	return t;
}
