/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What programs print for numbers that are none, and for others. The tables were made by
 * running the programs that they name, on Debian 12 for amd64, but for those in brackets:
 * these are not in Debian, and their words are those of their documentation or sources.
 */
#include "config.h"

#include "check_worker.h"

#include "base/strbuf.h"
#include "worker/printed_number.h"
#include "worker/report_line.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {"loss", "acc"};

/* Each program's words for NaN and both infinities. */
static const struct {
	const char *program;
	const char *words[6];
} words[] = {
	{"Python 3.11.2: print", {"nan", "inf", "-inf"}},
	{"Python 3.11.2: json, allow_nan; simplejson 3.18.3",
		{"NaN", "Infinity", "-Infinity"}},
	{"Python 3.11.2: decimal", {"NaN", "Infinity", "-Infinity", "1E+500"}},
	{"Python 3.11.2: print(None)", {"None"}},
	{"NumPy 1.24.2: nan_to_num",
		{"1.7976931348623157e+308", "-1.7976931348623157e+308"}},
	{"[pandas 2: print]", {"NaN", "<NA>", "inf", "-inf"}},
	{"R 4.2.2: cat, print, sprintf", {"NaN", "NA", "Inf", "-Inf", "NULL"}},
	{"R: jsonlite 1.8.4, texts", {"NaN", "NA", "Inf", "-Inf"}},
	{"[Julia 1.10: print, show]", {"NaN", "Inf", "-Inf", "missing", "nothing"}},
	{"[Julia 1.10: show of Float32, Float16]",
		{"NaN32", "Inf32", "-Inf32", "NaN16", "Inf16", "-Inf16"}},
	{"[Julia: JSON.jl 0.21; JSON3 1.14, allow_inf]", {"null", "NaN", "Inf", "-Inf"}},
	{"node 20.20.2: String", {"NaN", "Infinity", "-Infinity", "undefined"}},
	{"node 20.20.2: JSON.stringify", {"null"}},
	{"Perl 5.36.0: print, printf", {"NaN", "Inf", "-Inf"}},
	{"[Perl 5.20: print]", {"nan", "-nan", "inf", "-inf"}},
	{"Perl: JSON::XS 4.04", {"-nan", "nan", "inf", "-inf"}},
	{"Lua 5.4.4, 5.1.5: print", {"-nan", "nan", "inf", "-inf"}},
	{"[Lua 5.1 on Windows]", {"-1.#IND", "1.#QNAN", "1.#INF", "-1.#INF"}},
	{"Lua: cjson 2.1.0, encode_invalid_numbers", {"nan", "inf", "-inf", "null"}},
	{"Lua: dkjson 2.6", {"null"}},
	{"jq 1.6: nan, infinite",
		{"null", "1.7976931348623157e+308", "-1.7976931348623157e+308"}},
	{"gawk 5.2.1", {"-nan", "+nan", "+inf", "-inf"}},
	{"mawk 1.3.4", {"nan", "-nan", "inf", "-inf"}},
	{"C, glibc 2.36: %f %F", {"nan", "-nan", "NAN", "inf", "-inf", "INF"}},
	{"[C, Microsoft: %f, %.2f, UCRT]",
		{"1.#INF00", "-1.#IND00", "1.#J", "-nan(ind)", "nan(snan)"}},
	{"C++, libstdc++ 12: <<", {"nan", "-nan", "inf", "-inf"}},
	{"GNU Fortran 12.2.0", {"NaN", "Infinity", "-Infinity"}},
	{"Java 17.0.15: println", {"NaN", "Infinity", "-Infinity", "null"}},
	{"Java 17.0.15: NumberFormat", {"NaN", "\u221e", "-\u221e"}},
	{"[Java 8: NumberFormat]", {"\ufffd", "\u221e", "-\u221e"}},
	{"[.NET 8: ToString]", {"NaN", "\u221e", "-\u221e", "Infinity", "\u2212\u221e"}},
	{"[Go 1.22: fmt]", {"NaN", "+Inf", "-Inf"}},
	{"Rust 1: {}", {"NaN", "inf", "-inf"}},
	{"Ruby 3.1.2: puts, json with allow_nan", {"NaN", "Infinity", "-Infinity"}},
	{"Ruby 3.1.2: %f", {"NaN", "Inf", "-Inf"}},
	{"PHP 8.2: echo; printf", {"NAN", "INF", "-INF", "NaN"}},
	{"[Racket, Guile: display]", {"+nan.0", "+inf.0", "-inf.0"}},
	{"[Wolfram 14]", {"Indeterminate", "Infinity"}},
	{"[YAML 1.2]", {".nan", ".inf", "-.inf", "+.Inf", ".NaN"}},
};

