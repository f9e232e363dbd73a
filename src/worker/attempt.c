/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/attempt.h"

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/message.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *attempt_text(const char *text, size_t len)
{
	char *plain = xmalloc(len + 1);
	json_t *s;

	for (size_t i = 0; i < len; i++) /* who reads the message takes no NUL in it */
		plain[i] = text[i] ? text[i] : '?';
	s = json_stringn(plain, len);
	for (size_t i = 0; !s && i < len; i++)
		plain[i] = plain[i] & 0x80 ? '?' : plain[i];
	if (!s)
		s = json_stringn(plain, len);
	free(plain);
	return s ? s : json_string("");
}

/* The last lines say why it failed. */
void attempt_remember(struct attempt *a, const char *line, size_t len)
{
	char *to;

	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		len--;
	if (!len)
		return;
	if (a->n_last == LAST_LINES)
		memmove(a->last[0], a->last[1], sizeof(a->last) - sizeof(a->last[0]));
	else
		a->n_last++;
	to = a->last[a->n_last - 1];
	len = len < LAST_MAX ? len : LAST_MAX;
	for (size_t i = 0; i < len; i++)
		to[i] = line[i] ? line[i] : '?';
	to[len] = '\0';
}

void attempt_free(struct attempt *a)
{
	process_release(&a->process);
	report_pattern_free(a->pattern);
	for (size_t i = 0; i < a->n_names; i++)
		free(a->names[i]);
	free(a);
}

json_t *attempt_last_lines(const struct attempt *a)
{
	struct strbuf text;
	json_t *s;

	strbuf_init(&text);
	for (size_t i = 0; i < a->n_last; i++)
		strbuf_addf(&text, "%s%s", i ? " | " : "", a->last[i]);
	s = attempt_text(text.buf, text.len);
	strbuf_release(&text);
	return s;
}

struct attempt *attempt_new(const json_t *command, struct error *err)
{
	struct attempt *a = xcalloc(1, sizeof(*a));
	char *pattern = message_read_text(json_object_get(command, "report"));
	const json_t *names = json_object_get(command, "metrics");

	a->process.out = a->process.error = -1;
	a->number = (long)json_integer_value(json_object_get(command, "attempt"));
	a->grace = json_number_value(json_object_get(command, "grace"));
	a->log_left = (size_t)json_integer_value(json_object_get(command, "log_max"));
	a->kill_at = a->deaf_at = INFINITY;
	for (; a->n_names < json_array_size(names) && a->n_names < METRICS_MAX;
		a->n_names++)
		a->names[a->n_names] =
			message_read_text(json_array_get(names, a->n_names));
	if (pattern)
		a->pattern = report_pattern_new(pattern, err);
	if ((pattern && !a->pattern) || !json_is_array(names)) {
		attempt_free(a);
		a = NULL;
	}
	free(pattern);
	return a;
}
