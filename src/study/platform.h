/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the last digits of numbers depend on: the kind of processor, and the libraries that
 * multiply matrices on it. The same seed gives the same curves and configurations on one
 * platform; on another the digits differ from the seventh on, and with them, sometimes,
 * what is decided.
 */
#ifndef STUDY_PLATFORM_H
#define STUDY_PLATFORM_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

/* As the libraries name themselves; borrowed, none is NULL. */
struct platform {
	const char *architecture; /* "x86_64" */
	const char *blas;	  /* "OpenBLAS 0.3.21 DYNAMIC_ARCH Haswell", "gsl" */
	const char *kernels;	  /* "LIBXSMM 1.17 for hsw", "none" */
};

bool platform_equal(const struct platform *a, const struct platform *b);
/* Appends "x86_64, OpenBLAS … Haswell, LIBXSMM 1.17 for hsw". */
void platform_text(const struct platform *p, struct strbuf *out);

/* Appends ,"platform":{"architecture":…,"blas":…,"kernels":…}; nothing of NULL. */
void platform_print_field(const struct platform *p, struct strbuf *out);
/* False: the object has none. *p has the object's texts; what is not said is "". */
bool platform_read_field(const json_t *object, struct platform *p);

/* The platforms that a study has run on, one after the other. */
struct platforms {
	struct platform_since {
		uint64_t seq; /* of the event from which on it was this one */
		const struct platform *platform; /* the event's */
	} * items;
	size_t n, cap;
};

void platforms_release(struct platforms *p);
/* now: NULL where the program that recorded the event did not say. */
void platforms_add(struct platforms *p, uint64_t seq, const struct platform *now);

#endif
