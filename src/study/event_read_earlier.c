/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trials of earlier studies: read from JSON. */
#include "config.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>

#include "base/number.h"
#include "base/score.h"
#include "base/xalloc.h"
#include "study/event_read_parts.h"

/* False: it is no list of [epoch, value] whose epochs rise. */
static bool read_results(
	struct event_reader *r, const json_t *list, struct earlier_event *x)
{
	size_t n = json_array_size(list);
	int *epochs = xcalloc(n + 1, sizeof(*epochs));
	double *values = xcalloc(n + 1, sizeof(*values));
	bool right = json_is_array(list);

	for (size_t i = 0; i < n; i++) {
		const json_t *pair = json_array_get(list, i);
		const json_t *epoch = json_array_get(pair, 0);
		const json_t *value = json_array_get(pair, 1);
		json_int_t at = json_integer_value(epoch);

		right = right && at > (i ? epochs[i - 1] : 0) && at < INT_MAX &&
			(json_is_number(value) || json_is_null(value));
		epochs[i] = right ? (int)at : 0;
		values[i] = json_is_number(value) ? json_number_value(value) : NO_NUMBER;
		if (json_is_number(json_array_get(pair, 2)))
			values[i] =
				score_of(0, json_number_value(json_array_get(pair, 2)),
					r->info.maximize);
	}
	x->n_results = n;
	x->epochs = journal_keep(r->keep, epochs, (n + 1) * sizeof(*epochs));
	x->values = journal_keep(r->keep, values, (n + 1) * sizeof(*values));
	free(epochs);
	free(values);
	return right;
}

const char *event_read_earlier(struct event_reader *r, const json_t *object,
	const struct earlier_event **out, struct error *err)
{
	const char *source = json_string_value(json_object_get(object, "source"));
	const json_t *trial = json_object_get(object, "trial");
	json_int_t id = json_integer_value(trial);
	int state = trial_state_of(json_string_value(json_object_get(object, "state")));
	struct earlier_event x = {
		.enqueue = json_is_true(json_object_get(object, "enqueue"))};

	if (!source)
		return "source";
	if (!json_is_integer(trial) || id < 0 || id >= NO_TRIAL)
		return "trial";
	if (state < 0)
		return "state";
	if (!read_results(r, json_object_get(object, "results"), &x))
		return "results";
	x.source = event_keep_text(r, source);
	x.trial = (uint32_t)id;
	x.state = (enum trial_state)state;
	x.config = event_read_values(r, json_object_get(object, "config"), err);
	if (!x.config)
		return "config";
	*out = journal_keep(r->keep, &x, sizeof(x));
	return NULL;
}
