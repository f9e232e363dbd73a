/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/slurm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/search_path.h"
#include "base/xalloc.h"
#include "worker/ask.h"

#define BLANKS " \t\n"

extern char **environ;

enum mode { MODE_AUTO, MODE_STEPS, MODE_JOBS, MODE_NONE }; /* as the knob's choices */

/*
 * The words.
 */

struct words {
	char **list;
	size_t n, cap;
};

static void add(struct words *w, const char *word)
{
	ARRAY_ROOM(w->list, w->n, w->cap);
	w->list[w->n++] = xstrdup(word);
}

static void add_value(struct words *w, const char *option, const char *value)
{
	struct strbuf word = STRBUF_INIT;

	if (!value)
		return;
	strbuf_addf(&word, "%s=%s", option, value);
	add(w, word.buf);
	strbuf_release(&word);
}

static void add_number(struct words *w, const char *option, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	add_value(w, option, text);
}

static void add_each(struct words *w, const char *text)
{
	while (text && *(text += strspn(text, BLANKS))) {
		size_t len = strcspn(text, BLANKS);
		char *word = xstrndup(text, len);

		add(w, word);
		free(word);
		text += len;
	}
}

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static bool in_allocation(void)
{
	return is_set("SLURM_JOB_ID");
}

/* The first knob that only jobs of their own have; NULL: none was written. */
static const struct knob_value *job_knob(const struct knobs *k)
{
	static const char *const names[] = {
		"slurm.partition", "slurm.time", "slurm.nodes"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (knobs_get(k, names[i])->given)
			return knobs_get(k, names[i]);
	return NULL;
}

static enum mode mode_of(const struct knobs *k)
{
	const struct knob_value *v = knobs_get(k, "slurm");

	if (job_knob(k) && (!v->given || v->number == MODE_AUTO))
		return MODE_JOBS;
	if (v->number != MODE_AUTO)
		return (enum mode)v->number;
	return in_allocation() && is_in_path("srun") ? MODE_STEPS : MODE_NONE;
}

/* Steps wait for processors that other steps have, but not for what no node has. */
static int check_cpus(const struct knobs *k, struct error *err)
{
	const char *nodes = getenv("SLURM_JOB_CPUS_PER_NODE");
	int cpus = (int)knobs_int(k, "resources.cpus");

	if (!nodes || !*nodes || slurm_fit(nodes, cpus))
		return 0;
	return error_at(err, knobs_get(k, "resources.cpus")->at,
		"resources.cpus: no node of the allocation has %d processors "
		"(SLURM_JOB_CPUS_PER_NODE is %s)",
		cpus, nodes);
}

static int check(const struct knobs *k, enum mode mode, struct error *err)
{
	const struct knob_value *v = knobs_get(k, "slurm"), *own = job_knob(k),
				*gpus = knobs_get(k, "resources.gpus");
	struct place at = v->given ? v->at : own ? own->at : k->at;

	if (mode == MODE_STEPS && own)
		return error_at(err, own->at,
			"slurm: steps have the partition, time and nodes of their "
			"allocation; these are for slurm: jobs");
	if (mode == MODE_STEPS && !in_allocation())
		return error_at(err, at,
			"slurm: steps need an allocation, and there is none "
			"(SLURM_JOB_ID); begin it with salloc or sbatch");
	if (!is_in_path("srun"))
		return error_at(err, at, "slurm: srun is not in PATH");
	if (gpus->number != floor(gpus->number))
		return error_at(err, gpus->at,
			"resources.gpus cannot be %s; Slurm gives whole GPUs",
			gpus->text);
	return mode == MODE_STEPS ? check_cpus(k, err) : 0;
}

/* All memory of the allocation and no devices: else the first step would keep all. */
static void add_step(struct words *w, const struct knobs *k)
{
	add(w, "srun");
	add(w, "--exact");
	add(w, "--no-kill");
	if (!knobs_text(k, "resources.memory"))
		add(w, "--mem=0");
	if (!knobs_int(k, "resources.gpus"))
		add(w, "--gres=none");
}

static void add_job(struct words *w, const struct knobs *k)
{
	add_each(w, "srun --job-name=rungtop");
	add_value(w, "--partition", knobs_text(k, "slurm.partition"));
	add_value(w, "--time", knobs_text(k, "slurm.time"));
}

int slurm_launcher(const struct knobs *k, char ***words, struct error *err)
{
	enum mode mode = mode_of(k);
	struct words w = {0};

	*words = NULL;
	if (mode == MODE_NONE)
		return 0;
	if (check(k, mode, err) < 0)
		return -1;
	if (mode == MODE_STEPS)
		add_step(&w, k);
	else
		add_job(&w, k);
	add_each(&w, "--nodes=1 --ntasks=1 --export=ALL --mpi=none");
	add_number(&w, "--cpus-per-task", knobs_int(k, "resources.cpus"));
	if (knobs_int(k, "resources.gpus"))
		add_number(&w, "--gpus", knobs_int(k, "resources.gpus"));
	add_value(&w, "--mem", knobs_text(k, "resources.memory"));
	add_each(&w, knobs_text(k, "slurm.options"));
	ARRAY_ROOM(w.list, w.n, w.cap);
	w.list[w.n] = NULL;
	*words = w.list;
	return 0;
}

bool slurm_hides_gpus(const struct knobs *k)
{
	const char *options = knobs_text(k, "slurm.options");

	if (mode_of(k) == MODE_NONE || knobs_int(k, "resources.gpus"))
		return false;
	return !options ||
	       (!strstr(options, "--gres") && !strstr(options, "--gpu") &&
		       !strstr(options, "--tres-per-") && !strstr(options, "-G"));
}

/*
 * The environment of a submission. Inside an allocation Slurm has put into it all that was
 * asked for there, and srun reads most of that as if it were asked for again: a job of ours
 * would want the memory and the devices of all of them. A step takes all GPUs, as
 * SLURM_CPUS_PER_GPU beats --gres=none, or is refused for SLURM_GPUS_PER_NODE. What stays
 * for a job says which Slurm it is, who pays, and where jobs may run; Slurm sets none of
 * these in an allocation, so they are the user's. (srun(1), sbatch(1), salloc(1): input
 * environment variables.)
 */

static bool begins_with(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strncmp(text, *words, strlen(*words)))
			return true;
	return false;
}

