/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a job or a step of Slurm's has not begun yet, and whether it ever will. */
#ifndef WORKER_SLURM_REASON_H
#define WORKER_SLURM_REASON_H

#include "base/strbuf.h"

/*
 * Appends the reason that Slurm gives why srun, which has printed `said` so far, still
 * waits, such as "Resources"; nothing when none is known. Asks Slurm, for some seconds at
 * most.
 */
void slurm_find_reason(const char *said, struct strbuf *reason);
/*
 * What is wrong with the request when that reason is one that waiting does not mend; NULL:
 * it may be mended by waiting.
 */
const char *slurm_reason_is_final(const char *reason);
/* The number of the job that srun waits for, malloc'ed; NULL: it is no job. */
char *slurm_waiting_job(const char *said);

#endif
