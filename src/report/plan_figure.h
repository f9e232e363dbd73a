/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan as a figure: its brackets as a staircase of boxes, with trials and epochs. */
#ifndef REPORT_PLAN_FIGURE_H
#define REPORT_PLAN_FIGURE_H

#include "report/figure.h"
#include "study/plan.h"

/*
 * The whole figure as a file's bytes, appended to out; on light paper. study: its name. -1
 * with err when it could not be drawn.
 */
int plan_figure(const struct plan *p, const char *study, enum figure_format format,
	struct strbuf *out, struct error *err);

#endif