static bool is_of_allocation(const char *variable)
{
	static const char *const all[] = {
		"SLURM_", "SLURMD_", "SBATCH_", "SALLOC_", "SRUN_", NULL};
	static const char *const kept[] = {"SLURM_ACCOUNT=", "SLURM_CLUSTERS=",
		"SLURM_CONF=", "SLURM_CONF_SERVER=", "SLURM_CONSTRAINT=",
		"SLURM_DEBUG_FLAGS=", "SLURM_JWT=", "SLURM_PARTITION=", "SLURM_QOS=",
		"SLURM_RESERVATION=", "SLURM_TIMELIMIT=", "SLURM_WCKEY=", NULL};

	return begins_with(variable, all) && !begins_with(variable, kept);
}

static bool is_of_its_tasks(const char *variable)
{
	static const char *const all[] = {"SLURM_CPUS_PER_",
		"SLURM_EXCLUSIVE=", "SLURM_GPUS", "SLURM_GRES=", "SLURM_MEM_PER_",
		"SLURM_NPROCS=", "SLURM_NTASKS", "SLURM_STEP_GRES=",
		"SLURM_TRES_PER_TASK=", "SRUN_CPUS_PER_TASK=", "SRUN_EXPORT_ENV=", NULL};

	return begins_with(variable, all);
}

/* What else would change the answers: a user's own filter of squeue's, for example. */
static bool is_of_answers(const char *variable)
{
	static const char *const all[] = {"SQUEUE_", "SCANCEL_", NULL};

	return begins_with(variable, all);
}

/* The variables that `drops` does not; free() the array. */
static char **environment_without(bool (*drops)(const char *variable))
{
	size_t n = 0, kept = 0;
	char **list;

	while (environ[n])
		n++;
	list = xcalloc(n + 1, sizeof(*list));
	for (size_t i = 0; i < n; i++)
		if (!drops(environ[i]))
			list[kept++] = environ[i];
	return list;
}

char **slurm_environment(const struct knobs *k)
{
	enum mode mode = mode_of(k);

	if (mode == MODE_STEPS)
		return environment_without(is_of_its_tasks);
	if (mode == MODE_JOBS && (in_allocation() || is_set("SLURM_JOBID") ||
					 is_set("SLURM_JOB_NODELIST")))
		return environment_without(is_of_allocation);
	return NULL;
}

int slurm_fit(const char *cpus_per_node, int cpus)
{
	int fit = 0, here, nodes, len;

	while (sscanf(cpus_per_node, "%d%n", &here, &len) == 1) {
		cpus_per_node += len;
		nodes = 1;
		if (sscanf(cpus_per_node, "(x%d)%n", &nodes, &len) == 1)
			cpus_per_node += len;
		fit += here / cpus * nodes;
		cpus_per_node += *cpus_per_node == ',';
	}
	return fit;
}

