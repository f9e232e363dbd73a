/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts that screen_run() is made of. */
#ifndef UI_SCREEN_PARTS_H
#define UI_SCREEN_PARTS_H

#include <limits.h>

#include "study/folds.h"
#include "ui/captions.h"
#include "ui/notices.h"
#include "ui/predict.h"
#include "ui/race_wall.h"
#include "ui/render.h"
#include "ui/screen.h"
#include "ui/time_left.h"
#include "ui/tour.h"
#include "ui/tty.h"

#define FAILED INT_MAX	       /* a result: the script cannot go on */

struct screen {
	const struct screen_setup *setup;
	struct tty *tty;
	struct folds folds;
	struct view own;   /* of the one study */
	struct view *view; /* what has the screen */
	struct race *race; /* or NULL */
	struct race_wall wall; /* of the race */
	struct layout layout;
	struct picture picture;
	struct caption caption;
	struct time_left *time_left; /* NULL: nothing goes on that could end */
	struct tour *tour; /* the lesson that is on, or NULL */
	int bell, signals, timer;
	int looks; /* a timer, while a file shows */
	bool looking;
	struct notices notices;
	int rows, cols;
	bool dirty;		/* the study has news that are not drawn yet */
	bool at_once;		/* a key or a new size: draw without delay */
	bool more_keys;		/* not all that have come were taken */
	bool told;		/* that the follower has given up */
	enum study_phase phase; /* of the study at the live edge, when it was drawn */
	double news_at;		/* wall time of the last event folded at the live edge */
	double next_frame;
	struct grid last;    /* what was drawn last; with a script only */
	char *recording;     /* where it is by now; NULL: as in the setup */
	double script_clock; /* view.wall while a script is played, see look_at_clock() */
	struct error *wrong; /* filled when result is FAILED */
	int result;	     /* < 0: go on */
};

/* The study that shows. */
const struct study *screen_shown(const struct screen *sc);
/* Does what a key does. */
void screen_press(struct screen *sc, uint32_t key);

/* Whether a script has the keys. */
bool screen_is_scripted(const struct screen *sc);
/* Does the script's next step, if its time has come; false when it has not. */
bool screen_play_step(struct screen *sc);
/* What the script has kept for the end. */
void screen_end_script(struct screen *sc);

#endif
