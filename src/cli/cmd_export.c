/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "cli/chosen_trial.h"
#include "cli/export.h"
#include "cli/output.h"
#include "cli/subcommand.h"

enum { FORMAT, OPTUNA_VERSION };

static const struct option_row export_options[] = {
	[FORMAT] = {{"format", KNOB_CHOICE,
			    .choices = "jsonl csv json optuna optuna-journal config yaml env",
			    .help = "what to write"},
		.arg = "FORMAT"},
	[OPTUNA_VERSION] =
		{{"optuna-version", KNOB_CHOICE, .choices = "3.1 3.2", .def = "3.2",
			 .help = "of Optuna; 3.2 stands for all later ones"},
			.arg = "VERSION"},
	{.value.name = NULL},
};

static const struct format_row {
	const char *name;
	/* NULL: what is no text and wants a file by name. */
	int (*write)(const char *path, struct output *out, struct error *err);
	/* Of one trial, instead. */
	void (*add)(const struct study *s, const struct study_trial *t,
		struct strbuf *out);
} formats[] = {
	{"jsonl", export_lines, NULL},
	{"csv", export_csv, NULL},
	{"json", export_json, NULL},
	{"optuna", NULL, NULL},
	{"optuna-journal", export_optuna_journal, NULL},
	{"config", NULL, export_config},
	{"yaml", NULL, export_yaml},
	{"env", NULL, export_env},
};

#define N_FORMATS (sizeof(formats) / sizeof(*formats))

static const struct format_row *find_format(const char *name)
{
	for (size_t i = 0; i < N_FORMATS; i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

/* What is written only in part is worse than nothing: a file is then gone again. */
static int export_text(
	const struct format_row *f, const char *path, const char *to, struct error *err)
{
	struct output *out = output_open("export", to, err);

	if (!out)
		return -1;
	if (f->write(path, out, err) == 0 && output_check(out, err) == 0)
		return output_close(out, err);
	output_discard(out);
	return -1;
}

static int export_trial(const struct format_row *f, const char *path,
	const struct options *o, struct error *err)
{
	const struct study_trial *t = NULL;
	struct strbuf text = STRBUF_INIT;
	struct output *out = NULL;
	struct history h;

	if (history_read(&h, path, HISTORY_BEGUN, err) == 0)
		t = chosen_trial(&h, o, err);
	if (t)
		out = output_open("export", o->output, err);
	if (out) {
		f->add(h.study, t, &text);
		output_write(out, &text);
	}
	strbuf_release(&text);
	history_release(&h);
	return out ? output_close(out, err) : -1;
}

static int export(const struct format_row *f, const char *path, const struct options *o,
	struct error *err)
{
	if (f->add)
		return export_trial(f, path, o, err);
	if (options_given(o, &options_trial[0]))
		return error_usage(err, "--trial goes with --format config, yaml or env");
	if (f->write)
		return export_text(f, path, o->output, err);
	if (!o->output || !strcmp(o->output, "-"))
		return error_usage(
			err, "export --format %s needs a file: -o FILE", f->name);
	return export_optuna(
		path, o->output, options_given(o, &export_options[OPTUNA_VERSION]), err);
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	const char *format = options_given(o, &export_options[FORMAT]);
	const struct format_row *f = format ? find_format(format) : NULL;
	struct error err;

	if (n != 1)
		error_usage(&err, "export takes one file; see rungtop --help");
	else if (!f)
		error_usage(&err, "export needs --format; see rungtop --help");
	else if (export(f, args[0], o, &err) == 0)
		return EXIT_FINISHED;
	return complain(&err);
}

const struct subcommand subcommand_export = {
	.name = "export",
	.args = "FILE --format FORMAT",
	.help = "print or write a recorded study for other programs",
	.options = {export_options, options_trial, options_output},
	.run = run,
};
