/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "draw/roles.h"
#include "studyfile/yaml_file.h"
#include "ui/notify.h"
#include "ui/settings_file.h"

#define KEYS "keys"

const struct knob setting_rows[] = {
	{.name = "theme",
		.type = KNOB_CHOICE,
		.choices = theme_names,
		.help = "colours for a dark or a light ground, or the terminal's own"},
	{.name = "glyphs",
		.type = KNOB_CHOICE,
		.choices = "auto braille blocks ascii",
		.help = "what the screen is drawn with"},
	{.name = "color",
		.type = KNOB_CHOICE,
		.choices = "auto always never",
		.help = "whether the screen has colours"},
	{.name = "captions",
		.type = KNOB_CHOICE,
		.choices = "on off",
		.help = "whether what happens for the first time is explained"},
	{.name = "pace",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1e9,
		.help = "epochs a second a worker on the screen; 0: all"},
	{.name = "workers",
		.type = KNOB_INT,
		.min = 1,
		.max = 1024,
		.help = "threads that train"},
	{.name = "notify",
		.type = KNOB_TEXT,
		.help = "how the terminal tells what happens: auto, none, or some of "
			"bell title osc9 osc777 osc99"},
	{.name = NULL},
};

void settings_init(struct settings *s)
{
	*s = (struct settings){.path = NULL};
	knobs_init(&s->knobs, setting_rows, (struct place){.file = NULL});
}

void settings_release(struct settings *s)
{
	knobs_release(&s->knobs);
	free(s->path);
	*s = (struct settings){.path = NULL};
}

char *settings_path(void)
{
	const char *dir = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct strbuf sb = STRBUF_INIT;
	char *path = NULL;

	if (dir && dir[0] == '/') /* others are not to be heeded, the specification says */
		strbuf_addf(&sb, "%s/rungtop/config", dir);
	else if (home && *home)
		strbuf_addf(&sb, "%s/.config/rungtop/config", home);
	if (sb.len)
		path = xstrdup(sb.buf);
	strbuf_release(&sb);
	return path;
}

static int set_knob(struct settings *s, const char *key, const char *value,
	struct place at, struct error *err)
{
	const char *names[] = {
		"theme", "glyphs", "color", "captions", "pace", "workers", "notify",
		KEYS};
	unsigned ignored;

	if (!knob_find(setting_rows, key))
		return unknown_name(err, at, "setting", key, NULL, names,
			sizeof(names) / sizeof(*names));
	if (!strcmp(key, "notify") && notify_read(value, &ignored, at, err) < 0)
		return -1;
	return knobs_set(&s->knobs, "settings", key, value, at, err);
}

int settings_set(struct settings *s, const char *key, const char *value, struct place at,
	struct error *err)
{
	struct keymap before = s->keys;

	if (strncmp(key, KEYS ".", strlen(KEYS ".")) != 0)
		return set_knob(s, key, value, at, err);
	if (keymap_bind(&s->keys, key + strlen(KEYS "."), value, at, err) < 0)
		return -1;
	if (keymap_check(&s->keys, err) == 0)
		return 0;
	s->keys = before;
	return -1;
}

/* Reading */

/* "K", or [K, F5], which is "K,F5". */
static int keys_text(const struct yaml *y, struct strbuf *out, struct error *err)
{
	if (y->type == YAML_MAP)
		return error_at(err, y->at, "a key or a list of keys is wanted");
	if (y->type == YAML_SCALAR)
		strbuf_adds(out, y->text);
	for (size_t i = 0; y->type == YAML_LIST && i < y->n; i++) {
		const struct yaml *item = y->items[i].node;

		if (item->type != YAML_SCALAR)
			return error_at(err, item->at, "a key is wanted here");
		strbuf_addf(out, "%s%s", i ? "," : "", item->text);
	}
	if (y->type == YAML_LIST && !y->n)
		strbuf_adds(out, "none");
	return 0;
}

static int read_keys(struct settings *s, const struct yaml *y, struct error *err)
{
	int rc = 0;

	if (y->type != YAML_MAP && !yaml_is_null(y))
		return error_at(err, y->at, "keys: a map of actions to keys is wanted");
	for (size_t i = 0; i < y->n && !rc; i++) {
		struct strbuf text = STRBUF_INIT;

		rc = keys_text(y->items[i].node, &text, err);
		if (!rc)
			rc = keymap_bind(&s->keys, y->items[i].key, text.buf,
				y->items[i].at, err);
		strbuf_release(&text);
	}
	/* all of them together: keys may change places */
	return rc ? rc : keymap_check(&s->keys, err);
}

static int read_tree(struct settings *s, const struct yaml *y, struct error *err)
{
	if (yaml_is_null(y))
		return 0;
	if (y->type != YAML_MAP)
		return error_at(err, y->at, "settings are a map, as 'theme: dark'");
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml *node = y->items[i].node;
		int rc;

		if (strcmp(y->items[i].key, KEYS) == 0)
			rc = read_keys(s, node, err);
		else if (node->type != YAML_SCALAR)
			rc = error_at(err, node->at, "%.60s: a single value is wanted",
				y->items[i].key);
		else
			rc = set_knob(s, y->items[i].key, node->text,
				knob_find(setting_rows, y->items[i].key) ? node->at
									 : y->items[i].at,
				err);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int settings_read(struct settings *s, char *path, struct error *err)
{
	struct yaml *y;
	int rc;

	s->path = path;
	if (!path || settings_file_is_empty(path))
		return 0;
	y = yaml_read(path, NULL, err);
	if (!y)
		return -1;
	rc = read_tree(s, y, err);
	yaml_free(y);
	return rc;
}

const char *settings_text(const struct settings *s, const char *key)
{
	return knobs_text(&s->knobs, key);
}

bool settings_captions(const struct settings *s)
{
	const char *text = s ? settings_text(s, "captions") : NULL;

	return !text || strcmp(text, "off") != 0;
}

/* Saving */

int settings_save(
	struct settings *s, const char *key, const char *value, struct error *err)
{
	struct settings check;
	struct strbuf text = STRBUF_INIT;
	struct yaml *y;
	int rc;

	if (!s->path)
		return error_usage(
			err, "neither XDG_CONFIG_HOME nor HOME says where settings are");
	settings_init(&check);
	rc = settings_file_edit(s->path, key, value, &text, err);
	/* what comes out must be what a start will take */
	y = rc ? NULL : yaml_parse(text.buf, (struct place){.file = s->path}, err);
	if (!rc)
		rc = y ? read_tree(&check, y, err) : -1;
	if (!rc)
		rc = settings_file_write(s->path, &text, err);
	yaml_free(y);
	settings_release(&check);
	strbuf_release(&text);
	return rc;
}
