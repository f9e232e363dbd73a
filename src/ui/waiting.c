/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/waiting.h"

#include <stdio.h>
#include <string.h>

#include "ui/format.h"
#include "ui/lanes.h"

#define NAMED 3	       /* trials */
#define LOOK_BACK 2048 /* rungs: what is older has long closed */

static bool is_open(const struct study_rung *r)
{
	return r->seats > r->done;
}

/* Adds the trials that train for a rung; how many there are. */
static int add_awaited(
	const struct study *s, const struct study_rung *r, struct strbuf *out)
{
	char name[24];
	int n = 0;

	for (size_t w = 0; w < s->n_on_worker; w++) {
		const struct study_trial *t = lane_trial(s, (int)w);

		if (!t || t->bracket != r->bracket || t->round != r->round ||
			t->rung != r->rung)
			continue;
		if (n < NAMED)
			strbuf_addf(out, "%s%s", n ? ", " : "",
				format_trial(t->id, name, sizeof(name)));
		n++;
	}
	if (n > NAMED)
		strbuf_addf(out, " and %d more", n - NAMED);
	return n;
}

bool waiting_at_barrier(const struct study *s, char *out, size_t size)
{
	int idle = study_workers(s) - s->n_busy;
	struct strbuf names = STRBUF_INIT;
	bool waits = false;

	if (!s->synchronous || s->phase != PHASE_RUNNING || idle < 1)
		return false;
	for (size_t i = s->n_rungs; i-- > 0 && !waits && i + LOOK_BACK >= s->n_rungs;) {
		const struct study_rung *r = &s->rungs[i];

		if (!is_open(r) || !add_awaited(s, r, &names))
			continue;
		waits = true;
		snprintf(out, size, "%d worker%s idle: ", idle, idle == 1 ? "" : "s");
		if (s->n_brackets > 1)
			snprintf(out + strlen(out), size - strlen(out), "b%d ",
				r->bracket);
		snprintf(out + strlen(out), size - strlen(out), "rung %d waits for %s",
			r->rung, names.buf);
	}
	strbuf_release(&names);
	return waits;
}

const char *waiting_first(const struct study *s, char *out, size_t size)
{
	const struct study_rung *r = s->n_rungs ? &s->rungs[0] : NULL;
	char level[32];

	snprintf(out, size, "no decision yet");
	if (s->synchronous && r && is_open(r))
		snprintf(out + strlen(out), size - strlen(out),
			": %u of %u have reported %s", r->done, r->seats,
			study_level_words(r->level, level, sizeof(level)));
	else if (s->shape && s->n_brackets > 0 && s->shape[0].levels[0] != EPOCHS_OPEN)
		snprintf(out + strlen(out), size - strlen(out),
			": the first when a trial has %d epoch%s", s->shape[0].levels[0],
			s->shape[0].levels[0] == 1 ? "" : "s");
	return out;
}
