/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lessons that there are: the files in the folder lessons of what is shipped. */
#ifndef CLI_LESSONS_H
#define CLI_LESSONS_H

#include "cli/shipped.h"

struct lesson_file {
	char *path;
	char *name; /* "barrier" of 2-barrier.yaml */
	int number; /* 2; 0: it has none, and comes last */
	char *title; /* NULL until lessons_title() has read it */
};

struct lessons {
	struct lesson_file *items; /* in their order */
	size_t n, cap;
};

void lessons_find(struct lessons *l, const struct shipped *shipped);
void lessons_release(struct lessons *l);
/* By its name or its number. -1 with err (usage): there is none, or no lesson at all. */
int lessons_index(
	const struct lessons *l, const char *word, size_t *i, struct error *err);
/* The first one that has not been seen; 0 when all have. */
size_t lessons_first_new(const struct lessons *l);
/* Its title, as the file has it; the name where it cannot be read. */
const char *lessons_title(struct lessons *l, size_t i);

#endif
