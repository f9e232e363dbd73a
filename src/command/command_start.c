/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trial's program is started with: arguments, environment, files of its own. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cpus.h"
#include "base/folder.h"
#include "base/json_text.h"
#include "command/arguments.h"
#include "command/command_parts.h"
#include "worker/message.h"

#define FROM_ZERO "rungtop: its epochs are counted from 0"

void command_path(const struct command_trial *t, const char *folder, const char *end,
	struct strbuf *out)
{
	folder_file(folder, t->remote.trial, end, out);
}

/* Once, and of one trial: it is the same for all of them. */
static void tell_lost(const struct command_trial *t, int wrong)
{
	if (!atomic_flag_test_and_set(t->o->log_lost))
		remote_task_tell(
			&t->remote, "its log cannot be written", strerror(wrong));
}

void command_tell_not_prepared(const struct command_trial *t, const char *why)
{
	remote_task_tell(&t->remote, "not prepared", why);
}

void command_take_note(const struct command_trial *t, const json_t *message)
{
	command_tell_not_prepared(t, message_field(message, "text"));
	if (t->o->preparer && json_is_true(json_object_get(message, "hung")))
		preparer_give_up(t->o->preparer);
}

void command_open_log(struct command_trial *t)
{
	struct strbuf path = STRBUF_INIT;

	command_path(t, t->o->logs, ".log", &path);
	t->log = open(path.buf, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (t->log < 0)
		tell_lost(t, errno);
	strbuf_release(&path);
}

void command_log(const struct command_trial *t, const char *text)
{
	if (t->log >= 0 && dprintf(t->log, "%s\n", text) < 0)
		tell_lost(t, errno);
}

enum counts command_log_counts(const struct command_trial *t)
{
	enum counts counts = COUNTS_FROM_ONE;
	struct strbuf path = STRBUF_INIT;
	char *line = NULL;
	size_t room = 0;
	FILE *f;

	command_path(t, t->o->logs, ".log", &path);
	f = fopen(path.buf, "re");
	while (f && counts == COUNTS_FROM_ONE && getline(&line, &room, f) > 0)
		if (!strncmp(line, FROM_ZERO, strlen(FROM_ZERO)))
			counts = COUNTS_FROM_ZERO;
	if (f)
		fclose(f);
	free(line);
	strbuf_release(&path);
	return counts;
}

void command_log_from_zero(const struct command_trial *t)
{
	command_log(t, FROM_ZERO "; epoch 1 here is its 0");
}

static void log_gpus(const struct command_trial *t)
{
	const struct slot *slot = t->remote.connection->slot;
	struct strbuf line = STRBUF_INIT;

	if (!slot)
		return;
	strbuf_addf(&line, "rungtop: attempt %d is on ", t->remote.attempt);
	slot_text(t->o->slots, slot, &line);
	command_log(t, line.buf);
	strbuf_release(&line);
}

void command_log_start(const struct command_trial *t)
{
	struct stat st;

	if (t->log >= 0 && fstat(t->log, &st) == 0 && st.st_size > 0)
		dprintf(t->log, "rungtop: started again for epochs %d to %d\n",
			t->from + 1, t->remote.task.to);
	log_gpus(t);
}

static size_t log_room(const struct command_trial *t)
{
	struct stat st;
	size_t used = t->log >= 0 && fstat(t->log, &st) == 0 ? (size_t)st.st_size : 0;

	return used < t->o->log_max ? t->o->log_max - used : 0;
}

static int write_json(const struct command_trial *t, const char *path, struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	FILE *f = fopen(path, "we");
	int rc = 0;

	if (!f)
		return error_set(err, "%s: %s", path, strerror(errno));
	arguments_json(t->o->space, t->config, &text);
	fputs(text.buf, f);
	if (fclose(f) != 0)
		rc = error_set(err, "%s: %s", path, strerror(errno));
	strbuf_release(&text);
	return rc;
}

int command_prepare(const struct command_trial *t, bool anew, const char *checkpoint,
	const char *json_file, struct error *err)
{
	if (anew)
		folder_remove(checkpoint);
	if (folder_make(checkpoint, err) < 0)
		return EPOCH_FAILED;
	if (arguments_use(&t->o->program, "args_json_file") &&
		write_json(t, json_file, err) < 0)
		return EPOCH_FAILED;
	return 0;
}

/*
 * How many threads its libraries may start; 0: they are not told. Workers here share the
 * processors. Those of a launcher are not known; Slurm gives each worker its own: -1.
 */
static int threads_of(const struct command_trial *t)
{
	const struct launcher *launcher = &t->o->launcher;
	int share;

	if (t->o->threads >= 0)
		return t->o->threads;
	if (launcher->words)
		return launcher->slurm ? -1 : 0;
	share = cpus_available() / (t->remote.task.workers > 1 ? t->remote.task.workers : 1);
	return share > 1 ? share : 1;
}

/* Who starts it, when it is to be prepared: a process of ours, or one beside the worker. */
static void add_preparer(const struct command_trial *t, char *const *argv, int threads,
	json_t *message)
{
	struct preparer *p = t->o->preparer;
	struct error why;
	const char *path;

	if (p && t->o->launcher.words) {
		json_object_set_new(message, "prepare", json_text_new(preparer_names(p)));
		json_object_set_new(
			message, "preparer_file", json_text_new(preparer_file(p)));
		return;
	}
	path = p ? preparer_ask(p, argv, threads, &why) : NULL;
	if (path)
		json_object_set_new(message, "preparer", json_text_new(path));
	else if (p && *why.text)
		command_tell_not_prepared(t, why.text);
}

/* The words that start it, and what starts them. */
static void add_argv(const struct command_trial *t, const char *checkpoint,
	const char *json_file, int to, int threads, json_t *message)
{
	struct arguments_trial with = {.config = t->config,
		.trial = t->remote.trial,
		.seed = t->o->seed,
		.from = t->from,
		.to = to,
		.checkpoint = checkpoint,
		.json_file = json_file};
	struct arguments a;
	json_t *argv = json_array();

	arguments_build(&a, &t->o->program, t->o->interpreter, t->o->space, &with);
	for (size_t i = 0; i < a.n; i++)
		json_array_append_new(argv, json_text_new(a.argv[i]));
	json_object_set_new(message, "argv", argv);
	add_preparer(t, a.argv, threads, message);
	arguments_release(&a);
}

static json_t *environment_of(
	const struct command_trial *t, const char *checkpoint, int to)
{
	char trial[16], seed[24], from[16], last[16];

	snprintf(trial, sizeof(trial), "%" PRIu32, t->remote.trial);
	snprintf(seed, sizeof(seed), "%" PRIu64, t->o->seed);
	snprintf(from, sizeof(from), "%d", t->from);
	last[0] = '\0'; /* there is no last epoch */
	if (to != INT32_MAX)
		snprintf(last, sizeof(last), "%d", to);
	return json_pack("{s:s, s:s, s:s, s:s, s:o}", "RUNGTOP_TRIAL", trial,
		"RUNGTOP_SEED", seed, "RUNGTOP_FROM", from, "RUNGTOP_TO", last,
		"RUNGTOP_CHECKPOINT", json_text_new(checkpoint));
}

/* Which GPUs its program is to see, where that is ours to say. */
static void add_gpus(const struct command_trial *t, json_t *environment)
{
	static const struct slot none = {.n = 0};
	const struct slot *slot = t->remote.connection->slot;

	if (slot)
		slot_own(t->o->slots, t->remote.connection->slot, t->remote.trial,
			t->remote.connection->pid);
	if (t->o->slots)
		slot_environment(t->o->slots, slot ? slot : &none, environment);
}

/* For a program that serves: what others are told by words and variables. */
static json_t *task_of(const struct command_trial *t, const char *checkpoint, int to)
{
	struct strbuf config;
	json_t *task;

	strbuf_init(&config);
	arguments_json(t->o->space, t->config, &config);
	task = json_pack("{s:I, s:o, s:i, s:i, s:o, s:I}", "trial",
		(json_int_t)t->remote.trial, "config",
		json_loadb(config.buf, config.len, 0, NULL), "from", t->from, "to", to,
		"checkpoint", json_text_new(checkpoint), "seed", (json_int_t)t->o->seed);
	if (to == INT32_MAX)
		json_object_set_new(task, "to", json_null());
	strbuf_release(&config);
	return task;
}

void command_tell_called(const struct command_trial *t)
{
	const struct trial_news news = {
		.attempt = t->remote.attempt, .started = 1e-6, .argv = t->argv};

	t->remote.task.tell(t->remote.task.listener, &news);
}

json_t *command_start_message(
	struct command_trial *t, const char *checkpoint, const char *json_file)
{
	const struct command_objective *o = t->o;
	int to = o->resume == RESUME_HOLD ? o->max_epoch : t->remote.task.to;
	int threads = threads_of(t);
	json_t *names = json_array(), *env;
	json_t *m = json_pack("{s:s, s:i, s:f, s:I, s:f}", "do", "start", "attempt",
		t->remote.attempt, "grace", o->grace, "log_max", (json_int_t)log_room(t),
		"fence", o->launcher.words ? o->launcher.fence : 0.0);

	for (size_t i = 0; !o->unmeasured && i < o->n_metrics; i++)
		json_array_append_new(names, json_text_new(o->metrics[i]));
	json_object_set_new(m, "metrics", names);
	if (o->pattern)
		json_object_set_new(m, "report", json_text_new(o->pattern));
	add_argv(t, checkpoint, json_file, to, threads, m);
	free(t->argv);
	t->argv = json_dumps(json_object_get(m, "argv"), JSON_COMPACT);
	json_object_set_new(m, "threads", json_integer(threads));
	if (o->serves)
		json_object_set_new(m, "task", task_of(t, checkpoint, to));
	env = o->serves ? json_object() : environment_of(t, checkpoint, to);
	add_gpus(t, env);
	json_object_set_new(m, "env", env);
	return m;
}
