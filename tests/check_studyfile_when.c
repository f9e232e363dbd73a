/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `when:` of a parameter: what is taken, what is refused, and where it leaves a value. */
#include "config.h"

#include "check_studyfile.h"

#include "studyfile/studyfile.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct knob none[] = {{.name = NULL}};
/* lr has no default, and an objective needs it. */
static const struct knob net_params[] = {{.name = "lr", .type = KNOB_REAL, .max = 1},
	{.name = "o", .type = KNOB_CHOICE, .choices = "sgd adam", .def = "sgd"},
	{.name = NULL}};
static const struct kind plain = {"random", "", none}, draw = {"random", "", none},
			 any_kind = {"any", "", none}, net = {"net", "", none};
static const struct kind *const scheduler_kinds[] = {&plain},
				*const searcher_kinds[] = {&draw},
				*const objective_kinds[] = {&any_kind, &net};
static const struct family schedulers = {"scheduler", scheduler_kinds, 1},
			   searchers = {"searcher", searcher_kinds, 1},
			   objectives = {"objective", objective_kinds, 2};

static const struct knob *params_of(const struct kind *objective)
{
	return objective == &net ? net_params : NULL;
}

static const struct catalog catalog = {.schedulers = &schedulers,
	.searchers = &searchers,
	.objectives = &objectives,
	.objective_params = params_of};

#define O "o: {values: [sgd, adam]}, "
#define X "min: 0.0, max: 1.0, "

/* What is written, and the conditions of all parameters, as the study event has them. */
static const char *const taken[][2] = {
	{O "m: {" X "when: {o: sgd}}", "m {\"o\":[\"sgd\"]}"},
	{O "m: {" X "when: {o: [sgd]}}", "m {\"o\":[\"sgd\"]}"},
	{O "m: {" X "when: {o: [adam, sgd]}}", "m {\"o\":[\"adam\",\"sgd\"]}"},
	{"m: {" X "when: {o: sgd}}, " O, "m {\"o\":[\"sgd\"]}"}, /* before it */
	{O "b: {values: [true, false]}, m: {" X "when: {o: sgd, b: true}}",
		"m {\"o\":[\"sgd\"],\"b\":[true]}"},
	{"n: {min: 1, max: 4}, m: {" X "when: {n: [2, '3', 4.0]}}", "m {\"n\":[2,3,4]}"},
	{"n: {distribution: q_uniform, min: 0, max: 1, q: 0.1}, "
	 "m: {" X "when: {n: 0.3}}",
		"m {\"n\":[0.3]}"},
	{"n: {distribution: q_normal, q: 8}, m: {" X "when: {n: -16}}",
		"m {\"n\":[-16]}"},
	{"n: {values: [null, 1, '1']}, m: {" X "when: {n: null}}", "m {\"n\":[null]}"},
	{"h: {values: [[64, 64], [32]]}, m: {" X "when: {h: [64, 64]}}",
		"m {\"h\":[[64, 64]]}"},
	{"h: {values: [[64, 64], [32]]}, m: {" X "when: {h: [[64, 64], [32]]}}",
		"m {\"h\":[[64, 64],[32]]}"},
	{"h: {values: [{a: 1}, 2]}, m: {" X "when: {h: {a: 1}}}",
		"m {\"h\":[{\"a\": 1}]}"},
	{O "m: {" X "when: {o: sgd}}, k: {values: [1, 2], when: {o: adam}}, "
	   "d: {" X "when: {k: 2}}",
		"m {\"o\":[\"sgd\"]} k {\"o\":[\"adam\"]} d {\"k\":[2]}"},
	{O "m: {value: 3, when: {o: sgd}}", "m {\"o\":[\"sgd\"]}"},
	/* inside of others: by the whole name, or as seen from there */
	{"p: {parameters: {o: {values: [1, 2]}, m: {" X "when: {o: 1}}}}",
		"p.m {\"p.o\":[1]}"},
	{"p: {parameters: {o: {values: [1, 2]}, m: {" X "when: {p.o: 1}}}}",
		"p.m {\"p.o\":[1]}"},
	{O "p: {parameters: {q: {parameters: {m: {" X "when: {o: sgd}}}}}}",
		"p.q.m {\"o\":[\"sgd\"]}"},
	{O "p: {parameters: {o: {values: [1, 2]}, q: {parameters: {"
	   "m: {" X "when: {o: 1}}}}}}",
		"p.q.m {\"p.o\":[1]}"},
	/* of all that is inside, which may have conditions of its own */
	{O "p: {when: {o: sgd}, parameters: {a: {values: [1, 2]}, "
	   "b: {" X "when: {a: 1}}}}",
		"p.a {\"o\":[\"sgd\"]} p.b {\"o\":[\"sgd\"],\"p.a\":[1]}"},
	{O "p: {when: {o: [sgd, adam]}, parameters: {a: {" X "when: {o: adam}}}}",
		"p.a {\"o\":[\"adam\"]}"},
};

