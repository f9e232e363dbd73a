/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line's options, and the lines that batch prints. */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_cli_export.h"
#include "cli/session.h"
#include "cli/subcommand.h"
#include "cli/text.h"
#include "study/budget.h"

static int parse(struct options *o, const struct subcommands *table, struct error *err,
	const char *line)
{
	struct option_groups groups = subcommand_options(table);
	static char words[256];
	char *argv[16] = {"rungtop"}, *save = NULL;
	int argc = 1;

	snprintf(words, sizeof(words), "%s", line);
	for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	return options_parse(o, &groups, argc, argv, err);
}

/* A value is the next word, or part of the word; the order is the user's. */
static const char *const same[] = {
	"run s.yaml -w 3 -S 7 --batch -s asha --set a.b=c=d --rounds 2",
	"run --workers=3 -S7 s.yaml --scheduler asha --set=a.b=c=d --rounds=2 --batch",
	"--batch -w3 -S7 -sasha --set a.b=c=d --rounds 2 -- run s.yaml",
};

START_TEST(options_may_stand_anywhere_and_in_any_form)
{
	static const char *const overrides[] = {
		"seed=7", "scheduler.name=asha", "a.b=c=d", "stop.rounds=2"};
	struct options o;
	struct error err = {0};

	ck_assert_msg(!parse(&o, &subcommands, &err, same[_i]), "%s", err.text);
	ck_assert_uint_eq(o.n_args, 2);
	ck_assert_str_eq(o.args[0], "run");
	ck_assert_str_eq(o.args[1], "s.yaml");
	ck_assert_int_eq(o.workers, 3);
	ck_assert(o.batch && !o.plain && !o.quiet && !o.has_pace);
	ck_assert_uint_eq(o.n_overrides, 4);
	for (int i = 0; i < 4; i++)
		ck_assert_str_eq(o.overrides[i], overrides[i]);
	options_release(&o);
}
END_TEST

static const struct {
	const char *line, *text;
} wrong[] = {
	{"--bacth", "unknown option '--bacth'; did you mean '--batch'?"},
	{"--xyzzyplugh", "unknown option '--xyzzyplugh'; see rungtop --help"},
	{"-Q", "unknown option '-Q'"},
	{"--batch=yes", "--batch takes no value"},
	{"--workers", "--workers needs N"},
	{"-w 0", "--workers: "},
	{"-w two", "'two'"},
	{"--seconds 0", "--seconds: "},
	{"--pace -1", "--pace: "},
	{"--set eta", "--set: 'eta' is not KEY=VALUE"},
	{"--glyphs dots", "'dots'"},
	{"--size 80", "--size: '80' is not COLSxLINES"},
	{"--size 0x24", "--size: '0x24' is not COLSxLINES"},
	{"--size 80x24x2", "is not COLSxLINES"},
	{"--at 0", "--at: "},
};

START_TEST(mistakes_are_named)
{
	struct options o;
	struct error err = {0};

	ck_assert_int_eq(parse(&o, &subcommands, &err, wrong[_i].line), -1);
	ck_assert(err.usage);
	ck_assert_msg(strstr(err.text, wrong[_i].text) != NULL, "%s", err.text);
	options_release(&o);
}
END_TEST

/* 3 rungs of 9, 3, 1 seats at 1, 3, 9 epochs: 9 + 3·2 + 1·6, or from scratch 9+9+9. */
static struct bracket_shape shape = {
	.n_rungs = 3, .levels = (int[]){1, 3, 9}, .seats = (uint32_t[]){9, 3, 1}};

static struct study a_study(const struct study_info *info)
{
	return (struct study){.info = info,
		.stop = &info->stop,
		.scheduler = "successive_halving",
		.synchronous = true,
		.n_brackets = 1,
		.shape = &shape,
		.eta = 3,
		.r_max = 9,
		.epochs = 14};
}

START_TEST(the_share_that_is_done_follows_the_stop_criteria)
{
	struct study_info info = {.metric = "val_error", .stop = {.rounds = 2}};
	struct study s = a_study(&info);

	ck_assert_uint_eq(budget_round_epochs(&s), 21);
	ck_assert_double_eq_tol(left_share(NULL, &s, 1), 14.0 / 42, 1e-12);
	s.scratch = true;
	ck_assert_uint_eq(budget_round_epochs(&s), 27);
	s.scratch = false;
	info.stop.epochs = 20; /* sooner than two rounds */
	ck_assert_double_eq_tol(left_share(NULL, &s, 1), 0.7, 1e-12);
	info.stop.seconds = 10; /* whichever is nearest */
	ck_assert_double_eq_tol(left_share(NULL, &s, 9), 0.9, 1e-12);
	info.stop = (struct stop_limits){0};
	ck_assert(isnan(left_share(NULL, &s, 9)));
}
END_TEST

START_TEST(a_decision_says_its_rule)
{
	struct study_info info = {.metric = "val_error"};
	struct study s = a_study(&info);
	struct rule rule = rule_of("successive_halving", NULL, 3);
	struct decision d = {.trial = 4,
		.rung = 1,
		.level = 3,
		.value = 0.25,
		.results = 7,
		.places = 2,
		.rank = 2,
		.cutoff = 0.25,
		.verdict = VERDICT_PROMOTE};
	struct strbuf sb;

	s.rule = &rule;
	strbuf_init(&sb);
	text_decision(&s, 61, &d, &sb);
	ck_assert_str_eq(sb.buf,
		"#61 T4 climbs at round 0 rung 1 (epoch 3): val_error 0.25, "
		"rank 2 of 7, the best 2 climb, cutoff 0.25\n");
	strbuf_reset(&sb);
	s.synchronous = false;
	rule = rule_of("asha", NULL, 3);
	d.verdict = VERDICT_PAUSE;
	d.value = d.cutoff = NAN;
	text_decision(&s, 62, &d, &sb);
	ck_assert_str_eq(sb.buf,
		"#62 T4 waits at rung 1 (epoch 3): val_error not finite, "
		"rank 2 of 7, 7/3=2 may climb\n");
	strbuf_release(&sb);
}
END_TEST

