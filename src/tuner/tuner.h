/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tuner owns a running study, on a thread of its own. It takes commands and the
 * workers' messages, asks scheduler and searcher, gives the pool its tasks, and appends
 * everything that happens to the journal.
 */
#ifndef TUNER_TUNER_H
#define TUNER_TUNER_H

#include "objective/objective.h"
#include "study/journal.h"
#include "studyfile/studyfile.h"
#include "tuner/command.h"

struct pool;
struct tuner;

struct tuner_setup {
	const struct study_info *info; /* outlives the tuner and the journal */
	const struct studyfile *file;  /* outlives the tuner */
	struct objective *objective;   /* outlives the tuner */
	struct journal *journal;       /* outlives the tuner */
	struct pool *pool; /* NULL: one of ours, as the objective is; the tuner frees it */
	int workers;
	double pace; /* epochs a second a worker, or virtual seconds; 0: unlimited */
	/* The objective's own; NULL: the searcher proposes any of the space. */
	const struct value *const *configs;
	size_t n_configs;
	/* After the end commands are heard: other limits let it go on. Until CONTROL_QUIT. */
	bool lingers;
	bool choose; /* the searcher chooses among them; else trial i trains configs[i] */
	/*
	 * Takes a trial as bytes, after an epoch that the journal has; NULL: nothing is
	 * saved. From the tuner's thread.
	 */
	void (*save)(void *arg, uint32_t trial, int epoch, void *data, size_t size);
	void *save_arg;
};

/*
 * NULL with err when a scheduler or the searcher cannot be made as the study file says; the
 * schedulers of its switches are tried, too.
 */
struct tuner *tuner_new(const struct tuner_setup *setup, struct error *err);
/*
 * Before the start: trials of earlier studies, n events as they are to be. Those that tell
 * the searcher are told before its first proposal, in their order; those that are enqueued
 * are tried after the study file's own. All lives as long as the journal.
 */
void tuner_warm_up(struct tuner *t, const struct earlier_event *const *earlier, size_t n);
/* Starts the threads, which block all signals. */
int tuner_start(struct tuner *t, struct error *err);
/* Any thread: asks for something; it shows in the journal when it has happened. */
void tuner_command(struct tuner *t, struct command c);
/*
 * Waits for the end, of one that lingers too (after CONTROL_QUIT: soon). The journal then
 * ends in `finish`, but for what was noted after it.
 */
void tuner_join(struct tuner *t);
void tuner_free(struct tuner *t);

#endif
