/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/standard.h"

#define OPEN_FOLDERS 16

int folder_make(const char *path, struct error *err)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	return error_set(err, "%s cannot be made: %s", path, strerror(errno));
}

#define OWNER "/.recording" /* in a folder: the identity of whose it is */

/* What is in the file, as far as it has room; false: there is none. */
static bool read_owner(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	return fd >= 0;
}

/* Two that begin at once cannot both have it: the file is made by one of them. */
static int write_owner(const char *path, const char *identity)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int wrong = fd < 0 ? errno : standard_write(fd, identity, strlen(identity));

	if (fd >= 0 && close(fd) < 0 && !wrong)
		wrong = errno;
	return wrong;
}

static int claim(const char *path, const char *file, const struct folder_owner *owner,
	bool made, struct error *err)
{
	char other[128];
	struct stat st;
	int wrong;

	if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode))
		return error_usage(err,
			"%s exists and is not a folder; move it away, or give another "
			"name with -o",
			path);
	if (read_owner(file, other, sizeof(other))
			? strcmp(other, owner->identity) != 0
			: !made && !owner->older && !folder_is_empty(path))
		return error_usage(err,
			"%s exists and belongs to another study; move it away, or give "
			"another name with -o",
			path);
	if (*other)
		return 0;
	wrong = write_owner(file, owner->identity);
	return wrong ? error_set(err, "%s: %s", file, strerror(wrong)) : 0;
}

int folder_claim(
	const char *path, const struct folder_owner *owner, bool *made, struct error *err)
{
	struct strbuf file = STRBUF_INIT;
	int rc;

	*made = mkdir(path, 0777) == 0;
	if (!*made && errno != EEXIST)
		return error_set(err, "%s cannot be made: %s", path, strerror(errno));
	strbuf_addf(&file, "%s" OWNER, path);
	rc = claim(path, file.buf, owner, *made, err);
	strbuf_release(&file);
	return rc;
}

bool folder_is_empty(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	while (dir && empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	if (dir)
		closedir(dir);
	return empty;
}

void folder_file(const char *folder, uint32_t trial, const char *end, struct strbuf *out)
{
	strbuf_addf(out, "%s/trial-%05" PRIu32 "%s", folder, trial, end);
}

static int remove_one(
	const char *path, const struct stat *st, int what, struct FTW *where)
{
	(void)st;
	(void)what;
	(void)where;
	remove(path);
	return 0;
}

void folder_remove(const char *path)
{
	nftw(path, remove_one, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}
