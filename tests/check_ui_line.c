/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "ui/line.h"

static void type(struct line *l, const char *text)
{
	uint32_t cp;

	while (*text) {
		text += utf8_decode(text, &cp);
		ck_assert(line_type(l, cp));
	}
}

static void expect(const struct line *l, const char *before, const char *after)
{
	ck_assert_uint_eq(l->at, strlen(before));
	ck_assert(strncmp(l->text.buf, before, l->at) == 0);
	ck_assert_str_eq(l->text.buf + l->at, after);
}

START_TEST(lines_are_edited)
{
	struct line l;

	line_init(&l);
	type(&l, "sched asha");
	expect(&l, "sched asha", "");
	line_act(&l, ACT_LEFT);
	line_act(&l, ACT_LEFT);
	line_act(&l, ACT_ERASE_BACK);
	expect(&l, "sched a", "ha");
	type(&l, "s");
	line_act(&l, ACT_ERASE_HERE);
	expect(&l, "sched as", "a");
	line_act(&l, ACT_FIRST);
	line_act(&l, ACT_ERASE_BACK); /* nothing there */
	line_act(&l, ACT_LEFT);
	expect(&l, "", "sched asa");
	line_act(&l, ACT_LAST);
	line_act(&l, ACT_RIGHT);
	type(&l, " eta=4  ");
	line_act(&l, ACT_ERASE_WORD);
	expect(&l, "sched asa ", "");
	line_act(&l, ACT_ERASE_WORD);
	expect(&l, "sched ", "");
	line_act(&l, ACT_LEFT);
	line_act(&l, ACT_ERASE_REST);
	expect(&l, "sched", "");
	line_act(&l, ACT_LEFT);
	line_act(&l, ACT_ERASE_START);
	expect(&l, "", "d");
	ck_assert(!line_act(&l, ACT_QUIT));
	line_release(&l);
}
END_TEST

START_TEST(the_cursor_keeps_between_characters)
{
	struct line l;

	line_init(&l);
	/* a, e with an acute that combines, a wide one */
	type(&l, "ae\xcc\x81\xe5\xad\xa6");
	line_act(&l, ACT_LEFT);
	expect(&l, "ae\xcc\x81", "\xe5\xad\xa6");
	line_act(&l, ACT_LEFT);
	expect(&l, "a", "e\xcc\x81\xe5\xad\xa6");
	line_act(&l, ACT_RIGHT);
	expect(&l, "ae\xcc\x81", "\xe5\xad\xa6");
	line_act(&l, ACT_ERASE_BACK);
	expect(&l, "a", "\xe5\xad\xa6");
	line_act(&l, ACT_ERASE_HERE);
	expect(&l, "a", "");
	ck_assert(!line_type(&l, 7));
	ck_assert(!line_type(&l, 0xd800));
	ck_assert(!line_type(&l, UI_UP));
	ck_assert(!line_type(&l, 0x9b));
	for (int i = 0; i < 10000; i++)
		line_type(&l, 0x1f600);
	ck_assert_uint_lt(l.text.len, 5000);
	line_release(&l);
}
END_TEST

START_TEST(lines_scroll_with_their_cursor)
{
	struct line l;

	line_init(&l);
	line_set(&l, "abcdefghijklmnopqrstuvwxyz");
	for (int width = 0; width < 30; width++) {
		struct grid g;
		struct pen p;
		int cursors = 0, out;

		grid_init(&g);
		grid_reset(&g, 1, 12, glyphs_of(TIER_BRAILLE));
		p = pen_in(&g, (struct area){0, 1, 1, 10});
		out = line_draw(&l, &p, ROLE_TEXT, width, true);
		for (int x = 0; x < g.cols; x++)
			cursors += g.cells[x].role == ROLE_CURSOR;
		ck_assert_int_eq(cursors, width > 0);
		ck_assert_uint_eq(g.cells[0].ch, ' ');
		ck_assert_uint_eq(g.cells[11].ch, ' ');
		if (width > 0)
			ck_assert_int_eq(out, 27 - (width < 10 ? width : 10));
		grid_release(&g);
	}
	line_release(&l);
}
END_TEST

START_TEST(words_wrap)
{
	static const char text[] = "the best two may climb extraordinarily well";
	struct grid g;
	struct pen p;

	grid_init(&g);
	for (int width = 1; width < 50; width++) {
		grid_reset(&g, 50, 50, glyphs_of(TIER_BRAILLE));
		p = pen_in(&g, (struct area){0, 0, 50, 50});
		pen_goto(&p, 0, 1);
		ck_assert_int_eq(
			pen_words(&p, ROLE_TEXT, width, text), text_rows(text, width));
		ck_assert_int_eq(p.y + 1, text_rows(text, width));
		for (int y = 0; y < 50; y++)
			for (int x = width + 1; x < 50; x++)
				ck_assert_uint_eq(grid_at(&g, y, x)->ch, ' ');
	}
	ck_assert_int_eq(text_rows(text, 43), 1);
	ck_assert_int_eq(text_rows(text, 42), 2);
	ck_assert_int_eq(text_rows("", 10), 0);
	ck_assert_int_eq(text_rows("a", 0), 0);
	grid_release(&g);
}
END_TEST

Suite *ui_line_suite(void)
{
	Suite *s = suite_create("ui line");
	TCase *t = tcase_create("line");

	tcase_add_test(t, lines_are_edited);
	tcase_add_test(t, the_cursor_keeps_between_characters);
	tcase_add_test(t, lines_scroll_with_their_cursor);
	tcase_add_test(t, words_wrap);
	suite_add_tcase(s, t);
	return s;
}
