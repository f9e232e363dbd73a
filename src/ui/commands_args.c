/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that take NAME=VALUE: a scheduler with its knobs, a configuration. They are
 * checked here, word by word, so that a mistake is told while the line is still there to
 * be mended; the tuner checks them again.
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "study/adoption.h"
#include "ui/commands.h"

/* A word NAME=VALUE of the line. */
struct setting {
	size_t at;  /* of the name in the line */
	char *name; /* owned */
	char *value;
};

/* The setting at byte *at, which moves on to the next one. 0; 1: there is none; -1. */
static int next_setting(const struct call *c, size_t *at, struct setting *out)
{
	const char *s = c->line + *at;
	size_t n = strcspn(s, " "), eq = strcspn(s, "= ");

	if (!n)
		return 1;
	if (eq == n)
		return mistake_at(c->mistake, *at, "%.*s needs a value: %.*s=VALUE",
			(int)n, s, (int)n, s);
	out->at = *at;
	out->name = xstrndup(s, n);
	out->name[eq] = '\0';
	out->value = out->name + eq + 1;
	*at += n + strspn(s + n, " ");
	return 0;
}

static size_t value_at(const struct setting *w)
{
	return w->at + strlen(w->name) + 1;
}

static int send(
	const struct call *c, struct request *r, enum control_action action, size_t n)
{
	*r = (struct request){.kind = REQUEST_COMMAND,
		.action = action,
		.text = xstrndup(c->line + c->args, n)};
	return 0;
}

/* Without the blanks at its end. */
static size_t args_length(const struct call *c)
{
	size_t n = strlen(c->line + c->args);

	while (n > 0 && c->line[c->args + n - 1] == ' ')
		n--;
	return n;
}

/* Schedulers */

static int check_knob(
	const struct call *c, const struct kind *kind, const struct setting *w)
{
	const struct knob *row = knob_find(kind->knobs, w->name);
	struct error err;
	struct knobs knobs;
	double number;
	int rc;

	if (row) {
		rc = knob_parse(row, w->value, &number, in_line, &err);
		return rc < 0 ? mistake_from(c->mistake, value_at(w), &err) : 0;
	}
	knobs_init(&knobs, kind->knobs, in_line);
	knobs_set(&knobs, kind->name, w->name, w->value, in_line, &err);
	knobs_release(&knobs);
	return mistake_from(c->mistake, w->at, &err);
}

/* The scheduler that is named, or the present one where a knob comes first. */
static int find_kind(const struct call *c, const struct kind **kind, size_t *at)
{
	const char *s = c->line + c->args;
	size_t n = strcspn(s, " ");
	char *name = xstrndup(s, n);
	struct error err;
	int rc = 0;

	*at = c->args;
	if (strchr(name, '=')) {
		*kind = family_find(&schedulers, c->study->scheduler);
	} else {
		*kind = family_find(&schedulers, name);
		*at += n + strspn(s + n, " ");
	}
	if (!*kind) {
		unknown_kind(&err, in_line, name, &schedulers);
		rc = mistake_from(c->mistake, c->args, &err);
	}
	free(name);
	return rc;
}

int run_sched(const struct call *c, struct request *r)
{
	const struct kind *kind;
	struct switch_preview preview;
	struct setting w;
	struct error err;
	char *text;
	size_t at;
	int rc;

	*r = (struct request){0};
	if (!c->line[c->args])
		return mistake_at(c->mistake, c->args, "the scheduler's name is missing");
	if (find_kind(c, &kind, &at) < 0)
		return -1;
	while ((rc = next_setting(c, &at, &w)) == 0) {
		rc = check_knob(c, kind, &w);
		free(w.name);
		if (rc < 0)
			break;
	}
	if (rc < 0)
		return -1;
	/* what no word alone can be wrong about: min above max, for one */
	text = xstrndup(c->line + c->args, args_length(c));
	rc = switch_preview(c->study, text, &preview, &err);
	if (rc < 0)
		mistake_from(c->mistake, c->args, &err);
	else
		*r = view_change(c->view, c->study, CONTROL_SWITCH, text);
	free(text);
	return rc;
}

/* Each choice of a knob as a word, "resume=warm". */
static void add_choices(struct words *out, const char *word, const struct knob *row)
{
	const char *choices = row->type == KNOB_BOOL	 ? "true false"
			      : row->type == KNOB_CHOICE ? row->choices
							 : "";
	struct strbuf sb = STRBUF_INIT;

	while (*choices) {
		size_t n = strcspn(choices, " ");

		strbuf_reset(&sb);
		strbuf_addf(&sb, "%s=%.*s", row->name, (int)n, choices);
		words_add(out, word, sb.buf, sb.len, "");
		choices += n + strspn(choices + n, " ");
	}
	strbuf_release(&sb);
}

bool command_sets(const char *line, const char *word, const char *name)
{
	size_t n = strlen(name);

	for (const char *s = line; s < word; s += strcspn(s, " "), s += strspn(s, " "))
		if (strncmp(s, name, n) == 0 && s[n] == '=')
			return true;
	return false;
}

