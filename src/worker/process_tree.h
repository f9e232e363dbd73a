/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All processes of a trial: its program, what that has started, in whatever group or session
 * (torchrun gives each of its workers one), and what those have left behind.
 */
#ifndef WORKER_PROCESS_TREE_H
#define WORKER_PROCESS_TREE_H

#include "worker/process.h"

#define PROCESS_TREE_MAX 1024

struct process_tree {
	pid_t pids[PROCESS_TREE_MAX];
	size_t n;
};

/* Those that are there now. apart: a child of ours that is none of them; 0: none. */
void process_tree_find(const struct process *p, pid_t apart, struct process_tree *out);
/* Signals its group, and each of the others. */
void process_tree_signal(const struct process *p, pid_t apart, int sig);
/* Whether the process has a file mapped whose path ends in a name that begins so. */
bool process_maps(pid_t pid, const char *name);
/* How many of its mappings are of that file. */
int process_count_maps(pid_t pid, const char *path);
/* Whether one of its threads has a name that begins so. */
bool process_has_thread(pid_t pid, const char *name);

#endif
