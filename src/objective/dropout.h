/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Dropout (Srivastava et al. 2014), in the form that scales while training: a value
 * survives with probability 1 - rate and is then divided by it, so nothing changes when
 * the network is used.
 */
#ifndef OBJECTIVE_DROPOUT_H
#define OBJECTIVE_DROPOUT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Applies one mask to n values and, the same one, to their slopes. The mask is a pure
 * function of key and n, and with it of the stream that the key was drawn from.
 */
void dropout_apply(float *a, float *slope, size_t n, float rate, const uint32_t key[2]);

#endif
