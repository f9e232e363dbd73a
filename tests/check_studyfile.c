/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Study files, with families made up for the purpose: the room knows no members. Every
 * mistake must be exactly one line, with the place where it is.
 */
#include "config.h"

#include "base/xalloc.h"
#include "check_studyfile.h"
#include "fixture.h"
#include "studyfile/studyfile.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
static const struct knob shift[] = {
	{.name = "shift", .type = KNOB_BOOL, .def = "true"}, {.name = NULL}};
static const struct knob net[] = {
	{.name = "data", .type = KNOB_TEXT},
	{.name = "fraction", .type = KNOB_REAL, .min = 0, .max = 1, .def = "0.2"},
	{.name = NULL},
};
static const struct knob net_params[] = {
	{.name = "lr",
		.type = KNOB_REAL,
		.min = 0,
		.open_min = true,
		.max = INFINITY,
		.def = "0.1"},
	{.name = "batch", .type = KNOB_INT, .min = 1, .max = 4096, .def = "32"},
	{.name = "optimizer", .type = KNOB_CHOICE, .choices = "sgd adam", .def = "sgd"},
	{.name = "hidden", .type = KNOB_SHAPE, .def = "64"},
	{.name = "dropout",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1,
		.open_max = true,
		.def = "0"},
	{.name = "nesterov", .type = KNOB_BOOL, .def = "false"},
	{.name = NULL},
};
static const struct knob needy_params[] = {
	{.name = "x", .type = KNOB_REAL, .min = 0, .max = 1},
	{.name = "y", .type = KNOB_REAL, .min = 0, .max = 1, .def = "0"},
	{.name = NULL},
};

static const struct knob process[] = {
	{.name = "metrics", .type = KNOB_TEXT},
	{.name = "resume",
		.type = KNOB_CHOICE,
		.choices = "hold checkpoint scratch",
		.def = "hold"},
	{.name = NULL},
};
static const struct kind plain = {"random", "", none},
			 hyperband = {"hyperband", "", ladder},
			 asha = {"asha", "", ladder};
static const struct kind *const scheduler_kinds[] = {&hyperband, &asha, &plain};
static const struct family scheduler_family = {"scheduler", scheduler_kinds, 3};
static const struct kind random_draw = {"random", "", none}, grid = {"grid", "", none},
			 sobol = {"sobol", "", shift}, gp = {"gp", "", none};
static const struct kind *const searcher_kinds[] = {&random_draw, &grid, &sobol, &gp};
static const struct family searcher_family = {"searcher", searcher_kinds, 4};
static const struct kind mlp = {"mlp", "", net}, needy = {"needy", "", none},
			 free_form = {"free", "", none}, bringer = {"bringer", "", none},
			 command = {"command", "", process};
static const struct kind *const objective_kinds[] = {
	&mlp, &needy, &free_form, &bringer, &command};
static const struct family objective_family = {"objective", objective_kinds, 5};

static const struct knob *params_of(const struct kind *kind)
{
	return kind == &mlp ? net_params : kind == &needy ? needy_params : NULL;
}

static bool brings_space(const struct kind *kind)
{
	return kind == &bringer;
}

static const struct catalog catalog = {
	&scheduler_family, &searcher_family, &objective_family, params_of, brings_space,
	false, NULL, NULL};

static char folder[] = "/tmp/check_studyfile.XXXXXX";

