/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "optuna/optuna_format.h"
#include "optuna/optuna_read_parts.h"

struct log {
	struct optuna_reader *r;
	json_t **lines; /* n */
	size_t n, cap;
	json_int_t study; /* the one that is read */
	size_t *trials;	  /* by id: 1 + its index, or 0 of another study's */
	size_t n_trials, cap_trials;
};

/*
 * Lines.
 */

/* Python's names of what JSON lacks become a text, which is no number. */
static void take_out_names(char *line)
{
	static const char *const names[] = {"NaN", "-Infinity", "Infinity"};

	for (char *s = line; *s; s++) {
		if (*s == '"') {
			for (s++; *s && *s != '"'; s++)
				s += *s == '\\' && s[1];
			if (!*s)
				return;
		}
		for (size_t i = 0; i < 3; i++) {
			size_t n = strlen(names[i]);

			if (strncmp(s, names[i], n))
				continue;
			memset(s, ' ', n);
			memcpy(s, "\"\"", 2);
			s++;
			break;
		}
	}
}

static int read_lines(struct log *l, struct error *err)
{
	FILE *f = fopen(l->r->path, "re");
	char *text = NULL;
	size_t cap = 0;
	ssize_t n;
	int rc = 0;

	if (!f)
		return error_usage(err, "%s: %s", l->r->path, strerror(errno));
	/* a line without its end is still being written */
	while (!rc && (n = getline(&text, &cap, f)) > 0 && text[n - 1] == '\n') {
		json_error_t wrong;
		json_t *line;

		take_out_names(text);
		line = json_loads(text, 0, &wrong);
		if (!line)
			rc = error_at(err, (struct place){l->r->path, (int)l->n + 1, 0},
				"not a line of Optuna's journal: %s", wrong.text);
		ARRAY_ROOM(l->lines, l->n, l->cap);
		l->lines[l->n] = line;
		l->n += line != NULL;
	}
	if (ferror(f))
		rc = error_set(err, "%s: %s", l->r->path, strerror(errno));
	free(text);
	fclose(f);
	return rc;
}

static json_int_t whole(const json_t *line, const char *name)
{
	const json_t *v = json_object_get(line, name);

	return json_is_integer(v) ? json_integer_value(v) : -1;
}

static double number(const json_t *v)
{
	return json_is_number(v) ? json_number_value(v) : NO_NUMBER;
}

static const char *text_of(const json_t *line, const char *name)
{
	const char *s = json_string_value(json_object_get(line, name));

	return s ? s : "";
}

/*
 * The study.
 */

/* Studies have the ids 0, 1, 2, … in the order of their lines; some are deleted later. */
static int find_study(struct log *l, const char *study, struct error *err)
{
	const char **names = xcalloc(l->n + 1, sizeof(*names));
	size_t n = 0, left = 0, found = 0;
	int rc = 0;

	for (size_t i = 0; i < l->n; i++) {
		json_int_t op = whole(l->lines[i], "op_code");
		json_int_t id = whole(l->lines[i], "study_id");

		if (op == OPTUNA_ADD_STUDY)
			names[n++] = text_of(l->lines[i], "study_name");
		if (op == OPTUNA_DELETE_STUDY && id >= 0 && (size_t)id < n)
			names[id] = NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if (!names[i])
			continue;
		if (!study || !strcmp(study, names[i])) {
			l->study = (json_int_t)i;
			found++;
		}
		names[left++] = names[i];
	}
	if (found != 1)
		rc = optuna_no_study(l->r->path, study, names, left, err);
	free(names);
	return rc;
}

static int read_objectives(struct log *l, struct error *err)
{
	const json_t *directions = NULL;
	char *names = NULL;
	json_int_t id = 0, goal;
	int rc;

	for (size_t i = 0; i < l->n; i++) {
		const json_t *line = l->lines[i];
		const json_t *list = json_object_get(
			json_object_get(line, "system_attr"), OPTUNA_METRIC_NAMES);

		if (whole(line, "op_code") == OPTUNA_ADD_STUDY && id++ == l->study)
			directions = json_object_get(line, "directions");
		if (whole(line, "op_code") != OPTUNA_SET_STUDY_SYSTEM || !list ||
			whole(line, "study_id") != l->study)
			continue;
		free(names);
		names = json_dumps(list, 0);
	}
	l->r->n_objectives = json_array_size(directions);
	rc = optuna_choose_objective(l->r, names, err);
	goal = json_integer_value(json_array_get(directions, l->r->objective));
	l->r->s->has_goal = goal == OPTUNA_MINIMIZE || goal == OPTUNA_MAXIMIZE;
	l->r->s->maximize = goal == OPTUNA_MAXIMIZE;
	free(names);
	return rc;
}

