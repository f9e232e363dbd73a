/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tree is built from libfyaml's events, so that nothing later depends on the
 * library and a mistake is found before the rest of a hostile file is read. An alias
 * becomes a copy of what it stands for, so that every tree is one; NODES_MAX bounds what
 * a few lines of aliases of aliases can grow to.
 */
#include "config.h"

#include "studyfile/yaml_build.h"

#include <libfyaml.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define KEYS_MAX 10000 /* looking for duplicates is quadratic */
#define NODES_MAX 100000
#define MESSAGE_MAX 200
#define MERGE_TAG "tag:yaml.org,2002:merge"

struct anchor {
	char *name;
	const struct yaml *node; /* in the tree, or among the dropped */
};

struct builder {
	const char *buf; /* the text being parsed */
	size_t len;
	struct place base; /* line 0: every place is this one */
	int line;	   /* of the last place, from 0, and where it starts: without */
	size_t start;	   /* these, a file of one long line would cost quadratic time */
	struct yaml *root;
	struct yaml *stack[YAML_DEPTH_MAX]; /* open maps and lists, borrowed from root */
	size_t depth, nodes;
	char *key; /* the key that waits for its value */
	struct place key_at;
	bool merge; /* the key is << */
	struct anchor *anchors;
	size_t n_anchors, anchors_cap;
	struct yaml *dropped; /* a list: no part of the tree, yet aliases may want it */
};

/* Columns count bytes, which libfyaml's do not. */
static struct place place_of(struct builder *b, const struct fy_mark *mark)
{
	struct place at = b->base;
	size_t pos;

	if (!at.line || !mark)
		return at;
	pos = mark->input_pos < b->len ? mark->input_pos : b->len;
	if (mark->line != b->line || pos < b->start) {
		b->line = mark->line;
		b->start = pos;
		while (b->start && b->buf[b->start - 1] != '\n' &&
			b->buf[b->start - 1] != '\r')
			b->start--;
	}
	at.line = mark->line + 1;
	at.col = (int)(pos - b->start) + 1;
	return at;
}

/* The place of a token whose mark is behind its sigil: an anchor, an alias, a quote. */
static struct place place_of_sigil(struct builder *b, const struct fy_mark *mark)
{
	struct place at = place_of(b, mark);

	at.col -= at.col > 1;
	return at;
}

static void drop(struct builder *b, struct yaml *node)
{
	if (!b->dropped)
		b->dropped = yaml_new(YAML_LIST, b->base);
	yaml_append(b->dropped, NULL, b->base, node);
}

/* One value more; `more` than that are too many. */
static int count_node(struct builder *b, struct place at, struct error *err)
{
	if (++b->nodes <= NODES_MAX)
		return 0;
	return error_at(err, at,
		"more than %d values, those of aliases counted; not a study file",
		NODES_MAX);
}

/*
 * Anchors and aliases.
 */

static char *token_text(struct fy_token *token)
{
	size_t len = 0;
	const char *text = fy_token_get_text(token, &len);

	return text ? xstrndup(text, len) : xstrdup("");
}

/* The last anchor of a name counts. */
static const struct yaml *find_anchor(const struct builder *b, const char *name)
{
	for (size_t i = b->n_anchors; i-- > 0;)
		if (!strcmp(b->anchors[i].name, name))
			return b->anchors[i].node;
	return NULL;
}

static void keep_anchor(
	struct builder *b, const struct fy_event *e, const struct yaml *node)
{
	struct fy_token *token = fy_event_get_anchor_token((struct fy_event *)e);

	if (!token)
		return;
	ARRAY_ROOM(b->anchors, b->n_anchors, b->anchors_cap);
	b->anchors[b->n_anchors++] = (struct anchor){token_text(token), node};
}

static bool is_open(const struct builder *b, const struct yaml *node)
{
	for (size_t i = 0; i < b->depth; i++)
		if (b->stack[i] == node)
			return true;
	return false;
}

/* A copy of y, which will be `depth` deep; NULL with err when that is too much. */
static struct yaml *copy(struct builder *b, const struct yaml *y, size_t depth,
	struct place at, struct error *err)
{
	struct yaml *to;

	if (count_node(b, at, err))
		return NULL;
	if (y->type != YAML_SCALAR && depth >= YAML_DEPTH_MAX) {
		error_at(err, at, YAML_TOO_DEEP, YAML_DEPTH_MAX);
		return NULL;
	}
	to = yaml_new(y->type, y->at);
	to->kind = y->kind;
	to->loose = y->loose;
	to->text = y->text ? xstrdup(y->text) : NULL;
	to->core = y->core ? xstrdup(y->core) : NULL;
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml_item *item = &y->items[i];
		struct yaml *node = copy(b, item->node, depth + 1, at, err);