static void enter(void)
{
	strcpy(folder + strlen(folder) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	ck_assert_int_eq(chdir(folder), 0);
}

static void leave(void)
{
	unlink("s.yaml");
	ck_assert_int_eq(chdir("/"), 0);
	rmdir(folder);
}

static void write_bytes(const char *data, size_t n)
{
	FILE *f = fopen("s.yaml", "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(data, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
}

int try_study(struct studyfile *sf, const struct catalog *cat, const char *before,
	const char *text, struct error *err)
{
	FILE *f = fopen("s.yaml", "w");

	ck_assert_ptr_nonnull(f);
	fprintf(f, "%s%s\n", before, text);
	ck_assert_int_eq(fclose(f), 0);
	return studyfile_load(sf, "s.yaml", NULL, 0, cat, err);
}

void load_study(struct studyfile *sf, const struct catalog *cat, const char *before,
	const char *text)
{
	struct error err;

	ck_assert_msg(!try_study(sf, cat, before, text, &err), "%s\n%s", text, err.text);
}

static int load(struct studyfile *sf, const char *text, struct error *err)
{
	write_bytes(text, strlen(text));
	return studyfile_load(sf, "s.yaml", NULL, 0, &catalog, err);
}

static void load_ok(struct studyfile *sf, const char *text)
{
	struct error err;

	ck_assert_msg(!load(sf, text, &err), "%s", err.text);
}

/* The one line that the file leads to. */
static void refuses(const char *text, size_t n, const char *line)
{
	struct error err = {.text = ""};
	struct studyfile sf;

	write_bytes(text, n);
	ck_assert_msg(studyfile_load(&sf, "s.yaml", NULL, 0, &catalog, &err) == -1,
		"taken: %s", text);
	ck_assert(err.usage);
	ck_assert_msg(!strcmp(err.text, line), "%s\nis:       %s\nexpected: %s", text,
		err.text, line);
}

#define P "parameters: {lr: {value: 0.1}}\n"

static const char *const mistakes[][2] = {
	/* keys */
	{"paramters: {lr: {value: 1}}\n",
		"s.yaml:1:1: unknown key 'paramters'; did you mean 'parameters'?"},
	{P "colour: red\n",
		"s.yaml:2:1: unknown key 'colour'; there are: objective, metric, "
		"constraints, method, scheduler, early_terminate, parameters, enqueue, "
		"from, stop, switch, on, program, command, name, workers, seed, pace, "
		"memory, checkpoints, patience, run_cap"},
	{P "scheduler: {name: asha, ets: 4}\n",
		"s.yaml:2:25: unknown key 'ets' in scheduler asha; did you mean 'eta'?"},
	{P "metric: {name: x, gaol: minimize}\n",
		"s.yaml:2:19: unknown key 'gaol' in metric; did you mean 'goal'?"},
	{P "constraints: {latency: 20}\n",
		"s.yaml:2:14: constraints cannot be a map; it must be a list such as "
		"[{metric: latency, max: 20}]"},
	{P "constraints: [{max: 20}]\n",
		"s.yaml:2:15: a constraint has no metric; it must be like {metric: "
		"latency, max: 20}"},
	{P "constraints: [latency]\n", "s.yaml:2:15: a constraint cannot be a single "
				       "value; it must be a map of keys"},
	{P "constraints: [{metric: latency}]\n",
		"s.yaml:2:15: the constraint on latency has no limit; give max, or min, "
		"or both"},
	{P "constraints: [{metric: latency, most: 20}]\n",
		"s.yaml:2:33: unknown key 'most' in a constraint; there are: metric, "
		"min, "
		"max"},
	{P "constraints: [{metric: latency, max: fast}]\n",
		"s.yaml:2:38: max cannot be 'fast'; it must be a number"},
	{P "constraints: [{metric: l, min: 3, max: 2}]\n",
		"s.yaml:2:32: min is 3 and max is 2; min must not be more than max"},
	{P "constraints: [{metric: l, min: 3}, {metric: l, max: 4}]\n",
		"s.yaml:2:45: there are two constraints on l; one can have both min and "
		"max"},
	{P "stop: {round: 1}\n",
		"s.yaml:2:8: unknown key 'round' in stop; did you mean 'rounds'?"},
	{"parameters:\n  lr: {mn: 1, max: 2}\n",
		"s.yaml:2:8: unknown key 'mn' in lr; did you mean 'min'?"},
	{"parameters:\n  lr: {distribution: uniform, min: 1, max: 2, sigma: 1}\n",
		"s.yaml:2:47: unknown key 'sigma' in uniform; there are: min, max"},
	{"parameters:\n  lr: {value: 1, min: 1}\n",
		"s.yaml:2:18: unknown key 'min' in constant; there is only: value"},
	{"? [a]\n: 1\n", "s.yaml:1:3: a key must be plain text"},
	/* names of members */
	{P "scheduler: hyperbnd\n",
		"s.yaml:2:12: unknown scheduler 'hyperbnd'; did you mean 'hyperband'?"},
	{P "method: bayesian\n", "s.yaml:2:9: unknown searcher 'bayesian'; there are: "
				 "random, grid, sobol, gp"},
	{P "objective: {kind: mpl}\n",
		"s.yaml:2:19: unknown objective 'mpl'; did you mean 'mlp'?"},
	{P "objective: {data: x}\n", "s.yaml:2:12: which objective? 'kind' is missing"},
	{P "scheduler: [asha]\n",
		"s.yaml:2:12: a list; it must be a scheduler, or {name: …, …}"},
	{P "scheduler: {name: [asha]}\n",
		"s.yaml:2:19: name cannot be a list; it must be the name of a scheduler"},
	{P "scheduler:\n",
		"s.yaml:2:1: name cannot be nothing; it must be the name of a scheduler"},
	{"parameters:\n  lr: {distribution: log_unifrom, min: 1, max: 2}\n",
		"s.yaml:2:22: unknown distribution 'log_unifrom'; did you mean "
		"'log_uniform'?"},
	/* types and ranges of knobs */
	{P "scheduler: {name: asha, eta: 1}\n", "s.yaml:2:30: eta cannot be '1'; it must "
						"be a whole number from 2 to 1000"},
	{P "scheduler: {name: asha, eta: fast}\n",
		"s.yaml:2:30: eta cannot be 'fast'; it must be a whole number from 2 to "
		"1000"},
	{P "scheduler: {name: asha, eta: [2]}\n",
		"s.yaml:2:30: eta cannot be a list; it must be a whole number from 2 to "
		"1000"},
	{P "scheduler: {name: asha, eta: }\n", "s.yaml:2:25: eta cannot be nothing; it "
					       "must be a whole number from 2 to 1000"},
	{P "objective: {kind: mlp, fraction: .nan}\n",
		"s.yaml:2:34: fraction cannot be '.nan'; it must be a number from 0 to "
		"1"},
	{P "method: {name: sobol, shift: 1}\n",
		"s.yaml:2:30: shift cannot be '1'; it must be true or false"},
	{P "workers: -1\n", "s.yaml:2:10: workers cannot be '-1'; it must be a whole "
			    "number from 0 to 1000000"},
	{P "workers: two\n", "s.yaml:2:10: workers cannot be 'two'; it must be a whole "
			     "number from 0 to "
			     "1000000"},
	{P "seed: 9223372036854775808\n",
		"s.yaml:2:7: seed cannot be '9223372036854775808'; it must be a whole "
		"number "
		"from 0 to 9007199254740992"},
	{P "memory: lots\n", "s.yaml:2:9: memory cannot be 'lots'; it must be a size "
			     "such as 512M or 2G"},
	{P "memory: 1e9\n", "s.yaml:2:9: memory cannot be '1e9'; it must be a size such "
			    "as 512M or 2G"},
	{P "stop: {rounds: 0}\n",
		"s.yaml:2:16: rounds cannot be '0'; it must be a whole number from 1 to "
		"1000000000, or none"},
	{P "stop: {seconds: 0}\n",
		"s.yaml:2:17: seconds cannot be '0'; it must be a number above 0 up to "
		"1000000000, or none"},
	{P "stop: 5\n",
		"s.yaml:2:7: stop cannot be a single value; it must be a map of keys"},
	{P "run_cap: 0\n",
		"s.yaml:2:10: run_cap cannot be '0'; it must be a whole number from 1 to "
		"4294967294"},
	{P "metric: {goal: minimize}\n", "s.yaml:2:9: metric has no name"},
	{P "metric: {name: x, goal: smaller}\n", "s.yaml:2:25: goal cannot be 'smaller'; "
						 "it must be one of: minimize, maximize"},
	/* domains */
	{"parameters: {lr: {min: 2, max: 1}}\n",
		"s.yaml:1:24: min 2 must be below max 1"},
	{"parameters: {lr: {min: 0.5, max: 0.5}}\n",
		"s.yaml:1:24: min 0.5 must be below max 0.5"},
	{"parameters: {lr: {min: 1, max: 1e308}}\n",
		"s.yaml:1:32: max cannot be '1e308'; it must be a number, and no larger "
		"than 1e300"},
	{"parameters:\n  lr: {min: 0.5}\n",
		"s.yaml:2:3: uniform needs min and max; max is missing"},
	{"parameters:\n  lr: {distribution: log_uniform_values, min: 0, max: 1}\n",
		"s.yaml:2:47: min cannot be '0'; it must be a number above 0"},
	{"parameters:\n  lr: {min: 0.0, max: 1}\n",
		"s.yaml:2:13: lr can become 0; it must be a number above 0"},
	{"parameters:\n  lr: {distribution: normal}\n",
		"s.yaml:2:3: lr can become -8.29236; it must be a number above 0"},
	{"parameters:\n  dropout: {min: 0.0, max: 1.0}\n",
		"s.yaml:2:28: dropout can become 1; it must be a number from 0 and below "
		"1"},
	{"parameters:\n  batch: {min: 1, max: 5000}\n",
		"s.yaml:2:24: batch can become 5000; it must be a whole number from 1 to "
		"4096"},
	{"parameters:\n  batch: {distribution: q_uniform, min: 1, max: 64, q: 8}\n",
		"s.yaml:2:41: batch can become 0; it must be a whole number from 1 to "
		"4096"},
	{"parameters:\n  batch: {min: 1.5, max: 64}\n",
		"s.yaml:2:3: batch cannot be drawn from uniform, which gives fractions; "
		"it must "
		"be a whole number from 1 to 4096 (int_uniform, or a q_ form)"},
	{"parameters:\n  optimizer: {min: 1, max: 2}\n",
		"s.yaml:2:3: optimizer cannot be drawn from int_uniform; it must be one "
		"of: "
		"sgd, adam"},
	{"parameters:\n  hidden: {min: 0, max: 64}\n",
		"s.yaml:2:17: hidden can become 0; it must be layer widths such as 64 or "
		"128x64, or none"},
	/* lists of values */
	{"parameters: {lr: {values: []}}\n",
		"s.yaml:1:27: values is empty; there must be at least one"},
	{"parameters: {lr: {values: 0.1}}\n",
		"s.yaml:1:27: values cannot be a single value; it must be a list"},
	{"parameters: {lr: {values: [0.1, [1]]}}\n",
		"s.yaml:1:33: lr cannot be a list; it must be a number above 0"},
	{"parameters: {lr: {values: [0.1, 0]}}\n",
		"s.yaml:1:33: lr cannot be '0'; it must be a number above 0"},
	{"parameters: {lr: {values: [0.1, .inf]}}\n",
		"s.yaml:1:33: lr cannot be '.inf'; it must be a number above 0"},
	{"parameters: {lr: {values: [1e400]}}\n",
		"s.yaml:1:28: lr cannot be '1e400'; it must be a number above 0"},
	{"parameters: {batch: {values: [99999999999999999999]}}\n",
		"s.yaml:1:31: batch cannot be '99999999999999999999'; it must be a whole "
		"number from 1 to 4096"},
	{"parameters: {lr: {values: [0.1, ~]}}\n",
		"s.yaml:1:33: lr cannot be nothing; it must be a number above 0"},
	{"parameters:\n  optimizer:\n    values:\n    - sgd\n    - adma\n",
		"s.yaml:5:7: optimizer cannot be 'adma'; it must be one of: sgd, adam"},
	{"parameters: {hidden: {value: 64x}}\n", "s.yaml:1:30: hidden cannot be '64x'; "
						 "it must be layer widths such as 64 or "
						 "128x64, or none"},
	{"parameters: {nesterov: {values: [true, maybe]}}\n",
		"s.yaml:1:40: nesterov cannot be 'maybe'; it must be true or false"},
	{"parameters: {lr: {values: [1, 2], probabilities: [0.5, 0.4]}}\n",
		"s.yaml:1:50: probabilities sum to 0.9; they must sum to 1"},
	{"parameters: {lr: {values: [1, 2], probabilities: [1]}}\n",
		"s.yaml:1:50: probabilities must be a list of 2 numbers, one a value"},
	{"parameters: {lr: {values: [1, 2], probabilities: [-0.5, 1.5]}}\n",
		"s.yaml:1:51: a probability cannot be '-0.5'; it must be a number from 0 "
		"to 1"},
	{"parameters: {lr: {distribution: categorical_w_probabilities, values: [1]}}\n",
		"s.yaml:1:14: categorical_w_probabilities needs probabilities"},
	{"parameters: {lr: {distribution: categorical}}\n",
		"s.yaml:1:14: categorical needs values"},
	{"parameters: {lr: {distribution: constant}}\n",
		"s.yaml:1:14: constant needs a value"},
	/* parameters */
	{"parameters: {learning: {value: 1}}\n",
		"s.yaml:1:14: unknown parameter 'learning' in objective mlp; there are: "
		"lr, "
		"batch, optimizer, hidden, dropout, nesterov"},
	{"parameters: {optimiser: {value: sgd}}\n",
		"s.yaml:1:14: unknown parameter 'optimiser' in objective mlp; did you "
		"mean "
		"'optimizer'?"},
	{"parameters: {lr: {parameters: {a: {value: 1}}}}\n",
		"s.yaml:1:32: unknown parameter 'a' in objective mlp; there are: lr, "
		"batch, optimizer, hidden, dropout, nesterov"},
	{"objective: free\nparameters: {o: {parameters: {}}}\n",
		"s.yaml:2:30: parameters is empty; there must be at least one"},
	{"objective: free\nparameters: {o: {min: 1, parameters: {a: {value: 1}}}}\n",
		"s.yaml:2:14: o has parameters of its own, and nothing but when can be "
		"said of it"},
	{"objective: free\n"
	 "parameters: {o.a: {value: 1}, o: {parameters: {a: {value: 1}}}}\n",
		"s.yaml:2:48: parameter 'o.a' occurs twice"},
	{P "command: python train.py\n",
		"s.yaml:2:10: command cannot be a single value; it must be a list of "
		"words, as in [python3, ${program}, ${args}]"},
	{P "command: [python, [x]]\n",
		"s.yaml:2:19: a word of command cannot be a list; it must be text"},
	{"parameters: {lr: 0.1}\n", "s.yaml:1:18: lr cannot be a single value; it must "
				    "be a map, as in {value: 0.1} "
				    "or {min: 1, max: 8}"},
	{"parameters: {lr: {}}\n", "s.yaml:1:14: lr has no values; give it a value, "
				   "values, min and max, or a distribution"},
	{"parameters: {}\n",
		"s.yaml:1:13: parameters is empty; there must be at least one"},
	{"parameters: [lr]\n",
		"s.yaml:1:13: parameters cannot be a list; it must be a map of keys"},
	{"seed: 1\n", "s.yaml: parameters is missing; it says what to search"},
	{"objective: needy\nparameters: {x: {min: 0.0, max: 1.5}}\n",
		"s.yaml:2:33: x can become 1.5; it must be a number from 0 to 1"},
	{"objective: needy\nparameters: {y: {value: 1}}\n",
		"s.yaml:2:13: parameter x is missing, and objective needy needs it"},
	/* enqueue */
	{P "enqueue: {lr: 0.1}\n", "s.yaml:2:10: enqueue cannot be a map; it must be a "
				   "list of configurations, or best 5 of FILE"},
	{"objective: bringer\nenqueue: []\n",
		"s.yaml:2:10: enqueue is not for objective bringer, which brings its own "
		"configurations; leave it out"},
	{P "enqueue: [0.1]\n", "s.yaml:2:11: a configuration cannot be a single value; "
			       "it must be a map of "
			       "keys"},
	{P "enqueue: [{lt: 0.1}]\n",
		"s.yaml:2:12: unknown parameter 'lt'; did you mean 'lr'?"},
	{P "enqueue: [{lr: 0.2}]\n",
		"s.yaml:2:16: lr cannot be '0.2'; it must be one of: 0.1"},
	{"parameters: {batch: {min: 1, max: 8}}\nenqueue: [{batch: 9}]\n",
		"s.yaml:2:19: batch cannot be '9'; it must be a whole number from 1 to "
		"8"},
	{"parameters: {batch: {min: 1, max: 8}}\nenqueue: [{batch: 1.5}]\n",
		"s.yaml:2:19: batch cannot be '1.5'; it must be a whole number from 1 to "
		"8"},
	{"parameters: {batch: {min: 1, max: 8}}\nenqueue: [{batch: [1]}]\n",
		"s.yaml:2:19: batch cannot be a list; it must be a whole number from 1 "
		"to 8"},
	/* early_terminate */
	{P "early_terminate: {type: envelope, min_iter: 1}\n",
		"s.yaml:2:25: type cannot be 'envelope'; it must be one of: hyperband"},
	{P "early_terminate: {min_iter: 1}\n",
		"s.yaml:2:18: type is missing; it must be hyperband"},
	{P "early_terminate: {type: hyperband, max_iter: 27}\n",
		"s.yaml:2:18: hyperband needs min_iter, or max_iter and s"},
	{P "early_terminate: {type: hyperband, min_iter: 1, eta: 1}\n",
		"s.yaml:2:54: eta cannot be '1'; it must be a number above 1 up to 1000"},
	{P "early_terminate: {type: hyperband, max_iter: 9, s: 2.5}\n",
		"s.yaml:2:52: s cannot be '2.5'; it must be a whole number from "
		"-2147483647 to 2147483647"},
	{P "scheduler: asha\nearly_terminate: {type: hyperband, min_iter: 1}\n",
		"s.yaml:3:18: early_terminate and scheduler exclude each other; leave "
		"one out"},
	/* YAML */
	{"", "s.yaml: is empty; not a study file"},
	{"# nothing\n", "s.yaml: is empty; not a study file"},
	{"just text\n", "s.yaml:1:1: a study file cannot be a single value; it must be a "
			"map of keys"},
	{"- a\n- b\n",
		"s.yaml:1:1: a study file cannot be a list; it must be a map of keys"},
	{"a: 1\n---\nb: 1\n", "s.yaml:2:1: a second document; a study file has one"},
	{"a: *x\n", "s.yaml:1:4: alias *x has no anchor above it"},
	{"a: &x [1, *x]\n", "s.yaml:1:11: alias *x is inside of what it stands for"},
	{"a: &x {<<: *x}\n", "s.yaml:1:12: alias *x is inside of what it stands for"},
	{"a: {<<: 5}\n",
		"s.yaml:1:5: << cannot be a single value; it must be a map or a list of "
		"maps"},
	{"a: {<<: [[]]}\n",
		"s.yaml:1:5: << cannot be a list of lists; it must be a map or a list of "
		"maps"},
	{"a: !!int 0.5\n", "s.yaml:1:4: '0.5' cannot be !!int"},
	{"a: !!float x\n", "s.yaml:1:4: 'x' cannot be !!float"},
	{"a: !!bool 1\n", "s.yaml:1:4: '1' cannot be !!bool"},
	{"a: !!python/tuple [1]\n",
		"s.yaml:1:4: tag !!python/tuple means nothing here; !!str, !!int, "
		"!!float, !!bool, !!null, !!seq and !!map do"},
	{"a: !mine x\n",
		"s.yaml:1:4: tag !mine means nothing here; !!str, !!int, !!float, "
		"!!bool, !!null, !!seq and !!map do"},
	{"a: !!map [1]\n",
		"s.yaml:1:4: tag !!map means nothing here; !!str, !!int, !!float, "
		"!!bool, !!null, !!seq and !!map do"},
	{"a:\n\tb: 1\n", "s.yaml:2:1: not YAML: a tab cannot indent; use spaces"},
	{"a: [1, 2\n", "s.yaml:2:1: not YAML: flow sequence without a closing bracket"},
	{"é: \"x\" \xff\n", "s.yaml:1:9: byte 0xff is not UTF-8 text"},
	{"a: \xed\xa0\x80\n", "s.yaml:1:4: byte 0xed is not UTF-8 text"},
	{"a: \xc0\xaf\n", "s.yaml:1:4: byte 0xc0 is not UTF-8 text"},
	{"a: 1\nb: \x1b[2J\n", "s.yaml:2:4: byte 0x1b is not text"},
	{"a: \"\\0\"\n", "s.yaml:1:4: a NUL character; not a study file"},
};
#define N_MISTAKES (sizeof(mistakes) / sizeof(mistakes[0]))

START_TEST(mistakes_are_one_line_with_their_place)
{
	refuses(mistakes[_i][0], strlen(mistakes[_i][0]), mistakes[_i][1]);
}
END_TEST

START_TEST(files_that_are_none_are_refused)
{
	static const struct {
		const char *path, *line;
	} cases[] = {
		{"/nowhere/s.yaml",
			"/nowhere/s.yaml: cannot be read: No such file or directory"},
		{"/tmp", "/tmp: is a directory; not a study file"},
		{"/dev/zero", "/dev/zero: is larger than 1 MiB; not a study file"},
		{"/dev/null", "/dev/null: is empty; not a study file"},
	};
	struct studyfile sf;
	struct error err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(
			studyfile_load(&sf, cases[i].path, NULL, 0, &catalog, &err), -1);
		ck_assert(err.usage);
		ck_assert_str_eq(err.text, cases[i].line);
	}
	refuses("a\0b", 3, "s.yaml:1:2: byte 0x00 is not text");
	ck_assert_int_eq(
		truncate("s.yaml", (off_t)1 << 30), 0); /* sparse: a line of 1 GiB */
	ck_assert_int_eq(studyfile_load(&sf, "s.yaml", NULL, 0, &catalog, &err), -1);
	ck_assert_str_eq(err.text, "s.yaml: is larger than 1 MiB; not a study file");
	if (geteuid()) { /* root reads everything */
		ck_assert_int_eq(chmod("s.yaml", 0), 0);
		studyfile_load(&sf, "s.yaml", NULL, 0, &catalog, &err);
		ck_assert_str_eq(err.text, "s.yaml: cannot be read: Permission denied");
	}
}
END_TEST

START_TEST(hostile_files_are_refused)
{
	size_t n = 1000000;
	char *text = xmalloc(n + 1);
	char *s = text;

	memset(text, '[', n);
	text[n] = '\0';
	refuses(text, n, "s.yaml:1:1001: nested more than 32 deep; not a study file");
	refuses(text, 100, "s.yaml:1:33: nested more than 32 deep; not a study file");
	memset(text, 'a', n);
	refuses(text, n,
		"s.yaml:1:1: a study file cannot be a single value; it must be a map of "
		"keys");
	for (int i = 0; i < 20000; i++)
		s += sprintf(s, "k%d: 1\n", i);
	refuses(text, (size_t)(s - text),
		"s.yaml:10001:1: a map of more than 10000 keys; not a study file");
	free(text);
}
END_TEST

static const char whole[] =
	"name: digits\n"
	"# some words\n"
	"objective: {kind: mlp, data: digits.csv, fraction: 0.3}\n"
	"metric: {name: val_error, goal: minimize}\n"
	"method: {name: sobol, shift: false}\n"
	"scheduler: {name: hyperband, eta: 4, min: 2, max: 64}\n"
	"parameters:\n"
	"  lr: {distribution: log_uniform_values, min: 0.00001, max: 1e-1}\n"
	"  batch: {min: 8, max: 128}\n"
	"  optimizer: {values: [sgd, \"adam\"], probabilities: [0.25, 0.75]}\n"
	"  hidden: {values: [64, \"128x64\", none]}\n"
	"  dropout: {value: 0}\n"
	"  nesterov: {values: [true, false]}\n"
	"enqueue:\n"
	"  - {lr: 0.01, batch: 16, optimizer: adam, hidden: 64, nesterov: true}\n"
	"  - hidden: none\n"
	"stop: {rounds: 1, trials: 200, epochs: 5000, seconds: 600, value: 0.01}\n"
	"workers: 2\n"
	"seed: 7\n"
	"pace: 1.5\n"
	"memory: 512M\n";

START_TEST(a_whole_file_is_read)
{
	struct studyfile sf;

	load_ok(&sf, whole);
	ck_assert_str_eq(sf.name, "digits");
	ck_assert_str_eq(sf.path, "s.yaml");
	ck_assert_str_eq(sf.dir, ".");
	ck_assert_ptr_eq(sf.objective.kind, &mlp);
	ck_assert_str_eq(knobs_text(&sf.objective.knobs, "data"), "digits.csv");
	ck_assert_int_eq(knobs_get(&sf.objective.knobs, "data")->at.line, 3);
	ck_assert_int_eq(knobs_get(&sf.objective.knobs, "data")->at.col, 30);
	ck_assert_ptr_eq(sf.searcher.kind, &sobol);
	ck_assert(!knobs_bool(&sf.searcher.knobs, "shift"));
	ck_assert_ptr_eq(sf.scheduler.kind, &hyperband);
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "max"), 64);
	ck_assert_str_eq(sf.metric, "val_error");
	ck_assert_int_eq(sf.metric_at.line, 4);
	ck_assert_int_eq(sf.metric_at.col, 16);
	ck_assert(!sf.maximize);
	ck_assert_int_eq(sf.stop.rounds, 1);
	ck_assert_int_eq(sf.stop.trials, 200);
	ck_assert_int_eq(sf.stop.epochs, 5000);
	ck_assert(sf.stop.seconds == 600 && sf.stop.value == 0.01);
	ck_assert_int_eq(sf.workers, 2);
	ck_assert_uint_eq(sf.seed, 7);
	ck_assert(sf.pace == 1.5);
	ck_assert_uint_eq(sf.memory, (size_t)512 << 20);
	studyfile_release(&sf);
}
END_TEST

