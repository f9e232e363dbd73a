/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The screen. It shows a study that runs here or in another process, or plays a recorded
 * one, and sends the user's commands to the tuner.
 */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stdbool.h>

#include "base/error.h"
#include "draw/roles.h"
#include "store/follower.h"
#include "store/store.h"
#include "study/race.h"
#include "tuner/hindsight.h"
#include "tuner/tuner.h"
#include "ui/script.h"
#include "ui/settings.h"

struct tour; /* ui/tour.h */

struct screen_setup {
	struct race *race; /* in place of the one study of all that follows, or NULL */
	struct journal *journal;
	struct tuner *tuner;	   /* may be NULL: just look */
	struct follower *follower; /* what appends to the journal in its place, or NULL */
	bool replay;		   /* the journal is complete: play it */
	uint64_t at; /* in a replay: the event to stand on; 0: it plays from the first */
	/* braille, blocks, ascii; auto or NULL: what the terminal has */
	const char *glyphs;
	const char *recording; /* the file that keeps the study, or NULL */
	/* that writes it here, and knows where it is by now, or NULL */
	struct store *store;
	const char *logs; /* the folder with the logs of its trials, or NULL */
	const struct objective *objective; /* that trains, or NULL */
	const char *color; /* auto (or NULL), never, always */
	enum screen_theme theme;
	const char *notify; /* as notify_read() reads it */
	/*
	 * How futures of stopped trials are found out; open NULL: they are not. keeps: they
	 * may be trained, where that costs time.
	 */
	struct hindsight_setup hindsight;
	struct settings *settings; /* or NULL; :set changes them */
	struct script *script;	   /* or NULL; it is advanced */
	/* journal_bell(), asked for before the tuner starts; of a race that of each column */
	int bell;
	bool paused; /* a race: its clock stands at first */
	bool newcomer; /* nobody has seen this screen before: the footer says where to begin */
	struct tour *tour; /* the lesson that the study, or the race, is for; or NULL */
};

/*
 * Runs the screen until the user quits or a signal ends it. The caller must have blocked
 * all signals in every thread before the tuner started, and must have called setlocale().
 * The screen handles INT, TERM, HUP, QUIT, TSTP, CONT and WINCH meanwhile. Returns 0 when
 * the user quit or the end was reached, 128 + the number of a signal, or -1 with err when
 * there is no usable terminal. The caller ends the study.
 */
int screen_run(const struct screen_setup *setup, struct error *err);

#endif
