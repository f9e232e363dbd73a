/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "studyfile/section.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53: beyond, doubles skip whole numbers */

/*
 * Single values.
 */

/* As JSON with Python's blanks; reals have a point or an exponent, or are Infinity. */
static void add_json(const struct yaml *y, struct strbuf *out)
{
	if (y->type == YAML_SCALAR && y->kind == YAML_TEXT)
		strbuf_add_json(out, y->text);
	else if (y->type == YAML_SCALAR)
		strbuf_adds(out, y->core ? y->core : "null");
	if (y->type == YAML_SCALAR)
		return;
	strbuf_addch(out, y->type == YAML_LIST ? '[' : '{');
	for (size_t i = 0; i < y->n; i++) {
		strbuf_adds(out, i ? ", " : "");
		if (y->items[i].key) {
			strbuf_add_json(out, y->items[i].key);
			strbuf_adds(out, ": ");
		}
		add_json(y->items[i].node, out);
	}
	strbuf_addch(out, y->type == YAML_LIST ? ']' : '}');
}

struct value section_value(const struct yaml *y)
{
	static const enum value_kind kinds[] = {[YAML_TEXT] = VALUE_TEXT,
		[YAML_NULL] = VALUE_NULL,
		[YAML_BOOL] = VALUE_BOOL,
		[YAML_INT] = VALUE_INT,
		[YAML_REAL] = VALUE_REAL};
	struct value v = {.kind = VALUE_JSON};
	struct strbuf json;

	if (y->type == YAML_SCALAR) {
		v.kind = kinds[y->kind];
		if (v.kind == VALUE_BOOL)
			v.number = *y->core == 't';
		else if (y->core)
			v.number = strtod(y->core, NULL);
		if (v.kind == VALUE_INT ? fabs(v.number) >= WHOLE_MAX : !isfinite(v.number))
			v.kind = VALUE_JSON;
	}
	if (v.kind == VALUE_TEXT)
		v.text = xstrdup(y->text);
	if (v.kind == VALUE_JSON) {
		strbuf_init(&json);
		add_json(y, &json);
		v.number = 0;
		v.text = strbuf_detach(&json);
	}
	return v;
}

/*
 * Knobs.
 */

const char *section_text(const struct knob *row, const struct yaml *y)
{
	bool typed = row->type == KNOB_INT || row->type == KNOB_REAL ||
		     row->type == KNOB_BOOL;

	return typed && y->core ? y->core : y->text;
}

int section_number(const struct knob *row, const struct yaml *y, double *number,
	struct error *err)
{
	struct error ignored;
	char allowed[512];

	if (y->type == YAML_SCALAR &&
		!knob_parse(row, section_text(row, y), number, y->at, &ignored))
		return 0;
	if (y->type == YAML_SCALAR && !yaml_is_null(y))
		return knob_refuse(row, y->text, y->at, err);
	knob_allowed(row, allowed, sizeof(allowed));
	return error_at(err, y->at, "%s cannot be %s; it must be %s", row->name,
		yaml_describe(y), allowed);
}

int section_is_map(const struct yaml *y, const char *what, struct error *err)
{
	if (y->type == YAML_MAP)
		return 0;
	return error_at(err, y->at, "%s cannot be %s; it must be a map of keys", what,
		yaml_describe(y));
}

int section_keys(const struct yaml *map, const char *noun, const char *const *known,
	size_t n, struct error *err)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_item *item = &map->items[i];
		size_t k = 0;

		while (k < n && strcmp(item->key, known[k]))
			k++;
		if (k == n)
			return unknown_name(
				err, item->at, "key", item->key, noun, known, n);
	}
	return 0;
}

/* [3, 11, 33] as "3,11,33". */
static int set_list(struct knobs *k, const char *noun, const struct yaml_item *item,
	struct error *err)
{
	struct strbuf text = STRBUF_INIT;
	int rc = 0;

	for (size_t i = 0; !rc && i < item->node->n; i++) {
		const struct yaml *y = item->node->items[i].node;

		if (y->type != YAML_SCALAR)
			rc = error_at(err, y->at, "%s cannot have %s in it", item->key,
				yaml_describe(y));
		else
			strbuf_addf(&text, "%s%s", i ? "," : "",
				y->core ? y->core : y->text);
	}
	if (!rc)
		rc = knobs_set(k, noun, item->key, text.buf, item->node->at, err);
	strbuf_release(&text);
	return rc;
}

int section_knob(struct knobs *k, const char *noun, const struct yaml_item *item,
	struct error *err)
{
	const struct knob *row = knob_find(k->rows, item->key);
	const struct yaml *y = item->node;
	double number;

	if (!row) /* the place is that of the key, not of its value */
		return knobs_set(k, noun, item->key, "", item->at, err);
	if (y->type == YAML_LIST && row->type == KNOB_LIST)
		return set_list(k, noun, item, err);
	if (section_number(row, y, &number, err))
		return -1;
	return knobs_set(k, noun, item->key, section_text(row, y), y->at, err);
}

int section_knobs(struct knobs *k, const struct knob *rows, const char *noun,
	const struct yaml *map, struct error *err)
{
	knobs_init(k, rows, map->at);
	if (section_is_map(map, noun, err))
		return -1;
	for (size_t i = 0; i < map->n; i++)
		if (section_knob(k, noun, &map->items[i], err))
			return -1;
	return 0;
}

/*
 * Choices.
 */

/*
 * --set scheduler.name=asha over a section that was written for another kind: what the
 * new one does not have is dropped, unless it was itself set so.
 */
static bool is_overridden(const struct yaml *name, const struct yaml_item *item)
{
	return !name->at.line && item->at.line;
}

static int choice_knobs(struct choice *c, const struct family *f, const struct yaml *map,
	const struct yaml *name, struct error *err)
{
	char noun[128];

	snprintf(noun, sizeof(noun), "%s %s", f->noun, c->kind->name);
	for (size_t i = 0; i < map->n; i++) {
		const struct yaml_item *item = &map->items[i];

		if (item->node == name)
			continue;
		if (!knob_find(c->kind->knobs, item->key) && is_overridden(name, item))
			continue;
		if (section_knob(&c->knobs, noun, item, err))
			return -1;
	}
	return 0;
}

int section_choice(struct choice *c, const struct family *f, const struct kind *fallback,
	const char *name_key, const struct yaml *y, struct place at, struct error *err)
{
	const struct yaml *name = y;

	*c = (struct choice){0};
	if (!y) {
		c->kind = fallback;
		knobs_init(&c->knobs, fallback->knobs, at);
		return 0;
	}
	if (y->type == YAML_LIST)
		return error_at(err, y->at, "a list; it must be a %s, or {%s: …, …}",
			f->noun, name_key);
	if (y->type == YAML_MAP)
		name = yaml_find(y, name_key);
	if (!name)
		return error_at(
			err, y->at, "which %s? '%s' is missing", f->noun, name_key);
	if (name->type != YAML_SCALAR || yaml_is_null(name))
		return error_at(err, name->at,
			"%s cannot be %s; it must be the name of a %s", name_key,
			yaml_describe(name), f->noun);
	c->kind = family_find(f, name->text);
	if (!c->kind)
		return unknown_kind(err, name->at, name->text, f);
	knobs_init(&c->knobs, c->kind->knobs, y->at);
	return y == name ? 0 : choice_knobs(c, f, y, name, err);
}
