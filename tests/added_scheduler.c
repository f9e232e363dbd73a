/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scheduler that decides as asha does, and has words of its own for it. */
#include "config.h"

#include "scheduler/asynchronous.h"

extern const struct scheduler_ops scheduler_lunar;

static uint32_t places(const struct rule *r, uint32_t n)
{
	return n / (uint32_t)r->eta;
}

static void explain(const struct ruling *x, struct strbuf *out)
{
	strbuf_addf(out, "the moon is at %u, and it shines.", x->d->rank);
}

static void sibling(const struct ruling *x, const struct arrivals *a, struct strbuf *out)
{
	(void)x;
	strbuf_addf(out, "The sun would have %u.", a->n);
}

static void line(const struct ruling *x, struct strbuf *out)
{
	strbuf_addf(out, "moonlit %u", x->d->rank);
}

static void brief(const struct ruling *x, enum detail detail, struct strbuf *out)
{
	(void)detail;
	strbuf_addf(out, "moon %u", x->d->rank);
}

static void remark(
	const struct ruling *x, bool roomy, struct strbuf *first, struct strbuf *second)
{
	(void)x;
	(void)roomy;
	strbuf_adds(first, "It waxes.");
	strbuf_adds(second, "It wanes.");
}

static void why(const struct ruling *x, struct strbuf *out)
{
	(void)x;
	strbuf_adds(out, "new moon");
}

static void stand(const struct rule *r, const struct rung_stand *s, enum detail detail,
	struct strbuf *out)
{
	(void)r;
	(void)detail;
	strbuf_addf(out, "tide %u", s->done);
}

static const struct rule_ops rule = {
	.climbs = true,
	.goes = "rises",
	.gone = "risen",
	.places = places,
	.explain = explain,
	.sibling = sibling,
	.line = line,
	.brief = brief,
	.remark = remark,
	.why = why,
	.stand = stand,
};

/* It stops who is not among the best, so that there is a reason for an end. */
static struct scheduler *create(const struct scheduler_setup *setup, struct error *err)
{
	struct asynchronous *a = asynchronous_new(setup, NULL, err);

	if (!a)
		return NULL;
	a->stops = true;
	return &a->base;
}

static const struct knob rows[] = {LADDER_KNOBS, LEVELS_KNOBS, {0}};

const struct scheduler_ops scheduler_lunar = {
	.kind = {.name = "lunar", .help = "by the moon", .knobs = rows},
	.rule = &rule,
	.create = create,
	.free = asynchronous_free,
	ASYNCHRONOUS_OPS,
};
