/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/output.h"
#include "cli/subcommand.h"
#include "report/folder.h"

static int write_report(const char *file, const char *dir, struct error *err)
{
	struct history h;
	int rc;

	/* the folder first: reading a long study only to refuse it would be unkind */
	if (folder_check(dir, err) < 0)
		return -1;
	rc = history_read(&h, file, HISTORY_WORK, err);
	if (rc == 0)
		rc = folder_write(dir, &h, err);
	history_release(&h);
	return rc;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct error err;

	int rc;

	if (!n)
		rc = error_usage(&err, "report needs FILE, a recorded study: rungtop "
				       "report FILE -o DIR");
	else if (n > 1)
		rc = error_usage(
			&err, "one study at a time; '%s' is one too many", args[1]);
	else if (!o->output)
		rc = error_usage(&err,
			"report needs a folder to write: rungtop report "
			"%s -o DIR",
			args[0]);
	else
		rc = write_report(args[0], o->output, &err);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}

const struct subcommand subcommand_report = {
	.name = "report",
	.args = "FILE -o DIR",
	.help = "write charts of a recorded study, and a page with them",
	.options = {options_output},
	.run = run,
};