START_TEST(parameters_become_domains)
{
	struct studyfile sf;
	struct domain *d;

	load_ok(&sf, whole);
	ck_assert_uint_eq(sf.space.n, 6);
	ck_assert_str_eq(sf.space.params[1].name, "batch");
	ck_assert_int_eq(sf.space.params[1].at.line, 9);
	ck_assert_str_eq(domain_name(&sf.space.params[0].domain), "log_uniform_values");
	ck_assert_str_eq(domain_name(&sf.space.params[1].domain), "int_uniform");
	d = &sf.space.params[2].domain;
	ck_assert(d->probabilities[1] == 0.75);
	d = &sf.space.params[3].domain; /* shapes are text, however they are written */
	ck_assert_int_eq(d->values[0].kind, VALUE_TEXT);
	ck_assert_str_eq(d->values[0].text, "64");
	d = &sf.space.params[4].domain;
	ck_assert(domain_is_constant(d) && d->values[0].kind == VALUE_INT);
	ck_assert_int_eq(sf.space.params[5].domain.values[0].kind, VALUE_BOOL);
	studyfile_release(&sf);
}
END_TEST

START_TEST(enqueued_configurations_are_completed)
{
	struct studyfile sf;
	double u[6];

	load_ok(&sf, whole);
	ck_assert_uint_eq(sf.n_enqueue, 2);
	ck_assert(sf.enqueue[0][0].number == 0.01 && sf.enqueue[0][1].number == 16);
	ck_assert_ptr_eq(sf.enqueue[0][2].text, sf.space.params[2].domain.values[1].text);
	ck_assert_str_eq(sf.enqueue[0][3].text, "64");
	ck_assert_int_eq(sf.enqueue[0][5].kind, VALUE_BOOL);
	ck_assert_str_eq(sf.enqueue[1][3].text, "none");
	/* the others are what random search would have drawn for that trial */
	space_random_point(&sf.space, 7, 1, u);
	for (int i = 0; i < 6; i++)
		ck_assert(i == 3 ||
			  value_equal(sf.enqueue[1][i],
				  domain_quantile(&sf.space.params[i].domain, u[i])));
	studyfile_release(&sf);
}
END_TEST

