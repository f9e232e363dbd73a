/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/device_rows.h"

#include <stdio.h>
#include <string.h>

#include "draw/bar.h"
#include "ui/format.h"

#define GIB 1073741824.0
#define NUMBER 7 /* "GPU 0:1" */
#define NAME 22
#define MEMORY 15 /* "79.2/80.0 GiB" */
#define BAR 8
#define BUSY 4
#define USERS_LEAST 16 /* columns for who has what */

static const char *short_name(const char *name)
{
	static const char *const makers[] = {"NVIDIA ", "AMD "};

	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
		if (!strncmp(name, makers[i], strlen(makers[i])))
			return name + strlen(makers[i]);
	return name;
}

static void draw_memory(struct pen *p, const struct device_state *s)
{
	char text[40] = "";

	if (s->memory)
		snprintf(text, sizeof(text), "%.1f/%.1f GiB", (double)s->used / GIB,
			(double)s->memory / GIB);
	pen_right(p, ROLE_TEXT, MEMORY, text);
	p->x++;
}

static void draw_busy(struct pen *p, const struct device_state *s)
{
	char text[16] = "";

	if (s->busy >= 0)
		snprintf(text, sizeof(text), "%d%%", s->busy);
	pen_right(p, ROLE_VALUE, BUSY, text);
	p->x++;
}

/* "T12 30.1": GiB; of others their process. What does not fit is left out with an ellipsis. */
static void draw_user(struct pen *p, const struct device_user *u)
{
	char text[96], trial[24];
	int n;

	if (u->trial != DEVICE_NO_TRIAL)
		n = snprintf(text, sizeof(text), "%s",
			format_trial(u->trial, trial, sizeof(trial)));
	else
		n = snprintf(text, sizeof(text), "%s %ld", *u->name ? u->name : "process",
			(long)u->pid);
	if (u->bytes)
		snprintf(text + n, sizeof(text) - (size_t)n, " %.1f",
			(double)u->bytes / GIB);
	if (pen_room(p) < text_width(text) + 1)
		return;
	pen_text(p, u->foreign ? ROLE_LOST : ROLE_STRONG, text);
	p->x += 2;
}

void device_row_draw(struct pen *p, const struct device_report *d)
{
	const struct device_state *s = &d->state;
	char text[32];

	snprintf(text, sizeof(text), "GPU %s", d->device.number);
	pen_left(p, ROLE_TITLE, NUMBER, text);
	p->x++;
	if (pen_room(p) > NAME + MEMORY + BUSY + USERS_LEAST) {
		pen_left(p, ROLE_DIM, NAME, short_name(d->device.name));
		p->x++;
	}
	if (*d->trouble) {
		pen_text(p, ROLE_LOST, d->trouble);
		return;
	}
	if (d->looked) {
		draw_memory(p, s);
		if (s->memory && pen_room(p) > BAR + BUSY + USERS_LEAST) {
			bar_draw(p, BAR, (double)s->used / (double)s->memory);
			p->x++;
		}
		draw_busy(p, s);
	}
	snprintf(text, sizeof(text), "%d of %d", d->taken, d->places);
	if (pen_room(p) > text_width(text)) {
		pen_text(p, ROLE_DIM, text);
		p->x += 2;
	}
	for (size_t i = 0; d->looked && i < s->n_users; i++)
		draw_user(p, &s->users[i]);
}
