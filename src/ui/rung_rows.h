/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rungs as lines of the screen. A pass is one bracket in one round: its latest, and
 * older ones that still train. Each takes a line a rung, highest first, or, where room
 * is short, one line in all.
 */
#ifndef UI_RUNG_ROWS_H
#define UI_RUNG_ROWS_H

#include "study/study.h"

#include <stdbool.h>
#include <stddef.h>

struct pass {
	int bracket, round;
	int n_rungs;
	const struct bracket_shape *shape;
	const struct study_rung **rungs; /* n_rungs of them; NULL: not used yet */
	bool active;			 /* trains, or waits for seats to fill */
};

struct passes {
	struct pass *items;
	size_t n, cap;
	uint32_t widest; /* trials on the fullest rung: the scale of the bars */
};

void passes_collect(struct passes *h, const struct study *s);
void passes_release(struct passes *h);

/* A line: a rung of a pass, or the whole pass (rung -1). */
struct rung_row {
	const struct pass *pass;
	int rung;
};

/*
 * The lines for `room` rows: all rungs; else those of the pass that holds (bracket) or,
 * when that is -1, of the latest active one, and one line for each other pass; else one
 * line each. The only pass, with more rungs than room, shows a choice of them: the first,
 * the last, `rung` when it is not -1, those where trials train, and of the others such
 * as lie evenly in log(level). Returns the number of lines, which may be more than room;
 * free(*rows).
 */
size_t rung_rows(
	const struct passes *h, int bracket, int rung, int room, struct rung_row **rows);
/* The pass that is shown in full. */
const struct pass *passes_open(const struct passes *h, int bracket);
int rung_seats(const struct pass *h, int rung);
int rung_level(const struct pass *h, int rung);
/* The same as text: "81e", or "end" of an open top. */
const char *rung_epoch(const struct pass *h, int rung, char *out, size_t size);

#endif
