/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/event_sentence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

static bool begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}

static int64_t whole_after(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at ? strtoll(at + strlen(name), NULL, 10) : 0;
}

static double real_after(const char *text, const char *name, double otherwise)
{
	const char *at = strstr(text, name);

	return at ? strtod(at + strlen(name), NULL) : otherwise;
}

/* "rounds=3 trials=20 epochs=100 seconds=1.5 value=0.1": those that there are. */
static struct stop_limits limits_of(const char *text)
{
	return (struct stop_limits){
		.rounds = whole_after(text, "rounds="),
		.trials = whole_after(text, "trials="),
		.epochs = whole_after(text, "epochs="),
		.seconds = real_after(text, "seconds=", 0),
		.value = real_after(text, "value=", NO_NUMBER),
	};
}

static enum warning warning_of(const char *text)
{
	if (begins(text, "recorded again: "))
		return WARNING_OVER;
	return begins(text, "nothing ends this study now: ") ? WARNING_ONCE
							     : WARNING_LASTS;
}

void event_read_sentence(struct journal *keep, struct event *e)
{
	const char *text = e->control.text;
	struct stop_limits limits;

	if (!text)
		return;
	switch (e->control.action) {
	case CONTROL_RESUME:
		limits = limits_of(text);
		e->control.limits = journal_keep(keep, &limits, sizeof(limits));
		break;
	case CONTROL_CLOSE:
		e->control.exhausted =
			!strcmp(text, "the searcher has nothing left to propose");
		break;
	case CONTROL_WARN:
		e->control.warning = warning_of(text);
		break;
	default:
		break;
	}
}
