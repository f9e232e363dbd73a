/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A study continues with the searcher that it began with, whatever the same file would
 * have today. So a recording says, as options of its study, what the file leaves open:
 * which searcher it is, where the file names none, one of W&B's, or one that stands for
 * another; and the knobs that were not always there (knob.before). A recording that does
 * not say so is from before.
 */
#ifndef CLI_RECORDED_SEARCHER_H
#define CLI_RECORDED_SEARCHER_H

#include "store/store_origin.h"
#include "studyfile/studyfile.h"

/* How many options these are at most. */
size_t recorded_searcher_most(const struct studyfile *sf);
/*
 * "method.name=gp", "method.KNOB=VALUE" … into list, to be freed; how many there are.
 * space: the study's, which may be the objective's own.
 */
size_t recorded_searcher_list(
	const struct studyfile *sf, const struct space *space, char **list);
/* Sets what the recording does not say to what it was before. */
void recorded_searcher_restore(struct studyfile *sf, const struct catalog *cat,
	const struct stored_origin *origin);

#endif
