/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/explain.h"

#include "base/xalloc.h"
#include "scheduler/ladder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is(const struct study_decision *d, const char *scheduler)
{
	return !strcmp(d->scheduler, scheduler);
}

/* "⌊6/3⌋ = 2" */
static void add_places(const struct study_decision *d, bool unicode, struct strbuf *out)
{
	uint32_t n = d->d.results, k = n / (uint32_t)d->eta;
	const char *fmt = unicode ? "⌊%u/%d⌋ = %u" : "floor(%u/%d) = %u";

	if (k == d->d.places)
		strbuf_addf(out, fmt, n, d->eta, k);
	else
		strbuf_addf(out, "%u", d->d.places);
}

static void add_way(const struct study_decision *d, struct strbuf *out)
{
	const struct decision *x = &d->d;
	bool goes_on = is(d, "asha_stop") || is(d, "median");

	strbuf_addf(out, "T%u ", x->trial);
	switch (x->verdict) {
	case VERDICT_PROMOTE:
		strbuf_addf(out, goes_on ? "goes on at rung %d" : "climbs from rung %d",
			x->rung);
		break;
	case VERDICT_PAUSE:
		strbuf_addf(out, "waits at rung %d", x->rung);
		break;
	case VERDICT_STOP:
		strbuf_addf(out, "stops at rung %d", x->rung);
		break;
	case VERDICT_COMPLETE:
		strbuf_addf(out, "is complete, trained for %d epochs", x->level);
		break;
	}
	if (x->by_hand)
		strbuf_adds(out, ", by hand");
	strbuf_adds(out, ": ");
}

static void add_median_rule(const struct study_decision *d, struct strbuf *out)
{
	const struct decision *x = &d->d;

	if (!isfinite(x->value)) {
		strbuf_adds(out, "its value is not finite.");
	} else if (!x->results) {
		strbuf_adds(out, "no other trial has come so far yet.");
	} else {
		strbuf_addf(out,
			"its best so far, %.4g, is %s than %.4g, the median of the %u "
			"others' running averages.",
			x->value, x->verdict == VERDICT_STOP ? "worse" : "not worse",
			x->cutoff, x->results);
	}
}

void explain_rule(const struct study *s, const struct study_decision *d, bool unicode,
	struct strbuf *out)
{
	const struct decision *x = &d->d;

	(void)s;
	add_way(d, out);
	if (is(d, "median")) {
		add_median_rule(d, out);
		return;
	}
	if (!isfinite(x->value))
		strbuf_adds(out, "not finite, so it ranks last; ");
	strbuf_addf(out, "rank %u of %u", x->rank, x->results);
	if (x->verdict == VERDICT_COMPLETE || !isfinite(x->value)) {
		strbuf_adds(out, " there.");
	} else if (d->synchronous) {
		strbuf_addf(out, " when the rung was full, and the best %u climb.",
			x->places);
	} else {
		strbuf_adds(out, ", and the best ");
		add_places(d, unicode, out);
		strbuf_adds(out, is(d, "asha_stop") ? " go on." : " may climb.");
	}
}

/* What came before the others at its rung, in the order in which results came. */
static const struct study_rung *rung_of(
	const struct study *s, const struct study_decision *d)
{
	if (d->seq < s->switch_seq)
		return NULL;
	return study_rung_find(s, d->d.bracket, d->d.round, d->d.rung);
}

/*
 * After how many of the rung's results asha, which does not wait for the rest, would have
 * let the trial climb; 0: never.
 */
static uint32_t asha_climbs_after(
	const struct study *s, const struct study_decision *d, const struct study_rung *r)
{
	bool maximize = s->info->maximize, there = false;
	struct result own = {d->d.trial, d->d.value};
	uint32_t rank = 1;

	for (uint32_t n = 0; n < r->done && n < d->d.results; n++) {
		struct result x = {r->trials[n], r->values[n]};

		if (x.trial == own.trial)
			there = true;
		else
			rank += result_before(x, own, maximize);
		if (there && rank <= (n + 1) / (uint32_t)d->eta)
			return n + 1;
	}
	return 0;
}

