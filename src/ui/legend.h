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

#endif
