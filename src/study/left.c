/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/left.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "base/number.h"
#include "base/printable.h"
#include "study/budget.h"
#include "study/left_curves.h"
#include "study/plan.h"

#define WAYS_MOST 19	   /* that the study may go on */
#define WAYS_LEAST 5	   /* of a large study, whose numbers spread less */
#define EPOCHS_MOST 2000000 /* of one way; a study that has more to come goes by its share */
#define EPOCHS_ALL 150000  /* of all ways, if they are not too few then */
#define IN_RANGE 0.965	   /* up to the upper end: 0.93 between both, as it is not all */
#define MOMENT 1e-6	   /* seconds, that are none */
#define LEAST_DOUBT 0.01   /* of the time, to both sides */
#define SHARE_DOUBT 0.15   /* of what the share says, to both sides */
#define FULL_BEFORE 0.995  /* of a share before the end, where the limit is reached */

/* Shares */

/* What is trained of what is to be trained, as far as the limits of trials go. */
static double share_of_trials(const struct left *l, const struct study *s, double now)
{
	double epochs = (double)s->epochs, share = budget_share_of_trials(s), to_come;

	if (isnan(share) || !l || l->kind != LEFT_TIME || !(l->seconds > 0) || isnan(l->epochs))
		return share;
	to_come = l->epochs * left_at(l, now) / l->seconds;
	return epochs + to_come > 0 ? epochs / (epochs + to_come) : 0;
}

double left_share(const struct left *l, const struct study *s, double now)
{
	double share = fmax(budget_share(s, now), share_of_trials(l, s, now));

	if (isnan(share))
		return share;
	return fmin(share, s->phase == PHASE_FINISHED ? 1 : FULL_BEFORE);
}

/* What is there to go by */

static enum left_kind kind_of(const struct left_state *s, const struct scheduler_ops *ops)
{
	const struct stop_limits *stop = &s->stop;

	if (stop->trials || stop->epochs || stop->seconds > 0 || s->configs || s->closed ||
		(stop->rounds && ops->synchronous))
		return LEFT_TIME;
	return stop_waits_for_result(stop) ? LEFT_GOAL : LEFT_ENDLESS;
}

/* The ways */

struct ways {
	size_t n;
	double sum, squares; /* of the logarithms of their seconds */
	double epochs;
	bool finishing, cut;
};

static void add_way(struct ways *w, const struct virtual_run *r)
{
	bool to_its_end = r->reason == FINISH_TRIALS || r->reason == FINISH_ROUNDS ||
			  r->reason == FINISH_EXHAUSTED;

	w->n++;
	w->sum += log(fmax(MOMENT, r->seconds));
	w->squares += pow(log(fmax(MOMENT, r->seconds)), 2);
	w->epochs += (double)r->epochs;
	w->finishing = (w->finishing || w->n == 1) && !r->trials && to_its_end;
	w->cut |= r->cut;
}

/* 0; -1: its scheduler cannot be made. */
static int run_way(
	struct ways *w, const struct virtual_setup *rest, const struct left_state *s)
{
	struct left_curves curves;
	const struct virtual_curves ops = {left_curves_epoch, &curves};
	struct virtual_setup setup = *rest;
	struct virtual_run r;
	struct error err;
	int rc;

	left_curves_init(&curves, s, s->seed + w->n);
	setup.curves = &ops;
	rc = virtual_run(&r, &setup, &err);
	if (!rc)
		add_way(w, &r);
	virtual_run_release(&r);
	left_curves_release(&curves);
	return rc;
}

static size_t how_many(const struct ways *w, const struct left_state *s)
{
	size_t n = (size_t)(EPOCHS_ALL / (w->epochs + (double)s->n + 1));

	return n < WAYS_LEAST ? WAYS_LEAST : n > WAYS_MOST ? WAYS_MOST : n;
}

/*
 * The range of one more way: Student's, of so many, in logarithms, since the last trial may
 * take far longer, but hardly far shorter. A study ends with the last of its trials: of one
 * that is looked at in parts all of them must end, and the last of n normal numbers lies
 * about where one in n + 1 is beyond.
 */
static void conclude(struct left *l, const struct ways *w, int part)
{
	double n = (double)w->n, mean = w->sum / n;
	double variance = fmax(0, w->squares / n - mean * mean) * n / fmax(1, n - 1);
	double t = n > 1 ? gsl_cdf_tdist_Pinv(IN_RANGE, n - 1) : 0;
	double half = fmax(t * sqrt(variance * (1 + 1 / n)), LEAST_DOUBT);

	if (part > 1)
		mean += sqrt(variance) * gsl_cdf_ugaussian_Qinv(1.0 / (part + 1));
	l->seconds = exp(mean);
	l->least = exp(mean - half);
	l->most = exp(mean + half);
	l->epochs = part * w->epochs / n;
	l->finishing = w->finishing;
}

