/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/rung_rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

/* Rungs looked at, newest first: what is older has long closed. */
#define LOOK_BACK 2048
#define HEAD_LEAST 6 /* rows from which one is worth to name the columns */

static struct pass *pass_of(
	struct passes *h, const struct study *s, int bracket, int round)
{
	struct pass *pass;

	for (size_t i = 0; i < h->n; i++)
		if (h->items[i].bracket == bracket && h->items[i].round == round)
			return &h->items[i];
	ARRAY_ROOM(h->items, h->n, h->cap);
	pass = &h->items[h->n++];
	*pass = (struct pass){.bracket = bracket, .round = round};
	if (s->shape && bracket < s->n_brackets) {
		pass->shape = &s->shape[bracket];
		pass->n_rungs = study_rungs_near(s, bracket);
		pass->rungs = xcalloc((size_t)pass->n_rungs + 1, sizeof(*pass->rungs));
	}
	return pass;
}

static void put_rung(struct pass *h, const struct study_rung *r)
{
	if (r->rung >= h->n_rungs) {
		h->rungs =
			xreallocarray(h->rungs, (size_t)r->rung + 1, sizeof(*h->rungs));
		while (h->n_rungs <= r->rung)
			h->rungs[h->n_rungs++] = NULL;
	}
	h->rungs[r->rung] = r;
}

int rung_seats(const struct pass *h, int rung)
{
	const struct study_rung *r = h->rungs[rung];

	if (r)
		return (int)r->seats;
	return h->shape && h->shape->seats ? (int)h->shape->seats[rung] : 0;
}

int rung_level(const struct pass *h, int rung)
{
	const struct study_rung *r = h->rungs[rung];

	if (r)
		return r->level;
	return h->shape ? h->shape->levels[rung] : 0;
}

const char *rung_epoch(const struct pass *h, int rung, char *out, size_t size)
{
	int level = rung_level(h, rung);

	study_level_text(level, out, size);
	if (level != EPOCHS_OPEN)
		snprintf(out + strlen(out), size - strlen(out), "e");
	return out;
}

/*
 * A pass is over when nothing runs in it and nothing waits: all that reached a rung was
 * told to climb or to stop. An asynchronous ladder is never over.
 */
static bool is_active(const struct study *s, const struct pass *h)
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
	const struct pass *x = a, *y = b;

	if (x->bracket != y->bracket)
		return x->bracket < y->bracket ? -1 : 1;
	return (x->round > y->round) - (x->round < y->round);
}

/* Of each bracket the latest pass stays, and older ones while they are active. */
static void drop_old(struct passes *h, const struct study *s)
{
	size_t kept = 0;

	qsort(h->items, h->n, sizeof(*h->items), by_round);
	for (size_t i = 0; i < h->n; i++) {
		struct pass *pass = &h->items[i];
		bool latest = i + 1 == h->n || pass[1].bracket != pass->bracket;

		pass->active = is_active(s, pass);
		if (latest || pass->active)
			h->items[kept++] = *pass;
		else
			free(pass->rungs);
	}
	h->n = kept;
}

void passes_collect(struct passes *h, const struct study *s)
{
	size_t look = s->n_rungs < LOOK_BACK ? s->n_rungs : LOOK_BACK;

	*h = (struct passes){.widest = 1};
	for (size_t i = s->n_rungs; look-- > 0;) {
		const struct study_rung *r = &s->rungs[--i];

		put_rung(pass_of(h, s, r->bracket, r->round), r);
	}
	/* Brackets that have not begun show what they will be. */
	for (int b = 0; b < s->n_brackets; b++) {
		bool there = false;

		for (size_t i = 0; i < h->n && !there; i++)
			there = h->items[i].bracket == b;
		if (!there)
			pass_of(h, s, b, s->round);
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

void passes_release(struct passes *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->items[i].rungs);
	free(h->items);
	*h = (struct passes){0};
}

const struct pass *passes_open(const struct passes *h, int bracket)
{
	const struct pass *open = h->n ? &h->items[0] : NULL;

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

/* The rung of h, among those not chosen yet, that lies nearest to log(level) = at. */
static int nearest(const struct pass *h, const bool *chosen, double at)
{
	double least = INFINITY;
	int best = -1;

	for (int k = 0; k < h->n_rungs; k++) {
		double away = fabs(log(rung_level(h, k)) - at);

		if (!chosen[k] && away < least) {
			least = away;
			best = k;
		}
	}
	return best;
}

/* Marks n rungs more that lie evenly in log(level). */
static void spread(const struct pass *h, bool *chosen, int n)
{
	double lo = log(rung_level(h, 0)), hi = log(rung_level(h, h->n_rungs - 1));

	for (int i = 1; i <= n; i++)
		chosen[nearest(h, chosen, lo + (hi - lo) * i / (n + 1))] = true;
}

/*
 * Marks `room` of the rungs, fewer than there are (see rung_rows()). Half of them do not
 * depend on where trials train, so that most of what shows stays in place.
 */
static void choose(const struct pass *h, int rung, int room, bool *chosen)
{
	int ends[] = {rung, h->n_rungs - 1, 0}, left = room;

	for (int i = 0; i < 3; i++)
		if (ends[i] >= 0 && ends[i] < h->n_rungs && !chosen[ends[i]] && left) {
			chosen[ends[i]] = true;
			left--;
		}
	spread(h, chosen, left / 2);
	left -= left / 2;
	for (int k = h->n_rungs - 1; k >= 0 && left; k--)
		if (!chosen[k] && h->rungs[k] && h->rungs[k]->running) {
			chosen[k] = true;
			left--;
		}
	spread(h, chosen, left);
}

/* Adds the rungs of a pass, highest first. With a choice goes a row for the heads. */
static size_t add_rungs(
	struct rung_row *rows, size_t n, const struct pass *h, int rung, int room)
{
	bool *chosen = xcalloc((size_t)h->n_rungs + 1, sizeof(*chosen));

	if (room < h->n_rungs)
		choose(h, rung, room >= HEAD_LEAST ? room - 1 : room, chosen);
	for (int k = h->n_rungs - 1; k >= 0; k--)
		if (room >= h->n_rungs || chosen[k])
			rows[n++] = (struct rung_row){h, k};
	free(chosen);
	return n;
}

size_t rung_rows(
	const struct passes *h, int bracket, int rung, int room, struct rung_row **rows)
{
	const struct pass *open = passes_open(h, bracket);
	size_t all = 0, n = 0, fits = room > 0 ? (size_t)room : 0;
	bool in_full, one_open;

	for (size_t i = 0; i < h->n; i++)
		all += (size_t)h->items[i].n_rungs;
	in_full = h->n <= 1 || all <= fits;
	one_open = open && h->n - 1 + (size_t)open->n_rungs <= fits;
	*rows = xcalloc(all + h->n + 1, sizeof(**rows));
	for (size_t i = 0; i < h->n; i++) {
		const struct pass *pass = &h->items[i];

		if (in_full || (one_open && pass == open))
			n = add_rungs(*rows, n, pass, rung,
				h->n > 1 || room < 1 ? pass->n_rungs : room);
		else
			(*rows)[n++] = (struct rung_row){pass, -1};
	}
	return n;
}
