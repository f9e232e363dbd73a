/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `when` of a parameter, or of one that has others inside: which others it depends on, and
 * the values that they must have. Names are looked up where the `when` stands, and then
 * further out, so that those inside of the same parameter need no dots.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

void studyfile_add_condition(struct condition_specs *specs, struct yaml *spec,
	size_t first, size_t end, const char *prefix)
{
	if (!spec)
		return;
	ARRAY_ROOM(specs->items, specs->n, specs->cap);
	specs->items[specs->n++] =
		(struct condition_spec){spec, first, end, xstrdup(prefix)};
}

void studyfile_conditions_release(struct condition_specs *specs)
{
	for (size_t i = 0; i < specs->n; i++) {
		yaml_free(specs->items[i].spec);
		free(specs->items[i].prefix);
	}
	free(specs->items);
	*specs = (struct condition_specs){0};
}

/* The parameter of that name as seen from where names begin with prefix, or -1. */
static int find(const struct space *s, const char *prefix, const char *name)
{
	size_t n = strlen(prefix);
	struct strbuf full = STRBUF_INIT;
	int i;

	for (;;) {
		strbuf_reset(&full);
		strbuf_add(&full, prefix, n);
		strbuf_adds(&full, name);
		i = space_find(s, full.buf);
		if (i >= 0 || !n)
			break;
		for (n--; n && prefix[n - 1] != '.';)
			n--;
	}
	strbuf_release(&full);
	return i;
}

static int unknown_parent(const struct space *s, const char *of,
	const struct yaml_item *item, struct error *err)
{
	const char **names = xcalloc(s->n, sizeof(*names));
	struct strbuf where = STRBUF_INIT;

	for (size_t i = 0; i < s->n; i++)
		names[i] = s->params[i].name;
	strbuf_addf(&where, "when of %.60s", of);
	unknown_name(err, item->at, "parameter", item->key, where.buf, names, s->n);
	strbuf_release(&where);
	free(names);
	return -1;
}

/* One of the values that the parameter takes. */
static int read_value(const struct parameter *p, const struct yaml *y, struct value *v,
	struct error *err)
{
	char text[64];

	if (domain_is_continuous(&p->domain))
		return error_at(err, y->at,
			"%s is continuous (%s); what others depend on must have "
			"countable values",
			p->name, domain_name(&p->domain));
	if (studyfile_value(p, y, v, err))
		return -1;
	if (domain_has(&p->domain, *v))
		return 0;
	return error_at(err, y->at, "%s is never %s; it must be a multiple of %g",
		p->name, value_print(*v, true, text, sizeof(text)), p->domain.q);
}

/* Whether all of a list is a value of the parameter's, and not each thing in it. */
static bool is_one_value(const struct parameter *p, const struct yaml *y)
{
	struct value written = section_value(y);
	bool is = domain_has(&p->domain, written);

	if (value_has_text(written))
		free((char *)written.text);
	return is;
}

/* c->values from what is written; those before remain where they were. */
static int read_values(const struct parameter *p, const struct yaml *y,
	struct condition *c, struct error *err)
{
	bool several = y->type == YAML_LIST && !is_one_value(p, y);
	size_t n = several ? y->n : 1;

	if (!n)
		return error_at(err, y->at,
			"when: %s has no values; there must be at least one", p->name);
	c->values = xcalloc(n, sizeof(*c->values));
	for (; c->n < n; c->n++)
		if (read_value(p, several ? y->items[c->n].node : y, &c->values[c->n],
			    err)) {
			free(c->values);
			return -1;
		}
	return 0;
}

/* Keeps those of c's values that another condition on the same parameter names. */
static void narrow(struct condition *c, const struct condition *by)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n; i++) {
		bool named = false;

		for (size_t k = 0; k < by->n; k++)
			named |= value_equal(c->values[i], by->values[k]);
		if (named)
			c->values[n++] = c->values[i];
	}
	c->n = n;
}

/* A copy of the condition becomes one of the parameter's. */
static int add(
	struct space *s, size_t param, const struct condition *c, struct error *err)
{
	struct parameter *p = &s->params[param];
	struct condition *own;

	for (size_t i = 0; i < p->n_when; i++) {
		if (p->when[i].parameter != c->parameter)
			continue;
		narrow(&p->when[i], c);
		if (p->when[i].n)
			return 0;
		return error_at(err, c->at,
			"%s never applies: what it is inside of has another %s in its "
			"when",
			p->name, s->params[c->parameter].name);
	}
	p->when = xreallocarray(p->when, p->n_when + 1, sizeof(*p->when));
	own = &p->when[p->n_when++];
	*own = *c;
	own->values = xcalloc(c->n, sizeof(*own->values));
	memcpy(own->values, c->values, c->n * sizeof(*own->values));
	return 0;
}

static int read_item(const struct condition_spec *spec, const struct yaml_item *item,
	struct space *s, struct error *err)
{
	const char *of = s->params[spec->first].name;
	struct condition c = {.at = item->at};
	int parent = find(s, spec->prefix, item->key), failed = 0;

	if (parent < 0)
		return unknown_parent(s, of, item, err);
	c.parameter = (size_t)parent;
	if (read_values(&s->params[parent], item->node, &c, err))
		return -1;
	for (size_t i = spec->first; !failed && i < spec->end; i++)
		failed = add(s, i, &c, err);
	free(c.values);
	return failed;
}

static int read_spec(
	const struct condition_spec *spec, struct space *s, struct error *err)
{
	const struct yaml *y = spec->spec;

	if (y->type != YAML_MAP)
		return error_at(err, y->at,
			"when cannot be %s; it must be a map of parameters and their "
			"values, as in {optimizer: sgd}",
			yaml_describe(y));
	if (!y->n)
		return error_at(
			err, y->at, "when is empty; it must name at least one parameter");
	for (size_t i = 0; i < y->n; i++)
		if (read_item(spec, &y->items[i], s, err))
			return -1;
	return 0;
}

/* Where the parameter names the other one in its conditions. */
static struct place place_of(const struct parameter *p, size_t parent)
{
	size_t i = 0;

	while (p->when[i].parameter != parent)
		i++;
	return p->when[i].at;
}

static int refuse_circle(
	const struct space *s, const size_t *circle, size_t n, struct error *err)
{
	const struct parameter *p = &s->params[circle[0]];
	struct strbuf through = STRBUF_INIT;

	for (size_t i = 1; i < n; i++)
		strbuf_addf(&through, "%s%.60s", i > 1 ? ", " : ", through ",
			s->params[circle[i]].name);
	error_at(err, place_of(p, circle[n > 1]),
		"%s depends on itself%s; it must be possible to draw one after the other",
		p->name, through.buf);
	strbuf_release(&through);
	return -1;
}

int studyfile_conditions(
	const struct condition_specs *specs, struct space *space, struct error *err)
{
	size_t *circle = xcalloc(space->n + 1, sizeof(*circle)), n;
	int failed = 0;

	for (size_t i = 0; !failed && i < specs->n; i++)
		failed = read_spec(&specs->items[i], space, err);
	if (!failed && space_put_in_order(space, circle, &n))
		failed = refuse_circle(space, circle, n, err);
	free(circle);
	return failed;
}
