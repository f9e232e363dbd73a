/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/standard.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/shipped.h"
#include "mlp/blas.h"
#include "store/recorded.h"

static const struct command_row commands[] = {
	{"run", "[STUDY]", "run a study; without one, the digits that come along",
		cmd_run},
	{"resume", "FILE.db", "go on with a study that stopped, whatever stopped it",
		cmd_resume},
	{"show", "FILE", "the summary of a recorded study", cmd_show},
	{"export", "FILE", "a recorded study for other programs: --format", cmd_export},
	{"replay", "FILE", "play a recorded study on the screen, back and forth",
		cmd_replay},
	{"watch", "FILE", "follow a study that another process runs", cmd_watch},
	{"report", "FILE -o DIR", "charts of a recorded study, and a page with them",
		cmd_report},
	{"worker", "", "run trials' programs for a rungtop that speaks to its stdin",
		cmd_worker},
	{"list", "[FAMILY]", "schedulers, searchers, objectives, distributions",
		cmd_list},
};

#define N_COMMANDS (sizeof(commands) / sizeof(*commands))

static int print_help(void)
{
	struct strbuf out;

	strbuf_init(&out);
	strbuf_adds(&out,
		"rungtop - watch hyperparameter sweeps with early stopping decide\n\n"
		"usage: rungtop [STUDY | FILE] [OPTION]…\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		strbuf_addf(&out, "       rungtop %s %s [OPTION]…\n", commands[i].name,
			commands[i].args);
	strbuf_adds(&out, "\ncommands\n");
	for (size_t i = 0; i < N_COMMANDS; i++)
		strbuf_addf(&out, "  %-6s %s\n", commands[i].name, commands[i].help);
	strbuf_adds(&out, "\noptions\n");
	options_help(&out);
	strbuf_adds(&out,
		"\nSTUDY is a file, or the name of a study that comes along (digits, "
		"asha, …).\n"
		"FILE is a recorded study: what --events has written, or writes.\n"
		"On a terminal there is a screen: ? shows its keys. See rungtop(1).\n");
	say_lines(stdout, &out);
	strbuf_release(&out);
	return EXIT_FINISHED;
}

/* The first word is a command, or what is to run. */
static int check_word(const struct options *o, struct error *err)
{
	const char *word = o->args[0], *names[N_COMMANDS];
	struct shipped shipped;
	char *path;
	int rc = 0;

	if (shipped_is_path(word))
		return 0;
	for (size_t i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i].name;
	shipped_init(&shipped, o->data_dir);
	path = shipped_study(&shipped, word);
	if (!path)
		rc = shipped_unknown(
			&shipped, "command or study", word, names, N_COMMANDS, err);
	shipped_release(&shipped);
	free(path);
	return rc;
}

static int dispatch(const struct options *o)
{
	struct error err;

	if (o->help)
		return print_help();
	if (o->version) {
		puts(PACKAGE_STRING);
		return EXIT_FINISHED;
	}
	for (size_t i = 0; o->n_args && i < N_COMMANDS; i++)
		if (!strcmp(o->args[0], commands[i].name))
			return commands[i].run(o, o->args + 1, o->n_args - 1);
	if (o->n_args && check_word(o, &err) < 0)
		return complain(&err);
	switch (o->n_args ? recorded_kind_of(o->args[0]) : RECORDED_NONE) {
	case RECORDED_STUDY:
		return cmd_replay(o, o->args, o->n_args);
	case RECORDED_RUNNING:
		return cmd_watch(o, o->args, o->n_args);
	case RECORDED_NONE:
		break;
	}
	return cmd_run(o, o->args, o->n_args);
}

/* What the user has said for programs of his own: blas_begin() says it otherwise. */
static void keep_outer_threads(void)
{
	const char *set = getenv(BLAS_THREADS);

	if (!set || strcmp(set, "1") != 0)
		setenv(OUTER_BLAS_THREADS, set ? set : "", 1);
}

int main(int argc, char **argv)
{
	struct settings settings;
	struct options o;
	struct error err;
	int status, wrong;

	standard_begin();
	keep_outer_threads();
	blas_begin(argv);
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	gsl_set_error_handler_off();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write that is not allowed is told as any other */
	settings_init(&settings);
	if (options_parse(&o, argc, argv, &err) < 0 ||
		(!o.help && !o.version &&
			settings_read(&settings, settings_path(), &err) < 0)) {
		status = complain(&err);
	} else {
		options_settle(&o, &settings);
		status = dispatch(&o);
	}
	settings_release(&settings);
	options_release(&o);
	wrong = standard_flush();
	if (wrong) {
		say("cannot write to standard output: %s", strerror(wrong));
		if (status == EXIT_FINISHED)
			status = EXIT_FAILED;
	}
	return status;
}
