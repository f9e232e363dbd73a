/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/remote_task.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

#define MOMENT_SECONDS 1.0
#define PONG_SECONDS 2.0

void remote_task_tell(const struct remote_task *e, const char *what, const char *why)
{
	struct trial_news news = {0};
	struct strbuf note = STRBUF_INIT;

	strbuf_addf(&note, "T%" PRIu32 ": %s: %s", e->trial, what, why);
	news.note = note.buf;
	e->task.tell(e->task.listener, &news);
	strbuf_release(&note);
}

/* Only for tasks that run elsewhere, or on a GPU. */
static void tell_place(const struct remote_task *e, int attempt)
{
	const struct connection *l = e->connection;
	struct strbuf gpus = STRBUF_INIT;
	struct trial_news news = {.node = l->node, .attempt = attempt};

	if (l->slot)
		slot_numbers(e->slots, l->slot, &gpus);
	if (l->slot)
		news.gpus = gpus.buf;
	if (e->launcher->words || l->slot)
		e->task.tell(e->task.listener, &news);
	strbuf_release(&gpus);
}

void remote_task_leave(const struct remote_task *e)
{
	const struct trial_news news = {
		.node = e->connection->node, .gpus = "", .attempt = e->attempt};

	if (e->connection->slot)
		e->task.tell(e->task.listener, &news);
}

static void on_wait(void *remote, const char *why)
{
	const struct remote_task *e = remote;
	const struct trial_news news = {.node = "",
		.waits = why,
		.gpus = e->slots ? "" : NULL,
		.attempt = e->attempt + !e->on_hold};

	if (e->launcher->words || e->slots)
		e->task.tell(e->task.listener, &news);
}

static void on_loss(void *remote, const char *why)
{
	const struct remote_task *e = remote;
	struct trial_news news = {0};
	struct strbuf note = STRBUF_INIT;

	strbuf_addf(&note, "a worker without a task is lost: %s", why);
	news.note = note.buf;
	e->task.tell(e->task.listener, &news);
	strbuf_release(&note);
}

void remote_task_note(void *remote, const char *text)
{
	const struct remote_task *e = remote;
	const struct trial_news news = {.note = text};

	e->task.tell(e->task.listener, &news);
}

static struct worker_pool_wish wish_of(struct remote_task *e)
{
	return (struct worker_pool_wish){.cancel_fd = e->task.cancel_fd,
		.alone = e->alone,
		.waits = on_wait,
		.lost = on_loss,
		.tell = remote_task_note,
		.arg = e};
}

int remote_task_go_on(struct remote_task *e, struct connection **holder)
{
	const struct worker_pool_wish wish = wish_of(e);
	enum news news;

	e->on_hold = true;
	news = worker_pool_go_on(e->pool, &wish, holder, &e->connection);
	e->on_hold = false;
	if (news == NEWS_MESSAGE && e->slots)
		tell_place(e, e->attempt);
	return news == NEWS_CANCELLED ? EPOCH_CANCELLED : 0;
}

int remote_task_take_worker(struct remote_task *e, struct error *err)
{
	const struct worker_pool_wish wish = wish_of(e);

	for (;;) {
		switch (worker_pool_take(e->pool, &wish, &e->connection, err)) {
		case NEWS_MESSAGE:
			tell_place(e, e->attempt + 1);
			return 0;
		case NEWS_CANCELLED:
			return EPOCH_CANCELLED;
		case NEWS_NONE:
			return EPOCH_HOPELESS;
		case NEWS_LOST:
			if (e->losses++ >= REMOTE_LOSSES_MAX)
				return EPOCH_HOPELESS;
			remote_task_tell(e, "once more", err->text);
		}
	}
}

static bool is_pong(const json_t *message)
{
	const char *is = json_string_value(json_object_get(message, "is"));

	return is && !strcmp(is, "pong");
}

/*
 * Who ends a worker elsewhere ends its program with it, and not always the worker first,
 * which then has the time to tell of its program, and even to answer. So it must show
 * that it is still there a moment later.
 */
bool remote_task_worker_answers(struct remote_task *e)
{
	enum news news = NEWS_MESSAGE;
	bool answered = false;
	double until;

	if (!e->launcher->words)
		return true;
	if (connection_drain(e->connection, clock_seconds() + MOMENT_SECONDS) ==
		NEWS_LOST)
		return false;
	connection_send(e->connection, json_pack("{s:s}", "do", "ping"));
	until = clock_seconds() + PONG_SECONDS;
	while (!answered && news == NEWS_MESSAGE) {
		json_t *message = NULL;

		news = connection_wait(e->connection, until, -1, &message);
		answered = is_pong(message);
		json_decref(message);
	}
	if (news == NEWS_NONE)
		connection_kill(e->connection);
	return answered;
}

/*
 * A worker far away must hear from us, however much it says itself, and answer. Who has
 * not for longer than the time of the fence has ended its program by itself, and is given
 * up.
 */
enum news remote_task_wait(struct remote_task *e, json_t **message)
{
	double turn = e->launcher->words ? e->launcher->fence / 3 : INFINITY;

	for (;;) {
		double until = fmin(e->until, e->spoken + turn);
		enum news news =
			connection_wait(e->connection, until, e->task.cancel_fd, message);
		double now = clock_seconds();

		if (news == NEWS_MESSAGE)
			e->heard = now;
		if (now >= e->spoken + turn) {
			connection_send(e->connection, json_pack("{s:s}", "do", "ping"));
			e->spoken = now;
		}
		if (news != NEWS_NONE || now >= e->until)
			return news;
		if (now >= e->heard + launcher_patience(e->launcher)) {
			connection_kill(e->connection);
			return NEWS_LOST;
		}
	}
}

bool remote_task_is_of_attempt(const struct remote_task *e, const json_t *message)
{
	const json_t *attempt = json_object_get(message, "attempt");

	return attempt && json_integer_value(attempt) == e->attempt;
}

void remote_task_explain(const struct remote_task *e, struct error *err)
{
	struct strbuf why = STRBUF_INIT;

	connection_explain(e->connection, &why);
	error_set(err, "%s", why.buf);
	strbuf_release(&why);
}

bool remote_task_lose(struct remote_task *e, const struct error *err)
{
	char what[64];

	if (e->losses++ >= REMOTE_LOSSES_MAX)
		return false;
	remote_task_leave(e);
	worker_pool_give_back(e->pool, e->connection);
	e->connection = NULL;
	snprintf(what, sizeof(what), "attempt %d lost", e->attempt);
	remote_task_tell(e, what, err->text);
	return true;
}
