/* SPDX-License-Identifier: GPL-3.0-or-later */
/* note and tag: what :note and :tag do, of a recording that nobody writes to. */
#include "config.h"

#include "cli/output.h"
#include "cli/subcommand.h"
#include "store/store.h"

static int annotate(const char *name, const char *what, enum control_action action,
	const char *const *args, size_t n)
{
	struct strbuf text = STRBUF_INIT;
	struct error err;
	int rc;

	for (size_t i = 1; i < n; i++)
		strbuf_addf(&text, "%s%s", i > 1 ? " " : "", args[i]);
	if (!text.len)
		rc = error_usage(&err, "%s takes a file and %s; see rungtop %s --help",
			name, what, name);
	else
		rc = store_annotate(args[0], action, text.buf, &err);
	strbuf_release(&text);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}

static int run_note(const struct options *o, const char *const *args, size_t n)
{
	(void)o;
	return annotate("note", "what there is to note", CONTROL_NOTE, args, n);
}

static int run_tag(const struct options *o, const char *const *args, size_t n)
{
	(void)o;
	return annotate("tag", "tags", CONTROL_TAG, args, n);
}

const struct subcommand subcommand_note = {
	.name = "note",
	.args = "FILE.db TEXT",
	.help = "write down something about a recorded study",
	.run = run_note,
};

const struct subcommand subcommand_tag = {
	.name = "tag",
	.args = "FILE.db TAG…",
	.help = "give a recorded study tags; +TAG too; take one away: -- -TAG",
	.run = run_tag,
};
