/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that a terminal obeys, and what comes of it. */
#include "config.h"

#include "base/printable.h"

#include "base/error.h"
#include "base/utf8.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *printable_suite(void);

static const struct {
	const char *text, *shown;
} forms[] = {
	{"", ""}, {"plain text, \\ and \\n and ~", "plain text, \\ and \\n and ~"},
	{"\xc3\xb6 \xce\xb7 \xe5\xad\xa6 \xf0\x9f\x98\x80",
		"\xc3\xb6 \xce\xb7 \xe5\xad\xa6 \xf0\x9f\x98\x80"},
	{"a\nb\rc\td", "a\\nb\\rc\\td"},
	{"\033]0;title\007\033[2J", "\\x1b]0;title\\x07\\x1b[2J"}, {"\x7f", "\\u007f"},
	{"\xc2\x9b"
	 "31m",
		"\\u009b31m"},			      /* CSI in one character */
	{"\xc2\xa0", "\xc2\xa0"},		      /* a blank is seen */
	{"\x9b", "\\x9b"},			      /* no UTF-8 */
	{"\xc0\x9b", "\\xc0\\x9b"},		      /* too long a form */
	{"\xe0\x80\x9b", "\\xe0\\x80\\x9b"},	      /* likewise */
	{"\xed\xa0\x80", "\\xed\\xa0\\x80"},	      /* half of a pair */
	{"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, /* past the end */
	{"half \xe6\x97", "half \\xe6\\x97"},	      /* cut off */
	{"half \xe6\x97 and", "half \\xe6\\x97 and"},
	{"\xef\xbf\xbd", "\xef\xbf\xbd"}, /* U+FFFD itself */
	{"\xe2\x80\xae\xe2\x80\xa6", "\\u202e\xe2\x80\xa6"},
	{"\xe2\x81\xa6\xd8\x9c\xe2\x80\x8e", "\\u2066\\u061c\\u200e"},
	{"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
	{"pass\xe2\x80\x8bword\xef\xbb\xbf\xe2\x80\x8d", "pass\\u200bword\\ufeff\\u200d"},
	{"\xc2\xad\xef\xb8\x8f", "\\u00ad\\ufe0f"},
	{"\xf3\xa0\x81\x81", "\\U000e0041"}, /* a tag */
	{"\xef\xbf\xbe", "\\ufffe"},
	{"e\xcc\x81", "e\xcc\x81"}, /* what combines is seen */
};

START_TEST(a_form_for_each_kind)
{
	struct strbuf out, again;

	strbuf_init(&out);
	strbuf_init(&again);
	printable(&out, forms[_i].text, strlen(forms[_i].text));
	ck_assert_str_eq(out.buf, forms[_i].shown);
	printable(&again, out.buf, out.len);
	ck_assert_str_eq(again.buf, out.buf);
	strbuf_release(&out);
	strbuf_release(&again);
}
END_TEST

/* Categories Cc, Zl and Zp, and the property Bidi_Control, as UnicodeData has them. */
static bool must_go(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x2028 || cp == 0x2029 ||
	       cp == 0x61c || cp == 0x200e || cp == 0x200f ||
	       (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool is_ascii(const struct strbuf *sb)
{
	for (size_t i = 0; i < sb->len; i++)
		if (sb->buf[i] <= ' ' || sb->buf[i] > '~')
			return false;
	return true;
}

/* A check is a write, so they are made of what is wrong alone. */
START_TEST(every_code_point_is_itself_or_ascii)
{
	struct strbuf out;

	strbuf_init(&out);
	for (uint32_t cp = 0; cp <= 0x10ffff; cp++) {
		char text[5];
		size_t n = utf8_encode(cp, text);

		strbuf_reset(&out);
		printable(&out, text, n);
		if (out.len == n && !memcmp(out.buf, text, n) ? must_go(cp)
							       : !is_ascii(&out))
			ck_abort_msg("U+%04X", cp);
	}
	strbuf_release(&out);
}
END_TEST

START_TEST(bytes_at_random_come_out_as_text)
{
	struct strbuf out, again;
	uint32_t state = 7;

	strbuf_init(&out);
	strbuf_init(&again);
	for (int round = 0; round < 20000; round++) {
		char text[25];
		size_t n = (size_t)round % 24;

		for (size_t i = 0; i < n; i++) {
			state = state * 1664525 + 1013904223;
			text[i] = (char)(state >> (state >> 31 ? 24 : 17));
		}
		text[n] = '\0';
		strbuf_reset(&out);
		strbuf_reset(&again);
		printable(&out, text, n);
		for (const char *s = out.buf; *s;) {
			uint32_t cp;

			s += utf8_decode(s, &cp);
			if (!utf8_is_shown(cp))
				ck_abort_msg("U+%04X in round %d", cp, round);
		}
		printable(&again, out.buf, out.len);
		if (strlen(out.buf) != out.len || strcmp(again.buf, out.buf))
			ck_abort_msg("round %d: %s", round, out.buf);
	}
	strbuf_release(&out);
	strbuf_release(&again);
}
END_TEST

START_TEST(lines_keep_our_own_line_feeds)
{
	struct strbuf out;

	strbuf_init(&out);
	printable_lines(&out, "a\r\nb\033\n\nc", 8);
	ck_assert_str_eq(out.buf, "a\\r\nb\\x1b\n\nc");
	strbuf_reset(&out);
	printable_linef(&out, "%s: %d", "x\ny", 3);
	ck_assert_str_eq(out.buf, "x\\ny: 3\n");
	printable_addf(&out, "%c", '\r');
	ck_assert_str_eq(out.buf, "x\\ny: 3\n\\r");
	strbuf_release(&out);
}
END_TEST

/* A form is there as a whole or not at all. */
START_TEST(a_buffer_keeps_what_has_room)
{
	char text[16] = "0123456789\033\033\033\033";
	struct error err;
	char many[3000];

	printable_here(text, sizeof(text));
	ck_assert_str_eq(text, "0123456789\\x1b");
	memset(many, '\033', sizeof(many) - 1);
	many[sizeof(many) - 1] = '\0';
	error_set(&err, "'%s'", many);
	ck_assert_uint_eq(strlen(err.text), 1021);
	ck_assert(!strchr(err.text, '\033'));
}
END_TEST

Suite *printable_suite(void)
{
	Suite *s = suite_create("printable");
	TCase *tc = tcase_create("printable");

	tcase_add_loop_test(
		tc, a_form_for_each_kind, 0, (int)(sizeof(forms) / sizeof(*forms)));
	tcase_add_test(tc, every_code_point_is_itself_or_ascii);
	tcase_add_test(tc, bytes_at_random_come_out_as_text);
	tcase_add_test(tc, lines_keep_our_own_line_feeds);
	tcase_add_test(tc, a_buffer_keeps_what_has_room);
	suite_add_tcase(s, tc);
	return s;
}
