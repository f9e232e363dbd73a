/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going back and forth in a study: where there is to go, the clock, searching. */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "study/folds.h"
#include "study/search.h"
#include "ui/prompt.h"

static struct fixture f;

static void begin(void)
{
	fixture_init(&f);
	fixture_asha(&f, 21);
}

static void finish(void)
{
	fixture_release(&f);
}

static bool is_moment(const struct event *e, enum moment m)
{
	switch (m) {
	case MOMENT_DECISION:
		return e->kind == EVENT_DECISION;
	case MOMENT_CLIMB:
		return e->kind == EVENT_DECISION &&
		       e->decision.verdict == VERDICT_PROMOTE;
	case MOMENT_INCUMBENT:
		return e->kind == EVENT_INCUMBENT;
	case MOMENT_FAILURE:
		return e->kind == EVENT_END && e->end.state == TRIAL_FAILED;
	default: /* there is but the one at the start */
		return false;
	}
}

static void check_moments(enum moment m)
{
	uint64_t last = 0;
	size_t n = 0;

	for (uint64_t seq = 1; seq <= f.seq; seq++) {
		ck_assert_uint_eq(moments_before(&f.moments, m, seq), last);
		if (!is_moment(journal_at(f.journal, seq), m))
			continue;
		for (uint64_t k = last; k < seq; k++)
			ck_assert_uint_eq(moments_after(&f.moments, m, k), seq);
		ck_assert_uint_eq(moments_count(&f.moments, m, last + 1, seq), 0);
		ck_assert_uint_eq(moments_count(&f.moments, m, seq, seq + 1), 1);
		last = seq;
		n++;
	}
	ck_assert_uint_eq(moments_after(&f.moments, m, last), 0);
	ck_assert_uint_eq(moments_count(&f.moments, m, 1, f.seq + 1), n);
	ck_assert_uint_eq(moments_count(&f.moments, m, 5, 5), 0);
}

START_TEST(moments_are_where_the_events_are)
{
	begin();
	for (int m = 0; m < MOMENTS; m++)
		check_moments((enum moment)m);
	finish();
}
END_TEST

START_TEST(a_second_scheduler_is_a_switch)
{
	static const int levels[] = {1};
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 1};
	uint64_t seq;

	begin();
	seq = f.seq + 1;
	fixture_scheduler(&f, "random", 1, 1, &shape, false);
	ck_assert_uint_eq(moments_after(&f.moments, MOMENT_SWITCH, 0), seq);
	ck_assert_uint_eq(moments_before(&f.moments, MOMENT_SWITCH, seq), 0);
	finish();
}
END_TEST

START_TEST(the_first_climb_of_a_trial)
{
	begin();
	for (uint32_t id = 0; id < f.n_trials; id++) {
		uint64_t first = 0;

		for (uint64_t seq = f.seq; seq > 0; seq--) {
			const struct event *e = journal_at(f.journal, seq);

			if (is_moment(e, MOMENT_CLIMB) && e->decision.trial == id)
				first = seq;
		}
		ck_assert_uint_eq(moments_climb_of(&f.moments, id), first);
	}
	finish();
}
END_TEST

START_TEST(the_live_edge_moves_and_a_frozen_one_does_not)
{
	struct playhead p;

	begin();
	playhead_init(&p);
	ck_assert_uint_eq(playhead_seq(&p, &f.moments), f.seq);
	playhead_freeze(&p, &f.moments);
	fixture_diverge(&f);
	ck_assert_uint_lt(playhead_seq(&p, &f.moments), f.seq);
	ck_assert(p.frozen && !p.live);
	playhead_live(&p);
	ck_assert_uint_eq(playhead_seq(&p, &f.moments), f.seq);
	playhead_goto(&p, &f.moments, 5, 0);
	ck_assert(!p.live && !p.frozen);
	ck_assert_uint_eq(playhead_seq(&p, &f.moments), 5);
	playhead_goto(&p, &f.moments, 0, 0);
	ck_assert_uint_eq(playhead_seq(&p, &f.moments), 1);
	playhead_goto(&p, &f.moments, f.seq + 9, 0);
	ck_assert(p.live);
	finish();
}
END_TEST

