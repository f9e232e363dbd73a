/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/sequence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#define PARAMS 8
#define PARAM_MOST 0x1fffff /* above all characters */
#define TABLE(t) (sizeof(t) / sizeof(*(t)))

/* The modifiers of a key, less one: the locks among them change nothing. */
enum { SHIFT = 1, CTRL = 4, LOCKS = 64 | 128 };
enum { RELEASED = 3 };

struct control {
	char mark; /* of a private sequence: < = > ?; or '\0' */
	char final;
	bool plain;		    /* nothing stands before the final byte */
	size_t n;		    /* of the parameters */
	unsigned params[PARAMS][3]; /* and what follows them after colons */
};

struct meaning {
	unsigned from;
	uint32_t key;
};

static uint32_t look_up(const struct meaning *table, size_t n, unsigned from)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].from == from)
			return table[i].key;
	return UI_NONE;
}

static bool is_key(struct decoded *out, uint32_t key)
{
	*out = (struct decoded){.kind = DECODED_KEY, .key = key};
	return key != UI_NONE;
}

/* Keyboards */

/* CSI letter, and SS3 letter. */
static const struct meaning letters[] = {{'A', UI_UP}, {'B', UI_DOWN}, {'C', UI_RIGHT},
	{'D', UI_LEFT}, {'H', UI_HOME}, {'F', UI_END}};

/* CSI number ~, as VT220 and xterm have them. */
static const struct meaning numbers[] = {{1, UI_HOME}, {3, UI_DELETE}, {4, UI_END},
	{5, UI_PAGE_UP}, {6, UI_PAGE_DOWN}, {7, UI_HOME}, {8, UI_END}, {11, UI_HELP},
	{12, UI_F + 2}, {13, UI_F + 3}, {14, UI_F + 4}, {15, UI_F + 5}, {17, UI_F + 6},
	{18, UI_F + 7}, {19, UI_F + 8}, {20, UI_F + 9}, {21, UI_F + 10}, {23, UI_F + 11},
	{24, UI_F + 12}, {25, UI_F + 13}, {26, UI_F + 14}, {28, UI_F + 15},
	{29, UI_F + 16}, {31, UI_F + 17}, {32, UI_F + 18}, {33, UI_F + 19},
	{34, UI_F + 20}};

/* SS3 letter: VT100's function keys, and the keypad. CSI P is the console's Pause. */
static const struct meaning singles[] = {{'P', UI_HELP}, {'Q', UI_F + 2}, {'R', UI_F + 3},
	{'S', UI_F + 4}, {'M', UI_ENTER}, {'I', '\t'}, {' ', ' '}, {'X', '='}, {'j', '*'},
	{'k', '+'}, {'l', ','}, {'m', '-'}, {'n', '.'}, {'o', '/'}};

/* Of kitty's private characters those of the keypad; the others mean nothing here. */
static const struct meaning kitty[] = {{57409, '.'}, {57410, '/'}, {57411, '*'},
	{57412, '-'}, {57413, '+'}, {57414, UI_ENTER}, {57415, '='}, {57416, ','},
	{57417, UI_LEFT}, {57418, UI_RIGHT}, {57419, UI_UP}, {57420, UI_DOWN},
	{57421, UI_PAGE_UP}, {57422, UI_PAGE_DOWN}, {57423, UI_HOME}, {57424, UI_END},
	{57426, UI_DELETE}};

static unsigned modifiers(const struct control *c, size_t at)
{
	unsigned m = at < c->n ? c->params[at][0] : 0;

	return m > 0 ? (m - 1) & ~(unsigned)LOCKS : 0;
}

static bool is_released(const struct control *c)
{
	return c->n > 1 && c->params[1][1] == RELEASED;
}

/* A key by the character that it types, as both protocols tell it. */
static uint32_t key_of_character(unsigned code, unsigned mods, unsigned shifted)
{
	uint32_t key = look_up(kitty, TABLE(kitty), code);

	if (code >= 57399 && code <= 57408)
		key = '0' + code - 57399;
	if (key != UI_NONE)
		return mods ? UI_NONE : key;
	/* no controls of C1, no surrogates, and nothing private */
	if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xf900) ||
		(code >= 0x80 && code < 0xa0))
		return UI_NONE;
	if (code == '\t' && mods == SHIFT)
		return UI_BACKTAB;
	if (mods == CTRL)
		return (code >= '@' && code <= '~') ? code & 31 : UI_NONE;
	if (mods == SHIFT && code >= ' ')
		return shifted ? shifted : (uint32_t)towupper((wint_t)code);
	/* Enter, Backspace, Esc and the blank are the same with Shift */
	return mods == 0 || mods == SHIFT ? code : UI_NONE;
}

static uint32_t key_of_number(const struct control *c)
{
	unsigned number = c->params[0][0];

	if (number == 27 && c->n > 2)
		return key_of_character(c->params[2][0], modifiers(c, 1), 0);
	return modifiers(c, 1) ? UI_NONE : look_up(numbers, TABLE(numbers), number);
}

static uint32_t key_of_single(char final)
{
	uint32_t key = look_up(letters, TABLE(letters), (unsigned char) final);

	if (final >= 'p' && final <= 'y')
		return (uint32_t)('0' + final - 'p');
	return key ? key : look_up(singles, TABLE(singles), (unsigned char) final);
}

/* The mouse: presses, and where the button is let go; moves are not asked for */

#define MODIFIERS 28U /* 4, 8 and 16 */
#define LET_GO 3 /* of older protocols, which do not say which button it was */

