/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of the switch menu: the chosen scheduler, and the texts of its knobs, which are
 * edited in place. An untouched knob keeps its present value.
 */
#ifndef UI_MENU_H
#define UI_MENU_H

#include <stdbool.h>
#include <stddef.h>

#include "study/adoption.h"
#include "study/forecast.h"
#include "study/study.h"
#include "ui/line.h"

struct menu {
	size_t kind;	     /* of the schedulers' table */
	struct line *values; /* of its knobs; NULL before menu_open() */
	char **as_now;	     /* the same, untouched */
	size_t n;
	size_t knob;
	bool on_knobs; /* the keys are theirs, else the list's */
	bool fresh;    /* what is typed next replaces the knob's value */

	char *text;   /* what the preview is of; or NULL */
	uint64_t seq; /* of the study then */
	double again; /* wall time before which it is not computed again */
	struct switch_preview preview;
	char *wrong; /* why there is none; or NULL */
	struct forecast forecast; /* of the same; its plan has no spec: there is none */
};

void menu_release(struct menu *m);
/* Starts with the study's present scheduler. */
void menu_open(struct menu *m, const struct study *s);
void menu_choose(struct menu *m, const struct study *s, size_t kind);
const struct kind *menu_kind(const struct menu *m);
/* Steps the value up or down: choices in turn, numbers by a step of their magnitude. */
void menu_step(struct menu *m, int step);
/* The same of one number. */
void menu_step_number(struct line *l, const struct knob *row, int step);
void menu_type(struct menu *m, uint32_t cp);
/* Appends what CONTROL_SWITCH takes: "asha eta=4", with the knobs that have changed. */
void menu_text(const struct menu *m, struct strbuf *out);
/* Whether a switch would change anything. */
bool menu_changes(const struct menu *m, const struct study *s);
/* Computes the preview anew when the text has changed or it is old. wall: the time now. */
void menu_follow(struct menu *m, const struct study *s, double wall);

/* "11 trials keep their seats, 4 may climb at once, 3 will never; …" */
void preview_words(const struct switch_preview *p, struct strbuf *out);

#endif
