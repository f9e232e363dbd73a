/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "reference_study.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "reference.h"
#include "reference_rules.h"

#define STUDIES_SEED 20181012
#define STEPS_MAX 4000 /* then no more trials, and no more of the user's doings */

static const char *const kinds[] = {"random", "successive_halving", "hyperband", "asha",
	"asha_stop", "median", "pasha"};
#define N_KINDS ((int)(sizeof(kinds) / sizeof(*kinds)))

static bool chance(struct study *s, double p)
{
	return gsl_rng_uniform(s->rng) < p;
}

/* From 0 to n - 1. */
static int below(struct study *s, int n)
{
	return (int)gsl_rng_uniform_int(s->rng, (unsigned long)n);
}

/* Curves */

static double draw_value(struct study *s, int asymptote, int e)
{
	switch (s->ways.values) {
	case 0: /* all the same */
		return .5;
	case 1: /* ties all over */
		return below(s, 4) / 4.;
	case 2:
		return below(s, 40) / 8. - 2;
	case 3: /* curves that cross */
		return (asymptote + 64 / e + below(s, 24)) / 64.;
	case 4: /* curves that hardly do, and have their ties */
		return (asymptote + 64 / e + below(s, 2)) / 64.;
	default: /* curves that never do, until one does */
		return (asymptote + 64. / e + (chance(s, .002) ? below(s, 24) : 0)) / 64;
	}
}

static void spoil_curve(struct study *s, double *curve)
{
	int n = s->ways.longest, from = 0, to = n;

	switch (below(s, 8)) {
	case 0: /* throughout */
		break;
	case 1: /* first */
		to = 1 + below(s, 3);
		break;
	case 2: /* from somewhere to the last */
		from = below(s, n);
		break;
	case 3: /* here and there */
		for (int e = 0; e < n; e++)
			if (chance(s, .2))
				curve[e] = NAN;
		return;
	default:
		return;
	}
	for (int e = from; e < to && e < n; e++)
		curve[e] = NAN;
}

static struct study_trial *add_trial(struct study *s)
{
	struct study_trial *t;
	int asymptote = below(s, 64);

	ARRAY_ROOM(s->trials, s->n, s->cap);
	t = &s->trials[s->n++];
	*t = (struct study_trial){.cost = 1 + below(s, s->ways.slowest), .length = INT32_MAX};
	if (s->ways.programs)
		t->length = 1 + below(s, s->ways.longest);
	for (int e = 0; e < s->ways.longest; e++)
		t->curve[e] = draw_value(s, asymptote, e + 1);
	if (s->ways.odd)
		spoil_curve(s, t->curve);
	return t;
}

/* Tasks */

/* Where its task ends: at its target, or where its program does. */
static int task_end(const struct study_trial *t)
{
	return t->target < t->length ? t->target : t->length;
}

static void begin_task(struct study *s, struct study_trial *t, int from, int to)
{
	int end;

	t->standing = STANDS_RUNNING;
	t->told = false;
	t->from = from;
	t->target = to;
	t->began = s->now;
	t->fails_at = 0;
	end = task_end(t);
	if (end > from && chance(s, s->ways.fail))
		t->fails_at = from + 1 + below(s, end - from);
	for (int e = from + 1; s->ways.diverge && e <= end; e++)
		if (!isfinite(t->curve[e - 1]) && (!t->fails_at || e < t->fails_at))
			t->fails_at = e;
}

static double ends_at(const struct study_trial *t)
{
	return t->began + t->cost * ((t->fails_at ? t->fails_at : task_end(t)) - t->from);
}

/* The epoch that a running trial has come to; its last epoch is not over yet. */
static int present_epoch(const struct study *s, const struct study_trial *t)
{
	int done = (int)((s->now - t->began) / t->cost);
	int last = t->fails_at ? t->fails_at - 1 : task_end(t);

	return t->from + done < last ? t->from + done : last;
}

static void leave_worker(struct study *s, struct study_trial *t, int epoch)
{
	t->trained += epoch - t->from;
	if (s->ways.restarts || epoch > t->epochs)
		t->epochs = epoch;
}

/* Decisions */

static void carry_out(struct study *s, struct decisions *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct decision *d = &ds->items[i];
		struct study_trial *t = &s->trials[d->trial];

		rules_decision(s, d);
		t->asked = false;
		t->told = d->verdict == VERDICT_PROMOTE;
		if (t->standing != STANDS_LOST &&
			(d->verdict == VERDICT_STOP || d->verdict == VERDICT_COMPLETE))
			t->standing = d->verdict == VERDICT_STOP ? STANDS_ENDED
								 : STANDS_COMPLETE;
	}
	decisions_release(ds);
	rules_expects(s);
}

