/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/audit_run.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpus.h"
#include "base/xalloc.h"
#include "cli/say.h"
#include "store/audit_file.h"

#define BAR_EVERY 0.1	/* seconds */
#define LINE_EVERY 10.0 /* seconds, when stderr is no terminal */

/* Its programs write their logs beside the audit. */
static int settle(struct audit_source *a, struct error *err)
{
	const struct objective_ops *ops = a->session.objective->ops;
	char *path = audit_file_path(a->recording), *mark;
	struct folder_owner owner = {0};
	int rc;

	if (!ops->settle) {
		free(path);
		return 0;
	}
	path[strlen(path) - 3] = '\0'; /* without .db */
	mark = store_origin_mark(a->recording, err);
	owner.identity = mark;
	rc = mark ? ops->settle(a->session.objective, path, &owner, err) : -1;
	free(mark);
	free(path);
	return rc;
}

int audit_source_open(void *arg, struct hindsight_source *source, struct error *err)
{
	struct audit_source *a = arg;

	if (!a->open) {
		a->open = true; /* and to be released, even when it fails */
		if (session_look(&a->session, a->recording, a->study, a->data_dir, err) < 0)
			return -1;
	}
	if (!a->session.objective->ops->trial_seconds && settle(a, err) < 0)
		return -1;
	return session_source(&a->session, source, err);
}

void audit_source_setup(struct audit_source *a, struct hindsight_setup *setup)
{
	const struct study_info *info = a->study->info;

	if (!info)
		return;
	*setup = (struct hindsight_setup){.info = info,
		.open = audit_source_open,
		.arg = a,
		.workers = cpus_available(),
		.recording = info->simulated ? NULL : a->recording,
		/* a program's trials are not trained at the touch of a key */
		.keeps = !strcmp(info->objective, objective_mlp.kind.name)};
}

void audit_source_release(struct audit_source *a)
{
	if (a->open)
		session_release(&a->session);
	free(a->recording);
	free(a->data_dir);
}

/* One audit that goes on. */
struct running {
	const struct audit_request *q;
	struct hindsight *h;
	struct futures *f;
	struct hindsight_news news;
	uint64_t epochs; /* that there are to train */
	double began, shown;
	bool is_tty;
};

static void show(struct running *r)
{
	double now = clock_seconds(), part, left;
	struct strbuf line = STRBUF_INIT;

	if (r->q->quiet || r->news.computes || r->news.asked == r->news.done)
		return;
	if (now - r->shown < (r->is_tty ? BAR_EVERY : LINE_EVERY))
		return;
	r->shown = now;
	part = r->epochs ? (double)r->news.epochs / (double)r->epochs : 0;
	strbuf_addf(&line, "%s%zu of %zu trials, %llu of %llu epochs", r->is_tty ? "\r" : "",
		r->news.done, r->news.asked, (unsigned long long)r->news.epochs,
		(unsigned long long)r->epochs);
	left = part > 0 ? (now - r->began) / part * (1 - part) : 0;
	if (left > 1)
		strbuf_addf(&line, ", %.0f s left", left);
	strbuf_adds(&line, r->is_tty ? "\033[K" : "\n");
	say_text(stderr, &line);
	strbuf_release(&line);
}

/* Waits until there is something to do; the number of a signal when one came. */
static int wait_for_news(struct running *r, int signals)
{
	struct pollfd fds[] = {{.fd = hindsight_bell(r->h), .events = POLLIN},
		{.fd = signals, .events = POLLIN}};
	struct signalfd_siginfo info;

	if (poll(fds, 2, (int)(1000 * LINE_EVERY)) > 0 && fds[1].revents &&
		read(signals, &info, sizeof(info)) == sizeof(info))
		return (int)info.ssi_signo;
	return 0;
}

static int follow(struct running *r, struct error *err)
{
	sigset_t set;
	int signals, sig = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	for (;;) {
		hindsight_take(r->h, r->q->study, r->f, &r->news);
		if (sig || r->news.phase == HINDSIGHT_FAILED ||
			(r->news.phase == HINDSIGHT_READY &&
				r->news.done == r->news.asked))
			break;
		show(r);
		sig = wait_for_news(r, signals);
	}
	if (r->is_tty && !r->q->quiet && r->shown > 0)
		fputs("\r\033[K", stderr);
	close(signals);
	if (r->news.phase == HINDSIGHT_FAILED) {
		*err = r->news.failure;
		return -1;
	}
	if (*r->news.failure.text)
		say("%s", r->news.failure.text);
	return sig;
}

