/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define PCRE2_CODE_UNIT_WIDTH 8

#include "objective/report_line.h"

#include "base/strbuf.h"
#include "base/xalloc.h"

#include <ctype.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EPOCH "epoch"
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

/* The number that a group has caught; NaN when none. */
static double caught(const char *line, const struct report_pattern *p, uint32_t group)
{
	const size_t *ends = pcre2_get_ovector_pointer(p->match);
	char text[64], *end;
	size_t n;
	double v;

	if (ends[2 * group] == PCRE2_UNSET)
		return NAN;
	n = ends[2 * group + 1] - ends[2 * group];
	if (!n || n >= sizeof(text))
		return NAN;
	memcpy(text, line + ends[2 * group], n);
	text[n] = '\0';
	v = strtod(text, &end);
	return *end ? (double)NAN : v;
}

static int to_epoch(double v)
{
	return v >= 1 && v <= INT_MAX && v == floor(v) ? (int)v : 0;
}

static enum report_kind read_by_pattern(const char *line, size_t len,
	const struct report_pattern *p, const char *const *metrics, size_t n,
	struct report_line *out)
{
	bool first = false;

	if (pcre2_match(p->code, (PCRE2_SPTR)line, len, 0, 0, p->match, p->context) < 0)
		return REPORT_NONE;
	for (uint32_t g = 0; g < p->n_groups; g++) {
		double v = caught(line, p, p->groups[g].number);

		if (!strcmp(p->groups[g].name, EPOCH))
			out->epoch = to_epoch(v);
		for (size_t i = 0; i < n; i++) {
			if (!report_pattern_fits(p->groups[g].name, metrics[i]))
				continue;
			out->metrics[i] = isfinite(v) ? v : (double)NAN;
			first |= i == 0;
		}
	}
	return first ? REPORT_EPOCH : REPORT_NONE;
}

/*
 * JSON.
 */

/* Python's json prints NaN and Infinity, which JSON does not have: null in their place. */
static char *without_nan(const char *line, size_t len)
{
	static const char *const words[] = {"-Infinity", "Infinity", "NaN"};
	struct strbuf out;
	bool quoted = false;

	strbuf_init(&out);
	for (size_t i = 0; i < len; i++) {
		size_t skip = 0;

		for (size_t w = 0; !quoted && w < 3; w++) {
			size_t n = strlen(words[w]);

			if (len - i >= n && !strncmp(line + i, words[w], n))
				skip = n;
			if (skip)
				break;
		}
		if (line[i] == '"' && !(i && line[i - 1] == '\\'))
			quoted = !quoted;
		if (skip) {
			strbuf_adds(&out, "null");
			i += skip - 1;
		} else {
			strbuf_addch(&out, line[i]);
		}
	}
	return strbuf_detach(&out);
}

static json_t *parse_object(const char *line, size_t len)
{
	json_t *root = json_loadb(line, len, 0, NULL);
	char *mended;

	if (root)
		return root;
	mended = without_nan(line, len);
	root = json_loads(mended, 0, NULL);
	free(mended);
	return root;
}

static void take_field(const char *name, const json_t *field, const char *const *metrics,
	size_t n, struct report_line *out)
{
	size_t i = 0;

	if (!strcmp(name, EPOCH)) {
		out->epoch = to_epoch(json_number_value(field));
		return;
	}
	while (i < n && strcmp(metrics[i], name))
		i++;
	if (i == n)
		snprintf(out->other, sizeof(out->other), "%s", name);
	else if (json_is_number(field) && isfinite(json_number_value(field)))
		out->metrics[i] = json_number_value(field);
}

static enum report_kind read_json(const char *line, size_t len,
	const char *const *metrics, size_t n, struct report_line *out)
{
	json_t *root = parse_object(line, len);
	enum report_kind kind = REPORT_NONE;
	const char *name;
	json_t *field;

	if (!root)
		return REPORT_NONE;
	json_object_foreach(root, name, field) take_field(name, field, metrics, n, out);
	field = json_object_get(root, metrics[0]);
	if (field && (json_is_number(field) || json_is_null(field)))
		kind = REPORT_EPOCH;
	else if (json_object_get(root, EPOCH))
		kind = REPORT_MISSING;
	json_decref(root);
	return kind;
}

enum report_kind report_line_read(const char *line, size_t len,
	const struct report_pattern *pattern, const char *const *metrics, size_t n,
	struct report_line *out)
{
	*out = (struct report_line){.epoch = 0};
	for (size_t i = 0; i < METRICS_MAX; i++)
		out->metrics[i] = NAN;
	if (pattern)
		return read_by_pattern(line, len, pattern, metrics, n, out);
	while (len && isspace((unsigned char)*line)) {
		line++;
		len--;
	}
	return len && *line == '{' ? read_json(line, len, metrics, n, out) : REPORT_NONE;
}