static void print_conditions(const struct space *s, struct strbuf *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct parameter *p = &s->params[i];

		if (p->n_when)
			strbuf_addf(out, "%s%s {", out->len ? " " : "", p->name);
		for (size_t k = 0; k < p->n_when; k++) {
			strbuf_adds(out, k ? "," : "");
			strbuf_add_json(out, s->params[p->when[k].parameter].name);
			for (size_t v = 0; v < p->when[k].n; v++) {
				strbuf_adds(out, v ? "," : ":[");
				value_print_json(&p->when[k].values[v], out);
			}
			strbuf_adds(out, k + 1 == p->n_when ? "]}" : "]");
		}
	}
}

START_TEST(conditions_are_read)
{
	struct strbuf text = STRBUF_INIT, is = STRBUF_INIT, json = STRBUF_INIT;
	struct studyfile sf;
	struct space again;
	struct error err;

	strbuf_addf(&text, "parameters: {%s}", taken[_i][0]);
	load_study(&sf, &catalog, "", text.buf);
	print_conditions(&sf.space, &is);
	ck_assert_str_eq(is.buf, taken[_i][1]);
	/* and back from the study event */
	space_print_parameters(&sf.space, &json);
	ck_assert_msg(!space_parse_parameters(&again, json.buf, &err), "%s", err.text);
	strbuf_reset(&is);
	print_conditions(&again, &is);
	ck_assert_str_eq(is.buf, taken[_i][1]);
	space_release(&again);
	studyfile_release(&sf);
	strbuf_release(&text);
	strbuf_release(&is);
	strbuf_release(&json);
}
END_TEST

static const char *const mistakes[][2] = {
	{O "m: {" X "when: {opt: sgd}}",
		"1:71: unknown parameter 'opt' in when of m; there are: o, m"},
	{O "m: {" X "when: {o: sdg}}",
		"1:74: o cannot be 'sdg'; it must be one of: sgd, adam"},
	{O "m: {" X "when: {o: [sgd, 1]}}",
		"1:80: o cannot be '1'; it must be one of: sgd, adam"},
	{O "m: {" X "when: sgd}", "1:70: when cannot be a single value; it must be a map "
				  "of parameters and their "
				  "values, as in {optimizer: sgd}"},
	{O "m: {" X "when: [o]}",
		"1:70: when cannot be a list; it must be a map of parameters and their "
		"values, as in {optimizer: sgd}"},
	{O "m: {" X "when: }",
		"1:64: when cannot be nothing; it must be a map of parameters and their "
		"values, as in {optimizer: sgd}"},
	{O "m: {" X "when: {}}",
		"1:70: when is empty; it must name at least one parameter"},
	{O "m: {" X "when: {o: []}}",
		"1:74: when: o has no values; there must be at least one"},
	{"n: {min: 1, max: 4}, m: {" X "when: {n: 5}}",
		"1:69: n cannot be '5'; it must be a whole number from 1 to 4"},
	{"n: {distribution: q_uniform, min: 0, max: 64, q: 8}, m: {" X "when: {n: 12}}",
		"1:101: n is never 12; it must be a multiple of 8"},
	{"n: {" X "}, m: {" X "when: {n: 0.5}}",
		"1:75: n is continuous (uniform); what others depend on must have "
		"countable values"},
	{"m: {values: [1, 2], when: {m: 1}}",
		"1:41: m depends on itself; it must be possible to draw one after the "
		"other"},
	{"a: {values: [1, 2], when: {b: 1}}, b: {values: [1, 2], when: {a: 1}}",
		"1:41: a depends on itself, through b; it must be possible to draw one "
		"after the other"},
	{"z: {values: [1, 2]}, a: {values: [1, 2], when: {z: 1, b: 1}}, "
	 "b: {values: [1, 2], when: {c: 1}}, c: {values: [1, 2], when: {a: 1}}",
		"1:68: a depends on itself, through b, c; it must be possible to draw "
		"one "
		"after the other"},
	{"p: {when: {p.a: 1}, parameters: {a: {values: [1, 2]}}}",
		"1:25: p.a depends on itself; it must be possible to draw one after the "
		"other"},
	{O "p: {when: {o: sgd}, parameters: {a: {" X "when: {o: adam}}}}",
		"1:104: p.a never applies: what it is inside of has another o in its "
		"when"},
	{O "m: {" X "whne: {o: sgd}}",
		"1:64: unknown key 'whne' in m; did you mean 'when'?"},
};

