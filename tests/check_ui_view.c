/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"
#include "ui/trials_table.h"

static const struct table_place *place(void)
{
	return view_pane(&v, PANE_TRIALS);
}

static void begin(void)
{
	fixture_init(&f);
	fixture_asha(&f, 21);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = true;
	v.wall = 1000;
	follow();
}

/* The row of the screen that has the cursor. */
static uint32_t at_cursor(void)
{
	size_t row = trials_row(&v.trials, v.selected.trial);

	ck_assert_uint_ne(row, SIZE_MAX);
	ck_assert_uint_ge(row, place()->top);
	ck_assert_uint_lt(row, place()->top + (size_t)place()->page);
	return v.trials.order[row];
}

START_TEST(what_cannot_be_done_says_why)
{
	static const uint32_t keys[] = {'K', 'P', 'N', ' ', 's', '+', '-', '{', '}'};

	begin();
	v.selected.trial = 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		v.live = false;
		v.watch = true;
		v.message.text[0] = '\0';
		press(keys[i]);
		ck_assert(strstr(v.message.text, "another process"));
		v.watch = false;
		v.message.text[0] = '\0';
		press(keys[i]);
		ck_assert(strstr(v.message.text, "recording"));
		v.live = true;
		f.study.phase = PHASE_FINISHED;
		v.message.text[0] = '\0';
		press(keys[i]);
		if (keys[i] == 's') /* which may let it go on */
			press(UI_ESC);
		else
			ck_assert(strstr(v.message.text, "has finished: :more 20"));
		f.study.phase = PHASE_RUNNING;
		ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	}
	finish();
}
END_TEST

START_TEST(a_pane_without_room_gives_the_focus_back)
{
	static const uint32_t panes[] = {'6', '7'}, ways[] = {'z', UI_ESC};

	begin();
	for (int i = 0; i < 4; i++) {
		press('4');
		press(panes[i % 2]);
		ck_assert(v.zoom);
		press(ways[i / 2]);
		ck_assert(!v.zoom);
		ck_assert_int_eq(v.focus, PANE_TRIALS);
	}
	finish();
}
END_TEST

START_TEST(the_selection_stays_on_its_trial)
{
	uint32_t chosen;

	begin();
	press('4');
	press('j');
	press('j');
	press('j');
	chosen = v.selected.trial;
	ck_assert_uint_eq(
		chosen, v.trials.order[2]); /* the first press chose the top row */
	for (int i = 0; i < 20; i++) {
		press(i % 3 ? 'S' : 'I');
		ck_assert_uint_eq(v.selected.trial, chosen);
		ck_assert_uint_eq(at_cursor(), chosen);
	}
	finish();
}
END_TEST

static void check_permutation(void)
{
	char *seen = calloc(f.study.n_trials, 1);

	ck_assert_uint_eq(v.trials.n, f.study.n_trials);
	for (size_t i = 0; i < v.trials.n; i++) {
		ck_assert_uint_lt(v.trials.order[i], f.study.n_trials);
		ck_assert(!seen[v.trials.order[i]]);
		seen[v.trials.order[i]] = 1;
	}
	free(seen);
}

START_TEST(sorting_sorts)
{
	int first;

	begin();
	first = v.trials.sort;
	do {
		check_permutation();
		press('S');
	} while (v.trials.sort != first);
	for (int invert = 0; invert < 2; invert++) {
		for (size_t i = 1; i < v.trials.n; i++) {
			double a = f.study.trials[v.trials.order[i - 1]].value;
			double b = f.study.trials[v.trials.order[i]].value;

			ck_assert(!isnan(a) ||
				  isnan(b)); /* nothing there: last, both ways */
			if (!isnan(a) && !isnan(b))
				ck_assert(invert ? a >= b : a <= b);
		}
		press('I');
	}
	finish();
}
END_TEST

START_TEST(rows_hold_still_under_the_hand)
{
	uint32_t before[64];
	size_t n;

	begin();
	press('4');
	press('j');
	n = v.trials.n;
	memcpy(before, v.trials.order, n * sizeof(*before));
	fixture_diverge(&f); /* news: one trial more */
	v.trials.sort = TRIAL_ID;
	v.wall += 1;
	follow();
	ck_assert_uint_eq(v.trials.n, n + 1);
	ck_assert_mem_eq(before, v.trials.order, n * sizeof(*before));
	ck_assert_double_gt(view_wakes(&v, &f.study), v.wall);
	v.wall += 1.5;
	follow();
	for (uint32_t i = 0; i < v.trials.n; i++)
		ck_assert_uint_eq(v.trials.order[i], i);
	finish();
}
END_TEST

