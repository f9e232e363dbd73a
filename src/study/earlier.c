/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/earlier.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

void earlier_study_init(struct earlier_study *s)
{
	*s = (struct earlier_study){0};
	strbuf_init(&s->unused);
}

static void release_text(struct value *v)
{
	if (value_has_text(*v))
		free((char *)v->text);
}

void earlier_study_release(struct earlier_study *s)
{
	for (size_t i = 0; i < s->n_trials; i++) {
		struct earlier_trial *t = &s->trials[i];

		for (size_t k = 0; k < t->n_values; k++) {
			free(t->values[k].name);
			release_text(&t->values[k].value);
		}
		free(t->values);
		free(t->reports);
	}
	free(s->trials);
	strbuf_release(&s->unused);
	*s = (struct earlier_study){0};
}

struct earlier_trial *earlier_trial_add(
	struct earlier_study *s, uint32_t id, enum trial_state state)
{
	ARRAY_ROOM(s->trials, s->n_trials, s->cap_trials);
	s->trials[s->n_trials] = (struct earlier_trial){.id = id, .state = state};
	return &s->trials[s->n_trials++];
}

const struct earlier_value *earlier_value_find(
	const struct earlier_trial *t, const char *name)
{
	for (size_t i = 0; i < t->n_values; i++)
		if (!strcmp(t->values[i].name, name))
			return &t->values[i];
	return NULL;
}

void earlier_value_add(struct earlier_trial *t, const char *name, struct value v)
{
	struct earlier_value *known = (struct earlier_value *)earlier_value_find(t, name);

	if (known) {
		release_text(&known->value);
		known->value = v;
		return;
	}
	ARRAY_ROOM(t->values, t->n_values, t->cap_values);
	t->values[t->n_values++] = (struct earlier_value){xstrdup(name), v};
}

void earlier_report_add(struct earlier_trial *t, int epoch, double value)
{
	ARRAY_ROOM(t->reports, t->n_reports, t->cap_reports);
	t->reports[t->n_reports++] = (struct earlier_report){epoch, value};
}

void earlier_last_add(struct earlier_trial *t, double value)
{
	t->has_last = true;
	t->last = value;
}

struct indexed {
	struct earlier_report report;
	size_t i;
};

static int by_epoch(const void *a, const void *b)
{
	const struct indexed *x = a, *y = b;

	if (x->report.epoch != y->report.epoch)
		return x->report.epoch < y->report.epoch ? -1 : 1;
	return (x->i > y->i) - (x->i < y->i);
}

static void settle_trial(struct earlier_trial *t, int first)
{
	struct indexed *all = xcalloc(t->n_reports + 1, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < t->n_reports; i++) {
		all[i] = (struct indexed){t->reports[i], i};
		all[i].report.epoch += 1 - first;
	}
	qsort(all, t->n_reports, sizeof(*all), by_epoch);
	for (size_t i = 0; i < t->n_reports; i++) {
		if (n && t->reports[n - 1].epoch == all[i].report.epoch)
			n--;
		t->reports[n++] = all[i].report;
	}
	t->n_reports = n;
	free(all);
}

void earlier_study_settle(struct earlier_study *s)
{
	for (size_t i = 0; i < s->n_trials; i++)
		for (size_t k = 0; k < s->trials[i].n_reports; k++)
			s->from_0 |= s->trials[i].reports[k].epoch == 0;
	for (size_t i = 0; i < s->n_trials; i++)
		settle_trial(&s->trials[i], !s->from_0);
}
