/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "draw/plot.h"
#include "ui/format.h"
#include "ui/space_axis.h"

static const struct plot_ink ink = {ROLE_TEXT, 0, 1};

/* Which dots of a cell are lit, read back from its code point as Unicode defines it. */
static bool lit(const struct plot *p, int x, int y)
{
	/* U+2800: dots 1 2 3 are the left column, 4 5 6 the right one, 7 8 the last row */
	static const int braille[4][2] = {{1, 4}, {2, 5}, {3, 6}, {7, 8}};
	uint32_t ch = plot_glyph(TIER_BRAILLE, p->cells[y / 4 * p->cols + x / 2].bits);

	if (ch == ' ')
		return false;
	return (ch - 0x2800) >> (braille[y % 4][x % 2] - 1) & 1;
}

START_TEST(a_braille_dot_is_the_one_unicode_names)
{
	static const uint32_t names[4][2] = {
		{0x2801, 0x2808}, {0x2802, 0x2810}, {0x2804, 0x2820}, {0x2840, 0x2880}};

	for (int y = 0; y < 4; y++)
		for (int x = 0; x < 2; x++) {
			struct plot p;

			plot_init(&p, TIER_BRAILLE, 1, 1);
			plot_dot(&p, x, y, ink);
			ck_assert_uint_eq(
				plot_glyph(TIER_BRAILLE, p.cells[0].bits), names[y][x]);
			plot_release(&p);
		}
}
END_TEST

START_TEST(a_quadrant_is_the_one_unicode_names)
{
	static const uint32_t names[2][2] = {{0x2598, 0x259d}, {0x2596, 0x2597}};

	for (int y = 0; y < 2; y++)
		for (int x = 0; x < 2; x++) {
			struct plot p;

			plot_init(&p, TIER_BLOCKS, 1, 1);
			plot_dot(&p, x, y, ink);
			ck_assert_uint_eq(
				plot_glyph(TIER_BLOCKS, p.cells[0].bits), names[y][x]);
			plot_release(&p);
		}
	ck_assert_uint_eq(plot_glyph(TIER_BLOCKS, 3), 0x2580);
	ck_assert_uint_eq(plot_glyph(TIER_BLOCKS, 15), 0x2588);
	for (unsigned bits = 0; bits < 8; bits++)
		ck_assert_uint_lt(plot_glyph(TIER_ASCII, bits), 0x7f);
}
END_TEST

/*
 * Every dot lies within half a dot of the true line, and every column (or row, of steep
 * lines) that the line crosses inside the plot has one.
 */
static void check_line(double x0, double y0, double x1, double y1)
{
	const double slack = 0.5 + 1e-6;
	struct plot p;
	bool flat = fabs(x1 - x0) >= fabs(y1 - y0);

	plot_init(&p, TIER_BRAILLE, 6, 10);
	plot_line(&p, x0, y0, x1, y1, ink);
	for (int y = 0; y < 24; y++)
		for (int x = 0; x < 20; x++) {
			double off;

			if (!lit(&p, x, y))
				continue;
			/* half a step along the line and half a dot across it */
			off = fabs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) /
			      fmax(hypot(x1 - x0, y1 - y0), 1e-9);
			if (off > 1)
				ck_abort_msg(
					"a dot beside %g,%g to %g,%g", x0, y0, x1, y1);
		}
	for (int i = 0; i < (flat ? 20 : 24); i++) {
		double a = flat ? x0 : y0, b = flat ? x1 : y1, t, at;
		bool found = false;

		if (i < fmin(a, b) || i > fmax(a, b) || a == b)
			continue;
		t = (i - a) / (b - a);
		at = flat ? y0 + t * (y1 - y0) : x0 + t * (x1 - x0);
		if (at < 1 || at > (flat ? 22 : 18))
			continue;
		for (int k = (int)floor(at - slack); k <= (int)ceil(at + slack); k++)
			if (k >= 0 && k < (flat ? 24 : 20))
				found |= flat ? lit(&p, i, k) : lit(&p, k, i);
		if (!found)
			ck_abort_msg("a hole at %d in %g,%g to %g,%g", i, x0, y0, x1, y1);
	}
	plot_release(&p);
}

START_TEST(lines_are_where_they_should_be)
{
	uint32_t seed = 12345;
	double v[4];

	for (int i = 0; i < 4000; i++) {
		/* the plot is 20 × 24 dots; ends lie up to its size outside */
		for (int k = 0; k < 4; k++) {
			seed = seed * 1664525u + 1013904223u;
			v[k] = (double)(seed >> 8) / (1 << 24) * 72 - 24;
			if (i % 3 == 0)
				v[k] = floor(v[k]);
		}
		check_line(v[0], v[1], v[2], v[3]);
	}
	check_line(0, 0, 19, 23);
	check_line(-1e6, 12, 1e6, 12);
	check_line(10, -1e6, 10, 1e6);
}
END_TEST

