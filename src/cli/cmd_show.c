/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/chosen_trial.h"
#include "cli/output.h"
#include "cli/searcher_page.h"
#include "cli/subcommand.h"
#include "cli/summary.h"
#include "study/called.h"

enum { SEARCHER, COMMAND };

static const struct option_row show_options[] = {
	[SEARCHER] = {.value = {"searcher", KNOB_BOOL,
			      .help = "how the configurations came, and predicted "
				      "against seen"}},
	[COMMAND] = {.value = {"command", KNOB_BOOL,
			     .help = "how the best trial's program was called, for a "
				     "shell"}},
	{.value.name = NULL},
};

/* The one line that calls the program again. */
static int add_command(const struct history *h, const struct options *o,
	struct strbuf *text, struct error *err)
{
	const struct study_trial *t = chosen_trial(h, o, err);

	if (!t)
		return -1;
	if (!called_add(t, text))
		return error_set(
			err, "%s: T%u: %s", h->path, t->id, called_why_not(h->study, t));
	strbuf_addch(text, '\n');
	return 0;
}

static int add(const struct history *h, const struct options *o, struct strbuf *text,
	struct error *err)
{
	if (options_given(o, &show_options[COMMAND]))
		return add_command(h, o, text, err);
	if (options_given(o, &show_options[SEARCHER]))
		searcher_page(h->study, text);
	else
		summary_print(h, text);
	return 0;
}

static int show(const char *path, const struct options *o, struct error *err)
{
	struct history h;
	struct strbuf text;
	struct output *out;
	int rc = history_read(&h, path, HISTORY_BEGUN, err);

	if (rc == 0) {
		strbuf_init(&text);
		rc = add(&h, o, &text, err);
		out = rc ? NULL : output_open("show", NULL, err);
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

static int check(const struct options *o, size_t n, struct error *err)
{
	if (n != 1)
		return error_usage(err, "show takes one file; see rungtop --help");
	if (options_given(o, &options_trial[0]) &&
		!options_given(o, &show_options[COMMAND]))
		return error_usage(err, "--trial goes with --command");
	return 0;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct error err;

	if (check(o, n, &err) == 0 && show(args[0], o, &err) == 0)
		return EXIT_FINISHED;
	return complain(&err);
}

const struct subcommand subcommand_show = {
	.name = "show",
	.args = "FILE",
	.help = "print the summary of a recorded study",
	.options = {show_options, options_trial},
	.run = run,
};
