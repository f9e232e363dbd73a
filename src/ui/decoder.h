/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes the bytes that a terminal sends into keys. It looks up the terminal's own keys
 * in terminfo. It reads everything else by the grammar that all terminals share (ECMA-48:
 * CSI, SS3, and the strings that ST ends), however the bytes are split on their way. An
 * unknown sequence is dropped as a whole, so none of its bytes becomes a key.
 */
#ifndef UI_DECODER_H
#define UI_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

#include "ui/decoded.h"

#define DECODER_SEQUENCE 128 /* bytes that are kept of a sequence; the rest is skipped */

/* The bytes are a key without a meaning here, or the beginning of a key, or neither. */
enum { KEY_OF_NOTHING = -2, KEY_BEGINS = -1, KEY_UNKNOWN = 0 };

struct decoder {
	/* The key of enum ui_key that terminfo gives the bytes, or one of the above. */
	int (*key_of)(const char *bytes);
	double escape; /* seconds that are waited after an escape */

	/* inside */
	int state;
	char seq[DECODER_SEQUENCE + 1]; /* ended by a NUL */
	size_t n;
	double at;	  /* when the last byte came */
	bool escaped;	  /* the byte before was an escape */
	bool unended;	  /* a string was given up: its end may come yet */
	mbstate_t chars;  /* in the middle of a character */
	bool pasting;	  /* between the marks of a paste */
	bool blank, some; /* in a paste: a line's end waits for what follows; text came */
	struct decoded out[DECODER_SEQUENCE];
	size_t first, last;
};

void decoder_init(struct decoder *d, int (*key_of)(const char *bytes), double escape);
/* Takes a byte that arrived at `now`, in seconds. Call decoder_next() until false first. */
void decoder_feed(struct decoder *d, unsigned char byte, double now);
/* No more bytes had arrived by `now`: an escape that has waited long enough is a key. */
void decoder_wait(struct decoder *d, double now);
/* The time at which decoder_wait() has something to do; 0: never. */
double decoder_due(const struct decoder *d);
/* The next thing decoded. False: there is none. */
bool decoder_next(struct decoder *d, struct decoded *out);

#endif
