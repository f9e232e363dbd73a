/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is taken away by the clipboard. */
#include "config.h"

#include <stdlib.h>

#include "space/space_tree.h"
#include "study/called.h"
#include "ui/osc.h"
#include "ui/format.h"
#include "ui/view.h"

#define MOST 74994 /* bytes in base64 that terminals take; xterm's limit, and the least */

/* What is looked into or selected, or STUDY_NONE. */
static uint32_t selected(const struct view *v)
{
	return v->overlay == OVERLAY_TRIAL ? v->inspect.trial : v->selected.trial;
}

/* Appends what is to be copied; says what it is. */
static const char *choose(
	const struct view *v, const struct study *s, uint32_t *trial, struct strbuf *out)
{
	const struct study_incumbent *best = study_incumbent(s);
	const struct study_trial *t;

	*trial = selected(v);
	if (*trial < s->n_trials) {
		space_print_tree(s->info->space, s->trials[*trial].config, out);
		return "the configuration of";
	}
	if (!best)
		return NULL;
	*trial = best->trial;
	t = &s->trials[best->trial];
	if (called_add(t, out))
		return "the command line of the best,";
	space_print_tree(s->info->space, t->config, out);
	return "the configuration of the best,";
}

struct request view_copy(struct view *v, const struct study *s)
{
	struct strbuf text = STRBUF_INIT;
	const char *what, *wrong = NULL;
	char name[24];
	uint32_t trial;

	if (!osc_is_taken(getenv("TERM")))
		wrong = "this terminal has no clipboard; rungtop export writes it to a "
			"file";
	what = choose(v, s, &trial, &text);
	if (!what)
		wrong = "nothing to copy: no trial is selected, and none has a result";
	else if (4 * (text.len + 2) / 3 > MOST)
		wrong = "too long for a clipboard; rungtop export writes it to a file";
	if (wrong) {
		message_tell(&v->message, v->wall, "%s", wrong);
		strbuf_release(&text);
		return (struct request){0};
	}
	message_tell(&v->message, v->wall, "to the clipboard: %s %s, %zu bytes", what,
		format_trial(trial, name, sizeof(name)), text.len);
	return (struct request){.kind = REQUEST_COPY, .text = strbuf_detach(&text)};
}
