/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/output.h"
#include "cli/study_list.h"
#include "cli/subcommand.h"

static int print(const struct study_list *l, const struct options *o, const char *folder,
	struct error *err)
{
	struct output *out = output_open("studies", o->output, err);
	struct strbuf text = STRBUF_INIT;

	if (!out)
		return -1;
	if (o->json)
		study_list_json(l, &text);
	else if (l->n)
		study_list_text(l, &text);
	else
		strbuf_addf(&text, "no recordings in %s\n", folder);
	output_write(out, &text);
	strbuf_release(&text);
	return output_close(out, err);
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	const char *folder = n ? args[0] : ".";
	struct study_list l = {0};
	struct error err;
	int rc;

	if (n > 1)
		rc = error_usage(
			&err, "studies takes one folder; '%s' is one too many", args[1]);
	else
		rc = study_list_read(&l, folder, &err);
	if (!rc)
		rc = print(&l, o, folder, &err);
	study_list_release(&l);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}

const struct subcommand subcommand_studies = {
	.name = "studies",
	.args = "[DIR]",
	.help = "list the recordings of a folder: state, best value, time, tags",
	.options = {options_json, options_output},
	.run = run,
};
