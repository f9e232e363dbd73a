/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With how many decisions each shadow differs, as titles have it. */
#ifndef UI_SHADOWS_COUNT_H
#define UI_SHADOWS_COUNT_H

#include "draw/grid.h"
#include "study/shadow.h"

/* "  ≠ asha 5, median 12": up to an event; nothing where none watches. */
void shadows_count(
	const struct shadows *s, uint64_t seq, const char *differs, struct pen *p);

#endif
