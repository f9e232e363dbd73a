/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The switch menu's state: a scheduler chosen from the table, and its knobs as texts that
 * are edited in place. What is not touched is as now.
 */
#ifndef UI_MENU_H
#define UI_MENU_H

#include "study/adoption.h"
#include "study/study.h"
#include "ui/line.h"

#include <stdbool.h>
#include <stddef.h>

struct menu {
	size_t kind;	     /* of the schedulers' table */
	struct line *values; /* of its knobs; NULL before menu_open() */
	char **as_now;	     /* the same, untouched */
	size_t n;
	size_t knob;
	bool on_knobs; /* the keys are theirs, else the list's */
	bool fresh;    /* what is typed next replaces the knob's value */
	bool asking;   /* y or n */

	char *text;   /* what the preview is of; or NULL */
	uint64_t seq; /* of the study then */
	double again; /* wall time before which it is not computed again */
	struct switch_preview preview;
	char *wrong; /* why there is none; or NULL */
};

void menu_release(struct menu *m);
/* Begins with the scheduler that the study has. */
void menu_open(struct menu *m, const struct study *s);
void menu_choose(struct menu *m, const struct study *s, size_t kind);
const struct kind *menu_kind(const struct menu *m);
/* The next or the last value: choices in turn, numbers by a step of their size. */
void menu_step(struct menu *m, int step);
void menu_type(struct menu *m, uint32_t cp);
/* What CONTROL_SWITCH takes: "asha eta=4", the knobs that are not as now. */
void menu_text(const struct menu *m, struct strbuf *out);
/* Whether it would change anything. */
bool menu_changes(const struct menu *m, const struct study *s);
/* Computes the preview when it is not of this text, or old. wall: now. */
void menu_follow(struct menu *m, const struct study *s, double wall);

/* "11 trials keep their seats, 4 may climb at once, 3 will never; …" */
void preview_words(const struct switch_preview *p, struct strbuf *out);

#endif
