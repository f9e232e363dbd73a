/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failures by their causes: what parts them, what does not, and what is told. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"
#include "check_study.h"
#include "study/failures.h"

/* Lines of one cause each: two trials'. */
static const char *const alike[][2] = {
	{"ValueError: lr=0.0123 is too large", "ValueError: lr=3e-05 is too large"},
	{"expected 64 features, got 32", "expected 128 features, got 8"},
	{"shapes (64, 32) and (3,)", "shapes (1, 2, 3) and (17, 4)"},
	{"cannot multiply 64x32 and 3x4", "cannot multiply 8x1 and 16x5"},
	{"[0.1, 0.2] is no range", "[0.5] is no range"},
	{"at 0x7f3a12bc: bad address", "at 0x55D0: bad address"},
	{"<Model object at 7f3a9c0b12de>", "<Model object at 55d0aa017788>"},
	{"/w/a.checkpoints/trial-00003/x: no such file",
		"/w/a.checkpoints/trial-00117/x: no such file"},
	{"[Errno 2] No such file: '/tmp/tmpab_x1c/f'",
		"[Errno 2] No such file: '/tmp/tmpqqrstu/f'"},
	{"mktemp: /tmp/tmp.aBcDeFgHiJ is full", "mktemp: /tmp/tmp.Zz00xyAbcd is full"},
	{"T3: no data", "T17: no data"},
	{"job 5f0c8f6e-8a2b-4c1d-9e3f-001122334455 died",
		"job 00112233-4455-6677-8899-aabbccddeeff died"},
	{"2026-01-02 03:04:05,678 ERROR no data", "2025-12-31 23:59:59,001 ERROR no data"},
	{"loss is nan", "loss is 1e30"},
	{"loss is -inf", "loss is +3.5"},
	{"CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 79.11 GiB",
		"CUDA out of memory. Tried to allocate 20.00 GiB. GPU 1 has 14.2 GiB"},
	{"trial 0 of 9", "trial 10 of 9"},
	{"worker (pid 4711) was killed", "worker (pid 12) was killed"},
	{"line 12, column 4: bad", "line 3, column 40: bad"},
	{"x = -0.5", "x = 12"},
};

/* Lines of two causes. */
static const char *const apart[][2] = {
	{"No module named 'numpy'", "No module named 'torch'"},
	{"[Errno 2] No such file or directory", "[Errno 13] Permission denied"},
	{"KeyError: 'lr'", "KeyError: 'momentum'"},
	{"banana is no optimiser", "infinite is no optimiser"},
	{"deadbeef", "facade"}, /* words */
	{"/tmp/a/data.csv", "/tmp/b/data.csv"},
};

static struct failure with_line(const char *line)
{
	return (struct failure){.ended = true, .status = 1, .line = line};
}

static size_t groups_of(const struct failure *a, const struct failure *b)
{
	struct failures f = {0};
	size_t n;

	failures_add(&f, 0, "why", a);
	failures_add(&f, 1, "why", b);
	n = f.n_groups;
	ck_assert_uint_eq(f.count, 2);
	failures_release(&f);
	return n;
}

START_TEST(numbers_part_no_causes)
{
	struct failure a = with_line(alike[_i][0]), b = with_line(alike[_i][1]);

	ck_assert_msg(groups_of(&a, &b) == 1, "%s; %s", a.line, b.line);
}
END_TEST

START_TEST(words_part_causes)
{
	struct failure a = with_line(apart[_i][0]), b = with_line(apart[_i][1]);

	ck_assert_msg(groups_of(&a, &b) == 2, "%s; %s", a.line, b.line);
}
END_TEST

START_TEST(so_do_the_status_and_the_cause)
{
	struct failure a = with_line("x"), b = with_line("x"), c = with_line("x");

	b.status = -9;
	c.cause = CAUSE_OOM;
	ck_assert_uint_eq(groups_of(&a, &b), 2);
	ck_assert_uint_eq(groups_of(&a, &c), 2);
	ck_assert_uint_eq(groups_of(&c, &c), 1);
}
END_TEST

static void add_line(void *out, const char *line)
{
	strbuf_addf(out, "%s\n", line);
}

static void expect_told(const struct failures *f, const char *logs, const char *wanted)
{
	struct strbuf out;

	strbuf_init(&out);
	failures_tell(f, 17, logs, add_line, &out);
	ck_assert_str_eq(out.buf, wanted);
	strbuf_release(&out);
}

START_TEST(the_largest_are_told_and_how_many_others)
{
	static const struct failure nothing;
	struct failure oom = with_line("MemoryError"), segv = with_line("x"),
		       one = with_line("no data in row 7");
	struct failures f = {0};

	oom.cause = CAUSE_OOM;
	segv.status = -11;
	expect_told(&f, NULL, "");
	ck_assert(failures_add(&f, 2, "epoch 3 came after epoch 1", &nothing));
	ck_assert(failures_add(&f, 3, "out of memory: …", &oom));
	ck_assert(!failures_add(&f, 4, "out of memory: …", &oom));
	ck_assert(failures_add(&f, 5, "…", &segv));
	expect_told(&f, NULL,
		"2 of 17 ran out of memory: MemoryError (T3)\n"
		"1 of 17 failed: epoch 3 came after epoch 1 (T2)\n"
		"1 of 17 failed: killed by signal 11 (Segmentation fault): x (T5)\n");
	for (uint32_t t = 6; t < 9; t++)
		failures_add(&f, t, "…", &one);
	ck_assert(failures_add(&f, 10, "out of memory: killed", &(struct failure){
		.cause = CAUSE_OOM, .ended = true, .status = -9}));
	expect_told(&f, "a.logs",
		"3 of 17 failed: no data in row 7 (a.logs/trial-00006.log)\n"
		"2 of 17 ran out of memory: MemoryError (a.logs/trial-00003.log)\n"
		"1 of 17 failed: epoch 3 came after epoch 1 (a.logs/trial-00002.log)\n"
		"2 of 17 failed of 2 other causes\n");
	failures_release(&f);
}
END_TEST

/* Names without a number, so that each is a cause: a fold of any study has an end. */
START_TEST(past_some_dozens_all_are_one)
{
	struct failures f = {0};
	char line[3] = "";

	for (uint32_t t = 0; t < 26 * 26; t++) {
		struct failure x = with_line(line);

		line[0] = (char)('g' + t / 26 % 20);
		line[1] = (char)('a' + t % 26);
		failures_add(&f, t, "…", &x);
	}
	ck_assert_uint_eq(f.count, 26 * 26);
	ck_assert_uint_lt(f.n_groups, 100);
	failures_release(&f);
}
END_TEST

TCase *failures_case(void)
{
	TCase *tc = tcase_create("failures");

	tcase_add_loop_test(
		tc, numbers_part_no_causes, 0, sizeof(alike) / sizeof(*alike));
	tcase_add_loop_test(tc, words_part_causes, 0, sizeof(apart) / sizeof(*apart));
	tcase_add_test(tc, so_do_the_status_and_the_cause);
	tcase_add_test(tc, the_largest_are_told_and_how_many_others);
	tcase_add_test(tc, past_some_dozens_all_are_one);
	return tc;
}
