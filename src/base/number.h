/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <math.h>

/* NaN where a double is meant: NAN itself is a float. */
#define NO_NUMBER ((double)NAN)

#endif
