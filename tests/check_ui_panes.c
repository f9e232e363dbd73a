/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The panes of workers and of the search space, checked against the fixture's own
 * arithmetic.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "check_ui_fixture.h"
#include "ui/format.h"
#include "ui/lanes.h"
#include "ui/space_axis.h"

static struct fixture f;
static struct view v;

static void begin(void)
{
	fixture_init(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
}

static void finish(void)
{
	view_release(&v);
	fixture_release(&f);
}

static void zoom(enum pane p)
{
	v.focus = p;
	v.zoom = true;
}

static void expect(int rows, int cols, const char *words)
{
	char *screen = fixture_screen(&f, &v, rows, cols);

	ck_assert_msg(
		screen_has(screen, words), "no row has \"%s\" in\n%s", words, screen);
	free(screen);
}

static void act(enum action a)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);
	struct layout l = layout_make(24, 80, &prefs);

	view_follow(&v, &f.study, &l);
	view_act(&v, &f.study, &l, a);
}

/* Two workers there are; the fixture's tasks all run on the first. */
START_TEST(a_lane_shows_its_task)
{
	char words[64];

	begin();
	fixture_asha(&f, 21);
	zoom(PANE_WORKERS);
	expect(30, 120, "6 WORKERS 1/2 · busy 50%");
	snprintf(words, sizeof(words), "w0 T%02u r0 0/1", f.n_trials - 1);
	expect(30, 120, words);
	expect(30, 120, "w1 idle");
	expect(30, 120, "all 1 of 2 busy, 50%");
	v.zoom = false;
	expect(40, 120, words); /* a row above the history */
	expect(40, 120, "w1 idle busy 50%");
	act(ACT_FOCUS + 6);
	ck_assert(v.zoom);
	act(ACT_DOWN);
	ck_assert_int_eq(v.selected.worker, 0);
	act(ACT_INSPECT);
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	ck_assert_uint_eq(v.inspect.trial, f.n_trials - 1);
	finish();
}
END_TEST

START_TEST(a_trial_elsewhere_names_its_node)
{
	struct event e = {.kind = EVENT_PLACE};
	char words[64];

	begin();
	fixture_asha(&f, 21);
	e.place.trial = (uint32_t)f.n_trials - 1;
	e.place.attempt = 2;
	e.place.node = "";
	fixture_event(&f, e);
	zoom(PANE_WORKERS);
	expect(30, 120, "w0 waits for the cluster");
	e.place.why = "Resources";
	fixture_event(&f, e);
	expect(30, 120, "w0 waits: Resources");
	e.place.why = NULL;
	e.place.node = "n17";
	fixture_event(&f, e);
	snprintf(words, sizeof(words), "w0 n17 T%02u r0 0/1", f.n_trials - 1);
	expect(30, 120, words);
	v.selected.worker = 0;
	act(ACT_INSPECT);
	expect(30, 120, "attempt 2 n17");
	finish();
}
END_TEST

/* Three trials take 1.3 seconds, and the next one never starts, for 12. */
START_TEST(starting_is_told_from_training)
{
	static const enum tier tiers[] = {TIER_BRAILLE, TIER_BLOCKS, TIER_ASCII};
	static const char *const lanes[] = {
		"░░░░░░░░░░░░", "░░░░░░░░░░░░", "------------"};
	struct event e = {.kind = EVENT_START};

	begin();
	v.glyphs = glyphs_of(tiers[_i]);
	fixture_asha(&f, 3);
	f.info.start_hint = "a hint";
	zoom(PANE_WORKERS);
	v.clock = f.t + 12;
	expect(30, 120, lanes[_i]); /* nothing has come from it yet */
	e.start.trial = f.n_trials - 1;
	e.start.seconds = 12;
	f.t += 12;
	fixture_event(&f, e);
	e = (struct event){.kind = EVENT_END};
	e.end.trial = f.n_trials - 1;
	e.end.state = TRIAL_FAILED;
	e.end.why = "no module";
	fixture_event(&f, e);
	expect(30, 120, lanes[_i]);
	expect(30, 120,
		tiers[_i] == TIER_ASCII
			? "6 WORKERS 0/2 - busy 50%: 5 training, 45 starting"
			: "6 WORKERS 0/2 · busy 50%: 5 training, 45 starting");
	expect(30, 48, "busy 50% ");
	finish();
}
END_TEST

