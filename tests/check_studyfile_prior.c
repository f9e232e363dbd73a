/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `prior:` and `confidence:` of a parameter: what is taken, and what is refused. */
#include "config.h"

#include "check_studyfile.h"

#include "studyfile/studyfile.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static const struct knob none[] = {{.name = NULL}};
static const struct kind plain = {"random", "", none}, draw = {"random", "", none},
			 gp = {"gp", "", none}, prior = {"prior", "", none},
			 net = {"net", "", none};
static const struct kind *const scheduler_kinds[] = {&plain},
				*const searcher_kinds[] = {&draw, &gp, &prior},
				*const objective_kinds[] = {&net};
static const struct family schedulers = {"scheduler", scheduler_kinds, 1},
			   searchers = {"searcher", searcher_kinds, 3},
			   objectives = {"objective", objective_kinds, 1};

static const struct knob *any(const struct kind *objective)
{
	(void)objective;
	return NULL;
}

static const struct catalog catalog = {.schedulers = &schedulers,
	.searchers = &searchers,
	.objectives = &objectives,
	.objective_params = any};

#define LOG "distribution: log_uniform_values, min: 1e-5, max: 1e-1"

/* The last parameter, as the study event says it. */
static const char *const taken[][2] = {
	{"a: {" LOG ", prior: 1e-3}",
		"\"min\":1e-05,\"max\":0.1,\"prior\":0.001,\"confidence\":\"medium\"}"},
	{"a: {" LOG ", prior: 1e-3, confidence: high}",
		"\"prior\":0.001,\"confidence\":\"high\"}"},
	{"a: {confidence: low, prior: '0.01', " LOG "}",
		"\"prior\":0.01,\"confidence\":\"low\"}"},
	{"a: {min: 1, max: 9, prior: 4}", "\"max\":9,\"prior\":4,\"confidence\":\"medium\"}"},
	{"a: {min: 1, max: 9, prior: 9.0}", "\"prior\":9,\"confidence\":\"medium\"}"},
	{"a: {min: 0.5, max: 9, prior: 1}", "\"prior\":1,\"confidence\":\"medium\"}"},
	{"a: {distribution: normal, prior: -7.5, confidence: medium}",
		"\"prior\":-7.5,\"confidence\":\"medium\"}"},
	{"a: {distribution: beta, prior: 0.5}", "\"prior\":0.5,\"confidence\":\"medium\"}"},
	{"a: {distribution: q_uniform, min: 0, max: 64, q: 8, prior: 16}",
		"\"prior\":16,\"confidence\":\"medium\"}"},
	{"a: {values: [x, y], prior: y, confidence: low}",
		"[\"x\",\"y\"],\"prior\":\"y\",\"confidence\":\"low\"}"},
	{"a: {values: [16, 32], prior: 32}", "\"prior\":32,\"confidence\":\"medium\"}"},
	{"a: {values: [true, null], prior: true}",
		"\"prior\":true,\"confidence\":\"medium\"}"},
	{"a: {values: [1, 2], probabilities: [0.5, 0.5], prior: 2}",
		"\"prior\":2,\"confidence\":\"medium\"}"},
	{"o: {parameters: {a: {min: 1, max: 9, prior: 2}}}",
		"\"prior\":2,\"confidence\":\"medium\"}"},
	{"a: {min: 1, max: 9}", "{\"distribution\":\"int_uniform\",\"min\":1,\"max\":9}"},
};

/* Whoever says what they believe and names no method gets the searcher that uses it. */
START_TEST(a_prior_is_taken)
{
	struct strbuf out = STRBUF_INIT;
	struct studyfile sf;
	struct space again;
	struct error err;
	char text[512];

	snprintf(text, sizeof(text), "parameters: {%s}", taken[_i][0]);
	load_study(&sf, &catalog, "", text);
	ck_assert_ptr_eq(sf.searcher.kind, strstr(text, "prior") ? &prior : &draw);
	ck_assert_uint_eq(sf.n_notes, 0);
	space_print_parameters(&sf.space, &out);
	ck_assert_msg(strstr(out.buf, taken[_i][1]) != NULL, "%s", out.buf);
	/* and read back from a recording */
	ck_assert_msg(!space_parse_parameters(&again, out.buf, &err), "%s", err.text);
	ck_assert_int_eq(again.params[0].confidence, sf.space.params[0].confidence);
	ck_assert(again.params[0].confidence == CONFIDENCE_NONE ||
		  value_equal(again.params[0].prior, sf.space.params[0].prior));
	space_release(&again);
	strbuf_release(&out);
	studyfile_release(&sf);
}
END_TEST

