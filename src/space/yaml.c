/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/yaml.h"

#include "base/strbuf.h"
#include "base/xalloc.h"

#include <errno.h>
#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define FILE_MAX ((size_t)1 << 20)
#define DEPTH_MAX 32   /* so that recursion over a tree is harmless */
#define KEYS_MAX 10000 /* looking for duplicates is quadratic */
#define NODES_MAX 100000
#define MESSAGE_MAX 200
#define TOO_DEEP "nested more than %d deep; not a study file"
/* libfyaml takes 300 bytes for each open bracket before it says anything. */
#define BRACKETS_MAX 1000

/*
 * The tree is built from libfyaml's events, so that nothing later depends on the
 * library and a mistake is found before the rest of a hostile file is read.
 */
struct builder {
	const char *buf; /* the text being parsed */
	size_t len;
	struct place base; /* line 0: every place is this one */
	int line;	   /* of the last place, from 0, and where it starts: without */
	size_t start;	   /* these, a file of one long line would cost quadratic time */
	struct yaml *root;
	struct yaml *stack[DEPTH_MAX]; /* open maps and lists, borrowed from root */
	size_t depth, nodes;
	char *key; /* the key that waits for its value */
	struct place key_at;
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

static struct yaml *node_new(enum yaml_type type, struct place at)
{
	struct yaml *y = xcalloc(1, sizeof(*y));

	y->type = type;
	y->at = at;
	return y;
}

struct yaml *yaml_map(struct place at)
{
	return node_new(YAML_MAP, at);
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
	free(y);
}

static void append(struct yaml *to, char *key, struct place at, struct yaml *node)
{
	ARRAY_ROOM(to->items, to->n, to->cap);
	to->items[to->n++] = (struct yaml_item){.key = key, .at = at, .node = node};
}

static struct yaml_item *item_find(const struct yaml *y, const char *key)
{
	for (size_t i = 0; y && y->type == YAML_MAP && i < y->n; i++)
		if (!strcmp(y->items[i].key, key))
			return &y->items[i];
	return NULL;
}

struct yaml *yaml_find(const struct yaml *y, const char *key)
{
	struct yaml_item *item = item_find(y, key);

	return item ? item->node : NULL;
}

void yaml_put(struct yaml *map, const char *key, struct yaml *node)
{
	struct yaml_item *item = item_find(map, key);

	if (!item) {
		append(map, xstrdup(key), node->at, node);
		return;
	}
	yaml_free(item->node);
	item->node = node;
	item->at = node->at;
}

void yaml_wrap(struct yaml *scalar, const char *key)
{
	struct yaml *inner = node_new(YAML_SCALAR, scalar->at);

	inner->text = scalar->text;
	inner->plain = scalar->plain;
	scalar->type = YAML_MAP;
	scalar->text = NULL;
	append(scalar, xstrdup(key), scalar->at, inner);
}

void yaml_flatten(struct yaml *map, const char *key)
{
	struct yaml_item *item = item_find(map, key);
	struct yaml *inner = item ? item->node : NULL;

	if (!inner || inner->type != YAML_MAP)
		return;
	free(item->key);
	memmove(item, item + 1, (size_t)(map->items + --map->n - item) * sizeof(*item));
	for (size_t i = 0; i < inner->n; i++) {
		struct strbuf name;

		strbuf_init(&name);
		strbuf_addf(&name, "%s.%s", key, inner->items[i].key);
		append(map, strbuf_detach(&name), inner->items[i].at,
			inner->items[i].node);
		free(inner->items[i].key);
	}
	inner->n = 0;
	yaml_free(inner);
}

bool yaml_is_null(const struct yaml *y)
{
	static const char *const words[] = {"", "~", "null", "Null", "NULL"};

	if (y->type != YAML_SCALAR || !y->plain)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(y->text, words[i]))
			return true;
	return false;
}

const char *yaml_describe(const struct yaml *y)
{
	if (y->type == YAML_LIST)
		return "a list";
	if (y->type == YAML_MAP)
		return "a map";
	return yaml_is_null(y) ? "nothing" : "a single value";
}

