/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tuner/tuner_append.h"

#include <math.h>

#include "base/strbuf.h"
#include "tuner/tuner_search.h"
#include "tuner/tuner_state.h"

void tuner_append(struct tuner *t, struct event *e)
{
	/* Time without its pauses is a difference, and may come out a bit too small. */
	e->t = t->latest = fmax(tuner_time(t), t->latest);
	journal_append(t->journal, e);
	tuner_tell_searcher(t, e);
}

void tuner_append_control(struct tuner *t, enum control_action action, double number)
{
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = action, .number = number}});
}

void tuner_append_command(struct tuner *t, const struct command *c, const char *refused)
{
	t->refused = refused ? tuner_keep_text(t, refused) : NULL;
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
			  .control = {.action = c->action,
				  .number = c->number,
				  .trial = c->trial,
				  .text = c->text ? tuner_keep_text(t, c->text) : NULL,
				  .warning = c->warning,
				  .refused = t->refused}});
}

void tuner_append_searcher_warning(struct tuner *t)
{
	const char *text = t->searcher ? searcher_warning(t->searcher) : NULL;

	if (!text || t->searcher_warned)
		return;
	t->searcher_warned = true;
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = CONTROL_WARN,
					.text = tuner_keep_text(t, text),
					.warning = WARNING_SEARCHER}});
}

/* What has come of the platform's being another one. */
static void append_differing(struct tuner *t)
{
	struct strbuf text = STRBUF_INIT;

	if (!t->n_differing)
		return;
	strbuf_addf(&text,
		"on this platform the searcher would have proposed others than %zu of "
		"the "
		"%zu recorded configurations; it goes on from those recorded",
		t->n_differing, t->n_trials);
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = CONTROL_WARN,
					.text = tuner_keep_text(t, text.buf),
					.warning = WARNING_ONCE}});
	strbuf_release(&text);
	t->n_differing = 0; /* told */
}

void tuner_append_resumption(struct tuner *t)
{
	struct strbuf text = STRBUF_INIT;

	stop_limits_print(&t->stop, &text);
	tuner_append(t, &(struct event){.kind = EVENT_CONTROL,
				.control = {.action = CONTROL_RESUME,
					.text = text.len ? tuner_keep_text(t, text.buf)
							 : "without limits",
					.limits = journal_keep(
						t->journal, &t->stop, sizeof(t->stop)),
					.set = t->set,
					.platform = t->info->platform}});
	t->set = NULL;
	strbuf_release(&text);
	append_differing(t);
}
