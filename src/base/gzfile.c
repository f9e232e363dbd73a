/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/gzfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/xalloc.h"

#define BUFFER_SIZE (1u << 17)
#define DEFLATE_RATIO_MAX 1032

struct gzfile {
	const char *path; /* borrowed */
	gzFile gz;
	uint64_t size; /* on disk */
	bool sized;
};

static int open_regular(const char *path, struct stat *st, struct error *err)
{
	struct place at = {.file = path};
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_at(err, at, "cannot open: %s", strerror(errno));
	if (!fstat(fd, st) && !S_ISDIR(st->st_mode))
		return fd;
	if (S_ISDIR(st->st_mode))
		error_at(err, at, "is a directory, not a file");
	else
		error_at(err, at, "cannot read: %s", strerror(errno));
	close(fd);
	return -1;
}

struct gzfile *gzfile_open(const char *path, struct error *err)
{
	struct gzfile *f;
	struct stat st = {0};
	int fd = open_regular(path, &st, err);
	gzFile gz;

	if (fd < 0)
		return NULL;
	gz = gzdopen(fd, "rb");
	if (!gz || gzbuffer(gz, BUFFER_SIZE)) {
		error_set(err, "%s: cannot read: out of memory", path);
		if (gz)
			gzclose_r(gz);
		else
			close(fd);
		return NULL;
	}
	f = xcalloc(1, sizeof(*f));
	f->path = path;
	f->gz = gz;
	f->sized = S_ISREG(st.st_mode);
	f->size = f->sized ? (uint64_t)st.st_size : 0;
	return f;
}

void gzfile_close(struct gzfile *f)
{
	if (!f)
		return;
	gzclose_r(f->gz);
	free(f);
}

static int check(struct gzfile *f, int line, struct error *err)
{
	struct place at = {.file = f->path, .line = line};
	int code, saved = errno;
	const char *text = gzerror(f->gz, &code);

	if (code == Z_OK || code == Z_STREAM_END)
		return 0;
	if (code == Z_BUF_ERROR)
		return error_at(err, at, "truncated gzip stream");
	if (code == Z_ERRNO)
		return error_at(err, at, "cannot read: %s", strerror(saved));
	/* zlib's text may begin with a name of its own */
	if (strrchr(text, ':'))
		text = strrchr(text, ':') + 1;
	return error_at(
		err, at, "damaged gzip stream (%s)", text + strspn(text, " "));
}

ssize_t gzfile_read(struct gzfile *f, void *buf, size_t n, int line, struct error *err)
{
	size_t done = 0;

	while (done < n) {
		size_t want = n - done < (1u << 30) ? n - done : 1u << 30;
		int got = gzread(f->gz, (char *)buf + done, (unsigned)want);

		if (got > 0)
			done += (size_t)got;
		if (got < 0 || (size_t)got < want) {
			if (check(f, line, err))
				return -1;
			break;
		}
	}
	return (ssize_t)done;
}

uint64_t gzfile_bound(struct gzfile *f)
{
	if (!f->sized)
		return UINT64_MAX;
	if (gzdirect(f->gz))
		return f->size;
	if (f->size > UINT64_MAX / DEFLATE_RATIO_MAX)
		return UINT64_MAX;
	return f->size * DEFLATE_RATIO_MAX;
}