/* The last event that has happened by study time t. */
static uint64_t seq_by(double t)
{
	uint64_t seq = 1;

	while (seq < f.seq && journal_at(f.journal, seq + 1)->t <= t)
		seq++;
	return seq;
}

START_TEST(the_clock_plays_events_when_they_are_due)
{
	struct playhead p;
	double wall = 500, t = 0;

	begin();
	playhead_replay(&p, &f.moments, wall);
	ck_assert(p.playing && p.replay && !p.live);
	ck_assert_uint_eq(playhead_seq(&p, &f.moments), 1);
	/* all of it in about a minute */
	ck_assert_double_ge(f.t / p.speed, 60 / 1.5);
	ck_assert_double_le(f.t / p.speed, 60 * 1.5);
	for (int i = 0; p.playing; i++) {
		double step = 0.1 + 0.3 * (i % 4);

		ck_assert_double_gt(playhead_wakes(&p, &f.moments, wall), wall - 1e-9);
		wall += step;
		t += step * p.speed;
		playhead_advance(&p, &f.moments, wall);
		ck_assert_uint_eq(p.seq, seq_by(t));
		if (p.playing)
			ck_assert_double_eq_tol(playhead_clock(&p, wall), t, 1e-9);
		if (i == 20 || i == 40)
			playhead_hurry(&p, i == 20, wall);
	}
	ck_assert_uint_eq(p.seq, f.seq);
	ck_assert_double_eq(playhead_wakes(&p, &f.moments, wall), 0);
	ck_assert(!playhead_advance(&p, &f.moments, wall + 100));
	playhead_play(&p, &f.moments, true, wall); /* from the start */
	ck_assert_uint_eq(p.seq, 1);
	finish();
}
END_TEST

START_TEST(what_wakes_the_clock_is_due_then)
{
	struct playhead p;
	double wall = 0;

	begin();
	playhead_replay(&p, &f.moments, wall);
	while (p.playing) {
		uint64_t before = p.seq;
		double at = playhead_wakes(&p, &f.moments, wall);
		double second = floor(playhead_clock(&p, wall));

		playhead_advance(&p, &f.moments, at + 1e-6);
		ck_assert(p.seq > before || playhead_clock(&p, at + 1e-6) >= second + 1);
		wall = at + 1e-6;
	}
	finish();
}
END_TEST

/* The whole screen, with a view of its own, of a study. */
static char *screen_of(const struct study *s, const struct playhead *h)
{
	struct fixture shown = {.study = *s};
	struct view v;
	char *text;

	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.moments = &f.moments;
	v.head = *h;
	v.clock = s->t;
	v.selected.trial = 4;
	text = fixture_screen(&shown, &v, 40, 120);
	view_release(&v);
	return text;
}

/* Folds in small steps until it is there. */
static void settle(struct folds *folds, const struct playhead *h)
{
	while (folds_step(folds, h, 17) & FOLDS_MORE)
		continue;
	ck_assert_uint_eq(folds_shown(folds)->seq, playhead_seq(h, &folds->moments));
}

/* Wherever one comes from, the screen is that of a study folded up to there. */
static void check_place(struct folds *folds, struct playhead *h, uint64_t seq)
{
	struct study fresh;
	char *got, *wanted;

	playhead_goto(h, &folds->moments, seq, 0);
	settle(folds, h);
	study_init(&fresh);
	while (fresh.seq < seq)
		study_apply(&fresh, journal_at(f.journal, fresh.seq + 1));
	got = screen_of(folds_shown(folds), h);
	wanted = screen_of(&fresh, h);
	ck_assert_msg(!strcmp(got, wanted), "#%u\n%s\n%s", (unsigned)seq, got, wanted);
	free(got);
	free(wanted);
	study_release(&fresh);
}

