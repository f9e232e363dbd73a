/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sweep files of W&B: where early_terminate judges, against what hyperband_stopping.py of
 * wandb/sweeps computes; and a line for every key of their schema that is not used.
 */
#include "config.h"

#include "check_studyfile.h"

#include "studyfile/studyfile.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static const struct knob none[] = {{.name = NULL}};
static const struct knob ladder[] = {
	{.name = "eta", .type = KNOB_INT, .min = 2, .max = 1000, .def = "3"},
	{.name = "min", .type = KNOB_INT, .min = 1, .max = 1e9, .def = "1"},
	{.name = "max",
		.type = KNOB_INT,
		.min = 1,
		.max = 1e9,
		.word = "none",
		.def = "81"},
	{.name = "levels", .type = KNOB_LIST, .min = 1, .max = 1e9},
	{.name = "keep", .type = KNOB_CHOICE, .choices = "papers wandb", .def = "papers"},
	{.name = NULL},
};
static const struct kind plain = {"random", "", none}, stops = {"asha_stop", "", ladder},
			 draw = {"random", "", none}, grid = {"grid", "", none},
			 gp = {"gp", "", none}, tpe = {"tpe", "", none},
			 net = {"net", "", none}, command = {"command", "", none};
static const struct kind *const scheduler_kinds[] = {&plain, &stops};
static const struct kind *const searcher_kinds[] = {&draw, &grid, &gp, &tpe};
static const struct kind *const objective_kinds[] = {&net, &command};
static const struct family schedulers = {"scheduler", scheduler_kinds, 2},
			   searchers = {"searcher", searcher_kinds, 4},
			   objectives = {"objective", objective_kinds, 2};

static const struct knob *any(const struct kind *objective)
{
	(void)objective;
	return NULL;
}

static const struct catalog catalog = {.schedulers = &schedulers,
	.searchers = &searchers,
	.objectives = &objectives,
	.objective_params = any,
	.names_objective = true};

#define PROGRAM "program: t.py\nparameters: {a: {value: 1}}\n"

/* levels NULL: min and eta say them. */
static const struct {
	const char *terminate, *levels, *note;
} bands[] = {
	{"max_iter: 100, s: 3, eta: 3", "3,11,33", NULL},
	{"max_iter: 10, s: 3, eta: 2", "1,2,5", NULL},
	{"max_iter: 20, s: 2", "2,6", NULL},
	{"max_iter: 5, s: 2, eta: 2", "1,2", NULL},
	{"max_iter: 27, s: 2", "3,9", NULL},
	{"max_iter: 81, s: 4", "1,3,9,27", NULL},
	{"max_iter: 19, s: 2", "2,6", NULL},
	{"max_iter: 27, s: 40", "1,3,9", NULL},
	{"max_iter: 0x64, s: 3.0", "3,11,33", NULL},
	{"max_iter: 50, s: 20, eta: 1.5", "1,2,4,6,9,14,22,33",
		"eta of early_terminate: 1.5 says where the bands are; of the trials at "
		"one, one in 2 stays, and one more"},
	{"max_iter: 10, s: 3, eta: 2.5", "1,4",
		"eta of early_terminate: 2.5 says where the bands are; of the trials at "
		"one, one in 2 stays, and one more"},
	{"max_iter: 27, s: 2, min_iter: 4", "3,9",
		"min_iter of early_terminate: max_iter and s say where the bands are; "
		"not used"},
	{"min_iter: 4, max_iter: 27", "4,12", NULL},
	{"min_iter: 4, max_iter: 36", "4,12", NULL},
	{"min_iter: 3", NULL, NULL},
	{"min_iter: 3, strict: true", NULL, NULL},
	{"min_iter: 3, s: 2", NULL, "s of early_terminate: goes with max_iter; not used"},
	{"min_iter: 3, strict: no", NULL,
		"strict of early_terminate: trials are compared by their values at a "
		"band, not by their best ones until there; false is not used"},
};

