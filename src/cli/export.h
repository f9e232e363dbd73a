/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What export can write, one file a format. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "base/error.h"
#include "cli/options.h"
#include "cli/output.h"

/* All give 0, or -1 with err, and `out` may then have anything in it. */

/* Every event as the line that it had; in one pass, whatever the number of events. */
int export_lines(const char *path, struct output *out, struct error *err);
/*
 * A header and a row for every epoch of every trial, in that order: config (the trial),
 * the parameters, epoch, the metrics, seconds; what `objective: {kind: table}` reads. A
 * value that is not finite is an empty field. A trial that has no epoch has one row, for
 * the first one, without a value. A parameter of the name of another column begins with
 * "param_".
 */
int export_csv(const char *path, struct output *out, struct error *err);
/* One object: study, schedulers, finish, best and trials. */
int export_json(const char *path, struct output *out, struct error *err);
/* Optuna's journal, and its SQLite file: `to` is a new one, gone again after an error. */
int export_optuna_journal(const char *path, struct output *out, struct error *err);
int export_optuna(
	const char *path, const char *to, const char *version, struct error *err);

#endif