START_TEST(a_barrier_is_named)
{
	begin();
	fixture_hyperband(&f);
	zoom(PANE_WORKERS);
	expect(30, 120, "w0 T12 b1 r0 1/3");
	expect(30, 120, "w1 waits: b1 r0 has 3 of 5");
	expect(30, 120, "1 at a barrier");
	v.zoom = false;
	expect(40, 120, "w1 at barrier");
	finish();
}
END_TEST

/* Each second of a lane is in one of its cells, whatever the scale. */
START_TEST(lanes_add_up)
{
	struct lane_cell cells[40];

	begin();
	fixture_asha(&f, 60);
	for (int scale = 0; scale < 9; scale++) {
		struct lane_window w = lane_window(&f.study, f.t, 40, scale);
		double sum = 0;

		ck_assert_double_ge(w.from + w.step * w.cells, f.t * (1 - 1e-9));
		lane_fill(&f.study, &w, 0, cells);
		for (int i = 0; i < 40; i++) {
			ck_assert_double_le(cells[i].busy, w.step * (1 + 1e-9));
			ck_assert(cells[i].busy <= 0 || cells[i].span);
			sum += cells[i].busy;
		}
		/* the first one never rests */
		ck_assert_double_eq_tol(sum, f.t - w.from, 1e-6);
	}
	finish();
}
END_TEST

START_TEST(a_lost_trial_marks_its_lane)
{
	begin();
	fixture_asha(&f, 9);
	fixture_diverge(&f);
	zoom(PANE_WORKERS);
	v.glyphs = glyphs_of(TIER_ASCII);
	expect(24, 80, "w0 idle !");
	finish();
}
END_TEST

START_TEST(ten_thousand_workers_are_a_load)
{
	struct event e = {.kind = EVENT_CONTROL};

	begin();
	fixture_asha(&f, 21);
	e.control.action = CONTROL_WORKERS;
	e.control.number = 10000;
	fixture_event(&f, e);
	zoom(PANE_WORKERS);
	expect(30, 120, "all 1 of 10000 busy");
	v.selected.worker = 9999;
	expect(30, 120, "w9999 idle");
	v.zoom = false;
	expect(40, 120, "1 of 10000 workers busy, 50% in all");
	finish();
}
END_TEST

START_TEST(the_space_has_its_modes)
{
	begin();
	fixture_asha(&f, 21);
	zoom(PANE_SPACE);
	expect(24, 80, "7 SPACE val_error over learning_rate");
	expect(24, 80, "1e-5 1e-4 0.01"); /* a domain in decades has an axis of them */
	act(ACT_RIGHT);
	expect(24, 80, "val_error over batch_size");
	act(ACT_RIGHT);
	expect(24, 80, "val_error over optimizer");
	expect(24, 80, "sgd adam");
	act(ACT_RIGHT); /* there is none after it */
	expect(24, 80, "val_error over optimizer");
	act(ACT_DOWN);
	expect(24, 80, "learning_rate over optimizer · ▂▄▆█ better");
	act(ACT_DOWN);
	expect(24, 80, "batch_size over optimizer");
	act(ACT_DOWN); /* nor here */
	expect(24, 80, "batch_size over optimizer");
	act(ACT_LEFT);
	expect(24, 80, "optimizer over batch_size"); /* never one against itself */
	for (int i = 0; i < 3; i++)
		act(ACT_UP);
	expect(24, 80, "all, from batch_size");
	expect(24, 80, "learning_rate batch_size optimizer val_error");
	act(ACT_DOWN);
	expect(30, 150, "│ learning_rate batch_size optimizer val_error"); /* beside */
	act(ACT_UP);
	act(ACT_UP);
	expect(24, 80, "all, by importance: batch_size");
	act(ACT_UP); /* nor here */
	expect(24, 80, "all, by importance: batch_size");
	expect(30, 150, "for being among learning_rate batch_size optimizer val_error");
	finish();
}
END_TEST

