/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An objective that trains elsewhere: worker processes open it for themselves (see
 * trainer.h) and train its trials, with the same curves as on this machine.
 */
#ifndef WORKER_REMOTE_H
#define WORKER_REMOTE_H

#include "objective/objective.h"

/*
 * Takes an objective that has trial_save() and the knobs of launcher.h. Returns the same
 * objective when they say that it trains on this machine. NULL with err: it is closed.
 */
struct objective *remote_wrap(
	struct objective *inner, const struct objective_setup *setup, struct error *err);

#endif
