/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line and the search, at the bottom of the screen: the line, and under it
 * what Tab found, what is wrong, or what is expected.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/commands.h"
#include "ui/overlay_prompt.h"

#define TWO_ROWS 4    /* of the screen, from which the line has another one under it */
#define THREE_ROWS 10 /* from which a rule parts it from the panes */

void prompt_size(const struct scene *sc, int *rows, int *cols)
{
	int all = sc->layout->rows;

	*rows = all < TWO_ROWS ? 1 : all < THREE_ROWS ? 2 : 3;
	*cols = sc->layout->cols;
}

/* The mistake under the place where it is: beside a caret, on the side that has room. */
static void draw_wrong(const struct prompt *pr, struct pen *p, int out)
{
	char *head = xstrndup(pr->line.text.buf, pr->wrong_at);
	int caret = 1 + text_width(head) - out, width = text_width(pr->wrong);

	free(head);
	p->role = ROLE_LOST;
	if (caret < 0 || caret >= p->in.w ||
		(width > caret - 1 && caret > 1 && caret + 2 + width > p->in.w)) {
		pen_goto(p, p->y, 1);
		pen_left(p, ROLE_LOST, pen_room(p), pr->wrong);
		return;
	}
	pen_goto(p, p->y, caret);
	pen_ch(p, '^');
	if (caret + 2 + width <= p->in.w || caret <= 1) {
		p->x++;
		pen_left(p, ROLE_LOST, pen_room(p), pr->wrong);
	} else {
		pen_goto(p, p->y, caret - 1 - width);
		pen_text(p, ROLE_LOST, pr->wrong);
	}
}

/* The words that Tab goes through, from such a one on that the chosen one shows. */
static void draw_found(const struct prompt *pr, struct pen *p)
{
	size_t from = 0;
	int width = 0;

	for (size_t i = 0; i <= pr->chosen && i < pr->n_found && pr->chosen < pr->n_found;
		i++) {
		width += text_width(pr->found[i]) + 2;
		while (width > p->in.w - 4 && from < i)
			width -= text_width(pr->found[from++]) + 2;
	}
	for (size_t i = from; i < pr->n_found && pen_room(p) > 0; i++) {
		if (pen_room(p) < text_width(pr->found[i]) && i > from) {
			pen_text(p, ROLE_DIM, p->g->glyphs->ellipsis);
			break;
		}
		p->attr = i == pr->chosen ? ATTR_BOLD | ATTR_UNDERLINE : 0;
		pen_text(p, i == pr->chosen ? ROLE_STRONG : ROLE_TEXT, pr->found[i]);
		p->attr = 0;
		p->x += 2;
	}
}

void prompt_draw(const struct prompt *pr, const char *lead, const char *hint,
	struct grid *g, struct area in)
{
	struct pen p = pen_in(g, in);
	int out;

	if (in.h > 2) {
		p.role = ROLE_FOCUS;
		pen_repeat(&p, g->glyphs->h, in.w);
		pen_goto(&p, 1, 0);
	}
	pen_text(&p, pr->wrong ? ROLE_LOST : ROLE_KEY, lead);
	out = line_draw(&pr->line, &p, ROLE_STRONG, pen_room(&p), true);
	pen_goto(&p, p.y + 1, 1);
	if (p.y >= in.h)
		return;
	if (pr->wrong) {
		draw_wrong(pr, &p, out);
	} else if (pr->n_found) {
		draw_found(pr, &p);
	} else {
		pen_left(&p, ROLE_DIM, pen_room(&p), hint);
	}
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct prompt *pr = &sc->view->prompt;
	struct strbuf hint;

	strbuf_init(&hint);
	command_hint(sc->study, pr->line.text.buf, pr->line.at, &hint);
	prompt_draw(pr, ":", hint.buf, g, in);
	strbuf_release(&hint);
}

enum context prompt_context(const struct view *v)
{
	(void)v;
	return IN_LINE;
}

