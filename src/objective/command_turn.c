/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a report of a trial's program is of the epoch that comes next. */
#include "config.h"

#include "objective/command_parts.h"

#include "objective/message.h"

#include <math.h>

void command_read_metrics(
	const struct command_trial *t, const json_t *message, double *metrics)
{
	const json_t *values = json_object_get(message, "values");

	for (size_t i = 0; i < t->o->n_metrics; i++) {
		const json_t *v = json_array_get(values, i);

		metrics[i] = json_is_number(v) ? json_number_value(v) : (double)NAN;
	}
}

/* Of the report's epoch; the first one of an attempt says from where it counts. */
static int epoch_of(struct command_trial *t, const json_t *message)
{
	const json_t *epoch = json_object_get(message, "epoch");
	int said = (int)json_integer_value(epoch);

	if (!epoch)
		return t->seen + 1;
	if (!t->reported && t->counts == COUNTS_UNKNOWN && t->from)
		t->counts = command_log_counts(t);
	if (!t->reported && !said && t->counts != COUNTS_FROM_ZERO) {
		t->counts = COUNTS_FROM_ZERO;
		command_log_from_zero(t);
	} else if (!t->reported && said && !t->from) {
		t->counts = COUNTS_FROM_ONE;
	}
	return said + (t->counts == COUNTS_FROM_ZERO);
}

static enum turn turn_is_wrong(const struct command_trial *t, int epoch,
	const json_t *message, struct error *err)
{
	const char *hint = message_field(message, "hint");
	const char *before = *hint ? "; " : "";
	int zero = t->counts == COUNTS_FROM_ZERO;

	if (t->reported)
		error_set(err, "epoch %d came after epoch %d%s%s%s", epoch - zero,
			t->seen - zero, zero ? " (counted from 0)" : "", before, hint);
	else
		error_set(err, "its first report is of epoch %d, not %d%s%s",
			epoch - zero, t->from + 1 - zero, before, hint);
	return TURN_WRONG;
}

enum turn command_take_turn(
	struct command_trial *t, const json_t *message, struct error *err)
{
	bool first = !t->reported;
	int epoch = epoch_of(t, message);

	if (first && t->from && epoch > t->epoch + 1)
		return TURN_AHEAD;
	if (!first && epoch <= t->seen && json_object_get(message, "missing"))
		return TURN_CATCHING_UP; /* more of an epoch that has been reported */
	if (first ? epoch > t->from + 1 : epoch != t->seen + 1)
		return turn_is_wrong(t, epoch, message, err);
	t->reported = true;
	t->seen = epoch;
	if (epoch <= t->epoch)
		return TURN_CATCHING_UP;
	t->epoch = epoch;
	return TURN_NEXT;
}
