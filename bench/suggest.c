/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a suggestion costs: microseconds of the processor for the next configuration of 8
 * parameters, with 10^2, 10^3 and 10^4 results known, for every searcher that learns. Each
 * suggestion is answered with its result, so a model that is fitted anew from time to time
 * is so here, and its share is in the mean.
 *
 *     suggest [SEARCHER [RESULTS]]
 */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "searcher/searcher.h"

#define DIMS 8
#define TOP 27
#define SUGGESTIONS 200 /* that are timed */
#define PATIENCE 20.0	/* seconds, for one row */

static double spent(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct space make_space(void)
{
	struct space s = {.params = xcalloc(DIMS, sizeof(*s.params)), .n = DIMS};
	const struct kind *uniform = family_find(&distributions, "uniform");
	const struct place at = {"suggest", 1, 1};

	for (size_t i = 0; i < DIMS; i++) {
		struct error err;
		struct knobs k;
		char name[16];

		snprintf(name, sizeof(name), "x%zu", i);
		s.params[i].name = xstrdup(name);
		knobs_init(&k, uniform->knobs, at);
		if (knobs_set(&k, "uniform", "min", "0", at, &err) ||
			knobs_set(&k, "uniform", "max", "1", at, &err) ||
			domain_from_knobs(&s.params[i].domain, uniform, &k, &err))
			abort();
		knobs_release(&k);
	}
	return s;
}

/* A bowl with noise: each parameter matters half as much as the one before. */
static double value_of(const struct value *config, uint32_t trial)
{
	double sum = 0, weight = 1;

	for (size_t i = 0; i < DIMS; i++, weight /= 2)
		sum += weight * pow(config[i].number - 0.3, 2);
	return sum + 0.01 * stream_uniform(1, trial, STREAM_CURVE, 0);
}

static void tell(struct searcher *s, uint32_t trial, const struct value *config)
{
	struct trial_progress p = {
		.trial = trial, .config = config, .until = TOP, .value = (double)NAN};

	p.kind = PROGRESS_TASK;
	searcher_report(s, &p);
	p.epoch = TOP;
	p.value = value_of(config, trial);
	p.kind = PROGRESS_LEVEL;
	searcher_report(s, &p);
	p.kind = PROGRESS_COMPLETED;
	searcher_report(s, &p);
}

/* Microseconds a suggestion; NaN: the searcher does not suit the space. */
static double measure(const struct kind *kind, const struct space *space, uint32_t n)
{
	struct searcher_setup setup = {.space = space, .seed = 1};
	struct value *configs = xcalloc((n + SUGGESTIONS) * DIMS, sizeof(*configs));
	double u[DIMS], sum = 0, begun = spent();
	uint32_t done = 0;
	struct searcher *s;
	struct error err;
	struct knobs k;

	knobs_init(&k, kind->knobs, (struct place){"suggest", 1, 1});
	setup.knobs = &k;
	s = searcher_new(kind, &setup, &err);
	for (uint32_t t = 0; s && t < n; t++) {
		struct value *config = configs + (size_t)t * DIMS;

		space_random_point(space, 7, t, u);
		for (size_t i = 0; i < DIMS; i++)
			config[i] = domain_quantile(&space->params[i].domain, u[i]);
		tell(s, t, config);
	}
	for (uint32_t t = n; s && t < n + SUGGESTIONS && spent() - begun < PATIENCE;
		t++) {
		struct value *config = configs + (size_t)t * DIMS;
		struct proposal why;
		double before = spent();

		if (!searcher_propose(s, t, config, &why))
			abort();
		tell(s, t, config); /* which may fit the model */
		sum += spent() - before;
		done++;
	}
	searcher_free(s);
	knobs_release(&k);
	free(configs);
	return done ? 1e6 * sum / done : (double)NAN;
}

/* only: that size alone; 0: all. One that does not suit the space has no row. */
static void print_row(const struct kind *kind, const struct space *space,
	const uint32_t *sizes, size_t n, unsigned long only)
{
	for (size_t k = 0; k < n; k++) {
		double us = !only || only == sizes[k] ? measure(kind, space, sizes[k])
						      : (double)NAN;

		if (isnan(us) && !only)
			return;
		if (k == 0)
			printf("%-12s", kind->name);
		printf(" %10.1f", us);
		fflush(stdout);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	static const uint32_t sizes[] = {100, 1000, 10000};
	struct space space = make_space();

	printf("%-12s", "us");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		printf(" %10u", sizes[i]);
	printf("   results known, %d parameters\n", DIMS);
	for (size_t i = 0; i < searchers.n; i++) {
		const struct kind *kind = searchers.kinds[i];

		if (!searcher_learns(kind) || searcher_ops_of(kind)->stand_in ||
			(argc > 1 && strcmp(argv[1], kind->name)))
			continue;
		print_row(kind, &space, sizes, sizeof(sizes) / sizeof(*sizes),
			argc > 2 ? strtoul(argv[2], NULL, 10) : 0);
	}
	space_release(&space);
	return 0;
}
