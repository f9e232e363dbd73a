/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recorded learning curves: a CSV table with a header, a row for each epoch of each
 * configuration. Columns by name: `config` (0, 1, 2, …), `epoch` (1, 2, … for each of
 * them), `seconds` (that the epoch took; may be missing), the metrics; all others are the
 * configurations' parameters. Rows may come in any order.
 */
#ifndef OBJECTIVE_RECORDING_H
#define OBJECTIVE_RECORDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/constraint.h"
#include "space/space.h"

/* The columns that are metrics when none are named, the best known first. */
#define RECORDING_METRICS "val_error val_loss val_acc train_loss val_rmse val_r2"

/* Which columns are metrics. */
struct recording_choice {
	const char *metrics; /* with blanks between; NULL: those of RECORDING_METRICS */
	struct place metrics_at;	      /* where that was written */
	const struct constraint *constraints; /* n_constraints: theirs are, too */
	size_t n_constraints;
};

struct recording {
	char **metrics; /* names; the first is the one that decides */
	size_t n_metrics;
	char **params; /* names */
	size_t n_params;
	size_t n_configs;
	size_t *first; /* configuration c: rows first[c] … first[c + 1] − 1, by epoch */
	double *values;	 /* values[rows][n_metrics]; NaN: not finite */
	double *seconds; /* seconds[rows] */
	const char *
		*cells; /* cells[n_configs][n_params]: parameters as they are written */
	char *texts;	/* what cells point into */
};

void recording_release(struct recording *r);

/* The last epoch of a configuration. */
static inline size_t recording_epochs(const struct recording *r, size_t config)
{
	return r->first[config + 1] - r->first[config];
}

/*
 * The space of the parameters. A number that varies has the range from its smallest to its
 * largest value, on a log scale when they differ by a factor of a hundred or more; a text
 * is a choice; what does not vary is a constant. Fills configs[n_configs][space->n]; their
 * texts belong to the space.
 */
void recording_space(
	const struct recording *r, struct space *space, struct value **configs);

#endif
