/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a decision costs: for every scheduler the time of a report and of the next job
 * that follows it, with 10^3 … 10^6 results at the first rung. And a whole study of a size
 * that nobody would train, on the virtual clock: events a second and bytes a trial.
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stream.h"
#include "base/xalloc.h"
#include "cli/session.h"
#include "peak.h"
#include "study/study.h"

#define SIZES 4	      /* 10^3 … 10^6 */
#define WINDOW 900    /* decisions that are timed: the last ones before the size */
#define BLOCKS 9      /* of them; the median block is what counts */
#define PATIENCE 30.0 /* seconds, for one row */
#define LEVELS 81     /* epochs a trial trains at most */

/* Of this process alone: others do not try its patience. */
static double spent(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* What reading the clock costs by itself. */
static double clock_cost(void)
{
	double cost[999];

	for (size_t i = 0; i < 999; i++) {
		double before = clock_seconds();

		cost[i] = clock_seconds() - before;
	}
	return bench_median(cost, 999);
}

/* A curve that falls to what the trial is worth, with noise; the same whenever asked. */
static void make_curve(uint32_t trial, double noise, double *values, int from, int to)
{
	double end = stream_uniform(1, trial, STREAM_FATE, 0);

	for (int e = from + 1; e <= to; e++) {
		values[e - 1] = end + 1. / e;
		if (noise > 0)
			values[e - 1] += noise * stream_uniform(1, trial, STREAM_CURVE,
							 (uint32_t)e);
	}
}

struct row {
	const char *name, *line; /* the line has %d where the number of seats goes */
	double noise;
	bool keeps; /* whole curves: the epochs before the job's must be there, too */
};

static const struct row rows[] = {
	{"random", "random max=81", .02, false},
	{"successive_halving", "successive_halving eta=3 max=81 n=%d", .02, false},
	{"hyperband", "hyperband eta=10 max=%d", .02, false},
	{"asha", "asha eta=3 max=81", .02, false},
	{"asha_stop", "asha_stop eta=3 max=81", .02, false},
	{"median", "median max=9", .02, false},
	{"pasha, epsilon=0", "pasha eta=3 max=81 epsilon=0", .02, true},
	{"pasha", "pasha eta=3 max=81", .02, true},
	{"pasha, epsilon=0, *", "pasha eta=3 max=81 epsilon=0", 0, true},
	{"pasha, *", "pasha eta=3 max=81", 0, true},
};

struct timing {
	double typical; /* seconds a decision: the median block at the size */
	double mean;	/* over all decisions up to there */
	double worst;	/* one of them */
	bool gave_up;
};

/* One worker's way through a study that trains nothing. */
struct drive {
	struct scheduler *s;
	const struct row *row;
	struct job job;
	uint32_t n; /* trials */
	double *values;
	double cost; /* of the clock */
};

/* The report of the present job and the job after it; their seconds. */
static double decide(struct drive *d)
{
	struct job *job = &d->job;
	uint32_t trial = job->kind == JOB_START ? d->n++ : job->trial;
	struct decisions ds = {0};
	double began;

	if (job->kind == JOB_START)
		d->s->ops->seat(d->s, job, trial);
	make_curve(
		trial, d->row->noise, d->values, d->row->keeps ? 0 : job->from, job->to);
	began = clock_seconds();
	d->s->ops->report(d->s, trial, (struct curve){d->values, job->to}, &ds);
	d->s->ops->next(d->s, job, &ds);
	began = clock_seconds() - began - d->cost;
	decisions_release(&ds);
	return began > 0 ? began : 0;
}

/* Until `size` trials have their result at the first rung. */
static struct timing drive_to(struct drive *d, uint32_t size)
{
	struct timing t = {0};
	double block[BLOCKS] = {0}, sum = 0, began = spent();
	uint64_t decisions = 0;
	int in_block[BLOCKS] = {0};
	struct decisions ds = {0};

	d->s->ops->next(d->s, &d->job, &ds);
	/* A synchronous rung is full with the last of them: the barrier counts. */
	while (d->n < size) {
		uint32_t left = size - d->n;
		double took = decide(d);

		sum += took;
		decisions++;
		t.worst = fmax(t.worst, took);
		if (left <= WINDOW) {
			int b = (int)((left - 1) * BLOCKS / WINDOW);

			block[b] += took;
			in_block[b]++;
		}
		if (decisions % 256 == 0 && spent() - began > PATIENCE) {
			t.gave_up = true;
			return t;
		}
	}
	for (int b = 0; b < BLOCKS; b++)
		block[b] /= in_block[b];
	t.typical = bench_median(block, BLOCKS);
	t.mean = sum / (double)decisions;
	return t;
}

static struct timing measure(const struct row *row, uint32_t size)
{
	struct scheduler_setup setup = {.seed = 1};
	struct drive d = {.row = row, .cost = clock_cost()};
	const struct kind *kind;
	struct knobs knobs;
	struct error err;
	struct timing t;
	char line[80];

	snprintf(line, sizeof(line), row->line, (int)size);
	if (scheduler_parse(line, NULL, &kind, &knobs, &err) < 0)
		abort();
	setup.knobs = &knobs;
	d.s = scheduler_new(kind, &setup, &err);
	d.values = xcalloc(LEVELS, sizeof(*d.values));
	t = drive_to(&d, size);
	scheduler_free(d.s);
	knobs_release(&knobs);
	free(d.values);
	return t;
}

static void print_row(const struct row *row)
{
	struct timing t[SIZES];
	uint32_t size = 1000;
	int n = 0;

	printf("%-20s", row->name);
	for (int i = 0; i < SIZES; i++, size *= 10) {
		t[n] = measure(row, size);
		if (t[n].gave_up) {
			printf(" %8s", "-");
			break;
		}
		printf(" %8.3f", 1e6 * t[n++].typical);
		fflush(stdout);
	}
	for (int i = n + 1; i < SIZES; i++)
		printf(" %8s", "-");
	if (n == SIZES)
		printf(" %9.2f", t[SIZES - 1].typical / t[0].typical);
	else
		printf(" %9s", "-");
	printf(" %9.3f %11.3f\n", 1e6 * t[n - 1].mean, 1e3 * t[n - 1].worst);
}

static void print_decisions(void)
{
	printf("A decision: one report and the next job, in microseconds, by the results "
	       "at "
	       "the first rung.\n\n"
	       "%-20s %8s %8s %8s %8s %9s %9s %11s\n",
		"", "10^3", "10^4", "10^5", "10^6", "10^6/10^3", "mean", "worst (ms)");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		print_row(&rows[i]);
	printf("\nmean and worst are over all decisions up to the largest size that was "
	       "reached.\n"
	       "*: curves that never cross, so that the cap stays where it began.\n"
	       "-: more than %.0f seconds of the processor.\n\n",
		PATIENCE);
}

/* The study */

#define TRIALS 1000000
#define WORKERS 10000

static const char study_text[] =
	"objective: {kind: simulated, unevenness: 0.5, crossing: 0.5}\n"
	"scheduler: {name: asha, eta: 3, min: 1, max: 81}\n"
	"parameters: {x: {min: 0.0, max: 1.0}, y: {min: 0.0, max: 1.0}}\n"
	"stop: {trials: %d}\n"
	"workers: %d\n";

static double peak(void)
{
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	return (double)u.ru_maxrss * 1024;
}

static void print_study(const char *path)
{
	struct options o = {.batch = true};
	double before = peak(), began, ran, folded, run_bytes;
	struct session s;
	struct study study;
	struct error err;
	double n;

	if (session_open(&s, path, &o, false, &err) < 0 ||
		(began = clock_seconds(), tuner_start(s.tuner, &err)) < 0) {
		fprintf(stderr, "decisions: %s\n", err.text);
		exit(1);
	}
	tuner_join(s.tuner);
	ran = clock_seconds();
	n = (double)journal_length(s.journal);
	run_bytes = peak() - before;
	study_init(&study);
	while (study.seq < journal_length(s.journal))
		study_apply(&study, journal_at(s.journal, study.seq + 1));
	folded = clock_seconds();
	printf("A study of %d trials under asha (eta 3, 1..81) on %d virtual workers:\n\n"
	       "epochs                    %12.0f\n"
	       "events                    %12.0f\n"
	       "run                       %12.2f s, %.0f events a second\n"
	       "folded                    %12.2f s, %.0f events a second\n"
	       "bytes a trial, run        %12.0f\n"
	       "bytes a trial, and folded %12.0f\n",
		TRIALS, WORKERS, (double)study.epochs, n, ran - began, n / (ran - began),
		folded - ran, n / (folded - ran), run_bytes / TRIALS,
		(peak() - before) / TRIALS);
	study_release(&study);
	session_release(&s);
}

/* In a process of its own, whose memory is the study's. */
static int study_in_child(void)
{
	char path[] = "/tmp/rungtop-bench-XXXXXX";
	int fd = mkstemp(path), status = 1;
	pid_t pid;

	if (fd < 0 || dprintf(fd, study_text, TRIALS, WORKERS) < 0) {
		perror("decisions");
		return 1;
	}
	close(fd);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		print_study(path);
		fflush(stdout);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, &status, 0);
	unlink(path);
	return status ? 1 : 0;
}

int main(void)
{
	/* First the study: a child starts with what its parent has in memory. */
	int status = study_in_child();

	putchar('\n');
	print_decisions();
	return status;
}
