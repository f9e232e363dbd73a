/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a scalar means, by YAML 1.1 as PyYAML has it: yes and off are booleans, 1_000 is a
 * number, 0x1f, 0b11, 017 and 1:30 (of base 60) are whole ones, 0o17 is text. Two forms
 * are text for PyYAML alone: a float without a point, 1e-5, and -.5; here they are the
 * numbers that YAML 1.2 and JSON take them for, as W&B's server does.
 */
#include "config.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/strbuf.h"
#include "base/xalloc.h"
#include "studyfile/yaml.h"

#define DIGITS_MAX 4300 /* of a whole number, as in Python */
#define TAGS "tag:yaml.org,2002:"

static bool is_word(const char *text, const char *words)
{
	size_t len = strlen(text);

	for (; *words; words += strspn(words, " ")) {
		size_t n = strcspn(words, " ");

		if (n == len && !memcmp(text, words, n))
			return true;
		words += n;
	}
	return false;
}

static const char *skip_sign(const char *s)
{
	return s + (*s == '-' || *s == '+');
}

/* Past the characters of `set`; NULL when there is none of them, or s is. */
static const char *some(const char *s, const char *set)
{
	size_t n = s ? strspn(s, set) : 0;

	return n ? s + n : NULL;
}

static bool at_end(const char *s)
{
	return s && !*s;
}

#define DECIMAL "0123456789"

/* [0-9][0-9_]* */
static const char *digits(const char *s)
{
	return isdigit((unsigned char)*s) ? s + strspn(s, DECIMAL "_") : NULL;
}

/* (:[0-5]?[0-9])+ */
static const char *sixties(const char *s)
{
	const char *end = NULL;

	while (s && *s == ':' && isdigit((unsigned char)s[1])) {
		s += s[1] < '6' && isdigit((unsigned char)s[2]) ? 3 : 2;
		end = s;
	}
	return end;
}

/* [eE][-+]?[0-9]+, or nothing; the sign may be left out or not. */
static const char *exponent(const char *s, bool signed_only)
{
	if (!s || (*s != 'e' && *s != 'E'))
		return s;
	if (signed_only && s[1] != '-' && s[1] != '+')
		return NULL;
	return some(skip_sign(s + 1), DECIMAL);
}

static bool is_whole(const char *text)
{
	const char *s = skip_sign(text);

	if (*s == '0' && s[1] == 'b')
		return at_end(some(s + 2, "01_"));
	if (*s == '0' && s[1] == 'x')
		return at_end(some(s + 2, DECIMAL "abcdefABCDEF_"));
	if (*s == '0')
		return !s[1] || at_end(some(s + 1, "01234567_"));
	s = digits(s);
	return at_end(s) || at_end(sixties(s));
}

static bool is_real(const char *text)
{
	const char *n = digits(skip_sign(text)), *base60 = sixties(n);

	if (n && *n == '.')
		return at_end(exponent(n + 1 + strspn(n + 1, DECIMAL "_"), true));
	if (base60 && *base60 == '.')
		return !base60[1 + strspn(base60 + 1, DECIMAL "_")];
	return text[0] == '.' && digits(text + 1) &&
	       at_end(exponent(digits(text + 1), true));
}

/* By YAML 1.2: with a point or an exponent. */
static bool is_loose_real(const char *text)
{
	const char *s = skip_sign(text), *n = some(s, DECIMAL);

	if (*s == '.')
		return at_end(exponent(some(s + 1, DECIMAL), false));
	if (n && *n == '.')
		n += 1 + strspn(n + 1, DECIMAL);
	return n && *n && at_end(exponent(n, false));
}

static bool is_infinite(const char *text)
{
	return is_word(skip_sign(text), ".inf .Inf .INF");
}

/*
 * Numbers in their canonical form.
 */

/* What is written, without the underscores; free() it. */
static char *without_underscores(const char *text)
{
	char *copy = xstrdup(text), *to = copy;

	for (const char *s = text; *s; s++)
		if (*s != '_')
			*to++ = *s;
	*to = '\0';
	return copy;
}

/* A whole number of any size: n digits, the lowest first. */
struct big {
	unsigned char *digits;
	size_t n, cap;
};

/* b * factor + digit; false: it is too large. */
static bool big_step(struct big *b, unsigned factor, unsigned digit)
{
	unsigned carry = digit;

	for (size_t i = 0; i < b->n; i++) {
		carry += b->digits[i] * factor;
		b->digits[i] = (unsigned char)(carry % 10);
		carry /= 10;
	}
	for (; carry; carry /= 10) {
		ARRAY_ROOM(b->digits, b->n, b->cap);
		b->digits[b->n++] = (unsigned char)(carry % 10);
	}
	return b->n <= DIGITS_MAX;
}

static unsigned digit_value(char c)
{
	return isdigit((unsigned char)c) ? (unsigned)(c - '0')
					 : (unsigned)(tolower(c) - 'a' + 10);
}

/* The digits at s in a base; false: none, or too many. */
static bool big_read(struct big *b, const char *s, unsigned base)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (digit_value(*s) >= base || !isxdigit((unsigned char)*s) ||
			!big_step(b, base, digit_value(*s)))
			return false;
	return true;
}

