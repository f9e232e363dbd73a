/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/plan.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "scheduler/ladder.h"

#define TRIALS_ASSUMED 1000

static void span_add(struct plan_span *s, double v, size_t before)
{
	if (!before) {
		*s = (struct plan_span){v, v, v};
		return;
	}
	s->least = fmin(s->least, v);
	s->most = fmax(s->most, v);
	s->mean += (v - s->mean) / (double)(before + 1);
}

static void make_rungs(struct plan *p)
{
	p->rungs = xcalloc((size_t)p->run.n_brackets, sizeof(*p->rungs));
	for (int b = 0; b < p->run.n_brackets; b++)
		p->rungs[b] =
			xcalloc((size_t)p->run.brackets[b].n_rungs, sizeof(**p->rungs));
}

/* One more seed's. */
static void add_run(struct plan *p, const struct virtual_run *r)
{
	size_t before = p->n_seeds++;

	for (int b = 0; b < r->n_brackets; b++)
		for (int k = 0; k < r->brackets[b].n_rungs; k++) {
			const struct virtual_rung *rung = &r->brackets[b].rungs[k];

			span_add(&p->rungs[b][k].results, (double)rung->results, before);
			span_add(&p->rungs[b][k].epochs, (double)rung->epochs, before);
		}
	span_add(&p->trials, (double)r->trials, before);
	span_add(&p->epochs, (double)r->epochs, before);
	span_add(&p->seconds, r->seconds, before);
	span_add(&p->busy, r->busy, before);
	span_add(&p->wait, r->wait, before);
	span_add(&p->held, (double)r->held, before);
	p->cut |= r->cut;
}

/* Whether rounds, or trials, are all that ends it. */
static bool only_counts(const struct virtual_setup *s)
{
	const struct stop_limits *stop = &s->stop;

	return !stop->rounds != !stop->trials && !stop->epochs && !(stop->seconds > 0) &&
	       !stop_waits_for_result(stop) && !s->configs;
}

static struct plan_span exactly(double v)
{
	return (struct plan_span){v, v, v};
}

/* Of a study that is too large to be run: what every round comes to. */
static void count_rounds(struct plan *p, double rounds)
{
	const struct plan_span unknown = exactly(NO_NUMBER);

	p->trials = p->epochs = exactly(0);
	for (int b = 0; b < p->run.n_brackets; b++) {
		const struct virtual_bracket *shape = &p->run.brackets[b];

		for (int k = 0; k < shape->n_rungs; k++) {
			int from = k && !p->run.scratch ? shape->levels[k - 1] : 0;
			double n = rounds * shape->seats[k];
			struct plan_rung *rung = &p->rungs[b][k];

			rung->results = exactly(n);
			rung->epochs = exactly(n * (shape->levels[k] - from));
			p->epochs = exactly(p->epochs.mean + rung->epochs.mean);
		}
		p->trials = exactly(p->trials.mean + rounds * shape->seats[0]);
	}
	p->seconds = p->busy = p->wait = p->held = unknown;
}

/* Each of so many trials goes to the one rung there is. */
static void count_trials(struct plan *p, double trials)
{
	const struct plan_span unknown = exactly(NO_NUMBER);

	p->trials = p->rungs[0][0].results = exactly(trials);
	p->epochs = p->rungs[0][0].epochs = exactly(trials * p->r_max);
	p->seconds = p->busy = p->wait = p->held = unknown;
}

static int run_seeds(struct plan *p, const struct virtual_setup *setup, size_t seeds,
	struct error *err)
{
	struct virtual_setup one = *setup;

