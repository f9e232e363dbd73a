/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/output.h"
#include "cli/searcher_page.h"
#include "cli/subcommand.h"
#include "cli/summary.h"

enum { SEARCHER };

static const struct option_row show_options[] = {
	[SEARCHER] = {.value = {"searcher", KNOB_BOOL,
			      .help = "how the configurations came, and predicted "
				      "against seen"}},
	{.value.name = NULL},
};

static int show(const char *path, bool searcher, struct error *err)
{
	struct history h;
	struct strbuf text;
	struct output *out;
	int rc = history_read(&h, path, HISTORY_BEGUN, err);

	if (rc == 0) {
		strbuf_init(&text);
		if (searcher)
			searcher_page(h.study, &text);
		else
			summary_print(&h, &text);
		out = output_open("show", NULL, err);
		rc = out ? 0 : -1;
		if (out) {
			output_write(out, &text);
			rc = output_close(out, err);
		}
		strbuf_release(&text);
	}
	history_release(&h);
	return rc;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct error err;

	if (n != 1)
		error_usage(&err, "show takes one file; see rungtop --help");
	else if (show(args[0], options_given(o, &show_options[SEARCHER]), &err) == 0)
		return EXIT_FINISHED;
	return complain(&err);
}

const struct subcommand subcommand_show = {
	.name = "show",
	.args = "FILE",
	.help = "print the summary of a recorded study",
	.options = {show_options},
	.run = run,
};
