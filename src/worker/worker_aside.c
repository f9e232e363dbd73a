/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a worker puts aside what its program on hold has on GPUs, and brings it back.
 *
 * A stopped process cannot be locked: it goes on for that, and is stopped again when its
 * memory is aside; so it is on the way back. The calls are made by a process of their own
 * (driver_calls.h). When that has not answered in time it is killed, and another is to bring
 * back whatever has become of the program; when that fails as well, the program is ended: it
 * is never left half way.
 */
#include "config.h"

#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "worker/driver_calls.h"
#include "worker/message.h"
#include "worker/process_tree.h"
#include "worker/worker_parts.h"

#define ANSWER_MAX ((size_t)1 << 20)
#define CALL_SECONDS 60.0  /* that the calls may take, and */
#define SECONDS_A_GIB 5.0  /* those for what they move; measured: up to 1 */
#define GIB (1024.0 * 1024 * 1024)

enum step {
	STEP_ASKS,    /* it measures, and rungtop decides; nothing has happened yet */
	STEP_ASIDE,   /* the program is on its way there */
	STEP_BACK,    /* it is on its way back */
	STEP_RECOVER, /* ... after the calls have broken off; it is on hold then */
};

struct driver_call {
	enum step step;
	struct process process;
	struct line_buffer lines;
	double began, until; /* clock_seconds() */
	bool goes_on;	     /* the program is to, afterwards */
	char why[200];	     /* it is recovered, or "" */
};

void worker_stop_program(struct worker *w, bool stopped)
{
	process_tree_signal(&w->attempt->process, w->called, stopped ? SIGSTOP : SIGCONT);
}

/*
 * The process of the calls.
 */

void worker_reap_call(struct worker *w)
{
	if (w->called && waitpid(w->called, NULL, WNOHANG) != 0)
		w->called = 0;
}

void worker_end_call(struct worker *w)
{
	struct driver_call *call = w->call;

	if (!call)
		return;
	process_signal(&call->process, SIGKILL);
	process_release(&call->process);
	line_buffer_release(&call->lines);
	free(call);
	w->call = NULL;
}

/* The processes that have the driver's library; NULL: none. */
static json_t *users_of_cuda(const struct worker *w)
{
	struct process_tree *tree = xcalloc(1, sizeof(*tree));
	json_t *list = json_array();

	process_tree_find(&w->attempt->process, w->called, tree);
	for (size_t i = 0; i < tree->n; i++)
		if (process_maps(tree->pids[i], "libcuda.so"))
			json_array_append_new(list, json_integer(tree->pids[i]));
	free(tree);
	if (json_array_size(list))
		return list;
	json_decref(list);
	return NULL;
}

/* Takes the request. False: it cannot be started. */
static bool begin_call(struct worker *w, enum step step, double seconds, json_t *request)
{
	extern char **environ;
	char own[] = "/proc/self/exe", worker[] = "worker", calls[] = WORKER_CALLS_DRIVER;
	char *const argv[] = {own, worker, calls, NULL};
	struct driver_call *call = xcalloc(1, sizeof(*call));
	struct error ignored;

	*call = (struct driver_call){.step = step, .began = clock_seconds()};
	call->until = call->began + seconds;
	if (process_start(&call->process, argv, environ, true, &ignored) < 0) {
		json_decref(request);
		free(call);
		return false;
	}
	line_buffer_init(&call->lines, ANSWER_MAX);
	message_send(call->process.in, request, 1);
	w->call = call;
	w->called = call->process.pid;
	return true;
}

static double seconds_for(double bytes)
{
	return CALL_SECONDS + SECONDS_A_GIB * bytes / GIB;
}

/*
 * What comes of it.
 */

/* Passes it on, with our attempt and the seconds that the calls took. Takes it. */
static void pass_on(struct worker *w, json_t *message, double seconds)
{
	json_object_set_new(message, "attempt", json_integer(w->attempt->number));
	json_object_set_new(message, "seconds", json_real(seconds));
	worker_say(w, message);
}

static void say_not_aside(struct worker *w, const char *why, bool harmed)
{
	pass_on(w,
		json_pack("{s:s, s:f, s:s, s:b, s:[]}", "is", "aside", "bytes", 0.0,
			"why", why, "harmed", harmed, "devices"),
		0);
}

static void begin_back(struct worker *w);

/* Where the program is on hold now, or goes on, as was asked meanwhile. */
static void settle(struct worker *w, bool goes_on)
{
	if (!goes_on)
		worker_stop_program(w, true);
	else if (w->attempt->aside)
		begin_back(w);
	else
		worker_stop_program(w, false);
}

/* It can never go on: another attempt begins from nothing, and is not blamed for this. */
static void lose(struct worker *w, const char *why)
{
	struct attempt *a = w->attempt;

	worker_end_call(w);
	a->risked = true;
	snprintf(a->lost, sizeof(a->lost), "its GPU memory cannot be brought back: %s",
		why);
	worker_stop(w, 0, a->lost);
}

