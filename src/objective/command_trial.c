/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial that is a process. The first epoch of a task starts the program, or lets it go
 * on; each epoch is then its next report. What a program reports up to the epoch that
 * the trial has is catching up, and dropped; after that its epochs must come one by one.
 *
 * Between tasks, as the study says (resume):
 *
 *   hold        the program is stopped where it is, and goes on when the trial does. Its
 *               RUNGTOP_FROM is 0, its RUNGTOP_TO the last epoch there can be.
 *   checkpoint  the program ends after RUNGTOP_TO, and is started again with FROM and
 *               its directory. With nothing in there it begins at 0.
 *   scratch     the same, always from 0.
 *
 * A program on hold that is given up, because there are too many or because rungtop was
 * ended, begins at 0 again: lost time, and the same curve if it is seeded.
 */
#include "config.h"

#include "objective/command_parts.h"

#include "base/clock.h"
#include "base/xalloc.h"
#include "objective/arguments.h"
#include "objective/folder.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE 5.0  /* seconds beyond the grace that a worker has to say `end` */
#define NOT_FOUND 127 /* what shells and env exit with when there is no such program */
#define NOT_EXECUTABLE 126
#define PINGS 3	     /* unanswered */
#define LOSSES_MAX 3 /* of a worker, in a row, that a trial is not blamed for */

/* What a program's end came to. */
struct ending {
	bool ok, hopeless;
	struct strbuf why;
};

/*
 * Starting.
 */

static void set_limit(struct command_trial *t)
{
	double limit = t->o->timeout;

	t->until = limit > 0 ? clock_seconds() + limit : INFINITY;
}

/* A new attempt, from the trial's epoch where it left a checkpoint, else from 0. */
static int start(struct command_trial *t, bool anew, struct error *err)
{
	const struct command *o = t->o;
	struct strbuf checkpoint, json_file;
	int rc;

	strbuf_init(&checkpoint);
	strbuf_init(&json_file);
	command_path(t, o->checkpoints, "", &checkpoint);
	command_path(t, o->logs, ".json", &json_file);
	anew |= !t->epoch || o->resume != RESUME_CHECKPOINT;
	if (anew)
		folder_remove(checkpoint.buf);
	rc = folder_make(checkpoint.buf, err);
	if (!rc && arguments_use(&o->program, "args_json_file"))
		rc = command_write_json(t, json_file.buf, err);
	if (!rc && !t->link) {
		t->link = crew_take(o->crew, err);
		rc = t->link ? 0 : -1;
	}
	if (!rc) {
		if (t->log < 0)
			command_open_log(t);
		t->attempt++;
		t->from = anew || folder_is_empty(checkpoint.buf) ? 0 : t->epoch;
		t->seen = t->from;
		t->reported = t->ended = false;
		command_log_start(t);
		link_send(
			t->link, command_start_message(t, checkpoint.buf, json_file.buf));
	}
	strbuf_release(&checkpoint);
	strbuf_release(&json_file);
	return rc;
}

/*
 * Listening.
 */

static const char *text_in(const json_t *message, const char *name)
{
	const char *text = json_string_value(json_object_get(message, name));

	return text ? text : "";
}

/* Whether it is of the program that runs now; what came late is dropped. */
static bool is_of_attempt(const struct command_trial *t, const json_t *message)
{
	const json_t *attempt = json_object_get(message, "attempt");

	return attempt && json_integer_value(attempt) == t->attempt;
}

static void read_ending(
	const struct command_trial *t, const json_t *message, struct ending *e)
{
	const char *hint = text_in(message, "hint"), *last = text_in(message, "last");
	const char *why = text_in(message, "why");
	int status = 0;

	e->ok = json_is_true(json_object_get(message, "ok"));
	if (sscanf(why, "exited with status %d", &status) == 1 && !t->reported)
		e->hopeless = status == NOT_FOUND || status == NOT_EXECUTABLE;
	strbuf_adds(&e->why, why);
	if (!t->reported)
		strbuf_adds(&e->why, ", without a report");
	else if (t->seen < t->task.to)
		strbuf_addf(&e->why, " after epoch %d", t->seen);
	if (*hint)
		strbuf_addf(&e->why, "; %s", hint);
	if (*last)
		strbuf_addf(&e->why, ": %s", last);
}

/* 1: a report, 0: nothing of interest, 2: the program is over, and e says how. */
static int take_message(struct command_trial *t, const json_t *message, struct ending *e)
{
	const char *is = text_in(message, "is");

	if (!is_of_attempt(t, message))
		return 0;
	if (!strcmp(is, "log"))
		command_log(t, text_in(message, "text"));
	if (!strcmp(is, "report"))
		return 1;
	if (strcmp(is, "end") != 0 && strcmp(is, "refused") != 0)
		return 0;
	t->ended = true;
	e->hopeless = !strcmp(is, "refused");
	if (e->hopeless)
		strbuf_adds(&e->why, text_in(message, "why"));
	else
		read_ending(t, message, e);
	return 2;
}

