/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that only look: status, best, list, trial. They fold the journal so far. */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "serve/server_parts.h"

#define LIST_MOST 1000 /* trials of an answer */
#define LIST_USUAL 100

void study_catch_up(struct server *s)
{
	uint64_t n = journal_length(s->setup.journal);

	while (s->study.seq < n)
		study_apply(&s->study, journal_at(s->setup.journal, s->study.seq + 1));
}

static void add_text(struct strbuf *out, const char *name, const char *text)
{
	strbuf_addf(out, ",\"%s\":", name);
	if (text)
		strbuf_add_json(out, text);
	else
		strbuf_adds(out, "null");
}

static void add_number(struct strbuf *out, const char *name, double v)
{
	strbuf_addf(out, ",\"%s\":", name);
	strbuf_add_number(out, v);
}

static void add_best(const struct study *s, struct strbuf *out)
{
	const struct study_incumbent *best = study_incumbent(s);

	strbuf_adds(out, ",\"best\":");
	if (!best) {
		strbuf_adds(out, "null");
		return;
	}
	strbuf_addf(out, "{\"trial\":%" PRIu32 ",\"epoch\":%d", best->trial, best->epoch);
	add_number(out, "value", best->value);
	strbuf_adds(out, ",\"config\":");
	space_print_json(s->info->space, s->trials[best->trial].config, out);
	strbuf_addch(out, '}');
}

void answer_finished(struct server *s, struct client *c, const char *id)
{
	struct strbuf *out = answer_begin(c, "finished", id);

	study_catch_up(s);
	add_text(out, "reason", finish_reason_name(s->study.reason));
	if (s->study.error)
		add_text(out, "why", s->study.error);
	strbuf_addf(out, ",\"trials\":%zu,\"epochs\":%" PRIu64, s->study.n_trials,
		s->study.epochs);
	add_best(&s->study, out);
	answer_end(c);
}

static const char *phase_name(const struct study *s)
{
	switch (s->phase) {
	case PHASE_PAUSED:
		return "paused";
	case PHASE_FINISHED:
		return "finished";
	default:
		return "running";
	}
}

static void add_states(const struct study *s, struct strbuf *out)
{
	strbuf_adds(out, ",\"states\":{");
	for (int i = 0; i < TRIAL_STATES; i++)
		strbuf_addf(out, "%s\"%s\":%zu", i ? "," : "",
			trial_state_name((enum trial_state)i), s->count[i]);
	strbuf_addch(out, '}');
}

static int tasks_of(const struct server *s, const struct client *c)
{
	int n = 0;

	for (int i = 0; i < s->n_seats; i++)
		n += s->seats[i].state == SERVED_HELD && s->seats[i].client == c;
	return n;
}

static void add_clients(const struct server *s, struct strbuf *out)
{
	char name[NAME_BYTES + 32];
	double now = clock_seconds();

	strbuf_adds(out, ",\"clients\":[");
	for (const struct client *c = s->clients; c; c = c->next) {
		strbuf_adds(out, "{\"name\":");
		strbuf_add_json(out, client_name(c, name, sizeof(name)));
		strbuf_addf(out, ",\"tasks\":%d,\"silent\":%.3f}%s", tasks_of(s, c),
			fmax(now - c->heard, 0), c->next ? "," : "");
	}
	strbuf_addch(out, ']');
}

void request_status(struct client_request *r)
{
	struct server *s = r->server;
	struct strbuf *out = answer_begin(r->client, "status", r->id);

	study_catch_up(s);
	add_text(out, "study", s->setup.info->name);
	add_text(out, "phase", phase_name(&s->study));
	add_text(out, "scheduler", s->study.spec);
	add_number(out, "seconds", s->study.t);
	strbuf_addf(out, ",\"trials\":%zu,\"epochs\":%" PRIu64 ",\"workers\":%d",
		s->study.n_trials, s->study.epochs, s->study.workers);
	add_states(&s->study, out);
	add_best(&s->study, out);
	add_clients(s, out);
	answer_end(r->client);
}

void request_best(struct client_request *r)
{
	struct strbuf *out = answer_begin(r->client, "best", r->id);

	study_catch_up(r->server);
	add_best(&r->server->study, out);
	answer_end(r->client);
}

