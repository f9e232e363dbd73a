/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/output.h"
#include "cli/subcommand.h"
#include "objective/objective.h"
#include "scheduler/scheduler.h"
#include "searcher/searcher.h"
#include "space/domain.h"

static void print_rows(const char *title, const struct knob *rows)
{
	if (!rows || !rows->name)
		return;
	if (title)
		printf("      %s\n", title);
	for (const struct knob *r = rows; r->name; r++) {
		char allowed[160];

		knob_allowed(r, allowed, sizeof(allowed));
		printf("      %-17s %s\n", r->name, r->help);
		printf("      %-17s   %s%s%s\n", "", allowed, r->def ? "; default " : "",
			r->def ? r->def : "");
	}
}

static void print_schedulers(void)
{
	for (size_t i = 0; i < schedulers.n; i++) {
		printf("  %s: %s\n", schedulers.kinds[i]->name,
			schedulers.kinds[i]->help);
		print_rows(NULL, schedulers.kinds[i]->knobs);
	}
}

static void print_searchers(void)
{
	for (size_t i = 0; i < searchers.n; i++) {
		printf("  %s: %s\n", searchers.kinds[i]->name, searchers.kinds[i]->help);
		print_rows(NULL, searchers.kinds[i]->knobs);
	}
}

static void print_objectives(void)
{
	for (size_t i = 0; i < objectives.n; i++) {
		printf("  %s: %s\n", objectives.kinds[i]->name,
			objectives.kinds[i]->help);
		print_rows("its own keys", objectives.kinds[i]->knobs);
		print_rows(
			"parameters of a trial", objective_params(objectives.kinds[i]));
	}
}

static void print_distributions(void)
{
	for (size_t i = 0; i < distributions.n; i++) {
		printf("  %s: %s\n", distributions.kinds[i]->name,
			distributions.kinds[i]->help);
		print_rows(NULL, distributions.kinds[i]->knobs);
	}
}

static const struct {
	const char *name;
	void (*print)(void);
} lists[] = {
	{"schedulers", print_schedulers},
	{"searchers", print_searchers},
	{"objectives", print_objectives},
	{"distributions", print_distributions},
};

#define N_LISTS (sizeof(lists) / sizeof(*lists))

static int run(const struct options *o, const char *const *args, size_t n)
{
	const char *names[N_LISTS];
	bool any = false;
	struct error err;

	(void)o;
	for (size_t i = 0; i < N_LISTS; i++)
		names[i] = lists[i].name;
	for (size_t i = 0; i < N_LISTS && n <= 1; i++) {
		if (n && strcmp(args[0], names[i]))
			continue;
		any = true;
		printf("%s\n", names[i]);
		lists[i].print();
	}
	if (any)
		return EXIT_FINISHED;
	if (n > 1)
		error_usage(&err, "list takes one name at most; see rungtop --help");
	else
		unknown_name(&err, (struct place){.file = "list"}, "family", args[0],
			NULL, names, N_LISTS);
	return complain(&err);
}

const struct subcommand subcommand_list = {
	.name = "list",
	.args = "[FAMILY]",
	.help = "print schedulers, searchers, objectives, distributions",
	.run = run,
};
