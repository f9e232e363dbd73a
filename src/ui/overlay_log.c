/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The log of a trial: what its program has printed, with what rungtop has to say of its
 * attempts between the lines. It follows the file while its end shows. One line above
 * says how the trial stands, one below where in the log one is.
 */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/xalloc.h"
#include "ui/format.h"
#include "ui/log_text.h"
#include "ui/log_view.h"
#include "ui/marks.h"
#include "ui/prompt_line.h"

#define FOOT_ROWS 2 /* of an inside, from which it has the line below */
#define HEAD_ROWS 5 /* and the one above, with a rule under it */

/* All of the screen but its first row and its last. */
static void size(const struct scene *sc, int *rows, int *cols)
{
	*rows = sc->layout->rows > 12 ? sc->layout->rows - 2 : sc->layout->rows;
	*cols = sc->layout->cols;
}

static struct area body_of(struct area in)
{
	struct area body = {in.y, in.x + 1, in.h, in.w - 2};

	if (in.h >= FOOT_ROWS)
		body.h--;
	if (in.h >= HEAD_ROWS) {
		body.y += 2;
		body.h -= 2;
	}
	return body;
}

/* The head */

static void draw_head(const struct scene *sc, struct pen *p, const struct study_trial *t)
{
	const struct study *s = sc->study;
	enum role role;
	char mark = trial_mark(t, &role), text[48];

	pen_goto(p, 0, 1);
	p->attr = ATTR_BOLD;
	pen_text(p, ROLE_STRONG, format_trial(t->id, text, sizeof(text)));
	p->attr = 0;
	pen_textf(p, role, " %c %s", mark, trial_state_name(t->state));
	if (t->worker >= 0)
		pen_textf(p, ROLE_RUNNING, " on w%d", t->worker);
	pen_textf(p, ROLE_DIM, "  rung %d  epoch ", t->rung);
	pen_text(p, ROLE_TEXT, format_epochs(t->epoch, t->target, 0, text, sizeof(text)));
	pen_textf(p, ROLE_DIM, "  %s ", s->info->metric);
	pen_text(p, ROLE_VALUE, format_metric(t->value, text, sizeof(text)));
	if (t->why && *t->why && t->state > TRIAL_STOPPED) {
		p->x += 2;
		pen_left(p, ROLE_LOST, pen_room(p) - 1, t->why);
	}
	pen_goto(p, 1, 0);
	p->role = ROLE_BORDER;
	pen_repeat(p, p->g->glyphs->h, p->in.w);
}

/* The text */

/* The bytes of a match at or behind `at`, or the end of the text. */
static size_t next_match(const char *text, size_t at, const char *sought)
{
	const char *found = sought && *sought ? strcasestr(text + at, sought) : NULL;

	return found ? (size_t)(found - text) : strlen(text);
}

/* Bytes from `at` to `end` of a line, with what is sought marked. */
static void draw_part(
	struct pen *p, const char *text, size_t at, size_t end, const char *sought)
{
	size_t length = sought ? strlen(sought) : 0;
	size_t before =
		at > length ? at - length : 0; /* one may have begun a row above */
	size_t match = next_match(text, before, sought);
	enum role plain = p->role;

	while (at < end) {
		uint32_t cp;
		bool in;

		while (match + length <= at && text[match])
			match = next_match(text, match + length, sought);
		in = text[match] && at >= match;
		p->role = in ? ROLE_KEY : plain;
		p->attr = in ? ATTR_BOLD | ATTR_UNDERLINE : 0;
		at += utf8_decode(text + at, &cp);
		pen_ch(p, cp);
	}
	p->attr = 0;
	p->role = plain;
}

static void draw_row(const struct log_view *l, struct pen *p, int y, struct log_place at,
	const char *text)
{
	int indent = at.row ? log_text_indent(l->width) : 0;
	size_t from = log_text_at(text, at.row, l->width);
	size_t to = log_text_row(text, from, l->width - indent);
	bool ours = log_text_is_ours(text);

	pen_goto(p, y, indent);
	p->role = ours ? ROLE_CUTOFF : ROLE_TEXT;
	draw_part(p, text, from, to, l->sought);
	if (ours && !text[to]) {
		pen_ch(p, ' ');
		p->role = ROLE_CUTOFF;
		pen_repeat(p, p->g->glyphs->h, pen_room(p));
	}
}

static void draw_text(const struct log_view *l, struct grid *g, struct area body)
{
	struct pen p = pen_in(g, body);
	struct log_place at = l->top;
	struct strbuf text = STRBUF_INIT;
	off_t known = -1;

	for (int y = 0; y < body.h && at.line < log_tail_end(&l->tail); y++) {
		if (known != at.line)
			log_view_text(l, at.line, &text);
		known = at.line;
		draw_row(l, &p, y, at, text.buf);
		at = log_view_below(l, at);
	}
	strbuf_release(&text);
}

