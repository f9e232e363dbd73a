/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user looks at: the focus, the selection, the place in time, and what lies over
 * the panes. A view is changed by actions and by time alone; drawing reads it. A selection
 * is bound to what it is (a trial's id, a rung, a decision's seq), never to a row.
 *
 * What one pane or one overlay alone needs to know is its own state, see ui/pane.h.
 */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "draw/glyphs.h"
#include "draw/roles.h"
#include "study/playhead.h"
#include "study/race.h"
#include "study/shadow.h"
#include "study/study.h"
#include "ui/decoded.h"
#include "ui/ghosts.h"
#include "ui/keys.h"
#include "ui/layout.h"
#include "ui/message.h"
#include "ui/overlay.h"
#include "ui/pane.h"
#include "ui/request.h"
#include "ui/scroll.h"
#include "ui/settings.h"
#include "ui/trials.h"

/* What is selected, on all panes. */
struct selection {
	uint32_t trial;	   /* or STUDY_NONE */
	int bracket, rung; /* or -1 */
	int worker;	   /* or -1 */
	uint64_t decision; /* its seq; 0: the latest */
};

/* What an inspector is about. */
struct inspected {
	uint32_t trial;
	int bracket, round, rung;
	uint64_t decision; /* its seq; 0: the latest */
};

enum log_y { LOG_Y_AUTO, LOG_Y_ON, LOG_Y_OFF };
/* What the x axis of the curves is: log(epoch), the epoch, the study's time. */
enum curves_x { CURVES_LOG, CURVES_LINEAR, CURVES_TIME, CURVES_X };

/* How curves are drawn, wherever they are. */
struct curves_style {
	enum log_y log_y;
	enum curves_x x;
	int smooth; /* how much, see curves_smoothing() */
	int metric; /* index; -1: the one that decides */
};

/* What was asked of the tuner, until it shows in the study. */
struct steering {
	bool stepping;	   /* one decision was asked for, then a pause */
	uint64_t step_seq; /* the last event then */
	double pace, workers;
	double until; /* wall time up to which these two count */
};

/* The news that were told. */
struct told {
	uint64_t refused_seq, warned_seq, failed_seq, obeyed_seq; /* the last of each */
	bool ends; /* the end, when it comes, is to be told */
};

struct view {
	const struct pane_ops *const *panes;	   /* by enum pane */
	const struct overlay_ops *const *overlays; /* by enum overlay */
	void *pane_states[PANES], *overlay_states[OVERLAYS];
	/* where they stand: layout_make(), or another one after view_init_with() */
	struct layout (*arrange)(int rows, int cols, const struct layout_prefs *prefs);

	const struct glyphs *glyphs;
	const char *ascii_only; /* why no other glyphs are to be had; NULL: they are */
	enum screen_theme theme;
	const char *notify;	   /* as notify_read() reads it; borrowed */
	struct settings *settings; /* borrowed, changed by :set; NULL: there are none */

	bool live;	       /* a tuner takes our commands */
	bool watch;	       /* another process runs the study */
	const char *recording; /* the file that keeps the study, or NULL */
	const char *logs;      /* the folder of its trials' logs, or NULL */

	const struct objective *objective; /* that trains the trials, or NULL */

	double clock;	      /* study time now, for the header */
	const struct left *left; /* the time left of the study as it is now, or NULL; borrowed */
	double wall;	      /* monotonic seconds now, for what passes by itself */
	struct playhead head; /* where in time the study shown stands */
	const struct moments *moments; /* of all events; NULL: there is no past */
	const struct study *present;   /* the live edge, while another one is shown */

	struct tour *tour; /* the lesson that is on, or NULL; borrowed */
	struct predict *predict;   /* :predict on; else NULL; see predict_begin() */
	struct captions *captions; /* what comes by itself; borrowed, or NULL */
	const struct guess *guess; /* what is predicted, or NULL; borrowed */
	int lit;	   /* the pane that it speaks of, or -1 */

	struct race *race; /* that the study is in, or NULL */
	int column;	   /* of the race that the view is of; -1: all of them */
	struct mouse pressed; /* where the button is down */
	bool presses;	      /* whether it is */
	bool leaves; /* the other way between a column and all of them is asked for */

	enum pane focus;
	bool zoom;
	enum pane alone;  /* zoomed as it had no room; PANE_HEADER: none is */
	enum pane before; /* what had the focus then */

	enum overlay overlay, under; /* a question keeps what it was asked over */
	int overlay_top;	     /* rows that are scrolled out above */

	struct selection selected;
	struct inspected inspect;
	struct trials trials;
	struct curves_style curves;
	struct steering steering;
	struct message message;
	struct ghosts *ghosts; /* borrowed; NULL: nothing is known but what was trained */
	struct shadows shadows; /* schedulers that watch; in a race there are none */
	struct told told;
	char *searched; /* what n and N go to; NULL: no search is on */
};

