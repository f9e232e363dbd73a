/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/once.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/subcommand.h"

static int run(const struct options *o, const char *const *args, size_t n)
{
	bool on_screen = options_want_screen(o);
	struct session s;
	struct error err;
	int status, rc = 0;

	if (n > 1)
		rc = error_usage(
			&err, "one study at a time; '%s' is one too many", args[1]);
	else if (n && recorded_kind_of(args[0]) != RECORDED_NONE)
		rc = error_usage(&err,
			"%s is a recorded study; rungtop resume continues it, rungtop "
			"replay shows it",
			args[0]);
	if (rc < 0 || once_check(o, false, &err) < 0)
		return complain(&err);
	if (session_open(&s, n ? args[0] : NULL, o, on_screen, &err) < 0)
		status = complain(&err);
	else
		status = run_session(&s, o, on_screen);
	session_release(&s);
	return status;
}

const struct subcommand subcommand_run = {
	.name = "run",
	.args = "[STUDY]",
	.help = "run a study; without STUDY, the bundled digits",
	.options = {options_workers, options_study, options_data, options_output, options_batch, options_quiet, options_frame,
		options_screen},
	.run = run,
};
