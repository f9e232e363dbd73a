/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many processors there are, by files as the kernel documents them (cgroup-v2.rst). */
#include "config.h"

#include "base/cpus.h"
#include "base/folder.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char root[] = "/tmp/rungtop-cpus-XXXXXX";

/* A file under the root, its folders with it. */
static void put(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	for (char *p = strchr(path + sizeof(root), '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(path, 0777);
		*p = '/';
	}
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
}

static void begin(const char *groups)
{
	memcpy(strrchr(root, '-') + 1, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(root));
	put("proc/self/cgroup", groups);
}

START_TEST(affinity_alone)
{
	ck_assert_int_eq(cpus_under("/nowhere", 8), 8);
	ck_assert_int_eq(cpus_under("/nowhere", 0), 1);
	begin("0::/\n");
	ck_assert_int_eq(cpus_under(root, 8), 8);
	put("sys/fs/cgroup/cpu.max", "max 100000\n");
	ck_assert_int_eq(cpus_under(root, 8), 8);
	folder_remove(root);
}
END_TEST

START_TEST(the_least_quota_from_a_group_up)
{
	begin("0::/a/b\n");
	put("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
	put("sys/fs/cgroup/a/cpu.max", "350000 100000\n");
	ck_assert_int_eq(cpus_under(root, 8), 3); /* a part of one is left out */
	ck_assert_int_eq(cpus_under(root, 2), 2);
	put("sys/fs/cgroup/a/b/cpu.max", "10000 100000\n");
	ck_assert_int_eq(cpus_under(root, 8), 1); /* there must be one */
	folder_remove(root);
	begin("0::/\n"); /* a container sees its own group as the root */
	put("sys/fs/cgroup/cpu.max", "400000 200000\n");
	ck_assert_int_eq(cpus_under(root, 8), 2);
	folder_remove(root);
}
END_TEST

START_TEST(quotas_of_the_first_version)
{
	begin("5:memory:/x\n4:cpu,cpuacct:/x/y\n");
	put("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us", "500000\n");
	put("sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us", "100000\n");
	put("sys/fs/cgroup/cpu,cpuacct/x/y/cpu.cfs_quota_us", "-1\n");
	put("sys/fs/cgroup/cpu,cpuacct/x/y/cpu.cfs_period_us", "100000\n");
	ck_assert_int_eq(cpus_under(root, 16), 5);
	put("proc/self/cgroup", "1:cpu:/\n");
	put("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "200000\n");
	put("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
	ck_assert_int_eq(cpus_under(root, 16), 2);
	folder_remove(root);
}
END_TEST

Suite *cpus_suite(void);

Suite *cpus_suite(void)
{
	Suite *s = suite_create("cpus");
	TCase *t = tcase_create("cpus");

	tcase_add_test(t, affinity_alone);
	tcase_add_test(t, the_least_quota_from_a_group_up);
	tcase_add_test(t, quotas_of_the_first_version);
	suite_add_tcase(s, t);
	return s;
}
