/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file beside a recording that keeps the futures of its stopped trials: an SQLite file,
 * STEM.audit.db, with the tables audit, future and epoch. The recording itself is never
 * written. A trial is in there whole or not at all. One thread at a time has it.
 */
#ifndef STORE_AUDIT_FILE_H
#define STORE_AUDIT_FILE_H

#include "study/event.h"
#include "study/futures.h"

struct audit_file;

/* "digits.audit.db" of "digits.db"; free() it. */
char *audit_file_path(const char *recording);
/*
 * Opens the file of a recording, or makes it. NULL with err (usage) where it is another
 * file, or of another recording.
 */
struct audit_file *audit_file_open(
	const char *recording, const struct study_info *info, struct error *err);
/* The same of a file that is there; NULL without a text in err: there is none. */
struct audit_file *audit_file_look(
	const char *recording, const struct study_info *info, struct error *err);
void audit_file_close(struct audit_file *a);

struct audit_row {
	double metrics[METRICS_MAX];
	double seconds;
};

/* Keeps a trial's whole curve. why: of one that is lost, or NULL. -1 with err. */
int audit_file_keep(struct audit_file *a, uint32_t trial, enum future_end end,
	const struct audit_row *rows, size_t n, const char *why, struct error *err);
/* Calls take for each trial that is kept, with the values of the metric that decides. */
int audit_file_read(struct audit_file *a,
	void (*take)(void *arg, uint32_t trial, enum future_end end, const double *values,
		size_t n),
	void *arg, struct error *err);

#endif
