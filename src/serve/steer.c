/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests that steer the study. The tuner obeys them in its own time, and says then what came
 * of each: a ticket keeps whom to answer.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "serve/server_parts.h"

enum takes { TAKES_NOTHING, TAKES_TRIAL, TAKES_NUMBER, TAKES_TEXT };

static const struct steering {
	const char *word;
	enum control_action action;
	enum takes takes;
	const char *field; /* of the request */
} steerings[] = {
	{"pause", CONTROL_PAUSE, TAKES_NOTHING, NULL},
	{"resume", CONTROL_RESUME, TAKES_NOTHING, NULL},
	{"step", CONTROL_STEP, TAKES_NOTHING, NULL},
	{"stop", CONTROL_QUIT, TAKES_NOTHING, NULL},
	{"workers", CONTROL_WORKERS, TAKES_NUMBER, "number"},
	{"kill", CONTROL_KILL, TAKES_TRIAL, "trial"},
	{"promote", CONTROL_PROMOTE, TAKES_TRIAL, "trial"},
	{"enqueue", CONTROL_ENQUEUE, TAKES_TEXT, "config"},
	{"switch", CONTROL_SWITCH, TAKES_TEXT, "scheduler"},
	{"limits", CONTROL_STOP, TAKES_TEXT, "stop"},
	{"note", CONTROL_NOTE, TAKES_TEXT, "text"},
	{"tag", CONTROL_TAG, TAKES_TEXT, "text"},
};

static const struct steering *find(const char *word)
{
	const struct steering *s = steerings;

	while (strcmp(s->word, word) != 0)
		s++;
	return s;
}

static void add_scalar(const json_t *v, struct strbuf *out)
{
	double number = json_number_value(v);

	if (json_is_string(v))
		strbuf_adds(out, json_string_value(v));
	else if (json_is_number(v) && number == floor(number) && fabs(number) < 1e15)
		strbuf_addf(out, "%.0f", number);
	else if (json_is_number(v))
		strbuf_add_number(out, number);
	else
		strbuf_adds(out, json_is_null(v)   ? "none"
				 : json_is_true(v) ? "true"
						   : "false");
}

/* {"name": "asha", "eta": 4, "levels": [1, 5]}: "asha eta=4 levels=1,5". */
static void add_words(json_t *object, struct strbuf *out)
{
	const json_t *name = json_object_get(object, "name"), *item;
	json_t *v;
	const char *key;
	size_t i;

	if (name)
		add_scalar(name, out);
	json_object_foreach(object, key, v) {
		if (v == name)
			continue;
		strbuf_addf(out, "%s%s=", out->len ? " " : "", key);
		if (!json_is_array(v))
			add_scalar(v, out);
		json_array_foreach(v, i, item) {
			strbuf_adds(out, i ? "," : "");
			add_scalar(item, out);
		}
	}
}

/* What the command says, to be freed; NULL: refused. */
static char *read_text(struct client_request *r, const struct steering *s)
{
	json_t *v = json_object_get(r->json, s->field);
	struct strbuf text = STRBUF_INIT;
	char *config;

	if (json_is_string(v) && json_string_length(v))
		return xstrdup(json_string_value(v));
	if (json_is_object(v) &&
		(s->action == CONTROL_SWITCH || s->action == CONTROL_STOP)) {
		add_words(v, &text);
		return strbuf_detach(&text);
	}
	if (json_is_object(v) && s->action == CONTROL_ENQUEUE) {
		config = json_dumps(v, JSON_COMPACT);
		return config;
	}
	answer_refuse(r->client, r->id, "%s must be %s", s->field,
		s->action == CONTROL_STOP ? "a text, as \"trials=200\", or an object"
		: s->action == CONTROL_SWITCH  ? "a text, as \"asha eta=4\", or an object"
		: s->action == CONTROL_ENQUEUE ? "an object, or a text as \"lr=0.1\""
					       : "a text");
	return NULL;
}

/* False: refused. */
static bool read_command(
	struct client_request *r, const struct steering *s, struct command *c)
{
	int64_t n;

	*c = (struct command){.action = s->action};
	switch (s->takes) {
	case TAKES_NOTHING:
		break;
	case TAKES_TRIAL:
	case TAKES_NUMBER:
		n = request_number(r, s->field);
		if (n < 0)
			return false;
		c->number = s->takes == TAKES_NUMBER ? (double)n : 0;
		c->trial = s->takes == TAKES_NUMBER ? 0
			   : n < UINT32_MAX	    ? (uint32_t)n
						    : UINT32_MAX;
		break;
	case TAKES_TEXT:
		c->text = read_text(r, s);
		return c->text != NULL;
	}
	return true;
}

/* The tuner's thread. */
static void on_answer(void *server, uint64_t ticket, const char *refused)
{
	serve_order(server, &(struct order){.kind = ORDER_ANSWER,
				   .ticket = ticket,
				   .refused = refused ? xstrdup(refused) : NULL});
}

void request_steer(struct client_request *r, const char *word)
{
	struct server *s = r->server;
	const struct steering *how = find(word);
	struct command c;

	if (s->over) {
		answer_refuse(r->client, r->id, "the study has ended");
		return;
	}
	if (!read_command(r, how, &c))
		return;
	if (how->action == CONTROL_WORKERS)
		s->setup.grows = false;
	c.answer = on_answer;
	c.asker = s;
	c.ticket = ++s->last_ticket;
	ARRAY_ROOM(s->tickets, s->n_tickets, s->cap_tickets);
	s->tickets[s->n_tickets++] = (struct ticket){.number = c.ticket,
		.client = r->client,
		.id = r->id ? xstrdup(r->id) : NULL,
		.line = r->client->line,
		.word = how->word};
	r->client->n_waiting++;
	tuner_command(s->tuner, c);
}

static void answer(struct server *s, size_t i, const char *refused)
{
	struct ticket t = s->tickets[i];
	struct strbuf *out;

	memmove(s->tickets + i, s->tickets + i + 1,
		(--s->n_tickets - i) * sizeof(*s->tickets));
	t.client->n_waiting--;
	t.client->line = t.line;
	if (refused) {
		answer_refuse(t.client, t.id, "%s", refused);
	} else {
		out = answer_begin(t.client, "done", t.id);
		strbuf_addf(out, ",\"do\":\"%s\"", t.word);
		answer_end(t.client);
	}
	free(t.id);
}

void steer_answer(struct server *s, uint64_t ticket, const char *refused)
{
	for (size_t i = 0; i < s->n_tickets; i++)
		if (s->tickets[i].number == ticket) {
			answer(s, i, refused);
			return;
		}
}

void steer_finish(struct server *s)
{
	while (s->n_tickets)
		answer(s, 0, "the study has ended");
}

void steer_forget(struct server *s, const struct client *c)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_tickets; i++) {
		if (s->tickets[i].client == c)
			free(s->tickets[i].id);
		else
			s->tickets[n++] = s->tickets[i];
	}
	s->n_tickets = n;
}

void steer_quit(struct server *s)
{
	tuner_command(s->tuner, (struct command){.action = CONTROL_QUIT});
}

void steer_workers(struct server *s, int n)
{
	tuner_command(
		s->tuner, (struct command){.action = CONTROL_WORKERS, .number = n});
}
