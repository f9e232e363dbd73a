/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "objective/folder.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define OPEN_FOLDERS 16

int folder_make(const char *path, struct error *err)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	return error_set(err, "%s cannot be made: %s", path, strerror(errno));
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

void folder_file(
	const char *folder, uint32_t trial, const char *end, struct strbuf *out)
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
