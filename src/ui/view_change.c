/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes of a study's scheduler and its limits, wherever they are asked for. One rule: what
 * cannot be taken back asks first. That is a change that stops trials, ends the study at
 * once, or leaves nothing that ends it.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "scheduler/rule.h"
#include "study/adoption.h"
#include "study/stopping.h"
#include "ui/confirm.h"
#include "ui/menu.h"

static struct request command(enum control_action action, const char *text)
{
	return (struct request){
		.kind = REQUEST_COMMAND, .action = action, .text = xstrdup(text)};
}

/* After the end a change is worth nothing that would end the study at once. */
static bool is_in_vain(struct view *v, const struct study *s, const struct stop_limits *l)
{
	const char *reached = s->phase == PHASE_FINISHED ? stopping_reached(s, l) : NULL;

	if (reached)
		message_tell(&v->message, v->wall,
			"the study has come to its limit of %s: raise that, too (:stop %s=…)",
			reached, reached);
	return reached != NULL;
}

static struct request change_scheduler(
	struct view *v, const struct study *s, const char *text)
{
	struct switch_preview p;
	struct strbuf words = STRBUF_INIT;
	struct request r = {0};
	struct error err;

	if (is_in_vain(v, s, s->stop))
		return r;
	if (switch_preview(s, text, &p, &err) < 0) {
		message_tell(&v->message, v->wall, "%s", err.text);
	} else if (p.endless || p.stopped) {
		strbuf_addf(&words, "%s: ", text);
		preview_words(&p, &words);
		strbuf_adds(&words, ". Switch?");
		confirm_command(v, CONTROL_SWITCH, text, words.buf);
	} else {
		r = command(CONTROL_SWITCH, text);
	}
	strbuf_release(&words);
	return r;
}

static struct request change_limits(
	struct view *v, const struct study *s, const char *text)
{
	struct stop_limits to = *s->stop;
	struct strbuf words = STRBUF_INIT;
	const char *reached;
	struct request r = {0};
	struct error err;

	if (stop_limits_change(&to, text, &err) < 0) {
		message_tell(&v->message, v->wall, "%s", err.text);
		return r;
	}
	if (is_in_vain(v, s, &to))
		return r;
	reached = stopping_reached(s, &to);
	if (reached)
		strbuf_addf(&words,
			"%s: it has come to its limit of %s, and ends at once. End it?",
			text, reached);
	else if (stopping_never(s, &to, s->synchronous) &&
		 !stopping_never(s, s->stop, s->synchronous))
		strbuf_addf(&words,
			"%s: nothing ends the study then; it goes on until you end it. Set "
			"it?",
			text);
	if (words.len)
		confirm_command(v, CONTROL_STOP, text, words.buf);
	else
		r = command(CONTROL_STOP, text);
	strbuf_release(&words);
	return r;
}

struct request view_change(struct view *v, const struct study *s,
	enum control_action action, const char *text)
{
	return action == CONTROL_SWITCH ? change_scheduler(v, s, text)
					: change_limits(v, s, text);
}
