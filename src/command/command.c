/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objective command: trials are processes of any program, which is called as the study
 * file says and reports an epoch a line. See command_trial.c for a trial, and worker.h for
 * the process that runs it.
 */
#include "config.h"

#include "command/command.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/search_path.h"
#include "base/xalloc.h"
#include "command/arguments.h"
#include "worker/device_watch.h"

#define BLANKS " \t\n"
#define KIB 1024
#define PREPARER "rungtop-preparer.py"

/*
 * What is to be run.
 */

/* As data files are: beside the study file, and so on. NULL: nowhere. */
static char *find_in(const char *const *dirs, const char *name)
{
	for (; *name != '/' && *dirs; dirs++) {
		struct strbuf path = STRBUF_INIT;

		strbuf_addf(&path, "%s/%s", *dirs, name);
		if (is_file(path.buf))
			return strbuf_detach(&path);
		strbuf_release(&path);
	}
	return NULL;
}

static const char *word(const struct program *p, size_t i)
{
	if (p->n)
		return i < p->n ? p->command[i].text : "";
	return i < ARGUMENTS_USUAL ? arguments_usual[i].text : "";
}

/* Whether ${program} is the name of a module: [python, -m, ${program}]. */
static bool is_module(const struct program *p)
{
	for (size_t i = 1; i < p->n; i++)
		if (!strcmp(word(p, i), "${program}") && !strcmp(word(p, i - 1), "-m"))
			return true;
	return false;
}

/*
 * Whether the program is what is started, by itself or by env, and so is looked for in
 * PATH: nothing but ${env}, env and variables of its own stand before it.
 */
static bool starts_itself(const struct program *p)
{
	for (size_t i = 0; *word(p, i); i++) {
		const char *w = word(p, i), *slash = strrchr(w, '/');

		if (!strcmp(w, "${program}"))
			return true;
		if (strcmp(w, "${env}") && strcmp(slash ? slash + 1 : w, "env") &&
			(!i || *w == '=' || *w == '-' || !strchr(w, '=')))
			return false;
	}
	return false;
}

/* The program as it will be called: found, and with a slash where PATH is looked in. */
static int find_program(
	struct command_objective *c, const struct objective_setup *setup, struct error *err)
{
	const char *name = c->program.path.text;
	bool by_path;
	struct strbuf path;

	if (!name || !arguments_use(&c->program, "program") || is_module(&c->program))
		return 0;
	by_path = !strchr(name, '/') && starts_itself(&c->program);
	if (by_path && is_in_path(name))
		return 0;
	if (!is_file(name)) {
		c->path = find_in(setup->data_dirs, name);
		if (!c->path)
			return error_at(err, c->program.path.at,
				"program %.200s is not there; it is looked for in the "
				"working directory and beside the study file%s",
				name, by_path ? ", and in PATH" : "");
	} else if (by_path) {
		strbuf_init(&path);
		strbuf_addf(&path, "./%s", name);
		c->path = strbuf_detach(&path);
	}
	if (c->path)
		c->program.path.text = c->path;
	return 0;
}

/* What can be known before the first trial: whether its first word can be started. */
static int check_first_word(const struct command_objective *c, struct error *err)
{
	const char *first = word(&c->program, 0);
	bool is_program = !strcmp(first, "${program}");
	struct place at = is_program	 ? c->program.path.at
			  : c->program.n ? c->program.command[0].at
					 : c->program.path.at;
	const char *why;

	if (is_program)
		first = c->program.path.text;
	if (c->launcher.words || strstr(first, "${"))
		return 0;
	why = cannot_start(first);
	return why ? error_at(err, at, "%.200s cannot be started: %s", first, why) : 0;
}

/*
 * The objective.
 */

