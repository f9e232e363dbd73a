/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mlp/optim.h"

#include <math.h>
#include <string.h>

#include "base/elementary.h"
#include "base/simd.h"

/*
 * sgd: v = mu v + g; w -= rate v, or rate (g + mu v) as Nesterov looks ahead
 * (Sutskever et al. 2013). g includes decay * w.
 *
 * Without momentum and decay the gradients go right into w. With momentum they go into v,
 * which is kept as mu v from one step to the next; Nesterov needs them by themselves.
 */

SIMD static void plain_sgd(
	float *restrict w, const float *restrict g, size_t n, float rate, float decay)
{
	for (size_t i = 0; i < n; i++)
		w[i] -= rate * (g[i] + decay * w[i]);
}

SIMD static void add(float *restrict v, const float *restrict g, size_t n)
{
	for (size_t i = 0; i < n; i++)
		v[i] += g[i];
}

/* v: mu v + g */
SIMD static void heavy_sgd(
	float *restrict w, float *restrict v, size_t n, float rate, float decay, float mu)
{
	for (size_t i = 0; i < n; i++) {
		float d = v[i] + decay * w[i];

		w[i] -= rate * d;
		v[i] = mu * d;
	}
}

SIMD static void nesterov_sgd(float *restrict w, const float *restrict g,
	float *restrict v, size_t n, float rate, float decay, float mu)
{
	for (size_t i = 0; i < n; i++) {
		float d = g[i] + decay * w[i];

		v[i] = mu * v[i] + d;
		w[i] -= rate * (d + mu * v[i]);
	}
}

static int sgd_slots(const struct optim *o)
{
	return o->momentum > 0 ? 1 : 0;
}

static bool sgd_sink(
	const struct optim *o, const struct optim_step *s, struct optim_sink *sink)
{
	bool heavy = sgd_slots(o);

	if (heavy)
		*sink = (struct optim_sink){.array = 1, .factor = 1};
	else
		*sink = (struct optim_sink){.array = 0, .factor = -(float)s->rate};
	return heavy ? !o->nesterov : s->decay == 0;
}

static void sgd_step(const struct optim *o, const struct optim_step *s, float *w,
	const float *g, float *const *slot, size_t n)
{
	float rate = (float)s->rate, decay = (float)s->decay, mu = (float)o->momentum;

	if (!sgd_slots(o)) {
		if (g)
			plain_sgd(w, g, n, rate, decay);
	} else if (o->nesterov) {
		nesterov_sgd(w, g, slot[0], n, rate, decay, mu);
	} else {
		if (g)
			add(slot[0], g, n);
		heavy_sgd(w, slot[0], n, rate, decay, mu);
	}
}

/*
 * Adam (Kingma & Ba 2015): m and v, running means of g and of its square, each divided
 * by what its start at 0 lacks. w -= rate m' / (sqrt(v') + epsilon). AdamW (Loshchilov &
 * Hutter 2019) first shrinks w by rate * decay and keeps decay out of g.
 *
 * The slots hold the means over 1 - beta, sums that fade by beta a step, here and for
 * RMSProp: what is constant is multiplied in once a step, not once a parameter.
 */

struct adam_numbers {
	float beta1, beta2, epsilon;
	float decay;  /* added to g */
	float shrink; /* w is multiplied by it */
	float rate;   /* of m as it is held */
	float root;   /* sqrt(v') over the root of v as it is held */
};

SIMD static void adam_all(float *restrict w, const float *restrict g, float *restrict m,
	float *restrict v, size_t n, struct adam_numbers k)
{
	for (size_t i = 0; i < n; i++) {
		float d = g[i] + k.decay * w[i];

		m[i] = k.beta1 * m[i] + d;
		v[i] = k.beta2 * v[i] + d * d;
		w[i] = k.shrink * w[i] -
		       k.rate * m[i] / (simd_sqrt(v[i]) * k.root + k.epsilon);
	}
}

static int adam_slots(const struct optim *o)
{
	(void)o;
	return 2;
}

static struct adam_numbers adam_numbers(const struct optim *o, const struct optim_step *s)
{
	return (struct adam_numbers){
		.beta1 = (float)o->beta1,
		.beta2 = (float)o->beta2,
		.epsilon = (float)o->epsilon,
		.shrink = 1,
		.rate = (float)(s->rate * (1 - o->beta1) / s->mean),
		.root = (float)sqrt((1 - o->beta2) / s->square),
	};
}

static void adam_step(const struct optim *o, const struct optim_step *s, float *w,
	const float *g, float *const *slot, size_t n)
{
	struct adam_numbers k = adam_numbers(o, s);

	k.decay = (float)s->decay;
	adam_all(w, g, slot[0], slot[1], n, k);
}

static void adamw_step(const struct optim *o, const struct optim_step *s, float *w,
	const float *g, float *const *slot, size_t n)
{
	struct adam_numbers k = adam_numbers(o, s);

	k.shrink = (float)(1 - s->rate * s->decay);
	adam_all(w, g, slot[0], slot[1], n, k);
}

/* RMSProp (Tieleman & Hinton 2012): w -= rate g / (sqrt(r) + epsilon), r a mean of g^2. */

SIMD static void rmsprop_all(float *restrict w, const float *restrict g,
	float *restrict r, size_t n, float rate, float decay, float rho, float root,
	float epsilon)
{
	for (size_t i = 0; i < n; i++) {
		float d = g[i] + decay * w[i];

		r[i] = rho * r[i] + d * d;
		w[i] -= rate * d / (simd_sqrt(r[i]) * root + epsilon);
	}
}

static int rmsprop_slots(const struct optim *o)
{
	(void)o;
	return 1;
}

static void rmsprop_step(const struct optim *o, const struct optim_step *s, float *w,
	const float *g, float *const *slot, size_t n)
{
	rmsprop_all(w, g, slot[0], n, (float)s->rate, (float)s->decay, (float)o->rho,
		(float)sqrt(1 - o->rho), (float)o->epsilon);
}

static const struct optim_ops optims[] = {
	{"sgd", false, sgd_slots, sgd_sink, sgd_step},
	{"adam", true, adam_slots, NULL, adam_step},
	{"adamw", true, adam_slots, NULL, adamw_step},
	{"rmsprop", false, rmsprop_slots, NULL, rmsprop_step},
};

const struct optim_ops *optim_find(const char *name)
{
	for (size_t i = 0; i < sizeof(optims) / sizeof(optims[0]); i++)
		if (!strcmp(optims[i].name, name))
			return &optims[i];
	return NULL;
}

struct optim_step optim_step(
	const struct optim *o, double rate, double decay, uint64_t number)
{
	struct optim_step s = {.rate = rate, .decay = decay, .mean = 1, .square = 1};

	if (o->ops->corrects) {
		s.mean = 1 - elementary_power(o->beta1, number);
		s.square = 1 - elementary_power(o->beta2, number);
	}
	return s;
}

double clip_factor(double sum_of_squares, double clip)
{
	double norm = sqrt(sum_of_squares);

	return norm > clip ? clip / norm : 1;
}

double schedule_rate(const struct schedule *s, int epoch)
{
	int done = epoch - 1;

	switch (s->kind) {
	case SCHEDULE_CONSTANT:
		break;
	case SCHEDULE_STEP:
		return s->rate * elementary_power(s->gamma, (uint64_t)(done / s->step));
	case SCHEDULE_COSINE:
		/* A trial that is sent further goes on at the last epoch's rate. */
		if (done >= s->length)
			done = s->length - 1;
		return s->rate * (1 + elementary_cos(M_PI * done / s->length)) / 2;
	}
	return s->rate;
}
