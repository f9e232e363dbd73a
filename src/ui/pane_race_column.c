/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A column of a race: its best value and how far it is behind, what it has spent, how busy
 * its workers were, its rungs, and what it has decided last.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "draw/bar.h"
#include "ui/format.h"
#include "ui/lanes.h"
#include "ui/marks.h"
#include "ui/race_marks.h"
#include "ui/results.h"
#include "ui/rung_table.h"
#include "ui/view.h"

#define FACTS 3	    /* lines above the rungs */
#define AIR_FROM 14 /* rows: blank ones part what belongs together */
#define DECISIONS_MOST 64

static size_t column_of(const struct scene *sc)
{
	return (size_t)(sc->pane - 1);
}

/* "1st  0.0056  T216 @46e         +0.0028" */
static void draw_best(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const struct race *r = sc->view->race;
	const struct study_incumbent *best = study_incumbent(s), *first;
	char value[32], trial[24], text[64];
	size_t order[RACE_MOST];
	int place = 1;

	p->x = 1;
	if (!best) {
		pen_text(p, ROLE_DIM, "no value yet");
		return;
	}
	race_order(r, order);
	while (order[place - 1] != column_of(sc))
		place++;
	p->attr = ATTR_BOLD;
	pen_textf(p, race_role(column_of(sc)), "%s ", race_ordinal(place));
	pen_text(p, ROLE_BEST, format_metric(best->value, value, sizeof(value)));
	p->attr = 0;
	snprintf(text, sizeof(text), " %s @%de",
		format_trial(best->trial, trial, sizeof(trial)), best->epoch);
	if (text_width(text) <= pen_room(p))
		pen_text(p, ROLE_TEXT, text);
	first = study_incumbent(race_study(r, order[0]));
	if (first->value == best->value)
		snprintf(text, sizeof(text), "%s", place == 1 ? "leads" : "level");
	else
		snprintf(text, sizeof(text), "%c%s",
			best->value > first->value ? '+' : '-',
			format_metric(
				fabs(best->value - first->value), value, sizeof(value)));
	if (pen_room(p) <= text_width(text) + 1)
		return;
	pen_goto(p, p->y, p->in.w - text_width(text) - 1);
	pen_text(p, place == 1 ? ROLE_BEST : ROLE_DIM, text);
}

/* "1111 epochs  256 trials  8 of 8 train" */
static void draw_spent(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	char count[24], text[64];
	int workers = study_workers(s);

	p->x = 1;
	pen_text(p, ROLE_STRONG, format_count(s->epochs, count, sizeof(count)));
	pen_text(p, ROLE_DIM, " epochs  ");
	pen_text(p, ROLE_STRONG, format_count(s->n_trials, count, sizeof(count)));
	pen_text(p, ROLE_DIM, " trials");
	snprintf(text, sizeof(text), "%d of %d train", s->n_busy, workers);
	if (pen_room(p) < text_width(text) + 2)
		snprintf(text, sizeof(text), "%d/%d", s->n_busy, workers);
	if (pen_room(p) < text_width(text) + 2)
		return;
	pen_goto(p, p->y, p->in.w - text_width(text) - 1);
	pen_text(p, s->n_busy < workers ? ROLE_PAUSED : ROLE_RUNNING, text);
}

static void draw_busy(const struct scene *sc, struct pen *p)
{
	double share = study_utilisation(sc->study).training;
	char text[16] = "  - ";

	p->x = 1;
	pen_text(p, ROLE_DIM, "busy ");
	if (isfinite(share))
		snprintf(text, sizeof(text), "%3.0f %%", 100 * share);
	bar_draw(p, pen_room(p) - text_width(text) - 2, isfinite(share) ? share : 0);
	p->x++;
	pen_text(p, ROLE_STRONG, text);
}

