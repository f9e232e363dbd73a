/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a section of a study file chooses: a scheduler, a searcher or an objective. */
#ifndef STUDYFILE_CHOICE_H
#define STUDYFILE_CHOICE_H

#include "base/knob.h"

/* A member of a family, with its knobs. */
struct choice {
	const struct kind *kind;
	struct knobs knobs;
};

#endif