static void zoom_list(void)
{
	zoom(PANE_SPACE);
	act(ACT_UP);
	act(ACT_UP);
}

static int by_first_value(const void *a, const void *b)
{
	double x = fixture_value(*(const uint32_t *)a, 1),
	       y = fixture_value(*(const uint32_t *)b, 1);

	return (x > y) - (x < y);
}

/* "0.01 to 0.2" of a number over the five best at rung 0. */
static void range_of(int param, char *out, size_t size)
{
	uint32_t ids[21];
	struct value lo, hi;
	char from[32], to[32];

	for (uint32_t i = 0; i < 21; i++)
		ids[i] = i;
	qsort(ids, 21, sizeof(*ids), by_first_value);
	lo = hi = f.configs[ids[0]][param];
	for (int i = 1; i < 5; i++) {
		struct value at = f.configs[ids[i]][param];

		lo = at.number < lo.number ? at : lo;
		hi = at.number > hi.number ? at : hi;
	}
	snprintf(out, size, "%s to %s", format_param(lo, from, sizeof(from)),
		format_param(hi, to, sizeof(to)));
}

/* The number before the percent sign in the row of a parameter; its row in *row. */
static int percent_of(const char *screen, const char *name, int *row)
{
	int y = 0;

	for (const char *line = screen; line; line = strchr(line, '\n'), y++) {
		const char *sign, *end = strchr(++line, '\n');

		if (strncmp(line + strspn(line, " >|"), name, strlen(name)) != 0)
			continue;
		sign = strchr(line, '%');
		ck_assert(sign && end && sign < end);
		while (sign[-1] >= '0' && sign[-1] <= '9')
			sign--;
		*row = y;
		return atoi(sign);
	}
	ck_abort_msg("no %s in\n%s", name, screen);
}

/* Best first, the parts of a whole, the values as the trials have them. */
START_TEST(the_list_has_the_important_first)
{
	static const char *const names[] = {"learning_rate", "batch_size", "optimizer"};
	char words[128], range[80], value[32], name[24], *screen;
	int percent[3], row[3], sum = 0;
	const struct value *best;

	begin();
	fixture_asha(&f, 21);
	v.glyphs = glyphs_of(TIER_ASCII);
	zoom_list();
	expect(24, 80, "for being among the best 5 of 21 results at 1 epoch");
	best = f.configs[study_incumbent(&f.study)->trial];
	format_trial(study_incumbent(&f.study)->trial, name, sizeof(name));
	snprintf(words, sizeof(words), "parameter importance best %s the best 5", name);
	expect(24, 80, words);
	screen = fixture_screen(&f, &v, 24, 80);
	for (int i = 0; i < 3; i++) {
		percent[i] = percent_of(screen, names[i], &row[i]);
		sum += percent[i];
		format_param(best[i], value, sizeof(value));
		if (i < 2)
			range_of(i, range, sizeof(range));
		snprintf(words, sizeof(words), "%s %d%% %s %s", names[i], percent[i],
			value, i < 2 ? range : "");
		expect(24, 80, words);
	}
	free(screen);
	ck_assert_int_ge(sum, 98);
	ck_assert_int_le(sum, 102);
	for (int i = 0; i < 3; i++)
		for (int k = 0; k < 3; k++)
			ck_assert(row[i] > row[k] || percent[i] >= percent[k]);
	finish();
}
END_TEST