START_TEST(looking_back_shows_what_was)
{
	struct playhead h;
	struct folds folds;

	begin();
	folds_init(&folds, f.journal);
	playhead_init(&h);
	settle(&folds, &h);
	ck_assert_ptr_null(folds_present(&folds));
	for (uint64_t seq = f.seq - 1; seq > 0; seq--)
		check_place(&folds, &h, seq); /* back, by one */
	for (uint64_t seq = 1; seq < f.seq; seq++)
		check_place(&folds, &h, seq); /* on, by one */
	for (uint64_t seq = 1; seq < f.seq; seq += 3)
		check_place(&folds, &h, 1 + seq * 7919 % (f.seq - 1)); /* anyhow */
	ck_assert_ptr_eq(folds_present(&folds), &folds.now);
	ck_assert_uint_eq(folds.now.seq, f.seq);
	playhead_live(&h);
	settle(&folds, &h);
	ck_assert_ptr_eq(folds_shown(&folds), &folds.now);
	folds_release(&folds);
	finish();
}
END_TEST

START_TEST(what_is_shown_is_whole_on_the_way_back)
{
	struct playhead h;
	struct folds folds;

	begin();
	folds_init(&folds, f.journal);
	playhead_init(&h);
	settle(&folds, &h);
	playhead_goto(&h, &folds.moments, f.seq - 1, 0);
	settle(&folds, &h);
	playhead_goto(&h, &folds.moments, 60, 0);
	for (int steps = 0; folds_step(&folds, &h, 10) & FOLDS_MORE; steps++) {
		ck_assert_int_lt(steps, 6);
		ck_assert_uint_eq(folds_shown(&folds)->seq, f.seq - 1);
	}
	ck_assert_uint_eq(folds_shown(&folds)->seq, 60);
	/* news come in meanwhile, and do not move it */
	fixture_diverge(&f);
	ck_assert(folds_step(&folds, &h, 10) & FOLDS_NOW);
	ck_assert_uint_eq(folds_shown(&folds)->seq, 60);
	ck_assert_uint_eq(folds_present(&folds)->seq, f.seq);
	/* turned round half way */
	playhead_goto(&h, &folds.moments, 30, 0);
	folds_step(&folds, &h, 10);
	playhead_goto(&h, &folds.moments, 70, 0);
	settle(&folds, &h);
	folds_release(&folds);
	finish();
}
END_TEST

START_TEST(a_replay_has_no_live_edge)
{
	struct playhead h;
	struct folds folds;

	begin();
	folds_init(&folds, f.journal);
	moments_read(&folds.moments, UINT64_MAX);
	playhead_replay(&h, &folds.moments, 0);
	settle(&folds, &h);
	ck_assert_ptr_null(folds_present(&folds));
	playhead_goto(&h, &folds.moments, f.seq, 0);
	ck_assert(!h.live);
	settle(&folds, &h);
	ck_assert_uint_eq(folds.now.seq, 0);
	folds_release(&folds);
	finish();
}
END_TEST

/* The keys */

static struct view v;

static const struct prompt *prompt(void)
{
	return view_overlay(&v, OVERLAY_PROMPT);
}

static const struct prompt *search_line(void)
{
	return view_overlay(&v, OVERLAY_SEARCH);
}

static struct request press(uint32_t key)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);
	struct layout l = layout_make(24, 80, &prefs);
	bool taken;

	return view_key(&v, &f.study, &l, key, &taken);
}

static void begin_view(void)
{
	begin();
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.moments = &f.moments;
	v.live = true;
	v.wall = 1000;
}

static void finish_view(void)
{
	view_release(&v);
	finish();
}

static uint64_t here(void)
{
	return playhead_seq(&v.head, &f.moments);
}

