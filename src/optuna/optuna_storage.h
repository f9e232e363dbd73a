/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optuna's storage in SQLite (RDBStorage), as Optuna 3.1 creates it. Optuna refuses a
 * file whose version is not exactly its own, even a newer one; the two that there are
 * since 3.0 differ in one index.
 */
#ifndef OPTUNA_OPTUNA_STORAGE_H
#define OPTUNA_OPTUNA_STORAGE_H

#include "optuna/optuna.h"

/* path: an empty file. version: "3.1", or "3.2" for all later ones. NULL with err. */
struct optuna_sink *optuna_storage_new(
	const char *path, const char *version, struct error *err);
/*
 * Commits, and frees it. -1 with err when anything was not written; nothing is in the
 * file then.
 */
int optuna_storage_close(struct optuna_sink *k, struct error *err);
/* Frees it; nothing is in the file. */
void optuna_storage_discard(struct optuna_sink *k);

#endif
