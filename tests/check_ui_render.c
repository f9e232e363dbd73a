/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "ui/format.h"
#include "ui/marks.h"

#define RESULTS 21

static struct fixture f;
static struct view v;

static void begin(void)
{
	fixture_init(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = true;
	v.clock = 102.5;
}

static void finish(void)
{
	view_release(&v);
	fixture_release(&f);
}

static void expect(const char *screen, const char *words)
{
	ck_assert_msg(
		screen_has(screen, words), "no row has \"%s\" in\n%s", words, screen);
}

static int by_size(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* What ASHA's arithmetic says of rung 0 after 21 results, from the values alone. */
static void expected_rung_0(int *climbed, char *cutoff, size_t size)
{
	double values[RESULTS];

	for (uint32_t i = 0; i < RESULTS; i++)
		values[i] = fixture_value(i, 1);
	qsort(values, RESULTS, sizeof(*values), by_size);
	format_metric(values[RESULTS / 3 - 1], cutoff, size);
	*climbed = 0;
	for (size_t i = 0; i < f.study.n_decisions; i++)
		*climbed += f.study.decisions[i].d.rung == 0 &&
			    f.study.decisions[i].d.verdict == VERDICT_PROMOTE;
}

static void check_asha_at(int rows, int cols, bool wide)
{
	char *screen = fixture_screen(&f, &v, rows, cols), cutoff[32], words[128];
	const struct study_incumbent *best = study_incumbent(&f.study);
	char name[24], value[32];
	int climbed;

	expected_rung_0(&climbed, cutoff, sizeof(cutoff));
	ck_assert_int_ge(climbed, RESULTS / 3);
	expect(screen, "ASHA η=3");
	expect(screen, "▶ RUN 1/2 trials 22 00:01:42 #");
	snprintf(words, sizeof(words), "budget 22/200 trials ");
	f.info.stop.trials ? expect(screen, words) : expect(screen, "spent ep");
	snprintf(words, sizeof(words), "saved %.1f%%",
		100 - 100.0 * (double)f.study.epochs / (22 * 27));
	expect(screen, words);
	if (wide) {
		snprintf(words, sizeof(words), " 0 1e 21 %d %d 1 %s ⌊21/3⌋=7", climbed,
			RESULTS - climbed, cutoff);
		expect(screen, words);
		expect(screen, "of 594 ep to R so far");
	} else {
		snprintf(words, sizeof(words), " 0 1e %d^ %d= 1> %s 7/21", climbed,
			RESULTS - climbed, cutoff);
		expect(screen, words);
	}
	format_trial(best->trial, name, sizeof(name));
	format_metric(best->value, value, sizeof(value));
	snprintf(words, sizeof(words), "%s %s @%de", name, value, best->epoch);
	expect(screen, words);
	expect(screen, "1 RUNGS 2 INCUMBENT");
	expect(screen, "3 CURVES val_error");
	expect(screen, "4 TRIALS 22 >1");
	expect(screen, "Space Pause q Quit");
	free(screen);
}

START_TEST(asha_shows_its_arithmetic_at_every_size)
{
	begin();
	fixture_asha(&f, RESULTS);
	check_asha_at(24, 80, false);
	check_asha_at(40, 120, true);
	check_asha_at(60, 200, true);
	f.info.stop.trials = 200;
	check_asha_at(24, 80, false);
	check_asha_at(60, 200, true);
	finish();
}
END_TEST

START_TEST(hyperband_shows_its_barrier)
{
	char *screen, cutoff[32], words[128];
	double values[9];

	begin();
	fixture_hyperband(&f);
	screen = fixture_screen(&f, &v, 60, 200);
	expect(screen, "HYPERBAND η=3 r=1 R=9");
	expect(screen, "round 1/1");
	/* 9·1 + 3·2 + 1·6 epochs, then 5·3 + 1·6, then 3·9: 69 in all; 31 are spent */
	expect(screen, "budget 31/69 ep 44% saved 73.5% of 117 ep to R so far");
	for (uint32_t i = 0; i < 9; i++)
		values[i] = fixture_value(i, 1);
	qsort(values, 9, sizeof(*values), by_size);
	format_metric(values[2], cutoff, sizeof(cutoff));
	snprintf(words, sizeof(words), " 0 1e 9 3 0 %s best 3 of 9", cutoff);
	expect(screen, words);
	expect(screen, "b0 2 9e 1 0 0 top");
	expect(screen, "b1 1 9e 0 0 0 1 seat");
	expect(screen, "0 3e 3 0 1 3 of 5, wait 2");
	expect(screen, "b2 0 9e 0 0 0 3 seats");
	free(screen);
	screen = fixture_screen(&f, &v, 12, 80);
	expect(screen, "b0 1e 9/9 › 3e 3/3 › 9e 1/1");
	free(screen);
	screen = fixture_screen(&f, &v, 4, 20);
	expect(screen, "b1 3e 3/5");
	free(screen);
	finish();
}
END_TEST

START_TEST(decisions_carry_their_numbers)
{
	char *screen, words[160], value[32];
	const struct study_decision *last = NULL;

	begin();
	fixture_asha(&f, RESULTS);
	for (size_t i = 0; i < f.study.n_decisions; i++)
		if (f.study.decisions[i].d.verdict == VERDICT_PROMOTE &&
			f.study.decisions[i].d.results == RESULTS - 1)
			last = &f.study.decisions[i];
	ck_assert_ptr_nonnull(last);
	v.selected.decision = last->seq;
	v.focus = PANE_DECISIONS;
	screen = fixture_screen(&f, &v, 60, 200);
	format_metric(last->d.value, value, sizeof(value));
	snprintf(words, sizeof(words), "› #%u T%02u ^ r0→r1 %s rank %u/20 ≤ ⌊20/3⌋=6",
		(unsigned)last->seq, last->d.trial, value, last->d.rank);
	/* the cursor's mark may take the blank's place */
	expect(screen, words + strlen("› "));
	expect(screen, "rung 0 at 1 epoch, 20 results, best first:");
	expect(screen, "⌊20/3⌋=6 places.");
	free(screen);
	finish();
}
END_TEST

START_TEST(decisions_explain_themselves)
{
	char *screen, words[96], name[24], value[32];
	double values[RESULTS];
	struct request r;

	begin();
	fixture_asha(&f, RESULTS);
	/* the verdict about the last result of rung 0: it has all 21 */
	for (size_t i = 0; i < f.study.n_decisions; i++)
		if (f.study.decisions[i].d.rung == 0 &&
			f.study.decisions[i].d.results == RESULTS)
			v.selected.decision = f.study.decisions[i].seq;
	r = view_act(&v, &f.study, NULL, ACT_EXPLAIN);
	ck_assert_int_eq(r.kind, REQUEST_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_EXPLAIN);
	for (uint32_t i = 0; i < RESULTS; i++)
		values[i] = fixture_value(i, 1);
	qsort(values, RESULTS, sizeof(*values), by_size);
	screen = fixture_screen(&f, &v, 40, 120);
	for (uint32_t rank = 1; rank <= RESULTS; rank++)
		for (uint32_t id = 0; id < RESULTS; id++)
			if (fixture_value(id, 1) == values[rank - 1]) {
				snprintf(words, sizeof(words), "%u %s %s", rank,
					format_trial(id, name, sizeof(name)),
					format_metric(
						values[rank - 1], value, sizeof(value)));
				expect(screen, words);
			}
	snprintf(words, sizeof(words), "cutoff %s",
		format_metric(values[RESULTS / 3 - 1], value, sizeof(value)));
	expect(screen, words);
	free(screen);
	/* where there is no room for all, its own trial shows, and the rest by scrolling */
	view_act(&v, &f.study, NULL, ACT_EXPLAIN);
	view_act(&v, &f.study, NULL, ACT_EXPLAIN);
	screen = fixture_screen(&f, &v, 14, 80);
	snprintf(words, sizeof(words), "› %u %s",
		decision_of(&f.study, v.selected.decision)->d.rank,
		format_trial(decision_of(&f.study, v.selected.decision)->d.trial, name,
			sizeof(name)));
	expect(screen, words);
	free(screen);
	view_act(&v, &f.study, NULL, ACT_LAST);
	free(fixture_screen(&f, &v, 14, 80));
	ck_assert_int_gt(v.overlay_top, 0);
	view_act(&v, &f.study, NULL, ACT_FIRST);
	free(fixture_screen(&f, &v, 14, 80));
	ck_assert_int_eq(v.overlay_top, 0);
	view_act(&v, &f.study, NULL, ACT_LEFT);
	ck_assert_uint_lt(v.inspect.decision, f.study.seq);
	ck_assert_uint_eq(v.selected.decision, v.inspect.decision);
	free(fixture_screen(&f, &v, 14, 80));
	view_act(&v, &f.study, NULL, ACT_EXPLAIN);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

START_TEST(what_was_done_by_hand_is_seen)
{
	struct event e = {.kind = EVENT_DECISION};
	char *screen;

	begin();
	fixture_asha(&f, RESULTS);
	for (uint32_t i = 0; i < f.study.n_trials; i++)
		if (f.study.trials[i].state == TRIAL_PAUSED &&
			f.study.trials[i].rung == 0)
			e.decision.trial = i;
	e.decision.level = 1;
	e.decision.value = fixture_value(e.decision.trial, 1);
	e.decision.results = RESULTS;
	e.decision.rank = 15;
	e.decision.places = RESULTS / 3;
	e.decision.cutoff = 0.3;
	e.decision.verdict = VERDICT_PROMOTE;
	e.decision.by_hand = true;
	fixture_event(&f, e);
	screen = fixture_screen(&f, &v, 60, 200);
	expect(screen, "r0→r1 by hand, rank 15/21");
	free(screen);
	screen = fixture_screen(&f, &v, 24, 80);
	expect(screen, "by hand, rank 15/21");
	free(screen);
	view_act(&v, &f.study, NULL, ACT_EXPLAIN);
	screen = fixture_screen(&f, &v, 24, 80);
	expect(screen, "r0→r1 at 1 epoch by hand");
	free(screen);
	v.inspect.trial = e.decision.trial;
	view_open(&v, OVERLAY_TRIAL);
	screen = fixture_screen(&f, &v, 40, 120);
	expect(screen, "r0→r1 by hand");
	free(screen);
	finish();
}
END_TEST

START_TEST(a_lost_trial_is_seen)
{
	char *screen;

	begin();
	fixture_asha(&f, RESULTS);
	fixture_diverge(&f);
	screen = fixture_screen(&f, &v, 40, 120);
	expect(screen, "4 TRIALS 23 !1");
	free(screen);
	finish();
}
END_TEST

START_TEST(the_end_says_why)
{
	struct event e = {.kind = EVENT_FINISH};
	char *screen;

	begin();
	fixture_asha(&f, RESULTS);
	e.finish.reason = FINISH_TRIALS;
	fixture_event(&f, e);
	screen = fixture_screen(&f, &v, 40, 120);
	expect(screen, "■ DONE: trials");
	expect(screen, "q Quit");
	ck_assert(!screen_has(screen, "Space Pause"));
	free(screen);
	finish();
}
END_TEST

START_TEST(an_empty_study_is_a_screen_too)
{
	struct fixture empty = {0};
	struct view ev;

	study_init(&empty.study);
	view_init(&ev, glyphs_of(TIER_BRAILLE));
	for (int o = OVERLAY_NONE; o < OVERLAYS; o++) {
		char *screen;

		ev.overlay = (enum overlay)o;
		screen = fixture_screen(&empty, &ev, 40, 120);
		if (o == OVERLAY_NONE)
			expect(screen, "START");
		free(screen);
	}
	view_release(&ev);
	begin(); /* only the first event */
	free(fixture_screen(&f, &v, 40, 120));
	finish();
}
END_TEST

START_TEST(ranks_on_the_way_are_right)
{
	char *screen, words[96];
	uint32_t id, rank = 1;

	begin();
	fixture_asha(&f, RESULTS);
	id = study_incumbent(&f.study)->trial;
	for (uint32_t i = 0; i < RESULTS; i++)
		rank += fixture_value(i, 1) < fixture_value(id, 1);
	snprintf(words, sizeof(words), "rank r0 %u/21 →", rank);
	screen = fixture_screen(&f, &v, 40, 120);
	expect(screen, words);
	free(screen);
	finish();
}
END_TEST

/* All that a size, a tier, a focus or an overlay can do to the drawing. */
static void check_grid(int rows, int cols)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);
	struct layout l = layout_make(rows, cols, &prefs);
	struct picture p;
	struct grid g;

	picture_init(&p);
	grid_init(&g);
	view_follow(&v, &f.study, &l);
	overlay_follow(&v, &f.study, &l);
	picture_draw(&p, &f.study, &v, &l);
	for (int i = 0; i < LAYERS; i++) {
		const struct layer *y = &p.layers[i];

		if (!y->shown)
			continue;
		ck_assert_int_le(y->at.y + y->at.h, rows);
		ck_assert_int_le(y->at.x + y->at.w, cols);
		ck_assert_int_eq(y->grid.rows, y->at.h);
		ck_assert_int_eq(y->grid.cols, y->at.w);
	}
	picture_compose(&p, rows, cols, &g);
	for (int i = 0; i < rows * cols; i++) {
		if (g.cells[i].role >= ROLES || codepoint_width(g.cells[i].ch) != 1 ||
			(v.glyphs->tier == TIER_ASCII && g.cells[i].ch > 0x7e))
			ck_abort_msg("cell %d of %d × %d", i, rows, cols);
	}
	grid_release(&g);
	picture_release(&p);
}

static void sweep(void)
{
	int n = 0;

	v.inspect.trial = 3;
	for (int rows = 1; rows <= 60; rows++)
		for (int cols = 1 + rows % 7; cols <= 200; cols += 7, n++) {
			v.glyphs = glyphs_of((enum tier)(n % TIERS));
			v.overlay = (enum overlay)(n / 3 % OVERLAYS);
			v.focus = (enum pane)(PANE_RUNGS + n / 7 % 5);
			v.zoom = n % 11 == 0;
			v.overlay_top = n % 13;
			v.inspect.decision = (uint64_t)n % (f.study.seq + 9);
			v.selected.trial = n % 2 ? (uint32_t)(n % 9) : STUDY_NONE;
			v.selected.bracket = n % 4 == 0 ? 0 : -1;
			v.selected.rung = v.selected.bracket;
			view_pass(
				&v, &f.study, PANE_TRIALS, n % 3 ? ACT_RIGHT : ACT_LEFT);
			v.curves.log_y = (enum log_y)(n % 3);
			check_grid(rows, cols);
		}
}

START_TEST(every_size_tier_and_overlay_is_drawn_asha)
{
	begin();
	fixture_asha(&f, RESULTS);
	fixture_diverge(&f);
	sweep();
	finish();
}
END_TEST

START_TEST(every_size_tier_and_overlay_is_drawn_hyperband)
{
	begin();
	fixture_hyperband(&f);
	fixture_diverge(&f);
	sweep();
	finish();
}
END_TEST

START_TEST(ascii_says_the_same)
{
	char *screen;

	begin();
	fixture_asha(&f, RESULTS);
	v.glyphs = glyphs_of(TIER_ASCII);
	screen = fixture_screen(&f, &v, 40, 120);
	expect(screen, "ASHA eta=3 r=1 R=27");
	expect(screen, "[21/3]=7");
	for (const char *s = screen; *s; s++)
		ck_assert((unsigned char)*s < 0x7f);
	free(screen);
	finish();
}
END_TEST

/* Everything that a log axis, a plot or a rank could trip over. */
START_TEST(strange_values_are_drawn)
{
	static const double strange[] = {0, -1, 1e300, NAN, INFINITY, 1e-300};
	static const int levels[] = {1};
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 1};

	begin();
	fixture_scheduler(&f, "random", 1, 1, &shape, false);
	for (uint32_t i = 0; i < 6; i++) {
		struct event e = {.kind = EVENT_TRIAL};
		static const struct value config[3] = {{VALUE_REAL, 0.1, NULL},
			{VALUE_INT, 8, NULL}, {VALUE_TEXT, 0, "sgd"}};

		e.trial.trial = i;
		e.trial.config = config;
		fixture_event(&f, e);
		e = (struct event){.kind = EVENT_TASK};
		e.task.trial = i;
		e.task.to = 1;
		fixture_event(&f, e);
		e = (struct event){.kind = EVENT_REPORT};
		e.report.trial = i;
		e.report.epoch = 1;
		e.report.metrics[1] = strange[i];
		fixture_event(&f, e);
	}
	for (int log = LOG_Y_AUTO; log <= LOG_Y_OFF; log++) {
		v.curves.log_y = (enum log_y)log;
		check_grid(40, 120);
		check_grid(24, 80);
	}
	finish();
}
END_TEST

