/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The question before a trial is killed or promoted: how it stands, what the rule would
 * do with it, and what will happen. And the question before other commands, in the words
 * of who asks.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/confirm.h"
#include "ui/format.h"

#define WIDTH 66

/* What is asked about. */
struct question {
	enum control_action action;
	uint32_t trial;
	char *text;  /* of a command that is about no trial; else NULL */
	char *words; /* and what is asked */
};

static void release(void *self)
{
	struct question *q = self;

	free(q->text);
	free(q->words);
	*q = (struct question){0};
}

void confirm_command(
	struct view *v, enum control_action action, const char *text, const char *words)
{
	struct question *q = view_overlay(v, OVERLAY_CONFIRM);
	struct question to = {
		.action = action, .text = xstrdup(text), .words = xstrdup(words)};

	release(q);
	*q = to;
	view_open(v, OVERLAY_CONFIRM);
}

/* "T09 is paused at rung 1 (0.3404)" */
static void add_state(
	struct strbuf *out, const struct study *s, const struct study_trial *t)
{
	char name[24], value[32];

	strbuf_adds(out, format_trial(t->id, name, sizeof(name)));
	if (t->state == TRIAL_RUNNING)
		strbuf_addf(out, " trains for rung %d, epoch %d of %s", t->rung, t->epoch,
			study_level_text(t->target, value, sizeof(value)));
	else if (t->state == TRIAL_PAUSED)
		strbuf_addf(out, " is paused at rung %d", t->rung);
	else if (t->state == TRIAL_CLIMBED)
		strbuf_addf(out, " has climbed from rung %d", t->reached);
	else
		strbuf_addf(out, " is %s", trial_state_name(t->state));
	if (isfinite(t->value))
		strbuf_addf(out, ", %s %s", s->info->metric,
			format_metric(t->value, value, sizeof(value)));
}

/* Its rank among the results there are now: maybe more than it was judged among. */
static uint32_t rank_now(
	const struct study *s, const struct study_rung *r, const struct study_trial *t)
{
	uint32_t rank = 1;

	for (uint32_t i = 0; i < r->done; i++)
		rank += study_better(s, r->values[i], study_latest(t)) ||
			(r->values[i] == study_latest(t) && r->trials[i] < t->id);
	return rank;
}

/* What the rule makes of a trial that waits. */
static void add_rule(
	struct strbuf *out, const struct study *s, const struct study_trial *t)
{
	const struct study_rung *r = study_rung_find(s, t->bracket, t->round, t->rung);

	if (t->state == TRIAL_CLIMBED) {
		strbuf_adds(out, ": by the rule it climbs next. ");
	} else if (s->synchronous && r && r->seats > r->done) {
		strbuf_addf(out, ": by the rule it waits for %u more result%s. ",
			r->seats - r->done, r->seats - r->done == 1 ? "" : "s");
	} else if (t->rank && r) {
		uint32_t rank = rank_now(s, r, t);

		strbuf_addf(out, ", with rank %u of %u: by the rule it %s. ", rank,
			r->done, rank <= r->places ? "may climb" : "waits");
	} else {
		strbuf_adds(out, ". ");
	}
}

static void add_question(const struct scene *sc, struct strbuf *out)
{
	const struct question *q = sc->self;
	const struct study *s = sc->study;
	const struct study_trial *t;

	if (q->words)
		strbuf_adds(out, q->words);
	if (q->words || q->trial >= s->n_trials)
		return;
	t = &s->trials[q->trial];
	add_state(out, s, t);
	if (t->state > TRIAL_PAUSED) {
		strbuf_adds(out, ". There is nothing left to do.");
	} else if (q->action == CONTROL_KILL) {
		strbuf_adds(out, ". Killed, it counts as a result that ranks last, and "
				 "never climbs. Kill it?");
	} else if (t->state == TRIAL_RUNNING) {
		strbuf_adds(out, ". Promoted, it climbs when it gets there, whatever its "
				 "rank. Promote it over the rule?");
	} else {
		add_rule(out, s, t);
		strbuf_adds(out, "Promote it over the rule?");
	}
}

