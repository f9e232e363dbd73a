/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optimisers and learning-rate schedules. An optimiser is a rule for one array of
 * parameters at a time; what it remembers is arrays of the same length (slots) and the
 * number of steps. All of it belongs to the trial, so that a paused trial continues
 * unchanged.
 */
#ifndef MLP_OPTIM_H
#define MLP_OPTIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIM_SLOTS_MAX 2

struct optim_ops;

struct optim {
	const struct optim_ops *ops;
	double momentum, beta1, beta2, epsilon, rho;
	bool nesterov;
};

/* One step: the rate, the decay of these parameters. */
struct optim_step {
	double rate, decay;
	double mean, square; /* what the slots' means are divided by: they began at 0 */
};

/*
 * Where a step may have its gradients added, times a factor, as they are summed up: to
 * the parameters (0) or to slot i (1 + i).
 */
struct optim_sink {
	int array;
	float factor;
};

struct optim_ops {
	const char *name;
	bool corrects; /* divides by optim_step.mean and .square, which are else 1 */
	int (*slots)(const struct optim *o);
	/* False: the step wants the gradients themselves. NULL: always. */
	bool (*sink)(const struct optim *o, const struct optim_step *s,
		struct optim_sink *sink);
	/*
	 * Moves n parameters w against their gradient g, NULL: which is in its sink.
	 * slot[i][n] begin as zeros. decay is L2, added to the gradient; for adamw the
	 * weights shrink by themselves.
	 */
	void (*step)(const struct optim *o, const struct optim_step *s, float *w,
		const float *g, float *const *slot, size_t n);
};

#define OPTIM_NAMES "sgd adam adamw rmsprop"

const struct optim_ops *optim_find(const char *name);

/* The step number `number`, from 1. */
struct optim_step optim_step(
	const struct optim *o, double rate, double decay, uint64_t number);

/* The factor that takes a gradient of n values to a norm of at most `clip`. */
double clip_factor(double sum_of_squares, double clip);

enum schedule_kind { SCHEDULE_CONSTANT, SCHEDULE_STEP, SCHEDULE_COSINE };

#define SCHEDULE_NAMES "constant step cosine" /* in the order of the enum */

struct schedule {
	enum schedule_kind kind;
	double rate;  /* of epoch 1 */
	int step;     /* step: epochs between two cuts */
	double gamma; /* step: what a cut leaves */
	int length;   /* cosine: epochs from the full rate to none */
};

/* The learning rate of an epoch, counted from 1. */
double schedule_rate(const struct schedule *s, int epoch);

#endif
