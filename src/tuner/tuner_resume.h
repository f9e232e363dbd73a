/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resuming a recorded study. Before the start; the caller is the only thread. */
#ifndef TUNER_TUNER_RESUME_H
#define TUNER_TUNER_RESUME_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/recorded.h"

struct tuner;

/*
 * Resumes a recorded study where it stopped. Appends its events to the journal, which
 * source must outlive. -1 with err when it is of another study, or when repeating it
 * leads elsewhere: then the event is named.
 */
int tuner_resume(struct tuner *t, struct recorded *source, struct error *err);
/* What else is changed with that, "KEY=VALUE …": its event tells. */
void tuner_resume_with(struct tuner *t, const char *set);
/* After that: a trial as bytes, as `save` was given them. What does not fit is left. */
void tuner_load(
	struct tuner *t, uint32_t trial, int epoch, const void *data, size_t size);

#endif