START_TEST(quitting_asks_while_training)
{
	struct event e = {.kind = EVENT_FINISH};

	begin();
	ck_assert_int_eq(press('q').kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_QUIT);
	ck_assert_int_eq(press('x').kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_QUIT);
	press('n');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	press('q');
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	press('q');
	ck_assert_int_eq(press('y').kind, REQUEST_QUIT);
	v.overlay = OVERLAY_NONE;
	fixture_event(&f, e);
	ck_assert_int_eq(press('q').kind, REQUEST_QUIT);
	finish();
}
END_TEST

static void set(enum control_action a, double number)
{
	struct event e = {.kind = EVENT_CONTROL};

	e.control.action = a;
	e.control.number = number;
	fixture_event(&f, e);
}

static void expect_command(struct request r, enum control_action a, double number)
{
	ck_assert_int_eq(r.kind, REQUEST_COMMAND);
	ck_assert_int_eq(r.action, a);
	ck_assert_double_eq(r.number, number);
}

START_TEST(steering_asks_the_tuner)
{
	begin();
	expect_command(press(' '), CONTROL_PAUSE, 0);
	set(CONTROL_PAUSE, 0);
	expect_command(press(' '), CONTROL_RESUME, 0);
	expect_command(press('.'), CONTROL_STEP, 0);
	ck_assert(v.steering.stepping);
	set(CONTROL_STEP, 0);
	set(CONTROL_PAUSE, 0);
	follow();
	ck_assert(!v.steering.stepping);
	/* several presses before the tuner answers count each */
	expect_command(press('+'), CONTROL_WORKERS, 3);
	expect_command(press('+'), CONTROL_WORKERS, 4);
	expect_command(press('-'), CONTROL_WORKERS, 3);
	v.wall += 10;
	for (int i = 0; i < 5; i++)
		press('-');
	expect_command(press('-'), CONTROL_WORKERS, 1);
	finish();
}
END_TEST

START_TEST(refusals_are_told_for_a_while)
{
	struct event e = {.kind = EVENT_CONTROL};
	char *screen;

	begin();
	e.control.action = CONTROL_KILL;
	e.control.refused = "T99 is not there";
	fixture_event(&f, e);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "refused: T99 is not there"));
	free(screen);
	ck_assert_double_eq(view_wakes(&v, &f.study), v.message.until);
	v.wall += 4.5;
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(!screen_has(screen, "refused"));
	ck_assert(screen_has(screen, "Space Pause"));
	free(screen);
	finish();
}
END_TEST

START_TEST(the_footer_tells_what_keys_do_where_one_is)
{
	char *screen;

	begin();
	view_open(&v, OVERLAY_TRIAL);
	screen = fixture_screen(&f, &v, 40, 120);
	ck_assert(screen_has(screen, "q Close"));
	ck_assert(screen_has(screen, ", . Step"));
	ck_assert(!screen_has(screen, "Space Pause"));
	ck_assert(!screen_has(screen, "q Quit"));
	free(screen);
	view_open(&v, OVERLAY_SWITCH); /* which tells its keys itself */
	screen = fixture_screen(&f, &v, 40, 120);
	ck_assert(!screen_has(screen, "? Help"));
	free(screen);
	finish();
}
END_TEST

/* A trial that is alive and waits below the top. */
static uint32_t one_that_waits(void)
{
	for (uint32_t i = 0; i < f.study.n_trials; i++)
		if (f.study.trials[i].state == TRIAL_PAUSED &&
			f.study.trials[i].rung == 1)
			return i;
	ck_abort_msg("none waits");
	return 0;
}

static uint32_t rank_at_rung_1(uint32_t id)
{
	const struct study_rung *r = study_rung_find(&f.study, 0, 0, 1);
	uint32_t rank = 1;

	for (uint32_t i = 0; i < r->done; i++)
		rank += fixture_value(r->trials[i], 3) < fixture_value(id, 3);
	return rank;
}

