/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Follows a study that another process records: new events of the file are appended to a
 * journal. The file is only read, and readers of the journal never wait for it.
 */
#ifndef STORE_FOLLOWER_H
#define STORE_FOLLOWER_H

#include <stdbool.h>

#include "store/recorded.h"

struct follower;

/*
 * Starts a thread. From now on only that thread uses r and writes the journal; both must
 * outlive it. It blocks all signals. NULL with err.
 */
struct follower *follower_start(struct recorded *r, struct journal *j, struct error *err);
/* Any thread: a descriptor, which becomes readable for good when following has failed. */
int follower_trouble(const struct follower *f);
/* Any thread: whether following has failed, and why. */
bool follower_failed(const struct follower *f, struct error *err);
/* Ends the thread. NULL is legal. */
void follower_stop(struct follower *f);

#endif
