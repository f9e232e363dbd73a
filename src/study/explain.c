/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/explain.h"

#include <math.h>
#include <stdlib.h>

#include "base/order_tree.h"
#include "base/xalloc.h"

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

void explain_rule(const struct study *s, const struct study_decision *d, bool unicode,
	struct strbuf *out)
{
	struct ruling x = explain_ruling(s, d, unicode);

	add_way(d, out);
	d->rule->ops->explain(&x, out);
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
	struct arrivals a = {.maximize = s->info->maximize};

	if (r) {
		a.trials = r->trials;
		a.values = r->values;
		a.n = r->done;
		a.above = s->shape[r->bracket].n_rungs - 1 - r->rung;
	}
	d->rule->ops->sibling(&x, &a, out);
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
