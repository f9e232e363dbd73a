/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A trial's log on the screen: what of a file is read, what of its bytes is shown, and
 * where in it one is, whatever becomes of the file.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_ui_keys.h"
#include "ui/log_text.h"
#include "ui/log_view.h"

/* Bytes as they are shown */

static const struct {
	const char *bytes, *shown;
} cleaned[] = {
	{"plain", "plain"},
	{"\xc3\xa9t\xc3\xa9 \xe6\x97\xa5", "\xc3\xa9t\xc3\xa9 \xe6\x97\xa5"},
	{"\x1b[1;31mred\x1b[0m, \x1b[38;5;9mred\x1b[m", "red, red"},
	{"\x1b]0;a title\x07text", "text"},
	{"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"},
	{"\x1bPq#0;2;0\x1b\\after a picture", "after a picture"},
	{"\x1b[2J\x1b[H\x1b(B\x1b=home", "home"}, {"cut off \x1b[31", "cut off "},
	{"cut off \x1b", "cut off "}, {"never ended \x1b]0;title", "never ended "},
	{"10%\r20%\r30%", "30%"}, {"dos\r", "dos"}, {"|\b/\b-", "-"},
	{"\xc3\xa9\b\b\b.", "."}, {"a\tb\tc", "a       b       c"},
	{"\xe6\x97\xa5\tb", "\xe6\x97\xa5      b"},
	{"bell\x07 nul\x01", "bell nul\xc2\xb7"},
	{"\xc2\x9b"
	 "31m",
		"\xc2\xb7"
		"31m"}, /* a C1 control */
	{"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"}, {"half \xe6\x97", "half \xef\xbf\xbd"},
	{"line\xe2\x80\xa8line", "line\xef\xbf\xbdline"},
	{"\xe2\x80\xaeturned", "turned"}, /* right to left, by force */
};

static const struct log_view *log_of(void)
{
	return view_overlay(&v, OVERLAY_LOG);
}

START_TEST(bytes_are_made_harmless)
{
	const char *bytes = cleaned[_i].bytes;
	struct strbuf out;

	strbuf_init(&out);
	log_text_clean(bytes, strlen(bytes), &out);
	ck_assert_str_eq(out.buf, cleaned[_i].shown);
	log_text_clean("a\0b", 3, &out);
	ck_assert_str_eq(out.buf, "a\xc2\xb7"
				  "b");
	strbuf_release(&out);
}
END_TEST

START_TEST(rows_hold_all_of_a_line)
{
	static const char text[] =
		"0123456789 \xe6\x97\xa5\xe6\x97\xa5 0123456789 0123456789";

	for (int width = 1; width < 60; width++) {
		int rows = log_text_rows(text, width);
		size_t at = 0;

		for (int row = 0; row < rows; row++) {
			int room = row ? width - log_text_indent(width) : width;
			size_t end = log_text_row(text, at, room);

			ck_assert_uint_eq(log_text_at(text, row, width), at);
			ck_assert_uint_gt(end, at);
			at = end;
		}
		ck_assert_uint_eq(at, strlen(text));
	}
	ck_assert_int_eq(log_text_rows("", 10), 1);
}
END_TEST

/* Files */

static char folder[] = "/tmp/rungtop-log-XXXXXX";
static struct strbuf path;

static void make_folder(void)
{
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	strbuf_init(&path);
	strbuf_addf(&path, "%s/trial-00000.log", folder);
}

static void remove_folder(void)
{
	unlink(path.buf);
	strbuf_release(&path);
	rmdir(folder);
}

static void add(const void *bytes, size_t n)
{
	int fd = open(path.buf, O_WRONLY | O_CREAT | O_APPEND, 0666);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
	close(fd);
}

static void add_lines(int from, int to)
{
	struct strbuf text;

	strbuf_init(&text);
	for (int i = from; i < to; i++)
		strbuf_addf(&text, "line %d of a log\n", i);
	add(text.buf, text.len);
	strbuf_release(&text);
}

START_TEST(lines_go_forth_and_back)
{
	struct log_tail t;
	off_t starts[600], at = 0;
	size_t n = 0;
	char giant[3 * LOG_LINE_MOST];

	make_folder();
	add_lines(0, 100);
	add("\n\n", 2);
	memset(giant, 'x', sizeof(giant));
	add(giant, sizeof(giant));
	add("\nthe last one, not ended", 24);
	log_tail_init(&t);
	log_tail_open(&t, path.buf);
	ck_assert(log_tail_is_stale(&t));
	log_tail_read(&t, 0);
	ck_assert(!log_tail_is_stale(&t) && !t.wrong);
	while (at < log_tail_end(&t)) {
		starts[n++] = at;
		at = log_tail_next(&t, at);
	}
	ck_assert_uint_eq(n, 106); /* the giant is three */
	while (n-- > 0) {
		at = log_tail_previous(&t, at);
		ck_assert_int_eq(at, starts[n]);
	}
	ck_assert_int_eq(log_tail_previous(&t, 0), 0);
	log_tail_release(&t);
	remove_folder();
}
END_TEST

