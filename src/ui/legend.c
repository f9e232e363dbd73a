/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/legend.h"

#include <string.h>

#include "ui/space_scatter.h"

#define ITEMS 8
#define DOTS 27 /* bits of a cell that stand for a trial: the upper half in braille */

struct item {
	const char *word;
	enum role role;
	bool shown;
	char mark; /* trial_mark()'s */
};

static bool has_climbed(const struct study *s)
{
	for (size_t i = 0; i < s->n_rungs; i++)
		if (s->rungs[i].climbed)
			return true;
	return false;
}

/* In the order of what they tell: where there is no room for all, the last ones go. */
static void find_items(const struct study *s, bool chosen, struct item items[ITEMS])
{
	const size_t *n = s->count;
	const struct item all[ITEMS] = {
		{"best", ROLE_BEST, study_incumbent(s) != NULL, 0},
		{"running", ROLE_RUNNING, n[TRIAL_RUNNING] > 0, '>'},
		{s->rule ? s->rule->ops->gone : "", ROLE_CLIMBED,
			chosen ? has_climbed(s) : n[TRIAL_CLIMBED] > 0, '^'},
		{"paused", ROLE_PAUSED, n[TRIAL_PAUSED] > 0 && !chosen, '='},
		{"complete", ROLE_DONE, n[TRIAL_COMPLETED] > 0 && !chosen, '*'},
		{"stopped", ROLE_STOPPED, n[TRIAL_STOPPED] > 0 && !chosen, 'x'},
		{"lost", ROLE_LOST,
			n[TRIAL_DIVERGED] + n[TRIAL_FAILED] + n[TRIAL_KILLED] > 0 &&
				!chosen,
			'!'},
		{"others", ROLE_STOPPED, chosen, 0},
	};

	for (int i = 0; i < ITEMS; i++)
		items[i] = all[i];
}

void legend_states(const struct scene *sc, struct pen *p, bool chosen)
{
	const char *dot = sc->view->glyphs->dot;
	struct item items[ITEMS];
	bool any = false;

	find_items(sc->study, chosen, items);
	for (int i = 0; i < ITEMS; i++) {
		int gap = any ? 1 : 2 + text_width(dot);

		if (!items[i].shown)
			continue;
		if (gap + text_width(items[i].word) + 1 > pen_room(p))
			return;
		if (any)
			pen_ch(p, ' ');
		else
			pen_textf(p, ROLE_DIM, " %s ", dot);
		pen_text(p, items[i].role, items[i].word);
		any = true;
	}
}

void legend_row(const struct scene *sc, struct pen *p)
{
	const struct view *v = sc->view;
	bool any = false, letters = space_scatter_letters(sc);
	struct item items[ITEMS];

	find_items(sc->study, false, items);
	items[ITEMS - 1] = (struct item){
		"outside of the filter", ROLE_BORDER, v->trials.filter != NULL, 0};
	for (int i = 0; i < ITEMS; i++) {
		if (!items[i].shown || text_width(items[i].word) + 3 > pen_room(p))
			continue;
		p->x += any ? 2 : 0;
		any = true;
		p->role = items[i].role;
		pen_ch(p, i == 0		     ? v->glyphs->incumbent
			  : i == ITEMS - 1	     ? plot_glyph(v->glyphs->tier, 1)
			  : items[i].mark && letters ? (uint32_t)items[i].mark
						     : plot_glyph(v->glyphs->tier, DOTS));
		p->x++;
		pen_text(p, i == ITEMS - 1 ? ROLE_DIM : items[i].role, items[i].word);
	}
}

int legend_grades_width(const struct scene *sc)
{
	return text_width(sc->view->glyphs->dot) + SPACE_GRADES +
	       (int)strlen("   better");
}

void legend_grades(const struct scene *sc, struct pen *p)
{
	const struct glyphs *g = sc->view->glyphs;

	if (legend_grades_width(sc) > pen_room(p))
		return;
	pen_textf(p, ROLE_DIM, " %s ", g->dot);
	for (int i = 0; i < SPACE_GRADES; i++) {
		p->role = space_grade_role(i);
		pen_ch(p, g->density[i]);
	}
	pen_text(p, ROLE_DIM, " better");
}
