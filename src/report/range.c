/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/range.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

void values_add(struct values *v, double x)
{
	if (!isfinite(x))
		return;
	ARRAY_ROOM(v->items, v->n, v->cap);
	v->items[v->n++] = x;
}

void values_release(struct values *v)
{
	free(v->items);
	*v = (struct values){0};
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

struct range range_of(double lo, double hi, bool log)
{
	if (!(hi > lo)) {
		double by = lo != 0 ? fabs(lo) * 0.2 : 0.5;

		lo = log ? lo / 1.5 : lo - by;
		hi = log ? hi * 1.5 : hi + by;
	}
	return (struct range){.lo = lo, .hi = hi, .log = log};
}

static struct range pad(struct range r, double part)
{
	double by = (r.log ? log10(r.hi / r.lo) : r.hi - r.lo) * part;
	double lo = r.log ? r.lo / pow(10, by) : r.lo - by;

	/* an axis of what cannot be negative begins at 0 */
	r.lo = !r.log && r.lo >= 0 && lo < 0 ? 0 : lo;
	r.hi = r.log ? r.hi * pow(10, by) : r.hi + by;
	return r;
}

/* A value this many times as far from the best as nine in ten are, is beyond the axis. */
#define FAR 3
#define FAR_OF 50 /* of so many values at least, or nine in ten say nothing */

static struct range without_far(const struct values *v, bool maximize)
{
	size_t last = v->n - 1, tenth = last / 10;
	double lo = v->items[0], hi = v->items[last];

	if (v->n < FAR_OF)
		return range_of(lo, hi, false);
	if (maximize)
		lo = fmax(lo, hi - FAR * (hi - v->items[tenth]));
	else
		hi = fmin(hi, lo + FAR * (v->items[last - tenth] - lo));
	return range_of(lo, hi, false);
}

struct range range_of_metric(struct values *v, bool maximize)
{
	struct range r = {.lo = 0, .hi = 1, .empty = true};

	if (!v->n)
		return r;
	qsort(v->items, v->n, sizeof(*v->items), ascending);
	if (axis_suits_log(maximize, v->items[0]))
		r = range_of(v->items[0], v->items[v->n - 1], true);
	else
		r = without_far(v, maximize);
	r = pad(r, 0.04);
	for (size_t i = 0; i < v->n; i++)
		r.beyond += v->items[i] < r.lo || v->items[i] > r.hi;
	return r;
}

/* "1e-05" to "1e-5", "2e+09" to "2e9" */
static void shorten_exponent(char *s)
{
	char *e = strchr(s, 'e'), *from;

	if (!e)
		return;
	from = ++e;
	if (*from == '-')
		e++, from++;
	from += strspn(from, "+0");
	memmove(e, from, strlen(from) + 1);
}

void range_label(double v, char *out, size_t size)
{
	double a = fabs(v);

	if (a >= 1e9 || (a > 0 && a < 1e-3))
		snprintf(out, size, "%.3g", v);
	else if (a >= 1e6)
		snprintf(out, size, "%.4gM", v / 1e6);
	else if (a >= 1e4)
		snprintf(out, size, "%.4gk", v / 1e3);
	else
		snprintf(out, size, "%.6g", v);
	shorten_exponent(out);
}

static int decimals(const char *text)
{
	const char *point = strchr(text, '.');

	return point && strspn(point + 1, "0123456789") == strlen(point + 1)
		       ? (int)strlen(point + 1)
		       : 0;
}

static bool is_plain(const char *text)
{
	return strspn(text, "-.0123456789") == strlen(text);
}

/* "0", "0.5", "1" to "0.0", "0.5", "1.0" */
static void align_decimals(struct tick *ticks, int n)
{
	int most = 0;

	for (int i = 0; i < n; i++)
		if (decimals(ticks[i].text) > most)
			most = decimals(ticks[i].text);
	for (int i = 0; most && i < n; i++)
		if (is_plain(ticks[i].text))
			snprintf(ticks[i].text, sizeof(ticks[i].text), "%.*f", most,
				ticks[i].value);
}

int range_ticks(const struct range *r, int max, struct tick *ticks)
{
	struct axis a = axis_make(r->lo, r->hi, r->log, 2, false);
	double at[AXIS_TICKS];
	/* a linear axis in so many steps has one tick more */
	int n = axis_ticks(&a, r->log ? max : max + 1, at);

	for (int i = 0; i < n; i++) {
		ticks[i].value = at[i];
		range_label(at[i], ticks[i].text, sizeof(ticks[i].text));
	}
	if (!r->log || r->hi < 10 * r->lo)
		align_decimals(ticks, n);
	return n;
}
