/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Brushes of the space pane: what lies between their ends, by the configurations
 * themselves, is what the table of trials shows.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "check_ui_fixture.h"

#define RESULTS 21
#define BEST 5 /* of them importances compare with all */

static struct fixture f;
static struct view v;
static struct layout l;

static void follow(void)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);

	l = layout_make(40, 120, &prefs);
	view_follow(&v, &f.study, &l);
	overlay_follow(&v, &f.study, &l);
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
	fixture_asha(&f, RESULTS);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.wall = 1000;
	v.clock = 102.5;
	follow();
	press('7'); /* no room beside the others: alone */
	ck_assert(v.zoom && v.focus == PANE_SPACE);
}

static void finish(void)
{
	view_release(&v);
	fixture_release(&f);
}

static double rate_of(uint32_t id)
{
	return f.study.trials[id].config[0].number;
}

static bool is_sgd(uint32_t id)
{
	return strcmp(f.study.trials[id].config[2].text, "sgd") == 0;
}

static bool is_shown(uint32_t id)
{
	return trials_row(&v.trials, id) != SIZE_MAX;
}

/* The rows are those with a rate within, which the filter's text says, and no other. */
static size_t check_rates(void)
{
	double lo, hi;
	size_t n = 0;

	ck_assert_ptr_nonnull(v.trials.filtered);
	ck_assert_int_eq(sscanf(v.trials.filtered,
				 "learning_rate>=%lf & learning_rate<=%lf", &lo, &hi),
		2);
	for (uint32_t i = 0; i < f.study.n_trials; i++) {
		ck_assert_int_eq(is_shown(i), rate_of(i) >= lo && rate_of(i) <= hi);
		n += is_shown(i);
	}
	ck_assert_uint_eq(n, v.trials.n);
	return n;
}

/* Of the first rung, by value. */
static bool is_best(uint32_t id)
{
	int before = 0;

	for (uint32_t i = 0; i < RESULTS; i++)
		before += fixture_value(i, 1) < fixture_value(id, 1);
	return id < RESULTS && before < BEST;
}

START_TEST(a_brush_is_a_filter)
{
	size_t narrow, wide;
	char *filter;

	begin();
	press('b');
	narrow = check_rates();
	for (uint32_t i = 0; i < RESULTS; i++)
		ck_assert(!is_best(i) || is_shown(i));
	press(UI_UP); /* across the axis: wider */
	wide = check_rates();
	ck_assert_uint_ge(wide, narrow);
	for (int i = 0; i < 30; i++)
		press(UI_UP);
	ck_assert_uint_eq(check_rates(), f.study.n_trials);
	for (int i = 0; i < 30; i++)
		press(UI_DOWN);
	ck_assert_uint_lt(check_rates(), narrow);
	press(UI_HOME);
	check_rates();
	ck_assert_str_eq(
		v.trials.filtered, "learning_rate>=1e-5 & learning_rate<=1.1e-5");
	for (int i = 0; i < 30; i++)
		press(UI_RIGHT);
	check_rates();
	filter = xstrdup(v.trials.filtered);
	press(UI_END);
	ck_assert_str_eq(v.trials.filtered, filter);
	free(filter);
	press(UI_ESC);
	ck_assert_ptr_null(v.trials.filter);
	ck_assert_uint_eq(v.trials.n, f.study.n_trials);
	finish();
}
END_TEST

START_TEST(brushes_join_and_one_key_ends_them)
{
	struct mistake m;

	begin();
	trials_filter(&v.trials, &f.study, "rung>=1 | rank<=9", &m);
	press('b');
	press(UI_ENTER); /* it stays, and the arrows are the pane's again */
	press(UI_END);
	press('b');
	ck_assert_ptr_nonnull(strstr(v.trials.filtered, "(rung>=1 | rank<=9) & "));
	ck_assert_ptr_nonnull(strstr(v.trials.filtered, " & (optimizer="));
	for (uint32_t i = 0; i < f.study.n_trials; i++)
		if (is_shown(i))
			ck_assert_int_eq(is_sgd(i),
				strstr(v.trials.filtered, "optimizer=sgd") != NULL);
	press(UI_UP); /* both of them */
	ck_assert_ptr_nonnull(
		strstr(v.trials.filtered, "(optimizer=sgd | optimizer=adam)"));
	press('b'); /* kept */
	press('B');
	ck_assert_str_eq(v.trials.filtered, "rung>=1 | rank<=9");
	press('B');
	ck_assert_ptr_nonnull(strstr(v.message.text, "nothing is brushed"));
	finish();
}
END_TEST

