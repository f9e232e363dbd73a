/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "command/notation.h"

#include "base/xalloc.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <ctype.h>
#include <pcre2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* The code point at *s, which is UTF-8, and past it; a byte that is none is itself. */
static uint32_t next_point(const char **s)
{
	const unsigned char *b = (const unsigned char *)*s;
	int more = b[0] >= 0xf0 ? 3 : b[0] >= 0xe0 ? 2 : b[0] >= 0xc0 ? 1 : 0;
	uint32_t point = more ? b[0] & (0x3fu >> more) : b[0];

	++*s;
	for (; more-- && ((unsigned char)**s & 0xc0) == 0x80; ++*s)
		point = point << 6 | ((unsigned char)**s & 0x3f);
	return point;
}

/*
 * repr().
 */

/*
 * What str.isprintable() of Python takes for not printable, apart from the blank: other
 * characters and separators. NULL when the library has no Unicode.
 */
static pcre2_code *unprintable(void)
{
	static const char pattern[] = "[\\p{C}\\p{Z}]";
	PCRE2_SIZE offset;
	int error;

	return pcre2_compile((PCRE2_SPTR)pattern, sizeof(pattern) - 1, PCRE2_UTF, &error,
		&offset, NULL);
}

static bool matches(pcre2_code *code, const char *s, size_t n)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	bool found =
		pcre2_match(code, (PCRE2_SPTR)s, n, 0, PCRE2_ANCHORED, data, NULL) > 0;

	pcre2_match_data_free(data);
	return found;
}

static void add_point(
	struct strbuf *out, pcre2_code *code, uint32_t point, const char *s, size_t n)
{
	bool plain = point < 0x80 ? isprint((int)point) : code && !matches(code, s, n);

	if (plain)
		strbuf_add(out, s, n);
	else if (point == '\n' || point == '\r' || point == '\t')
		strbuf_addf(out, "\\%c", point == '\n' ? 'n' : point == '\r' ? 'r' : 't');
	else if (point < 0x100)
		strbuf_addf(out, "\\x%02x", point);
	else
		strbuf_addf(out, point < 0x10000 ? "\\u%04x" : "\\U%08x", point);
}

static void add_repr(struct strbuf *out, const char *s)
{
	char quote = strchr(s, '\'') && !strchr(s, '"') ? '"' : '\'';
	pcre2_code *code = unprintable();

	strbuf_addch(out, quote);
	while (*s) {
		const char *begin = s;
		uint32_t point = next_point(&s);

		if (*begin == quote || *begin == '\\')
			strbuf_addch(out, '\\');
		add_point(out, code, point, begin, (size_t)(s - begin));
	}
	strbuf_addch(out, quote);
	pcre2_code_free(code);
}

/*
 * json.dumps(): all but ASCII is escaped.
 */

static void add_ascii(struct strbuf *out, const char *s)
{
	static const char named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";

	strbuf_addch(out, '"');
	while (*s) {
		uint32_t point = next_point(&s);
		const char *name = point < 0x80 ? strchr(named, (int)point) : NULL;

		if (name)
			strbuf_addf(out, "\\%c", names[name - named]);
		else if (point >= 0x20 && point < 0x80)
			strbuf_addch(out, (int)point);
		else if (point < 0x10000)
			strbuf_addf(out, "\\u%04x", point);
		else
			strbuf_addf(out, "\\u%04x\\u%04x", 0xd7c0 + (point >> 10),
				0xdc00 + (point & 0x3ff));
	}
	strbuf_addch(out, '"');
}

const struct notation notation_python = {"False", "True", "None", "inf", "nan", add_repr};
const struct notation notation_json = {
	"false", "true", "null", "Infinity", "NaN", add_ascii};

/*
 * Values.
 */

/* Past a string of JSON as strbuf_add_json() prints it; *text gets what it says. */
static const char *read_string(const char *s, char **text)
{
	struct strbuf out = STRBUF_INIT;

	for (s++; *s != '"'; s++) {
		if (*s == '\\' && *++s == 'u') {
			char digits[5] = {s[1], s[2], s[3], s[4]};

			strbuf_addch(&out, (int)strtoul(digits, NULL, 16));
			s += 4;
		} else {
			strbuf_addch(&out, *s);
		}
	}
	*text = strbuf_detach(&out);
	return s + 1;
}

/* A word of JSON of n letters, in the notation. */
static const char *word_of(const struct notation *n, const char *word, size_t len)
{
	const struct {
		const char *json, *here;
	} words[] = {{"false", n->no}, {"true", n->yes}, {"null", n->null},
		{"Infinity", n->infinity}, {"NaN", n->nan}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strlen(words[i].json) == len && !strncmp(word, words[i].json, len))
			return words[i].here;
	return "";
}

/* The text of a VALUE_JSON: numbers, brackets, commas and blanks stay as they are. */
static void add_literal(struct strbuf *out, const struct notation *n, const char *s)
{
	while (*s) {
		const char *begin = s;
		char *text;

		if (*s == '"') {
			s = read_string(s, &text);
			n->text(out, text);
			free(text);
		} else if (isalpha((unsigned char)*s)) {
			while (isalpha((unsigned char)*s))
				s++;
			strbuf_adds(out, word_of(n, begin, (size_t)(s - begin)));
		} else if (isdigit((unsigned char)*s)) {
			s += strspn(s, "0123456789.eE+-");
			strbuf_add(out, begin, (size_t)(s - begin));
		} else {
			strbuf_addch(out, *s++);
		}
	}
}

void notation_add(struct strbuf *out, const struct notation *n, struct value v)
{
	switch (v.kind) {
	case VALUE_NULL:
	case VALUE_NONE:
		strbuf_adds(out, n->null);
		break;
	case VALUE_BOOL:
		strbuf_adds(out, v.number != 0 ? n->yes : n->no);
		break;
	case VALUE_INT:
		strbuf_addf(out, "%.0f", v.number);
		break;
	case VALUE_REAL:
		strbuf_add_real(out, v.number);
		break;
	case VALUE_TEXT:
		n->text(out, v.text);
		break;
	case VALUE_JSON:
		add_literal(out, n, v.text);
		break;
	}
}
