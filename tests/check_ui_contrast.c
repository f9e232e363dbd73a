/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether text can be read: the contrast of WCAG 2.1 (1.4.3: 4.5 at least), in each theme,
 * with each number of colours, in the palettes that terminals have (XTerm-col.ad; the VGA's
 * registers; GNOME Terminal's, of Tango's successor).
 */
#include "config.h"

#include <check.h>
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "check_ui_keys.h"
#include "draw/roles.h"
#include "ui/ground.h"
#include "ui/inks.h"

#define LEAST 4.5

struct colors {
	const char *name;
	unsigned first[16];
	bool bold_is_bright;
};

static const struct colors palettes[] = {
	{"xterm",
		{0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd,
			0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff,
			0xff00ff, 0x00ffff, 0xffffff},
		true},
	{"VGA",
		{0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa,
			0xaaaaaa, 0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff,
			0xff55ff, 0x55ffff, 0xffffff},
		true},
	{"GNOME",
		{0x171421, 0xc01c28, 0x26a269, 0xa2734c, 0x12488b, 0xa347ba, 0x2aa1b3,
			0xd0cfcc, 0x5e5c64, 0xf66151, 0x33d17a, 0xe9ad0c, 0x2a7bde,
			0xc061cb, 0x33c7de, 0xffffff},
		false},
};

