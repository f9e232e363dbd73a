/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/csv.h"
#include "base/stream.h"

Suite *csv_suite(void);

static char path[] = "/tmp/rungtop-csv-XXXXXX";

static void write_file(const char *text, size_t n, bool gzip, size_t cut)
{
	int fd;
	gzFile z;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	z = gzdopen(fd, gzip ? "wb" : "wbT");
	ck_assert_int_eq(gzwrite(z, text, (unsigned int)n), (int)n);
	gzclose(z);
	if (cut)
		ck_assert_int_eq(truncate(path, (off_t)cut), 0);
}

static void expect(struct csv *c, int line, size_t n, const char *const *want)
{
	struct error err;
	char **fields;
	size_t got;

	ck_assert_int_eq(csv_row(c, &fields, &got, &err), 1);
	ck_assert_uint_eq(got, n);
	ck_assert_int_eq(csv_line(c), line);
	for (size_t i = 0; i < n; i++)
		ck_assert_str_eq(fields[i], want[i]);
}

/* Plain (0) and gzip (1): RFC 4180's quoting, both line ends, blank lines. */
START_TEST(rows_are_read)
{
	static const char text[] = "a,b,c\r\n\n\"x,\"\"y\"\"\nz\",,3\n1,2,3";
	struct error err;
	struct csv *c;
	char **fields;
	size_t n;

	write_file(text, sizeof(text) - 1, _i == 1, 0);
	c = csv_open(path, &err);
	ck_assert_ptr_nonnull(c);
	expect(c, 1, 3, (const char *const[]){"a", "b", "c"});
	expect(c, 3, 3, (const char *const[]){"x,\"y\"\nz", "", "3"});
	expect(c, 5, 3, (const char *const[]){"1", "2", "3"});
	ck_assert_int_eq(csv_row(c, &fields, &n, &err), 0);
	csv_close(c);
	unlink(path);
}
END_TEST

/*
 * CR CR LF, as a file of text has it on Windows when CR LF is written to it, ends a line
 * once; no CR in quotes is lost. Blanks before a quote are no part of the field.
 */
START_TEST(returns_end_lines_and_are_kept_in_quotes)
{
	static const char text[] = "a, \"b\",c\r\r\n\r\r\n\"x\r\r\ny\",\r,\r\rz\r\r\r\n"
				   "1,2,\"3\"\r\r\n \t\"4\" ,5,6\r";
	struct error err;
	struct csv *c;
	char **fields;
	size_t n;

	write_file(text, sizeof(text) - 1, _i == 1, 0);
	c = csv_open(path, &err);
	ck_assert_ptr_nonnull(c);
	expect(c, 1, 3, (const char *const[]){"a", "b", "c"});
	expect(c, 3, 3, (const char *const[]){"x\r\r\ny", "\r", "\r\rz"});
	expect(c, 5, 3, (const char *const[]){"1", "2", "3"});
	expect(c, 6, 3, (const char *const[]){"4", "5", "6"});
	ck_assert_int_eq(csv_row(c, &fields, &n, &err), 0);
	csv_close(c);
	unlink(path);
}
END_TEST

/* Columns count bytes; a field after a line break in quotes is on that line. */
START_TEST(fields_know_their_place)
{
	static const char text[] =
		"\xef\xbb\xbfid,b,c\r\n\n\"x\ny\", z,\"\"\n\xc3\xa4,,\n";
	static const struct place want[][3] = {
		{{.line = 1, .col = 1}, {.line = 1, .col = 4}, {.line = 1, .col = 6}},
		{{.line = 3, .col = 1}, {.line = 4, .col = 4}, {.line = 4, .col = 7}},
		{{.line = 5, .col = 1}, {.line = 5, .col = 4}, {.line = 5, .col = 5}},
	};
	struct error err;
	struct csv *c;
	char **fields;
	size_t n;

	write_file(text, sizeof(text) - 1, _i == 1, 0);
	c = csv_open(path, &err);
	for (int row = 0; row < 3; row++) {
		ck_assert_int_eq(csv_row(c, &fields, &n, &err), 1);
		ck_assert_uint_eq(n, 3);
		for (size_t i = 0; i < n; i++) {
			struct place at = csv_place(c, i);

			ck_assert_ptr_eq(at.file, path);
			ck_assert_int_eq(at.line, want[row][i].line);
			ck_assert_int_eq(at.col, want[row][i].col);
		}
	}
	csv_close(c);
	unlink(path);
}
END_TEST

