/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/preparer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/python_call.h"
#include "worker/spawn.h"
#include "worker/threads.h"

#define LISTENER 3 /* as the script wants it */
#define BACKLOG 1024
#define DEATHS_MAX 3 /* then there is no other */
#define BLANKS " \t\n"

struct preparer {
	char *file, *names, *log;
	pthread_mutex_t lock;
	char *folder; /* of the socket, which nobody else may enter; NULL: not made yet */
	char path[sizeof(((struct sockaddr_un *)NULL)->sun_path)];
	pid_t pid;	   /* 0: none runs */
	int life;	   /* what it ends with when it is closed */
	char *interpreter; /* its command line as one text */
	int threads;	   /* of libraries; as threads_set() */
	int deaths;
	bool told; /* why there is none */
};

struct preparer *preparer_new(const char *file, const char *names)
{
	struct preparer *p = xcalloc(1, sizeof(*p));

	p->file = xstrdup(file);
	p->names = xstrdup(names);
	p->life = -1;
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void preparer_set_log(struct preparer *p, const char *path)
{
	free(p->log);
	p->log = xstrdup(path);
}

const char *preparer_file(const struct preparer *p)
{
	return p->file;
}

const char *preparer_names(const struct preparer *p)
{
	return p->names;
}

/* It has ended, by itself or by our hand. */
static void forget(struct preparer *p)
{
	close(p->life);
	p->life = -1;
	p->pid = 0;
}

static void stop(struct preparer *p)
{
	if (!p->pid)
		return;
	kill(-p->pid, SIGKILL);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		;
	forget(p);
}

void preparer_give_up(struct preparer *p)
{
	pthread_mutex_lock(&p->lock);
	if (p->pid) {
		stop(p);
		p->deaths++;
	}
	pthread_mutex_unlock(&p->lock);
}

pid_t preparer_pid(struct preparer *p)
{
	pid_t pid;

	pthread_mutex_lock(&p->lock);
	pid = p->pid;
	pthread_mutex_unlock(&p->lock);
	return pid;
}

static int make_folder(struct preparer *p)
{
	char name[] = "/tmp/rungtop.XXXXXX";

	if (p->folder)
		return 0;
	if (!mkdtemp(name))
		return errno;
	p->folder = xstrdup(name);
	snprintf(p->path, sizeof(p->path), "%s/preparer", p->folder);
	return 0;
}

/* A socket that listens at p->path; -1 with errno. */
static int listen_at(const struct preparer *p)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	memcpy(at.sun_path, p->path, sizeof(at.sun_path));
	unlink(p->path);
	if (fd >= 0 && (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
			       listen(fd, BACKLOG) < 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

/* The interpreter and its options, the script, and the names. free() the array. */
static char **argv_of(const struct python_call *call, const char *file, char *names)
{
	char **argv = xcalloc(call->n_words + strlen(names) + 3, sizeof(*argv)),
	     *rest = NULL;
	size_t n = call->n_words;

	memcpy(argv, call->words, n * sizeof(*argv));
	argv[n++] = (char *)file;
	for (char *name = strtok_r(names, BLANKS, &rest); name;
		name = strtok_r(NULL, BLANKS, &rest))
		argv[n++] = name;
	return argv;
}

/* Returns an errno. */
static int spawn(struct preparer *p, char **argv, int life, int listener)
{
	char **env = threads_environment(p->threads);
	posix_spawn_file_actions_t actions;
	int rc;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, life, STDIN_FILENO);
	posix_spawn_file_actions_addopen(
		&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO,
		p->log ? p->log : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0666);
	posix_spawn_file_actions_adddup2(&actions, listener, LISTENER);
	rc = spawn_apart(&p->pid, argv, env, &actions);
	free(env);
	return rc;
}

static int start(struct preparer *p, const struct python_call *call)
{
	char *names = xstrdup(p->names), **argv = argv_of(call, p->file, names);
	int fd[2] = {-1, -1}, rc = make_folder(p), listener = -1;

	if (!rc && (pipe2(fd, O_CLOEXEC) < 0 || (listener = listen_at(p)) < 0))
		rc = errno;
	if (!rc)
		rc = spawn(p, argv, fd[0], listener);
	if (fd[0] >= 0)
		close(fd[0]);
	if (listener >= 0)
		close(listener);
	if (!rc)
		p->life = fd[1];
	else if (fd[1] >= 0)
		close(fd[1]);
	free(argv);
	free(names);
	return rc;
}

static void look_after(struct preparer *p)
{
	if (!p->pid || waitpid(p->pid, NULL, WNOHANG) == 0)
		return;
	forget(p);
	p->deaths++;
}

static void join(const struct python_call *call, struct strbuf *out)
{
	for (size_t i = 0; i < call->n_words; i++)
		strbuf_addf(out, "%s%s", i ? " " : "", call->words[i]);
}

/* With the lock held. NULL with err: there is none. */
static const char *ask(struct preparer *p, const struct python_call *call, int threads,
	struct error *err)
{
	struct strbuf words = STRBUF_INIT;
	bool other;
	int rc = 0;

	join(call, &words);
	other = p->interpreter && strcmp(p->interpreter, words.buf) != 0;
	if (!p->interpreter)
		p->interpreter = xstrdup(words.buf);
	strbuf_release(&words);
	look_after(p);
	if (!other && threads != p->threads)
		stop(p);
	p->threads = threads;
	if (other)
		error_set(err, "another interpreter than that of the first trial");
	else if (!p->pid && p->deaths >= DEATHS_MAX)
		error_set(err, "the preparer has ended %d times%s%s", p->deaths,
			p->log ? "; see " : "", p->log ? p->log : "");
	else if (!p->pid && (rc = start(p, call)))
		error_set(err, "the preparer cannot be started: %s", strerror(rc));
	return other || !p->pid ? NULL : p->path;
}

const char *preparer_ask(
	struct preparer *p, char *const *argv, int threads, struct error *err)
{
	struct python_call call;
	const char *why, *path = NULL;

	pthread_mutex_lock(&p->lock);
	if (!python_call_read(&call, argv, &why))
		error_set(err, "%s", why);
	else
		path = ask(p, &call, threads, err);
	if (!path && p->told)
		err->text[0] = '\0';
	p->told |= !path;
	pthread_mutex_unlock(&p->lock);
	python_call_release(&call);
	return path;
}

void preparer_free(struct preparer *p)
{
	if (!p)
		return;
	stop(p);
	if (p->folder) {
		unlink(p->path);
		rmdir(p->folder);
	}
	pthread_mutex_destroy(&p->lock);
	free(p->folder);
	free(p->interpreter);
	free(p->file);
	free(p->names);
	free(p->log);
	free(p);
}
