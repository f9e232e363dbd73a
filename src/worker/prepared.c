/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/prepared.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "worker/python_call.h"

#define SWEEP_SECONDS 5.0
#define N_RIGHTS 3

extern char **environ;

/*
 * Asking.
 */

static void write_word(FILE *f, const char *word)
{
	fputs(word, f);
	fputc('\0', f);
}

/* The request as the preparer reads it: a file in memory, or -1 with errno. */
static int write_request(char *const *argv, const struct python_call *call)
{
	int fd = memfd_create("request", MFD_CLOEXEC);
	FILE *f = fd < 0 ? NULL : fdopen(dup(fd), "w");
	size_t n = 1, wrong;

	if (!f)
		return -1;
	for (size_t i = call->rest; argv[i]; i++)
		n++;
	fprintf(f, "%zu%c", n, '\0');
	write_word(f, call->module ? "-m" : "--");
	for (size_t i = call->rest; argv[i]; i++)
		write_word(f, argv[i]);
	for (char **e = environ; *e; e++)
		write_word(f, *e);
	for (size_t i = 0; i < call->n_assigns; i++)
		write_word(f, argv[call->assigns + i]);
	wrong = fclose(f) != 0;
	if (!wrong)
		return fd;
	close(fd);
	return -1;
}

static int connect_to(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	snprintf(at.sun_path, sizeof(at.sun_path), "%s", path);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof(at)) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static int send_rights(int to, const int *fds)
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(N_RIGHTS * sizeof(int))];
	} control = {.head = {.cmsg_len = CMSG_LEN(N_RIGHTS * sizeof(int)),
			     .cmsg_level = SOL_SOCKET,
			     .cmsg_type = SCM_RIGHTS}};
	char word[] = "start";
	struct iovec text = {.iov_base = word, .iov_len = strlen(word)};
	struct msghdr message = {.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control)};

	memcpy(CMSG_DATA(&control.head), fds, N_RIGHTS * sizeof(int));
	return sendmsg(to, &message, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

int prepared_start(
	struct process *p, const char *path, char *const *argv, struct error *err)
{
	int fds[N_RIGHTS] = {-1, -1, -1}, rc = -1; /* the request, its output and errors */
	struct python_call call;
	const char *why;

	*p = PROCESS_NONE;
	if (!python_call_read(&call, argv, &why))
		errno = EINVAL;
	else if (process_open_pipes(p, &fds[1], &fds[2]) == 0 &&
		 (fds[0] = write_request(argv, &call)) >= 0 &&
		 (p->keeper = connect_to(path)) >= 0)
		rc = send_rights(p->keeper, fds);
	if (rc)
		error_set(err, "the preparer cannot be asked: %s", strerror(errno));
	for (int i = 0; i < N_RIGHTS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	python_call_release(&call);
	p->pid = 0;
	if (rc)
		process_release(p);
	return rc;
}

/*
 * Hearing.
 */

static enum prepared_news end(struct process *p, int status)
{
	p->ended = true;
	p->status = status;
	return PREPARED_NEWS;
}

static enum prepared_news be_plain(
	struct process *p, char *text, size_t size, const char *why)
{
	snprintf(text, size, "%s", why);
	process_release(p);
	return PREPARED_PLAIN;
}

/* It is gone, or does not speak any more: the program dies with it. */
static enum prepared_news on_loss(struct process *p, char *text, size_t size)
{
	if (!p->pid)
		return be_plain(p, text, size, "the preparer is gone");
	process_signal(p, SIGKILL);
	return end(p, SIGKILL);
}

enum prepared_news prepared_hear(struct process *p, char *text, size_t size)
{
	char message[1024];
	ssize_t n;

	if (p->ended)
		return PREPARED_NOTHING;
	n = recv(p->keeper, message, sizeof(message) - 1, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return PREPARED_NOTHING;
	if (n <= 0)
		return on_loss(p, text, size);
	message[n] = '\0';
	if (!strncmp(message, "note ", 5)) {
		snprintf(text, size, "%s", message + 5);
		return PREPARED_NOTE;
	}
	if (!strncmp(message, "plain ", 6))
		return be_plain(p, text, size, message + 6);
	if (!strncmp(message, "status ", 7))
		return end(p, (int)strtol(message + 7, NULL, 10));
	if (!strncmp(message, "pid ", 4))
		p->pid = (pid_t)strtol(message + 4, NULL, 10);
	return PREPARED_NEWS;
}

void prepared_reported(const struct process *p)
{
	static const char word[] = "reported";

	if (p->keeper >= 0)
		send(p->keeper, word, strlen(word), MSG_DONTWAIT | MSG_NOSIGNAL);
}

void prepared_sweep(struct process *p)
{
	double until = clock_seconds() + SWEEP_SECONDS, left;
	char text[256];

	if (!p->pid) {
		end(p, SIGTERM);
		return;
	}
	process_signal(p, SIGKILL);
	shutdown(p->keeper, SHUT_WR);
	while (!p->ended && (left = until - clock_seconds()) > 0) {
		struct pollfd fd = {.fd = p->keeper, .events = POLLIN};

		if (poll(&fd, 1, (int)(left * 1e3) + 1) > 0)
			prepared_hear(p, text, sizeof(text));
	}
	if (!p->ended)
		end(p, SIGKILL);
}
