/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes values as Python does: with repr(), or with json.dumps() and its defaults.
 */
#ifndef COMMAND_NOTATION_H
#define COMMAND_NOTATION_H

#include "base/strbuf.h"
#include "space/domain.h"

struct notation {
	const char *no, *yes, *null, *infinity, *nan;
	void (*text)(struct strbuf *out, const char *s);
};

extern const struct notation notation_python; /* {'a': [True, None, inf]} */
extern const struct notation notation_json;   /* {"a": [true, null, Infinity]} */

/* A value; a text with its quotes. */
void notation_add(struct strbuf *out, const struct notation *n, struct value v);

#endif
