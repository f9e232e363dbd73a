/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/options.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "draw/roles.h"
#include "tuner/pool.h"

struct option_given {
	const struct option_row *row;
	const char *text;
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

void options_override(struct options *o, const char *key, const char *value)
{
	struct strbuf sb = STRBUF_INIT;

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
	options_override(o, text, NULL);
	return 0;
}

/* A name, and what is set of its knobs. */
static int take_scheduler(struct options *o, const char *text, double number)
{
	char *words = xstrdup(text), *rest, *word = strtok_r(words, " ", &rest);
	int rc = word ? 0 : -1;

	(void)number;
	if (word)
		options_override(o, "scheduler.name", word);
	while (!rc && (word = strtok_r(NULL, " ", &rest))) {
		struct strbuf key = STRBUF_INIT;

		rc = strchr(word, '=') ? 0 : -1;
		strbuf_addf(&key, "scheduler.%s", word);
		if (!rc)
			options_override(o, key.buf, NULL);
		strbuf_release(&key);
	}
	free(words);
	return rc;
}

int options_set_scheduler(struct options *o, const char *text, struct error *err)
{
	if (take_scheduler(o, text, 0) < 0)
		return error_usage(err, "'%s' is not NAME [KNOB=VALUE …]", text);
	return 0;
}

void options_copy(struct options *to, const struct options *from)
{
	*to = *from;
	to->args = NULL;
	to->n_args = 0;
	to->given = NULL;
	to->n_given = to->n_overrides = 0;
	to->overrides = NULL;
	for (size_t i = 0; i < from->n_overrides; i++)
		options_override(to, from->overrides[i], NULL);
}

#define FIELD(name) .field = offsetof(struct options, name)
#define WHOLE(lo, hi) .type = KNOB_INT, .min = (lo), .max = (hi)

const struct option_row options_workers[] = {
	{{"workers", WHOLE(1, VIRTUAL_WORKERS_MAX),
		 .help = "threads that train; default: one a core"},
		'w', "N", .take = take_workers},
	{.value.name = NULL},
};

const struct option_row options_data[] = {
	{{"data-dir", KNOB_TEXT, .help = "where data and studies are looked up first"}, 0,
		"DIR", FIELD(data_dir)},
	{.value.name = NULL},
};

const struct option_row options_json[] = {
	{{"json", KNOB_BOOL, .help = "print JSON"}, 0, NULL, FIELD(json)},
	{.value.name = NULL},
};

const struct option_row options_study[] = {
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
	{{"plateau", WHOLE(1, 1e15),
		 .help = "stop when the best value has not improved for N epochs"},
		0, "N", .key = "stop.plateau"},
	{{"patience", WHOLE(1, 1e15),
		 .help = "a trial ends when its best has not improved for N epochs"},
		0, "N", .key = "patience"},
	{{"pace", KNOB_REAL, 0, 1e9,
		 .help = "at most E epochs a second a worker; 0: no limit"},
		0, "E", .take = take_pace},
	{{"events", KNOB_TEXT,
		 .help = "write every event as a JSON line; - for stdout, a "
			 "FIFO, or unix:PATH"},
		0, "FILE", FIELD(events)},
	{{"optuna-journal", KNOB_TEXT, .help = "write a journal that Optuna reads"}, 0,
		"FILE", FIELD(optuna_journal)},
	{.value.name = NULL},
};

const struct option_row options_output[] = {
	{{"output", KNOB_TEXT,
		 .help = "where to write; run: the recording, or none"},
		'o', "FILE", FIELD(output)},
	{.value.name = NULL},
};

const struct option_row options_batch[] = {
	{{"batch", KNOB_BOOL, .help = "no screen: progress on stderr, result on stdout"},
		0, NULL, FIELD(batch)},
	{{"plain", KNOB_BOOL, .help = "no screen: one line a decision"}, 0, NULL,
		FIELD(plain)},
	{.value.name = NULL},
};

const struct option_row options_quiet[] = {
	{{"quiet", KNOB_BOOL, .help = "no progress, nothing on what is not used"}, 'q',
		NULL, FIELD(quiet)},
	{.value.name = NULL},
};

const struct option_row options_frame[] = {
	{{"once", KNOB_BOOL, .help = "no screen: one frame of it, as text, at the end"},
		0, NULL, FIELD(once)},
	{{"at", WHOLE(1, 1e15),
		 .help = "the frame after event N; a replay begins there, paused"},
		0, "N", .take = take_at},
	{{"size", KNOB_TEXT, .help = "size of the frame; the terminal's, or 80x24"}, 0,
		"COLSxLINES", .take = take_size},
	{.value.name = NULL},
};

const struct option_row options_screen[] = {
	{{"glyphs", KNOB_CHOICE, .choices = "auto braille blocks ascii",
		 .help = "what the screen is drawn with"},
		0, "SET", FIELD(glyphs)},
	{{"color", KNOB_CHOICE, .choices = "auto always never",
		 .help = "when the screen has colours; a frame: always"},
		0, "WHEN", FIELD(color)},
	{{"theme", KNOB_CHOICE, .choices = theme_names, .help = "the colours"}, 0, "NAME",
		FIELD(theme)},
	{{"notify", KNOB_TEXT,
		 .help = "how the terminal tells what happens: auto, none, or some of "
			 "bell title osc9 osc777 osc99"},
		0, "WAYS", FIELD(notify)},
	{{"script", KNOB_TEXT, .help = "play keys on the screen, see rungtop(1)"}, 0,
		"FILE", FIELD(script)},
	{{"paused", KNOB_BOOL, .help = "start the screen paused; Space resumes"}, 0, NULL,
		FIELD(paused)},
	{.value.name = NULL},
};

const struct option_row options_general[] = {
	{{"help", KNOB_BOOL, .help = "this text"}, 'h', NULL, FIELD(help)},
	{{"version", KNOB_BOOL,
		 .help = "the version, and those of what it is built with"},
		'V', NULL, FIELD(version)},
	{.value.name = NULL},
};

/* The n-th row of all groups, or NULL. */
static const struct option_row *row_at(const struct option_groups *groups, size_t n)
{
	for (size_t g = 0; g < groups->n; g++)
		for (const struct option_row *r = groups->items[g]; r->value.name; r++)
			if (!n--)
				return r;
	return NULL;
}

static const struct option_row *find_long(
	const struct option_groups *groups, const char *name, size_t len)
{
	const struct option_row *r;

	for (size_t i = 0; (r = row_at(groups, i)); i++)
		if (!strncmp(r->value.name, name, len) && !r->value.name[len])
			return r;
	return NULL;
}

static const struct option_row *find_letter(const struct option_groups *groups, char c)
{
	const struct option_row *r;

	for (size_t i = 0; (r = row_at(groups, i)); i++)
		if (r->letter == c)
			return r;
	return NULL;
}

static int unknown(const struct option_groups *groups, const char *arg, size_t len,
	struct error *err)
{
	const char **names = NULL, *near;
	char *word = xstrndup(arg, len);
	const struct option_row *r;
	size_t n = 0, cap = 0;

