/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/dry_run.h"
#include "cli/once.h"
#include "cli/output.h"
#include "cli/run.h"
#include "cli/subcommand.h"

static const struct option_row run_options[] = {
	{.value = {"dry-run", KNOB_BOOL,
		 .help = "print the plan, the first configurations and how their "
			 "programs would be started; start nothing"}},
	{.value.name = NULL},
};

static int run(const struct options *o, const char *const *args, size_t n)
{
	bool dry = options_given(o, &run_options[0]) != NULL;
	bool on_screen = dry || options_want_screen(o);
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
		status = dry ? dry_run(&s, o) : run_session(&s, o, on_screen);
	session_release(&s);
	return status;
}

const struct subcommand subcommand_run = {
	.name = "run",
	.args = "[STUDY]",
	.help = "run a study; without STUDY, the bundled digits",
	.options = {options_workers, options_study, options_data, options_output,
		options_batch, options_quiet, options_frame, options_screen, run_options},
	.run = run,
};
