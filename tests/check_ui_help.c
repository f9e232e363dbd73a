/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The help: that all is in it, that nothing is cut at any width, and finding in it. */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_keys.h"
#include "ui/commands.h"
#include "ui/glossary.h"
#include "ui/help_lines.h"

struct seen {
	struct strbuf labels, texts, headings;
};

static void see(void *context, const struct help_line *line)
{
	struct seen *s = context;

	if (line->heading)
		strbuf_addf(&s->headings, "%s\n", line->heading);
	strbuf_addf(&s->labels, "\n%s\n", line->label);
	strbuf_addf(&s->texts, "\n%s\n", line->text);
}

/* What the help has; release() it. */
static struct seen look(const char *sought)
{
	struct seen s = {STRBUF_INIT, STRBUF_INIT, STRBUF_INIT};

	help_lines(&v, &f.study, sought, see, &s);
	return s;
}

static void release(struct seen *s)
{
	strbuf_release(&s->labels);
	strbuf_release(&s->texts);
	strbuf_release(&s->headings);
}

static void begin(void)
{
	fixture_init(&f);
	fixture_asha(&f, 9);
	view_init(&v, glyphs_of(TIER_ASCII));
	follow();
}

/* A line of text without what breaks it: frames, blanks and row ends. */
static void squeeze(const char *screen, struct strbuf *out)
{
	for (; *screen; screen++)
		if (!strchr(" |+-\n", *screen))
			strbuf_addch(out, *screen);
}

START_TEST(each_key_and_command_is_in_it)
{
	struct seen s;
	char text[256];

	begin();
	s = look(NULL);
	for (size_t i = 0; i < n_key_rows; i++) {
		if (!key_rows[i].help)
			continue;
		snprintf(text, sizeof(text), "\n%s\n", key_rows[i].help);
		ck_assert_msg(strstr(s.texts.buf, text), "%s is not in the help", text);
	}
	for (size_t i = 0; i < n_line_commands; i++) {
		snprintf(text, sizeof(text), "\n%s\n", line_commands[i].help);
		ck_assert_msg(strstr(s.texts.buf, text), "%s is not in the help", text);
	}
	ck_assert(strstr(s.labels.buf, "\nbarrier\n"));
	release(&s);
	finish();
}
END_TEST

START_TEST(it_begins_with_the_pane_that_has_the_focus)
{
	struct seen s;

	begin();
	for (int p = 0; p < PANES; p++) {
		if (!pane_ops[p]->name)
			continue;
		v.focus = (enum pane)p;
		s = look(NULL);
		ck_assert_int_eq(strncmp(s.headings.buf, pane_ops[p]->name,
					 strlen(pane_ops[p]->name)),
			0);
		ck_assert_msg(strstr(s.texts.buf, pane_ops[p]->about), "%s tells nothing",
			pane_ops[p]->name);
		release(&s);
	}
	finish();
}
END_TEST

/* All of the glossary shows whole while one pages down, where the help has the whole width. */
START_TEST(nothing_is_cut)
{
	static const int sizes[][2] = {
		{24, 80}, {24, 60}, {16, 60}, {40, 94}};
	const int rows = sizes[_i][0], cols = sizes[_i][1];
	struct strbuf all = STRBUF_INIT, one = STRBUF_INIT;
	char *screen;

	begin();
	view_open(&v, OVERLAY_HELP);
	for (int top = 0; top < 300; top += rows - 9) {
		v.overlay_top = top;
		screen = fixture_screen(&f, &v, rows, cols);
		squeeze(screen, &all);
		free(screen);
	}
	for (size_t i = 0; i < n_glossary; i++) {
		size_t n;

		/* all words, as far as no page ends amid them */
		strbuf_reset(&one);
		squeeze(glossary[i].meaning, &one);
		for (n = 24; n < one.len; n += 24)
			ck_assert_msg(memmem(all.buf, all.len, one.buf + n - 24, 24),
				"%dx%d: %s is cut", cols, rows, glossary[i].word);
	}
	strbuf_release(&all);
	strbuf_release(&one);
	finish();
}
END_TEST

START_TEST(a_word_leaves_the_lines_that_have_it)
{
	char *screen;

	begin();
	press('?');
	press('/');
	type("BARR");
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "WORDS"));
	ck_assert(screen_has(screen, "barrier successive halving"));
	ck_assert(!screen_has(screen, "MARKS"));
	free(screen);
	press(UI_ENTER);
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_HELP); /* with all lines again */
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "MARKS"));
	free(screen);
	press('/');
	type("no such word");
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "nothing here has 'no such word'"));
	free(screen);
	press(UI_ESC);
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	finish();
}
END_TEST

START_TEST(it_says_how_much_more_there_is)
{
	char *screen;

	begin();
	press('?');
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, "more rows / find PgDn on Esc back"));
	free(screen);
	press(UI_END);
	screen = fixture_screen(&f, &v, 24, 80);
	ck_assert(screen_has(screen, ":help"));
	ck_assert(screen_has(screen, "the end / find"));
	free(screen);
	finish();
}
END_TEST

Suite *ui_help_suite(void)
{
	Suite *s = suite_create("ui help");
	TCase *t = tcase_create("help");

	tcase_add_test(t, each_key_and_command_is_in_it);
	tcase_add_test(t, it_begins_with_the_pane_that_has_the_focus);
	tcase_add_loop_test(t, nothing_is_cut, 0, 4);
	tcase_add_test(t, a_word_leaves_the_lines_that_have_it);
	tcase_add_test(t, it_says_how_much_more_there_is);
	suite_add_tcase(s, t);
	return s;
}
