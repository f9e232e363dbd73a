/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "draw/density.h"
#include "ui/curves.h"

static struct fixture f;
static struct view v;
static struct layout l;

static const struct curves_window *window(void)
{
	return view_pane(&v, PANE_CURVES);
}

static void follow(void)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);

	l = layout_make(40, 120, &prefs);
	view_follow(&v, &f.study, &l);
}

static void press(uint32_t key)
{
	bool taken;

	view_key(&v, &f.study, &l, key, &taken);
	ck_assert(taken);
	follow();
}

static void begin(void)
{
	fixture_init(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.wall = 1000;
}

static void finish(void)
{
	view_release(&v);
	fixture_release(&f);
}

START_TEST(smoothing_is_what_a_hand_computes)
{
	double a[] = {1, 2, NAN, 4}, b[] = {0.5, 0.25};

	curves_smooth(a, 4, 0.5);
	ck_assert_double_eq(a[0], 1); /* the first one is itself: no bias to zero */
	/* (2·1/2 + 1·1/4) / (1/2 + 1/4), and so on; the gap counts for nothing */
	ck_assert_double_eq_tol(a[1], 1.25 / 0.75, 1e-12);
	ck_assert(isnan(a[2]));
	ck_assert_double_eq_tol(a[3], (4 / 2.0 + 2 / 4.0 + 1 / 8.0) / 0.875, 1e-12);
	curves_smooth(b, 2, 0);
	ck_assert_double_eq(b[1], 0.25);
}
END_TEST

/* One trial, with these values after its epochs, each a second after the one before. */
static void one_trial(const double *values, int n)
{
	static int levels[1];
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 1};
	static const struct value config[3] = {
		{VALUE_REAL, 0.1, NULL}, {VALUE_INT, 8, NULL}, {VALUE_TEXT, 0, "sgd"}};
	struct event e = {.kind = EVENT_TRIAL};

	levels[0] = n;
	fixture_scheduler(&f, "random", n, 1, &shape, false);
	e.trial.config = config;
	fixture_event(&f, e);
	e = (struct event){.kind = EVENT_TASK};
	e.task.to = n;
	fixture_event(&f, e);
	for (int i = 0; i < n; i++) {
		f.t += 1;
		e = (struct event){.kind = EVENT_REPORT};
		e.report.epoch = i + 1;
		e.report.metrics[0] = 2;
		e.report.metrics[1] = values[i];
		fixture_event(&f, e);
	}
}

START_TEST(axes_place_epochs)
{
	double values[81];
	const struct study_trial *t;

	for (int i = 0; i < 81; i++)
		values[i] = 1;
	begin();
	one_trial(values, 81);
	t = &f.study.trials[0];
	ck_assert_double_eq_tol(curves_place(&f.study, CURVES_LOG, t, 1), 0, 1e-9);
	ck_assert_double_eq_tol(curves_place(&f.study, CURVES_LOG, t, 9), 0.5, 1e-9);
	ck_assert_double_eq_tol(curves_place(&f.study, CURVES_LOG, t, 81), 1, 1e-9);
	ck_assert_double_eq_tol(
		curves_place(&f.study, CURVES_LINEAR, t, 27), 27 / 81.0, 1e-9);
	ck_assert_double_eq_tol(
		curves_place(&f.study, CURVES_TIME, t, 27), 27 / 81.0, 1e-6);
	for (int x = 0; x < CURVES_X; x++)
		for (double at = -0.1; at < 1.1; at += 0.003) {
			int best = 1;

			for (int e = 2; e <= 81; e++)
				if (fabs(curves_place(&f.study, (enum curves_x)x, t, e) -
					    at) <
					fabs(curves_place(&f.study, (enum curves_x)x, t,
						     best) -
						at))
					best = e;
			ck_assert_int_eq(
				curves_nearest(&f.study, (enum curves_x)x, t, at), best);
		}
	finish();
}
END_TEST

#define EPOCHS 4000
#define COLS 30
#define LAST (2 * COLS - 1)
#define HEIGHT 4

static int dot_of(double value)
{
	return (int)floor((1 - value) * (HEIGHT - 1) + 0.5);
}

