/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scheduler that the program does not have, with words of its own: all that explains a
 * decision takes them. And what RUNGS says of a rung.
 */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "study/explain.h"
#include "ui/panes.h"
#include "ui/waiting.h"

static uint32_t lunar_places(const struct rule *r, uint32_t n)
{
	(void)r;
	return n / 7;
}

static void lunar_explain(const struct ruling *x, struct strbuf *out)
{
	strbuf_addf(out, "the moon is at %u, and it shines.", x->d->rank);
}

static void lunar_sibling(
	const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	(void)x;
	strbuf_addf(out, "The sun would have %u.", a->n);
}

static void lunar_line(const struct ruling *x, struct strbuf *out)
{
	(void)x;
	strbuf_adds(out, "moonlit line");
}

static void lunar_brief(const struct ruling *x, enum detail detail, struct strbuf *out)
{
	(void)detail;
	strbuf_addf(out, "moon %u", x->d->rank);
}

static void lunar_remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	(void)x;
	(void)roomy;
	strbuf_adds(first, "It waxes.");
	strbuf_adds(second, "It wanes.");
}

static void lunar_why(const struct ruling *x, struct strbuf *out)
{
	(void)x;
	strbuf_adds(out, "new moon");
}

static void lunar_stand(const struct rule *r, const struct rung_stand *s,
	enum detail detail, struct strbuf *out)
{
	(void)r;
	(void)detail;
	strbuf_addf(out, "tide %u", s->done);
}

static const struct rule_ops lunar = {
	.climbs = true,
	.goes = "rises",
	.gone = "risen",
	.places = lunar_places,
	.explain = lunar_explain,
	.sibling = lunar_sibling,
	.line = lunar_line,
	.brief = lunar_brief,
	.remark = lunar_remark,
	.why = lunar_why,
	.stand = lunar_stand,
};

static struct fixture f;

/* Whether the screen has them all. */
static void expect(struct view *v, const char *const *words)
{
	char *screen = fixture_screen(&f, v, 40, 140);

	for (; *words; words++)
		ck_assert_msg(screen_has(screen, *words), "no '%s' in\n%.2500s", *words,
			screen);
	free(screen);
}

START_TEST(a_decision_is_explained_in_the_words_of_its_rule)
{
	static const struct rule rule = {&lunar, 3, false};
	struct event e = {.kind = EVENT_DECISION,
		.decision = {.trial = 20,
			.level = 1,
			.value = 0.5,
			.results = 21,
			.places = 7,
			.rank = 9,
			.cutoff = 0.3,
			.verdict = VERDICT_PAUSE}};
	struct strbuf text;
	struct view v;

	fixture_init(&f);
	fixture_asha(&f, 21);
	f.study.rule = &rule;
	fixture_event(&f, e);
	strbuf_init(&text);
	explain_rule(&f.study, &f.study.decisions[f.study.n_decisions - 1], true, &text);
	ck_assert_str_eq(
		text.buf, "T20 waits at rung 0: the moon is at 9, and it shines.");
	strbuf_release(&text);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.zoom = true;
	v.focus = PANE_DECISIONS;
	expect(&v, (const char *const[]){"T20 moon 9", "It waxes.", "It wanes.", NULL});
	v.focus = PANE_RUNGS;
	expect(&v, (const char *const[]){"tide 21", "risen", NULL});
	v.overlay = OVERLAY_RUNG;
	expect(&v, (const char *const[]){"rung 0 at 1 epoch: 21 results, tide 21", NULL});
	v.overlay = OVERLAY_NONE;
	v.focus = PANE_DECISIONS;
	view_open_by(&v, &f.study, ACT_EXPLAIN);
	expect(&v, (const char *const[]){"the moon is at 9, and it shines.",
			   "The sun would have 21.", NULL});
	view_release(&v);
	fixture_release(&f);
}
END_TEST

