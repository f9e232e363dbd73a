/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/tour.h"

#include <stdlib.h>
#include <string.h>

#include "ui/ghosts.h"
#include "ui/guess_words.h"

#define LIT_ROWS 8	/* inside of a pane that a step speaks of, where it may have them */
#define WAY_SECONDS 2.5 /* from the moment of one step to that of the next */

void tour_init(struct tour *t, const struct lesson *l)
{
	*t = (struct tour){.lesson = l};
	guess_init(&t->guess);
}

void tour_release(struct tour *t)
{
	guess_release(&t->guess);
}

static const struct lesson_step *step(const struct tour *t)
{
	return &t->lesson->steps[t->at];
}

/* The way to a moment */

static void jump(struct tour *t, struct view *v)
{
	if (!v->race) {
		playhead_goto(&v->head, v->moments, t->seq, v->wall);
		v->head.playing = false;
		return;
	}
	race_play(v->race, false, v->wall);
	if (t->seq)
		race_goto_event(v->race, t->column, t->seq, v->wall);
	else
		race_goto(v->race, t->t, v->wall);
}

/* How much study time lies before the moment; below 0: it is in the past. */
static double way(const struct tour *t, const struct view *v)
{
	const struct moments *m = v->moments;

	if (v->race)
		return t->t - race_clock(v->race, v->wall);
	if (t->seq <= playhead_seq(&v->head, m))
		return -1;
	return journal_at(m->journal, t->seq)->t -
	       journal_at(m->journal, playhead_seq(&v->head, m))->t;
}

static void play(struct tour *t, struct view *v, double seconds)
{
	if (v->race) {
		race_play(v->race, true, v->wall);
		v->race->speed = seconds / WAY_SECONDS;
	} else {
		playhead_play(&v->head, v->moments, true, v->wall);
		v->head.speed = seconds / WAY_SECONDS;
	}
	t->moving = true;
}

static void go(struct tour *t, struct view *v, uint64_t seq, double at, size_t column)
{
	double seconds;

	t->seq = seq;
	t->t = at;
	t->column = column;
	t->moving = false;
	t->arriving = true;
	seconds = way(t, v);
	if (seconds > 0 && !t->at_once)
		play(t, v, seconds);
	else
		jump(t, v);
}

static void go_to_step(struct tour *t, struct view *v, size_t i)
{
	const struct lesson_step *st = &t->lesson->steps[i];

	t->at = i;
	t->plain = false;
	guess_end(&t->guess);
	go(t, v, st->seq, st->t, st->column);
}

void tour_begin(struct tour *t, struct view *v, bool at_once)
{
	t->at_once = at_once;
	v->guess = &t->guess;
	if (v->race)
		race_goto(v->race, 0, v->wall);
	else
		playhead_goto(&v->head, v->moments, 1, v->wall);
	v->head.playing = false;
	go_to_step(t, v, 0);
}

bool tour_follow(struct tour *t, struct view *v, double wall)
{
	bool there;

	if (!t->moving)
		return false;
	there = v->race ? race_clock(v->race, wall) >= t->t
			: playhead_seq(&v->head, v->moments) >= t->seq;
	if (!there)
		return false;
	v->wall = wall;
	t->moving = false;
	jump(t, v);
	return true;
}

/* The screen as a step wants it */

void tour_clear(const struct tour *t, struct view *v)
{
	if (t->plain || t->guess.state == GUESS_GIVEN)
		return;
	v->overlay = v->under = OVERLAY_NONE;
	v->overlay_top = 0;
	v->zoom = false;
	v->alone = PANE_HEADER;
	v->selected = selection_none();
	v->trials.hold = 0;
	v->leaves = v->column >= 0;
	if (v->ghosts)
		v->ghosts->all = false;
	for (int p = 0; p < PANES; p++)
		while (v->panes[p]->back && v->panes[p]->back(v->pane_states[p]))
			continue;
}

/* The pane that a step speaks of gets the screen where it has little room on it. */
static void light(
	struct view *v, const struct study *s, const struct layout *l, enum pane p)
{
	const struct pane_ops *ops = v->panes[p];
	struct pane_rows rows = {.fair = LIT_ROWS};

	if (!ops->name)
		return;
	if (ops->rows)
		ops->rows(s, &rows);
	view_act(v, s, l, (enum action)(ACT_FOCUS + p));
	if (l->shown[p] && !ops->strip && layout_inside(l, p).h < rows.fair)
		v->zoom = true;
}

static void press(
	struct view *v, const struct study *s, const struct layout *l, uint32_t key)
{
	bool taken;
	struct request r = view_key(v, s, l, key, &taken);

	free(r.text); /* a lesson steers nothing */
}

/* The keys of a step; before a key that it waits for, those of the step before. */
static void press_all(const struct tour *t, struct view *v, const struct study *s,
	const struct layout *l, size_t i)
{
	const struct lesson_step *st = &t->lesson->steps[i];

	if (st->when == WHEN_KEY && !t->plain) {
		press_all(t, v, s, l, i - 1);
		press(v, s, l, st->key);
	}
	for (size_t k = 0; k < st->n_keys; k++)
		press(v, s, l, st->keys[k]);
}

