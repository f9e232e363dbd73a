/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures what an epoch of a study takes, by training a little of it. */
#ifndef CLI_PLAN_PROBE_H
#define CLI_PLAN_PROBE_H

#include "cli/options.h"
#include "cli/session.h"

struct probe {
	size_t trials;	   /* that reported */
	double seconds;	   /* an epoch's mean */
	double least, most; /* trial by trial */
	double unevenness; /* the deviation of the logarithm; 0: one trial */
	double start; /* seconds that a program takes to start; 0: none does */
};

/*
 * Trains the first epoch of the first trial, as a study of its own that records nothing, on
 * as many workers as the study has: of others, too, while all takes a few seconds. A
 * program is started once, and trains a second epoch, which tells its start from the first.
 * s: the study, open. -1 with err, when nothing was reported.
 */
int plan_probe(struct probe *p, const char *study, const struct session *s,
	const struct options *o, struct error *err);

#endif
