/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rungs as lines of the screen. A heat is one bracket in one round: its latest, and
 * older ones that still train. Each takes a line a rung, highest first, or, where room
 * is short, one line in all.
 */
#ifndef UI_RUNG_ROWS_H
#define UI_RUNG_ROWS_H

#include "study/study.h"

#include <stdbool.h>
#include <stddef.h>

struct heat {
	int bracket, round;
	int n_rungs;
	const struct bracket_shape *shape;
	const struct study_rung **rungs; /* n_rungs of them; NULL: not used yet */
	bool active;			 /* trains, or waits for seats to fill */
};

struct heats {
	struct heat *items;
	size_t n, cap;
	uint32_t widest; /* trials on the fullest rung: the scale of the bars */
};

void heats_collect(struct heats *h, const struct study *s);
void heats_release(struct heats *h);

/* A line: a rung of a heat, or the whole heat (rung -1). */
struct rung_row {
	const struct heat *heat;
	int rung;
};

/*
 * The lines for `room` rows: all rungs; else those of the heat that holds (bracket) or,
 * when that is -1, of the latest active one, and one line for each other heat; else one
 * line each. The only heat, with more rungs than room, shows a choice of them: the first,
 * the last, `rung` when it is not -1, those where trials train, and of the others such
 * as lie evenly in log(level). Returns the number of lines, which may be more than room;
 * free(*rows).
 */
size_t rung_rows(
	const struct heats *h, int bracket, int rung, int room, struct rung_row **rows);
/* The heat that is shown in full. */
const struct heat *heats_open(const struct heats *h, int bracket);
int rung_seats(const struct heat *h, int rung);
int rung_level(const struct heat *h, int rung);
/* The same as text: "81e", or "end" of an open top. */
const char *rung_epoch(const struct heat *h, int rung, char *out, size_t size);

#endif
