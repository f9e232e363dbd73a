/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdint.h>

#include "store/recorded.h"
#include "store/store.h"

/* What cannot be written is told by store_finish(). */
static void ignore(void *arg, enum warning w, const char *text)
{
	(void)arg;
	(void)w;
	(void)text;
}

/* Appends one event behind those that there are. */
static int append(struct store *s, struct journal *j, struct recorded *r,
	enum control_action action, const char *text, struct error *err)
{
	struct event e = {.kind = EVENT_CONTROL,
		.control = {.action = action, .text = text, .warning = WARNING_ONCE}};
	uint64_t stored;

	if (recorded_load(r, j, err) < 0)
		return -1;
	recorded_leave(r);
	stored = journal_length(j);
	e.t = recorded_study(r)->t;
	journal_append(j, &e);
	journal_complete(j);
	if (store_start(s, j, recorded_info(r), stored, SIZE_MAX, ignore, NULL, err) < 0)
		return -1;
	return store_finish(s, err);
}

int store_annotate(
	const char *path, enum control_action action, const char *text, struct error *err)
{
	struct store *s = store_reopen(path, err);
	struct journal *j = journal_new();
	struct recorded *r = NULL;
	struct error ignored;
	bool empty;
	int rc = -1;

	if (s)
		r = recorded_open_own(path, &empty, err);
	if (r)
		rc = append(s, j, r, action, text, err);
	store_close(s, &ignored);
	journal_free(j);
	recorded_close(r);
	return rc;
}