START_TEST(little_is_needed)
{
	struct studyfile sf;

	load_ok(&sf, "parameters: {lr: {min: 0.1, max: 1}}\n");
	ck_assert_str_eq(sf.name, "s");
	ck_assert_ptr_eq(sf.objective.kind, &mlp);
	ck_assert_ptr_eq(sf.searcher.kind, &random_draw);
	ck_assert_ptr_eq(sf.scheduler.kind, &plain);
	ck_assert_ptr_null(sf.metric);
	ck_assert_int_eq(sf.stop.rounds + sf.stop.trials + sf.stop.epochs, 0);
	ck_assert(sf.stop.seconds == 0 && isnan(sf.stop.value));
	ck_assert_int_eq(sf.workers, 0);
	ck_assert_uint_eq(sf.seed, 1);
	ck_assert_uint_eq(sf.memory, (size_t)1 << 30);
	ck_assert_str_eq(domain_name(&sf.space.params[0].domain), "uniform");
	studyfile_release(&sf);
	/* tails end some eight sigma out, and are inside then */
	load_ok(&sf, "parameters: {lr: {distribution: log_normal, mu: -4}, dropout: "
		     "{distribution: normal, mu: 0.5, sigma: 0.05}}\n");
	studyfile_release(&sf);
	load_ok(&sf,
		"\xef\xbb\xbfobjective: free\r\nparameters:\r\n  any: {values: [~, 1, "
		"0.5, on, 0x1]}\r\n");
	ck_assert_int_eq(sf.space.params[0].domain.values[0].kind, VALUE_NULL);
	ck_assert_int_eq(sf.space.params[0].domain.values[1].kind, VALUE_INT);
	ck_assert_int_eq(sf.space.params[0].domain.values[2].kind, VALUE_REAL);
	ck_assert_int_eq(sf.space.params[0].domain.values[3].kind, VALUE_BOOL);
	ck_assert_int_eq(sf.space.params[0].domain.values[4].kind, VALUE_INT);
	studyfile_release(&sf);
}
END_TEST

