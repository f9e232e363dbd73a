/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_CPUS_H
#define BASE_CPUS_H

/*
 * The processors that this process may use, at least 1: those of its affinity, and no more
 * than the quota of its control groups lets run at once (cgroup v2: cpu.max, v1:
 * cpu.cfs_quota_us; the least from its own group up to the root). A part of one is left out.
 */
int cpus_available(void);
/* The same of the files under `root`, "/" above; affinity: how many that allows. */
int cpus_under(const char *root, int affinity);

#endif