static void lose(struct study *s, uint32_t trial)
{
	struct study_trial *t = &s->trials[trial];
	struct decisions ds = {0};

	t->standing = STANDS_LOST;
	t->told = false;
	pair_lost(&s->pair, trial, &ds);
	carry_out(s, &ds);
}

static void close_it(struct study *s)
{
	struct decisions ds = {0};

	s->closed = true;
	pair_close(&s->pair, &ds);
	carry_out(s, &ds);
}

/* Schedulers */

/* Adds " name=value" to a scheduler's text. */
static void add_knob(char *text, size_t size, const char *name, int value)
{
	size_t n = strlen(text);

	snprintf(text + n, size - n, " %s=%d", name, value);
}

static void add_word(char *text, size_t size, const char *word)
{
	size_t n = strlen(text);

	snprintf(text + n, size - n, " %s", word);
}

static void draw_levels(struct study *s, char *text, size_t size)
{
	int n = 1 + below(s, 6), level = 1 + below(s, 4);

	add_knob(text, size, "levels", level);
	for (int i = 1; i < n; i++) {
		size_t len = strlen(text);

		level += 1 + below(s, chance(s, .5) ? 2 : 8);
		if (level > s->ways.longest)
			break;
		snprintf(text + len, size - len, ",%d", level);
	}
}

/* A top without an epoch is for programs, and for rounds with levels. */
static bool may_be_open(struct study *s, bool levels)
{
	if (!s->ways.programs || (!levels && reference_find(s->kind)->synchronous))
		return false;
	return chance(s, strcmp(s->kind, "median") ? .5 : .1);
}

static void draw_ladder(
	struct study *s, const struct knob *rows, char *text, size_t size)
{
	int longest = s->ways.longest, min = 1 + (chance(s, .4) ? below(s, 5) : 0);
	int max = min + below(s, chance(s, .4) ? 12 : longest - min + 1);

	s->eta = 2 + below(s, 4);
	if (longest == STUDY_EPOCHS && chance(s, .5)) {
		s->eta = 3;
		min = 1;
		max = STUDY_EPOCHS;
	} else if (chance(s, .1)) {
		max = min;
	}
	add_knob(text, size, "eta", s->eta);
	if (knob_find(rows, "levels") && chance(s, .3)) {
		draw_levels(s, text, size);
		if (may_be_open(s, true))
			add_word(text, size, "max=none");
		return;
	}
	add_knob(text, size, "min", min);
	s->open = may_be_open(s, false);
	if (s->open)
		add_word(text, size, "max=none");
	else
		add_knob(text, size, "max", max);
	if (!s->open && knob_find(rows, "anchor") && chance(s, .3))
		add_word(text, size, "anchor=max");
	if (!strcmp(s->kind, "median")) {
		add_knob(text, size, "grace", 1 + below(s, max < 9 ? max : 9));
		add_knob(text, size, "every", 1 + below(s, 5));
	}
}

static void draw_scheduler(struct study *s, const char *kind, char *text, size_t size)
{
	const struct knob *rows = family_find(&schedulers, kind)->knobs;

	s->open = false;
	snprintf(s->kind, sizeof(s->kind), "%s", kind);
	snprintf(text, size, "%s", kind);
	draw_ladder(s, rows, text, size);
	s->scratch = knob_find(rows, "resume") && chance(s, .2);
	if (s->scratch)
		add_word(text, size, "resume=scratch");
	s->idle_waits = knob_find(rows, "idle") && chance(s, .3);
	if (s->idle_waits)
		add_word(text, size, "idle=wait");
	s->as_wandb = knob_find(rows, "keep") && chance(s, .3);
	if (s->as_wandb)
		add_word(text, size, "keep=wandb");
	if (!strcmp(kind, "successive_halving") && chance(s, .8))
		add_knob(text, size, "n", 1 + below(s, 14));
	if (!strncmp(kind, "asha", 4) && !s->open && chance(s, .5))
		add_knob(text, size, "brackets", 1 + below(s, 6));
	if (!strcmp(kind, "pasha") && chance(s, .4))
		add_knob(text, size, "epsilon", below(s, 2));
	s->always_warm = s->always_warm && !s->scratch;
}

