/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/event_stream.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"

#define UNIX "unix:"
#define READERS_MAX 64
#define ROOM ((size_t)64 << 10) /* bytes of lines that are made ahead of a reader */
#define WRITES_A_TURN 4
#define LOOK_MS 100		/* between two looks for a reader of a FIFO */
#define LAST_SECONDS 2.0	/* that a reader may stand still at the end */

struct reader {
	int fd;
	void *printer;
	uint64_t seq;	     /* of the last event in `lines` */
	struct strbuf lines; /* not written yet, from `done` on */
	size_t done;
	double moved; /* when it took something; clock_seconds() */
};

struct event_stream {
	char *path;
	int listener;	   /* -1: it is a FIFO */
	struct stat bound; /* the socket's file */
	struct reader *readers[READERS_MAX];
	size_t n;
	int first; /* of a FIFO: there before the study began, or -1 */
};

bool event_stream_is(const char *path)
{
	struct stat st;

	return !strncmp(path, UNIX, strlen(UNIX)) ||
	       (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISFIFO(st.st_mode));
}

/* Opening */

/* A socket whose process has died: nobody can connect. */
static bool is_dead(const struct sockaddr_un *at)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct stat st;
	bool dead = lstat(at->sun_path, &st) == 0 && S_ISSOCK(st.st_mode) && fd >= 0 &&
		    connect(fd, (const struct sockaddr *)at, sizeof(*at)) < 0 &&
		    errno == ECONNREFUSED;

	if (fd >= 0)
		close(fd);
	return dead;
}

static int open_socket(struct event_stream *s, const char *option, struct error *err)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd, rc;

	if (!*s->path || strlen(s->path) >= sizeof(at.sun_path))
		return error_usage(err,
			"%s: the path of a socket must have 1 to %zu bytes: '%.200s'",
			option, sizeof(at.sun_path) - 1, s->path);
	strcpy(at.sun_path, s->path);
	if (is_dead(&at))
		unlink(s->path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	rc = fd < 0 ? -1 : bind(fd, (const struct sockaddr *)&at, sizeof(at));
	if (rc < 0 && errno == EADDRINUSE)
		error_usage(
			err, "%s: '%s' exists; nothing is overwritten", option, s->path);
	else if (rc < 0 || listen(fd, SOMAXCONN) < 0 || lstat(s->path, &s->bound) < 0)
		rc = error_usage(err, "%s: cannot listen at '%s': %s", option, s->path,
			strerror(errno));
	s->listener = rc < 0 ? -1 : fd;
	if (rc < 0 && fd >= 0)
		close(fd);
	return rc;
}

