/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "studyfile/studyfile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/studyfile_parts.h"
#include "studyfile/yaml_file.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53 */
#define TRIALS_MAX 4294967294.0	     /* ids have 32 bits, and one of them means none */

/* Keys with a single value. */
static const struct knob top_rows[] = {
	{.name = "name", .type = KNOB_TEXT},
	{.name = "workers", .type = KNOB_INT, .min = 0, .max = 1e6, .def = "0"},
	{.name = "seed", .type = KNOB_INT, .min = 0, .max = WHOLE_MAX, .def = "1"},
	{.name = "pace", .type = KNOB_REAL, .min = 0, .max = 1e9, .def = "0"},
	{.name = "memory", .type = KNOB_TEXT, .def = "1G"},
	{.name = "checkpoints", .type = KNOB_TEXT, .def = "256M"},
	{.name = "patience", .type = KNOB_INT, .min = 1, .max = WHOLE_MAX},
	{.name = "run_cap", .type = KNOB_INT, .min = 1, .max = TRIALS_MAX},
	{.name = NULL},
};

/* Keys with more below them, or read elsewhere. */
static const char *const sections[] = {"objective", "metric", "constraints", "method",
	"scheduler", "early_terminate", "parameters", "enqueue", "from", "stop", "switch",
	"on", "program", "command"};

static const struct knob metric_rows[] = {
	{.name = "name", .type = KNOB_TEXT},
	{.name = "goal",
		.type = KNOB_CHOICE,
		.choices = "minimize maximize",
		.def = "minimize"},
	{.name = "target", .type = KNOB_REAL, .min = -INFINITY, .max = INFINITY},
	{.name = NULL},
};

/* What stop.plateau and patience are in full; a number is their epochs. */
static const struct knob plateau_rows[] = {
	{.name = "epochs", .type = KNOB_INT, .min = 1, .max = WHOLE_MAX},
	{.name = "by", .type = KNOB_REAL, .min = 0, .max = INFINITY, .def = "0", .open_max = true},
	{.name = NULL},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int check_keys(const struct yaml *root, struct error *err)
{
	const char *known[COUNT(top_rows) - 1 + COUNT(sections)];
	size_t n = 0;

	for (size_t i = 0; i < COUNT(sections); i++)
		known[n++] = sections[i];
	for (size_t i = 0; top_rows[i].name; i++)
		known[n++] = top_rows[i].name;
	return section_keys(root, NULL, known, n, err);
}

/*
 * Single values.
 */

/* "512M": bytes, K, M, G or T of them, in powers of 1024. */
static int read_size(
	const struct knobs *k, const char *name, size_t *bytes, struct error *err)
{
	const struct knob_value *v = knobs_get(k, name);
	static const char units[] = "KMGT";
	const char *end = v->text + strspn(v->text, "0123456789.");
	const char *unit = *end ? strchr(units, *end) : NULL;
	double size = strtod(v->text, NULL);

	if (unit) {
		size *= pow(1024, (double)(unit - units) + 1);
		end++;
	}
	end += *end == 'i' && unit;
	end += *end == 'B';
	if (!strspn(v->text, "0123456789") || *end || size > pow(2, 50))
		return error_at(err, v->at,
			"%s cannot be '%.60s'; it must be a size such as 512M or 2G",
			name, v->text);
	*bytes = (size_t)size;
	return 0;
}

/* The file's name without folders and extension. */
static char *default_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);

	return n ? xstrndup(base, n) : xstrdup("study");
}

static int read_top(struct studyfile *sf, const struct yaml *root, struct error *err)
{
	struct knobs k;
	int failed = 0;

	knobs_init(&k, top_rows, (struct place){.file = sf->path});
	for (size_t i = 0; !failed && i < root->n; i++)
		if (knob_find(top_rows, root->items[i].key))
			failed = section_knob(&k, "", &root->items[i], err);
	if (!failed)
		failed = read_size(&k, "memory", &sf->memory, err) ||
			 read_size(&k, "checkpoints", &sf->checkpoints, err);
	if (!failed) {
		sf->name = knobs_get(&k, "name")->set ? xstrdup(knobs_text(&k, "name"))
						      : default_name(sf->path);
		sf->workers = (int)knobs_int(&k, "workers");
		sf->seed = (uint64_t)knobs_int(&k, "seed");
		sf->pace = knobs_real(&k, "pace");
		sf->stop.trials = knobs_int(&k, "run_cap");
	}
	knobs_release(&k);
	return failed;
}

/*
 * Sections.
 */

static int read_metric(struct studyfile *sf, struct yaml *y, struct error *err)
{
	struct knobs k;
	int failed;

	sf->metric_at = (struct place){.file = sf->path};
	if (!y)
		return 0;
	if (y->type == YAML_SCALAR && !yaml_is_null(y))
		yaml_wrap(y, "name");
	sf->metric_at = y->at;
	failed = section_knobs(&k, metric_rows, "metric", y, err);
	if (!failed && !knobs_get(&k, "name")->set)
		failed = error_at(err, y->at, "metric has no name");
	if (!failed) {
		sf->metric = xstrdup(knobs_text(&k, "name"));
		sf->metric_at = knobs_get(&k, "name")->at;
		sf->maximize = knobs_is(&k, "goal", "maximize");
		if (knobs_get(&k, "target")->set)
			sf->stop.value = knobs_real(&k, "target");
	}
	knobs_release(&k);
	return failed;
}

