/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/guess.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

void guess_init(struct guess *g)
{
	*g = (struct guess){.state = GUESS_NONE};
}

void guess_release(struct guess *g)
{
	free(g->right);
	guess_init(g);
}

void guess_ask(struct guess *g, enum guess_kind kind, int bracket, int rung,
	uint32_t places, uint64_t from)
{
	g->state = GUESS_ASKED;
	g->kind = kind;
	g->bracket = bracket;
	g->rung = rung;
	g->places = places;
	g->from = from;
	g->n_marks = g->n_right = 0;
	g->seq = 0;
}

size_t guess_most(const struct guess *g)
{
	if (g->kind != GUESS_RUNG)
		return 1;
	return g->places && g->places < GUESS_MOST ? g->places : GUESS_MOST;
}

bool guess_has(const uint32_t *list, size_t n, uint32_t trial)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == trial)
			return true;
	return false;
}

bool guess_mark(struct guess *g, uint32_t trial)
{
	for (size_t i = 0; i < g->n_marks; i++)
		if (g->marks[i] == trial) {
			memmove(&g->marks[i], &g->marks[i + 1],
				(--g->n_marks - i) * sizeof(*g->marks));
			return true;
		}
	if (g->n_marks == guess_most(g))
		return false;
	g->marks[g->n_marks++] = trial;
	return true;
}

static bool answers(const struct guess *g, const struct decision *d)
{
	if (d->by_hand)
		return false;
	if (g->kind == GUESS_STOP)
		return d->verdict == VERDICT_STOP;
	return d->verdict == VERDICT_PROMOTE &&
	       (g->kind == GUESS_CLIMB ||
		       (d->bracket == g->bracket && d->rung == g->rung));
}

uint64_t guess_settled(const struct journal *j, uint64_t seq, uint64_t length)
{
	double t = journal_at(j, seq)->t;

	while (seq < length && journal_at(j, seq + 1)->t <= t &&
		journal_at(j, seq + 1)->kind != EVENT_REPORT)
		seq++;
	return seq;
}

bool guess_find(struct guess *g, const struct journal *j, uint64_t length)
{
	for (uint64_t seq = g->from + 1; !g->seq && seq <= length; seq++) {
		const struct event *e = journal_at(j, seq);

		if (e->kind == EVENT_DECISION && answers(g, &e->decision))
			g->seq = seq;
	}
	if (!g->seq)
		return false;
	/* the others that are told with it */
	for (uint64_t seq = g->seq; seq <= length; seq++) {
		const struct event *e = journal_at(j, seq);

		if (e->kind != EVENT_DECISION)
			break;
		g->seq = seq;
		if (!answers(g, &e->decision))
			continue;
		if (guess_has(g->right, g->n_right, e->decision.trial))
			continue;
		ARRAY_ROOM(g->right, g->n_right, g->cap_right);
		g->right[g->n_right++] = e->decision.trial;
	}
	g->seq = guess_settled(j, g->seq, length);
	g->places = (uint32_t)g->n_right;
	return true;
}

void guess_tell(struct guess *g)
{
	g->state = GUESS_TOLD;
	for (size_t i = 0; i < g->n_marks; i++)
		g->hits += guess_has(g->right, g->n_right, g->marks[i]);
	g->of += (unsigned)g->n_marks;
}

void guess_end(struct guess *g)
{
	g->state = GUESS_NONE;
}

char guess_sign(const struct guess *g, uint32_t trial)
{
	bool marked, right;

	if (g->state == GUESS_NONE)
		return 0;
	marked = guess_has(g->marks, g->n_marks, trial);
	right = guess_has(g->right, g->n_right, trial);
	if (g->state != GUESS_TOLD)
		return marked ? '+' : 0;
	return marked ? (right ? '+' : '-') : right ? 'o' : 0;
}
