/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/log_tail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"

void log_tail_init(struct log_tail *t)
{
	*t = (struct log_tail){.wrong = ENOENT};
	strbuf_init(&t->text);
}

void log_tail_release(struct log_tail *t)
{
	free(t->path);
	strbuf_release(&t->text);
}

void log_tail_open(struct log_tail *t, const char *path)
{
	char *copy = path ? xstrdup(path) : NULL;

	log_tail_release(t);
	log_tail_init(t);
	t->path = copy;
}

static void stamp(struct log_tail *t, const struct stat *st)
{
	t->stamp.dev = st->st_dev;
	t->stamp.ino = st->st_ino;
	t->stamp.size = st->st_size;
	t->stamp.changed = st->st_mtim;
}

static bool is_same(const struct log_tail *t, const struct stat *st)
{
	return t->stamp.dev == st->st_dev && t->stamp.ino == st->st_ino &&
	       t->stamp.size == st->st_size &&
	       t->stamp.changed.tv_sec == st->st_mtim.tv_sec &&
	       t->stamp.changed.tv_nsec == st->st_mtim.tv_nsec;
}

bool log_tail_is_stale(const struct log_tail *t)
{
	struct stat st;

	if (!t->path)
		return false;
	if (stat(t->path, &st) < 0)
		return t->wrong != errno;
	return t->wrong || !is_same(t, &st);
}

/* The bytes from t->from to `to`, or as many as there are. */
static void read_part(struct log_tail *t, int fd, off_t to)
{
	char block[16384];

	strbuf_reset(&t->text);
	while (log_tail_end(t) < to) {
		size_t want = (size_t)(to - log_tail_end(t));
		ssize_t n = pread(fd, block, want < sizeof(block) ? want : sizeof(block),
			log_tail_end(t));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		strbuf_add(&t->text, block, (size_t)n);
	}
}

static int read_around(struct log_tail *t, off_t at)
{
	/* a fifo in its place would wait for its other end */
	int fd = open(t->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int wrong = 0;

	if (fd < 0)
		return errno;
	if (fstat(fd, &st) < 0)
		wrong = errno;
	else if (!S_ISREG(st.st_mode))
		wrong = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
	if (!wrong) {
		stamp(t, &st);
		at = at < st.st_size ? at : st.st_size;
		t->from = at > LOG_AROUND ? at - LOG_AROUND : 0;
		read_part(t, fd,
			st.st_size - at > LOG_AROUND ? at + LOG_AROUND : st.st_size);
	}
	close(fd);
	return wrong;
}

/* Whether half as much as can be is there on both sides. */
static bool has_around(const struct log_tail *t, off_t at)
{
	off_t end = log_tail_end(t);

	at = at < t->stamp.size ? at : t->stamp.size;
	return at >= t->from && at <= end &&
	       (t->from == 0 || at - t->from >= LOG_AROUND / 2) &&
	       (end == t->stamp.size || end - at >= LOG_AROUND / 2);
}

void log_tail_read(struct log_tail *t, off_t at)
{
	if (!t->path || (!log_tail_is_stale(t) && (t->wrong || has_around(t, at))))
		return;
	t->wrong = read_around(t, at);
	if (t->wrong) {
		t->from = 0;
		strbuf_reset(&t->text);
	}
}

off_t log_tail_end(const struct log_tail *t)
{
	return t->from + (off_t)t->text.len;
}

/* Where a piece of a line that is too long ends: not within a character. */
static size_t cut(const char *line, size_t n)
{
	size_t at = n;

	for (int i = 0; i < 3 && ((unsigned char)line[at] & 0xc0) == 0x80; i++)
		at--;
	return ((unsigned char)line[at] & 0xc0) == 0x80 ? n : at;
}

off_t log_tail_next(const struct log_tail *t, off_t line)
{
	const char *begin = t->text.buf + (line - t->from);
	size_t left = (size_t)(log_tail_end(t) - line);
	bool fits = left <= LOG_LINE_MOST;
	const char *newline = memchr(begin, '\n', fits ? left : LOG_LINE_MOST + 1);

	if (newline)
		return line + (newline - begin) + 1;
	return line + (off_t)(fits ? left : cut(begin, LOG_LINE_MOST));
}

off_t log_tail_previous(const struct log_tail *t, off_t line)
{
	size_t before = (size_t)(line - t->from);
	const char *newline;
	off_t begin, next;

	if (before == 0)
		return line;
	newline = memrchr(t->text.buf, '\n', before - 1);
	if (newline)
		begin = t->from + (newline - t->text.buf) + 1;
	else if (t->from == 0)
		begin = 0;
	else if (before > LOG_LINE_MOST) /* no end of it in sight: any piece will do */
		begin = line - LOG_LINE_MOST;
	else
		return line;
	while ((next = log_tail_next(t, begin)) < line)
		begin = next;
	return begin;
}

const char *log_tail_line(const struct log_tail *t, off_t line, size_t *n)
{
	const char *begin = t->text.buf + (line - t->from);

	*n = (size_t)(log_tail_next(t, line) - line);
	if (*n && begin[*n - 1] == '\n')
		--*n;
	return begin;
}