/*
 * Its trials.
 */

static void add_report(struct earlier_trial *t, json_int_t step, const json_t *v)
{
	if (step >= 0 && step < INT_MAX)
		earlier_report_add(t, (int)step, number(v));
}

static void add_last(const struct log *l, struct earlier_trial *t, const json_t *line)
{
	const json_t *values = json_object_get(line, "values");

	if (json_array_size(values) > l->r->objective)
		earlier_last_add(t, number(json_array_get(values, l->r->objective)));
	else if (json_is_number(json_object_get(line, "value")))
		earlier_last_add(t, number(json_object_get(line, "value")));
}

static void set_state(struct earlier_trial *t, const json_t *line)
{
	if (t->state != TRIAL_KILLED)
		t->state = optuna_trial_state((int)whole(line, "state"));
}

/* A new trial; one that was added whole (study.add_trial()) has all in this line. */
static void add_trial(struct log *l, json_t *line)
{
	struct earlier_study *s = l->r->s;
	bool ours = whole(line, "study_id") == l->study;
	struct earlier_trial *t;
	const char *name;
	json_t *v;

	ARRAY_ROOM(l->trials, l->n_trials, l->cap_trials);
	l->trials[l->n_trials++] = ours ? s->n_trials + 1 : 0;
	if (!ours)
		return;
	t = earlier_trial_add(s, (uint32_t)s->n_trials, TRIAL_RUNNING);
	set_state(t, line);
	json_object_foreach(json_object_get(line, "params"), name, v) {
		optuna_add_param(t, name, number(v),
			text_of(json_object_get(line, "distributions"), name));
	}
	json_object_foreach(json_object_get(line, "intermediate_values"), name, v) {
		add_report(t, strtoll(name, NULL, 10), v);
	}
	add_last(l, t, line);
}

static void take_line(struct log *l, json_int_t op, const json_t *line)
{
	json_int_t id = whole(line, "trial_id");
	struct earlier_trial *t;

	if (id < 0 || (size_t)id >= l->n_trials || !l->trials[id])
		return;
	t = &l->r->s->trials[l->trials[id] - 1];
	if (op == OPTUNA_SET_PARAM)
		optuna_add_param(t, text_of(line, "param_name"),
			number(json_object_get(line, "param_value_internal")),
			text_of(line, "distribution"));
	if (op == OPTUNA_SET_STATE) {
		set_state(t, line);
		add_last(l, t, line);
	}
	if (op == OPTUNA_SET_REPORT)
		add_report(t, whole(line, "step"),
			json_object_get(line, "intermediate_value"));
	/* what export --format optuna-journal calls so: to Optuna it has failed */
	if (op == OPTUNA_SET_TRIAL_USER &&
		!strcmp(text_of(json_object_get(line, "user_attr"), "state"), "killed"))
		t->state = TRIAL_KILLED;
}

int optuna_read_journal(struct optuna_reader *r, const char *study, struct error *err)
{
	struct log l = {.r = r};
	int rc = read_lines(&l, err);

	if (!rc)
		rc = find_study(&l, study, err);
	if (!rc)
		rc = read_objectives(&l, err);
	for (size_t i = 0; !rc && i < l.n; i++) {
		json_int_t op = whole(l.lines[i], "op_code");

		if (op == OPTUNA_ADD_TRIAL)
			add_trial(&l, l.lines[i]);
		else
			take_line(&l, op, l.lines[i]);
	}
	for (size_t i = 0; i < l.n; i++)
		json_decref(l.lines[i]);
	free(l.lines);
	free(l.trials);
	return rc;
}
