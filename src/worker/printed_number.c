/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/printed_number.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/number.h"

#define LONGEST 1024	     /* bytes of a number */
#define MINUS "\xe2\x88\x92" /* U+2212 */

/* strtod() knows nan, nan(…), inf and infinity by itself. */
static const char *const words[] = {
	"na",		 /* R */
	"n/a",		 /* */
	"null",		 /* JSON, R, Java */
	"none",		 /* Python */
	"nil",		 /* Lua, Ruby, Go */
	"missing",	 /* Julia */
	"nothing",	 /* Julia */
	"undefined",	 /* JavaScript */
	"<na>",		 /* pandas */
	"nan.0",	 /* Scheme: +nan.0 */
	"inf.0",	 /* +inf.0 */
	".nan",		 /* YAML */
	".inf",		 /* */
	"nan32",	 /* Julia, single and half precision */
	"inf32",	 /* */
	"nan16",	 /* */
	"inf16",	 /* */
	"nanq",		 /* AIX */
	"nans",		 /* */
	"infinite",	 /* jq's own name */
	"indeterminate", /* Wolfram */
	"\xe2\x88\x9e",	 /* U+221E: Java's NumberFormat, .NET */
	"\xef\xbf\xbd",	 /* U+FFFD: NaN of Java's NumberFormat until 10 */
};

static bool is_word(const char *text)
{
	text += *text == '+' || *text == '-';
	if (!strncmp(text, "1.#", 3)) /* Microsoft's C: 1.#INF, -1.#IND, 1.#QNAN, 1.#J */
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcasecmp(text, words[i]))
			return true;
	return false;
}

double printed_finite(double v)
{
	return isfinite(v) && fabs(v) < DBL_MAX ? v : NO_NUMBER;
}

enum printed printed_number(const char *text, size_t len, double *v)
{
	char copy[LONGEST + 1], *end;
	bool minus;

	*v = NAN;
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	for (; len && isspace((unsigned char)*text); len--)
		text++;
	minus = len > strlen(MINUS) && !memcmp(text, MINUS, strlen(MINUS));
	if (minus) {
		text += strlen(MINUS);
		len -= strlen(MINUS);
	}
	if (!len || len > LONGEST || memchr(text, '\0', len))
		return PRINTED_OTHER;
	memcpy(copy, text, len);
	copy[len] = '\0';
	*v = printed_finite(strtod(copy, &end));
	if (end > copy && (*end == 'd' || *end == 'D')) { /* Fortran's double precision */
		*end = 'e';
		*v = printed_finite(strtod(copy, &end));
	}
	if (*end) {
		*v = NAN;
		return is_word(copy) ? PRINTED_NOT_FINITE : PRINTED_OTHER;
	}
	*v = minus ? -*v : *v;
	return isnan(*v) ? PRINTED_NOT_FINITE : PRINTED_NUMBER;
}
