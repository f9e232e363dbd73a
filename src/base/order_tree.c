/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A B+-tree that counts. The leaves hold the results, in their order; an inner node says
 * of each child which result is its first, how many are in the children before it, and
 * whether one in it is open. Nodes are wide: of a million results all inner ones stay in
 * the cache, and what is read from farther away is one leaf, all of it at once.
 *
 * Where a result belongs in a node is counted, without a branch: the lines that end
 * before it, and those before it in the next. What comes after the last is infinite.
 *
 * A key is the value turned so that smaller is better; what is not finite is infinite.
 */
#include "config.h"

#include "base/order_tree.h"

#include <assert.h>
#include <math.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/prefetch.h"
#include "base/xalloc.h"

#define LINE 8	 /* keys in a line of the cache */
#define WIDTH 56 /* of a node: whole lines, and a bit each in a word */
#define HALF (WIDTH / 2)

struct key {
	double key;
	uint32_t trial;
};

/* A leaf, or what an inner node begins with. */
struct ranking_node {
	uint64_t open; /* a bit for each that is open, or has an open result */
	uint32_t n;
	alignas(64) double keys[WIDTH]; /* of the results, or of the children's first */
	uint32_t trials[WIDTH];
};

struct inner {
	struct ranking_node node;
	uint32_t before[WIDTH]; /* results in the children before each */
	struct ranking_node *children[WIDTH];
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

static struct key key_of(const struct ranking *r, struct result x)
{
	if (!isfinite(x.value))
		return (struct key){(double)INFINITY, x.trial};
	return (struct key){r->maximize ? -x.value : x.value, x.trial};
}

static struct result result_of(const struct ranking *r, struct key x)
{
	if (isinf(x.key))
		return (struct result){x.trial, NO_NUMBER};
	return (struct result){x.trial, r->maximize ? -x.key : x.key};
}

static bool before(struct key a, struct key b)
{
	return a.key < b.key || (a.key == b.key && a.trial < b.trial);
}

/* Nodes */

static struct inner *inner_of(struct ranking_node *node)
{
	return (struct inner *)node;
}

/* Nothing is at these places of a node, nor ever before anything. */
static void blank(struct ranking_node *node, uint32_t from)
{
	for (uint32_t i = from; i < WIDTH; i++) {
		node->keys[i] = (double)INFINITY;
		node->trials[i] = UINT32_MAX;
	}
}

static struct ranking_node *new_node(bool leaf)
{
	struct ranking_node *node =
		xaligned(1, leaf ? sizeof(struct ranking_node) : sizeof(struct inner));

