/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a job or a step of Slurm has not begun yet, and whether it ever will. */
#ifndef WORKER_SLURM_REASON_H
#define WORKER_SLURM_REASON_H

#include "base/strbuf.h"

/*
 * Appends Slurm's reason why srun, which has printed `said` so far, still waits, such as
 * "Resources"; nothing when it is not known. Asks Slurm, for some seconds at most.
 */
void slurm_find_reason(const char *said, struct strbuf *reason);
/*
 * What is wrong with the request, for a reason that waiting cannot change; NULL: waiting may
 * help.
 */
const char *slurm_reason_is_final(const char *reason);
/* The number of the job that srun waits for, malloc'ed; NULL: it waits for none. */
char *slurm_waiting_job(const char *said);

#endif
