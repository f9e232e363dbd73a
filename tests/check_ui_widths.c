/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * At no width is a number cut: none of its digits is lost at the edge of a pane, before an
 * ellipsis, or under another text.
 */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "ui/format.h"

#define FROM 60
#define TO 240

static struct fixture f;
static struct view v;
static struct picture picture;
static char told[1024]; /* of the last frame that has one */

static bool is_digit(uint32_t ch)
{
	return ch >= '0' && ch <= '9';
}

/* "12…" and, where the ellipsis is of full stops, "12..". */
static int before_ellipses(struct grid *g)
{
	const char *dots = g->glyphs->ellipsis;
	uint32_t first;
	int n = 0, width = text_width(dots);

	utf8_decode(dots, &first);
	for (int y = 0; y < g->rows; y++)
		for (int x = 1; x + width <= g->cols; x++) {
			bool is = is_digit(grid_at(g, y, x - 1)->ch);

			for (int k = 0; k < width; k++)
				is = is && grid_at(g, y, x + k)->ch == first;
			n += is;
		}
	return n;
}

static void tell(const struct layer *l, int layer, int rows, int cols, int n)
{
	struct strbuf text = STRBUF_INIT;

	for (int y = 0; y < l->grid.rows; y++) {
		grid_row_text(&l->grid, y, &text);
		strbuf_addch(&text, '\n');
	}
	snprintf(told, sizeof(told), "%dx%d, layer %d: %d\n%s", cols, rows, layer, n,
		text.buf);
	strbuf_release(&text);
}

static void check_frame(int rows, int cols)
{
	struct layout_prefs prefs = view_prefs(&v, &f.study);
	struct layout l = layout_make(rows, cols, &prefs);

	view_follow(&v, &f.study, &l);
	overlay_follow(&v, &f.study, &l);
	picture_draw(&picture, &f.study, &v, &l);
	for (int i = 0; i < LAYERS; i++) {
		struct layer *layer = &picture.layers[i];
		int n = layer->shown ? layer->grid.cut + before_ellipses(&layer->grid) : 0;

		if (n)
			tell(layer, i, rows, cols, n);
	}
}

/* Each width, with a pane alone and with something over the panes by turns. */
static void sweep(void)
{
	static const int rows[] = {24, 40, 60};

	picture_init(&picture);
	for (int cols = FROM; cols <= TO; cols++) {
		int n = cols - FROM;

		v.zoom = false;
		v.overlay = OVERLAY_NONE;
		check_frame(24, cols);
		if (n % 3 == 1)
			check_frame(rows[1 + n % 2], cols);
		if (n % 3)
			continue;
		n /= 3;
		view_pass(&v, &f.study, PANE_SPACE, n % 2 ? ACT_UP : ACT_RIGHT);
		v.zoom = true;
		v.focus = (enum pane)(PANE_RUNGS + n % (PANE_SPACE + 1 - PANE_RUNGS));
		v.glyphs = glyphs_of((enum tier)(n / 5 % TIERS));
		v.overlay = (enum overlay)(n / 2 % 2 * (n / 4) % OVERLAYS);
		check_frame(rows[n % 3], cols);
		v.glyphs = glyphs_of(TIER_BRAILLE);
	}
	picture_release(&picture);
}

static void begin(void)
{
	fixture_init(&f);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.live = true;
	v.clock = 102.5;
	v.inspect.trial = 3;
	v.inspect.bracket = v.inspect.rung = 0;
}

static void finish(void)
{
	view_release(&v);
	fixture_release(&f);
	ck_assert_str_eq(told, "");
}

START_TEST(asha)
{
	begin();
	fixture_asha(&f, 21);
	fixture_diverge(&f);
	fixture_fail(&f, "exit status 137: killed by signal 9 after 1234567 steps");
	sweep();
	finish();
}
END_TEST

START_TEST(hyperband)
{
	begin();
	fixture_hyperband(&f);
	sweep();
	finish();
}
END_TEST

START_TEST(long_ago)
{
	begin();
	f.t = 9e6;
	f.info.seed = UINT64_MAX;
	f.info.stop.trials = 123456;
	fixture_asha(&f, 90);
	v.clock = 9e6;
	v.selected.trial = study_incumbent(&f.study)->trial;
	sweep();
	finish();
}
END_TEST

Suite *ui_widths_suite(void)
{
	Suite *s = suite_create("ui widths");
	TCase *t = tcase_create("widths");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, asha);
	tcase_add_test(t, hyperband);
	tcase_add_test(t, long_ago);
	suite_add_tcase(s, t);
	return s;
}
