/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Distributions against closed forms that share nothing with the code: moments by
 * integrating the quantile function over (0, 1), E f(X) = ∫ f(Q(u)) du.
 */
#include "config.h"

#include "base/stream.h"
#include "base/xalloc.h"
#include "fixture.h"
#include "space/space.h"

#include <check.h>
#include <float.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct place at = {"study.yaml", 1, 1};

/* "normal mu=1 sigma=2" as a domain; NULL or the error. */
static const char *domain_try(struct domain *d, const char *spec)
{
	static struct error err;
	char text[200], *word, *rest;
	struct knobs k;
	const struct kind *kind;
	int failed = 0;

	snprintf(text, sizeof(text), "%s", spec);
	kind = family_find(&distributions, strtok_r(text, " ", &rest));
	ck_assert_ptr_nonnull(kind);
	knobs_init(&k, kind->knobs, at);
	while (!failed && (word = strtok_r(NULL, " ", &rest))) {
		char *value = strchr(word, '=');

		*value++ = '\0';
		failed = knobs_set(&k, kind->name, word, value, at, &err);
	}
	failed = failed || domain_from_knobs(d, kind, &k, &err);
	knobs_release(&k);
	return failed ? err.text : NULL;
}

static struct domain domain_of(const char *spec)
{
	struct domain d;
	const char *wrong = domain_try(&d, spec);

	ck_assert_msg(!wrong, "%s: %s", spec, wrong);
	return d;
}

static struct domain categorical(const double *shares, size_t n)
{
	struct value *values = xcalloc(n, sizeof(*values));
	double *p = NULL;
	struct domain d;

	for (size_t i = 0; i < n; i++)
		values[i] = (struct value){.kind = VALUE_INT, .number = (double)(i * 10)};
	if (shares) {
		p = xcalloc(n, sizeof(*p));
		memcpy(p, shares, n * sizeof(*p));
	}
	domain_from_values(&d, family_find(&distributions, "categorical"), values, p, n);
	return d;
}

/* Mean and variance by the midpoint rule on a fine grid of u. */
static void moments(const struct domain *d, double *mean, double *variance)
{
	enum { N = 200000 };
	double *x = xcalloc(N, sizeof(*x)), sum = 0, squares = 0;
	int n = domain_name(d)[0] == 'b' ? 10000 : N; /* no tails, and slow */

	for (int i = 0; i < n; i++) {
		x[i] = domain_quantile(d, (i + 0.5) / n).number;
		sum += x[i];
	}
	*mean = sum / n;
	for (int i = 0; i < n; i++)
		squares += (x[i] - *mean) * (x[i] - *mean);
	*variance = squares / n;
	free(x);
}

/* E X and Var X of e^U, U uniform on [a, b]. */
static double log_uniform_mean(double a, double b)
{
	return (exp(b) - exp(a)) / (b - a);
}

static double log_uniform_variance(double a, double b)
{
	double m = log_uniform_mean(a, b);

	return (exp(2 * b) - exp(2 * a)) / (2 * (b - a)) - m * m;
}

START_TEST(moments_are_those_of_theory)
{
	const double l = log(1e-3), h = log(10);
	const struct {
		const char *spec;
		double mean, variance;
	} cases[] = {
		{"uniform min=-1 max=3", 1, 16.0 / 12},
		{"int_uniform min=1 max=6", 3.5, 35.0 / 12},
		{"int_uniform min=-2 max=2", 0, 2},
		{"log_uniform_values min=0.001 max=10", log_uniform_mean(l, h),
			log_uniform_variance(l, h)},
		{"inv_log_uniform_values min=0.001 max=10", log_uniform_mean(l, h),
			log_uniform_variance(l, h)},
		{"log_uniform min=-2 max=1", log_uniform_mean(-2, 1),
			log_uniform_variance(-2, 1)},
		{"inv_log_uniform min=-2 max=1", log_uniform_mean(-1, 2),
			log_uniform_variance(-1, 2)},
		{"normal", 0, 1},
		{"normal mu=3 sigma=0.5", 3, 0.25},
		{"log_normal mu=0.5 sigma=0.5", exp(0.5 + 0.125),
			(exp(0.25) - 1) * exp(1 + 0.25)},
		{"beta", 0.5, 1.0 / 12},
		{"beta a=2 b=5", 2.0 / 7, 10.0 / (49 * 8)},
		{"beta a=0.5 b=0.5", 0.5, 0.125},
		/* multiples of q, drawn by rounding: shares 1/4 1/2 1/4 and their like */
		{"q_uniform min=0 max=2", 1, 0.5},
		{"q_uniform min=0 max=1 q=0.5", 0.5, 0.125},
		{"q_log_uniform_values min=1 max=4 q=2", /* 2 up to 3, then 4; 0 never */
			(2 * log(3) + 4 * log(4.0 / 3)) / log(4),
			4 * log(3) / log(4) * log(4.0 / 3) / log(4)},
		/* rounding adds the variance of its error, q^2/12 */
		{"q_normal mu=0.3 sigma=2 q=0.5", 0.3, 4 + 0.25 / 12},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain d = domain_of(cases[i].spec);
		double mean, variance;

		moments(&d, &mean, &variance);
		ck_assert_msg(fabs(mean - cases[i].mean) < 1e-3 * sqrt(cases[i].variance),
			"%s: mean %g, not %g", cases[i].spec, mean, cases[i].mean);
		ck_assert_msg(fabs(variance / cases[i].variance - 1) < 2e-3,
			"%s: variance %g, not %g", cases[i].spec, variance,
			cases[i].variance);
		domain_release(&d);
	}
}
END_TEST

