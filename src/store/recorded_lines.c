/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of --events: a JSON object each. What a reader of a socket or a FIFO has kept of
 * them may begin with a line about the stream, which is no event. A line without its end is not there yet.
 */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "store/recorded_source.h"

#define STREAM "{\"event\":\"stream\","

struct lines {
	struct recorded_source base;
	const char *path;
	struct event_reader *reader;
	FILE *f;
	char *line; /* what has been read of the next one */
	size_t n, cap;
	int number; /* of the last whole line */
};

static struct recorded_source *lines_open(
	const char *path, struct event_reader *reader, struct error *err)
{
	struct lines *l;
	FILE *f = fopen(path, "re");

	if (!f) {
		error_usage(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	l = xcalloc(1, sizeof(*l));
	l->base.ops = &recorded_lines;
	l->path = path;
	l->reader = reader;
	l->f = f;
	return &l->base;
}

/* 1: l->line is a whole one; 0: not yet; -1 with err. */
static int read_line(struct lines *l, struct error *err)
{
	char part[4096];

	clearerr(l->f);
	while (fgets(part, sizeof(part), l->f)) {
		size_t n = strlen(part);

		if (l->n + n + 1 > l->cap) {
			l->cap = 2 * (l->n + n + 1);
			l->line = xreallocarray(l->line, l->cap, 1);
		}
		memcpy(l->line + l->n, part, n + 1);
		l->n += n;
		if (l->line[l->n - 1] == '\n')
			return 1;
	}
	if (ferror(l->f))
		return error_set(err, "%s: %s", l->path, strerror(errno));
	return 0;
}

static int lines_next(struct recorded_source *s, struct event *e, struct error *err)
{
	struct lines *l = (struct lines *)s;
	struct error wrong;
	bool is_event;
	int got, rc;

	do {
		got = read_line(l, err);
		if (got <= 0)
			return got;
		l->number++;
		is_event = strncmp(l->line, STREAM, strlen(STREAM)) != 0;
		if (!is_event)
			l->n = 0;
	} while (!is_event);
	rc = event_read_json(l->reader, l->line, l->n - 1, e, &wrong);
	l->n = 0;
	if (rc < 0)
		return error_at(err, (struct place){l->path, l->number, 0}, "%s",
			wrong.text);
	return 1;
}

static void lines_close(struct recorded_source *s)
{
	struct lines *l = (struct lines *)s;

	fclose(l->f);
	free(l->line);
	free(l);
}

const struct recorded_source_ops recorded_lines = {
	.open = lines_open,
	.next = lines_next,
	.close = lines_close,
};