/* The program is gone, or its worker. Nobody looks at the link any more. */
static void let_go(struct command_trial *t)
{
	if (t->link)
		crew_give_back(t->o->crew, t->link);
	t->link = NULL;
	if (t->log >= 0)
		close(t->log);
	t->log = -1;
}

/*
 * Waits for so many seconds for the program to end by itself; true when it has. A report
 * past the last epoch that is wanted says that it will not.
 */
static bool wait_for_end(struct command_trial *t, double seconds, bool whatever)
{
	double until = clock_seconds() + seconds;
	struct ending ignored = {.ok = false};
	json_t *message;

	strbuf_init(&ignored.why);
	while (!t->ended) {
		enum news news = link_wait(t->link, until, -1, &message);
		int what = 0;

		if (news == NEWS_LOST)
			t->ended = true;
		if (news != NEWS_MESSAGE)
			break;
		what = take_message(t, message, &ignored);
		json_decref(message);
		if (what == 1 && !whatever)
			break;
	}
	strbuf_release(&ignored.why);
	return t->ended;
}

static void stop(struct command_trial *t)
{
	if (t->ended || !t->link)
		return;
	link_send(t->link, json_pack("{s:s}", "do", "stop"));
	if (!wait_for_end(t, t->o->grace + PATIENCE, true))
		link_kill(t->link);
	t->ended = true;
}

/*
 * Reports.
 */

