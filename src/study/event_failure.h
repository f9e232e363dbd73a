/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is known of a failure, as fields of JSON: "cause":"oom", "status":-9 (minus the
 * signal that killed the program), "line":"Killed"; those that there are.
 */
#ifndef STUDY_EVENT_FAILURE_H
#define STUDY_EVENT_FAILURE_H

#include <jansson.h>

#include "base/strbuf.h"
#include "objective/objective.h"

/* Whether there is any of them. */
bool failure_has_fields(const struct failure *f);
/* Appends them, with commas between. */
void failure_print_fields(const struct failure *f, struct strbuf *out);
/*
 * Reads them from an object that may have others and may lack them, which the line goes
 * on to belong to. Returns the name of one that is wrong, or NULL.
 */
const char *failure_read_fields(const json_t *object, struct failure *f);

#endif
