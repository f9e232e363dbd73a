/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <string.h>

#include "check_ui_fixture.h"

static const struct layout_prefs asha = {.panes = pane_ops,
	.focus = PANE_RUNGS,
	.rows = {[PANE_RUNGS] = {5, 5, 5}, [PANE_WORKERS] = {2, 2, 3}}};
static const struct layout_prefs hyperband = {.panes = pane_ops,
	.focus = PANE_RUNGS,
	.rows = {[PANE_RUNGS] = {16, 10, 5}, [PANE_WORKERS] = {66, 66, 6}}};

static bool apart(const struct area *a, const struct area *b)
{
	return a->y + a->h <= b->y || b->y + b->h <= a->y || a->x + a->w <= b->x ||
	       b->x + b->w <= a->x;
}

/* Whether all panes lie inside and none on another; counts the cells that they take. */
static bool is_sound(const struct layout *l, int rows, int cols, int *taken)
{
	*taken = 0;
	for (int p = 0; p < PANES; p++) {
		const struct area *a = &l->area[p];

		if (!l->shown[p] && a->h * a->w != 0)
			return false;
		if (!l->shown[p])
			continue;
		if (a->y < 0 || a->x < 0 || a->h < 1 || a->w < 1 || a->y + a->h > rows ||
			a->x + a->w > cols)
			return false;
		for (int q = 0; q < p; q++)
			if (l->shown[q] && !apart(a, &l->area[q]))
				return false;
		*taken += a->h * a->w;
	}
	return true;
}

/* What is shown on a screen that has room for several panes: the more worthy first. */
static bool is_in_order(const struct layout *l, int rows, int cols)
{
	if (!l->shown[PANE_RUNGS] || !l->shown[PANE_FOOTER])
		return false;
	if (l->shown[PANE_CURVES] &&
		(!l->shown[PANE_TRIALS] || !l->shown[PANE_DECISIONS]))
		return false;
	if ((l->shown[PANE_WORKERS] && !l->shown[PANE_HISTORY] && cols < 170) ||
		(l->shown[PANE_SPACE] && !l->shown[PANE_WORKERS]))
		return false;
	for (int p = 0; p < PANES; p++)
		if (rows >= 24 && cols >= 80 && !l->shown[p] &&
			!(p == PANE_WORKERS && rows < 30) && p != PANE_SPACE)
			return false;
	return rows < 70 || cols < 120 || l->shown[PANE_SPACE];
}

static bool size_is_right(int rows, int cols, const struct layout_prefs *prefs)
{
	struct layout l = layout_make(rows, cols, prefs);
	int taken;

	if (!is_sound(&l, rows, cols, &taken) || !l.shown[PANE_HEADER])
		return false;
	if (rows < 4 || cols < 20)
		return taken == cols; /* one line */
	if (taken != rows * cols)
		return false;
	if (rows < 10 || cols < 40) { /* the header and one pane */
		int only = prefs->zoom ? (int)prefs->focus : PANE_RUNGS;

		for (int p = 0; p < PANES; p++)
			if (l.shown[p] != (p == PANE_HEADER || p == only))
				return false;
		return true;
	}
	return prefs->zoom ? l.shown[prefs->focus] : is_in_order(&l, rows, cols);
}

static void check_size(int rows, int cols, const struct layout_prefs *prefs)
{
	if (!size_is_right(rows, cols, prefs))
		ck_abort_msg("%d rows, %d columns", rows, cols);
}

START_TEST(every_size_is_laid_out)
{
	struct layout_prefs zoom = asha;

	for (int rows = 1; rows <= 100; rows++)
		for (int cols = 1; cols <= 300; cols++) {
			check_size(rows, cols, &asha);
			check_size(rows, cols, &hyperband);
			zoom.zoom = true;
			zoom.focus = (enum pane)(PANE_RUNGS + (rows + cols) % 7);
			check_size(rows, cols, &zoom);
		}
}
END_TEST

START_TEST(no_screen_is_no_pane)
{
	struct layout l = layout_make(0, 0, &asha);

	for (int p = 0; p < PANES; p++)
		ck_assert(!l.shown[p]);
}
END_TEST

/* Inside of its frame a pane keeps at least a row. */
START_TEST(frames_leave_room)
{
	for (int rows = 1; rows <= 100; rows++)
		for (int cols = 1; cols <= 300; cols += 7) {
			struct layout l = layout_make(rows, cols, &hyperband);

			for (int p = 0; p < PANES; p++) {
				struct area in = layout_inside(&l, (enum pane)p);

				if (l.shown[p] && (in.h < 1 || in.w < 1 ||
							  in.y + in.h > l.area[p].h ||
							  in.x + in.w > l.area[p].w))
					ck_abort_msg("pane %d at %d rows, %d columns", p,
						rows, cols);
			}
		}
}
END_TEST

START_TEST(the_ladder_has_its_rows_where_they_fit)
{
	struct layout l = layout_make(24, 80, &asha);

	ck_assert_int_ge(layout_inside(&l, PANE_RUNGS).h, 5);
	l = layout_make(60, 200, &hyperband);
	ck_assert_int_ge(layout_inside(&l, PANE_RUNGS).h, 16);
	l = layout_make(40, 120, &hyperband);
	ck_assert_int_ge(layout_inside(&l, PANE_RUNGS).h, 10);
	l = layout_make(24, 80, &hyperband);
	ck_assert_int_ge(layout_inside(&l, PANE_RUNGS).h, 5);
}
END_TEST

START_TEST(workers_and_space_have_their_places)
{
	struct layout l = layout_make(40, 120, &asha);

	ck_assert_int_eq(l.area[PANE_WORKERS].h, 1);
	ck_assert_int_eq(l.area[PANE_WORKERS].y + 1, l.area[PANE_HISTORY].y);
	ck_assert(!l.shown[PANE_SPACE]);
	l = layout_make(60, 120, &hyperband); /* lanes, with the load and an axis */
	ck_assert_int_eq(layout_inside(&l, PANE_WORKERS).h, 6);
	l = layout_make(60, 200, &asha);
	ck_assert_int_eq(l.area[PANE_WORKERS].y, l.area[PANE_RUNGS].y);
	ck_assert_int_eq(l.area[PANE_WORKERS].x, l.area[PANE_DECISIONS].x);
	ck_assert_int_eq(l.area[PANE_SPACE].y, l.area[PANE_TRIALS].y);
	ck_assert_int_eq(l.area[PANE_SPACE].x, l.area[PANE_DECISIONS].x);
}
END_TEST

Suite *ui_layout_suite(void)
{
	Suite *s = suite_create("ui layout");
	TCase *t = tcase_create("sizes");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, every_size_is_laid_out);
	tcase_add_test(t, no_screen_is_no_pane);
	tcase_add_test(t, frames_leave_room);
	tcase_add_test(t, the_ladder_has_its_rows_where_they_fit);
	tcase_add_test(t, workers_and_space_have_their_places);
	suite_add_tcase(s, t);
	return s;
}
