/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/blas.h"
#include "base/standard.h"
#include "cli/outer_threads.h"
#include "cli/output.h"
#include "cli/say.h"
#include "cli/subcommand.h"

int main(int argc, char **argv)
{
	struct option_groups groups = subcommand_options(&subcommands);
	struct settings settings;
	struct options o;
	struct error err;
	int status, wrong;

	standard_begin();
	outer_threads_keep();
	blas_begin(argv);
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	gsl_set_error_handler_off();
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write that is not allowed fails as any other */
	settings_init(&settings);
	if (options_parse(&o, &groups, argc, argv, &err) < 0 ||
		(!o.help && !o.version &&
			settings_read(&settings, settings_path(), &err) < 0)) {
		status = complain(&err);
	} else {
		options_settle(&o, &settings);
		status = subcommands_dispatch(&subcommands, &o);
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