/* Left, Right, Home and End go along the rows, a click to its row. */
START_TEST(the_list_is_gone_along)
{
	static const char *const names[] = {"learning_rate", "batch_size", "optimizer"};
	struct layout_prefs prefs;
	const char *at[3] = {0};
	char words[64], *screen;
	struct layout l;
	int row, first;

	begin();
	fixture_asha(&f, 21);
	v.glyphs = glyphs_of(TIER_ASCII);
	zoom_list();
	screen = fixture_screen(&f, &v, 24, 80);
	first = 24;
	for (int i = 0; i < 3; i++) {
		percent_of(screen, names[i], &row);
		first = row < first ? row : first;
	}
	for (int i = 0; i < 3; i++) {
		percent_of(screen, names[i], &row);
		at[row - first] = names[i];
	}
	free(screen);
	for (int i = 0; i < 5; i++) {
		act(i == 0	 ? ACT_FIRST
			: i < 3	 ? ACT_RIGHT
			: i == 3 ? ACT_LEFT
				 : ACT_LAST);
		snprintf(words, sizeof(words), "by importance: %s",
			at[i < 3	 ? i
				: i == 3 ? 1
					 : 2]);
		expect(24, 80, words);
	}
	snprintf(words, sizeof(words), ">%s", at[2]);
	for (int rows = 6; rows < 24; rows++) /* few rows have it, too */
		expect(rows, 80, words);
	prefs = view_prefs(&v, &f.study);
	l = layout_make(24, 80, &prefs);
	view_follow(&v, &f.study, &l);
	for (int i = 0; i < 3; i++) {
		view_mouse(&v, &f.study, &l, (struct mouse){MOUSE_CLICK, first + i, 5});
		snprintf(words, sizeof(words), "by importance: %s", at[i]);
		expect(24, 80, words);
	}
	view_mouse(&v, &f.study, &l, (struct mouse){MOUSE_CLICK, first + 3, 5});
	expect(24, 80, words); /* there is no row */
	view_mouse(&v, &f.study, &l, (struct mouse){MOUSE_WHEEL_DOWN, first, 5});
	expect(24, 80, "all, from");
	finish();
}
END_TEST

START_TEST(too_few_results_are_said)
{
	begin();
	fixture_asha(&f, 0);
	zoom_list();
	expect(24, 80, "no results yet; importances need 20");
	finish();
	begin();
	fixture_asha(&f, 12);
	zoom_list();
	expect(24, 80, "12 results at 1 epoch; importances need 20");
	expect(24, 80, "› learning_rate");
	expect(24, 80, "12 results");
	v.selected.bracket = 0;
	v.selected.rung = 3;
	expect(24, 80, "no results at 27 epochs; importances need 20");
	finish();
	begin();
	fixture_asha(&f, 40);
	zoom_list();
	expect(24, 80, "the best 5 of 40 results at 1 epoch");
	v.selected.bracket = 0;
	v.selected.rung = 2;
	expect(24, 80, "at 9 epochs; importances need 20");
	expect(12, 40, "of 20 results"); /* in few words where there is little room */
	finish();
}
END_TEST

/* The optimizer applies to every third trial alone. */
START_TEST(the_list_says_to_how_many_it_applies)
{
	begin();
	fixture_asha(&f, 21);
	for (uint32_t i = 0; i < f.n_trials; i++)
		if (i % 3)
			f.configs[i][2] = (struct value){VALUE_NONE, 0, NULL};
	zoom_list();
	expect(24, 80, "the best 5 applies to");
	expect(24, 80, "optimizer 7/21");
	finish();
}
END_TEST

