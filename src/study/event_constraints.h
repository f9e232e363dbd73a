/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constraints as a field of JSON: "constraints":[{"metric":"latency","max":20}]. */
#ifndef STUDY_EVENT_CONSTRAINTS_H
#define STUDY_EVENT_CONSTRAINTS_H

#include <jansson.h>

#include "base/constraint.h"

/* Appends it with a comma before it; nothing where n is 0. */
void constraints_print_field(const struct constraint *list, size_t n, struct strbuf *out);
/*
 * Reads n = json_array_size(list) of them into out; they borrow the names. False: it is no
 * list of constraints on these metrics.
 */
bool constraints_read_field(const json_t *list, const char *const *metrics,
	size_t n_metrics, struct constraint *out);

#endif
