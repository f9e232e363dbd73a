/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scheduler that the program does not have, with words of its own: all that explains a
 * decision takes them.
 */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "engine/explain.h"
#include "ui/panes.h"

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
	overlay_explain.open(&v, &f.study, ACT_EXPLAIN);
	expect(&v, (const char *const[]){"the moon is at 9, and it shines.",
			   "The sun would have 21.", NULL});
	view_release(&v);
	fixture_release(&f);
}
END_TEST

Suite *ui_rule_suite(void)
{
	Suite *s = suite_create("ui rule");
	TCase *t = tcase_create("rule");

	tcase_add_test(t, a_decision_is_explained_in_the_words_of_its_rule);
	suite_add_tcase(s, t);
	return s;
}
