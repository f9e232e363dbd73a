/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table of earlier trials: what export --format csv and Optuna's trials_dataframe()
 * write, or whoever kept a list.
 */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/number.h"
#include "base/xalloc.h"
#include "study/earlier.h"

#define NONE ((size_t)-1)
#define EPOCH_MAX 1e9
#define NUMBER_MAX 9999999 /* of a trial */

enum role { ROLE_NONE, ROLE_PARAM, ROLE_METRIC, ROLE_ID, ROLE_EPOCH, ROLE_STATE };

struct column {
	enum role role;
	size_t param; /* in the space */
};

struct table {
	struct earlier_study *s;
	struct csv *csv;
	const struct space *space;
	struct column *columns; /* n */
	size_t n;
	size_t *index; /* of a number: 1 + where the trial is; 0: nowhere yet */
	size_t n_index, cap_index;
};

static char *trim(char *field)
{
	size_t n;

	field += strspn(field, " \t");
	n = strlen(field);
	while (n && (field[n - 1] == ' ' || field[n - 1] == '\t'))
		field[--n] = '\0';
	return field;
}

/* The first column that has one of the names, in their order, and no role yet. */
static size_t claim(
	struct table *t, char **names, const char *const *wanted, enum role role)
{
	for (; *wanted; wanted++) {
		for (size_t i = 0; i < t->n; i++) {
			if (t->columns[i].role != ROLE_NONE ||
				strcasecmp(names[i], *wanted))
				continue;
			t->columns[i].role = role;
			return i;
		}
	}
	return NONE;
}

static void claim_params(struct table *t, char **names)
{
	for (size_t p = 0; p < t->space->n; p++) {
		const char *name = t->space->params[p].name;
		struct strbuf optunas = STRBUF_INIT, ours = STRBUF_INIT;
		size_t at;

		strbuf_addf(&optunas, "params_%s", name);
		strbuf_addf(&ours, "param_%s", name);
		at = claim(t, names,
			(const char *const[]){name, optunas.buf, ours.buf, NULL},
			ROLE_PARAM);
		if (at != NONE)
			t->columns[at].param = p;
		strbuf_release(&optunas);
		strbuf_release(&ours);
	}
}

static void read_header(struct table *t, char **names, const char *metric)
{
	struct earlier_study *s = t->s;

	s->named =
		claim(t, names, (const char *const[]){metric, NULL}, ROLE_METRIC) != NONE;
	claim_params(t, names);
	s->has_metric = s->named || claim(t, names, (const char *const[]){"value", NULL},
					    ROLE_METRIC) != NONE;
	claim(t, names, (const char *const[]){"config", "trial", "number", NULL}, ROLE_ID);
	claim(t, names, (const char *const[]){"epoch", "step", NULL}, ROLE_EPOCH);
	claim(t, names, (const char *const[]){"state", NULL}, ROLE_STATE);
	for (size_t i = 0; i < t->n; i++)
		if (t->columns[i].role == ROLE_NONE && *names[i])
			strbuf_addf(&s->unused, "%s%s", s->unused.len ? ", " : "",
				names[i]);
}

/* Of a field that is not empty. */
static struct value field_value(const char *field)
{
	double number;

	if (csv_cell(field, &number) == CSV_NUMBER)
		return (struct value){
			.kind = number == rint(number) && !strpbrk(field, ".eE")
					? VALUE_INT
					: VALUE_REAL,
			.number = number};
	if (!strcasecmp(field, "true") || !strcasecmp(field, "false"))
		return (struct value){
			.kind = VALUE_BOOL, .number = *field == 't' || *field == 'T'};
	return (struct value){.kind = VALUE_TEXT, .text = xstrdup(field)};
}

/* -1 with the place: not a whole number from 0 up. */
static int field_whole(const struct table *t, size_t i, const char *name,
	const char *field, double max, double *whole, struct error *err)
{
	if (csv_cell(field, whole) == CSV_NUMBER && *whole >= 0 && *whole <= max &&
		*whole == rint(*whole))
		return 0;
	return error_at(err, csv_place(t->csv, i),
		"%s cannot be '%.60s'; it must be a whole number from 0 to %.0f", name,
		field, max);
}

