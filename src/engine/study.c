/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/study.h"

#include "base/stream.h"
#include "base/xalloc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNGS_FEW 8 /* that are all shown, even of an open ladder */
#define CURVE_FIRST 1024 /* epochs to make room for at once */

void study_init(struct study *s)
{
	*s = (struct study){.phase = PHASE_EMPTY, .best = NAN};
}

static void release_rungs(struct study *s)
{
	for (size_t i = 0; i < s->n_rungs; i++) {
		free(s->rungs[i].trials);
		free(s->rungs[i].values);
	}
	free(s->rungs);
	free(s->rung_table);
	s->rungs = NULL;
	s->rung_table = NULL;
	s->n_rungs = s->cap_rungs = s->rung_slots = 0;
}

void study_release(struct study *s)
{
	for (size_t i = 0; i < s->n_trials; i++) {
		free(s->trials[i].values);
		free(s->trials[i].others);
		free(s->trials[i].times);
	}
	release_rungs(s);
	free(s->trials);
	free(s->incumbents);
	free(s->decisions);
	free(s->least);
	free(s->failures);
	for (size_t i = 0; i < s->n_rules; i++)
		free(s->rules[i]);
	free(s->rules);
	free(s->on_worker);
	roster_release(&s->roster);
	study_init(s);
}

/* The slot of a rung in the table: its own, or the free one where it belongs. */
static size_t rung_slot(const struct study *s, int bracket, int round, int rung)
{
	uint64_t key = ((uint64_t)(uint32_t)round << 32) | ((uint32_t)bracket << 24) |
		       (uint32_t)rung;
	size_t i = (size_t)stream_mix(key) & (s->rung_slots - 1);

	while (s->rung_table[i]) {
		const struct study_rung *r = &s->rungs[s->rung_table[i] - 1];

		if (r->rung == rung && r->bracket == bracket && r->round == round)
			break;
		i = (i + 1) & (s->rung_slots - 1);
	}
	return i;
}

struct study_rung *study_rung_find(
	const struct study *s, int bracket, int round, int rung)
{
	uint32_t at =
		s->rung_slots ? s->rung_table[rung_slot(s, bracket, round, rung)] : 0;

	return at ? &s->rungs[at - 1] : NULL;
}

static void grow_rung_table(struct study *s)
{
	free(s->rung_table);
	s->rung_slots = s->rung_slots ? 2 * s->rung_slots : 64;
	s->rung_table = xcalloc(s->rung_slots, sizeof(*s->rung_table));
	for (size_t i = 0; i < s->n_rungs; i++) {
		const struct study_rung *r = &s->rungs[i];

		s->rung_table[rung_slot(s, r->bracket, r->round, r->rung)] =
			(uint32_t)i + 1;
	}
}

static int level_of(const struct study *s, int bracket, int rung)
{
	return s->shape[bracket].levels[rung];
}

static struct study_rung *rung_use(struct study *s, int bracket, int round, int rung)
{
	struct study_rung *r = study_rung_find(s, bracket, round, rung);

	if (r)
		return r;
	ARRAY_ROOM(s->rungs, s->n_rungs, s->cap_rungs);
	r = &s->rungs[s->n_rungs++];
	*r = (struct study_rung){.bracket = bracket,
		.round = round,
		.rung = rung,
		.level = level_of(s, bracket, rung),
		.cutoff = (double)NAN};
	if (s->shape[bracket].seats)
		r->seats = s->shape[bracket].seats[rung];
	if (2 * s->n_rungs > s->rung_slots)
		grow_rung_table(s);
	else
		s->rung_table[rung_slot(s, bracket, round, rung)] = (uint32_t)s->n_rungs;
	if (round > s->round)
		s->round = round;
	if (bracket + rung > s->highest)
		s->highest = bracket + rung;
	return r;
}

bool study_better(const struct study *s, double a, double b)
{
	if (!isfinite(a))
		return false;
	if (!isfinite(b))
		return true;
	return s->info->maximize ? a > b : a < b;
}

bool study_has_climbed(const struct study_trial *t, int rung)
{
	return t->reached > rung ||
	       (t->reached == rung &&
		       (t->state == TRIAL_RUNNING || t->state == TRIAL_CLIMBED));
}

int study_top(const struct study *s)
{
	if (s->r_max != EPOCHS_OPEN)
		return s->r_max;
	return s->longest > s->r_min ? s->longest : s->r_min;
}

