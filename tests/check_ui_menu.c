/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"
#include "ui/menu.h"

static struct menu *menu(void)
{
	return view_overlay(&v, OVERLAY_SWITCH);
}

static void begin(void)
{
	fixture_init(&f);
	fixture_hyperband(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = true;
	v.wall = 1000;
	follow();
}

static void expect_text(const char *text)
{
	struct strbuf sb;

	strbuf_init(&sb);
	menu_text(menu(), &sb);
	ck_assert_str_eq(sb.buf, text);
	strbuf_release(&sb);
}

static void choose(const char *name)
{
	for (size_t i = 0; i < schedulers.n; i++)
		press(UI_UP);
	for (size_t i = 0; i < schedulers.n; i++) {
		if (strcmp(menu_kind(menu())->name, name) == 0)
			return;
		press(UI_DOWN);
	}
	ck_abort_msg("there is no %s", name);
}

static void go_to_knob(const char *name)
{
	for (size_t i = 0; i < menu()->n; i++)
		press(UI_UP);
	while (strcmp(menu_kind(menu())->knobs[menu()->knob].name, name) != 0) {
		ck_assert_uint_lt(menu()->knob + 1, menu()->n);
		press(UI_DOWN);
	}
}

START_TEST(the_text_has_what_is_not_as_now)
{
	struct request r;

	begin();
	press('s');
	ck_assert_int_eq(v.overlay, OVERLAY_SWITCH);
	ck_assert_str_eq(menu_kind(menu())->name, "hyperband");
	expect_text("hyperband");
	press(UI_ENTER); /* nothing would change */
	ck_assert_int_eq(v.overlay, OVERLAY_SWITCH);
	choose("asha");
	expect_text("asha");
	press('\t');
	go_to_knob("eta");
	ck_assert_str_eq(menu()->values[menu()->knob].text.buf, "3");
	press(UI_RIGHT);
	expect_text("asha eta=4");
	press(UI_LEFT);
	expect_text("asha"); /* as now again */
	press(UI_LEFT);
	press(UI_LEFT);
	expect_text("asha eta=2"); /* the least */
	go_to_knob("max");
	ck_assert_str_eq(menu()->values[menu()->knob].text.buf, "9");
	type("27"); /* replaces */
	expect_text("asha eta=2 max=27");
	press(UI_BACKSPACE);
	expect_text("asha eta=2 max=2");
	go_to_knob("resume");
	press(UI_RIGHT);
	expect_text("asha eta=2 max=2 resume=scratch");
	press(UI_RIGHT);
	expect_text("asha eta=2 max=2");
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	ck_assert_int_eq(press('x').kind, REQUEST_NONE);
	ck_assert_int_eq(press('n').kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_SWITCH);
	press(UI_ENTER);
	r = press('y');
	ck_assert_int_eq(r.kind, REQUEST_COMMAND);
	ck_assert_int_eq(r.action, CONTROL_SWITCH);
	ck_assert_str_eq(r.text, "asha eta=2 max=2");
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	free(r.text);
	finish();
}
END_TEST

/* What it would all come to goes with the knobs: seats by hand, of 1 3 9 epochs. */
START_TEST(the_numbers_go_with_the_knobs)
{
	struct strbuf out = STRBUF_INIT;

	begin();
	press('s');
	forecast_rungs(&menu()->forecast, 200, true, &out);
	ck_assert_msg(!strncmp(out.buf, "b0 9 3 1, b1 5 1, b2 3; busy ", 29), "%s",
		out.buf);
	press('\t');
	go_to_knob("eta");
	press(UI_LEFT); /* 2: epochs 1 2 4 8 9, 5 brackets */
	follow();
	strbuf_reset(&out);
	forecast_rungs(&menu()->forecast, 200, true, &out);
	ck_assert_msg(!strncmp(out.buf,
			      "b0 16 8 4 2 1, b1 10 5 2 1, b2 7 3 1, b3 5 2, b4 5; busy ",
			      57),
		"%s", out.buf);
	strbuf_reset(&out);
	forecast_rungs(&menu()->forecast, 40, true, &out);
	ck_assert_uint_le(out.len, 40);
	go_to_knob("max");
	type("none"); /* no plan of an open top */
	follow();
	ck_assert(!menu()->forecast.plan.spec);
	strbuf_release(&out);
	finish();
}
END_TEST

START_TEST(steps_have_a_sensible_size)
{
	static const struct {
		const char *from, *up, *down;
	} cases[] = {{"3", "4", "2"}, {"19", "20", "18"}, {"27", "28", "26"},
		{"81", "85", "80"}, {"100", "110", "95"}, {"243", "250", "240"},
		{"1000", "1100", "950"}, {"1", "2", "1"},
		{"1000000000", "1000000000", "950000000"}, {"x", "1", "1"}};

	begin();
	press('s');
	choose("asha");
	press('\t');
	go_to_knob("max");
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct line *line = &menu()->values[menu()->knob];

		line_set(line, cases[i].from);
		press(UI_RIGHT);
		ck_assert_str_eq(line->text.buf, cases[i].up);
		line_set(line, cases[i].from);
		press(UI_LEFT);
		ck_assert_str_eq(line->text.buf, cases[i].down);
	}
	finish();
}
END_TEST