START_TEST(mistakes_are_one_line)
{
	struct strbuf text = STRBUF_INIT, line = STRBUF_INIT;
	struct error err = {.text = ""};
	struct studyfile sf;

	strbuf_addf(&text, "parameters: {%s}", mistakes[_i][0]);
	strbuf_addf(&line, "s.yaml:%s", mistakes[_i][1]);
	ck_assert_msg(
		try_study(&sf, &catalog, "", text.buf, &err), "taken: %s", text.buf);
	ck_assert(err.usage);
	ck_assert_str_eq(err.text, line.buf);
	strbuf_release(&text);
	strbuf_release(&line);
}
END_TEST

START_TEST(what_an_objective_needs_cannot_depend)
{
	struct studyfile sf;
	struct error err;

	ck_assert(try_study(&sf, &catalog, "",
		"objective: net\n"
		"parameters: {" O "lr: {" X "when: {o: sgd}}}",
		&err));
	ck_assert_str_eq(err.text,
		"s.yaml:2:72: lr cannot depend on o; objective net always needs it");
	load_study(&sf, &catalog, "",
		"objective: net\n"
		"parameters: {lr: {values: [0.1, 0.2]}, o: {values: [sgd], when: {lr: "
		"0.1}}}");
	studyfile_release(&sf);
}
END_TEST

#define SPACE                                                                            \
	"parameters: {m: {values: [1, 2], when: {o: sgd}}, "                             \
	"d: {values: [5, 6], when: {m: [2]}}, o: {values: [sgd, adam, lion]}, "          \
	"k: {values: [7, 8], when: {o: [adam, lion]}}, "                                 \
	"e: {value: 3, when: {o: [lion, sgd]}}}\n"

/* What is given, and what comes of it. */
static const char *const given[][2] = {
	{"{o: sgd, m: 1}", "{\"m\":1,\"o\":\"sgd\",\"e\":3}"},
	{"{o: sgd, m: 2, d: 5}", "{\"m\":2,\"d\":5,\"o\":\"sgd\",\"e\":3}"},
	{"{o: lion, k: 7}", "{\"o\":\"lion\",\"k\":7,\"e\":3}"},
	/* what it takes to apply follows */
	{"{d: 6}", "{\"m\":2,\"d\":6,\"o\":\"sgd\",\"e\":3}"},
	{"{m: 1}", "{\"m\":1,\"o\":\"sgd\",\"e\":3}"},
	{"{o: adam, m: 1}", "m does not apply where o is adam; it must be sgd"},
	{"{m: 1, d: 5}", "d does not apply where m is 1; it must be 2"},
	{"{o: sgd, k: 8}",
		"k does not apply where o is sgd; it must be one of: adam, lion"},
	/* both at once */
	{"{k: 7, e: 3}", "{\"o\":\"lion\",\"k\":7,\"e\":3}"},
	{"{e: 3, k: 7}", "{\"o\":\"lion\",\"k\":7,\"e\":3}"},
	{"{k: 7, m: 1}",
		"k does not apply where o is sgd; it must be one of: adam, lion"},
	{"{d: 5, o: lion}", "m does not apply where o is lion; it must be sgd"},
};

