/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plans a study that a session has open: what it comes to under its scheduler, with other
 * numbers of workers, and with other knobs beside it. Nothing trains but for a probe.
 */
#ifndef CLI_PLANNER_H
#define CLI_PLANNER_H

#include "cli/plan_curves.h"
#include "cli/plan_probe.h"
#include "cli/session.h"
#include "study/plan.h"

/* What is said about the seconds that an epoch takes. */
struct plan_pace {
	double seconds;	   /* of an epoch; 0: not known, times are then in epochs */
	double unevenness; /* the deviation of its logarithm between trials */
	double start;	   /* seconds that a program takes to start */
	bool probed;
	struct probe probe;
	size_t seeds; /* of made-up curves */
};

struct plan_row {
	char *label;
	struct plan plan;
	bool fails; /* it cannot be: `why` */
	char *why;
};

#define PLAN_ROWS_MAX 16

struct sheet {
	char *study, *objective;
	struct plan plan;
	struct plan_pace pace;
	bool simulated; /* on the virtual clock */
	bool guessed;	/* its searcher learns, and was not asked */
	bool assumed;	/* nothing ends it: a limit was made up */
	struct strbuf ends; /* "1 round" */
	struct plan_row others[PLAN_ROWS_MAX]; /* other knobs */
	size_t n_others;
	struct plan_row workers[PLAN_ROWS_MAX]; /* other numbers of workers */
	size_t n_workers;
	double bytes, saved; /* of a checkpoint in memory, in the recording; NaN: not known */
	double memory, disk; /* what may be used of these */
	bool program;
	char **notes;
	size_t n_notes;
};

/*
 * Opens the study under a scheduler (NULL: its own), and plans it. others: with other knobs
 * beside it. -1 with err; sheet_release() in any case.
 */
int sheet_make(struct sheet *sheet, const char *study, const char *scheduler,
	const struct options *o, const struct plan_pace *pace, bool others,
	struct error *err);
/* The same of a session that is open. */
int sheet_of(struct sheet *sheet, const struct session *s, const struct plan_pace *pace,
	bool others, struct error *err);
void sheet_release(struct sheet *sheet);

#endif
