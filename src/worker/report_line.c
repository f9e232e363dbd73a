/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include "worker/report_line.h"

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "worker/report_json.h"

#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH "epoch"
#define UTF16 "e\0p\0o\0c\0h"
#define EXCERPT 60	    /* bytes of what is no number */
#define MATCH_LIMIT 1000000 /* a pattern that runs wild gives a line up */

struct group {
	const char *name; /* borrowed from the compiled pattern */
	uint32_t number;
};

struct report_pattern {
	pcre2_code *code;
	pcre2_match_context *context;
	pcre2_match_data *match;
	struct group *groups; /* in the order of their numbers */
	uint32_t n_groups;
};

/*
 * Patterns.
 */

static int by_number(const void *a, const void *b)
{
	const struct group *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

static void read_groups(struct report_pattern *p)
{
	PCRE2_SPTR table = NULL;
	uint32_t size = 0;

	pcre2_pattern_info(p->code, PCRE2_INFO_NAMECOUNT, &p->n_groups);
	if (!p->n_groups)
		return;
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMETABLE, &table);
	pcre2_pattern_info(p->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	p->groups = xcalloc(p->n_groups, sizeof(*p->groups));
	for (uint32_t i = 0; i < p->n_groups; i++, table += size)
		p->groups[i] = (struct group){.name = (const char *)table + 2,
			.number = (uint32_t)table[0] << 8 | table[1]};
	qsort(p->groups, p->n_groups, sizeof(*p->groups), by_number);
}

struct report_pattern *report_pattern_new(const char *text, struct error *err)
{
	struct report_pattern *p;
	const char *names[METRICS_MAX];
	size_t offset;
	int code;
	pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
		PCRE2_NEVER_BACKSLASH_C, &code, &offset, NULL);

	if (!compiled) {
		PCRE2_UCHAR why[128] = "";

		pcre2_get_error_message(code, why, sizeof(why));
		error_set(err, "not a pattern at character %zu: %s", offset + 1,
			(const char *)why);
		return NULL;
	}
	p = xcalloc(1, sizeof(*p));
	p->code = compiled;
	p->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(p->context, MATCH_LIMIT);
	p->match = pcre2_match_data_create_from_pattern(compiled, NULL);
	read_groups(p);
	if (!report_pattern_metrics(p, names)) {
		error_set(err,
			"the pattern names no metric; it must have a group such as "
			"(?<val_error>[-+.0-9eE]+)");
		report_pattern_free(p);
		return NULL;
	}
	return p;
}

void report_pattern_free(struct report_pattern *p)
{
	if (!p)
		return;
	pcre2_match_data_free(p->match);
	pcre2_match_context_free(p->context);
	pcre2_code_free(p->code);
	free(p->groups);
	free(p);
}

size_t report_pattern_metrics(const struct report_pattern *p, const char **names)
{
	size_t n = 0;

	for (uint32_t i = 0; i < p->n_groups && n < METRICS_MAX; i++)
		if (strcmp(p->groups[i].name, EPOCH))
			names[n++] = p->groups[i].name;
	return n;
}

/* "val/loss" is val_loss in a pattern. */
bool report_pattern_fits(const char *group, const char *metric)
{
	for (; *group && *metric; group++, metric++)
		if (*group != (isalnum((unsigned char)*metric) ? *metric : '_'))
			return false;
	return !*group && !*metric;
}

/*
 * What is wrong, and where: `epoch 2.5 is no whole number`.
 */

static void add_excerpt(const char *text, size_t len, struct report_line *out)
{
	size_t used = strlen(out->wrong);

	snprintf(out->wrong + used, sizeof(out->wrong) - used, "%.*s%s",
		(int)(len < EXCERPT ? len : EXCERPT), text, len > EXCERPT ? "..." : "");
}

/* False: it is none, and out->wrong says why; what it said before when it is no number. */
static bool take_epoch(enum printed kind, double v, struct report_line *out)
{
	const char *why = NULL;

	if (kind == PRINTED_NUMBER && v < 0)
		why = "is below 0";
	else if (kind == PRINTED_NUMBER && v != floor(v))
		why = "is no whole number";
	else if (kind == PRINTED_NUMBER && v >= INT_MAX)
		why = "is too large";
	if (why)
		snprintf(out->wrong, sizeof(out->wrong), EPOCH " %.15g %s", v, why);
	if (kind != PRINTED_NUMBER || why)
		return false;
	*out->wrong = '\0';
	out->epoch = (int)v;
	return true;
}

