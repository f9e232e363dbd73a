/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_MIX_H
#define BASE_MIX_H

#include <stdint.h>

/*
 * MurmurHash3's 32 bit finaliser: xors and odd factors only, hence a bijection. Always
 * inline, for loops over vectors of them.
 */
static inline __attribute__((always_inline)) uint32_t mix32(uint32_t x)
{
	x ^= x >> 16;
	x *= 0x85ebca6bu;
	x ^= x >> 13;
	x *= 0xc2b2ae35u;
	x ^= x >> 16;
	return x;
}

#endif
