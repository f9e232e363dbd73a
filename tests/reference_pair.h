/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scheduler and its reference side by side: every question goes to both, and the test
 * fails unless both give the same answer. What comes back is the real one's.
 */
#ifndef REFERENCE_PAIR_H
#define REFERENCE_PAIR_H

#include "scheduler/scheduler.h"

struct pair {
	struct scheduler *real, *reference;
	int study;	/* its number, for messages */
	unsigned step;	/* questions asked so far */
	bool trace;	/* print every question and answer */
	char text[160]; /* "asha eta=3 min=1" */
	char asked[80]; /* the present question */
};

/* Sets knobs from words as "eta=3"; knobs_release() them. The test fails if it cannot. */
void knobs_from_text(struct knobs *k, const struct scheduler_ops *ops, const char *words);

/* The real scheduler or the reference that text says. The test fails if it cannot. */
struct scheduler *scheduler_from_text(
	const char *text, bool reference, const struct scheduler_setup *setup);

/* Puts new ones in the place of those that there are. setup->knobs is not looked at. */
void pair_set(struct pair *p, const char *text, const struct scheduler_setup *setup);
void pair_release(struct pair *p);

struct job pair_next(struct pair *p, struct decisions *out);
void pair_seat(struct pair *p, const struct job *job, uint32_t trial);
void pair_report(
	struct pair *p, uint32_t trial, struct curve curve, struct decisions *out);
void pair_lost(struct pair *p, uint32_t trial, struct decisions *out);
void pair_ended(
	struct pair *p, uint32_t trial, struct curve curve, struct decisions *out);
void pair_close(struct pair *p, struct decisions *out);
void pair_adopt(
	struct pair *p, const struct adopted *trials, size_t n, struct decisions *out);
bool pair_promote(struct pair *p, uint32_t trial, struct decisions *out);
bool pair_expects(struct pair *p);
struct seat pair_seat_of(struct pair *p, uint32_t trial);

/* Fails the test, with what has to be known to run the study alone. */
void pair_fail(const struct pair *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), noreturn));
/* The same unless ok. */
#define pair_check(p, ok, ...)                                                           \
	do {                                                                             \
		if (!(ok))                                                               \
			pair_fail((p), __VA_ARGS__);                                     \
	} while (0)

#endif
