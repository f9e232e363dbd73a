/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/section.h"

#include "base/strbuf.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE_MAX 9007199254740992.0 /* 2^53: beyond, doubles skip whole numbers */

/*
 * Single values, as the core schema of YAML 1.2 reads them (decimal numbers only).
 */

static const char *skip_digits(const char *s)
{
	while (isdigit((unsigned char)*s))
		s++;
	return s;
}

enum number { NUMBER_NOT, NUMBER_WHOLE, NUMBER_REAL };

static enum number number_form(const char *s)
{
	const char *digits, *end;
	size_t n;

	s += *s == '-' || *s == '+';
	digits = s;
	s = skip_digits(s);
	n = (size_t)(s - digits);
	if (!*s)
		return n ? NUMBER_WHOLE : NUMBER_NOT;
	if (*s == '.') {
		end = skip_digits(s + 1);
		n += (size_t)(end - s - 1);
		s = end;
	}
	if (!n)
		return NUMBER_NOT;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '-' || *s == '+';
		end = skip_digits(s);
		if (end == s)
			return NUMBER_NOT;
		s = end;
	}
	return *s ? NUMBER_NOT : NUMBER_REAL;
}

static bool is_word(const char *text, const char *words)
{
	size_t len = strlen(text);

	for (; *words; words += strspn(words, " ")) {
		size_t n = strcspn(words, " ");

		if (n == len && !memcmp(text, words, n))
			return true;
		words += n;
	}
	return false;
}

int section_value(const struct yaml *y, struct value *v, struct error *err)
{
	enum number form;

	if (y->type != YAML_SCALAR)
		return error_at(
			err, y->at, "%s where a single value must be", yaml_describe(y));
	*v = (struct value){.kind = VALUE_TEXT, .text = y->text};
	if (!y->plain)
		return 0;
	if (yaml_is_null(y)) {
		*v = (struct value){.kind = VALUE_NULL};
		return 0;
	}
	if (is_word(y->text, "true True TRUE") || is_word(y->text, "false False FALSE")) {
		*v = (struct value){
			.kind = VALUE_BOOL, .number = tolower(*y->text) == 't'};
		return 0;
	}
	if (is_word(y->text,
		    ".nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf "
		    "-.INF"))
		return error_at(err, y->at, "%s is not a number to search with", y->text);
	form = number_form(y->text);
	if (form == NUMBER_NOT)
		return 0;
	*v = (struct value){.kind = form == NUMBER_WHOLE ? VALUE_INT : VALUE_REAL,
		.number = strtod(y->text, NULL)};
	if (form == NUMBER_WHOLE && fabs(v->number) > WHOLE_MAX)
		return error_at(err, y->at,
			"%.60s is out of range; whole numbers go up to %.0f", y->text,
			WHOLE_MAX);
	if (!isfinite(v->number))
		return error_at(err, y->at, "%.60s is out of range", y->text);
	return 0;
}

/*
 * Knobs.
 */

int section_is_map(const struct yaml *y, const char *what, struct error *err)
{
	if (y->type == YAML_MAP)
		return 0;
	return error_at(err, y->at, "%s cannot be %s; it must be a map of keys", what,
		yaml_describe(y));
}

/* [3, 11, 33] as "3,11,33". */
static int set_list(struct knobs *k, const char *noun, const struct yaml_item *item,
	struct error *err)
{
	struct strbuf text;
	int rc = 0;

	strbuf_init(&text);
	for (size_t i = 0; !rc && i < item->node->n; i++) {
		const struct yaml *y = item->node->items[i].node;

		if (y->type != YAML_SCALAR)
			rc = error_at(err, y->at, "%s cannot have %s in it", item->key,
				yaml_describe(y));
		else
			strbuf_addf(&text, "%s%s", i ? "," : "", y->text);
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
	char allowed[512];

	if (!row) /* the place is that of the key, not of its value */
		return knobs_set(k, noun, item->key, "", item->at, err);
	if (y->type == YAML_LIST && row->type == KNOB_LIST)
		return set_list(k, noun, item, err);
	if (y->type == YAML_SCALAR && !yaml_is_null(y))
		return knobs_set(k, noun, item->key, y->text, y->at, err);
	knob_allowed(row, allowed, sizeof(allowed));
	return error_at(err, y->at, "%s cannot be %s; it must be %s", row->name,
		yaml_describe(y), allowed);
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
