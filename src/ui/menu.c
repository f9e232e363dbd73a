/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/menu.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define AGAIN 0.5	 /* seconds between previews while the study runs */
#define AGAIN_TRIAL 1e-5 /* and for each trial */

static void drop_values(struct menu *m)
{
	for (size_t i = 0; i < m->n; i++) {
		line_release(&m->values[i]);
		free(m->as_now[i]);
	}
	free(m->values);
	free(m->as_now);
	m->values = NULL;
	m->as_now = NULL;
	m->n = 0;
}

void menu_release(struct menu *m)
{
	drop_values(m);
	free(m->text);
	free(m->wrong);
	forecast_release(&m->forecast);
	*m = (struct menu){0};
}

const struct kind *menu_kind(const struct menu *m)
{
	return schedulers.kinds[m->kind];
}

void menu_choose(struct menu *m, const struct study *s, size_t kind)
{
	const struct knob *rows = schedulers.kinds[kind]->knobs;
	struct knobs knobs;

	drop_values(m);
	m->kind = kind;
	m->knob = 0;
	m->fresh = true;
	while (rows && rows[m->n].name)
		m->n++;
	m->values = xcalloc(m->n + 1, sizeof(*m->values));
	m->as_now = xcalloc(m->n + 1, sizeof(*m->as_now));
	knobs_init(&knobs, rows, (struct place){.file = ""});
	if (s->spec)
		scheduler_inherit(&knobs, s->spec);
	for (size_t i = 0; i < m->n; i++) {
		const struct knob_value *v = &knobs.values[i];

		m->as_now[i] = xstrdup(v->set && v->text ? v->text : "");
		line_init(&m->values[i]);
		line_set(&m->values[i], m->as_now[i]);
	}
	knobs_release(&knobs);
}

void menu_open(struct menu *m, const struct study *s)
{
	size_t kind = 0;

	for (size_t i = 0; i < schedulers.n; i++)
		if (s->scheduler && !strcmp(schedulers.kinds[i]->name, s->scheduler))
			kind = i;
	menu_release(m);
	menu_choose(m, s, kind);
}

/* The word of `choices` that is `step` from the one that text is; round and round. */
static void step_choice(struct line *l, const char *choices, int step)
{
	char *copy = xstrdup(choices), *save = NULL, *words[64];
	int n = 0, at = -1;

	for (char *w = strtok_r(copy, " ", &save); w && n < 64;
		w = strtok_r(NULL, " ", &save)) {
		if (!strcmp(w, l->text.buf))
			at = n;
		words[n++] = w;
	}
	if (n)
		line_set(l, words[at < 0 ? 0 : (at + step + n) % n]);
	free(copy);
}

/* One below 20; above, some twentieth of the value that is a round number. */
static double step_size(double v)
{
	double unit;

	v = fabs(v);
	if (v < 20)
		return 1;
	unit = pow(10, floor(log10(v)) - 1);
	return v < 5 * unit * 10 ? unit : 5 * unit;
}

void menu_step_number(struct line *l, const struct knob *row, int step)
{
	double lo = row->min, hi = row->max, v, size;
	char text[64];
	struct error err;

	if (knob_parse(row, l->text.buf, &v, (struct place){.file = ""}, &err) < 0) {
		v = lo > -1e300 ? lo : 0;
	} else if (row->type == KNOB_INT) {
		/* down from 100 as up to it */
		size = step_size(step < 0 ? v - 1 : v);
		v = step > 0 ? (floor(v / size) + 1) * size : (ceil(v / size) - 1) * size;
	} else {
		size = hi - lo <= 1e6 ? (hi - lo) / 20
				      : pow(10, floor(log10(fabs(v) + 1)));
		v += step * size;
	}
	v = v < lo ? lo : v > hi ? hi : v;
	snprintf(text, sizeof(text), row->type == KNOB_INT ? "%.0f" : "%.6g", v);
	if (knob_in_range(row, v)) /* an end may be outside */
		line_set(l, text);
}

