/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All is one transaction, so a file has all of a study or nothing. The first error is
 * kept and ends all writing; closing tells of it.
 */
#include "config.h"

#include "optuna/optuna_storage.h"

#include <math.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/xalloc.h"
#include "store/database.h"

/* As `optuna.create_study(storage="sqlite:///…")` makes it, in the same order. */
static const char schema[] =
	"CREATE TABLE studies (study_id INTEGER NOT NULL, study_name VARCHAR(512) NOT "
	"NULL, "
	"PRIMARY KEY (study_id));"
	"CREATE TABLE version_info (version_info_id INTEGER NOT NULL, schema_version "
	"INTEGER, "
	"library_version VARCHAR(256), PRIMARY KEY (version_info_id), "
	"CHECK (version_info_id=1));"
	"CREATE TABLE study_directions (study_direction_id INTEGER NOT NULL, "
	"direction VARCHAR(8) NOT NULL, study_id INTEGER NOT NULL, "
	"objective INTEGER NOT NULL, PRIMARY KEY (study_direction_id), "
	"UNIQUE (study_id, objective), FOREIGN KEY(study_id) REFERENCES studies "
	"(study_id));"
	"CREATE TABLE study_user_attributes (study_user_attribute_id INTEGER NOT NULL, "
	"study_id INTEGER, \"key\" VARCHAR(512), value_json TEXT, "
	"PRIMARY KEY (study_user_attribute_id), UNIQUE (study_id, \"key\"), "
	"FOREIGN KEY(study_id) REFERENCES studies (study_id));"
	"CREATE TABLE study_system_attributes (study_system_attribute_id INTEGER NOT "
	"NULL, "
	"study_id INTEGER, \"key\" VARCHAR(512), value_json TEXT, "
	"PRIMARY KEY (study_system_attribute_id), UNIQUE (study_id, \"key\"), "
	"FOREIGN KEY(study_id) REFERENCES studies (study_id));"
	"CREATE TABLE trials (trial_id INTEGER NOT NULL, number INTEGER, study_id "
	"INTEGER, "
	"state VARCHAR(8) NOT NULL, datetime_start DATETIME, datetime_complete DATETIME, "
	"PRIMARY KEY (trial_id), FOREIGN KEY(study_id) REFERENCES studies (study_id));"
	"CREATE TABLE trial_user_attributes (trial_user_attribute_id INTEGER NOT NULL, "
	"trial_id INTEGER, \"key\" VARCHAR(512), value_json TEXT, "
	"PRIMARY KEY (trial_user_attribute_id), UNIQUE (trial_id, \"key\"), "
	"FOREIGN KEY(trial_id) REFERENCES trials (trial_id));"
	"CREATE TABLE trial_system_attributes (trial_system_attribute_id INTEGER NOT "
	"NULL, "
	"trial_id INTEGER, \"key\" VARCHAR(512), value_json TEXT, "
	"PRIMARY KEY (trial_system_attribute_id), UNIQUE (trial_id, \"key\"), "
	"FOREIGN KEY(trial_id) REFERENCES trials (trial_id));"
	"CREATE TABLE trial_params (param_id INTEGER NOT NULL, trial_id INTEGER, "
	"param_name VARCHAR(512), param_value FLOAT, distribution_json TEXT, "
	"PRIMARY KEY (param_id), UNIQUE (trial_id, param_name), "
	"FOREIGN KEY(trial_id) REFERENCES trials (trial_id));"
	"CREATE TABLE trial_values (trial_value_id INTEGER NOT NULL, "
	"trial_id INTEGER NOT NULL, objective INTEGER NOT NULL, value FLOAT, "
	"value_type VARCHAR(7) NOT NULL, PRIMARY KEY (trial_value_id), "
	"UNIQUE (trial_id, objective), FOREIGN KEY(trial_id) REFERENCES trials "
	"(trial_id));"
	"CREATE TABLE trial_intermediate_values (trial_intermediate_value_id INTEGER "
	"NOT NULL, trial_id INTEGER NOT NULL, step INTEGER NOT NULL, "
	"intermediate_value FLOAT, intermediate_value_type VARCHAR(7) NOT NULL, "
	"PRIMARY KEY (trial_intermediate_value_id), UNIQUE (trial_id, step), "
	"FOREIGN KEY(trial_id) REFERENCES trials (trial_id));"
	"CREATE TABLE trial_heartbeats (trial_heartbeat_id INTEGER NOT NULL, "
	"trial_id INTEGER NOT NULL, heartbeat DATETIME NOT NULL, "
	"PRIMARY KEY (trial_heartbeat_id), UNIQUE (trial_id), "
	"FOREIGN KEY(trial_id) REFERENCES trials (trial_id));"
	"CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
	"CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"
	"CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name);";

