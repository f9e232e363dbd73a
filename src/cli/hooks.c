/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread: it folds what is new in the journal, asks which alerts that has led to, and
 * runs their commands, one after the other. While one runs the journal grows, and what is
 * then new of a kind is one alert. Between two of a kind there are `every` seconds, but the
 * end of the study runs what waits at once, and `finish` as soon as the recording is whole.
 */
#include "config.h"

#include "cli/hooks.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/printable.h"
#include "base/shell_word.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "cli/hook_run.h"
#include "cli/hooks_parts.h"
#include "cli/say.h"

#define TELL_MOST 3		   /* times of a kind */
#define LOG_FULL ((off_t)16 << 20) /* bytes */
#define RECORDED_EVERY 0.05	   /* seconds between two looks at the recording */
#define RECORDED_SECONDS 5.0	   /* that it is waited for */
#define QUIET_MS 300		   /* before it is said that something is waited for */

/* Opening */

int hooks_open(struct hooks **out, struct session *s, struct error *err)
{
	struct hooks *h;
	int rc, n = 0;

	*out = NULL;
	for (int a = 0; a < ALERTS; a++)
		n += s->file.on.hooks[a].n > 0;
	if (!n)
		return 0;
	h = xcalloc(1, sizeof(*h));
	h->session = s;
	h->file = &s->file;
	h->bell = journal_bell(s->journal);
	h->wake = eventfd(0, EFD_CLOEXEC);
	h->cancel = eventfd(0, EFD_CLOEXEC);
	h->done = eventfd(0, EFD_CLOEXEC);
	pthread_mutex_init(&h->lock, NULL);
	study_init(&h->study);
	rc = hooks_find(h->hooks, h->file, err);
	if (!rc && (h->bell < 0 || h->wake < 0 || h->cancel < 0 || h->done < 0))
		rc = error_set(err, "on: no eventfd: %s", strerror(errno));
	if (rc < 0) {
		hooks_free(h);
		return -1;
	}
	*out = h;
	return 0;
}

/* Telling */

static void add_text(char ***list, size_t *n, size_t *cap, char *text)
{
	ARRAY_ROOM(*list, *n, *cap);
	(*list)[(*n)++] = text;
}

/* In the study, as long as that takes events. */
static void tell(struct hooks *h, struct strbuf *line)
{
	char *text = strbuf_detach(line);

	if (h->finished_at > 0) {
		add_text(&h->late, &h->n_late, &h->cap_late, text);
		return;
	}
	tuner_command(h->session->tuner, (struct command){.action = CONTROL_WARN,
						 .text = xstrdup(text),
						 .warning = WARNING_ONCE});
	add_text(&h->told, &h->n_told, &h->cap_told, text);
}

/* It has become an event. */
static void heed_told(struct hooks *h, const struct event *e)
{
	if (e->kind != EVENT_CONTROL || e->control.action != CONTROL_WARN ||
		!e->control.text)
		return;
	for (size_t i = 0; i < h->n_told; i++)
		if (!strcmp(h->told[i], e->control.text)) {
			free(h->told[i]);
			h->told[i] = h->told[--h->n_told];
			return;
		}
}

/* No more events come: what was told in vain is told otherwise. */
static void take_end(struct hooks *h)
{
	h->finished_at = clock_seconds();
	h->hooks[ALERT_FINISH].waiting = h->hooks[ALERT_FINISH].argv != NULL;
	for (size_t i = 0; i < h->n_told; i++)
		add_text(&h->late, &h->n_late, &h->cap_late, h->told[i]);
	h->n_told = 0;
}

static void tell_run(struct hooks *h, enum alert a, const struct hook_end *end)
{
	struct hooked *k = &h->hooks[a];
	struct strbuf line = STRBUF_INIT;

	if (k->told >= TELL_MOST || !strcmp(k->last, end->why))
		return;
	snprintf(k->last, sizeof(k->last), "%s", end->why);
	k->told++;
	strbuf_addf(&line, "hook %s: ", alert_names[a]);
	if (end->ok)
		strbuf_addf(&line, "%s ran, %.2g s", k->argv[0], end->seconds);
	else
		strbuf_addf(&line, "%s %s", k->argv[0], end->why);
	if (h->log_path)
		strbuf_addf(&line, "; see %s", h->log_path);
	tell(h, &line);
}

/* The log */

