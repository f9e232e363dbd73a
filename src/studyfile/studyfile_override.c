/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * --set KEY=VALUE: laid over the document before anything is checked, so that it is
 * checked like what is written in the file.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/studyfile_parts.h"
#include "studyfile/yaml_file.h"

#define DEPTH_MAX 8

const char *studyfile_name_key(const char *section)
{
	static const char *const sections[][2] = {{"objective", "kind"},
		{"method", "name"}, {"scheduler", "name"}, {"metric", "name"}, {"patience", "epochs"}};

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (!strcmp(section, sections[i][0]))
			return sections[i][1];
	return NULL;
}

/* The map under `key` of `map`, made when there is none; NULL when that cannot be. */
static struct yaml *descend(struct yaml *map, const char *key, bool top, struct place at)
{
	struct yaml *y = yaml_find(map, key);

	if (!y || yaml_is_null(y)) {
		yaml_put(map, key, yaml_map(at));
		return yaml_find(map, key);
	}
	if (y->type == YAML_SCALAR && top && studyfile_name_key(key))
		yaml_wrap(y, studyfile_name_key(key));
	return y->type == YAML_MAP ? y : NULL;
}

/*
 * The length of the first key of a path: of those that are in the map the longest, as
 * names may have dots in them, or else what stands before the first dot.
 */
static size_t first_key(const struct yaml *map, const char *path)
{
	size_t n = strcspn(path, ".");

	for (size_t i = 0; i < map->n; i++) {
		size_t len = strlen(map->items[i].key);

		if (len > n && !strncmp(path, map->items[i].key, len) &&
			(!path[len] || path[len] == '.'))
			n = len;
	}
	return n;
}

/* Inside of a parameter that has some of its own their names go on: optimizer.lr. */
static struct yaml *into_parameters(struct yaml *map, const char *path)
{
	struct yaml *inner = yaml_find(map, "parameters");
	size_t n = strcspn(path, ".");
	bool named = n == strlen("parameters") && !strncmp(path, "parameters", n);

	return inner && inner->type == YAML_MAP && !named ? inner : map;
}

static int lay(struct yaml *root, char *path, struct yaml *value, struct place at,
	struct error *err)
{
	struct yaml *map = root;
	size_t n = first_key(map, path);
	int depth;

	for (depth = 0; n && path[n] && depth < DEPTH_MAX; depth++) {
		path[n] = '\0';
		map = descend(map, path, !depth, at);
		if (!map) {
			yaml_free(value);
			return error_at(err, at, "'%.60s' has no keys in it", path);
		}
		path += n + 1;
		if (depth)
			map = into_parameters(map, path);
		n = first_key(map, path);
	}
	if (!n || depth == DEPTH_MAX) {
		yaml_free(value);
		return error_at(err, at, "not KEY=VALUE, such as scheduler.eta=4");
	}
	yaml_put(map, path, value);
	return 0;
}

int studyfile_override(
	struct studyfile *sf, struct yaml *root, const char *text, struct error *err)
{
	const char *equals = strchr(text, '=');
	struct place at = {0};
	struct yaml *value;
	struct strbuf sb = STRBUF_INIT;
	char *path;
	int failed;

	strbuf_addf(&sb, "--set %s", text);
	sf->texts[sf->n_texts] = strbuf_detach(&sb);
	strbuf_release(&sb);
	at.file = sf->texts[sf->n_texts++];
	if (!equals)
		return error_at(err, at, "not KEY=VALUE, such as scheduler.eta=4");
	value = yaml_parse(equals + 1, at, err);
	if (!value)
		return -1;
	path = xstrndup(text, (size_t)(equals - text));
	failed = lay(root, path, value, at, err);
	free(path);
	return failed;
}
