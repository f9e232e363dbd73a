/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trial's process is called with, and what is read of what it prints. */
#include "config.h"

#include "check_objective_command.h"

#include "base/xalloc.h"
#include "command/arguments.h"
#include "worker/report_line.h"
#include "worker/slurm.h"
#include "worker/slurm_reason.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_PARAMS 7

/* lr, optimizer: {name, sub: {beta}}, flag, off, n, tiny */
static struct parameter params[N_PARAMS] = {
	{.name = (char *)"lr"},
	{.name = (char *)"optimizer.name",
		.path = (char *)"optimizer" PARAMETER_PATH "name"},
	{.name = (char *)"optimizer.sub.beta",
		.path = (char *)"optimizer" PARAMETER_PATH "sub" PARAMETER_PATH "beta"},
	{.name = (char *)"flag"},
	{.name = (char *)"a.b"},
	{.name = (char *)"n"},
	{.name = (char *)"none"},
};
static const struct space space = {params, N_PARAMS};
static const struct value config[N_PARAMS] = {
	{.kind = VALUE_REAL, .number = 1e-5},
	{.kind = VALUE_TEXT, .text = "it's"},
	{.kind = VALUE_REAL, .number = 0.9},
	{.kind = VALUE_BOOL, .number = 1},
	{.kind = VALUE_BOOL, .number = 0},
	{.kind = VALUE_INT, .number = 64},
	{.kind = VALUE_NULL},
};

/* The command's words, joined by lines. */
static char *built(const char *const *words, size_t n)
{
	struct program p = {.path = {.text = (char *)"train.py"}, .n = n};
	struct arguments_trial t = {.config = config,
		.trial = 7,
		.seed = 3,
		.from = 1,
		.to = 9,
		.checkpoint = "/c",
		.json_file = "/j"};
	struct arguments a;
	struct strbuf out;
	struct error err;

	p.command = xcalloc(n + 1, sizeof(*p.command));
	for (size_t i = 0; i < n; i++)
		p.command[i].text = (char *)words[i];
	ck_assert_msg(arguments_check(&p, &space, NULL, &err) == 0, "%s",
		err.text);
	arguments_build(&a, &p, "python", &space, &t);
	strbuf_init(&out);
	for (size_t i = 0; i < a.n; i++)
		strbuf_addf(&out, "%s%s", i ? "\n" : "", a.argv[i]);
	ck_assert_ptr_null(a.argv[a.n]);
	arguments_release(&a);
	free(p.command);
	return strbuf_detach(&out);
}

static void builds(const char *word, const char *expected)
{
	char *got = built(&word, 1);

	ck_assert_str_eq(got, expected);
	free(got);
}

START_TEST(arguments_are_those_of_the_agent)
{
	char *usual = built(NULL, 0);

	ck_assert_str_eq(usual, "/usr/bin/env\npython\ntrain.py\n--lr=1e-05\n"
				"--optimizer={'name': \"it's\", 'sub': {'beta': 0.9}}\n"
				"--flag=True\n--a.b=False\n--n=64\n--none=None");
	free(usual);
	builds("${args_no_hyphens}",
		"lr=1e-05\noptimizer={'name': \"it's\", 'sub': {'beta': 0.9}}\n"
		"flag=True\na.b=False\nn=64\nnone=None");
	builds("${args_no_boolean_flags}",
		"--lr=1e-05\n--optimizer={'name': \"it's\", 'sub': {'beta': 0.9}}\n"
		"--flag\n--n=64\n--none=None");
	builds("${args_json}",
		"{\"lr\": 1e-05, \"optimizer\": {\"name\": \"it's\", \"sub\": {\"beta\": "
		"0.9}}, \"flag\": true, \"a.b\": false, \"n\": 64, \"none\": null}");
	builds("${args_json_file}", "/j");
}
END_TEST

START_TEST(macros_of_a_trial_stand_anywhere)
{
	setenv("CHECK_COMMAND", "val", 1);
	unsetenv("CHECK_NOTHING");
	builds("--x=${from}-${to}", "--x=1-9");
	builds("${checkpoint}/w", "/c/w");
	builds("${trial}:${seed}", "7:3");
	builds("${envvar:CHECK_COMMAND}", "val");
	builds("p/${envvar:CHECK_NOTHING}", "p/CHECK_NOTHING");
	builds("echo ${HOME} ${args}", "echo ${HOME} ${args}"); /* for a shell */
	builds("${from", "${from");
	builds("", "");
}
END_TEST

static void remember(void *arg, const char *line)
{
	struct strbuf *told = arg;

	strbuf_addf(told, "%s\n", line);
}

