/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tasks: where each is, and what becomes of it when its client does not report any more. A
 * task keeps its worker for as long as it lasts, whoever trains it.
 */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/folder.h"
#include "base/xalloc.h"
#include "objective/clients.h"
#include "serve/server_parts.h"

#define LOSSES_MAX 3 /* clients in a row; then it is the trial's fault */

const char *client_name(const struct client *c, char *out, size_t size)
{
	if (c->name)
		snprintf(out, size, "%s", c->name);
	else
		snprintf(out, size, "client %" PRIu64, c->id);
	return out;
}

struct holder *holder_of(struct server *s, uint32_t trial)
{
	return trial < s->n_holders && s->holders[trial].client ? &s->holders[trial]
								: NULL;
}

static void hold(struct server *s, uint32_t trial, uint64_t client, bool has_state)
{
	while (s->n_holders <= trial) {
		ARRAY_ROOM(s->holders, s->n_holders, s->cap_holders);
		s->holders[s->n_holders++] = (struct holder){.client = 0};
	}
	s->holders[trial] = (struct holder){client, has_state};
}

static int worker_of(const struct server *s, const struct served *t)
{
	return (int)(t - s->seats);
}

void served_offer(struct server *s, int worker, const struct task *task)
{
	if (worker >= s->n_seats)
		s->n_seats = worker + 1;
	s->seats[worker] = (struct served){
		.state = SERVED_OFFERED, .task = *task, .known = task->from};
	s->n_taken++;
}

/* It is nobody's any more. */
static void vacate(struct server *s, struct served *t)
{
	if (t->state == SERVED_OFFERED)
		serve_count(s, 0, -1);
	free(t->name);
	*t = (struct served){.state = SERVED_FREE};
	s->n_taken--;
}

void served_end(struct server *s, struct served *t, struct pool_message *m,
	enum outcome outcome)
{
	m->worker = worker_of(s, t);
	m->trial = t->task.trial;
	m->epoch = t->known;
	m->free = true;
	m->outcome = outcome;
	vacate(s, t);
	serve_post(s, m);
}

/* What it says of the trial from now on comes too late. */
static void take_from_client(struct served *t)
{
	struct client *c = t->client;

	if (!c)
		return;
	ARRAY_ROOM(c->lost, c->n_lost, c->cap_lost);
	c->lost[c->n_lost++] = t->task.trial;
}

bool client_has_lost(const struct client *c, uint32_t trial)
{
	for (size_t i = 0; i < c->n_lost; i++)
		if (c->lost[i] == trial)
			return true;
	return false;
}

static void interrupt_now(struct server *s, struct served *t)
{
	served_end(s, t, &(struct pool_message){.free = true}, OUTCOME_INTERRUPTED);
}

void served_interrupt(struct server *s, struct served *t)
{
	t->stop = true;
	if (t->state == SERVED_OFFERED)
		interrupt_now(s, t);
}

/* The study ends. What its clients have trained since their last reports is lost. */
void served_hurry(struct server *s)
{
	for (int i = 0; i < s->n_seats; i++)
		if (s->seats[i].state != SERVED_FREE) {
			take_from_client(&s->seats[i]);
			interrupt_now(s, &s->seats[i]);
		}
}

/*
 * Giving.
 */

/* Where the trial is now, for those who look on; of one without a name only when it moves. */
static void tell_place(struct server *s, struct served *t)
{
	char name[NAME_BYTES + 32];
	struct pool_message m = {.worker = worker_of(s, t),
		.trial = t->task.trial,
		.epoch = t->known,
		.attempt = t->attempt};

	if (!t->client->name && t->attempt == 1)
		return;
	m.node = xstrdup(client_name(t->client, name, sizeof(name)));
	serve_post(s, &m);
}

/* The trial's own folder; NULL: it has none, or it cannot be made. */
static char *checkpoint_of(const struct server *s, uint32_t trial)
{
	const char *folder = clients_checkpoints(s->setup.objective);
	struct strbuf path = STRBUF_INIT;
	struct error ignored;

	if (!folder)
		return NULL;
	folder_file(folder, trial, "", &path);
	if (folder_make(path.buf, &ignored) == 0)
		return strbuf_detach(&path);
	strbuf_release(&path);
	return NULL;
}

/* The epoch that the client can go on from. */
static int begin_at(struct server *s, const struct served *t, const struct client *c,
	const char *checkpoint)
{
	const struct holder *h = holder_of(s, t->task.trial);

	if (clients_resume(s->setup.objective) == CLIENTS_SCRATCH)
		return 0;
	if (h && h->has_state && h->client == c->id)
		return t->known;
	return checkpoint && !folder_is_empty(checkpoint) ? t->known : 0;
}

