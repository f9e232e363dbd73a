/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two recordings: their study files, key by key, and their results. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "base/xalloc.h"
#include "cli/output.h"
#include "cli/race_differences.h"
#include "cli/subcommand.h"
#include "draw/grid.h"

struct line {
	char *key;
	char *values[2]; /* NULL: there is none */
	bool number;	 /* in JSON */
};

struct lines {
	struct line *items; /* n of them */
	size_t n, cap;
};

static void lines_release(struct lines *l)
{
	for (size_t i = 0; i < l->n; i++) {
		free(l->items[i].key);
		free(l->items[i].values[0]);
		free(l->items[i].values[1]);
	}
	free(l->items);
}

/* Adds it unless both are the same; takes the values. */
static void add(struct lines *l, const char *key, bool number, char *a, char *b)
{
	if (a && b ? !strcmp(a, b) : a == b) {
		free(a);
		free(b);
		return;
	}
	ARRAY_ROOM(l->items, l->n, l->cap);
	l->items[l->n++] = (struct line){xstrdup(key), {a, b}, number};
}

static char *number(double v)
{
	struct strbuf text = STRBUF_INIT;

	if (!isfinite(v))
		return NULL;
	strbuf_add_number(&text, v);
	return strbuf_detach(&text);
}

/* Of the best trial, where there is one. */
static char *whole(const struct study_incumbent *best, int64_t v)
{
	return best ? number((double)v) : NULL;
}

static char *reason(const struct study *s)
{
	return xstrdup(s->phase == PHASE_FINISHED ? finish_reason_name(s->reason)
						  : "unfinished");
}

static char *tags(const struct study *s)
{
	struct strbuf text = STRBUF_INIT;

	notes_tags(&s->notes, &text);
	return text.len ? strbuf_detach(&text) : NULL;
}

/* The value of a parameter of the best trial, or NULL. */
static char *best_value(const struct study *s, const char *name)
{
	const struct study_incumbent *best = study_incumbent(s);
	int p = space_find(s->info->space, name);
	struct strbuf text = STRBUF_INIT;

	if (!best || p < 0 || s->trials[best->trial].config[p].kind == VALUE_NONE)
		return NULL;
	value_print_json(&s->trials[best->trial].config[p], &text);
	return strbuf_detach(&text);
}

static void add_best(struct lines *l, const struct study *a, const struct study *b)
{
	const struct study *both[] = {a, b};

	for (int i = 0; i < 2; i++) {
		const struct space *space = both[i]->info->space;

		for (size_t p = 0; p < space->n; p++) {
			const char *name = space->params[p].name;
			struct strbuf key = STRBUF_INIT;

			if (i && space_find(a->info->space, name) >= 0)
				continue;
			strbuf_addf(&key, "best.%s", name);
			add(l, key.buf, true, best_value(a, name), best_value(b, name));
			strbuf_release(&key);
		}
	}
}

static void add_counts(struct lines *l, const struct study *a, const struct study *b)
{
	add(l, "trials", true, number((double)a->n_trials), number((double)b->n_trials));
	for (int i = TRIAL_RUNNING; i < TRIAL_STATES; i++)
		add(l, trial_state_name((enum trial_state)i), true,
			number((double)a->count[i]), number((double)b->count[i]));
	add(l, "epochs", true, number((double)a->epochs), number((double)b->epochs));
	add(l, "seconds", true, number(event_seconds(a->t)), number(event_seconds(b->t)));
}

static char *constraints(const struct study *s)
{
	struct strbuf text = STRBUF_INIT;

	constraints_print(s->info->constraints, s->info->n_constraints, &text);
	return text.len ? strbuf_detach(&text) : NULL;
}

static void compare_results(struct lines *l, const struct study *a, const struct study *b)
{
	const struct study_incumbent *x = study_incumbent(a), *y = study_incumbent(b);

	add(l, "reason", false, reason(a), reason(b));
	add(l, "metric", false, xstrdup(a->info->metric), xstrdup(b->info->metric));
	add(l, "constraints", false, constraints(a), constraints(b));
	add(l, "value", true, number(x ? x->value : NAN), number(y ? y->value : NAN));
	add(l, "trial", true, whole(x, x ? (int64_t)x->trial : 0),
		whole(y, y ? (int64_t)y->trial : 0));
	add(l, "epoch", true, whole(x, x ? x->epoch : 0), whole(y, y ? y->epoch : 0));
	add_best(l, a, b);
	add_counts(l, a, b);
	add(l, "tags", false, tags(a), tags(b));
}