int study_rungs_near(const struct study *s, int bracket)
{
	int n = s->shape[bracket].n_rungs, near = s->highest + 2 - bracket;

	if (s->r_max != EPOCHS_OPEN || n <= RUNGS_FEW || near >= n)
		return n;
	return near > 1 ? near : 1;
}

const char *study_level_text(int level, char *out, size_t size)
{
	if (level == EPOCHS_OPEN)
		snprintf(out, size, "end");
	else
		snprintf(out, size, "%d", level);
	return out;
}

double study_saved(const struct study *s)
{
	double all = (double)s->n_trials * s->r_max;

	if (s->r_max == EPOCHS_OPEN || all <= 0)
		return NAN;
	return 1 - (double)s->epochs / all;
}

double study_utilisation(const struct study *s)
{
	double part = roster_share_of_all(&s->roster);

	return part > 1 ? 1 : part; /* NaN stays NaN */
}

const struct study_incumbent *study_incumbent(const struct study *s)
{
	return s->n_incumbents ? &s->incumbents[s->n_incumbents - 1] : NULL;
}

double study_metric(
	const struct study *s, const struct study_trial *t, int epoch, size_t m)
{
	size_t own = s->info->metric_index;

	assert(epoch >= 1 && epoch <= t->epoch);
	if (m == own)
		return t->values[epoch - 1];
	return (double)
		t->others[(size_t)(epoch - 1) * (s->info->n_metrics - 1) + m - (m > own)];
}

static struct study_trial *trial_at(struct study *s, uint32_t id)
{
	assert(id < s->n_trials);
	return &s->trials[id];
}

/* The rung that it is bound for, or waits at. */
static struct study_rung *rung_of(struct study *s, const struct study_trial *t)
{
	return rung_use(s, t->bracket, t->round, t->rung);
}

static void set_state(struct study *s, struct study_trial *t, enum trial_state state)
{
	s->count[t->state]--;
	s->count[state]++;
	t->state = state;
}

static void apply_study(struct study *s, const struct event *e)
{
	s->info = e->study;
	s->phase = PHASE_RUNNING;
	s->least = xcalloc(e->study->n_metrics + 1, sizeof(*s->least));
	for (size_t m = 0; m < e->study->n_metrics; m++)
		s->least[m] = NAN;
}

/* The trial has left its worker. */
static void leave(struct study *s, struct study_trial *t)
{
	if (t->worker < 0)
		return;
	if (s->on_worker[t->worker] == t->id) {
		s->on_worker[t->worker] = STUDY_NONE;
		s->n_busy--;
	}
	rung_of(s, t)->running--;
	t->worker = -1;
}

/* On its way between two rungs it has left its worker: it climbs still. */
static void wait_on_the_way(struct study *s, struct study_trial *t)
{
	leave(s, t);
	set_state(s, t, t->reached >= 0 ? TRIAL_CLIMBED : TRIAL_PAUSED);
}

static void add_result(struct study_rung *r, uint32_t trial, double value)
{
	if (r->done == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 16;
		r->trials = xreallocarray(r->trials, r->cap, sizeof(*r->trials));
		r->values = xreallocarray(r->values, r->cap, sizeof(*r->values));
	}
	r->trials[r->done] = trial;
	r->values[r->done++] = value;
}

/* Its result at the rung is lost after all. */
static void spoil_result(struct study_rung *r, uint32_t trial)
{
	for (uint32_t i = r->done; i-- > 0;) {
		if (r->trials[i] == trial) {
			r->values[i] = NAN;
			return;
		}
	}
}

/*
 * Its results at the levels that its epochs have come to: at the next one in a
 * synchronous ladder, where one climbs by a verdict alone; elsewhere at all of them, and
 * below the highest it counts as having climbed. False: it has come to none.
 */
static bool reach(struct study *s, struct study_trial *t)
{
	const struct bracket_shape *shape = &s->shape[t->bracket];
	int before = t->reached;

	while (t->reached + 1 < shape->n_rungs &&
		shape->levels[t->reached + 1] <= t->epoch) {
		struct study_rung *r;

		if (t->reached >= 0 && t->reached > before && !s->synchronous)
			rung_use(s, t->bracket, t->round, t->reached)->climbed++;
		r = rung_use(s, t->bracket, t->round, ++t->reached);
		add_result(r, t->id, t->values[r->level - 1]);
		if (s->synchronous)
			break;
	}
	return t->reached > before;
}

