/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * No number is cut within its digits, at any width: a number that touches the edge of its
 * pane or an ellipsis must not be what another one begins with, that stands after the same
 * word on a wide screen, unless it stands there, too.
 */
#include "config.h"

#include <check.h>
#include <ctype.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "check_ui_fixture.h"

#define NARROW 60
#define WIDE 240
#ifdef __SANITIZE_THREAD__
#define STEP 16 /* it looks at threads, and there are none here */
#else
#define STEP 1
#endif

static struct fixture f;
static void *whole;	/* "word 12" as they stand on wide screens; a tree of char * */
static const char *cut; /* what is looked for in it */
static bool is_cut;

static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void keep(const char *text)
{
	char *copy;

	if (tfind(text, &whole, by_text))
		return;
	copy = xstrdup(text);
	ck_assert_ptr_nonnull(tsearch(copy, &whole, by_text));
}

static void compare(const void *node, VISIT visit, int depth)
{
	const char *text = *(const char *const *)node;
	size_t n = strlen(cut);

	(void)depth;
	if ((visit == postorder || visit == leaf) && !strncmp(text, cut, n))
		is_cut |= text[n] == '.' || (text[n] >= '0' && text[n] <= '9');
}

/* Whether longer numbers begin with this one, which is none itself. */
static bool begins_others(const char *key)
{
	if (tfind(key, &whole, by_text))
		return false;
	cut = key;
	is_cut = false;
	twalk(whole, compare);
	return is_cut;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What may stand after a number that was cut: an ellipsis, a frame, the screen's end. */
static bool is_edge(const char *s)
{
	return *s == '~' || *s == '\0' || *s == '|' || *s == '#' ||
	       (*s == ' ' && (s[1] == '|' || s[1] == '#') && !s[2]);
}

static bool is_part(char c)
{
	return isalnum((unsigned char)c) || strchr("./<=[]#^:@", c);
}

/* "rank 12" of the number that ends before `end`, "0.12" where no word is before it. */
static void number_at(const char *row, const char *end, char *out, size_t size)
{
	const char *from = end, *word;

	while (from > row && is_part(from[-1]))
		from--;
	word = from > row && from[-1] == ' ' ? from - 1 : from;
	while (word > row && word < from && is_part(word[-1]))
		word--;
	if (word == from - 1)
		word = from;
	snprintf(out, size, "%.*s", (int)(end - word), word);
}

/* collect: keeps the numbers of a wide screen. Else fails on the first that is cut. */
static void check_row(const char *row, bool collect, int cols)
{
	char key[256];

	for (const char *s = row; *s; s++) {
		if (!is_digit(*s) || is_digit(s[1]) || (s[1] == '.' && is_digit(s[2])))
			continue;
		number_at(row, s + 1, key, sizeof(key));
		if (collect)
			keep(key);
		else if (is_edge(s + 1) && begins_others(key))
			ck_abort_msg("%d columns: '%s' is cut in\n%s", cols, key, row);
	}
}

static void check_screen(struct view *v, int rows, int cols, bool collect)
{
	char *screen = fixture_screen(&f, v, rows, cols), *row, *save = NULL;

	for (row = strtok_r(screen, "\n", &save); row;
		row = strtok_r(NULL, "\n", &save)) {
		size_t n = strlen(row);

		while (n && row[n - 1] == ' ')
			row[--n] = '\0';
		check_row(row, collect, cols);
	}
	free(screen);
}

static void check_size(int rows, int cols, bool collect)
{
	struct view v;

	view_init(&v, glyphs_of(TIER_ASCII));
	v.selected.trial = 0;
	check_screen(&v, rows, cols, collect);
	v.zoom = true;
	for (int p = PANE_RUNGS; p < PANE_HISTORY; p++) {
		v.focus = (enum pane)p;
		check_screen(&v, rows, cols, collect);
	}
	v.focus = PANE_SPACE;
	for (int above = 0; above < 2; above++) { /* its modes above the first one */
		view_pass(&v, &f.study, PANE_SPACE, ACT_UP);
		check_screen(&v, rows, cols, collect);
	}
	view_release(&v);
}

static void sweep(void)
{
	for (int cols = WIDE + 20; cols <= WIDE + 60; cols += 8)
		for (int rows = 24; rows <= 120; rows += 32)
			check_size(rows, cols, true);
	for (int cols = NARROW; cols <= WIDE; cols += STEP)
		for (int rows = 24; rows <= 40; rows += 16)
			check_size(rows, cols, false);
	tdestroy(whole, free);
	whole = NULL;
}

/* So many trials with a result at rung 0, whose numbers have five digits. */
static void many(const char *name, bool synchronous)
{
	static const int levels[] = {1000, 3000, 9000, 27000};
	static const uint32_t seats[] = {27000, 9000, 3000, 1000};
	static const struct bracket_shape shape = {levels, 4, seats},
					  ladder = {levels, 4, NULL};
	struct value config[] = {{VALUE_REAL, 0.0123, NULL}, {VALUE_INT, 128, NULL},
		{VALUE_TEXT, 0, "adam"}};

	fixture_scheduler(
		&f, name, 27000, 1, synchronous ? &shape : &ladder, synchronous);
	for (uint32_t i = 0; i < 12000; i++) {
		struct event e = {.kind = EVENT_TRIAL};

		e.trial.trial = i;
		e.trial.config = journal_keep(f.journal, config, sizeof(config));
		fixture_event(&f, e);
		e = (struct event){.kind = EVENT_TASK};
		e.task.trial = i;
		e.task.to = 1000;
		fixture_event(&f, e);
		if (i == 11999)
			break;
		e = (struct event){.kind = EVENT_DECISION};
		e.decision = (struct decision){.trial = i,
			.level = 1000,
			.value = 1 - i * 1e-5,
			.results = i + 1,
			.places = (i + 1) / 3,
			.rank = 1 + i * 7919u % (i + 1),
			.cutoff = 0.7654,
			.verdict = VERDICT_PAUSE};
		fixture_event(&f, e);
	}
}

START_TEST(numbers_of_five_digits_are_whole)
{
	fixture_init(&f);
	many(_i == 0 ? "asha" : _i == 1 ? "successive_halving" : "median", _i == 1);
	sweep();
	fixture_release(&f);
}
END_TEST

START_TEST(numbers_of_hyperband_are_whole)
{
	fixture_init(&f);
	fixture_hyperband(&f);
	sweep();
	fixture_release(&f);
}
END_TEST

START_TEST(numbers_of_asha_are_whole)
{
	fixture_init(&f);
	fixture_asha(&f, 200);
	fixture_diverge(&f);
	sweep();
	fixture_release(&f);
}
END_TEST

Suite *ui_edges_suite(void)
{
	Suite *s = suite_create("ui edges");
	TCase *t = tcase_create("edges");

	tcase_set_timeout(t, 240);
	tcase_add_test(t, numbers_of_asha_are_whole);
	tcase_add_test(t, numbers_of_hyperband_are_whole);
	tcase_add_loop_test(t, numbers_of_five_digits_are_whole, 0, 3);
	suite_add_tcase(s, t);
	return s;
}