static const struct {
	const char *name, *sql;
} versions[] = {
	{"3.1", "INSERT INTO version_info VALUES (1, 12, '3.1.0');"
		"INSERT INTO alembic_version VALUES ('v3.0.0.d');"},
	{"3.2", "INSERT INTO version_info VALUES (1, 12, '3.2.0');"
		"INSERT INTO alembic_version VALUES ('v3.2.0.a');"
		"CREATE INDEX ix_trials_study_id ON trials (study_id);"},
};

/* Trial ids count from 1. The one study has the id 1. */
enum statement {
	ADD_STUDY,
	ADD_DIRECTION,
	SET_STUDY_USER,
	SET_STUDY_SYSTEM,
	ADD_TRIAL,
	ADD_PARAM,
	ADD_REPORT,
	SET_TRIAL_USER,
	SET_TRIAL_SYSTEM,
	END_TRIAL,
	ADD_VALUE,
	STATEMENTS,
};

#define SET_ATTR(TABLE, OWNER)                                                           \
	"INSERT INTO " TABLE " (" OWNER ", \"key\", value_json) VALUES (?1, ?2, ?3) "    \
	"ON CONFLICT (" OWNER ", \"key\") DO UPDATE SET value_json = ?3"

static const char *const sql[] = {
	[ADD_STUDY] = "INSERT INTO studies VALUES (1, ?1)",
	[ADD_DIRECTION] = "INSERT INTO study_directions VALUES (1, ?1, 1, 0)",
	[SET_STUDY_USER] = SET_ATTR("study_user_attributes", "study_id"),
	[SET_STUDY_SYSTEM] = SET_ATTR("study_system_attributes", "study_id"),
	[ADD_TRIAL] = "INSERT INTO trials VALUES (?1, ?2, 1, 'RUNNING', ?3, NULL)",
	[ADD_PARAM] = "INSERT INTO trial_params (trial_id, param_name, param_value, "
		      "distribution_json) VALUES (?1, ?2, ?3, ?4)",
	[ADD_REPORT] = "INSERT INTO trial_intermediate_values (trial_id, step, "
		       "intermediate_value, intermediate_value_type) "
		       "VALUES (?1, ?2, ?3, ?4)",
	[SET_TRIAL_USER] = SET_ATTR("trial_user_attributes", "trial_id"),
	[SET_TRIAL_SYSTEM] = SET_ATTR("trial_system_attributes", "trial_id"),
	[END_TRIAL] = "UPDATE trials SET state = ?2, datetime_complete = ?3 "
		      "WHERE trial_id = ?1",
	[ADD_VALUE] = "INSERT INTO trial_values (trial_id, objective, value, value_type) "
		      "VALUES (?1, 0, ?2, ?3)",
};

struct optuna_storage {
	struct optuna_sink base;
	char *path;
	sqlite3 *db;
	sqlite3_stmt *statements[STATEMENTS];
	struct error err; /* the first; text empty: none */
	struct strbuf time;
};

static void fail(struct optuna_storage *s)
{
	if (!s->err.text[0])
		error_set(
			&s->err, "cannot write '%s': %s", s->path, sqlite3_errmsg(s->db));
}

