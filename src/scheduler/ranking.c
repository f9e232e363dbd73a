/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The results in blocks of a few hundred, each sorted, the blocks one after the other. A
 * place is found by a binary search among the blocks' first results, and another within
 * the block; ranks are sums of the blocks' sizes, kept as a Fenwick tree (Fenwick 1994).
 * Few cache lines are touched, however many results there are. When a block is full it
 * is split, and the tree made anew: rarely, and in one sweep.
 *
 * A key is the value turned so that smaller is better; what is not finite is infinite.
 */
#include "config.h"

#include "scheduler/ranking.h"

#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 256
#define WORDS (BLOCK / 64)
#define WORDS_FOR(n) (((n) + 63) / 64)

struct key {
	double key;
	uint32_t trial;
};

struct ranking_block {
	uint32_t n, opens;
	uint64_t open[WORDS]; /* a bit a result */
	double keys[BLOCK];
	uint32_t trials[BLOCK];
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

static struct result result_of(const struct ranking *r, double key, uint32_t trial)
{
	if (isinf(key))
		return (struct result){trial, (double)NAN};
	return (struct result){trial, r->maximize ? -key : key};
}

/* Without a branch: which way a search goes is not to be guessed. */
static inline bool before(double key, uint32_t trial, struct key x)
{
	return (key < x.key) | ((key == x.key) & (trial < x.trial));
}

/* Bits */

static bool bit_get(const uint64_t *bits, size_t i)
{
	return bits[i / 64] >> (i % 64) & 1;
}

static void bit_set(uint64_t *bits, size_t i, bool on)
{
	uint64_t mask = (uint64_t)1 << (i % 64);

	bits[i / 64] = on ? bits[i / 64] | mask : bits[i / 64] & ~mask;
}

/* Makes room for bit i: those from it on move up by one; the last of n words drops one. */
static void bits_insert(uint64_t *bits, size_t n, size_t i)
{
	size_t w = i / 64;
	uint64_t below = ((uint64_t)1 << (i % 64)) - 1, word = bits[w];

	for (size_t k = n - 1; k > w; k--)
		bits[k] = bits[k] << 1 | bits[k - 1] >> 63;
	bits[w] = (word & below) | (word & ~below) << 1;
}

/* Takes bit i out: those above it move down by one. */
static void bits_remove(uint64_t *bits, size_t n, size_t i)
{
	size_t w = i / 64;
	uint64_t below = ((uint64_t)1 << (i % 64)) - 1;

	bits[w] = (bits[w] & below) | (bits[w] >> 1 & ~below);
	for (size_t k = w; k + 1 < n; k++) {
		bit_set(bits, 64 * k + 63, bits[k + 1] & 1);
		bits[k + 1] >>= 1;
	}
}

/* The sums of the blocks' sizes: sums[i] is of the lowbit(i) blocks that end at i. */

static void sums_add(struct ranking *r, size_t block, uint32_t n)
{
	r->sizes[block] += n;
	for (size_t i = block + 1; i <= r->n_blocks; i += i & -i)
		r->sums[i] += n;
}

/* The results in the blocks before this one. */
static uint32_t sums_before(const struct ranking *r, size_t block)
{
	uint32_t sum = 0;

	for (size_t i = block; i; i &= i - 1)
		sum += r->sums[i];
	return sum;
}

static void set_open_block(struct ranking *r, size_t block)
{
	bit_set(r->with_open, block, r->blocks[block]->opens != 0);
}

/* After blocks have come or gone. Looks into none of them: they are all over memory. */
static void sweep(struct ranking *r)
{
	memcpy(r->sums + 1, r->sizes, r->n_blocks * sizeof(*r->sums));
	for (size_t i = 1; i <= r->n_blocks; i++) {
		size_t up = i + (i & -i);

		if (up <= r->n_blocks)
			r->sums[up] += r->sums[i];
	}
}

static void set_first(struct ranking *r, size_t block)
{
	const struct ranking_block *b = r->blocks[block];

	r->firsts[block] = (struct key){b->keys[0], b->trials[0]};
}

/* A new and empty block at a place among the others. */
static void add_block(struct ranking *r, size_t at)
{
	size_t after = r->n_blocks - at;

	if (r->n_blocks == r->cap_blocks) {
		size_t cap = r->cap_blocks ? 2 * r->cap_blocks : 1;
		size_t words = WORDS_FOR(r->cap_blocks), more = WORDS_FOR(cap);

		r->blocks = xreallocarray(r->blocks, cap, sizeof(struct ranking_block *));
		r->firsts = xreallocarray(r->firsts, cap, sizeof(*r->firsts));
		r->sizes = xreallocarray(r->sizes, cap, sizeof(*r->sizes));
		r->sums = xreallocarray(r->sums, cap + 1, sizeof(*r->sums));
		r->with_open = xreallocarray(r->with_open, more, sizeof(*r->with_open));
		memset(r->with_open + words, 0, (more - words) * sizeof(*r->with_open));
		r->cap_blocks = cap;
	}
	memmove(r->blocks + at + 1, r->blocks + at,
		after * sizeof(struct ranking_block *));
	memmove(r->firsts + at + 1, r->firsts + at, after * sizeof(*r->firsts));
	memmove(r->sizes + at + 1, r->sizes + at, after * sizeof(*r->sizes));
	bits_insert(r->with_open, WORDS_FOR(r->cap_blocks), at);
	bit_set(r->with_open, at, false);
	r->blocks[at] = xcalloc(1, sizeof(struct ranking_block));
	r->sizes[at] = 0;
	r->n_blocks++;
}

static void split(struct ranking *r, size_t at)
{
	struct ranking_block *low = r->blocks[at], *high;
	uint32_t half = BLOCK / 2;

	add_block(r, at + 1);
	high = r->blocks[at + 1];
	memcpy(high->keys, low->keys + half, half * sizeof(*low->keys));
	memcpy(high->trials, low->trials + half, half * sizeof(*low->trials));
	memcpy(high->open, low->open + WORDS / 2, sizeof(low->open) / 2);
	memset(low->open + WORDS / 2, 0, sizeof(low->open) / 2);
	low->n = high->n = half;
	low->opens = high->opens = 0;
	for (uint32_t w = 0; w < WORDS / 2; w++) {
		low->opens += (uint32_t)__builtin_popcountll(low->open[w]);
		high->opens += (uint32_t)__builtin_popcountll(high->open[w]);
	}
	r->sizes[at] = r->sizes[at + 1] = half;
	set_first(r, at + 1);
	set_open_block(r, at);
	set_open_block(r, at + 1);
	sweep(r);
}

void ranking_init(struct ranking *r, bool maximize)
{
	*r = (struct ranking){.maximize = maximize};
}

void ranking_release(struct ranking *r)
{
	for (size_t b = 0; b < r->n_blocks; b++)
		free(r->blocks[b]);
	free(r->blocks);
	free(r->firsts);
	free(r->sizes);
	free(r->sums);
	free(r->with_open);
	*r = (struct ranking){0};
}

uint32_t ranking_size(const struct ranking *r)
{
	return r->n;
}

/* Whether x came last, and is where it was put. */
static bool is_last(const struct ranking *r, struct key x)
{
	struct ranking_spot p = r->last;

	return p.block < r->n_blocks && p.at < r->blocks[p.block]->n &&
	       r->blocks[p.block]->trials[p.at] == x.trial &&
	       r->blocks[p.block]->keys[p.at] == x.key;
}

/*
 * Where x is, or would be: in the last block that does not begin after it. What is asked
 * about is mostly what has just come.
 */
static struct ranking_spot find(const struct ranking *r, struct key x)
{
	size_t lo = 0;
	const struct ranking_block *b;
	uint32_t at = 0;

