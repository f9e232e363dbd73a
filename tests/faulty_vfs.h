/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that fails: SQLite's own way to the files, with faults at a chosen call. */
#ifndef FAULTY_VFS_H
#define FAULTY_VFS_H

#include <stdbool.h>

enum fault { FAULT_FULL, FAULT_IO, FAULT_SHORT, FAULTS };

/* Makes it SQLite's default for the rest of the process. */
void faulty_vfs_install(void);
/* From the n-th call on (1, 2, …; 0: never) that opens, writes, syncs or cuts a file. */
void faulty_vfs_fail(enum fault fault, int n, bool once);
/* No more of them. The number of calls that failed. */
int faulty_vfs_heal(void);

#endif
