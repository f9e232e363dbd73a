/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML as a study file needs it: a tree of maps, lists and scalars, each of which knows
 * where it was written. Anchors, aliases, tags, several documents and keys that are not
 * plain text have no place in a study file and are refused.
 */
#ifndef SPACE_YAML_H
#define SPACE_YAML_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_type type;
	struct place at;
	char *text; /* of a scalar; "" when nothing is written */
	bool plain; /* a scalar without quotes: may mean a number, true, false or null */
	struct yaml_item *items; /* of a list or a map, in the order written */
	size_t n, cap;
};

struct yaml_item {
	char *key;	 /* NULL in a list */
	struct place at; /* of the key */
	struct yaml *node;
};

/*
 * Reads a file of at most 1 MiB. NULL with one line in err, usage set. path is borrowed
 * by every place in the tree. text: NULL, or it gets what is in the file, to be freed.
 */
struct yaml *yaml_read(const char *path, char **text, struct error *err);
/* The same for text from elsewhere: every place in the tree is `at`. */
struct yaml *yaml_parse(const char *text, struct place at, struct error *err);
void yaml_free(struct yaml *y);

/* The value under key, or NULL when there is none or y is no map. */
struct yaml *yaml_find(const struct yaml *y, const char *key);
/* Sets the value under key; takes node. The key's place is that of the node. */
void yaml_put(struct yaml *map, const char *key, struct yaml *node);
/* Makes `scalar` the map {key: scalar}. */
void yaml_wrap(struct yaml *scalar, const char *key);
/* Puts key.a in the place of a map under key, {a: …}, and so on: knobs are single values. */
void yaml_flatten(struct yaml *map, const char *key);
/* A new and empty map. */
struct yaml *yaml_map(struct place at);
/* Whether it is null: nothing, ~ or null without quotes. */
bool yaml_is_null(const struct yaml *y);
/* "a list", "a map", "text", … for messages. */
const char *yaml_describe(const struct yaml *y);

#endif
