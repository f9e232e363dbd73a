/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"
#include "ui/filter.h"
#include "ui/trials_table.h"

static const struct table_place *place(void)
{
	return view_pane(&v, PANE_TRIALS);
}

static void begin(void)
{
	fixture_init(&f);
	fixture_asha(&f, 21);
	fixture_diverge(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.wall = 1000;
	follow();
}

START_TEST(mistakes_are_told_where_they_are)
{
	static const struct {
		const char *text;
		size_t at;
		const char *words;
	} cases[] = {
		{"", 0, "a field"},
		{"  (", 3, "a field"},
		{"lrr>1", 0, "unknown field 'lrr'"},
		{"b=1", 0, "'b' may be bracket, best, batch_size"},
		{"rung 3", 5, "one of = != < <= > >= ~"},
		{"rung>", 5, "a value"},
		{"rung>=x", 6, "rung is a number; 'x' is none"},
		{"rung>=1 & epoch<9x", 16, "epoch is a number"},
		{"rung>=1 rung<3", 8, "& or | is expected"},
		{"rung>=1 &", 9, "a field"},
		{"(rung>=1 | !(epoch=3)", 0, "the parenthesis is not closed"},
		{"optimizer=adm", 10, "optimizer is one of sgd, adam"},
		{"optimizer<adam", 9, "optimizer has no order"},
		{"state=p | state=s | state=x", 26, "a state is one of running"},
		{"rank<-", 4, "= or != only"},
		{"optimizer=\"adam", 10, "the quote is not closed"},
		{"lr=nan", 3, "is a number"},
	};

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct mistake m = {.at = 999};
		struct filter *flt = filter_parse(&f.study, cases[i].text, &m);

		ck_assert_msg(!flt, "%s", cases[i].text);
		ck_assert_msg(m.at == cases[i].at, "%s: at %zu: %s", cases[i].text, m.at,
			m.err.text);
		ck_assert_msg(strstr(m.err.text, cases[i].words), "%s: %s", cases[i].text,
			m.err.text);
	}
	finish();
}
END_TEST

START_TEST(a_cause_is_as_good_as_a_state)
{
	static const struct {
		const char *text;
		int is; /* the lost ones, all but them, or none */
	} cases[] = {{"state=oom", 1}, {"state=o", 1}, {"state=diverged", 1},
		{"state~OO", 1}, {"state!=oom", -1}, {"state!=diverged", -1},
		{"state=failed", 0}};
	struct mistake m;
	size_t lost;

	begin();
	lost = f.study.count[TRIAL_DIVERGED];
	ck_assert_uint_ge(lost, 1);
	for (size_t i = 0; i < f.study.n_trials; i++)
		if (f.study.trials[i].state == TRIAL_DIVERGED)
			f.study.trials[i].cause = CAUSE_OOM;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct filter *flt = filter_parse(&f.study, cases[i].text, &m);
		int is = cases[i].is;

		ck_assert_ptr_nonnull(flt);
		ck_assert_msg(filter_count(flt, &f.study) ==
				      (is < 0 ? f.study.n_trials - lost : lost * (size_t)is),
			"%s", cases[i].text);
		filter_free(flt);
	}
	finish();
}
END_TEST

/* Of three trials the first parameter, or for one the third, does not apply. */
START_TEST(what_does_not_apply_is_no_value)
{
	static const struct {
		const char *text;
		int more; /* than where all apply */
	} cases[] = {{"learning_rate=-", 2}, {"learning_rate!=-", -2},
		{"learning_rate>0", -2}, {"learning_rate<1e9", -2},
		{"!learning_rate>0", 2}, {"learning_rate~0", -2}, {"optimizer=-", 1},
		{"optimizer=sgd | optimizer=adam", -1}, {"optimizer~-", 0}};
	static const size_t at[] = {1, 4, 7};
	struct value *config[3];
	struct mistake m;

	begin();
	for (size_t i = 0; i < 3; i++) {
		size_t n = f.study.info->space->n;

		config[i] = calloc(n, sizeof(*config[i]));
		memcpy(config[i], f.study.trials[at[i]].config, n * sizeof(*config[i]));
		config[i][i < 2 ? 0 : 2] = (struct value){.kind = VALUE_NONE};
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct filter *flt = filter_parse(&f.study, cases[i].text, &m);
		const struct value *all[3];
		int before;

		ck_assert_ptr_nonnull(flt);
		before = (int)filter_count(flt, &f.study);
		for (size_t k = 0; k < 3; k++) {
			all[k] = f.study.trials[at[k]].config;
			f.study.trials[at[k]].config = config[k];
		}
		ck_assert_msg((int)filter_count(flt, &f.study) - before == cases[i].more,
			"%s: %d, then %zu", cases[i].text, before,
			filter_count(flt, &f.study));
		for (size_t k = 0; k < 3; k++)
			f.study.trials[at[k]].config = all[k];
		filter_free(flt);
	}
	for (size_t i = 0; i < 3; i++)
		free(config[i]);
	finish();
}
END_TEST

