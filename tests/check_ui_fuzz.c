/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys, text and mouse at random into a view, with sizes at random, each few of them
 * drawn: what the sanitizers and the asserts are for. RUNGTOP_FUZZ_KEYS: how many.
 */
#include "config.h"

#include <check.h>
#include <stdlib.h>

#include "check_ui_fixture.h"

static struct fixture f;
static struct view v;
static struct settings settings;
static struct layout l;
static struct picture p;
static struct grid g;
static uint64_t state;

static uint32_t draw(uint32_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % n;
}

static void show(int rows, int cols)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);

	v.wall += 0.3;
	l = layout_make(rows, cols, &prefs);
	view_follow(&v, &f.study, &l);
	overlay_follow(&v, &f.study, &l);
	picture_draw(&p, &f.study, &v, &l);
	picture_compose(&p, rows, cols, &g);
	for (int i = 0; i < rows * cols; i++)
		if (g.cells[i].role >= ROLES || g.cells[i].ch > 0x10ffff)
			ck_abort_msg("cell %d of %d × %d", i, rows, cols);
}

static uint32_t any_key(void)
{
	switch (draw(4)) {
	case 0:
		return UI_UP + draw(UI_MOUSE - UI_UP);
	case 1:
		return 1 + draw(0x10ffff);
	case 2:
		return 1 + draw(31);
	default:
		return ' ' + draw(95);
	}
}

static void any_mouse(void)
{
	struct mouse m = {.kind = (enum mouse_kind)draw(4),
		.y = (int)draw((uint32_t)l.rows + 9) - 4,
		.x = (int)draw((uint32_t)l.cols + 9) - 4};

	view_mouse(&v, &f.study, &l, m);
}

/* A line that begins like a command: completion and its mistakes. */
static void any_command(void)
{
	static const char *const words[] = {"sched ", "asha ", "eta=", "kill ", "T0", "goto ",
		"enqueue ", "learning_rate=", "0.1 ", "set ", "theme=", "keys.", "kill=",
		"theme ", "workers ", "9", "-", "pace ", "\xe5\xad\xa6"};
	bool taken;

	free(view_key(&v, &f.study, &l, ':', &taken).text);
	for (uint32_t i = draw(6); i > 0; i--) {
		const char *s = words[draw(sizeof(words) / sizeof(*words))];
		uint32_t cp;

		while (*s) {
			s += utf8_decode(s, &cp);
			free(view_key(&v, &f.study, &l, cp, &taken).text);
		}
		if (draw(4) == 0)
			free(view_key(&v, &f.study, &l, '\t', &taken).text);
	}
	free(view_key(&v, &f.study, &l, UI_ENTER, &taken).text);
}

static void fuzz(uint32_t keys)
{
	int rows = 24, cols = 80;
	bool taken;

	show(rows, cols);
	for (uint32_t i = 0; i < keys; i++) {
		uint32_t what = draw(100);

		if (what == 0)
			any_command();
		else if (what < 10)
			any_mouse();
		else
			free(view_key(&v, &f.study, &l, any_key(), &taken).text);
		if (i % 1000 == 0)
			v.live = draw(2);
		/* a storm: many sizes, one after the other, most of them small */
		if (i % 40 == 0) {
			rows = 1 + (int)draw(draw(8) ? 60 : 200);
			cols = 1 + (int)draw(draw(8) ? 150 : 400);
			show(rows, cols);
		} else if (i % 20 == 0) {
			show(rows, cols);
		}
	}
}

static uint32_t keys_wanted(void)
{
	const char *text = getenv("RUNGTOP_FUZZ_KEYS");

	return text ? (uint32_t)atoi(text) : 100000;
}

static void run(void (*make)(struct fixture *f), uint64_t seed)
{
	fixture_init(&f);
	if (make)
		make(&f);
	settings_init(&settings);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = true;
	v.settings = &settings;
	v.moments = &f.moments;
	picture_init(&p);
	grid_init(&g);
	state = seed;
	fuzz(keys_wanted() / 3);
	grid_release(&g);
	picture_release(&p);
	view_release(&v);
	settings_release(&settings);
	fixture_release(&f);
}

static void make_asha(struct fixture *to)
{
	fixture_asha(to, 21);
	fixture_diverge(to);
}

START_TEST(anything_typed_into_asha)
{
	run(make_asha, 1);
}
END_TEST

START_TEST(anything_typed_into_hyperband)
{
	run(fixture_hyperband, 2);
}
END_TEST

START_TEST(anything_typed_into_a_study_that_begins)
{
	run(NULL, 3);
}
END_TEST

Suite *ui_fuzz_suite(void)
{
	Suite *s = suite_create("ui fuzz");
	TCase *t = tcase_create("fuzz");

	tcase_set_timeout(t, 60 + keys_wanted() / 1000);
	tcase_add_test(t, anything_typed_into_asha);
	tcase_add_test(t, anything_typed_into_hyperband);
	tcase_add_test(t, anything_typed_into_a_study_that_begins);
	suite_add_tcase(s, t);
	return s;
}
