/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the audit share. */
#ifndef STUDY_AUDIT_PARTS_H
#define STUDY_AUDIT_PARTS_H

#include "study/audit.h"

/* Where a trial was stopped: a rung of all rounds. */
struct audit_place {
	int bracket, level, rung;
};

struct audit_place audit_place_of(const struct study *s, const struct study_trial *t);
/* By bracket, then by level. */
int audit_place_order(struct audit_place a, struct audit_place b);
/* The trial's value at a level it has come to; NaN: not finite. */
double audit_value_at(const struct study_trial *t, int level);

/* Which places noise could turn: fills rungs[].noise and .tossed, and a->tossed. */
void audit_find_tossed(
	struct audit *a, const struct study *s, const struct futures *f);

#endif
