/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/searcher_page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "cli/text.h"
#include "draw/plot.h"
#include "study/predictions.h"

#define ROWS 15
#define COLS 60
#define TABLE_MOST 20 /* trials: the latest */

static void add_origins(const struct study *s, struct strbuf *out)
{
	size_t n[ORIGINS] = {0};
	const char *separator = "configurations: ";

	for (size_t i = 0; i < s->n_trials; i++)
		n[s->trials[i].origin ? s->trials[i].origin->origin : ORIGIN_UNSAID]++;
	for (int o = ORIGIN_UNSAID + 1; o < ORIGINS; o++) {
		if (!n[o])
			continue;
		strbuf_addf(
			out, "%s%zu %s", separator, n[o], origin_name((enum origin)o));
		separator = ", ";
	}
	if (n[ORIGIN_UNSAID] == s->n_trials)
		strbuf_adds(out,
			"configurations: it is not said how they came; the "
			"searcher is none that learns, or the recording is older");
	strbuf_addch(out, '\n');
}

static const char *number(double v, char *out, size_t size)
{
	if (isfinite(v))
		snprintf(out, size, "%.6g", v);
	else
		snprintf(out, size, "-");
	return out;
}

static void add_table(const struct prediction *list, size_t n, struct strbuf *out)
{
	size_t first = n > TABLE_MOST ? n - TABLE_MOST : 0;

	if (first)
		strbuf_addf(out, "\nthe last %d of %zu predictions\n", TABLE_MOST, n);
	else
		strbuf_addf(out, "\n%zu prediction%s\n", n, n == 1 ? "" : "s");
	strbuf_adds(out, "  trial     level    predicted       spread         seen"
			 "  spreads off\n");
	for (size_t i = first; i < n; i++) {
		const struct prediction *p = &list[i];
		char level[16], predicted[32], spread[32], seen[32], off[32];

		strbuf_addf(out, "  T%-7u %6s %12s %12s %12s %12s\n", p->trial,
			study_level_text(p->level, level, sizeof(level)),
			number(p->predicted, predicted, sizeof(predicted)),
			number(p->spread, spread, sizeof(spread)),
			number(p->seen, seen, sizeof(seen)),
			number((p->seen - p->predicted) / p->spread, off, sizeof(off)));
	}
}

struct ends {
	double lo, hi;
};

static struct ends ends_of(const struct prediction *list, size_t n)
{
	struct ends e = {(double)INFINITY, -(double)INFINITY};

	for (size_t i = 0; i < n; i++) {
		e.lo = fmin(e.lo, fmin(list[i].predicted, list[i].seen));
		e.hi = fmax(e.hi, fmax(list[i].predicted, list[i].seen));
	}
	if (e.lo == e.hi) {
		e.lo -= 1;
		e.hi += 1;
	}
	return e;
}

static char one_more(char c)
{
	if (c == ' ' || c == '.')
		return '1';
	return c >= '1' && c < '9' ? (char)(c + 1) : '+';
}

/* How many at each place; what is on the dots was seen as it was predicted. */
static void add_plot(const struct study *s, const struct prediction *list, size_t n,
	struct strbuf *out)
{
	struct ends e = ends_of(list, n);
	bool log = axis_suits_log(s->info->maximize, e.lo);
	struct axis x = axis_make(e.lo, e.hi, log, COLS, false);
	struct axis y = axis_make(e.lo, e.hi, log, ROWS, true);
	char cells[ROWS][COLS + 1], text[32];

	for (int row = 0; row < ROWS; row++) {
		memset(cells[row], ' ', COLS);
		cells[row][COLS] = '\0';
	}
	for (int col = 0; col < COLS; col++)
		cells[ROWS - 1 - (int)lround(col * (ROWS - 1.0) / (COLS - 1))][col] = '.';
	for (size_t i = 0; i < n; i++) {
		char *cell = &cells[lround(axis_dot(&y, list[i].seen))]
				   [lround(axis_dot(&x, list[i].predicted))];

		*cell = one_more(*cell);
	}
	strbuf_addch(out, '\n');
	printable_linef(out, "%s seen, against what was predicted%s", s->info->metric,
		log ? ", on logarithmic axes" : "");
	for (int row = 0; row < ROWS; row++) {
		bool end = row == 0 || row == ROWS - 1;

		snprintf(text, sizeof(text), "%.4g", row ? e.lo : e.hi);
		strbuf_addf(out, "  %9s |%s\n", end ? text : "", cells[row]);
	}
	snprintf(text, sizeof(text), "%.4g", e.lo);
	strbuf_addf(out, "  %9s  %-*s%.4g\n", "", COLS - 6, text, e.hi);
}

void searcher_page(const struct study *s, struct strbuf *out)
{
	size_t n;
	struct prediction *list = predictions_find(s, &n);

	if (s->info->searcher)
		strbuf_addf(out, "searcher: %s\n", s->info->searcher);
	add_origins(s, out);
	text_calibration(s, out);
	if (n) {
		add_plot(s, list, n, out);
		add_table(list, n, out);
	} else {
		strbuf_adds(out, "\nno value that a model predicted has been seen yet\n");
	}
	free(list);
}
