/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial that is a process, for the files that it is made of. */
#ifndef OBJECTIVE_COMMAND_PARTS_H
#define OBJECTIVE_COMMAND_PARTS_H

#include "objective/command.h"

#define LOSSES_MAX 10 /* of a worker, in a row, that a trial is not blamed for */

struct command_trial {
	const struct command *o;
	uint32_t id;
	struct value *config;
	int epoch; /* that the trial has come to */
	struct trial_task task;
	int attempt;	   /* from 1; 0: none yet */
	int retries;	   /* left */
	int losses;	   /* workers lost since its last epoch */
	double until;	   /* clock_seconds() by which the epoch must come */
	double heard;	   /* when its worker last said something */
	double spoken;	   /* when it was last spoken to */
	struct link *link; /* while the program runs in a task of this trial */
	struct link *held; /* the crew's; see crew_hold() */
	int from;	   /* the epoch that the program was told to begin after */
	int seen;	   /* its last report; `from` before the first */
	bool reported;
	bool ended; /* the program has */
	int log;    /* descriptor, while there is a link; -1: none */
};

/* Appends FOLDER/trial-00007 and the end. */
void command_path(const struct command_trial *t, const char *folder, const char *end,
	struct strbuf *out);
void command_open_log(struct command_trial *t);
/* A line; that the log cannot be written is no reason to stop training. */
void command_log(const struct command_trial *t, const char *text);
/* The configuration, for ${args_json_file}. */
int command_write_json(
	const struct command_trial *t, const char *path, struct error *err);
/* The worker's message for this attempt, with its paths. */
json_t *command_start_message(
	const struct command_trial *t, const char *checkpoint, const char *json_file);

/* A line about the trial for the study's events: what has become of it, and why. */
void command_tell(const struct command_trial *t, const char *what, const char *why);
/* Waits for a worker, which is t->link then. Returns an EPOCH_…. */
int command_take_worker(struct command_trial *t, struct error *err);
/*
 * Waits for the worker's next message, for t->until or to be cancelled; meanwhile makes
 * sure that the worker is still there.
 */
enum news command_wait(struct command_trial *t, json_t **message);
/* Whether the worker is there, now that its program has ended with a failure. */
bool command_worker_answers(struct command_trial *t);

#endif
