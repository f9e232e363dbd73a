/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cpus.h"
#include "base/filename.h"
#include "base/strbuf.h"
#include "base/xalloc.h"
#include "cli/limits.h"
#include "cli/recorded_searcher.h"
#include "cli/session_parts.h"
#include "cli/version.h"
#include "cli/warm_start.h"
#include "objective/clients.h"
#include "searcher/searcher.h"
#include "store/store_place.h"
#include "tuner/pool.h"
#include "tuner/tuner_search.h"
#include "worker/remote.h"

const struct catalog session_catalog = {
	.schedulers = &schedulers,
	.searchers = &searchers,
	.objectives = &objectives,
	.objective_params = objective_params,
	.objective_brings_space = objective_brings_space,
	.names_objective = true,
};

/* For rungtop serve: the kind that a study must have that others train. */
static struct catalog catalog_for(const struct options *o)
{
	struct catalog c = session_catalog;

	c.section = o->section;
	c.objective = o->serves ? objective_clients.kind.name : NULL;
	return c;
}

/* A path as it was given, or that of a shipped study; to be freed. */
static char *find_study(
	const struct shipped *shipped, const char *study, struct error *err)
{
	const char *name = study ? study : "digits";
	char *path;

	if (study && shipped_is_path(study))
		return xstrdup(study);
	path = shipped_study(shipped, name);
	if (!path)
		shipped_unknown(shipped, "study", name, NULL, 0, err);
	return path;
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

static int check_constraints(struct session *s, struct error *err)
{
	size_t n = s->info.n_metrics;

	for (size_t i = 0; i < s->file.n_constraints; i++) {
		struct constraint *c = &s->file.constraints[i];

		c->index = 0;
		while (c->index < n && strcmp(s->info.metrics[c->index], c->metric) != 0)
			c->index++;
		if (c->index == n)
			return unknown_name(err, c->at, "metric", c->metric, NULL,
				s->info.metrics, n);
	}
	s->info.constraints = s->file.constraints;
	s->info.n_constraints = s->file.n_constraints;
	return 0;
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

	if (max == EPOCHS_OPEN && !ops->ends)
		return error_at(err, knobs_get(k, "max")->at,
			"max cannot be none with the objective %s, whose trials have "
			"no end of their own; give the epoch at which they end",
			s->file.objective.kind->name);
	if (!ops->max_epoch)
		return 0;
	most = ops->max_epoch(s->objective);
	if (max <= most)
		return 0;
	return error_at(err, knobs_get(k, "max")->at,
		"max is %d; %s has %d epoch%s; max must not be more than %d", max,
		source_of(&s->file.objective), most, most == 1 ? "" : "s", most);
}

static void take_note(void *arg, struct place at, const char *line)
{
	studyfile_note_at(arg, at, "%s", line);
}

/* Whether values are compared for more than to show which is the best. */
static bool is_decided(const struct studyfile *sf)
{
	return !scheduler_ops_of(sf->scheduler.kind)->trains_all || sf->n_switches ||
	       sf->n_constraints || !isnan(sf->stop.value) || sf->stop.plateau.epochs ||
	       sf->patience.epochs;
}

/* The objective's own configurations, and whether the searcher chooses among them. */
static int take_configs(struct session *s, struct error *err)
{
	const struct objective_ops *ops = s->objective->ops;
	const struct choice *searcher = &s->file.searcher;

	s->info.space = ops->own_space(s->objective, &s->configs, &s->n_configs);
	s->choose = ops->is_chosen_from(s->objective);
	if (s->choose && !searcher_chooses(searcher->kind))
		return error_at(err, knobs_get(&s->file.objective.knobs, "choose")->at,
			"choose cannot be searcher with %s, which has points of its own; "
			"it must be order, or the searcher random or one that learns",
			searcher->kind->name);
	if (!s->choose && searcher->kind != searchers.kinds[0])
		studyfile_note(&s->file,
			"method: %s is not used: trials take the configurations of %s "
			"in their order%s",
			searcher->kind->name, source_of(&s->file.objective),
			searcher_chooses(searcher->kind)
				? "; choose: searcher lets it choose among them"
				: "");
	return 0;
}

int session_open_objective(struct session *s, struct error *err)
{
	const struct objective_ops *ops = objective_ops_of(s->file.objective.kind);
	const char *dirs[1 + SHIPPED_DIRS_MAX + 1] = {s->file.dir};
	const struct listener listener = {take_note, &s->file};
	struct objective_setup setup = {
		.knobs = &s->file.objective.knobs,
		.space = &s->file.space,
		.data_dirs = dirs,
		.seed = s->file.seed,
		.max_epoch = scheduler_knob_max(&s->file.scheduler.knobs),
		.program = &s->file.program,
		.metric = s->file.metric,
		.metric_at = s->file.metric_at,
		.constraints = s->file.constraints,
		.n_constraints = s->file.n_constraints,
		.decides = is_decided(&s->file),
		.learns = searcher_learns(s->file.searcher.kind),
		.listener = &listener,
	};

	for (size_t i = 0; i < s->shipped.n; i++)
		dirs[1 + i] = s->shipped.dirs[i];
	s->info.name = s->file.name;
	s->info.seed = s->file.seed;
	s->info.maximize = s->file.maximize;
	s->info.space = &s->file.space;
	s->info.stop = s->file.stop;
	s->info.patience = s->file.patience;
	s->info.objective = ops->kind.name;
	s->objective = ops->open(&setup, err);
	if (s->objective && ops->trial_save) /* its trials can be trained elsewhere */
		s->objective = remote_wrap(s->objective, &setup, err);
	if (!s->objective)
		return -1;
	ops = s->objective->ops;
	s->info.n_metrics = ops->metrics(s->objective, &s->info.metrics);
	s->info.summary = ops->summary(s->objective);
	s->info.start_hint = ops->start_hint ? ops->start_hint(s->objective) : NULL;
	s->info.platform = version_platform();
	s->info.simulated = ops->trial_seconds != NULL;
	if (ops->own_space && take_configs(s, err) < 0)
		return -1;
	if (check_metric(s, err) < 0 || check_constraints(s, err) < 0)
		return -1;
	return check_epochs(s, err);
}

static int worker_count(const struct session *s, const struct options *o)
{
	const struct objective_ops *ops = s->objective->ops;
	int room = ops->workers ? ops->workers(s->objective) : 0;

	if (o->workers)
		return o->workers;
	if (s->file.workers)
		return s->file.workers;
	if (s->server)
		return 1; /* it gets more by itself */
	if (room)
		return room < THREADS_MAX ? room : THREADS_MAX;
	if (o->settings && settings_text(o->settings, "workers"))
		return (int)knobs_int(&o->settings->knobs, "workers");
	return cpus_available();
}

/* On the screen a study may be slower than it could be. */
static double pace_of(const struct session *s, const struct options *o, bool on_screen)
{
	if (o->has_pace)
		return o->pace;
	if (!on_screen)
		return 0;
	if (s->file.pace > 0 || !o->settings || !settings_text(o->settings, "pace"))
		return s->file.pace;
	return knobs_real(&o->settings->knobs, "pace");
}

/* The tuner's thread: a trial to be kept in the recording. */
static void save(void *arg, uint32_t trial, int epoch, void *data, size_t size)
{
	store_checkpoint(((struct session *)arg)->store, trial, epoch, data, size);
}

static void warn(void *arg, enum warning w, const char *text)
{
	tuner_command(((struct session *)arg)->tuner,
		(struct command){
			.action = CONTROL_WARN, .text = xstrdup(text), .warning = w});
}

static bool is_recorded(const struct options *o)
{
	return !o->output || strcmp(o->output, "none") != 0;
}

/* Whether somebody is there who can end it: a person, or clients. */
static bool has_hand(const struct session *s, bool on_screen)
{
	return on_screen || clients_train(s->objective);
}

static int open_tuner(
	struct session *s, const struct options *o, bool on_screen, struct error *err)
{
	struct tuner_setup setup;

	s->journal = journal_new();
	if (session_open_server(s, o, err) < 0)
		return -1;
	s->workers = worker_count(s, o);
	setup = (struct tuner_setup){.info = &s->info,
		.file = &s->file,
		.objective = s->objective,
		.journal = s->journal,
		.pool = s->server ? server_pool(s->server) : NULL,
		.workers = s->workers,
		.pace = pace_of(s, o, on_screen),
		.configs = s->configs,
		.n_configs = s->n_configs,
		.choose = s->choose,
		.save = is_recorded(o) ? save : NULL,
		.save_arg = s,
		.lingers = on_screen};
	s->tuner = tuner_new(&setup, err);
	if (!s->tuner) {
		if (setup.pool)
			setup.pool->ops->free(setup.pool);
		s->server = NULL;
		return -1;
	}
	s->info.searcher = tuner_learner(s->tuner);
	return 0;
}

int session_open_parts(
	struct session *s, const struct options *o, bool on_screen, struct error *err)
{
	bool later = s->store != NULL; /* a resumed study's limits are known later */

	if (session_open_objective(s, err) < 0 ||
		limits_settle(&s->file, &s->info.stop, s->n_configs,
			has_hand(s, on_screen) || later, err) < 0)
		return -1;
	return open_tuner(s, o, on_screen, err);
}

int session_warm_up(struct session *s, struct error *err)
{
	return warm_start(
		&(struct warm_setup){s->tuner, s->journal, &s->info, &s->file}, err);
}

int session_open(struct session *s, const char *study, const struct options *o,
	bool on_screen, struct error *err)
{
	struct catalog within = catalog_for(o);
	char *path;
	int rc;

	*s = (struct session){0};
	shipped_init(&s->shipped, o->data_dir);
	path = find_study(&s->shipped, study, err);
	if (!path)
		return -1;
	rc = studyfile_load(&s->file, path, (const char *const *)o->overrides,
		o->n_overrides, &within, err);
	if (rc < 0)
		s->file = (struct studyfile){0};
	else
		rc = session_open_parts(s, o, on_screen, err);
	if (!rc)
		rc = session_warm_up(s, err);
	/* a pipe has no path of its own */
	s->path = realpath(path, NULL);
	if (!s->path)
		s->path = xstrdup(path);
	free(path);
	return rc;
}

int session_again(struct session *s, const struct options *o, struct error *err)
{
	tuner_free(s->tuner);
	s->tuner = NULL;
	journal_free(s->journal);
	s->journal = NULL;
	return open_tuner(s, o, false, err) < 0 ? -1 : session_warm_up(s, err);
}

char **session_overrides(const struct session *s, const struct options *o, size_t *n)
{
	char **list = xcalloc(
		o->n_overrides + recorded_searcher_most(&s->file) + 2, sizeof(*list));
	struct strbuf workers;

	for (*n = 0; *n < o->n_overrides; ++*n)
		list[*n] = xstrdup(o->overrides[*n]);
	*n += recorded_searcher_list(&s->file, s->info.space, list + *n);
	if (o->serves)
		list[(*n)++] = xstrdup("objective.kind=clients");
	if (!o->workers)
		return list;
	strbuf_init(&workers);
	strbuf_addf(&workers, "workers=%d", o->workers);
	list[(*n)++] = strbuf_detach(&workers);
	return list;
}

/* Of the file, where none was given; what it has to do with the study's name is a note. */
static char *choose_name(struct session *s)
{
	char *stem = filename_of(s->info.name), *other,
	     *path = store_free_name(stem, &other);
	struct strbuf note = STRBUF_INIT;

	if (strcmp(stem, s->info.name) != 0)
		strbuf_addf(&note, "recorded in %s: the study's name cannot be a file's",
			path);
	else if (other)
		strbuf_addf(&note, "recorded in %s: %s exists", path, other);
	s->note = note.len ? strbuf_detach(&note) : NULL;
	strbuf_release(&note);
	free(other);
	free(stem);
	return path;
}

void session_name_recording(struct session *s, const struct options *o)
{
	if (is_recorded(o))
		s->recording = o->output ? xstrdup(o->output) : choose_name(s);
}

int session_record(struct session *s, const struct options *o, struct error *err)
{
	struct store_origin origin = {.path = s->path, .text = s->file.text};
	char *data_dir, **overrides;

	if (!is_recorded(o))
		return 0;
	data_dir = o->data_dir ? realpath(o->data_dir, NULL) : NULL;
	overrides = session_overrides(s, o, &origin.n_overrides);
	origin.overrides = (const char *const *)overrides;
	origin.data_dir = data_dir;
	if (!s->recording)
		session_name_recording(s, o);
	s->store = store_create(s->recording, &origin, err);
	for (size_t i = 0; i < origin.n_overrides; i++)
		free(overrides[i]);
	free(overrides);
	free(data_dir);
	return s->store ? 0 : -1;
}

char *session_stem(const struct session *s)
{
	size_t n = s->recording ? strlen(s->recording) : 0;

	if (!s->recording)
		return NULL;
	if (filename_ends(s->recording, ".db"))
		n -= 3;
	return xstrndup(s->recording, n);
}

static int settle(struct session *s, struct error *err)
{
	const struct objective_ops *ops = s->objective->ops;
	char *stem = session_stem(s);
	struct folder_owner owner = {0};
	int rc;

	if (s->store)
		owner.identity = store_identity(s->store, &owner.older);
	rc = ops->settle ? ops->settle(s->objective, stem, &owner, err) : 0;

	free(stem);
	return rc;
}

int session_start(struct session *s, const struct options *o, struct error *err)
{
	if (settle(s, err) < 0)
		return -1;
	if (s->store && store_start(s->store, s->journal, &s->info, s->resumed,
				s->file.checkpoints, warn, s, err) < 0)
		return -1;
	/* before the start, or the study may be over before they come */
	if (o->paused)
		tuner_command(s->tuner, (struct command){.action = CONTROL_PAUSE});
	if (s->resumed && o->workers)
		tuner_command(s->tuner, (struct command){.action = CONTROL_WORKERS,
						.number = o->workers});
	if (s->stop_to)
		tuner_command(s->tuner, (struct command){.action = CONTROL_STOP,
						.text = xstrdup(s->stop_to)});
	if (s->switch_to)
		tuner_command(s->tuner, (struct command){.action = CONTROL_SWITCH,
						.text = xstrdup(s->switch_to)});
	return tuner_start(s->tuner, err);
}

int session_close_store(struct session *s, struct error *err)
{
	struct error ignored;
	int rc;

	if (!s->store)
		return 0;
	rc = store_finish(s->store, err);
	free(s->recording);
	s->recording = xstrdup(store_path(s->store));
	store_close(s->store, &ignored);
	s->store = NULL;
	return rc;
}

int session_source(void *arg, struct hindsight_source *source, struct error *err)
{
	const struct session *s = arg;

	(void)err;
	*source = (struct hindsight_source){s->objective, s->configs, s->n_configs};
	return 0;
}

void session_release(struct session *s)
{
	struct error ignored;

	store_close(s->store, &ignored);
	tuner_free(s->tuner);
	journal_free(s->journal);
	recorded_close(s->recorded);
	if (s->objective)
		s->objective->ops->close(s->objective);
	if (s->file.path)
		studyfile_release(&s->file);
	free(s->path);
	free(s->recording);
	free(s->note);
	free(s->stop_to);
	free(s->switch_to);
	shipped_release(&s->shipped);
}
