/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/stop_limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

#define TRIALS_MAX 4294967294 /* as many ids as there are */
#define WHOLE_MAX 9007199254740992
#define NONE "none"

const struct knob stop_limit_rows[] = {
	{.name = "rounds",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e9,
		.word = NONE,
		.help = "rounds of a synchronous scheduler"},
	{.name = "trials",
		.type = KNOB_INT,
		.min = 1,
		.max = TRIALS_MAX,
		.word = NONE,
		.help = "trials in all"},
	{.name = "epochs",
		.type = KNOB_INT,
		.min = 1,
		.max = WHOLE_MAX,
		.word = NONE,
		.help = "epochs in all"},
	{.name = "seconds",
		.type = KNOB_REAL,
		.min = 0,
		.open_min = true,
		.max = 1e9,
		.word = NONE,
		.help = "seconds of study time"},
	{.name = "value",
		.type = KNOB_REAL,
		.min = -INFINITY,
		.max = INFINITY,
		.word = NONE,
		.help = "the metric's value that is good enough"},
	{.name = "plateau",
		.type = KNOB_INT,
		.min = 1,
		.max = WHOLE_MAX,
		.word = NONE,
		.help = "epochs without a better value"},
	{.name = NULL},
};

static int set(struct stop_limits *l, const struct knob *row, const char *text,
	struct place at, struct error *err)
{
	double number;

	if (!strcmp(text, "null")) /* as YAML has it */
		text = NONE;
	if (knob_parse(row, text, &number, at, err) < 0) {
		err->usage = true;
		return -1;
	}
	if (!strcmp(row->name, "rounds"))
		l->rounds = (int64_t)number;
	else if (!strcmp(row->name, "trials"))
		l->trials = (int64_t)number;
	else if (!strcmp(row->name, "epochs"))
		l->epochs = (int64_t)number;
	else if (!strcmp(row->name, "seconds"))
		l->seconds = number;
	else if (!strcmp(row->name, "plateau"))
		l->plateau.epochs = (int64_t)number;
	else
		l->value = strcmp(text, NONE) != 0 ? number : NO_NUMBER;
	return 0;
}

int stop_limits_set(struct stop_limits *l, const char *name, const char *text,
	struct place at, struct error *err)
{
	const struct knob *row = knob_find(stop_limit_rows, name);
	const char *names[8];
	size_t n = 0;

	if (row)
		return set(l, row, text, at, err);
	while (stop_limit_rows[n].name) {
		names[n] = stop_limit_rows[n].name;
		n++;
	}
	return unknown_name(err, at, "limit", name, NULL, names, n);
}

int stop_limits_change(struct stop_limits *l, const char *text, struct error *err)
{
	char *words = xstrdup(text), *rest, *word = strtok_r(words, " ", &rest);
	struct stop_limits to = *l;
	int rc = word ? 0 : error_usage(err, "no limit is named, as trials=200");

	for (; !rc && word; word = strtok_r(NULL, " ", &rest)) {
		char *value = strchr(word, '=');

		if (!value) {
			rc = error_usage(
				err, "%s needs a value: %s=VALUE, or none", word, word);
			break;
		}
		*value++ = '\0';
		rc = stop_limits_set(&to, word, value, (struct place){.file = NULL}, err);
	}
	free(words);
	if (!rc)
		*l = to;
	return rc;
}

/* The number of one of them; NaN: there is none. */
static double number_of(const struct stop_limits *l, size_t i)
{
	double numbers[] = {(double)l->rounds, (double)l->trials, (double)l->epochs,
		l->seconds, l->value, (double)l->plateau.epochs};

	return i != 4 && !(numbers[i] > 0) ? NO_NUMBER : numbers[i];
}

static void print(size_t i, double v, struct strbuf *out)
{
	strbuf_addf(out, "%s%s=", out->len ? " " : "", stop_limit_rows[i].name);
	if (isnan(v))
		strbuf_adds(out, NONE);
	else
		strbuf_add_number(out, v);
}

void stop_limits_print(const struct stop_limits *l, struct strbuf *out)
{
	for (size_t i = 0; stop_limit_rows[i].name; i++)
		if (!isnan(number_of(l, i)))
			print(i, number_of(l, i), out);
}

void stop_limits_print_all(const struct stop_limits *l, struct strbuf *out)
{
	for (size_t i = 0; stop_limit_rows[i].name; i++)
		print(i, number_of(l, i), out);
}

void stop_limits_print_changes(const struct stop_limits *from,
	const struct stop_limits *to, struct strbuf *out)
{
	for (size_t i = 0; stop_limit_rows[i].name; i++) {
		double a = number_of(from, i), b = number_of(to, i);

		if (a != b && !(isnan(a) && isnan(b)))
			print(i, b, out);
	}
}
