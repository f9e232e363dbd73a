/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What ends a study, whichever comes first: in a study file, and as a line of text that
 * changes some of it, "trials=200 epochs=none".
 */
#ifndef BASE_STOP_LIMITS_H
#define BASE_STOP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/knob.h"
#include "base/plateau.h"
#include "base/strbuf.h"

struct stop_limits {
	int64_t rounds, trials, epochs; /* 0: none */
	double seconds;			/* 0: none */
	double value;			/* NaN: none */
	struct plateau plateau;		/* of the best value of all trials */
};

/* "none" is a value of each of them. */
extern const struct knob stop_limit_rows[];

/* Sets one by its name. -1 with err (usage), which has the place and what is allowed. */
int stop_limits_set(struct stop_limits *l, const char *name, const char *text,
	struct place at, struct error *err);
/* Sets those that a line has. -1 with err, and nothing is set. */
int stop_limits_change(struct stop_limits *l, const char *text, struct error *err);
/* Appends those that there are, "trials=200 value=0.01"; nothing when there are none. */
void stop_limits_print(const struct stop_limits *l, struct strbuf *out);
/* Appends all of them, as a line that sets each: "rounds=none trials=200 …". */
void stop_limits_print_all(const struct stop_limits *l, struct strbuf *out);
/* Appends those that differ, as a line that makes `to` of `from`. */
void stop_limits_print_changes(const struct stop_limits *from,
	const struct stop_limits *to, struct strbuf *out);

#endif
