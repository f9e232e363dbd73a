/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * YAML: tests/pyyaml.tsv has documents, and what PyYAML 6.0's safe_load() has made of
 * each (as JSON); tests/pyyaml.sh asks it again. Besides, what PyYAML reads otherwise.
 */
#include "config.h"

#include "check_studyfile.h"

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/section.h"
#include "studyfile/yaml_file.h"

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the document says, as JSON; free() it. */
static char *as_json(const char *doc)
{
	struct error err;
	struct yaml *y = yaml_parse(doc, (struct place){.file = "doc"}, &err);
	struct value v;

	if (!y)
		return xstrdup(err.text);
	v = section_value(y);
	yaml_free(y);
	return v.text ? (char *)v.text : xstrdup("no text");
}

static void reads(const char *doc, const char *json)
{
	char *is = as_json(doc);

	ck_assert_msg(!strcmp(is, json), "%s\nis:       %s\nexpected: %s", doc, is, json);
	free(is);
}

START_TEST(documents_are_read_as_pyyaml_reads_them)
{
	const char *dir = getenv("srcdir");
	char path[4096], line[8192];
	size_t n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/pyyaml.tsv", dir ? dir : ".");
	f = fopen(path, "r");
	ck_assert_msg(f != NULL, "%s", path);
	for (; fgets(line, sizeof(line), f); n++) {
		char *tab = strchr(line, '\t');
		json_t *doc;

		line[strcspn(line, "\n")] = '\0';
		*tab = '\0';
		doc = json_loads(line, JSON_DECODE_ANY, NULL);
		reads(json_string_value(doc), tab + 1);
		json_decref(doc);
	}
	fclose(f);
	ck_assert_uint_gt(n, 800);
}
END_TEST

/* PyYAML takes a float without a point, or with a sign before the point, for text. */
START_TEST(floats_are_those_of_yaml_1_2_too)
{
	static const char *const cases[][2] = {
		{"a: 1e-5", "{\"a\": 1e-05}"},
		{"a: 1E5", "{\"a\": 100000.0}"},
		{"a: 1.5e3", "{\"a\": 1500.0}"},
		{"a: -.5", "{\"a\": -0.5}"},
		{"a: +.5e1", "{\"a\": 5.0}"},
		{"a: 1e400", "{\"a\": Infinity}"},
		{"a: '1e-5'", "{\"a\": \"1e-5\"}"},
		{"a: 2001-12-14", "{\"a\": \"2001-12-14\"}"},
		{"a: =", "{\"a\": \"=\"}"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		reads(cases[i][0], cases[i][1]);
}
END_TEST

/* Nine aliases of nine aliases, and so on: what is short grows without end. */
START_TEST(aliases_of_aliases_are_bounded)
{
	struct strbuf doc;
	char *is;

	strbuf_init(&doc);
	strbuf_adds(&doc, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
	for (int i = 1; i < 12; i++) {
		strbuf_addf(&doc, "a%d: &a%d [", i, i);
		for (int k = 0; k < 9; k++)
			strbuf_addf(&doc, "%s*a%d", k ? ", " : "", i - 1);
		strbuf_adds(&doc, "]\n");
	}
	is = as_json(doc.buf);
	ck_assert_str_eq(is, "doc: more than 100000 values, those of aliases counted; "
			     "not a study file");
	free(is);
	strbuf_reset(&doc);
	strbuf_adds(&doc, "a0: &a0 {k: x}\n");
	for (int i = 1; i < 50; i++)
		strbuf_addf(&doc, "a%d: &a%d {k: *a%d}\n", i, i, i - 1);
	is = as_json(doc.buf);
	ck_assert_str_eq(is, "doc: nested more than 32 deep; not a study file");
	free(is);
	strbuf_release(&doc);
}
END_TEST

/* int() of Python has an end as well. */
START_TEST(whole_numbers_are_exact_up_to_an_end)
{
	char doc[4400] = "a: 0x", json[16];
	char *is;

	memset(doc + 5, 'f', 64);
	reads(doc,
		"{\"a\": 115792089237316195423570985008687907853269984665640564039457584"
		"007913129639935}");
	snprintf(doc, sizeof(doc), "a: %04301d", 1);
	doc[3] = '1';
	is = as_json(doc);
	snprintf(json, sizeof(json), "%.9s", is);
	ck_assert_str_eq(json, "{\"a\": \"10");
	free(is);
}
END_TEST

TCase *yaml_case(void)
{
	TCase *t = tcase_create("yaml");

	tcase_add_test(t, documents_are_read_as_pyyaml_reads_them);
	tcase_add_test(t, floats_are_those_of_yaml_1_2_too);
	tcase_add_test(t, aliases_of_aliases_are_bounded);
	tcase_add_test(t, whole_numbers_are_exact_up_to_an_end);
	return t;
}
