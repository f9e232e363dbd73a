/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/searcher.h"

/* A kind is the first member of its ops struct. */
const struct searcher_ops *searcher_ops_of(const struct kind *kind)
{
	return (const struct searcher_ops *)(const void *)kind;
}

bool searcher_learns(const struct kind *kind)
{
	return searcher_ops_of(kind)->report || searcher_ops_of(kind)->stand_in;
}

bool searcher_chooses(const struct kind *kind)
{
	return searcher_learns(kind) || searcher_ops_of(kind)->chooses;
}

/* The one that the searcher's kind stands for, with its knobs at their defaults. */
static struct searcher *new_stand_in(
	const struct kind *kind, const struct searcher_setup *setup, struct error *err)
{
	const struct kind *other = searcher_ops_of(kind)->stand_in(setup->space);
	struct searcher_setup of_other = *setup;
	struct searcher *s;
	struct knobs knobs;

	knobs_init(&knobs, other->knobs, setup->knobs->at);
	of_other.knobs = &knobs;
	s = searcher_new(other, &of_other, err);
	knobs_release(&knobs);
	return s;
}

struct searcher *searcher_new(
	const struct kind *kind, const struct searcher_setup *setup, struct error *err)
{
	struct searcher_setup of_kind = *setup;
	struct searcher *s;

	if (searcher_ops_of(kind)->stand_in)
		return new_stand_in(kind, setup, err);
	of_kind.ops = searcher_ops_of(kind);
	s = of_kind.ops->create(&of_kind, err);
	if (s)
		s->space = setup->space;
	return s;
}

void searcher_free(struct searcher *s)
{
	if (s)
		s->ops->free(s);
}

void searcher_expect(struct searcher *s, int level)
{
	if (s->ops->expect)
		s->ops->expect(s, level);
}

const char *origin_name(enum origin origin)
{
	static const char *const names[ORIGINS] = {
		[ORIGIN_RANDOM] = "random",
		[ORIGIN_MODEL] = "model",
		[ORIGIN_PRIOR] = "prior",
		[ORIGIN_INCUMBENT] = "incumbent",
		[ORIGIN_ENQUEUED] = "enqueued",
	};

	return names[origin];
}

bool searcher_propose(
	struct searcher *s, uint32_t trial, struct value *config, struct proposal *why)
{
	*why = PROPOSAL_INIT;
	if (!s->ops->propose(s, trial, config, why))
		return false;
	space_settle(s->space, config);
	if (why->origin != ORIGIN_UNSAID)
		why->searcher = s->ops->kind.name;
	return true;
}

const char *searcher_warning(const struct searcher *s)
{
	return s->ops->warning ? s->ops->warning(s) : NULL;
}

void searcher_report(struct searcher *s, const struct trial_progress *p)
{
	s->ops->report(s, p);
}