static void set_scheduler(struct study *s, const char *kind)
{
	char text[160];

	draw_scheduler(s, kind, text, sizeof(text));
	s->setup.seed = gsl_rng_get(s->rng);
	s->setup.rounds = chance(s, .4) ? 1 + below(s, 3) : 0;
	pair_set(&s->pair, text, &s->setup);
}

/* Workers let go of their tasks, as in a paused study, and nobody finishes them. */
static void interrupt_all(struct study *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		struct study_trial *t = &s->trials[i];

		if (t->standing != STANDS_RUNNING)
			continue;
		leave_worker(s, t, present_epoch(s, t));
		t->standing = STANDS_WAITING;
	}
}

/* The present scheduler, which is new, takes over the trials that there are. */
static void adopt(struct study *s)
{
	struct adopted *adopted = xcalloc(s->n + 1, sizeof(*adopted));
	struct decisions ds = {0};
	bool closed = s->closed;

	if (chance(s, s->ways.interrupt))
		interrupt_all(s);
	for (uint32_t i = 0; i < s->n; i++) {
		struct study_trial *t = &s->trials[i];
		int epochs = t->epochs;

		if (t->standing == STANDS_RUNNING &&
			(s->ways.restarts || present_epoch(s, t) > epochs))
			epochs = present_epoch(s, t);
		adopted[i] = (struct adopted){.standing = t->standing,
			.target = t->target > epochs ? t->target : epochs,
			.curve = {t->curve, epochs}};
		t->told = t->asked = false;
		if (t->standing == STANDS_WAITING)
			t->target = t->epochs;
	}
	s->closed = false; /* it has not been told yet */
	pair_adopt(&s->pair, adopted, s->n, &ds);
	free(adopted);
	carry_out(s, &ds);
	if (closed)
		close_it(s);
}

/* Trials as some study may have left them. */
static void make_up_trials(struct study *s)
{
	int n = 1 + below(s, 40);

	for (int i = 0; i < n; i++) {
		struct study_trial *t = add_trial(s);
		enum standing standing = (enum standing)below(s, 5);
		int epochs = below(s, chance(s, .7) ? 10 : s->ways.longest - 9);
		int target = epochs + (chance(s, .3) ? 0 : below(s, 10));

		t->length = t->length < epochs ? epochs : t->length;
		if (standing == STANDS_RUNNING) {
			begin_task(s, t, epochs, target ? target : 1);
		} else {
			t->standing = standing;
			t->target = target;
		}
		t->epochs = t->given = epochs;
	}
}

/* The user's doings */

static void kill_some(struct study *s)
{
	uint32_t trial = (uint32_t)below(s, (int)s->n);
	struct study_trial *t = &s->trials[trial];

	if (t->standing == STANDS_RUNNING)
		leave_worker(s, t, present_epoch(s, t));
	else if (t->standing != STANDS_WAITING)
		return;
	lose(s, trial);
}

static void promote_some(struct study *s)
{
	uint32_t trial = (uint32_t)below(s, (int)s->n);
	struct decisions ds = {0};

	if (pair_promote(&s->pair, trial, &ds))
		s->trials[trial].asked = true;
	carry_out(s, &ds);
}

static void meddle(struct study *s)
{
	if (s->n && chance(s, s->ways.kill))
		kill_some(s);
	if (s->n && chance(s, s->ways.promote))
		promote_some(s);
	if (chance(s, s->ways.resize))
		s->workers = 1 + below(s, 20);
	if (!s->closed && chance(s, s->ways.shut))
		close_it(s);
	if (chance(s, s->ways.change)) {
		set_scheduler(s, kinds[below(s, N_KINDS)]);
		adopt(s);
	}
}

/* The clock */

static int n_running(const struct study *s)
{
	int n = 0;

	for (uint32_t i = 0; i < s->n; i++)
		n += s->trials[i].standing == STANDS_RUNNING;
	return n;
}

/* The searcher may have no more, which shows only when it is asked. */
static bool start_trial(struct study *s, const struct job *job)
{
	if (s->n >= s->limit) {
		close_it(s);
		return false;
	}
	begin_task(s, add_trial(s), 0, job->to);
	pair_seat(&s->pair, job, s->n - 1);
	rules_expects(s);
	if (s->n == s->limit && chance(s, .5))
		close_it(s);
	return true;
}

