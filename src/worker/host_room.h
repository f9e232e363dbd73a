/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef WORKER_HOST_ROOM_H
#define WORKER_HOST_ROOM_H

/*
 * The bytes of memory that the processes here may still take, and leave a tenth: of the
 * machine (what is available), of each control group above us that has a limit (what is
 * not used, or is a cache). proc, sys: /proc and /sys/fs/cgroup. 0: none.
 */
double host_room(const char *proc, const char *sys);

#endif
