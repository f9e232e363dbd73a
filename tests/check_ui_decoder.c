/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What terminals send, as keys. The sequences are those that xterm (ctlseqs), VT220, kitty
 * (its keyboard protocol), rxvt, st and the consoles document for their keys and answers.
 */
#include "config.h"

#include <check.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/strbuf.h"
#include "check_ui_fixture.h"
#include "ui/decoder.h"

#define ESCAPE 0.025

static struct decoder d;
static double now;

/* A terminal whose entry has few keys, one of them in no grammar. */
static int key_of(const char *bytes)
{
	static const struct {
		const char *bytes;
		int key;
	} keys[] = {{"\033OA", UI_UP}, {"\033[2;9~", KEY_OF_NOTHING},
		{"\001@\r", UI_F + 2}, {"\033a\r", UI_F + 3}, {"\177", UI_BACKSPACE}};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		if (strcmp(keys[i].bytes, bytes) == 0)
			return keys[i].key;
		if (strncmp(keys[i].bytes, bytes, strlen(bytes)) == 0)
			return KEY_BEGINS;
	}
	return KEY_UNKNOWN;
}

static void write_one(const struct decoded *one, struct strbuf *out)
{
	static const char *const kinds[] = {"click", "up", "down", "let go"};
	char name[32];

	strbuf_adds(out, out->len ? " " : "");
	if (one->kind == DECODED_KEY)
		strbuf_adds(out, key_spell(one->key, name, sizeof(name)));
	else if (one->kind == DECODED_TEXT)
		strbuf_addf(out, "'%s'", key_spell(one->key, name, sizeof(name)));
	else if (one->kind == DECODED_MOUSE)
		strbuf_addf(out, "%s:%d,%d", kinds[one->mouse.kind], one->mouse.y,
			one->mouse.x);
	else if (one->kind == DECODED_GROUND)
		strbuf_addf(out, "#%06x", one->rgb);
	else
		strbuf_adds(out, "fence");
}

static void take(struct strbuf *out)
{
	struct decoded one;

	while (decoder_next(&d, &one))
		write_one(&one, out);
}

/* Feeds it in two parts, with a pause between them, and waits for what comes. */
static void feed(
	const char *bytes, size_t n, size_t cut, double pause, struct strbuf *out)
{
	strbuf_reset(out);
	for (size_t i = 0; i < n; i++) {
		if (i == cut) {
			now += pause;
			decoder_wait(&d, now);
			take(out);
		}
		decoder_feed(&d, (unsigned char)bytes[i], now);
		take(out);
	}
	now += 0.026;
	decoder_wait(&d, now);
	take(out);
}

