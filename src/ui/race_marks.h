/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the columns of a race are marked, and times in it. */
#ifndef UI_RACE_MARKS_H
#define UI_RACE_MARKS_H

#include <stddef.h>

#include "draw/roles.h"
#include "study/race.h"

/* The colour of a column. Beside it stands its number, from 1. */
enum role race_role(size_t column);
/* "1st", "2nd" */
const char *race_ordinal(int place);

/*
 * A study time in a race that takes `whole` seconds: "0.232 s", "12.40 s", "00:01:42".
 * Returns out.
 */
const char *race_time(double t, double whole, char *out, size_t size);
/* The unit of an axis for so many seconds. */
struct race_unit {
	double seconds;
	const char *name;
};

struct race_unit race_unit(double whole);

#endif
