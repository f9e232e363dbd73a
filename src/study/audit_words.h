/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit in sentences. Pure. */
#ifndef STUDY_AUDIT_WORDS_H
#define STUDY_AUDIT_WORDS_H

#include "study/audit.h"

/* "1st", "22nd", "113th" */
void audit_add_ordinal(uint32_t n, struct strbuf *out);
/*
 * Of a->trials[i]: "T88 was stopped at rung 0 as 31st of 81 and would have ended 3rd of 81; its
 * best, 0.0161 at epoch 74, would have beaten the incumbent by 0.0033."
 */
void audit_trial_words(const struct audit *a, const struct study *s, size_t i,
	struct strbuf *out);
/* "The winner, T12, was 29th of 81 at 1 epoch and 2nd of 27 at 3 epochs." */
void audit_winner_words(const struct audit *a, struct strbuf *out);
/* What it comes to, in one or two sentences. */
void audit_sum_words(const struct audit *a, const struct study *s, struct strbuf *out);

#endif