static enum trial_state field_state(const char *field)
{
	static const struct {
		const char *name;
		enum trial_state state;
	} states[] = {{"complete", TRIAL_COMPLETED}, {"completed", TRIAL_COMPLETED},
		{"finished", TRIAL_COMPLETED}, {"fail", TRIAL_FAILED},
		{"failed", TRIAL_FAILED}, {"crashed", TRIAL_FAILED},
		{"diverged", TRIAL_DIVERGED}, {"killed", TRIAL_KILLED}};
	const char *last = strrchr(field, '.'); /* TrialState.COMPLETE */

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (!strcasecmp(last ? last + 1 : field, states[i].name))
			return states[i].state;
	return TRIAL_STOPPED;
}

/* The trial of a row; rows of one need not stand together. */
static struct earlier_trial *trial_of(struct table *t, uint32_t id)
{
	struct earlier_study *s = t->s;

	while (t->n_index <= id) {
		ARRAY_ROOM(t->index, t->n_index, t->cap_index);
		t->index[t->n_index++] = 0;
	}
	if (t->index[id])
		return &s->trials[t->index[id] - 1];
	t->index[id] = s->n_trials + 1;
	return earlier_trial_add(s, id, TRIAL_COMPLETED);
}

static int read_row(struct table *t, char **fields, size_t n, struct error *err)
{
	double id = (double)t->s->n_trials, epoch = 0, value = NO_NUMBER;
	bool has_epoch = false, has_value = false;
	struct earlier_trial *trial;

	if (n != t->n)
		return error_at(err, csv_place(t->csv, 0),
			"%zu fields; the header has %zu", n, t->n);
	for (size_t i = 0; i < n; i++) {
		enum role role = t->columns[i].role;

		if (role == ROLE_ID && field_whole(t, i, "a trial's number", fields[i],
					       NUMBER_MAX, &id, err))
			return -1;
		has_epoch |= role == ROLE_EPOCH;
		if (role == ROLE_EPOCH &&
			field_whole(t, i, "epoch", fields[i], EPOCH_MAX, &epoch, err))
			return -1;
	}
	trial = trial_of(t, (uint32_t)id);
	for (size_t i = 0; i < n; i++) {
		const struct column *c = &t->columns[i];
		const char *field = fields[i];

		if (!*field)
			continue;
		if (c->role == ROLE_PARAM)
			earlier_value_add(trial, t->space->params[c->param].name,
				field_value(field));
		if (c->role == ROLE_STATE)
			trial->state = field_state(field);
		has_value |= c->role == ROLE_METRIC;
		if (c->role == ROLE_METRIC && csv_cell(field, &value) != CSV_NUMBER)
			value = NO_NUMBER;
	}
	if (has_value && has_epoch)
		earlier_report_add(trial, (int)epoch, value);
	else if (has_value)
		earlier_last_add(trial, value);
	return 0;
}

/* As csv_row(), without the blanks around the fields. */
static int next_row(
	const struct table *t, char ***fields, size_t *n, struct error *err)
{
	int got = csv_row(t->csv, fields, n, err);

	for (size_t i = 0; got > 0 && i < *n; i++)
		(*fields)[i] = trim((*fields)[i]);
	return got;
}

int earlier_read_csv(struct earlier_study *s, const char *path, const struct space *space,
	const char *metric, struct error *err)
{
	struct table t = {.s = s, .space = space};
	char **fields;
	size_t n;
	int got;

	t.csv = csv_open(path, err);
	if (!t.csv)
		return -1;
	got = next_row(&t, &fields, &n, err);
	if (got == 0)
		got = error_usage(err, "%s: is empty; not a table of trials", path);
	if (got > 0) {
		t.n = n;
		t.columns = xcalloc(n + 1, sizeof(*t.columns));
		read_header(&t, fields, metric);
	}
	while (got > 0 && (got = next_row(&t, &fields, &n, err)) > 0)
		if (read_row(&t, fields, n, err) < 0)
			got = -1;
	csv_close(t.csv);
	free(t.columns);
	free(t.index);
	return got;
}
