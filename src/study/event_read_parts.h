/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of event_read.h share. */
#ifndef STUDY_EVENT_READ_PARTS_H
#define STUDY_EVENT_READ_PARTS_H

#include <jansson.h>

#include "study/event_read.h"

/* The configuration of the object, kept; NULL with err. */
const struct value *event_read_values(
	struct event_reader *r, const json_t *object, struct error *err);
/* Of a study whose metrics are read. False: it is no list of them. NULL: there are none. */
bool event_read_constraints(struct event_reader *r, const json_t *list);
/* Which parameters are inside of others; older recordings do not say. */
void event_read_nested(struct space *space, const json_t *nested);
/*
 * An earlier trial, kept. The name of a field that is wrong, or NULL; where it is the
 * configuration err says more.
 */
const char *event_read_earlier(struct event_reader *r, const json_t *object,
	const struct earlier_event **out, struct error *err);

/* What ends the study and its trials: "stop", "patience", "configs", as far as they are there. */
struct stop_limits event_read_stop(const json_t *object);
struct plateau event_read_plateau(const json_t *plateau);
/* Whether a field is this text. */
bool event_read_is(const json_t *object, const char *name, const char *text);
/* A whole number that is not negative; 0 where there is none. */
int64_t event_read_count(const json_t *object, const char *name);

/* Sets those of n that a list names; older programs revived none. False: it is damaged. */
bool event_read_revived(const json_t *list, struct adopted_seat *seats, size_t n);

#endif
