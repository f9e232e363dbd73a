/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the screen costs, and how soon it answers: the program on a terminal that libvterm
 * plays, 120 columns by 40 rows. Prints a table. argv: PROGRAM, the top of the sources.
 */
#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../tests/terminal.h"
#include "base/clock.h"
#include "peak.h"

#define ROWS 40
#define COLS 120
#define TIMES 9
#define IDLE_SECONDS 10

static const char *rungtop;
static char data[512], record[512], events[] = "/tmp/rungtop-bench-XXXXXX";
static struct terminal t;

static void row(const char *what, double *values, int n, const char *unit)
{
	double median = bench_median(values, n);

	printf("%-44s %10.4g %10.4g %10.4g  %s\n", what, values[0], median,
		values[n - 1], unit);
}

/* Until the text is there, or is gone: read as soon as it comes. */
static void until(const char *text, bool there)
{
	double give_up = clock_seconds() + 30;

	while (terminal_has(&t, text) != there && clock_seconds() < give_up)
		terminal_read(&t, SIZE_MAX, 5);
}

static void stop(void)
{
	kill(t.pid, SIGTERM);
	terminal_wait(&t);
	terminal_close(&t);
}

static void first_frame(void)
{
	const char *argv[] = {rungtop, "replay", record, "--at", "61", NULL};
	double ms[TIMES], bytes[TIMES];

	for (int i = 0; i < TIMES; i++) {
		double begin = clock_seconds();

		terminal_start(&t, ROWS, COLS, argv, NULL);
		until("history", true);
		ms[i] = 1e3 * (clock_seconds() - begin);
		terminal_settle(&t);
		bytes[i] = (double)t.bytes;
		stop();
	}
	row("start to first frame", ms, TIMES, "ms");
	row("bytes of the first frame", bytes, TIMES, "");
}

static void key_to_frame(void)
{
	const char *argv[] = {
		rungtop, "run", "digits", "--data-dir", data, "-o", "none", "--pace", "0",
		"-w", "2", NULL};
	double ms[2 * TIMES], begin, rate;
	size_t bytes;

	terminal_start(&t, ROWS, COLS, argv, NULL);
	until("T09", true);
	for (int i = 0; i < 2 * TIMES; i++) {
		begin = clock_seconds();
		terminal_type(&t, i % 2 ? "?" : "z");
		if (i % 2) {
			until(" Keys ", true);
			ms[i] = 1e3 * (clock_seconds() - begin);
			terminal_type(&t, "?");
			until(" Keys ", false);
		} else {
			until("INCUMBENT", false);
			ms[i] = 1e3 * (clock_seconds() - begin);
			terminal_type(&t, "z");
			until("INCUMBENT", true);
		}
	}
	row("key to frame, both cores training", ms, 2 * TIMES, "ms");
	begin = clock_seconds();
	bytes = t.bytes;
	while (clock_seconds() < begin + 1)
		terminal_read(&t, SIZE_MAX, 20);
	rate = (double)(t.bytes - bytes) / 10;
	row("bytes a frame (of ten a second), training", &rate, 1, "");
	stop();
}

/* Study time of the last event. */
static double seconds_of(const char *path)
{
	FILE *f = fopen(path, "r");
	char line[8192];
	double last = 0;

	while (f && fgets(line, sizeof(line), f)) {
		const char *at = strstr(line, "\"t\":");

		if (at)
			last = atof(at + 4);
	}
	if (f)
		fclose(f);
	return last;
}

static double train(bool screen)
{
	const char *argv[] = {rungtop, "run", "digits", "--data-dir", data, "-o", "none",
		"--pace", "0", "-w", "2", "--events", events, screen ? NULL : "--batch",
		NULL};

	unlink(events);
	terminal_start(&t, ROWS, COLS, argv, NULL);
	if (screen) {
		until("DONE", true);
		stop();
	} else {
		terminal_wait(&t);
		terminal_close(&t);
	}
	return seconds_of(events);
}

static void throughput(void)
{
	double ratio[5];

	for (int i = 0; i < 5; i++) {
		double batch = train(false), screen = train(true);

		ratio[i] = batch / screen;
	}
	unlink(events);
	row("training throughput, screen over batch", ratio, 5, "");
}

static long ticks_of(pid_t pid)
{
	char path[64], text[1024] = "", *at;
	long user = 0, system = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (f && fread(text, 1, sizeof(text) - 1, f) > 0 && (at = strrchr(text, ')')))
		sscanf(at + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user,
			&system);
	if (f)
		fclose(f);
	return user + system;
}

static void idle(void)
{
	const char *argv[] = {rungtop, "run", "digits", "--data-dir", data, "-o", "none",
		"--paused", NULL};
	double share, bytes, begin;
	long ticks;

	terminal_start(&t, ROWS, COLS, argv, NULL);
	until("PAUSED", true);
	terminal_settle(&t);
	ticks = ticks_of(t.pid);
	bytes = (double)t.bytes;
	begin = clock_seconds();
	while (clock_seconds() < begin + IDLE_SECONDS)
		terminal_read(&t, SIZE_MAX, 500);
	share = 100.0 * (double)(ticks_of(t.pid) - ticks) / (double)sysconf(_SC_CLK_TCK) /
		IDLE_SECONDS;
	bytes = (double)t.bytes - bytes;
	row("CPU while idle", &share, 1, "% of a core");
	row("bytes while idle", &bytes, 1, "");
	stop();
}

int main(int argc, char **argv)
{
	int fd;

	if (argc != 3)
		return 2;
	rungtop = argv[1];
	snprintf(data, sizeof(data), "%s/data", argv[2]);
	snprintf(record, sizeof(record), "%s/tests/golden/asha.jsonl", argv[2]);
	setenv("XDG_CONFIG_HOME", "/nowhere", 1);
	fd = mkstemp(events);
	if (fd < 0)
		return 1;
	close(fd);
	printf("%-44s %10s %10s %10s\n", "screen of 120x40", "least", "median", "most");
	first_frame();
	key_to_frame();
	throughput();
	idle();
	return 0;
}