/* A ladder with a rung an epoch: the ends, those who train, and a readable choice. */
START_TEST(more_rungs_than_rows_are_a_choice)
{
	enum { RUNGS = 81, TRAINS = 46 };
	static int levels[RUNGS];
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = RUNGS};
	static const struct value config[3] = {
		{VALUE_REAL, 0.1, NULL}, {VALUE_INT, 8, NULL}, {VALUE_TEXT, 0, "sgd"}};
	struct event e = {.kind = EVENT_TRIAL};
	char *screen, words[64];

	for (int k = 0; k < RUNGS; k++)
		levels[k] = k + 1;
	begin();
	fixture_scheduler(&f, "median", RUNGS, 1, &shape, false);
	e.trial.config = config;
	fixture_event(&f, e);
	e = (struct event){.kind = EVENT_TASK};
	e.task.rung = TRAINS;
	e.task.to = TRAINS + 1;
	fixture_event(&f, e);
	for (int rows = 24; rows <= 60; rows += 12) {
		v.selected.bracket = v.selected.rung = -1;
		screen = fixture_screen(&f, &v, rows, 120);
		expect(screen, " 80 81e 0 0");
		expect(screen, " 46 47e 0 0 0 1");
		expect(screen, " 0 1e 0 0");
		free(screen);
		for (int k = 0; k < RUNGS; k += 7) { /* the selected one is among them */
			v.focus = PANE_RUNGS;
			v.selected.bracket = 0;
			v.selected.rung = k;
			screen = fixture_screen(&f, &v, rows, 120);
			snprintf(words, sizeof(words), " %d %de 0 0", k, k + 1);
			expect(screen, words);
			free(screen);
		}
	}
	view_act(&v, &f.study, NULL, ACT_LAST);
	ck_assert_int_eq(v.selected.rung, 0); /* the highest stands on top */
	finish();
}
END_TEST

Suite *ui_render_suite(void)
{
	Suite *s = suite_create("ui render");
	TCase *t = tcase_create("screens");

	tcase_add_test(t, asha_shows_its_arithmetic_at_every_size);
	tcase_add_test(t, hyperband_shows_its_barrier);
	tcase_add_test(t, decisions_carry_their_numbers);
	tcase_add_test(t, decisions_explain_themselves);
	tcase_add_test(t, what_was_done_by_hand_is_seen);
	tcase_add_test(t, a_lost_trial_is_seen);
	tcase_add_test(t, the_end_says_why);
	tcase_add_test(t, an_empty_study_is_a_screen_too);
	tcase_add_test(t, ranks_on_the_way_are_right);
	tcase_add_test(t, ascii_says_the_same);
	tcase_add_test(t, strange_values_are_drawn);
	tcase_add_test(t, more_rungs_than_rows_are_a_choice);
	suite_add_tcase(s, t);
	t = tcase_create("sweeps");
	tcase_set_timeout(t, 120);
	tcase_add_test(t, every_size_tier_and_overlay_is_drawn_asha);
	tcase_add_test(t, every_size_tier_and_overlay_is_drawn_hyperband);
	suite_add_tcase(s, t);
	return s;
}