/*
 * By a pattern.
 */

static void say_caught(
	const char *name, const char *text, size_t len, struct report_line *out)
{
	snprintf(out->wrong, sizeof(out->wrong),
		"the pattern has caught %s %.60s that is "
		"no number: ",
		strchr("aeiou", *name) ? "an" : "a", name);
	add_excerpt(text, len, out);
}

static enum report_kind read_by_pattern(const char *line, size_t len,
	const struct report_pattern *p, const char *const *metrics, size_t n,
	struct report_line *out)
{
	const size_t *ends = pcre2_get_ovector_pointer(p->match);
	bool first = false, wrong = false;

	if (pcre2_match(p->code, (PCRE2_SPTR)line, len, 0, 0, p->match, p->context) < 0)
		return REPORT_NONE;
	for (uint32_t g = 0; g < p->n_groups && !wrong; g++) {
		const char *name = p->groups[g].name;
		size_t from = ends[2 * p->groups[g].number];
		size_t size = ends[2 * p->groups[g].number + 1] - from;
		enum printed kind;
		double v;

		if (from == PCRE2_UNSET)
			continue;
		kind = printed_number(line + from, size, &v);
		if (!strcmp(name, EPOCH)) {
			say_caught(name, line + from, size, out);
			wrong = !take_epoch(kind, v, out);
			continue;
		}
		for (size_t i = 0; i < n; i++) {
			if (!report_pattern_fits(name, metrics[i]))
				continue;
			out->metrics[i] = v;
			first |= i == 0;
			wrong |= i == 0 && kind == PRINTED_OTHER;
			if (kind == PRINTED_OTHER)
				say_caught(name, line + from, size, out);
		}
	}
	if (wrong)
		return REPORT_WRONG;
	if (first)
		return REPORT_EPOCH;
	return out->epoch == EPOCH_UNSAID ? REPORT_NONE : REPORT_MISSING;
}

/*
 * By JSON.
 */

static void say_field(const char *name, const json_t *field, struct report_line *out)
{
	char *text = json_dumps(field, JSON_COMPACT | JSON_ENCODE_ANY);

	snprintf(out->wrong, sizeof(out->wrong), "%.60s is no number: ", name);
	add_excerpt(text, strlen(text), out);
	free(text);
}

/* A metric's own name, or as W&B has it: val.loss is loss in the object val. */
static json_t *find(const json_t *object, const char *name)
{
	json_t *field = json_object_get(object, name);

	for (const char *dot = strchr(name, '.'); dot && !field;
		dot = strchr(dot + 1, '.')) {
		char *outer = xstrndup(name, (size_t)(dot - name));

		field = find(json_object_get(object, outer), dot + 1);
		free(outer);
	}
	return field;
}

static bool is_of_metric(const char *name, const char *metric)
{
	size_t len = strlen(name);

	return !strncmp(metric, name, len) && (!metric[len] || metric[len] == '.');
}

static void take_others(
	const json_t *root, const char *const *metrics, size_t n, struct report_line *out)
{
	const char *name;
	json_t *field;

	for (size_t i = 1; i < n; i++) {
		field = find(root, metrics[i]);
		if (field && report_json_number(field, &out->metrics[i]) == PRINTED_OTHER)
			say_field(metrics[i], field, out);
	}
	json_object_foreach((json_t *)root, name, field)
	{
		size_t i = 0;

		while (i < n && !is_of_metric(name, metrics[i]))
			i++;
		if (i == n && strcmp(name, EPOCH) != 0)
			snprintf(out->other, sizeof(out->other), "%s", name);
	}
}

/* Of a line that looks like one, and is none. */
static void say_mistake(
	const char *line, size_t len, const json_error_t *why, struct report_line *out)
{
	if (memmem(line, len, UTF16, sizeof(UTF16) - 1))
		snprintf(out->wrong, sizeof(out->wrong),
			"a line with an epoch is UTF-16; a report must be UTF-8");
	else if (memmem(line, len, "'" EPOCH "'", strlen(EPOCH) + 2))
		snprintf(out->wrong, sizeof(out->wrong),
			"a line with '" EPOCH "' is not "
			"JSON, where names have double quotes, as json.dumps() prints "
			"them");
	else if (memmem(line, len, EPOCH, strlen(EPOCH)))
		snprintf(out->wrong, sizeof(out->wrong),
			"a line with an epoch is not JSON "
			"(%.120s)",
			why->text);
	else if (len <= 2)
		snprintf(out->wrong, sizeof(out->wrong), "a report must be on one line");
}

