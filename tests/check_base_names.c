/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of files out of whatever people call their studies. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/filename.h"
#include "base/strbuf.h"
#include "fixture.h"

Suite *names_suite(void);

static const struct {
	const char *text, *file;
} cases[] = {
	{"digits", "digits"},
	{"a b", "a b"},
	{"lr=0.1, bs=[32] (2)", "lr=0.1, bs=[32] (2)"},
	{"größe-日本", "größe-日本"},
	{"", "study"},
	{".", "_"},
	{"..", "_."},
	{"...", "_.."},
	{".hidden", "_hidden"},
	{"-o", "_o"},
	{"--help", "_-help"},
	{"~root", "_root"},
	{" ", "_"},
	{" a ", "_a_"},
	{"a/b", "a_b"},
	{"/etc/passwd", "_etc_passwd"},
	{"../../x", "_._.._x"},
	{"a\\b", "a_b"},
	{"file:victim", "file_victim"},
	{"file:..%2Foutside%2Fplaces.sqlite?x=", "file_..%2Foutside%2Fplaces.sqlite_x="},
	{":memory:", "_memory_"},
	{"a\nb\tc\rd", "a_b_c_d"},
	{"\x1b[31mred\x07", "_[31mred_"},
	{"\x7f", "_"},
	{"a\xc2\x9b"
	 "b",
		"a_b"}, /* C1 */
	{"a\xe2\x80\xae"
	 "b",
		"a_b"}, /* U+202E, right to left */
	{"a\xe2\x80\x8b"
	 "b",
		"a_b"}, /* U+200B, no width */
	{"a\xe2\x80\xa8"
	 "b",
		"a_b"}, /* U+2028, a line's end */
	{"a\xff\xfe"
	 "b",
		"a__b"},	 /* no UTF-8 */
	{"\xc0\xaf", "__"},	 /* a slash written too long */
	{"\xed\xa0\x80", "_"}, /* half a pair */
	{"\xe6\x97", "_"},	 /* cut */
	{"a.db", "a.db"},
	{"a.db-wal", "a.db-wal"},
};

START_TEST(a_name_becomes_a_file_s)
{
	char *file = filename_of(cases[_i].text);

	ck_assert_str_eq(file, cases[_i].file);
	free(file);
}
END_TEST

static void check_name(const char *text)
{
	char *file = filename_of(text), *again = filename_of(file);
	size_t n = strlen(file);

	ck_assert_uint_ge(n, 1);
	ck_assert_uint_le(n, FILENAME_BYTES);
	ck_assert_ptr_null(strchr("-.~ ", file[0]));
	ck_assert_ptr_null(strpbrk(file, "/\\:*?\"<>|"));
	for (size_t i = 0; i < n; i++)
		ck_assert((unsigned char)file[i] >= ' ' && file[i] != 0x7f);
	ck_assert_str_eq(file, again);
	free(file);
	free(again);
}

START_TEST(every_name_becomes_one)
{
	static const char *const bits[] = {"", "a", ".", "..", "/", "-", " ", "\n",
		"\x1b]0;x", "\xff", "\xc3\xa4", "\xe2\x80\xae", "\xf0\x9f\x98\x80", ":",
		"file:", "%00", ".db", "-wal", ".lock", "\\", "~", "$(x)", "`x`", "'",
		"\""};
	const size_t n = sizeof(bits) / sizeof(*bits);
	struct strbuf text;

	strbuf_init(&text);
	for (size_t i = 0; i < n * n; i++) {
		const char *a = bits[i % n], *b = bits[i / n];

		strbuf_reset(&text);
		strbuf_addf(&text, "%s%s", a, b);
		check_name(text.buf);
		while (text.len && text.len < 300)
			strbuf_addf(&text, "%s%s", a, b);
		check_name(text.buf);
	}
	strbuf_release(&text);
}
END_TEST

Suite *names_suite(void)
{
	Suite *s = suite_create("names");
	TCase *t = tcase_create("names");

	tcase_add_loop_test(
		t, a_name_becomes_a_file_s, 0, sizeof(cases) / sizeof(*cases));
	tcase_add_test(t, every_name_becomes_one);
	suite_add_tcase(s, t);
	return s;
}
