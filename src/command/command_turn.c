/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a report of a trial's program is of the epoch that comes next. */
#include "config.h"

#include <math.h>

#include "base/number.h"
#include "command/command_parts.h"
#include "worker/message.h"

void command_read_metrics(
	const struct command_trial *t, const json_t *message, double *metrics)
{
	const json_t *values = json_object_get(message, "values");

	for (size_t i = 0; i < t->o->n_metrics; i++) {
		const json_t *v = json_array_get(values, i);

		metrics[i] = json_is_number(v) ? json_number_value(v) : NO_NUMBER;
	}
}

/*
 * What a line without the metric says of others holds for the report that has it. Of an
 * epoch that is over that is so for those of constraints, which are known from then on.
 */
static void remember(struct command_trial *t, const json_t *message, bool over)
{
	double metrics[METRICS_MAX];

	command_read_metrics(t, message, metrics);
	for (size_t i = 0; i < t->o->n_metrics; i++)
		if (isfinite(metrics[i]) && (!over || t->o->limited[i]))
			t->said[i] = metrics[i];
}

void command_take_said(struct command_trial *t, double *metrics)
{
	for (size_t i = 0; i < METRICS_MAX; i++) {
		if (metrics && i && i < t->o->n_metrics && !isfinite(metrics[i]))
			metrics[i] = t->said[i];
		t->said[i] = NO_NUMBER;
	}
}

/* Of the report's epoch; the first one of an attempt says from where it counts. */
static int epoch_of(struct command_trial *t, const json_t *message)
{
	const json_t *epoch = json_object_get(message, "epoch");
	int said = (int)json_integer_value(epoch);
	bool first = !t->reported && !t->begun;

	if (!epoch)
		return t->seen + 1;
	t->begun = true;
	if (first && t->counts == COUNTS_UNKNOWN && t->from)
		t->counts = command_log_counts(t);
	if (first && !said && t->counts != COUNTS_FROM_ZERO) {
		t->counts = COUNTS_FROM_ZERO;
		command_log_from_zero(t);
	} else if (first && said && !t->from) {
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

bool command_lacks(const struct command_trial *t)
{
	return t->lack && t->seen == t->epoch;
}

void command_say_lack(const struct command_trial *t, struct strbuf *out)
{
	bool zero = t->counts == COUNTS_FROM_ZERO;

	strbuf_addf(out, "its report of epoch %d%s has no %s", t->seen + 1 - zero,
		zero ? " (counted from 0)" : "", t->o->metrics[0]);
}

void command_forget_lack(struct command_trial *t)
{
	json_decref(t->lack);
	t->lack = NULL;
}

/*
 * A program may tell of an epoch in several lines, one of which has the metric: a step of
 * training, its end, the validation. Without it the epoch is over when the next begins.
 */
static enum turn take_lack(struct command_trial *t, json_t *message)
{
	struct strbuf line;

	if (t->lack)
		return TURN_NOTHING;
	t->lack = json_incref(message);
	if (t->epoch)
		return TURN_NOTHING;
	strbuf_init(&line); /* the name may be wrong, and the epoch may be long */
	strbuf_adds(&line, "rungtop: ");
	command_say_lack(t, &line);
	strbuf_adds(&line, " so far:");
	command_log(t, line.buf);
	strbuf_release(&line);
	return TURN_NOTHING;
}

enum turn command_take_turn(struct command_trial *t, json_t *message, struct error *err)
{
	bool missing = json_object_get(message, "missing");
	int epoch = epoch_of(t, message);
	bool first;

	if (missing)
		remember(t, message, epoch <= t->seen);
	if (missing && epoch <= t->seen)
		return TURN_NOTHING;
	if (t->lack && epoch > t->seen + 1) {
		if (command_lacks(t))
			return TURN_MISSED;
		t->reported = true; /* of an epoch that the trial has */
		t->seen++;
		command_forget_lack(t);
	}
	first = !t->reported;
	if (first && t->from && epoch > t->epoch + 1)
		return TURN_AHEAD;
	if (first ? epoch > t->from + 1 : epoch != t->seen + 1)
		return turn_is_wrong(t, epoch, message, err);
	if (missing)
		return take_lack(t, message);
	command_forget_lack(t);
	t->reported = true;
	t->seen = epoch;
	if (epoch <= t->epoch)
		return TURN_CATCHING_UP;
	t->epoch = epoch;
	return TURN_NEXT;
}
