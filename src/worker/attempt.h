/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One run of a trial's program, in the worker process that runs it. */
#ifndef WORKER_ATTEMPT_H
#define WORKER_ATTEMPT_H

#include <jansson.h>

#include "worker/last_words.h"
#include "worker/prepared.h"
#include "worker/preparer.h"
#include "worker/report_line.h"


struct attempt {
	struct process process;
	char **argv; /* NULL at its end */
	long number;
	struct report_pattern *pattern;
	char *names[METRICS_MAX];
	size_t n_names;
	double grace;
	size_t log_left;
	bool log_cut;
	bool held, stopping, quiet;
	bool fenced;		 /* it was stopped because rungtop was silent */
	double kill_at, deaf_at; /* INFINITY: never */
	struct last_words last;
	long kills; /* oom_kills() when it began */
	const char *why; /* it is being stopped, or NULL */
	bool noted;	 /* the log says that it reports more than the metrics */
	char hint[200];	 /* what is wrong with its reports, or "" */
	bool odd;	 /* a line of its log says what is wrong with another metric */
	bool long_line;	 /* ... or that a line was too long */
	unsigned reads, last_report; /* of its stdout; the one with its last report */
	bool prints;	  /* what it prints is read by nobody but people: no reports */
	bool serves;	  /* its program stays when the task is done, and takes another */
	bool done;	  /* the task is, by the program's own word */
	char failed[200]; /* what the program says is wrong with the trial, or "" */
	double plain_at; /* when it is started without the preparer; INFINITY: never */
	/* On hold: see worker_aside.c. */
	bool aside; /* what it has on GPUs is, so many bytes of these devices: */
	double aside_bytes;
	json_t *devices; /* or NULL */
	bool risked;	 /* it has been there since its last report */
	char lost[300];	 /* why it cannot come back, or "" */
};

/* Reads the worker's command `start`; starts no process. NULL with err. */
struct attempt *attempt_new(const json_t *command, struct error *err);
/* Sets what the command `start` adds to our environment. */
void attempt_set_environment(const json_t *command);
/*
 * Starts its program, with the preparer where the command asks for one. *own: this
 * worker's preparer, made when it is first needed. note: a warning to pass on, or "". -1
 * with err.
 */
int attempt_start(struct attempt *a, const json_t *command, struct preparer **own,
	char *note, size_t size, struct error *err);
/*
 * Hands the command's task to a program that serves: to that of *kept, an attempt that is
 * done, or else to a new one. *kept is NULL then. -1 with err.
 */
int attempt_serve(struct attempt *a, const json_t *command, struct attempt **kept,
	struct error *err);
/* Ends the program of an attempt that is done, and frees it. NULL is fine. */
void attempt_end(struct attempt *a);
/* Starts it without a preparer. */
int attempt_start_plain(struct attempt *a, struct error *err);
/* Notes which of its processes have ended. Does not wait. */
void attempt_reap(struct attempt *a);
/* Ends its program and every process that the program has left behind. */
void attempt_sweep(struct attempt *a);
void attempt_free(struct attempt *a);
/* The hint for a program that ended well and said nothing that could be understood. */
void attempt_say_what_is_read(struct attempt *a);
/* The worker's message `end`. Its process must have been swept. */
json_t *attempt_end_message(const struct attempt *a);
/* A JSON string of the text; bytes that are not UTF-8 are shown as escapes. */
json_t *attempt_text(const char *text, size_t len);

#endif