static const char *const all[] = {
	"uniform min=-1 max=3",
	"uniform min=1e-300 max=1e300",
	"int_uniform min=-3 max=40",
	"log_uniform_values min=1e-5 max=0.1",
	"inv_log_uniform_values min=1e-5 max=0.1",
	"log_uniform min=-9 max=-1",
	"log_uniform min=-690 max=690",
	"inv_log_uniform min=1 max=9",
	"normal mu=-1 sigma=3",
	"log_normal mu=-4 sigma=2",
	"log_normal mu=-300 sigma=40",
	"beta a=2 b=5",
	"beta a=0.01 b=2",
	"beta a=1e4 b=0.5",
	"beta a=1e4 b=1e4",
	"q_uniform min=8 max=128 q=8",
	"q_uniform min=0 max=1 q=0.1",
	"q_log_uniform_values min=1 max=1000 q=10",
	"q_log_uniform min=0 max=5 q=2",
	"q_normal sigma=5 q=0.25",
	"q_log_normal mu=2 q=3",
	"q_beta a=2 b=2 q=0.05",
};
#define N_ALL (sizeof(all) / sizeof(all[0]))

START_TEST(quantiles_rise_and_stay_in_the_support)
{
	struct domain d = domain_of(all[_i]);
	double lo, hi, last = -INFINITY;

	domain_support(&d, &lo, &hi);
	for (int i = 0; i <= 2000; i++) {
		double x = domain_quantile(&d, i / 2000.0).number;

		ck_assert_msg(
			isfinite(x) && x >= last, "%s: %g after %g", all[_i], x, last);
		ck_assert_msg(x >= lo && x <= hi, "%s: %g outside", all[_i], x);
		last = x;
	}
	if (isfinite(lo))
		ck_assert_double_eq(domain_quantile(&d, 0).number, lo);
	if (isfinite(hi) && domain_name(&d)[0] != 'b')
		ck_assert_double_eq(domain_quantile(&d, 1).number, hi);
	ck_assert(isfinite(domain_quantile(&d, NAN).number));
	domain_release(&d);
}
END_TEST

/* The position of Q(u) is u, up to half a share where values are discrete. */
START_TEST(positions_invert_quantiles)
{
	struct domain d = domain_of(all[_i]);

	for (int i = 1; i < 500; i++) {
		double u = i / 500.0, half = 1e-5;
		struct value v = domain_quantile(&d, u);
		double p = domain_position(&d, v);

		if (domain_count(&d) || d.q != 0) { /* the share of v, by scanning */
			double lo = u, hi = u;

			while (lo > 0 && value_equal(domain_quantile(&d, lo), v))
				lo -= 1e-3;
			while (hi < 1 && value_equal(domain_quantile(&d, hi), v))
				hi += 1e-3;
			half = (hi - lo) / 2 + 1e-3;
		}
		ck_assert_msg(fabs(p - u) <= half, "%s: %g at %g, not %g", all[_i],
			v.number, p, u);
	}
	ck_assert(isnan(
		domain_position(&d, (struct value){.kind = VALUE_TEXT, .text = ""})));
	domain_release(&d);
}
END_TEST

