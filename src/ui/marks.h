/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How the screen marks trials and verdicts, and what several panes look up in a study.
 */
#ifndef UI_MARKS_H
#define UI_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/roles.h"
#include "study/study.h"

/* The letter and the colour of a trial's state. */
char trial_mark(const struct study_trial *t, enum role *role);
/* What stands for the result of a lost trial: "oom", "lost". */
const char *trial_lost_word(const struct study_trial *t);
/* The letter and the colour of a verdict. */
char verdict_mark(const struct decision *d, enum role *role);
/* The latest trial that was lost, or NULL. Where no trial has a value it says why. */
const struct study_trial *trial_lost_last(const struct study *s);
/* Whether rung k is the last of its bracket. */
bool rung_is_top(const struct study *s, int bracket, int rung);
/* The decision with this seq, or the first after it; 0: the latest. NULL: none yet. */
const struct study_decision *decision_of(const struct study *s, uint64_t seq);

#endif
