/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_decide.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scheduler/rule.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_state.h"

static void interrupt_all(struct tuner *t)
{
	for (int w = 0; t->n_busy && w < t->n_seats; w++)
		if (t->on_worker[w] != NOBODY)
			t->pool->ops->interrupt(t->pool, w);
}

void tuner_stop(struct tuner *t, enum finish_reason reason)
{
	if (t->stopping)
		return;
	t->stopping = true;
	t->reason = reason;
	interrupt_all(t);
	if (t->pool->ops->hurry)
		t->pool->ops->hurry(t->pool);
}

/* What is to be said of an end beside its state. */
struct end_of_trial {
	const struct failure *failure; /* or NULL */
	bool patience;
};

static void append_failed_end(struct tuner *t, uint32_t trial, enum trial_state state,
	const char *why, const struct end_of_trial *more)
{
	struct failure kept = more->failure ? *more->failure : (struct failure){0};

	kept.line = kept.line ? tuner_keep_text(t, kept.line) : NULL;
	t->trials[trial].standing = state == TRIAL_COMPLETED ? STANDS_COMPLETE
				    : state == TRIAL_STOPPED ? STANDS_ENDED
							     : STANDS_LOST;
	if (state == TRIAL_COMPLETED && !t->trials[trial].ended)
		checkpoints_retire(&t->checkpoints, trial);
	else
		checkpoints_drop(&t->checkpoints, trial);
	tuner_append(t, &(struct event){.kind = EVENT_END,
				.end = {.trial = trial,
					.state = state,
					.why = tuner_keep_text(t, why),
					.failure = kept,
					.patience = more->patience}});
}

static void append_end(
	struct tuner *t, uint32_t trial, enum trial_state state, const char *why)
{
	append_failed_end(t, trial, state, why, &(struct end_of_trial){NULL, false});
}

static void end_by_decision(struct tuner *t, const struct decision *d)
{
	const struct rule rule = {.ops = t->scheduler->ops->rule};
	const struct ruling x = {.rule = &rule, .d = d};
	struct strbuf why = STRBUF_INIT;

	if (d->verdict == VERDICT_COMPLETE) {
		append_end(t, d->trial, TRIAL_COMPLETED, "trained to the top rung");
		return;
	}
	rule.ops->why(&x, &why);
	if (d->broken > 0) {
		strbuf_adds(&why, "; it ");
		constraints_say(t->info->constraints, t->info->n_constraints, d->broken,
			t->trials[d->trial].limited, &why);
	}
	append_end(t, d->trial, TRIAL_STOPPED, why.buf);
	strbuf_release(&why);
}

void tuner_set_paused(struct tuner *t, bool paused)
{
	double now = t->pool->ops->now(t->pool);

	if (paused && !t->paused) {
		t->paused_at = now;
		interrupt_all(t);
	} else if (!paused && t->paused) {
		t->paused_for += now - t->paused_at;
	}
	t->paused = paused;
}

/* The ends that follow from decisions; and they were the step, if there was one. */
static void conclude(struct tuner *t, struct decisions *ds)
{
	for (size_t i = 0; i < ds->n; i++) {
		const struct decision *d = &ds->items[i];

		if ((d->verdict == VERDICT_STOP || d->verdict == VERDICT_COMPLETE) &&
			t->trials[d->trial].standing == STANDS_WAITING)
			end_by_decision(t, d);
	}
	if (ds->n && t->stepping) {
		t->stepping = false;
		tuner_append_control(t, CONTROL_PAUSE, 0);
		tuner_set_paused(t, true);
	}
	decisions_release(ds);
}

static void append_decisions(struct tuner *t, struct decisions *ds)
{
	tuner_settle(t, ds->items, ds->n);
	for (size_t i = 0; i < ds->n; i++)
		tuner_append(t, &(struct event){.kind = EVENT_DECISION,
					.decision = ds->items[i]});
}

void tuner_publish(struct tuner *t, struct decisions *ds)
{
	append_decisions(t, ds);
	conclude(t, ds);
}

/* A trial ended on its way: its own end comes between the decisions and the other ends. */
void tuner_lose_to(struct tuner *t, uint32_t trial, enum trial_state state, const char *why,
	const struct failure *failure)
{
	struct decisions ds = {0};

	t->scheduler->ops->lost(t->scheduler, trial, &ds);
	append_decisions(t, &ds);
	append_failed_end(t, trial, state, why, &(struct end_of_trial){failure, false});
	conclude(t, &ds);
}

void tuner_lose(struct tuner *t, uint32_t trial, enum trial_state state, const char *why)
{
	tuner_lose_to(t, trial, state, why, NULL);
}

/* A trial has come to an end of its own on its way. */
void tuner_complete(struct tuner *t, uint32_t trial, const char *why, bool patience)
{
	struct decisions ds = {0};

	t->scheduler->ops->ended(
		t->scheduler, trial, tuner_curve(&t->trials[trial]), &ds);
	append_decisions(t, &ds);
	t->trials[trial].ended = true;
	append_failed_end(t, trial, TRIAL_COMPLETED, why,
		&(struct end_of_trial){.patience = patience});
	conclude(t, &ds);
}

void tuner_lose_patience(struct tuner *t, uint32_t trial)
{
	const struct tuner_trial *tr = &t->trials[trial];
	long long epochs = tr->plateau.epochs;
	char why[160];

	if (isnan(tr->plateau.value))
		snprintf(why, sizeof(why), "patience: no finite %s in %lld epochs",
			t->info->metric, epochs);
	else
		snprintf(why, sizeof(why),
			"patience: no better %.40s than %.6g, of epoch %lld, for %lld epochs",
			t->info->metric, tr->plateau.value, tr->epoch - epochs, epochs);
	tuner_complete(t, trial, why, true);
}

void tuner_close(struct tuner *t)
{
	struct event e = {.kind = EVENT_CONTROL,
		.control = {.action = CONTROL_CLOSE,
			.text = t->dry ? "the searcher has nothing left to propose"
				       : "as many trials have begun as may",
			.exhausted = t->dry}};
	struct decisions ds = {0};

	tuner_append(t, &e);
	t->closed = true;
	t->scheduler->ops->close(t->scheduler, &ds);
	tuner_publish(t, &ds);
}

/* At a rung the scheduler comes first: a trial that it stops, or completes, has that end. */
void tuner_judge(struct tuner *t, uint32_t trial)
{
	struct decisions ds = {0};

	t->scheduler->ops->report(
		t->scheduler, trial, tuner_curve(&t->trials[trial]), &ds);
	tuner_publish(t, &ds);
	if (tuner_is_flat(t, trial) && t->trials[trial].standing == STANDS_WAITING)
		tuner_lose_patience(t, trial);
}

/* Judges what had been finished when the study was paused, until a step is over. */
void tuner_judge_deferred(struct tuner *t)
{
	size_t i = 0;

	if (!t->n_deferred)
		return;
	while (i < t->n_deferred && !t->paused)
		tuner_judge(t, t->deferred[i++]);
	memmove(t->deferred, t->deferred + i, (t->n_deferred - i) * sizeof(*t->deferred));
	t->n_deferred -= i;
}
