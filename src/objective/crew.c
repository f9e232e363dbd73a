/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lock` guards the two lists: the links that nobody has, and those on hold. A link that
 * somebody has is his alone, and messages are read and sent without the lock.
 *
 * A program that was given up is told to end, and nobody waits for it: its link lies
 * among the free ones as `ending`, and can be taken when its `end` has come.
 *
 * Shutdown: all workers are told to quit, then each is waited for; who takes longer than
 * the programs' grace is killed, and takes its program with it.
 */
#include "config.h"

#include "objective/crew.h"

#include "base/clock.h"
#include "base/xalloc.h"
#include "objective/line_buffer.h"
#include "objective/message.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE_MAX ((size_t)1 << 20)
#define PATIENCE 2.0 /* seconds beyond the grace */

struct link {
	pid_t pid;
	int to, from; /* its stdin, its stdout */
	struct line_buffer lines;
	bool ending, lost;
	bool greeted;	      /* it has said something */
	struct link **holder; /* of one on hold */
	struct link *next;    /* in its list */
};

struct crew {
	char *const *launcher;
	size_t hold_max, n_held;
	double grace;
	char *log;
	pthread_mutex_t lock;
	struct link *free;
	struct link *held; /* the oldest first */
};

extern char **environ;

/*
 * Starting a worker.
 */

/* The launcher's words, then "rungtop worker"; free() the array. */
static char **worker_argv(const struct crew *c, char *own)
{
	char **argv;
	size_t n = 0;

	while (c->launcher && c->launcher[n])
		n++;
	argv = xcalloc(n + 3, sizeof(*argv));
	for (size_t i = 0; i < n; i++)
		argv[i] = c->launcher[i];
	argv[n] = own;
	argv[n + 1] = (char *)"worker";
	return argv;
}

/* Ourselves: by name for a launcher, else as we are, even if the file is another now. */
static int find_own(const struct crew *c, char *own, size_t size)
{
	ssize_t n = c->launcher ? readlink("/proc/self/exe", own, size - 1) : 0;

	if (n < 0)
		return errno;
	if (!c->launcher)
		snprintf(own, size, "/proc/self/exe");
	else
		own[n] = '\0';
	return 0;
}

/* A group of its own, so that a terminal's signals do not reach it; no signal blocked. */
static int spawn(pid_t *pid, char **argv, int in, int out, const char *log)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int rc;

	sigemptyset(&none);
	sigfillset(&all);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log ? log : "/dev/null",
		O_WRONLY | O_CREAT | O_APPEND, 0666);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setsigmask(&attr, &none);
	posix_spawnattr_setsigdefault(&attr, &all);
	posix_spawnattr_setflags(&attr,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	rc = posix_spawnp(pid, argv[0], &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static void close_pair(const int fd[2])
{
	if (fd[0] >= 0)
		close(fd[0]);
	if (fd[1] >= 0)
		close(fd[1]);
}

static struct link *start(const struct crew *c, struct error *err)
{
	int to[2] = {-1, -1}, from[2] = {-1, -1}, rc;
	char own[4096] = "";
	char **argv = worker_argv(c, own);
	struct link *l = NULL;
	pid_t pid;

	rc = find_own(c, own, sizeof(own));
	if (!rc && (pipe2(to, O_CLOEXEC) < 0 || pipe2(from, O_CLOEXEC) < 0))
		rc = errno;
	if (!rc)
		rc = spawn(&pid, argv, to[0], from[1], c->log);
	if (rc) {
		error_set(err, "%s cannot be started: %s", argv[0], strerror(rc));
		close_pair(to);
		close_pair(from);
	} else {
		l = xcalloc(1, sizeof(*l));
		*l = (struct link){.pid = pid, .to = to[1], .from = from[0]};
		line_buffer_init(&l->lines, MESSAGE_MAX);
		close(to[0]);
		close(from[1]);
	}
	free(argv);
	return l;
}

/*
 * Talking to it.
 */

void link_send(struct link *l, json_t *message)
{
	if (l->lost)
		json_decref(message);
	else
		l->lost = !message_send(l->to, message);
}

static void tell(struct link *l, const char *word)
{
	link_send(l, json_pack("{s:s, s:b}", "do", word, "quiet", 1));
}

static json_t *next_message(struct link *l)
{
	size_t len;
	char *line;

	while ((line = line_buffer_next(&l->lines, false, &len))) {
		json_t *message = json_loadb(line, len, 0, NULL);

		if (message)
			return message;
	}
	return NULL;
}

enum news link_wait(struct link *l, double until, int cancel_fd, json_t **message)
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
			l->greeted = true;
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

void link_kill(struct link *l)
{
	kill(-l->pid, SIGKILL);
	l->lost = true;
}

bool link_has_greeted(const struct link *l)
{
	return l->greeted;
}

/*
 * Lists.
 */

static void push_free(struct crew *c, struct link *l)
{
	l->next = c->free;
	c->free = l;
}

/* Whoever still runs is ended: its stdin is closed, and that is not always heeded. */
static void link_free(struct link *l)
{
	close(l->to);
	close(l->from);
	kill(-l->pid, SIGKILL);
	while (waitpid(l->pid, NULL, 0) < 0 && errno == EINTR)
		;
	line_buffer_release(&l->lines);
	free(l);
}

/* Whether a free link can be taken: the program before has ended. Does not wait. */
static bool is_idle(struct link *l)
{
	json_t *message;

	while (l->ending && !l->lost && link_wait(l, 0, -1, &message) == NEWS_MESSAGE) {
		const char *is = json_string_value(json_object_get(message, "is"));

		l->ending = !is || (strcmp(is, "end") != 0 && strcmp(is, "refused") != 0);
		json_decref(message);
	}
	return !l->ending && !l->lost;
}

static struct link *pop_idle(struct crew *c)
{
	for (struct link **at = &c->free; *at; at = &(*at)->next) {
		struct link *l = *at;

		if (!is_idle(l))
			continue;
		*at = l->next;
		return l;
	}
	return NULL;
}

struct link *crew_take(struct crew *c, struct error *err)
{
	struct link *l;

	pthread_mutex_lock(&c->lock);
	l = pop_idle(c);
	pthread_mutex_unlock(&c->lock);
	return l ? l : start(c, err);
}

void crew_give_back(struct crew *c, struct link *l)
{
	if (l->lost) {
		link_free(l);
		return;
	}
	pthread_mutex_lock(&c->lock);
	push_free(c, l);
	pthread_mutex_unlock(&c->lock);
}

/* With the lock held. */
static void give_up(struct crew *c, struct link **at)
{
	struct link *l = *at;

	*at = l->next;
	c->n_held--;
	*l->holder = NULL;
	tell(l, "stop");
	l->ending = true;
	push_free(c, l);
}

static struct link **place_of(struct crew *c, const struct link *l)
{
	struct link **at = &c->held;

	while (*at && *at != l)
		at = &(*at)->next;
	return at;
}

void crew_hold(struct crew *c, struct link *l, struct link **holder)
{
	tell(l, "hold");
	pthread_mutex_lock(&c->lock);
	l->holder = holder;
	l->next = NULL;
	*holder = l;
	*place_of(c, NULL) = l;
	c->n_held++;
	while (c->n_held > c->hold_max)
		give_up(c, &c->held);
	pthread_mutex_unlock(&c->lock);
}

struct link *crew_go_on(struct crew *c, struct link **holder)
{
	struct link *l;

	pthread_mutex_lock(&c->lock);
	l = *holder;
	if (l) {
		*place_of(c, l) = l->next;
		c->n_held--;
		*holder = NULL;
	}
	pthread_mutex_unlock(&c->lock);
	if (l)
		tell(l, "go on");
	return l;
}

void crew_give_up(struct crew *c, struct link **holder)
{
	pthread_mutex_lock(&c->lock);
	if (*holder)
		give_up(c, place_of(c, *holder));
	pthread_mutex_unlock(&c->lock);
}

/*
 * The crew.
 */

struct crew *crew_new(const struct crew_setup *setup)
{
	struct crew *c = xcalloc(1, sizeof(*c));

	c->launcher = setup->launcher;
	c->hold_max = setup->hold_max;
	c->grace = setup->grace;
	pthread_mutex_init(&c->lock, NULL);
	return c;
}

void crew_set_log(struct crew *c, const char *path)
{
	free(c->log);
	c->log = path ? xstrdup(path) : NULL;
}

/* Reads to the end of what the worker says, which is its own end. */
static void see_off(struct link *l, double until)
{
	json_t *message;
	enum news news;

	do {
		news = link_wait(l, until, -1, &message);
		if (news == NEWS_MESSAGE)
			json_decref(message);
	} while (news == NEWS_MESSAGE);
	link_free(l);
}

void crew_free(struct crew *c)
{
	double until = clock_seconds() + c->grace + PATIENCE;

	while (c->held)
		give_up(c, &c->held);
	for (struct link *l = c->free; l; l = l->next)
		tell(l, "quit");
	while (c->free) {
		struct link *l = c->free;

		c->free = l->next;
		see_off(l, until);
	}
	pthread_mutex_destroy(&c->lock);
	free(c->log);
	free(c);
}
