/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A treap (Seidel & Aragon 1996) whose priorities are a hash of the trial id, so that
 * its shape, too, is a function of the results alone. Each node knows how many results
 * and how many open ones its subtree holds. Nodes lie in one array and are linked by
 * index; node 0 stands for the empty tree. None is ever removed, only moved.
 */
#include "config.h"

#include "scheduler/ranking.h"

#include "base/stream.h"
#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

struct ranking_node {
	struct result x;
	uint32_t left, right;
	uint32_t size;	/* of the subtree */
	uint32_t opens; /* open results in the subtree */
	bool open;
};

bool result_before(struct result a, struct result b, bool maximize)
{
	bool fa = isfinite(a.value), fb = isfinite(b.value);

	if (fa != fb)
		return fa;
	if (fa && a.value != b.value)
		return maximize ? a.value > b.value : a.value < b.value;
	return a.trial < b.trial;
}

static int small_first(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return x->trial == y->trial ? 0 : result_before(*x, *y, false) ? -1 : 1;
}

static int large_first(const void *a, const void *b)
{
	const struct result *x = a, *y = b;

	return x->trial == y->trial ? 0 : result_before(*x, *y, true) ? -1 : 1;
}

void results_sort(struct result *results, size_t n, bool maximize)
{
	qsort(results, n, sizeof(*results), maximize ? large_first : small_first);
}

void ranking_init(struct ranking *r, bool maximize)
{
	*r = (struct ranking){.maximize = maximize, .n = 1, .cap = 16};
	r->nodes = xcalloc(r->cap, sizeof(*r->nodes));
}

void ranking_release(struct ranking *r)
{
	free(r->nodes);
	*r = (struct ranking){0};
}

uint32_t ranking_size(const struct ranking *r)
{
	return r->nodes[r->root].size;
}

static void recount(struct ranking *r, uint32_t i)
{
	struct ranking_node *n = &r->nodes[i];

	n->size = r->nodes[n->left].size + r->nodes[n->right].size + 1;
	n->opens = r->nodes[n->left].opens + r->nodes[n->right].opens + n->open;
}

static bool above(const struct ranking *r, uint32_t a, uint32_t b)
{
	return stream_mix(r->nodes[a].x.trial) > stream_mix(r->nodes[b].x.trial);
}

/* Splits tree i into what comes before x and the rest. */
static void split(
	struct ranking *r, uint32_t i, struct result x, uint32_t *before, uint32_t *rest)
{
	if (!i) {
		*before = *rest = 0;
	} else if (result_before(r->nodes[i].x, x, r->maximize)) {
		split(r, r->nodes[i].right, x, &r->nodes[i].right, rest);
		*before = i;
		recount(r, i);
	} else {
		split(r, r->nodes[i].left, x, before, &r->nodes[i].left);
		*rest = i;
		recount(r, i);
	}
}

/* Joins two trees; all of a comes before all of b. */
static uint32_t join(struct ranking *r, uint32_t a, uint32_t b)
{
	if (!a || !b)
		return a ? a : b;
	if (above(r, a, b)) {
		r->nodes[a].right = join(r, r->nodes[a].right, b);
		recount(r, a);
		return a;
	}
	r->nodes[b].left = join(r, a, r->nodes[b].left);
	recount(r, b);
	return b;
}

static void place(struct ranking *r, uint32_t i, struct result x, bool open)
{
	uint32_t before, rest;

	split(r, r->root, x, &before, &rest);
	r->nodes[i] = (struct ranking_node){
		.x = x, .open = open && isfinite(x.value), .size = 1};
	recount(r, i);
	r->root = join(r, join(r, before, i), rest);
}

void ranking_add(struct ranking *r, struct result x, bool open)
{
	ARRAY_ROOM(r->nodes, r->n, r->cap);
	place(r, r->n++, x, open);
}

uint32_t ranking_rank(const struct ranking *r, struct result x)
{
	uint32_t rank = 1;

	for (uint32_t i = r->root; i;) {
		const struct ranking_node *n = &r->nodes[i];

		if (result_before(n->x, x, r->maximize)) {
			rank += r->nodes[n->left].size + 1;
			i = n->right;
		} else {
			i = n->left;
		}
	}
	return rank;
}

struct result ranking_at(const struct ranking *r, uint32_t rank)
{
	uint32_t i = r->root;

	assert(rank >= 1 && rank <= ranking_size(r));
	for (;;) {
		const struct ranking_node *n = &r->nodes[i];
		uint32_t left = r->nodes[n->left].size;

		if (rank == left + 1)
			return n->x;
		if (rank <= left) {
			i = n->left;
		} else {
			rank -= left + 1;
			i = n->right;
		}
	}
}

/* Changes the open mark of x; every node passed on the way down counts it. */
static void mark(struct ranking *r, struct result x, bool open)
{
	uint32_t i = r->root;

	while (i) {
		struct ranking_node *n = &r->nodes[i];

		n->opens += open ? 1 : UINT32_MAX;
		if (n->x.trial == x.trial) {
			assert(n->open != open);
			n->open = open;
			return;
		}
		i = result_before(n->x, x, r->maximize) ? n->right : n->left;
	}
	assert(0 && "mark: no such result");
}

void ranking_shut(struct ranking *r, struct result x)
{
	mark(r, x, false);
}

void ranking_open(struct ranking *r, struct result x)
{
	if (isfinite(x.value))
		mark(r, x, true);
}

void ranking_spoil(struct ranking *r, struct result x)
{
	struct result after = x;
	uint32_t before, rest, it;

	if (!isfinite(x.value))
		return;
	after.trial++;
	split(r, r->root, x, &before, &rest);
	split(r, rest, after, &it, &rest);
	assert(r->nodes[it].size == 1 && r->nodes[it].x.trial == x.trial);
	r->root = join(r, before, rest);
	x.value = NAN;
	place(r, it, x, false);
}

bool ranking_first_open(const struct ranking *r, struct result *x, uint32_t *rank)
{
	uint32_t i = r->root, before = 0;

	if (!r->nodes[i].opens)
		return false;
	for (;;) {
		const struct ranking_node *n = &r->nodes[i];

		if (r->nodes[n->left].opens) {
			i = n->left;
			continue;
		}
		before += r->nodes[n->left].size + 1;
		if (n->open)
			break;
		i = n->right;
	}
	*x = r->nodes[i].x;
	if (rank)
		*rank = before;
	return true;
}