static const struct {
	const char *text;
	enum csv_cell kind;
	double v;
} cells[] = {
	{"7", CSV_NUMBER, 7},
	{"-123456789", CSV_NUMBER, -123456789},
	{"12345678901", CSV_NUMBER, 12345678901},
	{" .5\t", CSV_NUMBER, .5},
	{"1e300", CSV_NUMBER, 1e300},
	{"", CSV_EMPTY, 0},
	{" \t", CSV_EMPTY, 0},
	{"nan", CSV_NOT_FINITE, 0},
	{"-Infinity", CSV_NOT_FINITE, 0},
	{"NULL", CSV_NOT_FINITE, 0},
	{"1e999", CSV_NOT_FINITE, 0},
	{"0x10", CSV_TEXT, 0},
	{"64x64", CSV_TEXT, 0},
	{"1 2", CSV_TEXT, 0},
	{"e", CSV_TEXT, 0},
	{"-", CSV_TEXT, 0},
};

START_TEST(cells_are_numbers_or_not)
{
	double v = 0;

	ck_assert_int_eq(csv_cell(cells[_i].text, &v), cells[_i].kind);
	if (cells[_i].kind == CSV_NUMBER)
		ck_assert(v == cells[_i].v);
}
END_TEST

static void expect_error(const char *what)
{
	struct error err;
	struct csv *c = csv_open(path, &err);
	char **fields;
	size_t n;
	int rc;

	ck_assert_ptr_nonnull(c);
	while ((rc = csv_row(c, &fields, &n, &err)) == 1)
		continue;
	ck_assert_int_eq(rc, -1);
	ck_assert(err.usage);
	ck_assert_msg(strstr(err.text, what) != NULL, "%s", err.text);
	ck_assert_int_eq(strncmp(err.text, path, strlen(path)), 0);
	csv_close(c);
	unlink(path);
}

START_TEST(damage_is_named_with_its_line)
{
	char big[4000];

	write_file("1,2\n\"3,4\n", 9, false, 0);
	expect_error(":2: ");
	write_file("1,2\n3\0,4\n", 9, false, 0);
	expect_error(":2: ");
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = (char)('0' + stream_mix(i) % 10);
	write_file(big, sizeof(big), true, 300);
	expect_error("gzip");
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	struct error err;

	ck_assert_ptr_null(csv_open("/nonexistent/x.csv", &err));
	ck_assert(err.usage);
	ck_assert_ptr_null(csv_open("/tmp", &err));
	ck_assert_ptr_nonnull(strstr(err.text, "directory"));
}
END_TEST

/* Whatever a text is, it reads back the same; plain ones stay as they are. */
static const struct {
	const char *text, *field;
} printed[] = {
	{"adam", "adam"},
	{"0.1", "0.1"},
	{"two words", "two words"},
	{"a,b", "\"a,b\""},
	{"say \"hm\"", "\"say \"\"hm\"\"\""},
	{"two\nlines", "\"two\nlines\""},
	{"cr\r", "\"cr\r\""},
	{" blank", "\" blank\""},
	{"", "\"\""},
};

START_TEST(fields_are_printed_so_that_they_read_back)
{
	struct error err;
	struct strbuf sb;
	struct csv *c;

	strbuf_init(&sb);
	csv_print_field(&sb, printed[_i].text);
	ck_assert_str_eq(sb.buf, printed[_i].field);
	strbuf_addch(&sb, '\n');
	write_file(sb.buf, sb.len, false, 0);
	c = csv_open(path, &err);
	ck_assert_ptr_nonnull(c);
	expect(c, 1, 1, &printed[_i].text);
	csv_close(c);
	strbuf_release(&sb);
	unlink(path);
}
END_TEST

Suite *csv_suite(void)
{
	Suite *s = suite_create("csv");
	TCase *tc = tcase_create("csv");

	tcase_add_loop_test(tc, rows_are_read, 0, 2);
	tcase_add_loop_test(tc, returns_end_lines_and_are_kept_in_quotes, 0, 2);
	tcase_add_loop_test(tc, fields_know_their_place, 0, 2);
	tcase_add_loop_test(
		tc, cells_are_numbers_or_not, 0, (int)(sizeof(cells) / sizeof(*cells)));
	tcase_add_test(tc, damage_is_named_with_its_line);
	tcase_add_loop_test(tc, fields_are_printed_so_that_they_read_back, 0,
		(int)(sizeof(printed) / sizeof(*printed)));
	tcase_add_test(tc, what_is_no_file_is_refused);
	suite_add_tcase(s, tc);
	return s;
}