	if (is_last(r, x))
		return r->last;
	for (size_t n = r->n_blocks; n > 1;) {
		size_t half = n / 2;

		lo = before(x.key, x.trial, r->firsts[lo + half]) ? lo : lo + half;
		n -= half;
	}
	b = r->blocks[lo];
	for (uint32_t n = b->n; n > 0;) {
		uint32_t half = (n + 1) / 2;

		at = before(b->keys[at + half - 1], b->trials[at + half - 1], x)
			     ? at + half
			     : at;
		n -= half;
	}
	return (struct ranking_spot){lo, at};
}

static void insert(struct ranking *r, struct key x, bool open)
{
	struct ranking_spot p;
	struct ranking_block *b;

	if (!r->n_blocks) {
		add_block(r, 0);
		sweep(r);
	}
	p = find(r, x);
	if (r->blocks[p.block]->n == BLOCK) {
		split(r, p.block);
		p = find(r, x);
	}
	r->last = p;
	b = r->blocks[p.block];
	memmove(b->keys + p.at + 1, b->keys + p.at, (b->n - p.at) * sizeof(*b->keys));
	memmove(b->trials + p.at + 1, b->trials + p.at,
		(b->n - p.at) * sizeof(*b->trials));
	bits_insert(b->open, WORDS, p.at);
	b->keys[p.at] = x.key;
	b->trials[p.at] = x.trial;
	bit_set(b->open, p.at, open);
	b->opens += open;
	b->n++;
	r->n++;
	sums_add(r, p.block, 1);
	if (p.at == 0)
		set_first(r, p.block);
	set_open_block(r, p.block);
}

static void drop_block(struct ranking *r, size_t at)
{
	size_t after = r->n_blocks - at - 1;

	free(r->blocks[at]);
	memmove(r->blocks + at, r->blocks + at + 1,
		after * sizeof(struct ranking_block *));
	memmove(r->firsts + at, r->firsts + at + 1, after * sizeof(*r->firsts));
	memmove(r->sizes + at, r->sizes + at + 1, after * sizeof(*r->sizes));
	bits_remove(r->with_open, WORDS_FOR(r->cap_blocks), at);
	r->n_blocks--;
	sweep(r);
}

static void take_out(struct ranking *r, struct ranking_spot p)
{
	struct ranking_block *b = r->blocks[p.block];

	b->opens -= bit_get(b->open, p.at);
	b->n--;
	r->n--;
	memmove(b->keys + p.at, b->keys + p.at + 1, (b->n - p.at) * sizeof(*b->keys));
	memmove(b->trials + p.at, b->trials + p.at + 1,
		(b->n - p.at) * sizeof(*b->trials));
	bits_remove(b->open, WORDS, p.at);
	if (!b->n) {
		drop_block(r, p.block);
		return;
	}
	sums_add(r, p.block, UINT32_MAX);
	if (p.at == 0)
		set_first(r, p.block);
	set_open_block(r, p.block);
}

static struct ranking_spot find_exactly(const struct ranking *r, struct result x)
{
	struct ranking_spot p;