START_TEST(bands_are_where_wandb_has_them)
{
	struct studyfile sf;
	char text[256];

	snprintf(text, sizeof(text), "early_terminate: {type: hyperband, %s}",
		bands[_i].terminate);
	load_study(&sf, &catalog, PROGRAM, text);
	ck_assert_ptr_eq(sf.scheduler.kind, &stops);
	ck_assert(knobs_is(&sf.scheduler.knobs, "keep", "wandb"));
	ck_assert(knobs_is(&sf.scheduler.knobs, "max", "none"));
	if (bands[_i].levels)
		ck_assert_str_eq(
			knobs_text(&sf.scheduler.knobs, "levels"), bands[_i].levels);
	else
		ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "min"), 3);
	ck_assert_uint_eq(sf.n_notes, bands[_i].note != NULL);
	if (bands[_i].note)
		ck_assert_str_eq(strstr(sf.notes[0], ": ") + 2, bands[_i].note);
	studyfile_release(&sf);
}
END_TEST

START_TEST(without_a_band_nothing_is_stopped)
{
	static const char *const cases[] = {"max_iter: 2, s: 3", "max_iter: 0, s: 3",
		"max_iter: -9, s: 3", "max_iter: 27, s: 0", "max_iter: 27, s: -1"};
	struct studyfile sf;
	char text[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		snprintf(text, sizeof(text), "early_terminate: {type: hyperband, %s}",
			cases[i]);
		load_study(&sf, &catalog, PROGRAM, text);
		ck_assert_ptr_eq(sf.scheduler.kind, &plain);
		ck_assert_uint_eq(sf.n_notes, 1);
		ck_assert_str_eq(sf.notes[0], "s.yaml:3:18: early_terminate: it leaves "
					      "no band to judge at; nothing is stopped");
		studyfile_release(&sf);
	}
}
END_TEST

START_TEST(early_terminate_may_be_nothing)
{
	struct studyfile sf;

	load_study(&sf, &catalog, PROGRAM, "early_terminate: null");
	ck_assert_ptr_eq(sf.scheduler.kind, &plain);
	ck_assert_uint_eq(sf.n_notes, 0);
	studyfile_release(&sf);
}
END_TEST

/* An objective whose trials have no end of their own ends at max_iter. */
START_TEST(max_iter_is_an_end_for_others)
{
	struct studyfile sf;

	load_study(&sf, &catalog, "objective: net\nparameters: {a: {value: 1}}\n",
		"early_terminate: {type: hyperband, max_iter: 100, s: 2}");
	ck_assert_str_eq(knobs_text(&sf.scheduler.knobs, "levels"), "11,33,100");
	studyfile_release(&sf);
}
END_TEST

/* What is not used, after PROGRAM: line 3 is the first of the text. */
static const char *const notes[][2] = {
	{"project: p\nentity: e\ncontroller: {type: local}\nsettings: {}",
		"3:1: project, entity, controller, settings: for a server; not used"},
	{"apiVersion: v1\nkind: sweep\ndescription: d",
		"3:1: apiVersion, kind, description: for a server; not used"},
	{"image_uri: i\njob: j", "3:1: job, image_uri: for a server; not used"},
	{"metric: {name: m, impute: best}", "3:19: impute of metric: here a trial that "
					    "fails counts as the worst; not "
					    "used"},
	{"metric: {name: m, impute_while_running: false, impute: best}",
		"3:19: impute, impute_while_running of metric: here a trial that fails "
		"counts as the worst; not used"},
	{"metric: {name: m, threshold: 0.9}",
		"3:19: threshold of metric: for several metrics; not used"},
	{"metric_constraints: ['size <= 100']", "3:1: metric_constraints: here the key "
						"is constraints, a list of {metric, "
						"min, max}; not used"},
	{"metrics: [{name: m, goal: maximize}, {name: n}]",
		"3:1: metrics: the first of them, m, decides; others are not used"},
	{"metrics: [m, n]",
		"3:1: metrics: the first of them, m, decides; others are not used"},
	{"metric: m\nmetrics: [{name: n}, {name: o}]",
		"4:1: metrics: metric decides; not used"},
	{"scheduler: {engine: optuna, source: o.py}",
		"3:13: scheduler: with engine, source it is one of W&B's, which hands "
		"out "
		"configurations; not used"},
	{"scheduler: {engine: ax}",
		"3:13: scheduler: with engine it is one of W&B's, which "
		"hands out configurations; not used"},
	{"scheduler:\n  search_space: s\n  source: o.py\n  optimizer: o\n  engine: wandb",
		"4:3: scheduler: with engine, source, optimizer, search_space it is one "
		"of "
		"W&B's, which hands out configurations; not used"},
	{"scheduler: {job: j, num_workers: 4}", "3:13: scheduler: with job, num_workers "
						"it is one of W&B's, which hands out "
						"configurations; not used"},
	{"scheduler: {settings: {pruner: {type: p}}, job: j}",
		"3:13: scheduler: with job, settings it is one of W&B's, which hands out "
		"configurations; not used"},
	{"method: bayes", "3:9: method bayes: the searcher gp in its place"},
	{"method: BAYES", "3:9: method BAYES: the searcher gp in its place"},
	{"method: {name: bayes}", "3:16: method bayes: the searcher gp in its place"},
	{"method: custom", "3:9: method custom: the searcher gp in its place"},
	{"method: ax", "3:9: method ax: the searcher gp in its place"},
	{"seed: 1\nseed: 2", "4:1: key 'seed' occurs more than once; line 4 counts"},
};

