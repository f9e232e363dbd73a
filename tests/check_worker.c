/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read of what a trial's process prints. */
#include "config.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_worker.h"
#include "fixture.h"
#include "worker/report_line.h"

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

static TCase *report_line_case(void)
{
	TCase *t = tcase_create("report lines");

	tcase_add_loop_test(t, lines_of_json, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_test(t, a_key_that_is_no_metric_is_named);
	tcase_add_loop_test(t, lines_by_pattern, 0, sizeof(matches) / sizeof(*matches));
	tcase_add_test(t, patterns_that_are_none);
	return t;
}

int main(void)
{
	Suite *s = suite_create("worker");

	suite_add_tcase(s, report_line_case());
	suite_add_tcase(s, memory_case());
	suite_add_tcase(s, printed_case());
	suite_add_tcase(s, slurm_case());
	return run_suite(s);
}
