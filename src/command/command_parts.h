/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial that is a process: what the files command_*.c share. */
#ifndef COMMAND_COMMAND_PARTS_H
#define COMMAND_COMMAND_PARTS_H

#include "command/command.h"
#include "worker/remote_task.h"

/* The number that a program gives its first epoch. */
enum counts {
	COUNTS_UNKNOWN,
	COUNTS_FROM_ONE,
	COUNTS_FROM_ZERO,
};

/* What a program's end came to. */
struct ending {
	bool ok, hopeless, fenced;
	bool aside; /* the driver may have ended it: its GPU memory was put aside */
	bool stays; /* its program does: it has said itself what became of the task */
	bool broken;		/* its GPU did not work, by its words */
	struct failure failure; /* without its line */
	struct strbuf why, line;
};

struct command_trial {
	struct remote_task remote;
	const struct command_objective *o;
	struct value *config;
	int epoch;	   /* the last one that the trial has */
	int retries;	   /* left */
	int oom_retries;   /* so far */
	int crowded;	   /* attempts so far that others on the GPU left no memory for */
	struct room_place place; /* inside while its program runs */
	struct failure failure; /* of its last attempt, with */
	char *line;		/* its line; or NULL */
	struct connection *held; /* the pool's; see worker_pool_hold() */
	int from;		 /* its RUNGTOP_FROM */
	int seen;	   /* its last report; `from` before the first */
	bool reported;
	bool fresh;   /* its last report was of a new epoch */
	bool begun;   /* this attempt has printed a line with an epoch */
	json_t *lack; /* a report of the epoch after `seen` without the metric, which may
			 still come; or NULL */
	double said
		[METRICS_MAX]; /* of the next report, by lines that do not have its metric;
				     NaN: nothing */
	double started; /* clock_seconds() since when it has been starting; 0: it is not */
	enum counts counts;
	bool ended; /* its program has ended */
	bool whole; /* ... by itself, so its directory holds the state after `epoch` */
	int log;    /* descriptor, while there is a connection; -1: none */
	char *argv; /* of its last attempt, as JSON; NULL before it */
};

/* Appends FOLDER/trial-00007 and the end. */
void command_path(const struct command_trial *t, const char *folder, const char *end,
	struct strbuf *out);
/* Warns that its program, or a part of what it imports, was not prepared. */
void command_tell_not_prepared(const struct command_trial *t, const char *why);
/* The worker's message `note`: what was not prepared, and whether the preparer hangs. */
void command_take_note(const struct command_trial *t, const json_t *message);
/* Opens its log; a failure is a warning, once for all trials. */
void command_open_log(struct command_trial *t);
/* Writes a line to its log; training goes on when that fails. */
void command_log(const struct command_trial *t, const char *text);
/* How an earlier attempt counted, by its log. */
enum counts command_log_counts(const struct command_trial *t);
/* Notes in the log that the trial's program counts from 0. */
void command_log_from_zero(const struct command_trial *t);
/* Marks in the log that a program was started again. */
void command_log_start(const struct command_trial *t);
/* The program is gone, or its worker. Nobody looks at the connection any more. */
void command_let_go(struct command_trial *t);
/*
 * Whether a program that has failed is tried again, and its trial not to blame: its GPU is
 * lost, or was too full. Sets err to why it has failed, and tells of it. The connection is
 * still its own.
 */
bool command_is_tried_again(
	struct command_trial *t, const struct ending *e, struct error *err);
/*
 * It ran out of memory, with err: whether there may be another attempt, when less is
 * running. What is on hold keeps its memory, and is ended. Lets go of the connection.
 */
bool command_try_with_less(struct command_trial *t, struct error *err);
/* Its task has ended well, and its GPU had memory enough. */
void command_has_memory(struct command_trial *t);
/*
 * Makes the files of a new attempt: its checkpoint's directory, empty when it begins anew,
 * and the configuration for ${args_json_file}. Returns 0 or EPOCH_FAILED with err.
 */
int command_prepare(const struct command_trial *t, bool anew, const char *checkpoint,
	const char *json_file, struct error *err);
/* The worker's message for this attempt, with its paths; its words are kept. */
json_t *command_start_message(
	struct command_trial *t, const char *checkpoint, const char *json_file);
/* Tells how its program was called, where nothing else will: it makes no reports. */
void command_tell_called(const struct command_trial *t);

/* From now on the program is starting, until its first report. */
void command_begin_starting(struct command_trial *t);
/* Ends the program. */
void command_stop(struct command_trial *t);
/*
 * Waits for so many seconds for the program to end by itself; true when it has. A report
 * past the last epoch that is wanted says that it will not.
 */
bool command_wait_for_end(struct command_trial *t, double seconds, bool whatever);
/* Others may still have their memory where it is to run: on the slot's devices, or NULL. */
void command_make_way(struct command_trial *t, const struct slot *slot);
/* The worker's messages about what was put aside. True: it is back. */
bool command_take_hold_news(struct command_trial *t, const json_t *message);

void ending_init(struct ending *e);
void ending_release(struct ending *e);
/* Of the worker's message `end` or `refused`. */
void command_read_ending(
	const struct command_trial *t, const json_t *message, struct ending *e);
/* What command_trial_failure() is to say of it. */
void command_keep_failure(struct command_trial *t, const struct ending *e);
void command_forget_failure(struct command_trial *t);

enum turn {
	TURN_CATCHING_UP, /* a report of an epoch that the trial has already */
	TURN_NEXT,
	TURN_NOTHING, /* a line without the metric, of an epoch that has it or may get it */
	TURN_MISSED, /* a line of a later epoch; of its own there is only t->lack */
	TURN_AHEAD,  /* its checkpoint is of a later epoch than the trial has */
	TURN_WRONG,  /* with err */
};

/* Takes the worker's message `report`, and sets t->seen and t->epoch to its epoch. */
enum turn command_take_turn(
	struct command_trial *t, json_t *message, struct error *err);
/* Whether the program has reported the next epoch without the metric. */
bool command_lacks(const struct command_trial *t);
/* Appends what is wrong: its report of epoch 3 has no loss. */
void command_say_lack(const struct command_trial *t, struct strbuf *out);
void command_forget_lack(struct command_trial *t);
/* The values of a report; NaN: not finite, or missing. */
void command_read_metrics(
	const struct command_trial *t, const json_t *message, double *metrics);
/*
 * Fills in what lines before the report have said of its epoch, and forgets it. NULL: only
 * that.
 */
void command_take_said(struct command_trial *t, double *metrics);

#endif
