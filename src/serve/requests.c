/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client can ask for: a line is read, and answered at once or later. */
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/knob.h"
#include "base/xalloc.h"
#include "serve/server_parts.h"
#include "worker/report_json.h"

#define PROTOCOL 1
#define WHOLE_MAX 9007199254740992.0 /* 2^53 */

static void request_ping(struct client_request *r)
{
	answer_begin(r->client, "pong", r->id);
	answer_end(r->client);
}

/* False: refused. */
static bool take_name(struct client_request *r)
{
	const json_t *name = json_object_get(r->json, "name");
	size_t len = json_string_length(name);

	if (!name)
		return true;
	if (!len || len > NAME_BYTES) {
		answer_refuse(r->client, r->id, "name must be a text of 1 to %d bytes",
			NAME_BYTES);
		return false;
	}
	free(r->client->name);
	r->client->name = xstrdup(json_string_value(name));
	return true;
}

static bool take_fence(struct client_request *r)
{
	const json_t *fence = json_object_get(r->json, "fence");
	double seconds = json_number_value(fence);

	if (!fence)
		return true;
	if (!(seconds > 0) || seconds > 1e9) {
		answer_refuse(r->client, r->id,
			"fence must be a number of seconds above 0");
		return false;
	}
	r->client->fence = seconds;
	return true;
}

static void request_hello(struct client_request *r)
{
	const struct study_info *info = r->server->setup.info;
	struct strbuf *out;

	if (!take_name(r) || !take_fence(r))
		return;
	out = answer_begin(r->client, "hello", r->id);
	strbuf_addf(out, ",\"protocol\":%d,\"version\":\"%s\",\"study\":", PROTOCOL,
		PACKAGE_VERSION);
	strbuf_add_json(out, info->name);
	strbuf_adds(out, ",\"metric\":");
	strbuf_add_json(out, info->metric);
	strbuf_addf(out, ",\"goal\":\"%s\",\"metrics\":[",
		info->maximize ? "maximize" : "minimize");
	for (size_t i = 0; i < info->n_metrics; i++) {
		strbuf_adds(out, i ? "," : "");
		strbuf_add_json(out, info->metrics[i]);
	}
	strbuf_addf(out, "],\"seed\":%" PRIu64 ",\"fence\":", info->seed);
	strbuf_add_number(out, r->client->fence);
	strbuf_adds(out, ",\"parameters\":");
	space_print_parameters(info->space, out);
	answer_end(r->client);
}

static const struct {
	const char *word;
	void (*answer)(struct client_request *r); /* NULL: it steers the study */
	bool looks; /* at the study, which must have got what came before */
} words[] = {
	{"hello", request_hello, false},
	{"ping", request_ping, false},
	{"ask", request_ask, false},
	{"report", request_report, false},
	{"fail", request_fail, false},
	{"done", request_done, false},
	{"release", request_release, false},
	{"status", request_status, true},
	{"best", request_best, true},
	{"list", request_list, true},
	{"trial", request_trial, true},
	{"pause", NULL, false},
	{"resume", NULL, false},
	{"step", NULL, false},
	{"stop", NULL, false},
	{"workers", NULL, false},
	{"kill", NULL, false},
	{"promote", NULL, false},
	{"enqueue", NULL, false},
	{"switch", NULL, false},
	{"limits", NULL, false},
	{"note", NULL, false},
	{"tag", NULL, false},
};

#define WORDS (sizeof(words) / sizeof(*words))

int64_t request_number(struct client_request *r, const char *name)
{
	const json_t *field = json_object_get(r->json, name);
	double v = json_number_value(field);

	if (json_is_number(field) && v >= 0 && v <= WHOLE_MAX && v == floor(v))
		return (int64_t)v;
	answer_refuse(r->client, r->id, "%s must be a whole number from 0 up%s", name,
		field ? "" : ", and is missing");
	return -1;
}

