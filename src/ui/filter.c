/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A recursive descent into a small tree, whose nodes lie in one array. What a value means
 * for its column is found out while parsing, so that matching compares and no more.
 */
#include "config.h"

#include "ui/filter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "study/event_failure.h"
#include "ui/columns.h"

#define DEPTH_MOST 100

enum node_kind { NODE_TEST, NODE_AND, NODE_OR, NODE_NOT };
enum test { TEST_EQ, TEST_NE, TEST_LT, TEST_LE, TEST_GT, TEST_GE, TEST_HAS };

struct filter {
	struct node {
		enum node_kind kind;
		int a, b; /* nodes, of AND, OR and NOT */
		int column;
		enum test test;
		struct value value; /* VALUE_NONE: what is not there */
		char *text;	    /* as it was written; owned */
	} * nodes;
	size_t n, cap;
	int root;
};

struct parser {
	const struct study *study;
	const char *text;
	size_t at;
	int depth;
	struct filter *filter;
	struct mistake *mistake;
};

bool filter_is_word(char c)
{
	return c && !strchr(" \t=!<>~&|()\"", c);
}

/* Parsing; a mistake returns -1 */

static char peek(struct parser *p)
{
	p->at += strspn(p->text + p->at, " \t");
	return p->text[p->at];
}

static int add(struct parser *p, struct node node)
{
	struct filter *f = p->filter;

	ARRAY_ROOM(f->nodes, f->n, f->cap);
	f->nodes[f->n] = node;
	return (int)f->n++;
}

/* A word or "text" as *out, which the caller frees. 1: quoted, 0: not, -1: neither. */
static int parse_word(struct parser *p, const char *what, char **out)
{
	size_t n = 0, begin;

	if (peek(p) == '"') {
		begin = p->at + 1;
		n = strcspn(p->text + begin, "\"");
		if (!p->text[begin + n])
			return mistake_at(p->mistake, p->at, "the quote is not closed");
		*out = xstrndup(p->text + begin, n);
		p->at = begin + n + 1;
		return 1;
	}
	while (filter_is_word(p->text[p->at + n]))
		n++;
	if (!n)
		return mistake_at(p->mistake, p->at, "%s is expected", what);
	*out = xstrndup(p->text + p->at, n);
	p->at += n;
	return 0;
}

static int parse_field(struct parser *p)
{
	static const char what[] = "a field, as val_error, rung or state,";
	struct error err;
	size_t at;
	char *name;
	int column;

	peek(p);
	at = p->at;
	if (parse_word(p, what, &name) < 0)
		return -1;
	column = column_find(p->study, name, strlen(name), &err);
	free(name);
	if (column < 0)
		return mistake_from(p->mistake, at, &err);
	return column;
}

static int parse_test(struct parser *p)
{
	static const struct {
		const char *sign;
		enum test test;
	} tests[] = {{"==", TEST_EQ}, {"=", TEST_EQ}, {"!=", TEST_NE}, {"<=", TEST_LE},
		{"<", TEST_LT}, {">=", TEST_GE}, {">", TEST_GT}, {"~", TEST_HAS}};

	peek(p);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++)
		if (!strncmp(p->text + p->at, tests[i].sign, strlen(tests[i].sign))) {
			p->at += strlen(tests[i].sign);
			return (int)tests[i].test;
		}
	return mistake_at(p->mistake, p->at, "one of = != < <= > >= ~ is expected");
}

/* The states, then the causes of failures. */
static const char *state_word(int i)
{
	return i < TRIAL_STATES
		       ? trial_state_name((enum trial_state)i)
		       : cause_name((enum cause)(CAUSE_OTHER + 1 + i - TRIAL_STATES));
}

/* The states that begin with a word. -1: none does, or several. */
static int find_state(struct parser *p, size_t at, struct node *n)
{
	struct strbuf all = STRBUF_INIT;
	const char *found = NULL;
	int count = 0;

	for (int i = 0; i < TRIAL_STATES + CAUSES - 1; i++) {
		const char *name = state_word(i);

		strbuf_addf(&all, "%s%s", i ? ", " : "", name);
		if (!strncmp(name, n->text, strlen(n->text))) {
			found = name;
			count++;
		}
	}
	n->value = (struct value){VALUE_TEXT, 0, found};
	if (count != 1)
		mistake_at(p->mistake, at, "a state is one of %s", all.buf);
	strbuf_release(&all);
	return count == 1 ? 0 : -1;
}

