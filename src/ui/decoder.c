/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/decoder.h"

#include <stdlib.h>
#include <string.h>

#include "ui/sequence.h"

#define LATE 1.0       /* seconds without a byte after which a sequence is given up */
#define PASTE_LATE 2.0 /* the same in a paste, whose end has been lost */

enum { ESC = 0x1b, BEL = 0x07, CAN = 0x18, SUB = 0x1a };

enum {
	IDLE,
	HELD,	 /* an escape, or more that may begin a key of terminfo's */
	CONTROL, /* ESC [ */
	SINGLE,	 /* ESC O */
	STRING,	 /* ESC ] and the like, up to ST */
	POINTER, /* ESC [ M and three bytes: the mouse of X10 */
};

static const char paste_begin[] = "\033[200~", paste_end[] = "\033[201~";

void decoder_init(struct decoder *d, int (*key_of)(const char *bytes), double escape)
{
	*d = (struct decoder){.key_of = key_of, .escape = escape};
}

static void put(struct decoder *d, struct decoded what)
{
	if (d->last < sizeof(d->out) / sizeof(*d->out))
		d->out[d->last++] = what;
}

static void put_key(struct decoder *d, uint32_t key)
{
	put(d, (struct decoded){.kind = DECODED_KEY, .key = key});
}

bool decoder_next(struct decoder *d, struct decoded *out)
{
	if (d->first == d->last) {
		d->first = d->last = 0;
		return false;
	}
	*out = d->out[d->first++];
	return true;
}

static void forget(struct decoder *d)
{
	d->state = IDLE;
	d->n = 0;
	d->seq[0] = '\0';
}

/* What is too long to be known is kept up to there, and has no end that could be read. */
static void keep(struct decoder *d, unsigned char byte)
{
	if (d->n == DECODER_SEQUENCE)
		return;
	d->seq[d->n++] = (char)byte;
	d->seq[d->n] = '\0';
}

/* Pastes */

/* A paste's lines are typed into one: their ends are blanks, but for the last. */
static void paste_character(struct decoder *d, wchar_t wc)
{
	if (wc == '\r' || wc == '\n' || wc == '\t') {
		d->blank = d->some;
		return;
	}
	if (wc < ' ' || (wc >= 0x7f && wc < 0xa0))
		return;
	if (d->blank)
		put(d, (struct decoded){.kind = DECODED_TEXT, .key = ' '});
	put(d, (struct decoded){.kind = DECODED_TEXT, .key = (uint32_t)wc});
	d->blank = false;
	d->some = true;
}

static void paste(struct decoder *d, unsigned char byte)
{
	wchar_t wc;
	char c = (char)byte;
	size_t rc;

	if (c == paste_end[d->n]) {
		keep(d, byte);
		d->pasting = d->n + 1 < sizeof(paste_end);
		if (!d->pasting)
			forget(d);
		return;
	}
	/* it was no end: the escape is dropped, what followed it is text */
	for (size_t i = 1; i < d->n; i++)
		paste_character(d, d->seq[i]);
	forget(d);
	if (byte == ESC) {
		keep(d, byte);
		return;
	}
	rc = mbrtowc(&wc, &c, 1, &d->chars);
	if (rc == (size_t)-1)
		memset(&d->chars, 0, sizeof(d->chars));
	else if (rc != (size_t)-2)
		paste_character(d, wc);
}

/* Sequences */

static void begin_paste(struct decoder *d)
{
	forget(d);
	d->pasting = true;
	d->blank = d->some = false;
	memset(&d->chars, 0, sizeof(d->chars));
}

/* The sequence is complete. With an escape before it, it is a key without a meaning. */
static void finish(struct decoder *d)
{
	struct decoded what;
	bool meta = d->n > 1 && d->seq[1] == ESC, read;

	if (strcmp(d->seq + meta, paste_begin) == 0) {
		begin_paste(d);
	} else {
		read = d->n < DECODER_SEQUENCE &&
		       sequence_read(d->seq + meta, d->n - meta, &what);
		if (meta && (!read || what.kind != DECODED_KEY))
			put_key(d, UI_ESC); /* it had nothing to do with it */
		if (read && (!meta || what.kind != DECODED_KEY))
			put(d, what);
		forget(d);
	}
}

static void add(struct decoder *d, unsigned char byte);

static void type(struct decoder *d, unsigned char byte)
{
	bool inside = !mbsinit(&d->chars);
	char c = (char)byte;
	wchar_t wc;
	size_t rc = mbrtowc(&wc, &c, 1, &d->chars);

	if (rc == (size_t)-2)
		return;
	if (rc == (size_t)-1) {
		memset(&d->chars, 0, sizeof(d->chars));
		if (inside)
			add(d, byte); /* the character was cut off, this may be one */
	} else if (wc >= 0x80 && wc < 0xa0) {
		add(d, ESC); /* the controls of one byte are short for two */
		add(d, (unsigned char)(wc - 0x40));
	} else if (wc != 0) {
		put_key(d, (uint32_t)wc);
	}
}

