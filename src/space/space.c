/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/space.h"

#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"

void space_release(struct space *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->params[i].name);
		free(s->params[i].path);
		domain_release(&s->params[i].domain);
		for (size_t k = 0; k < s->params[i].n_when; k++)
			free(s->params[i].when[k].values);
		free(s->params[i].when);
	}
	free(s->params);
	free(s->order);
	*s = (struct space){0};
}

int space_find(const struct space *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->params[i].name, name))
			return (int)i;
	return -1;
}

bool space_has_prior(const struct space *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->params[i].confidence != CONFIDENCE_NONE)
			return true;
	return false;
}

const char *confidence_name(enum confidence c)
{
	static const char *const names[] = {
		[CONFIDENCE_NONE] = "none",
		[CONFIDENCE_LOW] = "low",
		[CONFIDENCE_MEDIUM] = "medium",
		[CONFIDENCE_HIGH] = "high",
	};

	return names[c];
}

/*
 * What depends on what.
 */

enum mark { MARK_NEW, MARK_ON_THE_WAY, MARK_DONE };

/* A parameter whose conditions are being gone through: the next one. */
struct step {
	size_t param, next;
};

/*
 * Depth first from one parameter on, without recursion: its depth is that of the study
 * file's conditions. True when it comes round to one that is on the way.
 */
static bool visit(struct space *s, size_t from, enum mark *marks, struct step *way,
	size_t *depth, size_t *done)
{
	way[0] = (struct step){from, 0};
	marks[from] = MARK_ON_THE_WAY;
	for (*depth = 1; *depth;) {
		struct step *at = &way[*depth - 1];
		const struct parameter *p = &s->params[at->param];

		if (at->next == p->n_when) {
			marks[at->param] = MARK_DONE;
			s->order[(*done)++] = at->param;
			--*depth;
			continue;
		}
		from = p->when[at->next++].parameter;
		if (marks[from] == MARK_DONE)
			continue;
		way[(*depth)++] = (struct step){from, 0};
		if (marks[from] == MARK_ON_THE_WAY)
			return true;
		marks[from] = MARK_ON_THE_WAY;
	}
	return false;
}

int space_put_in_order(struct space *s, size_t *circle, size_t *n)
{
	enum mark *marks = xcalloc(s->n + 1, sizeof(*marks));
	struct step *way = xcalloc(s->n + 1, sizeof(*way));
	size_t depth = 0, done = 0;
	bool round = false, depends = false;

	free(s->order);
	s->order = xcalloc(s->n + 1, sizeof(*s->order));
	for (size_t i = 0; i < s->n && !round; i++) {
		depends |= s->params[i].n_when > 0;
		if (marks[i] == MARK_NEW)
			round = visit(s, i, marks, way, &depth, &done);
	}
	*n = 0;
	for (size_t i = 0; round && i + 1 < depth; i++)
		if (*n || way[i].param == way[depth - 1].param)
			circle[(*n)++] = way[i].param;
	free(marks);
	free(way);
	if (round || !depends) {
		free(s->order);
		s->order = NULL;
	}
	return round ? -1 : 0;
}

bool condition_holds(const struct condition *c, const struct value *config)
{
	for (size_t i = 0; i < c->n; i++)
		if (value_equal(config[c->parameter], c->values[i]))
			return true;
	return false;
}

bool space_applies(const struct space *s, const struct value *config, size_t i)
{
	for (size_t k = 0; k < s->params[i].n_when; k++)
		if (!condition_holds(&s->params[i].when[k], config))
			return false;
	return true;
}

void space_settle(const struct space *s, struct value *config)
{
	for (size_t k = 0; s->order && k < s->n; k++)
		if (!space_applies(s, config, s->order[k]))
			config[s->order[k]] = (struct value){.kind = VALUE_NONE};
}

size_t space_free_dims(const struct space *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += !domain_is_constant(&s->params[i].domain);
	return n;
}

void space_random_point(const struct space *s, uint64_t seed, uint32_t trial, double *u)
{
	gsl_rng *rng = stream_new(seed, trial, STREAM_CONFIG, 0);

	for (size_t i = 0; i < s->n; i++)
		u[i] = gsl_rng_uniform(rng);
	gsl_rng_free(rng);
}

/*
 * Whether every reader of JSON has the same of it: neither Infinity and NaN nor a whole
 * number past 64 bits.
 */