static void command_close(struct objective *o)
{
	struct command_objective *c = (struct command_objective *)o;

	if (c->pool)
		worker_pool_free(c->pool);
	device_watch_free(c->watch);
	slots_free(c->slots);
	preparer_free(c->preparer);
	if (c->scratch)
		folder_remove(c->scratch);
	for (size_t i = 0; i < c->n_metrics; i++)
		free(c->metrics[i]);
	launcher_release(&c->launcher);
	free(c->pattern);
	free(c->path);
	free(c->logs);
	free(c->checkpoints);
	free(c->scratch);
	room_release(c->room);
	free(c->room);
	free(c->together);
	free(c->log_lost);
	strbuf_release(&c->summary);
	free(c);
}

static void summarise(struct command_objective *c)
{
	for (size_t i = 0; *word(&c->program, i); i++) {
		const char *w = word(&c->program, i);
		bool is_program = !strcmp(w, "${program}");

		strbuf_addf(&c->summary, "%s%s", i ? " " : "",
			is_program ? c->program.path.text : w);
	}
}

static int read_setup(
	struct command_objective *c, const struct objective_setup *setup, struct error *err)
{
	struct program *p = &c->program;

	if (!p->path.text && !p->n)
		return error_at(err, setup->knobs->at,
			"there is nothing to run; give program or command");
	if (arguments_check(p, setup->space, c->serves ? NULL : setup->listener, err) <
			0 ||
		find_program(c, setup, err) < 0 || check_first_word(c, err) < 0)
		return -1;
	return command_read_metric_names(c, setup, err);
}

/* learn, none, or the names of modules. */
static bool is_module_list(const char *text)
{
	static const char in_names[] = "abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_." BLANKS;

	return *(text + strspn(text, BLANKS)) && !text[strspn(text, in_names)];
}

static int read_prepare(
	struct command_objective *c, const struct objective_setup *setup, struct error *err)
{
	const struct knob_value *v = knobs_get(setup->knobs, "prepare");
	char *file;

	if (!strcmp(v->text, "none"))
		return 0;
	if (!is_module_list(v->text))
		return error_at(err, v->at,
			"prepare: '%.60s'; it must be learn, none or a list of modules",
			v->text);
	file = find_in(setup->data_dirs, PREPARER);
	if (!file)
		return error_at(err, v->at, "prepare: " PREPARER " is not installed");
	c->preparer = preparer_new(file, v->text);
	free(file);
	return 0;
}

/* A process that waits keeps what Slurm gave it; in its directory a trial costs nothing. */
static enum resume read_resume(const struct command_objective *c, const struct knobs *k)
{
	if ((c->launcher.slurm || c->serves) && !knobs_get(k, "resume")->given)
		return RESUME_CHECKPOINT;
	return (enum resume)knobs_get(k, "resume")->number;
}

/* A program that is to be told its last epoch needs one. */
static int check_last_epoch(const struct command_objective *c, struct error *err)
{
	for (size_t i = 0; c->max_epoch == INT32_MAX && i < c->program.n; i++)
		if (strstr(c->program.command[i].text, "${to}"))
			return error_at(err, c->program.command[i].at,
				"${to} is the epoch to train to, and there is none; "
				"give the scheduler a max");
	return 0;
}

