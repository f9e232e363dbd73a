/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/spots.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"

#define LEAST 5.0 /* points: what is smaller is hard to point at */

void spots_init(struct spots *s)
{
	*s = (struct spots){0};
	strbuf_init(&s->bytes);
}

void spots_release(struct spots *s)
{
	free(s->items);
	strbuf_release(&s->bytes);
}

static void add(struct spots *s, uint32_t trial, bool line)
{
	ARRAY_ROOM(s->items, s->n, s->cap);
	s->items[s->n++] = (struct spot){trial, line, s->bytes.len, 0};
}

/* To half a point, which nobody can point at more nearly. */
static double half(double v)
{
	return floor(v * 2 + 0.5) / 2;
}

void spots_dot(struct spots *s, uint32_t trial, double x, double y, double size)
{
	double r = fmax(size, LEAST) / 2 + 1;

	if (!s)
		return;
	add(s, trial, false);
	strbuf_addf(&s->bytes, "M%g %ga%g %g 0 1 0 %g 0a%g %g 0 1 0 %g 0z", half(x) - r,
		half(y), r, r, 2 * r, r, r, -2 * r);
}

void spots_box(struct spots *s, uint32_t trial, double x, double y, double w, double h)
{
	if (!s)
		return;
	add(s, trial, false);
	strbuf_addf(&s->bytes, "M%g %gh%gv%gh%gz", half(x), half(y), fmax(1, half(w)),
		half(h), -fmax(1, half(w)));
}

void spots_line(struct spots *s, uint32_t trial)
{
	if (s)
		add(s, trial, true);
}

void spots_to(struct spots *s, bool move, double x, double y)
{
	if (!s)
		return;
	strbuf_addf(&s->bytes, "%c%g %g", move ? 'M' : 'L', half(x), half(y));
	if (move)
		strbuf_adds(&s->bytes, "h0"); /* a point, should no other one follow */
}

void spots_say(struct spots *s, const char *fmt, ...)
{
	char text[512];
	va_list args;

	if (!s)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	strbuf_addch(&s->bytes, '\0');
	s->items[s->n - 1].text = s->bytes.len;
	strbuf_adds(&s->bytes, text);
	strbuf_addch(&s->bytes, '\0');
}

const char *spots_path(const struct spots *s, size_t i)
{
	return s->bytes.buf + s->items[i].path;
}

const char *spots_text(const struct spots *s, size_t i)
{
	return s->bytes.buf + s->items[i].text;
}