/* What is held begins no sequence: it is keys. */
static void let_go(struct decoder *d, bool anew)
{
	char held[DECODER_SEQUENCE + 1];
	size_t n = d->n;

	memcpy(held, d->seq, n);
	forget(d);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || !anew)
			type(d, (unsigned char)held[i]);
		else
			add(d, (unsigned char)held[i]);
}

/* The byte after an escape, or after two. */
static void introduce(struct decoder *d, unsigned char byte, int terminfo)
{
	bool twice = d->n == 3;

	if (byte == '\\' && d->unended) {
		d->unended = false;
		forget(d);
		return;
	}
	switch (byte) {
	case '[':
		d->state = CONTROL;
		break;
	case 'O':
		d->state = SINGLE;
		break;
	case 'P': /* DCS, SOS, OSC, PM, APC */
	case 'X':
	case ']':
	case '^':
	case '_':
		d->state = STRING;
		break;
	case ESC:
		if (twice)
			let_go(d, true);
		break;
	default:
		if (terminfo != KEY_BEGINS)
			let_go(d, true);
	}
}

/* rxvt's keys with Shift end in a byte that elsewhere stands before the end. */
static bool is_of_rxvt(const struct decoder *d)
{
	const char *digits = strchr(d->seq, '[') + 1;
	size_t n = strspn(digits, "0123456789");

	return n > 0 && strcmp(digits + n, "$") == 0;
}

static void control(struct decoder *d, unsigned char byte)
{
	const char *body = strchr(d->seq, '[') + 1;

	if (byte < ' ' || byte >= 0x7f) {
		forget(d); /* no sequence has it */
		add(d, byte);
	} else if (strcmp(body, "[") == 0) {
		return; /* the console's function keys have one byte more */
	} else if (strcmp(body, "M") == 0) {
		d->state = POINTER;
	} else if (byte >= '@' || is_of_rxvt(d)) {
		finish(d);
	}
}

/* The two bytes of ST, or BEL; an escape that is none begins something else. */
static void string(struct decoder *d, unsigned char byte, bool escaped)
{
	bool short_end = byte == 0x9c && MB_CUR_MAX == 1;

	if (byte == BEL || short_end || (escaped && byte == '\\')) {
		finish(d);
	} else if (byte == CAN || byte == SUB) {
		forget(d);
	} else if (escaped) {
		forget(d);
		add(d, ESC);
		add(d, byte);
	}
}

/* A byte of a sequence, or the first of something. */
static void add(struct decoder *d, unsigned char byte)
{
	bool escaped = d->escaped;
	int known = KEY_UNKNOWN;

	d->escaped = byte == ESC;
	if (d->state == IDLE && !mbsinit(&d->chars)) {
		type(d, byte);
		return;
	}
	keep(d, byte);
	if (byte && d->n < DECODER_SEQUENCE && d->state != POINTER)
		known = d->key_of(d->seq);
	/* what the grammar reads to its end may be known by it */
	if (known > 0 || (known == KEY_OF_NOTHING && d->state <= HELD)) {
		forget(d);
		if (known > 0)
			put_key(d, (uint32_t)known);
		return;
	}
	switch (d->state) {
	case IDLE:
		if (byte == ESC || known == KEY_BEGINS)
			d->state = HELD;
		else
			let_go(d, false);
		break;
	case HELD:
		if (d->seq[0] == ESC && (d->n == 2 || (d->n == 3 && d->seq[1] == ESC)))
			introduce(d, byte, known);
		else if (known != KEY_BEGINS)
			let_go(d, true);
		break;
	case CONTROL:
		control(d, byte);
		break;
	case SINGLE:
		if (byte < ' ' || byte >= 0x7f) {
			forget(d);
			add(d, byte);
		} else if (byte >= '@' || byte == ' ') {
			finish(d);
		}
		break;
	case STRING:
		string(d, byte, escaped);
		break;
	case POINTER:
		if (d->n == (size_t)(strchr(d->seq, 'M') - d->seq) + 4)
			finish(d);
		break;
	}
}

void decoder_feed(struct decoder *d, unsigned char byte, double now)
{
	double silence = now - d->at;

	d->at = now;
	if (d->pasting && silence > PASTE_LATE) {
		d->pasting = false;
		forget(d);
	}
	if (d->state > HELD && silence > LATE) {
		d->unended |= d->state == STRING;
		forget(d);
	}
	if (d->pasting)
		paste(d, byte);
	else
		add(d, byte);
}

double decoder_due(const struct decoder *d)
{
	return d->state == HELD ? d->at + d->escape : 0;
}

void decoder_wait(struct decoder *d, double now)
{
	if (d->state == HELD && now >= d->at + d->escape)
		let_go(d, false);
}
