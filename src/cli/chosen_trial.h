/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial that a command is about: the best one, or the one of --trial. */
#ifndef CLI_CHOSEN_TRIAL_H
#define CLI_CHOSEN_TRIAL_H

#include "cli/options.h"
#include "store/history.h"

extern const struct option_row options_trial[]; /* --trial */

/* NULL with err (usage): there is none. */
const struct study_trial *chosen_trial(
	const struct history *h, const struct options *o, struct error *err);

#endif
