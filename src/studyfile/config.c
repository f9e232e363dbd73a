/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Configurations that a person gives: `enqueue:` of a study file, or typed in.
 */
#include "config.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"
#include "studyfile/yaml_file.h"

/* One of the domain's listed values: texts are then the domain's own. */
static int listed_value(const struct parameter *p, const struct yaml *y, struct value *v,
	struct error *err)
{
	const struct domain *d = &p->domain;
	struct value written = section_value(y);
	struct strbuf list = STRBUF_INIT;
	char text[64];
	bool found = false;

	for (size_t i = 0; !found && i < d->n_values; i++) {
		const struct value *item = &d->values[i];

		found = value_equal(*item, written) ||
			(y->text && !strcmp(value_print(*item, true, text, sizeof(text)),
					    y->text));
		if (found)
			*v = *item;
	}
	if (found) {
		free((char *)written.text);
		return 0;
	}
	for (size_t i = 0; i < d->n_values; i++) {
		strbuf_adds(&list, i ? ", " : "");
		strbuf_adds(&list, value_print(d->values[i], false, text, sizeof(text)));
	}
	error_at(err, y->at, "%s cannot be '%.60s'; it must be one of: %s", p->name,
		y->text ? y->text : written.text, list.buf);
	strbuf_release(&list);
	free((char *)written.text);
	return -1;
}

int studyfile_value(const struct parameter *p, const struct yaml *y, struct value *v,
	struct error *err)
{
	const struct domain *d = &p->domain;
	struct knob row = {.name = p->name};
	double number;

	if (!domain_is_numeric(d))
		return listed_value(p, y, v, err);
	row.type = domain_is_whole(d) ? KNOB_INT : KNOB_REAL;
	domain_support(d, &row.min, &row.max);
	if (row.min == DBL_MIN) { /* an end that is never reached */
		row.min = 0;
		row.open_min = true;
	}
	if (section_number(&row, y, &number, err))
		return -1;
	*v = (struct value){
		.kind = row.type == KNOB_INT ? VALUE_INT : VALUE_REAL, .number = number};
	return 0;
}

static int find_parameter(
	const struct space *s, const char *name, struct place at, struct error *err)
{
	int i = space_find(s, name);
	const char **names;

	if (i >= 0)
		return i;
	names = xcalloc(s->n, sizeof(*names));
	for (size_t k = 0; k < s->n; k++)
		names[k] = s->params[k].name;
	unknown_name(err, at, "parameter", name, NULL, names, s->n);
	free(names);
	return -1;
}

struct given {
	bool is;
	struct place at;
};

/*
 * A configuration that is being put together: what is not given is drawn, and what is not
 * given but has to be so that something given applies is one of the values that let it.
 */
struct draft {
	const struct space *space;
	const double *u;
	struct value *values; /* one a parameter */
	struct given *given;  /* the same */
};

static void draft_init(struct draft *d, const struct space *s, const double *u)
{
	*d = (struct draft){.space = s,
		.u = u,
		.values = xcalloc(s->n + 1, sizeof(*d->values)),
		.given = xcalloc(s->n + 1, sizeof(*d->given))};
	for (size_t i = 0; i < s->n; i++)
		d->values[i] = domain_quantile(&s->params[i].domain, u[i]);
}

static int draft_give(struct draft *d, const char *name, struct place at,
	const struct yaml *value, struct error *err)
{
	int p = find_parameter(d->space, name, at, err);

	if (p < 0)
		return -1;
	if (d->given[p].is)
		return error_at(err, at, "%s occurs twice", name);
	d->given[p] = (struct given){true, at};
	return studyfile_value(&d->space->params[p], value, &d->values[p], err);
}

static int does_not_apply(
	const struct draft *d, size_t i, const struct condition *c, struct error *err)
{
	const struct parameter *of = &d->space->params[c->parameter];
	struct strbuf needs = STRBUF_INIT;
	char text[64];

	for (size_t k = 0; k < c->n; k++) {
		strbuf_adds(&needs, k ? ", " : "");
		strbuf_adds(&needs, value_print(c->values[k], false, text, sizeof(text)));
	}
	error_at(err, d->given[i].at, "%s does not apply where %s is %s; it must be %s%s",
		d->space->params[i].name, of->name,
		value_print(d->values[c->parameter], false, text, sizeof(text)),
		c->n > 1 ? "one of: " : "", needs.buf);
	strbuf_release(&needs);
	return -1;
}

/* The condition of j on i, where j is given; or NULL. */
static const struct condition *demand(const struct draft *d, size_t j, size_t i)
{
	const struct parameter *p = &d->space->params[j];

	for (size_t w = 0; d->given[j].is && w < p->n_when; w++)
		if (p->when[w].parameter == i)
			return &p->when[w];
	return NULL;
}

/* The first that is given and does not apply for what i is; space->n: none. */
static size_t find_unmet(const struct draft *d, size_t i)
{
	size_t j = 0;

	for (; j < d->space->n; j++) {
		const struct condition *c = demand(d, j, i);

		if (c && !condition_holds(c, d->values))
			break;
	}
	return j;
}

/* One of c's values that let all apply that is given; the first of all if none does. */
static void choose_value(struct draft *d, const struct condition *c)
{
	struct value *fits = xcalloc(c->n, sizeof(*fits));
	size_t i = c->parameter, n = 0;

	for (size_t k = 0; k < c->n; k++) {
		d->values[i] = c->values[k];
		if (find_unmet(d, i) == d->space->n)
			fits[n++] = c->values[k];
	}
	d->values[i] = n ? fits[(size_t)(d->u[i] * (double)n)] : c->values[0];
	free(fits);
}

