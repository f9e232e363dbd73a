/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a study's limits allow, and how much of that is spent. Pure. */
#ifndef STUDY_BUDGET_H
#define STUDY_BUDGET_H

#include "study/study.h"

/* Epochs of one round of all brackets with every seat taken; 0: there are no rounds. */
uint64_t budget_round_epochs(const struct study *s);
/* The epochs that the study is bound for, or 0 when that is not known. */
uint64_t budget_goal_epochs(const struct study *s);
/* Of the trials that there may be, those that have begun and do not run; NaN: no limit. */
double budget_share_of_trials(const struct study *s);
/* Of the limit of epochs or seconds that is nearest; NaN: there is none. now: study time. */
double budget_share(const struct study *s, double now);

#endif
