/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "study/platform.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

bool platform_equal(const struct platform *a, const struct platform *b)
{
	return !strcmp(a->architecture, b->architecture) && !strcmp(a->blas, b->blas) &&
	       !strcmp(a->kernels, b->kernels);
}

void platform_text(const struct platform *p, struct strbuf *out)
{
	strbuf_addf(out, "%s, %s, %s", p->architecture, p->blas,
		strcmp(p->kernels, "none") != 0 ? p->kernels : "no LIBXSMM");
}

void platform_print_field(const struct platform *p, struct strbuf *out)
{
	if (!p)
		return;
	strbuf_adds(out, ",\"platform\":{\"architecture\":");
	strbuf_add_json(out, p->architecture);
	strbuf_adds(out, ",\"blas\":");
	strbuf_add_json(out, p->blas);
	strbuf_adds(out, ",\"kernels\":");
	strbuf_add_json(out, p->kernels);
	strbuf_addch(out, '}');
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *s = json_string_value(json_object_get(object, name));

	return s ? s : "";
}

bool platform_read_field(const json_t *object, struct platform *p)
{
	const json_t *platform = json_object_get(object, "platform");

	*p = (struct platform){text_of(platform, "architecture"),
		text_of(platform, "blas"), text_of(platform, "kernels")};
	return json_is_object(platform);
}

void platforms_release(struct platforms *p)
{
	free(p->items);
	*p = (struct platforms){0};
}

void platforms_add(struct platforms *p, uint64_t seq, const struct platform *now)
{
	if (!now || (p->n && platform_equal(p->items[p->n - 1].platform, now)))
		return;
	ARRAY_ROOM(p->items, p->n, p->cap);
	p->items[p->n++] = (struct platform_since){seq, now};
}
