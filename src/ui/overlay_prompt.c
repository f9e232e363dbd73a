/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line.
 */
#include "config.h"

#include "ui/commands.h"
#include "ui/prompt_line.h"

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct prompt *pr = sc->self;
	struct strbuf hint = STRBUF_INIT;

	command_hint(sc->study, pr->line.text.buf, pr->line.at, &hint);
	prompt_draw(pr, ":", hint.buf, g, in);
	strbuf_release(&hint);
}

/* A configuration like that of the selected trial, or of the incumbent. */
static void begin_enqueue(
	const struct view *v, const struct study *s, struct strbuf *line)
{
	const struct study_incumbent *best = study_incumbent(s);
	uint32_t like = v->selected.trial < s->n_trials ? v->selected.trial
			: best				? best->trial
							: STUDY_NONE;
	const struct space *space = s->info->space;
	char text[64];

	strbuf_adds(line, "enqueue");
	for (size_t i = 0; i < space->n; i++) {
		if (domain_is_constant(&space->params[i].domain) ||
			(like != STUDY_NONE &&
				s->trials[like].config[i].kind == VALUE_NONE))
			continue;
		strbuf_addf(line, " %s=%s", space->params[i].name,
			like == STUDY_NONE ? ""
					   : value_print(s->trials[like].config[i], true,
						     text, sizeof(text)));
	}
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	struct strbuf line = STRBUF_INIT;

	if (!view_can(v, s, a))
		return;
	if (a == ACT_ENQUEUE)
		begin_enqueue(v, s, &line);
	prompt_begin(self, line.buf);
	strbuf_release(&line);
	view_open(v, OVERLAY_PROMPT);
}

/* The line closes first, so that what it runs can open something else. */
static struct request run(struct view *v, struct prompt *p, const struct study *s)
{
	enum overlay under = v->under;
	struct mistake m = {0};
	struct request r;

	view_close(v);
	if (command_run(v, s, p->line.text.buf, &r, &m) < 0) {
		v->overlay = OVERLAY_PROMPT;
		v->under = under;
		prompt_wrong(p, m.err.text, m.at);
		return (struct request){0};
	}
	prompt_keep(p);
	return r;
}

static void complete(struct prompt *p, const struct study *s, bool back)
{
	struct words words;

	if (!prompt_choosing(p)) {
		command_complete(s, p->line.text.buf, p->line.at, &words);
		prompt_found(p, words.items, words.n, words.at);
	} else {
		prompt_choose(p, back);
	}
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	if (a == ACT_INSPECT)
		return run(v, self, s);
	if (a == ACT_FOCUS_NEXT || a == ACT_FOCUS_LAST)
		complete(self, s, a == ACT_FOCUS_LAST);
	else
		prompt_edit(v, self, a);
	return (struct request){0};
}

const struct overlay_ops overlay_prompt = {
	.name = "Command",
	.opens = {ACT_COMMAND, ACT_ENQUEUE},
	.state_size = sizeof(struct prompt),
	.init = prompt_line_init,
	.release = prompt_line_release,
	.bottom = true,
	.question = true,
	.steers = true,
	.size = prompt_size,
	.draw = draw,
	.open = open_it,
	.context = prompt_context,
	.act = act,
	.type = prompt_line_type,
};
