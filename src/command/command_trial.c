/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial that is a process. The first epoch of a task starts the program, or continues it;
 * each epoch is then its next report. Reports of epochs that the trial has already are
 * dropped while the program catches up; after that its epochs must come one by one.
 *
 * Between tasks, by the knob resume:
 *
 *   hold        the program is stopped where it is, and continued with the trial. Its
 *               RUNGTOP_FROM is 0, its RUNGTOP_TO the last epoch there can be.
 *   checkpoint  the program ends after RUNGTOP_TO, and is started again with FROM and
 *               its directory. When that is empty it begins at 0.
 *   scratch     the same, always from 0.
 *
 * When a program on hold is ended, because there are too many or because rungtop ends, its
 * trial begins at 0 again: that loses time, and gives the same curve if it is seeded.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/folder.h"
#include "base/xalloc.h"
#include "command/command_parts.h"
#include "worker/message.h"

#define PATIENCE 5.0 /* seconds beyond the grace that a worker has to say `end` */

/*
 * Starting.
 */

static void set_limit(struct command_trial *t)
{
	double limit = t->o->timeout;

	t->remote.until = limit > 0 && !t->remote.connection->coming_back
				  ? clock_seconds() + limit
				  : INFINITY;
}

/* From now on the program has a worker. */
static void attend(struct command_trial *t)
{
	t->remote.heard = clock_seconds();
	set_limit(t);
}

void command_begin_starting(struct command_trial *t)
{
	t->started = t->o->unmeasured ? 0 : clock_seconds();
}

/* It has reported, or comes to no report now: tells how long it has been starting. */
static void end_starting(struct command_trial *t)
{
	struct trial_news news = {.attempt = t->remote.attempt,
		.reported = t->reported,
		.argv = t->argv};

	if (t->started <= 0)
		return;
	news.started = fmax(clock_seconds() - t->started, 1e-6);
	t->started = 0;
	t->remote.task.tell(t->remote.task.listener, &news);
}

/* Whether its worker is waited for, elsewhere or for a GPU; which is no starting. */
static bool may_wait(const struct command_objective *o)
{
	return o->launcher.words || o->slots;
}

/*
 * A new attempt, from the trial's epoch where it left a checkpoint, else from 0. Returns
 * an EPOCH_….
 */
static int start(struct command_trial *t, bool anew, struct error *err)
{
	const struct command_objective *o = t->o;
	struct strbuf checkpoint = STRBUF_INIT, json_file = STRBUF_INIT;
	int rc;

	command_path(t, o->checkpoints, "", &checkpoint);
	command_path(t, o->logs, ".json", &json_file);
	anew |= !t->epoch || o->resume != RESUME_CHECKPOINT;
	rc = command_prepare(t, anew, checkpoint.buf, json_file.buf, err);
	if (!rc && !room_enter(o->room, &t->place, t->remote.task.cancel_fd))
		rc = EPOCH_CANCELLED;
	if (!rc && !may_wait(o))
		command_begin_starting(t);
	if (!rc && !t->remote.connection)
		rc = remote_task_take_worker(&t->remote, err);
	if (!rc) {
		if (t->log < 0)
			command_open_log(t);
		t->remote.attempt++;
		t->from = anew || folder_is_empty(checkpoint.buf) ? 0 : t->epoch;
		t->seen = t->from;
		t->reported = t->fresh = t->begun = t->ended = false;
		command_forget_lack(t);
		command_forget_failure(t);
		command_log_start(t);
		t->remote.connection->coming_back = false;
		command_make_way(t, t->remote.connection->slot);
		attend(t);
		t->remote.spoken = t->remote.heard;
		if (may_wait(o))
			command_begin_starting(t);
		connection_send(t->remote.connection,
			command_start_message(t, checkpoint.buf, json_file.buf));
		if (o->unmeasured)
			command_tell_called(t);
	}
	strbuf_release(&checkpoint);
	strbuf_release(&json_file);
	return rc;
}

/*
 * Listening.
 */

enum said {
	SAID_NOTHING, /* of interest */
	SAID_REPORT,
	SAID_OVER, /* the program is, and e says how */
};

static enum said take_message(
	struct command_trial *t, const json_t *message, struct ending *e)
{
	const char *is = message_field(message, "is");

