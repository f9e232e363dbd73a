/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends a study, and how that changes while it runs. */
#ifndef TUNER_TUNER_STOP_H
#define TUNER_TUNER_STOP_H

#include "base/stop_limits.h"

struct command;
struct tuner;

/* What ends the study now. */
struct stop_limits tuner_limits(const struct tuner *t);
/* Whether a result breaks a constraint. */
bool tuner_breaks(const struct tuner *t, double score);
/* Whether a value is as good as the one that ends the study. */
bool tuner_reached(const struct tuner *t, double value);
/* CONTROL_STOP: other limits, which hold at once. */
void tuner_change_limits(struct tuner *t, const struct command *c);
/* Closes or stops a study that is at a limit already. */
void tuner_enforce_limits(struct tuner *t);

#endif