START_TEST(keys_go_to_decisions_climbs_and_ends)
{
	uint64_t last, climb;

	begin_view();
	last = moments_before(&f.moments, MOMENT_DECISION, f.seq);
	climb = moments_before(&f.moments, MOMENT_CLIMB, last);
	ck_assert(!view_can(&v, &f.study, ACT_LIVE));
	v.selected.trial = 7;
	press(',');
	ck_assert_uint_eq(here(), last);
	ck_assert_uint_eq(v.selected.trial, 7);
	press('[');
	ck_assert_uint_eq(here(), climb);
	ck_assert_int_eq(press('.').kind, REQUEST_NONE);
	ck_assert_uint_eq(here(), moments_after(&f.moments, MOMENT_DECISION, climb));
	press('g');
	ck_assert_uint_eq(here(), 1);
	ck_assert(!view_can(&v, &f.study, ACT_STEP_BACK));
	ck_assert(!view_can(&v, &f.study, ACT_CLIMB_BACK));
	press(']');
	ck_assert_uint_eq(here(), f.moments.of[MOMENT_CLIMB].seqs[0]);
	press('L');
	ck_assert(v.head.live);
	ck_assert(!view_can(&v, &f.study, ACT_CLIMB_NEXT));
	press('Z');
	ck_assert(v.head.frozen);
	press('Z');
	ck_assert(v.head.live);
	press('Z');
	press(',');
	ck_assert(!v.head.frozen);
	press('G');
	ck_assert(v.head.live);
	/* past the last decision lies the live edge */
	press(',');
	press('.');
	ck_assert(v.head.live);
	ck_assert_int_eq(press('.').action, CONTROL_STEP); /* there it is the tuner's */
	finish_view();
}
END_TEST

START_TEST(steering_is_about_the_present)
{
	struct study past;
	struct event e = {.kind = EVENT_CONTROL};
	struct request r;

	begin_view();
	e.control.action = CONTROL_PAUSE;
	fixture_event(&f, e);
	study_init(&past);
	while (past.seq < 20)
		study_apply(&past, journal_at(f.journal, past.seq + 1));
	press('g');
	v.present = &f.study;
	r = view_act(&v, &past, NULL, ACT_PAUSE);
	ck_assert_int_eq(r.action, CONTROL_RESUME);
	ck_assert_double_eq(view_act(&v, &past, NULL, ACT_MORE_WORKERS).number, 3);
	v.selected.trial = f.n_trials - 1; /* not there yet in the past */
	ck_assert(view_can(&v, &past, ACT_KILL));
	view_act(&v, &past, NULL, ACT_KILL);
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	ck_assert_uint_eq(here(), 1);
	study_release(&past);
	finish_view();
}
END_TEST

static void type(const char *text)
{
	for (; *text; text++)
		press((uint32_t)*text);
	press(UI_ENTER);
}

START_TEST(searching_and_going_by_name)
{
	uint64_t first, second;
	bool wrapped;

	begin_view();
	press('n');
	ck_assert(v.head.live);
	type("/T5 dec");
	first = search_next(&f.moments, "T5 dec", 1, false, &wrapped);
	second = search_next(&f.moments, "T5 dec", first, false, &wrapped);
	ck_assert_uint_eq(here(), first);
	ck_assert_uint_eq(v.selected.trial, 5);
	press('n');
	ck_assert_uint_eq(here(), second);
	press('N');
	ck_assert_uint_eq(here(), first);
	type("/xyzzy");
	ck_assert_int_eq(v.overlay, OVERLAY_SEARCH);
	ck_assert_ptr_nonnull(search_line()->wrong);
	ck_assert_uint_eq(here(), first);
	press(UI_ESC);
	press(UI_ESC); /* ends the search: N is what it was */
	ck_assert_ptr_null(v.searched);
	press('N');
	ck_assert_int_eq(v.overlay, OVERLAY_PROMPT);
	press(UI_ESC);
	type(":goto 61");
	ck_assert_uint_eq(here(), 61);
	type(":goto #62");
	ck_assert_uint_eq(here(), 62);
	first = f.moments.of[MOMENT_CLIMB].seqs[0];
	ck_assert_uint_lt(journal_at(f.journal, first)->decision.trial, 10);
	press(':');
	for (const char *s = "goto T"; *s; s++)
		press((uint32_t)*s);
	press('0' + journal_at(f.journal, first)->decision.trial);
	press(UI_ENTER);
	ck_assert_uint_eq(here(), first);
	type(":live");
	ck_assert(v.head.live);
	type(":goto 99999");
	ck_assert_ptr_nonnull(
		strstr(prompt()->wrong, "there is no event 99999; the last"));
	finish_view();
}
END_TEST

