/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/frame.h"

#include <math.h>

struct frame frame_make(
	double x, double y, double w, double h, struct range rx, struct range ry)
{
	struct frame fr = {
		.x = x, .y = y, .w = floor(w), .h = floor(h), .rx = rx, .ry = ry};

	fr.ax = axis_make(rx.lo, rx.hi, rx.log, (int)fr.w + 1, false);
	fr.ay = axis_make(ry.lo, ry.hi, ry.log, (int)fr.h + 1, true);
	return fr;
}

static double within(double v, double end)
{
	return isnan(v) ? v : fmax(0, fmin(end, v));
}

double frame_x(const struct frame *fr, double v)
{
	return fr->x + within(axis_dot(&fr->ax, v), fr->w);
}

double frame_y(const struct frame *fr, double v)
{
	return fr->y + within(axis_dot(&fr->ay, v), fr->h);
}

struct lettering frame_letters(const struct figure *f, enum ink ink, double size)
{
	return (struct lettering){
		.paint = theme_ink(figure_theme(f), ink, 1), .size = size};
}

void frame_y_axis(struct figure *f, const struct frame *fr, bool labels)
{
	struct lettering l = frame_letters(f, INK_MUTED, SIZE_TICK);
	struct tick ticks[AXIS_TICKS];
	/* 1, 2 and 5 of a decade count as three where there is a log axis */
	int n = range_ticks(&fr->ry, (int)(fr->h / (fr->ry.log ? 28 : 36)), ticks);

	for (int i = 0; i < n; i++) {
		figure_move(f, fr->x, frame_y(fr, ticks[i].value));
		figure_to(f, fr->x + fr->w, frame_y(fr, ticks[i].value));
	}
	figure_stroke(f, theme_ink(figure_theme(f), INK_GRID, 1), 1, DASHES_NONE);
	l.align = 1;
	for (int i = 0; labels && i < n; i++)
		figure_text(
			f, fr->x - 8, frame_y(fr, ticks[i].value) + 4, &l, ticks[i].text);
}

void frame_x_tick(struct figure *f, const struct frame *fr, double at, double room,
	const char *text)
{
	struct lettering l = frame_letters(f, INK_MUTED, SIZE_TICK);
	struct strbuf cut = STRBUF_INIT;

	l.align = 0.5;
	figure_text_fit(f, &l, room, text, &cut);
	figure_text(f, at, fr->y + fr->h + 19, &l, cut.buf);
	figure_move(f, at, fr->y + fr->h);
	figure_to(f, at, fr->y + fr->h + 4);
	figure_stroke(f, theme_ink(figure_theme(f), INK_MUTED, 1), 1, DASHES_NONE);
	strbuf_release(&cut);
}

void frame_x_axis(struct figure *f, const struct frame *fr, int max)
{
	struct tick ticks[AXIS_TICKS];
	struct lettering l = frame_letters(f, INK_MUTED, SIZE_TICK);
	int n = range_ticks(&fr->rx, max, ticks);
	double taken = -INFINITY;

	for (int i = 0; i < n; i++) {
		double x = frame_x(fr, ticks[i].value);
		double half = figure_text_width(f, &l, ticks[i].text) / 2;
		bool meets = x - half < taken + 6;

		frame_x_tick(f, fr, x, fr->w, meets ? "" : ticks[i].text);
		if (!meets)
			taken = x + half;
	}
	frame_base(f, fr);
}

void frame_base(struct figure *f, const struct frame *fr)
{
	figure_move(f, fr->x, fr->y + fr->h);
	figure_to(f, fr->x + fr->w, fr->y + fr->h);
	figure_stroke(f, theme_ink(figure_theme(f), INK_MUTED, 1), 1, DASHES_NONE);
}

void frame_x_title(struct figure *f, const struct frame *fr, const char *text)
{
	struct lettering l = frame_letters(f, INK_TEXT, SIZE_LABEL);
	struct strbuf cut = STRBUF_INIT;

	l.align = 0.5;
	figure_text_fit(f, &l, fr->w, text, &cut);
	figure_text(f, fr->x + fr->w / 2, fr->y + fr->h + 41, &l, cut.buf);
	strbuf_release(&cut);
}

void frame_y_title(struct figure *f, const struct frame *fr, const char *text)
{
	struct lettering l = frame_letters(f, INK_TEXT, SIZE_LABEL);
	struct strbuf title = STRBUF_INIT, cut = STRBUF_INIT;

	strbuf_adds(&title, text);
	if (fr->ry.beyond)
		strbuf_addf(&title, " (%zu beyond the axis)", fr->ry.beyond);
	l.align = 0.5;
	l.upright = true;
	figure_text_fit(f, &l, fr->h, title.buf, &cut);
	figure_text(f, fr->x - FRAME_LEFT + 20, fr->y + fr->h / 2, &l, cut.buf);
	strbuf_release(&title);
	strbuf_release(&cut);
}

void frame_say(struct figure *f, const struct frame *fr, const char *text)
{
	struct lettering l = frame_letters(f, INK_MUTED, SIZE_LABEL);

	l.align = 0.5;
	figure_text(f, fr->x + fr->w / 2, fr->y + fr->h / 2, &l, text);
}

void frame_heading(struct figure *f, const char *title, const char *note)
{
	struct lettering big = frame_letters(f, INK_TEXT, SIZE_TITLE);
	struct lettering small = frame_letters(f, INK_MUTED, SIZE_NOTE);
	double room = figure_width(f) - 2 * FRAME_RIGHT;
	struct strbuf cut = STRBUF_INIT;

	big.bold = true;
	figure_text_fit(f, &big, room, title, &cut);
	figure_text(f, FRAME_RIGHT, 36, &big, cut.buf);
	strbuf_reset(&cut);
	figure_text_fit(f, &small, room, note, &cut);
	figure_text(f, FRAME_RIGHT, 58, &small, cut.buf);
	strbuf_release(&cut);
}