/* Lost on its way to a rung, it has a result there all the same: one that ranks last. */
static void lose_on_the_way(struct study *s, struct study_trial *t)
{
	struct study_rung *r;

	leave(s, t);
	t->rung = t->reached + 1;
	if (t->rung == s->shape[t->bracket].n_rungs)
		t->rung--; /* past the top of a ladder that came later */
	r = rung_of(s, t);
	if (t->reached < t->rung)
		add_result(r, t->id, NAN);
	t->reached = t->rung;
	r->lost++;
}

/* A rung of a synchronous round fills without a trial that ends before it. */
static void give_up_seat(struct study_rung *r)
{
	r->seats -= r->seats > 0;
}

static bool is_lost(enum trial_state state)
{
	return state == TRIAL_DIVERGED || state == TRIAL_FAILED || state == TRIAL_KILLED;
}

/* One that was lost before: it counts where it waited, or at the rung it was bound for. */
static void adopt_lost(struct study *s, struct study_trial *t)
{
	const struct bracket_shape *shape = &s->shape[t->bracket];
	bool on_the_way = t->epoch < t->target || t->reached < 0;
	int next = t->reached + 1;

	if (on_the_way && (!s->synchronous || t->reached < 0)) {
		if (t->reached >= 0 && next < shape->n_rungs)
			rung_of(s, t)->climbed++;
		lose_on_the_way(s, t);
		return;
	}
	/* a synchronous ladder has it at the first rung alone, whatever came later */
	if (!on_the_way && (next == shape->n_rungs || shape->levels[next] > t->epoch))
		spoil_result(rung_of(s, t), t->id);
	rung_of(s, t)->lost++;
}

/* It finishes its task first; below its highest rung, and there, it has climbed. */
static void adopt_running(struct study *s, struct study_trial *t, int rung)
{
	if (t->reached >= 0)
		rung_of(s, t)->climbed++;
	if (t->worker < 0) {
		t->unjudged = true; /* it has, but its scheduler has not heard */
		wait_on_the_way(s, t);
		return;
	}
	t->rung = rung;
	rung_of(s, t)->running++;
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
		rung_of(s, t)->running++; /* counts when it has finished its task */
		return;
	}
	if (reach(s, t))
		t->rung = t->reached;
	if (a->running && !s->synchronous) {
		adopt_running(s, t, a->seat.rung);
	} else if (is_lost(t->state)) {
		adopt_lost(s, t);
	} else if (t->state <= TRIAL_PAUSED) {
		set_state(s, t, TRIAL_PAUSED);
		t->target = t->epoch;
		if (t->reached >= 0) /* else it is on no rung yet */
			rung_of(s, t)->paused++;
	} else if (t->reached >= 0) {
		rung_of(s, t)->stopped++;
	} else if (s->synchronous && t->state == TRIAL_COMPLETED) {
		give_up_seat(rung_of(s, t)); /* it never came to a rung of this ladder */
	} else if (s->synchronous) {
		t->reached = 0; /* it holds a seat all the same */
		add_result(rung_of(s, t), t->id, NAN);
		rung_of(s, t)->stopped++;
	}
}

/* Before the old ladder goes: who is not on a worker any more, waits. */
static void take_off_worker(struct study *s, struct study_trial *t)
{
	if (t->state != TRIAL_RUNNING)
		return;
	leave(s, t);
	set_state(s, t, TRIAL_PAUSED); /* in the new ladder: adopt() */
}

static void add_rule(struct study *s)
{
	s->rules = xreallocarray(s->rules, s->n_rules + 1, sizeof(*s->rules));
	s->rules[s->n_rules] = xmalloc(sizeof(**s->rules));
	*s->rules[s->n_rules] = rule_of(s->scheduler, s->spec, s->eta);
	s->rule = s->rules[s->n_rules++];
}

static void apply_scheduler(struct study *s, const struct event *e)
{
	bool switched = s->scheduler != NULL;

	for (size_t i = 0; i < e->scheduler.n_adopted; i++)
		if (!e->scheduler.adopted[i].running)
			take_off_worker(s, trial_at(s, (uint32_t)i));
	s->scheduler = e->scheduler.name;
	s->spec = e->scheduler.spec;
	s->eta = e->scheduler.eta;
	s->r_min = e->scheduler.r_min;
	s->r_max = e->scheduler.r_max;
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
	release_rungs(s);
	for (size_t i = 0; i < e->scheduler.n_adopted; i++)
		adopt(s, trial_at(s, (uint32_t)i), &e->scheduler.adopted[i]);
}

