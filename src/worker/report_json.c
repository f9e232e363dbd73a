/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/report_json.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/strbuf.h"

#define FLAGS (JSON_DECODE_INT_AS_REAL | JSON_ALLOW_NUL)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define MORE "end of file expected" /* as Jansson says it */

/*
 * Mending.
 */

/* Of the character of several bytes that begins here; 0: it is not UTF-8. */
static size_t character(const char *text, size_t left)
{
	unsigned char first = (unsigned char)*text;
	size_t n = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	json_t *s = n <= left ? json_stringn(text, n) : NULL;

	json_decref(s);
	return s ? n : 0;
}

/* A \u escape; 0: it is none. */
static unsigned escaped(const char *text, size_t left)
{
	char digits[5] = "", *end;
	unsigned long v;

	if (left < 6 || text[0] != '\\' || text[1] != 'u')
		return 0;
	memcpy(digits, text + 2, 4);
	v = strtoul(digits, &end, 16);
	return *end ? 0 : (unsigned)v;
}

/* A step inside of a text. Returns the bytes taken. */
static size_t mend_text(const char *text, size_t left, struct strbuf *out)
{
	unsigned unit = escaped(text, left), next = 0;
	size_t n = 1;

	if (unit >= 0xd800 && unit < 0xdc00)
		next = escaped(text + 6, left - 6);
	if (next >= 0xdc00 && next < 0xe000) {
		n = 12;
	} else if (unit >= 0xd800 && unit < 0xe000) { /* Python's surrogateescape */
		strbuf_addch(out, '?');
		return 6;
	} else if (*text == '\\' && left > 1) {
		n = 2;
	} else if (*text & 0x80) {
		n = character(text, left);
	} else if (iscntrl((unsigned char)*text)) {
		n = 0;
	}
	if (n)
		strbuf_add(out, text, n);
	else
		strbuf_addch(out, '?');
	return n ? n : 1;
}

/* A word outside of texts. Returns its bytes. */
static size_t mend_word(const char *text, size_t left, struct strbuf *out)
{
	size_t n = 0;
	double v;

	while (n < left && text[n] && !strchr("{}[],:\" \t\r\n", text[n]))
		n++;
	if (!n) {
		strbuf_addch(out, *text);
		return 1;
	}
	switch (printed_number(text, n, &v)) {
	case PRINTED_NUMBER:
		strbuf_addf(out, "%.17g", v);
		break;
	case PRINTED_NOT_FINITE:
		strbuf_adds(out, "null");
		break;
	case PRINTED_OTHER:
		strbuf_add(out, text, n);
	}
	return n;
}

static json_t *read_mended(const char *line, size_t len, json_error_t *why)
{
	struct strbuf out = STRBUF_INIT;
	bool quoted = false;
	json_t *root;

	for (size_t i = 0; i < len;) {
		if (line[i] == '"') {
			quoted = !quoted;
			strbuf_addch(&out, line[i++]);
		} else if (quoted) {
			i += mend_text(line + i, len - i, &out);
		} else {
			i += mend_word(line + i, len - i, &out);
		}
	}
	root = json_loadb(out.buf, out.len, FLAGS, why);
	strbuf_release(&out);
	return root;
}

/*
 * Reading.
 */

/* Past blanks and a byte order mark. */
static const char *skip_dressing(const char *text, const char *end)
{
	for (;;) {
		size_t left = (size_t)(end - text);

		if (left && isspace((unsigned char)*text)) {
			text++;
		} else if (left >= 3 && !memcmp(text, BYTE_ORDER_MARK, 3)) {
			text += 3;
		} else {
			return text;
		}
	}
}

static bool begins(const char *text, const char *end)
{
	if (text < end && *text == '[') /* and no [INFO] */
		for (text++; text < end && *text == ' ';)
			text++;
	return text < end && *text == '{';
}

json_t *report_json_read(const char *line, size_t len, json_error_t *why)
{
	const char *end = line + len, *text = skip_dressing(line, end), *cr = end;
	json_t *root, *only;

	why->text[0] = '\0';
	if (!begins(text, end)) { /* a bar of progress may stand before it */
		while (cr > line && isspace((unsigned char)cr[-1]))
			cr--;
		cr = memrchr(line, '\r', (size_t)(cr - line));
		text = cr ? skip_dressing(cr, end) : end;
	}
	if (!begins(text, end)) {
		if (memchr(line, '{', len))
			snprintf(why->text, sizeof(why->text),
				"text stands before the {, which a pattern could pass "
				"over");
		return NULL;
	}
	root = json_loadb(text, (size_t)(end - text), FLAGS, why);
	if (!root)
		root = read_mended(text, (size_t)(end - text), why);
	if (!root && !strncmp(why->text, MORE, strlen(MORE)))
		snprintf(why->text, sizeof(why->text), "text stands after the }");
	if (json_array_size(root) == 1) {
		only = json_incref(json_array_get(root, 0));
		json_decref(root);
		root = only;
	}
	if (json_is_object(root))
		return root;
	json_decref(root);
	return NULL;
}

enum printed report_json_number(const json_t *field, double *v)
{
	if (json_array_size(field) == 1)
		field = json_array_get(field, 0);
	*v = NAN;
	if (json_is_string(field))
		return printed_number(
			json_string_value(field), json_string_length(field), v);
	if (json_is_number(field))
		*v = printed_finite(json_number_value(field));
	if (!isnan(*v))
		return PRINTED_NUMBER;
	return json_is_number(field) || json_is_null(field) ? PRINTED_NOT_FINITE
							    : PRINTED_OTHER;
}
