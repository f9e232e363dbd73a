/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going back and forth in a study: where there is to go, the clock, searching. */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "check_ui_fixture.h"
#include "ui/playhead.h"
#include "ui/search.h"

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
	default: /* there is but the one at the start */
		return false;
	}
}

static void check_moments(enum moment m)
{
	uint64_t last = 0;
	size_t n = 0;

	for (uint64_t seq = 1; seq <= f.seq; seq++) {
		ck_assert_uint_eq(timeline_before(&f.timeline, m, seq), last);
		if (!is_moment(journal_at(f.journal, seq), m))
			continue;
		for (uint64_t k = last; k < seq; k++)
			ck_assert_uint_eq(timeline_after(&f.timeline, m, k), seq);
		ck_assert_uint_eq(timeline_count(&f.timeline, m, last + 1, seq), 0);
		ck_assert_uint_eq(timeline_count(&f.timeline, m, seq, seq + 1), 1);
		last = seq;
		n++;
	}
	ck_assert_uint_eq(timeline_after(&f.timeline, m, last), 0);
	ck_assert_uint_eq(timeline_count(&f.timeline, m, 1, f.seq + 1), n);
	ck_assert_uint_eq(timeline_count(&f.timeline, m, 5, 5), 0);
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
	ck_assert_uint_eq(timeline_after(&f.timeline, MOMENT_SWITCH, 0), seq);
	ck_assert_uint_eq(timeline_before(&f.timeline, MOMENT_SWITCH, seq), 0);
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
		ck_assert_uint_eq(timeline_climb_of(&f.timeline, id), first);
	}
	finish();
}
END_TEST

START_TEST(the_live_edge_moves_and_a_frozen_one_does_not)
{
	struct playhead p;

	begin();
	playhead_init(&p);
	ck_assert_uint_eq(playhead_seq(&p, &f.timeline), f.seq);
	playhead_freeze(&p, &f.timeline);
	fixture_diverge(&f);
	ck_assert_uint_lt(playhead_seq(&p, &f.timeline), f.seq);
	ck_assert(p.frozen && !p.live);
	playhead_live(&p);
	ck_assert_uint_eq(playhead_seq(&p, &f.timeline), f.seq);
	playhead_goto(&p, &f.timeline, 5, 0);
	ck_assert(!p.live && !p.frozen);
	ck_assert_uint_eq(playhead_seq(&p, &f.timeline), 5);
	playhead_goto(&p, &f.timeline, 0, 0);
	ck_assert_uint_eq(playhead_seq(&p, &f.timeline), 1);
	playhead_goto(&p, &f.timeline, f.seq + 9, 0);
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
	playhead_replay(&p, &f.timeline, wall);
	ck_assert(p.playing && p.replay && !p.live);
	ck_assert_uint_eq(playhead_seq(&p, &f.timeline), 1);
	/* all of it in about a minute */
	ck_assert_double_ge(f.t / p.speed, 60 / 1.5);
	ck_assert_double_le(f.t / p.speed, 60 * 1.5);
	for (int i = 0; p.playing; i++) {
		double step = 0.1 + 0.3 * (i % 4);

		ck_assert_double_gt(playhead_wakes(&p, &f.timeline, wall), wall - 1e-9);
		wall += step;
		t += step * p.speed;
		playhead_advance(&p, &f.timeline, wall);
		ck_assert_uint_eq(p.seq, seq_by(t));
		if (p.playing)
			ck_assert_double_eq_tol(playhead_clock(&p, wall), t, 1e-9);
		if (i == 20 || i == 40)
			playhead_hurry(&p, i == 20, wall);
	}
	ck_assert_uint_eq(p.seq, f.seq);
	ck_assert_double_eq(playhead_wakes(&p, &f.timeline, wall), 0);
	ck_assert(!playhead_advance(&p, &f.timeline, wall + 100));
	playhead_play(&p, &f.timeline, true, wall); /* from the start */
	ck_assert_uint_eq(p.seq, 1);
	finish();
}
END_TEST

START_TEST(what_wakes_the_clock_is_due_then)
{
	struct playhead p;
	double wall = 0;

	begin();
	playhead_replay(&p, &f.timeline, wall);
	while (p.playing) {
		uint64_t before = p.seq;
		double at = playhead_wakes(&p, &f.timeline, wall);
		double second = floor(playhead_clock(&p, wall));

		playhead_advance(&p, &f.timeline, at + 1e-6);
		ck_assert(p.seq > before || playhead_clock(&p, at + 1e-6) >= second + 1);
		wall = at + 1e-6;
	}
	finish();
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
	e = (struct event){.kind = EVENT_END, .end = {4, TRIAL_DIVERGED, ""}};
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
		uint64_t next = search_next(&f.timeline, "promote", seq, false, &wrapped);

		if (wrapped)
			break;
		ck_assert_uint_eq(next, timeline_after(&f.timeline, MOMENT_CLIMB, seq));
		seq = next;
		n++;
	}
	ck_assert_uint_eq(n, f.timeline.of[MOMENT_CLIMB].n);
	seq = search_next(&f.timeline, "promote", 1, true, &wrapped);
	ck_assert(wrapped);
	ck_assert_uint_eq(seq, timeline_before(&f.timeline, MOMENT_CLIMB, f.seq + 1));
	ck_assert_uint_eq(search_next(&f.timeline, "xyzzy", 7, false, &wrapped), 0);
	ck_assert_uint_eq(search_next(&f.timeline, "xyzzy", 7, true, &wrapped), 0);
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
	t = tcase_create("search");
	tcase_add_test(t, words_find_events);
	tcase_add_test(t, searching_goes_round);
	suite_add_tcase(s, t);
	return s;
}