int slurm_room(const struct knobs *k)
{
	const char *cpus = getenv("SLURM_JOB_CPUS_PER_NODE");
	enum mode mode = mode_of(k);

	if (mode == MODE_JOBS && knobs_get(k, "slurm.nodes")->set)
		return (int)knobs_int(k, "slurm.nodes");
	if (mode != MODE_STEPS || !cpus)
		return 0;
	return slurm_fit(cpus, (int)knobs_int(k, "resources.cpus"));
}

/*
 * Asking.
 */

void slurm_ask(const char *const *argv, char *out, size_t size)
{
	char **environment = environment_without(is_of_answers);

	ask_program(argv, environment, out, size);
	free(environment);
}

void slurm_cancel(const char *job, const char *step)
{
	const char *around = getenv("SLURM_JOB_ID");
	bool ours = around && !strcmp(around, job);
	char id[64], answer[64];
	const char *const argv[] = {"scancel", id, NULL};

	snprintf(id, sizeof(id), "%s%s%s", job, ours ? "." : "", ours ? step : "");
	slurm_ask(argv, answer, sizeof(answer));
}

/* "RUNNING", "OUT_OF_MEMORY"; "": not known. */
static void ask_state(const char *job, char *answer, size_t size)
{
	const char *const argv[] = {"squeue", "--noheader", "--states=all", "--format=%T",
		"--jobs", job, NULL};

	slurm_ask(argv, answer, size);
}

/* Whether the whole job was ended, and not only our step of it. No answer: not known. */
static bool job_is_over(const char *job)
{
	char answer[64];

	ask_state(job, answer, sizeof(answer));
	return *answer && strncmp(answer, "RUNNING", 7) != 0;
}

/*
 * Losses. What srun and the step's daemon print says which it was.
 */

bool slurm_node_failed(const char *said)
{
	return strstr(said, "Node failure") || strstr(said, "DUE TO NODE FAILURE");
}

char *slurm_dead_node(const char *said)
{
	static const char sign[] = " failed on node ";
	const char *at = strstr(said, sign);
	size_t n;

	if (!at)
		return NULL;
	at += strlen(sign);
	n = strcspn(at, ": \n");
	return n ? xstrndup(at, n) : NULL;
}

static bool name_limit(const struct slurm_worker *w, struct strbuf *why)
{
	static const char *const signs[][2] = {
		{"DUE TO TIME LIMIT", "has reached its time limit"},
		{"DUE TO PREEMPTION", "was preempted"},
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!strstr(w->said, signs[i][0]))
			continue;
		strbuf_addf(why, "job %s %s", w->job, signs[i][1]);
		return true;
	}
	return false;
}

static bool has_sign(const char *said, const char *const *signs)
{
	while (*signs && !strstr(said, *signs))
		signs++;
	return *signs != NULL;
}

/* The step's daemon counts the kernel's kills, srun tells of the state; or squeue does. */
bool slurm_out_of_memory(const char *said, const char *job)
{
	static const char *const signs[] = {"oom_kill", "oom-kill", "OOM Kill",
		"Out Of Memory", "OUT_OF_MEMORY", "out-of-memory", NULL};
	static const char *const others[] = {
		"CANCELLED", "Node failure", "DUE TO ", "Exited with", NULL};
	const char *around = getenv("SLURM_JOB_ID");
	char state[64];

	if (has_sign(said, signs))
		return true;
	if (!job || has_sign(said, others) || (around && !strcmp(around, job)))
		return false;
	ask_state(job, state, sizeof(state));
	return !strncmp(state, "OUT_OF_ME", strlen("OUT_OF_ME"));
}

bool slurm_name_loss(const struct slurm_worker *w, struct strbuf *why)
{
	if (!w->node || !w->job || !w->step)
		return false;
	if (slurm_node_failed(w->said))
		strbuf_addf(why, "node %s has failed", w->node);
	else if (name_limit(w, why))
		return true;
	else if (slurm_out_of_memory(w->said, w->job))
		strbuf_addf(why, "step %s.%s on %s ran out of memory", w->job, w->step,
			w->node);
	else if (!strstr(w->said, "CANCELLED"))
		strbuf_addf(why, "its worker on %s is gone", w->node);
	else if (job_is_over(w->job))
		strbuf_addf(why, "job %s was cancelled", w->job);
	else
		strbuf_addf(why, "step %s.%s was cancelled", w->job, w->step);
	return true;
}
