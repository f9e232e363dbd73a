/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/settings_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "studyfile/yaml_file.h"

static bool read_text(const char *path, struct strbuf *out)
{
	FILE *f = fopen(path, "re");
	char part[4096];
	size_t n;
	bool whole;

	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		strbuf_add(out, part, n);
	whole = !ferror(f);
	fclose(f);
	return whole;
}

bool settings_file_is_empty(const char *path)
{
	struct strbuf text = STRBUF_INIT;
	bool empty = true;

	if (access(path, F_OK) != 0)
		return true;
	if (!read_text(path, &text))
		empty = false; /* it is there: the reader will say what is wrong */
	for (const char *s = text.buf; empty && *s; s += strcspn(s, "\n")) {
		s += strspn(s, " \t\r\n");
		empty = !*s || *s == '#';
	}
	strbuf_release(&text);
	return empty;
}

/* A value in quotes: keys may be what YAML has other uses for. "K,F5" is a list. */
static void add_value(struct strbuf *out, const char *value, bool keys)
{
	bool list = keys && strlen(value) > 1 && strchr(value, ',');

	if (!keys) {
		strbuf_adds(out, value);
		return;
	}
	strbuf_adds(out, list ? "['" : "'");
	for (const char *s = value; *s; s++) {
		if (list && *s == ',' && s != value && s[1])
			strbuf_adds(out, "', '");
		else
			strbuf_addf(out, *s == '\'' ? "''" : "%c", *s);
	}
	strbuf_adds(out, list ? "']" : "'");
}

/* The item of a map, or NULL. */
static const struct yaml_item *item_of(const struct yaml *map, const char *key, size_t n)
{
	for (size_t i = 0; map && map->type == YAML_MAP && i < map->n; i++)
		if (strlen(map->items[i].key) == n &&
			strncmp(map->items[i].key, key, n) == 0)
			return &map->items[i];
	return NULL;
}

/* Where the change goes: a line that is replaced, or after which one is added. */
struct spot {
	int line; /* 0: a new one at the end */
	bool replace;
	int indent;
	bool heading; /* "keys:" goes before it */
};

static struct spot find_spot(const struct yaml *y, const char *key)
{
	const char *dot = strchr(key, '.');
	const struct yaml_item *top = item_of(y, key, dot ? (size_t)(dot - key) : strlen(key));
	const struct yaml_item *sub;

	if (!top)
		return (struct spot){.indent = dot ? 2 : 0, .heading = dot != NULL};
	if (!dot)
		return (struct spot){.line = top->at.line, .replace = true};
	sub = item_of(top->node, dot + 1, strlen(dot + 1));
	if (sub)
		return (struct spot){.line = sub->at.line,
			.replace = true,
			.indent = sub->at.col - 1};
	return (struct spot){.line = top->at.line,
		.indent = top->node->n ? top->node->items[0].at.col - 1 : 2};
}

static void add_line(
	struct strbuf *out, const struct spot *s, const char *key, const char *value)
{
	const char *dot = strchr(key, '.');

	if (s->heading)
		strbuf_addf(out, "%.*s:\n", (int)(dot - key), key);
	strbuf_addf(out, "%*s%s: ", s->indent, "", dot ? dot + 1 : key);
	add_value(out, value, dot != NULL);
	strbuf_addch(out, '\n');
}

static void edit(const struct strbuf *text, const struct spot *spot, const char *key,
	const char *value, struct strbuf *out)
{
	int line = 1;

	for (const char *s = text->buf; *s; line++) {
		size_t n = strcspn(s, "\n");

		if (line != spot->line || !spot->replace) {
			strbuf_add(out, s, n);
			strbuf_addch(out, '\n');
		}
		if (line == spot->line)
			add_line(out, spot, key, value);
		s += n + (s[n] == '\n');
	}
	if (!spot->line)
		add_line(out, spot, key, value);
}

int settings_file_edit(const char *path, const char *key, const char *value,
	struct strbuf *out, struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	struct yaml *y = NULL;
	struct spot spot;
	int rc = 0;

	if (!settings_file_is_empty(path)) {
		y = yaml_read(path, NULL, err);
		rc = y ? 0 : -1;
	}
	if (!rc && access(path, F_OK) == 0 && !read_text(path, &text))
		rc = error_usage(err, "%s: %s", path, strerror(errno));
	if (!rc) {
		spot = find_spot(y, key);
		edit(&text, &spot, key, value, out);
	}
	yaml_free(y);
	strbuf_release(&text);
	return rc;
}

static void make_folders(const char *path)
{
	char *copy = xstrdup(path);

	for (char *s = copy + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		mkdir(copy, 0777); /* what fails here shows when the file is opened */
		*s = '/';
	}
	free(copy);
}

int settings_file_write(const char *path, const struct strbuf *text, struct error *err)
{
	struct strbuf part = STRBUF_INIT;
	FILE *f;
	bool whole;

	strbuf_addf(&part, "%s.new", path);
	make_folders(path);
	f = fopen(part.buf, "we");
	whole = f && fwrite(text->buf, 1, text->len, f) == text->len;
	whole = f && fflush(f) == 0 && fsync(fileno(f)) == 0 && whole;
	if (f && fclose(f) != 0)
		whole = false;
	whole = whole && rename(part.buf, path) == 0;
	if (!whole) {
		error_usage(err, "%s: %s", path, strerror(errno));
		if (f)
			unlink(part.buf);
	}
	strbuf_release(&part);
	return whole ? 0 : -1;
}
