/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/plot.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

void plot_init(struct plot *p, enum tier tier, int rows, int cols)
{
	*p = (struct plot){
		.tier = tier,
		.rows = rows > 0 ? rows : 0,
		.cols = cols > 0 ? cols : 0,
		.dots_x = tier == TIER_ASCII ? 1 : 2,
		.dots_y = tier == TIER_BRAILLE	? 4
			  : tier == TIER_BLOCKS ? 2
						: 3,
	};
	p->cells = xcalloc((size_t)p->rows * (size_t)p->cols + 1, sizeof(*p->cells));
}

void plot_release(struct plot *p)
{
	free(p->cells);
	*p = (struct plot){0};
}

int plot_width(const struct plot *p)
{
	return p->cols * p->dots_x;
}

int plot_height(const struct plot *p)
{
	return p->rows * p->dots_y;
}

/* The bit of the dot at (x, y) within a cell, in the order of each tier's code points. */
static uint8_t dot_bit(enum tier tier, int x, int y)
{
	static const uint8_t braille[2][4] = {{1, 2, 4, 64}, {8, 16, 32, 128}};

	if (tier == TIER_BRAILLE)
		return braille[x][y];
	return (uint8_t)(tier == TIER_BLOCKS ? 1 << (2 * y + x) : 1 << y);
}

uint32_t plot_glyph(enum tier tier, unsigned bits)
{
	static const uint16_t quadrants[16] = {' ', 0x2598, 0x259d, 0x2580, 0x2596,
		0x258c, 0x259e, 0x259b, 0x2597, 0x259a, 0x2590, 0x259c, 0x2584, 0x2599,
		0x259f, 0x2588};
	static const char ascii[8] = " '-'.:.|";

	if (bits == 0)
		return ' ';
	if (tier == TIER_BRAILLE)
		return 0x2800 + (bits & 0xff);
	if (tier == TIER_BLOCKS)
		return quadrants[bits & 15];
	return (uint32_t)ascii[bits & 7];
}

bool plot_covers(const struct plot *p, int x, int y, struct plot_ink ink)
{
	const struct plot_cell *c =
		&p->cells[(y / p->dots_y) * p->cols + x / p->dots_x];

	return c->bits && c->rank > ink.rank;
}

void plot_dot(struct plot *p, int x, int y, struct plot_ink ink)
{
	struct plot_cell *c;

	if (x < 0 || y < 0 || x >= plot_width(p) || y >= plot_height(p))
		return;
	c = &p->cells[(y / p->dots_y) * p->cols + x / p->dots_x];
	if (c->bits == 0 || ink.rank >= c->rank) {
		c->role = (uint8_t)ink.role;
		c->attr = (uint8_t)ink.attr;
		c->rank = ink.rank;
	}
	c->bits |= dot_bit(p->tier, x % p->dots_x, y % p->dots_y);
}

/* One edge of Liang and Barsky's clipping: narrows [t0, t1]; false when nothing is left. */
static bool clip_edge(double step, double room, double *t0, double *t1)
{
	double t;

	if (step == 0)
		return room >= 0;
	t = room / step;
	if (step < 0)
		*t0 = fmax(*t0, t);
	else
		*t1 = fmin(*t1, t);
	return *t0 <= *t1;
}

void plot_line(
	struct plot *p, double x0, double y0, double x1, double y1, struct plot_ink ink)
{
	/* half a dot around the dots' centres, so that what rounds inside is inside */
	double right = plot_width(p) - 0.5, bottom = plot_height(p) - 0.5;
	double dx = x1 - x0, dy = y1 - y0, t0 = 0, t1 = 1;
	bool flat = fabs(dx) >= fabs(dy);
	double from = flat ? x0 : y0, step = flat ? dx : dy;
	int first, last;

	if (!isfinite(x0) || !isfinite(y0) || !isfinite(x1) || !isfinite(y1))
		return;
	if (!clip_edge(-dx, x0 + 0.5, &t0, &t1) || !clip_edge(dx, right - x0, &t0, &t1) ||
		!clip_edge(-dy, y0 + 0.5, &t0, &t1) ||
		!clip_edge(dy, bottom - y0, &t0, &t1))
		return;
	/* a dot for each column that a flat line crosses, for each row of a steep one */
	first = (int)floor(from + step * (step < 0 ? t1 : t0) + 0.5);
	last = (int)floor(from + step * (step < 0 ? t0 : t1) + 0.5);
	for (int i = first; i <= last; i++) {
		double t = step != 0 ? fmax(t0, fmin(t1, (i - from) / step)) : t0;
		int x = flat ? i : (int)floor(x0 + dx * t + 0.5);
		int y = flat ? (int)floor(y0 + dy * t + 0.5) : i;

		plot_dot(p, x, y, ink);
	}
}

