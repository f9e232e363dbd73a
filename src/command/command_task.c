/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trial's tasks, and its program on hold between them. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "command/command_parts.h"
#include "worker/message.h"

/*
 * What is on GPUs.
 */

static void tell_of_hold(void *trial, const char *line, const struct trial_hold *hold)
{
	const struct command_trial *t = trial;
	const struct trial_news news = {.note = line, .hold = hold};

	t->remote.task.tell(t->remote.task.listener, &news);
}

static struct worker_pool_way way_of(struct command_trial *t)
{
	return (struct worker_pool_way){
		.cancel_fd = t->remote.task.cancel_fd, .tell = tell_of_hold, .arg = t};
}

void command_make_way(struct command_trial *t, const struct slot *slot)
{
	const struct worker_pool_way way = way_of(t);

	worker_pool_make_way(t->remote.pool, &way, slot, &t->held);
}

bool command_take_hold_news(struct command_trial *t, const json_t *message)
{
	const struct worker_pool_way way = way_of(t);
	const char *is = message_field(message, "is"),
		   *why = message_field(message, "why");
	const struct trial_hold back = {.trial = t->remote.trial,
		.attempt = t->remote.attempt,
		.bytes = json_number_value(json_object_get(message, "bytes")),
		.seconds = json_number_value(json_object_get(message, "seconds")),
		.back = true};

	if (!strcmp(is, "wants"))
		worker_pool_want_room(
			t->remote.pool, &way, json_object_get(message, "devices"));
	if (strcmp(is, "back") != 0)
		return false;
	t->remote.connection->coming_back = false;
	tell_of_hold(t, NULL, &back);
	if (*why) {
		worker_pool_distrust_driver(t->remote.pool);
		remote_task_tell(&t->remote, "nothing is put aside any more", why);
	}
	return true;
}

/* It has reported already, so what it has on the first of its devices is. */
static void wait_until_back(struct command_trial *t)
{
	static const char *const words[] = {"back", NULL};
	json_t *message = NULL;

	if (!t->remote.connection->coming_back || t->ended)
		return;
	if (connection_wait_for(t->remote.connection, words, INFINITY,
		    t->remote.task.cancel_fd, &message) == NEWS_MESSAGE)
		command_take_hold_news(t, message);
	json_decref(message);
}

/*
 * Tasks.
 */

void command_trial_begin(void *trial, const struct trial_task *task)
{
	struct command_trial *t = trial;

	t->remote.task = *task;
	t->epoch = task->from;
	command_make_way(t, NULL);
	t->remote.spoken = clock_seconds();
}

void command_trial_end(void *trial, bool goes_on)
{
	struct command_trial *t = trial;
	bool last = t->epoch >= t->o->max_epoch;

	room_relax(t->o->room, &t->place);
	if (!t->remote.connection) {
		room_leave(t->o->room, &t->place); /* it had its turn, and no worker */
		return;
	}
	if (goes_on)
		command_has_memory(t);
	wait_until_back(t);
	if (goes_on && !last && !t->ended && t->o->resume == RESUME_HOLD) {
		struct connection *connection = t->remote.connection;

		remote_task_leave(&t->remote);
		t->remote.connection = NULL;
		command_let_go(t);
		worker_pool_hold(t->remote.pool, connection,
			&(struct worker_pool_held){.holder = &t->held,
				.trial = t->remote.trial,
				.attempt = t->remote.attempt});
		return;
	}
	/* Who has come to its last epoch ends by itself, and may still save its state. */
	if (goes_on && t->epoch >= t->remote.task.to)
		command_wait_for_end(t, t->o->grace, false);
	command_stop(t);
	command_let_go(t);
}

void *command_trial_new(
	const struct objective *base, const struct trial_setup *setup, struct error *err)
{
	const struct command_objective *o = (const struct command_objective *)base;
	struct command_trial *t = xcalloc(1, sizeof(*t));

	(void)err;
	t->o = o;
	t->remote = (struct remote_task){.pool = o->pool,
		.launcher = &o->launcher,
		.slots = o->slots,
		.trial = setup->trial};
	t->log = -1;
	t->retries = o->retries;
	command_take_said(t, NULL);
	t->config = xcalloc(o->space->n + 1, sizeof(*t->config));
	memcpy(t->config, setup->config, o->space->n * sizeof(*t->config));
	return t;
}

void command_trial_free(void *trial)
{
	struct command_trial *t = trial;

	worker_pool_give_up(t->remote.pool, &t->held);
	command_forget_lack(t);
	command_forget_failure(t);
	free(t->config);
	free(t->argv);
	free(t);
}

size_t command_trial_bytes(const void *trial)
{
	const struct command_trial *t = trial;

	return sizeof(*t) + t->o->space->n * sizeof(*t->config);
}
