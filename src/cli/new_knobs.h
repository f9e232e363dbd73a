/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Knobs of a searcher that were not always there (knob.before). A recording says what they
 * are, as options of its study; one that does not is from before there were any, and goes
 * on as it began.
 */
#ifndef CLI_NEW_KNOBS_H
#define CLI_NEW_KNOBS_H

#include "base/knob.h"
#include "store/store_origin.h"

size_t new_knobs_count(const struct knobs *searcher);
/* "method.KNOB=VALUE" of each into list, to be freed; how many there are. */
size_t new_knobs_list(const struct knobs *searcher, char **list);
/* Sets those that the recording does not have to what they were before. */
void new_knobs_as_before(struct knobs *searcher, const struct stored_origin *origin);

#endif
