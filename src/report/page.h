/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of a report: everything in one HTML file without references to others. */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/chart.h"

/* svgs[chart][theme]: the files' text. The page is HTML and well-formed XML at once. */
void page_print(const struct history *h, const struct strbuf svgs[N_CHARTS][N_THEMES],
	struct strbuf *out);
/* Its tables: best configuration, study, trials by state, rungs. */
void page_print_summary(const struct history *h, struct strbuf *out);

#endif
