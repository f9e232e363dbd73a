/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/results.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"

static int ascending(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	if (isfinite(x->value) != isfinite(y->value))
		return isfinite(x->value) ? -1 : 1;
	if (isfinite(x->value) && x->value != y->value)
		return x->value < y->value ? -1 : 1;
	return (x->trial > y->trial) - (x->trial < y->trial);
}

struct result *results_sorted(
	const struct study *s, const struct study_rung *r, uint32_t n)
{
	struct result *out;
	double sign = s->info->maximize ? -1 : 1;

	n = n < r->done ? n : r->done;
	out = xcalloc((size_t)n + 1, sizeof(*out));
	for (uint32_t i = 0; i < n; i++)
		out[i] = (struct result){r->trials[i], sign * r->values[i]};
	qsort(out, n, sizeof(*out), ascending);
	for (uint32_t i = 0; i < n; i++)
		out[i].value *= sign;
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

const char *decision_way(
	const struct glyphs *g, const struct decision *d, char *out, size_t size)
{
	if (d->verdict == VERDICT_PROMOTE)
		snprintf(out, size, "r%d%sr%d", d->rung, g->arrow, d->rung + 1);
	else
		snprintf(out, size, "r%d", d->rung);
	return out;
}

const char *places_text(const struct study *s, const struct glyphs *g, uint32_t results,
	uint32_t places, char *out, size_t size)
{
	if (!s->synchronous && s->eta > 1 && results >= (uint32_t)s->eta &&
		places == places_of(s, results))
		snprintf(out, size, "%s%u/%d%s=%u", g->floor_l, results, s->eta,
			g->floor_r, places);
	else
		snprintf(out, size, "%u", places);
	return out;
}

/* detail 2: all of it; 1: without the sum; 0: without the word either. */
static void reason_text(const struct study *s, const struct glyphs *g,
	const struct decision *d, int detail, char *out, size_t size)
{
	const char *word = detail > 0 ? "rank " : "";
	char places[48];

	if (detail == 2)
		places_text(s, g, d->results, d->places, places, sizeof(places));
	else
		snprintf(places, sizeof(places), "%u", d->places);
	if (d->by_hand && isfinite(d->value))
		snprintf(out, size, detail > 0 ? "by hand, %s%u/%u" : "by hand", word,
			d->rank, d->results);
	else if (d->by_hand)
		snprintf(out, size, "by hand");
	else if (!isfinite(d->value))
		snprintf(out, size, "ranked last");
	else if (d->verdict == VERDICT_COMPLETE)
		snprintf(out, size, "%s%u/%u, top", word, d->rank, d->results);
	else if (d->rank <= d->places)
		snprintf(out, size, "%s%u/%u %s %s%s", word, d->rank, d->results, g->le,
			places,
			d->verdict == VERDICT_PAUSE && detail == 2 ? ": next to climb"
								   : "");
	else if (d->places == 0)
		snprintf(out, size, "%s%u/%u, no place%s", word, d->rank, d->results,
			detail == 2 ? " yet" : "");
	else
		snprintf(out, size, "%s%u/%u > %s", word, d->rank, d->results, places);
}

const char *decision_reason(const struct study *s, const struct glyphs *g,
	const struct decision *d, int width, char *out, size_t size)
{
	for (int detail = 2; detail >= 0; detail--) {
		reason_text(s, g, d, detail, out, size);
		if (text_width(out) <= width)
			break;
	}
	return out;
}
