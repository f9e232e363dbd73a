/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/standard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

/* A stream of ours in the place of one of the C library's. */
struct standard {
	int fd;
	int failed; /* errno of the first write that failed */
};

static struct standard out = {.fd = STDOUT_FILENO}, err = {.fd = STDERR_FILENO};
static FILE *terminal;

int standard_write(int fd, const void *data, size_t n)
{
	const char *from = data;

	while (n) {
		ssize_t written = write(fd, from, n);
		struct pollfd p = {.fd = fd, .events = POLLOUT};

		if (written >= 0) {
			from += written;
			n -= (size_t)written;
		} else if (errno == EAGAIN) {
			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			return errno;
		}
	}
	return 0;
}

static ssize_t print(void *cookie, const char *data, size_t n)
{
	struct standard *s = cookie;
	int wrong = standard_write(s->fd, data, n);

	if (!wrong)
		return (ssize_t)n;
	if (!s->failed)
		s->failed = wrong;
	errno = wrong;
	return 0; /* an error, for a stream of this kind */
}

static FILE *stream_of(struct standard *s, int buffering)
{
	static const cookie_io_functions_t functions = {.write = print};
	FILE *f = fopencookie(s, "w", functions);

	if (f)
		setvbuf(f, NULL, buffering, BUFSIZ);
	return f;
}

/* The wrong way round, so that whoever uses it is told as of a closed one (EBADF). */
static void hold(int fd)
{
	if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
		return;
	/* the lowest that is free: it is this one, as those below are held */
	if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
		abort();
}

void standard_begin(void)
{
	FILE *to;

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		hold(fd);
	terminal = stdout;
	to = stream_of(&out, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF);
	stdout = to ? to : stdout;
	to = stream_of(&err, _IONBF);
	stderr = to ? to : stderr;
}

int standard_flush(void)
{
	if (fflush(stdout) && !out.failed)
		out.failed = errno;
	return out.failed;
}

FILE *standard_terminal(void)
{
	return terminal ? terminal : stdout;
}