static struct objective *command_open(
	const struct objective_setup *setup, struct error *err)
{
	const struct knobs *k = setup->knobs;
	struct command_objective *c = xcalloc(1, sizeof(*c));
	struct worker_pool_setup pool;

	*c = (struct command_objective){
		.base.ops = &objective_command,
		.space = setup->space,
		.seed = setup->seed,
		.max_epoch = setup->max_epoch > 1 ? setup->max_epoch : 1,
		.grace = knobs_real(k, "grace"),
		.timeout = knobs_real(k, "timeout"),
		.retries = (int)knobs_int(k, "retries"),
		.threads = knobs_get(k, "threads")->set ? (int)knobs_int(k, "threads") : -1,
		.fail_fast = (int)knobs_int(k, "fail_fast"),
		.on_oom = (enum on_oom)knobs_get(k, "on_oom")->number,
		.log_max = (size_t)knobs_int(k, "log_kib") * KIB,
		.interpreter = is_in_path("python") || !is_in_path("python3") ? "python"
									      : "python3",
	};
	c->room = xcalloc(1, sizeof(*c->room));
	room_init(c->room);
	c->together = xcalloc(1, sizeof(*c->together));
	c->log_lost = xcalloc(1, sizeof(*c->log_lost));
	atomic_flag_clear(c->together);
	atomic_flag_clear(c->log_lost);
	strbuf_init(&c->summary);
	if (setup->program)
		c->program = *setup->program;
	if (launcher_read(&c->launcher, k, err) < 0 || command_read_serve(c, setup, err) < 0 ||
		read_setup(c, setup, err) < 0 || check_last_epoch(c, err) < 0 ||
		read_prepare(c, setup, err) < 0 ||
		slots_open(&c->slots, k, c->launcher.words, setup->listener, err) < 0) {
		command_close(&c->base);
		return NULL;
	}
	c->resume = read_resume(c, k);
	if (c->slots && slots_count(c->slots))
		c->watch = device_watch_new(c->slots);
	pool = (struct worker_pool_setup){.launcher = &c->launcher,
		.hold = {.max = (size_t)knobs_int(k, "hold_max"),
			.aside_max =
				knobs_get(k, "hold_mib")->set
					? (double)knobs_int(k, "hold_mib") * KIB * KIB
					: -1},
		.grace = c->grace,
		.slots = c->slots,
		.serves = c->serves};
	c->pool = worker_pool_new(&pool);
	summarise(c);
	return &c->base;
}

static int command_workers(const struct objective *o)
{
	const struct command_objective *c = (const struct command_objective *)o;

	return c->slots ? slots_count(c->slots) : c->launcher.room;
}

static size_t command_devices(const struct objective *o, struct device_report *out)
{
	const struct command_objective *c = (const struct command_objective *)o;

	return c->watch ? device_watch_read(c->watch, out) : 0;
}

static int command_fail_fast(const struct objective *o)
{
	return ((const struct command_objective *)o)->fail_fast;
}

static size_t command_metrics(const struct objective *o, const char *const **names)
{
	const struct command_objective *c = (const struct command_objective *)o;

	*names = (const char *const *)c->metrics;
	return c->n_metrics;
}

static const char *command_summary(const struct objective *o)
{
	return ((const struct command_objective *)o)->summary.buf;
}

/* DIR/NAME.logs and DIR/NAME.checkpoints; absolute, since programs go elsewhere. */
static int name_folders(struct command_objective *c, const char *stem,
	const struct folder_owner *owner, struct error *err)
{
	char *here = *stem == '/' ? xstrdup("") : getcwd(NULL, 0);
	struct strbuf log = STRBUF_INIT;
	bool made, ignored;

	if (!here)
		return error_set(err, "the working directory: %s", strerror(errno));
	strbuf_addf(&log, "%s%s%s.logs", here, *here ? "/" : "", stem);
	c->logs = strbuf_detach(&log);
	strbuf_addf(&log, "%s%s%s.checkpoints", here, *here ? "/" : "", stem);
	c->checkpoints = strbuf_detach(&log);
	strbuf_addf(&log, "%s/workers.log", c->logs);
	worker_pool_set_log(c->pool, log.buf);
	if (c->preparer)
		preparer_set_log(c->preparer, log.buf);
	strbuf_release(&log);
	free(here);
	if (folder_claim(c->logs, owner, &made, err) < 0)
		return -1;
	if (folder_claim(c->checkpoints, owner, &ignored, err) == 0)
		return 0;
	if (made)
		folder_remove(c->logs);
	return -1;
}

