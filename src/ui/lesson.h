/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A lesson: a study, and steps through it. A step is a moment of the study, what is said
 * of it, and how the screen looks then. See rungtop(1), LESSONS.
 */
#ifndef UI_LESSON_H
#define UI_LESSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "study/journal.h"
#include "study/race.h"
#include "ui/guess.h"

#define LESSON_KEYS 12 /* of one step, at most */

enum lesson_when {
	WHEN_ON,       /* where the step before is */
	WHEN_EVENT,    /* number */
	WHEN_DECISION, /* number */
	WHEN_RUNG,     /* bracket, rung: once its trials are told for the first time */
	WHEN_TRIAL,    /* number, epoch: its report */
	WHEN_TIME,     /* seconds of study time */
	WHEN_END,
	WHEN_KEY, /* where the step before is, when the key is pressed */
};

struct lesson_step {
	struct place at; /* of its condition, else of the step */
	enum lesson_when when;
	bool before; /* at the event before */
	uint64_t number;
	int bracket, rung, epoch;
	double seconds;
	size_t column; /* of a race: whose events are meant */
	uint32_t key;
	char *say;
	int light; /* a pane, or -1 */
	uint32_t keys[LESSON_KEYS];
	size_t n_keys;
	bool asks;
	enum guess_kind ask;
	int ask_bracket, ask_rung;
	/* The study's place, once lesson_resolve() has looked for it. */
	uint64_t seq;
	double t; /* of a race */
};

struct lesson {
	char *path;  /* as given; every place in here borrows it */
	char *name;  /* "barrier": of the file 2-barrier.yaml */
	int number;  /* 2; 0: the file has none */
	char *title;
	char *study; /* a name or a path; NULL: the file has it under `study` */
	struct place study_at;
	char **set; /* KEY=VALUE over the study */
	size_t n_set;
	char *columns[RACE_MOST]; /* of a race, as `rungtop race` takes them */
	struct place columns_at[RACE_MOST];
	size_t n_columns;	  /* 0: it is no race */
	struct lesson_step *steps;
	size_t n_steps;
};

/* -1 with one line "FILE:LINE:COL: …" in err (usage); lesson_release() in any case. */
int lesson_read(struct lesson *l, const char *path, struct error *err);
void lesson_release(struct lesson *l);
/*
 * Finds the moments of all steps in the whole study, or in those of a race. -1 with err
 * (usage) when there is no such moment.
 */
int lesson_resolve(struct lesson *l, const struct journal *const *journals,
	struct error *err);
/* "2-barrier.yaml" as 2 and a new "barrier". */
int lesson_number(const char *file, char **name);

#endif
