/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/remote_task.h"

#include "base/clock.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOMENT_SECONDS 1.0
#define PONG_SECONDS 2.0
#define LOSSES_MAX 10 /* of a worker, in a row, that a trial is not blamed for */

void errand_tell(const struct errand *e, const char *what, const char *why)
{
	struct trial_news news = {0};
	struct strbuf note;

	strbuf_init(&note);
	strbuf_addf(&note, "T%" PRIu32 ": %s: %s", e->trial, what, why);
	news.note = note.buf;
	e->task.tell(e->task.listener, &news);
	strbuf_release(&note);
}

/* Only of those that are elsewhere. */
static void tell_node(const struct errand *e, const char *node, const char *waits)
{
	const struct trial_news news = {
		.node = node, .waits = waits, .attempt = e->attempt + 1};

	if (e->carrier->words)
		e->task.tell(e->task.listener, &news);
}

static void on_wait(void *errand, const char *why)
{
	tell_node(errand, "", why);
}

static void on_loss(void *errand, const char *why)
{
	const struct errand *e = errand;
	struct trial_news news = {0};
	struct strbuf note;

	strbuf_init(&note);
	strbuf_addf(&note, "a worker without a task is lost: %s", why);
	news.note = note.buf;
	e->task.tell(e->task.listener, &news);
	strbuf_release(&note);
}

int errand_take_worker(struct errand *e, struct error *err)
{
	const struct crew_wish wish = {.cancel_fd = e->task.cancel_fd,
		.waits = on_wait,
		.lost = on_loss,
		.arg = e};

	for (;;) {
		switch (crew_take(e->crew, &wish, &e->link, err)) {
		case NEWS_MESSAGE:
			tell_node(e, e->link->node, NULL);
			return 0;
		case NEWS_CANCELLED:
			return EPOCH_CANCELLED;
		case NEWS_NONE:
			return EPOCH_HOPELESS;
		case NEWS_LOST:
			if (e->losses++ >= LOSSES_MAX)
				return EPOCH_HOPELESS;
			errand_tell(e, "once more", err->text);
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
bool errand_worker_answers(struct errand *e)
{
	enum news news = NEWS_MESSAGE;
	bool answered = false;
	double until;

	if (!e->carrier->words)
		return true;
	if (link_drain(e->link, clock_seconds() + MOMENT_SECONDS) == NEWS_LOST)
		return false;
	link_send(e->link, json_pack("{s:s}", "do", "ping"));
	until = clock_seconds() + PONG_SECONDS;
	while (!answered && news == NEWS_MESSAGE) {
		json_t *message = NULL;

		news = link_wait(e->link, until, -1, &message);
		answered = is_pong(message);
		json_decref(message);
	}
	if (news == NEWS_NONE)
		link_kill(e->link);
	return answered;
}

/*
 * A worker far away must hear from us, however much it says itself, and answer. Who has
 * not for longer than the time of the fence has ended its program by itself, and is given
 * up.
 */
enum news errand_wait(struct errand *e, json_t **message)
{
	double turn = e->carrier->words ? e->carrier->fence / 3 : INFINITY;

	for (;;) {
		double until = fmin(e->until, e->spoken + turn);
		enum news news = link_wait(e->link, until, e->task.cancel_fd, message);
		double now = clock_seconds();

		if (news == NEWS_MESSAGE)
			e->heard = now;
		if (now >= e->spoken + turn) {
			link_send(e->link, json_pack("{s:s}", "do", "ping"));
			e->spoken = now;
		}
		if (news != NEWS_NONE || now >= e->until)
			return news;
		if (now >= e->heard + carrier_patience(e->carrier)) {
			link_kill(e->link);
			return NEWS_LOST;
		}
	}
}

bool errand_is_of_attempt(const struct errand *e, const json_t *message)
{
	const json_t *attempt = json_object_get(message, "attempt");

	return attempt && json_integer_value(attempt) == e->attempt;
}

void errand_explain(const struct errand *e, struct error *err)
{
	struct strbuf why;

	strbuf_init(&why);
	link_explain(e->link, &why);
	error_set(err, "%s", why.buf);
	strbuf_release(&why);
}

bool errand_lose(struct errand *e, const struct error *err)
{
	char what[64];

	if (e->losses++ >= LOSSES_MAX)
		return false;
	crew_give_back(e->crew, e->link);
	e->link = NULL;
	snprintf(what, sizeof(what), "attempt %d lost", e->attempt);
	errand_tell(e, what, err->text);
	return true;
}
