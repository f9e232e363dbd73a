/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tuner and its searcher. */
#ifndef TUNER_TUNER_SEARCH_H
#define TUNER_TUNER_SEARCH_H

#include "base/error.h"
#include "study/event.h"

struct tuner;

/* The configuration of the next trial, kept; NULL when there is none left. */
const struct value *tuner_next_config(struct tuner *t);
/* Adds a configuration typed in, for the next trial. -1 with err. */
int tuner_enqueue(struct tuner *t, const char *text, struct error *err);
/* Tells the searcher of an event: right after it was appended, or repeated. */
void tuner_tell_searcher(struct tuner *t, const struct event *e);

#endif
