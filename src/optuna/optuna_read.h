/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the trials of Optuna's storages: SQLite files (RDBStorage, from Optuna 2.4 on) and
 * journals (JournalStorage). Nothing of theirs is changed.
 */
#ifndef OPTUNA_OPTUNA_READ_H
#define OPTUNA_OPTUNA_READ_H

#include "study/earlier.h"

enum optuna_file { OPTUNA_NONE, OPTUNA_SQLITE, OPTUNA_JOURNAL };

/* What kind of a storage a file is, by what is in it. */
enum optuna_file optuna_file_of(const char *path);
/*
 * Reads one study of a file, whose kind is not OPTUNA_NONE: the study that is named, or else
 * the only one there. metric: the name of the objective that is wanted; a study whose
 * objectives have no names has one alone. -1 with err (usage), which names the path.
 */
int optuna_read(struct earlier_study *s, enum optuna_file kind, const char *path,
	const char *study, const char *metric, struct error *err);

#endif
