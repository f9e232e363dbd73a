/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/options.h"

#include "base/xalloc.h"
#include "draw/roles.h"
#include "tuner/pool.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct option_row {
	struct knob value; /* name, type and range; help */
	char letter;	   /* 0: none */
	const char *arg;   /* NULL: a flag */
	const char *key;   /* the study file's key that it sets, or NULL */
	/* What it does; NULL: sets the bool (a flag) or the text at `field`. */
	int (*take)(struct options *o, const char *text, double number);
	size_t field;
};

static int take_at(struct options *o, const char *text, double number)
{
	(void)text;
	o->at = (uint64_t)number;
	return 0;
}

static int take_size(struct options *o, const char *text, double number)
{
	char rest;

	(void)number;
	if (sscanf(text, "%4dx%4d%c", &o->cols, &o->lines, &rest) != 2 || o->cols < 1 ||
		o->lines < 1)
		return -1;
	return 0;
}

static int take_workers(struct options *o, const char *text, double number)
{
	(void)text;
	o->workers = (int)number;
	return 0;
}

static int take_pace(struct options *o, const char *text, double number)
{
	(void)text;
	o->has_pace = true;
	o->pace = number;
	return 0;
}

static void override(struct options *o, const char *key, const char *value)
{
	struct strbuf sb;

	strbuf_init(&sb);
	strbuf_adds(&sb, key);
	if (value)
		strbuf_addf(&sb, "=%s", value);
	o->overrides =
		xreallocarray(o->overrides, o->n_overrides + 1, sizeof(*o->overrides));
	o->overrides[o->n_overrides++] = strbuf_detach(&sb);
}

static int take_set(struct options *o, const char *text, double number)
{
	(void)number;
	if (!strchr(text, '='))
		return -1;
	override(o, text, NULL);
	return 0;
}

/* A name, and what is set of its knobs. */
static int take_scheduler(struct options *o, const char *text, double number)
{
	char *words = xstrdup(text), *rest, *word = strtok_r(words, " ", &rest);
	int rc = word ? 0 : -1;

	(void)number;
	if (word)
		override(o, "scheduler.name", word);
	while (!rc && (word = strtok_r(NULL, " ", &rest))) {
		struct strbuf key;

		rc = strchr(word, '=') ? 0 : -1;
		strbuf_init(&key);
		strbuf_addf(&key, "scheduler.%s", word);
		if (!rc)
			override(o, key.buf, NULL);
		strbuf_release(&key);
	}
	free(words);
	return rc;
}

#define FIELD(name) .field = offsetof(struct options, name)
#define WHOLE(lo, hi) .type = KNOB_INT, .min = (lo), .max = (hi)

static const struct option_row rows[] = {
	{{"workers", WHOLE(1, VIRTUAL_WORKERS_MAX),
		 .help = "threads that train; default: one a core"},
		'w', "N", .take = take_workers},
	{{"seed", WHOLE(0, 9007199254740992), .help = "the study's seed"}, 'S', "SEED",
		.key = "seed"},
	{{"scheduler", KNOB_TEXT, .help = "another scheduler: asha, 'asha eta=4 max=27'"},
		's', "NAME [K=V]", .take = take_scheduler},
	{{"set", KNOB_TEXT, .help = "any key of the study file, as scheduler.eta=4"}, 0,
		"KEY=VALUE", .take = take_set},
	{{"rounds", WHOLE(1, 1e9),
		 .help = "stop after N rounds of a synchronous scheduler"},
		0, "N", .key = "stop.rounds"},
	{{"trials", WHOLE(1, 1e9), .help = "stop after N trials"}, 0, "N",
		.key = "stop.trials"},
	{{"epochs", WHOLE(1, 1e15), .help = "stop after N epochs in all"}, 0, "N",
		.key = "stop.epochs"},
	{{"seconds", KNOB_REAL, 0, 1e9, .open_min = true, .help = "stop after S seconds"},
		0, "S", .key = "stop.seconds"},
	{{"value", KNOB_REAL, -1e300, 1e300,
		 .help = "stop when the metric has reached V"},
		0, "V", .key = "stop.value"},
	{{"pace", KNOB_REAL, 0, 1e9,
		 .help = "at most E epochs a second a worker; 0: all"},
		0, "E", .take = take_pace},
	{{"output", KNOB_TEXT,
		 .help = "run: record in FILE, or none; others: write there"},
		'o', "FILE", FIELD(output)},
	{{"events", KNOB_TEXT, .help = "write every event as a JSON line; - for stdout"},
		0, "FILE", FIELD(events)},
	{{"format", KNOB_CHOICE, .choices = "jsonl csv json optuna optuna-journal",
		 .help = "jsonl, csv, json, optuna or optuna-journal"},
		0, "FORMAT", FIELD(format)},
	{{"optuna-journal", KNOB_TEXT, .help = "write a journal that Optuna reads"}, 0,
		"FILE", FIELD(optuna_journal)},
	{{"optuna-version", KNOB_CHOICE, .choices = "3.1 3.2",
		 .help = "who reads it: 3.1, or 3.2 and later"},
		0, "VERSION", FIELD(optuna_version)},
	{{"data-dir", KNOB_TEXT, .help = "where data and studies are looked up first"}, 0,
		"DIR", FIELD(data_dir)},
	{{"batch", KNOB_BOOL, .help = "no screen: progress on stderr, result on stdout"},
		0, NULL, FIELD(batch)},
	{{"plain", KNOB_BOOL, .help = "no screen: one line a decision"}, 0, NULL,
		FIELD(plain)},
	{{"once", KNOB_BOOL, .help = "no screen: one frame of it, as text, at the end"},
		0, NULL, FIELD(once)},
	{{"at", WHOLE(1, 1e15),
		 .help = "where the frame is, or a replay stands: event N"},
		0, "N", .take = take_at},
	{{"size", KNOB_TEXT, .help = "of the frame; the terminal's, or 80x24"}, 0,
		"COLSxLINES", .take = take_size},
	{{"quiet", KNOB_BOOL, .help = "no progress"}, 'q', NULL, FIELD(quiet)},
	{{"glyphs", KNOB_CHOICE, .choices = "auto braille blocks ascii",
		 .help = "what the screen is drawn with"},
		0, "SET", FIELD(glyphs)},
	{{"color", KNOB_CHOICE, .choices = "auto always never",
		 .help = "whether the screen has colours; a frame: always"},
		0, "WHEN", FIELD(color)},
	{{"theme", KNOB_CHOICE, .choices = theme_names,
		 .help = "colours: auto dark light mono terminal"},
		0, "NAME", FIELD(theme)},
	{{"script", KNOB_TEXT, .help = "play keys on the screen, see rungtop(1)"}, 0,
		"FILE", FIELD(script)},
	{{"paused", KNOB_BOOL, .help = "on the screen: begin paused; Space goes on"}, 0,
		NULL, FIELD(paused)},
	{{"help", KNOB_BOOL, .help = "this text"}, 'h', NULL, FIELD(help)},
	{{"version", KNOB_BOOL, .help = "the version"}, 'V', NULL, FIELD(version)},
};