	assert(r->n);
	p = find(r, key_of(r, x));
	assert(p.at < r->blocks[p.block]->n &&
	       r->blocks[p.block]->trials[p.at] == x.trial && "no such result");
	return p;
}

void ranking_add(struct ranking *r, struct result x, bool open)
{
	insert(r, key_of(r, x), open && isfinite(x.value));
}

uint32_t ranking_rank(const struct ranking *r, struct result x)
{
	struct ranking_spot p;

	if (!r->n)
		return 1;
	p = find(r, key_of(r, x));
	return sums_before(r, p.block) + p.at + 1;
}

struct result ranking_at(const struct ranking *r, uint32_t rank)
{
	size_t block = 0, step = 1;
	uint32_t left = rank - 1;

	assert(rank >= 1 && rank <= r->n);
	while (2 * step <= r->n_blocks)
		step *= 2;
	for (; step; step /= 2) {
		if (block + step <= r->n_blocks && r->sums[block + step] <= left) {
			block += step;
			left -= r->sums[block];
		}
	}
	return result_of(
		r, r->blocks[block]->keys[left], r->blocks[block]->trials[left]);
}

static void mark(struct ranking *r, struct result x, bool open)
{
	struct ranking_spot p = find_exactly(r, x);
	struct ranking_block *b = r->blocks[p.block];

	assert(bit_get(b->open, p.at) != open);
	bit_set(b->open, p.at, open);
	b->opens += open ? 1 : UINT32_MAX;
	set_open_block(r, p.block);
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
	take_out(r, find_exactly(r, x));
	insert(r, (struct key){(double)INFINITY, x.trial}, false);
}

bool ranking_first_open(const struct ranking *r, struct result *x, uint32_t *rank)
{
	for (size_t w = 0; w < WORDS_FOR(r->n_blocks); w++) {
		const struct ranking_block *b;
		uint32_t at = 0;
		size_t block;

		if (!r->with_open[w])
			continue;
		block = 64 * w + (size_t)__builtin_ctzll(r->with_open[w]);
		b = r->blocks[block];
		while (!b->open[at / 64])
			at += 64;
		at += (uint32_t)__builtin_ctzll(b->open[at / 64]);
		*x = result_of(r, b->keys[at], b->trials[at]);
		if (rank)
			*rank = sums_before(r, block) + at + 1;
		return true;
	}
	return false;
}
