/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random studies on the virtual clock, run by the tuner, for tests of what watches them. */
#ifndef TESTS_VIRTUAL_STUDY_H
#define TESTS_VIRTUAL_STUDY_H

#include "base/strbuf.h"
#include "study/journal.h"
#include "study/study.h"
#include "studyfile/studyfile.h"

struct dice {
	uint64_t state;
};

/* From lo to hi, both of them included. */
int roll(struct dice *d, int lo, int hi);
/* Any of them, with knobs that are right. */
void roll_scheduler(struct dice *d, struct strbuf *s);
void roll_stop(struct dice *d, bool synchronous, struct stop_limits *stop);

/* A study of one parameter, of made-up curves that may diverge or fail. */
struct trying {
	struct objective *objective;
	struct parameter param;
	struct studyfile file;
	struct study_info info;
	struct journal *journal;
	struct study study;
	uint64_t (*epochs)[40]; /* [brackets][rungs] */
	void **states;		/* of the plan's trials */
	size_t n_states;
};

void trying_init(struct trying *t, const char *scheduler, struct dice *d);
void trying_release(struct trying *t);
/* The tuner runs it, and it is folded; the epochs of each rung are counted. */
void trying_run(struct trying *t, int workers);

#endif
