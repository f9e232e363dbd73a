/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "scheduler/scheduler.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/score.h"
#include "base/xalloc.h"

#define BLANKS " \t"

/* A kind is the first member of its ops struct. */
const struct scheduler_ops *scheduler_ops_of(const struct kind *kind)
{
	return (const struct scheduler_ops *)(const void *)kind;
}

const struct scheduler_ops *scheduler_ops_named(const char *name)
{
	const struct kind *kind = family_find(&schedulers, name);

	assert(kind);
	return scheduler_ops_of(kind);
}

static int knob_or_0(const struct knobs *k, const char *name)
{
	return knob_find(k->rows, name) ? (int)knobs_int(k, name) : 0;
}

int scheduler_knob_eta(const struct knobs *k)
{
	return knob_or_0(k, "eta");
}

/* Their number; 0: none are given. */
static int levels_of(const struct knobs *k, int levels[KNOB_LIST_MAX])
{
	const char *text = knob_find(k->rows, "levels") ? knobs_text(k, "levels") : NULL;

	return text ? knob_list(text, levels, KNOB_LIST_MAX) : 0;
}

int scheduler_knob_min(const struct knobs *k)
{
	int levels[KNOB_LIST_MAX];

	return levels_of(k, levels) ? levels[0] : knob_or_0(k, "min");
}

int scheduler_knob_max(const struct knobs *k)
{
	int levels[KNOB_LIST_MAX], n = levels_of(k, levels);

	if (knob_find(k->rows, "max") && knobs_is(k, "max", "none"))
		return EPOCHS_OPEN;
	return n ? levels[n - 1] : knob_or_0(k, "max");
}

struct scheduler *scheduler_new(
	const struct kind *kind, const struct scheduler_setup *setup, struct error *err)
{
	struct scheduler_setup of_kind = *setup;

	of_kind.ops = scheduler_ops_of(kind);
	return of_kind.ops->create(&of_kind, err);
}

void scheduler_free(struct scheduler *s)
{
	if (s)
		s->ops->free(s);
}

void decision_settle(struct decision *d, struct curve scores, const double *measured)
{
	int e = d->level < scores.epochs ? d->level : scores.epochs;

	d->broken = score_broken(d->value);
	d->cutoff_broken = score_broken(d->cutoff);
	if (d->cutoff_broken > 0)
		d->cutoff = NO_NUMBER;
	if (!(d->broken > 0))
		return;
	while (e && scores.values[e - 1] != d->value) /* a rule may look at the best */
		e--;
	d->value = e ? measured[e - 1] : NO_NUMBER;
}

void decisions_release(struct decisions *d)
{
	free(d->items);
	*d = (struct decisions){0};
}

struct decision *decisions_add(struct decisions *d)
{
	ARRAY_ROOM(d->items, d->n, d->cap);
	return &d->items[d->n++];
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_PROMOTE] = "promote",
		[VERDICT_PAUSE] = "pause",
		[VERDICT_STOP] = "stop",
		[VERDICT_COMPLETE] = "complete",
	};

	return names[v];
}

/* The value of a knob in a line of text, "asha eta=4"; free() it. NULL: it has none. */
static char *value_in(const char *line, const char *name)
{
	size_t len = strlen(name);

	while (line && *line) {
		size_t word = strcspn(line, BLANKS);

		if (word > len && !strncmp(line, name, len) && line[len] == '=')
			return xstrndup(line + len + 1, word - len - 1);
		line += word;
		line += strspn(line, BLANKS);
	}
	return NULL;
}

static bool is_given(const struct knobs *k, const char *name)
{
	return knob_find(k->rows, name) && knobs_get(k, name)->given;
}

/* Whether what is given says by itself where the rungs are, so that this does not. */
static bool is_overruled(const struct knobs *given, const char *name, const char *text)
{
	if (!strcmp(name, "levels"))
		return is_given(given, "min") || is_given(given, "anchor") ||
		       (is_given(given, "max") && !knobs_is(given, "max", "none"));
	if (!is_given(given, "levels"))
		return false;
	return !strcmp(name, "min") || !strcmp(name, "anchor") ||
	       (!strcmp(name, "max") && strcmp(text, "none") != 0);
}