static bool lit(struct grid *g, int x, int y)
{
	/* U+2800: dots 1 2 3 are the left column, 4 5 6 the right one, 7 8 the last row */
	static const int bits[4][2] = {{0, 3}, {1, 4}, {2, 5}, {6, 7}};
	uint32_t ch = grid_at(g, 0, x / 2)->ch;

	return ch != ' ' && (ch - 0x2800) >> bits[y][x % 2] & 1;
}

/* Every value's dot is lit, and none beyond what the columns and their lines span. */
START_TEST(no_extreme_is_lost_where_points_are_many)
{
	static double values[EPOCHS];
	int low[LAST + 1], high[LAST + 1], column = 0, before = -1;
	struct scene sc = {.study = &f.study, .view = &v};
	struct series se = {.ink = {ROLE_TEXT, 0, 1}};
	uint32_t seed = 7;
	struct grid g;
	struct pen p;

	for (int i = 0; i < EPOCHS; i++) {
		seed = seed * 1664525u + 1013904223u;
		/* rarely far out, else in the middle */
		values[i] = seed >> 24 == 3 ? 1 : seed >> 24 == 4 ? 0 : 0.6;
	}
	begin();
	v.curves.log_y = LOG_Y_OFF;
	one_trial(values, EPOCHS);
	grid_init(&g);
	grid_reset(&g, 1, COLS, v.glyphs);
	p = pen_in(&g, (struct area){0, 0, 1, COLS});
	curves_spark(&sc, &p, &se, COLS, 0, 1);
	for (int x = 0; x <= LAST; x++) {
		low[x] = HEIGHT;
		high[x] = -1;
	}
	for (int e = 1; e <= EPOCHS; e++) {
		int x = (int)floor(log(e) / log(EPOCHS) * LAST + 0.5);
		int y = dot_of(values[e - 1]);

		ck_assert_msg(lit(&g, x, y), "epoch %d", e);
		/* the line from the epoch before passes these columns */
		for (int c = before < 0 ? x : column; c <= x; c++) {
			int from = before < 0 ? y : before;

			low[c] = low[c] < y ? low[c] : y;
			low[c] = low[c] < from ? low[c] : from;
			high[c] = high[c] > y ? high[c] : y;
			high[c] = high[c] > from ? high[c] : from;
		}
		column = x;
		before = y;
	}
	for (int x = 0; x <= LAST; x++)
		for (int y = 0; y < HEIGHT; y++)
			ck_assert(!lit(&g, x, y) || (y >= low[x] && y <= high[x]));
	grid_release(&g);
	finish();
}
END_TEST

START_TEST(what_is_not_finite_is_a_gap)
{
	double values[9] = {0.5, 0.5, 0.5, NAN, NAN, NAN, NAN, 0.5, 0.5};
	struct scene sc = {.study = &f.study, .view = &v};
	struct series se = {.ink = {ROLE_TEXT, 0, 1}};
	struct strbuf sb;
	struct grid g;
	struct pen p;

	begin();
	v.curves.log_y = LOG_Y_OFF;
	v.glyphs = glyphs_of(TIER_ASCII);
	one_trial(values, 9);
	grid_init(&g);
	grid_reset(&g, 1, 33, v.glyphs);
	p = pen_in(&g, (struct area){0, 0, 1, 33});
	curves_spark(&sc, &p, &se, 33, 0, 1);
	strbuf_init(&sb);
	grid_row_text(&g, 0, &sb);
	/* epoch 3 of 9 in the middle, 8 at 0.946 of the axis */
	ck_assert_str_eq(sb.buf, "-----------------             ---");
	strbuf_release(&sb);
	grid_release(&g);
	finish();
}
END_TEST

