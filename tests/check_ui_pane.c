/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pane and an overlay that the program does not have: each is one table of functions
 * with a state of its own, and stands where another one's row is. All that the screen does
 * with panes and overlays it does with them.
 */
#include "config.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"

/* The pane */

struct moon {
	int phase, turned, tides;
	int rows, cols; /* of its inside */
	bool bright;
};

static int released;

static void moon_init(void *self)
{
	((struct moon *)self)->phase = 3;
}

static void moon_release(void *self)
{
	released += ((struct moon *)self)->phase;
}

static void moon_draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct moon *m = sc->self;
	struct pen p = pen_in(g, in);

	pen_textf(&p, ROLE_TEXT, "phase %d of %zu", m->phase, sc->study->n_trials);
}

static void moon_title(const struct scene *sc, struct pen *p)
{
	pen_textf(p, ROLE_DIM, " bright %d", ((const struct moon *)sc->self)->bright);
}

static void moon_act(struct view *view, void *self, const struct study *s, enum action a)
{
	struct moon *m = self;

	m->phase += a == ACT_DOWN ? 1 : a == ACT_UP ? -1 : 0;
	if (a == ACT_INSPECT && s->n_trials)
		view_inspect(view, 0);
}

static bool moon_anywhere(
	struct view *view, void *self, const struct study *s, enum action a)
{
	struct moon *m = self;

	(void)view;
	(void)s;
	m->bright |= a == ACT_CROSS;
	return a == ACT_CROSS;
}

static void moon_point(struct view *view, void *self, const struct study *s,
	struct area in, int y, int x)
{
	struct moon *m = self;

	(void)view;
	(void)s;
	(void)in;
	m->phase = 10 * y + x;
}

static void moon_roll(struct view *view, void *self, const struct study *s, bool down)
{
	struct moon *m = self;

	(void)view;
	(void)s;
	m->tides += down ? 1 : -1;
}

static void moon_follow(
	struct view *view, void *self, const struct study *s, int rows, int cols)
{
	struct moon *m = self;

	(void)view;
	(void)s;
	m->rows = rows;
	m->cols = cols;
}

static bool moon_back(void *self)
{
	struct moon *m = self;
	bool was = m->bright;

	m->bright = false;
	return was;
}

static struct pane_ops moon = {
	.name = "MOON",
	.state_size = sizeof(struct moon),
	.init = moon_init,
	.release = moon_release,
	.draw = moon_draw,
	.title = moon_title,
	.act = moon_act,
	.anywhere = moon_anywhere,
	.point = moon_point,
	.roll = moon_roll,
	.follow = moon_follow,
	.back = moon_back,
};

/* The overlay */

struct tide {
	char typed[16];
	size_t n;
};

static void tide_size(const struct scene *sc, int *rows, int *cols)
{
	(void)sc;
	*rows = 5;
	*cols = 30;
}

static void tide_draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);

	pen_textf(&p, ROLE_TEXT, "tide '%s'", ((const struct tide *)sc->self)->typed);
}

static void tide_open(struct view *view, void *self, const struct study *s, enum action a)
{
	(void)self;
	(void)s;
	ck_assert_int_eq(a, ACT_EXPLAIN);
	view_open(view, OVERLAY_EXPLAIN);
}

static enum context tide_context(const void *self)
{
	return ((const struct tide *)self)->n < 3 ? IN_LINE : IN_LIST;
}

static struct request tide_act(
	struct view *view, void *self, const struct study *s, enum action a)
{
	(void)self;
	(void)s;
	if (a == ACT_BACK)
		view_close(view);
	return (struct request){0};
}

static void tide_type(void *self, uint32_t cp)
{
	struct tide *t = self;

	t->typed[t->n++] = (char)cp;
}

static const struct overlay_ops tide = {
	.name = "Tide",
	.opens = {ACT_EXPLAIN},
	.state_size = sizeof(struct tide),
	.size = tide_size,
	.draw = tide_draw,
	.open = tide_open,
	.context = tide_context,
	.act = tide_act,
	.type = tide_type,
};

static const struct pane_ops *panes[PANES];
static const struct overlay_ops *overlays[OVERLAYS];

static void begin(struct pane_wish wish)
{
	memcpy(panes, pane_ops, sizeof(panes));
	memcpy(overlays, overlay_ops, sizeof(overlays));
	moon.wish = wish;
	panes[PANE_SPACE] = &moon;
	overlays[OVERLAY_EXPLAIN] = &tide;
	fixture_init(&f);
	fixture_asha(&f, 21);
	view_init_with(&v, glyphs_of(TIER_BRAILLE), panes, overlays);
	follow();
}

static bool shows(int rows, int cols, const char *words)
{
	char *screen = fixture_screen(&f, &v, rows, cols);
	bool found = screen_has(screen, words);

	free(screen);
	return found;
}

static const struct moon *state(void)
{
	return view_pane(&v, PANE_SPACE);
}

