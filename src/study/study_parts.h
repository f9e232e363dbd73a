/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the files of study_apply() share: study.c has the events, study_rungs.c the rungs
 * and how trials come to them, study_adopt.c what a new scheduler makes of both,
 * study_starts.c what starting programs, and putting them aside, took.
 */
#ifndef STUDY_STUDY_PARTS_H
#define STUDY_STUDY_PARTS_H

#include "study/study.h"

struct study_trial *study_trial_at(struct study *s, uint32_t id);
/* And counts it there. */
void study_set_state(struct study *s, struct study_trial *t, enum trial_state state);
bool study_is_lost(enum trial_state state);

int study_level_of(const struct study *s, int bracket, int rung);
/* Pointers to rungs hold until the next one that is used for the first time. */
struct study_rung *study_rung_use(struct study *s, int bracket, int round, int rung);
/* The rung that it is bound for, or waits at. */
struct study_rung *study_rung_of(struct study *s, const struct study_trial *t);
void study_rung_add(struct study_rung *r, uint32_t trial, double value);
/* Its result at the rung is lost after all. */
void study_rung_spoil(struct study_rung *r, uint32_t trial);
/* A rung with seats fills without the trial, which ends before it. */
void study_give_up_seat(struct study *s, const struct study_trial *t);
void study_rungs_release(struct study *s);

/*
 * Its results at the rungs that the ladder says its epochs have reached; below the highest
 * it counts as having climbed. False: at none that it had not reached before.
 */
bool study_reach(struct study *s, struct study_trial *t);
/*
 * It has come to the end of its task, and waits there for what becomes of it. A task from
 * before a switch may end anywhere in the present ladder. What it has passed counts when
 * it is judged; a trial that is lost first is lost at the next rung.
 */
void study_arrive(struct study *s, struct study_trial *t);
/* The trial has left its worker. */
void study_leave(struct study *s, struct study_trial *t);
/* On its way between two rungs it has left its worker: it climbs still. */
void study_wait_on_the_way(struct study *s, struct study_trial *t);
/* Lost on its way to a rung, it has a result there all the same: one that ranks last. */
void study_lose_on_the_way(struct study *s, struct study_trial *t);

void study_apply_scheduler(struct study *s, const struct event *e);

void study_apply_start(struct study *s, const struct event *e);
void study_apply_hold(struct study *s, const struct event *e);
/* Of an epoch that has been reported: whether its time has a start in it, too. */
void study_starts_report(struct study *s, struct study_trial *t, double seconds);

#endif
