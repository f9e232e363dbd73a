/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people have noted of a study, and its tags. */
#ifndef STUDY_NOTES_H
#define STUDY_NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"

struct note {
	uint64_t seq;	  /* of its event */
	double t;	  /* seconds of study time */
	const char *text; /* the event's */
};

struct notes {
	struct note *items; /* n of them, oldest first */
	size_t n, cap;
	char **tags; /* n_tags, as they were first given; owned */
	size_t n_tags, cap_tags;
};

void notes_release(struct notes *n);
void notes_add(struct notes *n, uint64_t seq, double t, const char *text);
/* Words parted by blanks or commas: a tag to add, or, after a minus, to take away. */
void notes_tag(struct notes *n, const char *words);
/* Appends "a, b"; nothing where there is none. */
void notes_tags(const struct notes *n, struct strbuf *out);

#endif