START_TEST(killing_and_promoting_ask_first)
{
	char *screen, words[96];
	struct request r;
	uint32_t id;

	begin();
	press('K');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE); /* none is selected */
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "nothing to kill: select a trial first"));
	free(screen);
	id = v.selected.trial = one_that_waits();
	press('P');
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	screen = fixture_screen(&f, &v, 24, 80);
	snprintf(words, sizeof(words), "T%02u is paused at rung 1, val_error", id);
	ck_assert_msg(screen_has(screen, words), "%s", screen);
	/* among all that are there now */
	snprintf(words, sizeof(words), "with rank %u of %u", rank_at_rung_1(id),
		study_rung_find(&f.study, 0, 0, 1)->done);
	ck_assert_msg(screen_has(screen, words), "%s", screen);
	ck_assert(screen_has(screen, "over the rule?"));
	free(screen);
	for (int rows = 1; rows < 14; rows++) {
		screen = fixture_screen(&f, &v, rows, 30);
		ck_assert(screen_has(screen, "y promote it") ||
			  screen_has(screen, "Promote T"));
		free(screen);
	}
	v.selected.trial = (id + 1) % 5; /* what was asked about stays */
	r = press('y');
	expect_command(r, CONTROL_PROMOTE, 0);
	ck_assert_uint_eq(r.trial, id);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	v.selected.trial = id;
	press('K');
	ck_assert_int_eq(press('n').kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

/* Where nothing climbs, nothing is asked, by key or by command. */
START_TEST(no_promotion_where_nothing_climbs)
{
	static const int levels[] = {1, 3, 9, 27};
	static const struct bracket_shape ladder = {levels, 4, NULL},
					  top = {levels, 1, NULL};
	char words[64];

	for (int i = 0; i < 2; i++) {
		const char *name = i ? "random" : "median";

		begin();
		fixture_scheduler(&f, name, 27, 1, i ? &top : &ladder, false);
		v.selected.trial = one_that_waits();
		press('P');
		ck_assert_int_eq(v.overlay, OVERLAY_NONE);
		snprintf(words, sizeof(words),
			"nothing to promote: no trial climbs under %s", name);
		ck_assert_str_eq(v.message.text, words);
		press(':');
		for (const char *c = "promote"; *c; c++)
			press((uint32_t)*c);
		ck_assert_int_eq(press(UI_ENTER).kind, REQUEST_NONE);
		ck_assert_int_eq(v.overlay, OVERLAY_PROMPT);
		press(UI_ESC);
		press('K');
		ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
		finish();
	}
}
END_TEST

START_TEST(the_inspected_trial_is_the_one_to_kill)
{
	struct event e = {.kind = EVENT_END};
	struct request r;
	char *screen;

	begin();
	v.selected.trial = 3;
	v.inspect.trial = one_that_waits();
	v.overlay = OVERLAY_TRIAL;
	press('K');
	ck_assert_int_eq(v.under, OVERLAY_TRIAL);
	r = press('y');
	expect_command(r, CONTROL_KILL, 0);
	ck_assert_uint_eq(r.trial, v.inspect.trial);
	ck_assert_uint_eq(r.trial, v.inspect.trial);
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	e.end.trial = v.inspect.trial;
	e.end.state = TRIAL_KILLED;
	e.end.why = "";
	fixture_event(&f, e);
	press('P');
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	press(UI_ESC);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "nothing to promote: is killed"));
	free(screen);
	finish();
}
END_TEST

START_TEST(pace_goes_in_powers_of_two_and_lets_go)
{
	double last = 0;

	begin();
	expect_command(press('{'), CONTROL_PACE, 64);
	expect_command(press('{'), CONTROL_PACE, 32);
	expect_command(press('}'), CONTROL_PACE, 64);
	for (int i = 0; i < 4; i++)
		last = press('}').number;
	ck_assert_double_eq(last, 1024);
	expect_command(press('}'), CONTROL_PACE, 0);
	expect_command(press('}'), CONTROL_PACE, 0);
	v.wall += 10;
	set(CONTROL_PACE, 12);
	expect_command(press('{'), CONTROL_PACE, 6);
	finish();
}
END_TEST

START_TEST(who_only_looks_cannot_steer)
{
	static const char keys[] = " .{}+-";

	begin();
	v.live = false;
	for (size_t i = 0; i < strlen(keys); i++)
		ck_assert_int_eq(press((uint32_t)keys[i]).kind, REQUEST_NONE);
	ck_assert_int_eq(press('q').kind, REQUEST_QUIT);
	finish();
}
END_TEST

START_TEST(focus_goes_round_the_panes)
{
	static const enum pane shown[] = {PANE_RUNGS, PANE_INCUMBENT, PANE_CURVES,
		PANE_TRIALS, PANE_DECISIONS, PANE_HISTORY};

	begin();
	for (int i = 0; i < 6; i++) {
		ck_assert(l.shown[v.focus]);
		ck_assert_int_eq(v.focus, shown[i]);
		press('\t');
	}
	ck_assert_int_eq(v.focus, PANE_RUNGS);
	press(UI_BACKTAB);
	ck_assert_int_eq(v.focus, PANE_HISTORY);
	press('z'); /* a row has no use for the whole screen */
	ck_assert(!v.zoom);
	press(UI_BACKTAB);
	ck_assert_int_eq(v.focus, PANE_DECISIONS);
	press('z');
	press('\t');
	ck_assert_int_eq(v.focus, PANE_WORKERS);
	press('\t');
	ck_assert_int_eq(v.focus, PANE_SPACE);
	press('\t');
	ck_assert_int_eq(v.focus, PANE_RUNGS);
	press('z');
	press('3');
	press('z');
	ck_assert(l.shown[PANE_CURVES] && !l.shown[PANE_TRIALS]);
	press('4');
	ck_assert(l.shown[PANE_TRIALS] && !l.shown[PANE_CURVES]);
	press(UI_ESC);
	ck_assert(l.shown[PANE_TRIALS] && l.shown[PANE_CURVES]);
	finish();
}
END_TEST