	if (!remote_task_is_of_attempt(&t->remote, message))
		return SAID_NOTHING;
	if (!strcmp(is, "log"))
		command_log(t, message_field(message, "text"));
	if (!strcmp(is, "note"))
		command_take_note(t, message);
	if (command_take_hold_news(t, message))
		set_limit(t);
	if (!strcmp(is, "began") && t->remote.connection->slot)
		slot_own_program(t->o->slots, t->remote.connection->slot,
			(pid_t)json_integer_value(json_object_get(message, "pid")));
	if (!strcmp(is, "report"))
		return SAID_REPORT;
	if (strcmp(is, "end") != 0 && strcmp(is, "refused") != 0)
		return SAID_NOTHING;
	t->ended = true;
	command_read_ending(t, message, e);
	return SAID_OVER;
}

void command_let_go(struct command_trial *t)
{
	if (t->remote.connection) {
		remote_task_leave(&t->remote);
		worker_pool_give_back(t->remote.pool, t->remote.connection);
	}
	t->remote.connection = NULL;
	room_leave(t->o->room, &t->place);
	if (t->log >= 0)
		close(t->log);
	t->log = -1;
}

static void log_end(const struct command_trial *t, const char *how, const char *why)
{
	struct strbuf line = STRBUF_INIT;

	strbuf_addf(&line, "rungtop: attempt %d %s: %s", t->remote.attempt, how, why);
	command_log(t, line.buf);
	strbuf_release(&line);
}

bool command_wait_for_end(struct command_trial *t, double seconds, bool whatever)
{
	double until = clock_seconds() + seconds;
	struct ending ignored;
	json_t *message;

	ending_init(&ignored);
	while (!t->ended) {
		enum news news =
			connection_wait(t->remote.connection, until, -1, &message);
		bool reports;

		if (news == NEWS_LOST)
			t->ended = true;
		if (news != NEWS_MESSAGE)
			break;
		reports = take_message(t, message, &ignored) == SAID_REPORT &&
			  json_object_get(message, "values") &&
			  !json_object_get(message, "missing");
		json_decref(message);
		if (reports && !whatever)
			break;
	}
	t->whole = t->ended && ignored.ok;
	if (t->ended && !ignored.ok && !whatever && ignored.why.len)
		log_end(t, "was whole, but failed then", ignored.why.buf);
	ending_release(&ignored);
	return t->ended;
}

void command_stop(struct command_trial *t)
{
	if (t->ended || !t->remote.connection)
		return;
	connection_send(t->remote.connection, json_pack("{s:s}", "do", "stop"));
	if (!command_wait_for_end(t, t->o->grace + PATIENCE, true))
		connection_kill(t->remote.connection);
	t->ended = true;
}

/* Another attempt when there is one left; the note says what became of this one. */
static int fail(struct command_trial *t, struct error *err)
{
	enum on_oom on_oom = cause_is_memory(t->failure.cause) ? t->o->on_oom : OOM_FAIL;
	char what[64];

	end_starting(t);
	command_stop(t);
	log_end(t, "failed", err->text);
	if (on_oom == OOM_RETRY)
		return command_try_with_less(t, err) ? start(t, false, err)
						     : EPOCH_FAILED;
	command_let_go(t);
	if (on_oom == OOM_INFEASIBLE)
		return EPOCH_INFEASIBLE;
	if (!t->retries)
		return EPOCH_FAILED;
	t->retries--;
	snprintf(what, sizeof(what), "attempt %d of %d failed", t->remote.attempt,
		t->remote.attempt + t->retries + 1);
	remote_task_tell(&t->remote, what, err->text);
	return start(t, false, err);
}

/* The worker is lost, with err; which is not the trial's fault: another one goes on. */
static int lose(struct command_trial *t, struct error *err)
{
	end_starting(t);
	t->ended = true;
	if (!remote_task_lose(&t->remote, err))
		return fail(t, err);
	log_end(t, "lost", err->text);
	command_let_go(t);
	return start(t, false, err);
}

static int on_loss(struct command_trial *t, struct error *err)
{
	remote_task_explain(&t->remote, err);
	if (!connection_out_of_memory(t->remote.connection))
		return lose(t, err);
	t->ended = true;
	t->failure.cause = CAUSE_OOM; /* and so it would end everywhere */
	return fail(t, err);
}

