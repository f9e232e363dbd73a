/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as programs print it, which is not always JSON. */
#ifndef WORKER_REPORT_JSON_H
#define WORKER_REPORT_JSON_H

#include "worker/printed_number.h"

#include <jansson.h>

/*
 * The object that is a line, or that is alone in a list, as R's jsonlite prints a data
 * frame. NULL when it is none, and why->text says what is wrong with one that begins as
 * one, or is "". Numbers are reals, integers of any size too. What JSON does not have is
 * read as printed_number() does, and is null when it is not finite: NaN, -inf, 1e400, .5;
 * bytes in texts that are not UTF-8 become question marks. What stands before a carriage
 * return is passed over. json_decref() it.
 */
json_t *report_json_read(const char *line, size_t len, json_error_t *why);
/* A number, a text that is one, or null; or a list of one of these. */
enum printed report_json_number(const json_t *field, double *v);

#endif
