/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial is the last checkpoint that a worker has sent, if any, and its epoch. A task begins
 * there, on any worker; epochs that the trial has already are trained again and not reported.
 */
#include "config.h"

#include "worker/remote.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/number.h"
#include "base/xalloc.h"
#include "worker/message.h"
#include "worker/remote_task.h"

#define SAVED_UNKNOWN (-1)
#define GRACE 5.0 /* seconds that a worker may take to end */

struct remote {
	struct objective base;
	struct objective *inner;
	const struct space *space;
	struct launcher launcher;
	struct worker_pool *pool;
	json_t *open; /* the command */
};

struct remote_trial {
	struct remote_task remote;
	const struct remote *o;
	json_t *config;
	int epoch;	 /* that the trial has come to */
	char *saved;	 /* base64; NULL: none */
	int saved_epoch; /* SAVED_UNKNOWN: of the trial that the next task is given */
};

static const struct objective_ops objective_remote;

static const struct remote *remote_of(const struct objective *o)
{
	return (const struct remote *)o;
}

/*
 * The objective.
 */

static json_t *knobs_given(const struct knobs *k)
{
	json_t *texts = json_object();

	for (size_t i = 0; k->rows[i].name; i++)
		if (k->values[i].given)
			json_object_set_new(
				texts, k->rows[i].name, json_text_new(k->values[i].text));
	return texts;
}

/* By their full names: a worker may be in another directory. */
static json_t *full_dirs(const char *const *dirs)
{
	json_t *list = json_array();

	for (; *dirs; dirs++) {
		char *full = realpath(*dirs, NULL);

		json_array_append_new(list, json_text_new(full ? full : *dirs));
		free(full);
	}
	return list;
}

static json_t *open_message(
	const struct objective *inner, const struct objective_setup *setup)
{
	struct strbuf parameters = STRBUF_INIT;
	json_t *m;

	space_print_parameters(setup->space, &parameters);
	m = json_pack("{s:s, s:s, s:o, s:s, s:o, s:I, s:i, s:s?}", "do", "open", "kind",
		inner->ops->kind.name, "knobs", knobs_given(setup->knobs), "parameters",
		parameters.buf, "dirs", full_dirs(setup->data_dirs), "seed",
		(json_int_t)setup->seed, "max_epoch", setup->max_epoch, "metric",
		setup->metric);
	strbuf_release(&parameters);
	return m;
}

struct objective *remote_wrap(
	struct objective *inner, const struct objective_setup *setup, struct error *err)
{
	struct launcher launcher;
	struct worker_pool_setup pool;
	struct remote *r;

	if (launcher_read(&launcher, setup->knobs, err) < 0) {
		inner->ops->close(inner);
		return NULL;
	}
	if (!launcher.words && knobs_real(setup->knobs, "resources.gpus") > 0)
		listener_tell(setup->listener,
			knobs_get(setup->knobs, "resources.gpus")->at,
			"resources.gpus is not used: %s uses no GPU",
			inner->ops->kind.name);
	if (!launcher.words)
		return inner;
	r = xcalloc(1, sizeof(*r));
	*r = (struct remote){.base.ops = &objective_remote,
		.inner = inner,
		.space = setup->space,
		.launcher = launcher,
		.open = open_message(inner, setup)};
	pool = (struct worker_pool_setup){.launcher = &r->launcher, .grace = GRACE};
	r->pool = worker_pool_new(&pool);
	return &r->base;
}

static void remote_close(struct objective *o)
{
	struct remote *r = (struct remote *)o;

	worker_pool_free(r->pool);
	launcher_release(&r->launcher);
	json_decref(r->open);
	r->inner->ops->close(r->inner);
	free(r);
}

static size_t remote_metrics(const struct objective *o, const char *const **names)
{
	const struct objective *inner = remote_of(o)->inner;

	return inner->ops->metrics(inner, names);
}

static const char *remote_summary(const struct objective *o)
{
	const struct objective *inner = remote_of(o)->inner;

	return inner->ops->summary(inner);
}

static int remote_workers(const struct objective *o)
{
	return remote_of(o)->launcher.room;
}

