/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Slurm says of its jobs and their steps. */
#include "config.h"

#include <stdlib.h>

#include "check_worker.h"
#include "worker/slurm.h"
#include "worker/slurm_reason.h"

START_TEST(workers_that_fit_an_allocation)
{
	ck_assert_int_eq(slurm_fit("4(x4)", 1), 16);
	ck_assert_int_eq(slurm_fit("4(x4)", 3), 4);
	ck_assert_int_eq(slurm_fit("4(x2),9,2", 4), 4);
	ck_assert_int_eq(slurm_fit("2", 4), 0);
	ck_assert_int_eq(slurm_fit("", 1), 0);
}
END_TEST

/* squeue(1) and the page of job reason codes; the rest of them is in the other list. */
START_TEST(what_no_waiting_mends_in_slurm)
{
	static const char *const final[] = {"AccountNotAllowed", "AssocMaxCpuPerJobLimit",
		"AssocMaxGRESPerJob", "AssocMaxMemPerNode",
		"AssocMaxWallDurationPerJobLimit", "AssociationTimeLimit",
		"BadConstraints", "DependencyNeverSatisfied", "InvalidAccount",
		"InvalidQOS", "PartitionConfig", "PartitionNodeLimit",
		"PartitionTimeLimit", "QOSMaxCpuPerJobLimit", "QOSMaxGRESPerJob",
		"QOSMaxWallDurationPerJobLimit", "QOSMaxMemoryPerNode", "QOSMinGRES",
		"QOSMinCpuNotSatisfied", "QOSNotAllowed", "QOSTimeLimit",
		"ReservationDeleted"};
	static const char *const mended[] = {"AssocGrpCpuLimit", "AssocMaxJobsLimit",
		"AssocMaxSubmitJobLimit", "AssociationJobLimit",
		"AssociationResourceLimit", "BeginTime", "Cleaning", "Dependency",
		"FrontEndDown", "JobArrayTaskLimit", "JobHeldAdmin", "JobHeldUser",
		"Licenses", "MaxCpuPerAccount", "NodeDown", "None", "PartitionDown",
		"PartitionInactive", "Priority", "Prolog", "QOSGrpCpuLimit",
		"QOSJobLimit", "QOSMaxCpuPerUserLimit", "QOSMaxJobsPerUserLimit",
		"QOSMaxGRESPerUser", "QOSMaxMemoryPerUser", "QOSResourceLimit",
		"QOSUsageThreshold", "ReqNodeNotAvail, UnavailableNodes:n[1-2]",
		"Reservation", "Resources",
		"Nodes required for job are DOWN, DRAINED or reserved",
		"(PartitionConfig)", "", "Requested nodes are busy"};

	for (size_t i = 0; i < sizeof(final) / sizeof(final[0]); i++)
		ck_assert_msg(slurm_reason_is_final(final[i]), "%s", final[i]);
	for (size_t i = 0; i < sizeof(mended) / sizeof(mended[0]); i++)
		ck_assert_msg(!slurm_reason_is_final(mended[i]), "%s", mended[i]);
}
END_TEST

START_TEST(what_srun_says_while_it_waits)
{
	char *job = slurm_waiting_job("srun: Requested partition configuration not "
				      "available now\nsrun: job 17 queued and waiting "
				      "for resources\n");
	struct strbuf reason;

	ck_assert_str_eq(job, "17");
	free(job);
	ck_assert_ptr_null(slurm_waiting_job("srun: job 17 has been allocated\n"));
	strbuf_init(&reason);
	slurm_find_reason("srun: loading\n", &reason);
	ck_assert_str_eq(reason.buf, "");
	slurm_find_reason("srun: Job 5 step creation temporarily disabled, retrying "
			  "(Requested nodes are busy)\nsrun: Job 5 step creation still "
			  "disabled, retrying (Socket timed out)\n",
		&reason);
	ck_assert_str_eq(reason.buf, "Socket timed out");
	strbuf_release(&reason);
}
END_TEST

static const struct {
	const char *said, *why;
} losses[] = {
	{"srun: error: Node failure on n2\n", "node n2 has failed"},
	{"slurmstepd: error: *** STEP 7.1 ON n2 CANCELLED AT now DUE TO TIME LIMIT ***\n",
		"job 7 has reached its time limit"},
	{"slurmstepd: error: *** JOB 7 ON n2 CANCELLED AT now DUE TO PREEMPTION ***\n",
		"job 7 was preempted"},
	{"slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.1\n",
		"step 7.1 on n2 ran out of memory"},
	{"slurmstepd: error: Detected 1 oom_kill event in StepId=7.1. Some of the step "
	 "tasks have been OOM Killed.\n",
		"step 7.1 on n2 ran out of memory"},
	{"srun: error: n2: task 0: Out Of Memory\n", "step 7.1 on n2 ran out of memory"},
	{"srun: error: n2: task 0: Killed\n", "its worker on n2 is gone"},
	{"srun: error: bloom: task 0: Killed\n", "its worker on n2 is gone"},
};

START_TEST(losses_have_names)
{
	const struct slurm_worker w = {
		.node = "n2", .job = "7", .step = "1", .said = losses[_i].said};
	const struct slurm_worker stranger = {.said = losses[_i].said};
	struct strbuf why;

	strbuf_init(&why);
	ck_assert(slurm_name_loss(&w, &why));
	ck_assert_str_eq(why.buf, losses[_i].why);
	ck_assert(!slurm_name_loss(&stranger, &why));
	strbuf_release(&why);
}
END_TEST

START_TEST(a_node_where_nothing_starts)
{
	char *node = slurm_dead_node("srun: error: Task launch for StepId=33.0 failed on "
				     "node n2: Communication connection failure\n"
				     "srun: Job step aborted\n");

	ck_assert_str_eq(node, "n2");
	free(node);
	ck_assert_ptr_null(slurm_dead_node("srun: error: Node failure on n2\n"));
}
END_TEST

TCase *slurm_case(void)
{
	TCase *t = tcase_create("slurm");

	tcase_add_test(t, workers_that_fit_an_allocation);
	tcase_add_test(t, what_no_waiting_mends_in_slurm);
	tcase_add_test(t, what_srun_says_while_it_waits);
	tcase_add_test(t, a_node_where_nothing_starts);
	tcase_add_loop_test(t, losses_have_names, 0, sizeof(losses) / sizeof(*losses));
	return t;
}
