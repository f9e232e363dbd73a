/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings of whatever name: each is a file of its own, and no other is touched. */
#include "config.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/strbuf.h"
#include "check_store.h"
#include "fixture.h"
#include "store/store.h"
#include "store/store_place.h"

static char dir[64];
static const struct store_origin origin = {.path = "/s.yaml", .text = "name: s\n"};

/* What SQLite, the shell or a path would make something else of. */
static const char *const bits[] = {"a", "victim", "file:", ":memory:", "?mode=memory",
	"#x", "%2e%2e%2f", "-", "--", ".", "..", " ", "\n", "\x1b]0;x\x07", "\xff",
	"\xe2\x80\xae", "\xc3\xa4", ".db", "-wal", "-shm", "-journal", "$(x)", "'"};

#define BITS (sizeof(bits) / sizeof(*bits))
#define NAMES (BITS * BITS)

static void set_up(void)
{
	make_dir(dir, sizeof(dir));
	ck_assert_int_eq(chdir(dir), 0);
}

static void tear_down(void)
{
	ck_assert_int_eq(chdir("/"), 0);
	remove_dir(dir);
}

static void name_of(size_t i, struct strbuf *name)
{
	strbuf_reset(name);
	strbuf_addf(name, "%s%s", bits[i % BITS], bits[i / BITS]);
}

static void put(const char *path)
{
	FILE *f = fopen(path, "wx");

	ck_assert_ptr_nonnull(f);
	fputs("theirs\n", f);
	fclose(f);
}

static void check_theirs(const char *path)
{
	char text[16] = "";
	FILE *f = fopen(path, "r");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fread(text, 1, sizeof(text) - 1, f), 7);
	ck_assert_str_eq(text, "theirs\n");
	fclose(f);
}

static size_t count_files(void)
{
	DIR *d = opendir(".");
	size_t n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2; /* . and .. */
}

static bool is_sqlite(const char *path)
{
	char head[16] = "";
	int fd = open(path, O_RDONLY);
	bool is = fd >= 0 && read(fd, head, sizeof(head)) == sizeof(head) &&
		  !memcmp(head, "SQLite format 3", sizeof(head));

	close(fd);
	return is;
}

/* A recording at the path, and what it says; it is removed again, as nothing began. */
static bool try_path(const char *path)
{
	struct error err = {.text = ""};
	struct store *s = store_create(path, &origin, &err);

	if (s) {
		ck_assert_msg(is_sqlite(path), "%s", path);
		ck_assert_int_eq(store_close(s, &err), 0);
	} else {
		ck_assert(err.usage);
		ck_assert_ptr_null(strchr(err.text, '\n'));
		ck_assert_uint_gt(strlen(err.text), 0);
	}
	return s != NULL;
}

START_TEST(a_path_is_one_whatever_it_looks_like)
{
	struct strbuf name;
	size_t made = 0;

	strbuf_init(&name);
	put("victim");
	put("victim.db");
	put("a");
	for (size_t i = 0; i < NAMES; i++) {
		name_of(i, &name);
		made += try_path(name.buf);
		ck_assert_msg(count_files() == 3, "after %s", name.buf);
	}
	check_theirs("victim");
	check_theirs("victim.db");
	check_theirs("a");
	/* all but folders, what is there, and what would be a part of it */
	ck_assert_uint_gt(made, NAMES * 9 / 10);
	strbuf_release(&name);
}
END_TEST

START_TEST(studies_of_any_name_have_files_of_their_own)
{
	struct strbuf name;

	strbuf_init(&name);
	put("victim.db");
	put("a");
	put("_.-wal");
	for (size_t i = 0; i < NAMES; i++) {
		char *stem, *path, *other;

		name_of(i, &name);
		stem = filename_of(name.buf);
		path = store_free_name(stem, &other);
		ck_assert_ptr_null(strchr(path, '/'));
		put(path); /* as if it was recorded: no other may have it, or its parts */
		ck_assert_uint_eq(count_files(), i + 4);
		free(other);
		free(path);
		free(stem);
	}
	strbuf_release(&name);
}
END_TEST

TCase *names_case(void)
{
	TCase *tc = tcase_create("names");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, a_path_is_one_whatever_it_looks_like);
	tcase_add_test(tc, studies_of_any_name_have_files_of_their_own);
	return tc;
}