static void ask(struct tour *t, struct view *v, const struct study *s)
{
	const struct lesson_step *st = step(t);
	const struct journal *j = v->moments->journal;

	guess_ask(&t->guess, st->ask, st->ask_bracket, st->ask_rung, 0, st->seq);
	guess_find(&t->guess, j, journal_length(j));
	v->focus = PANE_TRIALS;
	v->zoom = true;
	view_pass(v, s, PANE_TRIALS, ACT_FIRST);
}

static void tell(struct tour *t)
{
	unsigned hits = t->guess.hits, of = t->guess.of;

	guess_tell(&t->guess);
	if (t->at < t->counted) { /* the answer was known */
		t->guess.hits = hits;
		t->guess.of = of;
	} else {
		t->counted = t->at + 1;
	}
}

bool tour_arrives(const struct tour *t)
{
	return t->arriving && !t->moving;
}

void tour_arrive(
	struct tour *t, struct view *v, const struct study *s, const struct layout *l)
{
	const struct lesson_step *st = step(t);

	t->arriving = false;
	if (t->guess.state == GUESS_GIVEN) {
		tell(t);
		return;
	}
	if (!t->plain) {
		view_follow(v, s, l);
		if (st->light >= 0)
			light(v, s, l, (enum pane)st->light);
	}
	v->lit = st->light;
	press_all(t, v, s, l, t->at);
	if (st->asks)
		ask(t, v, s);
}

/* Keys */

unsigned tour_contexts(const struct tour *t)
{
	return IN_LESSON | (t->guess.state == GUESS_ASKED && !t->moving ? IN_GUESS : 0);
}

static void next(struct tour *t, struct view *v, struct request *r)
{
	if (t->moving) {
		t->moving = false;
		jump(t, v);
	} else if (t->at + 1 < t->lesson->n_steps) {
		go_to_step(t, v, t->at + 1);
	} else {
		t->done = true;
		r->kind = REQUEST_QUIT;
	}
}

static void back(struct tour *t, struct view *v)
{
	bool told = t->guess.state == GUESS_GIVEN || t->guess.state == GUESS_TOLD;

	go_to_step(t, v, t->at > 0 && !told ? t->at - 1 : t->at);
}

bool tour_act(struct tour *t, struct view *v, enum action a, struct request *r)
{
	switch (a) {
	case ACT_LESSON_NEXT:
		next(t, v, r);
		break;
	case ACT_LESSON_BACK:
		back(t, v);
		break;
	case ACT_MARK:
		guess_mark_selected(&t->guess, v);
		break;
	case ACT_ANSWER:
	case ACT_NO_ANSWER:
		if (a == ACT_NO_ANSWER)
			t->guess.n_marks = 0;
		t->guess.state = GUESS_GIVEN;
		go(t, v, t->guess.seq, 0, 0);
		break;
	default:
		return false;
	}
	return true;
}

void tour_key(struct tour *t, struct view *v, uint32_t key)
{
	const struct lesson_step *st = step(t) + 1;

	if (t->moving || t->arriving || t->at + 1 == t->lesson->n_steps ||
		st->when != WHEN_KEY || st->key != key || view_context(v) == IN_LINE)
		return;
	go_to_step(t, v, t->at + 1);
	t->plain = true;
}

/* What it says */

static void add_title(const struct tour *t, size_t at, struct caption *c)
{
	const struct lesson *l = t->lesson;

	if (t->lessons && l->number)
		strbuf_addf(&c->title, "Lesson %d of %d: %s", l->number, t->lessons,
			l->title);
	else
		strbuf_adds(&c->title, l->title);
	if (t->guess.of)
		strbuf_addf(&c->place, "%u of %u predicted, ", t->guess.hits,
			t->guess.of);
	strbuf_addf(&c->place, "%zu/%zu", at + 1, l->n_steps);
}

static void add_keys(const struct tour *t, const struct view *v, struct caption *c)
{
	bool last = t->at + 1 == t->lesson->n_steps;

	if (t->guess.state == GUESS_ASKED) {
		guess_keys(&t->guess, v, &c->keys);
		return;
	}
	guess_add_key(v, ACT_LESSON_NEXT,
		t->moving	   ? "skip"
		: last && t->next ? "next lesson: "
		: last		   ? "the end"
				   : "next",
		&c->keys);
	if (last && t->next && !t->moving)
		strbuf_adds(&c->keys, t->next);
	guess_add_key(v, ACT_LESSON_BACK, "back", &c->keys);
	guess_add_key(v, ACT_QUIT, "quit", &c->keys);
}

void tour_caption(const struct tour *t, const struct view *v, const struct study *s,
	int cols, struct caption *c)
{
	const struct lesson *l = t->lesson;
	/* while the study moves to a step, what was said before it still stands */
	bool coming = t->moving && t->guess.state != GUESS_GIVEN && t->at > 0;
	int rows;

	caption_clear(c);
	for (size_t i = 0; i < l->n_steps; i++) {
		rows = caption_text_rows(l->steps[i].say, cols);
		c->rows = rows > c->rows ? rows : c->rows;
	}
	c->dim = t->moving;
	add_title(t, t->at - coming, c);
	if (t->guess.state == GUESS_TOLD)
		guess_words(&t->guess, s, &c->text);
	else
		strbuf_adds(&c->text, l->steps[t->at - coming].say);
	add_keys(t, v, c);
}