	for (size_t i = 1; i < seeds && !p->cut; i++) {
		struct virtual_run r;
		int rc;

		one.curve_seed = setup->curve_seed + i;
		rc = virtual_run(&r, &one, err);
		if (!rc)
			add_run(p, &r);
		virtual_run_release(&r);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int plan_make(struct plan *p, const struct virtual_setup *setup, size_t seeds,
	struct error *err)
{
	struct strbuf spec = STRBUF_INIT;
	const struct virtual_bracket *top;

	*p = (struct plan){
		.ops = scheduler_ops_of(setup->scheduler), .workers = setup->workers};
	scheduler_print(setup->scheduler, setup->knobs, &spec);
	p->spec = strbuf_detach(&spec);
	p->exact = setup->curves || p->ops->synchronous || p->ops->trains_all;
	p->exact_time = setup->curves || (p->exact && !(setup->unevenness > 0));
	if (virtual_run(&p->run, setup, err) < 0)
		return -1;
	top = &p->run.brackets[0];
	p->r_max = top->levels[top->n_rungs - 1];
	p->start = (double)p->run.starts * setup->start;
	make_rungs(p);
	add_run(p, &p->run);
	if (!p->exact_time && run_seeds(p, setup, seeds, err) < 0)
		return -1;
	if (!p->cut)
		return 0;
	p->exact = only_counts(setup) &&
		   (p->ops->trains_all ? setup->stop.trials
				       : p->ops->synchronous && setup->stop.rounds);
	if (p->exact && p->ops->trains_all)
		count_trials(p, (double)setup->stop.trials);
	else if (p->exact)
		count_rounds(p, (double)setup->stop.rounds);
	return 0;
}

void plan_release(struct plan *p)
{
	for (int b = 0; p->rungs && b < p->run.n_brackets; b++)
		free(p->rungs[b]);
	free(p->rungs);
	free(p->spec);
	virtual_run_release(&p->run);
	*p = (struct plan){0};
}

bool plan_assume_limit(struct virtual_setup *setup)
{
	struct stop_limits *stop = &setup->stop;
	bool rounds = scheduler_ops_of(setup->scheduler)->synchronous;
	int64_t n = ladder_round_trials(setup->knobs);

	if (stop->trials || stop->epochs || stop->seconds > 0 || stop_waits_for_result(stop) ||
		setup->configs || (stop->rounds && rounds))
		return false;
	if (rounds)
		stop->rounds = 1;
	else
		stop->trials = n > 0 && n < TRIALS_ASSUMED ? n : TRIALS_ASSUMED;
	return true;
}

double plan_share(const struct plan *p)
{
	return p->trials.mean > 0 ? p->epochs.mean / (p->trials.mean * p->r_max)
				  : NO_NUMBER;
}

/* Words */

/* A whole number, in groups of three digits from five on. */
static void add_whole(double v, struct strbuf *out)
{
	unsigned long long n = (unsigned long long)(v + 0.5);
	unsigned long long unit = 1;

	if (n < 10000) {
		strbuf_addf(out, "%llu", n);
		return;
	}
	while (n / unit >= 1000)
		unit *= 1000;
	strbuf_addf(out, "%llu", n / unit);
	for (; unit > 1; unit /= 1000)
		strbuf_addf(out, " %03llu", n % unit / (unit / 1000));
}

void plan_count(const struct plan_span *s, struct strbuf *out)
{
	if (!isfinite(s->mean)) {
		strbuf_addch(out, '-');
		return;
	}
	add_whole(s->least, out);
	if (s->most - s->least < 0.5)
		return;
	strbuf_adds(out, " to ");
	add_whole(s->most, out);
}

static const struct unit {
	double of;
	const char *name;
} times[] = {{1, "s"}, {60, "min"}, {3600, "h"}, {86400, "days"}};

static const struct unit *unit_of(double seconds)
{
	size_t i = 0, n = sizeof(times) / sizeof(*times);

	while (i + 1 < n && seconds >= 2 * times[i + 1].of)
		i++;
	return &times[i];
}

/* Three digits that count, without a point where there are as many before it. */
static void add_three(double v, struct strbuf *out)
{
	int after = v >= 100 ? 0 : v >= 10 ? 1 : v >= 0.995 ? 2 : 3;

	if (v >= 99.95 && v < 100)
		after = 0;
	strbuf_addf(out, "%.*f", v != 0 ? after : 0, v);
}

/* Two digits, or all of a whole number. */
static void add_two(double v, struct strbuf *out)
{
	strbuf_addf(out, "%.*f", v >= 9.95 || v == 0 ? 0 : 1, v);
}

void plan_rough_times(const struct plan_span *s, struct strbuf *out)
{
	const struct unit *u = unit_of(s->most);

	if (s->most > s->least) {
		add_two(s->least / u->of, out);
		strbuf_adds(out, " to ");
	}
	add_two(s->most / u->of, out);
	strbuf_addf(out, " %s", u->name);
}

void plan_time(double seconds, struct strbuf *out)
{
	const struct unit *u = unit_of(seconds);

	if (!isfinite(seconds)) {
		strbuf_addch(out, '-');
		return;
	}
	add_three(seconds / u->of, out);
	strbuf_addf(out, " %s", u->name);
}

void plan_times(const struct plan_span *s, struct strbuf *out)
{
	const struct unit *u = unit_of(s->most);

	if (!isfinite(s->mean) || s->most - s->least <= 0.005 * s->most) {
		plan_time(s->mean, out);
		return;
	}
	add_three(s->least / u->of, out);
	strbuf_adds(out, " to ");
	add_three(s->most / u->of, out);
	strbuf_addf(out, " %s", u->name);
}

void plan_bytes(double bytes, struct strbuf *out)
{
	static const char *const names[] = {"bytes", "kB", "MB", "GB", "TB"};
	size_t i = 0;

	while (bytes >= 999.5 && i + 1 < sizeof(names) / sizeof(*names)) {
		bytes /= 1000;
		i++;
	}
	if (i)
		add_three(bytes, out);
	else
		strbuf_addf(out, "%.0f", bytes);
	strbuf_addf(out, " %s", names[i]);
}
