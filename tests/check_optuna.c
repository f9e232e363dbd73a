/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search space in Optuna's words, and its times. */
#include "config.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fixture.h"
#include "optuna/optuna.h"

#define INT "{\"name\":\"IntDistribution\",\"attributes\":{\"log\":"
#define FLOAT "{\"name\":\"FloatDistribution\",\"attributes\":{\"log\":"
#define DOMAIN(NAME, KNOBS) "{\"x\":{\"distribution\":\"" NAME "\"," KNOBS "}}"

/* v is seen, and 2 v. */
static const struct {
	const char *space;
	double v;
	const char *text;
} mapped[] = {
	{DOMAIN("int_uniform", "\"min\":-3,\"max\":12"), 3,
		INT "false,\"step\":1,\"low\":-3,\"high\":12}}"},
	{DOMAIN("uniform", "\"min\":0,\"max\":0.5"), 0.1,
		FLOAT "false,\"step\":null,\"low\":0,\"high\":0.5}}"},
	{DOMAIN("q_uniform", "\"min\":1,\"max\":99,\"q\":4"), 8,
		INT "false,\"step\":4,\"low\":0,\"high\":100}}"},
	{DOMAIN("q_uniform", "\"min\":0,\"max\":1,\"q\":0.1"), 0.3,
		FLOAT "false,\"step\":0.1,\"low\":0,\"high\":1}}"},
	/* 3 * 0.3 is no 0.9: Optuna would cut the range at 0.6 */
	{DOMAIN("q_uniform", "\"min\":0,\"max\":0.9,\"q\":0.3"), 0.3,
		FLOAT "false,\"step\":null,\"low\":0,\"high\":0.8999999999999999}}"},
	{DOMAIN("log_uniform_values", "\"min\":0.001,\"max\":0.1"), 0.01,
		FLOAT "true,\"step\":null,\"low\":0.001,\"high\":0.1}}"},
	{DOMAIN("inv_log_uniform_values", "\"min\":0.5,\"max\":2"), 1,
		FLOAT "true,\"step\":null,\"low\":0.5,\"high\":2}}"},
	{DOMAIN("log_uniform", "\"min\":0,\"max\":1"), 1,
		FLOAT "true,\"step\":null,\"low\":1,\"high\":2.718281828459045}}"},
	{DOMAIN("q_log_uniform_values", "\"min\":16,\"max\":96,\"q\":16"), 32,
		INT "true,\"step\":1,\"low\":16,\"high\":96}}"},
	{DOMAIN("q_log_uniform_values", "\"min\":0.5,\"max\":8,\"q\":0.5"), 1,
		FLOAT "true,\"step\":null,\"low\":0.5,\"high\":8}}"},
	/* it can be 0, which has no logarithm */
	{DOMAIN("q_log_uniform_values", "\"min\":0.1,\"max\":8,\"q\":0.5"), 1,
		FLOAT "false,\"step\":0.5,\"low\":0,\"high\":8}}"},
	{DOMAIN("normal", "\"mu\":0,\"sigma\":1"), 0.25,
		FLOAT "false,\"step\":null,\"low\":0.25,\"high\":0.5}}"},
	{DOMAIN("q_normal", "\"mu\":0,\"sigma\":1,\"q\":2"), 4,
		INT "false,\"step\":2,\"low\":4,\"high\":8}}"},
	{DOMAIN("log_normal", "\"mu\":0,\"sigma\":1"), 0.25,
		FLOAT "true,\"step\":null,\"low\":0.25,\"high\":0.5}}"},
	{DOMAIN("beta", "\"a\":2,\"b\":5"), 0.25,
		FLOAT "false,\"step\":null,\"low\":0,\"high\":1}}"},
	{DOMAIN("q_beta", "\"a\":2,\"b\":5,\"q\":0.25"), 0.25,
		FLOAT "false,\"step\":0.25,\"low\":0,\"high\":1}}"},
	{DOMAIN("constant", "\"value\":0.5"), 0.5,
		"{\"name\":\"CategoricalDistribution\",\"attributes\":{\"choices\":"
		"[0.5]}}"},
	{DOMAIN("categorical", "\"values\":[null,true,0.5,\"a\\\"b\"]"), 0.5,
		"{\"name\":\"CategoricalDistribution\",\"attributes\":{\"choices\":"
		"[null,true,0.5,\"a\\\"b\"]}}"},
};

static void read_space(struct space *space, const char *json)
{
	struct error err;

	*space = (struct space){0};
	ck_assert_msg(!space_parse_parameters(space, json, &err), "%s", err.text);
}

