/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/printable.h"

#include <langinfo.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "base/utf8.h"

#define FORM_MAX 24 /* bytes that one character comes to, with the NUL */
#define ELLIPSIS 0x2026

static bool is_plain(char c)
{
	return c >= ' ' && c <= '~';
}

/* Whether it is U+FFFD itself, which stands for what is no UTF-8 too. */
static bool is_replacement(const char *text, size_t took)
{
	return took == 3 && memcmp(text, "\xef\xbf\xbd", 3) == 0;
}

static size_t add_bytes(const char *text, size_t n, char form[static FORM_MAX])
{
	size_t used = 0;

	for (size_t i = 0; i < n; i++)
		used += (size_t)snprintf(form + used, FORM_MAX - used, "\\x%02x",
			(unsigned)(unsigned char)text[i]);
	return used;
}

static size_t form_of(uint32_t cp, char form[static FORM_MAX])
{
	return (size_t)snprintf(
		form, FORM_MAX, cp < 0x10000 ? "\\u%04x" : "\\U%08x", (unsigned)cp);
}

/* The visible form of the first character; *took are the bytes that it has, at most n. */
static size_t show(const char *text, size_t n, char form[static FORM_MAX], size_t *took)
{
	static const char named[] = "\t\n\r", names[] = "tnr";
	uint32_t cp;

	*took = utf8_decode(text, &cp);
	if (*took > n || (cp == 0xfffd && !is_replacement(text, *took))) {
		*took = *took > n ? n : *took;
		return add_bytes(text, *took, form);
	}
	if (utf8_is_shown(cp)) {
		memcpy(form, text, *took);
		return *took;
	}
	if (cp && cp < 0x20 && strchr(named, (int)cp))
		return (size_t)snprintf(
			form, FORM_MAX, "\\%c", names[strchr(named, (int)cp) - named]);
	if (cp < 0x20)
		return add_bytes(text, 1, form);
	return form_of(cp, form);
}

void printable(struct strbuf *out, const char *text, size_t n)
{
	while (n) {
		char form[FORM_MAX];
		size_t took = 0;

		while (took < n && is_plain(text[took]))
			took++;
		strbuf_add(out, text, took);
		text += took;
		n -= took;
		if (!n)
			break;
		strbuf_add(out, form, show(text, n, form, &took));
		text += took;
		n -= took;
	}
}

void printable_lines(struct strbuf *out, const char *text, size_t n)
{
	const char *end;

	for (; (end = memchr(text, '\n', n)); text = end + 1) {
		printable(out, text, (size_t)(end - text));
		strbuf_addch(out, '\n');
		n -= (size_t)(end + 1 - text);
	}
	printable(out, text, n);
}

static void add(struct strbuf *out, const char *fmt, va_list ap)
{
	char *text;
	int n = vasprintf(&text, fmt, ap);

	if (n < 0)
		return; /* of more than 2 GiB */
	printable(out, text, (size_t)n);
	free(text);
}

void printable_addf(struct strbuf *out, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(out, fmt, ap);
	va_end(ap);
}

void printable_linef(struct strbuf *out, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(out, fmt, ap);
	va_end(ap);
	strbuf_addch(out, '\n');
}

void printable_in_locale(struct strbuf *out, const char *text, size_t n)
{
	bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	mbstate_t state = {0};

	for (const char *end = text + n; text < end;) {
		char form[FORM_MAX > MB_LEN_MAX ? FORM_MAX : MB_LEN_MAX];
		uint32_t cp;
		size_t took = utf8 ? n : utf8_decode(text, &cp), had;

		if (utf8 || (unsigned char)*text < 0x80) {
			strbuf_add(out, text, took);
		} else if ((had = wcrtomb(form, (wchar_t)cp, &state)) != (size_t)-1) {
			strbuf_add(out, form, had);
		} else if (cp == ELLIPSIS) {
			strbuf_adds(out, "...");
		} else {
			strbuf_add(out, form, form_of(cp, form));
		}
		text += took;
	}
}

void printable_here(char *text, size_t size)
{
	struct strbuf whole = STRBUF_INIT;
	size_t at = 0;

	while (is_plain(text[at]))
		at++;
	if (!text[at])
		return;
	strbuf_adds(&whole, text);
	for (const char *s = whole.buf + at; *s;) {
		char form[FORM_MAX];
		size_t took, n = show(s, strlen(s), form, &took);

		if (at + n >= size)
			break;
		memcpy(text + at, form, n);
		at += n;
		s += took;
	}
	text[at] = '\0';
	strbuf_release(&whole);
}
