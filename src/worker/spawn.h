/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORKER_SPAWN_H
#define WORKER_SPAWN_H

#include <spawn.h>
#include <sys/types.h>

/*
 * Starts one of our own helpers, argv[0] looked up in PATH, in a group of its own, so that a
 * terminal's signals do not reach it, with no signal blocked or ignored. The actions are
 * destroyed. Any thread. Returns an errno.
 */
int spawn_apart(pid_t *pid, char *const *argv, char *const *env,
	posix_spawn_file_actions_t *actions);

#endif
