/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/subcommand.h"

/* Each is defined at the end of its cmd_NAME.c. */
extern const struct subcommand subcommand_studies, subcommand_note, subcommand_tag,
	subcommand_diff, subcommand_run, subcommand_resume, subcommand_show,
	subcommand_export, subcommand_replay, subcommand_watch, subcommand_report,
	subcommand_race, subcommand_serve, subcommand_tour, subcommand_audit, subcommand_plan, subcommand_worker,
	subcommand_list;

static const struct subcommand *const rows[] = {
	&subcommand_run,
	&subcommand_resume,
	&subcommand_serve,
	&subcommand_show,
	&subcommand_export,
	&subcommand_studies,
	&subcommand_note,
	&subcommand_tag,
	&subcommand_diff,
	&subcommand_replay,
	&subcommand_watch,
	&subcommand_report,
	&subcommand_race,
	&subcommand_tour,
	&subcommand_audit,
	&subcommand_plan,
	&subcommand_worker,
	&subcommand_list,
};

const struct subcommands subcommands = {
	.rows = rows,
	.n = sizeof(rows) / sizeof(*rows),
};
