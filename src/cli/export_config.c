/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One trial's configuration, for the program that is run next. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shell_word.h"
#include "base/utf8.h"
#include "base/xalloc.h"
#include "cli/export.h"
#include "cli/say.h"
#include "space/space_tree.h"

struct tree {
	const struct space *space;
	const struct value *config;
	struct strbuf *out;
};

static void indent(struct strbuf *out, int depth)
{
	for (int i = 0; i < depth; i++)
		strbuf_adds(out, "  ");
}

/* YAML, so that YAML 1.1 (PyYAML) and 1.2 read the same */

/* In quotes, with escapes for what no YAML file may hold as it is. */
static void add_yaml_text(struct strbuf *out, const char *s)
{
	strbuf_addch(out, '"');
	while (*s) {
		uint32_t c;
		size_t n = utf8_decode(s, &c);

		if (c == '"' || c == '\\')
			strbuf_addf(out, "\\%c", (int)c);
		else if (c == '\n')
			strbuf_adds(out, "\\n");
		else if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			strbuf_addf(out, "\\x%02" PRIx32, c);
		else if (c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0xfffe ||
			 c == 0xffff)
			strbuf_addf(out, "\\u%04" PRIx32, c);
		else
			strbuf_add(out, s, n);
		s += n;
	}
	strbuf_addch(out, '"');
}

/* A number in JSON's or Python's notation; a float needs a point and a signed exponent. */
static void add_yaml_number(struct strbuf *out, const char *s, size_t n)
{
	size_t e = strcspn(s, "eE");

	if (n == 3 && !strncmp(s, "NaN", n)) {
		strbuf_adds(out, ".nan");
	} else if (n >= 8 && !strncmp(s + n - 8, "Infinity", 8)) {
		strbuf_adds(out, *s == '-' ? "-.inf" : ".inf");
	} else if (e >= n) {
		strbuf_add(out, s, n);
	} else {
		strbuf_add(out, s, e);
		strbuf_adds(out, memchr(s, '.', e) ? "" : ".0");
		strbuf_adds(out, isdigit((unsigned char)s[e + 1]) ? "e+" : "e");
		strbuf_add(out, s + e + 1, n - e - 1);
	}
}

/* The end of a text in JSON, past its quote. */
static const char *text_end(const char *s)
{
	for (s++; *s && *s != '"'; s++)
		s += *s == '\\' && s[1];
	return s + (*s == '"');
}

/* A list or an object; its texts may have JSON's escapes for halves of a character. */
static void add_yaml_nested(struct strbuf *out, const char *s)
{
	while (*s) {
		const char *end = s + strspn(s, "-+.0123456789eEInfityNa");

		if (*s == '"') {
			json_t *text;

			end = text_end(s);
			text = json_loadb(s, (size_t)(end - s), JSON_DECODE_ANY, NULL);
			if (text)
				add_yaml_text(out, json_string_value(text));
			else
				strbuf_add(out, s, (size_t)(end - s));
			json_decref(text);
		} else if (!strncmp(s, "true", 4) || !strncmp(s, "null", 4)) {
			end = s + 4;
			strbuf_add(out, s, 4);
		} else if (!strncmp(s, "false", 5)) {
			end = s + 5;
			strbuf_add(out, s, 5);
		} else if (end > s) {
			add_yaml_number(out, s, (size_t)(end - s));
		} else {
			end = s + 1;
			strbuf_addch(out, *s);
		}
		s = end;
	}
}

static void add_yaml_value(struct strbuf *out, const struct value *v)
{
	struct strbuf number = STRBUF_INIT;
	char text[64];

	switch (v->kind) {
	case VALUE_TEXT:
		add_yaml_text(out, v->text);
		break;
	case VALUE_JSON:
		add_yaml_nested(out, v->text);
		break;
	case VALUE_REAL:
		strbuf_add_real(&number, v->number);
		add_yaml_number(out, number.buf, number.len);
		strbuf_release(&number);
		break;
	default:
		strbuf_adds(out, value_print(*v, true, text, sizeof(text)));
	}
}

static void add_yaml(const struct tree *t, size_t i, size_t end, int depth)
{
	indent(t->out, 2 * depth);
	strbuf_adds(t->out, "parameters:\n");
	for (size_t next; i < end; i = next) {
		char *name;

		next = space_run_end(t->space, i, end, depth);
		if (!space_has_value(t->config, i, next))
			continue;
		indent(t->out, 2 * depth + 1);
		name = xstrndup(space_names(t->space, i, depth),
			space_first_name(t->space, i, depth));
		add_yaml_text(t->out, name);
		free(name);
		if (space_is_leaf(t->space, i, depth)) {
			strbuf_adds(t->out, ": {value: ");
			add_yaml_value(t->out, &t->config[i]);
			strbuf_adds(t->out, "}\n");
		} else {
			strbuf_adds(t->out, ":\n");
			add_yaml(t, i, next, depth + 1);
		}
	}
}

/* NAME='VALUE' */

/* What keeps a parameter from being a variable, or NULL. */
static const char *no_variable(const char *name)
{
	if (!shell_is_name(name))
		return "no name of a shell's variable";
	return shell_owns_name(name) ? "a variable of the shell's own" : NULL;
}

static void add_variables(const struct tree *t)
{
	for (size_t i = 0; i < t->space->n; i++) {
		const char *name = t->space->params[i].name, *why = no_variable(name);
		struct strbuf value = STRBUF_INIT;

		if (t->config[i].kind == VALUE_NONE)
			continue;
		if (why) {
			say("export: %s is left out: it is %s", name, why);
			continue;
		}
		if (t->config[i].kind == VALUE_REAL)
			strbuf_add_real(&value, t->config[i].number);
		else if (value_has_text(t->config[i]))
			strbuf_adds(&value, t->config[i].text);
		else
			value_print_json(&t->config[i], &value);
		strbuf_addf(t->out, "%s=", name);
		shell_word_add(t->out, value.len ? value.buf : "");
		strbuf_addch(t->out, '\n');
		strbuf_release(&value);
	}
}

void export_config(const struct study *s, const struct study_trial *t, struct strbuf *out)
{
	space_print_tree(s->info->space, t->config, out);
	strbuf_addch(out, '\n');
}

void export_yaml(const struct study *s, const struct study_trial *t, struct strbuf *out)
{
	const struct tree tree = {s->info->space, t->config, out};

	add_yaml(&tree, 0, tree.space->n, 0);
}

void export_env(const struct study *s, const struct study_trial *t, struct strbuf *out)
{
	const struct tree tree = {s->info->space, t->config, out};

	add_variables(&tree);
}
