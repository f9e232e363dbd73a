/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports: axes, and places of dots. */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/frame.h"
#include "report/scatter.h"

/* Axes */

START_TEST(axes_map_values_to_points_and_back_to_their_ends)
{
	struct frame fr = frame_make(
		100, 50, 400, 200, range_of(1, 81, true), range_of(0, 2, false));

	ck_assert_double_eq_tol(frame_x(&fr, 1), 100, 1e-9);
	ck_assert_double_eq_tol(frame_x(&fr, 9), 300, 1e-9);
	ck_assert_double_eq_tol(frame_x(&fr, 81), 500, 1e-9);
	ck_assert_double_eq_tol(frame_y(&fr, 0), 250, 1e-9);
	ck_assert_double_eq_tol(frame_y(&fr, 0.5), 200, 1e-9);
	/* beyond an axis is at its end */
	ck_assert_double_eq_tol(frame_x(&fr, 0), 100, 1e-9);
	ck_assert_double_eq_tol(frame_y(&fr, 1e9), 50, 1e-9);
	ck_assert(isnan(frame_y(&fr, NAN)) && isnan(frame_y(&fr, INFINITY)));
}
END_TEST

static const struct {
	double lo, hi;
	bool log;
	int max;
	const char *labels;
} axes[] = {
	{0, 1, false, 5, "0.0 0.2 0.4 0.6 0.8 1.0"},
	{0, 0.5, false, 6, "0.0 0.1 0.2 0.3 0.4 0.5"},
	{0.008, 1.1, true, 12, "0.01 0.02 0.05 0.1 0.2 0.5 1"},
	{1e-6, 0.01, true, 6, "1e-6 1e-5 0.0001 0.001 0.01"},
	{0, 374122, false, 6, "0 100k 200k 300k"},
	{-3e6, 3e6, false, 4, "-2M 0 2M"},
	{0.7, 1.1, true, 6, "0.7 0.8 0.9 1.0 1.1"},
};

START_TEST(ticks_are_those_that_people_expect)
{
	struct range r = range_of(axes[_i].lo, axes[_i].hi, axes[_i].log);
	struct tick ticks[AXIS_TICKS];
	char labels[512] = "";
	int n = range_ticks(&r, axes[_i].max, ticks);

	for (int i = 0; i < n; i++) {
		strcat(labels, i ? " " : "");
		strcat(labels, ticks[i].text);
	}
	ck_assert_str_eq(labels, axes[_i].labels);
}
END_TEST

static struct range range_of_list(const double *list, size_t n, bool maximize)
{
	struct values v = {0};
	struct range r;

	for (size_t i = 0; i < n; i++)
		values_add(&v, list[i]);
	r = range_of_metric(&v, maximize);
	values_release(&v);
	return r;
}

START_TEST(a_metric_is_logarithmic_when_it_is_minimised_and_positive)
{
	static const double some[] = {0.5, NAN, 0.01, INFINITY}, zero[] = {0, 0.5};

	ck_assert(range_of_list(some, 4, false).log);
	ck_assert(!range_of_list(some, 4, true).log);
	ck_assert(!range_of_list(zero, 2, false).log);
	ck_assert_double_eq(range_of_list(zero, 2, false).lo, 0);
	ck_assert(range_of_list(some + 1, 1, false).empty);
	ck_assert(!range_of_list(some, 1, false).empty);
	for (int log = 0; log < 2; log++) {
		struct range r = range_of_list(some, 1, !log);

		ck_assert(r.lo < 0.5 && r.hi > 0.5);
	}
}
END_TEST

START_TEST(what_lies_far_from_all_others_is_beyond_the_axis)
{
	double list[100];

	for (int i = 0; i < 100; i++)
		list[i] = i / 100.0;
	list[7] = -1e30;
	ck_assert_uint_eq(range_of_list(list, 100, true).beyond, 1);
	ck_assert_double_gt(range_of_list(list, 100, true).lo, -10);
	list[7] = 1e30;
	ck_assert_uint_eq(range_of_list(list, 100, false).beyond, 1);
	ck_assert_double_lt(range_of_list(list, 100, false).hi, 10);
}
END_TEST

/* Dots */

START_TEST(jitter_stays_within_half_a_step_and_is_the_same_again)
{
	double sum = 0, least = 1, most = -1;

	for (uint32_t t = 0; t < 100000; t++) {
		double j = jitter(t);

		ck_assert(j >= -0.5 && j < 0.5);
		ck_assert(j == jitter(t));
		sum += j;
		least = fmin(least, j);
		most = fmax(most, j);
	}
	ck_assert_double_lt(fabs(sum / 100000), 0.01);
	ck_assert(least < -0.499 && most > 0.499);
	ck_assert(jitter(UINT32_MAX) < 0.5);
}
END_TEST

START_TEST(a_swarm_stays_in_its_column_and_its_dots_apart)
{
	double y[500], dx[500];

	swarm(NULL, 0, 5, 40, dx);
	for (int i = 0; i < 500; i++)
		y[i] = (i * 37 % 100) * 2;
	swarm(y, 500, 5, 40, dx);
	for (int i = 0; i < 500; i++)
		ck_assert_double_le(fabs(dx[i]), 40);
	for (int i = 0; i < 5; i++)
		y[i] = 10;
	swarm(y, 5, 5, 40, dx);
	for (int i = 0; i < 5; i++)
		for (int k = 0; k < i; k++)
			ck_assert_double_ge(fabs(dx[i] - dx[k]), 5);
}
END_TEST

START_TEST(a_sample_is_spread_evenly)
{
	ck_assert_uint_eq(sample_count(10, 2000), 10);
	ck_assert_uint_eq(sample_at(10, 2000, 9), 9);
	ck_assert_uint_eq(sample_count(100000, 2000), 2000);
	for (size_t i = 1; i < 2000; i++)
		ck_assert_uint_eq(
			sample_at(100000, 2000, i) - sample_at(100000, 2000, i - 1), 50);
	ck_assert_uint_lt(sample_at(SIZE_MAX / 4, 7, 6), SIZE_MAX / 4);
}
END_TEST

static Suite *report_suite(void)
{
	Suite *s = suite_create("report");
	TCase *tc = tcase_create("axes and dots");

	tcase_add_test(tc, axes_map_values_to_points_and_back_to_their_ends);
	tcase_add_loop_test(tc, ticks_are_those_that_people_expect, 0,
		(int)(sizeof(axes) / sizeof(*axes)));
	tcase_add_test(tc, a_metric_is_logarithmic_when_it_is_minimised_and_positive);
	tcase_add_test(tc, what_lies_far_from_all_others_is_beyond_the_axis);
	tcase_add_test(tc, jitter_stays_within_half_a_step_and_is_the_same_again);
	tcase_add_test(tc, a_swarm_stays_in_its_column_and_its_dots_apart);
	tcase_add_test(tc, a_sample_is_spread_evenly);
	suite_add_tcase(s, tc);
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(report_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
