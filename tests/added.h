/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Members of the program's families that it does not have: a file each, and a row in
 * added_rows.c, whose tables take the place of the library's. What a newcomer's own would
 * need is what these have.
 */
#ifndef ADDED_H
#define ADDED_H

#include "base/strbuf.h"
#include "searcher/searcher.h"
#include "space/distribution.h"

/* Proposes by what it was told; and writes down what it is asked and told. */
extern const struct searcher_ops searcher_diary;
/* The diary of the searcher that was made last: a line a call. The test releases it. */
extern struct strbuf diary;

/* Numbers from min to max in steps of q, more likely towards max. */
extern const struct distribution q_ramp;

/* "T3 level 9 until 9 0.25" */
void diary_add(struct strbuf *out, const struct trial_progress *p);

#endif
