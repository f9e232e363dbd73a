/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The help: the tables of keys and of commands, then the states of a trial.
 */
#include "config.h"

#include <stdio.h>

#include "ui/commands.h"

static const struct {
	const char *mark, *text;
	enum role role;
} states[] = {
	{">", "running", ROLE_RUNNING},
	{"^", "climbed: promoted to the next rung", ROLE_CLIMBED},
	{"=", "paused at a rung, may still climb", ROLE_PAUSED},
	{"x", "stopped", ROLE_STOPPED},
	{"*", "complete: trained to the top", ROLE_DONE},
	{"!", "lost: diverged, failed or killed", ROLE_LOST},
};

#define N_STATES (sizeof(states) / sizeof(*states))
#define HELP_LABEL 14
#define COMMAND_LABEL 28

static int lines(const struct scene *sc, int cols)
{
	int n = (int)(N_STATES + n_line_commands) + 3;

	(void)sc;
	(void)cols;
	for (size_t i = 0; i < n_key_rows; i++)
		n += key_rows[i].help != NULL;
	return n;
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	*cols = HELP_LABEL + 4;
	for (size_t i = 0; i < n_key_rows; i++)
		if (key_rows[i].help &&
			text_width(key_rows[i].help) + HELP_LABEL + 6 > *cols)
			*cols = text_width(key_rows[i].help) + HELP_LABEL + 6;
	for (size_t i = 0; i < n_line_commands; i++)
		if (text_width(line_commands[i].help) + COMMAND_LABEL + 6 > *cols)
			*cols = text_width(line_commands[i].help) + COMMAND_LABEL + 6;
	*rows = lines(sc, *cols) + 2;
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);
	int y = -sc->view->overlay_top;

	for (size_t i = 0; i < n_key_rows; i++) {
		char keys[64];
		bool can;

		if (!key_rows[i].help)
			continue;
		pen_goto(&p, y++, 1);
		can = view_can(sc->view, sc->study, key_rows[i].action);
		pen_left(&p, can ? ROLE_KEY : ROLE_DIM, HELP_LABEL,
			keymap_label(
				view_keymap(sc->view), &key_rows[i], keys, sizeof(keys)));
		p.x++;
		pen_text(&p, can ? ROLE_TEXT : ROLE_DIM, key_rows[i].help);
	}
	y++;
	for (size_t i = 0; i < n_line_commands; i++) {
		const struct line_command *r = &line_commands[i];
		bool can = !r->steers || view_steers(sc->view, sc->study);
		char label[64];

		snprintf(label, sizeof(label), ":%s %s", r->name, r->args);
		pen_goto(&p, y++, 1);
		pen_left(&p, can ? ROLE_KEY : ROLE_DIM, COMMAND_LABEL, label);
		p.x++;
		pen_text(&p, can ? ROLE_TEXT : ROLE_DIM, r->help);
	}
	y++;
	for (size_t i = 0; i < N_STATES; i++) {
		pen_goto(&p, y++, 1);
		pen_left(&p, states[i].role, HELP_LABEL, states[i].mark);
		p.x++;
		pen_text(&p, ROLE_TEXT, states[i].text);
	}
	pen_goto(&p, y, 1);
	p.role = ROLE_RUNNING;
	pen_ch(&p, g->glyphs->starting);
	p.x = 1 + HELP_LABEL + 1;
	pen_text(&p, ROLE_TEXT, "in the lane of a worker: its program starts");
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	(void)self;
	(void)s;
	(void)a;
	if (v->overlay == OVERLAY_HELP)
		view_close(v);
	else
		view_open(v, OVERLAY_HELP);
}

const struct overlay_ops overlay_help = {
	.name = "Keys",
	.opens = {ACT_HELP},
	.open = open_it,
	.size = size,
	.draw = draw,
	.lines = lines,
};