START_TEST(what_is_not_used_is_one_line)
{
	struct studyfile sf;
	char line[1024];

	load_study(&sf, &catalog, PROGRAM, notes[_i][0]);
	ck_assert_uint_eq(sf.n_notes, 1);
	snprintf(line, sizeof(line), "s.yaml:%s", notes[_i][1]);
	ck_assert_str_eq(sf.notes[0], line);
	studyfile_release(&sf);
}
END_TEST

START_TEST(an_engine_has_a_searcher_in_its_place)
{
	static const struct {
		const char *text;
		const struct kind *searcher;
	} cases[] = {
		{"method: custom\nscheduler: {engine: optuna}", &tpe},
		{"method: custom\nscheduler: {engine: ax}", &gp},
		{"method: custom\nscheduler: {engine: wandb}", &gp},
		{"method: bayes\nscheduler: {engine: wandb}", &gp},
		{"method: custom\nscheduler: {job: j}", &gp},
	};
	struct studyfile sf;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		load_study(&sf, &catalog, PROGRAM, cases[i].text);
		ck_assert_ptr_eq(sf.searcher.kind, cases[i].searcher);
		ck_assert_uint_eq(sf.n_notes, 2);
		studyfile_release(&sf);
	}
	load_study(&sf, &catalog, PROGRAM, "method: grid\nscheduler: {engine: wandb}");
	ck_assert_ptr_eq(sf.searcher.kind, &grid);
	studyfile_release(&sf);
	load_study(&sf, &catalog, PROGRAM,
		"scheduler: {engine: wandb}\nearly_terminate: {type: hyperband, "
		"min_iter: "
		"3}");
	ck_assert_ptr_eq(sf.scheduler.kind, &stops);
	studyfile_release(&sf);
}
END_TEST

#define ENGINES "it must be one of: optuna, ax, wandb"