/* A file of 100 MB that takes no room: its first and its last lines are written. */
START_TEST(of_a_large_file_little_is_read)
{
	static const off_t large = 100000000;
	struct log_tail t;
	const char *line;
	size_t n;

	make_folder();
	add_lines(0, 1);
	ck_assert_int_eq(truncate(path.buf, large), 0);
	add("\nthe end\n", 9);
	log_tail_init(&t);
	log_tail_open(&t, path.buf);
	log_tail_read(&t, large * 2);
	ck_assert_uint_le(t.text.len, 2 * LOG_AROUND);
	line = log_tail_line(&t, log_tail_previous(&t, log_tail_end(&t)), &n);
	ck_assert_uint_eq(n, 7);
	ck_assert_int_eq(strncmp(line, "the end", n), 0);
	log_tail_read(&t, large / 2);
	ck_assert_uint_eq(t.text.len, 2 * LOG_AROUND);
	log_tail_read(&t, 0);
	ck_assert_uint_eq(t.text.len, LOG_AROUND);
	ck_assert_int_eq(strncmp(t.text.buf, "line 0", 6), 0);
	log_tail_release(&t);
	remove_folder();
}
END_TEST

START_TEST(files_come_and_go)
{
	struct log_tail t;

	make_folder();
	log_tail_init(&t);
	log_tail_open(&t, path.buf);
	ck_assert(!log_tail_is_stale(&t)); /* it is not there, as before */
	log_tail_read(&t, 0);
	ck_assert_int_eq(t.wrong, ENOENT);
	add_lines(0, 2);
	ck_assert(log_tail_is_stale(&t));
	log_tail_read(&t, 0);
	ck_assert_int_eq(t.wrong, 0);
	add_lines(2, 3);
	ck_assert(log_tail_is_stale(&t));
	log_tail_read(&t, 0);
	unlink(path.buf);
	ck_assert(log_tail_is_stale(&t));
	log_tail_read(&t, 0);
	ck_assert_int_eq(t.wrong, ENOENT);
	ck_assert_uint_eq(t.text.len, 0);
	ck_assert_int_eq(mkfifo(path.buf, 0600), 0); /* nobody waits for a writer */
	log_tail_read(&t, 0);
	ck_assert_int_eq(t.wrong, EINVAL);
	log_tail_release(&t);
	remove_folder();
}
END_TEST

/* The view */

static char *screen(int rows, int cols)
{
	return fixture_screen(&f, &v, rows, cols);
}

static void expect(const char *words)
{
	char *text = screen(24, 80);

	ck_assert_msg(screen_has(text, words), "no row has \"%s\" in\n%s", words, text);
	free(text);
}

static void expect_not(const char *words)
{
	char *text = screen(24, 80);

	ck_assert_msg(!screen_has(text, words), "a row has \"%s\" in\n%s", words, text);
	free(text);
}

static void begin(void)
{
	make_folder();
	fixture_init(&f);
	fixture_asha(&f, 21);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	v.wall = 1000;
	v.logs = folder;
	v.selected.trial = 0;
	follow();
}

static void end(void)
{
	finish();
	remove_folder();
}

START_TEST(a_log_is_followed)
{
	begin();
	press('o');
	expect("T00 has no log yet");
	add_lines(0, 50);
	expect("line 49 of a log");
	expect("following 840 bytes");
	add_lines(50, 60);
	expect("line 59 of a log");
	expect_not("line 40 ");
	add("not ended", 9);
	expect("not ended");
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	end();
}
END_TEST

START_TEST(a_place_in_a_log_stays)
{
	begin();
	add_lines(0, 100);
	press('o');
	press('k');
	expect("98");
	expect_not("line 99 ");
	expect("G follow");
	add_lines(100, 20000); /* more than is read at once */
	expect("line 98");
	expect_not("line 99 ");
	press('g');
	expect("line 0 of a log");
	press(UI_PAGE_DOWN);
	expect("line 17 of a log");
	for (int i = 0; i < 16; i++)
		press('j');
	expect("line 48 of a log");
	press('G');
	expect("line 19999 of a log");
	press(UI_PAGE_UP);
	press(UI_PAGE_DOWN);
	ck_assert(log_of()->follows); /* who comes to the end follows it */
	end();
}
END_TEST