/* As it came, in JSON, to be freed; NULL: there is none. False: refused. */
static bool read_id(struct client_request *r)
{
	const json_t *id = json_object_get(r->json, "id");
	double v = json_number_value(id);
	struct strbuf text = STRBUF_INIT;

	if (!id)
		return true;
	if (json_is_string(id)) {
		r->id = json_dumps(id, JSON_ENCODE_ANY | JSON_COMPACT);
		return true;
	}
	if (!json_is_number(id)) {
		answer_refuse(r->client, NULL, "id must be a text or a number");
		return false;
	}
	if (v == floor(v) && fabs(v) <= WHOLE_MAX)
		strbuf_addf(&text, "%.0f", v);
	else
		strbuf_add_number(&text, v);
	r->id = strbuf_detach(&text);
	return true;
}

static void refuse_unknown(struct client_request *r, const char *word)
{
	const char *names[WORDS];
	struct error err;

	for (size_t i = 0; i < WORDS; i++)
		names[i] = words[i].word;
	unknown_name(&err, (struct place){0}, "request", word, NULL, names, WORDS);
	answer_refuse(r->client, r->id, "%s", err.text);
}

/* It is answered when the tuner has nothing left to do. */
static void look_later(struct client_request *r)
{
	struct server *s = r->server;
	struct look *l;

	ARRAY_ROOM(s->looks, s->n_looks, s->cap_looks);
	l = &s->looks[s->n_looks++];
	*l = (struct look){.client = r->client,
		.text = xmalloc(r->len + 1),
		.len = r->len,
		.line = r->client->line};
	memcpy(l->text, r->line, r->len);
	l->text[r->len] = '\0';
	r->client->n_waiting++;
	serve_count_looks(s, 1);
	l->number = serve_look_again(s);
}

static void answer(struct client_request *r)
{
	const json_t *word = json_object_get(r->json, "do");
	const char *text = json_string_value(word);

	if (!text) {
		answer_refuse(r->client, r->id,
			"do must say what is asked for, as in {\"do\": \"ask\"}");
		return;
	}
	for (size_t i = 0; i < WORDS; i++) {
		if (strcmp(text, words[i].word) != 0)
			continue;
		if (!words[i].answer)
			request_steer(r, text);
		else if (words[i].looks && !r->settled && !r->server->over)
			look_later(r);
		else
			words[i].answer(r);
		return;
	}
	refuse_unknown(r, text);
}

static void read_line(struct client_request *r)
{
	struct client *c = r->client;
	json_error_t why;

	r->json = report_json_read(r->line, r->len, &why);
	if (!r->json)
		answer_refuse(c, NULL, "not a JSON object%s%s", *why.text ? ": " : "",
			why.text);
	else if (read_id(r))
		answer(r);
	json_decref(r->json);
	free(r->id);
}

void looks_answer(struct server *s, uint64_t looked)
{
	while (s->n_looks && s->looks[0].number <= looked) {
		struct look l = s->looks[0];
		struct client_request r = {.server = s,
			.client = l.client,
			.line = l.text,
			.len = l.len,
			.settled = true};

		memmove(s->looks, s->looks + 1, --s->n_looks * sizeof(*s->looks));
		l.client->n_waiting--;
		l.client->line = l.line;
		serve_count_looks(s, -1);
		read_line(&r);
		free(l.text);
	}
}

void looks_forget(struct server *s, const struct client *c)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_looks; i++) {
		if (s->looks[i].client == c)
			free(s->looks[i].text);
		else
			s->looks[n++] = s->looks[i];
	}
	serve_count_looks(s, (int)n - (int)s->n_looks);
	s->n_looks = n;
}

void request_answer(struct server *s, struct client *c, const char *line, size_t len)
{
	struct client_request r = {.server = s, .client = c, .line = line, .len = len};

	c->line = c->n_lines;
	if (c->lines.cut) {
		answer_refuse(c, NULL, "the line has more than %zu bytes", c->lines.max);
		return;
	}
	if (!line[strspn(line, " \t\r")] && strlen(line) == len)
		return; /* an empty line asks for nothing */
	read_line(&r);
}
