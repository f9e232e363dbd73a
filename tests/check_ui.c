/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_ui_fixture.h"
#include "draw/bar.h"
#include "ui/format.h"

START_TEST(utf8_is_read_as_the_standard_says)
{
	static const struct {
		const char *bytes;
		size_t n;
		uint32_t cp;
	} cases[] = {
		{"A", 1, 'A'},
		{"\xc3\xa9", 2, 0xe9},
		{"\xe2\xa0\xbf", 3, 0x283f},
		{"\xf0\x9f\x98\x80", 4, 0x1f600},
		{"\x80", 1, 0xfffd},	     /* a tail alone */
		{"\xc0\x80", 1, 0xfffd},     /* overlong */
		{"\xe0\x80\x80", 3, 0xfffd}, /* overlong */
		{"\xed\xa0\x80", 3, 0xfffd}, /* half of a surrogate pair */
		{"\xf4\x90\x80\x80", 4, 0xfffd},
		{"\xff", 1, 0xfffd},
		{"\xe2\xa0", 2, 0xfffd}, /* cut off by the end */
		{"\xe2Z", 1, 0xfffd},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t cp;

		ck_assert_uint_eq(utf8_decode(cases[i].bytes, &cp), cases[i].n);
		ck_assert_uint_eq(cp, cases[i].cp);
	}
}
END_TEST

START_TEST(utf8_round_trips)
{
	for (uint32_t cp = 1; cp < 0x110000; cp++) {
		char buf[5];
		uint32_t back;
		size_t n;

		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		n = utf8_encode(cp, buf);
		if (utf8_decode(buf, &back) != n || back != cp)
			ck_abort_msg("U+%04X does not come back", cp);
	}
}
END_TEST

static char *row_of(struct grid *g)
{
	struct strbuf sb;
	char *text;

	strbuf_init(&sb);
	grid_row_text(g, 0, &sb);
	text = strbuf_detach(&sb);
	strbuf_release(&sb);
	return text;
}

static void expect_row(struct grid *g, const char *text)
{
	char *row = row_of(g);

	ck_assert_str_eq(row, text);
	free(row);
}

START_TEST(pens_clip_and_cut)
{
	struct grid g;
	struct pen p;

	grid_init(&g);
	grid_reset(&g, 1, 10, glyphs_of(TIER_BRAILLE));
	p = pen_in(&g, (struct area){0, 2, 1, 6});
	pen_goto(&p, 0, -2);
	pen_text(&p, ROLE_TEXT, "abcdefghijkl"); /* runs out on both sides */
	expect_row(&g, "  cdefgh");
	pen_goto(&p, 0, 0);
	pen_left(&p, ROLE_TEXT, 4, "learning");
	pen_right(&p, ROLE_TEXT, 2, "7");
	expect_row(&g, "  lea… 7");
	pen_goto(&p, 3, 0);
	pen_text(&p, ROLE_TEXT, "off");
	expect_row(&g, "  lea… 7");
	grid_release(&g);
}
END_TEST

START_TEST(wide_and_control_characters_keep_their_cells)
{
	struct grid g;
	struct pen p;

	grid_init(&g);
	grid_reset(&g, 1, 6, glyphs_of(TIER_BRAILLE));
	p = pen_in(&g, (struct area){0, 0, 1, 6});
	pen_text(&p, ROLE_TEXT, "a\xe5\xad\xa6\tb"); /* a, U+5B66, tab, b */
	ck_assert_int_eq(p.x, 5);
	ck_assert_uint_eq(grid_at(&g, 0, 1)->ch, 0x5b66);
	ck_assert_uint_eq(grid_at(&g, 0, 2)->ch, 0);
	ck_assert_uint_eq(grid_at(&g, 0, 3)->ch, 0xb7);
	pen_goto(&p, 0, 5);
	pen_text(&p, ROLE_TEXT, "\xe5\xad\xa6"); /* no half of one at the edge */
	ck_assert_uint_eq(grid_at(&g, 0, 5)->ch, ' ');
	grid_reset(&g, 1, 6, glyphs_of(TIER_ASCII));
	pen_goto(&p, 0, 0);
	pen_text(&p, ROLE_TEXT, "\xe5\xad\xa6\xc3\xa9");
	expect_row(&g, "? ?");
	grid_release(&g);
}
END_TEST

START_TEST(signs_have_their_columns)
{
	static const uint32_t wide[] = {0x2705, 0x274c, 0x26a1, 0x1f680, 0x1f7e2, 0x65e5};
	static const uint32_t narrow[] = {'a', 0xe9, 0x2588, 0x2713, 0x26a0, 0x28ff};

	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++) {
		ck_assert_int_eq(codepoint_width(wide[i]), 2);
		ck_assert_int_eq(codepoint_width(narrow[i]), 1);
	}
	ck_assert_int_eq(codepoint_width(0x301), 0);
}
END_TEST