/* The agent leaves out whatever begins with ${ and ends with } and is none of them. */
START_TEST(macros_that_there_are_not)
{
	static const char *const words[] = {"${arg}", "${envvar:lower}", "${x}-${y}",
		"x${arg}", "${arg}x", "${}", "${"};
	struct program_word word = {(char *)words[0], {"s.yaml", 3, 5}};
	struct program p = {.command = &word, .n = 1};
	struct strbuf told;
	struct listener to = {remember, &told};
	struct error err;
	char *got = built(words, sizeof(words) / sizeof(*words));

	ck_assert_str_eq(got, "x${arg}\n${arg}x\n${");
	free(got);
	strbuf_init(&told);
	ck_assert_int_eq(arguments_check(&p, &space, &to, &err), 0);
	ck_assert_str_eq(told.buf,
		"command: ${arg} is no macro; left out, as W&B's agent does (did you mean "
		"${args}?)\n"
		"command: without ${args}, ${args_json} or another such macro the "
		"parameters reach no program\n");
	strbuf_reset(&told);
	word.text = (char *)"${args_no_equals}";
	ck_assert_int_eq(arguments_check(&p, &space, &to, &err), 0);
	ck_assert_str_eq(told.buf, "");
	strbuf_release(&told);
	word.text = (char *)"${program}";
	ck_assert_int_eq(arguments_check(&p, &space, NULL, &err), -1);
	ck_assert_str_eq(
		err.text, "s.yaml:3:5: command has ${program}, and there is no program");
}
END_TEST

/* As Python's repr prints them. */
static const struct {
	double v;
	const char *text;
} reals[] = {
	{0.1, "0.1"},
	{100000, "100000.0"},
	{1e16, "1e+16"},
	{123456789.5, "123456789.5"},
	{1e-4, "0.0001"},
	{1.5e-5, "1.5e-05"},
	{-0.25, "-0.25"},
	{1e300, "1e+300"},
	{1.0 / 3, "0.3333333333333333"},
	{0, "0.0"},
};

START_TEST(reals_are_printed_as_in_python)
{
	struct parameter one = {.name = (char *)"x"};
	struct space s = {&one, 1};
	struct value v = {.kind = VALUE_REAL, .number = reals[_i].v};
	struct strbuf out, expected;

	strbuf_init(&out);
	strbuf_init(&expected);
	arguments_json(&s, &v, &out);
	strbuf_addf(&expected, "{\"x\": %s}", reals[_i].text);
	ck_assert_str_eq(out.buf, expected.buf);
	strbuf_release(&out);
	strbuf_release(&expected);
}
END_TEST

TCase *arguments_case(void)
{
	TCase *t = tcase_create("arguments");

	tcase_add_test(t, arguments_are_those_of_the_agent);
	tcase_add_test(t, macros_of_a_trial_stand_anywhere);
	tcase_add_test(t, macros_that_there_are_not);
	tcase_add_loop_test(
		t, reals_are_printed_as_in_python, 0, sizeof(reals) / sizeof(*reals));
	return t;
}

/*
 * Lines.
 */

static const char *const names[] = {"val/error", "loss"};

struct said {
	const char *line;
	enum report_kind kind;
	int epoch;
	double first, second; /* NaN: none, or not finite */
};

static const struct said lines[] = {
	{"{\"epoch\": 3, \"val/error\": 0.25, \"loss\": 2}", REPORT_EPOCH, 3, 0.25, 2},
	{"  {\"val/error\": 1e-3}\r", REPORT_EPOCH, EPOCH_UNSAID, 1e-3, NAN},
	{"{\"epoch\": 1, \"val/error\": NaN}", REPORT_EPOCH, 1, NAN, NAN},
	{"{\"epoch\": 1, \"loss\": -Infinity, \"val/error\": 2}", REPORT_EPOCH, 1, 2,
		NAN},
	{"{\"epoch\": 1, \"s\": \"NaN\", \"val/error\": null}", REPORT_EPOCH, 1, NAN,
		NAN},
	{"{\"epoch\": 3.0, \"val/error\": 1}", REPORT_EPOCH, 3, 1, NAN},
	{"{\"epoch\": 4, \"loss\": 1}", REPORT_MISSING, 4, NAN, 1},
	{"{\"epoch\": 4, \"val/error\": \"low\"}", REPORT_WRONG, 4, NAN, NAN},
	{"{\"level\": \"info\"}", REPORT_NONE, EPOCH_UNSAID, NAN, NAN},
	{"{\"epoch\": 1, \"val/er", REPORT_NONE, EPOCH_UNSAID, NAN, NAN},
	{"epoch 1 val/error 2", REPORT_NONE, EPOCH_UNSAID, NAN, NAN},
	{"{\"epoch\": 5, \"val/error\": 1, \"loss\": {\"x\": 2}}", REPORT_EPOCH, 5, 1, NAN},
	{"[1]", REPORT_NONE, EPOCH_UNSAID, NAN, NAN},
	{"", REPORT_NONE, EPOCH_UNSAID, NAN, NAN},
};

