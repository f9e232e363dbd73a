/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/event_constraints.h"

#include <math.h>
#include <string.h>

static void print_limit(const char *name, double limit, struct strbuf *out)
{
	if (!isfinite(limit))
		return;
	strbuf_addf(out, ",\"%s\":", name);
	strbuf_add_number(out, limit);
}

void constraints_print_field(const struct constraint *list, size_t n, struct strbuf *out)
{
	if (!n)
		return;
	strbuf_adds(out, ",\"constraints\":[");
	for (size_t i = 0; i < n; i++) {
		strbuf_adds(out, i ? ",{\"metric\":" : "{\"metric\":");
		strbuf_add_json(out, list[i].metric);
		print_limit("min", list[i].min, out);
		print_limit("max", list[i].max, out);
		strbuf_addch(out, '}');
	}
	strbuf_addch(out, ']');
}

static double limit_of(const json_t *object, const char *name, double none)
{
	const json_t *v = json_object_get(object, name);

	return json_is_number(v) ? json_number_value(v) : none;
}

bool constraints_read_field(const json_t *list, const char *const *metrics,
	size_t n_metrics, struct constraint *out)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		const char *name = json_string_value(json_object_get(one, "metric"));
		size_t m = 0;

		while (name && m < n_metrics && strcmp(metrics[m], name) != 0)
			m++;
		if (!name || m == n_metrics)
			return false;
		out[i] = (struct constraint){.metric = metrics[m],
			.index = m,
			.min = limit_of(one, "min", -(double)INFINITY),
			.max = limit_of(one, "max", (double)INFINITY)};
	}
	return true;
}
