/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What holds for every scheduler whatever its rule, seen from outside: from what it said
 * and what has happened. Each fails the test when it does not hold.
 */
#ifndef REFERENCE_RULES_H
#define REFERENCE_RULES_H

#include "reference_study.h"

/* Before its verdict is carried out. */
void rules_decision(const struct study *s, const struct decision *d);
/* Before the job is taken up; trial: also of a new one. */
void rules_job(const struct study *s, const struct job *job);
/* There is no job for a free worker. */
void rules_wait(struct study *s);
/* After everything: what it says about what it expects. */
void rules_expects(struct study *s);
/* No trial runs, and there is no job. */
void rules_end(struct study *s);

#endif