/* The checkpoint is of no use: lost time, and nothing else. */
static int begin_anew(struct command_trial *t, const char *why, struct error *err)
{
	end_starting(t);
	command_log(t, why);
	command_stop(t);
	command_let_go(t);
	return start(t, true, err);
}

/* Of a program that nothing is asked of: its end is the one epoch that it has. */
static int on_unmeasured_end(struct command_trial *t, double *metrics, bool *done)
{
	t->reported = true;
	t->epoch = t->seen = 1;
	metrics[0] = 0;
	*done = true;
	return EPOCH_TRAINED;
}

/* An epoch is over, and no report of it has the metric. */
static int on_missed(
	struct command_trial *t, double *metrics, bool *done, struct error *err)
{
	struct strbuf why = STRBUF_INIT;
	bool first = !t->epoch; /* the metric may have another name */

	command_say_lack(t, &why);
	if (first)
		strbuf_addf(&why, ": %s", message_field(t->lack, "missing"));
	error_set(err, "%s", why.buf);
	strbuf_release(&why);
	command_forget_lack(t);
	if (first)
		return fail(t, err);
	t->reported = true;
	t->epoch = ++t->seen;
	for (size_t i = 0; i < t->o->n_metrics; i++)
		metrics[i] = NAN;
	*done = true;
	return EPOCH_DIVERGED;
}

/* Its program stays, and has said itself what became of the task: no other attempt. */
static int on_stated_failure(
	struct command_trial *t, const struct ending *e, struct error *err)
{
	command_keep_failure(t, e);
	error_set(err, "%s", e->why.buf);
	if (cause_is_memory(e->failure.cause) && t->o->on_oom != OOM_FAIL)
		return fail(t, err);
	log_end(t, "failed", err->text);
	return EPOCH_FAILED;
}

/* It has ended while what it had on GPUs was put aside, or because of that. */
static int on_harm(struct command_trial *t, const struct ending *e, struct error *err)
{
	worker_pool_distrust_driver(t->remote.pool);
	error_set(err, "%s; its GPU memory had been put aside", e->why.buf);
	return lose(t, err);
}

/* The program has ended on its way. */
static int on_ending(struct command_trial *t, const struct ending *e, double *metrics,
	bool *done, struct error *err)
{
	if (t->o->unmeasured && e->ok)
		return on_unmeasured_end(t, metrics, done);
	if (e->fenced) {
		error_set(err, "node %s was cut off", t->remote.connection->node);
		return lose(t, err);
	}
	if (!e->ok && command_is_tried_again(t, e, err)) {
		end_starting(t);
		log_end(t, "failed", err->text);
		command_let_go(t);
		return start(t, false, err);
	}
	if (!e->ok && e->stays)
		return on_stated_failure(t, e, err);
	if (!e->ok && !remote_task_worker_answers(&t->remote))
		return on_loss(t, err);
	command_keep_failure(t, e);
	if (cause_is_memory(e->failure.cause)) {
		error_set(err, "%s", e->why.buf);
		return fail(t, err);
	}
	if (!e->ok && e->aside)
		return on_harm(t, e, err);
	if (e->ok && command_lacks(t))
		return on_missed(t, metrics, done, err);
	if (e->ok && !t->reported && t->from && t->whole) {
		error_set(err, "its program ended after epoch %d", t->epoch);
		return EPOCH_FINISHED;
	}
	if (!t->reported && t->from)
		return begin_anew(t,
			"rungtop: the checkpoint led to no report; starting again at "
			"epoch 1",
			err);
	if (e->hopeless) {
		error_set(err, "%s", e->why.buf);
		return EPOCH_HOPELESS;
	}
	if (e->ok && t->reported) {
		error_set(err, "its program ended after epoch %d%s", t->seen,
			t->seen < t->epoch ? ", earlier than before" : "");
		return EPOCH_FINISHED;
	}
	error_set(err, "%s", e->why.buf);
	return fail(t, err);
}

