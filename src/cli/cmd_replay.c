/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "cli/audit_run.h"
#include "cli/on_screen.h"
#include "cli/once.h"
#include "cli/opened.h"
#include "cli/output.h"
#include "cli/subcommand.h"

static int on_screen(
	const struct opened *r, const struct options *o, const char *file, bool resumes)
{
	char *logs = recorded_logs(file);
	struct audit_source source = {
		.recording = xstrdup(file), .study = recorded_study(r->file)};
	struct screen_setup setup = {.journal = r->journal,
		.bell = journal_bell(r->journal),
		.replay = true,
		.at = o->at,
		.logs = logs,
		.recording = resumes ? file : NULL};
	struct error err;
	int rc;

	if (resumes) /* lines do not say what was trained */
		audit_source_setup(&source, &setup.hindsight);
	rc = on_screen_run(&setup, o, &err);
	audit_source_release(&source);
	free(logs);
	return rc < 0 ? complain(&err) : rc;
}

static int replay(
	const struct opened *r, const struct options *o, const char *file, bool resumes)
{
	struct batch b = {.journal = r->journal, .whole = true};
	struct error err;

	if (o->once)
		return once_print(r->journal, o, o->output, stdout, &err) < 0
			       ? complain(&err)
			       : EXIT_FINISHED;
	return options_want_screen(o) ? on_screen(r, o, file, resumes)
				      : opened_print(&b, o, file);
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct opened r;
	struct error err;
	int status;

	if (once_check(o, true, &err) < 0)
		return complain(&err);
	if (opened_init(&r, "replay", args, n, &err) < 0) {
		status = complain(&err);
	} else {
		bool resumes = recorded_resumes(r.file);

		recorded_leave(r.file); /* the screen needs it no more */
		status = replay(&r, o, args[0], resumes);
	}
	opened_release(&r);
	return status;
}

const struct subcommand subcommand_replay = {
	.name = "replay",
	.args = "FILE",
	.help = "play a recorded study on the screen, back and forth",
	.options = {options_batch, options_quiet, options_frame, options_screen, options_output},
	.run = run,
};
