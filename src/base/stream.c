/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/stream.h"

#include <stdlib.h>

#include "base/mix.h"

uint64_t stream_mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static uint64_t key_of(uint64_t seed, enum stream_purpose purpose, uint32_t epoch)
{
	return stream_mix(
		stream_mix(seed) ^ stream_mix(((uint64_t)purpose << 32) | epoch));
}

void stream_seed(gsl_rng *rng, uint64_t seed, uint32_t trial, enum stream_purpose purpose,
	uint32_t epoch)
{
	uint64_t key = key_of(seed, purpose, epoch);

	gsl_rng_set(rng, mix32(mix32(trial ^ (uint32_t)key) ^ (uint32_t)(key >> 32)));
}

double stream_uniform(
	uint64_t seed, uint32_t trial, enum stream_purpose purpose, uint32_t epoch)
{
	uint64_t bits = stream_mix(key_of(seed, purpose, epoch) ^ stream_mix(trial));

	return ((double)(bits >> 11) + 0.5) * 0x1p-53;
}

gsl_rng *stream_new(
	uint64_t seed, uint32_t trial, enum stream_purpose purpose, uint32_t epoch)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);

	if (!rng)
		abort();
	stream_seed(rng, seed, trial, purpose, epoch);
	return rng;
}
