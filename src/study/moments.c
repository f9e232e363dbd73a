/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/moments.h"

#include <stdlib.h>

#include "base/xalloc.h"

void timeline_init(struct timeline *t, const struct journal *j)
{
	*t = (struct timeline){.journal = j};
}

void timeline_release(struct timeline *t)
{
	for (int m = 0; m < MOMENTS; m++)
		free(t->of[m].seqs);
	*t = (struct timeline){.journal = t->journal};
}

static void add(struct timeline *t, enum moment m, uint64_t seq)
{
	struct moments *of = &t->of[m];

	ARRAY_ROOM(of->seqs, of->n, of->cap);
	of->seqs[of->n++] = seq;
}

static void take(struct timeline *t, const struct event *e)
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
		if (e->end.state == TRIAL_FAILED)
			add(t, MOMENT_FAILURE, e->seq);
		break;
	default:
		break;
	}
}

bool timeline_read(struct timeline *t, uint64_t most)
{
	uint64_t end = journal_length(t->journal);

	while (t->length < end && most-- > 0)
		take(t, journal_at(t->journal, ++t->length));
	return t->length < end;
}

/* How many of them lie before seq. */
static size_t rank_of(const struct moments *of, uint64_t seq)
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

uint64_t timeline_before(const struct timeline *t, enum moment m, uint64_t seq)
{
	size_t i = rank_of(&t->of[m], seq);

	return i ? t->of[m].seqs[i - 1] : 0;
}

uint64_t timeline_after(const struct timeline *t, enum moment m, uint64_t seq)
{
	size_t i = rank_of(&t->of[m], seq + 1);

	return i < t->of[m].n ? t->of[m].seqs[i] : 0;
}

size_t timeline_count(const struct timeline *t, enum moment m, uint64_t from, uint64_t to)
{
	return to > from ? rank_of(&t->of[m], to) - rank_of(&t->of[m], from) : 0;
}

uint64_t timeline_climb_of(const struct timeline *t, uint32_t trial)
{
	const struct moments *of = &t->of[MOMENT_CLIMB];

	for (size_t i = 0; i < of->n; i++)
		if (journal_at(t->journal, of->seqs[i])->decision.trial == trial)
			return of->seqs[i];
	return 0;
}
