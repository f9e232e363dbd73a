/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/event_log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "base/strbuf.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "cli/output.h"

struct event_log {
	const struct event_printer_ops *ops;
	struct output *out;
	struct journal *journal;
	const struct study_info *info;
	uint64_t told; /* events of a study that is gone on with: none of them ends it */
	int bell;
	pthread_t thread;
	bool started;
};

struct event_log *event_log_open(const struct event_printer_ops *ops, const char *path,
	struct journal *journal, struct error *err)
{
	struct output *out = output_open(ops->option, path, err);
	int bell = out ? journal_bell(journal) : -1;
	struct event_log *l;

	if (out && bell < 0) {
		error_set(err, "%s: no eventfd: %s", ops->option, strerror(errno));
		output_discard(out);
	}
	if (bell < 0)
		return NULL;
	l = xcalloc(1, sizeof(*l));
	l->ops = ops;
	l->out = out;
	l->journal = journal;
	l->bell = bell;
	return l;
}

static void *follow(void *arg)
{
	struct event_log *l = arg;
	struct strbuf lines = STRBUF_INIT;
	void *printer;
	uint64_t seq = 0;
	bool finished = false;

	printer = l->ops->new (l->info, &lines);
	while (!finished) {
		struct pollfd p = {.fd = l->bell, .events = POLLIN};
		eventfd_t n;

		while (seq < journal_length(l->journal)) {
			const struct event *e = journal_at(l->journal, ++seq);

			l->ops->event(printer, e);
			output_take(l->out, &lines);
			finished = e->kind == EVENT_FINISH && seq > l->told;
		}
		output_write(l->out, &lines);
		strbuf_reset(&lines);
		if (!finished && poll(&p, 1, -1) > 0)
			eventfd_read(l->bell, &n);
	}
	l->ops->free(printer);
	strbuf_release(&lines);
	return NULL;
}

int event_log_start(struct event_log *l, const struct study_info *info, uint64_t told,
	struct error *err)
{
	int rc;

	l->info = info;
	l->told = told;
	rc = thread_start(&l->thread, follow, l);
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
		pthread_join(l->thread, NULL);
		rc = output_close(l->out, err);
	} else {
		output_discard(l->out);
	}
	free(l);
	return rc;
}
