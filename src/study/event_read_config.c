/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Configurations: the values of a trial's parameters as JSON, and how they came. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "study/event_constraints.h"
#include "study/event_origin.h"
#include "study/event_read_parts.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53 */

/* Whether a value of the space that is JSON was printed as v. */
static bool is_same(struct value known, const json_t *v)
{
	json_t *json;
	bool same;

	if (json_is_string(v))
		return !strcmp(known.text, json_string_value(v));
	json = json_loads(known.text, JSON_DECODE_ANY, NULL);
	same = json && json_equal(json, v);
	json_decref(json);
	return same;
}

/* What has a text is one of the space's, or kept. */
static struct value find_text(
	struct event_reader *r, const struct domain *d, const json_t *v)
{
	const char *text = json_string_value(v);
	struct value kept = {.kind = text ? VALUE_TEXT : VALUE_JSON};
	char *dump;

	for (size_t i = 0; i < d->n_values; i++) {
		struct value known = d->values[i];

		if (known.kind == VALUE_TEXT
				? text && !strcmp(known.text, text)
				: known.kind == VALUE_JSON && is_same(known, v))
			return known;
	}
	dump = text ? NULL : json_dumps(v, JSON_ENCODE_ANY);
	kept.text = event_keep_text(r, text ? text : dump);
	free(dump);
	return kept;
}

static bool read_value(struct event_reader *r, const struct domain *d, const json_t *v,
	struct value *out)
{
	switch (v ? json_typeof(v) : JSON_OBJECT) {
	case JSON_NULL:
		*out = (struct value){.kind = VALUE_NULL};
		return true;
	case JSON_TRUE:
	case JSON_FALSE:
		*out = (struct value){.kind = VALUE_BOOL, .number = json_is_true(v)};
		return true;
	case JSON_INTEGER:
		*out = (struct value){
			.kind = VALUE_INT, .number = (double)json_integer_value(v)};
		if (fabs(out->number) >= WHOLE_MAX && d->n_values)
			*out = find_text(r, d, v);
		return true;
	case JSON_REAL:
		*out = (struct value){.kind = VALUE_REAL, .number = json_real_value(v)};
		return true;
	case JSON_STRING:
	case JSON_ARRAY:
	case JSON_OBJECT:
		if (v)
			*out = find_text(r, d, v);
		return v;
	default:
		return false;
	}
}

const struct value *event_read_values(
	struct event_reader *r, const json_t *object, struct error *err)
{
	const struct space *s = &r->space;
	struct value *config = xcalloc(s->n + 1, sizeof(*config));
	const struct value *kept = NULL;
	size_t i;

	for (i = 0; i < s->n; i++) {
		const json_t *v = json_object_get(object, s->params[i].name);

		if (!v && s->params[i].n_when)
			config[i].kind = VALUE_NONE;
		else if (!read_value(r, &s->params[i].domain, v, &config[i]))
			break;
	}
	if (i < s->n)
		error_usage(err, "the configuration has no %s", s->params[i].name);
	else
		kept = journal_keep(r->keep, config, s->n * sizeof(*config));
	free(config);
	return kept;
}

const char *event_read_proposal(
	struct event_reader *r, const json_t *object, const struct proposal **why)
{
	struct proposal p;
	const char *wrong = proposal_read_fields(object, &p);

	*why = NULL;
	if (wrong || p.origin == ORIGIN_UNSAID)
		return wrong;
	if (p.searcher)
		p.searcher = event_keep_text(r, p.searcher);
	*why = journal_keep(r->keep, &p, sizeof(p));
	return NULL;
}

const struct value *event_read_config(
	struct event_reader *r, const char *json, size_t n, struct error *err)
{
	json_t *object = json_loadb(json, n, 0, NULL);
	const struct value *config = NULL;

	if (json_is_object(object))
		config = event_read_values(r, object, err);
	else
		error_usage(err, "a configuration that is not a JSON object");
	json_decref(object);
	return config;
}

/* The names with `part` between them; to be freed. NULL: not a list of names. */
static char *join(const json_t *names, const char *part)
{
	struct strbuf joined = STRBUF_INIT;

	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));

		if (!name || !*name || strstr(name, PARAMETER_PATH)) {
			strbuf_release(&joined);
			return NULL;
		}
		strbuf_addf(&joined, "%s%s", i ? part : "", name);
	}
	return joined.len ? strbuf_detach(&joined) : NULL;
}

void event_read_nested(struct space *space, const json_t *nested)
{
	for (size_t i = 0; i < json_array_size(nested); i++) {
		const json_t *names = json_array_get(nested, i);
		char *name = join(names, ".");
		int p = name ? space_find(space, name) : -1;

		if (p >= 0 && !space->params[p].path)
			space->params[p].path = join(names, PARAMETER_PATH);
		free(name);
	}
}

bool event_read_constraints(struct event_reader *r, const json_t *list)
{
	size_t n = json_array_size(list);
	struct constraint all[METRICS_MAX];

	if (n > METRICS_MAX ||
		!constraints_read_field(list, r->info.metrics, r->info.n_metrics, all))
		return false;
	r->info.constraints = journal_keep(r->keep, all, n * sizeof(*all));
	r->info.n_constraints = n;
	return true;
}