		if (!node) {
			yaml_free(to);
			return NULL;
		}
		yaml_append(to, item->key ? xstrdup(item->key) : NULL, item->at, node);
	}
	return to;
}

/*
 * Maps and lists.
 */

/*
 * The value belongs to what is open: the map whose key waits, the list, or the document.
 * Of a key that is there twice the last value counts, in the place of the first.
 */
static void attach(struct builder *b, struct yaml *node)
{
	struct yaml *to = b->depth ? b->stack[b->depth - 1] : NULL;
	struct yaml_item *twin = b->key && !b->merge ? yaml_item(to, b->key) : NULL;

	if (!to) {
		b->root = node;
	} else if (twin && !twin->merge) {
		free(b->key);
		drop(b, twin->node);
		twin->node = node;
		twin->at = b->key_at;
		twin->repeated = true;
	} else {
		yaml_append(to, b->key, b->key_at, node);
		to->items[to->n - 1].merge = b->merge;
	}
	b->key = NULL;
	b->merge = false;
}

static bool key_is_due(const struct builder *b)
{
	return b->depth && b->stack[b->depth - 1]->type == YAML_MAP && !b->key;
}

static int take_key(
	struct builder *b, char *text, struct place at, bool merge, struct error *err)
{
	if (b->stack[b->depth - 1]->n >= KEYS_MAX) {
		free(text);
		return error_at(err, at, "a map of more than %d keys; not a study file",
			KEYS_MAX);
	}
	b->key = text;
	b->key_at = at;
	b->merge = merge;
	return 0;
}

/* Lays copies of the items of `from` over those of `to`. */
static int merge_map(struct builder *b, struct yaml *to, const struct yaml *from,
	struct place at, struct error *err)
{
	if (from->type != YAML_MAP)
		return error_at(err, at,
			"<< cannot be %s; it must be a map or a list of maps",
			from->type == YAML_LIST ? "a list of lists"
						: yaml_describe(from));
	for (size_t i = 0; i < from->n; i++) {
		const struct yaml_item *item = &from->items[i];
		struct yaml_item *twin = yaml_item(to, item->key);
		struct yaml *node = copy(b, item->node, b->depth, at, err);

		if (!node)
			return -1;
		if (!twin) {
			yaml_append(to, xstrdup(item->key), item->at, node);
			continue;
		}
		yaml_free(twin->node); /* a copy, which no alias knows */
		twin->node = node;
		twin->at = item->at;
	}
	return 0;
}

/* Of a list of maps the first one has the say. */
static int merge_value(struct builder *b, struct yaml *to, const struct yaml_item *item,
	struct error *err)
{
	const struct yaml *from = item->node;

	if (from->type != YAML_LIST)
		return merge_map(b, to, from, item->at, err);
	for (size_t i = from->n; i-- > 0;)
		if (merge_map(b, to, from->items[i].node, item->at, err))
			return -1;
	return 0;
}

/* What a map merges comes first, and its own items are laid over that. */
static int merge_all(struct builder *b, struct yaml *map, struct error *err)
{
	struct yaml all = {.type = YAML_MAP}, own = *map;
	bool merges = false;
	int rc = 0;

	for (size_t i = 0; !rc && i < own.n; i++) {
		merges |= own.items[i].merge;
		if (own.items[i].merge)
			rc = merge_value(b, &all, &own.items[i], err);
	}
	if (!merges)
		return 0;
	for (size_t i = 0; i < own.n; i++) {
		struct yaml_item *item = &own.items[i];
		struct yaml_item *twin = yaml_item(&all, item->key);

		if (item->merge) {
			free(item->key);
			drop(b, item->node);
		} else if (twin) {
			free(item->key);
			yaml_free(twin->node);
			twin->node = item->node;
			twin->at = item->at;
			twin->repeated = item->repeated;
		} else {
			yaml_append(&all, item->key, item->at, item->node);
			all.items[all.n - 1].repeated = item->repeated;
		}
	}
	free(own.items);
	map->items = all.items;
	map->n = all.n;
	map->cap = all.cap;
	return rc;
}

/*
 * Events.
 */

