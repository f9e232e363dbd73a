/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>

#include "check_study.h"
#include "study/timeline.h"

static struct timeline r;

static void begin(uint32_t trial, int worker, double from)
{
	timeline_begin(&r,
		(struct span){.trial = trial, .worker = worker, .rung = 1, .from = from});
}

START_TEST(a_lane_is_walked_backwards)
{
	const struct span *s;

	r = (struct timeline){0};
	ck_assert_ptr_null(timeline_last(&r, 0));
	begin(7, 2, 1);
	begin(8, 0, 2);
	begin(9, 2, 3);
	timeline_extend(&r, 2, 4, true);
	timeline_extend(&r, 1, 4, true); /* has had none */
	ck_assert_ptr_null(timeline_last(&r, 1));
	s = timeline_last(&r, 2);
	ck_assert_uint_eq(s->trial, 9);
	ck_assert(s->lost && s->from == 3 && s->to == 4);
	s = timeline_before(&r, s);
	ck_assert_uint_eq(s->trial, 7);
	ck_assert(!s->lost && s->to == 1);
	ck_assert_ptr_null(timeline_before(&r, s));
	timeline_release(&r);
}
END_TEST

START_TEST(old_stays_are_forgotten_whole)
{
	const struct span *s;
	uint32_t n = 0, all = 3 * TIMELINE_SPANS + 5;

	r = (struct timeline){0};
	for (uint32_t i = 0; i < all; i++)
		begin(i, i % 3 == 0 ? 0 : 1, i);
	for (s = timeline_last(&r, 0); s; s = timeline_before(&r, s), n++) {
		ck_assert_int_eq(s->worker, 0);
		ck_assert_uint_eq(s->trial, (all - 1) / 3 * 3 - 3 * n);
	}
	ck_assert_uint_ge(n, TIMELINE_SPANS / 3 - 1);
	ck_assert_uint_le(n, TIMELINE_SPANS / 3 + 1);
	timeline_release(&r);
}
END_TEST

/* Whatever the cells have become, nothing of the time that has passed is lost. */
START_TEST(load_keeps_its_sums)
{
	double sum[2] = {0, 0};

	r = (struct timeline){0};
	ck_assert(isnan(timeline_share_of_all(&r)));
	ck_assert(isnan(timeline_share(&r, 0, 1)));
	for (int i = 0; i < 1000; i++)
		timeline_pass(&r, i * 0.75, (i + 1) * 0.75, i < 500 ? 4 : 1, 4);
	timeline_pass(&r, 750, 749, 4, 4);
	timeline_pass(&r, 750, INFINITY, 4, 4);
	for (int i = 0; i < TIMELINE_CELLS; i++) {
		sum[0] += r.cells[i].busy;
		sum[1] += r.cells[i].room;
	}
	ck_assert_double_eq_tol(sum[0], 0.75 * 500 * 5, 1e-6);
	ck_assert_double_eq_tol(sum[1], 3000, 1e-6);
	ck_assert_double_eq_tol(timeline_share_of_all(&r), 0.625, 1e-9);
	ck_assert_double_eq_tol(timeline_share(&r, 0, 300), 1, 1e-9);
	ck_assert_double_eq_tol(timeline_share(&r, 400, 700), 0.25, 1e-9);
	ck_assert(isnan(timeline_share(&r, 1e6, 2e6)));
	timeline_release(&r);
}
END_TEST

/* Fewer workers are wanted than are at work. */
START_TEST(nobody_is_busier_than_all)
{
	r = (struct timeline){0};
	timeline_pass(&r, 0, 10, 4, 2);
	ck_assert_double_eq_tol(timeline_share_of_all(&r), 1, 1e-9);
	timeline_pass(&r, 10, 1e300, 0, 1);
	ck_assert_double_lt(timeline_share_of_all(&r), 1e-6);
	timeline_release(&r);
}
END_TEST

/* One of two workers has a task from 0 to 10, and trains 2 seconds of each 5. */
START_TEST(what_the_pace_takes_is_not_busy)
{
	r = (struct timeline){0};
	timeline_pass(&r, 0, 10, 1, 2);
	ck_assert_double_eq_tol(timeline_share_of_all(&r), 0.5, 1e-9);
	timeline_wait(&r, 0, 3);
	timeline_wait(&r, 5, 8);
	ck_assert_double_eq_tol(timeline_share_of_all(&r), 0.2, 1e-9);
	ck_assert_double_eq_tol(timeline_share_paced(&r), 0.3, 1e-9);
	ck_assert_double_eq_tol(timeline_share(&r, 5, 8), 0, 1e-2);
	ck_assert_double_eq_tol(timeline_share(&r, 8, 10), 0.5, 1e-2);
	timeline_wait(&r, 9, 9);
	timeline_wait(&r, -1, 3);
	ck_assert_double_eq_tol(timeline_share_paced(&r), 0.3, 1e-9);
	timeline_release(&r);
}
END_TEST

TCase *timeline_case(void)
{
	TCase *t = tcase_create("timeline");

	tcase_add_test(t, a_lane_is_walked_backwards);
	tcase_add_test(t, what_the_pace_takes_is_not_busy);
	tcase_add_test(t, old_stays_are_forgotten_whole);
	tcase_add_test(t, load_keeps_its_sums);
	tcase_add_test(t, nobody_is_busier_than_all);
	return t;
}
