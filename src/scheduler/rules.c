/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of the rules that rank a rung's results and let so many of the best climb:
 * halving with a barrier and without, and training everything.
 */
#include "config.h"

#include <math.h>

#include "base/order_tree.h"
#include "scheduler/ladder.h"
#include "scheduler/rule.h"

static uint32_t share(const struct rule *r, uint32_t n)
{
	return r->eta > 1 ? n / (uint32_t)r->eta : n;
}

static uint32_t asha_places(const struct rule *r, uint32_t n)
{
	return share(r, n) + (r->one_more && n);
}

/* The first always goes on. */
static uint32_t stop_places(const struct rule *r, uint32_t n)
{
	uint32_t places = asha_places(r, n);

	return n && !places ? 1 : places;
}

/* The decision's reason, a sentence. */

static void add_rank(const struct ruling *x, struct strbuf *out)
{
	if (!isfinite(x->d->value))
		strbuf_adds(out, "not finite, so it ranks last; ");
	strbuf_addf(out, "rank %u of %u", x->d->rank, x->d->results);
}

/* Whether the rank is all that there is to say. */
static bool is_rank_all(const struct ruling *x)
{
	return x->d->verdict == VERDICT_COMPLETE || !isfinite(x->d->value);
}

static void explain_places(const struct ruling *x, const char *tail, struct strbuf *out)
{
	const struct decision *d = x->d;

	add_rank(x, out);
	if (is_rank_all(x)) {
		strbuf_adds(out, " there.");
		return;
	}
	strbuf_adds(out, ", and the best ");
	rule_add_places(x->rule, d->places, d->results, x->unicode, out);
	strbuf_adds(out, tail);
}

static void asha_explain(const struct ruling *x, struct strbuf *out)
{
	const struct decision *d = x->d;

	explain_places(x, " may climb.", out);
	if (d->verdict == VERDICT_PAUSE && d->rank <= d->places && !is_rank_all(x))
		strbuf_adds(out, " It is one of them: it climbs when a worker is free.");
}

static void asha_stop_explain(const struct ruling *x, struct strbuf *out)
{
	explain_places(x, " go on.", out);
}

static void synchronous_explain(const struct ruling *x, struct strbuf *out)
{
	add_rank(x, out);
	if (is_rank_all(x))
		strbuf_adds(out, " there.");
	else
		strbuf_addf(out, " when the rung was full, and the best %u climb.",
			x->d->places);
}

static void random_explain(const struct ruling *x, struct strbuf *out)
{
	add_rank(x, out);
	strbuf_adds(out, " of those that were trained to the end; nothing is stopped "
			 "early.");
}

/* What its sibling would have done. */

/*
 * After how many of the rung's results asha, which does not wait for the rest, would have
 * let the trial climb; 0: never.
 */
static uint32_t asha_climbs_after(const struct ruling *x, const struct arrivals *a)
{
	struct result own = {x->d->trial, a->own};
	bool there = false;
	uint32_t rank = 1;

	for (uint32_t n = 0; n < a->n && n < x->d->results; n++) {
		struct result r = {a->trials[n], a->values[n]};

		if (r.trial == own.trial)
			there = true;
		else
			rank += result_before(r, own, a->maximize);
		if (there && rank <= share(x->rule, n + 1))
			return n + 1;
	}
	return 0;
}

static void synchronous_sibling(
	const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	const struct decision *d = x->d;
	uint32_t after;

	if (!a->n || is_rank_all(x))
		return;
	after = asha_climbs_after(x, a);
	if (after)
		strbuf_addf(out,
			"ASHA, without a barrier, would have let T%u climb after %u of "
			"these %u results%s.",
			d->trial, after, d->results,
			d->verdict == VERDICT_STOP ? ", and been wrong about it" : "");
	else
		strbuf_addf(out,
			"ASHA would not have let T%u climb on these results either.",
			d->trial);
}

/* What it costs not to wait: one has climbed that would not climb with today's results. */
static void add_early_climb(
	const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	const struct result own = {x->d->trial, a->own};
	uint32_t rank = 1, places = asha_places(x->rule, a->n);

	for (uint32_t i = 0; i < a->n; i++)
		rank += result_before(
			(struct result){a->trials[i], a->values[i]}, own, a->maximize);
	if (rank > places)
		strbuf_addf(out,
			"It climbed early: by now it has rank %u of %u, and %u may "
			"climb. "
			"That is the price of not waiting. ",
			rank, a->n, places);
}

