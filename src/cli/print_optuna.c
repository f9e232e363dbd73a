/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Optuna's journal of a study that runs; what will occur is not known yet. */
#include "config.h"

#include <stdlib.h>
#include <time.h>

#include "base/xalloc.h"
#include "cli/event_printer.h"
#include "optuna/optuna_journal.h"

struct printer {
	struct optuna_space *space;
	struct optuna_sink *sink;
	struct optuna *optuna;
	bool finished; /* with its latest event */
};

static void *optuna_printer_new(const struct study_info *info, struct strbuf *out)
{
	struct printer *p = xcalloc(1, sizeof(*p));
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	p->space = optuna_space_new(info->space);
	p->sink = optuna_journal_new(out);
	p->optuna = optuna_new(
		info, p->space, (double)now.tv_sec + (double)now.tv_nsec * 1e-9, p->sink);
	return p;
}

static void optuna_printer_event(void *printer, const struct event *e)
{
	struct printer *p = printer;

	optuna_event(p->optuna, e);
	p->finished = e->kind == EVENT_FINISH;
}

static void optuna_printer_free(void *printer)
{
	struct printer *p = printer;

	if (p->finished) /* else it may be gone on with */
		optuna_finish(p->optuna);
	optuna_free(p->optuna);
	optuna_journal_free(p->sink);
	optuna_space_free(p->space);
	free(p);
}

const struct event_printer_ops print_optuna = {
	.option = "--optuna-journal",
	.new = optuna_printer_new,
	.event = optuna_printer_event,
	.free = optuna_printer_free,
};
