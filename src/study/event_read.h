/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events read back: from their JSON, or made from columns. Whoever reads a study keeps
 * one reader; the study's info, configurations, ladders and texts are its.
 */
#ifndef STUDY_EVENT_READ_H
#define STUDY_EVENT_READ_H

#include <jansson.h>

#include "study/journal.h"

struct event_reader {
	struct study_info info; /* from the study event; name NULL before it */
	struct space space;
	struct journal *keep; /* for its memory alone */
	uint64_t seq;	      /* of the last event read */
	uint32_t trials;      /* begun so far */
};

void event_reader_init(struct event_reader *r);
void event_reader_release(struct event_reader *r);
/*
 * One line of event_print_json(). -1 with err saying what is wrong with it, without a
 * place. Checks all that study_apply() relies on but the order of what happens.
 */
int event_read_json(
	struct event_reader *r, const char *line, size_t n, struct event *e, struct error *err);
/* The configuration of {"learning_rate":0.01,…}, kept; NULL with err. */
const struct value *event_read_config(
	struct event_reader *r, const char *json, size_t n, struct error *err);
/*
 * How a configuration came, from an object with those fields of the event; *why is kept,
 * or NULL when nothing is said. Returns the name of one that is wrong, or NULL.
 */
const char *event_read_proposal(
	struct event_reader *r, const json_t *object, const struct proposal **why);
const char *event_keep_text(struct event_reader *r, const char *text);

/* By name: -1 when it is none. */
int trial_state_of(const char *name);
int verdict_of(const char *name);

#endif
