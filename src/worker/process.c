/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/process.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "worker/process_family.h"

static pid_t spared; /* a child of ours that no program has left behind; 0: none */

void process_spare(pid_t pid)
{
	spared = pid;
}

bool process_is_spared(pid_t pid)
{
	return pid && pid == spared;
}

int process_prepare(int *child_fd, struct error *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	*child_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (*child_fd < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1L) < 0)
		return error_set(err, "cannot watch processes: %s", strerror(errno));
	return 0;
}

/*
 * Starting.
 */

static void close_all(const int *fd, int n)
{
	for (int i = 0; i < n; i++)
		if (fd[i] >= 0)
			close(fd[i]);
}

/* Closes every descriptor above the first three but `keep`. */
static void close_others(int keep)
{
#ifdef SYS_close_range
	if (keep > 3)
		syscall(SYS_close_range, 3U, (unsigned)keep - 1, 0U);
	syscall(SYS_close_range, (unsigned)keep + 1, ~0U, 0U);
#else
	for (int fd = 3; fd < 1024; fd++)
		if (fd != keep)
			close(fd);
#endif
}

static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* In the child: never returns. What goes wrong is written into `report`. */
static void become(char *const *argv, char *const *env, const int from_to[3], int report,
	pid_t parent)
{
	int null = open("/dev/null", O_RDONLY), wrong;
	int in = from_to[2] >= 0 ? from_to[2] : null;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, (long)SIGKILL);
	if (getppid() != parent)
		_exit(127); /* it died before that */
	if (in >= 0 && dup2(in, STDIN_FILENO) >= 0 &&
		dup2(from_to[0], STDOUT_FILENO) >= 0 &&
		dup2(from_to[1], STDERR_FILENO) >= 0) {
		close_others(report);
		reset_signals();
		execvpe(argv[0], argv, env);
	}
	wrong = errno;
	if (write(report, &wrong, sizeof(wrong)) < 0)
		_exit(126);
	_exit(127);
}

/* Returns errno of the child's execve, or 0 when that went well. */
static int wait_for_exec(int report)
{
	int wrong = 0;
	ssize_t n;

	do
		n = read(report, &wrong, sizeof(wrong));
	while (n < 0 && errno == EINTR);
	return n == sizeof(wrong) ? wrong : 0;
}

/* In packets, where the system has them: pipe(2), O_DIRECT. */
static int open_out(int fd[2], bool *packets)
{
	*packets = pipe2(fd, O_CLOEXEC | O_DIRECT) == 0;
	return *packets ? 0 : pipe2(fd, O_CLOEXEC);
}

int process_open_pipes(struct process *p, int *out, int *error)
{
	int to[2] = {-1, -1}, from[2] = {-1, -1};

	if (open_out(to, &p->packets) < 0 || pipe2(from, O_CLOEXEC) < 0) {
		int wrong = errno;

		close_all(to, 2);
		errno = wrong;
		return -1;
	}
	p->out = to[0];
	p->error = from[0];
	fcntl(p->out, F_SETFL, O_NONBLOCK);
	fcntl(p->error, F_SETFL, O_NONBLOCK);
	*out = to[1];
	*error = from[1];
	return 0;
}

int process_start(struct process *p, char *const *argv, char *const *env, bool input,
	struct error *err)
{
	int theirs[3] = {-1, -1, -1}, in[2] = {-1, -1}, report[2] = {-1, -1}, wrong;
	pid_t parent = getpid();

	*p = PROCESS_NONE;
	if (process_open_pipes(p, &theirs[0], &theirs[1]) == 0 &&
		(!input || pipe2(in, O_CLOEXEC) == 0) && pipe2(report, O_CLOEXEC) == 0)
		p->pid = fork();
	wrong = errno;
	theirs[2] = in[0];
	p->in = in[1];
	if (p->pid < 0) {
		close_all(theirs, 3);
		close_all(report, 2);
		process_release(p);
		return error_set(err, "cannot start a process: %s", strerror(wrong));
	}
	if (!p->pid)
		become(argv, env, theirs, report[1], parent);
	setpgid(p->pid, p->pid); /* in parent and child: one of them is first */
	close_all(theirs, 3);
	close(report[1]);
	if (p->in >= 0)
		fcntl(p->in, F_SETFL, O_NONBLOCK);
	wrong = wait_for_exec(report[0]);
	close(report[0]);
	if (!wrong)
		return 0;
	process_sweep(p);
	process_release(p);
	return error_set(err, "%s cannot be started: %s", argv[0],
		wrong == ENOENT ? "it, or the interpreter that it names, is not there"
				: strerror(wrong));
}

/*
 * Ending.
 */

void process_signal(const struct process *p, int sig)
{
	if (p->pid > 0)
		kill(-p->pid, sig);
}

/* As waitpid(), and notes when it was the program itself. */
static pid_t take_one(struct process *p, int flags)
{
	int status;
	pid_t pid = waitpid(-1, &status, flags);

	if (pid > 0 && pid == p->pid && !p->ended) {
		p->ended = true;
		p->status = status;
	}
	return pid;
}

void process_reap(struct process *p)
{
	while (take_one(p, WNOHANG) > 0)
		;
}

/* Daemons have left the group, but not the family. False: there are no children. */
static bool kill_children(void)
{
	DIR *dir = opendir("/proc");
	const struct dirent *entry;
	bool some = false;

	while (dir && (entry = readdir(dir))) {
		struct process_stat stat;
		pid_t pid = isdigit((unsigned char)entry->d_name[0])
				    ? (pid_t)atoi(entry->d_name)
				    : 0;

		if (pid && pid != spared && process_stat(pid, &stat) &&
			stat.parent == getpid()) {
			some = true;
			kill(pid, SIGKILL);
		}
	}
	if (dir)
		closedir(dir);
	return some;
}

/* What dies hands its children to us, so it is over when there are none. */
void process_sweep(struct process *p)
{
	pid_t pid;

	process_signal(p, SIGKILL);
	while ((pid = take_one(p, WNOHANG)) >= 0) {
		if (pid)
			continue;
		if ((!kill_children() && spared) || take_one(p, 0) < 0)
			break;
	}
	p->ended = true;
}

int process_exit_status(const struct process *p)
{
	return WIFEXITED(p->status) ? WEXITSTATUS(p->status) : -1;
}

int process_signal_of(const struct process *p)
{
	return WIFSIGNALED(p->status) ? WTERMSIG(p->status) : 0;
}

void process_describe(const struct process *p, char *out, size_t size)
{
	if (WIFSIGNALED(p->status))
		snprintf(out, size, "killed by signal %d (%s)", WTERMSIG(p->status),
			strsignal(WTERMSIG(p->status)));
	else
		snprintf(out, size, "exited with status %d", WEXITSTATUS(p->status));
}

void process_release(struct process *p)
{
	if (p->out >= 0)
		close(p->out);
	if (p->error >= 0)
		close(p->error);
	if (p->in >= 0)
		close(p->in);
	if (p->keeper >= 0)
		close(p->keeper);
	*p = PROCESS_NONE;
}