START_TEST(a_denser_ground_lights_more)
{
	struct density d;
	struct plot p;
	int lights[3] = {0};

	plot_init(&p, TIER_BRAILLE, 3, 8);
	density_init(&d, &p);
	/* rows 0 … 3, 4 … 7 and 8 … 11, from end to end with their ends left out */
	for (int y = 0; y < 12; y++)
		density_line(&d, -1, y, 16, y, y < 4 ? 1 : y < 8 ? 30 : 1000);
	ck_assert_uint_eq(d.counts[0], 1);
	ck_assert_uint_eq(d.counts[11 * 16 + 15], 1000);
	density_line(&d, 3, NAN, 9, 2, 1);
	density_line(&d, 5, 1, 5, 3, 1); /* a vertical one: both of its ends too */
	ck_assert_uint_eq(d.counts[1 * 16 + 5], 2);
	ck_assert_uint_eq(d.counts[3 * 16 + 5], 2);
	density_draw(&d, &p, (struct plot_ink){.role = ROLE_DIM});
	for (int i = 0; i < 3 * 8; i++)
		for (unsigned bits = p.cells[i].bits; bits; bits >>= 1)
			lights[i / 8] += bits & 1;
	ck_assert_int_gt(lights[0], 0);
	ck_assert_int_gt(lights[1], lights[0]);
	ck_assert_int_gt(lights[2], lights[1]);
	ck_assert_int_eq(lights[2], 4 * 16);
	density_release(&d);
	plot_release(&p);
}
END_TEST

/* The trial with the next larger or smaller value at an epoch, of those that got there. */
static uint32_t beside(uint32_t id, int epoch, bool up)
{
	double own = f.study.trials[id].values[epoch - 1], best = up ? INFINITY : 0;
	uint32_t found = id;

	for (uint32_t i = 0; i < f.study.n_trials; i++) {
		double x;

		if (f.study.trials[i].epoch < epoch)
			continue;
		x = f.study.trials[i].values[epoch - 1];
		if (up ? x > own && x < best : x < own && x > best) {
			best = x;
			found = i;
		}
	}
	return found;
}

START_TEST(the_crosshair_goes_from_sample_to_sample)
{
	const struct study_incumbent *best;
	char *screen, words[96];
	uint32_t id;
	int epoch;

	begin();
	fixture_asha(&f, 21);
	follow();
	press('v');
	best = study_incumbent(&f.study);
	ck_assert_int_eq(v.focus, PANE_CURVES);
	ck_assert_uint_eq(v.selected.trial, best->trial);
	epoch = f.study.trials[v.selected.trial].epoch;
	ck_assert_int_eq(window()->cross_epoch, epoch);
	press(UI_RIGHT); /* there is none */
	ck_assert_int_eq(window()->cross_epoch, epoch);
	press(UI_LEFT);
	ck_assert_int_eq(window()->cross_epoch, epoch - 1);
	screen = fixture_screen(&f, &v, 40, 120);
	snprintf(words, sizeof(words), "T%02u @%de val_error %.7g", v.selected.trial,
		epoch - 1, f.study.trials[v.selected.trial].values[epoch - 2]);
	ck_assert_msg(screen_has(screen, words), "%s in\n%s", words, screen);
	free(screen);
	press(UI_HOME);
	ck_assert_int_eq(window()->cross_epoch, 1);
	press(UI_RIGHT);
	press(UI_RIGHT);
	ck_assert_int_eq(window()->cross_epoch, 3);
	for (int i = 0; i < 12; i++) {
		bool up = i < 6;

		id = beside(v.selected.trial, 3, up);
		press(up ? UI_UP : UI_DOWN);
		ck_assert_uint_eq(v.selected.trial, id);
		ck_assert_int_eq(window()->cross_epoch, 3);
	}
	v.selected.trial = 20; /* selected elsewhere: its nearest sample */
	follow();
	ck_assert_int_eq(window()->cross_epoch, f.study.trials[20].epoch < 3 ? 1 : 3);
	press(UI_ESC);
	ck_assert(!window()->cross);
	ck_assert_uint_eq(v.selected.trial, 20);
	finish();
}
END_TEST

/* Keys come faster than frames: the selection has changed, and nothing has been drawn. */
START_TEST(the_crosshair_leaves_a_trial_without_a_curve)
{
	static const uint32_t keys[] = {UI_LEFT, UI_UP, 'x'};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		begin();
		fixture_asha(&f, 21);
		follow();
		press('v');
		v.selected.trial = (uint32_t)f.study.n_trials - 1;
		ck_assert_int_eq(f.study.trials[v.selected.trial].epoch, 0);
		v.curves.x = CURVES_TIME;
		press(keys[i]);
		ck_assert(!window()->cross);
		finish();
	}
}
END_TEST

