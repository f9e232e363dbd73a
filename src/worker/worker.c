/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One thread, one poll. It waits for a line from rungtop, the ends of children (SIGCHLD in
 * a descriptor), the program's two pipes, and three deadlines: for a program that was told
 * to stop, for one that has closed its stdout and cannot report any more, and for rungtop
 * when that is silent.
 *
 * A program has ended when its first process has. Then all its other processes are killed,
 * its pipes are read to their end, and `end` is the last message of the attempt.
 */
#include "config.h"

#include "worker/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "worker/message.h"
#include "worker/worker_parts.h"

#define COMMAND_MAX ((size_t)256 << 20)
#define GRACE_ORPHANED 0.5 /* seconds, when rungtop is gone */
#define READS_A_TURN 16	   /* so that much output does not hide a command */

enum wait_for {
	WAIT_COMMAND,
	WAIT_CHILD,
	WAIT_OUT,
	WAIT_ERROR,
	WAIT_KEEPER,
	WAIT_CALL,
	WAITS
};

/*
 * Ending.
 */

void worker_stop(struct worker *w, double grace, const char *why)
{
	struct attempt *a = w->attempt;

	if (!a)
		return;
	if (!a->stopping) {
		bool may_be_stopped = a->held || a->risked || w->call;

		worker_end_call(w);
		a->stopping = true;
		a->why = why;
		a->kill_at = INFINITY;
		process_signal(&a->process, SIGTERM);
		if (may_be_stopped)
			worker_stop_program(w, false);
		else
			process_signal(&a->process, SIGCONT);
		a->held = false;
		if (!a->process.pid) /* it has not begun */
			attempt_sweep(a);
	}
	a->kill_at = fmin(a->kill_at, clock_seconds() + grace);
}

/* The program is over: so is its family, and what it has said is all that it will. */
static void conclude(struct worker *w)
{
	struct attempt *a = w->attempt;

	worker_end_call(w);
	attempt_sweep(a);
	for (int which = 0; which < 2; which++) {
		while (worker_listen_to(w, which))
			;
		worker_take_lines(w, which, true);
	}
	if (a->process.status == 0 && !a->last_report && !*a->hint && a->n_names &&
		!a->serves)
		attempt_say_what_is_read(a);
	worker_say(w, attempt_end_message(a));
	attempt_free(a);
	w->attempt = NULL;
}

/* The task is, and the program waits for another. */
static void conclude_task(struct worker *w)
{
	struct attempt *a = w->attempt;

	worker_say(
		w, json_pack("{s:s, s:I, s:s, s:i, s:b, s:b}", "is", "end", "attempt",
			   (json_int_t)a->number, "why",
			   *a->failed ? a->failed : "done without a report", "status", -1,
			   "ok", !*a->failed, "stays", 1));
	w->kept = a;
	w->attempt = NULL;
}

/* A program that waits says something, or ends: neither is of any trial. */
static void look_after_kept(struct worker *w)
{
	struct process *p = &w->kept->process;
	char text[4096];
	bool over = false;

	attempt_reap(w->kept);
	while (!over && read(p->out, text, sizeof(text)) >= 0)
		over = true;
	while (read(p->error, text, sizeof(text)) > 0)
		;
	if (over || p->ended) {
		attempt_end(w->kept);
		w->kept = NULL;
	}
}

/*
 * Obeying.
 */

static void refuse(struct worker *w, const json_t *number, const char *why)
{
	worker_say(w, json_pack("{s:s, s:O?, s:o}", "is", "refused", "attempt", number,
			      "why", attempt_text(why, strlen(why))));
}

static void say_note(struct worker *w, const char *text)
{
	if (*text)
		worker_say(w, json_pack("{s:s, s:I, s:o}", "is", "note", "attempt",
				      (json_int_t)w->attempt->number, "text",
				      attempt_text(text, strlen(text))));
}

static int start(struct worker *w, struct attempt *a, const json_t *command, char *told,
	size_t size, struct error *err)
{
	if (json_object_get(command, "task"))
		return attempt_serve(a, command, &w->kept, err);
	return attempt_start(a, command, &w->preparer, told, size, err);
}

/* The preparer does not answer: whoever has it gives it up. */
static void say_hung(struct worker *w)
{
	if (w->preparer)
		preparer_give_up(w->preparer);
	worker_say(w, json_pack("{s:s, s:I, s:s, s:b}", "is", "note", "attempt",
			      (json_int_t)w->attempt->number, "text",
			      "the preparer does not answer", "hung", 1));
}

