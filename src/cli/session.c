/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"

static const struct catalog catalog = {
	.schedulers = &schedulers,
	.searchers = &searchers,
	.objectives = &objectives,
	.objective_params = objective_params,
	.objective_brings_space = objective_brings_space,
};

/* DIR/studies/NAME.yaml, if it is there. */
static char *shipped(const char *dir, const char *name)
{
	struct strbuf path;

	if (!dir)
		return NULL;
	strbuf_init(&path);
	strbuf_addf(&path, "%s/studies/%s.yaml", dir, name);
	if (access(path.buf, F_OK) == 0)
		return path.buf;
	strbuf_release(&path);
	return NULL;
}

/* A path as it was given, unless it is the plain name of a study that comes along. */
static char *find_study(const char *study, const char *data_dir)
{
	char *path = NULL;
	const char *name = study ? study : "digits";
	struct strbuf given;

	if (!study || (!strchr(study, '/') && access(study, F_OK) != 0)) {
		path = shipped(data_dir, name);
		if (!path)
			path = shipped(PKGDATADIR, name);
	}
	if (path)
		return path;
	strbuf_init(&given);
	if (study)
		strbuf_adds(&given, study);
	else
		strbuf_adds(&given, PKGDATADIR "/studies/digits.yaml");
	return given.buf;
}

static int check_metric(struct session *s, struct error *err)
{
	size_t n = s->info.n_metrics;

	if (!s->file.metric) {
		s->info.metric = s->info.metrics[0];
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (!strcmp(s->info.metrics[i], s->file.metric)) {
			s->info.metric_index = i;
			s->info.metric = s->info.metrics[i];
			return 0;
		}
	}
	return unknown_name(err, s->file.metric_at, "metric", s->file.metric, NULL,
		s->info.metrics, n);
}

/* What holds the epochs: the file, where there is one. */
static const char *source_of(const struct choice *objective)
{
	const char *data = knob_find(objective->kind->knobs, "data")
				   ? knobs_text(&objective->knobs, "data")
				   : NULL;

	return data ? data : objective->kind->name;
}

/* No trial can be sent further than the objective goes. */
static int check_epochs(const struct session *s, struct error *err)
{
	const struct objective_ops *ops = s->objective->ops;
	const struct knobs *k = &s->file.scheduler.knobs;
	int max = scheduler_knob_max(k), most;

	if (!ops->max_epoch)
		return 0;
	most = ops->max_epoch(s->objective);
	if (max <= most)
		return 0;
	return error_at(err, knobs_get(k, "max")->at,
		"max is %d; %s has %d epoch%s; max must not be more than %d", max,
		source_of(&s->file.objective), most, most == 1 ? "" : "s", most);
}

static int open_objective(struct session *s, const char *data_dir, struct error *err)
{
	const struct objective_ops *ops = objective_ops_of(s->file.objective.kind);
	const char *dirs[4] = {0};
	size_t n = 0;
	struct objective_setup setup = {
		.knobs = &s->file.objective.knobs,
		.space = &s->file.space,
		.data_dirs = dirs,
		.seed = s->file.seed,
		.max_epoch = scheduler_knob_max(&s->file.scheduler.knobs),
	};

	dirs[n++] = s->file.dir;
	if (data_dir)
		dirs[n++] = data_dir;
	dirs[n++] = PKGDATADIR;
	s->objective = ops->open(&setup, err);
	if (!s->objective)
		return -1;
	s->info.n_metrics = ops->metrics(s->objective, &s->info.metrics);
	s->info.summary = ops->summary(s->objective);
	s->info.objective = ops->kind.name;
	s->info.simulated = ops->trial_seconds != NULL;
	if (ops->own_space)
		s->info.space = ops->own_space(s->objective, &s->configs, &s->n_configs);
	return check_metric(s, err) < 0 ? -1 : check_epochs(s, err);
}

static int worker_count(const struct session *s, const struct options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (o->workers)
		return o->workers;
	if (s->file.workers)
		return s->file.workers;
	return cores > 0 ? (int)cores : 1;
}

int session_open(struct session *s, const char *study, const struct options *o,
	bool on_screen, struct error *err)
{
	char *path = find_study(study, o->data_dir);
	struct tuner_setup setup;
	int rc;

	*s = (struct session){0};
	rc = studyfile_load(&s->file, path, (const char *const *)o->overrides,
		o->n_overrides, &catalog, err);
	free(path);
	if (rc < 0) {
		s->file = (struct studyfile){0};
		return -1;
	}
	s->info.name = s->file.name;
	s->info.seed = s->file.seed;
	s->info.maximize = s->file.maximize;
	s->info.space = &s->file.space;
	s->info.stop = (struct stop_limits){s->file.stop.rounds, s->file.stop.trials,
		s->file.stop.epochs, s->file.stop.seconds, s->file.stop.value};
	if (open_objective(s, o->data_dir, err) < 0)
		return -1;
	s->journal = journal_new();
	s->workers = worker_count(s, o);
	setup = (struct tuner_setup){.info = &s->info,
		.file = &s->file,
		.objective = s->objective,
		.journal = s->journal,
		.workers = s->workers,
		.pace = o->has_pace ? o->pace
			: on_screen ? s->file.pace
				    : 0,
		.configs = s->configs,
		.n_configs = s->n_configs};
	s->tuner = tuner_new(&setup, err);
	return s->tuner ? 0 : -1;
}

void session_release(struct session *s)
{
	tuner_free(s->tuner);
	journal_free(s->journal);
	if (s->objective)
		s->objective->ops->close(s->objective);
	if (s->file.path)
		studyfile_release(&s->file);
}