static void add_trial(const struct study *s, const struct study_trial *t,
	struct strbuf *out)
{
	strbuf_addf(out, "\"trial\":%" PRIu32, t->id);
	add_text(out, "state", trial_state_name(t->state));
	if (t->why)
		add_text(out, "why", t->why);
	strbuf_addf(out, ",\"bracket\":%d,\"round\":%d,\"rung\":%d,\"epochs\":%d",
		t->bracket, t->round, t->rung, t->epoch);
	add_number(out, "value", t->value);
	add_number(out, "best", t->best);
	if (t->rank)
		strbuf_addf(out, ",\"rank\":%" PRIu32 ",\"of\":%" PRIu32, t->rank,
			t->rank_of);
	if (t->node && *t->node)
		add_text(out, "client", t->node);
	add_number(out, "seconds", t->seconds);
	strbuf_adds(out, ",\"config\":");
	space_print_json(s->info->space, t->config, out);
}

/* The state to list, or TRIAL_STATES for all; −1: refused. */
static int read_state(struct client_request *r)
{
	const json_t *state = json_object_get(r->json, "state");
	const char *text = json_string_value(state), *names[TRIAL_STATES];
	struct error err;

	if (!state)
		return TRIAL_STATES;
	for (int i = 0; i < TRIAL_STATES; i++) {
		names[i] = trial_state_name((enum trial_state)i);
		if (text && !strcmp(text, names[i]))
			return i;
	}
	unknown_name(&err, (struct place){0}, "state", text ? text : "", NULL, names,
		TRIAL_STATES);
	answer_refuse(r->client, r->id, "%s", err.text);
	return -1;
}

/* A whole number that may be left out; −1: refused. */
static int64_t read_optional(struct client_request *r, const char *name, int64_t without)
{
	return json_object_get(r->json, name) ? request_number(r, name) : without;
}

void request_list(struct client_request *r)
{
	const struct study *s = &r->server->study;
	int state = read_state(r);
	int64_t first = state < 0 ? -1 : read_optional(r, "first", 0),
		count = first < 0 ? -1 : read_optional(r, "count", LIST_USUAL);
	struct strbuf *out;
	size_t i;
	int n = 0;

	if (count < 0)
		return;
	count = count < LIST_MOST ? count : LIST_MOST;
	study_catch_up(r->server);
	out = answer_begin(r->client, "list", r->id);
	strbuf_adds(out, ",\"trials\":[");
	for (i = (size_t)first; i < s->n_trials && n < count; i++) {
		if (state < TRIAL_STATES && (int)s->trials[i].state != state)
			continue;
		strbuf_adds(out, n++ ? ",{" : "{");
		add_trial(s, &s->trials[i], out);
		strbuf_addch(out, '}');
	}
	strbuf_addf(out, "],\"of\":%zu,\"next\":", s->n_trials);
	if (i < s->n_trials)
		strbuf_addf(out, "%zu", i);
	else
		strbuf_adds(out, "null");
	answer_end(r->client);
}

static void add_curve(const struct study *s, const struct study_trial *t,
	struct strbuf *out)
{
	strbuf_adds(out, ",\"curve\":{");
	for (size_t m = 0; m < s->info->n_metrics; m++) {
		strbuf_adds(out, m ? "," : "");
		strbuf_add_json(out, s->info->metrics[m]);
		strbuf_adds(out, ":[");
		for (int e = 1; e <= t->epoch; e++) {
			strbuf_adds(out, e > 1 ? "," : "");
			strbuf_add_number(out, study_metric(s, t, e, m));
		}
		strbuf_addch(out, ']');
	}
	strbuf_addch(out, '}');
}

void request_trial(struct client_request *r)
{
	const struct study *s = &r->server->study;
	int64_t trial = request_number(r, "trial");
	struct strbuf *out;

	if (trial < 0)
		return;
	study_catch_up(r->server);
	if (trial >= (int64_t)s->n_trials) {
		answer_refuse(r->client, r->id,
			"there is no trial %" PRId64 "; there are %zu", trial,
			s->n_trials);
		return;
	}
	out = answer_begin(r->client, "trial", r->id);
	strbuf_addch(out, ',');
	add_trial(s, &s->trials[trial], out);
	add_curve(s, &s->trials[trial], out);
	answer_end(r->client);
}
