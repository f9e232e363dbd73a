/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Places of a figure that stand for trials, with what is to be said of them. A page lays
 * them over the figure as links. All functions do nothing when s is NULL.
 */
#ifndef REPORT_SPOTS_H
#define REPORT_SPOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct spot {
	uint32_t trial;
	bool line;	   /* else an outline: of a mark, or of a box */
	size_t path, text; /* where they begin in spots.bytes; each ends with a NUL */
};

struct spots {
	struct spot *items; /* as they lie on one another, the last on top */
	size_t n, cap;
	struct strbuf bytes;
};

void spots_init(struct spots *s);
void spots_release(struct spots *s);
/* Lengths are in points. Then spots_say(). */
void spots_dot(struct spots *s, uint32_t trial, double x, double y, double size);
void spots_box(struct spots *s, uint32_t trial, double x, double y, double w, double h);
/* A line, which spots_to() makes longer; move: with a gap before. */
void spots_line(struct spots *s, uint32_t trial);
void spots_to(struct spots *s, bool move, double x, double y);
/* What is to be said of the last one. */
void spots_say(struct spots *s, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The path of items[i] as SVG has it, and its text. */
const char *spots_path(const struct spots *s, size_t i);
const char *spots_text(const struct spots *s, size_t i);

#endif
