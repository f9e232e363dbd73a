/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "optuna/optuna_read.h"

#include <stdio.h>
#include <string.h>

#include "base/xalloc.h"
#include "optuna/optuna_format.h"
#include "optuna/optuna_read_parts.h"
#include "store/database.h"

#define DATABASE "SQLite format 3" /* how such a file begins, with its NUL */

static bool has_tables(const char *path)
{
	sqlite3 *db;
	bool has = database_open(path, SQLITE_OPEN_READONLY, &db) == SQLITE_OK &&
		   sqlite3_table_column_metadata(db, NULL, "studies", "study_name", NULL,
			   NULL, NULL, NULL, NULL) == SQLITE_OK;

	sqlite3_close(db);
	return has;
}

enum optuna_file optuna_file_of(const char *path)
{
	char head[256] = "";
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return OPTUNA_NONE;
	n = fread(head, 1, sizeof(head) - 1, f);
	fclose(f);
	if (n >= sizeof(DATABASE) && !memcmp(head, DATABASE, sizeof(DATABASE)))
		return has_tables(path) ? OPTUNA_SQLITE : OPTUNA_NONE;
	return *head == '{' && strstr(head, "\"op_code\"") ? OPTUNA_JOURNAL : OPTUNA_NONE;
}

int optuna_choose_objective(struct optuna_reader *r, const char *names, struct error *err)
{
	json_t *list = names ? json_loads(names, 0, NULL) : NULL;
	size_t n = json_array_size(list);

	r->s->has_metric = !n;
	for (size_t i = 0; i < n; i++) {
		const char *name = json_string_value(json_array_get(list, i));

		if (!name || strcmp(name, r->metric))
			continue;
		r->objective = i;
		r->s->has_metric = r->s->named = true;
	}
	json_decref(list);
	if (r->n_objectives < 2 || r->s->named || n)
		return 0;
	return error_usage(err,
		"%s: the study has %zu objectives without names, none of which is %s",
		r->path, r->n_objectives, r->metric);
}

static struct value json_to_value(const json_t *v)
{
	switch (v ? json_typeof(v) : JSON_NULL) {
	case JSON_TRUE:
	case JSON_FALSE:
		return (struct value){.kind = VALUE_BOOL, .number = json_is_true(v)};
	case JSON_INTEGER:
		return (struct value){
			.kind = VALUE_INT, .number = (double)json_integer_value(v)};
	case JSON_REAL:
		return (struct value){.kind = VALUE_REAL, .number = json_real_value(v)};
	case JSON_STRING:
		return (struct value){
			.kind = VALUE_TEXT, .text = xstrdup(json_string_value(v))};
	case JSON_ARRAY:
	case JSON_OBJECT:
		return (struct value){.kind = VALUE_JSON, .text = json_dumps(v, 0)};
	case JSON_NULL:
		break;
	}
	return (struct value){.kind = VALUE_NULL};
}

void optuna_add_param(struct earlier_trial *t, const char *name, double internal,
	const char *distribution)
{
	json_t *d = json_loads(distribution, 0, NULL);
	const char *kind = json_string_value(json_object_get(d, "name"));
	const json_t *choices =
		json_object_get(json_object_get(d, "attributes"), "choices");
	struct value v = {.kind = VALUE_REAL, .number = internal};

	if (json_is_array(choices) && internal >= 0 &&
		internal < (double)json_array_size(choices))
		v = json_to_value(json_array_get(choices, (size_t)internal));
	else if (kind && !strncmp(kind, "Int", 3))
		v.kind = VALUE_INT;
	json_decref(d);
	earlier_value_add(t, name, v);
}

int optuna_no_study(const char *path, const char *study, const char *const *names,
	size_t n, struct error *err)
{
	struct strbuf list = STRBUF_INIT;

	for (size_t i = 0; i < n; i++)
		strbuf_addf(&list, "%s%s", i ? ", " : "", names[i]);
	if (!n)
		error_usage(err, "%s: has no study", path);
	else if (study)
		error_usage(err, "%s: has no study '%.60s'; there are: %s", path, study,
			list.buf);
	else
		error_usage(err,
			"%s: has %zu studies; name one, as in from: {file: %s, study: "
			"%s} or enqueue: best 5 of study %s of %s; there are: %s",
			path, n, path, names[0], names[0], path, list.buf);
	strbuf_release(&list);
	return -1;
}

enum trial_state optuna_trial_state(int number)
{
	switch (number) {
	case OPTUNA_COMPLETE:
		return TRIAL_COMPLETED;
	case OPTUNA_PRUNED:
		return TRIAL_STOPPED;
	case OPTUNA_FAIL:
		return TRIAL_FAILED;
	default:
		return TRIAL_RUNNING;
	}
}

int optuna_read(struct earlier_study *s, enum optuna_file kind, const char *path,
	const char *study, const char *metric, struct error *err)
{
	struct optuna_reader r = {.s = s, .path = path, .metric = metric};

	return kind == OPTUNA_JOURNAL ? optuna_read_journal(&r, study, err)
				      : optuna_read_sqlite(&r, study, err);
}