/* The rows in their order: levels come after the ends, so these are looked at first. */
void scheduler_inherit(struct knobs *knobs, const char *before)
{
	struct knobs given;

	knobs_copy(&given, knobs);
	for (const struct knob *row = knobs->rows; row->name; row++) {
		struct place nowhere = {0};
		struct error err;
		double number;
		char *text;

		if (knobs_get(knobs, row->name)->given)
			continue;
		text = value_in(before, row->name);
		if (text && !is_overruled(&given, row->name, text) &&
			!knob_parse(row, text, &number, nowhere, &err))
			knobs_set(knobs, "", row->name, text, nowhere, &err);
		free(text);
	}
	knobs_release(&given);
}

static int read_words(struct knobs *knobs, const char *noun, char *rest, struct error *err)
{
	char *save = NULL;

	for (char *w = strtok_r(rest, BLANKS, &save); w; w = strtok_r(NULL, BLANKS, &save)) {
		char *value = strchr(w, '=');

		if (!value)
			return error_usage(err, "'%.60s' is not KNOB=VALUE", w);
		*value++ = '\0';
		if (knobs_set(knobs, noun, w, value, (struct place){0}, err) < 0)
			return -1;
	}
	return 0;
}

/* A copy that begins with the scheduler's name, which is as before where it is left out. */
static char *name_first(const char *text, const char *before)
{
	struct strbuf line = STRBUF_INIT;
	char *copy;

	if (!before || (*text && !memchr(text, '=', strcspn(text, BLANKS))))
		return xstrdup(text);
	strbuf_add(&line, before, strcspn(before, BLANKS));
	strbuf_addf(&line, " %s", text);
	copy = strbuf_detach(&line);
	strbuf_release(&line);
	return copy;
}

int scheduler_parse(const char *text, const char *before, const struct kind **kind,
	struct knobs *knobs, struct error *err)
{
	char *copy = name_first(text + strspn(text, BLANKS), before);
	char *rest = copy + strcspn(copy, BLANKS);
	int rc;

	if (*rest)
		*rest++ = '\0';
	*kind = family_find(&schedulers, copy);
	if (!*kind) {
		rc = *copy ? unknown_kind(err, (struct place){0}, copy, &schedulers)
			   : error_usage(err, "which scheduler? see rungtop list schedulers");
	} else {
		knobs_init(knobs, (*kind)->knobs, (struct place){0});
		rc = read_words(knobs, (*kind)->name, rest, err);
		if (rc < 0)
			knobs_release(knobs);
		else
			scheduler_inherit(knobs, before);
	}
	free(copy);
	return rc;
}

/* A list of levels says where the first and the last one is, whatever else was said. */
static void print_knob(
	const struct knobs *knobs, const struct knob *row, struct strbuf *out)
{
	const struct knob_value *v = knobs_get(knobs, row->name);
	int levels[KNOB_LIST_MAX], n = levels_of(knobs, levels);

	if (!v->set || (row->terse && !strcmp(v->text, row->def)))
		return;
	strbuf_addf(out, " %s=", row->name);
	if (row->type == KNOB_LIST)
		for (int i = 0; i < n; i++)
			strbuf_addf(out, "%s%d", i ? "," : "", levels[i]);
	else if (n && !strcmp(row->name, "min"))
		strbuf_addf(out, "%d", levels[0]);
	else if (n && !strcmp(row->name, "max") && v->number != 0)
		strbuf_addf(out, "%d", levels[n - 1]);
	else
		strbuf_adds(out, v->text);
}

void scheduler_print(
	const struct kind *kind, const struct knobs *knobs, struct strbuf *out)
{
	strbuf_adds(out, kind->name);
	for (const struct knob *row = knobs->rows; row->name; row++)
		print_knob(knobs, row, out);
}