static const struct {
	const char *bytes, *keys;
} known[] = {
	/* keys of everybody */
	{"q", "q"},
	{"\xc3\xb6", "\xc3\xb6"},
	{"\r", "Enter"},
	{"\t", "Tab"},
	{"\177", "Backspace"},
	{"\033OA", "Up"},
	{"\033[A", "Up"},
	{"\033[B", "Down"},
	{"\033[C", "Right"},
	{"\033[D", "Left"},
	{"\033OD", "Left"},
	{"\033[H", "Home"},
	{"\033OH", "Home"},
	{"\033[1~", "Home"},
	{"\033[7~", "Home"},
	{"\033[4~", "End"},
	{"\033[8~", "End"},
	{"\033[F", "End"},
	{"\033[3~", "Del"},
	{"\033[5~", "PgUp"},
	{"\033[6~", "PgDn"},
	{"\033[Z", "S-Tab"},
	{"\033OP", "F1"},
	{"\033OS", "F4"},
	{"\033[11~", "F1"},
	{"\033[[A", "F1"},
	{"\033[[E", "F5"},
	{"\033[15~", "F5"},
	{"\033[24~", "F12"},
	{"\033[25~", "F13"},
	{"\033[34~", "F20"},
	{"\033[1;129A", "Up"}, /* with NumLock alone */
	/* the keypad, in the mode that curses asks for */
	{"\033Op", "0"},
	{"\033Oy", "9"},
	{"\033Ok", "+"},
	{"\033Om", "-"},
	{"\033OM", "Enter"},
	{"\033Oj", "*"},
	{"\033OX", "="},
	/* kitty's protocol, and xterm's */
	{"\033[27u", "Esc"},
	{"\033[113u", "q"},
	{"\033[13u", "Enter"},
	{"\033[9u", "Tab"},
	{"\033[127u", "\177"},
	{"\033[9;2u", "S-Tab"},
	{"\033[97;2u", "A"},
	{"\033[49:33;2u", "!"},
	{"\033[117;5u", "^U"},
	{"\033[113;1:1u", "q"},
	{"\033[113;129u", "q"},
	{"\033[57414u", "Enter"},
	{"\033[57400u", "1"},
	{"\033[57419u", "Up"},
	{"\033[27;2;9~", "S-Tab"},
	{"\033[27;5;117~", "^U"},
	{"\033[27;1;27~", "Esc"},
	{"\033[27;2;65~", "A"},
	{"\033[1;1:1A", "Up"},
	/* the mouse: SGR, X10, urxvt */
	{"\033[<0;40;39M", "click:38,39"},
	{"\033[<64;1;1M", "up:0,0"},
	{"\033[<65;20;10M", "down:9,19"},
	{"\033[<4;2;3M", "click:2,1"},
	{"\033[<0;40;39m", "let go:38,39"},
	{"\033[<2;40;39m", ""},
	{"\033[<64;40;39m", ""},
	{"\033[M#!!", "let go:0,0"},
	{"\033[35;5;6M", "let go:5,4"},
	{"\033[M !!", "click:0,0"},
	{"\033[M`\"#", "up:2,1"},
	{"\033[Ma\377\377", "down:222,222"},
	{"\033[32;5;6M", "click:5,4"},
	{"\033[96;5;6M", "up:5,4"},
	/* answers that are asked for */
	{"\033]11;rgb:ffff/fafa/0000\033\\", "#fffa00"},
	{"\033]11;rgb:f/8/0\007", "#ff8800"},
	{"\033]11;rgb:fd/f6/e3\007", "#fdf6e3"},
	{"\033]11;#102030\007", "#102030"},
	{"\033]11;rgba:1e1e/1e1e/1e1e/c0c0\033\\", "#1e1e1e"},
	{"\033[?62;22c", "fence"},
	{"\033[?1;2c", "fence"},
	/* pastes are text, in one line */
	{"\033[200~q\rK\n\033[201~q", "'q' 'Space' 'K' q"},
	{"\033[200~\033[201~", ""},
	{"\033[200~\033[31mx\033[201~", "'[' '3' '1' 'm' 'x'"},
	{"\033[200~\033[20\xc3\xa4\t\001\033[201~", "'[' '2' '0' '\xc3\xa4'"},
	/* what is typed ahead of an escape, and before it */
	{"\033q", "Esc q"},
	{"\033\\", "Esc \\"},
	{"j\033", "j Esc"},
	{"\033\033", "Esc Esc"},
	{"\033\033\033", "Esc Esc Esc"},
	{"\033\xc3\xb6", "Esc \xc3\xb6"},
	/* keys of terminfo's alone, and what only begins like one */
	{"\001@\r", "F2"},
	{"\001@x", "^A @ x"},
	{"\001", "^A"},
	{"\033a\r", "F3"},
	{"\033ab", "Esc a b"},
};