/* {epochs: 2000, by: 0.001}, or 2000, which is taken out of the map. noun: "stop.plateau". */
static int take_plateau(struct plateau *p, const char *noun, struct yaml *map,
	const char *key, struct error *err)
{
	struct yaml *y = map->type == YAML_MAP ? yaml_take(map, key) : NULL;
	struct knobs k;
	int failed;

	if (!y || yaml_is_null(y)) {
		yaml_free(y);
		return 0;
	}
	if (y->type == YAML_SCALAR)
		yaml_wrap(y, "epochs");
	failed = section_knobs(&k, plateau_rows, noun, y, err);
	if (!failed && !knobs_get(&k, "epochs")->set)
		failed = error_at(err, y->at,
			"%s has no epochs: how many may pass without a better value", noun);
	if (!failed)
		*p = (struct plateau){knobs_int(&k, "epochs"), knobs_real(&k, "by")};
	knobs_release(&k);
	yaml_free(y);
	return failed;
}

/* Whichever of two values is reached first. */
static double nearer(const struct studyfile *sf, double a, double b)
{
	return isnan(a) ? b : sf->maximize ? fmin(a, b) : fmax(a, b);
}

/* After metric and run_cap, which W&B has for the same. */
static int read_stop(struct studyfile *sf, struct yaml *y, struct error *err)
{
	struct knobs k;
	int failed;
	int64_t trials;

	if (!y || yaml_is_null(y))
		return 0;
	if (take_plateau(&sf->stop.plateau, "stop.plateau", y, "plateau", err))
		return -1;
	failed = section_knobs(&k, stop_limit_rows, "stop", y, err);
	if (!failed) {
		trials = knobs_int(&k, "trials");
		if (trials && (!sf->stop.trials || trials < sf->stop.trials))
			sf->stop.trials = trials;
		sf->stop.rounds = knobs_int(&k, "rounds");
		sf->stop.epochs = knobs_int(&k, "epochs");
		sf->stop.seconds = knobs_real(&k, "seconds");
		if (knobs_get(&k, "value")->set &&
			strcmp(knobs_text(&k, "value"), "none"))
			sf->stop.value =
				nearer(sf, sf->stop.value, knobs_real(&k, "value"));
	}
	knobs_release(&k);
	return failed;
}

static int read_choices(struct studyfile *sf, const struct yaml *root,
	const struct catalog *cat, struct error *err)
{
	const struct yaml *scheduler = yaml_find(root, "scheduler");
	const struct yaml *terminate = yaml_find(root, "early_terminate");
	const struct kind *plain = family_find(cat->schedulers, "random");
	const struct kind *searcher = cat->searchers->kinds[0];
	const struct kind *uses_priors = family_find(cat->searchers, USES_PRIORS);
	struct place at = {.file = sf->path};

	/* Who says what they believe, and no more, wants it used. */
	if (uses_priors && studyfile_has_prior(yaml_find(root, "parameters")))
		searcher = uses_priors;
	if (section_choice(&sf->objective, cat->objectives, cat->objectives->kinds[0],
		    "kind", yaml_find(root, "objective"), at, err) ||
		section_choice(&sf->searcher, cat->searchers, searcher, "name",
			yaml_find(root, "method"), at, err))
		return -1;
	if (!yaml_find(root, "method") && strcmp(sf->searcher.kind->name, "random"))
		sf->searcher_before = "random";
	if (terminate && yaml_is_null(terminate))
		terminate = NULL;
	/* A scheduler set on the command line takes the place of what the file says. */
	if (scheduler && terminate && scheduler->at.line)
		return error_at(err, terminate->at,
			"early_terminate and scheduler exclude each other; leave one "
			"out");
	if (terminate && !scheduler)
		return studyfile_early_terminate(sf, terminate, cat, err) ||
				       studyfile_suit_program(sf, err)
			       ? -1
			       : 0;
	if (section_choice(&sf->scheduler, cat->schedulers,
		    plain ? plain : cat->schedulers->kinds[0], "name", scheduler, at,
		    err))
		return -1;
	return studyfile_suit_program(sf, err);
}

/* A study whose objective nobody has named. */
static int check_runnable(const struct studyfile *sf, const struct yaml *root,
	const struct catalog *cat, struct error *err)
{
	if (!cat->names_objective || cat->objective || yaml_find(root, "objective") ||
		yaml_find(root, "program") || yaml_find(root, "command"))
		return 0;
	return error_at(err, (struct place){.file = sf->path},
		"there is nothing to run: it has neither program nor command nor "
		"objective (what wandb.agent(function=...) calls can be a client of rungtop serve)");
}

