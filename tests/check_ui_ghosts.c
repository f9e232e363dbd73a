/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ghosts and the audit on the screen, of a study made by hand: each trial's future is a
 * straight line to a value that is written here.
 */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "ui/curves.h"
#include "ui/ghosts.h"
#include "ui/panes.h"

static struct fixture f;
static struct view v;
static struct ghosts ghosts;

static void begin(void)
{
	fixture_init(&f);
	fixture_asha(&f, 9);
	fixture_event(&f, (struct event){.kind = EVENT_FINISH,
				  .finish = {.reason = FINISH_TRIALS}});
	view_init(&v, glyphs_of(TIER_BRAILLE));
	ghosts = (struct ghosts){.whole = true};
	v.ghosts = &ghosts;
}

static void end(void)
{
	view_release(&v);
	futures_release(&ghosts.futures);
	audit_release(&ghosts.audit);
	fixture_release(&f);
}

/* A stopped trial comes to `final` at the top. */
static void foretell(uint32_t id, double final)
{
	const struct study_trial *t = &f.study.trials[id];
	int top = f.study.r_full;

	for (int e = 1; e <= top; e++)
		futures_add(&ghosts.futures, id,
			e <= t->epoch ? t->values[e - 1]
				      : t->value + (final - t->value) * (e - t->epoch) /
							   (top - t->epoch));
	futures_end(&ghosts.futures, id, FUTURE_WHOLE);
}

/* Of those that were stopped, the last one would have been the best of all. */
static uint32_t foretell_all(void)
{
	uint32_t last = STUDY_NONE;

	for (uint32_t i = 0; i < f.study.n_trials; i++)
		if (audit_was_stopped(&f.study, &f.study.trials[i]))
			last = i;
	for (uint32_t i = 0; i < f.study.n_trials; i++)
		if (audit_was_stopped(&f.study, &f.study.trials[i]))
			foretell(i, i == last ? 0.001 : 0.9);
	return last;
}

/* Cells of the plot with dots. */
static int dots(void)
{
	struct grid g;
	int n = 0;

	fixture_grid(&f, &v, 40, 120, &g);
	for (int i = 0; i < g.rows * g.cols; i++)
		n += g.cells[i].ch > 0x2800 && g.cells[i].ch <= 0x28ff;
	grid_release(&g);
	return n;
}

START_TEST(the_selected_one_has_its_future)
{
	int before, with;
	uint32_t last;

	begin();
	last = foretell_all();
	ck_assert_uint_ne(last, STUDY_NONE);
	v.selected.trial = last;
	v.ghosts = NULL;
	before = dots();
	v.ghosts = &ghosts;
	with = dots();
	ck_assert_int_gt(with, before + 10);
	/* which is of the metric and over epochs */
	v.curves.x = CURVES_TIME;
	with = dots();
	v.ghosts = NULL;
	ck_assert_int_eq(with, dots());
	end();
}
END_TEST

START_TEST(only_who_would_have_won)
{
	struct scene sc = {.study = &f.study, .view = &v};
	struct curves_window w = {.to = 1};
	struct curves_set set = {0};
	uint32_t last, best;
	size_t seen = 0;

	begin();
	last = foretell_all();
	best = study_incumbent(&f.study)->trial;
	ghosts.all = true;
	curves_choose(&set, &sc, &w);
	for (size_t i = 0; i < set.n; i++) {
		ck_assert(set.series[i].trial == last || set.series[i].trial == best);
		seen += set.series[i].trial == last && set.series[i].ghost;
	}
	ck_assert_uint_eq(seen, 1);
	curves_release(&set);
	end();
}
END_TEST

START_TEST(the_audit_names_it)
{
	char *screen, name[64];
	uint32_t last;
	bool taken;

	begin();
	last = foretell_all();
	screen = fixture_screen(&f, &v, 40, 120); /* which makes the audit */
	free(screen);
	view_key(&v, &f.study, NULL, 'a', &taken);
	ck_assert_int_eq(v.overlay, OVERLAY_AUDIT);
	screen = fixture_screen(&f, &v, 40, 120);
	ck_assert(screen_has(screen, "1 of the stopped trials would have"));
	snprintf(name, sizeof(name), "T%u was left and would have ended 1st", last);
	ck_assert_msg(screen_has(screen, name), "%s\n%s", name, screen);
	free(screen);
	view_key(&v, &f.study, NULL, 'a', &taken);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	end();
}
END_TEST

START_TEST(without_a_way_to_know_it_says_so)
{
	bool taken;

	begin();
	v.ghosts = NULL;
	view_key(&v, &f.study, NULL, 'a', &taken);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	ck_assert(strstr(v.message.text, "cannot be known here"));
	view_key(&v, &f.study, NULL, 'A', &taken);
	ck_assert(strstr(v.message.text, "is not known here"));
	end();
}
END_TEST

Suite *ui_ghosts_suite(void)
{
	Suite *s = suite_create("ui ghosts");
	TCase *tc = tcase_create("ghosts");

	tcase_add_test(tc, the_selected_one_has_its_future);
	tcase_add_test(tc, only_who_would_have_won);
	tcase_add_test(tc, the_audit_names_it);
	tcase_add_test(tc, without_a_way_to_know_it_says_so);
	suite_add_tcase(s, tc);
	return s;
}
