/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/event_failure.h"

#include <string.h>

#define STATUS_LEAST (-128) /* a signal */
#define STATUS_MOST 255

bool failure_has_fields(const struct failure *f)
{
	return f->cause != CAUSE_OTHER || f->ended || f->line;
}

void failure_print_fields(const struct failure *f, struct strbuf *out)
{
	const char *comma = "";

	if (f->cause != CAUSE_OTHER) {
		strbuf_addf(out, "\"cause\":\"%s\"", cause_name(f->cause));
		comma = ",";
	}
	if (f->ended) {
		strbuf_addf(out, "%s\"status\":%d", comma, f->status);
		comma = ",";
	}
	if (f->line) {
		strbuf_addf(out, "%s\"line\":", comma);
		strbuf_add_json(out, f->line);
	}
}

/* One that this version does not know is another one. */
static enum cause cause_of(const char *name)
{
	for (int c = CAUSE_OTHER + 1; name && c < CAUSES; c++)
		if (!strcmp(name, cause_name((enum cause)c)))
			return (enum cause)c;
	return CAUSE_OTHER;
}

const char *failure_read_fields(const json_t *object, struct failure *f)
{
	const json_t *cause = json_object_get(object, "cause"),
		     *status = json_object_get(object, "status"),
		     *line = json_object_get(object, "line");
	json_int_t n = json_integer_value(status);

	*f = (struct failure){.cause = cause_of(json_string_value(cause)),
		.ended = status != NULL};
	if (cause && !json_is_string(cause))
		return "cause";
	if (status && (!json_is_integer(status) || n < STATUS_LEAST || n > STATUS_MOST))
		return "status";
	if (line && !json_is_string(line))
		return "line";
	f->status = (int)n;
	f->line = json_string_value(line);
	return NULL;
}
