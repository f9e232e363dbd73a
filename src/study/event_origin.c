/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/event_origin.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

static void print_number(const char *name, double x, struct strbuf *out)
{
	if (!isfinite(x))
		return;
	strbuf_addf(out, ",\"%s\":", name);
	strbuf_add_number(out, x);
}

void proposal_print_fields(const struct proposal *p, struct strbuf *out)
{
	strbuf_addf(out, "\"origin\":\"%s\"", origin_name(p->origin));
	if (p->searcher) {
		strbuf_adds(out, ",\"searcher\":");
		strbuf_add_json(out, p->searcher);
	}
	if (p->level)
		strbuf_addf(out, ",\"level\":%d", p->level);
	print_number("predicted", p->predicted, out);
	print_number("spread", p->spread, out);
	print_number("acquisition", p->acquisition, out);
	if (p->nearest[0] == NO_TRIAL)
		return;
	strbuf_adds(out, ",\"nearest\":[");
	for (int i = 0; i < 2 && p->nearest[i] != NO_TRIAL; i++)
		strbuf_addf(out, p->earlier[i] ? "%s{\"earlier\":%u}" : "%s%u",
			i ? "," : "", p->nearest[i]);
	strbuf_addch(out, ']');
}

static enum origin origin_of(const char *name)
{
	for (int o = ORIGIN_UNSAID + 1; o < ORIGINS; o++)
		if (!strcmp(name, origin_name((enum origin)o)))
			return (enum origin)o;
	return ORIGIN_UNSAID;
}

/* False: it is there, and no number. */
static bool read_number(const json_t *object, const char *name, double *x)
{
	const json_t *v = json_object_get(object, name);

	*x = json_is_number(v) ? json_number_value(v) : NO_NUMBER;
	return !v || json_is_number(v);
}

static bool read_level(const json_t *v, int *level)
{
	json_int_t n = json_integer_value(v);

	if (v && (!json_is_integer(v) || n < 1 || n > INT_MAX))
		return false;
	*level = (int)n;
	return true;
}

static bool read_nearest(const json_t *v, struct proposal *p)
{
	size_t n = json_array_size(v);

	p->nearest[0] = p->nearest[1] = NO_TRIAL;
	p->earlier[0] = p->earlier[1] = false;
	if (!v)
		return true;
	if (!json_is_array(v) || n < 1 || n > 2)
		return false;
	for (size_t i = 0; i < n; i++) {
		const json_t *item = json_array_get(v, i);
		const json_t *id =
			json_is_object(item) ? json_object_get(item, "earlier") : item;
		json_int_t trial = json_integer_value(id);

		if (!json_is_integer(id) || trial < 0 || trial >= NO_TRIAL)
			return false;
		p->nearest[i] = (uint32_t)trial;
		p->earlier[i] = id != item;
	}
	return true;
}

const char *proposal_read_fields(const json_t *object, struct proposal *p)
{
	const json_t *origin = json_object_get(object, "origin"),
		     *searcher = json_object_get(object, "searcher");

	*p = PROPOSAL_INIT;
	p->searcher = json_string_value(searcher);
	if (origin && !json_is_string(origin))
		return "origin";
	if (origin)
		p->origin = origin_of(json_string_value(origin));
	if (searcher && !json_is_string(searcher))
		return "searcher";
	if (!read_level(json_object_get(object, "level"), &p->level))
		return "level";
	if (!read_number(object, "predicted", &p->predicted))
		return "predicted";
	if (!read_number(object, "spread", &p->spread))
		return "spread";
	if (!read_number(object, "acquisition", &p->acquisition))
		return "acquisition";
	if (!read_nearest(json_object_get(object, "nearest"), p))
		return "nearest";
	return NULL;
}
