/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit as text and as JSON. Pure. */
#ifndef CLI_AUDIT_TEXT_H
#define CLI_AUDIT_TEXT_H

#include "study/audit.h"

/* `key: value` lines, a table of the rungs, and the sentences: `most` of them. */
void audit_text(const struct audit *a, const struct study *s, size_t most,
	struct strbuf *out);
/* One object: all there is to know, every trial too. */
void audit_json(const struct audit *a, const struct study *s, const struct futures *f,
	struct strbuf *out);

#endif
