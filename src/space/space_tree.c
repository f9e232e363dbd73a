/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/space_tree.h"

#include <string.h>

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
