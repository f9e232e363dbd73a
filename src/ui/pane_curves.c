/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pane 3. With few trials all curves are drawn. With many: every so manyth as ground, what
 * climbed last, what runs, the incumbent, and the selected one over all of them.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/curves.h"
#include "ui/format.h"

#define ALL_OF 160 /* trials that are drawn without a choice */
#define GROUND 96  /* of the others */
#define CLIMBED 48
#define LOOK_BACK 512 /* decisions */
#define RUNNING 128

struct series_list {
	struct series *items;
	size_t n, cap;
};

static struct plot_ink ink_of(const struct study_trial *t)
{
	static const uint8_t ranks[TRIAL_STATES] = {
		[TRIAL_RUNNING] = 5,
		[TRIAL_PAUSED] = 2,
		[TRIAL_COMPLETED] = 3,
		[TRIAL_STOPPED] = 1,
		[TRIAL_DIVERGED] = 4,
		[TRIAL_FAILED] = 4,
		[TRIAL_KILLED] = 4,
	};
	struct plot_ink ink = {.rank = ranks[t->state]};

	trial_mark(t, &ink.role);
	if (t->state == TRIAL_RUNNING)
		ink.role = ROLE_RUNNING;
	return ink;
}

static void add(struct series_list *l, const struct study *s, uint32_t id)
{
	if (id >= s->n_trials || s->trials[id].epoch < 1)
		return;
	ARRAY_ROOM(l->items, l->n, l->cap);
	l->items[l->n++] = (struct series){.trial = id, .ink = ink_of(&s->trials[id])};
}

static void add_bright(struct series_list *l, const struct study *s, uint32_t id,
	enum role role, uint8_t rank)
{
	size_t before = l->n;

	add(l, s, id);
	if (l->n == before)
		return;
	l->items[before].ink = (struct plot_ink){role, ATTR_BOLD, rank};
	l->items[before].label = true;
}

static void choose(struct series_list *l, const struct scene *sc)
{
	const struct study *s = sc->study;
	const struct study_incumbent *best = study_incumbent(s);
	size_t stride = 1, running = 0, climbed = 0;

	/* a power of two, so that the ground stays the same while trials are added */
	while (s->n_trials > ALL_OF && s->n_trials / stride > GROUND)
		stride *= 2;
	for (size_t i = 0; i < s->n_trials; i += stride)
		add(l, s, (uint32_t)i);
	if (stride > 1) {
		for (size_t i = s->n_decisions, look = 0; i-- > 0 && look < LOOK_BACK;
			look++)
			if (s->decisions[i].d.verdict == VERDICT_PROMOTE &&
				climbed++ < CLIMBED)
				add(l, s, s->decisions[i].d.trial);
		for (size_t w = 0; w < s->n_on_worker && running < RUNNING; w++)
			if (s->on_worker[w] != STUDY_NONE) {
				add(l, s, s->on_worker[w]);
				running++;
			}
	}
	if (best)
		add_bright(l, s, best->trial, ROLE_BEST, 6);
	if (sc->view->trial != STUDY_NONE)
		add_bright(l, s, sc->view->trial, ROLE_STRONG, 7);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct series_list l = {0};

	if (!sc->study->info)
		return;
	choose(&l, sc);
	curves_draw(sc, g, in, l.items, l.n, 0);
	free(l.items);
}

static void title(const struct scene *sc, struct pen *p)
{
	const struct study *s = sc->study;
	const char *dot = sc->view->glyphs->dot;
	char name[24];

	if (!s->info)
		return;
	pen_textf(p, ROLE_DIM, " %s %s %s y %s log epoch", s->info->metric, dot,
		curves_log_y(sc) ? "log" : "linear", dot);
	if (sc->view->trial != STUDY_NONE && sc->view->trial < s->n_trials) {
		pen_textf(p, ROLE_DIM, " %s ", dot);
		p->attr = ATTR_BOLD;
		pen_text(p, ROLE_STRONG,
			format_trial(sc->view->trial, name, sizeof(name)));
		p->attr = 0;
	}
}

const struct pane_ops pane_curves = {.name = "CURVES", .draw = draw, .title = title};
