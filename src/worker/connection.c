/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/connection.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "worker/message.h"
#include "worker/slurm.h"
#include "worker/spawn.h"
#include "worker/worker.h"

#define MESSAGE_MAX ((size_t)256 << 20)
#define SAID_MAX 8192 /* bytes of the end of its stderr that are looked at */

#define REPLACED " (deleted)" /* behind the name of a file that is not there any more */

extern char **environ;

/*
 * Starting.
 */

/* The launcher's words, then "rungtop worker" and what it is told; free() the array. */
static char **worker_argv(const struct connection_setup *s, char *own)
{
	char **launcher = s->launcher->words, **argv;
	size_t n = 0;

	while (launcher && launcher[n])
		n++;
	argv = xcalloc(n + 5, sizeof(*argv));
	for (size_t i = 0; i < n; i++)
		argv[i] = launcher[i];
	if (s->options)
		argv[n++] = (char *)s->options;
	argv[n] = own;
	argv[n + 1] = (char *)"worker";
	if (s->launcher->hides_gpus)
		argv[n + 2] = (char *)WORKER_WITHOUT_GPUS;
	return argv;
}

/* Ourselves: by name for a launcher, else as we are, even if the file is another now. */
static int find_own(const struct connection_setup *s, char *own, size_t size)
{
	ssize_t n = s->launcher->words ? readlink("/proc/self/exe", own, size - 1) : 0;
	char *gone;

	if (n < 0)
		return errno;
	if (!s->launcher->words) {
		snprintf(own, size, "/proc/self/exe");
		return 0;
	}
	own[n] = '\0';
	gone = strstr(own, REPLACED);
	if (gone && !gone[strlen(REPLACED)])
		*gone = '\0';
	return 0;
}

static int spawn(pid_t *pid, char **argv, char **env, int in, int out, int error)
{
	posix_spawn_file_actions_t actions;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, error, STDERR_FILENO);
	return spawn_apart(pid, argv, env ? env : environ, &actions);
}