/* A result at rung 0, and what is decided on it. */
static void judge(uint32_t id, enum verdict verdict)
{
	static const struct value config[] = {
		{VALUE_REAL, 0.01, NULL}, {VALUE_INT, 32, NULL}, {VALUE_TEXT, 0, "adam"}};
	struct event e = {.kind = EVENT_TRIAL};

	if (verdict == VERDICT_PAUSE) {
		e.trial.trial = id;
		e.trial.config = config;
		fixture_event(&f, e);
		e = (struct event){.kind = EVENT_TASK};
		e.task.trial = id;
		e.task.to = 1;
		fixture_event(&f, e);
		e = (struct event){.kind = EVENT_REPORT};
		e.report.trial = id;
		e.report.epoch = 1;
		e.report.metrics[1] = id;
		fixture_event(&f, e);
		return;
	}
	e = (struct event){.kind = EVENT_DECISION,
		.decision = {.trial = id,
			.level = 1,
			.value = id,
			.results = 6,
			.places = 2,
			.rank = id + 1,
			.cutoff = 1,
			.verdict = verdict}};
	fixture_event(&f, e);
	if (verdict == VERDICT_PROMOTE)
		return;
	e = (struct event){.kind = EVENT_END};
	e.end.trial = id;
	e.end.state = verdict == VERDICT_STOP ? TRIAL_STOPPED : TRIAL_COMPLETED;
	e.end.why = "";
	fixture_event(&f, e);
}

static void begin(
	struct view *v, const char *scheduler, const struct bracket_shape *shape)
{
	fixture_init(&f);
	fixture_scheduler(&f, scheduler, 3, 1, shape, shape->seats != NULL);
	view_init(v, glyphs_of(TIER_BRAILLE));
	v->zoom = true;
	v->focus = PANE_RUNGS;
}

static void finish(struct view *v)
{
	view_release(v);
	fixture_release(&f);
}

/* Six results for nine seats wait for three; once they are judged, for none. */
START_TEST(a_rung_that_was_judged_waits_for_none)
{
	static const int levels[] = {1, 3};
	static const uint32_t seats[] = {9, 3};
	static const struct bracket_shape shape = {levels, 2, seats};
	struct view v;

	begin(&v, "successive_halving", &shape);
	for (uint32_t i = 0; i < 6; i++)
		judge(i, VERDICT_PAUSE);
	expect(&v, (const char *const[]){"6 of 9, wait 3", NULL});
	for (uint32_t i = 0; i < 6; i++)
		judge(i, i < 2 ? VERDICT_PROMOTE : VERDICT_STOP);
	expect(&v, (const char *const[]){"best 2 of 6", NULL});
	finish(&v);
}
END_TEST

/* At the top nobody is stopped. */
START_TEST(who_is_complete_is_not_said_to_be_stopped)
{
	static const int levels[] = {1};
	static const struct bracket_shape shape = {levels, 1, NULL};
	struct view v;

	begin(&v, "random", &shape);
	for (uint32_t i = 0; i < 3; i++) {
		judge(i, VERDICT_PAUSE);
		judge(i, VERDICT_COMPLETE);
	}
	expect(&v, (const char *const[]){"0 1e 3 0 3* 0", NULL});
	finish(&v);
}
END_TEST

/* ⌊10/3⌋ = 3 may climb, and the second of them is told that it will. */
START_TEST(who_may_climb_is_told_so)
{
	struct rule rule = rule_of("asha", NULL, 3);
	struct decision d = {.trial = 9,
		.value = 0.2,
		.results = 10,
		.places = 3,
		.rank = 2,
		.verdict = VERDICT_PAUSE};
	struct ruling x = {.rule = &rule, .d = &d};
	struct strbuf text = STRBUF_INIT;

	rule.ops->explain(&x, &text);
	ck_assert_str_eq(text.buf,
		"rank 2 of 10, and the best [10/3]=3 may climb. It is one "
		"of them: it climbs when a worker is free.");
	strbuf_reset(&text);
	d.rank = 4;
	rule.ops->explain(&x, &text);
	ck_assert_str_eq(text.buf, "rank 4 of 10, and the best [10/3]=3 may climb.");
	strbuf_release(&text);
}
END_TEST

