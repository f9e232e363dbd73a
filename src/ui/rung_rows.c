/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rung_rows.h"

#include <stdlib.h>

#include "base/xalloc.h"

/* Rungs looked at, newest first: what is older has long closed. */
#define LOOK_BACK 2048

static struct heat *heat_of(
	struct heats *h, const struct study *s, int bracket, int round)
{
	struct heat *heat;

	for (size_t i = 0; i < h->n; i++)
		if (h->items[i].bracket == bracket && h->items[i].round == round)
			return &h->items[i];
	ARRAY_ROOM(h->items, h->n, h->cap);
	heat = &h->items[h->n++];
	*heat = (struct heat){.bracket = bracket, .round = round};
	if (s->shape && bracket < s->n_brackets) {
		heat->shape = &s->shape[bracket];
		heat->n_rungs = heat->shape->n_rungs < LEVELS_MAX ? heat->shape->n_rungs
								  : LEVELS_MAX;
	}
	return heat;
}

int rung_seats(const struct heat *h, int rung)
{
	const struct study_rung *r = h->rungs[rung];

	if (r)
		return (int)r->seats;
	return h->shape && h->shape->seats ? (int)h->shape->seats[rung] : 0;
}

int rung_level(const struct heat *h, int rung)
{
	const struct study_rung *r = h->rungs[rung];

	if (r)
		return r->level;
	return h->shape ? h->shape->levels[rung] : 0;
}

/*
 * A heat is over when nothing runs in it and nothing waits: all that reached a rung was
 * told to climb or to stop. An asynchronous ladder is never over.
 */
static bool is_active(const struct study *s, const struct heat *h)
{
	if (s->phase == PHASE_FINISHED)
		return false;
	if (!s->synchronous)
		return true;
	for (int k = 0; k < h->n_rungs; k++) {
		const struct study_rung *r = h->rungs[k];

		if (r && (r->running || r->paused))
			return true;
	}
	return false;
}

static int by_round(const void *a, const void *b)
{
	const struct heat *x = a, *y = b;

	if (x->bracket != y->bracket)
		return x->bracket < y->bracket ? -1 : 1;
	return (x->round > y->round) - (x->round < y->round);
}

/* Of each bracket the latest heat stays, and older ones while they are active. */
static void drop_old(struct heats *h, const struct study *s)
{
	size_t kept = 0;

	qsort(h->items, h->n, sizeof(*h->items), by_round);
	for (size_t i = 0; i < h->n; i++) {
		struct heat *heat = &h->items[i];
		bool latest = i + 1 == h->n || heat[1].bracket != heat->bracket;

		heat->active = is_active(s, heat);
		if (latest || heat->active)
			h->items[kept++] = *heat;
	}
	h->n = kept;
}

void heats_collect(struct heats *h, const struct study *s)
{
	size_t look = s->n_rungs < LOOK_BACK ? s->n_rungs : LOOK_BACK;

	*h = (struct heats){.widest = 1};
	for (size_t i = s->n_rungs; look-- > 0;) {
		const struct study_rung *r = &s->rungs[--i];
		struct heat *heat = heat_of(h, s, r->bracket, r->round);

		if (r->rung >= LEVELS_MAX)
			continue;
		heat->rungs[r->rung] = r;
		if (r->rung >= heat->n_rungs)
			heat->n_rungs = r->rung + 1;
	}
	/* Brackets that have not begun show what they will be. */
	for (int b = 0; b < s->n_brackets; b++) {
		bool there = false;

		for (size_t i = 0; i < h->n && !there; i++)
			there = h->items[i].bracket == b;
		if (!there)
			heat_of(h, s, b, s->round);
	}
	if (h->n)
		drop_old(h, s);
	for (size_t i = 0; i < h->n; i++)
		for (int k = 0; k < h->items[i].n_rungs; k++) {
			const struct study_rung *r = h->items[i].rungs[k];
			uint32_t n = (uint32_t)rung_seats(&h->items[i], k);

			if (r && r->done + r->running > n)
				n = r->done + r->running;
			if (n > h->widest)
				h->widest = n;
		}
}

void heats_release(struct heats *h)
{
	free(h->items);
	*h = (struct heats){0};
}

const struct heat *heats_open(const struct heats *h, int bracket)
{
	const struct heat *open = h->n ? &h->items[0] : NULL;

	if (bracket < 0) {
		for (size_t i = 0; i < h->n; i++)
			if (h->items[i].active &&
				(!open->active || h->items[i].round < open->round))
				open = &h->items[i];
		return open;
	}
	for (size_t i = 0; i < h->n; i++)
		if (h->items[i].bracket == bracket)
			open = &h->items[i];
	return open;
}

size_t rung_rows(const struct heats *h, int bracket, int room, struct rung_row **rows)
{
	const struct heat *open = heats_open(h, bracket);
	size_t all = 0, n = 0;
	bool in_full, one_open;

	for (size_t i = 0; i < h->n; i++)
		all += (size_t)h->items[i].n_rungs;
	in_full = h->n <= 1 || all <= (size_t)(room > 0 ? room : 0);
	one_open =
		open && h->n - 1 + (size_t)open->n_rungs <= (size_t)(room > 0 ? room : 0);
	*rows = xcalloc(all + h->n + 1, sizeof(**rows));
	for (size_t i = 0; i < h->n; i++) {
		const struct heat *heat = &h->items[i];

		if (in_full || (one_open && heat == open))
			for (int k = heat->n_rungs - 1; k >= 0; k--)
				(*rows)[n++] = (struct rung_row){heat, k};
		else
			(*rows)[n++] = (struct rung_row){heat, -1};
	}
	return n;
}
