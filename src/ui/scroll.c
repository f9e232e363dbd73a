/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/scroll.h"

size_t scroll_to(size_t top, size_t at, size_t n, size_t rows)
{
	if (n <= rows)
		return 0;
	if (at >= n)
		at = n - 1;
	if (at < top)
		top = at;
	if (at >= top + rows)
		top = at - rows + 1;
	return top > n - rows ? n - rows : top;
}

size_t move_by(size_t at, size_t n, int page, enum action a)
{
	size_t step = a == ACT_PAGE_UP || a == ACT_PAGE_DOWN
			      ? (size_t)(page > 0 ? page : 1)
			      : 1;

	if (n == 0)
		return 0;
	switch (a) {
	case ACT_UP:
	case ACT_PAGE_UP:
		return at > step ? at - step : 0;
	case ACT_DOWN:
	case ACT_PAGE_DOWN:
		return at + step < n ? at + step : n - 1;
	case ACT_FIRST:
		return 0;
	case ACT_LAST:
		return n - 1;
	default:
		return at;
	}
}

enum action travel_of(enum action a)
{
	switch (a) {
	case ACT_LEFT:
		return ACT_STEP_BACK;
	case ACT_RIGHT:
		return ACT_STEP;
	case ACT_FIRST:
		return ACT_OLDEST;
	case ACT_LAST:
		return ACT_NEWEST;
	default:
		return ACT_NONE;
	}
}
