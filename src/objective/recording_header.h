/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header of a table of recorded curves: which column is what. */
#ifndef OBJECTIVE_RECORDING_HEADER_H
#define OBJECTIVE_RECORDING_HEADER_H

#include "base/csv.h"
#include "objective/recording.h"

enum column_role {
	COLUMN_PARAM,
	COLUMN_CONFIG,
	COLUMN_EPOCH,
	COLUMN_SECONDS,
	COLUMN_METRIC
};

struct column {
	enum column_role role;
	size_t index; /* among those of its role */
};

/*
 * From the fields of the row that was just read, which it trims. Names go into r; the n
 * columns are to be freed. NULL with err.
 */
struct column *recording_header(struct recording *r, const struct csv *csv, char **fields,
	size_t n, const struct recording_choice *choice, struct error *err);

/* A field without the blanks around it, in place. */
char *recording_trim(char *field);

#endif
