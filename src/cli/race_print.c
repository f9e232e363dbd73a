/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/race_print.h"

#include <stdio.h>
#include <string.h>

#include "base/printable.h"
#include "draw/grid.h"

#define NAMES 31     /* columns of the screen for what a row is */
#define HEAD_MOST 20 /* a label that is longer stands in a list above */
#define CELL_LEAST 12

/* Labels are heads where they are short; else their numbers are. */
struct heads {
	bool numbers;
	int width[RACE_MOST];
};

static struct heads heads_of(const struct race_table *t)
{
	struct heads h = {.numbers = false};

	for (size_t i = 0; i < t->n; i++)
		h.numbers |= text_width(t->labels[i]) > HEAD_MOST;
	for (size_t i = 0; i < t->n; i++) {
		int w = h.numbers ? 1 : text_width(t->labels[i]);

		h.width[i] = w > CELL_LEAST ? w : CELL_LEAST;
	}
	return h;
}

static void pad(struct strbuf *out, int n)
{
	while (n-- > 0)
		strbuf_addch(out, ' ');
}

static void add_name(struct strbuf *out, const char *name)
{
	printable_addf(out, "%s", name);
	pad(out, NAMES - text_width(name));
}

static void add_cell(
	const struct heads *h, size_t i, const char *text, struct strbuf *out)
{
	pad(out, 2 + h->width[i] - text_width(text));
	printable_addf(out, "%s", text);
}

static void add_heads(
	const struct race_table *t, const struct heads *h, struct strbuf *out)
{
	char number[24];

	for (size_t i = 0; h->numbers && i < t->n; i++)
		printable_linef(out, "%zu  %s", i + 1, t->labels[i]);
	pad(out, NAMES);
	for (size_t i = 0; i < t->n; i++) {
		snprintf(number, sizeof(number), "%zu", i + 1);
		add_cell(h, i, h->numbers ? number : t->labels[i], out);
	}
	strbuf_addch(out, '\n');
}

static void print_rows(
	const struct race_rows *r, const struct heads *h, size_t n, struct strbuf *out)
{
	for (size_t k = 0; k < r->n; k++) {
		const struct race_row *row = &r->items[k];

		if (row->heading) {
			printable_linef(out, "%s", row->name);
			continue;
		}
		add_name(out, row->name);
		for (size_t i = 0; i < n; i++)
			add_cell(h, i, row->cells[i], out);
		strbuf_addch(out, '\n');
	}
}

void race_print(
	const struct race_table *t, const struct race_differences *d, struct strbuf *out)
{
	struct heads h = heads_of(t);
	struct race_rows rows = {0};

	add_heads(t, &h, out);
	if (d && !d->n)
		strbuf_adds(out, "the study files are the same\n");
	if (d)
		race_differences_rows(d, &rows);
	race_rows_results(&rows, t);
	print_rows(&rows, &h, t->n, out);
	race_rows_release(&rows);
}

/* Words in lines of at most so many bytes. */
static void add_wrapped(const char *words, size_t width, struct strbuf *out)
{
	while (strlen(words) > width) {
		size_t n = width;

		while (n > 1 && words[n] != ' ')
			n--;
		strbuf_add(out, words, n);
		strbuf_addch(out, '\n');
		words += n + 1;
	}
	strbuf_addf(out, "%s\n", words);
}

void race_print_seeds(
	const struct race_measures *m, const struct race_table *t, struct strbuf *out)
{
	struct heads h = heads_of(t);
	struct race_rows rows = {0};
	struct strbuf words = STRBUF_INIT;

	add_heads(t, &h, out);
	race_rows_seeds(&rows, m, t);
	print_rows(&rows, &h, t->n, out);
	race_rows_release(&rows);
	race_seeds_words(m, t, &words);
	strbuf_addch(out, '\n');
	add_wrapped(words.buf, 80, out);
	strbuf_release(&words);
}
