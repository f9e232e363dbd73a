/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The failures of a study by their causes. Two failures are of one cause when they ended
 * with the same status and said the same; what differs from trial to trial in what they
 * said does not count: every number is as good as any other, in whatever base, and so are
 * lists and shapes of numbers; so is what follows tmp in the name of a temporary file. So
 * neither addresses, process and trial numbers, the trial's own folder, times, sizes nor
 * values of parameters part them.
 */
#ifndef STUDY_FAILURES_H
#define STUDY_FAILURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "objective/objective.h"

struct failure_group {
	char *key; /* owned */
	/* As the first of them said it; these live as long as the journal. */
	struct failure failure;
	const char *why;
	uint32_t first; /* trial */
	size_t count;
};

struct failures {
	struct failure_group *groups; /* the first that came first */
	size_t n_groups, cap_groups;
	size_t count; /* of all of them */
	void *numbers;	/* the compiled pattern, or NULL */
};

void failures_release(struct failures *f);
/*
 * A trial has failed. Past some dozens of causes all others are one. Returns whether its
 * cause is a new one.
 */
bool failures_add(struct failures *f, uint32_t trial, const char *why,
	const struct failure *failure);
/* The groups with most trials first, of the same size the older; at most n. How many. */
size_t failures_largest(
	const struct failures *f, const struct failure_group **list, size_t n);

/*
 * Appends a failure in short: the line that the program printed about it, with the status
 * before it where that says more than 1 does; without a line why.
 */
void failure_text(const struct failure *failure, const char *why, struct strbuf *out);
/*
 * Tells of the causes, a line each, those of most trials first: "3 of 17 failed:
 * ValueError: no data (torch.logs/trial-00002.log)", where the log is that of the first
 * of them. Some lines at most, the last one for the rest. logs: the folder of the trials'
 * logs, or NULL: then the first of them is named, (T2).
 */
void failures_tell(const struct failures *f, size_t n_trials, const char *logs,
	void (*tell)(void *arg, const char *line), void *arg);

#endif