void menu_step(struct menu *m, int step)
{
	const struct knob *row;
	struct line *l;

	if (m->knob >= m->n)
		return;
	row = &menu_kind(m)->knobs[m->knob];
	l = &m->values[m->knob];
	switch (row->type) {
	case KNOB_INT:
	case KNOB_REAL:
		menu_step_number(l, row, step);
		break;
	case KNOB_BOOL:
		step_choice(l, "false true", step);
		break;
	case KNOB_CHOICE:
		step_choice(l, row->choices, step);
		break;
	case KNOB_TEXT:
	case KNOB_SHAPE:
	case KNOB_LIST:
		line_act(l, step < 0 ? ACT_LEFT : ACT_RIGHT);
		m->fresh = false;
		return;
	}
	m->fresh = true;
}

void menu_type(struct menu *m, uint32_t cp)
{
	struct line *l;

	/* values are words of a line: a blank would end one */
	if (m->knob >= m->n || cp == ' ')
		return;
	l = &m->values[m->knob];
	if (cp >= 0x20 && m->fresh)
		line_set(l, "");
	line_type(l, cp);
	m->fresh = false;
}

void menu_text(const struct menu *m, struct strbuf *out)
{
	strbuf_adds(out, menu_kind(m)->name);
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->values[i].text.buf, m->as_now[i]) != 0)
			strbuf_addf(out, " %s=%s", menu_kind(m)->knobs[i].name,
				m->values[i].text.buf);
}

bool menu_changes(const struct menu *m, const struct study *s)
{
	if (!s->scheduler || strcmp(menu_kind(m)->name, s->scheduler) != 0)
		return true;
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->values[i].text.buf, m->as_now[i]) != 0)
			return true;
	return false;
}

void menu_follow(struct menu *m, const struct study *s, double wall)
{
	struct strbuf text;
	struct error err;
	const char *plain = err.text;

	if (!m->values || !s->info)
		return;
	strbuf_init(&text);
	menu_text(m, &text);
	if (m->text && !strcmp(m->text, text.buf) &&
		(m->seq == s->seq || wall < m->again)) {
		strbuf_release(&text);
		return;
	}
	free(m->text);
	free(m->wrong);
	m->wrong = NULL;
	m->text = strbuf_detach(&text);
	m->seq = s->seq;
	m->again = wall + AGAIN + AGAIN_TRIAL * (double)s->n_trials;
	if (switch_preview(s, m->text, &m->preview, &err) < 0) {
		plain += strncmp(plain, ": ", 2) == 0 ? 2 : 0;
		m->wrong = xstrdup(plain);
	}
	forecast_release(&m->forecast);
	if (!m->wrong && forecast_make(&m->forecast, s, m->text, &err) < 0)
		forecast_release(&m->forecast);
	strbuf_release(&text);
}

void preview_words(const struct switch_preview *p, struct strbuf *out)
{
	const char *verb = p->goes_on ? "go on" : "climb";

	if (p->endless)
		strbuf_adds(out, "it may never end: rounds alone limit it; ");
	if (!p->seats)
		strbuf_adds(out, "no trial is alive to keep a seat");
	else if (p->seats == 1)
		strbuf_adds(out, "1 trial keeps its seat");
	else
		strbuf_addf(out, "%zu trials keep their seats", p->seats);
	if (p->revived)
		strbuf_addf(out, " (%zu had completed)", p->revived);
	if (p->at_once)
		strbuf_addf(out, ", %zu may %s at once", p->at_once, verb);
	else if (p->seats)
		strbuf_addf(out, ", none may %s at once", verb);
	if (p->stopped)
		strbuf_addf(out, ", %zu %s stopped at once", p->stopped,
			p->stopped == 1 ? "is" : "are");
	if (p->never)
		strbuf_addf(out, ", %zu will never%s%s", p->never,
			p->seats && !p->stopped ? "" : " ",
			p->seats && !p->stopped ? "" : verb);
	if (p->running)
		strbuf_addf(out, "; %zu running %s task first", p->running,
			p->running == 1 ? "one finishes its" : "ones finish their");
	if (p->fresh)
		strbuf_addf(out, "; %zu new %s before the first result", p->fresh,
			p->fresh == 1 ? "one begins" : "ones begin");
}