START_TEST(inspectors_open_and_close)
{
	begin();
	press('4');
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	ck_assert_uint_eq(v.inspect.trial, v.trials.order[0]);
	press('j');
	ck_assert_uint_eq(v.inspect.trial, v.trials.order[1]);
	press('q');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	press('1');
	press(UI_DOWN);
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_RUNG);
	press(UI_END);
	press(UI_ESC);
	press('5');
	press('j');
	ck_assert_uint_eq(
		v.selected.decision, f.study.decisions[f.study.n_decisions - 1].seq);
	press('j');
	ck_assert_uint_eq(
		v.selected.decision, f.study.decisions[f.study.n_decisions - 2].seq);
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	ck_assert_uint_eq(
		v.inspect.trial, f.study.decisions[f.study.n_decisions - 2].d.trial);
	finish();
}
END_TEST

START_TEST(scrolling_keeps_the_row_in_sight)
{
	for (size_t n = 0; n < 40; n++)
		for (size_t rows = 1; rows < 12; rows++)
			for (size_t at = 0; at < n; at++)
				for (size_t top = 0; top < n; top += 3) {
					size_t t = scroll_to(top, at, n, rows);

					if (at < t || at >= t + rows ||
						(n <= rows ? t != 0 : t + rows > n))
						ck_abort_msg("%zu of %zu", at, n);
				}
	ck_assert_uint_eq(move_by(5, 10, 4, ACT_PAGE_DOWN), 9);
	ck_assert_uint_eq(move_by(5, 10, 4, ACT_PAGE_UP), 1);
	ck_assert_uint_eq(move_by(0, 10, 4, ACT_UP), 0);
	ck_assert_uint_eq(move_by(3, 10, 4, ACT_LAST), 9);
	ck_assert_uint_eq(move_by(3, 0, 4, ACT_DOWN), 0);
}
END_TEST

/* No key, in any order, leads out of bounds. */
START_TEST(any_keys_are_survived)
{
	uint32_t seed = 1;

	begin();
	for (int i = 0; i < 2000; i++) {
		uint32_t key;

		seed = seed * 1664525u + 1013904223u;
		key = seed >> 24;
		key = key < 14 * 12 ? UI_UP + key / 12 : key % 128;
		free(press(key).text);
		if (i % 5 == 0) /* what leads out of a line */
			free(press(i % 2 ? UI_ESC : UI_ENTER).text);
		v.wall += 0.1;
		if (i % 200 == 0)
			free(fixture_screen(&f, &v, 1 + i % 60, 1 + i % 170));
	}
	finish();
}
END_TEST

Suite *ui_view_suite(void)
{
	Suite *s = suite_create("ui view");
	TCase *t = tcase_create("view");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, what_cannot_be_done_says_why);
	tcase_add_test(t, a_pane_without_room_gives_the_focus_back);
	tcase_add_test(t, the_selection_stays_on_its_trial);
	tcase_add_test(t, sorting_sorts);
	tcase_add_test(t, rows_hold_still_under_the_hand);
	tcase_add_test(t, quitting_asks_while_training);
	tcase_add_test(t, steering_asks_the_tuner);
	tcase_add_test(t, refusals_are_told_for_a_while);
	tcase_add_test(t, the_footer_tells_what_keys_do_where_one_is);
	tcase_add_test(t, killing_and_promoting_ask_first);
	tcase_add_test(t, no_promotion_where_nothing_climbs);
	tcase_add_test(t, the_inspected_trial_is_the_one_to_kill);
	tcase_add_test(t, pace_goes_in_powers_of_two_and_lets_go);
	tcase_add_test(t, who_only_looks_cannot_steer);
	tcase_add_test(t, focus_goes_round_the_panes);
	tcase_add_test(t, inspectors_open_and_close);
	tcase_add_test(t, scrolling_keeps_the_row_in_sight);
	tcase_add_test(t, any_keys_are_survived);
	suite_add_tcase(s, t);
	return s;
}