	blank(node, 0);
	return node;
}

static void free_node(struct ranking_node *node, int height)
{
	for (uint32_t i = 0; height && i < node->n; i++)
		free_node(inner_of(node)->children[i], height - 1);
	free(node);
}

static struct key get_key(const struct ranking_node *node, uint32_t at)
{
	return (struct key){node->keys[at], node->trials[at]};
}

static void set_key(struct ranking_node *node, uint32_t at, struct key x)
{
	node->keys[at] = x.key;
	node->trials[at] = x.trial;
}

/* How many of the node's come before x. */
static inline uint32_t count_before(const struct ranking_node *node, struct key x)
{
	uint32_t line = 0, at;

	for (uint32_t i = 1; i < WIDTH / LINE; i++)
		line += node->keys[LINE * i - 1] < x.key;
	at = LINE * line;
	for (uint32_t i = 0; i < LINE; i++)
		at += node->keys[LINE * line + i] < x.key;
	while (at < WIDTH && node->keys[at] == x.key && node->trials[at] < x.trial)
		at++;
	return at;
}

/* The child that x is in, or belongs into: the last that does not begin after it. */
static inline uint32_t child_for(const struct ranking_node *node, struct key x)
{
	uint32_t n = count_before(node, (struct key){x.key, x.trial + 1});

	return n - (n > 0);
}

/* What of a node is not read for its place but right after. */
static inline void prefetch_rest(const struct ranking_node *node, bool leaf)
{
	size_t from = leaf ? offsetof(struct ranking_node, trials)
			   : offsetof(struct inner, before);

	prefetch((const char *)node + from,
		(leaf ? sizeof(*node) : sizeof(struct inner)) - from);
}

static void bit_set(uint64_t *bits, uint32_t i, bool on)
{
	*bits = (*bits & ~((uint64_t)1 << i)) | (uint64_t)on << i;
}

/* Makes room in a node that is not full; x is there. It is not open. */
static void node_insert(struct ranking_node *node, uint32_t at, struct key x)
{
	uint32_t after = node->n++ - at;
	uint64_t below = ((uint64_t)1 << at) - 1;

	memmove(node->keys + at + 1, node->keys + at, after * sizeof(*node->keys));
	memmove(node->trials + at + 1, node->trials + at, after * sizeof(*node->trials));
	set_key(node, at, x);
	node->open = (node->open & below) | (node->open & ~below) << 1;
}

static void node_remove(struct ranking_node *node, uint32_t at)
{
	uint32_t after = --node->n - at;
	uint64_t below = ((uint64_t)1 << at) - 1;

	memmove(node->keys + at, node->keys + at + 1, after * sizeof(*node->keys));
	memmove(node->trials + at, node->trials + at + 1, after * sizeof(*node->trials));
	blank(node, node->n);
	node->open = (node->open & below) | (node->open >> 1 & ~below);
}

/* n more in this child. */
static void count(struct inner *p, uint32_t child, uint32_t n)
{
	for (uint32_t i = 0; i < WIDTH; i++)
		p->before[i] += i > child ? n : 0;
}

/* The upper half of a full child becomes the next child of the parent, which is not. */
static void split(struct inner *p, uint32_t child, bool leaf)
{
	struct ranking_node *low = p->children[child], *high = new_node(leaf);
	uint32_t n_low = HALF, after = p->node.n - child - 1;

	memcpy(high->keys, low->keys + HALF, sizeof(low->keys) / 2);
	memcpy(high->trials, low->trials + HALF, sizeof(low->trials) / 2);
	blank(low, HALF);
	low->n = high->n = HALF;
	high->open = low->open >> HALF;
	low->open &= ((uint64_t)1 << HALF) - 1;
	if (!leaf) {
		struct inner *from = inner_of(low), *to = inner_of(high);

		n_low = from->before[HALF];
		memcpy(to->children, from->children + HALF, sizeof(from->children) / 2);
		for (uint32_t i = 0; i < HALF; i++)
			to->before[i] = from->before[HALF + i] - n_low;
	}
	child++;
	node_insert(&p->node, child, get_key(high, 0));
	memmove(p->children + child + 1, p->children + child,
		after * sizeof(struct ranking_node *));
	memmove(p->before + child + 1, p->before + child, after * sizeof(*p->before));
	p->children[child] = high;
	p->before[child] = p->before[child - 1] + n_low;
	bit_set(&p->node.open, child - 1, low->open != 0);
	bit_set(&p->node.open, child, high->open != 0);
}

/* The tree */

void ranking_init(struct ranking *r, bool maximize)
{
	*r = (struct ranking){.maximize = maximize};
}

void ranking_release(struct ranking *r)
{
	if (r->root)
		free_node(r->root, r->height);
	*r = (struct ranking){0};
}

uint32_t ranking_size(const struct ranking *r)
{
	return r->n;
}

/* A full root becomes the first half of a new one. */
static void raise_root(struct ranking *r)
{
	struct ranking_node *child = r->root;
	struct inner *root = inner_of(new_node(false));

	node_insert(&root->node, 0, get_key(child, 0));
	root->children[0] = child;
	r->root = &root->node;
	r->height++;
	split(root, 0, r->height == 1);
}

/* Splits what is full on the way down: who splits has room for one more. */
static void insert(struct ranking *r, struct key x)
{
	struct ranking_path *path = &r->last;
	struct ranking_node *node;

	if (!r->root)
		r->root = new_node(true);
	if (r->root->n == WIDTH)
		raise_root(r);
	*path = (struct ranking_path){.key = x.key, .trial = x.trial, .rank = 1};
	node = r->root;
	for (int height = r->height; height; height--) {
		struct inner *p = inner_of(node);
		uint32_t i = child_for(node, x);

		if (p->children[i]->n == WIDTH) {
			split(p, i, height == 1);
			i = child_for(node, x);
		}
		if (before(x, get_key(node, 0)))
			set_key(node, 0, x);
		path->rank += p->before[i];
		path->at[height] = i;
		path->nodes[height] = node;
		count(p, i, 1);
		node = p->children[i];
		prefetch_rest(node, height == 1);
	}
	path->nodes[0] = node;
	path->at[0] = count_before(node, x);
	path->rank += path->at[0];
	node_insert(node, path->at[0], x);
	r->n++;
}

/*
 * The way to x, or to where it would be: what is asked about is mostly what has just
 * come.
 */
static const struct ranking_path *find(
	const struct ranking *r, struct key x, struct ranking_path *path)
{
	struct ranking_node *node = r->root;

	if (r->last.rank && r->last.trial == x.trial && r->last.key == x.key)
		return &r->last;
	path->rank = 1;
	for (int height = r->height; height; height--) {
		uint32_t i = child_for(node, x);

		path->nodes[height] = node;
		path->at[height] = i;
		path->rank += inner_of(node)->before[i];
		node = inner_of(node)->children[i];
		if (height > 1)
			prefetch_rest(node, false);
	}
	path->nodes[0] = node;
	path->at[0] = count_before(node, x);
	path->rank += path->at[0];
	return path;
}

static const struct ranking_path *find_exactly(
	const struct ranking *r, struct result x, struct ranking_path *space)
{
	const struct ranking_path *path;

	assert(r->n);
	path = find(r, key_of(r, x), space);
	assert(path->at[0] < path->nodes[0]->n &&
		path->nodes[0]->trials[path->at[0]] == x.trial && "no such result");
	return path;
}

void ranking_remove(struct ranking *r, struct result x)
{
	struct ranking_path space, path = *find_exactly(r, x, &space);

	r->last.rank = 0;
	r->n--;
	node_remove(path.nodes[0], path.at[0]);
	for (int height = 1; height <= r->height; height++) {
		struct ranking_node *child = path.nodes[height - 1];
		struct inner *p = inner_of(path.nodes[height]);
		uint32_t i = path.at[height], after = p->node.n - i - 1;

		count(p, i, UINT32_MAX);
		if (child->n) {
			set_key(&p->node, i, get_key(child, 0));
			bit_set(&p->node.open, i, child->open != 0);
			continue;
		}
		free(child);
		node_remove(&p->node, i);
		memmove(p->children + i, p->children + i + 1,
			after * sizeof(struct ranking_node *));
		memmove(p->before + i, p->before + i + 1, after * sizeof(*p->before));
	}
	if (!r->n) {
		free(r->root);
		r->root = NULL;
		r->height = 0;
	}
}

void ranking_add(struct ranking *r, struct result x)
{
	insert(r, key_of(r, x));
}

uint32_t ranking_rank(const struct ranking *r, struct result x)
{
	struct ranking_path path;

	return r->n ? find(r, key_of(r, x), &path)->rank : 1;
}

struct result ranking_at(const struct ranking *r, uint32_t rank)
{
	struct ranking_node *node = r->root;
	uint32_t left = rank - 1;

