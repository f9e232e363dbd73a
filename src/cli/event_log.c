/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/event_log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "base/strbuf.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "cli/event_stream.h"
#include "cli/output.h"
#include "cli/say.h"

struct event_log {
	const struct event_printer_ops *ops;
	struct output *out;	     /* or NULL */
	struct event_stream *stream; /* or NULL */
	size_t behind;		     /* readers of it that have not got all */
	struct journal *journal;
	const struct study_info *info;
	int bell;
	atomic_bool complete; /* no event comes any more */
	pthread_t thread;
	bool started;
};

struct event_log *event_log_open(const struct event_printer_ops *ops, const char *path,
	struct journal *journal, struct error *err)
{
	struct event_log *l = xcalloc(1, sizeof(*l));
	struct error ignored;

	l->ops = ops;
	l->journal = journal;
	l->bell = -1;
	if (ops->streams && event_stream_is(path))
		l->stream = event_stream_open(ops->option, path, err);
	else
		l->out = output_open(ops->option, path, err);
	if (l->stream || l->out)
		l->bell = journal_bell(journal);
	if (l->bell >= 0)
		return l;
	if (l->stream || l->out)
		error_set(err, "%s: no eventfd: %s", ops->option, strerror(errno));
	event_log_close(l, &ignored);
	return NULL;
}

static void *serve(void *arg)
{
	struct event_log *l = arg;
	const struct event_stream_source from = {
		l->ops, l->journal, l->info, &l->complete, l->bell};

	l->behind = event_stream_run(l->stream, &from);
	return NULL;
}

static void *follow(void *arg)
{
	struct event_log *l = arg;
	struct strbuf lines = STRBUF_INIT;
	void *printer;
	uint64_t seq = 0;
	bool last;

	printer = l->ops->new (l->info, &lines);
	do {
		struct pollfd p = {.fd = l->bell, .events = POLLIN};
		eventfd_t n;

		last = atomic_load(&l->complete);
		while (seq < journal_length(l->journal)) {
			l->ops->event(printer, journal_at(l->journal, ++seq));
			output_take(l->out, &lines);
		}
		output_write(l->out, &lines);
		strbuf_reset(&lines);
		if (!last && poll(&p, 1, -1) > 0)
			eventfd_read(l->bell, &n);
	} while (!last);
	l->ops->free(printer);
	output_write(l->out, &lines);
	strbuf_release(&lines);
	return NULL;
}

int event_log_start(struct event_log *l, const struct study_info *info, struct error *err)
{
	int rc;

	l->info = info;
	rc = thread_start(&l->thread, l->stream ? serve : follow, l);
	if (rc)
		return error_set(err, "cannot start a thread for %s: %s", l->ops->option,
			strerror(rc));
	l->started = true;
	return 0;
}

int event_log_close(struct event_log *l, struct error *err)
{
	int rc = 0;

	if (!l)
		return 0;
	if (l->started) {
		atomic_store(&l->complete, true);
		eventfd_write(l->bell, 1);
		pthread_join(l->thread, NULL);
	}
	if (l->behind)
		say("%s: %zu of its readers stood still, and did not get all",
			l->ops->option, l->behind);
	if (l->out && l->started)
		rc = output_close(l->out, err);
	else if (l->out)
		output_discard(l->out);
	event_stream_free(l->stream);
	free(l);
	return rc;
}
