/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shapes of W&B's distributions. */
#ifndef SPACE_SHAPES_H
#define SPACE_SHAPES_H

#include "space/distribution.h"

extern const struct shape shape_uniform;
extern const struct shape shape_log_values;    /* log X uniform on [log min, log max] */
extern const struct shape shape_log_exponents; /* log X uniform on [min, max] */
extern const struct shape shape_inv_exponents; /* log 1/X uniform on [min, max] */
extern const struct shape shape_normal;
extern const struct shape shape_log_normal;
extern const struct shape shape_beta;

#endif