/*
 * Building.
 */

/* The value belongs to what is open: the map whose key waits, the list, or the document. */
static void attach(struct builder *b, struct yaml *node)
{
	if (!b->depth)
		b->root = node;
	else
		append(b->stack[b->depth - 1], b->key, b->key_at, node);
	b->key = NULL;
}

static bool key_is_due(const struct builder *b)
{
	return b->depth && b->stack[b->depth - 1]->type == YAML_MAP && !b->key;
}

static int take_key(struct builder *b, char *text, struct place at, struct error *err)
{
	const struct yaml *map = b->stack[b->depth - 1];
	const struct yaml_item *first = item_find(map, text);

	if (first || map->n >= KEYS_MAX) {
		if (!first)
			error_at(err, at, "a map of more than %d keys; not a study file",
				KEYS_MAX);
		else if (first->at.line)
			error_at(err, at,
				"key '%.60s' is there twice; it is first in line %d",
				text, first->at.line);
		else
			error_at(err, at, "key '%.60s' is there twice", text);
		free(text);
		return -1;
	}
	b->key = text;
	b->key_at = at;
	return 0;
}

static int take_scalar(
	struct builder *b, struct fy_event *e, struct place at, struct error *err)
{
	struct fy_token *token = fy_event_get_token(e);
	size_t len = 0;
	const char *text = token ? fy_token_get_text(token, &len) : "";
	struct yaml *node;

	if (!text)
		return error_at(err, at, "not a value that can be read");
	if (memchr(text, '\0', len))
		return error_at(err, at, "a NUL character; not a study file");
	if (key_is_due(b))
		return take_key(b, xstrndup(text, len), at, err);
	node = node_new(YAML_SCALAR, at);
	node->text = xstrndup(text, len);
	node->plain = !token || fy_token_scalar_style(token) == FYSS_PLAIN;
	attach(b, node);
	return 0;
}

static int take_open(
	struct builder *b, enum yaml_type type, struct place at, struct error *err)
{
	struct yaml *node;

	if (key_is_due(b))
		return error_at(err, at, "a key must be plain text");
	if (b->depth == DEPTH_MAX)
		return error_at(err, at, TOO_DEEP, DEPTH_MAX);
	node = node_new(type, at);
	attach(b, node);
	b->stack[b->depth++] = node;
	return 0;
}

/* Anchors and tags; the marks of anchors and aliases are behind their sigil. */
static int refuse_extras(struct builder *b, struct fy_event *e, struct error *err)
{
	struct fy_token *anchor = fy_event_get_anchor_token(e);
	struct fy_token *tag = fy_event_get_tag_token(e);
	struct place at;

	if (!anchor && !tag)
		return 0;
	at = place_of(b, fy_token_start_mark(anchor ? anchor : tag));
	if (anchor && at.col > 1)
		at.col--;
	return error_at(err, at, "%s are not supported; %s", anchor ? "anchors" : "tags",
		anchor ? "write it out" : "leave it out");
}

static bool is_quoted(struct fy_token *token)
{
	enum fy_scalar_style style = fy_token_scalar_style(token);

	return style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
}

