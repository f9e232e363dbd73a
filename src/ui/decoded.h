/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a terminal has sent, once it is decoded. */
#ifndef UI_DECODED_H
#define UI_DECODED_H

#include <stdint.h>

#include "ui/keys.h"

enum mouse_kind { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN, MOUSE_RELEASE };

struct mouse {
	enum mouse_kind kind;
	int y, x; /* on the screen, from 0 */
};

enum decoded_kind {
	DECODED_KEY,
	DECODED_TEXT, /* a character of a paste: never a key */
	DECODED_MOUSE,
	DECODED_GROUND, /* the answer to OSC 11 */
	DECODED_FENCE,	/* the answer to DA1 */
};

struct decoded {
	enum decoded_kind kind;
	uint32_t key; /* of enum ui_key, or a character */
	struct mouse mouse;
	unsigned rgb; /* the ground: 0xRRGGBB */
};

#endif
