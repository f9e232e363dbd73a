/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/filename.h"
#include "base/printable.h"
#include "base/standard.h"
#include "base/xalloc.h"
#include "cli/say.h"

#define MUCH ((size_t)64 << 10)

struct output {
	char *what, *path; /* path NULL: stdout */
	int fd;
	bool is_terminal;
	int failed; /* errno of the first write that failed */
};

int complain(const struct error *err)
{
	say("%s", err->text);
	return err->usage ? EXIT_USAGE : EXIT_FAILED;
}

int output_create(const char *what, const char *path, struct error *err)
{
	int fd;

	if (filename_is_part(path))
		return error_usage(err,
			"%s: '%s': SQLite would take it for a part of the database of "
			"that name; give another name",
			what, path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0 && errno == EEXIST)
		return error_usage(
			err, "%s: '%s' exists; nothing is overwritten", what, path);
	if (fd < 0)
		return error_usage(
			err, "%s: cannot write '%s': %s", what, path, strerror(errno));
	return fd;
}

struct output *output_open(const char *what, const char *path, struct error *err)
{
	bool is_file = path && strcmp(path, "-");
	int fd = is_file ? output_create(what, path, err) : dup(STDOUT_FILENO);
	struct output *o;

	if (fd < 0) {
		if (!is_file)
			error_set(err, "%s: cannot write: %s", what, strerror(errno));
		return NULL;
	}
	o = xcalloc(1, sizeof(*o));
	o->what = xstrdup(what);
	o->path = is_file ? xstrdup(path) : NULL;
	o->fd = fd;
	o->is_terminal = isatty(fd) != 0;
	return o;
}

bool output_is_terminal(const struct output *o)
{
	return o->is_terminal;
}

static void write_bytes(struct output *o, const struct strbuf *sb)
{
	if (!o->failed)
		o->failed = standard_write(o->fd, sb->buf, sb->len);
}

void output_write(struct output *o, const struct strbuf *sb)
{
	struct strbuf text = STRBUF_INIT;

	if (!o->is_terminal) {
		write_bytes(o, sb);
		return;
	}
	printable_lines(&text, sb->buf, sb->len);
	say_in_locale(o->fd, &text);
	write_bytes(o, &text);
	strbuf_release(&text);
}

void output_take(struct output *o, struct strbuf *sb)
{
	if (sb->len < MUCH)
		return;
	output_write(o, sb);
	strbuf_reset(sb);
}

int output_check(const struct output *o, struct error *err)
{
	return o->failed ? error_set(err, "%s: cannot write '%s': %s", o->what,
				   o->path ? o->path : "-", strerror(o->failed))
			 : 0;
}

int output_close(struct output *o, struct error *err)
{
	int rc;

	if (close(o->fd) < 0 && !o->failed)
		o->failed = errno;
	rc = output_check(o, err);
	free(o->what);
	free(o->path);
	free(o);
	return rc;
}

/* Unless the name is another file's by now. */
static bool is_there(const struct output *o)
{
	struct stat own, there;

	return fstat(o->fd, &own) == 0 && lstat(o->path, &there) == 0 &&
	       own.st_dev == there.st_dev && own.st_ino == there.st_ino;
}

void output_discard(struct output *o)
{
	struct error err;

	if (o->path && is_there(o))
		unlink(o->path);
	output_close(o, &err);
}
