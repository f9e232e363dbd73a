/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Constraints: what other metrics than the one that decides must not go beyond. */
#ifndef BASE_CONSTRAINT_H
#define BASE_CONSTRAINT_H

#include <stddef.h>

#include "base/error.h"
#include "base/strbuf.h"

struct constraint {
	const char *metric;
	size_t index;	 /* of the metric among those of a report */
	double min, max; /* infinite: no such limit */
	struct place at; /* of the metric's name in the study file */
};

/* By how much v is beyond a limit; 0: it is not. NaN: v is not finite. */
double constraint_broken(const struct constraint *c, double v);
/* The sum of it over the metrics of a report (Deb 2000, section 3); as above. */
double constraints_broken(const struct constraint *list, size_t n, const double *metrics);
/* Appends "latency <= 20", "1 <= size <= 8". */
void constraint_print(const struct constraint *c, struct strbuf *out);
/* All of them, with commas. */
void constraints_print(const struct constraint *list, size_t n, struct strbuf *out);
/*
 * Appends "breaks latency by 3.1 and size by 2" where `broken` is the sum of what is, and
 * v[i] the value of the metric of list[i]. Nothing when it is not more than 0.
 */
void constraints_say(const struct constraint *list, size_t n, double broken,
	const double *v, struct strbuf *out);

#endif
