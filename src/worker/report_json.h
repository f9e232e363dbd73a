/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as programs print it, which is not always JSON. */
#ifndef WORKER_REPORT_JSON_H
#define WORKER_REPORT_JSON_H

#include <jansson.h>

#include "worker/printed_number.h"

/*
 * Reads a line that is one object, or a list of one object, as R's jsonlite prints a data
 * frame. NULL when it is not; why->text then says what is wrong with a line that begins as
 * one, or is "". All numbers are reals, whatever the size of an integer. Numbers that JSON
 * does not have (NaN, -inf, 1e400, .5) are read by printed_number(), and are null when they
 * are not finite. Bytes that are not UTF-8 become question marks. Everything before a
 * carriage return is ignored. The caller owns the object.
 */
json_t *report_json_read(const char *line, size_t len, json_error_t *why);
/* Reads a number, a text that is a number, or null; or a list of one of these. */
enum printed report_json_number(const json_t *field, double *v);

#endif