static void read_metrics(
	const struct command_trial *t, const json_t *message, double *metrics)
{
	const json_t *values = json_object_get(message, "values");

	for (size_t i = 0; i < t->o->n_metrics; i++) {
		const json_t *v = json_array_get(values, i);

		metrics[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
	}
}

enum turn {
	TURN_CATCHING_UP, /* an epoch that the trial has already */
	TURN_NEXT,
	TURN_AHEAD, /* its checkpoint is of a later epoch than the trial has */
	TURN_WRONG, /* with err */
};

static enum turn take_turn(
	struct command_trial *t, const json_t *message, struct error *err)
{
	int said = (int)json_integer_value(json_object_get(message, "epoch"));
	int before = t->seen, epoch = said ? said : before + 1;
	bool first = !t->reported;

	if (first && t->from && epoch > t->epoch + 1)
		return TURN_AHEAD;
	if (first ? epoch > t->from + 1 : epoch != before + 1) {
		if (first)
			error_set(err, "its first report is of epoch %d, not %d", epoch,
				t->from + 1);
		else
			error_set(err, "epoch %d came after epoch %d", epoch, before);
		return TURN_WRONG;
	}
	t->reported = true;
	t->seen = epoch;
	if (epoch <= t->epoch)
		return TURN_CATCHING_UP;
	t->epoch = epoch;
	return TURN_NEXT;
}

static void log_failure(const struct command_trial *t, const char *why)
{
	struct strbuf line;

	strbuf_init(&line);
	strbuf_addf(&line, "rungtop: attempt %d failed: %s", t->attempt, why);
	command_log(t, line.buf);
	strbuf_release(&line);
}

/* Another attempt when there is one left; the note says what became of this one. */
static int fail(struct command_trial *t, struct error *err)
{
	struct strbuf note;

	stop(t);
	log_failure(t, err->text);
	let_go(t);
	if (!t->retries)
		return EPOCH_FAILED;
	t->retries--;
	strbuf_init(&note);
	if (t->note)
		strbuf_addf(&note, "%s; ", t->note);
	strbuf_addf(&note, "T%" PRIu32 ": attempt %d of %d failed: %s", t->id, t->attempt,
		t->attempt + t->retries + 1, err->text);
	free(t->note);
	t->note = strbuf_detach(&note);
	return start(t, false, err) < 0 ? EPOCH_FAILED : 0;
}

/* The checkpoint is of no use: lost time, and nothing else. */
static int begin_anew(struct command_trial *t, const char *why, struct error *err)
{
	command_log(t, why);
	stop(t);
	let_go(t);
	return start(t, true, err) < 0 ? EPOCH_FAILED : 0;
}

/* The program has ended on its way. */
static int on_ending(struct command_trial *t, const struct ending *e, struct error *err)
{
	if (!t->reported && t->from)
		return begin_anew(t,
			"rungtop: nothing came of the checkpoint; once more from the "
			"start",
			err);
	if (e->hopeless) {
		error_set(err, "%s", e->why.buf);
		return EPOCH_HOPELESS;
	}
	if (e->ok && t->reported && t->seen >= t->epoch) {
		error_set(err, "its program ended after epoch %d", t->epoch);
		return EPOCH_FINISHED;
	}
	error_set(err, "%s", e->why.buf);
	return fail(t, err);
}

/* What came of it, when done; 0 and not done: wait for the next one. */
static int on_report(struct command_trial *t, const json_t *message, double *metrics,
	bool *done, struct error *err)
{
	switch (take_turn(t, message, err)) {
	case TURN_CATCHING_UP:
		set_limit(t);
		return 0;
	case TURN_NEXT:
		t->losses = 0;
		read_metrics(t, message, metrics);
		*done = true;
		return isfinite(metrics[0]) ? EPOCH_TRAINED : EPOCH_DIVERGED;
	case TURN_AHEAD:
		return begin_anew(t,
			"rungtop: the checkpoint is ahead of what was reported; once "
			"more "
			"from the start",
			err);
	case TURN_WRONG:
		break;
	}
	return fail(t, err);
}

static int on_message(struct command_trial *t, const json_t *message, double *metrics,
	bool *done, struct error *err)
{
	struct ending e = {.ok = false};
	int what, rc = 0;

	strbuf_init(&e.why);
	what = take_message(t, message, &e);
	if (what == 1)
		rc = on_report(t, message, metrics, done, err);
	else if (what == 2)
		rc = on_ending(t, &e, err);
	strbuf_release(&e.why);
	return rc;
}

/*
 * A worker far away must hear from us and answer: who is silent for the time of the fence
 * has ended its program by itself, and is given up.
 */
static enum news wait_for_news(struct command_trial *t, json_t **message)
{
	double turn = t->o->launcher ? FENCE / PINGS : INFINITY;

	for (int asked = 0; asked < PINGS; asked++) {
		double until = fmin(t->until, clock_seconds() + turn);
		enum news news = link_wait(t->link, until, t->task.cancel_fd, message);

		if (news != NEWS_NONE || until >= t->until)
			return news;
		link_send(t->link, json_pack("{s:s}", "do", "ping"));
	}
	link_kill(t->link);
	return NEWS_LOST;
}

/*
 * The worker is gone, which is not the trial's fault: another one goes on. One that has
 * never said a word was none.
 */
static int on_loss(struct command_trial *t, struct error *err)
{
	bool greeted = link_has_greeted(t->link);

	t->ended = true;
	if (!greeted) {
		error_set(
			err, "no worker can be started; see %s/workers.log", t->o->logs);
		return EPOCH_HOPELESS;
	}
	error_set(err, "its worker is gone");
	if (t->losses++ < LOSSES_MAX)
		t->retries++;
	return fail(t, err);
}

int command_trial_epoch(void *trial, const struct objective *base, void *ws,
	double *metrics, struct error *err)
{
	struct command_trial *t = trial;
	bool done = false;
	int rc = 0;

	(void)base;
	(void)ws;
	if (!t->link && start(t, false, err) < 0)
		return EPOCH_FAILED;
	set_limit(t);
	while (!rc && !done) {
		json_t *message = NULL;

		switch (wait_for_news(t, &message)) {
		case NEWS_MESSAGE:
			rc = on_message(t, message, metrics, &done, err);
			json_decref(message);
			break;
		case NEWS_CANCELLED:
			rc = EPOCH_CANCELLED;
			break;
		case NEWS_NONE:
			error_set(err, "no epoch within %g s (timeout)", t->o->timeout);
			rc = fail(t, err);
			break;
		case NEWS_LOST:
			rc = on_loss(t, err);
			break;
		}
	}
	return rc;
}

/*
 * Tasks.
 */

void command_trial_begin(void *trial, const struct trial_task *task)
{
	struct command_trial *t = trial;

	t->task = *task;
	t->epoch = task->from;
	t->link = crew_go_on(t->o->crew, &t->held);
	if (t->link)
		command_open_log(t);
}

void command_trial_end(void *trial, bool goes_on)
{
	struct command_trial *t = trial;
	bool last = t->epoch >= t->o->max_epoch;

	if (!t->link)
		return;
	if (goes_on && !last && !t->ended && t->o->resume == RESUME_HOLD) {
		struct link *link = t->link;

		t->link = NULL;
		let_go(t);
		crew_hold(t->o->crew, link, &t->held);
		return;
	}
	/* Who has come to its last epoch ends by itself, and may still save its state. */
	if (goes_on && t->epoch >= t->task.to)
		wait_for_end(t, t->o->grace, false);
	stop(t);
	let_go(t);
}

char *command_trial_note(void *trial)
{
	struct command_trial *t = trial;
	char *note = t->note;

	t->note = NULL;
	return note;
}

void *command_trial_new(
	const struct objective *base, const struct trial_setup *setup, struct error *err)
{
	const struct command *o = (const struct command *)base;
	struct command_trial *t = xcalloc(1, sizeof(*t));

	(void)err;
	t->o = o;
	t->id = setup->trial;
	t->log = -1;
	t->retries = o->retries;
	t->config = xcalloc(o->space->n + 1, sizeof(*t->config));
	memcpy(t->config, setup->config, o->space->n * sizeof(*t->config));
	return t;
}

void command_trial_free(void *trial)
{
	struct command_trial *t = trial;

	crew_give_up(t->o->crew, &t->held);
	free(t->note);
	free(t->config);
	free(t);
}

size_t command_trial_bytes(const void *trial)
{
	const struct command_trial *t = trial;

	return sizeof(*t) + t->o->space->n * sizeof(*t->config);
}
