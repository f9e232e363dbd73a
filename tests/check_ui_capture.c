/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check_ui_fixture.h"
#include "draw/capture.h"

static const struct palette dark = {DEPTH_256, false};
static const struct palette light = {DEPTH_256, true};

static struct grid g;

static void begin(void)
{
	struct pen p;

	grid_init(&g);
	grid_reset(&g, 2, 12, glyphs_of(TIER_BRAILLE));
	p = pen_in(&g, (struct area){0, 0, 2, 12});
	pen_text(&p, ROLE_LOST, "a<b &c");
	p.attr = ATTR_UNDERLINE;
	pen_text(&p, ROLE_TEXT, "\xe5\xad\xa6"); /* U+5B66, two columns */
	p.attr = 0;
	pen_goto(&p, 1, 0);
	p.role = ROLE_BORDER;
	pen_ch(&p, 0x2500);
	pen_ch(&p, 0x2593);
	pen_ch(&p, 0x28ff);
}

static char *captured(enum capture how, struct palette p)
{
	struct strbuf sb;
	char *text;

	strbuf_init(&sb);
	capture_grid(&g, how, p, &sb);
	text = strbuf_detach(&sb);
	strbuf_release(&sb);
	return text;
}

static void expect(enum capture how, struct palette p, const char *part)
{
	char *text = captured(how, p);

	ck_assert_msg(strstr(text, part), "no %s in\n%s", part, text);
	free(text);
}

START_TEST(text_is_the_cells)
{
	begin();
	expect(CAPTURE_TEXT, dark, "a<b &c\xe5\xad\xa6\n\xe2\x94\x80\xe2\x96\x93\xe2\xa3\xbf\n");
	grid_release(&g);
}
END_TEST

START_TEST(escapes_are_those_of_the_theme)
{
	struct palette mono = {DEPTH_MONO, false};

	begin();
	expect(CAPTURE_ANSI, dark, "\033[0;38;5;203ma<b &c\033[0;4m\xe5\xad\xa6\033[0m");
	expect(CAPTURE_ANSI, light, "\033[0;38;5;160ma<b");
	expect(CAPTURE_ANSI, mono, "a<b &c\033[0;4m\xe5\xad\xa6");
	grid_release(&g);
}
END_TEST

START_TEST(a_picture_has_text_and_shapes)
{
	begin();
	expect(CAPTURE_SVG, dark, ">a&lt;b &amp;c</text>");
	expect(CAPTURE_SVG, dark, "x=\"60\" y=\"15\" textLength=\"20\"");
	expect(CAPTURE_SVG, dark, "#ff5f5f"); /* 203 of xterm's colours */
	expect(CAPTURE_SVG, light, "#ffffff");
	expect(CAPTURE_SVG, light, "M0 29.5h10v1h-10z"); /* the line, in its cell's middle */
	expect(CAPTURE_SVG, light, "opacity=\".75\" d=\"M10 20h10v20h-10z\"");
	expect(CAPTURE_SVG, light, "M26 36h3v3h-3z\""); /* the last of the eight dots */
	grid_release(&g);
}
END_TEST

START_TEST(what_is_there_stays)
{
	char path[] = "/tmp/rungtop-capture-XXXXXX";
	int fd = mkstemp(path);
	struct error err;

	begin();
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(capture_save(&g, path, dark, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "File exists"));
	ck_assert_int_eq(lseek(fd, 0, SEEK_END), 0);
	unlink(path);
	ck_assert_int_eq(capture_save(&g, path, dark, &err), 0);
	unlink(path);
	close(fd);
	ck_assert_int_eq(capture_save(&g, "/nowhere/x.svg", dark, &err), -1);
	ck_assert_ptr_nonnull(strstr(err.text, "/nowhere/x.svg: No such file"));
	ck_assert_int_eq(capture_of("a.svg"), CAPTURE_SVG);
	ck_assert_int_eq(capture_of("a.ansi"), CAPTURE_ANSI);
	ck_assert_int_eq(capture_of("a.svg.txt"), CAPTURE_TEXT);
	grid_release(&g);
}
END_TEST

START_TEST(themes_have_palettes)
{
	unsetenv("COLORFGBG");
	ck_assert_int_eq(theme_find("light"), THEME_LIGHT);
	ck_assert_int_eq(theme_find("lig"), THEMES);
	ck_assert_int_eq(theme_find(""), THEMES);
	ck_assert(theme_palette(THEME_LIGHT, DEPTH_256, role_light_ground()).light);
	ck_assert(!theme_palette(THEME_AUTO, DEPTH_256, role_light_ground()).light);
	ck_assert_int_eq(theme_palette(THEME_TERMINAL, DEPTH_256, role_light_ground()).depth, DEPTH_16);
	ck_assert_int_eq(theme_palette(THEME_TERMINAL, DEPTH_8, role_light_ground()).depth, DEPTH_8);
	ck_assert_int_eq(theme_palette(THEME_MONO, DEPTH_256, role_light_ground()).depth, DEPTH_MONO);
	setenv("COLORFGBG", "0;15", 1);
	ck_assert(theme_palette(THEME_AUTO, DEPTH_256, role_light_ground()).light);
	ck_assert(!theme_palette(THEME_DARK, DEPTH_256, role_light_ground()).light);
	unsetenv("COLORFGBG");
	/* 16 colours: all of them the terminal's own */
	for (int r = 0; r < ROLES; r++)
		ck_assert_int_lt(role_style((enum role)r, DEPTH_16, false).fg, 16);
}
END_TEST

Suite *ui_capture_suite(void)
{
	Suite *s = suite_create("ui capture");
	TCase *t = tcase_create("capture");

	tcase_add_test(t, text_is_the_cells);
	tcase_add_test(t, escapes_are_those_of_the_theme);
	tcase_add_test(t, a_picture_has_text_and_shapes);
	tcase_add_test(t, what_is_there_stays);
	tcase_add_test(t, themes_have_palettes);
	suite_add_tcase(s, t);
	return s;
}
