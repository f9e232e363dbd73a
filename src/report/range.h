/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From values to an axis: which stretch of the numbers it shows, and how its ticks are
 * written. What lies far from all others is left beyond the axis, and counted.
 */
#ifndef REPORT_RANGE_H
#define REPORT_RANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "draw/plot.h"

struct range {
	double lo, hi; /* lo < hi, with some room around the values */
	bool log;
	size_t beyond; /* values outside */
	bool empty;    /* no finite value: 0 … 1 */
};

struct values {
	double *items;
	size_t n, cap;
};

/* Adds it when it is finite. */
void values_add(struct values *v, double x);
void values_release(struct values *v);

/*
 * Of a metric: logarithmic when less is better and all are above 0; else linear, and then
 * without those on the bad side that would press all others into a corner. Sorts v.
 */
struct range range_of_metric(struct values *v, bool maximize);
/* From lo to hi as they are; widened when they are not apart. */
struct range range_of(double lo, double hi, bool log);

struct tick {
	double value;
	char text[24];
};

/* About max (at most AXIS_TICKS) ticks with their labels, all with as many decimals. */
int range_ticks(const struct range *r, int max, struct tick *ticks);
/* A number as a label: "0.05", "20k", "1e-5". */
void range_label(double v, char *out, size_t size);

#endif
