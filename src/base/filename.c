/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/filename.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "base/xalloc.h"

#define INSTEAD '_'

static bool is_kept(uint32_t c)
{
	return utf8_is_shown(c) && c != 0xfffd &&
	       !(c < 0x80 && strchr("/\\:*?\"<>|", (int)c));
}

char *filename_of(const char *text)
{
	struct strbuf out = STRBUF_INIT;

	while (*text) {
		uint32_t c;
		size_t n = utf8_decode(text, &c);
		bool kept = is_kept(c);

		if (out.len + (kept ? n : 1) > FILENAME_BYTES)
			break;
		if (kept)
			strbuf_add(&out, text, n);
		else
			strbuf_addch(&out, INSTEAD);
		text += n;
	}
	if (!out.len)
		strbuf_adds(&out, "study");
	if (strchr(".-~ ", out.buf[0]))
		out.buf[0] = INSTEAD;
	if (out.buf[out.len - 1] == ' ')
		out.buf[out.len - 1] = INSTEAD;
	return strbuf_detach(&out);
}

static const char *const parts[] = {"-wal", "-shm", "-journal"};

#define N_PARTS (sizeof(parts) / sizeof(*parts))

bool filename_ends(const char *path, const char *end)
{
	size_t n = strlen(path), m = strlen(end);

	return n > m && !strcmp(path + n - m, end);
}

bool filename_is_part(const char *path)
{
	struct stat st;
	bool is = false;

	for (size_t i = 0; i < N_PARTS && !is; i++) {
		char *whole;

		if (!filename_ends(path, parts[i]))
			continue;
		whole = xstrndup(path, strlen(path) - strlen(parts[i]));
		is = stat(whole, &st) == 0 && S_ISREG(st.st_mode);
		free(whole);
	}
	return is;
}

char *filename_part_beside(const char *path)
{
	for (size_t i = 0; i < N_PARTS; i++) {
		struct strbuf part = STRBUF_INIT;
		struct stat st;

		strbuf_addf(&part, "%s%s", path, parts[i]);
		if (lstat(part.buf, &st) == 0)
			return strbuf_detach(&part);
		strbuf_release(&part);
	}
	return NULL;
}
