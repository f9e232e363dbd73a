/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the colours of trials mean, as words in these colours.
 */
#ifndef UI_LEGEND_H
#define UI_LEGEND_H

#include <stdbool.h>

#include "draw/grid.h"
#include "ui/scene.h"

/*
 * Appends " · best climbed running": the states that the study's trials are in, as many as
 * the row has room for, or nothing. chosen: those that stand out alone, and then the others.
 */
void legend_states(const struct scene *sc, struct pen *p, bool chosen);
/* All states, from the pen on, each with its mark; and what is outside of a filter. */
void legend_row(const struct scene *sc, struct pen *p);
/* Appends " · ░▒▓█ better", where it fits; the columns that this takes. */
void legend_grades(const struct scene *sc, struct pen *p);
int legend_grades_width(const struct scene *sc);

#endif
