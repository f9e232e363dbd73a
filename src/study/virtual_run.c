/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loop is that of the tuner and of its pool on the virtual clock: idle workers take
 * jobs, the lowest first; the clock goes from one end of an epoch to the next; what a
 * limit stops ends with its present epoch.
 */
#include "config.h"

#include "study/virtual_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/heap.h"
#include "base/number.h"
#include "base/xalloc.h"
#include "study/virtual_curves.h"

#define OVERDUE 0.1 /* of an epoch is left of one that should be over */

struct virtual_trial {
	double *values; /* after each epoch; NULL: those of `before` */
	const double *before; /* what the study has of it; borrowed */
	int cap, epochs;
	struct job job;
	double came; /* its last result; virtual time */
	struct plateau_mark plateau;
	bool over;
	bool waits; /* has trained, and is on no worker */
};

struct virtual_worker {
	uint32_t trial;
	int outcome; /* of the coming epoch, an EPOCH_… */
	double value, began;
	bool busy, stop;
	bool flat; /* its trial has not improved for long enough */
};

struct machine {
	const struct virtual_setup *setup;
	const struct virtual_curves *curves;
	struct virtual_run *out;
	struct scheduler *scheduler;
	struct virtual_trial *trials;
	size_t n_trials, cap_trials;
	struct virtual_worker *workers; /* n_workers */
	int n_workers;
	struct heap idle, ends;
	uint64_t begun; /* epochs: ties go to the one that began first */
	int n_busy;
	size_t waiting;
	double now, worked;
	struct plateau_mark plateau; /* of all trials */
	bool closed, dry, stopping;
};

static struct curve curve_of(const struct virtual_trial *t)
{
	return (struct curve){t->values ? t->values : t->before, t->epochs};
}

static struct virtual_rung *rung_of(const struct machine *m, const struct job *job)
{
	return &m->out->brackets[job->bracket].rungs[job->rung];
}

static void stop(struct machine *m, enum finish_reason reason)
{
	if (m->stopping)
		return;
	m->stopping = true;
	m->out->reason = reason;
	for (int w = 0; w < m->n_workers; w++)
		m->workers[w].stop = m->workers[w].busy;
}

static void set_waits(struct machine *m, struct virtual_trial *t, bool waits)
{
	m->waiting += (size_t)waits - (size_t)t->waits;
	t->waits = waits;
	if (m->waiting > m->out->held)
		m->out->held = m->waiting;
}

/* What the scheduler has decided: who is over, and how long they have waited for it. */
static void conclude(struct machine *m, struct decisions *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct decision *d = &ds->items[i];
		struct virtual_trial *t = &m->trials[d->trial];
		double wait = m->now - t->came;

		if (m->scheduler->ops->synchronous && !t->over && isfinite(d->value) &&
			wait > m->out->wait) {
			m->out->wait = wait;
			m->out->wait_at = (struct seat){d->bracket, d->round, d->rung};
		}
		if (d->verdict == VERDICT_STOP || d->verdict == VERDICT_COMPLETE) {
			t->over = true;
			set_waits(m, t, false);
		}
	}
	ds->n = 0;
}

static void close_study(struct machine *m, struct decisions *ds)
{
	m->closed = true;
	m->scheduler->ops->close(m->scheduler, ds);
	conclude(m, ds);
}

/* Jobs */

static bool begin_trial(
	struct machine *m, struct job *job, uint32_t *trial, struct decisions *ds)
{
	if (m->setup->configs && m->n_trials >= m->setup->configs) {
		m->dry = true;
		close_study(m, ds);
		return false;
	}
	*trial = job->trial = (uint32_t)m->n_trials;
	ARRAY_ROOM(m->trials, m->n_trials, m->cap_trials);
	m->trials[m->n_trials++] = (struct virtual_trial){.job = *job};
	m->scheduler->ops->seat(m->scheduler, job, *trial);
	return true;
}

static bool next_trial(struct machine *m, uint32_t *trial, struct decisions *ds)
{
	struct job job;

	do {
		m->scheduler->ops->next(m->scheduler, &job, ds);
		conclude(m, ds);
		if (job.kind == JOB_WAIT)
			return false;
		if (job.kind == JOB_CLIMB) {
			*trial = job.trial;
			m->trials[job.trial].job = job;
			return true;
		}
	} while (!begin_trial(m, &job, trial, ds));
	return true;
}