/* On the virtual clock: what they open, and the space that they search. */
static const struct {
	const char *name;
	size_t params, configs;
} virtual[] = {
	{"barrier", 3, 0},
	{"curves", 8, 256},
	{"simulated", 6, 0},
};

START_TEST(studies_on_the_virtual_clock_open)
{
	const char *srcdir = getenv("srcdir");
	struct options o = {0};
	struct session s;
	struct error err = {.text = ""};
	char data[1024];

	snprintf(data, sizeof(data), "%s/data", srcdir ? srcdir : "..");
	o.data_dir = data;
	ck_assert_msg(
		!session_open(&s, virtual[_i].name, &o, true, &err), "%s", err.text);
	ck_assert_str_eq(s.info.name, virtual[_i].name);
	ck_assert_str_eq(s.info.metric, "val_error");
	ck_assert_uint_eq(s.info.space->n, virtual[_i].params);
	ck_assert_uint_eq(s.n_configs, virtual[_i].configs);
	ck_assert_ptr_nonnull(s.objective->ops->trial_seconds);
	session_release(&s);
}
END_TEST

/* A subcommand is its file and a row: everything else follows from that. */
static const struct option_row greet_options[] = {
	{{"greeting", KNOB_CHOICE, .choices = "hello bye", .def = "hello",
		 .help = "what is said"},
		.arg = "WORD"},
	{{"loudly", KNOB_BOOL, .help = "in capitals"}, .letter = 'l'},
	{.value.name = NULL},
};

static int greet(const struct options *o, const char *const *args, size_t n)
{
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(args[0], "world");
	ck_assert_str_eq(options_given(o, &greet_options[0]), o->quiet ? "bye" : "hello");
	return options_given(o, &greet_options[1]) ? 7 : 5;
}

static const struct subcommand greet_row = {
	.name = "greet",
	.args = "WHOM",
	.help = "say something",
	.options = {greet_options, options_batch, options_quiet},
	.run = greet,
};
static const struct subcommand *const greet_rows[] = {&greet_row};
static const struct subcommands greets = {.rows = greet_rows, .n = 1};

static const struct {
	const char *line;
	int status;
} greetings[] = {
	{"greet world", 5},
	{"greet --greeting=bye world -q -l", 7},
	{"--loudly greet --greeting bye --greeting hello world", 7},
};

START_TEST(a_subcommand_is_a_row)
{
	struct options o;
	struct error err;

	ck_assert_int_eq(parse(&o, &greets, &err, greetings[_i].line), 0);
	ck_assert_int_eq(subcommands_dispatch(&greets, &o), greetings[_i].status);
	options_release(&o);
}
END_TEST

START_TEST(help_is_made_of_the_rows)
{
	struct strbuf all, own;

	strbuf_init(&all);
	strbuf_init(&own);
	subcommands_help(&greets, &all);
	subcommand_help(&greet_row, &own);
	ck_assert_ptr_nonnull(strstr(all.buf, "       rungtop greet WHOM [OPTION]…\n"));
	ck_assert_ptr_nonnull(strstr(all.buf, "  greet   say something\n"));
	ck_assert_ptr_nonnull(strstr(all.buf, "  -l, --loudly "));
	ck_assert_str_eq(own.buf,
		"usage: rungtop greet WHOM [OPTION]…\n\nsay something\n\noptions\n"
		"      --greeting WORD           what is said (hello|bye)\n"
		"  -l, --loudly                  in capitals\n"
		"      --batch                   no screen: progress on stderr, result "
		"on "
		"stdout\n"
		"      --plain                   no screen: one line a decision\n"
		"  -q, --quiet                   no progress, nothing on what is not "
		"used\n"
		"  -h, --help                    this text\n"
		"  -V, --version                 the version, and those of what it is "
		"built with\n");
	strbuf_release(&all);
	strbuf_release(&own);
}
END_TEST

static Suite *cli_suite(void)
{
	Suite *s = suite_create("cli");
	TCase *tc = tcase_create("cli");

	tcase_add_loop_test(tc, options_may_stand_anywhere_and_in_any_form, 0, 3);
	tcase_add_loop_test(
		tc, mistakes_are_named, 0, (int)(sizeof(wrong) / sizeof(*wrong)));
	tcase_add_loop_test(tc, a_subcommand_is_a_row, 0,
		(int)(sizeof(greetings) / sizeof(*greetings)));
	tcase_add_test(tc, help_is_made_of_the_rows);
	tcase_add_test(tc, the_share_that_is_done_follows_the_stop_criteria);
	tcase_add_test(tc, a_decision_says_its_rule);
	tcase_add_loop_test(tc, studies_on_the_virtual_clock_open, 0,
		(int)(sizeof(virtual) / sizeof(*virtual)));
	suite_add_tcase(s, tc);
	suite_add_tcase(s, export_case());
	return s;
}

int main(void)
{
	SRunner *sr = srunner_create(cli_suite());
	int failed;

	srunner_run_all(sr, CK_NORMAL);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed ? 1 : 0;
}
