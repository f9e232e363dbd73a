/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Optuna's journal (JournalStorage, from Optuna 3.1 on): a JSON object a line, in the
 * order in which things happened. It is read while it grows.
 */
#ifndef OPTUNA_OPTUNA_JOURNAL_H
#define OPTUNA_OPTUNA_JOURNAL_H

#include "optuna/optuna.h"

/* Appends whole lines to out, which outlives it. */
struct optuna_sink *optuna_journal_new(struct strbuf *out);
void optuna_journal_free(struct optuna_sink *k);

#endif
