/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/virtual_curves.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "objective/objective.h"

#define START 0.9
#define BEST 0.01
#define WORST 0.8
#define RATE 1.2
#define STEEPNESS 3.5 /* of difficulty 0.5 */
#define NOISE 0.02

struct made_up_curve {
	double asymptote, rate, seconds;
};

void made_up_init(struct made_up *m, uint64_t seed, double seconds, double unevenness,
	bool maximize)
{
	*m = (struct made_up){.seed = seed,
		.seconds = seconds > 0 ? seconds : 1,
		.unevenness = unevenness,
		.maximize = maximize};
}

void made_up_release(struct made_up *m)
{
	free(m->curves);
}

static double gaussian(const struct made_up *m, uint32_t trial,
	enum stream_purpose purpose, uint32_t epoch)
{
	return gsl_cdf_ugaussian_Pinv(stream_uniform(m->seed, trial, purpose, epoch));
}

static struct made_up_curve draw(const struct made_up *m, uint32_t trial)
{
	double far = stream_uniform(m->seed, trial, STREAM_CONFIG, 0);
	double tilt = stream_uniform(m->seed, trial, STREAM_CONFIG, 1);
	double bowl = expm1(-STEEPNESS * far * far) / expm1(-STEEPNESS);
	double seconds = m->seconds;

	if (m->unevenness > 0)
		seconds *= exp(m->unevenness * gaussian(m, trial, STREAM_COST, 0) -
			       m->unevenness * m->unevenness / 2);
	return (struct made_up_curve){.asymptote = BEST + (WORST - BEST) * bowl,
		.rate = RATE * exp(bowl + tilt - 1),
		.seconds = seconds};
}

int made_up_epoch(void *arg, uint32_t trial, int epoch, double *value, double *seconds)
{
	struct made_up *m = arg;
	const struct made_up_curve *c;

	while (m->n <= trial) {
		ARRAY_ROOM(m->curves, m->n, m->cap);
		m->curves[m->n] = draw(m, (uint32_t)m->n);
		m->n++;
	}
	c = &m->curves[trial];
	*value = c->asymptote + (START - c->asymptote) * exp(-c->rate * log1p(epoch));
	*value *= exp(NOISE * gaussian(m, trial, STREAM_CURVE, (uint32_t)epoch));
	if (m->maximize)
		*value = 1 - *value;
	*seconds = c->seconds;
	return EPOCH_TRAINED;
}
