/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/space.h"

#include <stdlib.h>
#include <string.h>

#include "base/stream.h"

void space_release(struct space *s)
{
	for (size_t i = 0; i < s->n; i++) {
		free(s->params[i].name);
		free(s->params[i].path);
		domain_release(&s->params[i].domain);
	}
	free(s->params);
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

static void add_parameter(const struct parameter *p, struct strbuf *out)
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
		add_parameter(&s->params[i], out);
	}
	strbuf_addch(out, '}');
}

void space_print_json(
	const struct space *s, const struct value *config, struct strbuf *out)
{
	strbuf_addch(out, '{');
	for (size_t i = 0; i < s->n; i++) {
		if (i)
			strbuf_addch(out, ',');
		strbuf_add_json(out, s->params[i].name);
		strbuf_addch(out, ':');
		value_print_json(&config[i], out);
	}
	strbuf_addch(out, '}');
}
