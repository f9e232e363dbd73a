/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following a file that grows: what comes, in which order, and what is damaged. */
#include "config.h"

#include "check_store.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "store/follower.h"

static char path[64];
static FILE *recorded, *out;
static char line[8192];

/* The next lines of a recorded study go to a file, the last of them without its end. */
static void write_lines(int n, bool whole)
{
	for (int i = 0; i < n && fgets(line, sizeof(line), recorded); i++)
		fwrite(line, 1, strlen(line) - (i + 1 == n && !whole), out);
	fflush(out);
}

static void begin(void)
{
	const char *srcdir = getenv("srcdir");
	char name[1024];
	int fd;

	snprintf(
		name, sizeof(name), "%s/tests/golden/asha.jsonl", srcdir ? srcdir : "..");
	recorded = fopen(name, "r");
	ck_assert_ptr_nonnull(recorded);
	snprintf(path, sizeof(path), "/tmp/rungtop-follow.XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	out = fdopen(fd, "w");
}

static void finish(void)
{
	fclose(recorded);
	fclose(out);
	unlink(path);
}

/* Waits for a file descriptor; a minute is for machines that are busy. */
static void wait_on(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};

	ck_assert_int_eq(poll(&p, 1, 60000), 1);
}

static void wait_for(struct journal *j, int bell, uint64_t length)
{
	eventfd_t n;

	while (journal_length(j) < length) {
		wait_on(bell);
		eventfd_read(bell, &n);
	}
	ck_assert_uint_eq(journal_length(j), length);
}

START_TEST(a_growing_file_is_followed)
{
	struct journal *j = journal_new();
	int bell = journal_bell(j);
	struct error err = {.text = ""};
	struct recorded *r;
	struct follower *f;

	write_lines(3, true);
	r = recorded_open(path, NULL, &err);
	ck_assert_msg(r != NULL, "%s", err.text);
	f = follower_start(r, j, &err);
	ck_assert_ptr_nonnull(f);
	wait_for(j, bell, 3);
	ck_assert_str_eq(journal_at(j, 1)->study->name, "barrier");
	write_lines(2, false); /* the second one is not there yet */
	wait_for(j, bell, 4);
	fputs("\n", out);
	write_lines(20, true);
	wait_for(j, bell, 25);
	for (uint64_t seq = 1; seq <= 25; seq++)
		ck_assert_uint_eq(journal_at(j, seq)->seq, seq);
	ck_assert(!follower_failed(f, &err));
	follower_stop(f);
	journal_free(j);
	recorded_close(r);
}
END_TEST

START_TEST(a_damaged_line_ends_it_and_is_named)
{
	struct journal *j = journal_new();
	struct error err = {.text = ""};
	struct recorded *r;
	struct follower *f;

	write_lines(5, true);
	fputs("{\"seq\":6,\"t\":0,\"event\":\"dinner\"}\n", out);
	fflush(out);
	r = recorded_open(path, NULL, &err);
	f = follower_start(r, j, &err);
	ck_assert_ptr_nonnull(f);
	wait_on(follower_trouble(f));
	ck_assert(follower_failed(f, &err));
	ck_assert_msg(strstr(err.text, ":6: ") != NULL, "%s", err.text);
	ck_assert_uint_eq(journal_length(j), 5);
	follower_stop(f);
	follower_stop(NULL);
	journal_free(j);
	recorded_close(r);
}
END_TEST

TCase *follow_case(void)
{
	TCase *t = tcase_create("follower");

	tcase_add_checked_fixture(t, begin, finish);
	tcase_set_timeout(t, 120);
	tcase_add_test(t, a_growing_file_is_followed);
	tcase_add_test(t, a_damaged_line_ends_it_and_is_named);
	return t;
}
