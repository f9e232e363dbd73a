/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many tasks a second `rungtop serve` gives through its socket, and takes the reports
 * of: tasks of one epoch. The program and its clients, all of them here, share one core; what
 * others do on it is in the seconds of the clock, but not in those of the processor. A plain
 * loop waits for each answer before its next request, two round trips a task; one that asks
 * on reports its result and asks for the next task in one write.
 *
 * Usage: serve RUNGTOP [TASKS]
 */
#include "config.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STUDY                                                                            \
	"name: bench\nmetric: {name: loss, goal: minimize}\n"                            \
	"parameters: {x: {min: 0.0, max: 1.0}, kind: {values: [a, b]}}\n"                \
	"scheduler: {name: random, max: 1}\n"
#define CLIENTS_MOST 4

struct line {
	char text[1 << 16];
	size_t len, used; /* bytes there are, and of them those of the last line */
};

struct way {
	int asks_on, clients;
	const char *output; /* a recording, or none */
};

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* With all that it starts. */
static void use_one_core(void)
{
	cpu_set_t all, one;
	int cpu = 0;

	if (sched_getaffinity(0, sizeof(all), &all) < 0)
		fail("sched_getaffinity");
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one) < 0)
		fail("sched_setaffinity");
}

static pid_t start(const char *rungtop, const char *output)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	if (!freopen("/dev/null", "r", stdin) || !freopen("/dev/null", "w", stdout))
		_exit(127);
	execl(rungtop, rungtop, "serve", "bench.yaml", "--socket", "bench.sock", "-q",
		"-o", output, (char *)NULL);
	_exit(127);
}

static int connect_to(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	struct timespec pause = {.tv_nsec = 1000000};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(a.sun_path, path);
	for (int i = 0; connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0; i++) {
		if (i == 10000)
			fail("connect");
		nanosleep(&pause, NULL);
	}
	return fd;
}

static void say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		fail("write");
}

/* The next line. NULL: there is none. */
static const char *hear(int fd, struct line *line)
{
	char *end;

	memmove(line->text, line->text + line->used, line->len - line->used);
	line->len -= line->used;
	while (!(end = memchr(line->text, '\n', line->len))) {
		ssize_t n = read(
			fd, line->text + line->len, sizeof(line->text) - line->len);

		if (n <= 0)
			return NULL;
		line->len += (size_t)n;
	}
	*end = '\0';
	line->used = (size_t)(end - line->text) + 1;
	return line->text;
}

static long number_of(const char *line, const char *field)
{
	const char *at = strstr(line, field);

	return at ? strtol(at + strlen(field), NULL, 10) : -1;
}

static const char ask[] = "{\"do\":\"ask\"}\n";

/* A task: its report, in one write with the next ask or before it. False: it was none. */
static int train(int fd, struct line *line, int asks_on)
{
	const char *answer = hear(fd, line);
	char text[256];
	long trial;

	if (!answer || strncmp(answer, "{\"is\":\"task\"", 12) != 0)
		return 0;
	trial = number_of(answer, "\"trial\":");
	snprintf(text, sizeof(text),
		"{\"do\":\"report\",\"trial\":%ld,\"loss\":0.%ld}\n%s", trial,
		trial * 7919 % 9973, asks_on ? ask : "");
	say(fd, text);
	answer = hear(fd, line);
	if (!answer || strncmp(answer, "{\"is\":\"heard\"", 13) != 0)
		return 0;
	if (!asks_on)
		say(fd, ask);
	return 1;
}

static double processor_of(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}

static void measure(const char *rungtop, const struct way *w, long tasks)
{
	static struct line lines[CLIENTS_MOST];
	double used = processor_of(RUSAGE_SELF), before = processor_of(RUSAGE_CHILDREN);
	pid_t pid = start(rungtop, w->output);
	int fds[CLIENTS_MOST] = {0}, status;
	double began, seconds;

	for (int i = 0; i < w->clients; i++) {
		fds[i] = connect_to("bench.sock");
		lines[i].len = lines[i].used = 0;
		say(fds[i], ask);
	}
	began = now();
	for (long n = 0; n < tasks; n++)
		if (!train(fds[n % w->clients], &lines[n % w->clients], w->asks_on))
			fail("a task");
	seconds = now() - began;
	for (int i = w->clients; i-- > 0;) {
		if (!i)
			say(fds[i], "{\"do\":\"stop\"}\n");
		close(fds[i]);
	}
	if (waitpid(pid, &status, 0) < 0 || status)
		fail("rungtop");
	used = processor_of(RUSAGE_SELF) - used + processor_of(RUSAGE_CHILDREN) - before;
	printf("%-12s %2d clients %-13s %8.0f %8.0f\n", w->asks_on ? "asks on" : "plain",
		w->clients, strcmp(w->output, "none") ? "recorded" : "not recorded",
		(double)tasks / seconds, (double)tasks / used);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const struct way ways[] = {{0, 1, "none"}, {1, 1, "none"}, {0, 4, "none"},
		{1, 4, "none"}, {0, 4, "bench.db"}, {1, 4, "bench.db"}};
	char folder[] = "/tmp/rungtop-bench.XXXXXX",
	     *rungtop = argc > 1 ? realpath(argv[1], NULL) : NULL;
	long tasks = argc > 2 ? atol(argv[2]) : 100000;
	FILE *study;

	if (!rungtop || tasks < 1) {
		fprintf(stderr, "usage: serve RUNGTOP [TASKS]\n");
		return 2;
	}
	use_one_core();
	if (!mkdtemp(folder) || chdir(folder) < 0)
		fail(folder);
	study = fopen("bench.yaml", "w");
	if (!study)
		fail("bench.yaml");
	fputs(STUDY, study);
	fclose(study);
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("%ld tasks; tasks a second of the clock, and of the processor\n", tasks);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		measure(rungtop, &ways[i], tasks);
		unlink("bench.db");
	}
	unlink("bench.yaml");
	free(rungtop);
	return chdir("/") < 0 || rmdir(folder) < 0;
}
