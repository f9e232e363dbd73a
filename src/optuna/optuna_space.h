/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search space in Optuna's words. There are three distributions, and kind, log and
 * choices of a name never change within a study, so they follow from the domain alone:
 *
 *   constant, categorical,     Categorical; a value is the index of its choice; the
 *   categorical_w_probabilities  probabilities have no place
 *   int_uniform                Int, step 1
 *   uniform, beta              Float (beta from 0 to 1)
 *   normal                     Float
 *   log_uniform(_values),      Float, log
 *   inv_log_uniform(_values),
 *   log_normal
 *   q_ forms                   Int where q is whole, else Float. With log where they are
 *                              logarithmic and never 0; Optuna has no step there (Int: 1).
 *                              Else step q; of a Float only where the range is a multiple
 *                              of q in decimals, since Optuna cuts it otherwise
 *
 * normal, log_normal and their q_ forms have no bounds. They get those of the values that
 * occur, where these are known, else bounds eight sigma out, which a value beyond moves.
 */
#ifndef OPTUNA_OPTUNA_SPACE_H
#define OPTUNA_OPTUNA_SPACE_H

#include <stdbool.h>

#include "space/space.h"

struct optuna_space;

/* space outlives it. */
struct optuna_space *optuna_space_new(const struct space *space);
void optuna_space_free(struct optuna_space *s);
/* Notes a configuration that occurs: all of them, or none, before the first value. */
void optuna_space_see(struct optuna_space *s, const struct value *config);
/*
 * Sets *internal to parameter i's value as Optuna stores it, and appends the JSON of its
 * distribution. False: Optuna cannot hold it (a recorded value outside of the domain).
 */
bool optuna_space_value(const struct optuna_space *s, size_t i, struct value v,
	double *internal, struct strbuf *distribution);

#endif
