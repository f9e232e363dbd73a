/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes of this machine we have started. */
#ifndef WORKER_PROCESS_FAMILY_H
#define WORKER_PROCESS_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct process_stat {
	pid_t parent, group;
	char state; /* 'Z': it has ended */
};

/* Of /proc/PID/stat. False: it is gone. */
bool process_stat(pid_t pid, struct process_stat *out);
/* Whether it is one of this process's descendants, or this process. */
bool process_is_ours(pid_t pid);
/* Whether it is one of ancestor's descendants, or in its process group, or itself. */
bool process_is_of(pid_t pid, pid_t ancestor);
/* What it is called, "python". False: it is not there. */
bool process_name(pid_t pid, char *out, size_t size);

#endif