/* In place of the text, where there is none. */
static void draw_nothing(const struct scene *sc, struct grid *g, struct area body,
	const struct study_trial *t)
{
	const struct log_view *l = sc->self;
	const struct log_tail *tail = &l->tail;
	struct pen p = pen_in(g, body);
	char name[24];

	format_trial(t->id, name, sizeof(name));
	if (!tail->wrong)
		pen_words(&p, ROLE_DIM, body.w,
			"Nothing but reports so far: what else its program prints comes "
			"here.");
	else if (tail->wrong == ENOENT && t->state <= TRIAL_PAUSED)
		pen_textf(&p, ROLE_DIM, "%s has no log yet.", name);
	else
		pen_textf(&p, ROLE_LOST, "%s: %s", tail->path, strerror(tail->wrong));
}

/* The line below */

static const char *format_bytes(off_t n, char *out, size_t size)
{
	if (n < 10240)
		snprintf(out, size, "%jd bytes", (intmax_t)n);
	else if (n < (off_t)10 << 20)
		snprintf(out, size, "%jd KiB", (intmax_t)n >> 10);
	else
		snprintf(out, size, "%jd MiB", (intmax_t)n >> 20);
	return out;
}

static void draw_keys(struct pen *p, bool follows)
{
	static const struct {
		const char *key, *text;
	} hints[] = {{"G", "follow"}, {"/", "find"}, {"n N", "match"},
		{"Left Right", "other trials"}, {"Esc", "back"}};
	size_t n = sizeof(hints) / sizeof(*hints);

	for (size_t i = follows; i < n; i++) {
		int width = text_width(hints[i].key) + text_width(hints[i].text) + 4;

		if (pen_room(p) < width)
			return;
		p->x += 3;
		pen_text(p, ROLE_KEY, hints[i].key);
		pen_textf(p, ROLE_DIM, " %s", hints[i].text);
	}
}

static void draw_foot(const struct scene *sc, struct grid *g, struct area in)
{
	const struct log_view *l = sc->self;
	struct area row = {in.y + in.h - 1, in.x, 1, in.w};
	struct pen p = pen_in(g, row);
	char text[32];

	if (l->typing) {
		prompt_draw(&l->search, "/", "", g, row);
		return;
	}
	pen_goto(&p, 0, 1);
	format_bytes(l->tail.stamp.size, text, sizeof(text));
	if (l->tail.wrong) {
		p.x -= 3;
	} else if (l->follows) {
		pen_textf(&p, ROLE_RUNNING, "%s following", g->glyphs->run);
		pen_textf(&p, ROLE_DIM, "  %s", text);
	} else {
		pen_textf(&p, ROLE_PAUSED, "%s %.0f%%", g->glyphs->hold,
			floor(100 * log_view_part(l)));
		pen_textf(&p, ROLE_DIM, " of %s", text);
	}
	if (l->sought)
		pen_textf(&p, ROLE_KEY, "  /%s", l->sought);
	draw_keys(&p, l->follows);
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct log_view *l = sc->self;
	struct pen p = pen_in(g, in);
	struct area body = body_of(in);
	const struct study_trial *t;

	if (l->trial >= sc->study->n_trials)
		return;
	t = &sc->study->trials[l->trial];
	if (in.h >= HEAD_ROWS)
		draw_head(sc, &p, t);
	if (l->tail.wrong || !l->tail.text.len)
		draw_nothing(sc, g, body, t);
	else
		draw_text(l, g, body);
	if (in.h >= FOOT_ROWS)
		draw_foot(sc, g, in);
}

/* Which one */

static void look_at(struct log_view *l, const char *logs, uint32_t trial)
{
	struct strbuf path = STRBUF_INIT;

	l->trial = trial;
	if (!logs)
		return;
	folder_file(logs, trial, ".log", &path);
	log_view_open(l, path.buf);
	strbuf_release(&path);
}

/* The trial whose program was started last. */
static uint32_t latest(const struct study *s)
{
	uint32_t last = 0;

	for (uint32_t i = 1; i < s->n_trials; i++)
		if (s->trials[i].task_seq > s->trials[last].task_seq)
			last = i;
	return last;
}

/* The one that the pane with the focus has selected; else that of all, or the latest. */
static uint32_t chosen(const struct view *v, const struct study *s)
{
	const struct pane_ops *pane = v->panes[v->focus];
	uint32_t subject = STUDY_NONE;

	if (v->overlay == OVERLAY_NONE && pane->trial)
		subject = pane->trial(v, s);
	if (subject == STUDY_NONE)
		subject = view_subject(v);
	return subject < s->n_trials ? subject : latest(s);
}

