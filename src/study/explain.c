/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/explain.h"

#include <math.h>
#include <stdlib.h>

#include "base/order_tree.h"
#include "base/score.h"
#include "base/xalloc.h"
#include "study/predictions.h"

static bool is_top(const struct study *s, const struct study_decision *d)
{
	return d->seq > s->switch_seq && d->d.bracket < s->n_brackets &&
	       d->d.rung + 1 >= s->shape[d->d.bracket].n_rungs;
}

struct ruling explain_ruling(
	const struct study *s, const struct study_decision *d, bool unicode)
{
	return (struct ruling){
		.rule = d->rule, .d = &d->d, .top = is_top(s, d), .unicode = unicode};
}

static void add_way(const struct study_decision *d, struct strbuf *out)
{
	const struct decision *x = &d->d;
	char level[32];

	strbuf_addf(out, "T%u ", x->trial);
	switch (x->verdict) {
	case VERDICT_PROMOTE:
		strbuf_addf(out, "%s %s rung %d", d->rule->ops->goes,
			d->rule->ops->climbs ? "from" : "at", x->rung);
		break;
	case VERDICT_PAUSE:
		strbuf_addf(out, "waits at rung %d", x->rung);
		break;
	case VERDICT_STOP:
		strbuf_addf(out, "stops at rung %d", x->rung);
		break;
	case VERDICT_COMPLETE:
		strbuf_addf(out, "is complete %s",
			study_level_words(x->level, level, sizeof(level)));
		break;
	}
	if (x->by_hand)
		strbuf_adds(out, ", by hand");
	strbuf_adds(out, ": ");
}

void explain_broken(const struct study *s, const struct decision *d, struct strbuf *out)
{
	const struct study_trial *t = &s->trials[d->trial];
	int e = d->level < t->epoch ? d->level : t->epoch;

	if (!(d->broken > 0))
		return;
	while (e && study_broken(s, study_result(t, e)) != d->broken)
		e--; /* a rule may look at the best */
	if (e)
		study_say_broken(s, t, e, out);
	else
		strbuf_addf(out, "breaks constraints by %.4g", d->broken);
}

void explain_rule(const struct study *s, const struct study_decision *d, bool unicode,
	struct strbuf *out)
{
	struct ruling x = explain_ruling(s, d, unicode);

	add_way(d, out);
	d->rule->ops->explain(&x, out);
	if (!(d->d.broken > 0))
		return;
	strbuf_adds(out, " It ");
	explain_broken(s, &d->d, out);
	strbuf_adds(out, ", so all that break no constraint are before it.");
}

void explain_value(
	const struct study *s, const struct study_decision *d, struct strbuf *out)
{
	const struct study_trial *t = &s->trials[d->d.trial];
	const struct study_incumbent *inc = study_incumbent(s);

	if (d->rule->ops->of_others || !isfinite(d->d.value) || d->d.broken > 0 ||
		!t->best_epoch ||
		t->best_epoch >= d->d.level || !study_better(s, t->best, d->d.value))
		return;
	strbuf_addf(out,
		" Its value at the rung counts, %.4g, not its best, %.4g at epoch %d",
		d->d.value, t->best, t->best_epoch);
	strbuf_adds(out, inc && inc->trial == t->id
				 ? ": the incumbent is the best at any epoch."
				 : ".");
}

/* What came before the others at its rung, in the order in which results came. */
static const struct study_rung *rung_of(
	const struct study *s, const struct study_decision *d)
{
	if (d->seq < s->switch_seq)
		return NULL;
	return study_rung_find(s, d->d.bracket, d->d.round, d->d.rung);
}

void explain_sibling(
	const struct study *s, const struct study_decision *d, struct strbuf *out)
{
	const struct study_rung *r = rung_of(s, d);
	struct ruling x = explain_ruling(s, d, true);
	struct arrivals a = {.maximize = s->info->maximize, .own = d->d.value};

	if (r) {
		a.trials = r->trials;
		a.values = r->values;
		a.n = r->done;
		a.above = s->shape[r->bracket].n_rungs - 1 - r->rung;
		if (d->d.broken > 0)
			a.own = score_of(0, d->d.broken, a.maximize);
	}
	d->rule->ops->sibling(&x, &a, out);
}