static const char *const refused[][2] = {
	{"a: {" LOG ", prior: 5}",
		"1:81: prior of a cannot be '5'; it must be a number from "
		"1e-05 to 0.1"},
	{"a: {" LOG ", prior: 0}",
		"1:81: prior of a cannot be '0'; it must be a number from "
		"1e-05 to 0.1"},
	{"a: {" LOG ", prior: }",
		"1:74: prior of a cannot be nothing; it must be a number "
		"from 1e-05 to 0.1"},
	{"a: {" LOG ", prior: [1]}",
		"1:81: prior of a cannot be a list; it must be a number "
		"from 1e-05 to 0.1"},
	{"a: {min: 1, max: 9, prior: 2.5}", "1:41: prior of a cannot be '2.5'; it must "
					    "be a whole number from 1 to 9"},
	{"a: {values: [x, y], prior: z}",
		"1:41: prior of a cannot be 'z'; it must be one of: x, y"},
	{"a: {values: [x, y], probabilities: [0, 1], prior: x}",
		"1:64: prior of a cannot be 'x', whose probability is 0"},
	{"a: {value: 1, prior: 1}", "1:35: a has one value alone; leave its prior out"},
	{"a: {min: 1, max: 9, confidence: low}",
		"1:46: confidence of a goes with a prior, which is missing"},
	{"a: {min: 1, max: 9, prior: 2, confidence: sure}",
		"1:56: confidence cannot be 'sure'; it must be one of: low, medium, "
		"high"},
	{"a: {min: 1, max: 9, prior: 2, confidence: 0.5}",
		"1:56: confidence cannot be '0.5'; it must be one of: low, medium, high"},
	{"a: {min: 1, max: 9, priors: 2}",
		"1:34: unknown key 'priors' in a; did you mean 'prior'?"},
	{"o: {prior: 1, parameters: {a: {min: 1, max: 9}}}",
		"1:14: o has parameters of its own, and nothing but when can be said of "
		"it"},
};

START_TEST(what_is_no_prior_is_refused)
{
	struct studyfile sf;
	struct error err;
	char text[512], line[512];

	snprintf(text, sizeof(text), "parameters: {%s}", refused[_i][0]);
	snprintf(line, sizeof(line), "s.yaml:%s", refused[_i][1]);
	ck_assert_int_eq(try_study(&sf, &catalog, "", text, &err), -1);
	ck_assert(err.usage);
	ck_assert_str_eq(err.text, line);
}
END_TEST

START_TEST(a_searcher_that_does_not_use_it_says_so)
{
	static const char *const cases[][3] = {
		{"method: random", "random",
			"3:3: prior of a, o.b: the searcher random does not use it; prior "
			"does"},
		{"method: bayes", "gp",
			"3:3: prior of a, o.b: the searcher gp does not use it; prior does"},
	};
	struct studyfile sf;
	char text[512];

	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof(text),
			"%s\nparameters:\n  a: {min: 1, max: 3, prior: 2}\n"
			"  o: {parameters: {b: {values: [1, 2], prior: 2}}}\n",
			cases[i][0]);
		load_study(&sf, &catalog, "", text);
		ck_assert_str_eq(sf.searcher.kind->name, cases[i][1]);
		ck_assert_uint_ge(sf.n_notes, 1);
		snprintf(text, sizeof(text), "s.yaml:%s", cases[i][2]);
		ck_assert_str_eq(sf.notes[sf.n_notes - 1], text);
		studyfile_release(&sf);
	}
	load_study(&sf, &catalog, "",
		"method: prior\nparameters: {a: {min: 1, max: 3, prior: 2}}");
	ck_assert_ptr_eq(sf.searcher.kind, &prior);
	ck_assert_uint_eq(sf.n_notes, 0);
	studyfile_release(&sf);
}
END_TEST

TCase *prior_case(void)
{
	TCase *t = tcase_create("prior");

	tcase_add_loop_test(t, a_prior_is_taken, 0, sizeof(taken) / sizeof(taken[0]));
	tcase_add_loop_test(
		t, what_is_no_prior_is_refused, 0, sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, a_searcher_that_does_not_use_it_says_so);
	return t;
}
