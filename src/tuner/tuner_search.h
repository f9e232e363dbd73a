/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tuner and its searcher. */
#ifndef TUNER_TUNER_SEARCH_H
#define TUNER_TUNER_SEARCH_H

#include "base/error.h"
#include "study/event.h"

struct tuner;

/*
 * The searcher of the study file, unless trials take the objective's configurations in
 * their order; choose: it chooses among those. -1 with err.
 */
int tuner_new_searcher(struct tuner *t, bool choose, struct error *err);
/* The searcher's name, if it learns, else NULL. */
const char *tuner_learner(const struct tuner *t);
/*
 * The configuration of the next trial, which is to do the job first, kept, and why; NULL
 * when there is none left.
 */
const struct value *tuner_next_config(
	struct tuner *t, const struct job *job, struct proposal *why);
/* For the event: kept, or NULL where nothing is said. */
const struct proposal *tuner_keep_proposal(struct tuner *t, const struct proposal *why);
/* Adds a configuration typed in, for the next trial. -1 with err. */
int tuner_enqueue(struct tuner *t, const char *text, struct error *err);
/*
 * Tells the searcher of an event, right after it was appended, or repeated; and enqueues
 * the configuration of an earlier trial that is to be tried.
 */
void tuner_tell_searcher(struct tuner *t, const struct event *e);

#endif
