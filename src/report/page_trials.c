/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "report/markup.h"
#include "report/page.h"

#define LISTED_MAX 2000 /* more would make no better table, and a heavy page */

/* What qsort() is told, as it passes nothing on. */
struct row {
	const struct study *study;
	uint32_t trial;
};

/* The best first; those without a value last, by their number. */
static int by_value(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	const struct study *s = x->study;
	double v = s->trials[x->trial].best, w = s->trials[y->trial].best;

	if (study_better(s, v, w) || (isfinite(v) && !isfinite(w)))
		return -1;
	if (study_better(s, w, v) || (isfinite(w) && !isfinite(v)))
		return 1;
	return x->trial < y->trial ? -1 : x->trial > y->trial;
}

static struct row *rank_trials(const struct study *s)
{
	struct row *rows = xcalloc(s->n_trials + 1, sizeof(*rows));

	for (size_t i = 0; i < s->n_trials; i++)
		rows[i] = (struct row){s, (uint32_t)i};
	qsort(rows, s->n_trials, sizeof(*rows), by_value);
	return rows;
}

bool *page_listed(const struct study *s, size_t *n)
{
	bool *listed = xcalloc(s->n_trials + 1, sizeof(*listed));
	struct row *rows = rank_trials(s);

	*n = s->n_trials < LISTED_MAX ? s->n_trials : LISTED_MAX;
	for (size_t i = 0; i < *n; i++)
		listed[rows[i].trial] = true;
	free(rows);
	return listed;
}

/* Which charts have a trial: bit c of has[trial] for charts[c]. */
static unsigned *find_charts(const struct drawn_chart drawn[N_CHARTS], size_t n_trials)
{
	unsigned *has = xcalloc(n_trials + 1, sizeof(*has));

	for (int c = 0; c < N_CHARTS; c++)
		for (size_t i = 0; i < drawn[c].spots.n; i++)
			has[drawn[c].spots.items[i].trial] |= 1u << c;
	return has;
}

static bool has_reasons(const struct study *s)
{
	return s->count[TRIAL_FAILED] || s->count[TRIAL_DIVERGED];
}

static void add_head_cell(struct strbuf *out, const char *attributes, const char *text)
{
	strbuf_addf(out, "<th scope=\"col\"%s>", attributes);
	markup_text(out, text);
	strbuf_adds(out, "</th>");
}

static void add_heads(const struct study *s, struct strbuf *out)
{
	const struct space *space = s->info->space;

	strbuf_adds(out, "<thead><tr>");
	add_head_cell(out, "", "trial");
	add_head_cell(out, " class=\"words\"", "state");
	add_head_cell(out,
		s->info->maximize ? " aria-sort=\"descending\""
				  : " aria-sort=\"ascending\"",
		s->info->metric);
	add_head_cell(out, "", "at epoch");
	add_head_cell(out, "", "epochs");
	add_head_cell(out, "", "seconds");
	if (s->n_brackets > 1)
		add_head_cell(out, "", "bracket");
	for (size_t i = 0; i < space->n; i++)
		if (!domain_is_constant(&space->params[i].domain))
			add_head_cell(out, "", space->params[i].name);
	if (has_reasons(s))
		add_head_cell(out, " class=\"words\"", "why");
	add_head_cell(out, " class=\"words links\"", "in the charts");
	strbuf_adds(out, "</tr></thead>\n<tbody>\n");
}

static void add_values(
	const struct study *s, const struct study_trial *t, struct strbuf *out)
{
	const struct space *space = s->info->space;
	char text[64];

	for (size_t i = 0; i < space->n; i++) {
		struct value v = t->config[i];

		if (domain_is_constant(&space->params[i].domain))
			continue;
		strbuf_adds(out, "<td>");
		if (v.kind != VALUE_NONE)
			markup_text(out, value_print(v, false, text, sizeof(text)));
		strbuf_adds(out, "</td>");
	}
}

static void add_reason(const struct study_trial *t, struct strbuf *out)
{
	bool lost = t->state == TRIAL_FAILED || t->state == TRIAL_DIVERGED;

	strbuf_adds(out, "<td class=\"words why\"");
	if (lost && t->why) {
		strbuf_adds(out, " title=\"");
		markup_text(out, t->why);
		strbuf_adds(out, "\">");
		markup_text(out, t->why);
	} else {
		strbuf_addch(out, '>');
	}
	strbuf_adds(out, "</td>");
}

static void add_links(uint32_t trial, unsigned has, struct strbuf *out)
{
	const char *before = "";

	strbuf_adds(out, "<td class=\"words links\">");
	for (int c = 0; c < N_CHARTS; c++) {
		if (!(has >> c & 1))
			continue;
		strbuf_addf(out, "%s<a href=\"#%s-T%u\">%s</a>", before, charts[c]->name,
			trial, charts[c]->name);
		before = " ";
	}
	strbuf_adds(out, "</td></tr>\n");
}

static void add_trial(const struct study *s, const struct study_trial *t, unsigned has,
	struct strbuf *out)
{
	char value[32];

	strbuf_addf(out,
		"<tr id=\"T%u\" data-n=\"%u\"><th scope=\"row\" data-v=\"%u\">T%u</th>"
		"<td class=\"words\">%s</td>",
		t->id, t->id, t->id, t->id, trial_state_name(t->state));
	if (isfinite(t->best))
		strbuf_addf(out, "<td data-v=\"%.17g\">%s</td><td>%d</td>", t->best,
			chart_value(t->best, value, sizeof(value)), t->best_epoch);
	else
		strbuf_adds(out, "<td></td><td></td>");
	strbuf_addf(out, "<td>%d</td><td>%.4g</td>", t->epoch, t->seconds);
	if (s->n_brackets > 1)
		strbuf_addf(out, "<td>%d</td>", t->bracket);
	add_values(s, t, out);
	if (has_reasons(s))
		add_reason(t, out);
	add_links(t->id, has, out);
}

void page_print_trials(const struct history *h, const struct drawn_chart drawn[N_CHARTS],
	size_t n, struct strbuf *out)
{
	const struct study *s = h->study;
	struct row *rows = rank_trials(s);
	unsigned *has = find_charts(drawn, s->n_trials);

	strbuf_adds(out,
		"<section class=\"trials\" id=\"trials\" aria-label=\"Trials\">\n"
		"<div class=\"wide\" tabindex=\"0\" role=\"region\" "
		"aria-label=\"Table of the trials\">"
		"<table class=\"numbers sorts\">\n"
		"<caption>Trials, the best first</caption>\n");
	add_heads(s, out);
	for (size_t i = 0; i < n; i++)
		add_trial(s, &s->trials[rows[i].trial], has[rows[i].trial], out);
	strbuf_adds(out, "</tbody></table></div>\n");
	if (n < s->n_trials) {
		strbuf_addf(out, "<p>The best %zu of %zu trials; all of them: ", n,
			s->n_trials);
		strbuf_adds(out, "rungtop export ");
		markup_text(out, h->path);
		strbuf_adds(out, " --format csv.</p>\n");
	}
	strbuf_adds(out, "</section>\n");
	free(has);
	free(rows);
}
