/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fixture.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int run_suite(Suite *s)
{
	SRunner *r = srunner_create(s);
	int failed;

	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

void make_dir(char *path, size_t size)
{
	bool shm = access("/dev/shm", W_OK | X_OK) == 0;

	snprintf(path, size, "%s/rungtop-check.XXXXXX", shm ? "/dev/shm" : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(path));
}

void remove_dir(const char *path)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", path);
	ck_assert_int_eq(system(command), 0);
}
