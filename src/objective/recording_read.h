/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading recorded learning curves from a CSV file. */
#ifndef OBJECTIVE_RECORDING_READ_H
#define OBJECTIVE_RECORDING_READ_H

#include "base/error.h"
#include "objective/recording.h"

/*
 * -1 with err (usage), which names the line and the column of what is wrong; r is then
 * empty. The caller owns r: recording_release().
 */
int recording_read(struct recording *r, const char *path,
	const struct recording_choice *choice, struct error *err);

#endif