/* A rung of synchronous halving with its usual n_0 waits for so many results. */
static void asha_sibling(
	const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	int64_t full, n = x->d->results;

	if (!a->n || x->d->verdict == VERDICT_COMPLETE)
		return;
	if (x->d->verdict == VERDICT_PROMOTE && !x->d->by_hand && !is_rank_all(x))
		add_early_climb(x, a, out);
	full = ladder_power(x->rule->eta, a->above);
	if (full < 0)
		return;
	if (n < full)
		strbuf_addf(out,
			"Synchronous halving would wait for %lld more of %lld results "
			"before any trial climbed.",
			(long long)(full - n), (long long)full);
	else
		strbuf_addf(out,
			"A rung of synchronous halving is full with %lld results: the "
			"best %lld of them climb together.",
			(long long)full, (long long)(full / x->rule->eta));
}

static void asha_stop_sibling(
	const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	const struct decision *d = x->d;
	uint32_t places = asha_places(x->rule, d->results);

	(void)a;
	if (is_rank_all(x))
		return;
	if (d->rank <= places)
		strbuf_addf(
			out, "ASHA's other variant would let T%u climb too.", d->trial);
	else
		strbuf_addf(out,
			"ASHA's other variant would let T%u wait: %u of %u may climb "
			"now, and more when more results have come.",
			d->trial, places, d->results);
}

static void no_sibling(
	const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	(void)x;
	(void)a;
	(void)out;
}

/* Lines of a log */

static void add_cutoff(const struct ruling *x, struct strbuf *out)
{
	if (isfinite(x->d->cutoff))
		strbuf_addf(out, ", cutoff %.6g", x->d->cutoff);
}

static void ranked_line(const struct ruling *x, const char *word, struct strbuf *out)
{
	const struct decision *d = x->d;

	strbuf_addf(out, "rank %u of %u", d->rank, d->results);
	if (d->places && d->places == share(x->rule, d->results))
		strbuf_addf(
			out, ", %u/%d=%u %s", d->results, x->rule->eta, d->places, word);
	else if (d->places)
		strbuf_addf(out, ", %u %s", d->places, word);
	add_cutoff(x, out);
}

static void asha_line(const struct ruling *x, struct strbuf *out)
{
	ranked_line(x, "may climb", out);
}

static void asha_stop_line(const struct ruling *x, struct strbuf *out)
{
	ranked_line(x, "go on", out);
}

static void synchronous_line(const struct ruling *x, struct strbuf *out)
{
	strbuf_addf(out, "rank %u of %u", x->d->rank, x->d->results);
	if (x->d->places)
		strbuf_addf(out, ", the best %u climb", x->d->places);
	add_cutoff(x, out);
}

static void brief_places(const struct ruling *x, enum detail detail, struct strbuf *out)
{
	if (detail == DETAIL_ALL && x->rule->ops->places)
		rule_add_places(x->rule, x->d->places, x->d->results, x->unicode, out);
	else
		strbuf_addf(out, "%u", x->d->places);
}

static void ranked_brief(const struct ruling *x, enum detail detail, struct strbuf *out)
{
	const struct decision *d = x->d;
	const char *word = detail > DETAIL_NUMBERS ? "rank " : "";

	if (d->by_hand && isfinite(d->value) && detail > DETAIL_NUMBERS) {
		strbuf_addf(out, "by hand, %s%u/%u", word, d->rank, d->results);
		return;
	}
	if (d->by_hand || !isfinite(d->value)) {
		strbuf_adds(out, d->by_hand ? "by hand" : "ranked last");
		return;
	}
	strbuf_addf(out, "%s%u/%u", word, d->rank, d->results);
	if (d->verdict == VERDICT_COMPLETE) {
		strbuf_adds(out, ", top");
	} else if (d->rank <= d->places) {
		strbuf_adds(out, x->unicode ? " ≤ " : " <= ");
		brief_places(x, detail, out);
		if (d->verdict == VERDICT_PAUSE && detail == DETAIL_ALL)
			strbuf_adds(out, ": next to climb");
	} else if (!d->places) {
		strbuf_addf(out, ", no place%s", detail == DETAIL_ALL ? " yet" : "");
	} else {
		strbuf_adds(out, " > ");
		brief_places(x, detail, out);
	}
}

static void ranked_why(const struct ruling *x, struct strbuf *out)
{
	strbuf_addf(
		out, "rank %u of %u, %u climb", x->d->rank, x->d->results, x->d->places);
}

static void asha_stop_why(const struct ruling *x, struct strbuf *out)
{
	strbuf_addf(
		out, "rank %u of %u, %u go on", x->d->rank, x->d->results, x->d->places);
}

