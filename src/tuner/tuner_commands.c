/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tuner does when it is told to. Each command shows in the journal. */
#include "config.h"

#include "tuner/tuner_commands.h"

#include "base/xalloc.h"
#include "tuner/tuner_append.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_search.h"
#include "tuner/tuner_state.h"
#include "tuner/tuner_stop.h"
#include "tuner/tuner_switch.h"

void tuner_set_workers(struct tuner *t, int n)
{
	int before = t->workers;
	struct error err;

	n = n < 1 ? 1 : n > t->pool->workers_max ? t->pool->workers_max : n;
	if (t->pool->ops->grow(t->pool, n, &err) < 0) {
		tuner_append_command(t,
			&(struct command){.action = CONTROL_WORKERS, .number = n},
			err.text);
		return;
	}
	if (n > t->n_seats) {
		t->on_worker = xreallocarray(
			t->on_worker, (size_t)n, sizeof(*t->on_worker));
		while (t->n_seats < n)
			t->on_worker[t->n_seats++] = NOBODY;
	}
	t->workers = n;
	for (int w = n; w < before; w++)
		if (t->on_worker[w] != NOBODY)
			t->pool->ops->interrupt(t->pool, w);
	t->idle.n = 0;
	for (int w = 0; w < n; w++)
		if (t->on_worker[w] == NOBODY)
			tuner_make_idle(t, w);
	tuner_append_control(t, CONTROL_WORKERS, n);
}

void tuner_set_pace(struct tuner *t, double pace)
{
	if (!t->pool->ops->set_pace) {
		tuner_append_command(t,
			&(struct command){.action = CONTROL_PACE, .number = pace},
			"clients train at a pace of their own");
		return;
	}
	t->pace = pace;
	t->pool->ops->set_pace(t->pool, pace);
	tuner_append_control(t, CONTROL_PACE, pace);
}

/* Kill and promote */

/* NULL when the trial can be told what to do; else why not. */
static const char *not_alive(const struct tuner *t, uint32_t trial)
{
	if (trial >= t->n_trials)
		return "there is no such trial";
	return t->trials[trial].standing != STANDS_WAITING || t->trials[trial].killed
		       ? "it has ended"
		       : NULL;
}

static void kill_trial(struct tuner *t, const struct command *c)
{
	const char *why_not = not_alive(t, c->trial);

	tuner_append_command(t, c, why_not);
	if (why_not)
		return;
	if (t->trials[c->trial].worker >= 0) {
		t->trials[c->trial].killed = true; /* at its next epoch */
		t->pool->ops->interrupt(t->pool, t->trials[c->trial].worker);
		return;
	}
	tuner_remove(t->waiting, &t->n_waiting, c->trial);
	tuner_remove(t->deferred, &t->n_deferred, c->trial);
	tuner_lose(t, c->trial, TRIAL_KILLED, KILLED_BY_HAND);
}

static void promote_trial(struct tuner *t, const struct command *c)
{
	const char *why_not = not_alive(t, c->trial);
	struct decisions ds = {0};

	if (!why_not && !t->scheduler->ops->promote(t->scheduler, c->trial, &ds))
		why_not = "it cannot climb by hand from where it stands";
	tuner_append_command(t, c, why_not);
	tuner_publish(t, &ds);
}

/* It does so elsewhere: the study only says who asked for it. */
static void train_on(struct tuner *t, const struct command *c)
{
	tuner_append_command(t, c,
		c->trial >= t->n_trials			       ? "there is no such trial"
		: t->trials[c->trial].standing != STANDS_ENDED ? "it has not been stopped"
							       : NULL);
}

static void enqueue_config(struct tuner *t, const struct command *c)
{
	struct error err;
	int rc = tuner_enqueue(t, c->text, &err);

	tuner_append_command(t, c, rc < 0 ? err.text : NULL);
}

void tuner_obey(struct tuner *t, const struct command *c)
{
	switch (c->action) {
	case CONTROL_PAUSE:
		t->stepping = false;
		if (!t->paused) {
			tuner_append_control(t, CONTROL_PAUSE, 0);
			tuner_set_paused(t, true);
		}
		break;
	case CONTROL_RESUME:
	case CONTROL_STEP:
		t->stepping = c->action == CONTROL_STEP;
		tuner_set_paused(t, false);
		tuner_append_control(t, c->action, 0);
		tuner_judge_deferred(t);
		break;
	case CONTROL_WORKERS:
		tuner_set_workers(t, (int)c->number);
		break;
	case CONTROL_PACE:
		tuner_set_pace(t, c->number);
		break;
	case CONTROL_KILL:
		kill_trial(t, c);
		break;
	case CONTROL_PROMOTE:
		promote_trial(t, c);
		break;
	case CONTROL_ENQUEUE:
		enqueue_config(t, c);
		break;
	case CONTROL_TRAIN_ON:
		train_on(t, c);
		break;
	case CONTROL_SWITCH:
		tuner_switch_by_text(t, c);
		break;
	case CONTROL_STOP:
		tuner_change_limits(t, c);
		break;
	case CONTROL_CLOSE: /* never a command */
		break;
	case CONTROL_WARN:
	case CONTROL_NOTE:
	case CONTROL_TAG:
		tuner_append_command(t, c, NULL);
		break;
	case CONTROL_QUIT:
		tuner_stop(t, FINISH_USER);
		break;
	}
}