static void obey_start(struct worker *w, const json_t *command)
{
	struct error err = {.text = "not a command to start anything"};
	struct attempt *a = w->attempt ? NULL : attempt_new(command, &err);
	char told[sizeof(err.text)] = "";

	attempt_set_environment(command);
	w->fence = json_number_value(json_object_get(command, "fence"));
	line_buffer_reset(&w->lines[0]);
	line_buffer_reset(&w->lines[1]);
	if (!a || start(w, a, command, told, sizeof(told), &err) < 0) {
		refuse(w, json_object_get(command, "attempt"), err.text);
		if (a)
			attempt_free(a);
		return;
	}
	w->attempt = a;
	say_note(w, told);
}

/* The preparer does not start it. */
static void start_plain(struct worker *w)
{
	struct attempt *a = w->attempt;
	json_t *number = json_integer(a->number);
	struct error err;

	if (!a->stopping && attempt_start_plain(a, &err) < 0) {
		refuse(w, number, err.text);
		attempt_free(a);
		w->attempt = NULL;
	}
	json_decref(number);
}

/* A program that is no descendant of ours: who asks whose it is must know. */
static void say_began(struct worker *w)
{
	struct attempt *a = w->attempt;

	if (a->plain_at < INFINITY && a->process.pid > 0)
		worker_say(w, json_pack("{s:s, s:I, s:I}", "is", "began", "attempt",
				      (json_int_t)a->number, "pid",
				      (json_int_t)a->process.pid));
}

static void listen_to_keeper(struct worker *w)
{
	char text[1024] = "";

	while (w->attempt && w->attempt->process.keeper >= 0)
		switch (prepared_hear(&w->attempt->process, text, sizeof(text))) {
		case PREPARED_NOTHING:
			return;
		case PREPARED_NEWS:
			say_began(w);
			w->attempt->plain_at = INFINITY;
			break;
		case PREPARED_NOTE:
			say_note(w, text);
			break;
		case PREPARED_PLAIN:
			say_note(w, text);
			start_plain(w);
			break;
		}
}

static void say_for_trainer(void *worker, json_t *message)
{
	worker_say(worker, message);
}

static void obey_open(struct worker *w, const json_t *command)
{
	struct error err;

	if (!w->trainer)
		w->trainer = trainer_new(command, say_for_trainer, w, &err);
	if (!w->trainer)
		worker_say(w, json_pack("{s:s, s:o}", "is", "refused", "why",
				      attempt_text(err.text, strlen(err.text))));
}

static void obey_train(struct worker *w, const json_t *command)
{
	pthread_mutex_lock(&w->saying); /* it still may */
	w->fence = json_number_value(json_object_get(command, "fence"));
	pthread_mutex_unlock(&w->saying);
	if (w->trainer)
		trainer_train(w->trainer, command);
}

static void obey_stop(struct worker *w, const json_t *command)
{
	if (w->trainer && !trainer_stop(w->trainer))
		worker_say(w, json_pack("{s:s}", "is", "end"));
	if (!w->attempt)
		return;
	w->attempt->quiet |= json_is_true(json_object_get(command, "quiet"));
	worker_stop(w, w->attempt->grace, "stopped");
}

static void obey_hold(struct worker *w, const json_t *command)
{
	(void)command;
	if (!w->attempt || w->attempt->stopping)
		return;
	worker_hold(w);
}

static void obey_go_on(struct worker *w, const json_t *command)
{
	(void)command;
	if (w->attempt && !w->attempt->stopping)
		worker_go_on(w);
}

static void obey_put_aside(struct worker *w, const json_t *command)
{
	(void)command;
	worker_put_aside(w);
}

static void obey_ping(struct worker *w, const json_t *command)
{
	(void)command;
	worker_say(w, json_pack("{s:s}", "is", "pong"));
}

static void obey_quit(struct worker *w, const json_t *command)
{
	obey_stop(w, command);
	w->quits = true;
}

static const struct {
	const char *name;
	void (*obey)(struct worker *w, const json_t *command);
} words[] = {
	{"start", obey_start},
	{"open", obey_open},
	{"train", obey_train},
	{"stop", obey_stop},
	{"hold", obey_hold},
	{"put aside", obey_put_aside},
	{"answer", worker_may_put_aside},
	{"go on", obey_go_on},
	{"ping", obey_ping},
	{"quit", obey_quit},
};

static void obey(struct worker *w, const char *line, size_t len)
{
	json_t *command = json_loadb(line, len, 0, NULL);
	const char *word = json_string_value(json_object_get(command, "do"));

	for (size_t i = 0; word && i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(word, words[i].name))
			words[i].obey(w, command);
	json_decref(command);
}

static void listen_to_commands(struct worker *w)
{
	long n = line_buffer_read(&w->commands, w->in);
	size_t len;
	char *line;

	if (n <= 0) {
		w->quits = true;
		w->in = -1;
		worker_stop(w, GRACE_ORPHANED, "rungtop is gone");
		return;
	}
	while ((line = line_buffer_next(&w->commands, false, &len)))
		obey(w, line, len);
	w->fence_at = clock_seconds() + w->fence;
}

