/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker makes of what its program prints, and how it passes that on. */
#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpus.h"
#include "base/xalloc.h"
#include "worker/message.h"
#include "worker/worker_parts.h"

#define LOG_LINE_KIB 64 /* that is kept of one */
#define EXCERPT 200	/* bytes of a line that is told of */

/*
 * Saying.
 */

void worker_say(struct worker *w, json_t *message)
{
	pthread_mutex_lock(&w->saying);
	if (w->broken)
		json_decref(message);
	else
		w->broken = message_send(w->out, message,
				    w->fence > 0 ? w->fence : INFINITY) != 0;
	pthread_mutex_unlock(&w->saying);
}

/* As Slurm calls it, and as it calls us there; else by the host's name. */
void worker_say_hello(struct worker *w)
{
	const char *node = getenv("SLURMD_NODENAME");
	const char *job = getenv("SLURM_JOB_ID"), *step = getenv("SLURM_STEP_ID");
	char host[256] = "";

	gethostname(host, sizeof(host) - 1);
	worker_say(w, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:I, s:I}", "is", "hello",
			      "version", PACKAGE_VERSION, "node", node ? node : host,
			      "job", job, "step", step, "cpus",
			      (json_int_t)cpus_available(), "pid", (json_int_t)getpid()));
}

static void say_report(struct worker *w, enum report_kind kind,
	const struct report_line *r, const char *line, size_t len)
{
	struct attempt *a = w->attempt;
	json_t *m =
		json_pack("{s:s, s:I}", "is", "report", "attempt", (json_int_t)a->number);
	json_t *values = json_array();

	for (size_t i = 0; i < a->n_names; i++)
		json_array_append_new(values,
			isfinite(r->metrics[i]) ? json_real(r->metrics[i]) : json_null());
	if (r->epoch != EPOCH_UNSAID)
		json_object_set_new(m, "epoch", json_integer(r->epoch));
	if (kind != REPORT_WRONG)
		json_object_set(m, "values", values);
	if (kind == REPORT_WRONG)
		json_object_set_new(m, "wrong", attempt_text(r->wrong, strlen(r->wrong)));
	if (kind == REPORT_MISSING)
		json_object_set_new(
			m, "missing", attempt_text(line, len < EXCERPT ? len : EXCERPT));
	if (kind == REPORT_EPOCH && a->process.packets && a->last_report == a->reads)
		json_object_set_new(m, "together", json_true());
	if (*a->hint)
		json_object_set_new(m, "hint", attempt_text(a->hint, strlen(a->hint)));
	if (kind == REPORT_EPOCH && !a->last_report)
		prepared_reported(&a->process);
	if (kind == REPORT_EPOCH)
		a->last_report = a->reads;
	if (kind == REPORT_EPOCH && !a->held && !a->aside && !w->call)
		a->risked = false;
	json_decref(values);
	worker_say(w, m);
}

static void say_log(struct worker *w, const char *text, size_t len)
{
	struct attempt *a = w->attempt;

	if (a->quiet || a->log_cut)
		return;
	len = len < LOG_LINE_KIB * KIB ? len : LOG_LINE_KIB * KIB;
	if (len + 1 > a->log_left) {
		a->log_cut = true;
		text = "rungtop: the log is full; the rest is dropped";
		len = strlen(text);
	} else {
		a->log_left -= len + 1;
	}
	worker_say(w, json_pack("{s:s, s:I, s:o}", "is", "log", "attempt",
			      (json_int_t)a->number, "text", attempt_text(text, len)));
}

/*
 * Listening to the program.
 */

/* Once an attempt. */
static void note(struct worker *w, bool *noted, const char *what, const char *why)
{
	char text[320];

	if (*noted)
		return;
	*noted = true;
	snprintf(text, sizeof(text), "rungtop: %s%s", what, why);
	say_log(w, text, strlen(text));
}

/* What a report had beside the first metric, and is not kept. */
static void note_others(struct worker *w, const struct report_line *r)
{
	struct attempt *a = w->attempt;

	if (*r->other)
		note(w, &a->noted, r->other, " is not one of the metrics; not kept");
	if (*r->wrong)
		note(w, &a->odd, r->wrong, "; not kept");
}

