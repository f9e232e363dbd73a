/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A connection. Nothing here waits: what a client does not read stays in memory, and past
 * some of that it is not listened to before it reads.
 */
#include "config.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/xalloc.h"
#include "objective/clients.h"
#include "serve/server_parts.h"

#define LINE_MAX_BYTES ((size_t)1 << 20)
#define ANSWERS_MAX ((size_t)1 << 20) /* bytes that wait to be read */

struct client *client_new(struct server *s, int in, int out)
{
	struct client *c = xcalloc(1, sizeof(*c));

	*c = (struct client){.id = ++s->n_clients_ever,
		.in = in,
		.out = out,
		.heard = clock_seconds(),
		.fence = clients_fence(s->setup.objective),
		.next = s->clients};
	line_buffer_init(&c->lines, LINE_MAX_BYTES);
	strbuf_init(&c->answers);
	s->clients = c;
	s->n_clients++;
	return c;
}

void client_remove(struct server *s, struct client *c)
{
	struct client **at = &s->clients;

	while (*at != c)
		at = &(*at)->next;
	*at = c->next;
	s->n_clients--;
	asks_forget(s, c);
	looks_forget(s, c);
	steer_forget(s, c);
	served_leave(s, c);
	if (c != s->pair) {
		close(c->in);
	} else {
		s->pair = NULL;
		if (!s->over && !s->quit)
			steer_quit(s);
	}
	line_buffer_release(&c->lines);
	strbuf_release(&c->answers);
	free(c->lost);
	free(c->name);
	free(c);
}

void client_read(struct client *c)
{
	long n = line_buffer_read(&c->lines, c->in);

	if (n > 0)
		c->heard = clock_seconds();
	else if (n == 0)
		c->ended = true;
	else if (errno != EAGAIN)
		c->ended = c->deaf = true;
}

bool client_has_room(const struct client *c)
{
	return c->answers.len - c->sent < ANSWERS_MAX;
}

char *client_next_line(struct client *c, size_t *len)
{
	char *line = line_buffer_next(&c->lines, c->ended, len);

	c->n_lines += line != NULL;
	return line;
}

void client_write(struct client *c)
{
	while (c->sent < c->answers.len && !c->deaf) {
		ssize_t n = write(
			c->out, c->answers.buf + c->sent, c->answers.len - c->sent);

		if (n > 0)
			c->sent += (size_t)n;
		else if (errno == EAGAIN)
			break;
		else if (errno != EINTR)
			c->deaf = true; /* but what it said before is still heard */
	}
	if (c->sent == c->answers.len || c->deaf) {
		strbuf_reset(&c->answers);
		c->sent = 0;
	}
}

struct strbuf *answer_begin(struct client *c, const char *is, const char *id)
{
	strbuf_addf(&c->answers, "{\"is\":\"%s\"", is);
	if (id)
		strbuf_addf(&c->answers, ",\"id\":%s", id);
	return &c->answers;
}

void answer_end(struct client *c)
{
	strbuf_adds(&c->answers, "}\n");
}

void answer_refuse(struct client *c, const char *id, const char *fmt, ...)
{
	struct error why;
	struct strbuf *out;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why.text, sizeof(why.text), fmt, ap);
	va_end(ap);
	out = answer_begin(c, "refused", id);
	strbuf_addf(out, ",\"line\":%llu,\"why\":", (unsigned long long)c->line);
	strbuf_add_json(out, why.text);
	answer_end(c);
}
