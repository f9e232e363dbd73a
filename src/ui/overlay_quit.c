/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The question before the program ends while its study runs.
 */
#include "config.h"

#include "ui/view.h"

static void size(const struct scene *sc, int *rows, int *cols)
{
	(void)sc;
	*rows = 4;
	*cols = 44;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);
	int running = (int)sc->study->count[TRIAL_RUNNING];

	if (in.h < 2 || in.w < 36) {
		pen_text(&p, ROLE_STRONG, in.w < 9 ? "y/n?" : "Quit? y/n");
		return;
	}
	pen_goto(&p, 0, 1);
	if (running == 1)
		pen_text(&p, ROLE_TEXT, "1 trial is training. Quit and end the study?");
	else if (running)
		pen_textf(
			&p, ROLE_TEXT, "%d trials are training. End the study?", running);
	else
		pen_text(&p, ROLE_TEXT, "The study has not finished. End it?");
	pen_goto(&p, 1, 1);
	pen_text(&p, ROLE_KEY, "y");
	pen_text(&p, ROLE_DIM, " end it    ");
	pen_text(&p, ROLE_KEY, "n");
	pen_text(&p, ROLE_DIM, " or ");
	pen_text(&p, ROLE_KEY, "Esc");
	pen_text(&p, ROLE_DIM, " go on");
}

static enum context in_question(const void *self)
{
	(void)self;
	return IN_PROMPT;
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	(void)self;
	(void)s;
	if (a == ACT_YES)
		return (struct request){.kind = REQUEST_QUIT};
	view_close(v);
	return (struct request){0};
}

const struct overlay_ops overlay_quit = {
	.name = "Quit?",
	.question = true,
	.steers = true,
	.size = size,
	.draw = draw,
	.context = in_question,
	.act = act,
};
