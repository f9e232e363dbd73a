/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `prior:` and `confidence:` of a parameter: the value that its user believes to be good,
 * and how sure they are.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"

static const struct knob confidence_row = {.name = "confidence",
	.type = KNOB_CHOICE,
	.choices = "low medium high"};

static int read_confidence(
	struct parameter *p, const struct yaml *y, struct error *err)
{
	double number = CONFIDENCE_MEDIUM - CONFIDENCE_LOW;

	if (y && section_number(&confidence_row, y, &number, err))
		return -1;
	p->confidence = CONFIDENCE_LOW + (enum confidence)number;
	return 0;
}

static bool is_never_drawn(const struct domain *d, struct value v)
{
	for (size_t i = 0; d->probabilities && i < d->n_values; i++)
		if (value_equal(d->values[i], v))
			return d->probabilities[i] <= 0;
	return false;
}

int studyfile_prior(struct parameter *p, const struct yaml *prior,
	const struct yaml *confidence, struct error *err)
{
	struct strbuf name = STRBUF_INIT;
	struct parameter named = *p;
	int failed;

	if (!prior && confidence)
		return error_at(err, confidence->at,
			"confidence of %s goes with a prior, which is missing", p->name);
	if (!prior)
		return 0;
	if (domain_is_constant(&p->domain))
		return error_at(err, prior->at,
			"%s has one value alone; leave its prior out", p->name);
	strbuf_addf(&name, "prior of %s", p->name);
	named.name = name.buf;
	failed = studyfile_value(&named, prior, &p->prior, err);
	if (!failed && is_never_drawn(&p->domain, p->prior))
		failed = error_at(err, prior->at,
			"%s cannot be '%.60s', whose probability is 0", name.buf,
			prior->text);
	strbuf_release(&name);
	return failed ? -1 : read_confidence(p, confidence, err);
}

bool studyfile_has_prior(const struct yaml *parameters)
{
	for (size_t i = 0; parameters && parameters->type == YAML_MAP && i < parameters->n;
		i++) {
		const struct yaml *y = parameters->items[i].node;

		if (yaml_find(y, "prior") || studyfile_has_prior(yaml_find(y, "parameters")))
			return true;
	}
	return false;
}

void studyfile_note_priors(struct studyfile *sf)
{
	const struct parameter *first = NULL;
	struct strbuf names = STRBUF_INIT;

	for (size_t i = 0; i < sf->space.n; i++) {
		const struct parameter *p = &sf->space.params[i];

		if (p->confidence == CONFIDENCE_NONE)
			continue;
		strbuf_addf(&names, "%s%s", first ? ", " : "", p->name);
		first = first ? first : p;
	}
	if (first && strcmp(sf->searcher.kind->name, USES_PRIORS))
		studyfile_note_at(sf, first->at,
			"prior of %s: the searcher %s does not use it; " USES_PRIORS " does",
			names.buf, sf->searcher.kind->name);
	strbuf_release(&names);
}
