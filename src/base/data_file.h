/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the data is that a study names: beside the study file, then where data comes. */
#ifndef BASE_DATA_FILE_H
#define BASE_DATA_FILE_H

#include "base/knob.h"

/*
 * The path of the file that a knob names: itself when it is absolute, else in the first
 * of dirs (NULL ends) that has it. free() it. NULL with err and the places that were
 * tried.
 */
char *data_file(const struct knob_value *v, const char *const *dirs, struct error *err);

#endif
