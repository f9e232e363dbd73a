/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "cli/audit_run.h"
#include "cli/audit_text.h"
#include "cli/batch.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/subcommand.h"
#include "store/history.h"

#define SENTENCES 10

enum { SAMPLE, PICK, TRAIN };

static const struct option_row audit_options[] = {
	[SAMPLE] = {{"sample", KNOB_INT, .min = 1, .max = 1e9,
			    .help = "look into N of the stopped trials only"},
		.arg = "N"},
	[PICK] = {{"pick", KNOB_CHOICE, .choices = "random best", .def = "random",
			  .help = "which N: of all, or the best N stopped at each rung"},
		.arg = "WHICH"},
	[TRAIN] = {.value = {"train", KNOB_BOOL,
			   .help = "a program's stopped trials are trained, too"}},
	{.value.name = NULL},
};

static int print(const struct options *o, const struct audit *a, const struct study *s,
	const struct futures *f, struct error *err)
{
	struct output *out = output_open("audit", o->output, err);
	struct strbuf text = STRBUF_INIT;

	if (!out)
		return -1;
	if (o->json)
		audit_json(a, s, f, &text);
	else
		audit_text(a, s, SENTENCES, &text);
	output_write(out, &text);
	strbuf_release(&text);
	return output_close(out, err);
}

/* The exit status. */
static int audit(const struct options *o, const char *path, const struct study *s)
{
	const char *n = options_given(o, &audit_options[SAMPLE]);
	struct audit_request q = {.recording = path,
		.study = s,
		.pick = *options_given(o, &audit_options[PICK]) == 'b' ? AUDIT_BEST
								       : AUDIT_RANDOM,
		.sample = n ? (size_t)strtoull(n, NULL, 10) : 0,
		.train = options_given(o, &audit_options[TRAIN]) != NULL,
		.quiet = o->quiet,
		.workers = o->workers,
		.data_dir = o->data_dir};
	struct futures f;
	struct audit a;
	struct error err;
	int rc, status;

	batch_block_signals();
	futures_init(&f);
	rc = audit_run(&q, &f, &err);
	if (rc > 0) {
		say("what is known is kept; continue with: rungtop audit %s", path);
		status = EXIT_SIGNAL + rc;
	} else if (rc < 0) {
		status = complain(&err);
	} else {
		audit_make(&a, s, &f, q.pick);
		rc = print(o, &a, s, &f, &err);
		status = rc < 0 ? complain(&err) : EXIT_FINISHED;
		audit_release(&a);
	}
	futures_release(&f);
	return status;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct history h;
	struct error err;
	int status;

	if (n != 1) {
		error_usage(&err, "audit takes one file: rungtop audit FILE.db");
		return complain(&err);
	}
	if (history_read(&h, args[0], HISTORY_BEGUN, &err) < 0)
		status = complain(&err);
	else
		status = audit(o, args[0], h.study);
	history_release(&h);
	return status;
}

const struct subcommand subcommand_audit = {
	.name = "audit",
	.args = "FILE.db",
	.help = "what stopping cost a recorded study: what would the others have been?",
	.options = {audit_options, options_json, options_quiet, options_output,
		options_workers, options_data},
	.run = run,
};
