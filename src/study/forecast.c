/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/forecast.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

#define EPOCHS_MOST 20000 /* of a run: a few milliseconds */
#define RUNS 3

/* The seconds of an epoch so far; 0: none has been trained. */
static double seconds_of(const struct study *s)
{
	double seconds = 0, epochs = 0;

	for (size_t i = 0; i < s->n_trials; i++) {
		seconds += s->trials[i].seconds;
		epochs += s->trials[i].epoch;
	}
	return epochs > 0 ? seconds / epochs : 0;
}

int forecast_make(
	struct forecast *f, const struct study *s, const char *text, struct error *err)
{
	struct virtual_setup setup = {.workers = s->workers > 0 ? s->workers : 1,
		.seconds = seconds_of(s),
		.most = EPOCHS_MOST};
	struct knobs knobs;
	int rc;

	*f = (struct forecast){.timed = setup.seconds > 0};
	if (!s->info || !s->spec)
		return error_set(err, "there is no study yet");
	if (scheduler_parse(
		    text ? text : s->spec, s->spec, &setup.scheduler, &knobs, err))
		return -1;
	setup.knobs = &knobs;
	setup.maximize = s->info->maximize;
	setup.seed = setup.curve_seed = s->info->seed;
	setup.stop = *s->stop;
	setup.stop.value = NO_NUMBER;
	setup.stop.plateau.epochs = 0;
	plan_assume_limit(&setup);
	rc = plan_make(&f->plan, &setup, RUNS, err);
	knobs_release(&knobs);
	return rc;
}

void forecast_release(struct forecast *f)
{
	plan_release(&f->plan);
}

static void add_time(
	const struct forecast *f, const struct plan_span *s, struct strbuf *out)
{
	if (f->timed)
		plan_times(s, out);
	else if (isfinite(s->mean))
		strbuf_addf(out, "%.0f epochs", s->mean);
	else
		strbuf_addch(out, '-');
}

void forecast_sum(const struct forecast *f, struct strbuf *out)
{
	const struct plan *p = &f->plan;

	if (p->cut && !p->exact) {
		strbuf_adds(out,
			"more epochs than can be tried out at once; rungtop plan "
			"counts them");
		return;
	}
	plan_count(&p->trials, out);
	strbuf_addf(out, " trial%s, ", p->trials.most == 1 ? "" : "s");
	plan_count(&p->epochs, out);
	strbuf_addf(out, " epochs (%.1f %% of all)", 100 * plan_share(p));
	if (!isfinite(p->seconds.mean))
		return;
	strbuf_adds(out, f->timed ? ", " : ", as long as ");
	add_time(f, &p->seconds, out);
	strbuf_addf(out, " on %d worker%s", p->workers, p->workers == 1 ? "" : "s");
}

void forecast_waits(const struct forecast *f, struct strbuf *out)
{
	const struct plan *p = &f->plan;

	if (!isfinite(p->wait.mean) || p->cut)
		return;
	if (p->wait.most > 0) {
		strbuf_adds(out, "a result waits at a barrier up to ");
		add_time(f, &p->wait, out);
		strbuf_adds(out, "; ");
	} else if (!p->ops->synchronous) {
		strbuf_adds(out, "no barrier; ");
	}
	strbuf_addf(out, "workers are busy %.0f %%", 100 * p->busy.mean);
}

void forecast_bracket(const struct forecast *f, int bracket, struct strbuf *out)
{
	const struct plan *p = &f->plan;

	for (int k = 0; k < p->run.brackets[bracket].n_rungs; k++)
		strbuf_addf(out, "%s%s%.0f", k ? " " : "", p->exact ? "" : "~",
			p->rungs[bracket][k].results.mean);
}

void forecast_rungs(const struct forecast *f, int columns, bool waits, struct strbuf *out)
{
	const struct plan *p = &f->plan;
	struct strbuf tail = STRBUF_INIT, one = STRBUF_INIT;
	bool whole = true;

	if (p->cut && !p->exact)
		return;
	if (waits && isfinite(p->busy.mean))
		strbuf_addf(&tail, "; busy %.0f %%", 100 * p->busy.mean);
	if (waits && p->wait.most > 0) {
		strbuf_adds(&tail, ", a result waits up to ");
		add_time(f, &p->wait, &tail);
	}
	for (int b = 0; b < p->run.n_brackets && whole; b++) {
		strbuf_reset(&one);
		if (p->run.n_brackets > 1)
			strbuf_addf(&one, "%sb%d ", b ? ", " : "", b);
		forecast_bracket(f, b, &one);
		whole = (int)(out->len + one.len + tail.len) + 5 <= columns;
		strbuf_adds(out, whole ? one.buf : b ? ", ..." : "");
	}
	strbuf_adds(out, tail.buf + (out->len ? 0 : strspn(tail.buf, "; ")));
	strbuf_release(&one);
	strbuf_release(&tail);
}
