/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * It is waited for, but not for ever: a controller that is down answers no request, a
 * driver that hangs neither, and trials must not wait for them.
 */
#include "config.h"

#include "worker/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"

#define PATIENCE 5.0 /* seconds for an answer */

extern char **environ;

void ask_program(
	const char *const *argv, char *const *environment, char *out, size_t size)
{
	posix_spawn_file_actions_t actions;
	double until = clock_seconds() + PATIENCE, left = PATIENCE;
	int fd[2];
	size_t len = 0;
	ssize_t n = 1;
	pid_t pid;
	int rc;

	*out = '\0';
	if (pipe2(fd, O_CLOEXEC) < 0)
		return;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, fd[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(
		&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(&pid, argv[0], &actions, NULL, (char **)argv,
		environment ? environment : environ);
	posix_spawn_file_actions_destroy(&actions);
	close(fd[1]);
	while (!rc && n > 0 && left > 0 && len + 1 < size) {
		struct pollfd p = {.fd = fd[0], .events = POLLIN};

		if (poll(&p, 1, (int)(left * 1e3) + 1) > 0)
			n = read(fd[0], out + len, size - 1 - len);
		if (n > 0 && p.revents)
			len += (size_t)n;
		left = until - clock_seconds();
	}
	out[len] = '\0';
	close(fd[0]);
	if (rc)
		return;
	if (n > 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}
