/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user looks at: focus, selection, order, scroll places, overlays. A view is
 * changed by actions and by time alone; drawing reads it. What is selected is bound to
 * what it is (a trial's id, a rung, a decision's seq), never to a row.
 */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include "draw/glyphs.h"
#include "draw/roles.h"
#include "study/explain.h"
#include "study/playhead.h"
#include "study/study.h"
#include "ui/decoded.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/log_view.h"
#include "ui/menu.h"
#include "ui/prompt.h"
#include "ui/settings.h"

#include <stdbool.h>
#include <stdint.h>

struct filter;	 /* ui/filter.h */
struct sort_row; /* ui/trials.c */

enum overlay {
	OVERLAY_NONE,
	OVERLAY_HELP,
	OVERLAY_TRIAL,
	OVERLAY_LOG,
	OVERLAY_RUNG,
	OVERLAY_EXPLAIN,
	OVERLAY_SWITCH,
	OVERLAY_PROMPT,
	OVERLAY_SEARCH,
	OVERLAY_FILTER,
	OVERLAY_COLUMNS,
	OVERLAY_CONFIRM,
	OVERLAY_QUIT,
	OVERLAY_END,
	OVERLAYS
};
enum log_y { LOG_Y_AUTO, LOG_Y_ON, LOG_Y_OFF };
/* What the x axis of the curves is: log(epoch), the epoch, the study's time. */
enum curves_x { CURVES_LOG, CURVES_LINEAR, CURVES_TIME, CURVES_X };

struct view {
	const struct glyphs *glyphs;
	const char *ascii_only; /* why no other glyphs are to be had; NULL: they are */
	bool live;	       /* a tuner takes our commands */
	bool watch;	       /* another process runs the study */
	const char *recording; /* the file that keeps the study, or NULL */
	const char *logs;      /* the folder of its trials' logs, or NULL */
	double clock;	       /* study time now, for the header */
	double wall;	       /* monotonic seconds now, for what passes by itself */
	enum screen_theme theme;
	struct settings *settings; /* borrowed, changed by :set; NULL: there are none */

	/* Where in time the study shown stands. */
	struct playhead head;
	const struct moments *moments;	 /* of all events; NULL: there is no past */
	const struct study *present;	 /* the live edge, while another one is shown */

	enum pane focus;
	bool zoom;
	enum pane alone; /* zoomed as it had no room; PANE_HEADER: none is */
	enum pane before; /* what had the focus then */
	enum log_y log_y;
	struct { /* the curves */
		enum curves_x x;
		int smooth;	 /* how much, see view_smoothing() */
		int metric;	 /* index; -1: the one that decides */
		double from, to; /* the part of the x axis that shows, within 0 … 1 */
		bool cross; /* the crosshair is on: it stands on the selected trial */
		uint32_t cross_trial; /* that cross_epoch is of */
		int cross_epoch;
		double cross_at; /* where along the axis it is wanted, 0 … 1 */
		int followed; /* the epoch that what shows was last moved to */
	} curves;
	bool stepping;	   /* `.` was pressed: one decision, then pause */
	uint64_t step_seq; /* the last event then */
	struct {	   /* asked of the tuner, before it shows in the study */
		double pace, workers;
		double until; /* wall time */
	} asked;
	int page[PANES]; /* rows that a page moves */

	uint32_t trial; /* selected, or STUDY_NONE */
	int sort;	/* column of the trials table, see columns.h */
	bool invert;
	bool follows; /* the selected trial stays in its row of the screen, and shown */
	signed char *columns; /* by column: 1 shown, -1 hidden, 0 as usual; n_columns */
	size_t n_columns;
	struct filter *filter; /* NULL: all trials show */
	char *filtered;	       /* its text */
	uint32_t *order; /* trials as shown; n_order of them */
	size_t n_order, cap_order;
	size_t n_seen;		    /* trials that are in it, or were left out */
	struct sort_row *sort_rows; /* room for sorting: twice cap_order */
	uint64_t order_seq; /* event that it was made at */
	double order_until; /* wall time before which rows stay where they are */
	size_t trials_top;  /* first row shown */
	int trials_left;    /* first parameter column shown */

	int bracket, rung; /* selected rung, or -1 */
	int rungs_top;	   /* first line shown */

	int worker;	   /* selected lane, or -1 */
	int workers_top;   /* first lane shown */
	int workers_scale; /* steps from the time scale that fits by itself */

	int space_x;	/* the parameter along, counted among those that vary */
	int space_mode; /* what it stands against, see pane_space.c */

	uint64_t decision;    /* seq of the selected one; 0: the latest */
	size_t decisions_top; /* how many are above the first one shown */

