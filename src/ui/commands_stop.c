/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the command table that is about what ends a study. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "study/stopping.h"
#include "ui/commands.h"

#define MORE_MOST 1e9

/* One KEY=VALUE, of n bytes, at byte `at` of the line. */
static int check_limit(const struct call *c, size_t at, size_t n)
{
	struct stop_limits ignored = *c->study->stop;
	char *key = xstrndup(c->line + at, n), *value = strchr(key, '=');
	struct error err;
	int rc = 0;

	if (!value) {
		rc = mistake_at(
			c->mistake, at, "%s needs a value: %s=VALUE, or none", key, key);
	} else {
		*value++ = '\0';
		if (!knob_find(stop_limit_rows, key))
			value = key; /* which is what is wrong */
		if (stop_limits_set(&ignored, key, value, in_line, &err) < 0)
			rc = mistake_from(c->mistake, at + (size_t)(value - key), &err);
		else if (!strcmp(key, "rounds") && ignored.rounds &&
			 !c->study->synchronous)
			rc = mistake_at(c->mistake, at, "%s has no rounds; give trials",
				c->study->scheduler);
	}
	free(key);
	return rc;
}

/* As the key is set: "trials=200 epochs=none"; begins at byte `at`. */
int run_limits(const struct call *c, size_t at, struct request *r)
{
	size_t n = strlen(c->line + at);
	char *text;

	while (n && c->line[at + n - 1] == ' ')
		n--;
	text = xstrndup(c->line + at, n);

	for (size_t next = at; (n = strcspn(c->line + next, " "));
		next += n, next += strspn(c->line + next, " "))
		if (check_limit(c, next, n) < 0) {
			free(text);
			return -1;
		}
	*r = view_change(c->view, c->study, CONTROL_STOP, text);
	free(text);
	return 0;
}

int run_stop(const struct call *c, struct request *r)
{
	*r = (struct request){0};
	if (c->line[c->args])
		return run_limits(c, c->args, r);
	view_open_limits(c->view, c->study);
	return 0;
}

int run_more(const struct call *c, struct request *r)
{
	static const struct knob row = {.name = "more",
		.type = KNOB_INT,
		.min = 1,
		.max = MORE_MOST,
		.help = "a number of trials"};
	struct stop_limits to = *c->study->stop;
	struct strbuf text = STRBUF_INIT;
	char number[64];
	struct error err;
	double n;

	*r = (struct request){0};
	if (command_argument(c, row.help, number, sizeof(number)) < 0)
		return -1;
	if (knob_parse(&row, number, &n, in_line, &err) < 0)
		return mistake_from(c->mistake, c->args, &err);
	stopping_more(c->study, (int64_t)n, &to);
	stop_limits_print_changes(c->study->stop, &to, &text);
	*r = view_change(c->view, c->study, CONTROL_STOP, text.buf);
	if (r->kind != REQUEST_NONE)
		message_tell(&c->view->message, c->view->wall, "stop %s", text.buf);
	strbuf_release(&text);
	return 0;
}

void complete_stop(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	(void)n;
	for (const struct knob *row = stop_limit_rows; row->name; row++) {
		struct strbuf sb = STRBUF_INIT;

		strbuf_addf(&sb, "%s=", row->name);
		if (!strncmp(word, sb.buf, sb.len)) {
			strbuf_adds(&sb, row->word);
			words_add(out, word, sb.buf, sb.len, "");
		} else if ((s->synchronous || strcmp(row->name, "rounds") != 0) &&
			   !command_sets(line, word, row->name)) {
			words_add(out, word, row->name, strlen(row->name), "=");
		}
		strbuf_release(&sb);
	}
}
