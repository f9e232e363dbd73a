/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "optuna/optuna_format.h"
#include "optuna/optuna_read_parts.h"
#include "store/database.h"

struct storage {
	struct optuna_reader *r;
	sqlite3 *db;
	sqlite3_int64 study;
	sqlite3_int64 *ids; /* trial_id of each trial, ascending */
	size_t cap_ids;
	struct error *err;
};

static int fail(const struct storage *s)
{
	return error_usage(s->err, "%s: cannot be read as a storage of Optuna: %s",
		s->r->path, sqlite3_errmsg(s->db));
}

/* Calls take for each row of a query whose ?1 is the study. */
static int each(struct storage *s, const char *sql,
	void (*take)(struct storage *s, sqlite3_stmt *row))
{
	sqlite3_stmt *st;
	int rc = SQLITE_ROW;

	if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK)
		return fail(s);
	sqlite3_bind_int64(st, 1, s->study);
	while (rc == SQLITE_ROW)
		if ((rc = database_step(st)) == SQLITE_ROW)
			take(s, st);
	rc = rc == SQLITE_DONE ? 0 : fail(s);
	sqlite3_finalize(st);
	return rc;
}

static const char *text(sqlite3_stmt *row, int column)
{
	const char *s = (const char *)sqlite3_column_text(row, column);

	return s ? s : "";
}

/* NULL and what is no number are NaN: Optuna writes NULL for those that are not finite. */
static double number(sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL
		       ? NO_NUMBER
		       : sqlite3_column_double(row, column);
}