/* As long as it has taken so far, in proportion. */
static void go_by_share(struct left *l, const struct left_state *s)
{
	if (!(s->share > 0) || !(s->t > 0)) {
		l->kind = LEFT_UNKNOWN;
		return;
	}
	l->seconds = fmax(0, s->t / s->share - s->t);
	l->least = l->seconds * (1 - SHARE_DOUBT);
	l->most = l->seconds * (1 + SHARE_DOUBT);
}

static void run_ways(
	struct left *l, const struct virtual_setup *whole, const struct left_state *s)
{
	const struct virtual_rest rest = {s->trials, s->n, s->since, s->closed};
	struct virtual_setup setup = *whole;
	struct ways w = {0};
	size_t most = 1;

	setup.rest = &rest;
	while (w.n < most && !(s->quit && atomic_load(s->quit))) {
		if (run_way(&w, &setup, s) < 0 || w.cut) {
			go_by_share(l, s);
			return;
		}
		most = how_many(&w, s);
	}
	if (w.n)
		conclude(l, &w, s->part);
}

void left_make(struct left *l, const struct left_state *s)
{
	struct virtual_setup setup = {.maximize = s->maximize,
		.seed = s->seed,
		.configs = s->configs,
		.workers = s->workers,
		.start = s->start,
		.starts = s->starts_often ? STARTS_EACH_TASK : STARTS_ONCE,
		.stop = s->stop,
		.most = EPOCHS_MOST};
	struct knobs knobs;
	struct error err;

	*l = (struct left){
		.kind = LEFT_UNKNOWN, .t = s->t, .epochs = NO_NUMBER, .seconds = NO_NUMBER};
	if (!s->spec || scheduler_parse(s->spec, NULL, &setup.scheduler, &knobs, &err) < 0)
		return;
	setup.knobs = &knobs;
	setup.stop.value = NO_NUMBER;
	setup.stop.plateau.epochs = 0;
	l->kind = kind_of(s, scheduler_ops_of(setup.scheduler));
	l->sooner = stop_waits_for_result(&s->stop);
	if (l->kind == LEFT_TIME) {
		if (s->over)
			l->seconds = l->least = l->most = l->epochs = 0;
		else if (!s->n_sources || (s->open && !s->n_ends))
			l->kind = LEFT_UNKNOWN;
		else
			run_ways(l, &setup, s);
		if (l->kind == LEFT_UNKNOWN && s->stop.seconds > 0) {
			l->kind = LEFT_TIME;
			l->least = 0;
			l->seconds = l->most = s->stop.seconds;
		}
	}
	knobs_release(&knobs);
}

void left_of(struct left *l, const struct study *s, double now)
{
	struct left_state state;

	left_state_take(&state, s, now);
	left_make(l, &state);
	left_state_release(&state);
}

/* Words */

double left_at(const struct left *l, double now)
{
	return fmax(0, l->seconds - fmax(0, now - l->t));
}

static void add_time(const struct left *l, double now, bool brief, struct strbuf *out)
{
	double past = fmax(0, now - l->t), seconds = left_at(l, now);
	struct plan_span range = {
		fmax(0, l->least - past), fmax(0, l->most - past), seconds};

	if (seconds < 1) {
		strbuf_adds(out, "about 1 s left");
		return;
	}
	plan_rough_times(&(struct plan_span){seconds, seconds, seconds}, out);
	strbuf_adds(out, " left");
	if (!brief && range.most - range.least > 0.05 * seconds) {
		strbuf_adds(out, " (");
		plan_rough_times(&range, out);
		strbuf_addch(out, ')');
	}
	if (l->sooner)
		strbuf_adds(out, ", or sooner");
}

static void add_goal(const struct study *s, struct strbuf *out)
{
	const struct stop_limits *stop = s->stop;

	if (!isnan(stop->value))
		printable_addf(out, "until %s %s %g", s->info->metric,
			s->info->maximize ? ">=" : "<=", stop->value);
	if (stop->plateau.epochs)
		printable_addf(out, "%s no better %s for %lld epochs",
			isnan(stop->value) ? "until" : ", or", s->info->metric,
			(long long)stop->plateau.epochs);
}

void left_words(const struct left *l, const struct study *s, double now, bool brief,
	struct strbuf *out)
{
	size_t n = s->count[TRIAL_RUNNING] + s->count[TRIAL_CLIMBED];

	switch (l->kind) {
	case LEFT_UNKNOWN:
		break;
	case LEFT_ENDLESS:
		strbuf_adds(out, brief ? "no end" : "no end: no stop is set");
		break;
	case LEFT_GOAL:
		add_goal(s, out);
		break;
	case LEFT_TIME:
		if (l->finishing)
			strbuf_addf(out, "finishing: %zu trial%s, ", n, n == 1 ? "" : "s");
		add_time(l, now, brief || l->finishing, out);
		break;
	}
}
