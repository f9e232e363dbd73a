/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/frame.h"
#include "report/marks.h"
#include "report/race_chart.h"

const struct race_chart *const race_charts[N_RACE_CHARTS] = {
	&race_chart_best,
	&race_chart_reach,
	&race_chart_busy,
	&race_chart_seeds,
};

int race_chart_render(const struct race_chart *c, const struct race_drawn *d,
	enum figure_format format, const struct theme *theme, struct strbuf *out,
	struct error *err)
{
	struct figure *f = figure_new(format, theme, FIGURE_WIDTH, c->height(d));
	struct strbuf note = STRBUF_INIT;

	c->note(d, &note);
	frame_heading(f, c->title, note.buf);
	c->draw(f, d);
	strbuf_release(&note);
	return figure_finish(f, out, err);
}

struct paint race_paint(const struct figure *f, size_t column)
{
	return theme_ink(figure_theme(f), (enum ink)(INK_RACE + column), 1);
}

enum dashes race_dashes(size_t column)
{
	static const enum dashes kinds[] = {
		DASHES_NONE, DASHES_LONG, DASHES_DOTS, DASHES_NONE};

	return kinds[column];
}

void race_legend(struct figure *f, const struct race_table *t)
{
	struct legend l = legend_begin(f);

	for (size_t i = 0; i < t->n; i++)
		legend_line(&l, race_paint(f, i), i == 3 ? 3.5 : 2, race_dashes(i),
			t->labels[i]);
}