/* Whoever keeps its reports back is judged when it has ended: said in time, and once. */
static void tell_together(const struct command_trial *t)
{
	static const char what[] = "several reports came at once";
	static const char why[] = "a program must flush each one, as with python -u or "
				  "print(..., flush=True), to be judged while it trains";

	if (!atomic_flag_test_and_set(t->o->together))
		remote_task_tell(&t->remote, what, why);
}

/* The report of an epoch that is news. */
static int take_report(struct command_trial *t, const json_t *message, double *metrics,
	bool *done, struct error *err)
{
	t->remote.losses = 0;
	if (t->fresh && json_is_true(json_object_get(message, "together")))
		tell_together(t);
	t->fresh = true;
	*done = true;
	command_read_metrics(t, message, metrics);
	command_take_said(t, metrics);
	if (isfinite(metrics[0]))
		return EPOCH_TRAINED;
	error_set(err, "the loss was not finite in epoch %d", t->epoch);
	return EPOCH_DIVERGED;
}

/* What came of it, when done; 0 and not done: wait for the next one. */
static int on_report(struct command_trial *t, json_t *message, double *metrics,
	bool *done, struct error *err)
{
	const char *wrong = message_field(message, "wrong");

	if (*wrong) {
		error_set(err, "%s", wrong);
		return fail(t, err);
	}
	switch (command_take_turn(t, message, err)) {
	case TURN_CATCHING_UP:
		command_take_said(t, NULL);
		t->fresh = false;
		set_limit(t);
		return 0;
	case TURN_NEXT:
		return take_report(t, message, metrics, done, err);
	case TURN_NOTHING:
		return 0;
	case TURN_MISSED:
		return on_missed(t, metrics, done, err);
	case TURN_AHEAD:
		return begin_anew(t,
			"rungtop: the checkpoint is ahead of what was reported; "
			"starting again at epoch 1",
			err);
	case TURN_WRONG:
		break;
	}
	return fail(t, err);
}

static int on_message(struct command_trial *t, json_t *message, double *metrics,
	bool *done, struct error *err)
{
	struct ending e;
	int rc = 0;

	ending_init(&e);
	switch (take_message(t, message, &e)) {
	case SAID_NOTHING:
		break;
	case SAID_REPORT:
		rc = on_report(t, message, metrics, done, err);
		break;
	case SAID_OVER:
		rc = on_ending(t, &e, metrics, done, err);
		break;
	}
	ending_release(&e);
	if (t->reported)
		end_starting(t);
	return rc;
}

static int on_timeout(struct command_trial *t, struct error *err)
{
	struct strbuf why = STRBUF_INIT;

	strbuf_addf(&why, "no epoch within %g s (timeout)", t->o->timeout);
	if (command_lacks(t)) {
		strbuf_adds(&why, "; ");
		command_say_lack(t, &why);
	}
	error_set(err, "%s", why.buf);
	strbuf_release(&why);
	return fail(t, err);
}

/* The program on hold, or a new one. */
static int go_on(struct command_trial *t, struct error *err)
{
	int rc = remote_task_go_on(&t->remote, &t->held);

	if (rc)
		return rc;
	if (!t->remote.connection)
		return start(t, false, err);
	room_enter_now(t->o->room, &t->place);
	command_open_log(t);
	if (!t->reported)
		command_begin_starting(t);
	attend(t);
	return 0;
}

int command_trial_epoch(void *trial, const struct objective *base, void *ws,
	double *metrics, struct error *err)
{
	struct command_trial *t = trial;
	bool done = false;
	int rc = 0;

	(void)base;
	(void)ws;
	if (t->o->unmeasured && t->reported) {
		error_set(err, "its program ended");
		return EPOCH_FINISHED;
	}
	if (t->remote.connection)
		attend(t);
	else
		rc = go_on(t, err);
	while (!rc && !done) {
		json_t *message = NULL;

		switch (remote_task_wait(&t->remote, &message)) {
		case NEWS_MESSAGE:
			rc = on_message(t, message, metrics, &done, err);
			json_decref(message);
			break;
		case NEWS_CANCELLED:
			rc = EPOCH_CANCELLED;
			break;
		case NEWS_NONE:
			rc = on_timeout(t, err);
			break;
		case NEWS_LOST:
			rc = on_loss(t, err);
			break;
		}
	}
	end_starting(t);
	return rc;
}