static bool is_mouse(struct decoded *out, unsigned buttons, int x, int y)
{
	/* 32 is a move, 64 the wheel */
	static const struct meaning kinds[] = {{0, MOUSE_CLICK}, {LET_GO, MOUSE_RELEASE},
		{64, MOUSE_WHEEL_UP}, {65, MOUSE_WHEEL_DOWN}};

	for (size_t i = 0; i < TABLE(kinds); i++)
		if (kinds[i].from == (buttons & ~MODIFIERS) && x >= 1 && y >= 1) {
			*out = (struct decoded){.kind = DECODED_MOUSE,
				.mouse = {(enum mouse_kind)kinds[i].key, y - 1, x - 1}};
			return true;
		}
	return false;
}

/* The mouse as SGR has it: a button that is let go is named, with another final byte. */
static bool is_mouse_named(
	struct decoded *out, unsigned buttons, bool pressed, int x, int y)
{
	unsigned button = buttons & ~MODIFIERS;

	if (button == LET_GO || (!pressed && button != 0))
		return false;
	return is_mouse(out, pressed ? buttons : LET_GO, x, y);
}

/* Answers */

/* XParseColor's: "rgb:" and one to four hexadecimal digits for each, or #RRGGBB. */
static bool read_color(const char *text, unsigned *rgb)
{
	bool hash = *text == '#';
	size_t digits;

	if (!hash && strncmp(text, "rgb:", 4) != 0 && strncmp(text, "rgba:", 5) != 0)
		return false;
	text += hash ? 1 : strcspn(text, ":") + 1;
	digits = strspn(text, "0123456789abcdefABCDEF");
	digits = hash ? digits / 3 : digits;
	*rgb = 0;
	for (int i = 0; i < 3; i++) {
		char part[5] = "";
		unsigned long most;

		if (digits < 1 || digits > 4 ||
			strspn(text, "0123456789abcdefABCDEF") < digits)
			return false;
		memcpy(part, text, digits);
		most = (1UL << (4 * digits)) - 1;
		*rgb = *rgb << 8 | (unsigned)(strtoul(part, NULL, 16) * 255 / most);
		text += digits + (!hash && i < 2);
		if (!hash && i < 2 && text[-1] != '/')
			return false;
	}
	return true;
}

static bool read_answer(const char *seq, struct decoded *out)
{
	*out = (struct decoded){.kind = DECODED_GROUND};
	return strncmp(seq, "\033]11;", 5) == 0 && read_color(seq + 5, &out->rgb);
}

/* Control sequences */

static void add_digit(unsigned *number, char digit)
{
	*number = *number * 10 + (unsigned)(digit - '0');
	*number = *number < PARAM_MOST ? *number : PARAM_MOST;
}

static void parse(const char *body, struct control *c)
{
	size_t part = 0;

	*c = (struct control){.final = body[strlen(body) - 1], .plain = true};
	if (*body >= '<' && *body <= '?')
		c->mark = *body++;
	c->n = 1;
	for (; body[0] && body[1]; body++) {
		if (*body == ';') {
			c->n += c->n < PARAMS;
			part = 0;
		} else if (*body == ':') {
			part++;
		} else if (*body < '0' || *body > '9') {
			c->plain = false;
		} else if (part < 3) {
			add_digit(&c->params[c->n - 1][part], *body);
		}
	}
}

static bool read_control(const char *body, struct decoded *out)
{
	struct control c;
	int x, y;

	parse(body, &c);
	x = (int)c.params[1][0];
	y = (int)c.params[2][0];
	if (c.mark == '?' && c.final == 'c') {
		*out = (struct decoded){.kind = DECODED_FENCE};
		return true;
	}
	if (c.mark == '<' && (c.final == 'M' || c.final == 'm'))
		return is_mouse_named(out, c.params[0][0], c.final == 'M', x, y);
	if (c.mark || !c.plain || is_released(&c))
		return false;
	if (c.final == 'M' && c.n == 3 && c.params[0][0] >= 32) /* urxvt's */
		return is_mouse(out, c.params[0][0] - 32, x, y);
	if (c.final == '~')
		return is_key(out, key_of_number(&c));
	if (c.final == 'u')
		return is_key(out, key_of_character(c.params[0][0], modifiers(&c, 1),
					   c.params[0][1]));
	if (c.final == 'Z')
		return is_key(out, UI_BACKTAB);
	/* with another number it is an answer: where the cursor is */
	if (c.params[0][0] > 1 || modifiers(&c, 1))
		return false;
	return is_key(out, look_up(letters, TABLE(letters), (unsigned char)c.final));
}

bool sequence_read(const char *seq, size_t n, struct decoded *out)
{
	static const struct meaning console[] = {{'A', UI_HELP}, {'B', UI_F + 2},
		{'C', UI_F + 3}, {'D', UI_F + 4}, {'E', UI_F + 5}};

	if (n < 3)
		return false;
	if (seq[1] == ']')
		return read_answer(seq, out);
	if (seq[1] == 'O')
		return n == 3 && is_key(out, key_of_single(seq[2]));
	if (seq[1] != '[')
		return false;
	if (seq[2] == '[')
		return is_key(
			out, look_up(console, TABLE(console), (unsigned char)seq[3]));
	if (seq[2] == 'M' && n == 6)
		return is_mouse(out, (unsigned)(unsigned char)seq[3] - 32,
			(unsigned char)seq[4] - 32, (unsigned char)seq[5] - 32);
	return read_control(seq + 2, out);
}