/* Gives a free worker its job; false when there is none. */
static bool dispatch_one(struct study *s)
{
	struct decisions ds = {0};
	struct job job = pair_next(&s->pair, &ds);

	if (job.kind == JOB_WAIT) {
		carry_out(s, &ds);
		rules_wait(s);
		return false;
	}
	rules_job(s, &job);
	if (job.kind == JOB_START) {
		pair_check(&s->pair, ds.n == 0, "decisions with a new trial");
		if (chance(s, .05)) /* nothing has happened until it is seated */
			pair_check(&s->pair, pair_next(&s->pair, &ds).kind == JOB_START,
				"asked again it has another answer");
		return start_trial(s, &job) || dispatch_one(s);
	}
	begin_task(s, &s->trials[job.trial], job.from, job.to);
	carry_out(s, &ds);
	s->trials[job.trial].told = false;
	return true;
}

static void finish_task(struct study *s, uint32_t trial)
{
	struct study_trial *t = &s->trials[trial];
	struct decisions ds = {0};

	s->now = ends_at(t);
	if (t->fails_at) {
		leave_worker(s, t, t->fails_at - 1);
		lose(s, trial);
		return;
	}
	leave_worker(s, t, task_end(t));
	t->epochs = task_end(t);
	if (t->epochs < t->target) {
		t->standing = STANDS_COMPLETE;
		pair_ended(&s->pair, trial, (struct curve){t->curve, t->epochs}, &ds);
		carry_out(s, &ds);
		return;
	}
	t->standing = STANDS_WAITING;
	pair_report(&s->pair, trial, (struct curve){t->curve, t->target}, &ds);
	carry_out(s, &ds);
}

/* The task that ends first; -1: none runs. */
static int64_t first_to_end(const struct study *s)
{
	int64_t first = -1;

	for (uint32_t i = 0; i < s->n; i++)
		if (s->trials[i].standing == STANDS_RUNNING &&
			(first < 0 ||
				ends_at(&s->trials[i]) < ends_at(&s->trials[first])))
			first = i;
	return first;
}

/* Jobs for the free workers, and one event; false when nothing happens any more. */
static bool turn(struct study *s)
{
	int64_t trial;

	while (n_running(s) < s->workers && !(n_running(s) && chance(s, s->ways.lazy)))
		if (!dispatch_one(s))
			break;
	trial = first_to_end(s);
	if (trial < 0)
		return false;
	if (s->pair.step < STEPS_MAX)
		meddle(s);
	else if (!s->closed)
		close_it(s);
	trial = first_to_end(s);
	if (trial >= 0)
		finish_task(s, (uint32_t)trial);
	return true;
}

/* Studies */

static double maybe(struct study *s, double p, double most)
{
	return chance(s, p) ? most * gsl_rng_uniform(s->rng) : 0;
}

static void draw_ways(struct study *s)
{
	struct study_ways *w = &s->ways;

	w->values = below(s, 6);
	w->odd = chance(s, .5);
	w->programs = chance(s, .4);
	w->diverge = chance(s, .3);
	w->restarts = chance(s, .5);
	w->interrupt = maybe(s, .3, 1);
	w->longest = chance(s, .1) ? STUDY_EPOCHS : 30;
	w->slowest = chance(s, .5) ? 2 : 40;
	w->lazy = maybe(s, .5, .5);
	w->fail = maybe(s, .5, .2);
	w->kill = maybe(s, .5, .2);
	w->promote = maybe(s, .5, .3);
	w->resize = maybe(s, .3, .1);
	w->shut = maybe(s, .2, .05);
	s->setup.maximize = chance(s, .5);
	s->workers = chance(s, .2) ? 1 : 1 + below(s, 20);
	s->limit = 1 + (uint32_t)below(s, chance(s, .2) ? 120 : 50);
	s->always_warm = true;
}

void study_run(int number, bool trace)
{
	struct study study = {.pair = {.study = number, .trace = trace}}, *s = &study;
	const char *kind;

	s->rng = stream_new(STUDIES_SEED, (uint32_t)number, STREAM_CURVE, 0);
	draw_ways(s);
	kind = number < STUDIES_SWITCHED ? kinds[number % N_KINDS]
					 : kinds[below(s, N_KINDS)];
	if (number >= STUDIES_SWITCHED)
		s->ways.change = gsl_rng_uniform(s->rng) * .1;
	if (number >= STUDIES_MADE_UP)
		make_up_trials(s);
	set_scheduler(s, kind);
	if (number >= STUDIES_MADE_UP)
		adopt(s);
	while (turn(s))
		;
	rules_end(s);
	pair_release(&s->pair);
	free(s->trials);
	gsl_rng_free(s->rng);
}