static bool is_quoted(struct fy_token *token)
{
	enum fy_scalar_style style = fy_token_scalar_style(token);

	return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

static int refuse_tag(struct builder *b, struct fy_token *tag, const char *text,
	const struct yaml *node, struct error *err)
{
	struct place at = place_of(b, fy_token_start_mark(tag));
	static const char core[] = "tag:yaml.org,2002:";
	bool ours = !strncmp(text, core, strlen(core));

	if (ours)
		text += strlen(core);
	if (ours && node &&
		(!strcmp(text, "int") || !strcmp(text, "float") || !strcmp(text, "bool")))
		return error_at(err, at, "'%.60s' cannot be !!%s", node->text, text);
	return error_at(err, at,
		"tag %s%.60s means nothing here; !!str, !!int, !!float, !!bool, "
		"!!null, !!seq and !!map do",
		ours ? "!!" : "", text);
}

static int read_scalar(
	struct builder *b, struct fy_event *e, struct yaml *node, struct error *err)
{
	struct fy_token *token = fy_event_get_token(e), *tag = fy_event_get_tag_token(e);
	size_t len = 0;
	const char *text = token ? fy_token_get_text(token, &len) : "";
	char *name;
	int rc = 0;

	if (!text)
		return error_at(err, node->at, "not a value that can be read");
	if (memchr(text, '\0', len))
		return error_at(err, node->at, "a NUL character; not a study file");
	node->text = xstrndup(text, len);
	if (!tag) {
		bool plain = !token || fy_token_scalar_style(token) == FYSS_PLAIN;

		return yaml_resolve(node, plain ? NULL : "!");
	}
	name = token_text(tag);
	/* PyYAML takes ! for no tag, where YAML takes it for text */
	if (yaml_resolve(node, strcmp(name, "!") ? name : NULL) &&
		strcmp(name, MERGE_TAG))
		rc = refuse_tag(b, tag, name, node, err);
	free(name);
	return rc;
}

/* << without quotes, or by its tag. */
static bool is_merge(struct fy_event *e, const struct yaml *node)
{
	struct fy_token *token = fy_event_get_token(e), *tag = fy_event_get_tag_token(e);
	char *name = tag ? token_text(tag) : NULL;
	bool merge = name ? !strcmp(name, MERGE_TAG)
			  : token && fy_token_scalar_style(token) == FYSS_PLAIN &&
				     !strcmp(node->text, "<<");

	free(name);
	return merge;
}

static int take_scalar(
	struct builder *b, struct fy_event *e, struct place at, struct error *err)
{
	struct yaml *node = yaml_new(YAML_SCALAR, at);
	bool is_key = key_is_due(b);

	if (is_key)
		drop(b, node);
	else
		attach(b, node);
	if (read_scalar(b, e, node, err))
		return -1;
	keep_anchor(b, e, node);
	return is_key ? take_key(b, xstrdup(node->text), at, is_merge(e, node), err) : 0;
}

static int take_open(struct builder *b, struct fy_event *e, enum yaml_type type,
	struct place at, struct error *err)
{
	struct fy_token *tag = fy_event_get_tag_token(e);
	char *name = tag ? token_text(tag) : NULL;
	bool known = !name || !strcmp(name, "!") ||
		     !strcmp(name, type == YAML_MAP ? "tag:yaml.org,2002:map"
						    : "tag:yaml.org,2002:seq");
	struct yaml *node;

	if (!known)
		refuse_tag(b, tag, name, NULL, err);
	free(name);
	if (!known)
		return -1;
	if (key_is_due(b))
		return error_at(err, at, "a key must be plain text");
	if (b->depth == YAML_DEPTH_MAX)
		return error_at(err, at, YAML_TOO_DEEP, YAML_DEPTH_MAX);
	node = yaml_new(type, at);
	attach(b, node);
	keep_anchor(b, e, node);
	b->stack[b->depth++] = node;
	return 0;
}

static int take_alias(struct builder *b, struct fy_event *e, struct error *err)
{
	struct place at = place_of_sigil(b, fy_event_start_mark(e));
	char *name = token_text(fy_event_get_token(e));
	const struct yaml *to = find_anchor(b, name);
	struct yaml *node;
	int rc = 0;

	if (!to)
		rc = error_at(err, at, "alias *%.60s has no anchor above it", name);
	else if (is_open(b, to))
		rc = error_at(
			err, at, "alias *%.60s is inside of what it stands for", name);
	else if (key_is_due(b) && to->type != YAML_SCALAR)
		rc = error_at(err, at, "a key must be plain text");
	free(name);
	if (rc)
		return rc;
	if (key_is_due(b))
		return take_key(b, xstrdup(to->text), at, false, err);
	node = copy(b, to, b->depth, at, err);
	if (!node)
		return -1;
	attach(b, node);
	return 0;
}

static int take_event(struct builder *b, struct fy_event *e, struct error *err)
{
	struct fy_token *token = fy_event_get_token(e);
	struct place at = place_of(b, fy_event_start_mark(e));

	if (!token && b->depth) /* nothing is written there */
		at = b->key ? b->key_at : b->stack[b->depth - 1]->at;
	if (token && is_quoted(token))
		at = place_of_sigil(b, fy_event_start_mark(e));
	switch (e->type) {
	case FYET_SCALAR:
		return count_node(b, at, err) ? -1 : take_scalar(b, e, at, err);
	case FYET_MAPPING_START:
		return count_node(b, at, err) ? -1 : take_open(b, e, YAML_MAP, at, err);
	case FYET_SEQUENCE_START:
		return count_node(b, at, err) ? -1 : take_open(b, e, YAML_LIST, at, err);
	case FYET_MAPPING_END:
		return merge_all(b, b->stack[--b->depth], err);
	case FYET_SEQUENCE_END:
		b->depth--;
		return 0;
	case FYET_ALIAS:
		return take_alias(b, e, err);
	case FYET_DOCUMENT_START:
		if (b->root)
			return error_at(
				err, at, "a second document; a study file has one");
		return 0;
	default:
		return 0;
	}
}

/* libfyaml speaks through its collected diagnostics only, and never to a stream. */
static void swallow(struct fy_diag *diag, void *user, const char *buf, size_t len)
{
	(void)diag;
	(void)user;
	(void)buf;
	(void)len;
}

static int syntax_error(struct builder *b, struct fy_diag *diag, struct error *err)
{
	struct place at = b->base;
	struct fy_diag_error *e;
	void *prev = NULL;

	while ((e = fy_diag_errors_iterate(diag, &prev))) {
		if (e->type != FYET_ERROR)
			continue;
		if (at.line && e->fyt)
			at = place_of(b, fy_token_start_mark(e->fyt));
		else if (at.line && e->line > 0)
			at = (struct place){at.file, e->line, e->column};
		if (strstr(e->msg, "tab "))
			return error_at(
				err, at, "not YAML: a tab cannot indent; use spaces");
		return error_at(err, at, "not YAML: %.*s", MESSAGE_MAX, e->msg);
	}
	return error_at(err, at, "not YAML");
}

static void builder_release(struct builder *b)
{
	for (size_t i = 0; i < b->n_anchors; i++)
		free(b->anchors[i].name);
	free(b->anchors);
	yaml_free(b->dropped);
	free(b->key);
}

/* Closing brackets may stand as far left as their key: the sloppy indentation. */
static int parse(struct builder *b, struct error *err)
{
	struct fy_diag_cfg quiet;
	struct fy_diag *diag;
	struct fy_parser *parser;
	struct fy_event *e;
	bool ended = false;
	int failed = 0;

	fy_diag_cfg_default(&quiet);
	quiet.fp = NULL;
	quiet.output_fn = swallow;
	quiet.colorize = false;
	diag = fy_diag_create(&quiet);
	fy_diag_set_collect_errors(diag, true);
	parser = fy_parser_create(&(struct fy_parse_cfg){
		.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE |
			 FYPCF_SLOPPY_FLOW_INDENTATION,
		.diag = diag});
	if (!parser || fy_parser_set_string(parser, b->buf, b->len))
		failed = error_set(err, "libfyaml cannot start");
	while (!failed && !ended && (e = fy_parser_parse(parser))) {
		ended = e->type == FYET_STREAM_END;
		failed = take_event(b, e, err);
		fy_parser_event_free(parser, e);
	}
	if (!failed && !ended)
		failed = syntax_error(b, diag, err);
	if (parser)
		fy_parser_destroy(parser);
	fy_diag_destroy(diag);
	return failed;
}

struct yaml *yaml_build(
	const char *text, size_t len, struct place base, struct error *err)
{
	struct builder b = {.buf = text, .len = len, .base = base};
	int failed = parse(&b, err);

	builder_release(&b);
	if (failed) {
		yaml_free(b.root);
		return NULL;
	}
	if (!b.root) { /* nothing is written */
		b.root = yaml_text("", base);
		yaml_resolve(b.root, NULL);
	}
	return b.root;
}

const char *yaml_library(void)
{
	return fy_library_version();
}
