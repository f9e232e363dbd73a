/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner and its scheduler: making one, telling the journal of it, and handing the
 * trials of a running study over to another.
 */
#ifndef TUNER_TUNER_SCHEDULER_H
#define TUNER_TUNER_SCHEDULER_H

#include "base/error.h"
#include "study/event.h"
#include "studyfile/studyfile.h"

struct tuner;

/* NULL with err, at the knob that is wrong. */
struct scheduler *tuner_new_scheduler(const struct tuner *t, const struct kind *kind,
	const struct knobs *knobs, struct error *err);
/* adopted: after a switch, where each trial stands; NULL at the start. */
void tuner_append_scheduler(struct tuner *t, const struct kind *kind,
	const struct knobs *k, const struct adopted_seat *adopted);
/*
 * The epochs of all rungs of the present scheduler, ascending, each once, but for those of
 * an open top; *n of them, to be freed.
 */
int *tuner_levels(const struct tuner *t, size_t *n);
/* Hands all trials over to s, which replaces the present scheduler; adds its decisions. */
void tuner_adopt(struct tuner *t, struct scheduler *s, struct decisions *ds);
/* Before that: trials that have completed below the top of these knobs are alive again. */
void tuner_revive(struct tuner *t, const struct knobs *knobs);
/* Gives the job of every trial the place where it stands in the present scheduler. */
void tuner_seat_all(struct tuner *t);
/* These places, one a trial; kept. */
const struct adopted_seat *tuner_keep_seats(struct tuner *t);
/*
 * Before the start, after a resumption: whether the study could go over to the scheduler
 * that CONTROL_SWITCH would be given; kind says which that is. -1 with err.
 */
int tuner_check_switch(const struct tuner *t, const char *text, const struct kind **kind,
	struct error *err);
/* Checks the study file's switches one after the other. -1 with err. */
int tuner_check_switches(const struct tuner *t, struct error *err);
/* The knobs of one of them, and the rest as it is now; to be released. */
void tuner_complete_knobs(
	struct knobs *knobs, const struct tuner *t, const struct switch_at *at);
/* One of them as the text of the command that it becomes. */
void tuner_print_switch(
	const struct tuner *t, const struct switch_at *at, struct strbuf *out);

#endif
