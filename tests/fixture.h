/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What test programs of several rooms share. */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include <check.h>
#include <stddef.h>

/*
 * Check 0.15 writes down the place of every assertion that holds, and reads all of them after
 * a test: most of the time of a test that looks at each number of many.
 */
#define _mark_point(file, line) ((void)0)

/* Runs the suite, says what failed and frees the suite; what main() returns. */
int run_suite(Suite *s);
/* A new folder, where writing is fast if there is such a place. */
void make_dir(char *path, size_t size);
/* Removes it, with all that is in it. */
void remove_dir(const char *path);

#endif
