/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/space_tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

const char *space_names(const struct space *s, size_t i, int depth)
{
	const char *path = s->params[i].path ? s->params[i].path : s->params[i].name;

	for (; depth > 0; depth--) {
		const char *end = strstr(path, PARAMETER_PATH);

		if (!end)
			return "";
		path = end + strlen(PARAMETER_PATH);
	}
	return path;
}

size_t space_first_name(const struct space *s, size_t i, int depth)
{
	const char *names = space_names(s, i, depth);
	const char *end = s->params[i].path ? strstr(names, PARAMETER_PATH) : NULL;

	return end ? (size_t)(end - names) : strlen(names);
}

bool space_is_leaf(const struct space *s, size_t i, int depth)
{
	return !s->params[i].path || !*space_names(s, i, depth + 1);
}

size_t space_run_end(const struct space *s, size_t i, size_t end, int depth)
{
	size_t n = space_first_name(s, i, depth), j = i + 1;

	if (space_is_leaf(s, i, depth))
		return j;
	while (j < end && !space_is_leaf(s, j, depth) && space_first_name(s, j, depth) == n &&
		!strncmp(space_names(s, i, depth), space_names(s, j, depth), n))
		j++;
	return j;
}

bool space_has_value(const struct value *config, size_t i, size_t end)
{
	while (i < end && config[i].kind == VALUE_NONE)
		i++;
	return i < end;
}

struct tree {
	const struct space *space;
	const struct value *config;
	struct strbuf *out;
};

static void new_line(struct strbuf *out, int depth)
{
	strbuf_addf(out, "\n%*s", 2 * depth, "");
}

/* {"lr": …}: parameters from i to end, which share `depth` names. */
static void add_json(const struct tree *t, size_t i, size_t end, int depth)
{
	bool first = true;

	strbuf_addch(t->out, '{');
	for (size_t next; i < end; i = next) {
		char *name;

		next = space_run_end(t->space, i, end, depth);
		if (!space_has_value(t->config, i, next))
			continue;
		strbuf_adds(t->out, first ? "" : ",");
		first = false;
		new_line(t->out, depth + 1);
		name = xstrndup(space_names(t->space, i, depth),
			space_first_name(t->space, i, depth));
		strbuf_add_json(t->out, name);
		free(name);
		strbuf_adds(t->out, ": ");
		if (space_is_leaf(t->space, i, depth))
			value_print_json(&t->config[i], t->out);
		else
			add_json(t, i, next, depth + 1);
	}
	if (!first)
		new_line(t->out, depth);
	strbuf_addch(t->out, '}');
}

void space_print_tree(
	const struct space *s, const struct value *config, struct strbuf *out)
{
	const struct tree t = {s, config, out};

	add_json(&t, 0, s->n, 0);
}
