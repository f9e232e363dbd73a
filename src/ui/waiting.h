/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a study waits for, in words: the first decision, or a rung that is not full. */
#ifndef UI_WAITING_H
#define UI_WAITING_H

#include <stdbool.h>
#include <stddef.h>

#include "study/study.h"

/* "63 workers idle: b0 rung 0 waits for T07". False: no worker waits for others. */
bool waiting_at_barrier(const struct study *s, char *out, size_t size);
/* "no decision yet: 24 of 81 have reported at 1 epoch". Returns out. */
const char *waiting_first(const struct study *s, char *out, size_t size);

#endif
