/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/audit_run.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/session.h"
#include "cli/subcommand.h"
#include "report/folder.h"

/* What can be told without training; why not is said, on the page too. */
static bool find_audit(const char *file, struct history *h, struct futures *f,
	struct audit *a, struct error *why)
{
	if (recorded_is_lines(file))
		h->unaudited = "lines of --events do not say what was trained";
	if (audit_known(file, h->study, f, why) < 0) {
		say("the report has no audit: %s", why->text);
		h->unaudited = why->text;
		return false;
	}
	audit_make(a, h->study, f, AUDIT_RANDOM);
	h->futures = f;
	h->audit = a;
	return true;
}

static int write_report(const char *file, const char *dir, struct error *err)
{
	struct history h;
	struct futures f;
	struct audit a;
	struct error why;
	bool audited;
	int rc;

	/* the folder first: reading a long study only to refuse it would be unkind */
	if (folder_check(dir, err) < 0)
		return -1;
	futures_init(&f);
	rc = history_read(&h, file, HISTORY_WORK, err);
	audited = rc == 0 && find_audit(file, &h, &f, &a, &why);
	if (rc == 0)
		rc = folder_write(dir, &h, err);
	if (audited)
		audit_release(&a);
	futures_release(&f);
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
