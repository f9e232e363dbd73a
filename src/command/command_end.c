/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the end of a trial's program came to. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "command/command_parts.h"
#include "worker/last_words.h"
#include "worker/message.h"

#define NOT_FOUND 127 /* what shells and env exit with when there is no such program */
#define NOT_EXECUTABLE 126

void ending_init(struct ending *e)
{
	*e = (struct ending){.ok = false};
	strbuf_init(&e->why);
	strbuf_init(&e->line);
}

void ending_release(struct ending *e)
{
	strbuf_release(&e->why);
	strbuf_release(&e->line);
}

/* The program cannot be started; no memory for it is another matter. */
static void read_refusal(const json_t *message, struct ending *e)
{
	const char *why = message_field(message, "why");

	e->hopeless = !says_out_of_memory(why);
	if (!e->hopeless)
		e->failure.cause = CAUSE_OOM;
	strbuf_adds(&e->why, why);
}

/* One that was stopped has not failed by itself. */
static void read_failure(const json_t *message, struct ending *e)
{
	int status = (int)json_integer_value(json_object_get(message, "status")),
	    sig = (int)json_integer_value(json_object_get(message, "signal"));
	const char *line = message_field(message, "line");

	if (status < 0 && !sig)
		return;
	e->failure.ended = true;
	e->failure.status = sig ? -sig : status;
	if (json_is_true(json_object_get(message, "oom")))
		e->failure.cause =
			says_device_out_of_memory(line) ? CAUSE_DEVICE_OOM : CAUSE_OOM;
	e->broken = says_device_broken(line);
	if (status) /* one that exits with 0 has not printed what is wrong with it */
		strbuf_adds(&e->line, line);
}

/* What a program that stays says of a task that has failed. */
static void read_statement(const json_t *message, struct ending *e)
{
	const char *why = message_field(message, "why");

	if (says_out_of_memory(why)) {
		e->failure.cause =
			says_device_out_of_memory(why) ? CAUSE_DEVICE_OOM : CAUSE_OOM;
		strbuf_adds(&e->why, cause_words(e->failure.cause));
	}
	e->broken = says_device_broken(why);
	strbuf_adds(&e->why, why);
	strbuf_adds(&e->line, why);
}

static void read_end(
	const struct command_trial *t, const json_t *message, struct ending *e)
{
	const char *hint = message_field(message, "hint"),
		   *last = message_field(message, "last");
	json_int_t status = json_integer_value(json_object_get(message, "status"));

	e->ok = json_is_true(json_object_get(message, "ok"));
	e->fenced = json_is_true(json_object_get(message, "fenced"));
	e->aside = json_is_true(json_object_get(message, "aside"));
	e->stays = json_is_true(json_object_get(message, "stays"));
	if (e->stays) {
		read_statement(message, e);
		return;
	}
	if (!t->reported)
		e->hopeless = status == NOT_FOUND || status == NOT_EXECUTABLE;
	read_failure(message, e);
	strbuf_adds(&e->why, cause_words(e->failure.cause));
	strbuf_adds(&e->why, message_field(message, "why"));
	if (!t->reported)
		strbuf_adds(&e->why, ", without a report");
	else if (t->seen < t->remote.task.to)
		strbuf_addf(&e->why, " after epoch %d", t->seen);
	if (*hint && !t->reported)
		strbuf_addf(&e->why, "; %s", hint);
	if (*last)
		strbuf_addf(&e->why, ": %s", last);
}

void command_read_ending(
	const struct command_trial *t, const json_t *message, struct ending *e)
{
	if (!strcmp(message_field(message, "is"), "refused"))
		read_refusal(message, e);
	else
		read_end(t, message, e);
}

void command_keep_failure(struct command_trial *t, const struct ending *e)
{
	command_forget_failure(t);
	t->failure = e->failure;
	if (e->line.len)
		t->line = xstrdup(e->line.buf);
	t->failure.line = t->line;
}

void command_forget_failure(struct command_trial *t)
{
	free(t->line);
	t->line = NULL;
	t->failure = (struct failure){.cause = CAUSE_OTHER};
}

const struct failure *command_trial_failure(const void *trial)
{
	return &((const struct command_trial *)trial)->failure;
}
