/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search for what has happened.
 */
#include "config.h"

#include <string.h>

#include "ui/prompt_line.h"

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	prompt_draw(sc->self, "/",
		"T12, promote, stop, incumbent, diverged, kill; Esc closes", g, in);
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	if (!view_can(v, s, a))
		return;
	prompt_begin(self, "");
	view_open(v, OVERLAY_SEARCH);
}

/* An empty line searches on for what was searched for last. */
static void search(struct view *v, struct prompt *p)
{
	const char *text = p->line.text.buf;

	if (!text[strspn(text, " ")] && p->n_history)
		text = p->history[p->n_history - 1];
	if (!text[strspn(text, " ")]) {
		view_close(v);
	} else if (!view_search(v, text)) {
		prompt_wrong(p, "nothing fits that", 0);
	} else {
		prompt_keep(p);
		view_close(v);
	}
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	(void)s;
	if (a == ACT_INSPECT)
		search(v, self);
	else
		prompt_edit(v, self, a);
	return (struct request){0};
}

const struct overlay_ops overlay_search = {
	.name = "Search",
	.opens = {ACT_SEARCH},
	.state_size = sizeof(struct prompt),
	.init = prompt_line_init,
	.release = prompt_line_release,
	.bottom = true,
	.question = true,
	.size = prompt_size,
	.draw = draw,
	.open = open_it,
	.context = prompt_context,
	.act = act,
	.type = prompt_line_type,
};
