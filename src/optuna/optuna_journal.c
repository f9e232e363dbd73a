/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "optuna/optuna_journal.h"

#include <math.h>
#include <stdlib.h>

#include "base/xalloc.h"

struct optuna_journal {
	struct optuna_sink base;
	struct strbuf *out;
};

static struct strbuf *begin(struct optuna_sink *k, enum optuna_operation op)
{
	struct strbuf *out = ((struct optuna_journal *)k)->out;

	strbuf_addf(out, "{\"op_code\":%d,\"worker_id\":\"" PACKAGE_NAME "\",", (int)op);
	return out;
}

static void end(struct strbuf *out)
{
	strbuf_adds(out, "}\n");
}

/* Python's JSON has names for what JSON lacks. */
static void add_value(struct strbuf *out, double v)
{
	if (isnan(v))
		strbuf_adds(out, "NaN");
	else if (isinf(v))
		strbuf_adds(out, v > 0 ? "Infinity" : "-Infinity");
	else
		strbuf_add_number(out, v);
}

static void add_attr(struct strbuf *out, bool system, const char *key, const char *json)
{
	strbuf_addf(out, ",\"%s_attr\":{", system ? "system" : "user");
	strbuf_add_json(out, key);
	strbuf_addf(out, ":%s}", json);
}

static void journal_study(struct optuna_sink *k, const char *name, bool maximize)
{
	struct strbuf *out = begin(k, OPTUNA_ADD_STUDY);

	strbuf_adds(out, "\"study_name\":");
	strbuf_add_json(out, name);
	strbuf_addf(out, ",\"directions\":[%d]",
		maximize ? (int)OPTUNA_MAXIMIZE : (int)OPTUNA_MINIMIZE);
	end(out);
}

static void journal_study_attr(
	struct optuna_sink *k, bool system, const char *key, const char *json)
{
	struct strbuf *out =
		begin(k, system ? OPTUNA_SET_STUDY_SYSTEM : OPTUNA_SET_STUDY_USER);

	strbuf_adds(out, "\"study_id\":0");
	add_attr(out, system, key, json);
	end(out);
}

static void journal_trial(struct optuna_sink *k, uint32_t trial, double time)
{
	struct strbuf *out = begin(k, OPTUNA_ADD_TRIAL);

	(void)trial; /* its id is the number of those before it */
	strbuf_adds(out, "\"study_id\":0,\"datetime_start\":\"");
	optuna_print_time(time, 'T', out);
	strbuf_addch(out, '"');
	end(out);
}

static void journal_param(struct optuna_sink *k, uint32_t trial, const char *name,
	double internal, const char *distribution)
{
	struct strbuf *out = begin(k, OPTUNA_SET_PARAM);

	strbuf_addf(out, "\"trial_id\":%u,\"param_name\":", trial);
	strbuf_add_json(out, name);
	strbuf_adds(out, ",\"param_value_internal\":");
	strbuf_add_number(out, internal);
	strbuf_adds(out, ",\"distribution\":");
	strbuf_add_json(out, distribution);
	end(out);
}

static void journal_report(struct optuna_sink *k, uint32_t trial, int step, double value)
{
	struct strbuf *out = begin(k, OPTUNA_SET_REPORT);

	strbuf_addf(
		out, "\"trial_id\":%u,\"step\":%d,\"intermediate_value\":", trial, step);
	add_value(out, value);
	end(out);
}

static void journal_trial_attr(struct optuna_sink *k, uint32_t trial, bool system,
	const char *key, const char *json)
{
	struct strbuf *out =
		begin(k, system ? OPTUNA_SET_TRIAL_SYSTEM : OPTUNA_SET_TRIAL_USER);

	strbuf_addf(out, "\"trial_id\":%u", trial);
	add_attr(out, system, key, json);
	end(out);
}

static void journal_end(struct optuna_sink *k, uint32_t trial, enum optuna_state state,
	const double *value, double time)
{
	struct strbuf *out = begin(k, OPTUNA_SET_STATE);

	strbuf_addf(out, "\"trial_id\":%u,\"state\":%d,\"values\":", trial, (int)state);
	if (value) {
		strbuf_addch(out, '[');
		add_value(out, *value);
		strbuf_addch(out, ']');
	} else {
		strbuf_adds(out, "null");
	}
	strbuf_adds(out, ",\"datetime_complete\":\"");
	optuna_print_time(time, 'T', out);
	strbuf_addch(out, '"');
	end(out);
}

static const struct optuna_sink_ops journal_ops = {
	.study = journal_study,
	.study_attr = journal_study_attr,
	.trial = journal_trial,
	.param = journal_param,
	.report = journal_report,
	.trial_attr = journal_trial_attr,
	.end = journal_end,
};

struct optuna_sink *optuna_journal_new(struct strbuf *out)
{
	struct optuna_journal *j = xcalloc(1, sizeof(*j));

	j->base.ops = &journal_ops;
	j->out = out;
	return &j->base;
}

void optuna_journal_free(struct optuna_sink *k)
{
	free(k);
}
