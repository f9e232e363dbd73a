/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a pane is: its place on the screen, a state of its own, and functions. It draws
 * itself into the inside of its frame from a study and a view, and it answers actions.
 *
 * `self` is the pane's own state: state_size bytes that belong to the view, zero before
 * init(). Drawing finds it in the scene. A function may be NULL; draw() is always there.
 */
#ifndef UI_PANE_H
#define UI_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draw/grid.h"
#include "study/study.h"
#include "ui/action.h"
#include "ui/panes.h"
#include "ui/scene.h"

/* The bands of the screen, from the top down. Lines stand between BOTTOM and FOOT. */
enum band {
	BAND_NONE, /* the pane shows alone */
	BAND_HEAD,
	BAND_TOP,
	BAND_MIDDLE,
	BAND_BOTTOM,
	BAND_LINE, /* a row of its own */
	BAND_FOOT,
};

/* Where in its band a pane stands. */
enum side {
	SIDE_OWN,   /* the band is its own: at the left, and there whenever the band is */
	SIDE_RIGHT, /* beside that one */
	SIDE_FAR,   /* at the right end, beyond the one beside */
};

/*
 * What a pane asks of the layout. Where two panes ask for one side of a band, the first
 * of the table has it.
 */
struct pane_wish {
	enum band band;
	enum side side;
	/*
	 * SIDE_RIGHT, SIDE_FAR: it stands there from so many columns of the screen and rows
	 * inside of the band on; one of the two must be met. cols 0 ends.
	 */
	struct {
		int cols, rows;
	} from[2];
	int rows; /* SIDE_OWN: the least, inside, with which its band is there */
	/* The order in which bands and lines join while there is room, from 1. 0: never. */
	int worth;
	/* A line: the rows of the screen from which it is there, and is a pane instead. */
	int line_rows, tall_rows;
};

/* Rows that the inside of a pane would fill. */
struct pane_rows {
	int full, fair, least; /* with all there is, with what counts now, at least */
};

/* The cells where the mouse's button was pressed and let go. */
struct drag {
	int y0, x0, y1, x1;
};

struct pane_ops {
	const char *name; /* "RUNGS"; NULL: it has no frame and takes no focus */
	const char *about;   /* what it shows, in sentences; for the help */
	enum action keys[8]; /* those that matter most in it; ACT_NONE ends */
	bool strip;	  /* a row that never has the screen for itself */
	int focus_rows;	  /* of its area, from which it can have the focus; 0: any */
	bool hidden_too;  /* follow() is called where it does not show, too */
	struct pane_wish wish;
	size_t state_size;
	void (*init)(void *self);
	void (*release)(void *self);
	/* The rows it would fill, for the layout. */
	void (*rows)(const struct study *s, struct pane_rows *out);
	void (*draw)(const struct scene *sc, struct grid *g, struct area in);
	/* More for the title, after the name. */
	void (*title)(const struct scene *sc, struct pen *p);
	/* Movement and Enter while it has the focus. */
	void (*act)(struct view *v, void *self, const struct study *s, enum action a);
	/* Actions that are the pane's own wherever the focus is. False: this one is not. */
	bool (*anywhere)(
		struct view *v, void *self, const struct study *s, enum action a);
	/* A click at (y, x) of its inside `in`: selects what is there. */
	void (*point)(struct view *v, void *self, const struct study *s, struct area in,
		int y, int x);
	/* The button was let go in another cell of its inside than it was pressed in. */
	void (*drag)(struct view *v, void *self, const struct study *s, struct area in,
		struct drag d);
	/* A step of the wheel over it; without this, three rows of act(). */
	void (*roll)(struct view *v, void *self, const struct study *s, bool down);
	/* Before each frame it is shown in: scroll places. rows × cols: its inside. */
	void (*follow)(
		struct view *v, void *self, const struct study *s, int rows, int cols);
	/* Esc: lets go of something of its own. False: it has nothing. */
	bool (*back)(void *self);
	/* The trial that what is selected in it stands for, or STUDY_NONE. */
	uint32_t (*trial)(const struct view *v, const struct study *s);
};

#endif