START_TEST(multiples_are_exact)
{
	struct domain d = domain_of("q_uniform min=0 max=1 q=0.1");
	char text[64];

	ck_assert_uint_eq(domain_count(&d), 11);
	value_print(domain_item(&d, 3), true, text, sizeof(text));
	ck_assert_str_eq(text, "0.3");
	ck_assert_int_eq(domain_item(&d, 3).kind, VALUE_REAL);
	domain_release(&d);
	d = domain_of("q_uniform min=1 max=10 q=4"); /* half to even: 10 / 4 is 2 */
	ck_assert_uint_eq(domain_count(&d), 3);
	ck_assert_double_eq(domain_item(&d, 0).number, 0);
	ck_assert_double_eq(domain_item(&d, 2).number, 8);
	ck_assert_int_eq(domain_item(&d, 2).kind, VALUE_INT);
	domain_release(&d);
	d = domain_of("q_normal sigma=0.4 q=1");
	value_print(domain_quantile(&d, 0.45), true, text, sizeof(text));
	ck_assert_str_eq(text, "0"); /* and not -0 */
	domain_release(&d);
	d = domain_of("normal mu=3 sigma=0");
	ck_assert_double_eq(domain_quantile(&d, 0).number, 3);
	ck_assert_double_eq(domain_quantile(&d, 0.9).number, 3);
	ck_assert_double_eq(domain_position(&d, domain_quantile(&d, 0.9)), 0.5);
	domain_release(&d);
}
END_TEST

START_TEST(values_are_counted)
{
	static const struct {
		const char *spec;
		size_t n;
		bool whole, log;
	} cases[] = {
		{"int_uniform min=-3 max=40", 44, true, false},
		{"q_uniform min=8 max=128 q=8", 16, true, false},
		{"q_log_uniform_values min=1 max=1000 q=10", 101, true, true},
		{"q_beta q=0.25", 5, false, false},
		{"uniform min=0 max=1", 0, false, false},
		{"log_uniform min=0 max=1", 0, false, true},
		{"normal", 0, false, false},
		{"q_normal", 0, true, false},
		{"q_log_normal q=0.5", 0, false, true},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain d = domain_of(cases[i].spec);

		ck_assert_msg(domain_count(&d) == cases[i].n, "%s", cases[i].spec);
		ck_assert_msg(domain_is_whole(&d) == cases[i].whole, "%s", cases[i].spec);
		ck_assert_msg(domain_is_log(&d) == cases[i].log, "%s", cases[i].spec);
		ck_assert(domain_is_numeric(&d) && !domain_is_constant(&d));
		for (size_t k = 1; k < cases[i].n; k++)
			ck_assert_double_gt(
				domain_item(&d, k).number, domain_item(&d, k - 1).number);
		domain_release(&d);
	}
}
END_TEST

/* Pearson's chi-square, 3 degrees of freedom: 21.1 is exceeded once in 10^4. */
START_TEST(categories_have_their_shares)
{
	static const double shares[] = {0.1, 0.2, 0, 0.3, 0.4};
	enum { N = 100000 };
	struct domain d = categorical(shares, 5);
	gsl_rng *rng = stream_new(5, 0, STREAM_CONFIG, 0);
	double counts[5] = {0}, chi = 0;

	for (int i = 0; i < N; i++)
		counts[(int)domain_quantile(&d, gsl_rng_uniform(rng)).number / 10]++;
	ck_assert(counts[2] == 0);
	for (int i = 0; i < 5; i++)
		if (shares[i] > 0)
			chi += pow(counts[i] - N * shares[i], 2) / (N * shares[i]);
	ck_assert_double_lt(chi, 21.1);
	ck_assert_double_eq_tol(
		domain_position(&d, (struct value){VALUE_INT, 30, NULL}), 0.45, 1e-12);
	ck_assert(domain_quantile(&d, 1).number == 40);
	domain_release(&d);
	d = categorical(NULL, 4);
	for (int i = 0; i < 4; i++)
		ck_assert(domain_quantile(&d, (i + 0.5) / 4).number == 10 * i);
	ck_assert_uint_eq(domain_count(&d), 4);
	ck_assert(!domain_is_numeric(&d));
	domain_release(&d);
	gsl_rng_free(rng);
}
END_TEST