START_TEST(zoom_and_pan_stay_on_the_axis)
{
	uint32_t seed = 3;

	begin();
	fixture_asha(&f, 21);
	follow();
	press('3');
	press('>');
	ck_assert_double_eq(window()->from, 0.5); /* the right end stays */
	ck_assert_double_eq(window()->to, 1);
	press(UI_LEFT);
	ck_assert_double_eq(window()->from, 0.375);
	press('0');
	ck_assert_double_eq(window()->from, 0);
	press('v');
	press(UI_HOME);
	press('>');
	ck_assert_double_eq(window()->from, 0); /* the crosshair's end stays */
	ck_assert_double_eq(window()->to, 0.5);
	for (int i = 0; i < 600; i++) {
		static const uint32_t keys[] = {'>', '<', UI_LEFT, UI_RIGHT, 'x', 'v',
			'>', 'm', 'M', 'y', UI_UP, UI_DOWN};

		seed = seed * 1664525u + 1013904223u;
		press(keys[(seed >> 16) % (sizeof(keys) / sizeof(*keys))]);
		ck_assert_double_ge(window()->from, 0);
		ck_assert_double_le(window()->to, 1 + 1e-12);
		ck_assert_double_ge(window()->to - window()->from, 1e-4);
		if (i % 20 == 0)
			free(fixture_screen(&f, &v, 20 + i % 30, 120));
	}
	finish();
}
END_TEST

START_TEST(the_title_says_what_the_axes_are)
{
	char *screen;

	begin();
	fixture_asha(&f, 21);
	follow();
	press('x');
	press('m');
	press('M');
	screen = fixture_screen(&f, &v, 40, 160);
	ck_assert(screen_has(screen, "CURVES val_loss · log y · epoch · EMA 0.6"));
	ck_assert(screen_has(screen, "0e 10e 20e"));
	free(screen);
	press('x');
	press('m');
	press('M');
	press('y');
	screen = fixture_screen(&f, &v, 40, 160);
	ck_assert(screen_has(screen, "CURVES val_error · linear y · study time · EMA"));
	ck_assert(screen_has(screen, "0s 2s 4s 10s"));
	free(screen);
	finish();
}
END_TEST

/* With many trials: a density under those that run, that climbed last, and the best. */
START_TEST(many_trials_are_a_ground)
{
	struct layout_prefs prefs;
	int cells[ROLES] = {0};
	struct picture p;

	begin();
	fixture_asha(&f, 250);
	v.zoom = true;
	v.focus = PANE_CURVES;
	prefs = view_prefs(&v, &f.study);
	l = layout_make(40, 120, &prefs);
	picture_init(&p);
	picture_draw(&p, &f.study, &v, &l);
	for (int y = 1; y < 39; y++)
		for (int x = 8; x < 118; x++) {
			const struct cell *c = grid_at(&p.layers[PANE_CURVES].grid, y, x);

			if (c && c->ch >= 0x2800 && c->ch < 0x2900)
				cells[c->role]++;
		}
	ck_assert_int_gt(cells[ROLE_STOPPED], 100); /* nobody has been stopped */
	ck_assert_int_gt(cells[ROLE_BEST], 20);
	ck_assert_int_gt(cells[ROLE_CLIMBED] + cells[ROLE_PAUSED], 20);
	picture_release(&p);
	finish();
}
END_TEST

Suite *ui_curves_suite(void)
{
	Suite *s = suite_create("ui curves");
	TCase *t = tcase_create("curves");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, smoothing_is_what_a_hand_computes);
	tcase_add_test(t, axes_place_epochs);
	tcase_add_test(t, no_extreme_is_lost_where_points_are_many);
	tcase_add_test(t, what_is_not_finite_is_a_gap);
	tcase_add_test(t, a_denser_ground_lights_more);
	tcase_add_test(t, the_crosshair_goes_from_sample_to_sample);
	tcase_add_test(t, the_crosshair_leaves_a_trial_without_a_curve);
	tcase_add_test(t, zoom_and_pan_stay_on_the_axis);
	tcase_add_test(t, the_title_says_what_the_axes_are);
	tcase_add_test(t, many_trials_are_a_ground);
	suite_add_tcase(s, t);
	return s;
}