/* The word in a line, as a value and as a text, and as a pattern finds it. */
static void is_not_finite(const char *word, const char *form, struct report_pattern *p)
{
	struct report_line r;
	struct strbuf line;

	strbuf_init(&line);
	for (; *form; form++) {
		if (*form == '@')
			strbuf_adds(&line, word);
		else
			strbuf_addch(&line, *form);
	}
	ck_assert_msg(
		report_line_read(line.buf, line.len, p, names, 2, &r) == REPORT_EPOCH &&
			r.epoch == 3 && isnan(r.metrics[0]),
		"%s", line.buf);
	strbuf_release(&line);
}

START_TEST(words_for_numbers_that_are_not_finite)
{
	static const char *const patterns[] = {
		"epoch (?<epoch>\\d+).*loss[=:]? *(?<loss>\\S+)",
		"^(?<epoch>\\d+)\t(?<loss>[^\t]*)"};
	struct report_pattern *first, *second;
	struct error err;

	first = report_pattern_new(patterns[0], &err);
	second = report_pattern_new(patterns[1], &err);
	for (const char *const *word = words[_i].words;
		word < words[_i].words + 6 && *word; word++) {
		double v = 0;

		ck_assert_msg(
			printed_number(*word, strlen(*word), &v) == PRINTED_NOT_FINITE &&
				isnan(v),
			"%s of %s", *word, words[_i].program);
		is_not_finite(*word, "{\"epoch\": 3, \"loss\": @}", NULL);
		is_not_finite(*word, "{\"epoch\":3,\"loss\":@,\"acc\":0.5}", NULL);
		is_not_finite(*word, "{\"loss\": \"@\", \"epoch\": \"3\"}", NULL);
		is_not_finite(*word, "{\"epoch\":[3],\"loss\":[@]}", NULL);
		is_not_finite(*word, "{\"epoch\":[3],\"loss\":[\"@\"]}", NULL);
		is_not_finite(*word, "[{\"epoch\":3.0,\"loss\":@ }]\r", NULL);
		is_not_finite(*word, "epoch 3 loss: @ (best)", first);
		is_not_finite(*word, "3\t @ \t0.5", second);
	}
	report_pattern_free(first);
	report_pattern_free(second);
}
END_TEST

static const struct {
	const char *text;
	enum printed kind;
	double v;
} numbers[] = {
	{"0.25", PRINTED_NUMBER, 0.25},
	{".25", PRINTED_NUMBER, 0.25},	      /* bc 1.07 */
	{"-.25", PRINTED_NUMBER, -0.25},      /* */
	{"+0.25", PRINTED_NUMBER, 0.25},      /* printf %+g */
	{"5.", PRINTED_NUMBER, 5},	      /* Fortran, NumPy */
	{"0.2500D+00", PRINTED_NUMBER, 0.25}, /* GNU Fortran 12.2.0, D12.4 */
	{"1d-3", PRINTED_NUMBER, 1e-3},	      /* */
	{"2.5E-1", PRINTED_NUMBER, 0.25},
	{"1e-400", PRINTED_NUMBER, 0},
	{"0x1p-2", PRINTED_NUMBER, 0.25}, /* C's %a */
	{"\u22120.25", PRINTED_NUMBER, -0.25},
	{"007", PRINTED_NUMBER, 7},
	{" 8 ", PRINTED_NUMBER, 8},
	{"123456789012345678901234567890", PRINTED_NUMBER,
		123456789012345678901234567890.0},
	{"3.4028234663852886e+38", PRINTED_NUMBER, 3.4028234663852886e+38},
	{"1e400", PRINTED_NOT_FINITE, NAN},
	{"-1e999", PRINTED_NOT_FINITE, NAN},
	{"", PRINTED_OTHER, NAN},
	{"low", PRINTED_OTHER, NAN},
	{"-", PRINTED_OTHER, NAN},
	{"0.25,", PRINTED_OTHER, NAN},
	{"0,25", PRINTED_OTHER, NAN},
	{"12.5%", PRINTED_OTHER, NAN},
	{"1d", PRINTED_OTHER, NAN},
	{"1 2", PRINTED_OTHER, NAN},
	{"tensor(0.2500)", PRINTED_OTHER, NAN}, /* torch 1.13 */
	{"***", PRINTED_OTHER, NAN},		/* Fortran, no room */
	{"nano", PRINTED_OTHER, NAN},
	{"infra", PRINTED_OTHER, NAN},
	{"true", PRINTED_OTHER, NAN},
};

