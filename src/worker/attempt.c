/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/attempt.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/cpus.h"
#include "base/json_text.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/message.h"
#include "worker/oom_kills.h"
#include "worker/threads.h"

#define TASK_SECONDS 5	    /* that a serving program may take to make room for a line */
#define PREPARER_SECONDS 90 /* until a program is started without it */
#define SHELLS_KILLED (128 + SIGKILL) /* a shell, of a command of its */

json_t *attempt_text(const char *text, size_t len)
{
	char *plain = xmalloc(len + 1);
	json_t *s;

	for (size_t i = 0; i < len; i++) /* who reads the message takes no NUL in it */
		plain[i] = text[i] ? text[i] : '?';
	s = json_stringn(plain, len);
	for (size_t i = 0; !s && i < len; i++)
		plain[i] = plain[i] & 0x80 ? '?' : plain[i];
	if (!s)
		s = json_stringn(plain, len);
	free(plain);
	return s ? s : json_string("");
}

static char **words_of(const json_t *list)
{
	size_t n = json_array_size(list);
	char **words = xcalloc(n + 1, sizeof(*words));

	for (size_t i = 0; i < n; i++) {
		words[i] = json_text_read(json_array_get(list, i));
		if (!words[i])
			words[i] = xstrdup("");
	}
	return words;
}

void attempt_free(struct attempt *a)
{
	process_release(&a->process);
	for (size_t i = 0; a->argv[i]; i++)
		free(a->argv[i]);
	free(a->argv);
	report_pattern_free(a->pattern);
	for (size_t i = 0; i < a->n_names; i++)
		free(a->names[i]);
	json_decref(a->devices);
	free(a);
}

void attempt_say_what_is_read(struct attempt *a)
{
	if (a->pattern)
		snprintf(a->hint, sizeof(a->hint), "no line of it fits the pattern");
	else
		snprintf(a->hint, sizeof(a->hint),
			"no line of it is a report such as {\"epoch\": 1, \"%.60s\": 0.5}",
			a->names[0]);
}

struct attempt *attempt_new(const json_t *command, struct error *err)
{
	struct attempt *a = xcalloc(1, sizeof(*a));
	char *pattern = json_text_read(json_object_get(command, "report"));
	const json_t *names = json_object_get(command, "metrics");

	a->process = PROCESS_NONE;
	a->argv = words_of(json_object_get(command, "argv"));
	a->number = (long)json_integer_value(json_object_get(command, "attempt"));
	a->grace = json_number_value(json_object_get(command, "grace"));
	a->log_left = (size_t)json_integer_value(json_object_get(command, "log_max"));
	a->prints = json_is_false(json_object_get(command, "reports"));
	a->kill_at = a->deaf_at = a->plain_at = INFINITY;
	for (; a->n_names < json_array_size(names) && a->n_names < METRICS_MAX;
		a->n_names++)
		a->names[a->n_names] = json_text_read(json_array_get(names, a->n_names));
	if (pattern)
		a->pattern = report_pattern_new(pattern, err);
	if ((pattern && !a->pattern) || !json_is_array(names) || !a->argv[0]) {
		attempt_free(a);
		a = NULL;
	}
	free(pattern);
	return a;
}

/*
 * Starting.
 */

/* 0: its libraries are not told. -1 of the command: the processors here are its own. */
static int threads_of(const json_t *command)
{
	int n = (int)json_integer_value(json_object_get(command, "threads"));

	return n < 0 ? cpus_available() : n;
}

void attempt_set_environment(const json_t *command)
{
	json_t *env = json_object_get(command, "env"), *value;
	const char *name;

	threads_set(threads_of(command));
	json_object_foreach(env, name, value)
	{
		char *text = json_text_read(value);

		if (text)
			setenv(name, text, 1);
		else
			unsetenv(name);
		free(text);
	}
}

/* Where the command says that a preparer is, or a new one of our own. NULL: none. */
static const char *preparer_of(struct attempt *a, const json_t *command,
	struct preparer **own, struct error *err)
{
	const char *socket = message_field(command, "preparer");
	char *file = json_text_read(json_object_get(command, "preparer_file"));
	const char *names = message_field(command, "prepare");

