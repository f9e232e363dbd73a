/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The filter's line. While it is typed the matches are counted; Enter makes it the
 * table's, Esc leaves the one there was.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/filter.h"
#include "ui/prompt_line.h"
#include "ui/words.h"

#define AGAIN 2e-6 /* seconds between two counts, for each trial */

struct filter_line {
	struct prompt prompt;
	/* what the line would leave */
	char *text; /* that it was counted for; NULL: none was yet */
	uint64_t seq;
	double again; /* wall time before which news are not counted */
	bool parses;
	size_t n;
};

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct filter_line *own = sc->self;
	const char *text = own->prompt.line.text.buf;
	struct strbuf hint = STRBUF_INIT;

	if (own->text && own->parses)
		strbuf_addf(&hint, "%zu of %zu trials", own->n, sc->study->n_trials);
	else if (!text[strspn(text, " ")])
		strbuf_addf(&hint, "all %zu trials; as lr>1e-3 & state=paused",
			sc->study->n_trials);
	else
		strbuf_adds(
			&hint, "= != < <= > >= ~ (contains), & | ! ( ); Tab completes");
	strbuf_adds(&hint, "; Esc leaves it as it was");
	prompt_draw(&own->prompt, "\\", hint.buf, g, in);
	strbuf_release(&hint);
}

/* Counts what is new, but not all the time when that takes long. */
static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	struct filter_line *own = self;
	const char *text = own->prompt.line.text.buf;
	bool typed = !own->text || strcmp(own->text, text) != 0;
	struct filter *f;
	struct mistake m;

	(void)in;
	if (!s->info || (!typed && (own->seq == s->seq || v->wall < own->again)))
		return;
	f = filter_parse(s, text, &m);
	own->parses = f != NULL;
	own->n = f ? filter_count(f, s) : 0;
	filter_free(f);
	own->seq = s->seq;
	own->again = v->wall + AGAIN * (double)s->n_trials;
	if (!typed)
		return;
	free(own->text);
	own->text = xstrdup(text);
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	struct filter_line *own = self;

	if (!view_can(v, s, a))
		return;
	prompt_begin(&own->prompt, v->trials.filtered ? v->trials.filtered : "");
	view_open(v, OVERLAY_FILTER);
}

static void run(struct view *v, struct filter_line *own, const struct study *s)
{
	struct mistake m;

	if (trials_filter(&v->trials, s, own->prompt.line.text.buf, &m) < 0) {
		prompt_wrong(&own->prompt, m.err.text, m.at);
		return;
	}
	prompt_keep(&own->prompt);
	view_close(v);
}

/* The fields, or behind a comparison what the parameter before it may be. */
static void complete(struct prompt *p, const struct study *s)
{
	const char *text = p->line.text.buf;
	size_t at = p->line.at, end, from;
	char *begin;
	struct words w = {0};
	struct error err;
	int param = -1;

	while (at > 0 && filter_is_word(text[at - 1]))
		at--;
	begin = xstrndup(text + at, p->line.at - at);
	for (end = at; end > 0 && strchr("=!~ ", text[end - 1]);)
		end--;
	for (from = end; from > 0 && filter_is_word(text[from - 1]);)
		from--;
	if (end > from && end < at && strchr("=~", text[at - 1]))
		param = column_param(s, column_find(s, text + from, end - from, &err));
	if (param >= 0) {
		const struct domain *d = &s->info->space->params[param].domain;
		char value[64];

		for (size_t i = 0; i < d->n_values; i++) {
			const char *word =
				value_print(d->values[i], true, value, sizeof(value));

			words_add(&w, begin, word, strlen(word), "");
		}
	} else {
		for (int i = 0; i < columns_count(s); i++)
			words_add(&w, begin, column_name(s, i), strlen(column_name(s, i)),
				"");
	}
	free(begin);
	prompt_found(p, w.items, w.n, at);
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct filter_line *own = self;

	if (a == ACT_INSPECT)
		run(v, own, s);
	else if (a != ACT_FOCUS_NEXT && a != ACT_FOCUS_LAST)
		prompt_edit(v, &own->prompt, a);
	else if (prompt_choosing(&own->prompt))
		prompt_choose(&own->prompt, a == ACT_FOCUS_LAST);
	else
		complete(&own->prompt, s);
	return (struct request){0};
}

static void type(void *self, uint32_t cp)
{
	struct filter_line *own = self;

	prompt_type(&own->prompt, cp);
}

static void init(void *self)
{
	struct filter_line *own = self;

	prompt_init(&own->prompt);
}

static void release(void *self)
{
	struct filter_line *own = self;

	prompt_release(&own->prompt);
	free(own->text);
}

const struct overlay_ops overlay_filter = {
	.name = "Filter",
	.opens = {ACT_FILTER},
	.state_size = sizeof(struct filter_line),
	.init = init,
	.release = release,
	.bottom = true,
	.question = true,
	.size = prompt_size,
	.draw = draw,
	.open = open_it,
	.follow = follow,
	.context = prompt_context,
	.act = act,
	.type = type,
};
