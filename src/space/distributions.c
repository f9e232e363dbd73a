/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "space/distribution.h"
#include "space/shapes.h"

#define WHOLE_MAX 9007199254740992.0 /* 2^53 */
#define REAL_MAX 1e300		     /* so that the difference of two is finite */
#define EXPONENT_MAX 690	     /* so that e to it is finite, and not 0 */
#define LOG_MU_MAX 300		     /* so that eight sigma out is a number, and not 0 */
#define LOG_SIGMA_MAX 40
#define WEIGHT_MAX 1e4 /* GSL's continued fraction ends in time */

/* clang-format off */
#define TEXT(NAME, HELP) {.name = NAME, .type = KNOB_TEXT, .help = HELP}
#define REAL(NAME, MIN, MAX, HELP) \
	{.name = NAME, .type = KNOB_REAL, .min = MIN, .max = MAX, .help = HELP}
#define WHOLE(NAME, HELP) \
	{.name = NAME, .type = KNOB_INT, .min = -WHOLE_MAX, .max = WHOLE_MAX, .help = HELP}
#define ABOVE_0(NAME, MAX, DEF, HELP) \
	{.name = NAME, .type = KNOB_REAL, .min = 0, .open_min = true, .max = MAX, \
	 .def = DEF, .help = HELP}
#define FROM_0(NAME, MAX, DEF, HELP) \
	{.name = NAME, .type = KNOB_REAL, .min = 0, .max = MAX, .def = DEF, .help = HELP}
#define Q ABOVE_0("q", REAL_MAX, "1", "values are rounded to multiples of q")
#define REALS \
	REAL("min", -REAL_MAX, REAL_MAX, "the smallest value"), \
	REAL("max", -REAL_MAX, REAL_MAX, "the largest value")
#define POSITIVES \
	ABOVE_0("min", REAL_MAX, NULL, "the smallest value"), \
	ABOVE_0("max", REAL_MAX, NULL, "the largest value")
#define EXPONENTS \
	REAL("min", -EXPONENT_MAX, EXPONENT_MAX, "the smallest exponent of e"), \
	REAL("max", -EXPONENT_MAX, EXPONENT_MAX, "the largest exponent of e")
#define NORMAL \
	{.name = "mu", .type = KNOB_REAL, .min = -REAL_MAX, .max = REAL_MAX, .def = "0", \
	 .help = "the mean"}, \
	FROM_0("sigma", REAL_MAX, "1", "the standard deviation; 0: always mu")
#define LOG_NORMAL \
	{.name = "mu", .type = KNOB_REAL, .min = -LOG_MU_MAX, .max = LOG_MU_MAX, \
	 .def = "0", .help = "the mean of the logarithm"}, \
	FROM_0("sigma", LOG_SIGMA_MAX, "1", "the standard deviation of the logarithm")
#define BETA \
	ABOVE_0("a", WEIGHT_MAX, "1", "the weight of 1"), \
	ABOVE_0("b", WEIGHT_MAX, "1", "the weight of 0")
#define ROWS(...) (const struct knob[]){__VA_ARGS__, {.name = NULL}}

static const struct distribution constant = {
	.kind = {"constant", "one value", ROWS(TEXT("value", "the value"))},
};
static const struct distribution categorical = {
	.kind = {"categorical", "one of a list of values",
		ROWS(TEXT("values", "the list"),
			TEXT("probabilities", "one for each value; equal when left out"))},
};
static const struct distribution categorical_w_probabilities = {
	.kind = {"categorical_w_probabilities", "values that are not equally likely",
		ROWS(TEXT("values", "the list"),
			TEXT("probabilities", "one for each value"))},
};
static const struct distribution int_uniform = {
	.kind = {"int_uniform", "whole numbers from min to max, both possible",
		ROWS(WHOLE("min", "the smallest value"), WHOLE("max", "the largest value"))},
	.shape = &shape_uniform,
	.whole = true,
};
static const struct distribution uniform = {
	.kind = {"uniform", "numbers from min to max", ROWS(REALS)},
	.shape = &shape_uniform,
};
static const struct distribution q_uniform = {
	.kind = {"q_uniform", "uniform, rounded to multiples of q", ROWS(REALS, Q)},
	.shape = &shape_uniform,
	.multiple = true,
};
static const struct distribution log_uniform_values = {
	.kind = {"log_uniform_values", "numbers from min to max, uniform in the logarithm",
		ROWS(POSITIVES)},
	.shape = &shape_log_values,
};
static const struct distribution q_log_uniform_values = {
	.kind = {"q_log_uniform_values", "log_uniform_values, rounded to multiples of q",
		ROWS(POSITIVES, Q)},
	.shape = &shape_log_values,
	.multiple = true,
};
static const struct distribution log_uniform = {
	.kind = {"log_uniform", "e to the x, x uniform from min to max", ROWS(EXPONENTS)},
	.shape = &shape_log_exponents,
};
static const struct distribution q_log_uniform = {
	.kind = {"q_log_uniform", "log_uniform, rounded to multiples of q",
		ROWS(EXPONENTS, Q)},
	.shape = &shape_log_exponents,
	.multiple = true,
};
/* 1/X is log-uniform exactly when X is: W&B has a name for it all the same. */
static const struct distribution inv_log_uniform_values = {
	.kind = {"inv_log_uniform_values", "1/x uniform in the logarithm, from min to max",
		ROWS(POSITIVES)},
	.shape = &shape_log_values,
};
static const struct distribution inv_log_uniform = {
	.kind = {"inv_log_uniform", "e to the -x, x uniform from min to max",
		ROWS(EXPONENTS)},
	.shape = &shape_inv_exponents,
};
static const struct distribution normal = {
	.kind = {"normal", "the normal distribution", ROWS(NORMAL)},
	.shape = &shape_normal,
};
static const struct distribution q_normal = {
	.kind = {"q_normal", "normal, rounded to multiples of q", ROWS(NORMAL, Q)},
	.shape = &shape_normal,
	.multiple = true,
};
static const struct distribution log_normal = {
	.kind = {"log_normal", "e to the x, x normal", ROWS(LOG_NORMAL)},
	.shape = &shape_log_normal,
};
static const struct distribution q_log_normal = {
	.kind = {"q_log_normal", "log_normal, rounded to multiples of q",
		ROWS(LOG_NORMAL, Q)},
	.shape = &shape_log_normal,
	.multiple = true,
};
static const struct distribution beta = {
	.kind = {"beta", "numbers from 0 to 1, by the beta distribution", ROWS(BETA)},
	.shape = &shape_beta,
};
static const struct distribution q_beta = {
	.kind = {"q_beta", "beta, rounded to multiples of q", ROWS(BETA, Q)},
	.shape = &shape_beta,
	.multiple = true,
};
/* clang-format on */

static const struct kind *const kinds[] = {
	&constant.kind,
	&categorical.kind,
	&categorical_w_probabilities.kind,
	&int_uniform.kind,
	&uniform.kind,
	&q_uniform.kind,
	&log_uniform_values.kind,
	&q_log_uniform_values.kind,
	&log_uniform.kind,
	&q_log_uniform.kind,
	&inv_log_uniform_values.kind,
	&inv_log_uniform.kind,
	&normal.kind,
	&q_normal.kind,
	&log_normal.kind,
	&q_log_normal.kind,
	&beta.kind,
	&q_beta.kind,
};

const struct family distributions = {
	.noun = "distribution",
	.kinds = kinds,
	.n = sizeof(kinds) / sizeof(kinds[0]),
};