static bool is_listed(const struct space *space)
{
	return !domain_is_numeric(&space->params[0].domain);
}

START_TEST(distributions_are_said_in_optunas_words)
{
	struct value v = {.kind = VALUE_REAL, .number = mapped[_i].v};
	struct value twice = {.kind = VALUE_REAL, .number = 2 * mapped[_i].v};
	struct optuna_space *o;
	struct space space;
	struct strbuf sb;
	double internal;

	read_space(&space, mapped[_i].space);
	o = optuna_space_new(&space);
	optuna_space_see(o, &v);
	optuna_space_see(o, &twice);
	strbuf_init(&sb);
	ck_assert(optuna_space_value(o, 0, v, &internal, &sb));
	ck_assert_str_eq(sb.buf, mapped[_i].text);
	if (is_listed(&space))
		ck_assert_double_eq(
			internal, space.params[0].domain.n_values == 1 ? 0 : 2);
	else
		ck_assert_double_eq(internal, v.number);
	strbuf_release(&sb);
	optuna_space_free(o);
	space_release(&space);
}
END_TEST

/* Before it is known what occurs, an open end is far out, and a value beyond moves it. */
START_TEST(open_ends_hold_every_value)
{
	struct value far = {.kind = VALUE_INT, .number = 1000}, near = far;
	struct optuna_space *o;
	struct space space;
	struct strbuf sb;
	double internal;

	near.number = 1;
	read_space(&space, DOMAIN("q_normal", "\"mu\":0,\"sigma\":10"));
	o = optuna_space_new(&space);
	strbuf_init(&sb);
	ck_assert(optuna_space_value(o, 0, near, &internal, &sb));
	ck_assert_ptr_nonnull(strstr(sb.buf, "\"low\":-8"));
	ck_assert_ptr_nonnull(strstr(sb.buf, "\"high\":8"));
	strbuf_reset(&sb);
	ck_assert(optuna_space_value(o, 0, far, &internal, &sb));
	ck_assert_ptr_nonnull(strstr(sb.buf, "\"high\":1000}}"));
	strbuf_release(&sb);
	optuna_space_free(o);
	space_release(&space);
}
END_TEST

START_TEST(what_is_no_value_of_the_domain_is_not_said)
{
	struct value text = {.kind = VALUE_TEXT, .text = "x"};
	struct value minus = {.kind = VALUE_REAL, .number = -1};
	struct optuna_space *o;
	struct space space;
	struct strbuf sb;
	double internal;

	strbuf_init(&sb);
	read_space(&space,
		"{\"a\":{\"distribution\":\"log_normal\",\"mu\":0,\"sigma\":1},"
		"\"b\":{\"distribution\":\"categorical\",\"values\":[1,2]}}");
	o = optuna_space_new(&space);
	ck_assert(!optuna_space_value(o, 0, text, &internal, &sb));
	ck_assert(!optuna_space_value(o, 0, minus, &internal, &sb));
	ck_assert(!optuna_space_value(o, 1, text, &internal, &sb));
	ck_assert_uint_eq(sb.len, 0);
	strbuf_release(&sb);
	optuna_space_free(o);
	space_release(&space);
}
END_TEST

static const struct {
	double time;
	const char *text;
} times[] = {
	{1700000002.5, "2023-11-14 22:13:22.500000"},
	{1700000002.000005, "2023-11-14 22:13:22.000005"},
	{1699999999.9999999, "2023-11-14 22:13:20.000000"},
	{-1e9, "1970-01-01 00:00:00.000000"},
	{1e18, "9999-01-01 00:00:00.000000"},
};

START_TEST(times_have_six_digits)
{
	struct strbuf sb;

	setenv("TZ", "UTC", 1);
	tzset();
	strbuf_init(&sb);
	optuna_print_time(times[_i].time, ' ', &sb);
	ck_assert_str_eq(sb.buf, times[_i].text);
	strbuf_release(&sb);
}
END_TEST

static TCase *optuna_case(void)
{
	TCase *tc = tcase_create("optuna");

	tcase_add_loop_test(tc, distributions_are_said_in_optunas_words, 0,
		(int)(sizeof(mapped) / sizeof(*mapped)));
	tcase_add_test(tc, open_ends_hold_every_value);
	tcase_add_test(tc, what_is_no_value_of_the_domain_is_not_said);
	tcase_add_loop_test(
		tc, times_have_six_digits, 0, (int)(sizeof(times) / sizeof(*times)));
	return tc;
}

int main(void)
{
	Suite *s = suite_create("optuna");

	suite_add_tcase(s, optuna_case());
	return run_suite(s);
}
