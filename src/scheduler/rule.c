/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scheduler/rule.h"

static bool keeps_one_more(const char *spec)
{
	const struct kind *kind;
	struct knobs knobs;
	struct error err;
	bool more;

	if (!spec || scheduler_parse(spec, NULL, &kind, &knobs, &err) < 0)
		return false;
	more = knob_find(knobs.rows, "keep") && knobs_is(&knobs, "keep", "wandb");
	knobs_release(&knobs);
	return more;
}

struct rule rule_of(const char *scheduler, const char *spec, int eta)
{
	const struct kind *kind = family_find(&schedulers, scheduler);

	return (struct rule){.ops = kind ? scheduler_ops_of(kind)->rule : &rule_asha,
		.eta = eta,
		.one_more = keeps_one_more(spec)};
}

void rule_add_places(const struct rule *r, uint32_t places, uint32_t n, bool unicode,
	struct strbuf *out)
{
	uint32_t share = r->eta > 1 ? n / (uint32_t)r->eta : n;
	bool more = r->one_more && places == share + 1;

	if (!r->ops->divides || (!more && (!share || places != share)))
		strbuf_addf(out, "%u", places);
	else
		strbuf_addf(out, unicode ? "⌊%u/%d⌋%s=%u" : "[%u/%d]%s=%u", n, r->eta,
			more ? "+1" : "", places);
}

uint32_t rule_ranked(const struct rule *r, const struct decision *d)
{
	return d->results + r->ops->of_others;
}
