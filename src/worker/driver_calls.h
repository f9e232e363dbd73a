/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The process that makes the driver's checkpoint calls (cuda_driver.h) for a worker, so that
 * a driver which hangs or crashes ends nothing else. It obeys one request, a line of JSON on
 * its stdin, answers in lines on its stdout, and ends.
 *
 *   do: aside   pids, the processes; where they are stopped they go on
 *   is: asks    bytes, that the host's memory must take; room: that it has (host_room.h);
 *               devices: [device, bytes, free], of each that the processes use. Answered by
 *               may: true or false.
 *       aside   bytes, that have been put aside; 0: none, and all is as it was; devices: of
 *               what is aside, or of what stays; why: it stays, or ""; harmed: true, when
 *               the driver has failed at it, and may have harmed the processes; lost: true,
 *               when they cannot go on
 *
 *   do: back    pids, devices: as they were answered
 *   is: wants   devices: those whose memory is too little now; said again and again until
 *               it is enough: a process whose memory the driver has failed to bring back
 *               can never go on (github.com/NVIDIA/cuda-checkpoint/issues/44)
 *       back    nothing is aside or locked any more; lost, why: or they cannot go on
 */
#ifndef WORKER_DRIVER_CALLS_H
#define WORKER_DRIVER_CALLS_H

#include "base/error.h"

#define DRIVER_ROOM_SECONDS 120.0 /* that a device may take until it has room again */

/* The argument of `rungtop worker` that makes it such a process. */
#define WORKER_CALLS_DRIVER "calls-driver"

/* -1 with err: there was no request. */
int driver_calls_run(int in, int out, struct error *err);

#endif
