/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/score.h"

#include <math.h>

#include "base/number.h"

#define VALUE_MAX 0x1p512
#define SHIFT 0x1p768
#define BROKEN_MIN 0x1p-200
#define BROKEN_MAX 0x1p200

double score_of(double value, double broken, bool maximize)
{
	double score;

	if (!isfinite(value) || !isfinite(broken))
		return NO_NUMBER;
	if (!(broken > 0))
		return fmin(fmax(value, -VALUE_MAX), VALUE_MAX);
	score = fmin(fmax(broken, BROKEN_MIN), BROKEN_MAX) * SHIFT;
	return maximize ? -score : score;
}

double score_broken(double score)
{
	double size = fabs(score);

	return size > VALUE_MAX && size <= BROKEN_MAX * SHIFT ? size / SHIFT : 0;
}
