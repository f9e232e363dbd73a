/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `lock` guards the task and the two flags. The thread lives as long as the process: a
 * worker that ends does not wait for an epoch.
 */
#include "config.h"

#include "worker/trainer.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/thread.h"
#include "base/xalloc.h"
#include "objective/objective.h"
#include "worker/attempt.h"
#include "worker/message.h"

#define SEND_SECONDS 0.04 /* that sending a trial takes, at the least */
#define SEND_RATE 20e6	  /* bytes a second beyond that */
#define SAVE_SECONDS 5.0  /* of training, within a task */
#define SAVED_MAX ((size_t)96 << 20)
#define DIRS_MAX 8

struct trainer {
	struct space space;
	struct knobs knobs;
	const struct objective_ops *ops;
	struct objective *objective;
	void (*say)(void *arg, json_t *message);
	void *arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	json_t *task; /* NULL: none */
	bool busy, stop;
};

static int int_in(const json_t *m, const char *name)
{
	return (int)json_integer_value(json_object_get(m, name));
}

/*
 * Opening.
 */

static int read_knobs(struct trainer *t, const json_t *open, struct error *err)
{
	json_t *knobs = json_object_get(open, "knobs"), *text;
	const char *name;

	knobs_init(&t->knobs, t->ops->kind.knobs, (struct place){0});
	json_object_foreach(knobs, name, text)
	{
		char *value = json_text_read(text);
		int rc = knobs_set(&t->knobs, t->ops->kind.name, name, value ? value : "",
			(struct place){0}, err);

		free(value);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int open_objective(struct trainer *t, const json_t *open, struct error *err)
{
	const json_t *list = json_object_get(open, "dirs");
	char *dirs[DIRS_MAX + 1] = {0};
	const struct objective_setup setup = {.knobs = &t->knobs,
		.space = &t->space,
		.data_dirs = (const char *const *)dirs,
		.seed = (uint64_t)json_integer_value(json_object_get(open, "seed")),
		.max_epoch = int_in(open, "max_epoch"),
		.metric = json_string_value(json_object_get(open, "metric"))};

	for (size_t i = 0; i < json_array_size(list) && i < DIRS_MAX; i++)
		dirs[i] = json_text_read(json_array_get(list, i));
	t->objective = t->ops->open(&setup, err);
	for (size_t i = 0; dirs[i]; i++)
		free(dirs[i]);
	return t->objective ? 0 : -1;
}

static int open_all(struct trainer *t, const json_t *open, struct error *err)
{
	const struct kind *kind = family_find(&objectives, message_field(open, "kind"));

	if (!kind)
		return error_set(err, "no objective of this version");
	t->ops = objective_ops_of(kind);
	if (space_parse_parameters(&t->space, message_field(open, "parameters"), err) < 0)
		return -1;
	return read_knobs(t, open, err) < 0 ? -1 : open_objective(t, open, err);
}

/*
 * Training.
 */

struct run {
	struct trainer *t;
	const json_t *task;
	void *trial;
	int epoch;
	bool stopped;	/* by a command; an `end` must follow */
	double unsaved; /* seconds trained that are nowhere else */
};

static struct value value_of(const json_t *v)
{
	if (json_is_integer(v))
		return (struct value){
			.kind = VALUE_INT, .number = (double)json_integer_value(v)};
	if (json_is_real(v))
		return (struct value){.kind = VALUE_REAL, .number = json_real_value(v)};
	if (json_is_boolean(v))
		return (struct value){.kind = VALUE_BOOL, .number = json_is_true(v)};
	if (json_is_string(v))
		return (struct value){.kind = VALUE_TEXT, .text = json_string_value(v)};
	return (struct value){.kind = VALUE_NULL};
}

/* What was saved, or else a new one, which comes to the same. */
static int begin(struct run *r, struct error *err)
{
	struct trainer *t = r->t;
	const char *saved = json_string_value(json_object_get(r->task, "saved"));
	const json_t *config = json_object_get(r->task, "config");
	struct value *values = xcalloc(t->space.n + 1, sizeof(*values));
	const struct trial_setup setup = {
		.config = values, .trial = (uint32_t)int_in(r->task, "trial")};
	void *bytes = NULL;
	size_t n;

	for (size_t i = 0; i < t->space.n; i++)
		values[i] = value_of(json_array_get(config, i));
	if (saved)
		bytes = base64_decode(saved, &n);
	if (bytes)
		r->trial = t->ops->trial_load(t->objective, &setup, bytes, n, err);
	if (r->trial)
		r->epoch = int_in(r->task, "saved_epoch");
	else
		r->trial = t->ops->trial_new(t->objective, &setup, err);
	free(bytes);
	free(values);
	return r->trial ? 0 : -1;
}

static bool is_stopped(struct trainer *t)
{
	bool stop;

	pthread_mutex_lock(&t->lock);
	stop = t->stop;
	pthread_mutex_unlock(&t->lock);
	return stop;
}

/* From now on there may be another task. */
static void let_go(struct run *r)
{
	pthread_mutex_lock(&r->t->lock);
	r->t->busy = false;
	r->stopped = r->t->stop;
	pthread_mutex_unlock(&r->t->lock);
}

/* When it is cheaper to send it than to train it again, at the end or from time to time. */
static void add_saved(struct run *r, json_t *report, bool last)
{
	const struct objective_ops *ops = r->t->ops;
	double cost;
	void *bytes;
	char *text;
	size_t n;

	if (!ops->trial_save || ops->trial_bytes(r->trial) > SAVED_MAX)
		return;
	cost = SEND_SECONDS + (double)ops->trial_bytes(r->trial) / SEND_RATE;
	if (r->unsaved < cost || (!last && r->unsaved < fmax(SAVE_SECONDS, 20 * cost)))
		return;
	bytes = ops->trial_save(r->trial, &n);
	text = base64_encode(bytes, n);
	json_object_set_new(report, "saved", json_string(text));
	r->unsaved = 0;
	free(text);
	free(bytes);
}

static json_t *values_of(const struct trainer *t, const double *metrics)
{
	const char *const *names;
	size_t n = t->ops->metrics(t->objective, &names);
	json_t *values = json_array();

	for (size_t m = 0; m < n; m++)
		json_array_append_new(values,
			isfinite(metrics[m]) ? json_real(metrics[m]) : json_null());
	return values;
}

/* Whether it was the last word of the attempt. */
static bool report(struct run *r, const double *metrics, bool diverged)
{
	bool last = diverged || r->epoch == int_in(r->task, "to");
	json_t *m = json_pack("{s:s, s:O, s:i, s:o, s:b}", "is", "report", "attempt",
		json_object_get(r->task, "attempt"), "epoch", r->epoch, "values",
		values_of(r->t, metrics), "diverged", diverged);

	if (!diverged)
		add_saved(r, m, last);
	if (last)
		let_go(r);
	r->t->say(r->t->arg, m);
	return last;
}

/* NULL: the last report was its end. */
static const char *train(struct run *r, void *ws, struct error *err)
{
	struct trainer *t = r->t;
	double metrics[METRICS_MAX];
	bool over = false;

	if (begin(r, err) < 0)
		return err->text;
	while (!over) {
		double began = clock_seconds();
		int rc;

		if (is_stopped(t))
			return "stopped";
		rc = t->ops->trial_epoch(r->trial, t->objective, ws, metrics, err);
		if (rc != EPOCH_TRAINED && rc != EPOCH_DIVERGED)
			return err->text;
		r->unsaved += clock_seconds() - began;
		r->epoch++;
		if (r->epoch > int_in(r->task, "from") || rc == EPOCH_DIVERGED)
			over = report(r, metrics, rc == EPOCH_DIVERGED);
	}
	return NULL;
}

static void run_task(struct trainer *t, void *ws, json_t *task)
{
	struct run r = {.t = t, .task = task};
	struct error err = {.text = ""};
	const char *why = train(&r, ws, &err);

	if (why)
		let_go(&r);
	else if (r.stopped)
		why = "stopped";
	if (why)
		t->say(t->arg, json_pack("{s:s, s:O, s:o}", "is", "end", "attempt",
				       json_object_get(task, "attempt"), "why",
				       attempt_text(why, strlen(why))));
	if (r.trial)
		t->ops->trial_free(r.trial);
	json_decref(task);
}

static void *work(void *arg)
{
	struct trainer *t = arg;
	void *ws = t->ops->workspace_new ? t->ops->workspace_new(t->objective) : NULL;

	for (;;) {
		json_t *task;

		pthread_mutex_lock(&t->lock);
		while (!t->task)
			pthread_cond_wait(&t->wake, &t->lock);
		task = t->task;
		t->task = NULL;
		pthread_mutex_unlock(&t->lock);
		run_task(t, ws, task);
	}
	return NULL;
}

/*
 * From the thread that listens.
 */

struct trainer *trainer_new(const json_t *open, void (*say)(void *arg, json_t *message),
	void *arg, struct error *err)
{
	struct trainer *t = xcalloc(1, sizeof(*t));

	t->say = say;
	t->arg = arg;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->wake, NULL);
	if (open_all(t, open, err) < 0)
		return NULL; /* the process has nothing else to do */
	if (thread_start(&t->thread, work, t) != 0) {
		error_set(err, "no thread can be started");
		return NULL;
	}
	return t;
}

void trainer_train(struct trainer *t, const json_t *command)
{
	pthread_mutex_lock(&t->lock);
	json_decref(t->task);
	t->task = json_deep_copy(command);
	t->busy = true;
	t->stop = false;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
}

bool trainer_stop(struct trainer *t)
{
	bool busy;

	pthread_mutex_lock(&t->lock);
	busy = t->busy;
	t->stop = busy;
	pthread_mutex_unlock(&t->lock);
	return busy;
}

bool trainer_is_busy(struct trainer *t)
{
	bool busy;

	pthread_mutex_lock(&t->lock);
	busy = t->busy;
	pthread_mutex_unlock(&t->lock);
	return busy;
}
