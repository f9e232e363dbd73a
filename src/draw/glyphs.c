/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "draw/glyphs.h"

#include <stddef.h>
#include <string.h>

static const uint32_t eighths[] = {
	0x258f, 0x258e, 0x258d, 0x258c, 0x258b, 0x258a, 0x2589};

#define UNICODE_GLYPHS                                                                   \
	.unicode = true, .h = 0x2500, .v = 0x2502, .tl = 0x250c, .tr = 0x2510,           \
	.bl = 0x2514, .br = 0x2518, .tee_down = 0x252c, .tee_up = 0x2534,                \
	.focus_h = 0x2501, .focus_v = 0x2503, .focus_tl = 0x250f, .focus_tr = 0x2513,    \
	.focus_bl = 0x2517, .focus_br = 0x251b, .climbed = 0x2588, .paused = 0x2593,     \
	.stopped = 0x2592, .running = 0x2591, .done = 0x2588, .lost = '!', .seat = 0xb7, \
	.bar_full = 0x2588, .bar_empty = 0x2591, .bar_part = eighths, .bar_parts = 8,    \
	.level = 0x250a, .cut = 0x2506, .cursor = 0x203a, .thumb = 0x2588,               \
	.key_left = 0x2190, .key_right = 0x2192, .eta = "η=", .arrow = "→", .le = "≤",   \
	.floor_l = "⌊", .floor_r = "⌋", .dot = "·", .ellipsis = "…", .up = "↑",          \
	.down = "↓", .step_up = "›", .differs = "≠", .run = "▶", .hold = "‖", .step = "▸", .end = "■",   \
	.star = "★", .back = "◀", .head = 0x25cf, .incumbent = 0x2605,                   \
	.density = {0x2582, 0x2584, 0x2586, 0x2588}, .starting = 0x2591

static const struct glyphs tiers[TIERS] = {
	[TIER_BRAILLE] = {.tier = TIER_BRAILLE, .name = "braille", UNICODE_GLYPHS},
	[TIER_BLOCKS] = {.tier = TIER_BLOCKS, .name = "blocks", UNICODE_GLYPHS},
	[TIER_ASCII] =
		{
			.tier = TIER_ASCII,
			.name = "ascii",
			.h = '-',
			.v = '|',
			.tl = '+',
			.tr = '+',
			.bl = '+',
			.br = '+',
			.tee_down = '+',
			.tee_up = '+',
			.focus_h = '=',
			.focus_v = '|',
			.focus_tl = '#',
			.focus_tr = '#',
			.focus_bl = '#',
			.focus_br = '#',
			.climbed = '#',
			.paused = '=',
			.stopped = 'x',
			.running = '>',
			.done = '*',
			.lost = '!',
			.seat = '.',
			.bar_full = '#',
			.bar_empty = '.',
			.bar_parts = 1,
			.level = ':',
			.cut = '|',
			.cursor = '>',
			.thumb = '#',
			.key_left = '<',
			.key_right = '>',
			.eta = "eta=",
			.arrow = "->",
			.le = "<=",
			.floor_l = "[",
			.floor_r = "]",
			.dot = "-",
			.ellipsis = "~",
			.up = "^",
			.down = "v",
			.step_up = ">",
			.differs = "/",
			.run = ">",
			.hold = "=",
			.step = ".",
			.end = "*",
			.star = "*",
			.back = "<",
			.head = 'O',
			.incumbent = '*',
			.density = {'.', ':', '+', '#'},
			.starting = '-',
		},
};

const struct glyphs *glyphs_of(enum tier t)
{
	return &tiers[t];
}

const struct glyphs *glyphs_find(const char *name)
{
	for (size_t i = 0; i < TIERS; i++)
		if (strcmp(tiers[i].name, name) == 0)
			return &tiers[i];
	return NULL;
}

const struct glyphs *glyphs_choose(const char *name, bool unicode)
{
	const struct glyphs *g = name ? glyphs_find(name) : NULL;

	if (!g || (g->unicode && !unicode))
		g = glyphs_of(unicode ? TIER_BRAILLE : TIER_ASCII);
	return g;
}
