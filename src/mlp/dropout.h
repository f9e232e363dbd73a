/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dropout (Srivastava et al. 2014), in the form that scales while training: a value
 * survives with probability 1 - rate and is then divided by it, so nothing changes when
 * the network is used.
 */
#ifndef MLP_DROPOUT_H
#define MLP_DROPOUT_H

#include <stdint.h>

#include "base/mix.h"
#include "base/simd.h"

/* The mask of a layer and a batch: a pure function of the key. All zeros: no dropout. */
struct dropout {
	int32_t limit;
	float keep;
	uint32_t key[2];
};

static inline struct dropout dropout_of(float rate, uint32_t key0, uint32_t key1)
{
	return (struct dropout){.limit = (int32_t)((double)rate * 2147483648.0),
		.keep = 1 / (1 - rate),
		.key = {key0, key1}};
}

/* What value number i of the layer is multiplied by. */
SIMD_INLINE float dropout_factor(const struct dropout *d, uint32_t i)
{
	/* 31 bits: comparing signed numbers is what vectors can do */
	int32_t u = (int32_t)(mix32(mix32(i ^ d->key[0]) ^ d->key[1]) >> 1);

	return u < d->limit ? 0.0f : d->keep;
}

#endif
