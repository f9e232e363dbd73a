/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How fast one worker trains: through the objective, as a study does, with everything
 * that an epoch takes (the shuffle, the gathering, the loss, the optimiser). A row of the
 * table is the median of several rounds, each of which also measures the core's peak, a
 * product that never leaves the first cache, and OpenBLAS's (or whatever CBLAS it is) own
 * products of the same shapes.
 *
 *	bench/training [SHAPE [BATCH [OPTIMISER]]]      784-256-10 128 adam; "" for all
 *
 * Without arguments also: validation, one thread against all, and what is held in memory;
 * with "scaling" that alone.
 */
#include "config.h"

#include "peak.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CBLAS_H
#include <cblas.h>
#else
#include <gsl/gsl_cblas.h>
#endif

#include "base/blas.h"
#include "base/clock.h"
#include "base/xalloc.h"
#include "mlp/gemm.h"
#include "mlp/net.h"
#include "objective/objective.h"

#define ROUNDS 7
#define ROUND_SECONDS 0.05

struct network {
	const char *name, *hidden;
	int widths[5], n; /* features, hidden layers, classes */
	size_t rows;
};

static const struct network networks[] = {
	{"64-64-10", "64", {64, 64, 10}, 3, 1797},
	{"64-256-10", "256", {64, 256, 10}, 3, 1797},
	{"784-256-10", "256", {784, 256, 10}, 3, 10000},
	{"784-512-256-10", "512x256", {784, 512, 256, 10}, 4, 10000},
};

static const int batches[] = {8, 32, 128, 256};