START_TEST(metrics_are_short)
{
	static const struct {
		double v;
		const char *text;
	} cases[] = {{0.221, "0.2210"}, {0, "0.0000"}, {0.0139, "0.0139"},
		{-0.5, "-0.5000"}, {0.0004, "4.0e-4"}, {12.3456, "12.346"},
		{99.999, "100.00"}, {1234.5, "1234"}, {1.5e7, "1.5e7"},
		{1e100, "1.0e100"}, {NAN, "-"}, {INFINITY, "-"}};
	char out[32];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(
			format_metric(cases[i].v, out, sizeof(out)), cases[i].text);
}
END_TEST

START_TEST(parameters_are_short)
{
	static const struct {
		struct value v;
		const char *text;
	} cases[] = {
		{{VALUE_REAL, 0.0031, NULL}, "3.1e-3"},
		{{VALUE_REAL, 0.003, NULL}, "3e-3"},
		{{VALUE_REAL, 0.0155, NULL}, "0.0155"},
		{{VALUE_REAL, 0.327, NULL}, "0.327"},
		{{VALUE_REAL, 0, NULL}, "0"},
		{{VALUE_REAL, 12.34, NULL}, "12.3"},
		{{VALUE_REAL, 3e-5, NULL}, "3e-5"},
		{{VALUE_INT, 128, NULL}, "128"},
		{{VALUE_BOOL, 1, NULL}, "true"},
		{{VALUE_TEXT, 0, "adam"}, "adam"},
		{{VALUE_NULL, 0, NULL}, "-"},
		{{VALUE_NONE, 0, NULL}, "-"},
	};
	char out[32];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		ck_assert_str_eq(
			format_param(cases[i].v, out, sizeof(out)), cases[i].text);
}
END_TEST

START_TEST(names_clocks_and_counts_are_short)
{
	char out[32];

	ck_assert_str_eq(
		format_short_name("learning_rate", 13, out, 32), "learning_rate");
	ck_assert_str_eq(format_short_name("learning_rate", 6, out, 32), "lr");
	ck_assert_str_eq(format_short_name("optimizer", 5, out, 32), "optim");
	ck_assert_str_eq(format_short_name("dropout", 0, out, 32), "");
	ck_assert_str_eq(format_short_name("layer_12", 4, out, 32), "l12");
	ck_assert_str_eq(format_short_name("layer_12", 2, out, 32), "la");
	ck_assert_str_eq(format_short_name("units12", 6, out, 32), "units");
	/* what is left of a number would be another one */
	ck_assert_str_eq(format_short_name("128", 2, out, 32), "");
	ck_assert_str_eq(format_short_name("0.0012", 5, out, 32), "");
	ck_assert_str_eq(format_short_name("-1.2e-3", 6, out, 32), "");
	ck_assert_str_eq(format_short_name("64x64", 4, out, 32), "64x");
	ck_assert_str_eq(format_short_name("mlp-128-64", 6, out, 32), "mlp-");
	ck_assert_str_eq(format_short_name("v1.5", 3, out, 32), "v");
	ck_assert_str_eq(format_clock(102.9, out, 32), "00:01:42");
	ck_assert_str_eq(format_clock(86400 * 2 + 3601, out, 32), "2d 01:00:01");
	ck_assert_str_eq(format_clock(NAN, out, 32), "00:00:00");
	ck_assert_str_eq(format_count(99999, out, 32), "99999");
	ck_assert_str_eq(format_count(123456, out, 32), "123k");
	ck_assert_str_eq(format_count(4560000, out, 32), "4.56M");
	ck_assert_str_eq(format_trial(5, out, 32), "T05");
}
END_TEST

/* Nothing is lost, nothing is too long, nothing comes from nowhere. */
static bool shares_are_right(uint32_t a, uint32_t b, uint32_t c, int width)
{
	struct bar_piece pieces[] = {{a, 'a', 0}, {b, 'b', 0}, {c, 'c', 0}};
	uint32_t scale = a + b + c > 60 ? a + b + c : 60;
	int cells[3], sum = 0;

	bar_shares(pieces, 3, width, scale, cells);
	for (int i = 0; i < 3; i++) {
		if (cells[i] < 0 || !pieces[i].count != !cells[i])
			return false;
		sum += cells[i];
	}
	return sum <= width;
}

START_TEST(bars_share_their_cells)
{
	for (uint32_t a = 0; a < 30; a += 3)
		for (uint32_t b = 0; b < 30; b += 2)
			for (uint32_t c = 0; c < 30; c += 7)
				for (int width = 3; width < 40; width += 4)
					if (!shares_are_right(a, b, c, width))
						ck_abort_msg(
							"%u %u %u in %d", a, b, c, width);
}
END_TEST

START_TEST(a_bar_with_room_has_a_cell_for_each)
{
	struct bar_piece pieces[] = {{7, 'a', 0}, {14, 'b', 0}, {2, 'c', 0}};
	int cells[3];

	bar_shares(pieces, 3, 30, 23, cells);
	ck_assert_int_eq(cells[0], 7);
	ck_assert_int_eq(cells[1], 14);
	ck_assert_int_eq(cells[2], 2);
}
END_TEST

