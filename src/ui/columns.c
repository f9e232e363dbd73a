/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/columns.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/knob.h"
#include "base/number.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "ui/format.h"

static const char *const names[TRIAL_PARAM] = {
	[TRIAL_ID] = "id",
	[TRIAL_STATE] = "state",
	[TRIAL_RUNG] = "rung",
	[TRIAL_EPOCH] = "epoch",
	[TRIAL_VALUE] = "value",
	[TRIAL_RANK] = "rank",
	[TRIAL_WORKER] = "worker",
	[TRIAL_BRACKET] = "bracket",
	[TRIAL_ROUND] = "round",
	[TRIAL_BEST] = "best",
	[TRIAL_SECONDS] = "seconds",
};

static int n_params(const struct study *s)
{
	return s->info && s->info->space ? (int)s->info->space->n : 0;
}

int columns_count(const struct study *s)
{
	return TRIAL_PARAM + n_params(s) + (s->info ? (int)s->info->n_metrics : 0);
}

int column_param(const struct study *s, int column)
{
	int i = column - TRIAL_PARAM;

	return i >= 0 && i < n_params(s) ? i : -1;
}

int column_metric(const struct study *s, int column)
{
	int i = column - TRIAL_PARAM - n_params(s);

	return i >= 0 && column < columns_count(s) ? i : -1;
}

const char *column_name(const struct study *s, int column)
{
	int param = column_param(s, column);

	if (column < TRIAL_PARAM)
		return names[column];
	return param >= 0 ? s->info->space->params[param].name
			  : s->info->metrics[column_metric(s, column)];
}

bool column_useful(const struct study *s, int column)
{
	int param = column_param(s, column), metric = column_metric(s, column);

	if (param >= 0)
		return !domain_is_constant(&s->info->space->params[param].domain);
	return metric < 0 || (size_t)metric != s->info->metric_index;
}

static struct value real(double v)
{
	return (struct value){isfinite(v) ? VALUE_REAL : VALUE_NONE, v, NULL};
}

static struct value whole(double v)
{
	return (struct value){VALUE_INT, v, NULL};
}

struct value column_value(const struct study *s, const struct study_trial *t, int column)
{
	int metric;

	switch (column) {
	case TRIAL_ID:
		return whole(t->id);
	case TRIAL_STATE:
		return (struct value){VALUE_TEXT, 0, trial_state_name(t->state)};
	case TRIAL_RUNG:
		return whole(t->rung);
	case TRIAL_EPOCH:
		return whole(t->epoch);
	case TRIAL_VALUE:
		return real(t->value);
	case TRIAL_RANK:
		return t->rank ? whole(t->rank) : real(NAN);
	case TRIAL_WORKER:
		return t->worker >= 0 ? whole(t->worker) : real(NAN);
	case TRIAL_BRACKET:
		return whole(t->bracket);
	case TRIAL_ROUND:
		return whole(t->round);
	case TRIAL_BEST:
		return real(t->best);
	case TRIAL_SECONDS:
		return real(t->seconds);
	default:
		break;
	}
	metric = column_metric(s, column);
	if (metric < 0)
		return t->config[column - TRIAL_PARAM];
	return real(
		t->epoch ? study_metric(s, t, t->epoch, (size_t)metric) : NO_NUMBER);
}

/* How well a name fits: the smaller the better; 3: not at all. */
static int fit(const char *name, const char *word, size_t n)
{
	size_t len = strlen(name);
	char initials[64];

	if (len == n && !strncmp(name, word, n))
		return 0;
	format_short_name(name, (int)n, initials, sizeof(initials));
	if (n > 1 && strlen(initials) == n && !strncmp(initials, word, n) &&
		strncmp(name, word, n) != 0)
		return 1;
	return len > n && !strncmp(name, word, n) ? 2 : 3;
}

static int unknown(const struct study *s, const char *word, struct error *err)
{
	static const struct place nowhere = {.file = ""};
	int count = columns_count(s);
	const char **all = xcalloc((size_t)count, sizeof(*all));

	for (int i = 0; i < count; i++)
		all[i] = column_name(s, i);
	unknown_name(err, nowhere, "field", word, NULL, all, (size_t)count);
	free(all);
	return -1;
}

static int ambiguous(const struct study *s, const char *word, int best, struct error *err)
{
	struct strbuf list = STRBUF_INIT;

	for (int i = 0; i < columns_count(s); i++)
		if (fit(column_name(s, i), word, strlen(word)) == best)
			strbuf_addf(
				&list, "%s%s", list.len ? ", " : "", column_name(s, i));
	error_usage(err, "'%s' may be %s", word, list.buf);
	strbuf_release(&list);
	return -1;
}

int column_find(const struct study *s, const char *name, size_t n, struct error *err)
{
	int best = 3, found = -1, rc, count = 0;
	char *word;

	for (int i = 0; i < columns_count(s); i++) {
		int f = fit(column_name(s, i), name, n);

		if (f < best) {
			best = f;
			found = i;
			count = 0;
		}
		count += f == best;
	}
	/* of a parameter and a metric of the same name the first is meant */
	if (n && best < 3 && (count == 1 || best == 0))
		return found;
	word = xstrndup(name, n);
	rc = n && best < 3 ? ambiguous(s, word, best, err) : unknown(s, word, err);
	free(word);
	return rc;
}
