/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ends a study: whoever watches can; without a screen it must end by itself. */
#ifndef CLI_LIMITS_H
#define CLI_LIMITS_H

#include "study/event.h"
#include "studyfile/studyfile.h"

/*
 * Makes up for rounds under a scheduler that has none, with a note, and checks that the
 * study ends, unless somebody is there who can end it by hand. n_configs: of the
 * objective's own. -1 with err.
 */
int limits_settle(struct studyfile *f, struct stop_limits *stop, size_t n_configs,
	bool by_hand, struct error *err);
/* Whether it ends under that scheduler; -1 with err. */
int limits_check(const struct studyfile *f, const struct stop_limits *stop,
	size_t n_configs, const struct kind *scheduler, struct error *err);

#endif