START_TEST(a_replay_is_steered_by_the_same_keys)
{
	begin_view();
	v.live = false;
	playhead_replay(&v.head, &f.moments, v.wall);
	ck_assert_int_eq(press(' ').kind, REQUEST_NONE);
	ck_assert(!v.head.playing);
	press(' ');
	ck_assert(v.head.playing);
	press('}');
	press('}');
	ck_assert_double_eq(v.head.speed, 4 * exp2(round(log2(f.t / 60))));
	press(']'); /* plays on from there */
	ck_assert(v.head.playing);
	ck_assert_double_eq(
		playhead_clock(&v.head, v.wall), journal_at(f.journal, here())->t);
	press('.'); /* stands */
	ck_assert(!v.head.playing);
	press('L');
	ck_assert(!v.head.live);
	press('G');
	ck_assert_uint_eq(here(), f.seq);
	ck_assert(!view_can(&v, &f.study, ACT_STEP));
	ck_assert_int_eq(press('q').kind, REQUEST_QUIT);
	finish_view();
}
END_TEST

/* The history */

static char *history(int cols)
{
	char *screen = fixture_screen(&f, &v, 40, cols), *line, *text;

	line = strstr(screen, " history ");
	ck_assert_ptr_nonnull(line);
	line[strcspn(line, "\n")] = '\0';
	text = strdup(line);
	free(screen);
	return text;
}

/* Where the mark is among the cells of the line; each is one byte in ASCII. */
static size_t head_at(void)
{
	char *line = history(120);
	size_t at = strcspn(line, "O") - strlen(" history ");

	free(line);
	return at;
}

START_TEST(the_scrubber_shows_all_of_it)
{
	size_t cells, climbs = 0, stars = 0;
	char *line;

	begin_view();
	v.glyphs = glyphs_of(TIER_ASCII);
	line = history(120);
	ck_assert_ptr_nonnull(strstr(line, "O "));
	cells = strcspn(line, "O") + 1 - strlen(" history ");
	for (size_t i = strlen(" history "); i < cells + strlen(" history "); i++) {
		climbs += strchr(".:+#", line[i]) != NULL;
		stars += line[i] == '*';
	}
	/* several may share a cell, and none comes from nowhere */
	ck_assert_uint_gt(climbs, 0);
	ck_assert_uint_le(climbs, f.moments.of[MOMENT_CLIMB].n);
	ck_assert_uint_gt(stars, 0);
	ck_assert_uint_le(stars, f.moments.of[MOMENT_INCUMBENT].n);
	ck_assert(screen_has(line, "LIVE"));
	free(line);
	for (uint64_t seq = 1; seq <= f.seq; seq++) {
		playhead_goto(&v.head, &f.moments, seq, 0);
		ck_assert_uint_eq(head_at(), (seq - 1) * (cells - 1) / (f.seq - 1));
	}
	finish_view();
}
END_TEST

