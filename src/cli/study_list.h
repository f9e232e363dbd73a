/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recordings of a folder, and how they stand. */
#ifndef CLI_STUDY_LIST_H
#define CLI_STUDY_LIST_H

#include <time.h>

#include "store/recorded.h"

struct study_row {
	char *name; /* of the file; in its folder */
	char *path;
	const char *state; /* "running", "finished", "interrupted", "damaged"; static */
	char *wrong;	   /* what is, or NULL */
	struct timespec changed;
	struct recorded *file; /* read to its end; NULL: it cannot be opened */
};

struct study_list {
	struct study_row *rows; /* n of them, what has changed last first */
	size_t n, cap;
};

/* -1 with err: the folder cannot be read. study_list_release() in any case. */
int study_list_read(struct study_list *l, const char *folder, struct error *err);
void study_list_release(struct study_list *l);
void study_list_text(const struct study_list *l, struct strbuf *out);
void study_list_json(const struct study_list *l, struct strbuf *out);

#endif
