/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cli/lesson_text.h"

#include <stdio.h>

#include "base/strbuf.h"
#include "cli/say.h"

void lesson_print(const struct lesson *l)
{
	struct strbuf out = STRBUF_INIT;

	if (l->number)
		strbuf_addf(&out, "Lesson %d: ", l->number);
	strbuf_addf(&out, "%s\n", l->title);
	for (size_t i = 0; i < l->n_steps; i++)
		strbuf_addf(&out, "\n%zu/%zu, at %g s\n%s\n", i + 1, l->n_steps,
			l->steps[i].t, l->steps[i].say);
	say_lines(stdout, &out);
	strbuf_release(&out);
}