START_TEST(an_objective_may_bring_its_space)
{
	struct studyfile sf;

	load_ok(&sf, "objective: bringer\n");
	ck_assert_uint_eq(sf.space.n, 0);
	studyfile_release(&sf);
	load_ok(&sf, "objective: bringer\nparameters: {any: {value: 1}}\n");
	ck_assert_uint_eq(sf.space.n, 1);
	studyfile_release(&sf);
}
END_TEST

START_TEST(nested_parameters_have_names_with_dots)
{
	struct studyfile sf;

	load_ok(&sf, "objective: free\nparameters: {a.b: {value: 1}, "
		     "o: {parameters: {lr: {value: 2}, m: {parameters: {x: {min: 1, max: "
		     "2}}}}}}\n");
	ck_assert_uint_eq(sf.space.n, 3);
	ck_assert_str_eq(sf.space.params[0].name, "a.b");
	ck_assert_ptr_null(sf.space.params[0].path);
	ck_assert_str_eq(sf.space.params[1].name, "o.lr");
	ck_assert_str_eq(
		sf.space.params[2].path, "o" PARAMETER_PATH "m" PARAMETER_PATH "x");
	studyfile_release(&sf);
}
END_TEST

START_TEST(a_program_implies_its_objective)
{
	struct studyfile sf;

	load_ok(&sf, P "program: a\nmethod: bayes\nobjective: {metrics: [a, b/c]}\n");
	ck_assert_ptr_eq(sf.objective.kind, &command);
	ck_assert_str_eq(knobs_text(&sf.objective.knobs, "metrics"), "a b/c");
	ck_assert_ptr_eq(sf.searcher.kind, &gp);
	ck_assert_uint_eq(sf.n_notes, 1);
	ck_assert_str_eq(sf.notes[0],
		"s.yaml:3:9: method bayes: the searcher gp in its place");
	studyfile_release(&sf);
	load_ok(&sf, P "program: a\nobjective: mlp\n");
	ck_assert_ptr_eq(sf.objective.kind, &mlp);
	ck_assert_uint_eq(sf.n_notes, 1);
	ck_assert_ptr_nonnull(strstr(sf.notes[0], "not used"));
	studyfile_release(&sf);
}
END_TEST

