/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/hook_run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "worker/connection.h"
#include "worker/message.h"

#define GRACE 2.0			/* seconds from TERM to KILL */
#define LOG_MAX ((json_int_t)256 << 10) /* bytes of a run */
#define ANSWER_SECONDS 10.0		/* for the worker to say how it went */

/* What becomes of it. */
struct run {
	const struct hook_run *asked;
	struct hook_end *end;
	const char *stopped; /* why it was told to stop, or NULL */
	bool over;
};

static json_t *start_message(const struct hook_run *r)
{
	json_t *argv = json_array();

	for (size_t i = 0; r->argv[i]; i++)
		json_array_append_new(argv, json_text_new(r->argv[i]));
	return json_pack("{s:s, s:i, s:o, s:o, s:[], s:b, s:f, s:I}", "do", "start",
		"attempt", 1, "argv", argv, "env", r->env, "metrics", "reports", 0,
		"grace", fmin(GRACE, r->seconds), "log_max", LOG_MAX);
}

/* How it ended, and what it said last, if that is about an error. */
static void take_end(struct run *run, const json_t *m)
{
	const char *line = message_field(m, "line");
	struct hook_end *end = run->end;

	end->ok = !run->stopped && json_is_true(json_object_get(m, "ok"));
	snprintf(end->why, sizeof(end->why), "%s%s%.100s",
		run->stopped ? run->stopped : message_field(m, "why"),
		!end->ok && *line ? ": " : "", end->ok ? "" : line);
	run->over = true;
}

static void take_message(struct run *run, const json_t *m)
{
	const char *is = message_field(m, "is");

	if (!strcmp(is, "log") && run->asked->log >= 0) {
		dprintf(run->asked->log, "%s\n", message_field(m, "text"));
	} else if (!strcmp(is, "refused")) {
		snprintf(run->end->why, sizeof(run->end->why), "%s",
			message_field(m, "why"));
		run->over = true;
	} else if (!strcmp(is, "end")) {
		take_end(run, m);
	}
}

static void stop(struct run *run, struct connection *c, const char *why)
{
	run->stopped = why;
	connection_send(c, json_pack("{s:s}", "do", "stop"));
}

/* Until it is over, one way or another. */
static void follow(struct run *run, struct connection *c, double began)
{
	double until = began + run->asked->seconds;
	char limit[64];

	snprintf(limit, sizeof(limit), "stopped after %g s", run->asked->seconds);
	while (!run->over) {
		json_t *m = NULL;

		switch (connection_wait(
			c, until, run->stopped ? -1 : run->asked->cancel, &m)) {
		case NEWS_MESSAGE:
			take_message(run, m);
			json_decref(m);
			break;
		case NEWS_CANCELLED:
			stop(run, c, "stopped");
			until = clock_seconds() + GRACE + ANSWER_SECONDS;
			break;
		case NEWS_NONE:
			if (run->stopped) {
				connection_kill(c);
				break;
			}
			stop(run, c, limit);
			until = clock_seconds() + GRACE + ANSWER_SECONDS;
			break;
		case NEWS_LOST:
			snprintf(run->end->why, sizeof(run->end->why), "%s",
				run->stopped ? run->stopped : "its worker is gone");
			run->over = true;
			break;
		}
	}
}

void hook_run(const struct hook_run *r, struct hook_end *end)
{
	static const struct launcher here = {.words = NULL};
	const struct connection_setup setup = {.launcher = &here};
	struct run run = {.asked = r, .end = end};
	double began = clock_seconds();
	struct error err;
	struct connection *c = connection_start(&setup, &err);

	*end = (struct hook_end){.ok = false};
	if (c) {
		connection_send(c, start_message(r));
		follow(&run, c, began);
		connection_free(c);
	} else {
		json_decref(r->env);
		snprintf(end->why, sizeof(end->why), "%.250s", err.text);
	}
	printable_here(end->why, sizeof(end->why)); /* it may be cut in a character */
	end->seconds = clock_seconds() - began;
}
