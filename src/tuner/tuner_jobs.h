/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TUNER_TUNER_JOBS_H
#define TUNER_TUNER_JOBS_H

#include <stdbool.h>
#include <stdint.h>

struct tuner;

/* Gives idle workers their tasks, as far as there are any, and somebody wants them. */
void tuner_dispatch(struct tuner *t);
/* Its task goes on later, behind those that wait already. */
void tuner_wait_in_line(struct tuner *t, uint32_t trial);
/*
 * Nothing is in flight, and the study is not paused: whether nothing is left to do, either.
 * Where nobody has asked for a task there may still be one. A climb takes effect when it is
 * looked for, and waits then; a new trial does so when it is seated, and is looked for again
 * when somebody asks.
 */
bool tuner_is_over(struct tuner *t);

#endif