static int open_fifo(const char *path)
{
	return open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

struct event_stream *event_stream_open(
	const char *option, const char *path, struct error *err)
{
	bool at_socket = !strncmp(path, UNIX, strlen(UNIX));
	struct event_stream *s = xcalloc(1, sizeof(*s));

	s->listener = s->first = -1;
	s->path = xstrdup(at_socket ? path + strlen(UNIX) : path);
	if (at_socket) {
		if (open_socket(s, option, err) == 0)
			return s;
	} else {
		s->first = open_fifo(s->path);
		if (s->first >= 0 || errno == ENXIO) /* nobody reads yet */
			return s;
		error_usage(
			err, "%s: cannot write '%s': %s", option, path, strerror(errno));
	}
	event_stream_free(s);
	return NULL;
}

/* Readers */

static void add_reader(struct event_stream *s, const struct event_stream_source *from,
	int fd, uint64_t missed)
{
	struct reader *r = xcalloc(1, sizeof(*r));

	r->fd = fd;
	strbuf_init(&r->lines);
	r->printer = from->ops->new (from->info, &r->lines);
	r->moved = clock_seconds();
	if (missed)
		strbuf_addf(&r->lines, "{\"event\":\"stream\",\"missed\":%llu}\n",
			(unsigned long long)missed);
	s->readers[s->n++] = r;
}

static void free_reader(const struct event_printer_ops *ops, struct reader *r)
{
	ops->free(r->printer);
	strbuf_release(&r->lines);
	close(r->fd);
	free(r);
}

/* Those that have come. */
static void welcome(struct event_stream *s, const struct event_stream_source *from)
{
	uint64_t missed = journal_length(from->journal);
	int fd;

	while (s->listener >= 0 && s->n < READERS_MAX &&
		(fd = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >=
			0)
		add_reader(s, from, fd, missed);
	if (s->listener >= 0 || s->n)
		return;
	fd = s->first >= 0 ? s->first : open_fifo(s->path);
	if (fd >= 0)
		add_reader(s, from, fd, s->first >= 0 ? 0 : missed);
	s->first = -1;
}

static bool has_all(const struct reader *r, const struct event_stream_source *from)
{
	return r->done == r->lines.len && r->seq == journal_length(from->journal);
}

static void make_lines(struct reader *r, const struct event_stream_source *from)
{
	if (r->done == r->lines.len) {
		strbuf_reset(&r->lines);
		r->done = 0;
	}
	while (r->lines.len < ROOM && r->seq < journal_length(from->journal))
		from->ops->event(r->printer, journal_at(from->journal, ++r->seq));
}

/* Writes what it takes now, and not much: others wait. False: it is gone. */
static bool serve(struct reader *r, const struct event_stream_source *from)
{
	for (int i = 0; i < WRITES_A_TURN && !has_all(r, from); i++) {
		ssize_t n;

		make_lines(r, from);
		if (r->done == r->lines.len)
			continue; /* events that this printer has no line for */
		n = write(r->fd, r->lines.buf + r->done, r->lines.len - r->done);
		if (n < 0)
			return errno == EAGAIN || errno == EINTR;
		r->done += (size_t)n;
		r->moved = clock_seconds();
	}
	return true;
}

static void serve_all(struct event_stream *s, const struct event_stream_source *from)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		if (serve(s->readers[i], from))
			s->readers[n++] = s->readers[i];
		else
			free_reader(from->ops, s->readers[i]);
	s->n = n;
}

/* Waits for news, for a reader, and for room; drops readers that have gone. */
static void wait_for_news(
	struct event_stream *s, const struct event_stream_source *from, int timeout)
{
	struct pollfd p[READERS_MAX + 2] = {{.fd = from->bell, .events = POLLIN},
		{.fd = s->n < READERS_MAX ? s->listener : -1, .events = POLLIN}};
	size_t n = 0;
	eventfd_t ignored;

	for (size_t i = 0; i < s->n; i++)
		p[2 + i] = (struct pollfd){.fd = s->readers[i]->fd,
			.events = has_all(s->readers[i], from) ? 0 : POLLOUT};
	if (poll(p, (nfds_t)s->n + 2, timeout) <= 0)
		return;
	if (p[0].revents)
		eventfd_read(from->bell, &ignored);
	for (size_t i = 0; i < s->n; i++)
		if (p[2 + i].revents & (POLLERR | POLLHUP | POLLNVAL))
			free_reader(from->ops, s->readers[i]);
		else
			s->readers[n++] = s->readers[i];
	s->n = n;
}

/* How many have not read to the end; *still: some of them may yet. */
static size_t count_behind(const struct event_stream *s,
	const struct event_stream_source *from, double ended, bool *still)
{
	size_t behind = 0;

	*still = false;
	for (size_t i = 0; i < s->n; i++) {
		if (has_all(s->readers[i], from))
			continue;
		behind++;
		*still |= clock_seconds() <
			  fmax(ended, s->readers[i]->moved) + LAST_SECONDS;
	}
	return behind;
}

size_t event_stream_run(struct event_stream *s, const struct event_stream_source *from)
{
	size_t behind;
	bool still = true;
	double ended;

	while (!atomic_load(from->complete)) {
		welcome(s, from);
		serve_all(s, from);
		wait_for_news(s, from, s->listener < 0 && !s->n ? LOOK_MS : -1);
	}
	ended = clock_seconds();
	do {
		welcome(s, from);
		serve_all(s, from);
		behind = count_behind(s, from, ended, &still);
		if (still)
			wait_for_news(s, from, LOOK_MS);
	} while (still);
	while (s->n)
		free_reader(from->ops, s->readers[--s->n]);
	return behind;
}

/* Unless another has taken the name. */
static void remove_socket(const struct event_stream *s)
{
	struct stat now;

	if (lstat(s->path, &now) == 0 && now.st_dev == s->bound.st_dev &&
		now.st_ino == s->bound.st_ino)
		unlink(s->path);
}

void event_stream_free(struct event_stream *s)
{
	if (!s)
		return;
	if (s->listener >= 0) {
		remove_socket(s);
		close(s->listener);
	}
	if (s->first >= 0)
		close(s->first);
	free(s->path);
	free(s);
}
