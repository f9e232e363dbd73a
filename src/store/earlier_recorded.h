/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recorded studies as earlier ones. */
#ifndef STORE_EARLIER_RECORDED_H
#define STORE_EARLIER_RECORDED_H

#include "study/earlier.h"

/*
 * Reads a recording, as far as it is written. *told: how many trials of still earlier
 * studies it was told of itself, which are not among these. now: the study that it is
 * read for, whose metric and constraints make its values. -1 with err.
 */
int earlier_read_recorded(struct earlier_study *s, const char *path,
	const struct study_info *now, size_t *told, struct error *err);

#endif
