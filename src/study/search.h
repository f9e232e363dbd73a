/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searching in the events of a study: for a trial, a verdict, what happened.
 */
#ifndef STUDY_SEARCH_H
#define STUDY_SEARCH_H

#include "study/moments.h"

/*
 * Whether each word of the text fits the event, in either case. A word is a trial ("T12"
 * or "12") or begins one of: trial; a verdict (promote or climb, pause, stop, complete);
 * incumbent; how a trial ended (stopped, diverged, …); a command (kill, workers, …);
 * switch and the scheduler's name; finish. Tasks and reports never fit; no word, none.
 */
bool search_fits(const struct event *e, const char *text);
/*
 * The next event after seq that fits, or with back the last one before it; past the end
 * it goes on at the other one, and *wrapped says so. 0: none fits.
 */
uint64_t search_next(const struct moments *t, const char *text, uint64_t seq, bool back,
	bool *wrapped);
/* The trial that an event is about, or UINT32_MAX. */
uint32_t event_trial(const struct event *e);

#endif