	for (; (r = row_at(groups, n)); n++) {
		ARRAY_ROOM(names, n, cap);
		names[n] = r->value.name;
	}
	near = suggest_nearest(word + strspn(word, "-"), names, n);
	if (near)
		error_usage(err, "unknown option '%s'; did you mean '--%s'?", word, near);
	else
		error_usage(err, "unknown option '%s'; see rungtop --help", word);
	free(names);
	free(word);
	return -1;
}

static void keep(struct options *o, const struct option_row *r, const char *text)
{
	o->given = xreallocarray(o->given, o->n_given + 1, sizeof(*o->given));
	o->given[o->n_given++] = (struct option_given){.row = r, .text = text};
}

const char *options_given(const struct options *o, const struct option_row *row)
{
	for (size_t i = o->n_given; i; i--)
		if (o->given[i - 1].row == row)
			return o->given[i - 1].text;
	return row->value.def;
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
		options_override(o, r->key, text);
		return 0;
	}
	if (r->take && r->take(o, text, number) < 0)
		return error_usage(
			err, "--%s: '%s' is not %s", r->value.name, text, r->arg);
	if (r->take)
		return 0;
	if (!r->field)
		keep(o, r, r->arg ? text : "");
	else if (r->arg)
		*(const char **)((char *)o + r->field) = text;
	else
		*(bool *)((char *)o + r->field) = true;
	return 0;
}

