/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decisions of the scheduler and what follows from them: the ends of trials, the end of a
 * step, and the end of the study.
 */
#ifndef TUNER_TUNER_DECIDE_H
#define TUNER_TUNER_DECIDE_H

#include "study/event.h"

struct tuner;

#define KILLED_BY_HAND "killed by hand"

/* Ends the study: workers stop at their next epoch. The first reason counts. */
void tuner_stop(struct tuner *t, enum finish_reason reason);
/* Stops study time and all workers at their next epoch, or lets time go on. */
void tuner_set_paused(struct tuner *t, bool paused);
/* Appends decisions and the ends that follow from them; they may end a step. Frees ds. */
void tuner_publish(struct tuner *t, struct decisions *ds);
/* Ends a trial short of its next level: it diverged, failed or was killed. */
void tuner_lose(
	struct tuner *t, uint32_t trial, enum trial_state state, const char *why);
/* The same with what is known of its failure; NULL: nothing. */
void tuner_lose_to(struct tuner *t, uint32_t trial, enum trial_state state, const char *why,
	const struct failure *failure);
/* Ends a trial whose program ended short of its next level. */
void tuner_complete(struct tuner *t, uint32_t trial, const char *why, bool patience);
/* Its own best has not improved for long enough: as one that has ended by itself. */
void tuner_lose_patience(struct tuner *t, uint32_t trial);
/* Lets no new trial start from now on; the event tells why. */
void tuner_close(struct tuner *t);
/* Has the scheduler decide on a trial that has come to its level. */
void tuner_judge(struct tuner *t, uint32_t trial);
/* The same for those that came to theirs when the study was paused, up to a step's end. */
void tuner_judge_deferred(struct tuner *t);

#endif