static bool is_portable(const char *json)
{
	for (const char *s = json; *s;) {
		size_t digits = strspn(s, "0123456789");

		if (*s == 'I' || *s == 'N' || 
			(digits > 18 && s[digits] != '.' && s[digits] != 'e'))
			return false;
		if (*s == '"')
			for (s++; *s != '"'; s++)
				s += *s == '\\';
		s += digits ? digits : 1;
	}
	return true;
}

void value_print_json(const struct value *v, struct strbuf *out)
{
	char text[64];

	if (v->kind == VALUE_JSON && is_portable(v->text))
		strbuf_adds(out, v->text);
	else if (value_has_text(*v))
		strbuf_add_json(out, v->text);
	else if (v->kind == VALUE_REAL)
		strbuf_add_number(out, v->number);
	else
		strbuf_adds(out, value_print(*v, true, text, sizeof(text)));
}

static void add_list(const struct domain *d, struct strbuf *out)
{
	if (knob_find(d->dist->kind.knobs, "value")) {
		strbuf_adds(out, ",\"value\":");
		value_print_json(&d->values[0], out);
		return;
	}
	strbuf_adds(out, ",\"values\":");
	for (size_t i = 0; i < d->n_values; i++) {
		strbuf_addch(out, i ? ',' : '[');
		value_print_json(&d->values[i], out);
	}
	strbuf_addch(out, ']');
	for (size_t i = 0; d->probabilities && i < d->n_values; i++) {
		strbuf_adds(out, i ? "," : ",\"probabilities\":[");
		strbuf_add_number(out, d->probabilities[i]);
	}
	if (d->probabilities)
		strbuf_addch(out, ']');
}

static void add_prior(const struct parameter *p, struct strbuf *out)
{
	if (p->confidence == CONFIDENCE_NONE)
		return;
	strbuf_adds(out, ",\"prior\":");
	value_print_json(&p->prior, out);
	strbuf_addf(out, ",\"confidence\":\"%s\"", confidence_name(p->confidence));
}

/* ,"when":{"optimizer":["sgd"]} */
static void add_conditions(
	const struct space *s, const struct parameter *p, struct strbuf *out)
{
	for (size_t k = 0; k < p->n_when; k++) {
		const struct condition *c = &p->when[k];

		strbuf_adds(out, k ? "," : ",\"when\":{");
		strbuf_add_json(out, s->params[c->parameter].name);
		for (size_t i = 0; i < c->n; i++) {
			strbuf_adds(out, i ? "," : ":[");
			value_print_json(&c->values[i], out);
		}
		strbuf_addch(out, ']');
	}
	if (p->n_when)
		strbuf_addch(out, '}');
}

static void add_parameter(
	const struct space *s, const struct parameter *p, struct strbuf *out)
{
	const struct domain *d = &p->domain;
	const struct {
		const char *name;
		double number;
	} knobs[] = {{"min", d->min}, {"max", d->max}, {"mu", d->mu}, {"sigma", d->sigma},
		{"a", d->a}, {"b", d->b}, {"q", d->q}};

	strbuf_adds(out, "{\"distribution\":");
	strbuf_add_json(out, domain_name(d));
	if (!d->dist->shape && !d->dist->whole) {
		add_list(d, out);
	} else {
		for (size_t i = 0; i < sizeof(knobs) / sizeof(*knobs); i++) {
			if (!knob_find(d->dist->kind.knobs, knobs[i].name))
				continue;
			strbuf_addf(out, ",\"%s\":", knobs[i].name);
			strbuf_add_number(out, knobs[i].number);
		}
	}
	add_prior(p, out);
	add_conditions(s, p, out);
	strbuf_addch(out, '}');
}

void space_print_parameters(const struct space *s, struct strbuf *out)
{
	strbuf_addch(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		if (i)
			strbuf_addch(out, ',');
		strbuf_add_json(out, s->params[i].name);
		strbuf_addch(out, ':');
		add_parameter(s, &s->params[i], out);
	}
	strbuf_addch(out, '}');
}

void space_print_json(
	const struct space *s, const struct value *config, struct strbuf *out)
{
	bool first = true;

	strbuf_addch(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		if (config[i].kind == VALUE_NONE)
			continue;
		if (!first)
			strbuf_addch(out, ',');
		strbuf_add_json(out, s->params[i].name);
		strbuf_addch(out, ':');
		value_print_json(&config[i], out);
		first = false;
	}
	strbuf_addch(out, '}');
}