static void size(const struct scene *sc, int *rows, int *cols)
{
	struct strbuf text = STRBUF_INIT;
	int width;

	add_question(sc, &text);
	*cols = WIDTH < sc->layout->cols ? WIDTH : sc->layout->cols;
	width = *cols - 4;
	*rows = text_rows(text.buf, width > 0 ? width : 1) + 4;
	strbuf_release(&text);
}

/* Where there is little room, the answers stay and the words go. */
/* "Kill T12?", where there is no room for words. */
static void draw_brief(const struct question *q, struct pen *p)
{
	char name[24];

	if (q->text)
		pen_text(p, ROLE_STRONG, "Sure? ");
	else
		pen_textf(p, ROLE_STRONG, "%s %s? ",
			q->action == CONTROL_KILL ? "Kill" : "Promote",
			format_trial(q->trial, name, sizeof(name)));
}

static void draw(const struct scene *sc, struct grid *g, struct area in)
{
	const struct question *q = sc->self;
	const char *yes = q->text		      ? "do it"
			  : q->action == CONTROL_KILL ? "kill it"
						      : "promote it";
	struct area words = in;
	struct pen p;
	struct strbuf text = STRBUF_INIT;

	words.h = in.h > 2 ? in.h - 2 : in.h - 1;
	add_question(sc, &text);
	p = pen_in(g, words);
	pen_goto(&p, 0, 1);
	pen_words(&p, ROLE_TEXT, in.w - 2, text.buf);
	strbuf_release(&text);
	p = pen_in(g, in);
	pen_goto(&p, in.h - 1, in.w > 12 ? 1 : 0);
	if (in.h < 3)
		draw_brief(q, &p);
	pen_text(&p, ROLE_KEY, "y");
	pen_textf(&p, ROLE_DIM, " %s    ", yes);
	pen_text(&p, ROLE_KEY, "n");
	pen_text(&p, ROLE_DIM, " or ");
	pen_text(&p, ROLE_KEY, "Esc");
	pen_text(&p, ROLE_DIM, " let it be");
}

static enum context context(const void *self)
{
	(void)self;
	return IN_PROMPT;
}

/* Asks first; where there is nothing to ask, says why. */
static void open_it(struct view *v, void *self, const struct study *s, enum action a)
{
	struct question *q = self;
	const char *what = a == ACT_KILL ? "kill" : "promote";
	uint32_t id = view_subject(v);

	if (view_can(v, s, a)) {
		release(q);
		q->action = a == ACT_KILL ? CONTROL_KILL : CONTROL_PROMOTE;
		q->trial = id;
		view_open(v, OVERLAY_CONFIRM);
	} else if (!view_steers(v, s)) {
		return;
	} else if (a == ACT_PROMOTE && s->rule && !s->rule->ops->by_hand) {
		message_tell(&v->message, v->wall,
			"nothing to promote: no trial climbs under %s", s->scheduler);
	} else if (id >= s->n_trials) {
		message_tell(&v->message, v->wall,
			"nothing to %s: select a trial first (4, then arrows)", what);
	} else {
		message_tell(&v->message, v->wall, "nothing to %s: T%02u is %s", what, id,
			trial_state_name(s->trials[id].state));
	}
}

static struct request act(
	struct view *v, void *self, const struct study *s, enum action a)
{
	struct question *q = self;
	struct request r = {.kind = REQUEST_COMMAND, .action = q->action};

	(void)s;
	view_close(v);
	if (a != ACT_YES)
		return (struct request){0};
	if (q->text) { /* what it was asked over is done with */
		v->overlay = OVERLAY_NONE;
		r.text = q->text;
		q->text = NULL;
		return r;
	}
	return (struct request){
		.kind = REQUEST_COMMAND, .action = q->action, .trial = q->trial};
}

const struct overlay_ops overlay_confirm = {
	.name = "Sure?",
	.opens = {ACT_KILL, ACT_PROMOTE},
	.state_size = sizeof(struct question),
	.release = release,
	.question = true,
	.steers = true,
	.size = size,
	.draw = draw,
	.open = open_it,
	.context = context,
	.act = act,
};