START_TEST(all_of_a_log_can_be_seen)
{
	struct strbuf words;

	begin();
	add_lines(0, 30000);
	press('o');
	strbuf_init(&words);
	for (int i = 30000 - 17; i > 0; i -= 16) { /* a row of the page before stays */
		strbuf_reset(&words);
		strbuf_addf(&words, "line %d of a log", i);
		expect(words.buf);
		press(UI_PAGE_UP);
	}
	strbuf_release(&words);
	expect("line 0 of a log");
	end();
}
END_TEST

START_TEST(long_lines_take_rows)
{
	begin();
	for (int i = 0; i < 100; i++)
		add("0123456789", 10);
	add("\nthe next\n", 10);
	press('o');
	press('g');
	expect("0123456789012345678901234567890123456789012345678901234567890123456789");
	expect("the next");
	press('j');
	ck_assert_int_eq(log_of()->top.row, 0); /* all of it shows: no row is wasted */
	end();
}
END_TEST

START_TEST(a_log_that_is_replaced_is_shown_anew)
{
	begin();
	add_lines(0, 1000);
	press('o');
	press(UI_PAGE_UP);
	ck_assert(!log_of()->follows);
	ck_assert_int_eq(truncate(path.buf, 0), 0);
	add_lines(5000, 5002);
	expect("line 5001 of a log");
	ck_assert(log_of()->follows);
	unlink(path.buf);
	expect("T00 has no log yet");
	add_lines(0, 3);
	expect("line 2 of a log");
	end();
}
END_TEST

static void look_for(const char *text)
{
	press('/');
	type(text);
	press(UI_ENTER);
}

START_TEST(a_log_is_searched_upwards)
{
	begin();
	add_lines(0, 4000);
	press('o');
	look_for("LINE 77");
	expect("line 779 of a log");
	expect("/LINE 77");
	expect_not("line 999 ");
	press('n');
	press('n');
	expect("line 777 of a log");
	ck_assert_int_eq(log_of()->match, 10 * 16 + 90 * 17 + 677 * 18);
	press('N');
	ck_assert_int_eq(log_of()->match, 10 * 16 + 90 * 17 + 678 * 18);
	look_for("no such thing");
	expect("nothing has 'no such thing'");
	press(UI_ESC);
	ck_assert_ptr_null(log_of()->sought);
	look_for("line 3998 ");
	expect("on from the end");
	expect("line 3999 of a log");
	ck_assert(!log_of()->follows);
	add_lines(4000, 4100);
	expect("line 3998 of a log"); /* a match stays on the screen */
	end();
}
END_TEST

/* What is not in the first megabytes is not searched for in all of them at once. */
START_TEST(a_search_reads_so_much)
{
	char block[65536];

	begin();
	memset(block, '.', sizeof(block));
	for (size_t i = 99; i < sizeof(block); i += 100)
		block[i] = '\n';
	add("a needle\n", 9);
	for (int i = 0; i < 100; i++)
		add(block, sizeof(block));
	press('o');
	look_for("needle");
	expect("no 'needle' so far; n searches on");
	press('n');
	expect("a needle");
	end();
}
END_TEST

START_TEST(rungtops_own_lines_stand_out)
{
	struct area in;
	struct grid g;
	bool found = false;

	begin();
	add("first\nrungtop: attempt 1 failed: it fell\nsecond\n", 48);
	press('o');
	expect("rungtop: attempt 1 failed: it fell \xe2\x94\x80\xe2\x94\x80\xe2\x94\x80");
	ck_assert(overlay_place(&v, &f.study, &l, &in));
	grid_init(&g);
	grid_reset(&g, in.h, in.w, v.glyphs);
	overlay_log.draw(&(struct scene){&f.study, &v, &l, .self = log_of()}, &g,
		(struct area){0, 0, in.h, in.w});
	for (int y = 0; y < in.h; y++)
		found |= grid_at(&g, y, 1)->role == ROLE_CUTOFF;
	ck_assert(found);
	grid_release(&g);
	end();
}
END_TEST

START_TEST(the_inspector_leads_to_the_log_and_back)
{
	begin();
	v.inspect.trial = 3;
	view_open(&v, OVERLAY_TRIAL);
	press('o');
	ck_assert_int_eq(v.overlay, OVERLAY_LOG);
	ck_assert_uint_eq(log_of()->trial, 3);
	press(UI_RIGHT);
	ck_assert_uint_ne(log_of()->trial, 3);
	ck_assert_uint_eq(log_of()->trial, v.selected.trial);
	press(UI_LEFT);
	ck_assert_uint_eq(log_of()->trial, 3);
	press('q');
	ck_assert_int_eq(v.overlay, OVERLAY_TRIAL);
	ck_assert_uint_eq(v.inspect.trial, 3);
	end();
}
END_TEST

