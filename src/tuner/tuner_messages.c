/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_messages.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_fail.h"
#include "tuner/tuner_jobs.h"
#include "tuner/tuner_state.h"
#include "tuner/tuner_stop.h"

/* Whether the score is the best so far of a trial that breaks no constraint. */
static bool better(const struct tuner *t, double a, uint32_t trial)
{
	if (!isfinite(a) || tuner_breaks(t, a))
		return false;
	if (isnan(t->best) || a != t->best)
		return isnan(t->best) || (t->info->maximize ? a > t->best : a < t->best);
	/* Ties go to the lower id, so the incumbent does not depend on who came first. */
	return trial < t->best_trial;
}

/* Once: a metric of a constraint that no report has had so far. */
static void warn_of_unknown(struct tuner *t, const struct event *report)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t i = 0; !t->unknown_told && i < t->info->n_constraints; i++) {
		const struct constraint *c = &t->info->constraints[i];

		if (isfinite(report->report.metrics[c->index]))
			continue;
		strbuf_addf(&text,
			"T%u has reported no %s, of which there is a constraint; until "
			"it does its results rank last",
			report->report.trial, c->metric);
		tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
					.control = {.action = CONTROL_WARN,
						.text = tuner_keep_text(t, text.buf),
						.warning = WARNING_ONCE}});
		t->unknown_told = true;
	}
	strbuf_release(&text);
}

static void on_epoch(struct tuner *t, const struct pool_message *m)
{
	struct event e = {.kind = EVENT_REPORT,
		.report = {.trial = m->trial,
			.epoch = m->epoch,
			.seconds = (float)event_seconds(m->seconds)}};
	struct tuner_trial *tr = &t->trials[m->trial];
	double score;

	memcpy(e.report.metrics, m->metrics, sizeof(m->metrics));
	tuner_fill_in(t, tr, e.report.metrics);
	warn_of_unknown(t, &e);
	tuner_append(t, &e);
	score = tuner_keep_value(t, tr, m->epoch, e.report.metrics);
	tr->unsaved += (double)m->seconds;
	if (m->saved) {
		t->save(t->save_arg, m->trial, m->epoch, m->saved, m->saved_size);
		tr->unsaved = 0;
	}
	t->epochs++;
	if (better(t, score, m->trial)) {
		t->best = score;
		t->best_trial = m->trial;
		tuner_append(t, &(struct event){.kind = EVENT_INCUMBENT,
					.incumbent = {m->trial, m->epoch, score}});
	}
	if (tuner_reached(t, score))
		tuner_stop(t, FINISH_VALUE);
	if (t->is_flat)
		tuner_stop(t, FINISH_PLATEAU);
	if (t->stop.epochs && t->epochs >= (uint64_t)t->stop.epochs)
		tuner_stop(t, FINISH_EPOCHS);
}

static void on_note(struct tuner *t, const struct pool_message *m)
{
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = CONTROL_WARN,
					.trial = m->trial,
					.text = tuner_keep_text(t, m->note)}});
	free(m->note);
}

static void on_node(struct tuner *t, const struct pool_message *m)
{
	tuner_append(t,
		&(struct event){.kind = EVENT_PLACE,
			.place = {.trial = m->trial,
				.worker = m->worker,
				.attempt = m->attempt,
				.node = tuner_keep_text(t, m->node),
				.why = m->waits ? tuner_keep_text(t, m->waits) : NULL,
				.gpus = m->gpus ? tuner_keep_text(t, m->gpus) : NULL}});
	free(m->node);
	free(m->waits);
	free(m->gpus);
}

static void on_start(struct tuner *t, const struct pool_message *m)
{
	tuner_append(t, &(struct event){.kind = EVENT_START,
				.start = {.trial = m->trial,
					.worker = m->worker,
					.attempt = m->attempt,
					.seconds = event_seconds(m->started),
					.reported = m->reported,
					.argv = m->argv ? tuner_keep_text(t, m->argv)
							: NULL}});
	free(m->argv);
}

