/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Panes: one file and one row each. A pane draws itself into the inside of its frame
 * from a study and a view, and answers actions while it has the focus.
 */
#ifndef UI_PANES_H
#define UI_PANES_H

#include "draw/grid.h"
#include "study/study.h"
#include "ui/layout.h"
#include "ui/view.h"

/* All that drawing may look at. */
struct scene {
	const struct study *study;
	const struct view *view;
	const struct layout *layout;
};

struct pane_ops {
	const char *name; /* "RUNGS"; NULL: has no frame and takes no focus */
	bool strip;	  /* a row at the bottom that never has the screen for itself */
	void (*draw)(const struct scene *sc, struct grid *g, struct area in);
	/* More for the title, after the name; or NULL. */
	void (*title)(const struct scene *sc, struct pen *p);
	/* Movement and Enter while it has the focus; or NULL. */
	void (*act)(struct view *v, const struct study *s, enum action a);
	/* A click at (y, x) of its inside `in`: selects what is there; or NULL. */
	void (*point)(
		struct view *v, const struct study *s, struct area in, int y, int x);
	/* Before each frame it is shown in: scroll places; or NULL. */
	void (*follow)(struct view *v, const struct study *s, int rows, int cols);
};

extern const struct pane_ops *const pane_ops[PANES];
extern const struct pane_ops pane_header, pane_rungs, pane_incumbent, pane_curves,
	pane_trials, pane_decisions, pane_workers, pane_space, pane_history, pane_footer;

/* Overlays draw into a grid of their own. All but name, size and draw may be NULL. */
struct overlay_ops {
	const char *name;
	bool bottom;   /* at the bottom and bare; else framed in the middle */
	bool question; /* keeps the overlay that it was opened over */
	bool steers;   /* is about the study as it is now, wherever one looks back to */
	/* The size it would like on a screen of rows × cols, frame included. */
	void (*size)(const struct scene *sc, int *rows, int *cols);
	void (*draw)(const struct scene *sc, struct grid *g, struct area in);
	/* Lines there are to scroll over, for the keys. */
	int (*lines)(const struct scene *sc, int cols);
	/* What its keys do: opens it, or tells why not. */
	void (*open)(struct view *v, const struct study *s, enum action a);
	/* Before each frame: `in` is what draw() is going to have. */
	void (*follow)(struct view *v, const struct study *s, struct area in);
	/* Who has the keys while it is open; IN_OVERLAY when NULL. */
	enum context (*context)(const struct view *v);
	/* Answers actions: all of them, or movement alone in IN_OVERLAY. */
	struct request (*act)(struct view *v, const struct study *s, enum action a);
	/* A click at (y, x) of what draw() has. */
	void (*point)(
		struct view *v, const struct study *s, struct area in, int y, int x);
	/* A character typed in IN_LINE. */
	void (*type)(struct view *v, const struct study *s, uint32_t cp);
};

extern const struct overlay_ops *const overlay_ops[OVERLAYS]; /* OVERLAY_NONE: NULL */
extern const struct overlay_ops overlay_help, overlay_trial, overlay_log, overlay_rung,
	overlay_explain, overlay_switch, overlay_prompt, overlay_search, overlay_filter,
	overlay_columns, overlay_confirm, overlay_quit, overlay_end;

#endif