/*
 * A task.
 */

static json_t *train_message(const struct remote_trial *t)
{
	json_t *m = json_pack("{s:s, s:i, s:I, s:O, s:i, s:i, s:f}", "do", "train",
		"attempt", t->remote.attempt, "trial", (json_int_t)t->remote.trial,
		"config", t->config, "from", t->epoch, "to", t->remote.task.to, "fence",
		t->o->launcher.fence);

	if (t->saved) {
		json_object_set_new(m, "saved", json_string(t->saved));
		json_object_set_new(m, "saved_epoch", json_integer(t->saved_epoch));
	}
	return m;
}

/* Returns an EPOCH_…. */
static int start(struct remote_trial *t, struct error *err)
{
	struct remote_task *e = &t->remote;
	int rc = remote_task_take_worker(e, err);

	if (rc)
		return rc;
	if (!e->connection->opened)
		connection_send(e->connection, json_deep_copy(t->o->open));
	e->connection->opened = true;
	e->attempt++;
	e->heard = e->spoken = clock_seconds();
	connection_send(e->connection, train_message(t));
	return 0;
}

static void let_go(struct remote_task *e)
{
	worker_pool_give_back(e->pool, e->connection);
	e->connection = NULL;
}

static void keep_saved(struct remote_trial *t, const json_t *message)
{
	const char *text = json_string_value(json_object_get(message, "saved"));

	if (!text)
		return;
	free(t->saved);
	t->saved = xstrdup(text);
	t->saved_epoch = t->epoch;
}

/*
 * A TCP on the way may hold the next report back until this one is acknowledged, and who
 * has nothing to say takes 40 ms for that: so something is said.
 */
static int on_report(
	struct remote_trial *t, const json_t *message, double *metrics, struct error *err)
{
	const json_t *values = json_object_get(message, "values");
	bool diverged = json_is_true(json_object_get(message, "diverged"));

	t->remote.losses = 0;
	t->epoch = (int)json_integer_value(json_object_get(message, "epoch"));
	for (size_t m = 0; m < json_array_size(values) && m < METRICS_MAX; m++) {
		const json_t *v = json_array_get(values, m);

		metrics[m] = json_is_number(v) ? json_number_value(v) : NO_NUMBER;
	}
	keep_saved(t, message);
	if (diverged || t->epoch >= t->remote.task.to)
		let_go(&t->remote);
	else
		connection_send(t->remote.connection, json_pack("{s:s}", "do", "heard"));
	err->text[0] = '\0';
	return diverged ? EPOCH_DIVERGED : EPOCH_TRAINED;
}

static int on_message(struct remote_trial *t, const json_t *message, double *metrics,
	bool *done, struct error *err)
{
	const char *is = json_string_value(json_object_get(message, "is"));
	const char *why = json_string_value(json_object_get(message, "why"));

	if (is && !strcmp(is, "refused")) {
		error_set(err, "on %s: %s", t->remote.connection->node,
			why ? why : "refused");
		return EPOCH_HOPELESS;
	}
	if (!is || !remote_task_is_of_attempt(&t->remote, message))
		return 0;
	*done = true;
	if (!strcmp(is, "report"))
		return on_report(t, message, metrics, err);
	error_set(err, "on %s: %s", t->remote.connection->node, why ? why : "ended");
	let_go(&t->remote);
	return EPOCH_FAILED;
}

static int on_loss(struct remote_trial *t, struct error *err)
{
	remote_task_explain(&t->remote, err);
	return remote_task_lose(&t->remote, err) ? start(t, err) : EPOCH_FAILED;
}

static int remote_trial_epoch(void *trial, const struct objective *o, void *ws,
	double *metrics, struct error *err)
{
	struct remote_trial *t = trial;
	bool done = false;
	int rc = 0;

	(void)o;
	(void)ws;
	t->remote.heard = clock_seconds();
	if (!t->remote.connection)
		rc = start(t, err);
	while (!rc && !done) {
		json_t *message = NULL;
		enum news news = remote_task_wait(&t->remote, &message);

		if (news == NEWS_MESSAGE)
			rc = on_message(t, message, metrics, &done, err);
		else
			rc = news == NEWS_LOST ? on_loss(t, err) : EPOCH_CANCELLED;
		json_decref(message);
	}
	return rc;
}