/* For those who learn */

static void remark_places(const struct ruling *x, struct strbuf *out)
{
	if (x->top) {
		strbuf_adds(out, "The top rung: nothing is left to climb to.");
		return;
	}
	rule_add_places(x->rule, x->d->places, x->d->results, x->unicode, out);
	strbuf_adds(out, x->d->places == 1 ? " place." : " places.");
	if (isfinite(x->d->cutoff))
		strbuf_addf(out, " The cutoff is %.4g.", x->d->cutoff);
}

static void asha_remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	remark_places(x, first);
	if (!x->top)
		strbuf_adds(second, roomy ? "No barrier: a trial that does not climb now "
					    "may climb later."
					  : "No barrier: the rest may climb later.");
}

static void asha_stop_remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	remark_places(x, first);
	if (!x->top)
		strbuf_adds(second,
			roomy ? "No barrier, and no trial waits: the rest stops for good."
			      : "No trial waits: the rest stops for good.");
}

static void synchronous_remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	remark_places(x, first);
	if (!x->top)
		strbuf_addf(second,
			roomy ? "All %u had to report first; asha would have begun at %d."
			      : "All %u first; asha would begin at %d.",
			x->d->results, x->rule->eta);
}

static void random_remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	(void)x;
	(void)second;
	strbuf_adds(first, roomy ? "No early stopping: every trial trains to the end."
				 : "No early stopping.");
}

/* Rungs */

static void places_stand(const struct rule *r, const struct rung_stand *s,
	enum detail detail, struct strbuf *out)
{
	uint32_t places = r->ops->places(r, s->done);

	if (s->top)
		strbuf_adds(out, detail == DETAIL_NUMBERS ? "" : "top");
	else if (detail == DETAIL_NUMBERS)
		strbuf_addf(out, "%u/%u", places, s->done);
	else if (!places)
		strbuf_addf(out, "have %u/%d", s->done, r->eta);
	else
		rule_add_places(r, places, s->done, s->unicode, out);
}

static void random_stand(const struct rule *r, const struct rung_stand *s,
	enum detail detail, struct strbuf *out)
{
	(void)r;
	(void)s;
	strbuf_adds(out, detail == DETAIL_NUMBERS ? "" : "top");
}

static void synchronous_stand(const struct rule *r, const struct rung_stand *s,
	enum detail detail, struct strbuf *out)
{
	(void)r;
	if (detail == DETAIL_NUMBERS)
		strbuf_addf(out, "%u/%u", s->done, s->seats);
	else if (s->done >= s->seats && s->next)
		strbuf_addf(out, "best %u of %u", s->next, s->seats);
	else if (s->done >= s->seats)
		strbuf_adds(out, "top");
	else if (!s->done)
		strbuf_addf(out, s->seats == 1 ? "%u seat" : "%u seats", s->seats);
	else
		strbuf_addf(
			out, "%u of %u, wait %u", s->done, s->seats, s->seats - s->done);
}

const struct rule_ops rule_random = {
	.goes = "goes on",
	.gone = "went on",
	.explain = random_explain,
	.sibling = no_sibling,
	.line = asha_line,
	.brief = ranked_brief,
	.remark = random_remark,
	.why = ranked_why,
	.stand = random_stand,
};

const struct rule_ops rule_synchronous = {
	.climbs = true,
	.divides = true,
	.goes = "climbs",
	.gone = "climbed",
	.by_hand = true,
	.explain = synchronous_explain,
	.sibling = synchronous_sibling,
	.line = synchronous_line,
	.brief = ranked_brief,
	.remark = synchronous_remark,
	.why = ranked_why,
	.stand = synchronous_stand,
};

const struct rule_ops rule_asha = {
	.climbs = true,
	.divides = true,
	.goes = "climbs",
	.gone = "climbed",
	.waits = true,
	.by_hand = true,
	.places = asha_places,
	.explain = asha_explain,
	.sibling = asha_sibling,
	.line = asha_line,
	.brief = ranked_brief,
	.remark = asha_remark,
	.why = ranked_why,
	.stand = places_stand,
};

const struct rule_ops rule_asha_stop = {
	.divides = true,
	.goes = "goes on",
	.gone = "went on",
	.by_hand = true,
	.places = stop_places,
	.explain = asha_stop_explain,
	.sibling = asha_stop_sibling,
	.line = asha_stop_line,
	.brief = ranked_brief,
	.remark = asha_stop_remark,
	.why = asha_stop_why,
	.stand = places_stand,
};