/*
 * The worker's next epoch of its trial, `late` seconds after now; before now, where it is
 * under way.
 */
static void begin_epoch(struct machine *m, int worker, int epoch, double late)
{
	struct virtual_worker *w = &m->workers[worker];
	double seconds = 0;

	w->value = NO_NUMBER;
	w->outcome =
		m->curves->epoch(m->curves->arg, w->trial, epoch, &w->value, &seconds);
	if (w->outcome < 0 || w->outcome == EPOCH_FINISHED)
		seconds = 0;
	if (-late > seconds)
		seconds = OVERDUE * seconds - late;
	heap_push(&m->ends, (struct heap_item){.key = m->now + late + seconds,
				    .order = m->begun++,
				    .value = worker});
}

/* Seconds before its first epoch of this task. */
static double start_of(struct machine *m, const struct virtual_trial *t)
{
	bool first = t->epochs == 0;
	double late = 0;

	if (m->setup->start <= 0 || (!first && m->setup->starts == STARTS_ONCE))
		return 0;
	m->out->starts++;
	late = m->setup->start;
	if (m->setup->starts == STARTS_FROM_SCRATCH)
		late += t->epochs * m->setup->seconds;
	return late;
}

static void submit(struct machine *m, uint32_t trial, int worker)
{
	struct virtual_trial *t = &m->trials[trial];
	struct virtual_worker *w = &m->workers[worker];

	set_waits(m, t, false);
	if (t->job.kind == JOB_CLIMB && t->job.from == 0)
		t->epochs = 0;
	*w = (struct virtual_worker){.trial = trial, .busy = true, .began = m->now};
	m->n_busy++;
	begin_epoch(m, worker, t->epochs + 1, start_of(m, t));
}

static void dispatch(struct machine *m, struct decisions *ds)
{
	int64_t most = m->setup->stop.trials;
	uint32_t trial;

	while (!m->stopping && m->idle.n && next_trial(m, &trial, ds)) {
		submit(m, trial, heap_pop(&m->idle).value);
		if (!m->closed && most && m->n_trials >= (size_t)most)
			close_study(m, ds);
	}
}

/* Results */

static void keep_value(struct virtual_trial *t, double value)
{
	if (t->epochs >= t->cap) {
		int room = t->job.to < 64 ? t->job.to : 64;
		bool first = !t->values;

		t->cap = t->cap ? 2 * t->cap : t->epochs + room;
		t->values = xreallocarray(t->values, (size_t)t->cap, sizeof(*t->values));
		if (first && t->epochs)
			memcpy(t->values, t->before,
				(size_t)t->epochs * sizeof(*t->values));
	}
	t->values[t->epochs++] = isfinite(value) ? value : NO_NUMBER;
}

static bool reached(const struct machine *m, double value)
{
	double goal = m->setup->stop.value;

	if (isnan(goal) || !isfinite(value))
		return false;
	return m->setup->maximize ? value >= goal : value <= goal;
}

static void count_epoch(struct machine *m, struct virtual_trial *t, double value)
{
	const struct stop_limits *limits = &m->setup->stop;
	bool maximize = m->setup->maximize;

	keep_value(t, value);
	rung_of(m, &t->job)->epochs++;
	m->out->epochs++;
	if (reached(m, value))
		stop(m, FINISH_VALUE);
	if (plateau_take(&m->plateau, &limits->plateau, maximize, value))
		stop(m, FINISH_PLATEAU);
	if (limits->epochs && m->out->epochs >= (uint64_t)limits->epochs)
		stop(m, FINISH_EPOCHS);
	if (m->setup->most && m->out->epochs >= m->setup->most) {
		m->out->cut = true;
		stop(m, FINISH_EPOCHS);
	}
}

/* Where the study has fewer workers than are busy yet, this one gets no other task. */
static void make_idle(struct machine *m, int worker)
{
	if (worker < m->setup->workers)
		heap_push(&m->idle, (struct heap_item){.key = worker, .value = worker});
}

