/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the data files that a study names. */
#ifndef BASE_DATA_FILE_H
#define BASE_DATA_FILE_H

#include "base/knob.h"

/*
 * The path of the file that a knob names: the name itself when it is absolute, else in the
 * first of dirs (ends with NULL) that has it. free() it. NULL with err, which names the
 * folders that were tried.
 */
char *data_file(const struct knob_value *v, const char *const *dirs, struct error *err);

#endif