/* A line that has lost its rest is no JSON, and may have been meant as a report. */
static enum report_kind judge_cut(
	struct worker *w, const char *line, size_t len, struct report_line *r)
{
	struct attempt *a = w->attempt;
	bool meant = !a->pattern && memchr(line, '{', len) &&
		     memmem(line, len, "\"epoch\"", strlen("\"epoch\""));

	*r = (struct report_line){.epoch = EPOCH_UNSAID};
	snprintf(r->wrong, sizeof(r->wrong), "a line is longer than %d KiB", LINE_KIB);
	return meant ? REPORT_WRONG : REPORT_NONE;
}

static bool is_report(const struct attempt *a, const char *line, size_t len)
{
	struct report_line ignored;

	return report_line_read(line, len, a->pattern, (const char *const *)a->names,
		       a->n_names, &ignored) == REPORT_EPOCH;
}

/*
 * What a program that serves says when it has done its task: {"done": true}, or {"error":
 * "why the trial failed"}.
 */
static bool is_word_of_done(struct attempt *a, const char *line, size_t len)
{
	json_t *said = NULL;
	const json_t *wrong;

	if (a->serves &&
		(memmem(line, len, "\"done\"", 6) || memmem(line, len, "\"error\"", 7)))
		said = json_loadb(line, len, 0, NULL);
	wrong = json_object_get(said, "error");
	if (wrong && !json_object_get(said, "epoch")) {
		char *text = json_is_string(wrong) ? xstrdup(json_string_value(wrong))
						   : json_dumps(wrong, JSON_ENCODE_ANY);

		snprintf(a->failed, sizeof(a->failed), "%s", *text ? text : "failed");
		free(text);
	}
	a->done = *a->failed || json_is_true(json_object_get(said, "done"));
	json_decref(said);
	return a->done;
}

static void take_line(struct worker *w, struct line_buffer *from, const char *line,
	size_t len, bool may_report)
{
	struct attempt *a = w->attempt;
	struct report_line r = {.epoch = EPOCH_UNSAID};
	enum report_kind kind = REPORT_NONE;

	if (may_report && is_word_of_done(a, line, len) && !is_report(a, line, len))
		return;
	if (may_report && (!from->cut || a->pattern))
		kind = report_line_read(line, len, a->pattern,
			(const char *const *)a->names, a->n_names, &r);
	else if (may_report)
		kind = judge_cut(w, line, len, &r);
	else if (!a->prints && !a->last_report && !*a->hint && is_report(a, line, len))
		snprintf(a->hint, sizeof(a->hint),
			"its reports go to standard error, where "
			"none is read");
	if (kind != REPORT_NONE && !a->quiet)
		say_report(w, kind, &r, line, len);
	if (kind == REPORT_EPOCH)
		note_others(w, &r);
	if (kind == REPORT_NONE && *r.wrong)
		memcpy(a->hint, r.wrong, sizeof(a->hint));
	if (kind == REPORT_EPOCH && !a->pattern)
		return;
	if (len > LOG_LINE_KIB * KIB)
		note(w, &a->long_line, "a line is longer than 64 KiB",
			"; its rest is not kept");
	say_log(w, line, len);
	last_words_add(&a->last, line, len, from == &w->lines[1]);
}

void worker_take_lines(struct worker *w, int which, bool last)
{
	size_t len;
	char *line;

	while (!w->attempt->done &&
		(line = line_buffer_next(&w->lines[which], last, &len)))
		take_line(w, &w->lines[which], line, len,
			which == 0 && !w->attempt->prints);
}

static int *pipe_of(struct attempt *a, int which)
{
	return which ? &a->process.error : &a->process.out;
}

/* One read. False when there is nothing to be had now, or ever. */
bool worker_listen_to(struct worker *w, int which)
{
	struct attempt *a = w->attempt;
	int *fd = pipe_of(a, which);
	long n = *fd < 0 ? -1 : line_buffer_read(&w->lines[which], *fd);

	if (n > 0) {
		a->reads += which == 0;
		worker_take_lines(w, which, false);
		return true;
	}
	if (*fd < 0 || (n < 0 && errno == EAGAIN))
		return false;
	worker_take_lines(w, which, true);
	close(*fd);
	*fd = -1;
	if (which == 0 && !a->prints)
		a->deaf_at = clock_seconds() + a->grace;
	return false;
}