/* One of the values that the parameter is drawn from. */
static int find_listed(
	struct parser *p, size_t at, const struct domain *d, struct node *n)
{
	struct strbuf all = STRBUF_INIT;
	char text[64];

	for (size_t i = 0; i < d->n_values; i++)
		if (!strcmp(value_print(d->values[i], true, text, sizeof(text)),
			    n->text)) {
			n->value = d->values[i];
			return 0;
		}
	for (size_t i = 0; i < d->n_values; i++)
		strbuf_addf(&all, "%s%s", i ? ", " : "",
			value_print(d->values[i], true, text, sizeof(text)));
	mistake_at(p->mistake, at, "%s is one of %.300s",
		column_name(p->study, n->column), all.buf);
	strbuf_release(&all);
	return -1;
}

/* "0.05", "T12" of an id, "w1" of a worker */
static bool read_number(struct node *n)
{
	const char *s = n->text;
	char *end;

	if ((n->column == TRIAL_ID && (*s == 'T' || *s == 't')) ||
		(n->column == TRIAL_WORKER && *s == 'w'))
		s++;
	n->value = (struct value){VALUE_REAL, strtod(s, &end), NULL};
	return end > s && !*end && !isnan(n->value.number);
}

/* The domain of a parameter that has a list of values, or NULL. */
static const struct domain *list_of(const struct study *s, int column)
{
	int param = column_param(s, column);
	const struct domain *d =
		param >= 0 ? &s->info->space->params[param].domain : NULL;

	return d && d->n_values ? d : NULL;
}

static bool has_order(const struct study *s, int column)
{
	const struct domain *d = list_of(s, column);

	for (size_t i = 0; d && i < d->n_values; i++)
		if (value_has_text(d->values[i]))
			return false;
	return column != TRIAL_STATE;
}

/* What the text means in the column. */
static int resolve(struct parser *p, size_t op_at, size_t at, bool quoted, struct node *n)
{
	const char *name = column_name(p->study, n->column);
	bool equals = n->test == TEST_EQ || n->test == TEST_NE;

	if (n->test == TEST_HAS)
		return 0;
	if (!equals && !has_order(p->study, n->column))
		return mistake_at(
			p->mistake, op_at, "%s has no order: = != or ~ it", name);
	if (!quoted && !strcmp(n->text, "-")) {
		n->value = (struct value){VALUE_NONE, 0, NULL};
		return equals ? 0
			      : mistake_at(p->mistake, op_at,
					"what is not there can be = or != only");
	}
	if (n->column == TRIAL_STATE)
		return find_state(p, at, n);
	if (read_number(n) && has_order(p->study, n->column))
		return 0;
	if (equals && list_of(p->study, n->column))
		return find_listed(p, at, list_of(p->study, n->column), n);
	return mistake_at(
		p->mistake, at, "%s is a number; '%.60s' is none", name, n->text);
}

static int parse_comparison(struct parser *p)
{
	struct node n = {.kind = NODE_TEST};
	size_t op_at, at;
	int rc, quoted;

	n.column = parse_field(p);
	if (n.column < 0)
		return -1;
	peek(p);
	op_at = p->at;
	rc = parse_test(p);
	if (rc < 0)
		return -1;
	n.test = (enum test)rc;
	peek(p);
	at = p->at;
	quoted = parse_word(p, "a value", &n.text);
	if (quoted < 0)
		return -1;
	if (resolve(p, op_at, at, quoted == 1, &n) < 0) {
		free(n.text);
		return -1;
	}
	return add(p, n);
}

static int parse_nested(struct parser *p);
static int parse_or(struct parser *p);

static int parse_factor(struct parser *p)
{
	struct node n = {.kind = NODE_NOT};
	size_t begin;

	if (peek(p) != '!' && p->text[p->at] != '(')
		return parse_comparison(p);
	begin = p->at++;
	if (p->text[begin] == '!') {
		n.a = parse_nested(p);
		return n.a < 0 ? -1 : add(p, n);
	}
	n.a = parse_or(p);
	if (n.a < 0)
		return -1;
	if (peek(p) != ')')
		return mistake_at(p->mistake, begin, "the parenthesis is not closed");
	p->at++;
	return n.a;
}

static int parse_nested(struct parser *p)
{
	int rc;

	if (p->depth >= DEPTH_MOST)
		return mistake_at(p->mistake, p->at, "this is too deep");
	p->depth++;
	rc = parse_factor(p);
	p->depth--;
	return rc;
}

