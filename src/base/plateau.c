/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/plateau.h"

#include <math.h>

#include "base/number.h"

struct plateau_mark plateau_begin(void)
{
	return (struct plateau_mark){.value = NO_NUMBER};
}

bool plateau_take(struct plateau_mark *m, const struct plateau *p, bool maximize, double value)
{
	double gain = maximize ? value - m->value : m->value - value;

	if (isfinite(value) && (isnan(m->value) || gain > p->by)) {
		m->value = value;
		m->epochs = 0;
	} else {
		m->epochs++;
	}
	return p->epochs && m->epochs >= p->epochs;
}