/* The worker lets go of its trial, and the scheduler is told what became of it. */
static void let_go(struct machine *m, int worker, struct decisions *ds)
{
	struct virtual_worker *w = &m->workers[worker];
	struct virtual_trial *t = &m->trials[w->trial];
	struct scheduler *s = m->scheduler;

	w->busy = false;
	m->worked += m->now - w->began;
	m->n_busy--;
	make_idle(m, worker);
	t->came = m->now;
	if (w->outcome == EPOCH_TRAINED && t->epochs < t->job.to && !w->flat)
		return; /* interrupted */
	if (w->outcome == EPOCH_FINISHED || (w->flat && t->epochs < t->job.to)) {
		t->over = true;
		s->ops->ended(s, w->trial, curve_of(t), ds);
	} else {
		rung_of(m, &t->job)->results++;
		if (w->outcome == EPOCH_TRAINED) {
			set_waits(m, t, true);
			s->ops->report(s, w->trial, curve_of(t), ds);
			conclude(m, ds);
			if (w->flat && !t->over) {
				t->over = true;
				set_waits(m, t, false);
				s->ops->ended(s, w->trial, curve_of(t), ds);
			}
		} else {
			t->over = true;
			s->ops->lost(s, w->trial, ds);
		}
	}
	conclude(m, ds);
}

/* As in the pool, the next epoch begins before anybody hears of this one. */
static void end_epoch(struct machine *m, struct decisions *ds)
{
	int worker = heap_pop(&m->ends).value;
	struct virtual_worker *w = &m->workers[worker];
	struct virtual_trial *t = &m->trials[w->trial];
	int epoch = t->epochs + 1, outcome = w->outcome;
	double value = w->value;
	bool goes_on;

	if (epoch == 1)
		t->plateau = plateau_begin();
	if ((outcome == EPOCH_TRAINED || outcome == EPOCH_DIVERGED) &&
		plateau_take(&t->plateau, &m->setup->patience, m->setup->maximize, value) &&
		outcome == EPOCH_TRAINED)
		w->flat = true;
	goes_on = outcome == EPOCH_TRAINED && epoch < t->job.to && !w->stop && !w->flat;

	if (goes_on)
		begin_epoch(m, worker, epoch + 1, 0);
	if (outcome == EPOCH_TRAINED || outcome == EPOCH_DIVERGED)
		count_epoch(m, t, value);
	if (!goes_on)
		let_go(m, worker, ds);
}

static void advance(struct machine *m, struct decisions *ds)
{
	double limit = event_seconds(m->setup->stop.seconds), t = m->ends.items[0].key;
	bool limited = m->setup->stop.seconds > 0;

	if (limited && !m->stopping && t > limit) {
		m->now = limit;
		stop(m, FINISH_SECONDS);
		return;
	}
	m->now = t;
	end_epoch(m, ds);
	if (limited && event_seconds(m->now) >= limit)
		stop(m, FINISH_SECONDS);
}

static enum finish_reason natural_end(const struct machine *m)
{
	return m->dry ? FINISH_EXHAUSTED : m->closed ? FINISH_TRIALS : FINISH_ROUNDS;
}

static void loop(struct machine *m)
{
	struct decisions ds = {0};

	for (;;) {
		dispatch(m, &ds);
		if (!m->n_busy && !m->stopping)
			stop(m, natural_end(m));
		if (!m->n_busy)
			break;
		advance(m, &ds);
	}
	decisions_release(&ds);
}

/* The whole */

static int take_shape(
	struct virtual_run *r, struct scheduler *s, bool known, struct error *err)
{
	r->scratch = s->scratch;
	r->n_brackets = s->ops->n_brackets(s);
	r->brackets = xcalloc((size_t)r->n_brackets, sizeof(*r->brackets));
	for (int b = 0; b < r->n_brackets; b++) {
		struct bracket_shape shape = s->ops->bracket(s, b);
		struct virtual_bracket *to = &r->brackets[b];
		size_t n = (size_t)shape.n_rungs;

		to->n_rungs = shape.n_rungs;
		to->levels = xmalloc(n * sizeof(*to->levels));
		memcpy(to->levels, shape.levels, n * sizeof(*to->levels));
		if (shape.seats) {
			to->seats = xmalloc(n * sizeof(*to->seats));
			memcpy(to->seats, shape.seats, n * sizeof(*to->seats));
		}
		to->rungs = xcalloc(n, sizeof(*to->rungs));
		if (to->levels[n - 1] == EPOCHS_OPEN && !known)
			return error_usage(err,
				"max is none: when a program ends by itself is not known "
				"before it has; give a max to plan with");
	}
	return 0;
}