static void same(double got, double expected)
{
	ck_assert_msg(got == expected || (isnan(got) && isnan(expected)), "%g, not %g",
		got, expected);
}

static void expect_read(const struct said *l, struct report_pattern *p)
{
	struct report_line r;

	ck_assert_int_eq(
		report_line_read(l->line, strlen(l->line), p, names, 2, &r), l->kind);
	ck_assert_int_eq(r.epoch, l->epoch);
	same(r.metrics[0], l->first);
	same(r.metrics[1], l->second);
}

START_TEST(lines_of_json)
{
	expect_read(&lines[_i], NULL);
}
END_TEST

START_TEST(a_key_that_is_no_metric_is_named)
{
	const char *line = "{\"epoch\": 1, \"val/error\": 2, \"lr\": 3}";
	struct report_line r;

	report_line_read(line, strlen(line), NULL, names, 2, &r);
	ck_assert_str_eq(r.other, "lr");
}
END_TEST

static const struct said matches[] = {
	{"epoch 12 loss=0.5 val_error: 1e-3", REPORT_EPOCH, 12, 1e-3, 0.5},
	{"[x] epoch 2 loss=nan val_error=.25 (best)", REPORT_EPOCH, 2, .25, NAN},
	{"epoch 2 val_error=nan", REPORT_EPOCH, 2, NAN, NAN},
	{"epoch two", REPORT_NONE, EPOCH_UNSAID, NAN, NAN},
};

START_TEST(lines_by_pattern)
{
	struct error err;
	struct report_pattern *p =
		report_pattern_new("epoch (?<epoch>\\d+)(?: loss=(?<loss>\\S+))?.* "
				   "val_error[=:] *(?<val_error>\\S+)",
			&err);
	const char *groups[METRICS_MAX];

	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(report_pattern_metrics(p, groups), 2);
	ck_assert_str_eq(groups[0], "loss");
	ck_assert_str_eq(groups[1], "val_error");
	expect_read(&matches[_i], p);
	report_pattern_free(p);
}
END_TEST

START_TEST(patterns_that_are_none)
{
	struct error err;

	ck_assert_ptr_null(report_pattern_new("(?<a>", &err));
	ck_assert_str_eq(
		err.text, "not a pattern at character 6: missing closing parenthesis");
	ck_assert_ptr_null(report_pattern_new("epoch (?<epoch>\\d+)", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "names no metric"));
}
END_TEST