/* A sweep file as the W&B documentation has them, for the parameters that we have. */
START_TEST(wandb_files_are_taken)
{
	struct studyfile sf;

	load_ok(&sf, "program: train.py\n"
		     "project: p\n"
		     "entity: e\n"
		     "command:\n"
		     "  - ${env}\n"
		     "  - python\n"
		     "  - ${program}\n"
		     "  - ${args}\n"
		     "name: sweepdemo\n"
		     "method: random\n"
		     "metric:\n"
		     "  goal: maximize\n"
		     "  name: val_acc\n"
		     "  target: 0.95\n"
		     "run_cap: 50\n"
		     "parameters:\n"
		     "  batch:\n"
		     "    distribution: q_log_uniform_values\n"
		     "    q: 8\n"
		     "    min: 32\n"
		     "    max: 256\n"
		     "  dropout:\n"
		     "    values: [0.3, 0.4, 0.5]\n"
		     "  hidden:\n"
		     "    values: [128, 256, 512]\n"
		     "  lr:\n"
		     "    distribution: uniform\n"
		     "    max: 0.1\n"
		     "    min: 0.0001\n"
		     "  optimizer:\n"
		     "    values: ['adam', 'sgd']\n"
		     "early_terminate:\n"
		     "  type: hyperband\n"
		     "  s: 2\n"
		     "  eta: 3\n"
		     "  max_iter: 27\n");
	ck_assert_ptr_eq(sf.objective.kind, &command);
	ck_assert_str_eq(sf.program.path.text, "train.py");
	ck_assert_uint_eq(sf.program.n, 4);
	ck_assert_str_eq(sf.program.command[3].text, "${args}");
	ck_assert_int_eq(sf.program.command[3].at.line, 8);
	ck_assert_uint_eq(sf.n_notes, 1);
	ck_assert_str_eq(sf.notes[0],
		"s.yaml:2:1: project, entity: for a server; not used");
	ck_assert(sf.maximize);
	ck_assert(sf.stop.value == 0.95);
	ck_assert_int_eq(sf.stop.trials, 50);
	ck_assert_ptr_eq(sf.scheduler.kind, &asha);
	/* documented: brackets at [27/3, 27/9] */
	ck_assert_str_eq(knobs_text(&sf.scheduler.knobs, "levels"), "3,9");
	ck_assert_str_eq(knobs_text(&sf.scheduler.knobs, "max"), "none");
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "eta"), 3);
	studyfile_release(&sf);
	load_ok(&sf, P "early_terminate: {type: hyperband, min_iter: 4, eta: 2}\n");
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "min"), 4);
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "eta"), 2);
	studyfile_release(&sf);
}
END_TEST

