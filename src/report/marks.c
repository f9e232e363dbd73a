/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "report/marks.h"

#include <math.h>

#include "report/frame.h"

static const struct {
	const char *name;
	enum ink ink;
	enum mark_shape shape;
} fates[FATES] = {
	[FATE_STOPPED] = {"stopped", INK_STOPPED, SHAPE_RING},
	[FATE_WAITING] = {"paused", INK_WAITING, SHAPE_TRIANGLE},
	[FATE_LOST] = {"diverged, failed or killed", INK_LOST, SHAPE_CROSS},
	[FATE_COMPLETED] = {"completed", INK_COMPLETED, SHAPE_DOT},
};

enum fate fate_of(enum trial_state state)
{
	switch (state) {
	case TRIAL_COMPLETED:
		return FATE_COMPLETED;
	case TRIAL_STOPPED:
		return FATE_STOPPED;
	case TRIAL_DIVERGED:
	case TRIAL_FAILED:
	case TRIAL_KILLED:
		return FATE_LOST;
	default:
		return FATE_WAITING;
	}
}

enum ink fate_ink(enum fate fate)
{
	return fates[fate].ink;
}

enum mark_shape fate_shape(enum fate fate)
{
	return fates[fate].shape;
}

static void add_star(struct figure *f, double x, double y, double size)
{
	double outer = size / 2, inner = outer * 0.45, turn = acos(-1) / 5;

	for (int i = 0; i < 10; i++) {
		double r = i & 1 ? inner : outer, at = i * turn;

		(i ? figure_to : figure_move)(f, x + r * sin(at), y - r * cos(at));
	}
	figure_close(f);
}

void marks_add(struct figure *f, enum mark_shape shape, double x, double y, double size)
{
	double r = size / 2;

	switch (shape) {
	case SHAPE_DOT:
		figure_dot(f, x, y);
		break;
	case SHAPE_RING:
		figure_ring(f, x, y, r - 0.5);
		break;
	case SHAPE_TRIANGLE:
		figure_move(f, x, y - r);
		figure_to(f, x + r, y + 0.8 * r);
		figure_to(f, x - r, y + 0.8 * r);
		figure_close(f);
		break;
	case SHAPE_CROSS:
		r *= 0.8;
		figure_move(f, x - r, y - r);
		figure_to(f, x + r, y + r);
		figure_move(f, x - r, y + r);
		figure_to(f, x + r, y - r);
		break;
	case SHAPE_STAR:
		add_star(f, x, y, size);
		break;
	}
}

void marks_paint(struct figure *f, enum mark_shape shape, struct paint p, double size)
{
	switch (shape) {
	case SHAPE_DOT:
		figure_stroke(f, p, size, DASHES_NONE);
		break;
	case SHAPE_RING:
		figure_stroke(f, p, 1, DASHES_NONE);
		break;
	case SHAPE_CROSS:
		figure_stroke(f, p, 1.4, DASHES_NONE);
		break;
	case SHAPE_TRIANGLE:
	case SHAPE_STAR:
		figure_fill(f, p);
		break;
	}
}

void marks_incumbent(struct figure *f, double x, double y)
{
	if (isnan(x) || isnan(y))
		return;
	marks_add(f, SHAPE_STAR, x, y, 17);
	figure_stroke(f, theme_ink(figure_theme(f), INK_PAPER, 1), 3, DASHES_NONE);
	marks_add(f, SHAPE_STAR, x, y, 17);
	marks_paint(f, SHAPE_STAR, theme_ink(figure_theme(f), INK_INCUMBENT, 1), 17);
}

/* The legend */

#define SAMPLE 22.0 /* as wide as a line's sample */

struct legend legend_begin(struct figure *f)
{
	return (struct legend){f, FRAME_RIGHT, FRAME_TOP - 25};
}

void legend_words(struct legend *l, const char *text)
{
	struct lettering letters = frame_letters(l->f, INK_TEXT, SIZE_TICK);

	figure_text(l->f, l->x, l->y + 4, &letters, text);
	l->x += figure_text_width(l->f, &letters, text) + 18;
}

void legend_mark(struct legend *l, enum mark_shape shape, enum ink ink, const char *text)
{
	struct paint p = theme_ink(figure_theme(l->f), ink, 1);
	double size = shape == SHAPE_STAR ? 14 : 8;

	marks_add(l->f, shape, l->x + 6, l->y, size);
	marks_paint(l->f, shape, p, size);
	l->x += 16;
	legend_words(l, text);
}

void legend_line(
	struct legend *l, struct paint p, double width, enum dashes d, const char *text)
{
	figure_move(l->f, l->x, l->y);
	figure_to(l->f, l->x + SAMPLE, l->y);
	figure_stroke(l->f, p, width, d);
	l->x += SAMPLE + 6;
	legend_words(l, text);
}

void legend_box(struct legend *l, struct paint p, const char *text)
{
	figure_box(l->f, l->x, l->y - 6, 14, 12);
	figure_fill(l->f, p);
	l->x += 20;
	legend_words(l, text);
}

void legend_fates(struct legend *l, const size_t *count, bool lines)
{
	size_t n[FATES] = {0};

	for (int state = 0; state < TRIAL_STATES; state++)
		n[fate_of((enum trial_state)state)] += count[state];
	for (int i = FATES; i-- > 0;) {
		struct paint p = theme_ink(figure_theme(l->f), fates[i].ink, 1);
		const char *name = i == FATE_WAITING && count[TRIAL_RUNNING]
					   ? "paused or running"
					   : fates[i].name;

		if (n[i] && lines)
			legend_line(
				l, p, i == FATE_COMPLETED ? 2 : 1.2, DASHES_NONE, name);
		else if (n[i])
			legend_mark(l, fates[i].shape, fates[i].ink, name);
	}
}
