/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The study file: what to search, how, and when to stop. YAML with the keys of a W&B
 * sweep file and rungtop's own; see rungtop(1), STUDY FILE.
 */
#ifndef STUDYFILE_STUDYFILE_H
#define STUDYFILE_STUDYFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/alert.h"
#include "base/constraint.h"
#include "base/error.h"
#include "base/knob.h"
#include "base/plateau.h"
#include "base/stop_limits.h"
#include "space/program.h"
#include "space/space.h"
#include "studyfile/choice.h"

/* The families a study file may name. The space room knows none of their members. */
struct catalog {
	const struct family *schedulers;
	const struct family *searchers;
	const struct family *objectives;
	/* The rows of the parameters that a kind of objective understands; NULL: any. */
	const struct knob *(*objective_params)(const struct kind *objective);
	/*
	 * NULL, or whether a kind brings its own space and configurations: parameters may
	 * then be left out, and there is nothing to enqueue.
	 */
	bool (*objective_brings_space)(const struct kind *objective);
	bool names_objective; /* a file must name one, or a program or a command */
	const char *objective; /* NULL, or: it has this one, whether it names it or none */
	const char *section; /* the key of the file that has the study; NULL: all of it */
};

/* A later change of scheduler, at whichever limit is reached first; 0: no such limit. */
struct switch_at {
	int64_t epochs, trials;
	double seconds;
	struct choice scheduler; /* knobs not given are as before the switch */
};

/* An earlier study that this one makes use of. */
struct earlier_source {
	char *file, *study; /* study NULL: the only one in it */
	struct place at;
	int best; /* so many of its best are tried first; 0: it tells the searcher */
};

/* A command that is run when something happens; n 0: none. */
struct hook {
	struct program_word *words;
	size_t n;
};

/* `on`. */
struct hooks_asked {
	struct hook hooks[ALERTS];
	double seconds; /* that one may take */
	double every;	/* seconds between two of a kind, at least */
};

struct studyfile {
	char *path; /* as given; every place in here borrows it or a --set text */
	char *text; /* what is in it; NULL when it was parsed from elsewhere */
	char *dir;  /* its directory, for data files; "." when path has none */
	char *name;
	struct choice objective, searcher, scheduler;
	/*
	 * NULL: the file names the searcher. Else the one that the same file had before
	 * there was the one that it has now; static.
	 */
	const char *searcher_before;
	char *metric; /* NULL: none is named; the objective's first */
	struct place metric_at;
	bool maximize;
	struct constraint *constraints; /* n_constraints; their index is not set */
	size_t n_constraints;
	struct space space; /* n is 0 when an objective that brings its own has no other */
	struct program program;
	char **notes; /* what the file asks for and does not get: lines with their places */
	size_t n_notes;
	struct value **enqueue; /* configurations to try first, each space.n values */
	size_t n_enqueue;
	struct earlier_source *from; /* as written; those to be enqueued last */
	size_t n_from;
	struct stop_limits stop;
	struct plateau patience; /* of a trial */
	struct switch_at *switches; /* in the order written */
	size_t n_switches;
	struct hooks_asked on;
	int workers; /* 0: as many as the machine has cores */
	uint64_t seed;
	double pace;   /* epochs a second a worker on screen; 0: unlimited */
	size_t memory; /* bytes for checkpoints of paused trials */
	size_t checkpoints; /* bytes for those that are recorded */
	char **texts;  /* storage of --set places */
	size_t n_texts;
};

/*
 * Reads path. Applies the overrides "KEY=VALUE" (KEY is a dotted path: scheduler.eta=4)
 * first, then checks all that can be checked without opening the data. -1 with one line
 * "FILE:LINE:COL: what is wrong; what is allowed", and err->usage set. On success the caller owns it all: studyfile_release().
 */
int studyfile_load(struct studyfile *sf, const char *path, const char *const *overrides,
	size_t n_overrides, const struct catalog *cat, struct error *err);
/* The same for the text of a study file, as a recording has it. path: for messages. */
int studyfile_parse(struct studyfile *sf, const char *text, const char *path,
	const char *const *overrides, size_t n_overrides, const struct catalog *cat,
	struct error *err);
void studyfile_release(struct studyfile *sf);
/* Adds a line to sf->notes: "FILE: text", or "FILE:LINE:COL: text". */
void studyfile_note(struct studyfile *sf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void studyfile_note_at(struct studyfile *sf, struct place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Reads a configuration that was typed in, "learning_rate=0.01 optimizer=adam", separated by
 * blanks, or in JSON, {"learning_rate": 0.01}. u[space->n]: a parameter i that is left out is domain_quantile(u[i]). To be
 * freed; NULL with err.
 */
struct value *config_parse(const struct space *s, const char *text, const double *u,
	struct place at, struct error *err);

#endif