/*
 * --set
 */

START_TEST(overrides_are_laid_over)
{
	static const char *const set[] = {"scheduler.eta=5", "name=other",
		"stop.trials=9", "objective.data=x.csv", "parameters.lr={value: 0.5}",
		"method=grid", "parameters.batch.max=16", "metric.goal=maximize",
		"enqueue=[]"};
	struct studyfile sf;
	struct error err;

	write_bytes(whole, strlen(whole));
	ck_assert_msg(
		!studyfile_load(&sf, "s.yaml", set, 9, &catalog, &err), "%s", err.text);
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "eta"), 5);
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "max"), 64);
	ck_assert_str_eq(sf.name, "other");
	ck_assert_int_eq(sf.stop.trials, 9);
	ck_assert_str_eq(knobs_text(&sf.objective.knobs, "data"), "x.csv");
	ck_assert(domain_is_constant(&sf.space.params[0].domain));
	ck_assert(sf.space.params[1].domain.max == 16);
	ck_assert_ptr_eq(sf.searcher.kind, &grid);
	ck_assert(sf.maximize);
	ck_assert_uint_eq(sf.n_enqueue, 0);
	studyfile_release(&sf);
}
END_TEST

/* Another member of a family: knobs of the old one that it lacks are left behind. */
START_TEST(overrides_switch_members)
{
	static const char *const set[] = {"scheduler.name=random", "method.name=random"};
	static const char *const plainly[] = {"scheduler.eta=5"};
	struct studyfile sf;
	struct error err;

	write_bytes(whole, strlen(whole));
	ck_assert_msg(
		!studyfile_load(&sf, "s.yaml", set, 2, &catalog, &err), "%s", err.text);
	ck_assert_ptr_eq(sf.scheduler.kind, &plain);
	ck_assert_ptr_eq(sf.searcher.kind, &random_draw);
	studyfile_release(&sf);
	write_bytes(P "scheduler: asha\n", strlen(P "scheduler: asha\n"));
	ck_assert(!studyfile_load(&sf, "s.yaml", plainly, 1, &catalog, &err));
	ck_assert_ptr_eq(sf.scheduler.kind, &asha);
	ck_assert_int_eq(knobs_int(&sf.scheduler.knobs, "eta"), 5);
	studyfile_release(&sf);
}
END_TEST

START_TEST(overrides_are_refused_by_their_text)
{
	static const char *const cases[][2] = {
		{"scheduler.eta=1",
			"--set scheduler.eta=1: eta cannot be '1'; it must be a "
			"whole number from 2 to 1000"},
		{"scheduler.ets=3",
			"--set scheduler.ets=3: unknown key 'ets' in scheduler "
			"hyperband; did you mean 'eta'?"},
		{"schedler.eta=3",
			"--set schedler.eta=3: unknown key 'schedler'; did you mean "
			"'scheduler'?"},
		{"eta", "--set eta: not KEY=VALUE, such as scheduler.eta=4"},
		{"=1", "--set =1: not KEY=VALUE, such as scheduler.eta=4"},
		{"a..b=1", "--set a..b=1: not KEY=VALUE, such as scheduler.eta=4"},
		{"a.b.c.d.e.f.g.h.i.j.k=1",
			"--set a.b.c.d.e.f.g.h.i.j.k=1: not KEY=VALUE, such as "
			"scheduler.eta=4"},
		{"seed.x=1", "--set seed.x=1: 'seed' has no keys in it"},
		{"seed=[1", "--set seed=[1: not YAML: flow sequence without a closing "
			    "bracket"},
		{"seed=", "--set seed=: seed cannot be nothing; it must be a whole "
			  "number from "
			  "0 to 9007199254740992"},
		{"parameters.lr.min=1",
			"--set parameters.lr.min=1: min 1 must be below max 0.1"},
	};

	write_bytes(whole, strlen(whole));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err;
		struct studyfile sf;
		int rc = studyfile_load(&sf, "s.yaml", &cases[i][0], 1, &catalog, &err);

		ck_assert_int_eq(rc, -1);
		ck_assert(err.usage);
		ck_assert_str_eq(err.text, cases[i][1]);
	}
}
END_TEST