/*
 * Waiting.
 */

static double deadline(const struct worker *w)
{
	const struct attempt *a = w->attempt;
	double until = INFINITY;

	if (w->fence > 0 && w->trainer && trainer_is_busy(w->trainer))
		return w->fence_at;
	if (!a)
		return until;
	until = fmin(fmin(a->kill_at, a->plain_at),
		a->stopping ? INFINITY : fmin(a->deaf_at, worker_call_until(w)));
	return w->fence > 0 && !a->held ? fmin(until, w->fence_at) : until;
}

static void meet_deadlines(struct worker *w)
{
	struct attempt *a = w->attempt;
	double t = clock_seconds();

	if (w->fence > 0 && t >= w->fence_at && w->trainer && trainer_is_busy(w->trainer))
		w->quits = true;
	if (!a)
		return;
	if (t >= a->kill_at) {
		a->kill_at = INFINITY;
		attempt_sweep(a);
		return;
	}
	if (t >= a->plain_at) {
		say_hung(w);
		process_release(&a->process);
		start_plain(w);
		return;
	}
	if (!a->stopping)
		worker_meet_call(w, t);
	if (t >= a->deaf_at && !a->stopping)
		worker_stop(w, a->grace, "closed its standard output");
	if (w->fence > 0 && !a->held && t >= w->fence_at) {
		a->fenced = true;
		worker_stop(w, 0, "rungtop was silent"); /* another may go on */
	}
}

static void wait_for_news(struct worker *w)
{
	struct attempt *a = w->attempt;
	const struct process *p = a ? &a->process : w->kept ? &w->kept->process : NULL;
	struct pollfd fds[WAITS] = {
		[WAIT_COMMAND] = {.fd = w->in, .events = POLLIN},
		[WAIT_CHILD] = {.fd = w->child_fd, .events = POLLIN},
		[WAIT_OUT] = {.fd = p ? p->out : -1, .events = POLLIN},
		[WAIT_ERROR] = {.fd = p ? p->error : -1, .events = POLLIN},
		[WAIT_KEEPER] = {.fd = p ? p->keeper : -1, .events = POLLIN},
		[WAIT_CALL] = {.fd = worker_call_fd(w), .events = POLLIN},
	};
	double until = deadline(w), left = until - clock_seconds();
	int timeout = isinf(until) ? -1 : left > 0 ? (int)fmin(left * 1e3 + 1, 1e6) : 0;
	char signals[1024];

	if (poll(fds, WAITS, timeout) < 0)
		return;
	if (fds[WAIT_CHILD].revents && read(w->child_fd, signals, sizeof(signals)) > 0) {
		worker_reap_call(w);
		if (a)
			attempt_reap(a);
	}
	if (fds[WAIT_KEEPER].revents)
		listen_to_keeper(w);
	a = w->attempt;
	for (int which = 0; a && which < 2; which++)
		for (int i = 0; fds[WAIT_OUT + which].revents && i < READS_A_TURN; i++)
			if (a->done || !worker_listen_to(w, which))
				break;
	if (w->kept)
		look_after_kept(w);
	if (fds[WAIT_CALL].revents)
		worker_listen_to_call(w);
	if (fds[WAIT_COMMAND].revents)
		listen_to_commands(w);
}

static void release(struct worker *w)
{
	attempt_end(w->kept);
	preparer_free(w->preparer);
	close(w->child_fd);
	line_buffer_release(&w->commands);
	for (int i = 0; i < 2; i++)
		line_buffer_release(&w->lines[i]);
	if (!w->trainer) /* its thread may still use w */
		free(w);
}

int worker_run(int in, int out, struct error *err)
{
	struct worker *w = xcalloc(1, sizeof(*w));
	int rc = 0;

	*w = (struct worker){.in = in, .out = out, .fence_at = INFINITY};
	if (process_prepare(&w->child_fd, err) < 0) {
		free(w);
		return -1;
	}
	fcntl(out, F_SETFL, O_NONBLOCK); /* rungtop may not read */
	pthread_mutex_init(&w->saying, NULL);
	line_buffer_init(&w->commands, COMMAND_MAX);
	for (int i = 0; i < 2; i++)
		line_buffer_init(&w->lines[i], LINE_KIB * KIB);
	worker_say_hello(w);
	if (w->broken)
		rc = error_set(err, "worker: its standard output is closed");
	while (!(w->quits && !w->attempt) && !rc) {
		wait_for_news(w);
		if (w->broken)
			worker_stop(w, GRACE_ORPHANED, "rungtop is gone");
		w->quits |= w->broken;
		meet_deadlines(w);
		if (w->attempt && w->attempt->process.ended)
			conclude(w);
		else if (w->attempt && w->attempt->done && !w->attempt->stopping)
			conclude_task(w);
	}
	release(w);
	return rc;
}