static void apply_trial(struct study *s, const struct event *e)
{
	assert(e->trial.trial == s->n_trials);
	ARRAY_ROOM(s->trials, s->n_trials, s->cap_trials);
	s->trials[s->n_trials++] = (struct study_trial){
		.id = e->trial.trial,
		.state = TRIAL_PAUSED,
		.config = e->trial.config,
		.bracket = e->trial.bracket,
		.round = e->trial.round,
		.reached = -1,
		.worker = -1,
		.value = NAN,
		.best = NAN,
	};
	s->count[TRIAL_PAUSED]++;
	if (e->trial.round > s->round)
		s->round = e->trial.round;
}

/* A worker takes a trial up: for the first time, to climb, or after a pause of the study. */
static void apply_task(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->task.trial);
	size_t w = (size_t)e->task.worker;

	leave(s, t); /* when it goes on after a pause of the study */
	t->unjudged = false;
	set_state(s, t, TRIAL_RUNNING);
	t->bracket = e->task.bracket;
	t->round = e->task.round;
	t->rung = e->task.rung;
	t->target = e->task.to;
	t->worker = e->task.worker;
	t->task_seq = e->seq;
	rung_of(s, t)->running++;
	/* Retraining from scratch writes the same curve again. */
	t->epoch = e->task.from;
	if (s->n_on_worker <= w)
		s->on_worker = xreallocarray(s->on_worker, w + 1, sizeof(*s->on_worker));
	while (s->n_on_worker <= w)
		s->on_worker[s->n_on_worker++] = STUDY_NONE;
	/* Interrupted with the study's pause, the last one here still waits its turn. */
	if (s->on_worker[w] != STUDY_NONE) {
		struct study_trial *other = trial_at(s, s->on_worker[w]);

		wait_on_the_way(s, other);
	}
	s->on_worker[w] = t->id;
	s->n_busy++;
	roster_begin(&s->roster, (struct stay){.trial = t->id,
					 .worker = t->worker,
					 .bracket = t->bracket,
					 .rung = t->rung,
					 .from = e->t});
}

/* Takes its place at the highest rung that it has come to. */
static void settle(struct study *s, struct study_trial *t)
{
	t->unjudged = false;
	if (!reach(s, t) && t->reached >= 0)
		/* a task from before a switch ended between two levels */
		rung_use(s, t->bracket, t->round, t->reached)->climbed--;
	if (t->reached < 0)
		return;
	t->rung = t->reached;
	set_state(s, t, TRIAL_PAUSED);
	rung_of(s, t)->paused++;
}

/*
 * It has come to the end of its task, and waits there for what becomes of it. A task from
 * before a switch may end anywhere in the present ladder. What it has passed counts when
 * it is judged; a trial that is lost first is lost at the next rung.
 */
static void arrive(struct study *s, struct study_trial *t)
{
	wait_on_the_way(s, t);
	t->unjudged =
		!s->synchronous && (t->rung != t->reached + 1 ||
					   level_of(s, t->bracket, t->rung) != t->target);
	if (!t->unjudged)
		settle(s, t);
}

static void keep_report(
	struct study *s, struct study_trial *t, const double *metrics, double time)
{
	size_t n = s->info->n_metrics, own = s->info->metric_index, at;

	if (t->epoch == t->curve_cap) {
		t->curve_cap = t->curve_cap		 ? t->curve_cap * 2
			       : t->target < CURVE_FIRST ? t->target
							 : CURVE_FIRST;
		if (t->curve_cap <= t->epoch)
			t->curve_cap = t->epoch + 1;
		t->values = xreallocarray(
			t->values, (size_t)t->curve_cap, sizeof(*t->values));
		t->times =
			xreallocarray(t->times, (size_t)t->curve_cap, sizeof(*t->times));
		if (n > 1)
			t->others = xreallocarray(t->others,
				(size_t)t->curve_cap * (n - 1), sizeof(*t->others));
	}
	t->values[t->epoch] = metrics[own];
	t->times[t->epoch] = (float)time;
	for (size_t m = 0; m < n; m++)
		if (isfinite(metrics[m]))
			s->least[m] = fmin(s->least[m], metrics[m]);
	at = (size_t)t->epoch * (n - 1);
	for (size_t m = 0; m < n; m++)
		if (m != own)
			t->others[at++] = (float)metrics[m];
}