START_TEST(another_filter_is_no_brush)
{
	struct mistake m;

	begin();
	press('b');
	trials_filter(&v.trials, &f.study, "optimizer=adam", &m);
	follow();
	press('B');
	ck_assert_ptr_nonnull(strstr(v.message.text, "nothing is brushed"));
	ck_assert_str_eq(v.trials.filtered, "optimizer=adam");
	finish();
}
END_TEST

START_TEST(awkward_names_are_quoted)
{
	char *sgd; /* configurations have it */

	begin();
	free(f.space.params[0].name);
	f.space.params[0].name = xstrdup("lr & more");
	sgd = (char *)f.space.params[2].domain.values[0].text;
	f.space.params[2].domain.values[0].text = xstrdup("-");
	press('b');
	ck_assert_ptr_nonnull(v.trials.filtered);
	ck_assert_int_eq(strncmp(v.trials.filtered, "\"lr & more\">=", 13), 0);
	press('b');
	press(UI_END);
	press('b');
	press(UI_HOME);
	ck_assert_ptr_nonnull(strstr(v.trials.filtered, "optimizer=\"-\")"));
	finish();
	free(sgd);
}
END_TEST

static void mouse(enum mouse_kind kind, int y, int x)
{
	struct area in = layout_inside(&l, PANE_SPACE);

	view_mouse(&v, &f.study, &l,
		(struct mouse){kind, l.area[PANE_SPACE].y + in.y + y,
			l.area[PANE_SPACE].x + in.x + x});
	follow();
}

START_TEST(the_mouse_brushes)
{
	struct area in;
	size_t n;

	begin();
	in = layout_inside(&l, PANE_SPACE);
	mouse(MOUSE_RELEASE, 5, 20); /* of nothing that was pressed */
	mouse(MOUSE_CLICK, 5, 20);
	mouse(MOUSE_RELEASE, 5, 20); /* a click alone */
	ck_assert_ptr_null(v.trials.filter);
	mouse(MOUSE_CLICK, 5, 60);
	mouse(MOUSE_RELEASE, 9, 30);
	n = check_rates();
	ck_assert_uint_gt(n, 0);
	ck_assert_uint_lt(n, f.study.n_trials);
	mouse(MOUSE_CLICK, 5, 8);
	mouse(MOUSE_RELEASE, -3, in.w + 50); /* beyond the pane: its edge */
	ck_assert_uint_eq(check_rates(), f.study.n_trials);
	press('B');
	press(UI_UP); /* as parallel coordinates: the first axis is at the left */
	mouse(MOUSE_CLICK, 2, 1);
	mouse(MOUSE_RELEASE, in.h / 2, 1);
	n = check_rates();
	ck_assert_uint_gt(n, 0);
	for (uint32_t i = 0; i < f.study.n_trials; i++) /* the upper half of the powers */
		ck_assert_int_eq(is_shown(i), rate_of(i) >= 0.001);
	finish();
}
END_TEST

START_TEST(a_brush_shows)
{
	const char *srcdir = getenv("srcdir"), *write = getenv("GOLDEN");
	char *screen, path[4096], golden[32768] = "";
	FILE *file;

	begin();
	press('b');
	for (int i = 0; i < 10; i++)
		press(UI_DOWN);
	press(UI_ENTER);
	v.message.until = 0;
	screen = fixture_screen(&f, &v, 40, 120);
	snprintf(path, sizeof(path), "%s/tests/golden/space-brushed.txt",
		srcdir ? srcdir : "..");
	if (write && strcmp(write, "write") == 0) {
		file = fopen(path, "w");
		ck_assert_ptr_nonnull(file);
		fputs(screen, file);
		fclose(file);
	}
	file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	golden[fread(golden, 1, sizeof(golden) - 1, file)] = '\0';
	fclose(file);
	ck_assert_msg(strcmp(golden, screen) == 0, "%s", screen);
	free(screen);
	/* where dots cannot be larger, letters tell what is within */
	v.glyphs = glyphs_of(TIER_ASCII);
	screen = fixture_screen(&f, &v, 40, 120);
	ck_assert_msg(
		screen_has(screen, "= paused ' outside of the filter"), "%s", screen);
	free(screen);
	finish();
}
END_TEST

Suite *ui_space_suite(void)
{
	Suite *s = suite_create("ui space");
	TCase *t = tcase_create("space");

	tcase_add_test(t, a_brush_is_a_filter);
	tcase_add_test(t, brushes_join_and_one_key_ends_them);
	tcase_add_test(t, another_filter_is_no_brush);
	tcase_add_test(t, awkward_names_are_quoted);
	tcase_add_test(t, the_mouse_brushes);
	tcase_add_test(t, a_brush_shows);
	suite_add_tcase(s, t);
	return s;
}
