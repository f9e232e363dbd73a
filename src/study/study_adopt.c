/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new scheduler: the trials that there are get their places in its ladder. */
#include "config.h"

#include "base/xalloc.h"
#include "study/study_parts.h"

#include <math.h>

/* One that was lost before: it counts where it waited, or at the rung it was bound for. */
static void adopt_lost(struct study *s, struct study_trial *t)
{
	const struct bracket_shape *shape = &s->shape[t->bracket];
	bool on_the_way = t->epoch < t->target || t->reached < 0;
	int next = t->reached + 1;

	if (on_the_way && (!s->synchronous || t->reached < 0)) {
		if (t->reached >= 0 && next < shape->n_rungs)
			study_rung_of(s, t)->climbed++;
		study_lose_on_the_way(s, t);
		return;
	}
	/* a synchronous ladder has it at the first rung alone, whatever came later */
	if (!on_the_way && (next == shape->n_rungs || shape->levels[next] > t->epoch))
		study_rung_spoil(study_rung_of(s, t), t->id);
	study_rung_of(s, t)->lost++;
}

/* It finishes its task first; below its highest rung, and there, it has climbed. */
static void adopt_running(struct study *s, struct study_trial *t, int rung)
{
	if (t->reached >= 0)
		study_rung_of(s, t)->climbed++;
	if (t->worker < 0) {
		t->unjudged = true; /* it has, but its scheduler has not heard */
		study_wait_on_the_way(s, t);
		return;
	}
	t->rung = rung;
	study_rung_of(s, t)->running++;
}

/* A trial in the ladder of a new scheduler; what that decides of it comes as events. */
static void adopt(struct study *s, struct study_trial *t, const struct adopted_seat *a)
{
	t->bracket = a->seat.bracket;
	t->round = a->seat.round;
	t->reached = -1;
	t->by_hand = t->unjudged = false;
	t->rank = t->rank_of = 0;
	t->rung = 0;
	if (a->running && t->worker >= 0 && s->synchronous) {
		study_rung_of(s, t)->running++; /* counts when it has finished its task */
		return;
	}
	if (study_reach(s, t))
		t->rung = t->reached;
	if (a->running && !s->synchronous) {
		adopt_running(s, t, a->seat.rung);
	} else if (study_is_lost(t->state)) {
		adopt_lost(s, t);
	} else if (t->state <= TRIAL_PAUSED) {
		study_set_state(s, t, TRIAL_PAUSED);
		t->target = t->epoch;
		if (t->reached >= 0) /* else it is on no rung yet */
			study_rung_of(s, t)->paused++;
	} else if (t->reached >= 0) {
		study_rung_of(s, t)->stopped++;
	} else if (s->synchronous && t->state == TRIAL_COMPLETED) {
		study_rung_give_up_seat(
			study_rung_of(s, t)); /* it never came to a rung of this ladder */
	} else if (s->synchronous) {
		t->reached = 0; /* it holds a seat all the same */
		study_rung_add(study_rung_of(s, t), t->id, NAN);
		study_rung_of(s, t)->stopped++;
	}
}

/* Before the old ladder goes: who is not on a worker any more, waits. */
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
	add_rule(s);
	s->idle_wait = e->scheduler.idle_wait;
	s->scratch = e->scheduler.scratch;
	s->shape = e->scheduler.shape;
	if (!switched)
		return;
	s->switches++;
	s->switch_seq = e->seq;
	s->round = s->highest = 0;
	study_rungs_release(s);
	for (size_t i = 0; i < e->scheduler.n_adopted; i++)
		adopt(s, study_trial_at(s, (uint32_t)i), &e->scheduler.adopted[i]);
}
