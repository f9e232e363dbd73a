/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "searcher/searcher.h"

/* A kind is the first member of its ops struct. */
const struct searcher_ops *searcher_ops_of(const struct kind *kind)
{
	return (const struct searcher_ops *)(const void *)kind;
}

struct searcher *searcher_new(
	const struct kind *kind, const struct searcher_setup *setup, struct error *err)
{
	struct searcher_setup of_kind = *setup;

	of_kind.ops = searcher_ops_of(kind);
	return of_kind.ops->create(&of_kind, err);
}

void searcher_free(struct searcher *s)
{
	if (s)
		s->ops->free(s);
}

bool searcher_propose(struct searcher *s, uint32_t trial, struct value *config)
{
	return s->ops->propose(s, trial, config);
}

void searcher_report(struct searcher *s, const struct trial_progress *p)
{
	s->ops->report(s, p);
}