static void execute(struct optuna_storage *s, const char *text)
{
	if (!s->err.text[0] && sqlite3_exec(s->db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail(s);
}

/* Binds what types says (i: int64_t, r: double, t: text) in order, and runs it. */
static void run(struct optuna_storage *s, enum statement which, const char *types, ...)
{
	sqlite3_stmt *st = s->statements[which];
	va_list ap;

	if (s->err.text[0])
		return;
	va_start(ap, types);
	for (int i = 0; types[i]; i++) {
		if (types[i] == 'i')
			sqlite3_bind_int64(st, i + 1, va_arg(ap, int64_t));
		else if (types[i] == 'r')
			sqlite3_bind_double(st, i + 1, va_arg(ap, double));
		else
			sqlite3_bind_text(
				st, i + 1, va_arg(ap, const char *), -1, SQLITE_STATIC);
	}
	va_end(ap);
	if (sqlite3_step(st) != SQLITE_DONE)
		fail(s);
	sqlite3_reset(st);
}

static struct optuna_storage *storage_of(struct optuna_sink *k)
{
	return (struct optuna_storage *)k;
}

static int64_t id_of(uint32_t trial)
{
	return (int64_t)trial + 1;
}

static const char *time_text(struct optuna_storage *s, double time)
{
	strbuf_reset(&s->time);
	optuna_print_time(time, ' ', &s->time);
	return s->time.buf;
}

/* A number that is none has its name in the column beside; SQLite binds NaN as NULL. */
static double number_of(double v)
{
	return isfinite(v) ? v : NO_NUMBER;
}

static const char *type_of(double v)
{
	if (isnan(v))
		return "NAN";
	return isfinite(v) ? "FINITE" : v > 0 ? "INF_POS" : "INF_NEG";
}

static void storage_study(struct optuna_sink *k, const char *name, bool maximize)
{
	run(storage_of(k), ADD_STUDY, "t", name);
	run(storage_of(k), ADD_DIRECTION, "t", maximize ? "MAXIMIZE" : "MINIMIZE");
}

static void storage_study_attr(
	struct optuna_sink *k, bool system, const char *key, const char *json)
{
	run(storage_of(k), system ? SET_STUDY_SYSTEM : SET_STUDY_USER, "itt", (int64_t)1,
		key, json);
}

static void storage_trial(struct optuna_sink *k, uint32_t trial, double time)
{
	struct optuna_storage *s = storage_of(k);

	run(s, ADD_TRIAL, "iit", id_of(trial), (int64_t)trial, time_text(s, time));
}

static void storage_param(struct optuna_sink *k, uint32_t trial, const char *name,
	double internal, const char *distribution)
{
	run(storage_of(k), ADD_PARAM, "itrt", id_of(trial), name, internal, distribution);
}

static void storage_report(struct optuna_sink *k, uint32_t trial, int step, double value)
{
	run(storage_of(k), ADD_REPORT, "iirt", id_of(trial), (int64_t)step,
		number_of(value), type_of(value));
}

static void storage_trial_attr(struct optuna_sink *k, uint32_t trial, bool system,
	const char *key, const char *json)
{
	run(storage_of(k), system ? SET_TRIAL_SYSTEM : SET_TRIAL_USER, "itt",
		id_of(trial), key, json);
}

static void storage_end(struct optuna_sink *k, uint32_t trial, enum optuna_state state,
	const double *value, double time)
{
	struct optuna_storage *s = storage_of(k);

	run(s, END_TRIAL, "itt", id_of(trial), optuna_state_name(state),
		time_text(s, time));
	if (value)
		run(s, ADD_VALUE, "irt", id_of(trial), number_of(*value),
			type_of(*value));
}

static const struct optuna_sink_ops storage_ops = {
	.study = storage_study,
	.study_attr = storage_study_attr,
	.trial = storage_trial,
	.param = storage_param,
	.report = storage_report,
	.trial_attr = storage_trial_attr,
	.end = storage_end,
};

static void prepare(struct optuna_storage *s, const char *version)
{
	execute(s, "BEGIN");
	execute(s, schema);
	for (size_t i = 0; i < sizeof(versions) / sizeof(*versions); i++)
		if (!strcmp(versions[i].name, version))
			execute(s, versions[i].sql);
	for (int i = 0; i < STATEMENTS && !s->err.text[0]; i++)
		if (sqlite3_prepare_v2(s->db, sql[i], -1, &s->statements[i], NULL) !=
			SQLITE_OK)
			fail(s);
}

static void storage_free(struct optuna_storage *s)
{
	for (int i = 0; i < STATEMENTS; i++)
		sqlite3_finalize(s->statements[i]);
	sqlite3_close(s->db);
	strbuf_release(&s->time);
	free(s->path);
	free(s);
}

struct optuna_sink *optuna_storage_new(
	const char *path, const char *version, struct error *err)
{
	struct optuna_storage *s = xcalloc(1, sizeof(*s));

	s->base.ops = &storage_ops;
	s->path = xstrdup(path);
	strbuf_init(&s->time);
	if (database_open(path, SQLITE_OPEN_READWRITE, &s->db) != SQLITE_OK)
		fail(s);
	prepare(s, version);
	if (!s->err.text[0])
		return &s->base;
	*err = s->err;
	storage_free(s);
	return NULL;
}

int optuna_storage_close(struct optuna_sink *k, struct error *err)
{
	struct optuna_storage *s = storage_of(k);
	int rc = 0;

	execute(s, "COMMIT");
	if (s->err.text[0]) {
		*err = s->err;
		rc = -1;
	}
	storage_free(s);
	return rc;
}

void optuna_storage_discard(struct optuna_sink *k)
{
	storage_free(storage_of(k)); /* closing rolls back */
}
