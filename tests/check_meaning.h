/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as its lines, and what changes its meaning. */
#ifndef TESTS_CHECK_MEANING_H
#define TESTS_CHECK_MEANING_H

#include <stddef.h>
#include <stdint.h>

#define EVENTS_MOST 220 /* of a recording: short ones are read faster, and go as deep */

struct recording {
	uint64_t seed;
	char *lines[EVENTS_MOST + 1];
	size_t n;
};

/* A number below n, by the case that is run. */
uint32_t draw(uint32_t n);
/* A few changes, one after the other. */
void mutate(struct recording *r);

#endif