/* 1:30 is 90. */
static bool big_read_sixties(struct big *b, const char *s)
{
	for (;; s++) {
		char *end;
		unsigned long part = strtoul(s, &end, 10);

		/* 60 times what is there, in two steps, as a part may be above 9 */
		if (end == s || part > 1000000 || !big_step(b, 60, (unsigned)part))
			return false;
		s = end;
		if (*s != ':')
			return !*s;
	}
}

static char *big_text(const struct big *b, bool negative)
{
	struct strbuf out = STRBUF_INIT;

	if (negative && b->n)
		strbuf_addch(&out, '-');
	for (size_t i = b->n; i-- > 0;)
		strbuf_addch(&out, '0' + b->digits[i]);
	if (!b->n)
		strbuf_addch(&out, '0');
	return strbuf_detach(&out);
}

/* As int() of Python after YAML's prefixes; NULL: it is none. */
static char *whole_core(const char *text)
{
	char *plain = without_underscores(text);
	const char *s = skip_sign(plain);
	struct big b = {0};
	char *core = NULL;
	bool ok;

	if (*s == '0' && s[1] == 'b')
		ok = big_read(&b, s + 2, 2);
	else if (*s == '0' && s[1] == 'x')
		ok = big_read(&b, s + 2, 16);
	else if (*s == '0' && s[1])
		ok = big_read(&b, s + (s[1] == 'o' ? 2 : 1), 8);
	else if (strchr(s, ':'))
		ok = big_read_sixties(&b, s);
	else
		ok = big_read(&b, s, 10);
	if (ok)
		core = big_text(&b, *plain == '-');
	free(b.digits);
	free(plain);
	return core;
}

/* 1:30.5 is 90.5; added up from the last part on, as PyYAML does. */
static double read_sixties(const char *s)
{
	const char *rest = strchr(s, ':');
	double more = rest ? read_sixties(rest + 1) : 0, base = 1;

	for (const char *c = rest; c; c = strchr(c + 1, ':'))
		base *= 60;
	return more + strtod(s, NULL) * base;
}

/* As float() of Python; NULL: it is none. */
static char *real_core(const char *text)
{
	char *plain = without_underscores(text), *end = NULL;
	const char *s = skip_sign(plain), *word = s + (*s == '.');
	struct strbuf out = STRBUF_INIT;
	double v;

	if (!strcasecmp(word, "inf") || !strcasecmp(word, "infinity") ||
		!strcasecmp(word, "nan")) {
		v = strcasecmp(word, "nan") ? INFINITY : NAN;
	} else if (strspn(s, DECIMAL ".eE+-:") != strlen(s) || !strpbrk(s, DECIMAL)) {
		free(plain);
		return NULL;
	} else if (strchr(s, ':')) {
		v = read_sixties(s);
	} else {
		v = strtod(s, &end);
	}
	if (end && *end) {
		free(plain);
		return NULL;
	}
	strbuf_add_real(&out, *plain == '-' ? -v : v);
	free(plain);
	return strbuf_detach(&out);
}

static char *bool_core(const char *text)
{
	static const char *const words[] = {"no", "yes", "false", "true", "off", "on"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(text, words[i]))
			return xstrdup(i % 2 ? "true" : "false");
	return NULL;
}

/*
 * Which of them it is.
 */

static enum yaml_kind kind_of(const char *text)
{
	static const char nulls[] = "~ null Null NULL",
			  words[] = "yes Yes YES no No NO true True TRUE false False "
				    "FALSE on On ON off Off OFF";

	if (!*text || is_word(text, nulls))
		return YAML_NULL;
	if (is_word(text, words))
		return YAML_BOOL;
	if (is_whole(text))
		return YAML_INT;
	if (is_real(text) || is_infinite(text) || is_word(text, ".nan .NaN .NAN"))
		return YAML_REAL;
	return YAML_TEXT;
}

static int set_kind(struct yaml *y, enum yaml_kind kind)
{
	static char *(*const cores[])(const char *text) = {[YAML_BOOL] = bool_core,
		[YAML_INT] = whole_core,
		[YAML_REAL] = real_core};

	free(y->core);
	y->core = NULL;
	y->kind = kind;
	if (kind == YAML_TEXT || kind == YAML_NULL)
		return 0;
	y->core = cores[kind](y->text);
	if (y->core)
		return 0;
	y->kind = YAML_TEXT;
	return -1;
}

int yaml_resolve(struct yaml *y, const char *tag)
{
	static const char *const names[] = {[YAML_TEXT] = "str",
		[YAML_NULL] = "null",
		[YAML_BOOL] = "bool",
		[YAML_INT] = "int",
		[YAML_REAL] = "float"};

	y->loose = false;
	if (!tag) {
		set_kind(y, kind_of(y->text)); /* 0x_ is text */
		y->loose = y->kind == YAML_TEXT && is_loose_real(y->text);
		if (y->loose)
			set_kind(y, YAML_REAL);
		return 0;
	}
	if (!strcmp(tag, "!"))
		return set_kind(y, YAML_TEXT);
	if (strncmp(tag, TAGS, strlen(TAGS)))
		return -1;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(tag + strlen(TAGS), names[i]))
			return set_kind(y, (enum yaml_kind)i);
	return -1;
}
