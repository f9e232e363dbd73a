/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tuner does when it is told to. */
#ifndef TUNER_TUNER_COMMANDS_H
#define TUNER_TUNER_COMMANDS_H

#include "tuner/command.h"

struct tuner;

void tuner_obey(struct tuner *t, const struct command *c);
/* So many workers may have a task; those above stop at their next epoch. */
void tuner_set_workers(struct tuner *t, int n);
/* Epochs a second a worker, or virtual seconds a second; 0: unlimited. */
void tuner_set_pace(struct tuner *t, double pace);

#endif
