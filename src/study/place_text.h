/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a trial is, or what it waits for, in words. */
#ifndef STUDY_PLACE_TEXT_H
#define STUDY_PLACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * "waits for the cluster: Resources", in brief "waits: Resources", "waits for GPU 2"; of an
 * event `place` or of a trial. why: NULL when it is not known; gpus: NULL where these are
 * not what it waits for.
 */
const char *place_wait_text(
	const char *why, const char *gpus, bool brief, char *out, size_t size);
/* "GPU 0", "GPUs 0, 2"; "" where it has none. */
const char *place_gpus_text(const char *gpus, char *out, size_t size);

#endif