/* With a cell for each event, each mark stands at its own. */
START_TEST(the_marks_stand_where_they_happened)
{
	char *line;
	size_t cells;

	begin_view();
	v.glyphs = glyphs_of(TIER_ASCII);
	fixture_fail(&f, "exited with status 1");
	playhead_goto(&v.head, &f.moments, 1, 0);
	line = history(600);
	cells = strcspn(line + strlen(" history "), " ");
	ck_assert_uint_gt(cells, f.seq);
	for (uint64_t seq = 2; seq <= f.seq; seq++) {
		char c =
			line[strlen(" history ") + (seq - 1) * (cells - 1) / (f.seq - 1)];
		const struct event *e = journal_at(f.journal, seq);

		ck_assert_int_eq(c, is_moment(e, MOMENT_CLIMB)	     ? '.'
				    : is_moment(e, MOMENT_INCUMBENT) ? '*'
				    : is_moment(e, MOMENT_FAILURE)   ? '!'
								     : '-');
	}
	free(line);
	finish_view();
}
END_TEST

START_TEST(the_history_takes_the_keys)
{
	begin_view();
	v.focus = PANE_HISTORY;
	press(UI_HOME);
	ck_assert_uint_eq(here(), 1);
	press(UI_RIGHT);
	ck_assert_uint_eq(here(), moments_after(&f.moments, MOMENT_DECISION, 1));
	press(UI_PAGE_DOWN);
	ck_assert_uint_gt(here(), f.seq / 10);
	press(UI_PAGE_UP);
	press(UI_PAGE_UP);
	ck_assert_uint_eq(here(), 1);
	press(UI_END);
	ck_assert(v.head.live);
	ck_assert_int_eq(press(UI_RIGHT).kind, REQUEST_NONE); /* never the tuner's */
	press(UI_LEFT);
	ck_assert(!v.head.live);
	finish_view();
}
END_TEST

START_TEST(the_header_says_where_one_is)
{
	static const struct {
		const char *keys, *chip, *place;
	} cases[] = {
		{"", "RUNNING", "LIVE #"},
		{"g", "PAST - RUNNING", "#1 of"},
		{"Z", "FROZEN - RUNNING", "of"},
		{"ZL", "RUNNING", "LIVE #"},
	};
	char *screen;

	begin_view();
	v.glyphs = glyphs_of(TIER_ASCII);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct playhead h;
		struct study s;
		struct fixture at;

		playhead_live(&v.head);
		for (const char *k = cases[i].keys; *k; k++)
			press((uint32_t)*k);
		h = v.head;
		study_init(&s);
		while (s.seq < playhead_seq(&h, &f.moments))
			study_apply(&s, journal_at(f.journal, s.seq + 1));
		at = (struct fixture){.study = s};
		v.present = h.live ? NULL : &f.study;
		screen = fixture_screen(&at, &v, 60, 200);
		v.present = NULL;
		ck_assert_msg(screen_has(screen, cases[i].chip), "%s", screen);
		ck_assert_msg(screen_has(screen, cases[i].place), "%s", screen);
		free(screen);
		study_release(&s);
	}
	v.live = false;
	v.watch = true;
	screen = fixture_screen(&f, &v, 24, 100);
	ck_assert_msg(screen_has(screen, "> WATCH"), "%s", screen);
	free(screen);
	playhead_replay(&v.head, &f.moments, 0);
	v.head.speed = 8;
	screen = fixture_screen(&f, &v, 24, 100);
	ck_assert_msg(screen_has(screen, "> REPLAY 8x"), "%s", screen);
	free(screen);
	v.head.playing = false;
	v.head.speed = 0.25;
	screen = fixture_screen(&f, &v, 24, 100);
	ck_assert_msg(screen_has(screen, "= REPLAY 1/4x"), "%s", screen);
	free(screen);
	finish_view();
}
END_TEST

