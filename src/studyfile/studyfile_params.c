/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `parameters:` of a study file: each becomes a domain, and every value that the domain
 * can give must be one that the objective takes. Parameters inside of others have names
 * with dots.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"
#include "studyfile/yaml_file.h"

static int unknown_parameter(
	const struct domain_reader *r, const struct yaml_item *item, struct error *err)
{
	const char **names;
	char where[128];
	size_t n = 0;

	while (r->rows[n].name)
		n++;
	names = xcalloc(n, sizeof(*names));
	for (size_t i = 0; i < n; i++)
		names[i] = r->rows[i].name;
	snprintf(where, sizeof(where), "objective %s", r->objective->name);
	unknown_name(err, item->at, "parameter", item->key, where, names, n);
	free(names);
	return -1;
}

static int check_missing(const struct domain_reader *r, const struct space *space,
	const struct yaml *y, struct error *err)
{
	for (const struct knob *row = r->rows; row && row->name; row++)
		if (!row->def && space_find(space, row->name) < 0)
			return error_at(err, y->at,
				"parameter %s is missing, and objective %s needs it",
				row->name, r->objective->name);
	return 0;
}

/* What has no default must always apply. */
static int check_dependent(
	const struct domain_reader *r, const struct space *space, struct error *err)
{
	for (size_t i = 0; r->rows && i < space->n; i++) {
		const struct parameter *p = &space->params[i];
		const struct knob *row = knob_find(r->rows, p->name);

		if (p->n_when && !row->def)
			return error_at(err, p->when[0].at,
				"%s cannot depend on %s; objective %s always needs it",
				p->name, space->params[p->when[0].parameter].name,
				r->objective->name);
	}
	return 0;
}

/* How many parameters there are, those inside of others too. */
static size_t count_leaves(const struct yaml *y)
{
	size_t n = 0;

	for (size_t i = 0; y->type == YAML_MAP && i < y->n; i++) {
		const struct yaml *inner = yaml_find(y->items[i].node, "parameters");

		n += inner ? count_leaves(inner) : 1;
	}
	return n;
}

/* What names of nested parameters begin with: "optimizer.", and the same as a path. */
struct prefix {
	const char *name, *path;
};

/* What the parameter's keys say, but for what its user believes of it. */
static int read_domain(struct domain_reader *r, struct yaml *spec, struct error *err)
{
	struct yaml *prior = yaml_take(spec, "prior");
	struct yaml *confidence = yaml_take(spec, "confidence");
	int failed;

	r->spec = spec;
	failed = studyfile_domain(r, err) || studyfile_prior(r->p, prior, confidence, err);
	yaml_free(prior);
	yaml_free(confidence);
	return failed ? -1 : 0;
}

static int read_one(struct space *space, const struct yaml_item *item,
	const struct prefix *in, struct domain_reader *r, struct error *err)
{
	struct yaml *when = yaml_take(item->node, "when");
	struct strbuf name = STRBUF_INIT;

	strbuf_addf(&name, "%s%s", in->name, item->key);
	studyfile_add_condition(&r->when, when, space->n, space->n + 1, in->name);
	r->row = r->rows ? knob_find(r->rows, name.buf) : NULL;
	if (r->rows && !r->row) {
		strbuf_release(&name);
		return unknown_parameter(r, item, err);
	}
	if (space_find(space, name.buf) >= 0) {
		error_at(err, item->at, "parameter '%.60s' occurs twice", name.buf);
		strbuf_release(&name);
		return -1;
	}
	r->p = &space->params[space->n++];
	r->p->name = name.buf;
	r->p->at = item->at;
	if (*in->path) {
		strbuf_init(&name);
		strbuf_addf(&name, "%s%s", in->path, item->key);
		r->p->path = name.buf;
	}
	return read_domain(r, item->node, err);
}

static int read_level(struct space *space, const struct yaml *y, const struct prefix *in,
	struct domain_reader *r, struct error *err);

static int read_nested(struct space *space, const struct yaml_item *item,
	const struct prefix *in, struct domain_reader *r, struct error *err)
{
	const struct yaml *inner = yaml_find(item->node, "parameters");
	struct yaml *when = yaml_take(item->node, "when");
	struct strbuf name = STRBUF_INIT, path = STRBUF_INIT;
	struct prefix next;
	int rc;

	studyfile_add_condition(&r->when, when, space->n,
		space->n + count_leaves(inner), in->name);
	if (item->node->n > 1)
		return error_at(err, item->at,
			"%s has parameters of its own, and nothing but when can be said "
			"of it",
			item->key);
	if (section_is_map(inner, "parameters", err))
		return -1;
	if (!inner->n)
		return error_at(err, inner->at,
			"parameters is empty; there must be at least one");
	strbuf_addf(&name, "%s%s.", in->name, item->key);
	strbuf_addf(&path, "%s%s" PARAMETER_PATH, in->path, item->key);
	next = (struct prefix){name.buf, path.buf};
	rc = read_level(space, inner, &next, r, err);
	strbuf_release(&name);
	strbuf_release(&path);
	return rc;
}

static int read_level(struct space *space, const struct yaml *y, const struct prefix *in,
	struct domain_reader *r, struct error *err)
{
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml_item *item = &y->items[i];
		bool nested = yaml_find(item->node, "parameters");

		if ((nested ? read_nested : read_one)(space, item, in, r, err))
			return -1;
	}
	return 0;
}

static int read_space(struct space *space, const struct yaml *y, struct domain_reader *r,
	struct error *err)
{
	struct prefix none = {"", ""};
	int failed;

	space->params = xcalloc(count_leaves(y) + 1, sizeof(*space->params));
	failed = read_level(space, y, &none, r, err);
	if (!failed)
		failed = studyfile_conditions(&r->when, space, err);
	studyfile_conditions_release(&r->when);
	return failed;
}

bool studyfile_brings_space(const struct studyfile *sf, const struct catalog *cat)
{
	return cat->objective_brings_space &&
	       cat->objective_brings_space(sf->objective.kind);
}

int studyfile_parameters(struct studyfile *sf, const struct yaml *root,
	const struct catalog *cat, struct error *err)
{
	const struct yaml *y = yaml_find(root, "parameters");
	struct space *space = &sf->space;
	struct domain_reader r = {
		.objective = sf->objective.kind,
		.rows = cat->objective_params(sf->objective.kind),
	};

	if (!y && studyfile_brings_space(sf, cat))
		return 0;
	if (!y)
		return error_at(err, (struct place){.file = sf->path},
			"parameters is missing; it says what to search");
	if (section_is_map(y, "parameters", err))
		return -1;
	if (!y->n)
		return error_at(
			err, y->at, "parameters is empty; there must be at least one");
	if (read_space(space, y, &r, err) || check_missing(&r, space, y, err))
		return -1;
	return check_dependent(&r, space, err);
}

int space_parse_parameters(struct space *s, const char *json, struct error *err)
{
	struct place at = {.file = "parameters"};
	struct yaml *y = yaml_parse(json, at, err);
	struct domain_reader r = {0};
	int failed = -1;

	*s = (struct space){0};
	if (y && !section_is_map(y, "parameters", err))
		failed = read_space(s, y, &r, err);
	yaml_free(y);
	if (failed)
		space_release(s);
	return failed;
}