START_TEST(the_best_and_the_selected_stand_out)
{
	char words[32];

	begin();
	fixture_asha(&f, 21);
	zoom(PANE_SPACE);
	v.glyphs = glyphs_of(TIER_ASCII);
	for (int mode = 0; mode < 3; mode++) {
		v.selected.trial = (study_incumbent(&f.study)->trial + 1) % 21;
		snprintf(words, sizeof(words), "OT%02u", v.selected.trial);
		if (mode == 0)
			expect(40, 120, words);
		snprintf(words, sizeof(words), "T%02u", v.selected.trial);
		expect(40, 120, words);
		snprintf(words, sizeof(words), "T%02u", study_incumbent(&f.study)->trial);
		expect(40, 120, words);
		act(ACT_DOWN);
	}
	act(ACT_INSPECT);
	ck_assert_uint_eq(v.inspect.trial, v.selected.trial);
	finish();
}
END_TEST

/* The order and the grades, from the values alone. */
START_TEST(points_are_graded)
{
	struct space_points sp;
	size_t best = 0;

	begin();
	fixture_asha(&f, 60);
	space_points_collect(&sp, &f.study);
	ck_assert_uint_ge(sp.n, f.study.n_trials);
	for (size_t i = 1; i < sp.n && sp.items[i].grade >= 0; i++) {
		ck_assert_double_le(sp.items[i].value, sp.items[i - 1].value);
		ck_assert_int_ge(sp.items[i].grade, sp.items[i - 1].grade);
		best = i;
	}
	ck_assert_int_eq(sp.items[best].grade, SPACE_GRADES - 1);
	ck_assert_double_eq(sp.best, study_incumbent(&f.study)->value);
	for (size_t i = 0; i < 3; i++) {
		struct space_axis a =
			space_axis_make(&f.study, &sp, i, false, 100, false);

		for (size_t k = 0; k < sp.n; k++) {
			double d = space_axis_dot(&a, &f.study, &sp.items[k], true);

			ck_assert(d > -0.5 && d < 99.5);
		}
	}
	space_points_release(&sp);
	finish();
}
END_TEST

/* Of the trial that has come furthest: metrics, rungs, verdicts, by the fixture's rule. */
START_TEST(a_trial_is_told_whole)
{
	uint32_t id, rank = 1;
	char words[96], last[2][32];
	const struct study_trial *t;

	begin();
	fixture_asha(&f, 21);
	id = study_incumbent(&f.study)->trial;
	t = &f.study.trials[id];
	for (uint32_t i = 0; i < 21; i++)
		rank += fixture_value(i, 1) < fixture_value(id, 1);
	v.inspect.trial = id;
	v.overlay = OVERLAY_TRIAL;
	for (int m = 0; m < 2; m++)
		format_metric(fixture_value(id, t->epoch) * (m ? 1 : 2), last[m],
			sizeof(last[m]));
	snprintf(words, sizeof(words), "val_loss %s %s", last[0], last[0]);
	expect(60, 200, words);
	snprintf(words, sizeof(words), "val_error %s %s", last[1], last[1]);
	expect(60, 200, words);
	snprintf(words, sizeof(words), "r0 1e %u of 21 now ^ climbed", rank);
	expect(60, 200, words);
	expect(60, 200, "^ r0→r1");
	/* on a small screen the curve has its place, and the words scroll */
	expect(24, 80, "↓ PgDn");
	expect(24, 80, "1e 3e 9e 27e");
	for (int i = 0; i < 9; i++)
		act(ACT_PAGE_DOWN);
	free(fixture_screen(&f, &v, 24, 80));
	ck_assert_int_gt(v.overlay_top, 0);
	snprintf(words, sizeof(words), "#%u",
		(unsigned)f.study.decisions[t->decision - 1].seq);
	expect(24, 80, words);
	ck_assert(!screen_has(words, "PgDn"));
	finish();
}
END_TEST

static bool shows(int rows, int cols, const char *words)
{
	char *screen = fixture_screen(&f, &v, rows, cols);
	bool has = screen_has(screen, words);

	free(screen);
	return has;
}

