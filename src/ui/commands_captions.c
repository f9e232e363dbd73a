/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the command table that turns captions on and off. */
#include "config.h"

#include "ui/captions.h"
#include "ui/commands.h"
#include "ui/settings.h"

static const char *what_follows(const struct view *v, bool on)
{
	if (!on)
		return "no captions any more";
	if (v->tour)
		return "captions in studies; a lesson has its own";
	if (v->race)
		return "captions in studies; a race has none";
	return v->captions ? "captions: all of them come once more"
			   : "no captions: neither XDG_STATE_HOME nor HOME says where to "
			     "keep which were seen";
}

int run_captions(const struct call *c, struct request *r)
{
	struct view *v = c->view;
	struct error err;
	bool on;

	*r = (struct request){0};
	if (argument_on_off(c, &on) < 0)
		return -1;
	captions_turn(v->captions, on);
	if (on)
		captions_again(v->captions);
	if (v->settings && (settings_set(v->settings, "captions", on ? "on" : "off",
				    in_line, &err) < 0 ||
				   settings_save(v->settings, "captions",
					   on ? "on" : "off", &err) < 0))
		message_tell(&v->message, v->wall, "%s; not remembered: %s",
			what_follows(v, on), err.text);
	else
		message_tell(&v->message, v->wall, "%s", what_follows(v, on));
	return 0;
}