static enum report_kind judge(
	const json_t *root, const char *const *metrics, struct report_line *out)
{
	const json_t *epoch = json_object_get(root, EPOCH);
	const json_t *metric = find(root, metrics[0]);
	enum printed kind =
		metric ? report_json_number(metric, &out->metrics[0]) : PRINTED_OTHER;
	bool counts = true;
	double v;

	if (epoch) {
		enum printed number = report_json_number(epoch, &v);

		say_field(EPOCH, epoch, out);
		counts = take_epoch(number, v, out);
	}
	if (metric && kind != PRINTED_OTHER)
		return counts ? REPORT_EPOCH : REPORT_WRONG;
	if (!epoch ||
		!counts) /* something else that is told, such as the configuration */
		return REPORT_NONE;
	if (metric)
		say_field(metrics[0], metric, out);
	return metric ? REPORT_WRONG : REPORT_MISSING;
}

static enum report_kind read_json(const char *line, size_t len,
	const char *const *metrics, size_t n, struct report_line *out)
{
	json_error_t why;
	json_t *root = report_json_read(line, len, &why);
	enum report_kind kind;

	if (!root) {
		if (*why.text)
			say_mistake(line, len, &why, out);
		return REPORT_NONE;
	}
	kind = judge(root, metrics, out);
	if (kind == REPORT_NONE)
		*out->wrong = '\0';
	if (kind == REPORT_EPOCH || kind == REPORT_MISSING)
		take_others(root, metrics, n, out);
	json_decref(root);
	return kind;
}

/*
 * Colours.
 */

#define ESC '\033'
#define BEL '\007'

/* Bytes of the sequence for a terminal (ECMA-48) that begins here. */
static size_t sequence(const char *text, size_t left)
{
	size_t n = 2;

	if (left < 2)
		return left;
	if (text[1] == '[') { /* parameters, and the final byte */
		while (n < left && text[n] >= 0x20 && text[n] < 0x40)
			n++;
		return n < left ? n + 1 : n;
	}
	if (text[1] == ']') { /* to BEL or ST */
		while (n < left && text[n] != BEL && text[n] != ESC)
			n++;
		return n < left && text[n] == ESC ? n + (n + 1 < left ? 2 : 1)
						  : n + (n < left);
	}
	for (n = 1; n < left && text[n] >= 0x20 && text[n] < 0x30;)
		n++;
	return n < left ? n + 1 : n;
}

static void without_sequences(const char *line, size_t len, struct strbuf *out)
{
	for (size_t i = 0; i < len;) {
		if (line[i] == ESC)
			i += sequence(line + i, len - i);
		else
			strbuf_addch(out, line[i++]);
	}
}

static enum report_kind read_line(const char *line, size_t len,
	const struct report_pattern *pattern, const char *const *metrics, size_t n,
	struct report_line *out)
{
	*out = (struct report_line){.epoch = EPOCH_UNSAID};
	for (size_t i = 0; i < METRICS_MAX; i++)
		out->metrics[i] = NAN;
	if (!n)
		return REPORT_NONE;
	return pattern ? read_by_pattern(line, len, pattern, metrics, n, out)
		       : read_json(line, len, metrics, n, out);
}

enum report_kind report_line_read(const char *line, size_t len,
	const struct report_pattern *pattern, const char *const *metrics, size_t n,
	struct report_line *out)
{
	enum report_kind kind = read_line(line, len, pattern, metrics, n, out);
	struct strbuf plain = STRBUF_INIT;

	if (kind == REPORT_EPOCH || !memchr(line, ESC, len))
		return kind;
	without_sequences(line, len, &plain);
	kind = read_line(plain.buf, plain.len, pattern, metrics, n, out);
	strbuf_release(&plain);
	return kind;
}

const char *report_pattern_library(char *out, size_t size)
{
	char text[64] = ""; /* PCRE2 says at most 24 */

	pcre2_config(PCRE2_CONFIG_VERSION, text);
	snprintf(out, size, "%s", text);
	return out;
}