/* With parameters of a line, and without. */
static const struct {
	const char *before, *text, *refusal;
} refused[] = {
	{PROGRAM, "scheduler: {engine: hyperopt}",
		"3:21: engine cannot be 'hyperopt'; " ENGINES},
	{PROGRAM, "scheduler: {engine: [optuna]}",
		"3:21: engine cannot be a list; " ENGINES},
	{PROGRAM, "scheduler: {engine: }", "3:13: engine cannot be nothing; " ENGINES},
	{PROGRAM, "scheduler: {source: o.py}",
		"3:12: engine is missing in scheduler; " ENGINES},
	{PROGRAM, "scheduler: {engine: optuna, sourse: o.py}",
		"3:29: unknown key 'sourse' in scheduler; did you mean 'source'?"},
	{PROGRAM, "scheduler: {job: j, eta: 3}",
		"3:21: unknown key 'eta' in scheduler; there are: engine, source, optimizer, "
		"search_space, job, num_workers, resource, resource_args, docker_image, "
		"settings"},
	{"program: t.py\n", "method: custom\nscheduler: {engine: optuna, source: o.py, "
			    "search_space: f}",
		"3:43: parameters is missing, and search_space of scheduler is a function "
		"that cannot be asked here; write them as in parameters: {lr: {min: 0.0001, "
		"max: 0.1}}"},
	{PROGRAM, "metrics: loss",
		"3:10: metrics cannot be a single value; it must be a list of metrics, of which the "
		"first decides"},
	{PROGRAM, "metrics: []", "3:10: metrics cannot be empty; it must be a list of "
				 "metrics, of which the first decides"},
	{PROGRAM, "metrics: [{name: a}, {goal: maximize}]",
		"3:22: a metric needs a name, as in {name: val_error, goal: minimize}"},
	{PROGRAM, "metrics: [{goal: maximize}, {name: b}]",
		"3:11: a metric needs a name, as in {name: val_error, goal: minimize}"},
	{PROGRAM, "metrics: [{name: a, goal: best}, {name: b}]",
		"3:27: goal cannot be 'best'; it must be one of: minimize, maximize"},
	{PROGRAM, "metric: {name: m, target: low}",
		"3:27: target cannot be 'low'; it must be a number"},
	{PROGRAM, "metric: {name: m, targets: 1}",
		"3:19: unknown key 'targets' in metric; did you mean 'target'?"},
	{PROGRAM, "method: baysian",
		"3:9: unknown searcher 'baysian'; there are: random, grid, gp, tpe"},
	{PROGRAM, "early_stopping: {type: hyperband}", "3:1: unknown key 'early_stopping'"},
	{"program: t.py\n", "parameter: {a: {value: 1}}",
		"2:1: unknown key 'parameter'; did you mean 'parameters'?"},
	{"program: t.py\n", "method: random", ": parameters is missing"},
	{"program: t.py\n", "parameters: ", "2:1: parameters cannot be nothing"},
	{"program: t.py\n", "parameters: {}", "2:13: parameters is empty"},
	{"program: t.py\n", "parameters: {a: {}}", "2:14: a has no values"},
	{"program: t.py\n", "parameters: {a: }", "2:14: a cannot be nothing"},
	{"program: t.py\n", "parameters: {a: 3}", "2:17: a cannot be a single value"},
	{"program: t.py\n", "parameters: {a: {min: 1}}", "2:14: int_uniform needs min and max"},
};

START_TEST(what_has_nothing_in_its_place_is_refused)
{
	struct studyfile sf;
	struct error err;
	char line[1024];

	snprintf(line, sizeof(line), "s.yaml%s%s", *refused[_i].refusal == ':' ? "" : ":",
		refused[_i].refusal);
	ck_assert_int_eq(
		try_study(&sf, &catalog, refused[_i].before, refused[_i].text, &err), -1);
	ck_assert(err.usage);
	ck_assert_msg(!strncmp(err.text, line, strlen(line)), "%s", err.text);
}
END_TEST

/* metric.target, beside stop.value: whichever is reached first. */
START_TEST(a_target_is_a_value_to_stop_at)
{
	static const struct {
		const char *text;
		double value;
	} cases[] = {
		{"metric: {name: m, target: 0.1}", .1},
		{"metric: {name: m, target: -1e-3, goal: maximize}", -1e-3},
		{"metric: {name: m, target: 0.1}\nstop: {value: 0.2}", .2},
		{"metric: {name: m, target: 0.2}\nstop: {value: 0.1}", .2},
		{"metric: {name: m, goal: maximize, target: 0.2}\nstop: {value: 0.1}", .1},
		{"metric: {name: m, goal: maximize, target: 0}\nstop: {value: 0.1}", 0},
		{"stop: {trials: 3}\nmetrics: [{name: m, target: 7}, {name: n, target: 1}]",
			7},
	};
	struct studyfile sf;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		load_study(&sf, &catalog, PROGRAM, cases[i].text);
		ck_assert(sf.stop.value == cases[i].value);
		studyfile_release(&sf);
	}
}
END_TEST

