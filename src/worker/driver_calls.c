/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/driver_calls.h"

#include <jansson.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/line_buffer.h"
#include "worker/cuda_driver.h"
#include "worker/gpu_memory.h"
#include "worker/host_room.h"
#include "worker/message.h"
#include "worker/process_tree.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)
#define LOCK_MILLISECONDS 10000 /* that the work under way on a device may take */
#define WAIT_MILLISECONDS 250	/* between two looks at a device that has no room */
#define SAY_AGAIN 4		/* of these */
#define MIB (1024.0 * 1024)
#define MARGIN (256 * MIB) /* that a device must have beyond them, or a fiftieth of it */

struct calls {
	int in, out;
	struct line_buffer lines;
	struct cuda_driver driver;
	pid_t pids[PROCESS_TREE_MAX]; /* those that use CUDA */
	size_t n;
	struct gpu_use use[DEVICES_MAX];
	int n_use;
	struct error err;
};

/*
 * Talking.
 */

static void say(struct calls *c, json_t *message)
{
	message_send(c->out, message, INFINITY);
}

/* NULL: the worker is gone. */
static json_t *hear(struct calls *c)
{
	size_t len;
	char *line;

	while (!(line = line_buffer_next(&c->lines, false, &len))) {
		struct pollfd fd = {.fd = c->in, .events = POLLIN};

		if (poll(&fd, 1, -1) > 0 && line_buffer_read(&c->lines, c->in) <= 0)
			return NULL;
	}
	return json_loadb(line, len, 0, NULL);
}

static json_t *devices_of(const struct calls *c)
{
	json_t *list = json_array();

	for (int i = 0; i < c->n_use; i++)
		json_array_append_new(
			list, json_pack("[s, f, f]", c->use[i].device, c->use[i].bytes,
				      isnan(c->use[i].free) ? -1.0 : c->use[i].free));
	return list;
}

static double bytes_of(const struct calls *c)
{
	double sum = 0;

	for (int i = 0; i < c->n_use; i++)
		sum += c->use[i].bytes;
	return sum;
}

/*
 * Bringing back. Each process is taken from the state in which it is.
 */

/* It is, or the process has ended meanwhile. */
static bool is_done(int result)
{
	return result == CUDA_DONE || result == CUDA_NOT_INITIALIZED;
}

/* -1 with c->err: it cannot go on. */
static int restore(struct calls *c, pid_t pid, enum cuda_state *state)
{
	const struct cuda_driver *d = &c->driver;
	int now = CUDA_FAILED, rc;

	kill(pid, SIGCONT); /* no call returns before */
	rc = d->get_state(pid, &now);
	*state = CUDA_RUNNING;
	if (rc == CUDA_NOT_INITIALIZED)
		return 0;
	if (rc != CUDA_DONE)
		return cuda_driver_explain(d, "state", rc, &c->err);
	*state = (enum cuda_state)now;
	if (now == CUDA_RUNNING || now == CUDA_LOCKED)
		return 0;
	if (now != CUDA_CHECKPOINTED)
		return error_set(&c->err, "the driver has failed (state %d)", now);
	rc = d->restore(pid, NULL);
	*state = CUDA_LOCKED;
	return is_done(rc) ? 0 : cuda_driver_explain(d, "restore", rc, &c->err);
}

static int bring_back(struct calls *c)
{
	const struct cuda_driver *d = &c->driver;
	enum cuda_state states[PROCESS_TREE_MAX];

	for (size_t i = 0; i < c->n; i++)
		if (restore(c, c->pids[i], &states[i]) < 0)
			return -1;
	for (size_t i = 0; i < c->n; i++) {
		int rc = states[i] == CUDA_LOCKED ? d->unlock(c->pids[i], NULL)
						  : CUDA_DONE;

		if (!is_done(rc))
			return cuda_driver_explain(d, "unlock", rc, &c->err);
	}
	return 0;
}

/*
 * Putting aside.
 */

/* What is known to end a process that is put aside; NULL: nothing. */
static const char *why_not(pid_t pid)
{
	if (process_count_maps(pid, "/dev/nvidia-uvm") > 1)
		return "it uses managed memory";
	if (process_has_thread(pid, "pt_nccl_"))
		return "it uses NCCL";
	return NULL;
}

/* Those that do not use CUDA are left out. -1 with c->err. */
static int lock(struct calls *c)
{
	struct cuda_lock_args args = {.milliseconds = LOCK_MILLISECONDS};
	size_t n = c->n;

	c->n = 0;
	for (size_t i = 0; i < n; i++) {
		pid_t pid = c->pids[i];
		const char *why = why_not(pid);
		int rc;

		if (why)
			return error_set(&c->err, "%s", why);
		kill(pid, SIGCONT); /* no call returns before */
		rc = c->driver.lock(pid, &args);
		if (rc == CUDA_NOT_INITIALIZED)
			continue;
		if (rc == CUDA_NOT_READY)
			return error_set(&c->err, "the device was busy with it for %d s",
				LOCK_MILLISECONDS / 1000);
		if (rc != CUDA_DONE)
			return cuda_driver_explain(&c->driver, "lock", rc, &c->err);
		c->pids[c->n++] = pid;
	}
	return 0;
}

static int checkpoint(struct calls *c)
{
	for (size_t i = 0; i < c->n; i++) {
		int rc = c->driver.checkpoint(c->pids[i], NULL);

		if (!is_done(rc))
			return cuda_driver_explain(&c->driver, "checkpoint", rc, &c->err);
	}
	return 0;
}