START_TEST(a_rung_is_told_whole)
{
	const struct study_rung *r;
	char words[96];

	begin();
	fixture_asha(&f, 21);
	r = study_rung_find(&f.study, 0, 0, 0);
	v.overlay = OVERLAY_RUNG;
	snprintf(words, sizeof(words), "%u climbed %u paused 1 on the way", r->climbed,
		r->paused);
	expect(40, 120, "rung 0 at 1 epoch: 21 results, ⌊21/3⌋=7 climb");
	expect(40, 120, words);
	expect(40, 120, "The best one in 3 (eta 3)");
	act(ACT_RIGHT);
	expect(40, 120, "rung 1 at 3 epochs");
	act(ACT_LEFT);
	act(ACT_LEFT);
	expect(40, 120, "rung 0 at 1 epoch");
	finish();
}
END_TEST

/* 9 results, 3 places: a fourth one climbed when it had one. */
START_TEST(who_has_climbed_early_is_seen)
{
	uint32_t last;

	begin();
	fixture_asha(&f, 9);
	last = f.n_trials - 1;
	v.overlay = OVERLAY_RUNG;
	ck_assert(!shows(40, 120, "climbed early"));
	fixture_event(&f,
		(struct event){.kind = EVENT_REPORT,
			.report = {
				.trial = last, .epoch = 1, .metrics = {0.001, 0.001}}});
	expect(40, 120, "climbed early: would not climb now");
	finish();
}
END_TEST

static void warn(enum warning w, const char *text)
{
	struct event e = {.kind = EVENT_CONTROL};

	e.control.action = CONTROL_WARN;
	e.control.warning = w;
	e.control.text = text;
	fixture_event(&f, e);
}

/* As news when it comes, and under the rungs from then on; not as trouble that lasts. */
START_TEST(a_searcher_warns_under_the_rungs)
{
	begin();
	v.live = true;
	v.wall = 100;
	fixture_asha(&f, 9);
	warn(WARNING_SEARCHER, "gp: less exact, by noise of 0.001; it had no factor");
	ck_assert(shows(24, 80, "gp: less exact, by noise of 0.001; it had no factor"));
	ck_assert_double_lt(v.wall, v.message.until);
	v.wall += 10;
	warn(WARNING_ONCE, "another one");
	v.wall += 10;
	zoom(PANE_RUNGS);
	expect(40, 120, "! gp: less exact, by noise of 0.001");
	v.zoom = false;
	expect(60, 200, "! gp: less exact, by noise of 0.001");
	ck_assert(!shows(60, 200, "it had no factor"));
	ck_assert(!shows(60, 200, "RUN ! gp"));
	finish();
}
END_TEST

/* In the header for as long as it lasts; in the footer when it comes and goes. */
START_TEST(a_warning_stands_until_it_is_over)
{
	begin();
	v.live = true;
	v.wall = 100;
	fixture_asha(&f, 9);
	warn(WARNING_LASTS, "not recorded: study.db: disk full");
	for (int i = 0; i < 2; i++) {
		ck_assert(shows(60, 200, "! not recorded: study.db: disk full"));
		ck_assert(shows(24, 80, "! not recorded"));
		ck_assert(shows(8, 40, "!"));
		ck_assert_int_eq(v.wall < v.message.until, i == 0);
		v.wall += 10;
	}
	warn(WARNING_OVER, "recorded again: study.db");
	ck_assert(!shows(60, 200, "! not recorded"));
	ck_assert(shows(24, 80, "recorded again: study.db"));
	finish();
}
END_TEST

START_TEST(a_fault_that_ends_a_study_is_told)
{
	struct event e = {.kind = EVENT_FINISH};

	begin();
	fixture_asha(&f, 9);
	e.finish.error = "the data set is gone: /tmp/digits.csv";
	e.finish.reason = FINISH_USER;
	fixture_event(&f, e);
	expect(40, 160, "■ FAILED ! the data set is gone: /tmp/digits.csv");
	expect(24, 80, "FAILED ! the data set is gone");
	finish();
}
END_TEST

static void finish_study(enum finish_reason reason)
{
	struct event e = {.kind = EVENT_FINISH};

	e.finish.reason = reason;
	fixture_event(&f, e);
}

