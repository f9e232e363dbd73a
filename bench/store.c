/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What recording a study costs: the same study with and without a file, in turns, each in
 * a process of its own, so that neither finds the other's memory warm. The ratio is that
 * of the medians of epochs per second.
 *
 * Usage: store STUDY.yaml [RUNS [KEY=VALUE]…]
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/session.h"
#include "peak.h"
#include "study/study.h"

#define RUNS_MOST 101

struct measure {
	double seconds; /* of the clock, from the start until all is recorded */
	double cpu;	/* of all threads */
	uint64_t epochs;
};

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* -1 when the study cannot be run. */
static int run(const char *study, const struct options *o, struct measure *m)
{
	struct session s;
	struct error err;
	double began, cpu;
	int rc = session_open(&s, study, o, false, &err);

	if (!rc)
		rc = session_record(&s, o, &err);
	began = now(CLOCK_MONOTONIC);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	if (!rc)
		rc = session_start(&s, o, &err);
	if (!rc) {
		tuner_join(s.tuner);
		rc = store_close(s.store, &err);
		s.store = NULL;
	}
	m->seconds = now(CLOCK_MONOTONIC) - began;
	m->cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	if (!rc)
		m->epochs = journal_at(s.journal, journal_length(s.journal))->finish.epochs;
	else
		fprintf(stderr, "store: %s\n", err.text);
	session_release(&s);
	return rc;
}

/* In a process of its own; exits when it fails. */
static struct measure measure(const char *study, struct options *o, const char *output)
{
	struct measure m = {0};
	int fds[2], status;
	pid_t pid;

	o->output = output;
	if (pipe(fds) < 0 || (pid = fork()) < 0)
		exit(1);
	if (!pid) {
		if (run(study, o, &m) < 0 || write(fds[1], &m, sizeof(m)) != sizeof(m))
			_exit(1);
		_exit(0);
	}
	close(fds[1]);
	if (read(fds[0], &m, sizeof(m)) != sizeof(m))
		m.epochs = 0;
	close(fds[0]);
	waitpid(pid, &status, 0);
	unlink(output);
	if (!m.epochs)
		exit(1);
	return m;
}

int main(int argc, char **argv)
{
	double rate[2][RUNS_MOST], cpu[2][RUNS_MOST], with, without;
	int runs = argc > 2 ? atoi(argv[2]) : 11;
	struct options o = {.data_dir = getenv("DATA_DIR")};
	char path[64];

	if (argc < 2 || runs < 1 || runs > RUNS_MOST) {
		fputs("usage: store STUDY.yaml [RUNS [KEY=VALUE]...]\n", stderr);
		return 2;
	}
	o.overrides = argv + 3;
	o.n_overrides = argc > 3 ? (size_t)(argc - 3) : 0;
	snprintf(path, sizeof(path), "bench-store.%d.db", (int)getpid());
	for (int i = 0; i < 2 * runs; i++) {
		/* who comes first takes turns, too */
		int recorded = (i + i / 2) % 2;
		struct measure m = measure(argv[1], &o, recorded ? path : "none");

		rate[recorded][i / 2] = (double)m.epochs / m.seconds;
		cpu[recorded][i / 2] = m.cpu / (double)m.epochs * 1e6;
	}
	without = bench_median(rate[0], runs);
	with = bench_median(rate[1], runs);
	printf("%s: %.0f epochs/s recorded, %.0f not: ratio %.4f\n", argv[1], with, without,
		with / without);
	printf("  processor time an epoch: %.2f us recorded, %.2f us not: %+.2f %%\n",
		bench_median(cpu[1], runs), bench_median(cpu[0], runs),
		100 * (bench_median(cpu[1], runs) / bench_median(cpu[0], runs) - 1));
	return 0;
}
