/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/moments.h"

#include <stdlib.h>

#include "base/xalloc.h"

void moments_init(struct moments *t, const struct journal *j)
{
	*t = (struct moments){.journal = j};
}

void moments_release(struct moments *t)
{
	for (int m = 0; m < MOMENTS; m++)
		free(t->of[m].seqs);
	*t = (struct moments){.journal = t->journal};
}

static void add(struct moments *t, enum moment m, uint64_t seq)
{
	struct moment_list *of = &t->of[m];

	ARRAY_ROOM(of->seqs, of->n, of->cap);
	of->seqs[of->n++] = seq;
}

static void take(struct moments *t, const struct event *e)
{
	switch (e->kind) {
	case EVENT_DECISION:
		add(t, MOMENT_DECISION, e->seq);
		if (e->decision.verdict == VERDICT_PROMOTE)
			add(t, MOMENT_CLIMB, e->seq);
		break;
	case EVENT_INCUMBENT:
		add(t, MOMENT_INCUMBENT, e->seq);
		break;
	case EVENT_SCHEDULER:
		if (t->begun)
			add(t, MOMENT_SWITCH, e->seq);
		t->begun = true;
		break;
	case EVENT_END:
		if (e->end.state == TRIAL_FAILED || e->end.failure.cause != CAUSE_OTHER)
			add(t, MOMENT_FAILURE, e->seq);
		break;
	default:
		break;
	}
}

bool moments_read(struct moments *t, uint64_t most)
{
	uint64_t end = journal_length(t->journal);

	while (t->length < end && most-- > 0)
		take(t, journal_at(t->journal, ++t->length));
	return t->length < end;
}

/* How many of them lie before seq. */
static size_t rank_of(const struct moment_list *of, uint64_t seq)
{
	size_t lo = 0, hi = of->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (of->seqs[mid] < seq)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint64_t moments_before(const struct moments *t, enum moment m, uint64_t seq)
{
	size_t i = rank_of(&t->of[m], seq);

	return i ? t->of[m].seqs[i - 1] : 0;
}

uint64_t moments_after(const struct moments *t, enum moment m, uint64_t seq)
{
	size_t i = rank_of(&t->of[m], seq + 1);

	return i < t->of[m].n ? t->of[m].seqs[i] : 0;
}

size_t moments_count(const struct moments *t, enum moment m, uint64_t from, uint64_t to)
{
	return to > from ? rank_of(&t->of[m], to) - rank_of(&t->of[m], from) : 0;
}

uint64_t moments_climb_of(const struct moments *t, uint32_t trial)
{
	const struct moment_list *of = &t->of[MOMENT_CLIMB];

	for (size_t i = 0; i < of->n; i++)
		if (journal_at(t->journal, of->seqs[i])->decision.trial == trial)
			return of->seqs[i];
	return 0;
}
