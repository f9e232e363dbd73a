/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "report/frame.h"

const struct chart *const charts[N_CHARTS] = {
	&chart_curves,
	&chart_rungs,
	&chart_audit,
	&chart_incumbent,
	&chart_parameters,
	&chart_searcher,
	&chart_workers,
};

bool chart_applies(const struct chart *c, const struct history *h)
{
	return !c->applies || c->applies(h);
}

int chart_render(const struct chart *c, const struct history *h,
	enum figure_format format, const struct theme *theme, struct spots *spots,
	struct strbuf *out, struct error *err)
{
	struct figure *f = figure_new(format, theme, FIGURE_WIDTH, c->height(h));
	struct strbuf note = STRBUF_INIT;

	figure_note(f, spots);
	c->note(h, &note);
	frame_heading(f, c->title, note.buf);
	c->draw(f, h);
	strbuf_release(&note);
	return figure_finish(f, out, err);
}

const char *chart_trial(uint32_t trial, char *out, size_t size)
{
	snprintf(out, size, "T%u", trial);
	return out;
}

const char *chart_fate(const struct study_trial *t, char *out, size_t size)
{
	snprintf(out, size, "%s after %d epoch%s", trial_state_name(t->state), t->epoch,
		t->epoch == 1 ? "" : "s");
	return out;
}

const char *chart_level(int level, char *out, size_t size)
{
	if (level == EPOCHS_OPEN)
		return study_level_text(level, out, size);
	range_label(level, out, size);
	return out;
}

const char *chart_value(double v, char *out, size_t size)
{
	if (isfinite(v))
		snprintf(out, size, "%.4g", v);
	else
		snprintf(out, size, "not finite");
	return out;
}

struct time_unit chart_unit(double t)
{
	static const struct time_unit units[] = {
		{1, "study time (s)"},
		{60, "study time (min)"},
		{3600, "study time (h)"},
		{86400, "study time (days)"},
	};
	int i = 0;

	while (i < 3 && t > 3 * units[i + 1].seconds)
		i++;
	return units[i];
}