/* Each way a decision, a trial and an end can be asked for. */
START_TEST(words_find_events)
{
	struct event e = {.kind = EVENT_DECISION};

	e.decision.trial = 12;
	e.decision.verdict = VERDICT_PROMOTE;
	ck_assert(search_fits(&e, "T12"));
	ck_assert(search_fits(&e, "t012"));
	ck_assert(search_fits(&e, "12"));
	ck_assert(search_fits(&e, "promote"));
	ck_assert(search_fits(&e, "  Climb  T12 "));
	ck_assert(search_fits(&e, "dec"));
	ck_assert(!search_fits(&e, "T1"));
	ck_assert(!search_fits(&e, "T123"));
	ck_assert(!search_fits(&e, "12x"));
	ck_assert(!search_fits(&e, "T12 pause"));
	ck_assert(!search_fits(&e, ""));
	ck_assert(!search_fits(&e, " "));
	e.kind = EVENT_REPORT;
	ck_assert(!search_fits(&e, "report"));
	e = (struct event){.kind = EVENT_END,
		.end = {.trial = 4, .state = TRIAL_DIVERGED, .why = ""}};
	ck_assert(search_fits(&e, "T4 div"));
	e = (struct event){.kind = EVENT_CONTROL};
	e.control.action = CONTROL_WORKERS;
	ck_assert(search_fits(&e, "workers"));
	ck_assert(!search_fits(&e, "T0"));
}
END_TEST

START_TEST(searching_goes_round)
{
	bool wrapped;
	uint64_t seq = 0;
	size_t n = 0;

	begin();
	for (;;) {
		uint64_t next = search_next(&f.moments, "promote", seq, false, &wrapped);

		if (wrapped)
			break;
		ck_assert_uint_eq(next, moments_after(&f.moments, MOMENT_CLIMB, seq));
		seq = next;
		n++;
	}
	ck_assert_uint_eq(n, f.moments.of[MOMENT_CLIMB].n);
	seq = search_next(&f.moments, "promote", 1, true, &wrapped);
	ck_assert(wrapped);
	ck_assert_uint_eq(seq, moments_before(&f.moments, MOMENT_CLIMB, f.seq + 1));
	ck_assert_uint_eq(search_next(&f.moments, "xyzzy", 7, false, &wrapped), 0);
	ck_assert_uint_eq(search_next(&f.moments, "xyzzy", 7, true, &wrapped), 0);
	finish();
}
END_TEST

Suite *ui_time_suite(void)
{
	Suite *s = suite_create("ui time");
	TCase *t = tcase_create("timeline");

	tcase_add_test(t, moments_are_where_the_events_are);
	tcase_add_test(t, a_second_scheduler_is_a_switch);
	tcase_add_test(t, the_first_climb_of_a_trial);
	suite_add_tcase(s, t);
	t = tcase_create("playhead");
	tcase_add_test(t, the_live_edge_moves_and_a_frozen_one_does_not);
	tcase_add_test(t, the_clock_plays_events_when_they_are_due);
	tcase_add_test(t, what_wakes_the_clock_is_due_then);
	suite_add_tcase(s, t);
	t = tcase_create("folds");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, looking_back_shows_what_was);
	tcase_add_test(t, what_is_shown_is_whole_on_the_way_back);
	tcase_add_test(t, a_replay_has_no_live_edge);
	suite_add_tcase(s, t);
	t = tcase_create("keys");
	tcase_add_test(t, keys_go_to_decisions_climbs_and_ends);
	tcase_add_test(t, steering_is_about_the_present);
	tcase_add_test(t, searching_and_going_by_name);
	tcase_add_test(t, a_replay_is_steered_by_the_same_keys);
	suite_add_tcase(s, t);
	t = tcase_create("history");
	tcase_add_test(t, the_scrubber_shows_all_of_it);
	tcase_add_test(t, the_marks_stand_where_they_happened);
	tcase_add_test(t, the_history_takes_the_keys);
	tcase_add_test(t, the_header_says_where_one_is);
	suite_add_tcase(s, t);
	t = tcase_create("search");
	tcase_add_test(t, words_find_events);
	tcase_add_test(t, searching_goes_round);
	suite_add_tcase(s, t);
	return s;
}
