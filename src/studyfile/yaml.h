/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML as a study file needs it: a tree of maps, lists and scalars, each of which knows
 * where it was written. Plain scalars, tags, anchors, aliases and merge keys (<<) mean
 * what they mean to PyYAML's safe_load(), which reads the sweep files of W&B; and a plain
 * number with an exponent or a point is one, as in YAML 1.2 (1e-5, -.5).
 */
#ifndef STUDYFILE_YAML_H
#define STUDYFILE_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAP };
enum yaml_kind { YAML_TEXT, YAML_NULL, YAML_BOOL, YAML_INT, YAML_REAL };

struct yaml {
	enum yaml_type type;
	struct place at;
	char *text; /* of a scalar, as written; "" when nothing is */
	enum yaml_kind kind; /* of a scalar */
	bool loose;	     /* a number by YAML 1.2, for PyYAML it is text */
	/* BOOL, INT, REAL: "true", "-17" (of any length), "1e-05", "Infinity"; or NULL */
	char *core;
	struct yaml_item *items; /* of a list or a map, in the order written */
	size_t n, cap;
};

struct yaml_item {
	char *key;	 /* NULL in a list */
	struct place at; /* of the key */
	struct yaml *node;
	bool merge;    /* while the map is being read: its key is << */
	bool repeated; /* the key was there before, and this one is the last */
};

void yaml_free(struct yaml *y);

/*
 * Sets kind and core of a scalar from its text; tag: NULL for a plain one, "!" for one in
 * quotes, or a tag of YAML's own such as "tag:yaml.org,2002:float". -1 when the text is
 * none of what the tag says, or there is no such tag.
 */
int yaml_resolve(struct yaml *scalar, const char *tag);

/* The value under key, or NULL when there is none or y is no map. */
struct yaml *yaml_find(const struct yaml *y, const char *key);
/* Sets the value under key; takes node. The key's place is that of the node. */
void yaml_put(struct yaml *map, const char *key, struct yaml *node);
/* Takes the value under key out of the map; NULL when there is none. */
struct yaml *yaml_take(struct yaml *map, const char *key);
/* Makes `scalar` the map {key: scalar}. */
void yaml_wrap(struct yaml *scalar, const char *key);
/* Puts key.a in the place of a map under key, {a: …}, and so on: knobs are single values. */
void yaml_flatten(struct yaml *map, const char *key);
/* A new and empty map, and a new text. */
struct yaml *yaml_map(struct place at);
struct yaml *yaml_text(const char *text, struct place at);
/* Whether it is null: nothing, ~ or null without quotes. */
bool yaml_is_null(const struct yaml *y);
/* "a list", "a map", "text", …, for messages. */
const char *yaml_describe(const struct yaml *y);

/* For building trees: a new node, and one item more; takes key and node. */
struct yaml *yaml_new(enum yaml_type type, struct place at);
void yaml_append(struct yaml *to, char *key, struct place at, struct yaml *node);
/* The item of that key, or NULL. */
struct yaml_item *yaml_item(const struct yaml *y, const char *key);

#endif