static double lr(const struct study_trial *t)
{
	return t->config[0].number;
}

static bool is_adam(const struct study_trial *t)
{
	return !strcmp(t->config[2].text, "adam");
}

static bool loses(const struct study_trial *t)
{
	return t->state == TRIAL_DIVERGED;
}

#define CASE(text, condition)                                                            \
	static bool condition_##text(const struct study_trial *t)                        \
	{                                                                                \
		return condition;                                                        \
	}

CASE(0, t->value < 0.3)
CASE(1, !(t->value < 0.3 && is_adam(t)) || t->rung >= 2)
CASE(2, lr(t) > 1e-3 && t->state == TRIAL_PAUSED)
CASE(3, t->rung == 0 || (is_adam(t) && t->epoch <= 3))
CASE(4, (t->rung == 0 || is_adam(t)) && t->epoch <= 3)
CASE(5, t->id == 7)
CASE(6, t->rank == 0)
CASE(7, t->worker >= 0)
CASE(8, loses(t))
CASE(9, !isfinite(t->value) || t->value != 0.1)
CASE(10, t->id == 1 || (t->id >= 10 && t->id <= 19))
CASE(11, !is_adam(t))
CASE(12, t->epoch > 0 && 2 * t->value > 0.5)
CASE(13, isfinite(t->best) && t->best <= 0.2 && t->bracket == 0 && t->round == 0)
CASE(14, t->seconds < 0.025)

/* Each filter against the same condition in C. */
START_TEST(filters_match_what_they_say)
{
	static const struct {
		const char *text;
		bool (*matches)(const struct study_trial *t);
	} cases[] = {
		{"val_error<0.3", condition_0},
		{"!(value<0.3&opt=adam) | rung >= 2", condition_1},
		{"lr>1e-3 && state=paused", condition_2},
		{"rung=0|optimizer=adam&epoch<=3", condition_3},
		{"(rung==0||optimizer==\"adam\")&epoch<=3", condition_4},
		{"id=T7", condition_5},
		{"rank=-", condition_6},
		{"worker!=-", condition_7},
		{"state~DIVERG", condition_8},
		{"value!=0.1", condition_9},
		{"id~t01 | id~T1 ", condition_10},
		{"!optimizer~DA", condition_11},
		{"val_loss>0.5", condition_12},
		{"best<=.2&bracket=0&round=0", condition_13},
		{"sec<0.025", condition_14},
	};

	begin();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct mistake m;
		size_t n = 0;
		struct filter *flt = filter_parse(&f.study, cases[i].text, &m);

		ck_assert_msg(flt, "%s: %s", cases[i].text, m.err.text);
		for (size_t k = 0; k < f.study.n_trials; k++) {
			const struct study_trial *t = &f.study.trials[k];

			ck_assert_msg(
				filter_matches(flt, &f.study, t) == cases[i].matches(t),
				"%s: T%zu", cases[i].text, k);
			n += cases[i].matches(t);
		}
		ck_assert_uint_eq(filter_count(flt, &f.study), n);
		filter_free(flt);
	}
	finish();
}
END_TEST