/* Nothing of it is a key. A q stands after each, and is one. */
static const char *const unknown[] = {
	"\033[I",
	"\033[O", /* the focus, in and out */
	"\033[P",
	"\033[2~",
	"\033[29;2~",
	"\033[35~",
	"\033[99~",  /* Insert, Menu, Pause */
	"\033[2;9~", /* known, and of no use */
	"\033[1;5A",
	"\033[1;2P",
	"\033[3;5~",
	"\033O5C", /* with modifiers */
	"\033[7$",
	"\033[7^",
	"\033[7@",
	"\033[a",
	"\033Oa", /* those of rxvt */
	"\033\033[A",
	"\033\033OA",
	"\033\033[5~", /* with Alt, rxvt's and PuTTY's */
	"\033[57362u",
	"\033[57358u",
	"\033[57441;2u", /* Pause, locks, Shift itself */
	"\033[113;1:3u",
	"\033[1;1:3A",
	"\033[3;1:3~", /* released */
	"\033[113;3u",
	"\033[27;3;113~",
	"\033[113;9u", /* Alt, Super */
	"\033[27;6;27~",
	"\033[128u",
	"\033[55296u",
	"\033[1114112u",
	"\033[<1;40;39m",
	"\033[<35;4;4M",
	"\033[<66;4;4M",
	"\033[<0;0;5M",
	"\033[<3;4;4M",
	"\033[67;5;6M", /* moved */
	"\033[MC!!",
	"\033]10;rgb:0/0/0\007",
	"\033]11;rgb:zz\007",
	"\033]52;c;cXEK\033\\",
	"\033]11;rgb:fffff/0/0\007",
	"\033]11;rgb:12/34\007",
	"\033P1$r0m\033\\",
	"\033P>|XTerm(379)\033\\",
	"\033P1+r544e=78\033\\",
	"\033_Gi=1;OK\033\\",
	"\033^pm\033\\",
	"\033Xsos\033\\",
	"\033[>41;379;0c",
	"\033[=1c",
	"\033[?2026;2$y",
	"\033[4;1$y",
	"\033[12;40R",
	"\033[?1u",
	"\033[8;24;80t",
	"\033[0n",
	"\033[?997;1n",
	"\033[201~",
	"\xc2\x9b"
	"25;5~",
	"\xc2\x9d"
	"0;x\007",
	"\xff",
	"\xe2\xa0",
};

static void expect(const char *bytes, size_t cut, double pause, const char *keys)
{
	struct strbuf got;

	strbuf_init(&got);
	feed(bytes, strlen(bytes), cut, pause, &got);
	ck_assert_msg(strcmp(got.buf, keys) == 0, "%s, cut at %zu: \"%s\", not \"%s\"",
		bytes + (bytes[0] == '\033'), cut, got.buf, keys);
	strbuf_release(&got);
}

static void begin(void)
{
	ck_assert_ptr_nonnull(setlocale(LC_CTYPE, "C.UTF-8"));
	decoder_init(&d, key_of, ESCAPE);
	now = 100;
}

/* However it is cut up: the pause is one of a slow line, after an escape a short one. */
START_TEST(sequences_are_their_keys)
{
	begin();
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		for (size_t cut = 0; cut <= strlen(known[i].bytes); cut++)
			expect(known[i].bytes, cut, 0.02, known[i].keys);
}
END_TEST

START_TEST(sequences_that_nobody_knows_are_no_keys)
{
	begin();
	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		char bytes[128];
		size_t n = strlen(unknown[i]);

		snprintf(bytes, sizeof(bytes), "%sq", unknown[i]);
		for (size_t cut = 0; cut <= n; cut++)
			expect(bytes, cut, cut < 2 + (bytes[1] == 27) ? 0.02 : 0.9, "q");
		expect(unknown[i], n, 0.9, "");
		decoder_init(&d, key_of, ESCAPE);
	}
}
END_TEST