START_TEST(the_end_invites)
{
	begin();
	v.live = true;
	v.recording = "digits.db";
	fixture_asha(&f, 9);
	expect(40, 120, "4 TRIALS");
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	v.overlay = OVERLAY_HELP; /* not over what is open */
	finish_study(FINISH_TRIALS);
	expect(40, 120, "more rows");
	v.overlay = OVERLAY_NONE;
	for (int i = 0; i < 3; i++) {
		static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}};
		int rows = sizes[i][0], cols = sizes[i][1];

		/* that it is open is known after it was first asked for */
		free(fixture_screen(&f, &v, rows, cols));
		expect(rows, cols, "Finished after seconds: the limit of trials");
		expect(rows, cols, "learning_rate= batch_size= optimizer=");
		expect(rows, cols, "rungtop show digits.db");
		expect(rows, cols, "rungtop resume digits.db --trials N go on");
	}
	act(ACT_BACK);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	expect(40, 120, "4 TRIALS");
	ck_assert_int_eq(v.overlay, OVERLAY_NONE); /* once is enough */
	finish();
}
END_TEST

START_TEST(any_key_takes_the_end_away)
{
	begin();
	v.watch = true;
	fixture_asha(&f, 9);
	free(fixture_screen(&f, &v, 40, 120));
	finish_study(FINISH_EPOCHS);
	act(ACT_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_END);
	expect(40, 120, "Nothing of it is kept in a file.");
	act(ACT_FOCUS + 4);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	ck_assert_int_eq(v.focus, PANE_TRIALS);
	finish();
	begin(); /* one that was over before we came */
	v.watch = true;
	fixture_asha(&f, 9);
	finish_study(FINISH_EPOCHS);
	act(ACT_NONE);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

START_TEST(trials_that_fail_say_so_as_it_happens)
{
	static const int levels[] = {1, 3};
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 2};

	begin();
	v.live = true;
	fixture_scheduler(&f, "asha", 3, 1, &shape, false);
	fixture_fail(&f, "exited with status 1: no data");
	expect(60, 200, "! 1 of 1 failed: exited with status 1: no data");
	expect(24, 80, "! 1 failed");
	expect(24, 80, "T00 failed: exited with status 1: no data");
	expect(60, 200, "T00 ! failed: exited with status 1: no data");
	ck_assert(!shows(60, 200, "no decision yet"));
	v.wall += 10;
	fixture_fail(&f, "killed by signal 9");
	expect(24, 80, "T01 failed: killed by signal 9");
	v.wall += 10;
	free(fixture_screen(&f, &v, 24, 80));
	ck_assert(v.wall >= v.message.until); /* once is enough */
	expect(60, 200, "! 2 of 2 failed: killed by signal 9");
	fixture_diverge(&f);
	ck_assert(!shows(60, 200, "of 3 failed"));
	finish();
}
END_TEST

/* Failures stand among the decisions, which alone are selected. */
START_TEST(failures_have_rows_among_the_decisions)
{
	char *screen, *failure, *decision;
	char older[24];

	begin();
	fixture_asha(&f, 9);
	snprintf(older, sizeof(older), "#%u",
		(unsigned)f.study.decisions[f.study.n_decisions - 1].seq);
	fixture_fail(&f, "no data");
	zoom(PANE_DECISIONS);
	screen = fixture_screen(&f, &v, 24, 120);
	failure = strstr(screen, "! failed: no data");
	decision = strstr(screen, older);
	ck_assert(failure && decision && failure < decision);
	free(screen);
	act(ACT_DOWN);
	ck_assert_uint_eq(
		v.selected.decision, f.study.decisions[f.study.n_decisions - 1].seq);
	for (size_t i = 0; i < f.study.n_decisions; i++)
		act(ACT_DOWN);
	ck_assert_uint_eq(v.selected.decision, f.study.decisions[0].seq);
	snprintf(older, sizeof(older), "› #%u", (unsigned)v.selected.decision);
	expect(12, 120, older); /* which is in sight */
	finish();
}
END_TEST