/* Operands with the sign, once or twice, between them. */
static int parse_chain(struct parser *p, char sign, enum node_kind kind,
	int (*operand)(struct parser *p))
{
	int left = operand(p);

	while (left >= 0 && peek(p) == sign) {
		struct node n = {.kind = kind, .a = left};

		p->at += 1 + (p->text[p->at + 1] == sign);
		n.b = operand(p);
		left = n.b < 0 ? -1 : add(p, n);
	}
	return left;
}

static int parse_and(struct parser *p)
{
	return parse_chain(p, '&', NODE_AND, parse_nested);
}

static int parse_or(struct parser *p)
{
	return parse_chain(p, '|', NODE_OR, parse_and);
}

struct filter *filter_parse(const struct study *s, const char *text, struct mistake *m)
{
	struct parser p = {.study = s, .text = text, .mistake = m};

	p.filter = xcalloc(1, sizeof(*p.filter));
	p.filter->root = parse_or(&p);
	if (p.filter->root >= 0 && peek(&p))
		p.filter->root = mistake_at(p.mistake, p.at, "& or | is expected");
	if (p.filter->root >= 0)
		return p.filter;
	filter_free(p.filter);
	return NULL;
}

void filter_free(struct filter *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++)
		free(f->nodes[i].text);
	free(f->nodes);
	free(f);
}

/* Matching */

static bool contains(const char *text, const char *part)
{
	size_t n = strlen(part);

	for (; strlen(text) >= n; text++)
		if (!strncasecmp(text, part, n))
			return true;
	return false;
}

static bool has_text(const struct node *n, struct value v)
{
	char text[64], id[72];

	if (value_is_nothing(v))
		return false;
	snprintf(id, sizeof(id), "%s%s",
		n->column == TRIAL_ID	    ? "T"
		: n->column == TRIAL_WORKER ? "w"
					    : "",
		value_has_text(v) ? "" : value_print(v, false, text, sizeof(text)));
	return contains(value_has_text(v) ? v.text : id, n->text);
}

static bool is_equal(const struct node *n, struct value v)
{
	if (value_has_text(v) || n->value.kind == VALUE_TEXT)
		return value_has_text(v) && n->value.kind == VALUE_TEXT && !strcmp(v.text, n->value.text);
	if (value_is_nothing(v) || value_is_nothing(n->value))
		return value_is_nothing(v) && value_is_nothing(n->value);
	return v.number == n->value.number;
}

static bool test(const struct node *n, struct value v)
{
	if (n->test == TEST_HAS)
		return has_text(n, v);
	if (n->test == TEST_EQ || n->test == TEST_NE)
		return is_equal(n, v) == (n->test == TEST_EQ);
	if (value_is_nothing(v))
		return false;
	switch (n->test) {
	case TEST_LT:
		return v.number < n->value.number;
	case TEST_LE:
		return v.number <= n->value.number;
	case TEST_GT:
		return v.number > n->value.number;
	default:
		return v.number >= n->value.number;
	}
}

/* Its cause is as good as its state. */
static bool test_lost(const struct node *n, const struct study_trial *t)
{
	bool is = test(n, (struct value){VALUE_TEXT, 0, trial_state_name(t->state)}),
	     as = test(n, (struct value){VALUE_TEXT, 0, cause_name(t->cause)});

	return n->test == TEST_NE ? is && as : is || as;
}

static bool matches(const struct filter *f, int node, const struct study *s,
	const struct study_trial *t)
{
	const struct node *n = &f->nodes[node];

	switch (n->kind) {
	case NODE_AND:
		return matches(f, n->a, s, t) && matches(f, n->b, s, t);
	case NODE_OR:
		return matches(f, n->a, s, t) || matches(f, n->b, s, t);
	case NODE_NOT:
		return !matches(f, n->a, s, t);
	case NODE_TEST:
		break;
	}
	if (n->column == TRIAL_STATE && t->cause != CAUSE_OTHER)
		return test_lost(n, t);
	return test(n, column_value(s, t, n->column));
}

bool filter_matches(
	const struct filter *f, const struct study *s, const struct study_trial *t)
{
	return matches(f, f->root, s, t);
}

size_t filter_count(const struct filter *f, const struct study *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_trials; i++)
		n += filter_matches(f, s, &s->trials[i]);
	return n;
}