static double part(unsigned byte)
{
	double c = byte / 255.0;

	return c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(unsigned rgb)
{
	return 0.2126 * part(rgb >> 16) + 0.7152 * part(rgb >> 8 & 255) +
	       0.0722 * part(rgb & 255);
}

static double contrast(unsigned a, unsigned b)
{
	double la = luminance(a), lb = luminance(b);

	return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

/* The colour of a number; own: the terminal's, on such a ground. */
static unsigned rgb_of(const struct colors *c, short color, unsigned own, bool bold)
{
	static const unsigned cube[] = {0, 0x5f, 0x87, 0xaf, 0xd7, 0xff};

	if (color < 0)
		return own;
	if (color < 8 && bold && c->bold_is_bright)
		color = (short)(color + 8);
	if (color < 16)
		return c->first[color];
	if (color >= 232)
		return (unsigned)(8 + 10 * (color - 232)) * 0x10101;
	color = (short)(color - 16);
	return cube[color / 36] << 16 | cube[color / 6 % 6] << 8 | cube[color % 6];
}

/* Frames and what is left of a bar are there for the eye alone, see below. */
static bool is_text(enum role r)
{
	return r != ROLE_BORDER && r != ROLE_BAR_REST;
}

static void expect_readable(const struct colors *c, struct palette p, unsigned ground)
{
	unsigned ink = p.light ? 0x000000 : c->first[7];

	for (int r = 0; r < ROLES; r++)
		for (unsigned attr = 0; attr < 8; attr++) {
			struct style s = palette_style(p, (enum role)r, attr);
			unsigned fg = rgb_of(c, s.fg, ink, s.bold);
			unsigned bg = rgb_of(c, s.bg, ground, false);

			ck_assert_msg(!is_text((enum role)r) || contrast(fg, bg) >= LEAST,
				"role %d, attributes %u, depth %d, %s, %s: %06x on %06x: "
				"%.2f",
				r, attr, p.depth, p.light ? "light" : "dark", c->name, fg,
				bg, contrast(fg, bg));
			/* and not so faint that it is not there */
			ck_assert_double_gt(contrast(fg, bg), 1.3);
		}
}

START_TEST(text_can_be_read_in_every_theme)
{
	static const enum depth depths[] = {DEPTH_8, DEPTH_16, DEPTH_256};

	ck_assert_double_eq_tol(contrast(0xffffff, 0), 21, 1e-9);
	ck_assert_double_eq_tol(contrast(0x777777, 0xffffff), 4.48, 0.005);
	for (size_t i = 0; i < sizeof(palettes) / sizeof(*palettes); i++)
		for (int d = 0; d < 3; d++)
			for (int t = 0; t < THEMES; t++)
				for (int light = 0; light < 2; light++) {
					struct palette p = theme_palette(
						(enum screen_theme)t, depths[d], light);

					if (p.depth == DEPTH_MONO)
						continue;
					expect_readable(&palettes[i], p,
						p.light ? 0xffffff : 0x000000);
					if (!p.light)
						expect_readable(&palettes[i], p,
							palettes[i].first[0]);
				}
}
END_TEST

/* With 8 colours too a light theme is another than a dark one. */
START_TEST(a_light_theme_is_another)
{
	static const enum depth depths[] = {DEPTH_8, DEPTH_16, DEPTH_256};

	for (int d = 0; d < 3; d++) {
		int others = 0;

		for (int r = 0; r < ROLES; r++)
			others += role_style((enum role)r, depths[d], true).fg !=
				  role_style((enum role)r, depths[d], false).fg;
		ck_assert_int_gt(others, 8);
	}
}
END_TEST

/* Words and numbers are never of a role that need not be readable. */
START_TEST(frames_are_no_text)
{
	static const int sizes[][2] = {{24, 80}, {40, 120}, {60, 200}};

	fixture_init(&f);
	fixture_asha(&f, 21);
	view_init(&v, glyphs_of(TIER_BRAILLE));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct grid g;

		fixture_grid(&f, &v, sizes[i][0], sizes[i][1], &g);
		for (int k = 0; k < g.rows * g.cols; k++)
			ck_assert_msg(is_text((enum role)g.cells[k].role) ||
					      g.cells[k].ch > 0x7f ||
					      !isalnum((int)g.cells[k].ch),
				"row %d, column %d: %c", k / g.cols, k % g.cols,
				(int)g.cells[k].ch);
		grid_release(&g);
	}
	finish();
}
END_TEST

/* Grounds that people have, and which ink is read better on them. */
START_TEST(grounds_are_light_or_dark)
{
	static const unsigned light[] = {0xffffff, 0xfdf6e3, 0xeeeeee, 0xfafafa, 0xc0c0c0,
		0xffffdd, 0x00ff00, 0x808080},
			      dark[] = {0x000000, 0x002b36, 0x171421, 0x300a24, 0x282c34,
				      0x1e1e1e, 0x0000aa, 0x606060, 0x800000};

	for (size_t i = 0; i < sizeof(light) / sizeof(*light); i++) {
		ck_assert(ground_is_light(light[i]));
		ck_assert_double_gt(contrast(light[i], 0), contrast(light[i], 0xffffff));
	}
	for (size_t i = 0; i < sizeof(dark) / sizeof(*dark); i++)
		ck_assert(!ground_is_light(dark[i]));
}
END_TEST

START_TEST(consoles_are_known_by_their_names)
{
	static const char *const consoles[] = {"linux", "linux-16color", "linux-m",
		"linux3.0", "linux-basic", "linux-koi8r", "screen.linux",
		"screen.linux-m", "cons25", "cons25r-m", "cons50", "teken",
		"teken-16color", "wsvt25", "wsvt25m", "pccon", "pccon+keys", "tmux.linux",
		"hurd", "mach-color"},
				 *const others[] = {"xterm", "xterm-256color", "screen",
					 "screen-256color", "screen.xterm-256color",
					 "tmux", "linuxfb", "console", "konsole", "putty",
					 "st", "kitty", "xterm-linux", "vt220", "",
					 "minitel"};

	for (size_t i = 0; i < sizeof(consoles) / sizeof(*consoles); i++)
		ck_assert_msg(ground_is_console(consoles[i]), "%s", consoles[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		ck_assert_msg(!ground_is_console(others[i]), "%s", others[i]);
}
END_TEST

/* As user_caps(5) has it, and ncurses' init_direct_colors(). */
START_TEST(direct_colours_have_a_layout)
{
	static const struct {
		int flag, number;
		const char *text;
		int colors, bits[3], packed; /* of 5fafff */
	} cases[] = {
		{1, -1, NULL, 1 << 24, {8, 8, 8}, 0x5fafff},
		{1, -1, NULL, 1 << 16, {6, 6, 4}, 23 << 10 | 43 << 4 | 15},
		{1, -1, NULL, 1 << 15, {5, 5, 5}, 12 << 10 | 21 << 5 | 31},
		{0, 8, NULL, 1 << 24, {8, 8, 8}, 0x5fafff},
		{0, 5, NULL, 1 << 15, {5, 5, 5}, 12 << 10 | 21 << 5 | 31},
		{0, 6, NULL, 1 << 16, {6, 6, 4}, 23 << 10 | 43 << 4 | 15},
		{0, 1, NULL, 8, {1, 1, 1}, 3},
		{0, -1, "8/8/8", 1 << 24, {8, 8, 8}, 0x5fafff},
		{0, -1, "5/6/5", 1 << 16, {5, 6, 5}, 12 << 11 | 43 << 5 | 31},
		{0, -1, "99/99/99", 1 << 24, {24, 0, 0}, -1},
	};
	int bits[3];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		ck_assert(inks_layout(cases[i].flag, cases[i].number, cases[i].text,
			cases[i].colors, bits));
		ck_assert_int_eq(memcmp(bits, cases[i].bits, sizeof(bits)), 0);
		if (cases[i].packed >= 0)
			ck_assert_int_eq(inks_pack(0x5fafff, bits), cases[i].packed);
	}
	ck_assert(!inks_layout(0, -1, NULL, 256, bits));
	ck_assert(!inks_layout(-1, -2, "8", 256, bits));
}
END_TEST

Suite *ui_contrast_suite(void)
{
	Suite *s = suite_create("ui contrast");
	TCase *c = tcase_create("contrast");

	tcase_add_test(c, text_can_be_read_in_every_theme);
	tcase_add_test(c, a_light_theme_is_another);
	tcase_add_test(c, frames_are_no_text);
	tcase_add_test(c, grounds_are_light_or_dark);
	tcase_add_test(c, consoles_are_known_by_their_names);
	tcase_add_test(c, direct_colours_have_a_layout);
	suite_add_tcase(s, c);
	return s;
}
