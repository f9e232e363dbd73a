/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that the kernel has ended because there was no memory left. */
#ifndef WORKER_OOM_KILLS_H
#define WORKER_OOM_KILLS_H

/*
 * How many there were so far, in our control group (v2: and those inside of it); where it
 * counts none, on this machine. -1: not known. Linux since 4.13 counts them: cgroup v2's
 * memory.events, v1's memory.oom_control, /proc/vmstat. proc, sys: "/proc" and
 * "/sys/fs/cgroup".
 */
long oom_kills(const char *proc, const char *sys);

#endif