static const struct optimiser {
	const char *name, *optimizer, *momentum;
} optimisers[] = {
	{"sgd", "sgd", "0"},
	{"momentum", "sgd", "0.9"},
	{"adam", "adam", "0"},
	{"adamw", "adamw", "0"},
	{"rmsprop", "rmsprop", "0"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Images of noise with labels, as IDX files in a folder of their own. */

static char folder[] = "/tmp/rungtop-bench-XXXXXX";

static void put32(FILE *f, uint32_t x)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		fputc((int)(x >> shift & 0xff), f);
}

static void write_idx(const char *name, const struct network *s, bool images)
{
	FILE *f = fopen(name, "wb");
	uint32_t state = 1, side = s->widths[0] == 64 ? 8 : 28;
	size_t n = images ? s->rows * side * side : s->rows;

	if (!f)
		abort();
	put32(f, images ? 0x803 : 0x801);
	put32(f, (uint32_t)s->rows);
	for (int i = 0; images && i < 2; i++)
		put32(f, side);
	for (size_t i = 0; i < n; i++) {
		state = state * 1664525 + 1013904223;
		fputc((int)(images ? state >> 24 : (state >> 16) % 10), f);
	}
	fclose(f);
}

struct study {
	char data[64], labels[64];
	struct parameter params[5];
	struct value config[5];
	struct space space;
	struct knobs knobs;
	struct objective *objective;
};

static void set(struct study *t, const char *name, const char *value)
{
	const struct place here = {.file = "bench"};
	struct error err;

	if (knobs_set(&t->knobs, "mlp", name, value, here, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
}

static void study_open(struct study *t, const struct network *s, const char *val_fraction)
{
	static const char *const names[] = {
		"hidden", "batch_size", "optimizer", "momentum", "learning_rate"};
	struct objective_setup setup = {
		.knobs = &t->knobs, .space = &t->space, .seed = 1, .max_epoch = 100};
	struct error err;

	snprintf(t->data, sizeof(t->data), "%s/images", folder);
	snprintf(t->labels, sizeof(t->labels), "%s/labels", folder);
	write_idx(t->data, s, true);
	write_idx(t->labels, s, false);
	for (size_t i = 0; i < COUNT(names); i++)
		t->params[i].name = (char *)names[i];
	t->space = (struct space){.params = t->params, .n = COUNT(names)};
	knobs_init(&t->knobs, objective_mlp.kind.knobs, (struct place){.file = "bench"});
	set(t, "data", t->data);
	set(t, "labels", t->labels);
	set(t, "scale", "minmax");
	set(t, "val_fraction", val_fraction);
	t->objective = objective_mlp.open(&setup, &err);
	if (!t->objective) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	unlink(t->data);
	unlink(t->labels);
}

static void study_close(struct study *t)
{
	objective_mlp.close(t->objective);
	knobs_release(&t->knobs);
}

static void *new_trial(
	struct study *t, const struct network *s, int batch, const struct optimiser *o)
{
	struct error err;

	t->config[0] = (struct value){VALUE_TEXT, 0, s->hidden};
	t->config[1] = (struct value){VALUE_INT, batch, NULL};
	t->config[2] = (struct value){VALUE_TEXT, 0, o->optimizer};
	t->config[3] = (struct value){VALUE_TEXT, 0, o->momentum};
	t->config[4] = (struct value){VALUE_REAL, 1e-4, NULL};
	return objective_mlp.trial_new(
		t->objective, &(struct trial_setup){.config = t->config}, &err);
}

/* Seconds an epoch of the trial, over at least ROUND_SECONDS. */
static double epochs(struct study *t, void *trial, void *ws)
{
	double metrics[METRICS_MAX], from = bench_seconds(), now;
	struct error err;
	int n = 0;

	do {
		objective_mlp.trial_epoch(trial, t->objective, ws, metrics, &err);
		now = bench_seconds();
		n++;
	} while (now - from < ROUND_SECONDS);
	return (now - from) / n;
}

static double weights(const struct network *s, int from)
{
	double n = 0;

	for (int i = from; i + 1 < s->n; i++)
		n += (double)s->widths[i] * s->widths[i + 1];
	return n;
}

/* Of a row: forwards, and backwards to the weights and, but for the first, the values. */
static double train_flops(const struct network *s)
{
	return 2 * (2 * weights(s, 0) + weights(s, 1));
}

static float *noise(size_t n)
{
	float *p = xaligned(n, sizeof(float));

	for (size_t i = 0; i < n; i++)
		p[i] = (float)(i % 13) * 0.01f;
	return p;
}

/*
 * GFLOP/s of a product whose matrices take 32 KB, by what training uses: no training can
 * come nearer to the peak.
 */
static double small_rate(void)
{
	enum { M = 32, N = 64, K = 64 };
	float *a = noise(M * K), *b = noise(K * N), *c = noise(M * N);
	double from, now, n = 0;
	struct gemm_rows g;

	gemm_rows_init(&g, KERNELS_FAST, N, K, K, N);
	gemm_rows_run(&g, M, a, b, c);
	from = bench_seconds();
	do {
		for (int i = 0; i < 100; i++, n++)
			gemm_rows_run(&g, M, a, b, c);
		now = bench_seconds();
	} while (now - from < ROUND_SECONDS / 5);
	free(a);
	free(b);
	free(c);
	return n * 2 * M * N * K / (now - from) * 1e-9;
}

/* A layer's products in a step. */
static void blas_layer(int rows, int in, int out, bool first, float *const *m)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, out, in, 1, m[0], in,
		m[1], out, 0, m[2], out);
	cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, rows, 1, m[0], in,
		m[2], out, 0, m[3], out);
	if (!first)
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, in, out, 1,
			m[2], out, m[1], out, 0, m[0], in);
}

/* GFLOP/s of CBLAS at the products of a step. */
static double blas_rate(const struct network *s, int batch)
{
	float *m[4][4];
	double from, now, n = 0;

	for (int l = 0; l + 1 < s->n; l++) {
		size_t in = (size_t)s->widths[l], out = (size_t)s->widths[l + 1];

		m[l][0] = noise((size_t)batch * in);
		m[l][1] = noise(in * out);
		m[l][2] = noise((size_t)batch * out);
		m[l][3] = noise(in * out);
	}
	from = bench_seconds();
	do {
		for (int i = 0; i < 8; i++, n++)
			for (int l = 0; l + 1 < s->n; l++)
				blas_layer(
					batch, s->widths[l], s->widths[l + 1], !l, m[l]);
		now = bench_seconds();
	} while (now - from < ROUND_SECONDS / 2);
	for (int l = 0; l + 1 < s->n; l++)
		for (int i = 0; i < 4; i++)
			free(m[l][i]);
	return n * batch * train_flops(s) / (now - from) * 1e-9;
}

