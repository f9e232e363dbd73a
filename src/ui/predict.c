/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/predict.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "ui/guess_words.h"

#define SEATS_LEAST 3 /* of a rung that is worth a question */

void predict_begin(struct view *v)
{
	struct predict *p;

	if (v->predict)
		return;
	p = xcalloc(1, sizeof(*p));
	guess_init(&p->guess);
	study_init(&p->walk);
	p->skip = playhead_seq(&v->head, v->moments);
	v->predict = p;
	v->guess = &p->guess;
}

/* The display goes on as it did before. */
static void let_go(struct view *v)
{
	struct predict *p = v->predict;

	if (!p->holds)
		return;
	p->holds = false;
	v->zoom = p->zoom;
	if (p->live)
		playhead_live(&v->head);
	else if (p->playing)
		playhead_play(&v->head, v->moments, true, v->wall);
}

void predict_end(struct view *v)
{
	struct predict *p = v->predict;

	if (!p)
		return;
	let_go(v);
	v->predict = NULL;
	v->guess = NULL;
	guess_release(&p->guess);
	study_release(&p->walk);
	free(p->asked);
	free(p);
}

static void hold(struct view *v, uint64_t seq)
{
	struct predict *p = v->predict;

	if (!p->holds) {
		p->live = v->head.live;
		p->playing = v->head.playing;
		p->zoom = v->zoom;
		v->zoom = true;
		v->focus = PANE_TRIALS;
	}
	p->holds = true;
	playhead_goto(&v->head, v->moments, seq, v->wall);
	if (v->head.live)
		playhead_freeze(&v->head, v->moments);
	v->head.playing = false;
}

/* Nothing more of this question. */
static void end_question(struct view *v)
{
	struct predict *p = v->predict;
	const struct moments *m = v->moments;

	p->skip = p->live ? m->length : p->guess.seq;
	if (p->skip < p->walk.seq)
		p->skip = p->walk.seq + 1;
	guess_end(&p->guess);
	let_go(v);
}

static bool tell(struct view *v)
{
	struct predict *p = v->predict;

	if (!guess_find(&p->guess, v->moments->journal, v->moments->length))
		return false;
	if (p->guess.seq == v->moments->length) { /* more may belong to it */
		p->guess.seq = p->guess.n_right = 0;
		return false;
	}
	guess_tell(&p->guess);
	hold(v, p->guess.seq);
	return true;
}

/* Questions */

static bool was_asked(const struct predict *p, const struct study_rung *r)
{
	for (size_t i = p->n_asked; i-- > 0;)
		if (p->asked[i].bracket == r->bracket && p->asked[i].round == r->round &&
			p->asked[i].rung == r->rung)
			return true;
	return false;
}

/* After a report of a synchronous round: whether enough is there to ask. */
static bool asks_of_rung(struct predict *p, const struct event *e)
{
	const struct study *s = &p->walk;
	const struct study_trial *t = &s->trials[e->report.trial];
	const struct study_rung *r = study_rung_find(s, t->bracket, t->round, t->rung);
	const struct bracket_shape *b = &s->shape[t->bracket];

	if (!r || r->seats < SEATS_LEAST || r->rung + 1 >= b->n_rungs ||
		r->done * 3 < r->seats * 2 || was_asked(p, r))
		return false;
	ARRAY_ROOM(p->asked, p->n_asked, p->cap_asked);
	p->asked[p->n_asked++] = (struct asked){r->bracket, r->round, r->rung};
	if (r->done == r->seats) /* it is decided as soon as it is full */
		return false;
	guess_ask(&p->guess, GUESS_RUNG, r->bracket, r->rung,
		b->seats ? b->seats[r->rung + 1] : 0, s->seq);
	return true;
}

/* Before a decision without rounds. */
static bool asks_before(struct predict *p, const struct event *next)
{
	const struct rule *rule = p->walk.rule;
	/* else trials only go on, and what is decided is who is stopped */
	bool climb = rule && rule->ops->by_hand;

	if (next->decision.by_hand ||
		next->decision.verdict != (climb ? VERDICT_PROMOTE : VERDICT_STOP))
		return false;
	guess_ask(&p->guess, climb ? GUESS_CLIMB : GUESS_STOP, 0, 0, 1, p->walk.seq);
	return true;
}

/* One event on. True: there is a question now, before it or after it. */
static bool walk(struct predict *p, const struct moments *m)
{
	const struct event *e = journal_at(m->journal, p->walk.seq + 1);
	bool asks = e->seq > p->skip && p->guess.state == GUESS_NONE;

	if (e->kind == EVENT_DECISION && !p->walk.synchronous && asks &&
		asks_before(p, e))
		return true;
	study_apply(&p->walk, e);
	return e->kind == EVENT_REPORT && p->walk.synchronous && asks &&
	       asks_of_rung(p, e);
}

bool predict_follow(struct view *v, uint64_t most, double wall)
{
	struct predict *p = v->predict;
	const struct moments *m = v->moments;
	uint64_t end;

	if (!p || p->holds)
		return false;
	v->wall = wall;
	if (p->guess.state == GUESS_GIVEN)
		return tell(v);
	if (!v->head.live && !v->head.playing)
		return false;
	end = playhead_seq(&v->head, m);
	for (uint64_t n = 0; n < most && p->walk.seq < end; n++) {
		if (!walk(p, m))
			continue;
		hold(v, p->walk.seq);
		return true;
	}
	return false;
}

bool predict_is_behind(const struct view *v)
{
	const struct predict *p = v->predict;

	return p && !p->holds && p->guess.state == GUESS_NONE &&
	       (v->head.live || v->head.playing) &&
	       p->walk.seq < playhead_seq(&v->head, v->moments);
}

/* Keys */

unsigned predict_contexts(const struct predict *p)
{
	if (!p->holds)
		return 0;
	return p->guess.state == GUESS_ASKED ? IN_GUESS
	       : p->guess.state == GUESS_TOLD ? IN_LESSON
					      : 0;
}

bool predict_act(struct view *v, enum action a)
{
	struct predict *p = v->predict;

	switch (a) {
	case ACT_MARK:
		guess_mark_selected(&p->guess, v);
		return true;
	case ACT_ANSWER:
		p->guess.state = GUESS_GIVEN;
		if (!tell(v)) /* it is still to come: on to it */
			let_go(v);
		return true;
	case ACT_NO_ANSWER:
	case ACT_LESSON_NEXT:
		end_question(v);
		return true;
	default:
		return a == ACT_LESSON_BACK;
	}
}

bool predict_caption(const struct view *v, const struct study *s, struct caption *c)
{
	const struct predict *p = v->predict;

	if (!p || !p->holds)
		return false;
	caption_clear(c);
	strbuf_adds(&c->title, "What comes next?");
	if (p->guess.of)
		strbuf_addf(&c->place, "%u of %u predicted", p->guess.hits, p->guess.of);
	guess_words(&p->guess, s, &c->text);
	if (p->guess.state == GUESS_ASKED)
		guess_keys(&p->guess, v, &c->keys);
	else
		guess_add_key(v, ACT_LESSON_NEXT, "goes on", &c->keys);
	c->rows = 2;
	return true;
}