START_TEST(numbers_as_they_are_printed)
{
	double v = 1;

	ck_assert_int_eq(printed_number(numbers[_i].text, strlen(numbers[_i].text), &v),
		numbers[_i].kind);
	ck_assert_msg(v == numbers[_i].v || (isnan(v) && isnan(numbers[_i].v)), "%g", v);
}
END_TEST

START_TEST(a_number_of_many_digits)
{
	char digits[512];
	double v;

	memset(digits, '9', sizeof(digits));
	ck_assert_int_eq(printed_number(digits, 300, &v), PRINTED_NUMBER);
	ck_assert_int_eq(printed_number(digits, 310, &v), PRINTED_NOT_FINITE);
	ck_assert_int_eq(printed_number("1\0", 2, &v), PRINTED_OTHER);
}
END_TEST

/* Lines as they come. epoch −1: not said; NaN: not finite, or not there. */
static const struct {
	const char *line;
	enum report_kind kind;
	int epoch;
	double loss;
	const char *wrong;
} lines[] = {
	{"{\"epoch\": 0, \"loss\": 0.5}", REPORT_EPOCH, 0, 0.5, ""},
	{"{\"loss\": 0.5}", REPORT_EPOCH, -1, 0.5, ""},
	{"{\"epoch\": \"8\", \"loss\": \"0.5\"}", REPORT_EPOCH, 8, 0.5, ""},
	{"{\"epoch\": 2.0, \"loss\": 1}", REPORT_EPOCH, 2, 1, ""},
	{"{\"epoch\": 2.5, \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch 2.5 is no whole number"},
	{"{\"epoch\": -1, \"loss\": 1}", REPORT_WRONG, -1, 1, "epoch -1 is below 0"},
	{"{\"epoch\": 1e19, \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch 1e+19 is too large"},
	{"{\"epoch\": 18446744073709551616, \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch 1.84467440737096e+19 is too large"},
	{"{\"epoch\": null, \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch is no number: null"},
	{"{\"epoch\": true, \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch is no number: true"},
	{"{\"epoch\": \"one\", \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch is no number: \"one\""},
	{"{\"epoch\": \"1/10\", \"loss\": 1}", REPORT_WRONG, -1, 1,
		"epoch is no number: \"1/10\""},
	{"{\"epoch\": 1, \"loss\": \"low\"}", REPORT_WRONG, 1, NAN,
		"loss is no number: \"low\""},
	{"{\"epoch\": 1, \"loss\": {}}", REPORT_WRONG, 1, NAN, /* jsonlite: NULL */
		"loss is no number: {}"},
	{"{\"epoch\": 1, \"loss\": []}", REPORT_WRONG, 1, NAN, "loss is no number: []"},
	{"{\"epoch\": 1, \"loss\": [1, 2]}", REPORT_WRONG, 1, NAN,
		"loss is no number: [1.0,2.0]"},
	{"{\"epoch\": 1, \"loss\": true}", REPORT_WRONG, 1, NAN,
		"loss is no number: true"},
	/* What a program tells of itself */
	{"{\"epochs\": 3, \"loss\": \"mse\"}", REPORT_NONE, -1, NAN, ""},
	{"{\"epoch\": \"start\", \"loss\": \"mse\"}", REPORT_NONE, -1, NAN, ""},
	{"{\"epoch\": 0.25, \"lr\": 1}", REPORT_NONE, -1, NAN, ""},
	{"{\"level\": \"info\"}", REPORT_NONE, -1, NAN, ""},
	/* Without the metric: jsonlite's data frames leave NaN out */
	{"{\"epoch\":1}", REPORT_MISSING, 1, NAN, ""},
	{"[{\"epoch\":1}]", REPORT_MISSING, 1, NAN, ""},
	{"{\"epoch\": 1, \"acc\": 0.5}", REPORT_MISSING, 1, NAN, ""},
	/* Not quite JSON */
	{"{\"epoch\": 1, \"loss\": .25}", REPORT_EPOCH, 1, 0.25, ""}, /* bc 1.07 */
	{"{\"epoch\": 1, \"loss\": 1e400, \"big\": 1e999}", REPORT_EPOCH, 1, NAN, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"seed\": 18446744073709551615}", REPORT_EPOCH, 1,
		0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"grad\": 1e400}", REPORT_EPOCH, 1, 0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"s\": \"NaN {\\\" 1e400\"}", REPORT_EPOCH, 1,
		0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"v\": [NaN, -inf, {\"a\": Infinity}]}",
		REPORT_EPOCH, 1, 0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"f\": \"caf\xe9\"}", REPORT_EPOCH, 1, 0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"f\": \"caf\\udce9\"}", REPORT_EPOCH, 1, 0.5,
		""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"f\": \"\\ud83d\\ude00 caf\xe9\"}", REPORT_EPOCH,
		1, 0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"f\": \"a\tb\"}", REPORT_EPOCH, 1, 0.5, ""},
	{"{\"epoch\": 1, \"loss\": 0.5, \"f\": \"\\u0000\"}", REPORT_EPOCH, 1, 0.5, ""},
	{"{\"epoch\": 1, \"epoch\": 2, \"loss\": 0.5}", REPORT_EPOCH, 2, 0.5, ""},
	/* In front of it */
	{"\xef\xbb\xbf{\"epoch\": 1, \"loss\": 0.5}", REPORT_EPOCH, 1, 0.5, ""},
	{"\t {\"epoch\": 1, \"loss\": 0.5}  \r", REPORT_EPOCH, 1, 0.5, ""},
	{"50%|###  |\r100%|#####|\r{\"epoch\": 1, \"loss\": 0.5}", REPORT_EPOCH, 1, 0.5,
		""},
	{"\033[?1034h{\"epoch\": 1, \"loss\": 0.5}", REPORT_EPOCH, 1, 0.5, ""},
	{"\r\033[K{\"epoch\": 1, \"loss\": 0.5}\r", REPORT_EPOCH, 1, 0.5, ""},
	{"INFO {\"epoch\": 1, \"loss\": 0.5}", REPORT_NONE, -1, NAN,
		"a line with an epoch is not JSON (text stands before the {, which a "
		"pattern could pass over)"},
	/* Meant as one */
	{"{'epoch': 1, 'loss': 0.5}", REPORT_NONE, -1, NAN,
		"a line with 'epoch' is not JSON, where names have double quotes, as "
		"json.dumps() prints them"},
	{"{\"epoch\": 1, \"loss\": 0.5", REPORT_NONE, -1, NAN,
		"a line with an epoch is not JSON ('}' expected near end of file)"},
	{"{\"epoch\": 1, \"loss\": 0.5}{\"epoch\": 2, \"loss\": 0.4}", REPORT_NONE, -1,
		NAN, "a line with an epoch is not JSON (text stands after the })"},
	{"{\"epoch\": 1, \"loss\": 0.5} # saved", REPORT_NONE, -1, NAN,
		"a line with an epoch is not JSON (text stands after the })"},
	{"\033[32m{\"epoch\": 1, \"loss\": 0.5}\033[0m", REPORT_EPOCH, 1, 0.5, ""},
	{"\033[1;39m{\033[0m\033[34;1m\"epoch\"\033[0m\033[1;39m:\033[0;39m2\033[1;39m,"
	 "\033[34;1m\"loss\"\033[0m:\033[0;39m0.25\033[0m\033[1;39m}\033[0m",
		REPORT_EPOCH, 2, 0.25, ""}, /* jq -C */
	{"\033]0;title\007{\"epoch\": 1, \033]8;;x\033\\\"loss\": \033(B0.5}\033", REPORT_EPOCH,
		1, 0.5, ""},
	{"{", REPORT_NONE, -1, NAN, "a report must be on one line"},
	{"{\"a\": \"\\", REPORT_NONE, -1, NAN, ""},
	{"{\"a\": \"\xc3", REPORT_NONE, -1, NAN, ""},
	{"\033[", REPORT_NONE, -1, NAN, ""},
	{"[", REPORT_NONE, -1, NAN, ""},
	{"[INFO] epoch 3 loss 0.5", REPORT_NONE, -1, NAN, ""},
	{"[ {\"epoch\": 1, \"loss\": 0.5} ]", REPORT_EPOCH, 1, 0.5, ""},
	{"[{\"epoch\": 1, \"loss\": 0.5}, {}]", REPORT_NONE, -1, NAN, ""},
	{"\r", REPORT_NONE, -1, NAN, ""},
	{"[[{\"epoch\": 1}]]", REPORT_NONE, -1, NAN,
		"a line with an epoch is not JSON (text stands before the {, which a "
		"pattern could pass over)"},
};