static void remote_begin(void *trial, const struct trial_task *task)
{
	struct remote_trial *t = trial;

	t->remote.task = *task;
	t->epoch = task->from;
	if (t->saved_epoch == SAVED_UNKNOWN)
		t->saved_epoch = task->state;
	if (t->saved_epoch <= t->epoch)
		return;
	free(t->saved); /* of a life before a start from scratch */
	t->saved = NULL;
	t->saved_epoch = 0;
}

/* Tells the worker to stop, without waiting for that. */
static void remote_end(void *trial, bool goes_on)
{
	struct remote_task *e = &((struct remote_trial *)trial)->remote;

	(void)goes_on;
	if (!e->connection)
		return;
	connection_send(e->connection, json_pack("{s:s}", "do", "stop"));
	e->connection->ending = true;
	let_go(e);
}

/*
 * Trials.
 */

static json_t *config_of(const struct space *space, const struct value *config)
{
	json_t *list = json_array();

	for (size_t i = 0; i < space->n; i++) {
		const struct value *v = &config[i];
		json_t *json = NULL;

		switch (v->kind) {
		case VALUE_NULL:
		case VALUE_NONE: /* which is the default, as it is for null */
			json = json_null();
			break;
		case VALUE_INT:
			json = json_integer((json_int_t)v->number);
			break;
		case VALUE_REAL:
			json = json_real(v->number);
			break;
		case VALUE_BOOL:
			json = json_boolean(v->number != 0);
			break;
		case VALUE_TEXT:
		case VALUE_JSON: /* of no parameter of an objective here */
			json = json_string(v->text);
			break;
		}
		json_array_append_new(list, json);
	}
	return list;
}

static void *remote_trial_new(
	const struct objective *base, const struct trial_setup *setup, struct error *err)
{
	const struct remote *o = remote_of(base);
	struct remote_trial *t = xcalloc(1, sizeof(*t));

	(void)err;
	t->o = o;
	t->remote = (struct remote_task){.pool = o->pool,
		.launcher = &o->launcher,
		.trial = setup->trial,
		.until = INFINITY};
	t->config = config_of(o->space, setup->config);
	return t;
}

static void remote_trial_free(void *trial)
{
	struct remote_trial *t = trial;

	json_decref(t->config);
	free(t->saved);
	free(t);
}

static size_t remote_trial_bytes(const void *trial)
{
	const struct remote_trial *t = trial;

	return sizeof(*t) + (t->saved ? strlen(t->saved) : 0);
}

/* NULL while there is nothing of this very epoch. */
static void *remote_trial_save(const void *trial, size_t *size)
{
	const struct remote_trial *t = trial;

	return t->saved && t->saved_epoch == t->epoch ? base64_decode(t->saved, size)
						      : NULL;
}

/* Whoever trains it sees whether the bytes are any good. */
static void *remote_trial_load(const struct objective *base,
	const struct trial_setup *setup, const void *data, size_t size, struct error *err)
{
	struct remote_trial *t = remote_trial_new(base, setup, err);
	const struct objective *inner = t->o->inner;
	void *same = inner->ops->trial_load(inner, setup, data, size, err);

	if (!same) {
		remote_trial_free(t);
		return NULL;
	}
	inner->ops->trial_free(same);
	t->saved = base64_encode(data, size);
	t->saved_epoch = SAVED_UNKNOWN;
	return t;
}

static const struct objective_ops objective_remote = {
	.kind = {.name = "remote", .help = "trained elsewhere"},
	.close = remote_close,
	.metrics = remote_metrics,
	.summary = remote_summary,
	.trial_new = remote_trial_new,
	.trial_epoch = remote_trial_epoch,
	.trial_free = remote_trial_free,
	.trial_bytes = remote_trial_bytes,
	.trial_save = remote_trial_save,
	.trial_load = remote_trial_load,
	.task_begin = remote_begin,
	.task_end = remote_end,
	.workers = remote_workers,
};