START_TEST(no_key_leads_where_no_log_is)
{
	begin();
	v.logs = NULL;
	ck_assert(!view_can(&v, &f.study, ACT_LOG));
	press('o');
	ck_assert_int_eq(v.overlay, OVERLAY_NONE);
	expect("there is no log: programs leave one");
	v.logs = folder;
	v.selected.trial = STUDY_NONE;
	press('o'); /* none is selected: the one that runs */
	ck_assert_uint_eq(log_of()->trial, f.n_trials - 1);
	end();
}
END_TEST

START_TEST(questions_lie_over_the_log)
{
	begin();
	v.live = true;
	v.selected.trial = f.n_trials - 1;
	press('o');
	press('K');
	ck_assert_int_eq(v.overlay, OVERLAY_CONFIRM);
	ck_assert(view_reads(&v));
	press('n');
	ck_assert_int_eq(v.overlay, OVERLAY_LOG);
	press(':');
	press(UI_ESC);
	ck_assert_int_eq(v.overlay, OVERLAY_LOG);
	press('?');
	ck_assert_int_eq(v.overlay, OVERLAY_HELP);
	press('?');
	ck_assert_int_eq(v.overlay, OVERLAY_LOG);
	end();
}
END_TEST

/* Random bytes, a file that changes all the time, any key, any size. */

static uint32_t state = 1;

static uint32_t draw(uint32_t n)
{
	state = state * 1664525u + 1013904223u;
	return (state >> 8) % n;
}

static void change_the_file(void)
{
	char bytes[3000];
	size_t n = draw(sizeof(bytes));

	switch (draw(20)) {
	case 0:
		unlink(path.buf);
		break;
	case 1:
		ck_assert(truncate(path.buf, draw(2000)) == 0 || errno == ENOENT);
		break;
	default:
		for (size_t i = 0; i < n; i++)
			bytes[i] = "\n\r\t\b\x1b[;m]x\xe6\x97"[draw(12)];
		for (size_t i = 0; i < n; i += 3)
			bytes[i] = (char)draw(256);
		add(bytes, n);
	}
}

static void expect_harmless(int rows, int cols)
{
	char *text = screen(rows, cols);

	for (const char *c = text; *c;) {
		uint32_t cp;

		c += utf8_decode(c, &cp);
		ck_assert_msg(cp == '\n' || (cp >= 0x20 && (cp < 0x7f || cp >= 0xa0)),
			"U+%04X on the screen", cp);
	}
	free(text);
}

START_TEST(whatever_the_bytes_nothing_gets_through)
{
	static const uint32_t keys[] = {'k', 'j', UI_PAGE_UP, UI_PAGE_DOWN, 'g', 'G', '/',
		'x', '[', UI_ENTER, 'n', 'N', UI_LEFT, UI_RIGHT, 'o', UI_BACKSPACE};
	bool taken;

	begin();
	add_lines(0, 20000);
	for (int i = 0; i < 1500; i++) {
		int rows = 1 + (int)draw(40), cols = 1 + (int)draw(120);

		if (draw(3) == 0)
			change_the_file();
		for (uint32_t n = draw(5); n > 0; n--) /* faster than frames */
			view_key(&v, &f.study, &l,
				keys[draw(sizeof(keys) / sizeof(*keys))], &taken);
		if (v.overlay == OVERLAY_NONE)
			v.selected.trial = 0;
		v.glyphs = glyphs_of((enum tier)draw(TIERS));
		expect_harmless(rows, cols);
	}
	end();
}
END_TEST

Suite *ui_log_suite(void)
{
	Suite *s = suite_create("ui log");
	TCase *t = tcase_create("bytes");

	tcase_add_loop_test(
		t, bytes_are_made_harmless, 0, sizeof(cleaned) / sizeof(*cleaned));
	tcase_add_test(t, rows_hold_all_of_a_line);
	suite_add_tcase(s, t);
	t = tcase_create("files");
	tcase_add_test(t, lines_go_forth_and_back);
	tcase_add_test(t, of_a_large_file_little_is_read);
	tcase_add_test(t, files_come_and_go);
	suite_add_tcase(s, t);
	t = tcase_create("view");
	tcase_set_timeout(t, 60);
	tcase_add_test(t, a_log_is_followed);
	tcase_add_test(t, a_place_in_a_log_stays);
	tcase_add_test(t, all_of_a_log_can_be_seen);
	tcase_add_test(t, long_lines_take_rows);
	tcase_add_test(t, a_log_that_is_replaced_is_shown_anew);
	tcase_add_test(t, a_log_is_searched_upwards);
	tcase_add_test(t, a_search_reads_so_much);
	tcase_add_test(t, rungtops_own_lines_stand_out);
	tcase_add_test(t, the_inspector_leads_to_the_log_and_back);
	tcase_add_test(t, no_key_leads_where_no_log_is);
	tcase_add_test(t, questions_lie_over_the_log);
	tcase_add_test(t, whatever_the_bytes_nothing_gets_through);
	suite_add_tcase(s, t);
	return s;
}