static void machine_release(struct machine *m)
{
	for (size_t i = 0; i < m->n_trials; i++)
		free(m->trials[i].values);
	free(m->trials);
	free(m->workers);
	heap_release(&m->idle);
	heap_release(&m->ends);
	scheduler_free(m->scheduler);
}

static struct scheduler *make_scheduler(
	const struct virtual_setup *setup, struct error *err)
{
	struct scheduler_setup of = {.knobs = setup->knobs,
		.maximize = setup->maximize,
		.seed = setup->seed,
		.rounds = setup->stop.rounds};

	return scheduler_new(setup->scheduler, &of, err);
}

/* Those that run are on the first workers, each so far into its present epoch. */
static void take_workers(struct machine *m)
{
	const struct virtual_rest *rest = m->setup->rest;
	int busy = 0;

	for (size_t i = 0; rest && i < rest->n; i++)
		busy += rest->trials[i].standing == STANDS_RUNNING;
	m->n_workers = busy > m->setup->workers ? busy : m->setup->workers;
	m->workers = xcalloc((size_t)m->n_workers, sizeof(*m->workers));
	busy = 0;
	for (size_t i = 0; rest && i < rest->n; i++) {
		const struct adopted *x = &rest->trials[i];
		struct seat seat;

		if (x->standing != STANDS_RUNNING)
			continue;
		seat = m->scheduler->ops->seat_of(m->scheduler, (uint32_t)i);
		m->trials[i].job = (struct job){JOB_CLIMB, (uint32_t)i, x->curve.epochs,
			x->target, seat.bracket, seat.round, seat.rung};
		m->workers[busy] =
			(struct virtual_worker){.trial = (uint32_t)i, .busy = true};
		begin_epoch(m, busy++, x->curve.epochs + 1, -rest->since[i]);
	}
	m->n_busy = busy;
	for (int w = busy; w < m->n_workers; w++)
		make_idle(m, w);
}

/* The scheduler is told of what there is, as the tuner tells it at a switch. */
static void take_over(struct machine *m)
{
	const struct virtual_rest *rest = m->setup->rest;
	struct decisions ds = {0};

	m->n_trials = m->cap_trials = rest->n;
	m->trials = xcalloc(rest->n + 1, sizeof(*m->trials));
	for (size_t i = 0; i < rest->n; i++)
		m->trials[i] =
			(struct virtual_trial){.before = rest->trials[i].curve.values,
				.epochs = rest->trials[i].curve.epochs,
				.over = rest->trials[i].standing >= STANDS_ENDED};
	m->scheduler->ops->adopt(m->scheduler, rest->trials, rest->n, &ds);
	conclude(m, &ds);
	if (rest->closed)
		close_study(m, &ds);
	decisions_release(&ds);
}

static void run(struct machine *m)
{
	const struct virtual_rest *rest = m->setup->rest;

	if (rest)
		take_over(m);
	take_workers(m);
	loop(m);
	m->out->trials = m->n_trials - (rest ? rest->n : 0);
	m->out->seconds = m->now;
	m->out->busy = m->now > 0 ? m->worked / (m->now * m->n_workers) : 1;
}

int virtual_run(
	struct virtual_run *r, const struct virtual_setup *setup, struct error *err)
{
	struct made_up made_up;
	struct virtual_curves own = {made_up_epoch, &made_up};
	struct machine m = {.plateau = plateau_begin(),
		.setup = setup, .curves = setup->curves ? setup->curves : &own, .out = r};
	int rc;

	*r = (struct virtual_run){0};
	m.scheduler = make_scheduler(setup, err);
	if (!m.scheduler)
		return -1;
	rc = take_shape(r, m.scheduler, setup->curves != NULL, err);
	if (!rc) {
		made_up_init(&made_up, setup->curve_seed, setup->seconds,
			setup->unevenness, setup->maximize);
		run(&m);
		made_up_release(&made_up);
	}
	machine_release(&m);
	return rc;
}

void virtual_run_release(struct virtual_run *r)
{
	for (int b = 0; b < r->n_brackets; b++) {
		free(r->brackets[b].levels);
		free(r->brackets[b].seats);
		free(r->brackets[b].rungs);
	}
	free(r->brackets);
	*r = (struct virtual_run){0};
}