START_TEST(mistakes_are_refused)
{
	static const char *const cases[][2] = {
		{"uniform min=2 max=1", "study.yaml:1:1: min 2 must be below max 1"},
		{"uniform min=2 max=2", "study.yaml:1:1: min 2 must be below max 2"},
		{"uniform min=2",
			"study.yaml:1:1: uniform needs min and max; max is missing"},
		{"q_uniform max=2",
			"study.yaml:1:1: q_uniform needs min and max; min is missing"},
		{"log_uniform_values min=0 max=1", "study.yaml:1:1: min cannot be '0'; "
						   "it must be a number above 0"},
		{"q_uniform min=0 max=1 q=0", "study.yaml:1:1: q cannot be '0'; it must "
					      "be a number above 0"},
		{"q_uniform min=0 max=1 q=1e-300",
			"study.yaml:1:1: q is too small for numbers up to 1"},
		{"normal sigma=-1", "study.yaml:1:1: sigma cannot be '-1'; it must be a "
					"number from 0 up"},
		{"int_uniform min=0.5 max=2", "study.yaml:1:1: min cannot be '0.5'; it "
					      "must be a whole number from "
					      "-9007199254740992 to 9007199254740992"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct domain d;
		const char *wrong = domain_try(&d, cases[i][0]);

		ck_assert_ptr_nonnull(wrong);
		ck_assert_str_eq(wrong, cases[i][1]);
	}
}
END_TEST

START_TEST(values_print_and_compare)
{
	static const struct {
		struct value v;
		const char *text, *exact;
	} cases[] = {
		{{VALUE_NULL, 0, NULL}, "null", "null"},
		{{VALUE_NONE, 0, NULL}, "-", "-"},
		{{VALUE_INT, 64, NULL}, "64", "64"},
		{{VALUE_INT, -9007199254740992.0, NULL}, "-9007199254740992",
			"-9007199254740992"},
		{{VALUE_REAL, 0.1, NULL}, "0.1", "0.1"},
		{{VALUE_REAL, 1.0 / 3, NULL}, "0.333333", "0.3333333333333333"},
		{{VALUE_REAL, 1e-5, NULL}, "1e-05", "1e-05"},
		{{VALUE_BOOL, 1, NULL}, "true", "true"},
		{{VALUE_BOOL, 0, NULL}, "false", "false"},
		{{VALUE_TEXT, 0, "64x64"}, "64x64", "64x64"},
	};
	enum { N = sizeof(cases) / sizeof(cases[0]) };
	char text[64];

	for (int i = 0; i < N; i++) {
		ck_assert_str_eq(value_print(cases[i].v, false, text, sizeof(text)),
			cases[i].text);
		ck_assert_str_eq(value_print(cases[i].v, true, text, sizeof(text)),
			cases[i].exact);
		for (int k = 0; k < N; k++)
			ck_assert(value_equal(cases[i].v, cases[k].v) == (i == k));
	}
	ck_assert(value_equal(
		(struct value){VALUE_INT, 1, NULL}, (struct value){VALUE_REAL, 1, NULL}));
	ck_assert_str_eq(
		value_print((struct value){VALUE_TEXT, 0, "abcdef"}, true, text, 4),
		"abcdef");
}
END_TEST

START_TEST(spaces_find_count_and_print)
{
	struct parameter params[] = {
		{.name = (char *)"rate", .domain = domain_of("uniform min=0 max=1")},
		{.name = (char *)"n \"q\"",
			.domain = domain_of("int_uniform min=0 max=9")},
		{.name = (char *)"fixed", .domain = categorical(NULL, 1)},
	};
	struct space s = {.params = params, .n = 3};
	struct value config[] = {
		{VALUE_REAL, 0.5, NULL}, {VALUE_INT, 7, NULL}, {VALUE_TEXT, 0, "a\"b"}};
	double u[3], again[3];
	struct strbuf sb;

	ck_assert_int_eq(space_find(&s, "fixed"), 2);
	ck_assert_int_eq(space_find(&s, "fix"), -1);
	ck_assert_uint_eq(space_free_dims(&s), 2);
	strbuf_init(&sb);
	space_print_json(&s, config, &sb);
	ck_assert_str_eq(sb.buf, "{\"rate\":0.5,\"n \\\"q\\\"\":7,\"fixed\":\"a\\\"b\"}");
	strbuf_release(&sb);
	space_random_point(&s, 3, 17, u);
	space_random_point(&s, 3, 17, again);
	for (int i = 0; i < 3; i++) {
		ck_assert(u[i] >= 0 && u[i] < 1);
		ck_assert_double_eq(u[i], again[i]);
		domain_release(&params[i].domain);
	}
}
END_TEST

/* One of every distribution, and what JSON has several ways to say. */
START_TEST(spaces_come_back_from_their_json)
{
	static const char json[] =
		"{\"constant\":{\"value\":0.1},\"whole\":{\"value\":3},"
		"\"text\":{\"value\":\"a \\\"b\\\"\"},\"none\":{\"value\":null},"
		"\"categorical\":{\"values\":[1,2.0,0.5,-1e-300,\"x\",true,false,null]},"
		"\"weighted\":{\"values\":[\"a\",\"b\",\"c\"],"
		"\"probabilities\":[0.846154,0.076923,0.076923]},"
		"\"only\":{\"distribution\":\"categorical\",\"values\":[\"a\"]},"
		"\"older\":{\"distribution\":\"categorical\",\"value\":\"a\"},"
		"\"int_uniform\":{\"distribution\":\"int_uniform\",\"min\":-3,\"max\":9},"
		"\"uniform\":{\"distribution\":\"uniform\",\"min\":-0.1,\"max\":0.3},"
		"\"wide\":{\"distribution\":\"uniform\",\"min\":1e-300,\"max\":1e300},"
		"\"q_uniform\":{\"distribution\":\"q_uniform\",\"min\":1,\"max\":3,"
		"\"q\":0.1},"
		"\"log_uniform_values\":{\"distribution\":\"log_uniform_values\","
		"\"min\":1e-5,\"max\":0.1},"
		"\"q_log_uniform_values\":{\"distribution\":\"q_log_uniform_values\","
		"\"min\":16,\"max\":4096,\"q\":16},"
		"\"log_uniform\":{\"distribution\":\"log_uniform\",\"min\":-9.21,"
		"\"max\":-2.3},"
		"\"q_log_uniform\":{\"distribution\":\"q_log_uniform\",\"min\":0,"
		"\"max\":5,\"q\":2},"
		"\"inv_log_uniform_values\":{\"distribution\":\"inv_log_uniform_values\","
		"\"min\":0.001,\"max\":7},"
		"\"inv_log_uniform\":{\"distribution\":\"inv_log_uniform\",\"min\":1,"
		"\"max\":3},"
		"\"normal\":{\"distribution\":\"normal\",\"mu\":0.3,\"sigma\":0.07},"
		"\"q_normal\":{\"distribution\":\"q_normal\",\"mu\":3,\"sigma\":2,"
		"\"q\":0.25},"
		"\"log_normal\":{\"distribution\":\"log_normal\",\"mu\":-1,"
		"\"sigma\":0.5},"
		"\"q_log_normal\":{\"distribution\":\"q_log_normal\",\"mu\":1,"
		"\"sigma\":1,\"q\":1},"
		"\"beta\":{\"distribution\":\"beta\",\"a\":2,\"b\":5},"
		"\"q_beta\":{\"distribution\":\"q_beta\",\"a\":0.5,\"b\":0.7,"
		"\"q\":0.125}}";
	struct space s = {0}, back = {0};
	struct strbuf once, twice;
	struct error err;

	ck_assert_msg(space_parse_parameters(&s, json, &err) == 0, "%s", err.text);
	strbuf_init(&once);
	strbuf_init(&twice);
	space_print_parameters(&s, &once);
	ck_assert_msg(space_parse_parameters(&back, once.buf, &err) == 0, "%s", err.text);
	space_print_parameters(&back, &twice);
	ck_assert_str_eq(once.buf, twice.buf);
	ck_assert_uint_eq(s.n, back.n);
	for (size_t i = 0; i < s.n; i++) {
		ck_assert_str_eq(s.params[i].name, back.params[i].name);
		for (int k = 0; k <= 1000; k++) {
			double u = k / 1000.0;
			struct value a = domain_quantile(&s.params[i].domain, u);
			struct value b = domain_quantile(&back.params[i].domain, u);

			ck_assert_msg(value_equal(a, b), "%s at %g", s.params[i].name, u);
		}
	}
	strbuf_release(&once);
	strbuf_release(&twice);
	space_release(&s);
	space_release(&back);
}
END_TEST

static Suite *space_suite(void)
{
	Suite *s = suite_create("space");
	TCase *t = tcase_create("space");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, moments_are_those_of_theory);
	tcase_add_loop_test(t, quantiles_rise_and_stay_in_the_support, 0, (int)N_ALL);
	tcase_add_loop_test(t, positions_invert_quantiles, 0, (int)N_ALL);
	tcase_add_test(t, multiples_are_exact);
	tcase_add_test(t, values_are_counted);
	tcase_add_test(t, categories_have_their_shares);
	tcase_add_test(t, mistakes_are_refused);
	tcase_add_test(t, values_print_and_compare);
	tcase_add_test(t, spaces_find_count_and_print);
	tcase_add_test(t, spaces_come_back_from_their_json);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	gsl_set_error_handler_off();
	return run_suite(space_suite());
}