/* Beside the trials, the incumbent, as a line; or nowhere: each as its row asks. */
START_TEST(a_pane_stands_where_its_row_asks)
{
	begin((struct pane_wish){
		.band = BAND_BOTTOM, .side = SIDE_RIGHT, .from = {{90, 8}, {0, 0}}});
	ck_assert(shows(60, 110, "7 MOON bright 0"));
	ck_assert(shows(60, 110, "phase 3 of 22"));
	ck_assert(shows(60, 90, "7 MOON"));
	ck_assert(!shows(60, 89, "MOON"));
	ck_assert(shows(24, 110, "TRIALS"));
	ck_assert(!shows(24, 110, "MOON")); /* too few rows in its band */
	finish();
	begin((struct pane_wish){
		.band = BAND_TOP, .side = SIDE_FAR, .from = {{130, 0}, {0, 0}}});
	ck_assert(shows(40, 130, "7 MOON"));
	ck_assert(!shows(40, 129, "MOON"));
	finish();
	begin((struct pane_wish){.band = BAND_LINE, .worth = 7, .line_rows = 20});
	ck_assert(shows(24, 80, "phase 3 of 22"));
	ck_assert(!shows(19, 80, "phase"));
	finish();
	begin((struct pane_wish){.band = BAND_NONE});
	ck_assert(!shows(70, 200, "MOON"));
	finish();
}
END_TEST

START_TEST(a_pane_has_the_focus_and_the_zoom)
{
	begin((struct pane_wish){.band = BAND_NONE});
	press('7'); /* it has no room: it is there alone */
	ck_assert_int_eq(v.focus, PANE_SPACE);
	ck_assert(v.zoom);
	ck_assert(shows(24, 80, "7 MOON bright 0"));
	ck_assert_int_eq(state()->rows, 20);
	ck_assert_int_eq(state()->cols, 80);
	press('j');
	press('j');
	press('k');
	ck_assert(shows(24, 80, "phase 4 of 22"));
	press(UI_ENTER);
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	press(UI_ESC);
	press('z');
	ck_assert(!v.zoom);
	ck_assert_int_eq(v.focus, PANE_RUNGS);
	finish();
}
END_TEST

START_TEST(a_pane_has_keys_wherever_the_focus_is)
{
	begin((struct pane_wish){.band = BAND_NONE});
	panes[PANE_CURVES] = &moon; /* in place of what has that key else */
	view_release(&v);
	view_init_with(&v, glyphs_of(TIER_BRAILLE), panes, overlays);
	follow();
	press('v');
	ck_assert(((const struct moon *)view_pane(&v, PANE_CURVES))->bright);
	ck_assert(!state()->bright); /* each has its own */
	v.selected.trial = 3;
	press(UI_ESC);
	ck_assert(!((const struct moon *)view_pane(&v, PANE_CURVES))->bright);
	ck_assert_uint_eq(v.selected.trial, 3); /* one thing at a time */
	press(UI_ESC);
	ck_assert_uint_eq(v.selected.trial, STUDY_NONE);
	finish();
}
END_TEST

START_TEST(a_pane_has_the_mouse)
{
	struct area at;

	begin((struct pane_wish){.band = BAND_LINE, .worth = 7, .line_rows = 20});
	at = l.area[PANE_SPACE];
	ck_assert_int_eq(at.h, 1);
	view_mouse(&v, &f.study, &l, (struct mouse){MOUSE_CLICK, at.y, at.x + 5});
	ck_assert_int_eq(state()->phase, 5);
	ck_assert_int_eq(v.focus, PANE_SPACE);
	view_mouse(&v, &f.study, &l, (struct mouse){MOUSE_WHEEL_DOWN, at.y, 0});
	ck_assert_int_eq(state()->tides, 1);
	finish();
}
END_TEST

START_TEST(states_are_released_with_their_view)
{
	struct view other;

	begin((struct pane_wish){.band = BAND_NONE});
	view_init_with(&other, glyphs_of(TIER_ASCII), panes, overlays);
	view_pass(&other, &f.study, PANE_SPACE, ACT_DOWN);
	ck_assert_int_eq(state()->phase, 3);
	released = 0;
	view_release(&other);
	ck_assert_int_eq(released, 4);
	finish();
	ck_assert_int_eq(released, 7);
}
END_TEST

START_TEST(an_overlay_has_keys_and_a_state)
{
	begin((struct pane_wish){.band = BAND_NONE});
	press('e');
	ck_assert_int_eq(v.overlay, OVERLAY_EXPLAIN);
	ck_assert(shows(24, 80, "Tide"));
	type("abc");
	ck_assert(shows(24, 80, "tide 'abc'"));
	press('d'); /* a list has no letters of its own */
	ck_assert(shows(24, 80, "tide 'abc'"));
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

/* What the key help says of panes is what the table has. */
START_TEST(the_keys_of_panes_are_told)
{
	char name[32], keys[16];

	snprintf(keys, sizeof(keys), "1 - %d", PANE_HISTORY - PANE_RUNGS);
	ck_assert_str_eq(PANES_KEYS, keys);
	for (int p = PANE_RUNGS; p < PANE_HISTORY; p++) {
		const char *at = pane_ops[p]->name;
		size_t n = 0;

		for (; *at; at++)
			name[n++] = (char)tolower((unsigned char)*at);
		name[n] = '\0';
		ck_assert_msg(strstr(PANES_HELP, name), "no %s in the help", name);
	}
}
END_TEST

Suite *ui_pane_suite(void)
{
	Suite *s = suite_create("ui pane");
	TCase *t = tcase_create("pane");

	tcase_add_test(t, a_pane_stands_where_its_row_asks);
	tcase_add_test(t, a_pane_has_the_focus_and_the_zoom);
	tcase_add_test(t, a_pane_has_keys_wherever_the_focus_is);
	tcase_add_test(t, a_pane_has_the_mouse);
	tcase_add_test(t, states_are_released_with_their_view);
	tcase_add_test(t, an_overlay_has_keys_and_a_state);
	tcase_add_test(t, the_keys_of_panes_are_told);
	suite_add_tcase(s, t);
	return s;
}
