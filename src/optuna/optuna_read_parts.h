/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of Optuna's two storages share. */
#ifndef OPTUNA_OPTUNA_READ_PARTS_H
#define OPTUNA_OPTUNA_READ_PARTS_H

#include <jansson.h>

#include "optuna/optuna_read.h"

/* A study that is being read. */
struct optuna_reader {
	struct earlier_study *s;
	const char *path, *metric;
	size_t objective; /* the one that is wanted, among n_objectives */
	size_t n_objectives;
};

/*
 * Chooses the objective: names is the text of a JSON list, or NULL. -1 with err: there are
 * several, and none has the metric's name.
 */
int optuna_choose_objective(
	struct optuna_reader *r, const char *names, struct error *err);
/* Adds a parameter's value, which `internal` means in the distribution, a JSON text. */
void optuna_add_param(struct earlier_trial *t, const char *name, double internal,
	const char *distribution);
/* "no study", or "several; name one: a, b"; -1. names: n of them. */
int optuna_no_study(const char *path, const char *study, const char *const *names,
	size_t n, struct error *err);
/* number: an enum optuna_state, or another, which is taken for RUNNING. */
enum trial_state optuna_trial_state(int number);

int optuna_read_sqlite(struct optuna_reader *r, const char *study, struct error *err);
int optuna_read_journal(struct optuna_reader *r, const char *study, struct error *err);

#endif