/* The trial with the id in column 0. */
static struct earlier_trial *trial_of(struct storage *s, sqlite3_stmt *row)
{
	sqlite3_int64 id = sqlite3_column_int64(row, 0);
	size_t lo = 0, hi = s->r->s->n_trials;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->ids[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->r->s->n_trials && s->ids[lo] == id ? &s->r->s->trials[lo] : NULL;
}

static int find_study(struct storage *s, const char *study)
{
	char **names = NULL;
	size_t n = 0, cap = 0, found = 0;
	sqlite3_stmt *st;
	int rc;

	if (sqlite3_prepare_v2(s->db,
		    "SELECT study_id, study_name FROM studies ORDER BY study_id", -1, &st,
		    NULL) != SQLITE_OK)
		return fail(s);
	while (database_step(st) == SQLITE_ROW) {
		ARRAY_ROOM(names, n, cap);
		names[n++] = xstrdup(text(st, 1));
		if (study && strcmp(study, names[n - 1]))
			continue;
		found++;
		s->study = sqlite3_column_int64(st, 0);
	}
	sqlite3_finalize(st);
	rc = found == 1 ? 0
			: optuna_no_study(s->r->path, study, (const char *const *)names,
				  n, s->err);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return rc;
}

static void take_direction(struct storage *s, sqlite3_stmt *row)
{
	if (s->r->n_objectives++ != s->r->objective)
		return;
	s->r->s->maximize = !strcmp(text(row, 0), "MAXIMIZE");
	s->r->s->has_goal = s->r->s->maximize || !strcmp(text(row, 0), "MINIMIZE");
}

static char *metric_names(struct storage *s)
{
	sqlite3_stmt *st;
	char *names = NULL;

	if (sqlite3_prepare_v2(s->db,
		    "SELECT value_json FROM study_system_attributes WHERE study_id = ?1 "
		    "AND \"key\" = '" OPTUNA_METRIC_NAMES "'",
		    -1, &st, NULL) == SQLITE_OK) {
		sqlite3_bind_int64(st, 1, s->study);
		if (database_step(st) == SQLITE_ROW)
			names = xstrdup(text(st, 0));
	}
	sqlite3_finalize(st);
	return names;
}

static int read_objectives(struct storage *s)
{
	static const char sql[] =
		"SELECT direction FROM study_directions WHERE study_id = ?1 "
		"ORDER BY objective";
	char *names = metric_names(s);
	int rc = each(s, sql, take_direction);

	if (!rc)
		rc = optuna_choose_objective(s->r, names, s->err);
	free(names);
	s->r->n_objectives = 0; /* again, for the goal of the one that was chosen */
	return rc ? -1 : each(s, sql, take_direction);
}

static void take_trial(struct storage *s, sqlite3_stmt *row)
{
	size_t n = s->r->s->n_trials;
	int state = OPTUNA_RUNNING;

	while (state < OPTUNA_STATES &&
		strcmp(text(row, 2), optuna_state_name((enum optuna_state)state)))
		state++;
	ARRAY_ROOM(s->ids, n, s->cap_ids);
	s->ids[n] = sqlite3_column_int64(row, 0);
	earlier_trial_add(s->r->s, (uint32_t)sqlite3_column_int64(row, 1),
		optuna_trial_state(state));
}

static void take_param(struct storage *s, sqlite3_stmt *row)
{
	struct earlier_trial *t = trial_of(s, row);

	if (t)
		optuna_add_param(t, text(row, 1), number(row, 2), text(row, 3));
}

static void take_value(struct storage *s, sqlite3_stmt *row)
{
	struct earlier_trial *t = trial_of(s, row);

	if (t && (size_t)sqlite3_column_int64(row, 1) == s->r->objective)
		earlier_last_add(t, number(row, 2));
}

static void take_report(struct storage *s, sqlite3_stmt *row)
{
	struct earlier_trial *t = trial_of(s, row);
	sqlite3_int64 step = sqlite3_column_int64(row, 1);

	if (t && step >= 0 && step < INT_MAX)
		earlier_report_add(t, (int)step, number(row, 2));
}

/* What export --format optuna calls so: to Optuna it has failed. */
static void take_killed(struct storage *s, sqlite3_stmt *row)
{
	struct earlier_trial *t = trial_of(s, row);

	if (t)
		t->state = TRIAL_KILLED;
}

/* In this order: the trials are what the others belong to. */
static const struct {
	const char *sql;
	void (*take)(struct storage *s, sqlite3_stmt *row);
} tables[] = {
	{"SELECT trial_id, number, state FROM trials WHERE study_id = ?1 "
	 "ORDER BY trial_id",
		take_trial},
	{"SELECT trial_id, param_name, param_value, distribution_json "
	 "FROM trial_params JOIN trials USING (trial_id) WHERE study_id = ?1 "
	 "ORDER BY param_id",
		take_param},
	{"SELECT trial_id, objective, value "
	 "FROM trial_values JOIN trials USING (trial_id) WHERE study_id = ?1",
		take_value},
	{"SELECT trial_id, step, intermediate_value FROM trial_intermediate_values "
	 "JOIN trials USING (trial_id) WHERE study_id = ?1",
		take_report},
	{"SELECT trial_id FROM trial_user_attributes JOIN trials USING (trial_id) "
	 "WHERE study_id = ?1 AND \"key\" = 'state' AND value_json = '\"killed\"'",
		take_killed},
};

static int read_all(struct storage *s, const char *study)
{
	int rc = find_study(s, study);

	if (!rc)
		rc = read_objectives(s);
	for (size_t i = 0; !rc && i < sizeof(tables) / sizeof(*tables); i++)
		rc = each(s, tables[i].sql, tables[i].take);
	return rc;
}

int optuna_read_sqlite(struct optuna_reader *r, const char *study, struct error *err)
{
	struct storage s = {.r = r, .err = err};
	int rc;

	if (database_open(r->path, SQLITE_OPEN_READONLY, &s.db) == SQLITE_OK) {
		database_read_alone(s.db);
		rc = read_all(&s, study);
	} else {
		rc = fail(&s);
	}
	sqlite3_close(s.db);
	free(s.ids);
	return rc;
}
