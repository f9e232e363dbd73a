/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/grid.h"
#include "study/study.h"

/* "3.1e-03" to "3.1e-3", "2e+05" to "2e5". */
static void shorten_exponent(char *s)
{
	char *e = strchr(s, 'e'), *to, *from;

	if (!e)
		return;
	to = e + 1;
	from = e + 1;
	if (*from == '-')
		*to++ = *from++;
	else if (*from == '+')
		from++;
	while (*from == '0' && from[1])
		from++;
	memmove(to, from, strlen(from) + 1);
}

/* "3.0e-3" to "3e-3" */
static void drop_zero(char *s)
{
	char *z = strstr(s, ".0e");

	if (z)
		memmove(z, z + 2, strlen(z + 2) + 1);
}

const char *format_metric(double v, char *out, size_t size)
{
	double a = fabs(v);

	if (!isfinite(v))
		snprintf(out, size, "-");
	else if (a == 0 || (a >= 0.0005 && a < 9.99995))
		snprintf(out, size, "%.4f", v);
	else if (a >= 9.99995 && a < 999.95)
		snprintf(out, size, "%.*f", a < 99.995 ? 3 : 2, v);
	else if (a >= 999.95 && a < 99999.5)
		snprintf(out, size, "%.0f", v);
	else
		snprintf(out, size, "%.1e", v);
	if (size > 8)
		shorten_exponent(out);
	return out;
}

const char *format_param(struct value v, char *out, size_t size)
{
	double a = fabs(v.number);

	switch (v.kind) {
	case VALUE_NULL:
	case VALUE_NONE:
		snprintf(out, size, "-");
		break;
	case VALUE_BOOL:
		snprintf(out, size, "%s", v.number != 0 ? "true" : "false");
		break;
	case VALUE_TEXT:
	case VALUE_JSON:
		snprintf(out, size, "%s", v.text);
		break;
	case VALUE_INT:
		if (a < 1e7)
			snprintf(out, size, "%.0f", v.number);
		else
			snprintf(out, size, "%.2e", v.number);
		shorten_exponent(out);
		break;
	case VALUE_REAL:
		if (a == 0 || (a >= 0.00995 && a < 9999.5))
			snprintf(out, size, "%.*f",
				a == 0 || a >= 99.95 ? 0
				: a >= 9.995	     ? 1
				: a >= 0.9995	     ? 2
				: a >= 0.09995	     ? 3
						     : 4,
				v.number);
		else
			snprintf(out, size, "%.1e", v.number);
		shorten_exponent(out);
		drop_zero(out);
		break;
	}
	return out;
}

const char *format_digits(double v, int digits, char *out, size_t size)
{
	snprintf(out, size, "%.*g", digits, v);
	shorten_exponent(out);
	return out;
}

const char *format_clock(double seconds, char *out, size_t size)
{
	uint64_t s = seconds > 0 && seconds < 1e15 ? (uint64_t)seconds : 0;
	uint64_t days = s / 86400;
	int h = (int)(s / 3600 % 24), m = (int)(s / 60 % 60), sec = (int)(s % 60);

	if (days)
		snprintf(out, size, "%" PRIu64 "d %02d:%02d:%02d", days, h, m, sec);
	else
		snprintf(out, size, "%02d:%02d:%02d", h, m, sec);
	return out;
}

const char *format_count(uint64_t n, char *out, size_t size)
{
	static const struct {
		double unit;
		char suffix;
	} steps[] = {{1e3, 'k'}, {1e6, 'M'}, {1e9, 'G'}, {1e12, 'T'}};
	size_t i = 0;
	double v;

	if (n < 100000) {
		snprintf(out, size, "%" PRIu64, n);
		return out;
	}
	while (i + 1 < sizeof(steps) / sizeof(*steps) &&
		(double)n / steps[i].unit >= 999.5)
		i++;
	v = (double)n / steps[i].unit;
	snprintf(out, size, "%.*f%c",
		v < 9.995   ? 2
		: v < 99.95 ? 1
			    : 0,
		v, steps[i].suffix);
	return out;
}

const char *format_trial(uint32_t id, char *out, size_t size)
{
	snprintf(out, size, "T%02" PRIu32, id);
	return out;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * "lr" of "learning_rate", "l12" of "layer_12"; "" of one word, and of what is a number or
 * has two side by side: there they would make another one.
 */
static void take_initials(const char *name, char *out, size_t size)
{
	bool start = true;
	size_t n = 0, words = 0;

	*out = '\0';
	if (is_digit(*name))
		return;
	for (const char *s = name; *s && n + 1 < size; s++) {
		bool gap = *s == '_' || *s == '-' || *s == '.' || *s == ' ';
		bool more = n && !start && is_digit(*s) && is_digit(s[-1]) &&
			    is_digit(out[n - 1]);

		if (start && is_digit(*s) && s - name > 1 && is_digit(s[-2])) {
			*out = '\0';
			return;
		}
		/* initials are read only from plain letters: never half a character */
		if (!gap && (start || more) && (unsigned char)*s < 0x80) {
			out[n++] = *s;
			words += start;
		}
		start = gap;
	}
	out[words < 2 ? 0 : n] = '\0';
}

const char *format_short_name(const char *name, int width, char *out, size_t size)
{
	size_t n = 0;
	const char *s = name;
	char *end;

	if (text_width(name) <= width) {
		snprintf(out, size, "%s", name);
		return out;
	}
	*out = '\0';
	strtod(name, &end);
	if (end > name && !*end)
		return out;
	take_initials(name, out, size);
	if (*out && text_width(out) <= width)
		return out;
	while (*s) {
		uint32_t cp;
		size_t bytes = utf8_decode(s, &cp);

		width -= codepoint_width(cp);
		if (width < 0 || n + bytes + 1 > size)
			break;
		memcpy(out + n, s, bytes);
		n += bytes;
		s += bytes;
	}
	while (n && (is_digit(out[n - 1]) || out[n - 1] == '.'))
		n--; /* of a number there would be a part */
	out[n] = '\0';
	return out;
}

const char *format_epochs(int epoch, int target, int digits, char *out, size_t size)
{
	char end[16];

	snprintf(out, size, "%d/%-*s", epoch, digits,
		study_level_text(target, end, sizeof(end)));
	return out;
}