static int open_log(struct hooks *h)
{
	struct strbuf line = STRBUF_INIT;
	struct stat st = {.st_size = 0};
	const char *why = NULL;
	int fd;

	if (!h->log_path)
		return -1;
	fd = open(h->log_path,
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
	if (fd < 0 || fstat(fd, &st) < 0)
		why = strerror(errno);
	else if (!S_ISREG(st.st_mode))
		why = "it is not a file";
	else if (st.st_size >= LOG_FULL)
		why = "it is full";
	if (!why)
		return fd;
	if (fd >= 0)
		close(fd);
	if (!h->log_wrong) {
		strbuf_addf(&line, "hooks: %s cannot be written: %s", h->log_path, why);
		tell(h, &line);
	}
	h->log_wrong = true;
	return -1;
}

static void add_time(struct strbuf *out)
{
	time_t now = time(NULL);
	struct tm tm;
	char text[32] = "";

	if (localtime_r(&now, &tm))
		strftime(text, sizeof(text), "%F %T", &tm);
	strbuf_addf(out, "rungtop: %s ", text);
}

static void log_start(const struct hooks *h, enum alert a, size_t skipped, int fd)
{
	const struct hooked *k = &h->hooks[a];
	struct strbuf line = STRBUF_INIT;

	add_time(&line);
	hooks_subject(h, a, &line);
	if (skipped)
		strbuf_addf(&line, " (and %zu before)", skipped);
	strbuf_addch(&line, ':');
	for (size_t i = 0; k->argv[i]; i++) {
		strbuf_addch(&line, ' ');
		shell_word_add(&line, k->argv[i]);
	}
	if (fd >= 0) {
		struct strbuf text = STRBUF_INIT;

		printable(&text, line.buf, line.len);
		dprintf(fd, "%s\n", text.buf);
		strbuf_release(&text);
	}
	strbuf_release(&line);
}

static void log_end(enum alert a, const struct hook_end *end, int fd)
{
	struct strbuf line = STRBUF_INIT;

	add_time(&line);
	if (fd >= 0)
		dprintf(fd, "%s%s %s, %.2f s\n", line.buf, alert_names[a], end->why,
			end->seconds);
	strbuf_release(&line);
}

/* The thread */

static bool is_cancelled(const struct hooks *h)
{
	struct pollfd p = {.fd = h->cancel, .events = POLLIN};

	return poll(&p, 1, 0) > 0;
}

static void run_one(struct hooks *h, enum alert a)
{
	struct hooked *k = &h->hooks[a];
	size_t skipped = k->waiting - 1;
	int log = open_log(h);
	const struct hook_run run = {.argv = k->argv,
		.env = hooks_environment(h, a, skipped),
		.seconds = h->file->on.seconds,
		.log = log,
		.cancel = h->cancel};
	struct hook_end end;

	log_start(h, a, skipped, log);
	hook_run(&run, &end);
	log_end(a, &end, log);
	if (log >= 0)
		close(log);
	k->waiting = 0;
	k->passed += skipped;
	k->runs++;
	k->failed += !end.ok;
	k->not_before = clock_seconds() + h->file->on.every;
	tell_run(h, a, &end);
}

/* Whether all that there is of the study is in its file, or will not be. */
static bool is_recorded(struct hooks *h)
{
	bool is;

	pthread_mutex_lock(&h->lock);
	is = h->closed ||
	     (h->store && store_stored(h->store) >= journal_length(h->session->journal));
	pthread_mutex_unlock(&h->lock);
	return is || clock_seconds() >= h->finished_at + RECORDED_SECONDS;
}

/* When it is to run; INFINITY: nothing waits for it. */
static double due(struct hooks *h, enum alert a)
{
	const struct hooked *k = &h->hooks[a];

	if (!k->waiting)
		return INFINITY;
	if (a == ALERT_FINISH && !is_recorded(h))
		return clock_seconds() + RECORDED_EVERY;
	return h->finished_at > 0 ? 0 : k->not_before;
}

static void fold(struct hooks *h, uint64_t end)
{
	while (h->study.seq < end) {
		const struct event *e = journal_at(h->session->journal, h->study.seq + 1);

		study_apply(&h->study, e);
		heed_told(h, e);
		h->ended |= e->kind == EVENT_FINISH && e->seq > h->session->resumed;
	}
}

/* What is new, and what waits for a run. */
static void look(struct hooks *h)
{
	size_t count[ALERTS];

	fold(h, journal_length(h->session->journal));
	if (alerts_look(&h->alerts, &h->study, clock_seconds(), count))
		for (int a = 0; a < ALERTS; a++)
			h->hooks[a].waiting +=
				h->hooks[a].argv && a != ALERT_FINISH ? count[a] : 0;
	if (!h->alerts.stalled)
		h->hooks[ALERT_STALL].waiting = 0;
	if (h->ended && h->finished_at == 0)
		take_end(h);
}

static void wait_for_news(struct hooks *h)
{
	struct pollfd p[] = {{.fd = h->bell, .events = POLLIN},
		{.fd = h->wake, .events = POLLIN}, {.fd = h->cancel, .events = POLLIN}};
	double until = h->study.info ? alerts_wakes(&h->alerts, &h->study) : INFINITY,
	       left;
	eventfd_t n;

	for (int a = 0; a < ALERTS; a++)
		until = fmin(until, due(h, (enum alert)a));
	left = until - clock_seconds();
	if (poll(p, 3,
		    isinf(left) ? -1
		    : left > 0	? (int)fmin(left * 1e3 + 1, 1e6)
				: 0) <= 0)
		return;
	for (int i = 0; i < 2; i++)
		if (p[i].revents)
			eventfd_read(p[i].fd, &n);
}

/* Runs what is due; false when that was nothing. */
static bool run_due(struct hooks *h)
{
	for (int a = 0; a < ALERTS; a++)
		if (due(h, (enum alert)a) <= clock_seconds()) {
			run_one(h, (enum alert)a);
			return true;
		}
	return false;
}

static bool is_over(struct hooks *h)
{
	if (is_cancelled(h))
		return true;
	for (int a = 0; a < ALERTS; a++)
		if (h->hooks[a].waiting)
			return false;
	return h->finished_at > 0;
}

static void *follow(void *arg)
{
	struct hooks *h = arg;

	fold(h, h->session->resumed);
	alerts_init(&h->alerts, &h->study, clock_seconds());
	for (look(h); !is_over(h); look(h))
		if (!run_due(h))
			wait_for_news(h);
	for (int a = 0; a < ALERTS; a++)
		h->hooks[a].passed += h->hooks[a].waiting;
	eventfd_write(h->done, 1);
	return NULL;
}

/* Beside it */

int hooks_start(struct hooks *h, struct error *err)
{
	struct strbuf log = STRBUF_INIT;
	char *stem;
	int rc;

	if (!h)
		return 0;
	stem = session_stem(h->session);
	if (stem) {
		strbuf_addf(&log, "%s.hooks.log", stem);
		h->log_path = strbuf_detach(&log);
	}
	free(stem);
	h->store = h->session->store;
	h->closed = !h->store;
	rc = thread_start(&h->thread, follow, h);
	if (rc)
		return error_set(
			err, "cannot start a thread for hooks: %s", strerror(rc));
	h->started = true;
	return 0;
}

void hooks_store_closes(struct hooks *h)
{
	if (!h)
		return;
	pthread_mutex_lock(&h->lock);
	h->recording = h->store ? store_path_now(h->store) : NULL;
	h->store = NULL;
	pthread_mutex_unlock(&h->lock);
}

void hooks_store_closed(struct hooks *h, const char *path)
{
	if (!h)
		return;
	pthread_mutex_lock(&h->lock);
	free(h->recording);
	h->recording = path ? xstrdup(path) : NULL;
	h->closed = true;
	pthread_mutex_unlock(&h->lock);
	eventfd_write(h->wake, 1);
}

/* Until the thread is done, or a signal has ended what it runs. */
static void await(struct hooks *h)
{
	struct pollfd p[2] = {{.fd = h->done, .events = POLLIN}, {.events = POLLIN}};
	bool said = false;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	p[1].fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	for (;;) {
		int n = poll(p, 2, said ? -1 : QUIET_MS);

		if (n > 0 && p[0].revents)
			break;
		if (n > 0 && p[1].revents) {
			eventfd_write(h->cancel, 1);
			close(p[1].fd);
			p[1].fd = -1;
		} else if (n == 0) {
			said = true;
			say("waiting for hooks, %g s at most for each; Ctrl-C ends them",
				h->file->on.seconds);
		}
	}
	if (p[1].fd >= 0)
		close(p[1].fd);
}

/* "incumbent: 3 runs, 1 failed, 34 more without a run" */
static void add_summary(const struct hooked *k, enum alert a, struct strbuf *out)
{
	if (!k->runs && !k->passed)
		return;
	strbuf_addf(out, "%s%s: %zu run%s", out->len ? "; " : "", alert_names[a], k->runs,
		k->runs == 1 ? "" : "s");
	if (k->failed)
		strbuf_addf(out, ", %zu failed", k->failed);
	if (k->passed)
		strbuf_addf(out, ", %zu more without one", k->passed);
}

static void end_thread(struct hooks *h)
{
	if (h->started)
		pthread_join(h->thread, NULL);
	h->started = false;
}

void hooks_finish(struct hooks *h, bool quiet)
{
	struct strbuf line = STRBUF_INIT;

	if (!h || !h->started)
		return;
	await(h);
	end_thread(h);
	for (size_t i = 0; i < h->n_late; i++)
		say("%s", h->late[i]);
	for (int a = 0; a < ALERTS; a++)
		add_summary(&h->hooks[a], (enum alert)a, &line);
	if (line.len && !quiet)
		say("hooks: %s%s%s", line.buf, h->log_path ? "; see " : "",
			h->log_path ? h->log_path : "");
	strbuf_release(&line);
}

static void free_texts(char **texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(texts[i]);
	free(texts);
}

void hooks_free(struct hooks *h)
{
	if (!h)
		return;
	if (h->started)
		eventfd_write(h->cancel, 1);
	end_thread(h);
	hooks_forget(h->hooks);
	for (int *fd = (int[]){h->wake, h->cancel, h->done, -2}; *fd != -2; fd++)
		if (*fd >= 0)
			close(*fd);
	free_texts(h->told, h->n_told);
	free_texts(h->late, h->n_late);
	study_release(&h->study);
	pthread_mutex_destroy(&h->lock);
	free(h->recording);
	free(h->log_path);
	free(h);
}