START_TEST(lines_that_miss_leave_nothing)
{
	static const double misses[][4] = {{-10, -5, 30, -5}, {25, 0, 25, 20},
		{-5, 3, 3, -5}, {NAN, 1, 5, 5}, {1, 1, 5, INFINITY}};

	for (size_t i = 0; i < sizeof(misses) / sizeof(*misses); i++) {
		struct plot p;

		plot_init(&p, TIER_BRAILLE, 6, 10);
		plot_line(
			&p, misses[i][0], misses[i][1], misses[i][2], misses[i][3], ink);
		for (int c = 0; c < 60; c++)
			ck_assert_uint_eq(p.cells[c].bits, 0);
		plot_release(&p);
	}
}
END_TEST

START_TEST(the_brightest_series_gives_the_look)
{
	struct plot p;

	plot_init(&p, TIER_BRAILLE, 1, 1);
	plot_dot(&p, 0, 0, (struct plot_ink){ROLE_BEST, ATTR_BOLD, 6});
	plot_dot(&p, 1, 0, (struct plot_ink){ROLE_STOPPED, 0, 1});
	ck_assert_uint_eq(p.cells[0].role, ROLE_BEST);
	ck_assert_uint_eq(p.cells[0].attr, ATTR_BOLD);
	ck_assert_uint_eq(p.cells[0].bits, 1 | 8);
	plot_release(&p);
}
END_TEST

START_TEST(axes_map_ends_to_ends)
{
	struct axis a = axis_make(0.01, 1, true, 41, true);

	ck_assert_double_eq_tol(axis_dot(&a, 1), 0, 1e-9);
	ck_assert_double_eq_tol(axis_dot(&a, 0.1), 20, 1e-9);
	ck_assert_double_eq_tol(axis_dot(&a, 0.01), 40, 1e-9);
	ck_assert_double_gt(axis_dot(&a, 0), 1000); /* below the plot, clipped by lines */
	ck_assert(isnan(axis_dot(&a, NAN)));
	a = axis_make(-1, 1, false, 21, false);
	ck_assert_double_eq_tol(axis_dot(&a, -1), 0, 1e-9);
	ck_assert_double_eq_tol(axis_dot(&a, 0.5), 15, 1e-9);
}
END_TEST

/* However near to each other, or far apart: callers take the dots for indices. */
START_TEST(ends_have_dots_of_the_axis)
{
	static const double ranges[][2] = {{0, 5e-324}, {0, 1e-310}, {-1e-308, 2e-308},
		{5e-324, 1e-320}, {1e300, 1e300}, {-1.7e308, 1.7e308}, {1, 1 + 3e-16},
		{1e-320, 1.7e308}, {9007199254740992., 9007199254740994.}};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		for (int form = 0; form < 4; form++) {
			bool log = (form & 1) && ranges[i][0] > 0;
			struct axis a = axis_make(
				ranges[i][0], ranges[i][1], log, 21, form & 2);

			for (int end = 0; end < 2; end++) {
				double dot = axis_dot(&a, ranges[i][end]);

				ck_assert_msg(dot > -0.5 && dot < 20.5, "%g is at %g",
					ranges[i][end], dot);
			}
		}
}
END_TEST

START_TEST(ticks_are_round_and_inside)
{
	static const double ranges[][2] = {{0, 1}, {0.013, 0.9}, {-5, 3}, {1e-7, 1e5},
		{0.9, 0.91}, {100, 101}, {1e-3, 1e-3 * 1.5}};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		for (int log = 0; log < 2; log++)
			for (int max = 1; max < 12; max++) {
				double lo = ranges[i][0], hi = ranges[i][1],
				       ticks[AXIS_TICKS];
				struct axis a;
				int n;

				if (log && lo <= 0)
					continue;
				a = axis_make(lo, hi, log, 40, true);
				n = axis_ticks(&a, max, ticks);
				ck_assert_int_ge(n, 0);
				ck_assert_int_le(n, max);
				for (int k = 0; k < n; k++) {
					ck_assert_double_ge(
						ticks[k], lo - (hi - lo) * 1e-6);
					ck_assert_double_le(
						ticks[k], hi + (hi - lo) * 1e-6);
					ck_assert(k == 0 || ticks[k] > ticks[k - 1]);
				}
			}
}
END_TEST

START_TEST(ticks_reach_the_ends_of_a_linear_axis)
{
	struct axis a = axis_make(0, 1, false, 40, true);

	for (int max = 2; max <= AXIS_TICKS; max++) {
		double ticks[AXIS_TICKS];
		int n = axis_ticks(&a, max, ticks);

		/* 1, 0.5, 0.2, 0.1 apart: both ends are multiples of these */
		ck_assert_int_eq(n, max < 3 ? 2 : max < 6 ? 3 : max < 11 ? 6 : 11);
		ck_assert_double_eq(ticks[0], 0);
		ck_assert_double_eq(ticks[n - 1], 1);
	}
}
END_TEST