/* What of the time since the worker was heard of last was not training. */
static void wait_for_pace(
	struct study *s, const struct study_trial *t, const struct event *e)
{
	const struct stay *stay = roster_last(&s->roster, t->worker);

	if (s->pace > 0 && stay)
		roster_wait(&s->roster, stay->to, e->t - (double)e->report.seconds);
}

static void apply_report(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->report.trial);

	assert(e->report.epoch == t->epoch + 1);
	keep_report(s, t, e->report.metrics, e->t);
	t->epoch = e->report.epoch;
	t->value = e->report.metrics[s->info->metric_index];
	t->seconds += (double)e->report.seconds;
	if (study_better(s, t->value, t->best)) {
		t->best = t->value;
		t->best_epoch = t->epoch;
	}
	if (study_better(s, t->value, s->best))
		s->best = t->value;
	s->epochs++;
	if (t->epoch > s->longest)
		s->longest = t->epoch;
	wait_for_pace(s, t, e);
	roster_extend(&s->roster, t->worker, e->t, false);
	if (t->epoch == t->target)
		arrive(s, t);
}

/* Its place on the next rung, where an adopted trial may have its result already. */
static void climb(struct study *s, struct study_trial *t, struct study_rung *from)
{
	from->paused--;
	from->climbed++;
	if (t->state != TRIAL_PAUSED)
		return;
	if (s->synchronous && reach(s, t)) {
		t->rung = t->reached;
		rung_of(s, t)->paused++;
	} else {
		set_state(s, t, TRIAL_CLIMBED);
	}
}

bool study_has_come_to(const struct study *s, const struct study_trial *t, int rung)
{
	const struct bracket_shape *shape = &s->shape[t->bracket];

	return shape->levels[rung] <= t->epoch &&
	       (rung + 1 == shape->n_rungs || shape->levels[rung + 1] > t->epoch);
}

static void apply_decision(struct study *s, const struct event *e)
{
	const struct decision *d = &e->decision;
	struct study_trial *t = trial_at(s, d->trial);
	struct study_rung *r;

	if (t->unjudged && study_has_come_to(s, t, d->rung))
		settle(s, t);
	r = rung_use(s, d->bracket, d->round, d->rung);
	ARRAY_ROOM(s->decisions, s->n_decisions, s->cap_decisions);
	s->decisions[s->n_decisions++] = (struct study_decision){
		.seq = e->seq, .t = e->t, .d = *d, .rule = s->rule};
	t->decision = s->n_decisions;
	t->rank = d->rank;
	t->rank_of = rule_ranked(s->rule, d);
	t->by_hand = d->by_hand;
	r->places = d->places;
	r->cutoff = d->cutoff;
	if (d->verdict == VERDICT_PROMOTE)
		climb(s, t, r);
}

static void apply_incumbent(struct study *s, const struct event *e)
{
	ARRAY_ROOM(s->incumbents, s->n_incumbents, s->cap_incumbents);
	s->incumbents[s->n_incumbents++] = (struct study_incumbent){
		.trial = e->incumbent.trial,
		.epoch = e->incumbent.epoch,
		.value = e->incumbent.value,
		.t = e->t,
		.seq = e->seq,
		.epochs = s->epochs,
	};
}

/* Not at a rung, but bound for one. */
static bool is_on_the_way(const struct study_trial *t)
{
	return t->worker >= 0 || t->unjudged || t->state == TRIAL_CLIMBED ||
	       t->epoch < t->target || t->reached < 0;
}

/* Lost on the way to the end of a task that goes past the top of the present ladder. */
static void lose_past_the_top(struct study *s, struct study_trial *t)
{
	struct study_rung *r = rung_use(s, t->bracket, t->round, t->reached);

	r->climbed--;
	spoil_result(r, t->id);
	lose_on_the_way(s, t);
}

/*
 * An older version took a program's own end for a loss: then the trial was told to stop
 * where it never came.
 */
static bool was_judged(const struct study *s, const struct study_trial *t)
{
	return t->decision && s->decisions[t->decision - 1].d.level > t->epoch;
}

