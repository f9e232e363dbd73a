/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going over to another scheduler: by hand, or as the study file says. */
#include "config.h"

#include "tuner/tuner_switch.h"

#include <math.h>

#include "tuner/tuner_append.h"
#include "tuner/tuner_decide.h"
#include "tuner/tuner_scheduler.h"
#include "tuner/tuner_state.h"

#define LOST_NAMED 5 /* trials */

/* Where rounds were the only limit, a scheduler that has none goes on for ever. */
static void warn_if_endless(struct tuner *t, const struct kind *kind)
{
	const struct stop_limits *stop = &t->stop;
	struct command c = {.action = CONTROL_WARN, .warning = WARNING_ONCE};
	struct strbuf text = STRBUF_INIT;

	if (!stop->rounds || t->closed || stop->trials || stop->epochs || stop->seconds > 0 ||
		stop_waits_for_result(stop) || t->configs ||
		t->searcher->ops->finite || scheduler_ops_of(kind)->synchronous)
		return;
	strbuf_addf(&text,
		"nothing ends this study now: %s has no rounds, and there is no other "
		"limit",
		kind->name);
	c.text = text.buf;
	tuner_append_command(t, &c, NULL);
	strbuf_release(&text);
}

/* Those that are alive again, but whose state after their last epoch is gone. */
static void warn_of_lost(struct tuner *t)
{
	struct command c = {.action = CONTROL_WARN, .warning = WARNING_ONCE};
	struct strbuf text = STRBUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < t->n_trials; i++) {
		if (!t->trials[i].revived ||
			checkpoints_epoch(&t->checkpoints, (uint32_t)i))
			continue;
		if (n < LOST_NAMED)
			strbuf_addf(&text, "%sT%zu", n ? ", " : "", i);
		n++;
	}
	if (n > LOST_NAMED)
		strbuf_addf(&text, " and %zu more", n - LOST_NAMED);
	if (n)
		strbuf_addf(&text,
			" train%s again from the start where they go on: no "
			"checkpoint is kept",
			n == 1 ? "s" : "");
	c.text = text.buf;
	if (n)
		tuner_append_command(t, &c, NULL);
	strbuf_release(&text);
}

/* Takes over with a scheduler whose knobs are complete. */
static void switch_to(struct tuner *t, const struct command *c, const struct kind *kind,
	const struct knobs *knobs)
{
	struct decisions ds = {0};
	struct error err;
	struct scheduler *s = tuner_new_scheduler(t, kind, knobs, &err);

	tuner_append_command(t, c, s ? NULL : err.text);
	if (!s)
		return;
	tuner_revive(t, knobs);
	tuner_adopt(t, s, &ds);
	tuner_seat_all(t);
	tuner_append_scheduler(t, kind, knobs, tuner_keep_seats(t));
	tuner_publish(t, &ds);
	if (t->closed)
		tuner_close(t);
	warn_if_endless(t, kind);
	if (!t->scheduler->scratch)
		warn_of_lost(t);
}

void tuner_switch_by_text(struct tuner *t, const struct command *c)
{
	const struct kind *kind;
	struct knobs knobs;
	struct error err;

	if (scheduler_parse(c->text ? c->text : "", t->spec, &kind, &knobs, &err) < 0) {
		tuner_append_command(t, c, err.text);
		return;
	}
	switch_to(t, c, kind, &knobs);
	knobs_release(&knobs);
}

static bool is_due(const struct tuner *t, const struct switch_at *at)
{
	return (at->epochs && t->epochs >= (uint64_t)at->epochs) ||
	       (at->trials && t->n_trials >= (size_t)at->trials) ||
	       (at->seconds > 0 && tuner_time(t) >= at->seconds);
}

/* Those of the study file, in their order. */
void tuner_switch_by_schedule(struct tuner *t)
{
	while (!t->stopping && t->n_switched < t->file->n_switches) {
		const struct switch_at *at = &t->file->switches[t->n_switched];
		struct command c = {.action = CONTROL_SWITCH};
		struct knobs knobs;
		struct strbuf text = STRBUF_INIT;

		if (!is_due(t, at))
			return;
		t->n_switched++;
		tuner_complete_knobs(&knobs, t, at);
		scheduler_print(at->scheduler.kind, &knobs, &text);
		c.text = text.buf;
		switch_to(t, &c, at->scheduler.kind, &knobs);
		strbuf_release(&text);
		knobs_release(&knobs);
	}
}

