/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/xalloc.h"
#include "mlp/dataset.h"

/* Each row function draws one row of its class, or one value, with its noise. */

/* As gsl_ran_gaussian(), by the polar method, without libm's logarithm. */
static double gaussian(gsl_rng *rng, double sigma)
{
	double x, y, r;

	do {
		x = -1 + 2 * gsl_rng_uniform_pos(rng);
		y = -1 + 2 * gsl_rng_uniform_pos(rng);
		r = x * x + y * y;
	} while (r > 1 || r == 0);
	return sigma * y * sqrt(-2 * elementary_log(r) / r);
}

static void jitter(gsl_rng *rng, double noise, float *x, double a, double b)
{
	x[0] = (float)(a + gaussian(rng, noise));
	x[1] = (float)(b + gaussian(rng, noise));
}

/* One arm a class, three quarters of a turn around the centre. */
static void spirals_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	double t = gsl_rng_uniform(rng), r = 0.1 + 0.9 * t;
	double angle = 2 * M_PI * ((double)class / classes + 0.75 * t);

	(void)g;
	jitter(rng, noise, x, r * elementary_cos(angle), r * elementary_sin(angle));
	*y = (float)class;
}

/* Two half circles, each with its end inside the other. */
static void moons_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	double angle = M_PI * gsl_rng_uniform(rng);

	(void)g;
	(void)classes;
	if (class)
		jitter(rng, noise, x, 1 - elementary_cos(angle), 0.5 - elementary_sin(angle));
	else
		jitter(rng, noise, x, elementary_cos(angle), elementary_sin(angle));
	*y = (float)class;
}

/* Normal clouds around the corners of a regular polygon. */
static void blobs_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	double angle = 2 * M_PI * class / classes;

	(void)g;
	jitter(rng, noise, x, elementary_cos(angle), elementary_sin(angle));
	*y = (float)class;
}

/* Rings of radius 1/classes, 2/classes, …, 1. */
static void circles_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	double angle = 2 * M_PI * gsl_rng_uniform(rng);
	double r = (class + 1.0) / classes;

	(void)g;
	jitter(rng, noise, x, r * elementary_cos(angle), r * elementary_sin(angle));
	*y = (float)class;
}

/* A square of side x side fields on [-1, 1]^2, coloured as a chess board. */
static void board(gsl_rng *rng, double noise, int class, int side, float *x)
{
	int column = (int)gsl_rng_uniform_int(rng, (unsigned long)side);
	int row = 2 * (int)gsl_rng_uniform_int(rng, (unsigned long)side / 2) +
		  (column + class) % 2;

	jitter(rng, noise, x, 2 * (column + gsl_rng_uniform(rng)) / side - 1,
		2 * (row + gsl_rng_uniform(rng)) / side - 1);
}

/* Class 0 where the signs agree. */
static void xor_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	(void)g;
	(void)classes;
	board(rng, noise, class, 2, x);
	*y = (float)class;
}

static void checkerboard_row(const struct generator *g, gsl_rng *rng, double noise,
	int class, int classes, float *x, float *y)
{
	(void)g;
	(void)classes;
	board(rng, noise, class, 4, x);
	*y = (float)class;
}

/* Friedman (1991), the first: ten features of which five matter. */
static void friedman_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	double v[10];

	(void)class;
	(void)classes;
	for (size_t i = 0; i < g->features; i++) {
		v[i] = gsl_rng_uniform(rng);
		x[i] = (float)v[i];
	}
	*y = (float)(10 * elementary_sin(M_PI * v[0] * v[1]) + 20 * (v[2] - 0.5) * (v[2] - 0.5) +
		     10 * v[3] + 5 * v[4] + gaussian(rng, noise));
}

/* One period and a half of a sine. */
static void sine_row(const struct generator *g, gsl_rng *rng, double noise, int class,
	int classes, float *x, float *y)
{
	double v = 3 * gsl_rng_uniform(rng) - 1.5;

	(void)g;
	(void)class;
	(void)classes;
	x[0] = (float)v;
	*y = (float)(elementary_sin(M_PI * v) + gaussian(rng, noise));
}

static const struct generator generators[] = {
	{"spirals", true, 2, 100, 3, 0.05, 2, spirals_row},
	{"moons", true, 2, 2, 2, 0.1, 2, moons_row},
	{"blobs", true, 2, 100, 3, 0.3, 2, blobs_row},
	{"circles", true, 2, 100, 2, 0.08, 2, circles_row},
	{"xor", true, 2, 2, 2, 0, 2, xor_row},
	{"checkerboard", true, 2, 2, 2, 0, 2, checkerboard_row},
	{"friedman", false, 0, 0, 0, 1, 10, friedman_row},
	{"sine", false, 0, 0, 0, 0.1, 1, sine_row},
};

const struct generator *generator_find(const char *name)
{
	for (size_t i = 0; i < sizeof(generators) / sizeof(generators[0]); i++)
		if (!strcmp(generators[i].name, name))
			return &generators[i];
	return NULL;
}

void dataset_generate(struct dataset *d, const struct generator *g, size_t rows,
	int classes, double noise, gsl_rng *rng)
{
	*d = (struct dataset){.rows = rows, .train = rows, .features = g->features};
	d->classes = g->classes ? classes : 0;
	d->x = xreallocarray(NULL, rows * d->features, sizeof(*d->x));
	d->y = xreallocarray(NULL, rows, sizeof(*d->y));
	for (size_t r = 0; r < rows; r++) {
		int class = g->classes ? (int)(r % (size_t)classes) : 0;

		g->row(g, rng, noise, class, classes, d->x + r * d->features, d->y + r);
	}
}