/* The configuration as JSON, or what is wrong without its place. */
static void enqueue(const char *map, struct strbuf *out)
{
	struct strbuf text = STRBUF_INIT;
	struct studyfile sf;
	struct error err;

	strbuf_addf(&text, SPACE "enqueue: [%s]", map);
	if (try_study(&sf, &catalog, "", text.buf, &err)) {
		ck_assert_int_eq(strncmp(err.text, "s.yaml:2:", 9), 0);
		strbuf_adds(out, strchr(err.text, ' ') + 1);
	} else {
		space_print_json(&sf.space, sf.enqueue[0], out);
		studyfile_release(&sf);
	}
	strbuf_release(&text);
}

/* The same typed in: o=sgd m=1. */
static void type(const char *map, struct strbuf *out)
{
	char *words = strdup(map + 1), *end = strrchr(words, '}');
	const double u[] = {0.3, 0.3, 0.4, 0.3, 0.3};
	struct value *config;
	struct studyfile sf;
	struct error err;
	char *to = words;

	*end = '\0';
	for (const char *from = words; *from; from++)
		if (*from == ':' && *++from)
			*to++ = '=';
		else if (*from != ',')
			*to++ = *from;
	*to = '\0';
	load_study(&sf, &catalog, "", SPACE);
	config = config_parse(&sf.space, words, u, (struct place){0}, &err);
	if (config)
		space_print_json(&sf.space, config, out);
	else
		strbuf_adds(out, err.text);
	free(config);
	free(words);
	studyfile_release(&sf);
}

START_TEST(what_is_given_must_apply)
{
	struct strbuf read = STRBUF_INIT, typed = STRBUF_INIT;

	enqueue(given[_i][0], &read);
	type(given[_i][0], &typed);
	ck_assert_str_eq(read.buf, given[_i][1]);
	ck_assert_str_eq(typed.buf, given[_i][1]);
	strbuf_release(&read);
	strbuf_release(&typed);
}
END_TEST

/* A chain as long as a file may have, from its end to its beginning. */
START_TEST(a_long_chain_is_settled)
{
	enum { N = 3000 };
	struct strbuf text = STRBUF_INIT;
	struct value *config = calloc(N, sizeof(*config));
	struct studyfile sf;

	strbuf_adds(&text, "parameters:\n");
	for (int i = 0; i < N; i++) {
		strbuf_addf(&text, "  p%d: {values: [0, 1]", i);
		if (i + 2 < N) /* two each: paths without number */
			strbuf_addf(&text, ", when: {p%d: 1, p%d: 1}", i + 1, i + 2);
		strbuf_adds(&text, "}\n");
	}
	load_study(&sf, &catalog, "", text.buf);
	for (int i = 0; i < N; i++)
		config[i] = sf.space.params[i].domain.values[i != 1000];
	space_settle(&sf.space, config);
	for (int i = 0; i < N; i++)
		ck_assert_int_eq(config[i].kind, i < 1000 ? VALUE_NONE : VALUE_INT);
	free(config);
	strbuf_release(&text);
	studyfile_release(&sf);
}
END_TEST

TCase *when_case(void)
{
	TCase *t = tcase_create("when");

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))
	tcase_add_loop_test(t, conditions_are_read, 0, COUNT(taken));
	tcase_add_loop_test(t, mistakes_are_one_line, 0, COUNT(mistakes));
	tcase_add_test(t, what_an_objective_needs_cannot_depend);
	tcase_add_loop_test(t, what_is_given_must_apply, 0, COUNT(given));
	tcase_add_test(t, a_long_chain_is_settled);
	return t;
}