/* Longer than what is kept of one, and longer than any. */
START_TEST(sequences_of_any_length_end)
{
	static const char *const heads[] = {"\033]52;c;", "\033[1;", "\033P", "\033[?"};
	static const char *const tails[] = {"\033\\q", "mq", "\033\\q", "cq"};
	static const size_t lengths[] = {100, 127, 128, 129, 500, 100000};

	begin();
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		for (size_t k = 0; k < sizeof(lengths) / sizeof(*lengths); k++) {
			struct strbuf sb;

			strbuf_init(&sb);
			strbuf_adds(&sb, heads[i]);
			for (size_t n = 0; n < lengths[k]; n++)
				strbuf_addch(&sb, '1');
			strbuf_adds(&sb, tails[i]);
			expect(sb.buf, sb.len / 2, 0.9,
				i == 3 && k == 0 ? "fence q" : "q");
			strbuf_release(&sb);
		}
}
END_TEST

START_TEST(what_never_ends_is_given_up)
{
	begin();
	expect("\033[12", 9, 0, "");
	now += 1.1;
	expect("q", 9, 0, "q");
	expect("\033]11;rgb:", 99, 0, "");
	expect("q", 0, 1.1, "q");
	expect("\033\\\033\\", 0, 1.1, "Esc \\"); /* its end comes once */
	expect("\033]0;q", 99, 0, "");
	expect("\033j", 99, 0, "Esc j"); /* an escape ends it at once */
	expect("\033P0;q\030j", 99, 0, "j");
	expect("\033[200~q", 99, 0, "'q'");
	expect("q", 0, 1.9, "'q'");
	expect("q", 0, 2.1, "q");
	expect("\033[1\rq", 99, 0, "Enter q");
	expect("\033[M\033q", 99, 0, "");
}
END_TEST

/* An escape is a key when it was waited on long enough, and not before. */
START_TEST(an_escape_is_a_key_in_time)
{
	struct decoded one;

	begin();
	ck_assert_double_eq(decoder_due(&d), 0);
	decoder_feed(&d, 27, now);
	ck_assert_double_eq_tol(decoder_due(&d), now + ESCAPE, 1e-9);
	decoder_wait(&d, now + 0.024);
	ck_assert(!decoder_next(&d, &one));
	decoder_wait(&d, now + 0.0251);
	ck_assert(decoder_next(&d, &one));
	ck_assert_uint_eq(one.key, UI_ESC);
	ck_assert_double_eq(decoder_due(&d), 0);
	/* the rest had come, but was not read in time: it belongs to it all the same */
	decoder_feed(&d, 27, now);
	decoder_feed(&d, '[', now + 0.5);
	decoder_feed(&d, 'Z', now + 0.5);
	ck_assert(decoder_next(&d, &one));
	ck_assert_uint_eq(one.key, UI_BACKTAB);
	ck_assert(!decoder_next(&d, &one));
}
END_TEST

/* In a locale of one byte a character, the controls of C1 are bytes. */
START_TEST(eight_bit_controls_are_controls)
{
	begin();
	if (!setlocale(LC_CTYPE, "en_US.ISO-8859-1") && !setlocale(LC_CTYPE, "de_DE"))
		return;
	expect("\x9b"
	       "25;5~q",
		99, 0, "q");
	expect("\x9bZ", 99, 0, "S-Tab");
	expect("\x9d"
	       "11;rgb:f/f/f\x9cq",
		99, 0, "#ffffff q");
	expect("\xf6", 99, 0, "\xc3\xb6");
	setlocale(LC_CTYPE, "C.UTF-8");
}
END_TEST

Suite *ui_decoder_suite(void)
{
	Suite *s = suite_create("ui decoder");
	TCase *c = tcase_create("decoder");

	tcase_add_test(c, sequences_are_their_keys);
	tcase_add_test(c, sequences_that_nobody_knows_are_no_keys);
	tcase_add_test(c, sequences_of_any_length_end);
	tcase_add_test(c, what_never_ends_is_given_up);
	tcase_add_test(c, an_escape_is_a_key_in_time);
	tcase_add_test(c, eight_bit_controls_are_controls);
	suite_add_tcase(s, c);
	return s;
}