/* It has come to an end of its own: what it has passed counts, and nothing else. */
static void complete_on_the_way(struct study *s, struct study_trial *t)
{
	int before = t->reached;

	leave(s, t);
	if (!reach(s, t)) {
		if (s->synchronous)
			give_up_seat(rung_of(s, t));
		if (before >= 0)
			rung_use(s, t->bracket, t->round, before)->climbed--;
	}
	t->rung = t->reached < 0 ? 0 : t->reached;
	if (t->reached >= 0)
		rung_of(s, t)->stopped++;
}

static void apply_end(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->end.trial);
	bool lost = is_lost(e->end.state), short_of = t->epoch < t->target;

	if (t->worker >= 0)
		roster_extend(&s->roster, t->worker, e->t, lost);
	if (!lost && short_of && !was_judged(s, t)) {
		complete_on_the_way(s, t);
	} else if ((lost || short_of) && is_on_the_way(t)) {
		if (t->reached + 1 == s->shape[t->bracket].n_rungs)
			lose_past_the_top(s, t);
		else
			lose_on_the_way(s, t);
	} else {
		struct study_rung *r = rung_of(s, t);

		r->paused--;
		if (lost) {
			spoil_result(r, t->id);
			r->lost++;
		} else {
			r->stopped++;
		}
	}
	s->failing = e->end.state == TRIAL_FAILED;
	if (s->failing) {
		ARRAY_ROOM(s->failures, s->n_failures, s->cap_failures);
		s->failures[s->n_failures++] = (struct study_failure){e->seq, t->id};
	}
	t->unjudged = false;
	t->why = e->end.why;
	set_state(s, t, e->end.state);
}

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static void apply_control(struct study *s, const struct event *e)
{
	if (e->control.refused) {
		s->refused = e->control.refused;
		s->refused_seq = e->seq;
		return;
	}
	switch (e->control.action) {
	case CONTROL_PAUSE:
		s->phase = PHASE_PAUSED;
		s->interrupted_seq = e->seq;
		break;
	case CONTROL_RESUME:
		s->error = NULL;
		/* fall through */
	case CONTROL_STEP:
		s->phase = PHASE_RUNNING;
		s->interrupted_seq = e->seq;
		break;
	case CONTROL_WORKERS:
		s->workers = (int)e->control.number;
		s->interrupted_seq = e->seq;
		/* Killed between a report and its incumbent, it went on without that one. */
		s->best = s->n_incumbents ? s->incumbents[s->n_incumbents - 1].value
					  : (double)NAN;
		break;
	case CONTROL_WARN:
		s->warning = e->control.text;
		s->warning_seq = e->seq;
		s->warned = s->warning && !begins(s->warning, WARNING_OVER) &&
			    !begins(s->warning, WARNING_ENDLESS);
		break;
	case CONTROL_PACE:
		s->pace = e->control.number;
		break;
	default:
		break;
	}
}

static void apply_finish(struct study *s, const struct event *e)
{
	for (size_t w = 0; w < s->n_on_worker; w++) {
		if (s->on_worker[w] != STUDY_NONE) {
			struct study_trial *t = trial_at(s, s->on_worker[w]);

			wait_on_the_way(s, t);
		}
	}
	s->phase = PHASE_FINISHED;
	s->reason = e->finish.reason;
	s->error = e->finish.error;
}

static void apply_place(struct study *s, const struct event *e)
{
	struct study_trial *t = trial_at(s, e->place.trial);

	t->node = e->place.node;
	t->waits = e->place.why;
	t->attempt = e->place.attempt;
}

void study_apply(struct study *s, const struct event *e)
{
	static void (*const apply[])(struct study *, const struct event *) = {
		[EVENT_STUDY] = apply_study,
		[EVENT_SCHEDULER] = apply_scheduler,
		[EVENT_TRIAL] = apply_trial,
		[EVENT_TASK] = apply_task,
		[EVENT_REPORT] = apply_report,
		[EVENT_DECISION] = apply_decision,
		[EVENT_INCUMBENT] = apply_incumbent,
		[EVENT_END] = apply_end,
		[EVENT_CONTROL] = apply_control,
		[EVENT_PLACE] = apply_place,
		[EVENT_FINISH] = apply_finish,
	};

	assert(e->seq == s->seq + 1);
	/* a pause is nobody's idleness */
	if (s->phase == PHASE_RUNNING)
		roster_pass(&s->roster, s->t, e->t, s->n_busy, s->workers);
	s->seq = e->seq;
	s->t = e->t;
	apply[e->kind](s, e);
}