	assert(rank >= 1 && rank <= r->n);
	for (int height = r->height; height; height--) {
		struct inner *p = inner_of(node);
		uint32_t i = node->n - 1;

		while (p->before[i] > left)
			i--;
		left -= p->before[i];
		node = p->children[i];
	}
	return result_of(r, get_key(node, left));
}

struct copying {
	const struct ranking *r;
	size_t skip, n, left;
	struct result *out;
};

static void copy_node(struct copying *c, struct ranking_node *node, int height)
{
	for (uint32_t i = 0; i < node->n && c->left; i++) {
		const struct inner *p = inner_of(node);

		if (height && i + 1 < node->n &&
			c->skip >= p->before[i + 1] - p->before[i])
			c->skip -= p->before[i + 1] - p->before[i];
		else if (height)
			copy_node(c, p->children[i], height - 1);
		else if (c->skip)
			c->skip--;
		else {
			c->out[c->n++] = result_of(c->r, get_key(node, i));
			c->left--;
		}
	}
}

size_t ranking_copy(const struct ranking *r, uint32_t rank, size_t n, struct result *out)
{
	struct copying c = {.r = r, .skip = rank - 1, .left = n, .out = out};

	assert(rank >= 1);
	if (r->root)
		copy_node(&c, r->root, r->height);
	return c.n;
}

static void mark(struct ranking *r, struct result x, bool open)
{
	struct ranking_path space;
	const struct ranking_path *path = find_exactly(r, x, &space);

	assert((path->nodes[0]->open >> path->at[0] & 1) != open);
	bit_set(&path->nodes[0]->open, path->at[0], open);
	for (int height = 1; height <= r->height; height++)
		bit_set(&path->nodes[height]->open, path->at[height],
			path->nodes[height - 1]->open != 0);
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
	if (!isfinite(x.value))
		return;
	ranking_remove(r, x);
	insert(r, (struct key){(double)INFINITY, x.trial});
}

bool ranking_first_open(const struct ranking *r, struct result *x, uint32_t *rank)
{
	struct ranking_node *node = r->root;
	uint32_t i, sum = 0;

	if (!node || !node->open)
		return false;
	i = (uint32_t)__builtin_ctzll(node->open);
	for (int height = r->height; height; height--) {
		sum += inner_of(node)->before[i];
		node = inner_of(node)->children[i];
		i = (uint32_t)__builtin_ctzll(node->open);
	}
	*x = result_of(r, get_key(node, i));
	if (rank)
		*rank = sum + i + 1;
	return true;
}
