/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a trial's process prints, read line by line: {"epoch": 3, "val_error": 0.12}, or
 * a line that a pattern (PCRE2) with named groups picks the numbers out of. Everything
 * else is for the trial's log.
 */
#ifndef WORKER_REPORT_LINE_H
#define WORKER_REPORT_LINE_H

#include "base/error.h"
#include "objective/objective.h"

struct report_pattern; /* a compiled pattern */

/* NULL with err, whose text has no place. */
struct report_pattern *report_pattern_new(const char *text, struct error *err);
void report_pattern_free(struct report_pattern *p);
/*
 * The names of its groups without `epoch`, in their order; at most METRICS_MAX, borrowed
 * from p. Returns their number.
 */
size_t report_pattern_metrics(const struct report_pattern *p, const char **names);

/* Whether the group is of this metric: val_loss is the group of "val/loss". */
bool report_pattern_fits(const char *group, const char *metric);

enum report_kind {
	REPORT_NONE,	/* not a report */
	REPORT_EPOCH,	/* a report with the first metric, which may be not finite */
	REPORT_MISSING, /* a report of an epoch without the first metric */
	REPORT_WRONG,	/* a report whose epoch or first metric is not such a number */
};

#define EPOCH_UNSAID (-1)

struct report_line {
	int epoch;		     /* as printed, from 0; or EPOCH_UNSAID */
	double metrics[METRICS_MAX]; /* NaN where one is missing or not finite */
	char other[64];		     /* a name that is none of the metrics, or "" */
	/*
	 * What is wrong with it: REPORT_WRONG; REPORT_EPOCH: with another metric, which is
	 * not kept; REPORT_NONE: a line that was meant as a report; or "".
	 */
	char wrong[200];
};

/*
 * Reads a line of len bytes, without its newline. pattern NULL: the line is JSON, or what
 * programs print in its place: NaN, inf, .5; numbers as texts or alone in a list. metrics:
 * n names, the first of which a report must have; with none, no line is a report. val.loss
 * is also found as loss in the object val. In the name of a pattern's group, _ stands for
 * each character of the metric that is not a letter, a digit or _. Terminal sequences, such
 * as colours, are ignored unless the pattern wants them.
 */
enum report_kind report_line_read(const char *line, size_t len,
	const struct report_pattern *pattern, const char *const *metrics, size_t n,
	struct report_line *out);
/* The version of PCRE2, with its date. Returns out. */
const char *report_pattern_library(char *out, size_t size);

#endif
