/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The charts of a race: a family, as those of one study. */
#ifndef REPORT_RACE_CHART_H
#define REPORT_RACE_CHART_H

#include "report/figure.h"
#include "study/race_measures.h"

/* What they are drawn from. */
struct race_drawn {
	const struct race_table *table;
	const struct study *const
		*studies;		   /* of its columns; NULL where many seeds are */
	const struct race_measures *seeds; /* or NULL */
};

struct race_chart {
	const char *name;  /* of its files */
	const char *title; /* as a heading */
	const char *about; /* how to read it */
	bool (*applies)(const struct race_drawn *d);
	double (*height)(const struct race_drawn *d); /* in points */
	/* What it shows of this race, in one line without a full stop. */
	void (*note)(const struct race_drawn *d, struct strbuf *out);
	/* All but the heading. */
	void (*draw)(struct figure *f, const struct race_drawn *d);
};

#define N_RACE_CHARTS 4
extern const struct race_chart *const race_charts[N_RACE_CHARTS];

extern const struct race_chart race_chart_best, race_chart_reach, race_chart_busy,
	race_chart_seeds;

/* The whole figure as a file's bytes, appended to out. */
int race_chart_render(const struct race_chart *c, const struct race_drawn *d,
	enum figure_format format, const struct theme *theme, struct strbuf *out,
	struct error *err);

/* How a column is drawn: a colour, a shape and a kind of line. */
struct paint race_paint(const struct figure *f, size_t column);
enum dashes race_dashes(size_t column);
/* The columns under the heading. */
void race_legend(struct figure *f, const struct race_table *t);

#endif
