/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/data_file.h"

#include <unistd.h>

#include "base/strbuf.h"
#include "base/xalloc.h"

char *data_file(const struct knob_value *v, const char *const *dirs, struct error *err)
{
	struct strbuf path, tried;

	if (v->text[0] == '/')
		return xstrdup(v->text);
	strbuf_init(&tried);
	for (; *dirs; dirs++) {
		strbuf_init(&path);
		strbuf_addf(&path, "%s/%s", *dirs, v->text);
		if (access(path.buf, F_OK) == 0) {
			strbuf_release(&tried);
			return strbuf_detach(&path);
		}
		strbuf_addf(&tried, "%s%s", tried.len ? ", " : "", *dirs);
		strbuf_release(&path);
	}
	error_at(err, v->at, "cannot find '%s'; looked in %s", v->text, tried.buf);
	strbuf_release(&tried);
	return NULL;
}