/*
 * Typed configurations.
 */

START_TEST(configurations_can_be_typed)
{
	static const char *const wrong[][2] = {
		{"lr", "enqueue: 'lr' is not NAME=VALUE"},
		{"lr=", "enqueue: lr cannot be nothing; it must be a number from 1e-05 "
			"to "
			"0.1"},
		{"lr=1", "enqueue: lr cannot be '1'; it must be a number from 1e-05 to "
			 "0.1"},
		{"lr=0.1 lr=0.1", "enqueue: lr occurs twice"},
		{"optimiser=sgd", "enqueue: unknown parameter 'optimiser'; did you mean "
				  "'optimizer'?"},
		{"optimizer=x",
			"enqueue: optimizer cannot be 'x'; it must be one of: sgd, adam"},
		{"=", "enqueue: unknown parameter ''; there are: lr, batch, optimizer, "
		      "hidden, "
		      "dropout, nesterov"},
	};
	const struct place here = {.file = "enqueue"};
	const double u[6] = {0};
	struct studyfile sf;
	struct value *config;
	struct error err;

	load_ok(&sf, whole);
	config = config_parse(
		&sf.space, "  lr=1e-3\toptimizer=\"adam\" hidden=64  ", u, here, &err);
	ck_assert_ptr_nonnull(config);
	ck_assert(config[0].number == 1e-3 && config[1].number == 8);
	ck_assert_str_eq(config[2].text, "adam");
	ck_assert_str_eq(config[3].text, "64");
	free(config);
	config = config_parse(&sf.space, "", u, here, &err);
	ck_assert(config && config[0].number == 1e-5);
	free(config);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		ck_assert_ptr_null(config_parse(&sf.space, wrong[i][0], u, here, &err));
		ck_assert_str_eq(err.text, wrong[i][1]);
	}
	studyfile_release(&sf);
}
END_TEST

/* Mutations of a good file: taken or refused in one line, and never a crash. */
START_TEST(mutated_files_do_no_harm)
{
	static const char *const bits[] = {"{", "}", "[", "]", ":", ": ", "- ", "\n",
		"\t", "\"", "&a ", "*a ", "<<: ", "!!int ", "|\n", "---\n", "? ", "-1", "1e999", ".nan",
		"~", "\xff", "\r\n", "q: ", "max", ","};
	size_t len = strlen(whole);
	char *text = xmalloc(len + 64);
	unsigned state = (unsigned)_i * 2654435761u + 1;

	for (int i = 0; i < 300; i++) {
		size_t n = len;
		struct studyfile sf;
		struct error err = {.text = ""};

		memcpy(text, whole, len + 1);
		for (int k = 0; k < 1 + i % 3; k++) {
			const char *bit;
			size_t pos, size;

			state = state * 1664525u + 1013904223u;
			pos = (state >> 8) % n;
			bit = bits[(state >> 4) % (sizeof(bits) / sizeof(bits[0]))];
			size = strlen(bit);
			memmove(text + pos + size, text + pos, n - pos);
			memcpy(text + pos, bit, size);
			n += size;
		}
		write_bytes(text, n);
		if (!studyfile_load(&sf, "s.yaml", NULL, 0, &catalog, &err)) {
			studyfile_release(&sf);
			continue;
		}
		ck_assert(err.usage);
		ck_assert_ptr_eq(strstr(err.text, "s.yaml"), err.text);
		ck_assert_ptr_null(strchr(err.text, '\n'));
	}
	free(text);
}
END_TEST

/* A case whose files are in a folder of their own. */
static void add_case(Suite *s, TCase *t)
{
	tcase_add_checked_fixture(t, enter, leave);
	suite_add_tcase(s, t);
}

static Suite *studyfile_suite(void)
{
	Suite *s = suite_create("studyfile");
	TCase *t = tcase_create("mistakes");

	tcase_set_timeout(t, 60); /* of a busy machine */
	tcase_add_loop_test(
		t, mistakes_are_one_line_with_their_place, 0, (int)N_MISTAKES);
	tcase_add_test(t, files_that_are_none_are_refused);
	tcase_add_test(t, hostile_files_are_refused);
	tcase_add_loop_test(t, mutated_files_do_no_harm, 0, 8);
	add_case(s, t);
	t = tcase_create("files");
	tcase_add_test(t, a_whole_file_is_read);
	tcase_add_test(t, parameters_become_domains);
	tcase_add_test(t, enqueued_configurations_are_completed);
	tcase_add_test(t, little_is_needed);
	tcase_add_test(t, an_objective_may_bring_its_space);
	tcase_add_test(t, nested_parameters_have_names_with_dots);
	tcase_add_test(t, a_program_implies_its_objective);
	tcase_add_test(t, wandb_files_are_taken);
	tcase_add_test(t, overrides_are_laid_over);
	tcase_add_test(t, overrides_switch_members);
	tcase_add_test(t, overrides_are_refused_by_their_text);
	tcase_add_test(t, configurations_can_be_typed);
	add_case(s, t);
	add_case(s, prior_case());
	add_case(s, when_case());
	add_case(s, sweeps_case());
	add_case(s, yaml_case());
	return s;
}

int main(void)
{
	return run_suite(studyfile_suite());
}
