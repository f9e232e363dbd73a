/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes on between a trial and the worker that runs its program, maybe elsewhere. */
#include "config.h"

#include "objective/command_parts.h"

#include "base/clock.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SILENT_TURNS 5 /* without an answer; three of them are the time of the fence */
#define PONG_SECONDS 2.0

void command_tell(const struct command_trial *t, const char *what, const char *why)
{
	struct trial_news news = {0};
	struct strbuf note;

	strbuf_init(&note);
	strbuf_addf(&note, "T%" PRIu32 ": %s: %s", t->id, what, why);
	news.note = note.buf;
	t->task.tell(t->task.listener, &news);
	strbuf_release(&note);
}

/* Only of those that are elsewhere. */
static void tell_node(const struct command_trial *t, const char *node)
{
	const struct trial_news news = {.node = node, .attempt = t->attempt + 1};

	if (t->o->launcher)
		t->task.tell(t->task.listener, &news);
}

static void on_wait(void *trial)
{
	tell_node(trial, "");
}

int command_take_worker(struct command_trial *t, struct error *err)
{
	const struct crew_wish wish = {
		.cancel_fd = t->task.cancel_fd, .waits = on_wait, .arg = t};

	for (;;) {
		switch (crew_take(t->o->crew, &wish, &t->link, err)) {
		case NEWS_MESSAGE:
			tell_node(t, t->link->node);
			return 0;
		case NEWS_CANCELLED:
			return EPOCH_CANCELLED;
		case NEWS_NONE:
			return EPOCH_HOPELESS;
		case NEWS_LOST:
			if (t->losses++ >= LOSSES_MAX)
				return EPOCH_HOPELESS;
			command_tell(t, "once more", err->text);
		}
	}
}

static bool is_pong(const json_t *message)
{
	const char *is = json_string_value(json_object_get(message, "is"));

	return is && !strcmp(is, "pong");
}

/*
 * Who ends a worker elsewhere ends its program with it, and the news of that may come
 * first. So a worker must show that it is still there.
 */
bool command_worker_answers(struct command_trial *t)
{
	double until = clock_seconds() + PONG_SECONDS;
	enum news news = NEWS_MESSAGE;
	bool answered = !t->o->launcher;

	link_send(t->link, json_pack("{s:s}", "do", "ping"));
	while (!answered && news == NEWS_MESSAGE) {
		json_t *message = NULL;

		news = link_wait(t->link, until, -1, &message);
		answered = is_pong(message);
		json_decref(message);
	}
	if (news == NEWS_NONE)
		link_kill(t->link);
	return answered;
}

/*
 * A worker far away must hear from us, however much it says itself, and answer. Who has
 * not for longer than the time of the fence has ended its program by itself, and is given
 * up.
 */
enum news command_wait(struct command_trial *t, json_t **message)
{
	double turn = t->o->launcher ? t->o->fence / 3 : INFINITY;

	for (;;) {
		double until = fmin(t->until, t->spoken + turn);
		enum news news = link_wait(t->link, until, t->task.cancel_fd, message);
		double now = clock_seconds();

		if (news == NEWS_MESSAGE)
			t->heard = now;
		if (now >= t->spoken + turn) {
			link_send(t->link, json_pack("{s:s}", "do", "ping"));
			t->spoken = now;
		}
		if (news != NEWS_NONE || now >= t->until)
			return news;
		if (now >= t->heard + SILENT_TURNS * turn) {
			link_kill(t->link);
			return NEWS_LOST;
		}
	}
}