/* Whatever is typed, it parses or names a place in the line. */
START_TEST(any_text_is_survived)
{
	static const char *const parts[] = {"lr", "<", "=", "0.1", "&", "|", "!", "(",
		")", "\"", "~", " ", "state", "paused", "-", ">=", "\xc3\xa9"};
	uint32_t seed = 11;
	char *deep = calloc(1, 5001);

	begin();
	for (int i = 0; i < 20000; i++) {
		struct strbuf sb;
		struct mistake m;
		struct filter *flt;

		strbuf_init(&sb);
		for (int n = i % 9; n >= 0; n--) {
			seed = seed * 1664525u + 1013904223u;
			strbuf_adds(&sb,
				parts[(seed >> 16) % (sizeof(parts) / sizeof(*parts))]);
		}
		flt = filter_parse(&f.study, sb.buf, &m);
		if (flt)
			filter_count(flt, &f.study);
		else
			ck_assert_uint_le(m.at, sb.len);
		filter_free(flt);
		strbuf_release(&sb);
	}
	for (size_t i = 0; i < 2; i++) {
		struct mistake m;

		memset(deep, "!("[i], 5000);
		ck_assert_ptr_null(filter_parse(&f.study, deep, &m));
		ck_assert(strstr(m.err.text, "too deep"));
	}
	free(deep);
	finish();
}
END_TEST

static bool in_order(size_t row, const char *name)
{
	struct error err;
	int c = column_find(&f.study, name, strlen(name), &err);
	struct value a =
		column_value(&f.study, &f.study.trials[v.trials.order[row - 1]], c);
	struct value b = column_value(&f.study, &f.study.trials[v.trials.order[row]], c);

	if (a.kind == VALUE_NONE || b.kind == VALUE_NONE)
		return b.kind == VALUE_NONE;
	return v.trials.invert != trials_sort_falls(&f.study, c) ? a.number >= b.number
								 : a.number <= b.number;
}

static bool shows(const char *words)
{
	char *screen = fixture_screen(&f, &v, 24, 80);
	bool found = screen_has(screen, words);

	free(screen);
	return found;
}

START_TEST(the_line_filters_the_table)
{
	char *screen, words[48];
	size_t n = 0;

	begin();
	for (size_t i = 0; i < f.study.n_trials; i++)
		n += f.study.trials[i].value < 0.3;
	type("\\value<0.");
	ck_assert_int_eq(v.overlay, OVERLAY_FILTER);
	ck_assert_uint_eq(v.trials.n, f.study.n_trials); /* not before Enter */
	type("3");
	snprintf(words, sizeof(words), "%zu of %zu trials", n, f.study.n_trials);
	ck_assert(shows(words));
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	ck_assert_uint_eq(v.trials.n, n);
	for (size_t i = 1; i < n; i++)
		ck_assert(in_order(i, "value"));
	screen = fixture_screen(&f, &v, 40, 120);
	ck_assert(screen_has(screen, "TRIALS 23 of 23: value<0.3"));
	free(screen);
	/* a mistake loses nothing: neither the line nor the filter */
	type("\\ & lrr=3");
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_FILTER);
	ck_assert(shows("\\value<0.3 & lrr=3"));
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "unknown field 'lrr'"));
	free(screen);
	press(UI_ESC);
	ck_assert_str_eq(v.trials.filtered, "value<0.3");
	ck_assert_uint_eq(v.trials.n, n);
	/* Tab completes fields, and what a parameter may be */
	press('\\');
	press('U' & 31);
	type("opt");
	press('\t');
	ck_assert(shows("\\optimizer "));
	press(UI_BACKSPACE);
	type("=a");
	press('\t');
	ck_assert(shows("\\optimizer=adam "));
	press('U' & 31);
	press(UI_ENTER); /* an empty one ends it */
	ck_assert_ptr_null(v.trials.filter);
	ck_assert_uint_eq(v.trials.n, f.study.n_trials);
	finish();
}
END_TEST

START_TEST(trials_that_come_are_filtered_too)
{
	begin();
	type("\\state=diverged");
	press(UI_ENTER);
	ck_assert_uint_eq(v.trials.n, 1);
	press('4');
	press('j');
	ck_assert_uint_eq(v.selected.trial, v.trials.order[0]);
	fixture_diverge(&f);
	follow(); /* the hand is on the rows: they stay, and the new one is added */
	ck_assert_uint_eq(v.trials.n, 2);
	ck_assert_uint_eq(v.trials.order[1], f.study.n_trials - 1);
	finish();
}
END_TEST

