/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * After a signal has ended the study, a terminal or a pipe that does not read must not
 * keep the program from ending.
 */
#ifndef CLI_HURRY_H
#define CLI_HURRY_H

/* Output to stdout and stderr is dropped after two more seconds. Once; main thread. */
void hurry(void);

#endif
