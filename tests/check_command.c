/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trial's process is called with. */
#include "config.h"

#include "base/xalloc.h"
#include "command/arguments.h"
#include "fixture.h"

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
static const struct space space = {.params = params, .n = N_PARAMS};
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

static void remember(void *arg, struct place at, const char *line)
{
	struct strbuf *told = arg;

	strbuf_addf(told, "%d:%d %s\n", at.line, at.col, line);
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
		"3:5 command: ${arg} is not a macro; left out, as W&B's agent does (did "
		"you mean ${args}?)\n3:5 command: without ${args}, ${args_json} or another "
		"such macro the parameters reach no program\n");
	strbuf_reset(&told);
	word.text = (char *)"${args_no_equals}";
	ck_assert_int_eq(arguments_check(&p, &space, &to, &err), 0);
	ck_assert_str_eq(told.buf, "");
	strbuf_release(&told);
	word.text = (char *)"${program}";
	ck_assert_int_eq(arguments_check(&p, &space, NULL, &err), -1);
	ck_assert_str_eq(
		err.text, "s.yaml:3:5: command has ${program}, and program is missing");
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
	struct space s = {.params = &one, .n = 1};
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

static TCase *arguments_case(void)
{
	TCase *t = tcase_create("arguments");

	tcase_add_test(t, arguments_are_those_of_the_agent);
	tcase_add_test(t, macros_of_a_trial_stand_anywhere);
	tcase_add_test(t, macros_that_there_are_not);
	tcase_add_loop_test(
		t, reals_are_printed_as_in_python, 0, sizeof(reals) / sizeof(*reals));
	return t;
}

int main(void)
{
	Suite *s = suite_create("command");

	suite_add_tcase(s, arguments_case());
	return run_suite(s);
}
