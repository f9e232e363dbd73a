/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A program that runs in a process group of its own and does not outlive us. Only for a
 * process with one thread and no other children: every process that the program leaves
 * behind, daemons too, becomes our child (PR_SET_CHILD_SUBREAPER) and is ended with it.
 */
#ifndef WORKER_PROCESS_H
#define WORKER_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

struct process {
	pid_t pid;	/* of its group, too; 0: it has not started yet (prepared.h) */
	int out, error; /* read ends, nonblocking; -1 when closed */
	int in;		/* write end of its stdin, nonblocking; -1: it has none */
	bool ended;
	int status;   /* as of wait(), once it has ended */
	bool packets; /* a read of `out` gives no more than one write of the program's */
	int keeper;   /* a socket of its parent, see prepared.h; -1: we are that */
};

/* None: nothing is open. */
#define PROCESS_NONE                                                                     \
	((struct process){.pid = -1, .out = -1, .error = -1, .in = -1, .keeper = -1})

/* Once, before the first start: makes us the parent of orphans, and SIGCHLD a descriptor. */
int process_prepare(int *child_fd, struct error *err);
/*
 * Starts argv (NULL at its end; argv[0] is looked up in PATH) without a shell. stdin is
 * /dev/null or, with input, a pipe whose other end is p->in; besides stdin and its two
 * output pipes nothing is open. -1 with err when it cannot be started.
 */
int process_start(struct process *p, char *const *argv, char *const *env, bool input,
	struct error *err);
/* The pipes alone: our ends in p, the program's in *out and *error. -1 with errno. */
int process_open_pipes(struct process *p, int *out, int *error);
/* Exempts one child of ours from process_sweep(); 0: none. */
void process_spare(pid_t pid);
bool process_is_spared(pid_t pid);
/* Signals its whole group. */
void process_signal(const struct process *p, int sig);
/* Reaps ended children; p->ended then says whether it has ended. Does not wait. */
void process_reap(struct process *p);
/* Kills it and all its descendants at once. */
void process_sweep(struct process *p);
/* The status that it exited with, or -1: it was killed. */
int process_exit_status(const struct process *p);
/* The signal that killed it, or 0. */
int process_signal_of(const struct process *p);
/* "exited with status 1", "killed by signal 11 (Segmentation fault)" */
void process_describe(const struct process *p, char *out, size_t size);
/* Closes its pipes. It must have been swept. */
void process_release(struct process *p);

#endif
