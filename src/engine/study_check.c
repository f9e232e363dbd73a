/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "engine/study_check.h"

#include <math.h>

#define WORKERS_MAX 10000000

static bool has_rung(const struct study *s, int bracket, int rung)
{
	return bracket >= 0 && bracket < s->n_brackets && rung >= 0 &&
	       rung < s->shape[bracket].n_rungs;
}

static bool is_alive(const struct study *s, uint32_t trial)
{
	return s->trials[trial].state == TRIAL_RUNNING ||
	       s->trials[trial].state == TRIAL_PAUSED;
}

/* Each gives what is wrong, or NULL. */

static const char *check_scheduler(const struct study *s, const struct event *e)
{
	if (s->scheduler && e->scheduler.n_adopted != s->n_trials)
		return "the new scheduler does not adopt all trials";
	return NULL;
}

static const char *check_trial(const struct study *s, const struct event *e)
{
	if (e->trial.trial != s->n_trials)
		return "a trial out of its turn";
	return has_rung(s, e->trial.bracket, 0) ? NULL : "there is no such bracket";
}

static const char *check_task(const struct study *s, const struct event *e)
{
	if (!has_rung(s, e->task.bracket, e->task.rung))
		return "there is no such rung";
	if (!is_alive(s, e->task.trial))
		return "the trial has ended already";
	if (e->task.worker < 0 || e->task.worker > WORKERS_MAX)
		return "there is no such worker";
	if (e->task.from > s->trials[e->task.trial].epoch)
		return "it begins at an epoch that the trial has not come to";
	return e->task.from < e->task.to ? NULL : "it ends before it begins";
}

static const char *check_report(const struct study *s, const struct event *e)
{
	if (!is_alive(s, e->report.trial))
		return "the trial has ended already";
	if (e->report.epoch != s->trials[e->report.trial].epoch + 1)
		return "not the trial's next epoch";
	return NULL;
}

static const char *check_decision(const struct study *s, const struct event *e)
{
	return has_rung(s, e->decision.bracket, e->decision.rung)
		       ? NULL
		       : "there is no such rung";
}

static const char *check_end(const struct study *s, const struct event *e)
{
	return is_alive(s, e->end.trial) ? NULL : "the trial has ended already";
}

static const char *check_control(const struct study *s, const struct event *e)
{
	(void)s;
	if (e->control.action == CONTROL_WORKERS &&
		!(e->control.number >= 0 && e->control.number <= WORKERS_MAX))
		return "not a number of workers";
	return NULL;
}

int study_check(
	const struct study *s, const struct event *e, const char *file, struct error *err)
{
	static const char *(*const check[])(
		const struct study *, const struct event *) = {
		[EVENT_SCHEDULER] = check_scheduler,
		[EVENT_TRIAL] = check_trial,
		[EVENT_TASK] = check_task,
		[EVENT_REPORT] = check_report,
		[EVENT_DECISION] = check_decision,
		[EVENT_END] = check_end,
		[EVENT_CONTROL] = check_control,
		[EVENT_FINISH] = NULL,
	};
	const char *wrong = NULL;

	if (e->seq != s->seq + 1)
		wrong = "out of its turn";
	else if (e->kind > EVENT_SCHEDULER && !s->scheduler)
		wrong = "before there is a scheduler";
	else if (check[e->kind])
		wrong = check[e->kind](s, e);
	if (!wrong)
		return 0;
	return error_usage(err, "%s: event %llu (%s): %s", file,
		(unsigned long long)e->seq, event_kind_name(e->kind), wrong);
}