static void add_prediction(const struct study *s, const struct study_trial *t,
	bool unicode, struct strbuf *out)
{
	const struct proposal *p = t->origin;
	double seen = prediction_seen(s, t);

	if (!isfinite(p->predicted))
		return;
	strbuf_addf(out, ", which predicts %s %.4g", s->info->metric, p->predicted);
	if (isfinite(p->spread))
		strbuf_addf(out, " %s %.2g", unicode ? "±" : "+-", p->spread);
	if (isfinite(seen))
		strbuf_addf(out, "; %.4g was seen", seen);
	else if (t->state < TRIAL_COMPLETED)
		strbuf_adds(out, "; it has not come there yet");
	else
		strbuf_adds(out, "; it never came there");
}

static void add_model(const struct study *s, const struct study_trial *t, bool unicode,
	struct strbuf *out)
{
	const struct proposal *p = t->origin;
	char level[32];

	strbuf_addf(out, " chose T%u by its model", t->id);
	if (p->level)
		strbuf_addf(out, " of the results %s",
			study_level_words(p->level, level, sizeof(level)));
	if (isfinite(p->acquisition))
		strbuf_addf(out, " (acquisition %.3g)", p->acquisition);
	add_prediction(s, t, unicode, out);
}

/* "T3 (0.14 at 9 epochs)" */
static void add_result(const struct study *s, double value, int epoch, struct strbuf *out)
{
	char level[32];

	if (isfinite(value) && !(study_broken(s, value) > 0))
		strbuf_addf(out, " (%.4g %s)", value,
			study_level_words(epoch, level, sizeof(level)));
}

static void add_neighbour(
	const struct study *s, const struct proposal *p, int i, struct strbuf *out)
{
	uint32_t id = p->nearest[i];

	if (p->earlier[i]) {
		const struct earlier_event *x = s->earlier[id];
		size_t last = x->n_results;

		strbuf_addf(out, "T%u of %s", x->trial, x->source);
		if (last)
			add_result(s, x->values[last - 1], x->epochs[last - 1], out);
		return;
	}
	strbuf_addf(out, "T%u", id);
	add_result(s, s->trials[id].value, s->trials[id].epoch, out);
}

static void add_neighbours(
	const struct study *s, const struct proposal *p, struct strbuf *out)
{
	if (p->nearest[0] == NO_TRIAL)
		return;
	strbuf_addf(out, " Nearest to it %s ", p->nearest[1] == NO_TRIAL ? "is" : "are");
	add_neighbour(s, p, 0, out);
	if (p->nearest[1] != NO_TRIAL) {
		strbuf_adds(out, " and ");
		add_neighbour(s, p, 1, out);
	}
	strbuf_addch(out, '.');
}

void explain_origin(const struct study *s, const struct study_trial *t, bool unicode,
	struct strbuf *out)
{
	const struct proposal *p = t->origin;

	if (!p)
		return;
	if (p->origin == ORIGIN_ENQUEUED) {
		strbuf_addf(out, "T%u was enqueued.", t->id);
		return;
	}
	strbuf_adds(out, p->searcher ? p->searcher : "The searcher");
	if (p->origin == ORIGIN_MODEL)
		add_model(s, t, unicode, out);
	else if (p->origin == ORIGIN_PRIOR)
		strbuf_addf(out, " drew T%u from the prior", t->id);
	else if (p->origin == ORIGIN_INCUMBENT)
		strbuf_addf(out, " made T%u of the incumbent, some of whose values moved",
			t->id);
	else
		strbuf_addf(out, " drew T%u at random", t->id);
	strbuf_addch(out, '.');
	add_neighbours(s, p, out);
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

	*n = r ? rule_ranked(d->rule, &d->d) : 0;
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