/* A trial of one epoch with that value; the first one, or the best so far. */
static void add_trial(struct fixture *f, double value, bool incumbent)
{
	static const struct value config[] = {
		{VALUE_REAL, 0.01, NULL}, {VALUE_INT, 32, NULL}, {VALUE_TEXT, 0, "adam"}};
	struct event e = {.kind = EVENT_TRIAL};
	uint32_t id = (uint32_t)f->study.n_trials;

	e.trial.trial = id;
	e.trial.config = config;
	fixture_event(f, e);
	e = (struct event){.kind = EVENT_TASK};
	e.task.trial = id;
	e.task.to = 1;
	fixture_event(f, e);
	e = (struct event){.kind = EVENT_REPORT};
	e.report.trial = id;
	e.report.epoch = 1;
	e.report.metrics[1] = value;
	fixture_event(f, e);
	if (!incumbent)
		return;
	e = (struct event){.kind = EVENT_INCUMBENT};
	e.incumbent.trial = id;
	e.incumbent.epoch = 1;
	e.incumbent.value = value;
	fixture_event(f, e);
}

/* From the first to the best, when small ones are good. */
static const double falling[][4] = {
	{2, 0.5, 0, -3}, {-0.001, -1, -20, -3000}, {5, 1, 0.01, 0}, {900, 30, 2, 0.25}};

/*
 * Whatever the axis is asked to be, no value is off it, and the better one lies on the
 * side of the better: the axis of values in the search space, and the incumbent's.
 */
START_TEST(values_at_or_below_0_are_on_their_axis)
{
	static const int level = 1;
	static const struct bracket_shape shape = {&level, 1, NULL};
	const double *values = falling[_i / 2];
	bool maximize = _i % 2;
	struct fixture f;
	struct view v;
	char words[2][64], text[32];

	fixture_init(&f);
	f.info.maximize = maximize;
	fixture_scheduler(&f, "random", 1, 1, &shape, false);
	for (int i = 0; i < 4; i++)
		add_trial(&f, maximize ? values[3 - i] : values[i], true);
	for (int log = 0; log < 2; log++) {
		struct space_points sp;
		struct space_axis a;
		double before = maximize ? 1e9 : -1e9;

		space_points_collect(&sp, &f.study);
		a = space_axis_make(&f.study, &sp, space_axes(&f.study), log, 40, true);
		ck_assert_uint_eq(sp.n, 4);
		for (size_t i = 0; i < sp.n; i++) { /* the worst comes first */
			double at = space_axis_dot(&a, &f.study, &sp.items[i], false);

			ck_assert_msg(
				at >= 0 && at < 40, "%g is at %g", sp.items[i].value, at);
			ck_assert(maximize ? at <= before : at >= before);
			before = at;
		}
		space_points_release(&sp);
	}
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.zoom = true;
	v.focus = PANE_INCUMBENT;
	for (int i = 0; i < 2; i++) {
		format_metric(values[i ? 3 : 0], text, sizeof(text));
		snprintf(words[i], sizeof(words[i]), "%s\u2502", text);
	}
	for (v.curves.log_y = LOG_Y_AUTO; v.curves.log_y <= LOG_Y_OFF; v.curves.log_y++) {
		char *screen = fixture_screen(&f, &v, 40, 120), *top, *bottom;

		top = strstr(screen, words[0]); /* large ones are above */
		bottom = strstr(screen, words[1]);
		ck_assert_msg(top && bottom && top < bottom, "%s above %s in\n%.3000s",
			words[0], words[1], screen);
		free(screen);
	}
	view_release(&v);
	fixture_release(&f);
}
END_TEST

Suite *ui_plot_suite(void)
{
	Suite *s = suite_create("ui plot");
	TCase *t = tcase_create("plot");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_braille_dot_is_the_one_unicode_names);
	tcase_add_test(t, a_quadrant_is_the_one_unicode_names);
	tcase_add_test(t, lines_are_where_they_should_be);
	tcase_add_test(t, lines_that_miss_leave_nothing);
	tcase_add_test(t, the_brightest_series_gives_the_look);
	tcase_add_test(t, axes_map_ends_to_ends);
	tcase_add_test(t, ends_have_dots_of_the_axis);
	tcase_add_test(t, ticks_are_round_and_inside);
	tcase_add_test(t, ticks_reach_the_ends_of_a_linear_axis);
	tcase_add_loop_test(t, values_at_or_below_0_are_on_their_axis, 0, 8);
	suite_add_tcase(s, t);
	return s;
}