static void measure_training(
	struct study *t, const struct network *s, int batch, const struct optimiser *o)
{
	void *ws = objective_mlp.workspace_new(t->objective);
	void *trial = new_trial(t, s, batch, o);
	double rate[ROUNDS], share[ROUNDS], small[ROUNDS], blas[ROUNDS];
	double rows = (double)s->rows - 1;

	epochs(t, trial, ws);
	for (int i = 0; i < ROUNDS; i++) {
		double peak = bench_peak(ROUND_SECONDS / 5);

		rate[i] = rows * train_flops(s) / epochs(t, trial, ws) * 1e-9;
		small[i] = rate[i] / small_rate();
		blas[i] = rate[i] / blas_rate(s, batch);
		share[i] = rate[i] / (peak + bench_peak(ROUND_SECONDS / 5)) * 2;
	}
	bench_median(rate, ROUNDS);
	printf("%-15s %5d  %-9s %7.1f %8.2f %8.2f %8.2f %9.2f\n", s->name, batch, o->name,
		rate[ROUNDS / 2], bench_median(share, ROUNDS),
		bench_median(small, ROUNDS), bench_median(blas, ROUNDS),
		batch * train_flops(s) / rate[ROUNDS / 2] * 1e-3);
	fflush(stdout);
	objective_mlp.trial_free(trial);
	objective_mlp.workspace_free(ws);
}

static bool wanted(char **argv, int i, const char *name)
{
	for (int k = 1; k <= i; k++)
		if (!argv[k])
			return true;
	return !*argv[i] || !strcmp(argv[i], name);
}

static void training(char **argv)
{
	printf("%-15s %5s  %-9s %7s %8s %8s %8s %9s\n", "training", "batch", "optimiser",
		"GFLOP/s", "of peak", "of L1", "of BLAS", "us a step");
	for (size_t i = 0; i < COUNT(networks); i++) {
		struct study t;

		if (!wanted(argv, 1, networks[i].name))
			continue;
		study_open(&t, &networks[i], "0.000001");
		for (size_t b = 0; b < COUNT(batches); b++) {
			char text[16];

			snprintf(text, sizeof(text), "%d", batches[b]);
			for (size_t o = 0; o < COUNT(optimisers); o++)
				if (wanted(argv, 2, text) &&
					wanted(argv, 3, optimisers[o].name))
					measure_training(&t, &networks[i], batches[b],
						&optimisers[o]);
		}
		study_close(&t);
	}
}

/* Nearly all rows validate: an epoch is their way forwards. */
static void validation(void)
{
	printf("\n%-15s %7s %8s\n", "validation", "GFLOP/s", "of peak");
	for (size_t i = 0; i < COUNT(networks); i++) {
		const struct network *s = &networks[i];
		double rate[ROUNDS], share[ROUNDS];
		struct study t;
		void *ws, *trial;

		study_open(&t, s, "0.9999999");
		ws = objective_mlp.workspace_new(t.objective);
		trial = new_trial(&t, s, 128, &optimisers[0]);
		for (int k = 0; k < ROUNDS; k++) {
			double peak = bench_peak(ROUND_SECONDS / 5);

			rate[k] = ((double)s->rows - 1) * 2 * weights(s, 0) /
				  epochs(&t, trial, ws) * 1e-9;
			share[k] = rate[k] / peak;
		}
		printf("%-15s %7.1f %8.2f\n", s->name, bench_median(rate, ROUNDS),
			bench_median(share, ROUNDS));
		objective_mlp.trial_free(trial);
		objective_mlp.workspace_free(ws);
		study_close(&t);
	}
}

/* Threads, each with a workspace and a trial of its own, on the same data. */

struct worker {
	struct study *study;
	void *trial, *ws;
	int epochs;
	double seconds; /* of its CPU */
	pthread_t thread;
};

static void *work(void *arg)
{
	struct worker *w = arg;
	double metrics[METRICS_MAX], from = bench_seconds();
	struct error err;

	for (int i = 0; i < w->epochs; i++)
		objective_mlp.trial_epoch(
			w->trial, w->study->objective, w->ws, metrics, &err);
	w->seconds = bench_seconds() - from;
	return NULL;
}