#define N_ROWS (sizeof(rows) / sizeof(*rows))

static const struct option_row *find_long(const char *name, size_t len)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (!strncmp(rows[i].value.name, name, len) && !rows[i].value.name[len])
			return &rows[i];
	return NULL;
}

static const struct option_row *find_letter(char c)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].letter == c)
			return &rows[i];
	return NULL;
}

static int unknown(const char *arg, size_t len, struct error *err)
{
	const char *names[N_ROWS], *near;
	char *word = xstrndup(arg, len);

	for (size_t i = 0; i < N_ROWS; i++)
		names[i] = rows[i].value.name;
	near = suggest_nearest(word + strspn(word, "-"), names, N_ROWS);
	if (near)
		error_usage(err, "unknown option '%s'; did you mean '--%s'?", word, near);
	else
		error_usage(err, "unknown option '%s'; see rungtop --help", word);
	free(word);
	return -1;
}

static int take(struct options *o, const struct option_row *r, const char *text,
	struct error *err)
{
	char at[64];
	double number = 0;

	snprintf(at, sizeof(at), "--%s", r->value.name);
	if (r->arg &&
		knob_parse(&r->value, text, &number, (struct place){.file = at}, err) < 0)
		return -1;
	if (r->key) {
		override(o, r->key, text);
		return 0;
	}
	if (!r->take && r->arg)
		*(const char **)((char *)o + r->field) = text;
	else if (!r->take)
		*(bool *)((char *)o + r->field) = true;
	else if (r->take(o, text, number) < 0)
		return error_usage(
			err, "--%s: '%s' is not %s", r->value.name, text, r->arg);
	return 0;
}

/* One argument that begins with '-'; *next is its value when it needs one. */
static int parse_one(struct options *o, const char *arg, const char *next,
	bool *used_next, struct error *err)
{
	bool is_long = arg[1] == '-';
	size_t len = is_long ? strcspn(arg, "=") : 2;
	const struct option_row *r =
		is_long ? find_long(arg + 2, len - 2) : find_letter(arg[1]);
	const char *text = NULL;

	*used_next = false;
	if (!r)
		return unknown(arg, len, err);
	if (arg[len])
		text = arg + len + (arg[len] == '=');
	if (!r->arg && text)
		return error_usage(err, "--%s takes no value", r->value.name);
	if (r->arg && !text) {
		if (!next)
			return error_usage(err, "--%s needs %s", r->value.name, r->arg);
		text = next;
		*used_next = true;
	}
	return take(o, r, text, err);
}

int options_parse(struct options *o, int argc, char **argv, struct error *err)
{
	bool only_args = false;

	*o = (struct options){.optuna_version = "3.2"};
	o->args = xcalloc((size_t)argc + 1, sizeof(*o->args));
	for (int i = 1; i < argc; i++) {
		bool used_next;

		if (only_args || argv[i][0] != '-' || !argv[i][1]) {
			o->args[o->n_args++] = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			only_args = true;
		} else {
			if (parse_one(o, argv[i], i + 1 < argc ? argv[i + 1] : NULL,
				    &used_next, err) < 0)
				return -1;
			i += used_next;
		}
	}
	return 0;
}

static const char *first_of(const char *given, const char *setting)
{
	return given ? given : setting ? setting : "auto";
}

void options_settle(struct options *o, struct settings *s)
{
	o->settings = s;
	o->glyphs = first_of(o->glyphs, settings_text(s, "glyphs"));
	o->color = first_of(o->color, settings_text(s, "color"));
	o->theme = first_of(o->theme, settings_text(s, "theme"));
}

void options_release(struct options *o)
{
	for (size_t i = 0; i < o->n_overrides; i++)
		free(o->overrides[i]);
	free(o->overrides);
	free(o->args);
}

bool options_want_screen(const struct options *o)
{
	return !o->batch && !o->plain && !o->once && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO) && !(o->events && !strcmp(o->events, "-"));
}

void options_help(struct strbuf *out)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct option_row *r = &rows[i];
		char name[64];

		snprintf(name, sizeof(name), "--%s%s%s", r->value.name, r->arg ? " " : "",
			r->arg ? r->arg : "");
		if (r->letter)
			strbuf_addf(out, "  -%c, ", r->letter);
		else
			strbuf_adds(out, "      ");
		strbuf_addf(out, "%-24s  %s\n", name, r->value.help);
	}
}
