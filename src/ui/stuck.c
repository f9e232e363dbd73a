/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/stuck.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/standard.h"

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
#define N_ENDING (sizeof(ending) / sizeof(*ending))

/* Read by the handler, which runs between stuck_begin() and stuck_end() alone. */
static struct {
	int fd, copy, nowhere; /* the terminal twice, and what takes all */
	volatile sig_atomic_t caught;
	struct sigaction before[N_ENDING];
} guard = {.copy = -1, .nowhere = -1};

/* Whether the terminal is stuck now says nothing about the next write: always turn away. */
static void on_end(int sig)
{
	int saved = errno;

	guard.caught = sig;
	dup2(guard.nowhere, guard.fd);
	errno = saved;
}

static void let_through(int how)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < N_ENDING; i++)
		sigaddset(&set, ending[i]);
	pthread_sigmask(how, &set, NULL);
}

void stuck_guard(int fd)
{
	struct sigaction sa;

	guard.fd = fd;
	guard.caught = 0;
	guard.copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	guard.nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (guard.copy < 0 || guard.nowhere < 0)
		return;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_end; /* without SA_RESTART: the write is to come back */
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < N_ENDING; i++)
		sigaction(ending[i], &sa, &guard.before[i]);
}

void stuck_release(void)
{
	if (guard.copy >= 0 && guard.nowhere >= 0)
		for (size_t i = 0; i < N_ENDING; i++)
			sigaction(ending[i], &guard.before[i], NULL);
	if (guard.copy >= 0)
		close(guard.copy);
	if (guard.nowhere >= 0)
		close(guard.nowhere);
	guard.copy = guard.nowhere = -1;
}

void stuck_begin(void)
{
	if (guard.copy >= 0 && guard.nowhere >= 0)
		let_through(SIG_UNBLOCK);
}

int stuck_end(void)
{
	if (guard.copy < 0 || guard.nowhere < 0)
		return 0;
	let_through(SIG_BLOCK);
	if (guard.caught)
		dup2(guard.copy, guard.fd);
	return guard.caught;
}

int stuck_write(int fd, const void *bytes, size_t n)
{
	stuck_begin();
	standard_write(fd, bytes, n);
	return stuck_end();
}

void stuck_drop(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLOUT};

	if (poll(&p, 1, 0) <= 0 || !(p.revents & POLLOUT))
		tcflush(fd, TCOFLUSH);
}