static int take_event(struct builder *b, struct fy_event *e, struct error *err)
{
	struct fy_token *token = fy_event_get_token(e);
	struct place at = place_of(b, fy_event_start_mark(e));

	if (!token && b->depth) /* nothing is written there */
		at = b->key ? b->key_at : b->stack[b->depth - 1]->at;
	if (token && at.col > 1 && is_quoted(token)) /* the mark is behind the quote */
		at.col--;
	switch (e->type) {
	case FYET_SCALAR:
	case FYET_MAPPING_START:
	case FYET_SEQUENCE_START:
		if (refuse_extras(b, e, err))
			return -1;
		if (++b->nodes > NODES_MAX)
			return error_at(err, at, "more than %d values; not a study file",
				NODES_MAX);
		if (e->type == FYET_SCALAR)
			return take_scalar(b, e, at, err);
		return take_open(
			b, e->type == FYET_MAPPING_START ? YAML_MAP : YAML_LIST, at, err);
	case FYET_MAPPING_END:
	case FYET_SEQUENCE_END:
		b->depth--;
		return 0;
	case FYET_ALIAS:
		at.col -= at.col > 1;
		return error_at(err, at, "aliases are not supported; write it out");
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

static struct yaml *build(struct builder *b, struct error *err)
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
		.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE,
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
	free(b->key);
	if (failed) {
		yaml_free(b->root);
		return NULL;
	}
	return b->root ? b->root : yaml_parse("~", b->base, err);
}

struct yaml *yaml_parse(const char *text, struct place at, struct error *err)
{
	struct builder b = {.buf = text, .len = strlen(text), .base = {.file = at.file}};

	return build(&b, err);
}

/*
 * Files.
 */

/* The length of the UTF-8 character at s, of n bytes, or 0 when it is none (RFC 3629). */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	size_t len = s[0] < 0x80		    ? 1
		     : s[0] >= 0xc2 && s[0] <= 0xdf ? 2
		     : s[0] >= 0xe0 && s[0] <= 0xef ? 3
		     : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
						    : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

/*
 * Only text goes to the parser, and no towers of brackets: those in comments and quotes
 * count too, which no file that means well will notice.
 */
static int check_text(const char *path, const char *buf, size_t len, struct error *err)
{
	struct place at = {.file = path, .line = 1, .col = 1};
	int open = 0;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		unsigned char c = (unsigned char)buf[i];

		n = utf8_length((const unsigned char *)buf + i, len - i);
		if (!n)
			return error_at(err, at, "byte 0x%02x is not UTF-8 text", c);
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return error_at(err, at, "byte 0x%02x is not text", c);
		open += c == '[' || c == '{';
		open -= open && (c == ']' || c == '}');
		if (open > BRACKETS_MAX)
			return error_at(err, at, TOO_DEEP, DEPTH_MAX);
		if (c == '\n') {
			at.line++;
			at.col = 1;
		} else {
			at.col += (int)n;
		}
	}
	return 0;
}

/* The whole file, NUL-terminated; free() it. */
static char *slurp(const char *path, size_t *len, struct error *err)
{
	struct place at = {.file = path};
	FILE *f = fopen(path, "rb");
	char *buf = NULL;
	struct stat st;

	*len = 0;
	if (!f || fstat(fileno(f), &st)) {
		error_at(err, at, "cannot be read: %s", strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		error_at(err, at, "is a directory; not a study file");
	} else if (S_ISREG(st.st_mode) && st.st_size > (off_t)FILE_MAX) {
		error_at(err, at, "is larger than 1 MiB; not a study file");
	} else {
		buf = xmalloc(FILE_MAX + 2);
		*len = fread(buf, 1, FILE_MAX + 1, f);
		buf[*len] = '\0';
		if (ferror(f))
			error_at(err, at, "cannot be read: %s", strerror(errno));
		else if (*len > FILE_MAX)
			error_at(err, at, "is larger than 1 MiB; not a study file");
		if (ferror(f) || *len > FILE_MAX) {
			free(buf);
			buf = NULL;
		}
	}
	if (f)
		fclose(f);
	return buf;
}

struct yaml *yaml_read(const char *path, char **text, struct error *err)
{
	struct yaml *root = NULL;
	size_t len;
	char *buf = slurp(path, &len, err);
	struct builder b = {.base = {.file = path, .line = 1, .col = 1}};

	if (!buf)
		return NULL;
	b.buf = buf;
	b.len = len;
	if (len >= 3 && !memcmp(buf, "\xef\xbb\xbf", 3)) { /* a byte order mark */
		b.buf += 3;
		b.len -= 3;
	}
	if (!check_text(path, b.buf, b.len, err))
		root = build(&b, err);
	if (root && text)
		*text = buf;
	else
		free(buf);
	return root;
}