struct captions; /* ui/captions.h */
struct guess; /* ui/guess.h */
struct left;  /* study/left.h */
struct predict; /* ui/predict.h */
struct tour;  /* ui/tour.h */

struct selection selection_none(void);

/* With the panes and the overlays of the program. */
void view_init(struct view *v, const struct glyphs *glyphs);
/* With others; the tables are borrowed. */
void view_init_with(struct view *v, const struct glyphs *glyphs,
	const struct pane_ops *const *panes, const struct overlay_ops *const *overlays);
void view_release(struct view *v);
/* The own state of a pane, of an overlay; NULL when it has none. */
void *view_pane(const struct view *v, enum pane p);
void *view_overlay(const struct view *v, enum overlay o);

/* How the layout is wanted. */
struct layout_prefs view_prefs(const struct view *v, const struct study *s);
/* Follows the study: order, scroll places, page sizes. Before each frame. */
void view_follow(struct view *v, const struct study *s, const struct layout *l);

/* Does what an action means. The caller carries out the request. */
struct request view_act(
	struct view *v, const struct study *s, const struct layout *l, enum action a);
/* What a key does: the action it stands for, or it is typed. *taken: it did something. */
struct request view_key(struct view *v, const struct study *s, const struct layout *l,
	uint32_t key, bool *taken);
/* What the mouse does. False: nothing. */
bool view_mouse(
	struct view *v, const struct study *s, const struct layout *l, struct mouse m);
/* Has a pane take an action, with or without the focus. */
void view_pass(struct view *v, const struct study *s, enum pane p, enum action a);
/* A step of the wheel, as rows of a pane. */
void view_roll(struct view *v, const struct study *s, enum pane p, bool down);

/* The keys as the user wants them; NULL: as the table says. */
const struct keymap *view_keymap(const struct view *v);
/* What keys mean now. */
enum context view_context(const struct view *v);
/* The study as it is now, when s is the one shown. */
const struct study *view_present(const struct view *v, const struct study *s);
/* The study that an overlay is about, when s is the one shown. */
const struct study *view_study_of(
	const struct view *v, enum overlay o, const struct study *s);
/* Whether the study can be steered now. */
bool view_steers(const struct view *v, const struct study *s);
/* Whether its scheduler and its limits can be changed: after its end, too. */
bool view_changes(const struct view *v, const struct study *s);
/*
 * CONTROL_SWITCH or CONTROL_STOP, with its text: the request, or none where it asks first or
 * is in vain. s: the study as it is now.
 */
struct request view_change(struct view *v, const struct study *s,
	enum control_action action, const char *text);
/* The trial that is looked into, or selected; STUDY_NONE: none is. */
uint32_t view_subject(const struct view *v);
/* Whether an action can do anything at present. */
bool view_can(const struct view *v, const struct study *s, enum action a);
/* Whether a file shows that is to be looked at again when it has changed. */
bool view_reads(const struct view *v);
/* Whether that file has changed. */
bool view_stale(const struct view *v);
/* The next wall time at which the view changes by itself; 0: none. */
double view_wakes(const struct view *v, const struct study *s);

/* Actions that go back and forth in time. False: it is none of them. */
bool view_travel(struct view *v, enum action a);
/* Asks for the clipboard, and tells what is sent to it. */
struct request view_copy(struct view *v, const struct study *s);
/* Whether one of those can do anything; *travels: whether it is one. */
bool view_can_travel(const struct view *v, enum action a, bool *travels);
/* Looks back to an event; there must be moments of it. */
void view_goto(struct view *v, uint64_t seq);
/* Begins a search, and goes to its first match. False: nothing fits. */
bool view_search(struct view *v, const char *text);
/* To the next match, or the one before. */
void view_match(struct view *v, bool back);

/* Actions in a race: its clock, and the way to a column. False: it is none of them. */
bool view_race(struct view *v, enum action a);
/* Whether an action can do anything where all columns show. */
bool view_can_race(const struct view *v, const struct study *s, enum action a);
/* Opens an overlay; a question keeps what it lies over. */
void view_open(struct view *v, enum overlay o);
/* Opens the one that an action opens. s is the study shown. False: none does. */
bool view_open_by(struct view *v, const struct study *s, enum action a);
void view_close(struct view *v);
/* Opens the panel of what ends the study. */
void view_open_limits(struct view *v, const struct study *s);
/* Opens the inspector of a trial. */
void view_inspect(struct view *v, uint32_t trial);
/* Sets the glyphs of that name, or tells why not. NULL: the best that there are. */
void view_glyphs(struct view *v, const char *name);

#endif