static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	struct log_view *l = self;
	uint32_t trial;

	if (!view_can(v, s, a)) {
		message_tell(&v->message, v->wall, "there is no log: %s",
			v->logs ? "no trial has begun"
				: "programs leave one, beside the recorded study");
		return;
	}
	trial = chosen(v, s);
	l->from_trial = v->overlay == OVERLAY_TRIAL;
	look_at(l, v->logs, trial);
	view_open(v, OVERLAY_LOG);
}

static void follow(struct view *v, void *self, const struct study *s, struct area in)
{
	struct area body = body_of(in);

	(void)v;
	(void)s;
	log_view_follow(self, body.h, body.w);
}

static enum context context(const void *self)
{
	const struct log_view *l = self;

	return l->typing ? IN_LINE : IN_LOG;
}

/* The search */

static void find(struct view *v, struct log_view *l, bool down)
{
	if (!l->sought)
		return;
	switch (log_view_find(l, down)) {
	case LOG_FOUND:
		break;
	case LOG_WRAPPED:
		message_tell(&v->message, v->wall, "/%s: on from the %s", l->sought,
			down ? "start" : "end");
		break;
	case LOG_NOT_FOUND:
		message_tell(&v->message, v->wall, "nothing has '%s'", l->sought);
		break;
	case LOG_NOT_YET:
		message_tell(&v->message, v->wall, "no '%s' so far; %s searches on",
			l->sought, down ? "N" : "n");
		break;
	}
}

/* An empty line searches on for what was searched for last. */
static void search(struct view *v, struct log_view *l)
{
	const char *text = l->search.line.text.buf;

	l->typing = false;
	if (*text) {
		free(l->sought);
		l->sought = xstrdup(text);
		l->match = -1;
		prompt_keep(&l->search);
	}
	find(v, l, false);
}

static void edit(struct view *v, struct log_view *l, enum action a)
{
	if (a == ACT_INSPECT)
		search(v, l);
	else if (a == ACT_BACK || (a == ACT_ERASE_BACK && !l->search.line.text.len))
		l->typing = false;
	else
		prompt_act(&l->search, a);
}

static void type(void *self, uint32_t cp)
{
	struct log_view *l = self;

	prompt_type(&l->search, cp);
}

/* The other keys */

static void leave(struct view *v, struct log_view *l)
{
	if (l->sought) {
		free(l->sought);
		l->sought = NULL;
		return;
	}
	view_close(v);
	if (l->from_trial)
		view_inspect(v, l->trial);
}

/* From one trial to the next, in the order of the table. */
static void turn(struct view *v, struct log_view *l, enum action a)
{
	const struct trials *t = &v->trials;
	size_t at = trials_row(t, l->trial);

	if (!t->n)
		return;
	at = move_by(at < t->n ? at : 0, t->n, 1, a == ACT_LEFT ? ACT_UP : ACT_DOWN);
	if (t->order[at] == l->trial)
		return;
	v->selected.trial = t->order[at];
	look_at(l, v->logs, v->selected.trial);
}

/* What is not about the log is what it is elsewhere. */
static void pass_on(
	struct view *v, struct log_view *l, const struct study *s, enum action a)
{
	switch (a) {
	case ACT_HELP:
		view_open(v, OVERLAY_HELP);
		v->under = OVERLAY_LOG; /* where its place is kept */
		break;
	case ACT_COMMAND:
	case ACT_KILL:
	case ACT_PROMOTE:
		view_open_by(v, s, a);
		break;
	default:
		log_view_move(l, a);
	}
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct log_view *l = self;

	if (l->typing) {
		edit(v, l, a);
		return (struct request){0};
	}
	switch (a) {
	case ACT_BACK:
	case ACT_LOG:
		leave(v, l);
		break;
	case ACT_LEFT:
	case ACT_RIGHT:
		turn(v, l, a);
		break;
	case ACT_SEARCH:
		prompt_begin(&l->search, "");
		l->typing = true;
		break;
	case ACT_MATCH:
	case ACT_MATCH_BACK:
		find(v, l, a == ACT_MATCH_BACK);
		break;
	default:
		pass_on(v, l, s, a);
	}
	return (struct request){0};
}

static uint32_t trial(const struct view *v, const void *self)
{
	const struct log_view *l = self;

	(void)v;
	return l->trial;
}

static bool stale(const void *self)
{
	const struct log_view *l = self;

	return log_tail_is_stale(&l->tail);
}

static void init(void *self)
{
	log_view_init(self);
}

static void release(void *self)
{
	log_view_release(self);
}

const struct overlay_ops overlay_log = {
	.name = "Log",
	.opens = {ACT_LOG},
	.state_size = sizeof(struct log_view),
	.init = init,
	.release = release,
	.size = size,
	.draw = draw,
	.open = open_it,
	.follow = follow,
	.context = context,
	.act = act,
	.type = type,
	.trial = trial,
	.stale = stale,
};