/* The words of a command are what Python's str() makes of what PyYAML reads. */
START_TEST(words_of_a_command_are_pythons)
{
	static const char *const words[] = {"--amp", "True", "None", "16", "0.5", "1e-5",
		"inf", "007", "8", "1000.0"};
	struct studyfile sf;

	load_study(&sf, &catalog, PROGRAM,
		"command: [--amp, yes, ~, 0x10, .5, 1e-5, .inf, '007', 010, "
		"1_000.]");
	ck_assert_uint_eq(sf.program.n, sizeof(words) / sizeof(*words));
	for (size_t i = 0; i < sf.program.n; i++)
		ck_assert_str_eq(sf.program.command[i].text, words[i]);
	studyfile_release(&sf);
	load_study(&sf, &catalog, PROGRAM, "command: []");
	ck_assert_uint_eq(sf.program.n, 0);
	studyfile_release(&sf);
}
END_TEST

START_TEST(names_with_dots_can_be_set)
{
	static const char file[] = "program: t.py\n"
				   "parameters:\n"
				   "  model.width: {value: 1}\n"
				   "  model: {value: 2}\n"
				   "  optim:\n"
				   "    parameters:\n"
				   "      lr: {min: 0.1, max: 0.2}\n"
				   "      lr.decay: {value: 3}\n";
	static const char *const set[] = {"parameters.model.width.value=16",
		"parameters.optim.lr.max=0.5", "parameters.optim.lr.decay.value=[1, 2]",
		"parameters.optim.parameters.lr.min=0.25", "parameters.model.value=x"};
	struct studyfile sf;
	struct error err;

	ck_assert_msg(!studyfile_parse(&sf, file, "s.yaml", set, 5, &catalog, &err), "%s",
		err.text);
	ck_assert_uint_eq(sf.space.n, 4);
	ck_assert(sf.space.params[0].domain.values[0].number == 16);
	ck_assert_str_eq(sf.space.params[1].domain.values[0].text, "x");
	ck_assert(sf.space.params[2].domain.min == 0.25);
	ck_assert(sf.space.params[2].domain.max == 0.5);
	ck_assert_str_eq(sf.space.params[3].domain.values[0].text, "[1, 2]");
	studyfile_release(&sf);
}
END_TEST

START_TEST(a_file_without_anything_to_run_says_so)
{
	struct studyfile sf;
	struct error err;

	ck_assert_int_eq(
		studyfile_parse(&sf, "method: bayes\nparameters: {a: {value: 1}}\n",
			"s.yaml", NULL, 0, &catalog, &err),
		-1);
	ck_assert_str_eq(err.text,
		"s.yaml: there is nothing to run: it has neither program nor command nor "
		"objective (what wandb.agent(function=...) calls can be a client of rungtop serve)");
}
END_TEST

TCase *sweeps_case(void)
{
	TCase *t = tcase_create("sweeps");

	tcase_add_loop_test(
		t, bands_are_where_wandb_has_them, 0, sizeof(bands) / sizeof(bands[0]));
	tcase_add_test(t, without_a_band_nothing_is_stopped);
	tcase_add_test(t, early_terminate_may_be_nothing);
	tcase_add_test(t, max_iter_is_an_end_for_others);
	tcase_add_loop_test(
		t, what_is_not_used_is_one_line, 0, sizeof(notes) / sizeof(notes[0]));
	tcase_add_test(t, an_engine_has_a_searcher_in_its_place);
	tcase_add_loop_test(t, what_has_nothing_in_its_place_is_refused, 0,
		sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, a_target_is_a_value_to_stop_at);
	tcase_add_test(t, words_of_a_command_are_pythons);
	tcase_add_test(t, names_with_dots_can_be_set);
	tcase_add_test(t, a_file_without_anything_to_run_says_so);
	return t;
}
