/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rungs as lines of the screen. A pass is one bracket in one round. There is a pass for
 * the latest round of each bracket, and for older rounds that still train. A pass takes a
 * line for each rung, highest first, or a single line where room is short.
 */
#ifndef UI_RUNG_ROWS_H
#define UI_RUNG_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "study/study.h"

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
 * The lines for `room` rows. If they fit, all rungs of all passes. Else the rungs of one
 * pass (of `bracket` or, when that is -1, the latest active one) and a line for each other
 * pass. Else a line for each pass. A single pass with more rungs than room shows a choice:
 * the first, the last, `rung` unless it is -1, those where trials train, and others evenly
 * in log(level). Returns the number of lines, which may exceed room. free(*rows).
 */
size_t rung_rows(
	const struct passes *h, int bracket, int rung, int room, struct rung_row **rows);
/* The pass that is shown with all its rungs. */
const struct pass *passes_open(const struct passes *h, int bracket);
int rung_seats(const struct pass *h, int rung);
int rung_level(const struct pass *h, int rung);
/* The same as text: "81e", or "end" of an open top. */
const char *rung_epoch(const struct pass *h, int rung, char *out, size_t size);

#endif
