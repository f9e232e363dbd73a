/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scheduler/standing.h"

void standings_release(struct standings *s)
{
	queue_release(&s->going);
	queue_release(&s->begins);
}

void standings_add(struct standings *s, struct trial_stand *t)
{
	t->stand = BOUND;
	s->n_bound++;
}

void standings_set(struct standings *s, struct trial_stand *t, enum stand stand)
{
	s->n_bound += (stand == BOUND) - (t->stand == BOUND);
	t->stand = (int8_t)stand;
}

void standings_send_on(struct standings *s, struct trial_stand *t, uint32_t trial)
{
	standings_set(s, t, BOUND);
	t->queued = true;
	queue_push(&s->going, trial);
}

void standings_begin(struct standings *s, struct trial_stand *t, uint32_t trial)
{
	t->queued = true;
	queue_insert(&s->begins, trial);
}

bool standings_next(struct standings *s, uint32_t *trial)
{
	struct queue *q = queue_length(&s->going) ? &s->going : &s->begins;

	if (!queue_length(q))
		return false;
	*trial = queue_pop(q);
	return true;
}

void standings_end(struct standings *s, struct trial_stand *t, uint32_t trial)
{
	if (t->queued && !queue_remove(&s->going, trial))
		queue_remove(&s->begins, trial);
	t->queued = false;
	standings_set(s, t, DONE);
}

void standings_adopt(struct standings *s, struct trial_stand *t, uint32_t trial,
	enum standing standing)
{
	switch (standing) {
	case STANDS_RUNNING:
		break;
	case STANDS_WAITING:
		if (t->reached)
			standings_set(s, t, WAITS);
		else
			standings_begin(s, t, trial);
		break;
	case STANDS_LOST:
	case STANDS_ENDED:
	case STANDS_COMPLETE:
		standings_set(s, t, DONE);
		break;
	}
}

void standings_more(const struct standings *s, struct strbuf *out)
{
	if (s->n_bound > 1)
		strbuf_addf(out, ", and %zu more", s->n_bound - 1);
}

/* The ladder, as a curve sees it. */

static int reach(const struct bracket_shape *b, int reached, int epochs)
{
	while (reached + 1 < b->n_rungs && b->levels[reached + 1] <= epochs)
		reached++;
	return reached;
}

/*
 * A task from before a switch may end anywhere in the ladder. What it has passed counts
 * when the trial is judged; one that is lost first is lost at the next rung.
 */
static bool arrives(const struct bracket_shape *b, int reached, int rung, int epochs)
{
	return rung == reached + 1 && b->levels[rung] == epochs;
}

static struct rung_place place(const struct bracket_shape *b, const struct adopted *x)
{
	struct rung_place p = {.reached = reach(b, -1, x->curve.epochs)};

	if (x->standing != STANDS_LOST)
		return p;
	if (x->target == x->curve.epochs && p.reached >= 0) {
		p.lost = true; /* where it waited */
	} else if (p.reached + 1 < b->n_rungs) {
		p.reached++; /* where it was bound for */
		p.lost = true;
	}
	return p;
}

const struct ladder_ops ladder_passed = {
	.reach = reach,
	.arrives = arrives,
	.place = place,
};
