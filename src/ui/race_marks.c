/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/race_marks.h"

#include <stdio.h>

#include "ui/format.h"

enum role race_role(size_t column)
{
	return (enum role)(ROLE_RACE + column);
}

const char *race_ordinal(int place)
{
	static const char *const words[] = {"", "1st", "2nd", "3rd", "4th"};

	return words[place];
}

const char *race_time(double t, double whole, char *out, size_t size)
{
	if (whole < 10)
		snprintf(out, size, "%.3f s", t);
	else if (whole < 100)
		snprintf(out, size, "%.2f s", t);
	else
		format_clock(t, out, size);
	return out;
}

struct race_unit race_unit(double whole)
{
	static const struct race_unit units[] = {
		{1, "seconds"}, {60, "minutes"}, {3600, "hours"}, {86400, "days"}};
	int i = 0;

	while (i < 3 && whole > 3 * units[i + 1].seconds)
		i++;
	return units[i];
}
