/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The words of the median rule. Nothing climbs and nothing is ranked for places: the
 * trial's best so far is compared with one number, the median of the others' running
 * averages, which is the decision's cutoff.
 */
#include "config.h"

#include <math.h>

#include "scheduler/rule.h"

static bool stops(const struct ruling *x)
{
	return x->d->verdict == VERDICT_STOP;
}

/* Of a median that is no value. */
static const char *what_it_lacks(const struct decision *d)
{
	return d->cutoff_broken > 0 ? "breaks constraints" : "is not finite";
}

static void explain(const struct ruling *x, struct strbuf *out)
{
	const struct decision *d = x->d;

	if (!isfinite(d->value))
		strbuf_adds(out, "its value is not finite.");
	else if (!d->results)
		strbuf_adds(out, "no other trial has come so far yet.");
	else if (!isfinite(d->cutoff))
		strbuf_addf(out, "the median of the %u others' running averages %s.",
			d->results, what_it_lacks(d));
	else
		strbuf_addf(out,
			"its best so far, %.4g, is %s than %.4g, the median of the %u "
			"others' running averages.",
			d->value, stops(x) ? "worse" : "not worse", d->cutoff,
			d->results);
}

static void sibling(const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	(void)x;
	(void)a;
	(void)out;
}

static void line(const struct ruling *x, struct strbuf *out)
{
	const struct decision *d = x->d;

	if (!isfinite(d->value))
		strbuf_adds(out, "it stops");
	else if (!d->results)
		strbuf_adds(out, "no other has come so far");
	else if (!isfinite(d->cutoff))
		strbuf_addf(
			out, "the median of %u others %s", d->results, what_it_lacks(d));
	else
		strbuf_addf(out, "%s than %.6g, the median of %u other%s",
			stops(x) ? "worse" : "not worse", d->cutoff, d->results,
			d->results == 1 ? "" : "s");
}

static void brief(const struct ruling *x, enum detail detail, struct strbuf *out)
{
	const struct decision *d = x->d;

	if (!isfinite(d->value)) {
		strbuf_adds(out, "not finite");
	} else if (!isfinite(d->cutoff)) {
		strbuf_adds(out, d->results		? "no median"
				 : detail == DETAIL_ALL ? "the first to come so far"
							: "the first");
	} else if (detail == DETAIL_NUMBERS) {
		strbuf_addf(
			out, "%s %.4g", stops(x) ? "worse than" : "not worse", d->cutoff);
	} else {
		strbuf_addf(out, "%s than median %.4g", stops(x) ? "worse" : "not worse",
			d->cutoff);
		if (detail == DETAIL_ALL)
			strbuf_addf(out, " of %u", d->results);
	}
}

static void remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	if (isfinite(x->d->cutoff))
		strbuf_addf(first,
			roomy ? "The median of the %u others' running averages is %.4g."
			      : "Median of %u others' averages: %.4g.",
			x->d->results, x->d->cutoff);
	else
		strbuf_adds(first, "There is no median yet.");
	strbuf_adds(second,
		roomy ? "About half are stopped, but none that was better than it once."
		      : "One that was better once goes on.");
}

static void why(const struct ruling *x, struct strbuf *out)
{
	if (isfinite(x->d->value) && isfinite(x->d->cutoff))
		strbuf_addf(out,
			"its best, %.6g, is worse than %.6g, the median of %u "
			"other%s",
			x->d->value, x->d->cutoff, x->d->results,
			x->d->results == 1 ? "" : "s");
	else if (isfinite(x->d->value))
		strbuf_addf(out, "worse than the median of %u other%s", x->d->results,
			x->d->results == 1 ? "" : "s");
	else
		strbuf_adds(out, "its value is not finite");
}

static void stand(const struct rule *r, const struct rung_stand *s, enum detail detail,
	struct strbuf *out)
{
	(void)r;
	if (s->top)
		strbuf_adds(out, detail == DETAIL_NUMBERS ? "" : "top");
	else
		strbuf_adds(out, detail == DETAIL_NUMBERS ? "median" : "the median");
}

const struct rule_ops rule_median = {
	.goes = "goes on",
	.gone = "went on",
	.of_others = true,
	.explain = explain,
	.sibling = sibling,
	.line = line,
	.brief = brief,
	.remark = remark,
	.why = why,
	.stand = stand,
};
