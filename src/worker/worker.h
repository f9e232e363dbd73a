/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `rungtop worker`: a process that runs and watches one trial's program at a time. It reads
 * commands on its stdin and answers on its stdout, one JSON object a line, so anything that
 * connects two pipes can put it on another machine.
 *
 *   do: start   attempt, argv, env (name: value), metrics (names), report (a pattern, or
 *               left out), grace (s), log_max (bytes), fence (s; 0: none);
 *               reports: false: no line is one, and it may close its stdout
 *       stop    TERM to the group, then KILL after `grace`; quiet: true: what it still
 *               prints is not sent
 *       open, train: see trainer.h; heard: a sign of life
 *       hold    STOP to all of its processes
 *       put aside   what a program on hold has on GPUs; may: true or false is to `answer`
 *               what is asked then (bytes: as they were), see driver_calls.h
 *       go on   CONT, and what was put aside is brought back
 *       ping    answered by pong           quit    stop, then exit
 *
 *   is: hello   node, cpus, pid; job, step: what Slurm calls it, or null
 *       refused attempt, why: the program cannot be started at all
 *       report  attempt, epoch (as printed, from 0; left out: not said), values (null: not
 *               finite, or left out); together: true, when it was written with the one
 *               before; missing: the line, when it has no first metric; hint, as in `end`;
 *               or, in place of all these, wrong: why it is none
 *       log     attempt, text: a line that is no report
 *       end     attempt, why ("exited with status 1"), status (1; -1: it was stopped or
 *               killed), signal (that killed it; left out: none), ok (status 0), fenced
 *               (see below), last (its last lines), line (the one that names the error),
 *               oom: true, when it ran out of memory; hint (what was wrong with its
 *               reports; or "")
 *       asks, aside, wants, back: attempt, seconds that it took; see driver_calls.h; `end`
 *               has aside: true, when the driver's calls may have ended it
 *       began   attempt, pid: of a program that was forked from a preparer
 *       pong
 *
 * When its stdin closes, or no command has come for `fence` seconds, it ends its program:
 * TERM, half a second or no time, KILL.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include "base/error.h"

/* Its argument: its programs must see no GPU. */
#define WORKER_WITHOUT_GPUS "without-gpus"

/* Works until `in` closes or `quit` comes. -1 with err when it cannot work here. */
int worker_run(int in, int out, struct error *err);

#endif