/* Epochs a second of all of them; *cpu: were nobody else on the machine. */
static double together(struct worker *w, int n, int n_epochs, double *cpu)
{
	double from = clock_seconds();

	*cpu = 0;

	for (int i = 0; i < n; i++) {
		w[i].epochs = n_epochs;
		pthread_create(&w[i].thread, NULL, work, &w[i]);
	}
	for (int i = 0; i < n; i++) {
		pthread_join(w[i].thread, NULL);
		*cpu += n_epochs / w[i].seconds;
	}
	return n * n_epochs / (clock_seconds() - from);
}

#define THREADS_MAX 64

static void scaling(void)
{
	int n = (int)sysconf(_SC_NPROCESSORS_ONLN);

	n = n > THREADS_MAX ? THREADS_MAX : n;
	printf("\n%-15s %5s %8s %8s  %s\n", "scaling", "batch", "by wall", "by CPU",
		"all processors against one");
	for (size_t i = 0; i < COUNT(networks); i++) {
		struct worker w[THREADS_MAX];
		double ratio[ROUNDS], cpu_ratio[ROUNDS];
		struct study t;
		int n_epochs;

		study_open(&t, &networks[i], "0.2");
		for (int k = 0; k < n; k++)
			w[k] = (struct worker){.study = &t,
				.ws = objective_mlp.workspace_new(t.objective),
				.trial =
					new_trial(&t, &networks[i], 128, &optimisers[1])};
		n_epochs = 1 + (int)(0.2 / epochs(&t, w[0].trial, w[0].ws));
		for (int k = 0; k < ROUNDS; k++) {
			double cpu_one, cpu, one = together(w, 1, n_epochs, &cpu_one);

			ratio[k] = together(w, n, n_epochs, &cpu) / one;
			cpu_ratio[k] = cpu / cpu_one;
		}
		printf("%-15s %5d %8.2f %8.2f  with %d threads\n", networks[i].name, 128,
			bench_median(ratio, ROUNDS), bench_median(cpu_ratio, ROUNDS), n);
		for (int k = 0; k < n; k++) {
			objective_mlp.workspace_free(w[k].ws);
			objective_mlp.trial_free(w[k].trial);
		}
		study_close(&t);
	}
}

static void memory(void)
{
	printf("\n%-15s %9s  %12s %12s %12s\n", "memory", "", "weights", "paused trial",
		"scratch");
	for (size_t i = 0; i < COUNT(networks); i++) {
		const struct network *s = &networks[i];
		struct net net = {0};
		struct net_pass pass = {0};
		struct study t;

		study_open(&t, s, "0.2");
		net_init(&net, KERNELS_FAST, s->widths[0], s->widths + 1, s->n - 2, 10);
		net_pass_fit(&pass, &net, 128);
		for (size_t o = 0; o < COUNT(optimisers); o++) {
			void *trial = new_trial(&t, s, 128, &optimisers[o]);

			printf("%-15s %9s  %12zu %12zu %12zu\n", s->name,
				optimisers[o].name, net.n_params * sizeof(float),
				objective_mlp.trial_bytes(trial),
				(pass.cap + 128 * (size_t)net.layers[0].in) *
					sizeof(float));
			objective_mlp.trial_free(trial);
		}
		net_pass_release(&pass);
		study_close(&t);
	}
	puts("A paused trial: its weights, as often again as its optimiser has slots, "
	     "and a\n"
	     "little. A worker's scratch, one for all its trials: a batch of 128 rows "
	     "with\n"
	     "each layer's values and slopes, the largest weights once more for the way\n"
	     "back, a panel and a block of gradients; beside it 4 bytes a training row "
	     "for\n"
	     "the order.");
}

int main(int argc, char **argv)
{
	blas_begin(argv);
	blas_single_thread();
	if (!mkdtemp(folder))
		return 1;
	printf("peak %.1f GFLOP/s; products by %s, BLAS is %s\n\n", bench_peak(0.2),
		gemm_name(), CBLAS_NAME);
	if (argc == 2 && !strcmp(argv[1], "scaling"))
		scaling();
	else
		training(argv);
	if (argc == 1) {
		validation();
		scaling();
		memory();
	}
	rmdir(folder);
	return 0;
}