static void add_asha(
	const struct study *s, const struct study_decision *d, struct strbuf *out)
{
	const struct study_rung *r = rung_of(s, d);
	uint32_t after;

	if (!r || !isfinite(d->d.value) || d->d.verdict == VERDICT_COMPLETE)
		return;
	after = asha_climbs_after(s, d, r);
	if (after)
		strbuf_addf(out,
			"ASHA, without a barrier, would have let T%u climb after %u of "
			"these %u results%s.",
			d->d.trial, after, d->d.results,
			d->d.verdict == VERDICT_STOP ? ", and been wrong about it" : "");
	else
		strbuf_addf(out,
			"ASHA would not have let T%u climb on these results either.",
			d->d.trial);
}

/* The results that a rung of synchronous halving with its usual n_0 waits for. */
static int64_t full_rung(const struct study *s, const struct study_decision *d)
{
	int top = s->shape[d->d.bracket].n_rungs - 1;

	return ladder_power(d->eta, top - d->d.rung);
}

static void add_halving(
	const struct study *s, const struct study_decision *d, struct strbuf *out)
{
	int64_t full, n = d->d.results;

	if (!rung_of(s, d) || d->d.verdict == VERDICT_COMPLETE)
		return;
	full = full_rung(s, d);
	if (full < 0)
		return;
	if (n < full)
		strbuf_addf(out,
			"Synchronous halving would wait for %lld more of %lld results "
			"before anyone climbed.",
			(long long)(full - n), (long long)full);
	else
		strbuf_addf(out,
			"A rung of synchronous halving is full with %lld results: the "
			"best %lld of them climb together.",
			(long long)full, (long long)(full / d->eta));
}

static void add_waiting_asha(const struct study_decision *d, struct strbuf *out)
{
	const struct decision *x = &d->d;
	uint32_t places = x->results / (uint32_t)d->eta;

	if (!isfinite(x->value) || x->verdict == VERDICT_COMPLETE)
		return;
	if (x->rank <= places)
		strbuf_addf(
			out, "ASHA's other variant would let T%u climb too.", x->trial);
	else
		strbuf_addf(out,
			"ASHA's other variant would let T%u wait: %u of %u may climb "
			"now, and more when more results have come.",
			x->trial, places, x->results);
}

void explain_sibling(
	const struct study *s, const struct study_decision *d, struct strbuf *out)
{
	if (d->synchronous)
		add_asha(s, d, out);
	else if (is(d, "asha_stop"))
		add_waiting_asha(d, out);
	else if (is(d, "asha") || is(d, "pasha"))
		add_halving(s, d, out);
}

static int small_first(const void *a, const void *b)
{
	const struct explained *x = a, *y = b;

	return result_before((struct result){x->trial, x->value},
		       (struct result){y->trial, y->value}, false)
		       ? -1
		       : 1;
}

static int large_first(const void *a, const void *b)
{
	const struct explained *x = a, *y = b;

	return result_before((struct result){x->trial, x->value},
		       (struct result){y->trial, y->value}, true)
		       ? -1
		       : 1;
}

struct explained *explain_results(
	const struct study *s, const struct study_decision *d, size_t *n)
{
	const struct study_rung *r = rung_of(s, d);
	struct explained *list;

	/* median counts the others */
	*n = r ? d->d.results + (is(d, "median") ? 1 : 0) : 0;
	if (r && *n > r->done)
		*n = r->done;
	list = xcalloc(*n + 1, sizeof(*list));
	for (size_t i = 0; i < *n; i++) {
		const struct study_trial *t = &s->trials[r->trials[i]];

		list[i] = (struct explained){.trial = t->id,
			.value = r->values[i],
			.climbs = study_has_climbed(t, r->rung),
			.decided = t->id == d->d.trial};
	}
	qsort(list, *n, sizeof(*list), s->info->maximize ? large_first : small_first);
	return list;
}