static void reads(const char *line, const struct report_pattern *p, enum report_kind kind,
	int epoch, double loss, const char *wrong)
{
	struct report_line r;

	ck_assert_msg(report_line_read(line, strlen(line), p, names, 2, &r) == kind, "%s",
		line);
	ck_assert_int_eq(r.epoch, epoch);
	ck_assert_msg(r.metrics[0] == loss || (isnan(r.metrics[0]) && isnan(loss)),
		"%s: %g", line, r.metrics[0]);
	ck_assert_str_eq(r.wrong, wrong);
}

START_TEST(lines_as_they_are_printed)
{
	reads(lines[_i].line, NULL, lines[_i].kind, lines[_i].epoch, lines[_i].loss,
		lines[_i].wrong);
}
END_TEST

/* As wandb.log({"val": {"loss": 0.5}}) names it. */
START_TEST(a_metric_in_an_object)
{
	static const char *const deep[] = {"a.b.c", "a.d"};
	static const struct {
		const char *line;
		double first, second;
	} told[] = {
		{"{\"epoch\": 1, \"a\": {\"b\": {\"c\": 1}, \"d\": 2}}", 1, 2},
		{"{\"epoch\": 1, \"a.b\": {\"c\": 3}, \"a\": {\"d\": 4}}", 3, 4},
		{"{\"epoch\": 1, \"a\": {\"b.c\": 5}, \"a.d\": 6}", 5, 6},
		{"{\"epoch\": 1, \"a.b.c\": 7, \"a\": {\"b\": {\"c\": 8}}}", 7, NAN},
	};
	struct report_line r;
	const char *line;

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++) {
		ck_assert_int_eq(report_line_read(told[i].line, strlen(told[i].line), NULL,
					 deep, 2, &r),
			REPORT_EPOCH);
		ck_assert_double_eq(r.metrics[0], told[i].first);
		ck_assert(r.metrics[1] == told[i].second ||
			(isnan(r.metrics[1]) && isnan(told[i].second)));
		ck_assert_str_eq(r.other, "");
	}
	line = "{\"epoch\": 1, \"a\": {\"b\": 1}}";
	ck_assert_int_eq(report_line_read(line, strlen(line), NULL, deep, 2, &r),
		REPORT_MISSING);
}
END_TEST

