/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The charts of a report: a family, one file a member. Pure: from a history. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "report/figure.h"
#include "store/history.h"

struct chart {
	const char *name;  /* of its files */
	const char *title; /* as a heading */
	const char *about; /* how to read it, for a reader who has not seen one */
	bool (*applies)(const struct history *h);  /* NULL: to every study */
	double (*height)(const struct history *h); /* in points; FIGURE_WIDTH wide */
	/* What it shows of this study, in one line without a full stop. */
	void (*note)(const struct history *h, struct strbuf *out);
	/* All but the heading. */
	void (*draw)(struct figure *f, const struct history *h);
};

#define N_CHARTS 7
extern const struct chart *const charts[N_CHARTS];

extern const struct chart chart_audit;
extern const struct chart chart_curves;
extern const struct chart chart_rungs;
extern const struct chart chart_incumbent;
extern const struct chart chart_parameters;
extern const struct chart chart_searcher;
extern const struct chart chart_workers;

/* Whether there is anything for it to show. */
bool chart_applies(const struct chart *c, const struct history *h);
/*
 * The whole figure as a file's bytes, appended to out. spots: where trials are in it, or
 * NULL; each chart notes the trials that it draws.
 */
int chart_render(const struct chart *c, const struct history *h,
	enum figure_format format, const struct theme *theme, struct spots *spots,
	struct strbuf *out, struct error *err);

/* "T12", and "0.0084" as charts write a value. */
const char *chart_trial(uint32_t trial, char *out, size_t size);
const char *chart_value(double v, char *out, size_t size);
/* "stopped after 9 epochs", as a trial stands in the end. */
const char *chart_fate(const struct study_trial *t, char *out, size_t size);
/* A level as a label: "81", "end" of an open top. */
const char *chart_level(int level, char *out, size_t size);

/* The unit for the time of a study of t seconds, and an axis title that names it. */
struct time_unit {
	double seconds;
	const char *title;
};

struct time_unit chart_unit(double t);

#endif