static void close_some(const int *fd, int n)
{
	for (int i = 0; i < n; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

struct connection *connection_start(
	const struct connection_setup *setup, struct error *err)
{
	int fd[5] = {-1, -1, -1, -1, -1}, *to = fd, *from = fd + 2, rc;
	char own[4096] = "";
	char **argv = worker_argv(setup, own);
	struct connection *l = NULL;
	pid_t pid;

	rc = find_own(setup, own, sizeof(own));
	if (!rc && (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0 ||
			   (fd[4] = memfd_create("stderr", MFD_CLOEXEC)) < 0))
		rc = errno;
	if (!rc)
		rc = spawn(
			&pid, argv, setup->launcher->environment, to[0], from[1], fd[4]);
	if (rc) {
		error_set(err, "%s cannot be started: %s", argv[0], strerror(rc));
		close_some(fd, 5);
	} else {
		l = xcalloc(1, sizeof(*l));
		*l = (struct connection){.pid = pid,
			.to = to[1],
			.from = from[0],
			.said = fd[4],
			.launcher = setup->launcher,
			.log = setup->log ? xstrdup(setup->log) : NULL};
		line_buffer_init(&l->lines, MESSAGE_MAX);
		fcntl(l->to, F_SETFL, O_NONBLOCK); /* the worker may not read */
		close(to[0]);
		close(from[1]);
	}
	free(argv);
	return l;
}

/*
 * Talking to it.
 */

void connection_send(struct connection *l, json_t *message)
{
	if (l->lost)
		json_decref(message);
	else if (message_send(l->to, message, launcher_patience(l->launcher)) ==
		 ETIMEDOUT)
		connection_kill(l);
}

static char *copy_of(const json_t *message, const char *name)
{
	const char *text = json_string_value(json_object_get(message, name));

	return text ? xstrdup(text) : NULL;
}

static void read_greeting(struct connection *l, const json_t *message)
{
	const char *is = json_string_value(json_object_get(message, "is"));

	if (l->greeted || !is || strcmp(is, "hello") != 0)
		return;
	l->greeted = true;
	l->node = copy_of(message, "node");
	l->job = copy_of(message, "job");
	l->step = copy_of(message, "step");
}

static json_t *next_message(struct connection *l)
{
	size_t len;
	char *line;

	if (json_array_size(l->early)) {
		json_t *first = json_incref(json_array_get(l->early, 0));

		json_array_remove(l->early, 0);
		return first;
	}
	while ((line = line_buffer_next(&l->lines, false, &len))) {
		json_t *message = json_loadb(line, len, 0, NULL);

		if (message)
			return message;
	}
	return NULL;
}

enum news connection_wait(
	struct connection *l, double until, int cancel_fd, json_t **message)
{
	for (;;) {
		struct pollfd fds[2] = {{.fd = l->from, .events = POLLIN},
			{.fd = cancel_fd, .events = POLLIN}};
		double left = until - clock_seconds();
		int timeout = isinf(left) ? -1
			      : left > 0  ? (int)fmin(left * 1e3 + 1, 1e6)
					  : 0;

		*message = next_message(l);
		if (*message) {
			read_greeting(l, *message);
			return NEWS_MESSAGE;
		}
		if (l->lost)
			return NEWS_LOST;
		if (poll(fds, 2, timeout) < 0)
			continue;
		if (fds[1].revents)
			return NEWS_CANCELLED;
		if (fds[0].revents && line_buffer_read(&l->lines, l->from) <= 0)
			l->lost = true;
		else if (!fds[0].revents && left <= 0)
			return NEWS_NONE;
	}
}

/* Whether the message ends its program, and so the wait for another of it. */
static bool is_last(const json_t *message)
{
	const char *is = message_field(message, "is");

	return !strcmp(is, "end") || !strcmp(is, "refused");
}

static bool is_among(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (!strcmp(*words, word))
			return true;
	return false;
}

enum news connection_wait_for(struct connection *l, const char *const *words,
	double until, int cancel_fd, json_t **message)
{
	json_t *others = json_array();
	enum news news;
	bool last = false;

	for (;;) {
		news = connection_wait(l, until, cancel_fd, message);
		if (news != NEWS_MESSAGE ||
			is_among(words, message_field(*message, "is")))
			break;
		last = is_last(*message);
		json_array_append(others, *message);
		if (last)
			break;
		json_decref(*message);
		*message = NULL;
	}
	if (l->early)
		json_array_extend(others, l->early);
	json_decref(l->early);
	l->early = others;
	return last ? NEWS_NONE : news;
}

enum news connection_drain(struct connection *l, double until)
{
	enum news news;
	json_t *message;

	do {
		news = connection_wait(l, until, -1, &message);
		json_decref(message);
	} while (news == NEWS_MESSAGE);
	return news;
}

/*
 * Losing it.
 */

/* The step first: to kill srun's children with it would leave that running. */
void connection_kill(struct connection *l)
{
	if (l->launcher->slurm && l->step && l->job)
		slurm_cancel(l->job, l->step);
	kill(-l->pid, SIGKILL);
	l->lost = l->silent = true;
}

char *connection_said(const struct connection *l)
{
	off_t size = lseek(l->said, 0, SEEK_END), from = size - SAID_MAX;
	char *text = xcalloc(SAID_MAX + 1, 1);

	if (pread(l->said, text, SAID_MAX, from > 0 ? from : 0) < 0)
		*text = '\0';
	return text;
}

void connection_explain(const struct connection *l, struct strbuf *why)
{
	char *said = connection_said(l);
	const struct slurm_worker worker = {
		.node = l->node, .job = l->job, .step = l->step, .said = said};

	if (l->silent)
		strbuf_addf(why, "node %s does not answer", l->node ? l->node : "?");
	else if (!l->launcher->slurm || !slurm_name_loss(&worker, why))
		strbuf_adds(why, "its worker is gone");
	free(said);
}

bool connection_out_of_memory(const struct connection *l)
{
	char *said = connection_said(l);
	bool oom = l->launcher->slurm && !l->silent && slurm_out_of_memory(said, l->job);

	free(said);
	return oom;
}

char *connection_lost_node(const struct connection *l)
{
	char *said = connection_said(l), *node = NULL;

	if (!l->node)
		node = slurm_dead_node(said);
	else if (l->silent || slurm_node_failed(said))
		node = xstrdup(l->node);
	free(said);
	return node;
}

void connection_last_words(const struct connection *l, struct strbuf *out)
{
	char *said = connection_said(l), *rest = NULL;
	const char *last = "";
	bool error = false;

	for (char *line = strtok_r(said, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest)) {
		bool is_error = strstr(line, "error: ");

		if (error && !is_error)
			continue;
		last = line;
		error = is_error;
	}
	strbuf_adds(out, last);
	free(said);
}

/* Copies its stderr to the log. */
static void keep_said(const struct connection *l)
{
	int log = l->log ? open(l->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)
			 : -1;
	char *said = connection_said(l);

	if (log >= 0) {
		dprintf(log, "%s", said);
		close(log);
	}
	free(said);
}

/* Whoever still runs is ended: its stdin is closed, and that is not always heeded. */
void connection_free(struct connection *l)
{
	if (!l)
		return;
	close(l->to);
	close(l->from);
	kill(-l->pid, SIGKILL);
	while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR)
		;
	keep_said(l);
	close(l->said);
	line_buffer_release(&l->lines);
	json_decref(l->early);
	json_decref(l->held.stays);
	free(l->log);
	free(l->node);
	free(l->job);
	free(l->step);
	free(l);
}
