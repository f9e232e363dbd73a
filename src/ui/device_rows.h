/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows about the GPUs that trials are given: a row each. */
#ifndef UI_DEVICE_ROWS_H
#define UI_DEVICE_ROWS_H

#include "draw/grid.h"
#include "objective/device.h"

/*
 * From the pen's place to the right: its number and name, its memory, how busy it is, and
 * which trial has what of it.
 */
void device_row_draw(struct pen *p, const struct device_report *d);

#endif
