/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/constraint.h"

#include <math.h>

#include "base/number.h"

double constraint_broken(const struct constraint *c, double v)
{
	if (!isfinite(v))
		return NO_NUMBER;
	return fmax(0, fmax(v - c->max, c->min - v));
}

double constraints_broken(const struct constraint *list, size_t n, const double *metrics)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += constraint_broken(&list[i], metrics[list[i].index]);
	return sum;
}

void constraint_print(const struct constraint *c, struct strbuf *out)
{
	if (isfinite(c->min) && isfinite(c->max))
		strbuf_addf(out, "%.6g <= ", c->min);
	strbuf_adds(out, c->metric);
	if (isfinite(c->max))
		strbuf_addf(out, " <= %.6g", c->max);
	else
		strbuf_addf(out, " >= %.6g", c->min);
}

void constraints_print(const struct constraint *list, size_t n, struct strbuf *out)
{
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(out, i ? ", " : "");
		constraint_print(&list[i], out);
	}
}

void constraints_say(const struct constraint *list, size_t n, double broken,
	const double *v, struct strbuf *out)
{
	size_t left = 0, said = 0;

	if (!(broken > 0))
		return;
	strbuf_adds(out, "breaks ");
	for (size_t i = 0; i < n; i++)
		left += constraint_broken(&list[i], v[i]) > 0;
	for (size_t i = 0; i < n && left > 1; i++) {
		double part = constraint_broken(&list[i], v[i]);

		if (!(part > 0))
			continue;
		strbuf_adds(out, !said ? "" : said + 1 < left ? ", " : " and ");
		strbuf_addf(out, "%s by %.4g", list[i].metric, part);
		said++;
	}
	if (said)
		return;
	/* One, whose amount is the sum: what is known of the metric may be rounded. */
	for (size_t i = 0; i < n; i++)
		if (n == 1 || constraint_broken(&list[i], v[i]) > 0)
			strbuf_addf(out, "%s", list[i].metric);
	strbuf_addf(out, "%s by %.4g", n > 1 && !left ? "constraints" : "", broken);
}