static void ask(struct running *r)
{
	const struct study *s = r->q->study;
	size_t reach;
	uint32_t *order = audit_order(s, r->q->pick, r->q->sample, &reach);

	for (size_t i = 0; i < reach; i++) {
		const struct study_trial *t = &s->trials[order[i]];

		if (!audit_was_stopped(s, t) || futures_find(r->f, t->id))
			continue;
		hindsight_ask(r->h, t->id, t->config, r->f->top);
		r->epochs += r->f->top == EPOCHS_OPEN ? 0 : (uint64_t)r->f->top;
	}
	free(order);
}

/* A program's trials may take hours, and cost money: they are trained when that is asked. */
static bool may_train(const struct audit_request *q, const struct objective *o)
{
	return q->train || !o->ops->task_begin || o->ops->trial_save ||
	       o->ops->trial_seconds;
}

/* Only what is known already. */
static int read_kept(const struct audit_request *q, struct running *r, struct error *err)
{
	hindsight_take(r->h, q->study, r->f, &r->news);
	while (r->news.phase == HINDSIGHT_OPENING) {
		wait_for_news(r, -1);
		hindsight_take(r->h, q->study, r->f, &r->news);
	}
	*err = r->news.failure;
	return *err->text ? -1 : 0;
}

static int find_out(const struct audit_request *q, struct audit_source *source,
	struct futures *f, struct error *err)
{
	struct running r = {.q = q,
		.f = f,
		.began = clock_seconds(),
		.is_tty = isatty(STDERR_FILENO) != 0};

	const struct objective *o = source->session.objective;
	bool computes = o->ops->trial_seconds != NULL, trains = may_train(q, o);
	struct hindsight_setup setup = {.info = q->study->info,
		.open = audit_source_open,
		.arg = source,
		.workers = q->workers	       ? q->workers
			   : source->session.file.workers ? source->session.file.workers
							  : cpus_available(),
		.recording = computes ? NULL : q->recording,
		.keeps = trains};
	int rc;

	r.shown = r.is_tty ? 0 : r.began;
	r.h = hindsight_new(&setup, err);
	if (!r.h)
		return -1;
	rc = read_kept(q, &r, err);
	if (!rc && trains) {
		ask(&r);
		rc = follow(&r, err);
	}
	hindsight_free(r.h);
	if (rc >= 0 && r.news.differ)
		say("%zu trial%s, T%u for one, %s not come to the values that the study "
		    "has: another build, processor or data",
			r.news.differ, r.news.differ == 1 ? "" : "s", r.news.differs,
			r.news.differ == 1 ? "does" : "do");
	if (!rc && !trains)
		say("the stopped trials are a program's; --train trains them to the top, "
		    "beside the study");
	return rc;
}

int audit_run(const struct audit_request *q, struct futures *f, struct error *err)
{
	struct audit_source source = {.recording = xstrdup(q->recording),
		.study = q->study,
		.data_dir = q->data_dir ? xstrdup(q->data_dir) : NULL};
	int rc;

	futures_follow(f, q->study);
	source.open = true;
	rc = session_look(&source.session, q->recording, q->study, q->data_dir, err);
	if (!rc)
		rc = find_out(q, &source, f, err);
	audit_source_release(&source);
	return rc;
}

static void take_kept(
	void *arg, uint32_t trial, enum future_end end, const double *values, size_t n)
{
	struct futures *f = arg;

	for (size_t i = 0; i < n; i++)
		futures_add(f, trial, values[i]);
	futures_end(f, trial, end);
}

int audit_known(const char *recording, const struct study *s, struct futures *f,
	struct error *err)
{
	struct audit_request q = {.recording = recording, .study = s, .quiet = true};
	struct audit_file *kept;
	struct error ignored;
	char *mark;
	int rc;

	if (!s->info)
		return 0;
	futures_follow(f, s);
	mark = store_origin_mark(recording, &ignored);
	if (!mark) /* lines of --events, which do not say what was trained */
		return 0;
	free(mark);
	if (s->info->simulated)
		return audit_run(&q, f, err) < 0 ? -1 : 0;
	kept = audit_file_look(recording, s->info, err);
	if (!kept)
		return *err->text ? -1 : 0;
	rc = audit_file_read(kept, take_kept, f, err);
	audit_file_close(kept);
	return rc;
}