static void compare_files(
	struct lines *l, const struct race_entry *entries, struct race_differences *d)
{
	race_differ(d, entries, 2);
	for (size_t i = 0; i < d->n; i++) {
		const char *const *v = (const char *const *)d->items[i].values;

		add(l, d->items[i].key, false, v[0] ? xstrdup(v[0]) : NULL,
			v[1] ? xstrdup(v[1]) : NULL);
	}
}

/* Text */

static void pad(struct strbuf *out, const char *text, int width)
{
	printable_addf(out, "%s", text);
	strbuf_addf(
		out, "%*s", width > text_width(text) ? width - text_width(text) : 0, "");
}

static void add_text(
	const char *title, const struct lines *l, const int width[2], struct strbuf *out)
{
	if (!l->n) {
		strbuf_addf(out, "%s: nothing differs\n", title);
		return;
	}
	strbuf_addf(out, "%s\n", title);
	for (size_t i = 0; i < l->n; i++) {
		const struct line *x = &l->items[i];

		strbuf_adds(out, "  ");
		pad(out, x->key, width[0]);
		strbuf_adds(out, "  ");
		pad(out, x->values[0] ? x->values[0] : "-", width[1]);
		printable_linef(out, "  %s", x->values[1] ? x->values[1] : "-");
	}
}

static void widen(const struct lines *l, int width[2])
{
	for (size_t i = 0; i < l->n; i++) {
		const char *value = l->items[i].values[0];
		int key = text_width(l->items[i].key), w = value ? text_width(value) : 1;

		width[0] = key > width[0] ? key : width[0];
		width[1] = w > width[1] ? w : width[1];
	}
}

/* JSON: {"key":[a,b]} */
static void add_json(const char *name, const struct lines *l, struct strbuf *out)
{
	strbuf_addf(out, ",\"%s\":{", name);
	for (size_t i = 0; i < l->n; i++) {
		strbuf_adds(out, i ? ",\n" : "\n");
		strbuf_add_json(out, l->items[i].key);
		for (int v = 0; v < 2; v++) {
			const char *value = l->items[i].values[v];

			strbuf_adds(out, v ? "," : ":[");
			if (!value)
				strbuf_adds(out, "null");
			else if (l->items[i].number)
				strbuf_adds(out, value);
			else
				strbuf_add_json(out, value);
		}
		strbuf_addch(out, ']');
	}
	strbuf_addch(out, '}');
}

static void print(const struct options *o, const char *const *args,
	const struct lines *files, const struct lines *results, struct strbuf *out)
{
	int width[2] = {0, text_width(args[0])};

	if (o->json) {
		strbuf_adds(out, "{\"files\":[");
		strbuf_add_json(out, args[0]);
		strbuf_addch(out, ',');
		strbuf_add_json(out, args[1]);
		strbuf_addch(out, ']');
		add_json("study", files, out);
		add_json("result", results, out);
		strbuf_adds(out, "}\n");
		return;
	}
	widen(files, width);
	widen(results, width);
	strbuf_addf(out, "  %*s  ", width[0], "");
	pad(out, args[0], width[1]);
	printable_linef(out, "  %s", args[1]);
	add_text("study file", files, width, out);
	add_text("result", results, width, out);
}

static int read_both(
	struct race_entry entries[2], const char *const *args, struct error *err)
{
	int rc = 0;

	for (int i = 0; i < 2; i++) {
		/* both, since both are released */
		struct error *why = rc ? &(struct error){.usage = false} : err;

		if (race_entry_read(&entries[i], args[i], why) < 0)
			rc = -1;
		else
			race_entry_follow(&entries[i]);
	}
	return rc;
}

static int diff(const struct options *o, const char *const *args, struct error *err)
{
	struct race_entry entries[2] = {{0}};
	struct race_differences d = {0};
	struct lines files = {0}, results = {0};
	struct output *out = NULL;
	struct strbuf text = STRBUF_INIT;

	if (read_both(entries, args, err) == 0)
		out = output_open("diff", o->output, err);
	if (out) {
		compare_files(&files, entries, &d);
		compare_results(&results, &entries[0].study, &entries[1].study);
		print(o, args, &files, &results, &text);
		output_write(out, &text);
	}
	strbuf_release(&text);
	lines_release(&files);
	lines_release(&results);
	race_differences_release(&d);
	race_entry_release(&entries[0]);
	race_entry_release(&entries[1]);
	return out ? output_close(out, err) : -1;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct error err;

	if (n != 2)
		error_usage(&err, "diff takes two files: rungtop diff A.db B.db");
	else if (diff(o, args, &err) == 0)
		return EXIT_FINISHED;
	return complain(&err);
}

const struct subcommand subcommand_diff = {
	.name = "diff",
	.args = "FILE FILE",
	.help = "what differs between two recordings: study files and results",
	.options = {options_json, options_output},
	.run = run,
};
