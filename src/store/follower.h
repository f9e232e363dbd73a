/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Follows a study that another process records: what comes to the file goes to a journal.
 * The file is only read, and never waited for by whoever reads the journal.
 */
#ifndef STORE_FOLLOWER_H
#define STORE_FOLLOWER_H

#include "store/recorded.h"

#include <stdbool.h>

struct follower;

/*
 * Starts a thread, which is the journal's writer and r's only user from now on; both must
 * outlive it. It blocks all signals. NULL with err.
 */
struct follower *follower_start(struct recorded *r, struct journal *j, struct error *err);
/* Any thread: becomes readable, and stays so, when it cannot follow any further. */
int follower_trouble(const struct follower *f);
/* Any thread: whether that is so, and why. */
bool follower_failed(const struct follower *f, struct error *err);
/* Ends the thread. NULL is legal. */
void follower_stop(struct follower *f);

#endif
