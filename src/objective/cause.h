/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What failures come of, and the words for it. */
#ifndef OBJECTIVE_CAUSE_H
#define OBJECTIVE_CAUSE_H

#include <stdbool.h>

/* What a failure comes of. */
enum cause {
	CAUSE_OTHER,
	CAUSE_OOM,	  /* there was no memory left, of the machine */
	CAUSE_DEVICE_OOM, /* ... of a GPU */
	CAUSES,
};

/* As events have it: "oom", "gpu_oom"; "" of CAUSE_OTHER. */
const char *cause_name(enum cause c);
/* What stands before the words for the failure: "out of memory: "; or "". */
const char *cause_words(enum cause c);
/* What a number of trials did, before these words: "ran out of memory: ". */
const char *cause_verb(enum cause c);
bool cause_is_memory(enum cause c);

#endif