static int command_settle(struct objective *o, const char *stem,
	const struct folder_owner *owner, struct error *err)
{
	static const struct folder_owner nobody = {.identity = "not recorded"};
	struct command_objective *c = (struct command_objective *)o;
	const char *tmp = getenv("TMPDIR");
	struct strbuf path = STRBUF_INIT;
	int rc;

	if (stem)
		return name_folders(c, stem, owner, err);
	strbuf_addf(&path, "%s/rungtop.XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
	if (!mkdtemp(path.buf)) {
		rc = error_set(err, "%s: %s", path.buf, strerror(errno));
		strbuf_release(&path);
		return rc;
	}
	c->scratch = xstrdup(path.buf);
	strbuf_adds(&path, "/trials");
	rc = name_folders(c, path.buf, &nobody, err);
	strbuf_release(&path);
	return rc;
}

static const char *command_logs(const struct objective *o)
{
	return ((const struct command_objective *)o)->logs;
}

static const struct knob knobs[] = {
	{.name = "metrics",
		.type = KNOB_TEXT,
		.help = "more metrics of a report to keep, beside the deciding one: a "
			"list"},
	{.name = "report",
		.type = KNOB_TEXT,
		.help = "a pattern (PCRE2) with named groups, for reports not in JSON"},
	{.name = "resume",
		.type = KNOB_CHOICE,
		.choices = "hold checkpoint scratch",
		.def = "hold",
		.help = "how a paused trial continues: its process waits, starts again "
			"from its directory, or from nothing"},
	{.name = "prepare",
		.type = KNOB_TEXT,
		.def = "none",
		.help = "Python programs are forked from a process that has imported "
			"what they need: learn, a list of modules, or none"},
	{.name = "serve",
		.type = KNOB_BOOL,
		.def = "false",
		.help = "the program stays, and takes one task after another as lines of "
			"JSON on its standard input"},
	{.name = "threads",
		.type = KNOB_INT,
		.min = 0,
		.max = 4096,
		.help = "threads of a trial's libraries (OMP_NUM_THREADS and the like); "
			"0: not "
			"told; without it the processors are shared out among the "
			"workers"},
	HOLD_KNOBS,
	{.name = "grace",
		.type = KNOB_REAL,
		.min = 0,
		.max = 86400,
		.def = "5",
		.help = "seconds from TERM to KILL"},
	{.name = "timeout",
		.type = KNOB_REAL,
		.min = 0,
		.max = 1e9,
		.def = "0",
		.help = "seconds that an epoch may take; 0: no limit"},
	{.name = "retries",
		.type = KNOB_INT,
		.min = 0,
		.max = 1000,
		.def = "0",
		.help = "new attempts of a trial that has failed"},
	{.name = "fail_fast",
		.type = KNOB_INT,
		.min = 0,
		.max = 1000000,
		.def = "5",
		.help = "the study ends when its first so many trials fail without a "
			"report; 0: never"},
	{.name = "on_oom",
		.type = KNOB_CHOICE,
		.choices = "fail infeasible retry",
		.def = "fail",
		.help = "a trial that runs out of memory fails, counts as a bad result, "
			"or is tried again when less is running"},
	{.name = "log_kib",
		.type = KNOB_INT,
		.min = 0,
		.max = 1e9,
		.def = "1024",
		.help = "largest size of a trial's log, in KiB"},
	LAUNCHER_KNOBS("auto"),
	SLOT_KNOBS,
	{0},
};

const struct objective_ops objective_command = {
	.kind = {.name = "command",
		.help = "any program: trials are processes that print an epoch a line",
		.knobs = knobs},
	.open = command_open,
	.close = command_close,
	.ends = true,
	.metrics = command_metrics,
	.summary = command_summary,
	.start_hint = command_start_hint,
	.trial_new = command_trial_new,
	.trial_epoch = command_trial_epoch,
	.trial_free = command_trial_free,
	.trial_bytes = command_trial_bytes,
	.task_begin = command_trial_begin,
	.task_end = command_trial_end,
	.trial_failure = command_trial_failure,
	.fail_fast = command_fail_fast,
	.settle = command_settle,
	.workers = command_workers,
	.devices = command_devices,
	.logs = command_logs,
	.preview = command_preview,
};
