/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report of a race: index.html, and every chart as SVG and PNG on light and on dark
 * paper.
 */
#ifndef REPORT_RACE_REPORT_H
#define REPORT_RACE_REPORT_H

#include "report/race_chart.h"
#include "study/race_rows.h"

struct race_report {
	struct race_drawn drawn;
	const struct race_rows
		*differences; /* of recordings, above the results; or NULL */
};

/* Creates dir, which must not exist or be empty, and writes everything. -1 with err. */
int race_report_write(const char *dir, const struct race_report *r, struct error *err);

#endif