/* The best of three climbs; three better ones come: 4th of 6, where ⌊6/3⌋ = 2 may. */
START_TEST(the_price_of_not_waiting_is_told)
{
	static const uint32_t trials[] = {0, 1, 2, 3, 4, 5};
	static const double values[] = {0.5, 0.7, 0.6, 0.4, 0.3, 0.2};
	struct rule rule = rule_of("asha", NULL, 3);
	struct decision d = {.trial = 0,
		.value = 0.5,
		.results = 3,
		.places = 1,
		.rank = 1,
		.verdict = VERDICT_PROMOTE};
	struct ruling x = {.rule = &rule, .d = &d};
	struct arrivals a = {
		.trials = trials, .values = values, .own = 0.5, .above = 2};
	struct strbuf text = STRBUF_INIT;

	for (a.n = 3; a.n <= 6; a.n++) {
		bool early = a.n > 3; /* 2nd of 4, 3rd of 5: one place; 4th of 6: two */

		strbuf_reset(&text);
		rule.ops->sibling(&x, &a, &text);
		ck_assert_msg(!strstr(text.buf, "climbed early") == !early, "%u: %s", a.n,
			text.buf);
	}
	ck_assert(strstr(text.buf, "by now it has rank 4 of 6, and 2 may climb."));
	strbuf_release(&text);
}
END_TEST

START_TEST(what_idle_workers_wait_for_is_told)
{
	struct fixture h;
	char text[128];

	fixture_init(&h);
	ck_assert_str_eq(waiting_first(&h.study, text, sizeof(text)), "no decision yet");
	fixture_hyperband(&h);
	ck_assert(waiting_at_barrier(&h.study, text, sizeof(text)));
	ck_assert_str_eq(text, "1 worker idle: b1 rung 0 waits for T12");
	fixture_release(&h);
	fixture_init(&h);
	fixture_asha(&h, 9);
	ck_assert(!waiting_at_barrier(&h.study, text, sizeof(text)));
	fixture_release(&h);
}
END_TEST

/* Eight brackets, where there are rows for four. */
START_TEST(what_has_no_room_is_counted)
{
	static const int levels[] = {1, 3, 9};
	static const uint32_t seats[] = {9, 3, 1};
	struct bracket_shape shape[8];
	struct fixture h;
	struct view v;
	char *screen;

	for (int b = 0; b < 8; b++)
		shape[b] = (struct bracket_shape){levels, 3, seats};
	fixture_init(&h);
	fixture_scheduler(&h, "hyperband", 9, 8, shape, true);
	view_init(&v, glyphs_of(TIER_ASCII));
	screen = fixture_screen(&h, &v, 20, 60);
	ck_assert_msg(
		screen_has(screen, "RUNGS 8 brackets round 1 - 4 more"), "%s", screen);
	free(screen);
	screen = fixture_screen(&h, &v, 60, 200);
	ck_assert(!screen_has(screen, "RUNGS 8 brackets round 1 - more"));
	free(screen);
	view_release(&v);
	fixture_release(&h);
}
END_TEST

Suite *ui_rule_suite(void)
{
	Suite *s = suite_create("ui rule");
	TCase *t = tcase_create("rule");

	tcase_add_test(t, a_decision_is_explained_in_the_words_of_its_rule);
	tcase_add_test(t, a_rung_that_was_judged_waits_for_none);
	tcase_add_test(t, who_is_complete_is_not_said_to_be_stopped);
	tcase_add_test(t, who_may_climb_is_told_so);
	tcase_add_test(t, the_price_of_not_waiting_is_told);
	tcase_add_test(t, what_idle_workers_wait_for_is_told);
	tcase_add_test(t, what_has_no_room_is_counted);
	suite_add_tcase(s, t);
	return s;
}
