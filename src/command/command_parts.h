/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial that is a process, for the files that it is made of. */
#ifndef COMMAND_COMMAND_PARTS_H
#define COMMAND_COMMAND_PARTS_H

#include "command/command.h"
#include "worker/remote_task.h"

/* What a program calls its first epoch. */
enum counts {
	COUNTS_UNKNOWN,
	COUNTS_FROM_ONE,
	COUNTS_FROM_ZERO,
};

struct command_trial {
	struct remote_task remote;
	const struct command_objective *o;
	struct value *config;
	int epoch;	   /* that the trial has come to */
	int retries;	   /* left */
	struct connection *held; /* the pool's; see worker_pool_hold() */
	int from;	   /* the epoch that the program was told to begin after */
	int seen;	   /* its last report; `from` before the first */
	bool reported;
	bool fresh;   /* its last report was news */
	bool begun;   /* a line of this attempt had an epoch */
	json_t *lack; /* a report of the epoch after `seen` without the metric, which may
			 still come; or NULL */
	enum counts counts;
	bool ended; /* the program has */
	bool whole; /* by itself, and its directory is of `epoch` */
	int log;    /* descriptor, while there is a connection; -1: none */
};

/* Appends FOLDER/trial-00007 and the end. */
void command_path(const struct command_trial *t, const char *folder, const char *end,
	struct strbuf *out);
/* That its program, or a part of what it imports, was not prepared. */
void command_tell_not_prepared(const struct command_trial *t, const char *why);
/* That it cannot be opened or written is told, once for all trials. */
void command_open_log(struct command_trial *t);
/* A line; that the log cannot be written is no reason to stop training. */
void command_log(const struct command_trial *t, const char *text);
/* Which it was in an earlier attempt, by its log. */
enum counts command_log_counts(const struct command_trial *t);
/* Says in the log that the trial's program counts from 0. */
void command_log_from_zero(const struct command_trial *t);
/* Parts the log where a program was started again. */
void command_log_start(const struct command_trial *t);
/* The configuration, for ${args_json_file}. */
int command_write_json(
	const struct command_trial *t, const char *path, struct error *err);
/* The worker's message for this attempt, with its paths. */
json_t *command_start_message(
	const struct command_trial *t, const char *checkpoint, const char *json_file);

enum turn {
	TURN_CATCHING_UP, /* of an epoch that the trial has already */
	TURN_NEXT,
	TURN_NOTHING, /* a line without the metric, of an epoch that has it or may get it */
	TURN_MISSED,  /* of a later epoch, and t->lack is all that there was of its own */
	TURN_AHEAD,   /* its checkpoint is of a later epoch than the trial has */
	TURN_WRONG, /* with err */
};

/* Takes the worker's message `report`: t->seen and t->epoch are its epoch then. */
enum turn command_take_turn(
	struct command_trial *t, json_t *message, struct error *err);
/* Whether the program has told of the epoch that comes next, but not the metric. */
bool command_lacks(const struct command_trial *t);
/* Appends what is wrong: its report of epoch 3 has no loss. */
void command_say_lack(const struct command_trial *t, struct strbuf *out);
void command_forget_lack(struct command_trial *t);
/* Its values; NaN: not finite, or not there. */
void command_read_metrics(
	const struct command_trial *t, const json_t *message, double *metrics);

#endif
