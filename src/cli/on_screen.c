/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/on_screen.h"

#include "ui/notify.h"
#include "ui/progress.h"

int on_screen_check(const struct options *o, struct error *err)
{
	bool screen = options_want_screen(o);
	struct script *script;
	unsigned ways;

	if (o->notify && notify_read(o->notify, &ways, (struct place){.file = "--notify"},
				 err) < 0)
		return -1;
	if (screen && o->script) {
		/* a mistake in it is told before a study begins */
		script = script_read(o->script, err);
		script_free(script);
		return script ? 0 : -1;
	}
	if (screen || (!o->script && !o->paused))
		return 0;
	return error_usage(err, "--%s needs the screen, and a terminal for it",
		o->script ? "script" : "paused");
}

int on_screen_run(struct screen_setup *setup, const struct options *o, struct error *err)
{
	struct error ignored;
	int rc;

	setup->settings = o->settings;
	setup->glyphs = o->glyphs;
	setup->color = o->color;
	setup->theme = theme_find(o->theme);
	setup->notify = o->notify;
	if (o->script) {
		setup->script = script_read(o->script, err);
		if (!setup->script)
			return -1;
	}
	setup->newcomer = !setup->tour && !progress_begun();
	rc = screen_run(setup, err);
	if (setup->newcomer && !progress_begun())
		progress_keep(NULL, NULL, &ignored); /* else it is told again */
	script_free(setup->script);
	return rc;
}
