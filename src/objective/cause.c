/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/cause.h"

static const struct {
	const char *name, *words, *verb;
} causes[] = {
	[CAUSE_OTHER] = {"", "", "failed: "},
	[CAUSE_OOM] = {"oom", "out of memory: ", "ran out of memory: "},
	[CAUSE_DEVICE_OOM] = {"gpu_oom",
		"out of GPU memory: ", "ran out of GPU memory: "},
};

const char *cause_name(enum cause c)
{
	return causes[c].name;
}

const char *cause_words(enum cause c)
{
	return causes[c].words;
}

const char *cause_verb(enum cause c)
{
	return causes[c].verb;
}

bool cause_is_memory(enum cause c)
{
	return c != CAUSE_OTHER;
}