static void on_hold(struct tuner *t, const struct trial_hold *h)
{
	tuner_append(t, &(struct event){.kind = EVENT_HOLD,
				.hold = {.trial = h->trial,
					.attempt = h->attempt,
					.bytes = h->bytes,
					.seconds = event_seconds(h->seconds),
					.back = h->back}});
}

/* Its task goes on later, from the epoch that it has come to. */
static void put_aside(struct tuner *t, const struct pool_message *m)
{
	checkpoints_put(&t->checkpoints, m->trial, m->epoch, m->state);
	tuner_wait_in_line(t, m->trial);
}

static void on_free(struct tuner *t, struct pool_message *m)
{
	struct tuner_trial *tr = &t->trials[m->trial];
	char why[64];

	tr->worker = -1;
	t->on_worker[m->worker] = NOBODY;
	t->n_busy--;
	tuner_make_idle(t, m->worker);
	if (tr->killed &&
		(m->outcome == OUTCOME_REACHED || m->outcome == OUTCOME_INTERRUPTED)) {
		tuner_lose(t, m->trial, TRIAL_KILLED, KILLED_BY_HAND);
		m->why = NULL;
	} else {
		switch (m->outcome) {
		case OUTCOME_REACHED:
			checkpoints_put(&t->checkpoints, m->trial, m->epoch, m->state);
			if (t->paused) {
				ARRAY_ROOM(t->deferred, t->n_deferred, t->cap_deferred);
				t->deferred[t->n_deferred++] = m->trial;
			} else {
				tuner_judge(t, m->trial);
			}
			return;
		case OUTCOME_INTERRUPTED:
			put_aside(t, m);
			return;
		case OUTCOME_DIVERGED:
			snprintf(why, sizeof(why), "the loss was not finite in epoch %d",
				m->epoch);
			tuner_lose(t, m->trial, TRIAL_DIVERGED, m->why ? m->why : why);
			break;
		case OUTCOME_FAILED:
			tuner_fail(t, m->trial, m->why, &m->failure);
			break;
		case OUTCOME_INFEASIBLE:
			tuner_lose_to(
				t, m->trial, TRIAL_DIVERGED, m->why, &m->failure);
			break;
		case OUTCOME_HOPELESS: /* which is not the trial's fault: it may go on */
			put_aside(t, m);
			if (!t->error)
				t->error = tuner_keep_text(t, m->why);
			tuner_stop(t, FINISH_ERROR);
			free(m->why);
			return;
		case OUTCOME_FINISHED: /* short of the next rung, where it has no result */
			tuner_complete(t, m->trial, m->why, false);
			break;
		case OUTCOME_FLAT:
			tuner_lose_patience(t, m->trial);
			break;
		}
	}
	if (m->state)
		t->objective->ops->trial_free(m->state);
	free(m->why);
	free(m->line);
}

void tuner_take_message(struct tuner *t)
{
	/* To the microsecond, as study time is: else a clock at the limit is short of it. */
	double limit = event_seconds(t->stop.seconds), deadline = INFINITY;
	bool limited = t->stop.seconds > 0;
	struct pool_message m;

	if (limited && !t->stopping && !t->paused)
		deadline = limit + t->paused_for;
	if (t->unrung)
		deadline = fmin(deadline, t->rung + TUNER_RING_APART);
	if (t->pool->ops->receive(t->pool, deadline, &m)) {
		if (m.note)
			on_note(t, &m);
		if (m.node)
			on_node(t, &m);
		if (m.started > 0)
			on_start(t, &m);
		if (m.has_hold)
			on_hold(t, &m.hold);
		if (m.trained)
			on_epoch(t, &m);
		if (m.free)
			on_free(t, &m);
	}
	if (limited && tuner_time(t) >= limit)
		tuner_stop(t, FINISH_SECONDS);
}