void complete_sched(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	const char *at = line + strspn(line, " ");
	const struct kind *kind;
	char *name;

	(void)s;
	for (size_t i = 0; n == 1 && i < schedulers.n; i++)
		words_add(out, word, schedulers.kinds[i]->name,
			strlen(schedulers.kinds[i]->name), "");
	if (n == 1)
		return;
	at += strcspn(at, " ");
	at += strspn(at, " ");
	name = xstrndup(at, strcspn(at, " "));
	kind = family_find(&schedulers, name);
	free(name);
	for (const struct knob *k = kind ? kind->knobs : NULL; k && k->name; k++) {
		size_t len = strlen(k->name);

		if (strncmp(word, k->name, len) == 0 && word[len] == '=')
			add_choices(out, word, k);
		else if (!command_sets(line, word, k->name))
			words_add(out, word, k->name, len, "=");
	}
}

/* Configurations */

static int check_listed(
	const struct call *c, const struct parameter *p, const struct setting *w)
{
	const struct domain *d = &p->domain;
	struct strbuf list = STRBUF_INIT;
	char text[64];

	for (size_t i = 0; i < d->n_values; i++) {
		const char *item = value_print(d->values[i], true, text, sizeof(text));

		if (strcmp(item, w->value) == 0) {
			strbuf_release(&list);
			return 0;
		}
		strbuf_addf(&list, "%s%s", i ? ", " : "", item);
	}
	mistake_at(c->mistake, value_at(w), "%s cannot be '%.60s'; it must be one of: %s",
		p->name, w->value, list.buf);
	strbuf_release(&list);
	return -1;
}

static int check_parameter(const struct call *c, const struct setting *w)
{
	const struct space *space = c->study->info->space;
	int i = space_find(space, w->name);
	const char **names;
	struct knob row = {.type = KNOB_REAL};
	struct error err;
	double number;

	if (i < 0) {
		names = xcalloc(space->n + 1, sizeof(*names));
		for (size_t k = 0; k < space->n; k++)
			names[k] = space->params[k].name;
		unknown_name(&err, in_line, "parameter", w->name, NULL, names, space->n);
		free(names);
		return mistake_from(c->mistake, w->at, &err);
	}
	if (!domain_is_numeric(&space->params[i].domain))
		return check_listed(c, &space->params[i], w);
	row.name = w->name;
	if (domain_is_whole(&space->params[i].domain))
		row.type = KNOB_INT;
	domain_support(&space->params[i].domain, &row.min, &row.max);
	row.open_min = row.min == DBL_MIN; /* an end that is never reached */
	row.min = row.open_min ? 0 : row.min;
	if (knob_parse(&row, w->value, &number, in_line, &err) < 0)
		return mistake_from(c->mistake, value_at(w), &err);
	return 0;
}

int run_enqueue(const struct call *c, struct request *r)
{
	size_t at = c->args;
	struct setting w;
	int rc;

	if (!c->line[at])
		return mistake_at(c->mistake, at, "name at least one parameter");
	while ((rc = next_setting(c, &at, &w)) == 0) {
		rc = check_parameter(c, &w);
		free(w.name);
		if (rc < 0)
			break;
	}
	return rc < 0 ? -1 : send(c, r, CONTROL_ENQUEUE, args_length(c));
}

void complete_enqueue(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	const struct space *space = s->info ? s->info->space : NULL;

	(void)n;
	for (size_t i = 0; space && i < space->n; i++) {
		const struct parameter *p = &space->params[i];
		size_t len = strlen(p->name);
		char text[64];
		struct strbuf sb = STRBUF_INIT;

		if (strncmp(word, p->name, len) != 0 || word[len] != '=') {
			if (!domain_is_constant(&p->domain) &&
				!command_sets(line, word, p->name))
				words_add(out, word, p->name, len, "=");
			continue;
		}
		for (size_t k = 0; k < p->domain.n_values; k++) {
			strbuf_reset(&sb);
			strbuf_addf(&sb, "%s=%s", p->name,
				value_print(
					p->domain.values[k], true, text, sizeof(text)));
			words_add(out, word, sb.buf, sb.len, "");
		}
		strbuf_release(&sb);
	}
}

int argument_on_off(const struct call *c, bool *on)
{
	const char *s = c->line + c->args;
	size_t n = strcspn(s, " ");

	*on = n == 2 && !strncmp(s, "on", n);
	if ((!*on && (n != 3 || strncmp(s, "off", n) != 0)) || s[n + strspn(s + n, " ")])
		return mistake_at(c->mistake, c->args, "it must be on or off");
	return 0;
}

void complete_on_off(const struct study *s, const char *line, const char *word, int n,
	struct words *out)
{
	(void)s;
	(void)line;
	if (n != 1)
		return;
	words_add(out, word, "on", 2, "");
	words_add(out, word, "off", 3, "");
}