START_TEST(every_column_sorts)
{
	begin();
	for (int c = 0; c < columns_count(&f.study); c++) {
		if (c == TRIAL_STATE || c == TRIAL_RUNG || column_param(&f.study, c) == 2)
			continue; /* these have an order of their own */
		for (int invert = 0; invert < 2; invert++) {
			v.trials.invert = invert;
			trials_sort_by(&v.trials, c);
			follow();
			ck_assert_uint_eq(v.trials.n, f.study.n_trials);
			for (size_t i = 1; i < v.trials.n; i++)
				ck_assert_msg(in_order(i, column_name(&f.study, c)),
					"%s, row %zu", column_name(&f.study, c), i);
		}
	}
	finish();
}
END_TEST

/* In the list of columns. */
static void choose(int column)
{
	press(UI_HOME);
	for (int i = 0; i < column; i++)
		if (column_useful(&f.study, i))
			press('j');
}

START_TEST(columns_are_chosen)
{
	char *screen;

	begin();
	screen = fixture_screen(&f, &v, 40, 160);
	ck_assert(screen_has(screen, "id st rung epoch best rank learning_rate"));
	free(screen);
	press('C');
	ck_assert_int_eq(v.overlay, OVERLAY_COLUMNS);
	choose(TRIAL_VALUE);
	press(' ');
	choose(TRIAL_RANK);
	press(' ');
	choose(TRIAL_SECONDS); /* sorted by, though hidden */
	press('S');
	press(UI_END); /* val_loss */
	press(' ');
	press(UI_ESC);
	ck_assert_int_eq(v.trials.sort, TRIAL_SECONDS);
	v.focus = PANE_TRIALS;
	v.zoom = true;
	screen = fixture_screen(&f, &v, 40, 160);
	ck_assert(!screen_has(screen, "best rank"));
	ck_assert(screen_has(screen, "by seconds"));
	ck_assert(screen_has(screen, "id st rung epoch value best learning_rate "
				     "batch_size optimizer val_loss"));
	free(screen);
	finish();
}
END_TEST

START_TEST(a_followed_trial_stays_in_its_row)
{
	size_t row;

	begin();
	press('4');
	for (int i = 0; i < 5; i++)
		press('j');
	press('F');
	ck_assert(v.trials.follows);
	row = trials_row(&v.trials, v.selected.trial) - place()->top;
	for (int i = 0; i < 6; i++) {
		size_t at;

		press('S');
		at = trials_row(&v.trials, v.selected.trial);
		/* but where the list ends before it does */
		ck_assert(at - place()->top == row || place()->top == 0 ||
			  place()->top + (size_t)place()->page == v.trials.n);
		row = at - place()->top;
	}
	type("\\id!=T");
	type((char[]){(char)('0' + v.selected.trial / 10),
		(char)('0' + v.selected.trial % 10), 0});
	press(UI_ENTER); /* a filter does not hide it */
	ck_assert_uint_eq(v.trials.n, f.study.n_trials);
	press('F');
	ck_assert_uint_eq(v.trials.n, f.study.n_trials - 1);
	finish();
}
END_TEST

Suite *ui_filter_suite(void)
{
	Suite *s = suite_create("ui filter");
	TCase *t = tcase_create("filter");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, mistakes_are_told_where_they_are);
	tcase_add_test(t, a_cause_is_as_good_as_a_state);
	tcase_add_test(t, what_does_not_apply_is_no_value);
	tcase_add_test(t, filters_match_what_they_say);
	tcase_add_test(t, any_text_is_survived);
	tcase_add_test(t, the_line_filters_the_table);
	tcase_add_test(t, trials_that_come_are_filtered_too);
	tcase_add_test(t, every_column_sorts);
	tcase_add_test(t, columns_are_chosen);
	tcase_add_test(t, a_followed_trial_stays_in_its_row);
	suite_add_tcase(s, t);
	return s;
}
