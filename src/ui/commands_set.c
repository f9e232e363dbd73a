/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The part of the command table that changes settings.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "ui/captions.h"
#include "ui/commands.h"
#include "ui/settings.h"

#define SAVE " --save"
#define STOP "stop." /* the study's, and no setting */

/* What a setting does at once; what has another value at the next start alone does not. */
static void apply(const struct call *c, const char *key, struct request *r)
{
	const struct settings *s = c->view->settings;
	const char *text = strchr(key, '.') ? NULL : settings_text(s, key);
	bool steers = view_steers(c->view, c->study);

	if (strcmp(key, "theme") == 0) {
		c->view->theme = theme_find(text);
	} else if (strcmp(key, "notify") == 0) {
		c->view->notify = text;
	} else if (strcmp(key, "glyphs") == 0) {
		view_glyphs(c->view, text);
	} else if (strcmp(key, "captions") == 0) {
		captions_turn(c->view->captions, settings_captions(s));
	} else if (strcmp(key, "color") == 0) {
		message_tell(&c->view->message, c->view->wall,
			"color: from the next start on");
	} else if (steers && (strcmp(key, "pace") == 0 || strcmp(key, "workers") == 0)) {
		*r = (struct request){.kind = REQUEST_COMMAND,
			.action = key[0] == 'p' ? CONTROL_PACE : CONTROL_WORKERS,
			.number = knobs_get(&s->knobs, key)->number};
	}
}

/* KEY=VALUE, owned by the caller; *save: --save follows. */
static char *split(const struct call *c, char **value, bool *save)
{
	char *key = xstrdup(c->line + c->args);
	size_t n = strlen(key), tail = strlen(SAVE);

	while (n > 0 && key[n - 1] == ' ')
		key[--n] = '\0';
	*save = n > tail && strcmp(key + n - tail, SAVE) == 0;
	if (*save)
		key[n - tail] = '\0';
	*value = strchr(key, '=');
	if (*value)
		*(*value)++ = '\0';
	return key;
}

/* stop.trials=200 */
static int set_limit(const struct call *c, struct request *r)
{
	const char *more = strchr(c->line + c->args, ' ');

	if (!view_changes(c->view, c->study))
		return mistake_at(c->mistake, c->args,
			"a study that is only looked at cannot be steered");
	if (more && more[strspn(more, " ")])
		return mistake_at(c->mistake, (size_t)(more - c->line) + 1,
			"one limit is set at a time, and it is the study's: none is "
			"saved");
	return run_limits(c, c->args + strlen(STOP), r);
}

int run_set(const struct call *c, struct request *r)
{
	struct settings *s = c->view->settings;
	struct error err;
	char *value, *key;
	bool save;
	int rc = 0;

	*r = (struct request){0};
	if (!strncmp(c->line + c->args, STOP, strlen(STOP)))
		return set_limit(c, r);
	if (!s)
		return mistake_at(c->mistake, 0, "there are no settings here");
	key = split(c, &value, &save);
	if (!value)
		rc = mistake_at(
			c->mistake, c->args, "KEY=VALUE is wanted, as theme=light");
	else if (settings_set(s, key, value, in_line, &err) < 0)
		rc = mistake_from(c->mistake, c->args, &err);
	else if (save && settings_save(s, key, value, &err) < 0)
		rc = mistake_at(c->mistake, c->args, "%s", err.text);
	if (!rc)
		message_tell(&c->view->message, c->view->wall,
			"%s: %s, until the screen ends; --save keeps it", key, value);
	if (!rc) /* which may have more to tell */
		apply(c, key, r);
	if (!rc && save)
		message_tell(&c->view->message, c->view->wall, "saved in %s", s->path);
	free(key);
	return rc;
}

static void complete_value(const struct knob *row, const char *word, struct words *out)
{
	struct strbuf sb;

	for (const char *at = row->choices; at && *at; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		strbuf_init(&sb);
		strbuf_addf(&sb, "%s=%.*s", row->name, (int)n, at);
		words_add(out, word, sb.buf, sb.len, "");
		strbuf_release(&sb);
		at += n;
	}
}

void complete_set(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	char name[64];

	(void)line;
	if (n == 2)
		words_add(out, word, "--save", 6, "");
	if (n != 1)
		return;
	for (const struct knob *row = setting_rows; row->name; row++)
		if (strchr(word, '='))
			complete_value(row, word, out);
		else
			words_add(out, word, row->name, strlen(row->name), "=");
	for (const struct knob *row = s->info ? stop_limit_rows : NULL;
		row && row->name && !strchr(word, '='); row++) {
		snprintf(name, sizeof(name), STOP "%s", row->name);
		words_add(out, word, name, strlen(name), "=");
	}
	for (int a = 1; a < ACTIONS && !strchr(word, '='); a++)
		if (action_name((enum action)a)) {
			snprintf(name, sizeof(name), "keys.%s",
				action_name((enum action)a));
			words_add(out, word, name, strlen(name), "=");
		}
}
