/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The references of the asynchronous kinds: ASHA's promotion and stopping variants, and
 * PASHA, which is the former with a cap that grows.
 */
#ifndef REFERENCE_ASHA_H
#define REFERENCE_ASHA_H

#include "reference.h"

struct asha {
	struct reference ref;
	bool stopping;		       /* the stopping variant */
	bool as_wandb;		       /* keep: wandb */
	int n_brackets;		       /* bracket b has the levels from index b up */
	struct reference_rung **rungs; /* rungs[b][k] */

	/* PASHA: nothing is promoted from this rung or above it; else the top. */
	int cap;
	bool progressive;
	double epsilon; /* NaN: estimated */
};

struct scheduler *asha_new_as(
	const struct scheduler_ops *ops, const struct scheduler_setup *setup);
void asha_free(struct scheduler *s);
void asha_next(struct scheduler *s, struct job *job, struct decisions *out);
void asha_seat(struct scheduler *s, const struct job *job, uint32_t trial);
void asha_report(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out);
void asha_lost(struct scheduler *s, uint32_t trial, struct decisions *out);
void asha_ended(
	struct scheduler *s, uint32_t trial, struct curve curve, struct decisions *out);
void asha_adopt(struct scheduler *s, const struct adopted *trials, size_t n,
	struct decisions *out);
bool asha_promote(struct scheduler *s, uint32_t trial, struct decisions *out);
int asha_n_brackets(const struct scheduler *s);

/* Whether PASHA's cap is to grow by one rung, by the results that are in. */
bool pasha_is_to_grow(struct asha *a);

#endif
