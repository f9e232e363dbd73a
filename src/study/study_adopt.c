/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new scheduler: the trials that there are get their places in its ladder. */
#include "config.h"

#include <math.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "study/study_parts.h"

static enum standing standing_of(
	const struct study_trial *t, const struct adopted_seat *a)
{
	if (a->running)
		return STANDS_RUNNING;
	if (t->state <= TRIAL_PAUSED || a->revived)
		return STANDS_WAITING;
	if (study_is_lost(t->state))
		return STANDS_LOST;
	return t->state == TRIAL_COMPLETED ? STANDS_COMPLETE : STANDS_ENDED;
}

/* Its results as the ladder has them; at the rungs below the highest it has climbed. */
static void add_results(struct study *s, struct study_trial *t, struct rung_place p)
{
	while (t->reached < p.reached) {
		struct study_rung *r;

		if (t->reached >= 0)
			study_rung_of(s, t)->climbed++;
		t->rung = ++t->reached;
		r = study_rung_of(s, t);
		study_rung_add(r, t->id,
			p.lost && t->reached == p.reached ? NO_NUMBER
							  : study_result(t, r->level));
	}
}

/* It finishes its task first, and has climbed from where it has a result. */
static void adopt_running(struct study *s, struct study_trial *t, int rung)
{
	if (t->reached >= 0)
		study_rung_of(s, t)->climbed++;
	if (t->worker < 0) { /* it has, but its scheduler has not heard */
		study_arrive(s, t);
		return;
	}
	t->rung = rung;
	study_rung_of(s, t)->running++;
}

/* A trial in the ladder of a new scheduler; what that decides of it comes as events. */
static void adopt(struct study *s, struct study_trial *t, const struct adopted_seat *a)
{
	const struct adopted x = {.standing = standing_of(t, a),
		.target = t->target > t->epoch ? t->target : t->epoch,
		.curve = {study_results(t), t->epoch}};
	struct rung_place p;

	t->bracket = a->seat.bracket;
	t->round = a->seat.round;
	t->reached = -1;
	t->by_hand = t->unjudged = false;
	t->rank = t->rank_of = 0;
	t->rung = 0;
	p = s->ladder->place(&s->shape[t->bracket], &x);
	add_results(s, t, p);
	if (p.vacates)
		study_give_up_seat(s, t);
	switch (x.standing) {
	case STANDS_RUNNING:
		adopt_running(s, t, a->seat.rung);
		break;
	case STANDS_WAITING:
		study_set_state(s, t, TRIAL_PAUSED);
		t->why = NULL;
		t->target = t->epoch;
		if (t->reached >= 0) /* else it is on no rung yet */
			study_rung_of(s, t)->paused++;
		break;
	case STANDS_LOST:
		study_rung_of(s, t)->lost++;
		break;
	case STANDS_ENDED:
	case STANDS_COMPLETE:
		if (t->reached >= 0)
			study_rung_of(s, t)->stopped++;
		break;
	}
}

/* Before the old ladder goes: a trial that is no longer on a worker waits. */
static void take_off_worker(struct study *s, struct study_trial *t)
{
	if (t->state != TRIAL_RUNNING)
		return;
	study_leave(s, t);
	study_set_state(s, t, TRIAL_PAUSED); /* in the new ladder: adopt() */
}

static void add_rule(struct study *s)
{
	s->rules = xreallocarray(s->rules, s->n_rules + 1, sizeof(*s->rules));
	s->rules[s->n_rules] = xmalloc(sizeof(**s->rules));
	*s->rules[s->n_rules] = rule_of(s->scheduler, s->spec, s->eta);
	s->rule = s->rules[s->n_rules++];
}

void study_apply_scheduler(struct study *s, const struct event *e)
{
	bool switched = s->scheduler != NULL;

	for (size_t i = 0; i < e->scheduler.n_adopted; i++)
		if (!e->scheduler.adopted[i].running)
			take_off_worker(s, study_trial_at(s, (uint32_t)i));
	s->scheduler = e->scheduler.name;
	s->spec = e->scheduler.spec;
	s->eta = e->scheduler.eta;
	s->r_min = e->scheduler.r_min;
	s->r_max = e->scheduler.r_max;
	if (s->r_max > s->r_full)
		s->r_full = s->r_max;
	s->n_brackets = e->scheduler.brackets;
	s->synchronous = e->scheduler.synchronous;
	s->ladder = scheduler_ops_named(s->scheduler)->ladder;
	add_rule(s);
	s->idle_wait = e->scheduler.idle_wait;
	s->scratch = e->scheduler.scratch;
	s->shape = e->scheduler.shape;
	s->closed = false; /* if it is, that comes next */
	if (!switched)
		return;
	s->switches++;
	s->switch_seq = e->seq;
	s->round = s->highest = 0;
	study_rungs_release(s);
	for (size_t i = 0; i < e->scheduler.n_adopted; i++)
		adopt(s, study_trial_at(s, (uint32_t)i), &e->scheduler.adopted[i]);
}