/* What i is, so that all applies that depends on it and is given. */
static int let_apply(struct draft *d, size_t i, struct error *err)
{
	size_t first = 0, n = d->space->n, unmet = find_unmet(d, i);

	while (first < n && !demand(d, first, i))
		first++;
	if (first == n)
		return 0;
	if (!d->given[i].is && unmet < n) {
		choose_value(d, demand(d, first, i));
		unmet = find_unmet(d, i);
	}
	if (unmet < n)
		return does_not_apply(d, unmet, demand(d, unmet, i), err);
	if (!d->given[i].is)
		d->given[i] = d->given[first];
	return 0;
}

/* From what depends on others to what those depend on; then what does not apply goes. */
static int draft_settle(struct draft *d, struct error *err)
{
	const struct space *s = d->space;

	for (size_t k = s->order ? s->n : 0; k-- > 0;)
		if (let_apply(d, s->order[k], err))
			return -1;
	space_settle(s, d->values);
	return 0;
}

static int give_map(struct draft *d, const struct yaml *map, struct error *err)
{
	int failed = section_is_map(map, "a configuration", err);

	for (size_t i = 0; !failed && i < map->n; i++)
		failed = draft_give(
			d, map->items[i].key, map->items[i].at, map->items[i].node, err);
	return failed;
}

static int enqueue_one(struct studyfile *sf, const struct yaml *map, struct error *err)
{
	const struct space *s = &sf->space;
	double *u = xcalloc(s->n, sizeof(*u));
	struct draft d;
	int failed;

	space_random_point(s, sf->seed, (uint32_t)sf->n_enqueue, u);
	draft_init(&d, s, u);
	sf->enqueue[sf->n_enqueue++] = d.values;
	failed = give_map(&d, map, err);
	if (!failed)
		failed = draft_settle(&d, err);
	free(d.given);
	free(u);
	return failed;
}

static bool is_text(const struct yaml *y)
{
	return y->type == YAML_SCALAR && y->kind == YAML_TEXT;
}

int studyfile_enqueue(struct studyfile *sf, const struct yaml *root,
	const struct catalog *cat, struct error *err)
{
	const struct yaml *y = yaml_find(root, "enqueue");

	if (!y || yaml_is_null(y))
		return 0;
	if (studyfile_brings_space(sf, cat))
		return error_at(err, y->at,
			"enqueue is not for objective %s, which brings its own "
			"configurations; leave it out",
			sf->objective.kind->name);
	if (is_text(y))
		return studyfile_best_of(sf, y, err);
	if (y->type != YAML_LIST)
		return error_at(err, y->at,
			"enqueue cannot be %s; it must be a list of configurations, or "
			"best 5 of FILE",
			yaml_describe(y));
	sf->enqueue = xcalloc(y->n, sizeof(struct value *));
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml *item = y->items[i].node;

		if ((is_text(item) ? studyfile_best_of : enqueue_one)(sf, item, err))
			return -1;
	}
	return 0;
}

/*
 * Typed in: NAME=VALUE, parted by blanks; a value with blanks goes in double quotes.
 */

/* Takes the next word off *text: its name and value, both to be freed. False: no more. */
static bool next_word(const char **text, char **name, struct yaml *value)
{
	const char *s = *text + strspn(*text, " \t");
	size_t n = strcspn(s, "= \t");

	if (!*s)
		return false;
	*name = xstrndup(s, n);
	value->text = NULL;
	s += n;
	if (*s == '=') {
		s++;
		bool plain = *s != '"';

		s += !plain;
		n = strcspn(s, plain ? " \t" : "\"");
		value->text = xstrndup(s, n);
		yaml_resolve(value, plain ? NULL : "!");
		s += n;
		s += !plain && *s;
	}
	*text = s;
	return true;
}

static int typed_word(
	struct draft *d, const char *name, const struct yaml *value, struct error *err)
{
	if (!value->text)
		return error_at(err, value->at, "'%.60s' is not NAME=VALUE", name);
	return draft_give(d, name, value->at, value, err);
}

static int give_words(
	struct draft *d, const char *text, struct place at, struct error *err)
{
	struct yaml value = {.type = YAML_SCALAR, .at = at};
	char *name;
	int failed = 0;

	while (!failed && next_word(&text, &name, &value)) {
		failed = typed_word(d, name, &value, err);
		free(name);
		free(value.text);
		free(value.core);
		value.core = NULL;
	}
	return failed;
}

/* JSON, which is YAML. */
static int give_json(
	struct draft *d, const char *text, struct place at, struct error *err)
{
	struct yaml *map = yaml_parse(text, at, err);
	int failed = map ? give_map(d, map, err) : -1;

	yaml_free(map);
	return failed;
}

struct value *config_parse(const struct space *s, const char *text, const double *u,
	struct place at, struct error *err)
{
	struct draft d;
	int failed;

	draft_init(&d, s, u);
	failed = (*text == '{' ? give_json : give_words)(&d, text, at, err);
	if (!failed)
		failed = draft_settle(&d, err);
	free(d.given);
	if (!failed)
		return d.values;
	free(d.values);
	return NULL;
}
