/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A study file as a list of keys with their values, to be compared with another one. */
#ifndef STUDYFILE_STUDYFILE_KEYS_H
#define STUDYFILE_STUDYFILE_KEYS_H

#include <stddef.h>

#include "base/error.h"

struct studyfile_key {
	char *path;  /* "scheduler.eta", "parameters.learning_rate.min" */
	char *value; /* "4", "[32, 64]" */
};

struct studyfile_keys {
	struct studyfile_key *items; /* in the order written */
	size_t n, cap;
};

/*
 * Adds the keys of a text with overrides (KEY=VALUE) laid over it; nothing is checked but
 * that it is YAML. -1 with err; studyfile_keys_release() in any case.
 */
int studyfile_keys_read(struct studyfile_keys *k, const char *text,
	const char *const *overrides, size_t n_overrides, struct error *err);
/* Sets one; both texts are copied. */
void studyfile_keys_set(struct studyfile_keys *k, const char *path, const char *value);
/* Takes out those that are `path` or begin with it and a dot. */
void studyfile_keys_drop(struct studyfile_keys *k, const char *path);
/* The value, or NULL. */
const char *studyfile_keys_get(const struct studyfile_keys *k, const char *path);
void studyfile_keys_release(struct studyfile_keys *k);

#endif