static void answer_task(const struct server *s, const struct served *t, struct client *c,
	const char *id, const char *checkpoint)
{
	struct strbuf *out = answer_begin(c, "task", id);

	strbuf_addf(out, ",\"trial\":%" PRIu32 ",\"config\":", t->task.trial);
	space_print_json(s->setup.info->space, t->task.config, out);
	strbuf_addf(out, ",\"from\":%d,\"to\":", t->seen);
	if (t->task.to == INT32_MAX)
		strbuf_adds(out, "null");
	else
		strbuf_addf(out, "%d", t->task.to);
	strbuf_addf(out, ",\"known\":%d,\"checkpoint\":", t->known);
	if (checkpoint)
		strbuf_add_json(out, checkpoint);
	else
		strbuf_adds(out, "null");
	strbuf_addf(out, ",\"seed\":%" PRIu64, s->setup.info->seed);
	answer_end(c);
}

void served_give(struct server *s, struct served *t, struct client *c, const char *id)
{
	char *checkpoint = checkpoint_of(s, t->task.trial);

	t->seen = begin_at(s, t, c, checkpoint);
	t->state = SERVED_HELD;
	t->client = c;
	t->attempt++;
	t->began = clock_seconds();
	hold(s, t->task.trial, c->id, true);
	tell_place(s, t);
	answer_task(s, t, c, id, checkpoint);
	free(checkpoint);
}

/*
 * Taking back.
 */

static void offer_again(struct server *s, struct served *t)
{
	t->state = SERVED_OFFERED;
	t->client = NULL;
	serve_count(s, 0, 1);
}

void served_release(struct server *s, struct served *t)
{
	if (t->stop)
		interrupt_now(s, t);
	else
		offer_again(s, t);
}

static void fail(struct server *s, struct served *t, const char *why)
{
	struct pool_message m = {.why = xstrdup(why)};

	served_end(s, t, &m, OUTCOME_FAILED);
}

/* Its client has not been heard for as long as it may be. */
static void lose(struct server *s, struct served *t, double fence)
{
	struct strbuf text = STRBUF_INIT;
	uint32_t trial = t->task.trial;
	char name[NAME_BYTES + 32];

	strbuf_addf(&text, "%s has %s for %g s",
		t->client ? client_name(t->client, name, sizeof(name)) : t->name,
		t->client ? "said nothing" : "been away", fence);
	take_from_client(t);
	if (s->holders[trial].client)
		s->holders[trial].has_state = false;
	if (t->stop) {
		interrupt_now(s, t);
	} else if (++t->losses == LOSSES_MAX) {
		strbuf_addf(&text, "; so had the %d before it", LOSSES_MAX - 1);
		fail(s, t, text.buf);
	} else {
		struct pool_message m = {.worker = worker_of(s, t),
			.trial = trial,
			.epoch = t->known};
		struct strbuf note = STRBUF_INIT;

		strbuf_addf(&note, "T%" PRIu32 " is for another client: %s", trial,
			text.buf);
		m.note = strbuf_detach(&note);
		serve_post(s, &m);
		offer_again(s, t);
	}
	strbuf_release(&text);
}

void served_leave(struct server *s, const struct client *c)
{
	for (int i = 0; i < s->n_seats; i++) {
		struct served *t = &s->seats[i];
		char name[NAME_BYTES + 32];

		if (t->state != SERVED_HELD || t->client != c)
			continue;
		t->state = SERVED_LEFT;
		t->client = NULL;
		free(t->name);
		t->name = xstrdup(client_name(c, name, sizeof(name)));
		t->heard = c->heard;
		t->fence = c->fence;
	}
}

/* When its client has been silent for too long; INFINITY: it has none. */
static double silent_at(const struct served *t)
{
	if (t->state == SERVED_HELD)
		return t->client->heard + t->client->fence;
	return t->state == SERVED_LEFT ? t->heard + t->fence : (double)INFINITY;
}

void served_fence(struct server *s, double now)
{
	for (int i = 0; i < s->n_seats; i++) {
		struct served *t = &s->seats[i];

		if (silent_at(t) <= now)
			lose(s, t,
				t->client ? t->client->fence : t->fence);
	}
}

double served_next(const struct server *s)
{
	double next = INFINITY;

	for (int i = 0; i < s->n_seats; i++)
		next = fmin(next, silent_at(&s->seats[i]));
	return next;
}

struct served *served_of(struct server *s, struct client *c, uint32_t trial)
{
	for (int i = 0; i < s->n_seats; i++) {
		struct served *t = &s->seats[i];

		if (t->task.trial != trial)
			continue;
		if (t->state == SERVED_HELD && t->client == c)
			return t;
		if (t->state != SERVED_LEFT)
			continue;
		t->state = SERVED_HELD; /* the same client, with a new connection */
		t->client = c;
		hold(s, trial, c->id, true);
		return t;
	}
	return NULL;
}
