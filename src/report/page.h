/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The page of a report: everything in one HTML file without references to others. It is
 * whole without its script, which makes tables sortable, shows what the pointer is at, and
 * marks a trial that was picked wherever it is. A content security policy within the page
 * lets this script and this style run and nothing else.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/chart.h"

/*
 * A page up to its heading and a line under that; what is to stand below may follow, then
 * page_main(), all the rest, and page_end(). The page is HTML and well-formed XML at once.
 */
void page_begin(
	const char *title, const char *heading, const char *lead, struct strbuf *out);
void page_main(struct strbuf *out);
void page_end(struct strbuf *out);

/* A chart of a page: the name of its files, a heading, how to read it, what it shows. */
struct page_figure {
	const char *name, *title, *about, *note;
};

/*
 * The same chart on both papers, svgs[theme]; the reader's preference shows one of them.
 * over: markup that lies over it, or "".
 */
void page_figure(const struct page_figure *f, const struct strbuf *svgs, const char *over,
	struct strbuf *out);

/* The files' text, and where the trials are; empty when the chart does not apply. */
struct drawn_chart {
	struct strbuf svgs[N_THEMES];
	struct spots spots;
};

void drawn_charts_init(struct drawn_chart drawn[N_CHARTS]);
void drawn_charts_release(struct drawn_chart drawn[N_CHARTS]);

/* The page of a study. */
void page_print(const struct history *h, const struct drawn_chart drawn[N_CHARTS],
	struct strbuf *out);

/* Its tables: best configuration, study, trials by state, importance, rungs. */
void page_print_summary(const struct history *h, struct strbuf *out);

/* The trials that the last table has, the best n: listed[n_trials]; free() it. */
bool *page_listed(const struct study *s, size_t *n);
/* That table. drawn: which charts have a trial, to be linked. */
void page_print_trials(const struct history *h, const struct drawn_chart drawn[N_CHARTS],
	size_t n, struct strbuf *out);

/* Contents of the elements, and the SHA-256 of each in Base64, which CSP asks for. */
extern const char page_style[], page_style_hash[], page_script[], page_script_hash[];

#endif