/* A configuration like that of the selected trial, or of the incumbent. */
static void begin_enqueue(
	const struct view *v, const struct study *s, struct strbuf *line)
{
	const struct study_incumbent *best = study_incumbent(s);
	uint32_t like = v->trial < s->n_trials ? v->trial
			: best		       ? best->trial
					       : STUDY_NONE;
	const struct space *space = s->info->space;
	char text[64];

	strbuf_adds(line, "enqueue");
	for (size_t i = 0; i < space->n; i++) {
		if (domain_is_constant(&space->params[i].domain))
			continue;
		strbuf_addf(line, " %s=%s", space->params[i].name,
			like == STUDY_NONE ? ""
					   : value_print(s->trials[like].config[i], true,
						     text, sizeof(text)));
	}
}

static void open_it(struct view *v, const struct study *s, enum action a)
{
	struct strbuf line;

	if (!view_can(v, s, a))
		return;
	strbuf_init(&line);
	if (a == ACT_ENQUEUE)
		begin_enqueue(v, s, &line);
	prompt_begin(&v->prompt, line.buf);
	strbuf_release(&line);
	view_open(v, OVERLAY_PROMPT);
}

/* The line closes first, so that what it runs can open something else. */
static struct request run(struct view *v, const struct study *s)
{
	enum overlay under = v->under;
	struct mistake m = {0};
	struct request r;

	view_close(v);
	if (command_run(v, s, v->prompt.line.text.buf, &r, &m) < 0) {
		v->overlay = OVERLAY_PROMPT;
		v->under = under;
		prompt_wrong(&v->prompt, m.err.text, m.at);
		return (struct request){0};
	}
	prompt_keep(&v->prompt);
	return r;
}

static void complete(struct view *v, const struct study *s, bool back)
{
	struct prompt *p = &v->prompt;
	struct words words;

	if (!prompt_choosing(p)) {
		command_complete(s, p->line.text.buf, p->line.at, &words);
		prompt_found(p, words.items, words.n, words.at);
	} else {
		prompt_choose(p, back);
	}
}

void prompt_edit(struct view *v, struct prompt *p, enum action a)
{
	if (a == ACT_BACK || (a == ACT_ERASE_BACK && p->line.text.len == 0))
		view_close(v);
	else
		prompt_act(p, a);
}

static struct request act(struct view *v, const struct study *s, enum action a)
{
	if (a == ACT_INSPECT)
		return run(v, s);
	if (a == ACT_FOCUS_NEXT || a == ACT_FOCUS_LAST)
		complete(v, s, a == ACT_FOCUS_LAST);
	else
		prompt_edit(v, &v->prompt, a);
	return (struct request){0};
}

static void type(struct view *v, const struct study *s, uint32_t cp)
{
	(void)s;
	prompt_type(&v->prompt, cp);
}

const struct overlay_ops overlay_prompt = {
	.name = "Command",
	.bottom = true,
	.question = true,
	.steers = true,
	.size = prompt_size,
	.draw = draw,
	.open = open_it,
	.context = prompt_context,
	.act = act,
	.type = type,
};

/* Searching */

static void draw_search(const struct scene *sc, struct grid *g, struct area in)
{
	prompt_draw(&sc->view->search, "/",
		"T12, promote, stop, incumbent, diverged, kill; Esc closes", g, in);
}

static void open_search(struct view *v, const struct study *s, enum action a)
{
	if (!view_can(v, s, a))
		return;
	prompt_begin(&v->search, "");
	view_open(v, OVERLAY_SEARCH);
}

/* An empty line searches on for what was searched for last. */
static void search(struct view *v)
{
	struct prompt *p = &v->search;
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

static struct request act_search(struct view *v, const struct study *s, enum action a)
{
	(void)s;
	if (a == ACT_INSPECT)
		search(v);
	else
		prompt_edit(v, &v->search, a);
	return (struct request){0};
}

static void type_search(struct view *v, const struct study *s, uint32_t cp)
{
	(void)s;
	prompt_type(&v->search, cp);
}

const struct overlay_ops overlay_search = {
	.name = "Search",
	.bottom = true,
	.question = true,
	.size = prompt_size,
	.draw = draw_search,
	.open = open_search,
	.context = prompt_context,
	.act = act_search,
	.type = type_search,
};
