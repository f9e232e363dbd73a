/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_state.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"

#define VALUES_FIRST 1024 /* to make room for at once */

double tuner_time(const struct tuner *t)
{
	double now = t->paused ? t->paused_at : t->pool->ops->now(t->pool);

	return event_seconds(now - t->paused_for);
}

const char *tuner_keep_text(struct tuner *t, const char *text)
{
	return journal_keep(t->journal, text, strlen(text) + 1);
}

struct curve tuner_curve(const struct tuner_trial *tr)
{
	return (struct curve){tr->values, tr->epoch};
}

void tuner_keep_value(struct tuner_trial *tr, int epoch, double value)
{
	if (epoch > tr->cap_values) {
		int cap = tr->cap_values ? 2 * tr->cap_values
			  : tr->job.to < VALUES_FIRST ? tr->job.to
						      : VALUES_FIRST;

		tr->cap_values = cap < epoch ? epoch : cap;
		tr->values = xreallocarray(
			tr->values, (size_t)tr->cap_values, sizeof(*tr->values));
	}
	tr->values[epoch - 1] = isfinite(value) ? value : NO_NUMBER;
	tr->epoch = epoch;
}

bool tuner_remove(uint32_t *list, size_t *n, uint32_t trial)
{
	for (size_t i = 0; i < *n; i++) {
		if (list[i] != trial)
			continue;
		memmove(list + i, list + i + 1, (--*n - i) * sizeof(*list));
		return true;
	}
	return false;
}

void tuner_make_idle(struct tuner *t, int worker)
{
	if (worker < t->workers)
		heap_push(&t->idle, (struct heap_item){.key = worker, .value = worker});
}
