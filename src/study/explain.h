/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decisions in words: what was decided, by which rule with which numbers, and what the
 * other kind of scheduler would have done with the same results; and how configurations
 * came. Pure: from a study.
 */
#ifndef STUDY_EXPLAIN_H
#define STUDY_EXPLAIN_H

#include "study/study.h"

/* A decision for the words of its rule; d lives as long. ASCII where unicode is false. */
struct ruling explain_ruling(
	const struct study *s, const struct study_decision *d, bool unicode);
/*
 * The rule with its numbers, in one sentence: "rank 2 of 6 at rung 1; the best ⌊6/3⌋ = 2
 * may climb, so T9 does". ASCII where `unicode` is false.
 */
void explain_rule(const struct study *s, const struct study_decision *d, bool unicode,
	struct strbuf *out);
/*
 * Appends which of its values counts, a sentence with a blank before it, where the trial
 * had a better one before it came to the rung; else nothing.
 */
void explain_value(
	const struct study *s, const struct study_decision *d, struct strbuf *out);
/*
 * What its sibling would have done: "synchronous halving would wait for 6 more results".
 * Nothing is appended when there is nothing to compare with.
 */
void explain_sibling(
	const struct study *s, const struct study_decision *d, struct strbuf *out);

/*
 * How the trial's configuration came: "kde chose T12 by its model of the results at 9
 * epochs: …", and which trials are nearest. Nothing is appended when nothing is said.
 */
void explain_origin(const struct study *s, const struct study_trial *t, bool unicode,
	struct strbuf *out);

/* Appends "breaks latency by 3.1" of a decision's result; nothing: it breaks nothing. */
void explain_broken(const struct study *s, const struct decision *d, struct strbuf *out);

/* The results that a decision was taken on, best first. */
struct explained {
	uint32_t trial;
	double value; /* study_result() */
	bool climbs;  /* has climbed from here */
	bool decided; /* it is the decision's own trial */
};
/* n = d->d.results of them, or fewer where the rung is gone (switched); free() it. */
struct explained *explain_results(
	const struct study *s, const struct study_decision *d, size_t *n);

#endif