/* One argument that begins with '-'; *next is its value when it needs one. */
static int parse_one(struct options *o, const struct option_groups *groups,
	const char *arg, const char *next, bool *used_next, struct error *err)
{
	bool is_long = arg[1] == '-';
	size_t len = is_long ? strcspn(arg, "=") : 2;
	const struct option_row *r = is_long ? find_long(groups, arg + 2, len - 2)
					     : find_letter(groups, arg[1]);
	const char *text = NULL;

	*used_next = false;
	if (!r)
		return unknown(groups, arg, len, err);
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

int options_parse(struct options *o, const struct option_groups *groups, int argc,
	char **argv, struct error *err)
{
	bool only_args = false;

	*o = (struct options){.n_args = 0};
	o->args = xcalloc((size_t)argc + 1, sizeof(*o->args));
	for (int i = 1; i < argc; i++) {
		bool used_next;

		if (only_args || argv[i][0] != '-' || !argv[i][1]) {
			o->args[o->n_args++] = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			only_args = true;
		} else {
			if (parse_one(o, groups, argv[i],
				    i + 1 < argc ? argv[i + 1] : NULL, &used_next,
				    err) < 0)
				return -1;
			i += used_next;
		}
	}
	return 0;
}

const struct option_row *options_other(
	const struct options *o, const struct option_groups *groups)
{
	for (size_t i = 0; i < o->n_given; i++) {
		const struct option_row *r;

		for (size_t n = 0; (r = row_at(groups, n)) && r != o->given[i].row; n++)
			;
		if (!r)
			return o->given[i].row;
	}
	return NULL;
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
	o->notify = first_of(o->notify, settings_text(s, "notify"));
}

void options_release(struct options *o)
{
	for (size_t i = 0; i < o->n_overrides; i++)
		free(o->overrides[i]);
	free(o->overrides);
	free(o->given);
	free(o->args);
}

bool options_want_screen(const struct options *o)
{
	return !o->batch && !o->plain && !o->once && isatty(STDIN_FILENO) &&
	       isatty(STDOUT_FILENO) && !(o->events && !strcmp(o->events, "-"));
}

bool options_want_captions(const struct options *o)
{
	return !o->quiet && settings_captions(o->settings);
}

/* "(auto|always|never)": the completion reads it, too. */
static void add_choices(const char *choices, struct strbuf *out)
{
	strbuf_adds(out, " (");
	for (; *choices; choices++)
		strbuf_addch(out, *choices == ' ' ? '|' : *choices);
	strbuf_addch(out, ')');
}

void options_help(const struct option_groups *groups, struct strbuf *out)
{
	const struct option_row *r;

	for (size_t i = 0; (r = row_at(groups, i)); i++) {
		char name[64];

		snprintf(name, sizeof(name), "--%s%s%s", r->value.name, r->arg ? " " : "",
			r->arg ? r->arg : "");
		if (r->letter)
			strbuf_addf(out, "  -%c, ", r->letter);
		else
			strbuf_adds(out, "      ");
		strbuf_addf(out, "%-24s  %s", name, r->value.help);
		if (r->value.type == KNOB_CHOICE)
			add_choices(r->value.choices, out);
		strbuf_addch(out, '\n');
	}
}