START_TEST(a_study_without_a_value_says_why)
{
	static const int levels[] = {1, 3};
	static const struct bracket_shape shape = {.levels = levels, .n_rungs = 2};

	begin();
	v.live = true;
	ck_assert(!shows(40, 120, "saved"));
	expect(40, 120, "nothing measured yet");
	expect(40, 120, "least val_error, 3 parameters");
	fixture_scheduler(&f, "asha", 3, 1, &shape, false);
	expect(40, 120, "no decision yet");
	fixture_diverge(&f);
	expect(40, 120, "no finite value yet");
	expect(40, 120, "1 lost; the last one, T00, diverged:");
	expect(40, 120, "the loss is not finite");
	finish_study(FINISH_TRIALS);
	act(ACT_NONE);
	expect(40, 120, "No trial has a finite value.");
	expect(40, 120, "T00 diverged: the loss is not finite");
	finish();
}
END_TEST

/* Whatever there is to show, at any size, in any tier. */
START_TEST(every_size_is_drawn)
{
	begin();
	for (int what = 0; what < 3; what++) {
		if (what == 1)
			fixture_asha(&f, 30);
		if (what == 2)
			fixture_diverge(&f);
		for (int rows = 4; rows < 70; rows += 5)
			for (int cols = 20; cols < 260; cols += 17) {
				v.glyphs = glyphs_of((enum tier)(cols % TIERS));
				v.focus = rows % 2 ? PANE_SPACE : PANE_WORKERS;
				act(rows % 4 < 2 ? ACT_UP : ACT_DOWN);
				act(cols % 3 ? ACT_LEFT : ACT_RIGHT);
				v.zoom = cols % 2;
				free(fixture_screen(&f, &v, rows, cols));
			}
	}
	finish();
}
END_TEST

Suite *ui_panes_suite(void)
{
	Suite *s = suite_create("ui panes");
	TCase *t = tcase_create("workers");

	tcase_add_test(t, a_lane_shows_its_task);
	tcase_add_test(t, a_trial_elsewhere_names_its_node);
	tcase_add_test(t, a_barrier_is_named);
	tcase_add_loop_test(t, starting_is_told_from_training, 0, 3);
	tcase_add_test(t, lanes_add_up);
	tcase_add_test(t, a_lost_trial_marks_its_lane);
	tcase_add_test(t, ten_thousand_workers_are_a_load);
	suite_add_tcase(s, t);
	t = tcase_create("space");
	tcase_add_test(t, the_space_has_its_modes);
	tcase_add_test(t, the_best_and_the_selected_stand_out);
	tcase_add_test(t, the_list_has_the_important_first);
	tcase_add_test(t, the_list_is_gone_along);
	tcase_add_test(t, too_few_results_are_said);
	tcase_add_test(t, the_list_says_to_how_many_it_applies);
	tcase_add_test(t, points_are_graded);
	suite_add_tcase(s, t);
	t = tcase_create("inspectors");
	tcase_add_test(t, a_trial_is_told_whole);
	tcase_add_test(t, a_rung_is_told_whole);
	tcase_add_test(t, who_has_climbed_early_is_seen);
	suite_add_tcase(s, t);
	t = tcase_create("panes");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_warning_stands_until_it_is_over);
	tcase_add_test(t, a_searcher_warns_under_the_rungs);
	tcase_add_test(t, a_fault_that_ends_a_study_is_told);
	tcase_add_test(t, the_end_invites);
	tcase_add_test(t, any_key_takes_the_end_away);
	tcase_add_test(t, trials_that_fail_say_so_as_it_happens);
	tcase_add_test(t, failures_have_rows_among_the_decisions);
	tcase_add_test(t, a_study_without_a_value_says_why);
	tcase_add_test(t, every_size_is_drawn);
	suite_add_tcase(s, t);
	return s;
}