	if (file && !*own)
		*own = preparer_new(file, names);
	if (file) {
		socket = preparer_ask(*own, a->argv, threads_of(command), err);
		process_spare(preparer_pid(*own));
	}
	free(file);
	return socket && *socket ? socket : NULL;
}

int attempt_start(struct attempt *a, const json_t *command, struct preparer **own,
	char *note, size_t size, struct error *err)
{
	struct error why = {.text = ""};
	const char *socket = preparer_of(a, command, own, &why);

	a->kills = oom_kills("/proc", "/sys/fs/cgroup");
	if (socket && prepared_start(&a->process, socket, a->argv, &why) == 0) {
		a->plain_at = clock_seconds() + PREPARER_SECONDS;
		return 0;
	}
	snprintf(note, size, "%s", why.text);
	return attempt_start_plain(a, err);
}

int attempt_start_plain(struct attempt *a, struct error *err)
{
	extern char **environ;

	a->plain_at = INFINITY;
	return process_start(&a->process, a->argv, environ, a->serves, err);
}

/* Its task in a line. It is not read at once, but there is room for it, or soon. */
static int send_task(struct attempt *a, json_t *task, struct error *err)
{
	int wrong = message_send(a->process.in, json_incref(task), TASK_SECONDS);

	return wrong ? error_set(err, "its program does not take the task: %s",
			       strerror(wrong))
		     : 0;
}

int attempt_serve(struct attempt *a, const json_t *command, struct attempt **kept,
	struct error *err)
{
	json_t *task = json_object_get(command, "task");
	struct attempt *before = *kept;

	*kept = NULL;
	a->serves = true;
	if (before) {
		a->process = before->process;
		before->process = PROCESS_NONE;
		attempt_free(before);
		if (send_task(a, task, err) == 0)
			return 0;
		attempt_sweep(a);
		process_release(&a->process);
	}
	if (attempt_start_plain(a, err) < 0)
		return -1;
	if (send_task(a, task, err) == 0)
		return 0;
	attempt_sweep(a);
	return -1;
}

void attempt_end(struct attempt *a)
{
	if (!a)
		return;
	attempt_sweep(a);
	attempt_free(a);
}

void attempt_reap(struct attempt *a)
{
	if (a->process.keeper < 0)
		process_reap(&a->process);
}

void attempt_sweep(struct attempt *a)
{
	if (a->process.keeper < 0)
		process_sweep(&a->process);
	else if (!a->process.ended)
		prepared_sweep(&a->process);
}

/*
 * Ending.
 */

/* By what it says; or the kernel has ended something here, and it was that, or missed it. */
static bool is_out_of_memory(const struct attempt *a, const char *line)
{
	int sig = process_signal_of(&a->process);

	if (a->why || a->process.status == 0)
		return false;
	if (says_out_of_memory(line))
		return true;
	return (sig == SIGKILL ||
		       process_exit_status(&a->process) == SHELLS_KILLED ||
		       says_killed(line)) &&
	       oom_kills("/proc", "/sys/fs/cgroup") > a->kills;
}

json_t *attempt_end_message(const struct attempt *a)
{
	const struct process *p = &a->process;
	struct strbuf line = STRBUF_INIT, tail = STRBUF_INIT;
	char how[96];
	json_t *m;

	last_words_error(&a->last, &line);
	last_words_tail(&a->last, &tail);
	process_describe(p, how, sizeof(how));
	m = json_pack("{s:s, s:I, s:s, s:i, s:b, s:b, s:o, s:o, s:s}", "is", "end",
		"attempt", (json_int_t)a->number, "why", a->why ? a->why : how, "status",
		a->why ? -1 : process_exit_status(p), "ok",
		p->status == 0 && !a->why && !a->serves,
		"fenced", a->fenced, "last", attempt_text(tail.buf, tail.len), "line",
		attempt_text(line.buf, line.len), "hint", a->hint);
	if (!a->why && process_signal_of(p))
		json_object_set_new(m, "signal", json_integer(process_signal_of(p)));
	if (is_out_of_memory(a, line.buf))
		json_object_set_new(m, "oom", json_true());
	if (a->risked)
		json_object_set_new(m, "aside", json_true());
	strbuf_release(&tail);
	strbuf_release(&line);
	return m;
}
