/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers for the screen: short, and of constant width where that is possible.
 */
#ifndef UI_FORMAT_H
#define UI_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#include "space/domain.h"

/* All of these write at most `size` bytes and return out. */

/* A metric: "0.2210", "12.50", "3.1e-05" as "3.1e-5"; "-" when it is not finite. */
const char *format_metric(double v, char *out, size_t size);
/* A parameter's value: at most 3 digits that count, "3.1e-3", "128", "adam", "-". */
const char *format_param(struct value v, char *out, size_t size);
/* So many digits that count, and none that are zero at the end: "8.81e-3", "0.07". */
const char *format_digits(double v, int digits, char *out, size_t size);
/* Seconds as "00:01:42"; days in front when there are any: "2d 03:10:00". */
const char *format_clock(double seconds, char *out, size_t size);
/* A count: "9999", "12.3k", "4.56M". */
const char *format_count(uint64_t n, char *out, size_t size);
/* A trial's name: "T05", "T1234". */
const char *format_trial(uint32_t id, char *out, size_t size);
/*
 * A parameter's name in `width` columns: the whole name if it fits, else the initials of
 * its words ("learning_rate" gives "lr"), else a part of it. Numbers are never shortened:
 * of "128" nothing is left, of "64x64" "64x".
 */
const char *format_short_name(const char *name, int width, char *out, size_t size);

/* "12/81": an epoch and the last epoch of its task, padded to `digits`. */
const char *format_epochs(int epoch, int target, int digits, char *out, size_t size);

#endif
