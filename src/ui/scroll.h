/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places in lists. */
#ifndef UI_SCROLL_H
#define UI_SCROLL_H

#include <stddef.h>

#include "ui/action.h"

/* The scroll place nearest to top at which row `at` of n shows in a window of `rows`. */
size_t scroll_to(size_t top, size_t at, size_t n, size_t rows);
/* `at` moved by an action, within 0 … n - 1; page: rows of a page. */
size_t move_by(size_t at, size_t n, int page, enum action a);

/* What a movement along a line of time asks for; ACT_NONE: nothing, or a page. */
enum action travel_of(enum action a);

#endif
