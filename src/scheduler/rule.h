/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a scheduler says of itself: its decisions in words, with their numbers, what its
 * sibling would have done, and how a rung stands. Every scheduler has a rule beside it;
 * what draws or prints asks that, and no name. Pure: numbers in, words out.
 */
#ifndef SCHEDULER_RULE_H
#define SCHEDULER_RULE_H

#include "scheduler/scheduler.h"

/* A rule with the knobs that its words need. */
struct rule {
	const struct rule_ops *ops;
	int eta;
	bool one_more; /* keep: wandb: a place more than ⌊n/η⌋ */
};

/* A decision, to be put into words. */
struct ruling {
	const struct rule *rule;
	const struct decision *d;
	bool top;     /* of the ladder: nothing is left to climb to */
	bool unicode; /* else ASCII */
};

/* The results at a decision's rung in the order they came, those that came later too. */
struct arrivals {
	const uint32_t *trials;
	const double *values; /* what was compared; NaN: lost */
	double own;	      /* that of the decision's trial */
	uint32_t n;
	int above; /* rungs above this one */
	bool maximize;
};

/* A rung as it stands. */
struct rung_stand {
	uint32_t done;	      /* results */
	uint32_t seats, next; /* of a round, here and at the next rung; else 0 */
	bool top, unicode;
};

/* How much is said: the numbers alone, with a word, with the sum that gives the places. */
enum detail { DETAIL_NUMBERS, DETAIL_WORD, DETAIL_ALL };

struct rule_ops {
	bool climbs; /* a promoted one leaves a rung behind: else it just goes on */
	const char *goes, *gone; /* "climbs", "climbed"; "goes on", "went on" */
	bool waits;	/* one that is passed over is paused, and may climb later */
	bool divides;	/* by eta: the others do not mention it */
	bool of_others; /* results of a decision are those of the others */
	bool by_hand;	/* a trial may be promoted by hand */
	/* How many of n results may climb; NULL: the rule does not count places. */
	uint32_t (*places)(const struct rule *r, uint32_t n);
	/* Why, a sentence without its subject: "rank 2 of 6, and the best 2 may climb." */
	void (*explain)(const struct ruling *x, struct strbuf *out);
	/* What its sibling would have done, a sentence; nothing: there is none to compare. */
	void (*sibling)(
		const struct ruling *x, const struct arrivals *a, struct strbuf *out);
	/* For a log: "rank 2 of 6, 6/3=2 may climb, cutoff 0.25". */
	void (*line)(const struct ruling *x, struct strbuf *out);
	/* For a row: "rank 2/6 ≤ ⌊6/3⌋=2". By hand and lost ones too. */
	void (*brief)(const struct ruling *x, enum detail detail, struct strbuf *out);
	/* Two lines for those who learn; `roomy` from 60 columns on. */
	void (*remark)(const struct ruling *x, bool roomy, struct strbuf *first,
		struct strbuf *second);
	/* Of one that it stops, for its end: "rank 5 of 6, 2 climb". */
	void (*why)(const struct ruling *x, struct strbuf *out);
	/* What a rung of it comes to: "⌊6/3⌋=2", "4 of 9, wait 5". */
	void (*stand)(const struct rule *r, const struct rung_stand *s,
		enum detail detail, struct strbuf *out);
};

extern const struct rule_ops rule_random;
extern const struct rule_ops rule_synchronous; /* successive_halving, hyperband */
extern const struct rule_ops rule_asha;	       /* and pasha */
extern const struct rule_ops rule_asha_stop;
extern const struct rule_ops rule_median;

/*
 * The rule of a scheduler: its name, the line that says all of it (or NULL), and eta. One
 * that is not known has asha's words.
 */
struct rule rule_of(const char *scheduler, const char *spec, int eta);
/* The places of n results in words: "⌊6/3⌋=2", "⌊6/3⌋+1=3"; "2" where neither gives it. */
void rule_add_places(const struct rule *r, uint32_t places, uint32_t n, bool unicode,
	struct strbuf *out);
/* Among how many a trial has its rank. */
uint32_t rule_ranked(const struct rule *r, const struct decision *d);

#endif
