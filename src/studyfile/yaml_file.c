/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "studyfile/yaml_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/xalloc.h"
#include "studyfile/yaml_build.h"

#define FILE_MAX ((size_t)1 << 20)
/* libfyaml takes 300 bytes for each open bracket before it says anything. */
#define BRACKETS_MAX 1000

/* The length of the UTF-8 character at s, of n bytes, or 0 when it is none (RFC 3629). */
static size_t utf8_length(const unsigned char *s, size_t n)
{
	size_t len = s[0] < 0x80		    ? 1
		     : s[0] >= 0xc2 && s[0] <= 0xdf ? 2
		     : s[0] >= 0xe0 && s[0] <= 0xef ? 3
		     : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
						    : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
		(s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

/*
 * Only text goes to the parser, and no towers of brackets: those in comments and quotes
 * count too, which no file that means well will notice.
 */
static int check_text(const char *path, const char *buf, size_t len, struct error *err)
{
	struct place at = {.file = path, .line = 1, .col = 1};
	int open = 0;
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		unsigned char c = (unsigned char)buf[i];

		n = utf8_length((const unsigned char *)buf + i, len - i);
		if (!n)
			return error_at(err, at, "byte 0x%02x is not UTF-8 text", c);
		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f)
			return error_at(err, at, "byte 0x%02x is not text", c);
		open += c == '[' || c == '{';
		open -= open && (c == ']' || c == '}');
		if (open > BRACKETS_MAX)
			return error_at(err, at, YAML_TOO_DEEP, YAML_DEPTH_MAX);
		if (c == '\n') {
			at.line++;
			at.col = 1;
		} else {
			at.col += (int)n;
		}
	}
	return 0;
}

/* The whole file, NUL-terminated; free() it. */
static char *slurp(const char *path, size_t *len, struct error *err)
{
	struct place at = {.file = path};
	FILE *f = fopen(path, "rb");
	char *buf = NULL;
	struct stat st;

	*len = 0;
	if (!f || fstat(fileno(f), &st)) {
		error_at(err, at, "cannot be read: %s", strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		error_at(err, at, "is a directory; not a study file");
	} else if (S_ISREG(st.st_mode) && st.st_size > (off_t)FILE_MAX) {
		error_at(err, at, "is larger than 1 MiB; not a study file");
	} else {
		buf = xmalloc(FILE_MAX + 2);
		*len = fread(buf, 1, FILE_MAX + 1, f);
		buf[*len] = '\0';
		if (ferror(f))
			error_at(err, at, "cannot be read: %s", strerror(errno));
		else if (*len > FILE_MAX)
			error_at(err, at, "is larger than 1 MiB; not a study file");
		if (ferror(f) || *len > FILE_MAX) {
			free(buf);
			buf = NULL;
		}
	}
	if (f)
		fclose(f);
	return buf;
}

struct yaml *yaml_parse(const char *text, struct place at, struct error *err)
{
	return yaml_build(text, strlen(text), (struct place){.file = at.file}, err);
}

struct yaml *yaml_read(const char *path, char **text, struct error *err)
{
	struct yaml *root = NULL;
	size_t len, mark;
	char *buf = slurp(path, &len, err);

	if (!buf)
		return NULL;
	mark = len >= 3 && !memcmp(buf, "\xef\xbb\xbf", 3) ? 3 : 0; /* of byte order */
	if (!check_text(path, buf + mark, len - mark, err))
		root = yaml_build(buf + mark, len - mark,
			(struct place){.file = path, .line = 1, .col = 1}, err);
	if (root && text)
		*text = buf;
	else
		free(buf);
	return root;
}
