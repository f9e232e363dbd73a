/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"
#include "cli/output.h"
#include "cli/plan_page.h"
#include "cli/planner.h"
#include "cli/say.h"
#include "cli/subcommand.h"
#include "report/plan_figure.h"
#include "store/recorded.h"

enum { EPOCH_SECONDS, UNEVENNESS, START_SECONDS, PROBE, RUNS, SVG };

static const struct option_row plan_options[] = {
	[EPOCH_SECONDS] = {.value = {"epoch-seconds", KNOB_REAL, 0, 1e9, .open_min = true,
				   .help = "what an epoch takes, on average"},
		.arg = "S"},
	[UNEVENNESS] = {.value = {"unevenness", KNOB_REAL, 0, 3,
				.help = "how that differs by trial: the deviation of its "
					"logarithm"},
		.arg = "U"},
	[START_SECONDS] = {.value = {"start-seconds", KNOB_REAL, 0, 1e9,
				   .help = "what a program takes to start"},
		.arg = "S"},
	[PROBE] = {.value = {"probe", KNOB_BOOL,
			   .help = "train an epoch first, and measure these"}},
	[RUNS] = {.value = {"runs", KNOB_INT, 1, 1000, .def = "20",
			  .help = "runs with made-up curves, for estimates"},
		.arg = "N"},
	[SVG] = {.value = {"svg", KNOB_TEXT,
			 .help = "draw the staircase of the brackets, in a new file"},
		.arg = "FILE"},
	{.value.name = NULL},
};

static double number_of(const struct options *o, int row)
{
	const char *text = options_given(o, &plan_options[row]);

	return text ? strtod(text, NULL) : 0;
}

/* What would have something to do in a run alone. */
static int check_options(const struct options *o, struct error *err)
{
	if (o->events || o->optuna_journal || o->has_pace)
		return error_usage(err, "plan runs nothing: --%s has no use here",
			o->events	    ? "events"
			: o->optuna_journal ? "optuna-journal"
					    : "pace");
	if (options_given(o, &plan_options[PROBE]) &&
		(number_of(o, EPOCH_SECONDS) > 0 ||
			options_given(o, &plan_options[START_SECONDS]) ||
			options_given(o, &plan_options[UNEVENNESS])))
		return error_usage(err,
			"--probe measures what --epoch-seconds, --start-seconds and "
			"--unevenness say; leave one of the two out");
	return 0;
}

static int probe(struct plan_pace *pace, const char *study, const struct options *o,
	struct error *err)
{
	struct session s;
	int rc = session_open(&s, study, o, true, err);

	if (!rc && s.info.simulated)
		rc = error_usage(err, "--probe: the study is on a virtual clock, where "
				      "what an epoch takes is known");
	if (!rc)
		rc = plan_probe(&pace->probe, study, &s, o, err);
	session_release(&s);
	if (rc < 0)
		return -1;
	pace->probed = true;
	pace->seconds = pace->probe.seconds;
	pace->unevenness = pace->probe.unevenness;
	pace->start = pace->probe.start;
	return 0;
}

static int read_pace(struct plan_pace *pace, const char *study, const struct options *o,
	struct error *err)
{
	*pace = (struct plan_pace){.seconds = number_of(o, EPOCH_SECONDS),
		.unevenness = number_of(o, UNEVENNESS),
		.start = number_of(o, START_SECONDS),
		.seeds = (size_t)number_of(o, RUNS)};
	if (check_options(o, err) < 0)
		return -1;
	if (pace->start > 0 && !(pace->seconds > 0))
		return error_usage(
			err, "--start-seconds needs --epoch-seconds to compare with");
	if (options_given(o, &plan_options[PROBE]))
		return probe(pace, study, o, err);
	return 0;
}

static void print(const struct sheet *sheets, size_t n)
{
	struct strbuf out = STRBUF_INIT;

	if (n > 1)
		plan_page_compare(sheets, n, &out);
	for (size_t i = 0; i < n; i++) {
		if (i)
			strbuf_addch(&out, '\n');
		plan_page(&sheets[i], plan_has_unicode(), &out);
	}
	say_lines(stdout, &out);
	strbuf_release(&out);
}

/* Where nothing has been counted there is nothing to draw. */
static int draw(const struct sheet *sheet, const char *path, struct error *err)
{
	struct strbuf svg = STRBUF_INIT;
	struct output *out;
	int rc;

	if (sheet->plan.cut && !sheet->plan.exact)
		return error_usage(err, "--svg: the study is too large to be planned");
	out = output_open("--svg", path, err);
	if (!out)
		return -1;
	rc = plan_figure(&sheet->plan, sheet->study, FIGURE_SVG, &svg, err);
	if (rc < 0) {
		output_discard(out);
	} else {
		output_write(out, &svg);
		rc = output_close(out, err);
	}
	strbuf_release(&svg);
	return rc;
}

static int plan(const char *study, const char *const *schedulers_given, size_t n,
	const struct options *o, struct error *err)
{
	size_t sheets_n = n ? n : 1, made = 0;
	struct sheet *sheets = xcalloc(sheets_n, sizeof(*sheets));
	const char *svg = options_given(o, &plan_options[SVG]);
	struct plan_pace pace;
	int rc = read_pace(&pace, study, o, err);

	for (; !rc && made < sheets_n; made++)
		rc = sheet_make(&sheets[made], study, n ? schedulers_given[made] : NULL,
			o, &pace, sheets_n == 1, err);
	if (!rc && svg)
		rc = draw(&sheets[0], svg, err);
	if (!rc)
		print(sheets, sheets_n);
	for (size_t i = 0; i < made; i++)
		sheet_release(&sheets[i]);
	free(sheets);
	return rc;
}

static int run(const struct options *o, const char *const *args, size_t n)
{
	const char *study = n ? args[0] : NULL;
	struct error err;
	int rc;

	if (n && recorded_kind_of(study) != RECORDED_NONE)
		rc = error_usage(
			&err, "%s is a recorded study; plan takes a study file", study);
	else if (n > 2 && options_given(o, &plan_options[SVG]))
		rc = error_usage(&err, "--svg draws one plan; name one scheduler");
	else
		rc = plan(study, args + 1, n ? n - 1 : 0, o, &err);
	return rc < 0 ? complain(&err) : EXIT_FINISHED;
}

const struct subcommand subcommand_plan = {
	.name = "plan",
	.args = "[STUDY [SCHEDULER]…]",
	.help = "print what a study comes to, before anything trains",
	.options = {options_workers, options_study, options_data, plan_options},
	.run = run,
};