static void recover(struct worker *w, const char *why)
{
	struct attempt *a = w->attempt;
	bool goes_on = w->call->goes_on || w->call->step == STEP_BACK;
	bool again = w->call->step == STEP_RECOVER;
	json_t *pids;

	if (w->call->step == STEP_ASKS) {
		worker_end_call(w);
		say_not_aside(w, why, false);
		return;
	}
	worker_end_call(w);
	worker_stop_program(w, true);
	pids = again ? NULL : users_of_cuda(w);
	if (!pids || !begin_call(w, STEP_RECOVER,
			     seconds_for(a->aside_bytes) + DRIVER_ROOM_SECONDS,
			     json_pack("{s:s, s:o, s:O?}", "do", "back", "pids", pids,
				     "devices", a->devices))) {
		lose(w, why);
		return;
	}
	w->call->goes_on = goes_on;
	snprintf(w->call->why, sizeof(w->call->why), "%s", why);
}

static void on_aside(struct worker *w, json_t *message)
{
	struct attempt *a = w->attempt;
	double seconds = clock_seconds() - w->call->began;
	bool goes_on = w->call->goes_on;

	if (json_is_true(json_object_get(message, "lost"))) {
		lose(w, message_field(message, "why"));
		return;
	}
	a->aside_bytes = json_number_value(json_object_get(message, "bytes"));
	a->aside = a->aside_bytes > 0;
	a->risked &= a->aside || json_is_true(json_object_get(message, "harmed"));
	json_decref(a->devices);
	a->devices = json_incref(json_object_get(message, "devices"));
	worker_end_call(w);
	settle(w, goes_on);
	pass_on(w, json_incref(message), seconds);
}

/* It runs as before: on hold, where that was asked. */
static void on_back(struct worker *w, json_t *message)
{
	struct attempt *a = w->attempt;
	struct driver_call *call = w->call;
	double seconds = clock_seconds() - call->began;
	bool recovered = call->step == STEP_RECOVER, goes_on = call->goes_on;
	char why[sizeof(call->why)];

	if (json_is_true(json_object_get(message, "lost"))) {
		lose(w, message_field(message, "why"));
		return;
	}
	memcpy(why, call->why, sizeof(why));
	a->aside = false;
	worker_end_call(w);
	worker_stop_program(w, !goes_on);
	if (recovered && !goes_on) {
		say_not_aside(w, why, true);
		return;
	}
	json_object_set_new(message, "bytes", json_real(a->aside_bytes));
	json_object_set_new(message, "why", json_string(why));
	pass_on(w, json_incref(message), seconds);
}

static void take_answer(struct worker *w, json_t *message)
{
	const char *is = message_field(message, "is");

	if (!strcmp(is, "asks") || !strcmp(is, "wants"))
		pass_on(w, json_incref(message), 0);
	else if (!strcmp(is, "aside"))
		on_aside(w, message);
	else if (!strcmp(is, "back"))
		on_back(w, message);
}

void worker_listen_to_call(struct worker *w)
{
	struct driver_call *call = w->call;
	bool over = line_buffer_read(&call->lines, call->process.out) <= 0;
	size_t len;
	char *line;

	while (w->call == call && (line = line_buffer_next(&call->lines, false, &len))) {
		json_t *message = json_loadb(line, len, 0, NULL);

		take_answer(w, message);
		json_decref(message);
	}
	if (over && w->call == call)
		recover(w, "the driver's calls have crashed");
}

int worker_call_fd(const struct worker *w)
{
	return w->call ? w->call->process.out : -1;
}

double worker_call_until(const struct worker *w)
{
	return w->call ? w->call->until : INFINITY;
}

void worker_meet_call(struct worker *w, double now)
{
	if (w->call && now >= w->call->until)
		recover(w, "the driver's calls did not return");
}

/*
 * Obeying.
 */

void worker_put_aside(struct worker *w)
{
	struct attempt *a = w->attempt;
	json_t *pids;

	if (!a || a->stopping) /* its end is on the way */
		return;
	pids = a->held && !a->aside && !w->call ? users_of_cuda(w) : NULL;
	if (!pids || !begin_call(w, STEP_ASKS, CALL_SECONDS,
			     json_pack("{s:s, s:o}", "do", "aside", "pids", pids)))
		say_not_aside(w, "", false);
}

void worker_may_put_aside(struct worker *w, const json_t *command)
{
	struct attempt *a = w->attempt;
	bool may = json_is_true(json_object_get(command, "may"));
	struct driver_call *call = w->call;

	if (!a || a->stopping || !call || call->step != STEP_ASKS)
		return;
	call->step = STEP_ASIDE;
	if (may) {
		a->risked = true;
		call->until =
			clock_seconds() +
			seconds_for(json_number_value(json_object_get(command, "bytes")));
		call->began = clock_seconds();
	}
	message_send(call->process.in, json_pack("{s:b}", "may", may), 1);
}

static void begin_back(struct worker *w)
{
	struct attempt *a = w->attempt;
	json_t *pids = users_of_cuda(w);

	if (!pids || !begin_call(w, STEP_BACK,
			     seconds_for(a->aside_bytes) + DRIVER_ROOM_SECONDS,
			     json_pack("{s:s, s:o, s:O?}", "do", "back", "pids", pids,
				     "devices", a->devices))) {
		lose(w, "its process is gone");
		return;
	}
	w->call->goes_on = true;
}

void worker_hold(struct worker *w)
{
	w->attempt->held = true;
	if (w->call)
		w->call->goes_on = false; /* then it is stopped */
	else
		worker_stop_program(w, true);
}

void worker_go_on(struct worker *w)
{
	struct attempt *a = w->attempt;

	a->held = false;
	if (w->call && w->call->step == STEP_ASKS)
		worker_end_call(w);
	if (w->call)
		w->call->goes_on = true;
	else
		settle(w, true);
}