/* W&B refuses them in a grid. */
static void note_probabilities(struct studyfile *sf)
{
	bool is_grid = !strcmp(sf->searcher.kind->name, "grid");

	for (size_t i = 0; is_grid && i < sf->space.n; i++) {
		const struct parameter *p = &sf->space.params[i];

		if (p->domain.probabilities)
			studyfile_note_at(sf, p->at,
				"probabilities of %s: a grid takes each value once; not used",
				p->name);
	}
}

static int read_root(struct studyfile *sf, struct yaml *root, const struct catalog *cat,
	struct error *err)
{
	if (studyfile_wandb(sf, root, err) || check_keys(root, err) ||
		check_runnable(sf, root, cat, err) ||
		take_plateau(&sf->patience, "patience", root, "patience", err) ||
		read_top(sf, root, err) ||
		studyfile_program(sf, root, cat, err) ||
		read_choices(sf, root, cat, err) ||
		read_metric(sf, yaml_find(root, "metric"), err) ||
		studyfile_constraints(sf, yaml_find(root, "constraints"), err) ||
		read_stop(sf, yaml_find(root, "stop"), err) ||
		studyfile_switch(sf, yaml_find(root, "switch"), cat, err) ||
		studyfile_on(sf, yaml_find(root, "on"), err) ||
		studyfile_parameters(sf, root, cat, err))
		return -1;
	studyfile_note_priors(sf);
	note_probabilities(sf);
	if (studyfile_from(sf, root, err))
		return -1;
	return studyfile_enqueue(sf, root, cat, err);
}

/* A line for each key that is there twice. */
static void note_repeats(struct studyfile *sf, const struct yaml *y)
{
	for (size_t i = 0; i < y->n; i++) {
		const struct yaml_item *item = &y->items[i];

		if (item->repeated && item->at.line)
			studyfile_note_at(sf, item->at,
				"key '%.60s' occurs more than once; line %d counts",
				item->key, item->at.line);
		else if (item->repeated)
			studyfile_note(sf,
				"key '%.60s' occurs more than once; the "
				"last one counts",
				item->key);
		note_repeats(sf, item->node);
	}
}

static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return xstrdup(".");
	return slash == path ? xstrdup("/") : xstrndup(path, (size_t)(slash - path));
}

/* Of a file that has more than a study in it. */
static int take_section(struct yaml **root, const char *key, struct error *err)
{
	struct yaml *file = *root;

	*root = yaml_take(file, key);
	if (!*root)
		error_at(err, file->at, "'%s' is missing", key);
	yaml_free(file);
	return *root ? section_is_map(*root, key, err) : -1;
}

static int load(struct studyfile *sf, const char *text, const char *path,
	const char *const *overrides, size_t n_overrides, const struct catalog *cat,
	struct error *err)
{
	struct place at;
	struct yaml *root;
	int failed = 0;

	*sf = (struct studyfile){.stop.value = NAN};
	sf->path = xstrdup(path);
	sf->dir = folder_of(path);
	sf->texts = xcalloc(n_overrides, sizeof(*sf->texts));
	at = (struct place){.file = sf->path};
	root = text ? yaml_parse(text, at, err) : yaml_read(sf->path, &sf->text, err);
	if (!root)
		failed = -1;
	else if (yaml_is_null(root))
		failed = error_at(err, at, "is empty; not a study file");
	else
		failed = section_is_map(root, "a study file", err);
	if (!failed && cat->section)
		failed = take_section(&root, cat->section, err);
	if (!failed)
		note_repeats(sf, root);
	for (size_t i = 0; !failed && i < n_overrides; i++)
		failed = studyfile_override(sf, root, overrides[i], err);
	if (!failed)
		failed = read_root(sf, root, cat, err);
	yaml_free(root);
	if (failed)
		studyfile_release(sf);
	return failed ? -1 : 0;
}

int studyfile_load(struct studyfile *sf, const char *path, const char *const *overrides,
	size_t n_overrides, const struct catalog *cat, struct error *err)
{
	return load(sf, NULL, path, overrides, n_overrides, cat, err);
}

int studyfile_parse(struct studyfile *sf, const char *text, const char *path,
	const char *const *overrides, size_t n_overrides, const struct catalog *cat,
	struct error *err)
{
	return load(sf, text, path, overrides, n_overrides, cat, err);
}

void studyfile_release(struct studyfile *sf)
{
	for (size_t i = 0; i < sf->n_enqueue; i++)
		free(sf->enqueue[i]);
	for (size_t i = 0; i < sf->n_texts; i++)
		free(sf->texts[i]);
	for (size_t i = 0; i < sf->n_switches; i++)
		knobs_release(&sf->switches[i].scheduler.knobs);
	free(sf->switches);
	knobs_release(&sf->objective.knobs);
	knobs_release(&sf->searcher.knobs);
	knobs_release(&sf->scheduler.knobs);
	space_release(&sf->space);
	studyfile_program_release(sf);
	studyfile_from_release(sf);
	studyfile_on_release(sf);
	studyfile_constraints_release(sf);
	free(sf->enqueue);
	free(sf->texts);
	free(sf->path);
	free(sf->text);
	free(sf->dir);
	free(sf->name);
	free(sf->metric);
	*sf = (struct studyfile){0};
}