START_TEST(what_a_pattern_has_caught)
{
	struct error err;
	struct report_pattern *p = report_pattern_new(
		"(?i)epoch[ :]*(?<epoch>\\S+?)(?:/\\d+)?(?: loss (?<loss>\\S+))?(?: acc "
		"(?<acc>\\S+))?$",
		&err);

	reads("Epoch 0/10 loss 0.5", p, REPORT_EPOCH, 0, 0.5, "");
	reads("epoch 3 loss 0.5 acc 95%", p, REPORT_EPOCH, 3, 0.5,
		"the pattern has caught an acc that is no number: 95%");
	reads("epoch 3", p, REPORT_MISSING, 3, NAN, "");
	reads("epoch 3 loss 0.5,", p, REPORT_WRONG, 3, NAN,
		"the pattern has caught a loss that is no number: 0.5,");
	reads("epoch three loss 0.5", p, REPORT_WRONG, -1, NAN,
		"the pattern has caught an epoch that is no number: three");
	reads("epoch 2.5 loss 1", p, REPORT_WRONG, -1, NAN,
		"epoch 2.5 is no whole number");
	reads("epoch -1 loss 1", p, REPORT_WRONG, -1, NAN, "epoch -1 is below 0");
	reads("no match", p, REPORT_NONE, -1, NAN, "");
	reads("\033[2mepoch\033[0m 3 loss \033[31m0.5\033[0m", p, REPORT_EPOCH, 3, 0.5, "");
	report_pattern_free(p);
}
END_TEST

TCase *printed_case(void)
{
	TCase *t = tcase_create("what programs print");

	tcase_add_loop_test(t, words_for_numbers_that_are_not_finite, 0,
		sizeof(words) / sizeof(*words));
	tcase_add_loop_test(
		t, numbers_as_they_are_printed, 0, sizeof(numbers) / sizeof(*numbers));
	tcase_add_test(t, a_number_of_many_digits);
	tcase_add_loop_test(
		t, lines_as_they_are_printed, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_test(t, a_metric_in_an_object);
	tcase_add_test(t, what_a_pattern_has_caught);
	return t;
}
