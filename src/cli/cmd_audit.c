/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "cli/audit_text.h"
#include "cli/output.h"
#include "cli/session.h"
#include "cli/subcommand.h"
#include "store/history.h"
#include "tuner/futures_compute.h"

#define SENTENCES 10

enum { SAMPLE, PICK };

static const struct option_row audit_options[] = {
	[SAMPLE] = {{"sample", KNOB_INT, .min = 1, .max = 1e9,
			    .help = "look into N of the stopped trials only"},
		.arg = "N"},
	[PICK] = {{"pick", KNOB_CHOICE, .choices = "random best", .def = "random",
			  .help = "which N: of all, or the best N stopped at each rung"},
		.arg = "WHICH"},
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

static int look_into(const struct options *o, const char *path, const struct study *study,
	struct error *err)
{
	const char *n = options_given(o, &audit_options[SAMPLE]);
	enum audit_pick pick = *options_given(o, &audit_options[PICK]) == 'b'
				       ? AUDIT_BEST
				       : AUDIT_RANDOM;
	struct session s;
	struct futures f;
	struct audit a;
	size_t reach;
	uint32_t *order;
	int rc = session_look(&s, path, study, o->data_dir, err);

	if (rc < 0) {
		session_release(&s);
		return rc;
	}
	futures_init(&f);
	futures_begin(&f, study);
	order = audit_order(study, pick, n ? strtoull(n, NULL, 10) : 0, &reach);
	rc = futures_compute(&f,
		&(struct futures_source){study, s.objective, s.configs, s.n_configs},
		order, reach, err);
	if (!rc) {
		audit_make(&a, study, &f, pick);
		rc = print(o, &a, study, &f, err);
		audit_release(&a);
	}
	free(order);
	futures_release(&f);
	session_release(&s);
	return rc;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	struct history h;
	struct error err;
	int rc;

	if (n != 1) {
		error_usage(&err, "audit takes one file: rungtop audit FILE.db");
		return complain(&err);
	}
	rc = history_read(&h, args[0], HISTORY_BEGUN, &err);
	if (!rc)
		rc = look_into(o, args[0], h.study, &err);
	history_release(&h);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}

const struct subcommand subcommand_audit = {
	.name = "audit",
	.args = "FILE.db",
	.help = "what stopping cost a recorded study: what would the others have been?",
	.options = {audit_options, options_json, options_output, options_workers,
		options_data},
	.run = run,
};
