/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "studyfile/yaml.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

struct yaml *yaml_new(enum yaml_type type, struct place at)
{
	struct yaml *y = xcalloc(1, sizeof(*y));

	y->type = type;
	y->at = at;
	return y;
}

struct yaml *yaml_map(struct place at)
{
	return yaml_new(YAML_MAP, at);
}

struct yaml *yaml_text(const char *text, struct place at)
{
	struct yaml *y = yaml_new(YAML_SCALAR, at);

	y->text = xstrdup(text);
	return y;
}

void yaml_free(struct yaml *y)
{
	if (!y)
		return;
	for (size_t i = 0; i < y->n; i++) {
		free(y->items[i].key);
		yaml_free(y->items[i].node);
	}
	free(y->items);
	free(y->text);
	free(y->core);
	free(y);
}

void yaml_append(struct yaml *to, char *key, struct place at, struct yaml *node)
{
	ARRAY_ROOM(to->items, to->n, to->cap);
	to->items[to->n++] = (struct yaml_item){.key = key, .at = at, .node = node};
}

struct yaml_item *yaml_item(const struct yaml *y, const char *key)
{
	for (size_t i = 0; y && y->type == YAML_MAP && i < y->n; i++)
		if (!strcmp(y->items[i].key, key))
			return &y->items[i];
	return NULL;
}

struct yaml *yaml_find(const struct yaml *y, const char *key)
{
	struct yaml_item *item = yaml_item(y, key);

	return item ? item->node : NULL;
}

void yaml_put(struct yaml *map, const char *key, struct yaml *node)
{
	struct yaml_item *item = yaml_item(map, key);

	if (!item) {
		yaml_append(map, xstrdup(key), node->at, node);
		return;
	}
	yaml_free(item->node);
	item->node = node;
	item->at = node->at;
}

void yaml_wrap(struct yaml *scalar, const char *key)
{
	struct yaml *inner = yaml_new(YAML_SCALAR, scalar->at);

	inner->text = scalar->text;
	inner->kind = scalar->kind;
	inner->loose = scalar->loose;
	inner->core = scalar->core;
	scalar->type = YAML_MAP;
	scalar->text = scalar->core = NULL;
	yaml_append(scalar, xstrdup(key), scalar->at, inner);
}

struct yaml *yaml_take(struct yaml *map, const char *key)
{
	struct yaml_item *item = yaml_item(map, key);
	struct yaml *node = item ? item->node : NULL;

	if (!item)
		return NULL;
	free(item->key);
	memmove(item, item + 1, (size_t)(map->items + --map->n - item) * sizeof(*item));
	return node;
}

void yaml_flatten(struct yaml *map, const char *key)
{
	struct yaml *inner = yaml_find(map, key);

	if (!inner || inner->type != YAML_MAP)
		return;
	yaml_take(map, key);
	for (size_t i = 0; i < inner->n; i++) {
		struct strbuf name = STRBUF_INIT;

		strbuf_addf(&name, "%s.%s", key, inner->items[i].key);
		yaml_append(map, strbuf_detach(&name), inner->items[i].at,
			inner->items[i].node);
		free(inner->items[i].key);
	}
	inner->n = 0;
	yaml_free(inner);
}

bool yaml_is_null(const struct yaml *y)
{
	return y->type == YAML_SCALAR && y->kind == YAML_NULL;
}

const char *yaml_describe(const struct yaml *y)
{
	if (y->type == YAML_LIST)
		return "a list";
	if (y->type == YAML_MAP)
		return "a map";
	return yaml_is_null(y) ? "nothing" : "a single value";
}
