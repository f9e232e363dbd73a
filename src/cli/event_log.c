/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/event_log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

struct event_log {
	char *path;
	FILE *f;
	struct journal *journal;
	const struct study_info *info;
	int bell;
	pthread_t thread;
	bool started;
	int failed; /* errno of the first write that failed; of the thread until joined */
};

struct event_log *event_log_open(
	const char *path, struct journal *journal, struct error *err)
{
	struct event_log *l = xcalloc(1, sizeof(*l));
	bool is_stdout = !strcmp(path, "-");
	int fd = is_stdout ? dup(STDOUT_FILENO)
			   : open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	l->f = fd < 0 ? NULL : fdopen(fd, "w");
	l->bell = journal_bell(journal);
	if (!l->f || l->bell < 0) {
		error_usage(
			err, "--events: cannot write '%s': %s", path, strerror(errno));
		free(l);
		return NULL;
	}
	l->path = xstrdup(path);
	l->journal = journal;
	return l;
}

static void write_event(struct event_log *l, const struct event *e, struct strbuf *line)
{
	if (l->failed)
		return;
	strbuf_reset(line);
	event_print_json(e, l->info, line);
	if (fwrite(line->buf, 1, line->len, l->f) != line->len)
		l->failed = errno;
}

static void *follow(void *arg)
{
	struct event_log *l = arg;
	struct strbuf line;
	uint64_t seq = 0;
	bool finished = false;

	strbuf_init(&line);
	while (!finished) {
		struct pollfd p = {.fd = l->bell, .events = POLLIN};
		eventfd_t n;

		while (seq < journal_length(l->journal)) {
			const struct event *e = journal_at(l->journal, ++seq);

			write_event(l, e, &line);
			finished = e->kind == EVENT_FINISH;
		}
		if (!l->failed && fflush(l->f))
			l->failed = errno;
		if (!finished && poll(&p, 1, -1) > 0)
			eventfd_read(l->bell, &n);
	}
	strbuf_release(&line);
	return NULL;
}

int event_log_start(struct event_log *l, const struct study_info *info, struct error *err)
{
	sigset_t all, before;
	int rc;

	l->info = info;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&l->thread, NULL, follow, l);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc)
		return error_set(
			err, "cannot start a thread for --events: %s", strerror(rc));
	l->started = true;
	return 0;
}

int event_log_close(struct event_log *l, struct error *err)
{
	int rc = 0;

	if (!l)
		return 0;
	if (l->started)
		pthread_join(l->thread, NULL);
	if (fclose(l->f) && !l->failed)
		l->failed = errno;
	if (l->failed)
		rc = error_set(err, "--events: cannot write '%s': %s", l->path,
			strerror(l->failed));
	free(l->path);
	free(l);
	return rc;
}
