/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was done and found, in five sentences with the study's own numbers: what was
 * searched and how; what was found; how; what stopping saved, and where that is known what
 * it cost; what to do next. Of a study without a value: what failed, and where its log is.
 */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "store/history.h"

#define STORY_SENTENCES 5

struct sentence {
	const char *label;  /* one word */
	struct strbuf text; /* ends with a full stop */
};

/* story_release() it. */
void story_tell(struct sentence story[STORY_SENTENCES], const struct history *h);
void story_release(struct sentence story[STORY_SENTENCES]);

/* The fifth sentence, of a study with an incumbent: what mattered, and which end is near. */
void story_add_advice(const struct history *h, struct strbuf *out);

#endif
