/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a configuration came, as fields of JSON: "origin":"model", "searcher":"kde",
 * "level":9, "predicted":0.12, "spread":0.03, "acquisition":4.1, "nearest":[3,17]; those
 * that there are. {"earlier":5} is the sixth trial of earlier studies.
 */
#ifndef STUDY_EVENT_ORIGIN_H
#define STUDY_EVENT_ORIGIN_H

#include <jansson.h>

#include "base/strbuf.h"
#include "searcher/searcher.h"

/* Appends them, with commas between; p says how it came. */
void proposal_print_fields(const struct proposal *p, struct strbuf *out);
/*
 * Reads them from an object that may have others and may lack them; *p has the texts of
 * the object. Returns the name of one that is wrong, or NULL. An origin that this version
 * does not know is ORIGIN_UNSAID.
 */
const char *proposal_read_fields(const json_t *object, struct proposal *p);

#endif
