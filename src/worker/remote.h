/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An objective that trains elsewhere: its trials are the same as here, curve for curve,
 * and trained by worker processes that have opened it for themselves (see trainer.h).
 */
#ifndef WORKER_REMOTE_H
#define WORKER_REMOTE_H

#include "objective/objective.h"

/*
 * Takes an objective with trial_save() and launcher's knobs. Gives it back when these say
 * that it trains here. NULL with err, and it is closed.
 */
struct objective *remote_wrap(
	struct objective *inner, const struct objective_setup *setup, struct error *err);

#endif
