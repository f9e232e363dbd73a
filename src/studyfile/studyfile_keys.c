/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "studyfile/studyfile_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/studyfile_parts.h"
#include "studyfile/yaml_file.h"

static struct studyfile_key *find(const struct studyfile_keys *k, const char *path)
{
	for (size_t i = 0; i < k->n; i++)
		if (!strcmp(k->items[i].path, path))
			return &k->items[i];
	return NULL;
}

void studyfile_keys_set(struct studyfile_keys *k, const char *path, const char *value)
{
	struct studyfile_key *there = find(k, path);

	if (there) {
		free(there->value);
		there->value = xstrdup(value);
		return;
	}
	ARRAY_ROOM(k->items, k->n, k->cap);
	k->items[k->n++] = (struct studyfile_key){xstrdup(path), xstrdup(value)};
}

const char *studyfile_keys_get(const struct studyfile_keys *k, const char *path)
{
	const struct studyfile_key *there = find(k, path);

	return there ? there->value : NULL;
}

void studyfile_keys_drop(struct studyfile_keys *k, const char *path)
{
	size_t len = strlen(path), n = 0;

	for (size_t i = 0; i < k->n; i++) {
		struct studyfile_key *key = &k->items[i];

		if (!strncmp(key->path, path, len) &&
			(!key->path[len] || key->path[len] == '.')) {
			free(key->path);
			free(key->value);
		} else {
			k->items[n++] = *key;
		}
	}
	k->n = n;
}

/* A scalar as it was written; a list in its brackets. */
static void add_value(const struct yaml *y, struct strbuf *out)
{
	if (y->type == YAML_SCALAR) {
		strbuf_adds(out, y->core && !y->loose ? y->core : y->text);
		return;
	}
	strbuf_addch(out, y->type == YAML_LIST ? '[' : '{');
	for (size_t i = 0; i < y->n; i++) {
		if (i)
			strbuf_adds(out, ", ");
		if (y->items[i].key)
			strbuf_addf(out, "%s: ", y->items[i].key);
		add_value(y->items[i].node, out);
	}
	strbuf_addch(out, y->type == YAML_LIST ? ']' : '}');
}

/* The section under a key may be a plain name. */
static void add_keys(struct studyfile_keys *k, const struct yaml *map, const char *prefix)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_item *item = &map->items[i];
		struct strbuf path = STRBUF_INIT, value = STRBUF_INIT;

		strbuf_addf(&path, "%s%s%s", prefix, *prefix ? "." : "", item->key);
		if (item->node->type == YAML_MAP && item->node->n) {
			add_keys(k, item->node, path.buf);
		} else {
			const char *name = *prefix ? NULL : studyfile_name_key(item->key);

			if (name && item->node->type == YAML_SCALAR)
				strbuf_addf(&path, ".%s", name);
			add_value(item->node, &value);
			studyfile_keys_set(k, path.buf, value.buf);
		}
		strbuf_release(&path);
		strbuf_release(&value);
	}
}

int studyfile_keys_read(struct studyfile_keys *k, const char *text,
	const char *const *overrides, size_t n_overrides, struct error *err)
{
	struct studyfile sf = {.texts = xcalloc(n_overrides + 1, sizeof(*sf.texts))};
	struct yaml *root = yaml_parse(text, (struct place){0}, err);
	int rc = root ? 0 : -1;

	for (size_t i = 0; i < n_overrides && !rc; i++)
		rc = studyfile_override(&sf, root, overrides[i], err);
	if (!rc && root->type == YAML_MAP)
		add_keys(k, root, "");
	yaml_free(root);
	for (size_t i = 0; i < sf.n_texts; i++)
		free(sf.texts[i]);
	free(sf.texts);
	return rc;
}

void studyfile_keys_release(struct studyfile_keys *k)
{
	for (size_t i = 0; i < k->n; i++) {
		free(k->items[i].path);
		free(k->items[i].value);
	}
	free(k->items);
	*k = (struct studyfile_keys){0};
}
