/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "worker/slurm_reason.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "worker/slurm.h"

/*
 * The reasons that waiting cannot change, from those that squeue(1) and Slurm's page of job
 * reason codes list: the request is more than the partition, the account or the QOS allows
 * one job, or it names something that does not exist. All others end when other jobs end,
 * when nodes come back, when the time has come, or when an operator releases the job.
 *
 * A name ends at its first blank, comma or bracket. With an `end` the row is a family: all
 * names that begin with `name` and end so.
 */
static const struct final {
	const char *name, *end; /* end: NULL: the whole name */
	const char *what;
} finals[] = {
	{"AccountNotAllowed", NULL, "the partition is not for this account"},
	{"AssocMax", "PerJob", "it is more than the account may have in one job"},
	{"AssocMax", "PerJobLimit", "it is more than the account may have in one job"},
	{"AssocMax", "PerNode", "it is more than the account may have on one node"},
	{"AssociationTimeLimit", NULL, "its time is more than the account may have"},
	{"BadConstraints", NULL, "no node is as it asks for"},
	{"DeadLine", NULL, "it cannot end before its deadline"},
	{"Deadline", NULL, "it cannot end before its deadline"},
	{"DependencyNeverSatisfied", NULL, "what it waits for cannot happen any more"},
	{"InvalidAccount", NULL, "there is no such account"},
	{"InvalidQOS", NULL, "there is no such QOS"},
	{"PartitionConfig", NULL, "the partition has no such nodes, or not so many"},
	{"PartitionNodeLimit", NULL,
		"the partition does not let a job have so many or so few nodes"},
	{"PartitionTimeLimit", NULL, "the partition does not let a job run so long"},
	{"QOSMax", "PerJob", "it is more than the QOS lets one job have"},
	{"QOSMax", "PerJobLimit", "it is more than the QOS lets one job have"},
	{"QOSMax", "PerNode", "it is more than the QOS lets one job have on a node"},
	{"QOSMax", "PerNodeLimit", "it is more than the QOS lets one job have on a node"},
	{"QOSMin", "", "it is less than a job of the QOS must ask for"},
	{"QOSNotAllowed", NULL, "the partition or the account is not for this QOS"},
	{"QOSTimeLimit", NULL, "its time is more than the QOS lets a job have"},
	{"ReservationDeleted", NULL, "its reservation is gone"},
};

static bool is_name(const struct final *f, const char *name, size_t len)
{
	size_t start = strlen(f->name), end = f->end ? strlen(f->end) : 0;

	if (len < start + end || strncmp(name, f->name, start) != 0)
		return false;
	return f->end ? !strncmp(name + len - end, f->end, end) : len == start;
}

const char *slurm_reason_is_final(const char *reason)
{
	size_t len = strcspn(reason, " ,()");

	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++)
		if (is_name(&finals[i], reason, len))
			return finals[i].what;
	return NULL;
}

/* The number after the last of these words; NULL: there is none. */
static char *number_after(const char *said, const char *words)
{
	const char *last = NULL;
	size_t n = 0;

	for (const char *at = said; (at = strstr(at, words)); at++)
		last = at + strlen(words);
	while (last && isdigit((unsigned char)last[n]))
		n++;
	return n ? xstrndup(last, n) : NULL;
}

char *slurm_waiting_job(const char *said)
{
	return strstr(said, " queued and waiting for resources")
		       ? number_after(said, "srun: job ")
		       : NULL;
}

/* "srun: Job 5 step creation still disabled, retrying (Requested nodes are busy)" */
static void find_step_reason(const char *said, struct strbuf *reason)
{
	static const char sign[] = "retrying (";
	const char *last = NULL;

	for (const char *at = said; (at = strstr(at, sign)); at++)
		last = at + strlen(sign);
	if (last)
		strbuf_add(reason, last, strcspn(last, ")\n"));
}

void slurm_find_reason(const char *said, struct strbuf *reason)
{
	char answer[256], *job = slurm_waiting_job(said);
	const char *const argv[] = {"squeue", "--noheader", "--states=PENDING",
		"--format=%r", "--jobs", job, NULL};

	if (!job) {
		find_step_reason(said, reason);
		return;
	}
	slurm_ask(argv, answer, sizeof(answer));
	answer[strcspn(answer, "\n")] = '\0';
	if (strcmp(answer, "None") != 0)
		strbuf_adds(reason, answer);
	free(job);
}