static void say_aside(struct calls *c, double bytes, bool harmed, bool lost)
{
	say(c, json_pack("{s:s, s:f, s:o, s:s, s:b, s:b}", "is", "aside", "bytes", bytes,
		       "devices", devices_of(c), "why", c->err.text, "harmed", harmed,
		       "lost", lost));
}

/* All is to be as it was. */
static void give_up(struct calls *c, bool harmed)
{
	struct error why = c->err;
	bool lost = bring_back(c) < 0;

	if (!lost)
		c->err = why;
	say_aside(c, 0, harmed, lost);
}

/* What has become free; where nothing tells what the processes had, that is it. */
static void measure_again(struct calls *c)
{
	struct gpu_use now[DEVICES_MAX];
	struct error ignored;
	int n = gpu_memory_of(NULL, 0, now, &ignored);

	for (int i = 0; i < c->n_use; i++)
		for (int k = 0; k < n; k++)
			if (!strcmp(c->use[i].device, now[k].device)) {
				double freed = c->use[i].used - now[k].used;

				if (c->use[i].bytes >= c->use[i].used)
					c->use[i].bytes = fmax(freed, 0);
				c->use[i].free = now[k].free;
			}
}

static bool is_allowed(struct calls *c)
{
	json_t *answer;
	bool may;

	say(c, json_pack("{s:s, s:f, s:f, s:o}", "is", "asks", "bytes", bytes_of(c),
		       "room", host_room("/proc", "/sys/fs/cgroup"), "devices",
		       devices_of(c)));
	answer = hear(c);
	may = json_is_true(json_object_get(answer, "may"));
	json_decref(answer);
	return may;
}

static void put_aside(struct calls *c)
{
	c->n_use = gpu_memory_of(c->pids, c->n, c->use, &c->err);
	if (c->n_use < 0) {
		c->n_use = 0;
		say_aside(c, 0, false, false);
		return;
	}
	if (cuda_driver_open(&c->driver, &c->err) < 0) {
		say_aside(c, 0, false, false);
		return;
	}
	if (!is_allowed(c)) {
		say_aside(c, 0, false, false);
	} else if (lock(c) < 0) {
		give_up(c, false);
	} else if (checkpoint(c) < 0) {
		give_up(c, true);
	} else {
		measure_again(c);
		say_aside(c, c->n ? bytes_of(c) : 0, false, false);
	}
}

/*
 * The way back.
 */

static bool has_room(const struct gpu_use *d, double bytes)
{
	return !(d->free < bytes + fmin(MARGIN, (d->used + d->free) / 50));
}

/* The devices without room for what was theirs: a list, or NULL. */
static json_t *lacking(const json_t *devices)
{
	struct gpu_use now[DEVICES_MAX];
	struct error ignored;
	int n = gpu_memory_of(NULL, 0, now, &ignored);
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(devices); i++) {
		const json_t *entry = json_array_get(devices, i);
		const char *name = json_string_value(json_array_get(entry, 0));
		double bytes = json_number_value(json_array_get(entry, 1));

		for (int k = 0; name && k < n; k++)
			if (!strcmp(name, now[k].device) && !has_room(&now[k], bytes))
				json_array_append_new(list, json_string(name));
	}
	if (json_array_size(list))
		return list;
	json_decref(list);
	return NULL;
}

/* -1 with c->err: there was none for too long. */
static int wait_for_room(struct calls *c, const json_t *devices)
{
	double until = clock_seconds() + DRIVER_ROOM_SECONDS;
	json_t *list;

	for (int turn = 0; (list = lacking(devices)); turn++) {
		if (clock_seconds() >= until) {
			error_set(&c->err, "%s had no room for it for %.0f s",
				json_string_value(json_array_get(list, 0)),
				DRIVER_ROOM_SECONDS);
			json_decref(list);
			return -1;
		}
		if (turn % SAY_AGAIN)
			json_decref(list);
		else
			say(c, json_pack("{s:s, s:o}", "is", "wants", "devices", list));
		poll(NULL, 0, WAIT_MILLISECONDS);
	}
	return 0;
}

static void go_back(struct calls *c, const json_t *devices)
{
	bool lost = wait_for_room(c, devices) < 0 ||
		    cuda_driver_open(&c->driver, &c->err) < 0 || bring_back(c) < 0;

	say(c, json_pack("{s:s, s:b, s:s}", "is", "back", "lost", lost, "why",
		       lost ? c->err.text : ""));
}

static void read_pids(struct calls *c, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list) && c->n < PROCESS_TREE_MAX; i++)
		c->pids[c->n++] = (pid_t)json_integer_value(json_array_get(list, i));
}

int driver_calls_run(int in, int out, struct error *err)
{
	static struct calls c;
	json_t *request;

	c = (struct calls){.in = in, .out = out};
	line_buffer_init(&c.lines, LINE_MAX_BYTES);
	request = hear(&c);
	if (!request) {
		line_buffer_release(&c.lines);
		return error_set(err, "worker: there is no request");
	}
	read_pids(&c, json_object_get(request, "pids"));
	if (!strcmp(message_field(request, "do"), "back"))
		go_back(&c, json_object_get(request, "devices"));
	else
		put_aside(&c);
	json_decref(request);
	line_buffer_release(&c.lines);
	return 0;
}