/* "T12 ^ r0→1 0.1234 rank 2/6" */
static void draw_decision(
	const struct scene *sc, struct pen *p, const struct study_decision *sd)
{
	const struct study *s = sc->study;
	const struct glyphs *g = sc->view->glyphs;
	char text[96], mark[2] = "";
	enum role role;

	mark[0] = verdict_mark(&sd->d, &role);
	p->x = 1;
	pen_left(p, ROLE_STRONG, s->n_trials > 9999 ? 6 : 5,
		format_trial(sd->d.trial, text, sizeof(text)));
	pen_textf(p, role, " %s ", mark);
	if (s->n_brackets > 1)
		pen_textf(p, ROLE_DIM, "b%d ", sd->d.bracket);
	pen_left(p, role, decision_way_width(s, g),
		decision_way(g, &sd->d, text, sizeof(text)));
	p->x++;
	if (pen_room(p) < 8)
		return;
	pen_right(p, isfinite(sd->d.value) ? ROLE_VALUE : ROLE_LOST, 6,
		isfinite(sd->d.value) ? format_metric(sd->d.value, text, sizeof(text))
				      : "nan");
	p->x++;
	decision_reason(s, g, sd, pen_room(p), text, sizeof(text));
	if (text_width(text) < pen_room(p))
		pen_text(p, ROLE_DIM, text);
}

/* Newest first. */
static void draw_decisions(const struct scene *sc, struct grid *g, struct area in)
{
	const struct study *s = sc->study;
	struct pen p = pen_in(g, in);

	for (int y = 0; y < in.h && (size_t)y < s->n_decisions; y++) {
		pen_goto(&p, y, 0);
		draw_decision(sc, &p, &s->decisions[s->n_decisions - 1 - (size_t)y]);
	}
}

static void draw(const struct scene *shown, struct grid *g, struct area in)
{
	struct scene own = *shown;
	const struct scene *sc = &own;
	struct pen p = pen_in(g, in);
	struct area rest = in;
	const char *about = sc->view->race->columns[column_of(sc)].about;
	int air = in.h >= AIR_FROM, top = FACTS + air + (about != NULL), keep = 1 + air,
	    used;

	own.study = race_study(sc->view->race, column_of(shown));
	if (!sc->study->info)
		return;
	draw_best(sc, &p);
	pen_goto(&p, 1, 0);
	draw_spent(sc, &p);
	pen_goto(&p, 2, 0);
	draw_busy(sc, &p);
	if (about) {
		pen_goto(&p, FACTS, 1);
		pen_left(&p, ROLE_DIM, in.w - 2, about);
	}
	rest.y += top;
	rest.h -= top + keep;
	if (rest.h <= 0)
		return;
	used = rung_table_draw(sc, g, rest, NULL, 0, &(struct diagnosis){.n_pairs = 0}) +
	       air;
	rest.y += used;
	rest.h = in.h - top - used;
	if (rest.h > 0)
		draw_decisions(sc, g, rest);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct race *r = sc->view->race;
	const struct study *s = race_study(r, column_of(sc));
	const char *label = r->columns[column_of(sc)].label;
	int width = text_width(label), room = pen_room(p) - 1;
	char state[32];

	p->attr = ATTR_BOLD;
	pen_left(p, race_role(column_of(sc)), width < room ? width : room, label);
	p->attr = 0;
	snprintf(state, sizeof(state), " %s %s", sc->view->glyphs->dot,
		s->error ? "failed" : "done");
	if (s->phase == PHASE_FINISHED && text_width(state) < pen_room(p))
		pen_text(p, ROLE_DIM, state);
}

const struct pane_ops pane_race_column = {
	.name = "",
	.about = "A study of the race as it stands at the clock: its place and its best "
		 "value, what it has spent, how busy its workers were, its rungs, and its "
		 "latest decisions. 1 to 4 choose a column, 5 the best values. Enter gives "
		 "the column the whole screen, Esc comes back.",
	.keys = {ACT_PAUSE, ACT_STEP, ACT_CLIMB_BACK, ACT_SLOWER, ACT_EXPLAIN, ACT_INSPECT},
	.draw = draw,
	.title = title,
};
