/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial that has failed, and a study of which all will. */
#ifndef TUNER_TUNER_FAIL_H
#define TUNER_TUNER_FAIL_H

#include "study/event.h"

struct tuner;

/*
 * Ends a trial that has failed. When the first ones of the study have all failed, as many
 * as the objective says (fail_fast), and no trial has ever reported, the study ends. Those
 * that somebody has killed, and those that count as a bad result, are passed over; so is
 * nothing else: the rule is the same with any number of workers, and after a resumption.
 */
void tuner_fail(struct tuner *t, uint32_t trial, const char *why,
	const struct failure *failure);

#endif