	enum overlay overlay, under; /* a question keeps what it was asked over */
	int overlay_top;
	struct { /* what is inspected */
		uint32_t trial;
		int bracket, round, rung;
		uint64_t decision; /* its seq; 0: the latest */
	} inspect;
	struct explained_results {	 /* those of the inspected decision */
		struct explained *items; /* n, best first; owned */
		size_t n;
		double worst; /* finite one; NaN: none is */
		/* what they are of: the decision, the study's last event, its switches */
		uint64_t decision, seq;
		size_t switches;
		uint64_t placed; /* the decision that the list was scrolled to */
		int page;
	} explained;

	struct log_view log; /* of a trial */
	struct {	     /* what is asked about */
		enum control_action action;
		uint32_t trial;
	} confirm;

	struct menu menu;
	struct prompt prompt, search, filtering;
	struct { /* what the filter that is being typed would leave */
		char *text; /* that it was counted for; NULL: none was yet */
		uint64_t seq;
		double again; /* wall time before which news are not counted */
		bool parses;
		size_t n;
	} trial_filter;
	int column; /* the chosen one, in the list of columns */
	char *searched; /* what n and N go to; NULL: no search is on */
	struct {	/* a line that stands in the footer for a while */
		char text[256];
		double until; /* wall time */
	} message;
	uint64_t refused_seq; /* the last refusal that was told */
	uint64_t warned_seq;  /* and the last warning */
	uint64_t failed_seq;  /* and the last failure */
	bool ends;	      /* its end, when it comes, is to be told */
};

/* What an action asks of the one who runs the screen. */
enum request_kind {
	REQUEST_NONE,
	REQUEST_COMMAND,
	REQUEST_QUIT,
	REQUEST_SUSPEND,
	REQUEST_REDRAW,
	REQUEST_SAVE, /* the screen, in the file `text` */
};

struct request {
	enum request_kind kind;
	enum control_action action; /* REQUEST_COMMAND, with its arguments */
	double number;
	uint32_t trial;
	char *text; /* or NULL; whoever gets the request frees it */
};

void view_init(struct view *v, const struct glyphs *glyphs);
void view_release(struct view *v);
/* How the layout is wanted. */
struct layout_prefs view_prefs(const struct view *v, const struct study *s);
/* Follows the study: order, scroll places, page sizes. Before each frame. */
void view_follow(struct view *v, const struct study *s, const struct layout *l);
/* The keys as the user wants them; NULL: as the table says. */
const struct keymap *view_keymap(const struct view *v);
enum context view_context(const struct view *v);
struct request view_act(
	struct view *v, const struct study *s, const struct layout *l, enum action a);
/* What a key does: the action it stands for, or it is typed. *taken: it did something. */
struct request view_key(struct view *v, const struct study *s, const struct layout *l,
	uint32_t key, bool *taken);
/* What the mouse does. False: nothing. */
bool view_mouse(
	struct view *v, const struct study *s, const struct layout *l, struct mouse m);
/* The study as it is now, when s is the one shown. */
const struct study *view_present(const struct view *v, const struct study *s);
/* Whether the study can be steered now. */
bool view_steers(const struct view *v, const struct study *s);
/* The trial that is looked into, or selected; STUDY_NONE: none is. */
uint32_t view_subject(const struct view *v);
/* Whether an action can do anything at present. */
bool view_can(const struct view *v, const struct study *s, enum action a);
/* Whether a file shows that is to be looked at again when it has changed. */
bool view_reads(const struct view *v);
/* The next wall time at which the view changes by itself; 0: none. */
double view_wakes(const struct view *v, const struct study *s);

/* Actions that go back and forth in time. False: it is none of them. */
bool view_travel(struct view *v, enum action a);
/* Whether one of those can do anything; *travels: whether it is one. */
bool view_can_travel(const struct view *v, enum action a, bool *travels);
/* Actions on the axes of the curves and their crosshair. False: it is none of them. */
bool view_curves(struct view *v, const struct study *s, enum action a);
/*
 * Whether there is a crosshair, on a sample of the selected trial: whatever became of the
 * trial or of the selection, it goes to one, or away.
 */
bool view_cross(struct view *v, const struct study *s);
/* The weight of what came before in the smoothed curves; 0: they are not. */
double view_smoothing(const struct view *v);
/* Looks back to an event; there must be moments of it. */
void view_goto(struct view *v, uint64_t seq);
/* Begins a search, and goes to its first match. False: nothing fits. */
bool view_search(struct view *v, const char *text);
/* To the next match, or the one before. */
void view_match(struct view *v, bool back);

/* Opens an overlay; a question keeps what it lies over. */
void view_open(struct view *v, enum overlay o);
void view_close(struct view *v);
/* The glyphs of that name; says it when they are not to be had. NULL: the best there are. */
void view_glyphs(struct view *v, const char *name);
/* Tells something, for about four seconds. */
void view_tell(struct view *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The scroll place nearest to top at which row `at` of n shows in a window of `rows`. */
size_t scroll_to(size_t top, size_t at, size_t n, size_t rows);
/* `at` moved by an action, within 0 … n - 1; page: rows of a page. */
size_t move_by(size_t at, size_t n, int page, enum action a);

#endif