START_TEST(mistakes_are_told_in_place)
{
	char *screen;

	begin();
	press('s');
	choose("asha");
	press(UI_RIGHT);
	go_to_knob("eta");
	type("1");
	ck_assert_ptr_nonnull(menu()->wrong);
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_SWITCH);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert_msg(screen_has(screen, "eta cannot be '1'"), "%s", screen);
	free(screen);
	press('U' & 31);
	type("4");
	ck_assert_ptr_null(menu()->wrong);
	press(UI_ESC); /* to the list, and out */
	ck_assert_int_eq(v.overlay, OVERLAY_SWITCH);
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

START_TEST(the_menu_is_seen)
{
	char *screen, words[96];

	begin();
	press('s');
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "Switch scheduler"));
	ck_assert(screen_has(screen, "hyperband now"));
	ck_assert(screen_has(screen, "as it runs now"));
	ck_assert(screen_has(screen, "Enter switch Tab knobs Esc back"));
	free(screen);
	choose("asha");
	screen = fixture_screen(&f, &v, 24, 80);
	for (size_t i = 0; i < schedulers.n; i++)
		ck_assert(screen_has(screen, schedulers.kinds[i]->name));
	for (size_t i = 0; i < menu()->n; i++) {
		snprintf(words, sizeof(words), "%s %s", menu_kind(menu())->knobs[i].name,
			menu()->as_now[i]);
		ck_assert_msg(
			screen_has(screen, words), "no \"%s\" in\n%s", words, screen);
	}
	ck_assert(
		screen_has(screen, "it may never end: rounds alone limit it; 4 trials"));
	free(screen);
	press(UI_ENTER);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "asha: it may never end: rounds alone"));
	ck_assert(screen_has(screen, "Switch?"));
	ck_assert(screen_has(screen, "y do it n or Esc let it be"));
	free(screen);
	finish();
}
END_TEST

START_TEST(every_size_is_survived)
{
	begin();
	for (int state = 0; state < 4; state++) {
		press('s');
		choose("asha");
		if (state & 1)
			press('\t');
		if (state & 2)
			press(UI_ENTER);
		for (int rows = 1; rows < 26; rows++)
			for (int cols = 1; cols < 84; cols += cols < 20 ? 1 : 9) {
				char *screen = fixture_screen(&f, &v, rows, cols);

				if (cols >= 40 && state == 2)
					ck_assert(screen_has(screen, "y do it"));
				free(screen);
			}
		press('n');
		v.overlay = OVERLAY_NONE;
	}
	finish();
}
END_TEST

START_TEST(previews_are_words)
{
	static const struct {
		struct switch_preview p;
		const char *words;
	} cases[] = {
		{{.seats = 11, .at_once = 4, .never = 3, .running = 2},
			"11 trials keep their seats, 4 may climb at once, 3 will never; "
			"2 running ones finish their task first"},
		{{.seats = 1, .running = 1},
			"1 trial keeps its seat, none may climb at once; "
			"1 running one finishes its task first"},
		{{.seats = 5, .at_once = 1, .stopped = 1, .never = 2, .fresh = 3},
			"5 trials keep their seats, 1 may climb at once, 1 is stopped at "
			"once, 2 will never climb; 3 new ones begin before the first "
			"result"},
		{{.seats = 2, .at_once = 1, .never = 1, .goes_on = true},
			"2 trials keep their seats, 1 may go on at once, 1 will never"},
		{{.never = 7}, "no trial is alive to keep a seat, 7 will never climb"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strbuf sb;

		strbuf_init(&sb);
		preview_words(&cases[i].p, &sb);
		ck_assert_str_eq(sb.buf, cases[i].words);
		strbuf_release(&sb);
	}
}
END_TEST

START_TEST(every_scheduler_can_be_chosen)
{
	begin();
	press('s');
	for (size_t i = 0; i < schedulers.n; i++) {
		choose(schedulers.kinds[i]->name);
		expect_text(schedulers.kinds[i]->name);
		press('\t');
		for (size_t k = 0; k < menu()->n; k++) {
			press(UI_RIGHT);
			press(UI_RIGHT);
			press(UI_LEFT);
			type("4");
			press(UI_DOWN);
		}
		free(fixture_screen(&f, &v, 24, 80));
		press(UI_ESC);
		if (v.overlay == OVERLAY_NONE) /* it had no knobs */
			press('s');
	}
	v.live = false;
	v.overlay = OVERLAY_NONE;
	press('s');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

Suite *ui_menu_suite(void)
{
	Suite *s = suite_create("ui menu");
	TCase *t = tcase_create("menu");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_text_has_what_is_not_as_now);
	tcase_add_test(t, the_numbers_go_with_the_knobs);
	tcase_add_test(t, steps_have_a_sensible_size);
	tcase_add_test(t, mistakes_are_told_in_place);
	tcase_add_test(t, the_menu_is_seen);
	tcase_add_test(t, every_size_is_survived);
	tcase_add_test(t, previews_are_words);
	tcase_add_test(t, every_scheduler_can_be_chosen);
	suite_add_tcase(s, t);
	return s;
}