void plot_draw(const struct plot *p, const struct pen *at)
{
	for (int y = 0; y < p->rows; y++)
		for (int x = 0; x < p->cols; x++) {
			const struct plot_cell *c = &p->cells[y * p->cols + x];
			struct pen pen = *at;

			if (!c->bits)
				continue;
			pen_goto(&pen, at->y + y, at->x + x);
			pen.role = (enum role)c->role;
			pen.attr = c->attr;
			pen_ch(&pen, plot_glyph(p->tier, c->bits));
		}
}

/* Axes */

#define FAR_BELOW 1e6 /* in dots */

bool axis_suits_log(bool maximize, double least)
{
	return !maximize && !(least <= 0);
}

struct axis axis_make(double lo, double hi, bool log, int dots, bool down)
{
	struct axis a = {.lo = lo, .hi = hi, .log = log, .dots = dots, .down = down};
	double half;

	a.from = log ? log10(lo) : lo;
	/* by halves: from -1e308 to 1e308 is farther than a number goes */
	half = (log ? log10(hi) : hi) / 2 - a.from / 2;
	a.scale = half > 0 ? (dots - 1) / 2. / half : 0;
	if (!isfinite(a.scale)) /* ends so near that no number says how near */
		a.scale = 0;
	return a;
}

double axis_dot(const struct axis *a, double v)
{
	double d;

	if (!isfinite(v))
		return NAN;
	if (a->log && v <= 0)
		d = -FAR_BELOW;
	else
		d = ((a->log ? log10(v) : v) / 2 - a->from / 2) * a->scale * 2;
	d = fmax(-FAR_BELOW, fmin(FAR_BELOW, d));
	return a->down ? a->dots - 1 - d : d;
}

/* The multiples of step within [lo, hi]: the first one's factor, and how many. */
static double multiples(double lo, double hi, double step, double *first)
{
	*first = ceil(lo / step - 1e-9);
	return floor(hi / step + 1e-9) - *first + 1;
}

/* The smallest of the steps that leaves no tick out, the axis' own ends included. */
static int linear_ticks(double lo, double hi, int max, double *ticks)
{
	static const double factors[] = {1, 2, 5};
	double unit = pow(10, floor(log10(hi / max - lo / max))), step = unit, first, n;

	if (!(unit >= DBL_MIN && isfinite(unit)))
		return 0; /* too near to each other, at the end of what numbers there are */
	for (int i = 0; (n = multiples(lo, hi, step, &first)) > max;) {
		i++;
		step = unit * pow(10, i / 3) * factors[i % 3];
	}
	for (int k = 0; k < n; k++)
		ticks[k] = first + k == 0 ? 0 : (first + k) * step;
	return n > 0 ? (int)n : 0;
}

/* 1, 2, 5 in each decade; when these are too many, 1 alone, then every second decade … */
static int log_ticks(double lo, double hi, int max, double *ticks)
{
	static const double three[] = {1, 2, 5};
	int from = (int)floor(log10(lo)), to = (int)ceil(log10(hi)), n = 0;
	int fine = 3, stride = 1;

	if ((to - from) * 3 > max)
		fine = 1;
	while ((to - from + 1) / stride > max)
		stride++;
	for (int e = from; e <= to; e += stride)
		for (int i = 0; i < fine; i++) {
			double v = three[i] * pow(10, e);

			if (v >= lo * (1 - 1e-9) && v <= hi * (1 + 1e-9) && n < max)
				ticks[n++] = v;
		}
	return n;
}

int axis_ticks(const struct axis *a, int max, double *ticks)
{
	int n;

	if (max > AXIS_TICKS)
		max = AXIS_TICKS;
	if (max < 1 || !(a->hi > a->lo) || !isfinite(a->lo) || !isfinite(a->hi) ||
		(a->log && !(a->lo > 0)))
		return 0;
	if (a->log) {
		n = log_ticks(a->lo, a->hi, max, ticks);
		if (n >= 2)
			return n;
	}
	return linear_ticks(a->lo, a->hi, max, ticks);
}
