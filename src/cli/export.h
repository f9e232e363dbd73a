/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats of export, one file each. */
#ifndef CLI_EXPORT_H
#define CLI_EXPORT_H

#include "base/error.h"
#include "cli/options.h"
#include "cli/output.h"
#include "study/study.h"

/* All return 0, or -1 with err; `out` may then be incomplete. */

/* Every event as its line; in one pass, so memory does not grow with the study. */
int export_lines(const char *path, struct output *out, struct error *err);
/*
 * A header and a row for every epoch of every trial, in that order: config (the trial),
 * the parameters, epoch, the metrics, seconds; what `objective: {kind: table}` reads. A
 * value that is not finite is an empty field. A trial without an epoch has one row, for
 * epoch 1, without a value. A parameter with the name of another column gets the prefix
 * "param_".
 */
int export_csv(const char *path, struct output *out, struct error *err);
/* One object: study, schedulers, finish, best and trials. */
int export_json(const char *path, struct output *out, struct error *err);
/* Optuna's journal, and its SQLite file `to`, which is new and is removed after an error. */
int export_optuna_journal(const char *path, struct output *out, struct error *err);
int export_optuna(
	const char *path, const char *to, const char *version, struct error *err);
/*
 * One trial's configuration, as its program gets it: a JSON object, nested as in the study
 * file; the same as a study file's parameters, all constant; and a line NAME='VALUE' for
 * each, which a shell can source. What is no name of a variable is told, and left out.
 */
void export_config(const struct study *s, const struct study_trial *t, struct strbuf *out);
void export_yaml(const struct study *s, const struct study_trial *t, struct strbuf *out);
void export_env(const struct study *s, const struct study_trial *t, struct strbuf *out);

#endif