START_TEST(no_key_means_two_things)
{
	for (unsigned in = IN_PANES; in < CONTEXTS; in <<= 1)
		for (size_t i = 0; i < n_key_rows; i++)
			for (size_t k = 0; k < 4 && key_rows[i].keys[k]; k++) {
				if (!(key_rows[i].contexts & in))
					continue;
				ck_assert_int_eq(
					keymap_action(NULL, key_rows[i].keys[k], (enum context)in),
					key_rows[i].action);
				for (size_t j = 0; j < n_key_rows; j++)
					for (size_t m = 0; m < 4 && key_rows[j].keys[m];
						m++)
						ck_assert((i == j && k == m) ||
							  !(key_rows[j].contexts & in) ||
							  key_rows[j].keys[m] !=
								  key_rows[i].keys[k]);
			}
}
END_TEST

START_TEST(footer_ranks_are_different_where_they_meet)
{
	for (size_t i = 0; i < n_key_rows; i++) {
		ck_assert(!key_rows[i].footer == !key_rows[i].hint);
		for (size_t j = 0; j < i; j++)
			ck_assert(!key_rows[i].footer ||
				  !(key_rows[i].contexts & key_rows[j].contexts) ||
				  key_rows[i].footer != key_rows[j].footer);
	}
	ck_assert_int_eq(keymap_action(NULL, UI_NONE, IN_PANES), ACT_NONE);
	ck_assert_int_eq(keymap_action(NULL, 0x1f600, IN_PANES), ACT_NONE);
	ck_assert_int_eq(keymap_action(NULL, 'y', IN_PROMPT), ACT_YES);
	ck_assert_int_eq(keymap_action(NULL, 'y', IN_PANES), ACT_LOG_Y);
}
END_TEST

/* A state that colour tells apart must be told apart without it, by letter or weight. */
START_TEST(roles_have_a_look_at_every_depth)
{
	for (int r = 0; r < ROLES; r++) {
		struct style mono = role_style((enum role)r, DEPTH_MONO, false);
		struct style eight = role_style((enum role)r, DEPTH_8, false);

		ck_assert_int_eq(mono.fg, -1);
		ck_assert_int_eq(mono.bg, -1);
		ck_assert_int_lt(eight.fg, 8);
		ck_assert_int_lt(eight.bg, 8);
		ck_assert(role_style_selected((enum role)r, DEPTH_MONO, false).reverse);
	}
}
END_TEST

static Suite *ui_text_suite(void)
{
	Suite *s = suite_create("ui");
	TCase *t = tcase_create("text");

	tcase_add_test(t, utf8_is_read_as_the_standard_says);
	tcase_add_test(t, utf8_round_trips);
	tcase_add_test(t, pens_clip_and_cut);
	tcase_add_test(t, wide_and_control_characters_keep_their_cells);
	tcase_add_test(t, signs_have_their_columns);
	tcase_add_test(t, metrics_are_short);
	tcase_add_test(t, parameters_are_short);
	tcase_add_test(t, names_clocks_and_counts_are_short);
	suite_add_tcase(s, t);
	t = tcase_create("bars");
	tcase_add_test(t, bars_share_their_cells);
	tcase_add_test(t, a_bar_with_room_has_a_cell_for_each);
	suite_add_tcase(s, t);
	t = tcase_create("tables");
	tcase_add_test(t, no_key_means_two_things);
	tcase_add_test(t, footer_ranks_are_different_where_they_meet);
	tcase_add_test(t, roles_have_a_look_at_every_depth);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *r = srunner_create(ui_text_suite());
	int failed;

	srunner_add_suite(r, ui_answers_suite());
	srunner_add_suite(r, ui_capture_suite());
	srunner_add_suite(r, ui_command_suite());
	srunner_add_suite(r, ui_contrast_suite());
	srunner_add_suite(r, ui_curves_suite());
	srunner_add_suite(r, ui_decoder_suite());
	srunner_add_suite(r, ui_edges_suite());
	srunner_add_suite(r, ui_filter_suite());
	srunner_add_suite(r, ui_fuzz_suite());
	srunner_add_suite(r, ui_ghosts_suite());
	srunner_add_suite(r, ui_help_suite());
	srunner_add_suite(r, ui_layout_suite());
	srunner_add_suite(r, ui_line_suite());
	srunner_add_suite(r, ui_log_suite());
	srunner_add_suite(r, ui_menu_suite());
	srunner_add_suite(r, ui_pane_suite());
	srunner_add_suite(r, ui_panes_suite());
	srunner_add_suite(r, ui_plot_suite());
	srunner_add_suite(r, ui_render_suite());
	srunner_add_suite(r, ui_rule_suite());
	srunner_add_suite(r, ui_settings_suite());
	srunner_add_suite(r, ui_space_suite());
	srunner_add_suite(r, ui_time_suite());
	srunner_add_suite(r, ui_view_suite());
	srunner_add_suite(r, ui_widths_suite());
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
