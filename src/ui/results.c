/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "study/explain.h"
#include "ui/format.h"

static int ascending(const void *a, const void *b)
{
	const struct rung_result *x = a, *y = b;

	if (isfinite(x->value) != isfinite(y->value))
		return isfinite(x->value) ? -1 : 1;
	if (isfinite(x->value) && x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

struct rung_result *results_sorted(
	const struct study *s, const struct study_rung *r, uint32_t n)
{
	struct rung_result *out;
	double sign = s->info->maximize ? -1 : 1;

	n = n < r->done ? n : r->done;
	out = xcalloc((size_t)n + 1, sizeof(*out));
	for (uint32_t i = 0; i < n; i++)
		out[i] = (struct rung_result){r->trials[i], sign * r->values[i]};
	qsort(out, n, sizeof(*out), ascending);
	for (uint32_t i = 0; i < n; i++)
		out[i].value *= sign;
	return out;
}

const char *result_text(const struct study *s, double result, char *out, size_t size)
{
	double broken = study_broken(s, result);
	char amount[32];

	if (!(broken > 0))
		return format_metric(result, out, size);
	snprintf(out, size, "!%s", format_metric(broken, amount, sizeof(amount)));
	return out;
}

uint32_t result_rank(
	const struct study *s, const struct study_rung *r, uint32_t id, double value)
{
	uint32_t rank = 1;

	for (uint32_t i = 0; i < r->done; i++)
		if (r->trials[i] != id &&
			(study_better(s, r->values[i], value) ||
				(r->values[i] == value && r->trials[i] < id)))
			rank++;
	return rank;
}

void result_bar(struct pen *p, enum role role, double best, double worst, double value)
{
	double share = best != worst ? fabs((value - best) / (worst - best)) : 0;

	p->role = role;
	pen_repeat(p, p->g->glyphs->bar_full, 1 + (int)(share * (pen_room(p) - 2)));
}

void result_early(const struct study_trial *t, struct pen *p)
{
	pen_left(p, ROLE_CUTOFF, pen_room(p) - 1,
		t->by_hand ? "climbed by hand" : "climbed early: would not climb now");
}

const char *decision_way(
	const struct glyphs *g, const struct decision *d, char *out, size_t size)
{
	if (d->verdict == VERDICT_PROMOTE)
		snprintf(out, size, "r%d%sr%d", d->rung, g->arrow, d->rung + 1);
	else
		snprintf(out, size, "r%d", d->rung);
	return out;
}

int decision_way_width(const struct study *s, const struct glyphs *g)
{
	int most = 1;

	for (int b = 0; b < s->n_brackets; b++)
		most = s->shape[b].n_rungs > most ? s->shape[b].n_rungs : most;
	return text_width(g->arrow) + 2 + 2 * snprintf(NULL, 0, "%d", most - 1);
}

const char *decision_reason(const struct study *s, const struct glyphs *g,
	const struct study_decision *d, int width, char *out, size_t size)
{
	struct ruling x = explain_ruling(s, d, g->unicode);
	struct strbuf text = STRBUF_INIT;

	for (int detail = DETAIL_ALL; detail >= DETAIL_NUMBERS; detail--) {
		strbuf_reset(&text);
		d->rule->ops->brief(&x, (enum detail)detail, &text);
		if (d->d.broken > 0) {
			strbuf_adds(&text, ", ");
			explain_broken(s, &d->d, &text);
		}
		if (text_width(text.buf) <= width)
			break;
	}
	snprintf(out, size, "%s", text.buf);
	strbuf_release(&text);
	return out;
}