TCase *report_line_case(void)
{
	TCase *t = tcase_create("report lines");

	tcase_add_loop_test(t, lines_of_json, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_test(t, a_key_that_is_no_metric_is_named);
	tcase_add_loop_test(t, lines_by_pattern, 0, sizeof(matches) / sizeof(*matches));
	tcase_add_test(t, patterns_that_are_none);
	return t;
}

START_TEST(workers_that_fit_an_allocation)
{
	ck_assert_int_eq(slurm_fit("4(x4)", 1), 16);
	ck_assert_int_eq(slurm_fit("4(x4)", 3), 4);
	ck_assert_int_eq(slurm_fit("4(x2),9,2", 4), 4);
	ck_assert_int_eq(slurm_fit("2", 4), 0);
	ck_assert_int_eq(slurm_fit("", 1), 0);
}
END_TEST

/* squeue(1) and the page of job reason codes; the rest of them is in the other list. */
START_TEST(what_no_waiting_mends_in_slurm)
{
	static const char *const final[] = {"AccountNotAllowed", "AssocMaxCpuPerJobLimit",
		"AssocMaxGRESPerJob", "AssocMaxMemPerNode",
		"AssocMaxWallDurationPerJobLimit", "AssociationTimeLimit",
		"BadConstraints", "DependencyNeverSatisfied", "InvalidAccount",
		"InvalidQOS", "PartitionConfig", "PartitionNodeLimit",
		"PartitionTimeLimit", "QOSMaxCpuPerJobLimit", "QOSMaxGRESPerJob",
		"QOSMaxWallDurationPerJobLimit", "QOSMaxMemoryPerNode", "QOSMinGRES",
		"QOSMinCpuNotSatisfied", "QOSNotAllowed", "QOSTimeLimit",
		"ReservationDeleted"};
	static const char *const mended[] = {"AssocGrpCpuLimit", "AssocMaxJobsLimit",
		"AssocMaxSubmitJobLimit", "AssociationJobLimit",
		"AssociationResourceLimit", "BeginTime", "Cleaning", "Dependency",
		"FrontEndDown", "JobArrayTaskLimit", "JobHeldAdmin", "JobHeldUser",
		"Licenses", "MaxCpuPerAccount", "NodeDown", "None", "PartitionDown",
		"PartitionInactive", "Priority", "Prolog", "QOSGrpCpuLimit",
		"QOSJobLimit", "QOSMaxCpuPerUserLimit", "QOSMaxJobsPerUserLimit",
		"QOSMaxGRESPerUser", "QOSMaxMemoryPerUser", "QOSResourceLimit",
		"QOSUsageThreshold", "ReqNodeNotAvail, UnavailableNodes:n[1-2]",
		"Reservation", "Resources",
		"Nodes required for job are DOWN, DRAINED or reserved",
		"(PartitionConfig)", "", "Requested nodes are busy"};

	for (size_t i = 0; i < sizeof(final) / sizeof(final[0]); i++)
		ck_assert_msg(slurm_reason_is_final(final[i]), "%s", final[i]);
	for (size_t i = 0; i < sizeof(mended) / sizeof(mended[0]); i++)
		ck_assert_msg(!slurm_reason_is_final(mended[i]), "%s", mended[i]);
}
END_TEST

START_TEST(what_srun_says_while_it_waits)
{
	char *job = slurm_waiting_job("srun: Requested partition configuration not "
				      "available now\nsrun: job 17 queued and waiting "
				      "for resources\n");
	struct strbuf reason;

	ck_assert_str_eq(job, "17");
	free(job);
	ck_assert_ptr_null(slurm_waiting_job("srun: job 17 has been allocated\n"));
	strbuf_init(&reason);
	slurm_find_reason("srun: loading\n", &reason);
	ck_assert_str_eq(reason.buf, "");
	slurm_find_reason("srun: Job 5 step creation temporarily disabled, retrying "
			  "(Requested nodes are busy)\nsrun: Job 5 step creation still "
			  "disabled, retrying (Socket timed out)\n",
		&reason);
	ck_assert_str_eq(reason.buf, "Socket timed out");
	strbuf_release(&reason);
}
END_TEST

static const struct {
	const char *said, *why;
} losses[] = {
	{"srun: error: Node failure on n2\n", "node n2 has failed"},
	{"slurmstepd: error: *** STEP 7.1 ON n2 CANCELLED AT now DUE TO TIME LIMIT ***\n",
		"job 7 has reached its time limit"},
	{"slurmstepd: error: *** JOB 7 ON n2 CANCELLED AT now DUE TO PREEMPTION ***\n",
		"job 7 was preempted"},
	{"slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.1\n",
		"step 7.1 on n2 ran out of memory"},
	{"srun: error: n2: task 0: Killed\n", "its worker on n2 is gone"},
};

START_TEST(losses_have_names)
{
	const struct slurm_worker w = {
		.node = "n2", .job = "7", .step = "1", .said = losses[_i].said};
	const struct slurm_worker stranger = {.said = losses[_i].said};
	struct strbuf why;

	strbuf_init(&why);
	ck_assert(slurm_name_loss(&w, &why));
	ck_assert_str_eq(why.buf, losses[_i].why);
	ck_assert(!slurm_name_loss(&stranger, &why));
	strbuf_release(&why);
}
END_TEST

START_TEST(a_node_where_nothing_starts)
{
	char *node = slurm_dead_node("srun: error: Task launch for StepId=33.0 failed on "
				     "node n2: Communication connection failure\n"
				     "srun: Job step aborted\n");

	ck_assert_str_eq(node, "n2");
	free(node);
	ck_assert_ptr_null(slurm_dead_node("srun: error: Node failure on n2\n"));
}
END_TEST

TCase *slurm_case(void)
{
	TCase *t = tcase_create("slurm");

	tcase_add_test(t, workers_that_fit_an_allocation);
	tcase_add_test(t, what_no_waiting_mends_in_slurm);
	tcase_add_test(t, what_srun_says_while_it_waits);
	tcase_add_test(t, a_node_where_nothing_starts);
	tcase_add_loop_test(t, losses_have_names, 0, sizeof(losses) / sizeof(*losses));
	return t;
}
