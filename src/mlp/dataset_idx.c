/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/gzfile.h"
#include "base/xalloc.h"
#include "mlp/dataset.h"

/*
 * The format: a big-endian magic number (two zeros, the type of the elements, the number
 * of dimensions), the dimensions as big-endian 32 bit numbers, then the elements.
 */
#define MAGIC_IMAGES 0x00000803u /* unsigned bytes, 3 dimensions */
#define MAGIC_LABELS 0x00000801u /* unsigned bytes, 1 dimension */
#define CHUNK ((size_t)1 << 18)

struct idx {
	const char *path; /* borrowed */
	const char *noun; /* "images" */
	struct gzfile *in;
	uint64_t items; /* by its header */
	size_t size;	/* bytes an item */
};

static int fail(const struct idx *f, const char *what, struct error *err)
{
	return error_at(err, (struct place){.file = f->path}, "%s", what);
}

static uint32_t big_endian(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int check_magic(
	const struct idx *f, uint32_t magic, uint32_t expected, struct error *err)
{
	const char *hint = "";

	if (magic == expected)
		return 0;
	if (magic == MAGIC_IMAGES)
		hint = "; these are images";
	if (magic == MAGIC_LABELS)
		hint = "; these are labels";
	return error_at(err, (struct place){.file = f->path},
		"magic 0x%08" PRIx32 " is not that of IDX %s%s; expected 0x%08" PRIx32
		" (unsigned bytes, %d dimension%s)",
		magic, f->noun, hint, expected, (int)(expected & 0xff),
		expected & 0xfe ? "s" : "");
}

/* Whether the file can hold what its header says. */
static int check_size(const struct idx *f, size_t header, struct error *err)
{
	uint64_t need = f->items * f->size + header, bound = gzfile_bound(f->in);

	if (!f->items)
		return error_at(err, (struct place){.file = f->path},
			"no %s by its header", f->noun);
	if (f->items > ROWS_MAX)
		return error_at(err, (struct place){.file = f->path},
			"%" PRIu64 " %s by its header; at most %zu are allowed", f->items,
			f->noun, ROWS_MAX);
	if (need > bound)
		return error_at(err, (struct place){.file = f->path},
			"truncated: %" PRIu64 " bytes by its header, and it cannot hold "
			"more than %" PRIu64,
			need, bound);
	return 0;
}

static int open_idx(struct idx *f, uint32_t expected, struct error *err)
{
	size_t n_dims = expected & 0xff, header = 4 + 4 * n_dims;
	unsigned char head[16];
	uint32_t dims[3] = {1, 1, 1};
	ssize_t got;

	f->in = gzfile_open(f->path, err);
	if (!f->in)
		return -1;
	got = gzfile_read(f->in, head, header, 0, err);
	if (got < 0)
		return -1;
	if (got == 0)
		return fail(f, "the file is empty", err);
	if (got >= 4 && check_magic(f, big_endian(head), expected, err))
		return -1;
	if ((size_t)got < header)
		return fail(f, "truncated: it ends within the IDX header", err);
	for (size_t i = 0; i < n_dims; i++)
		dims[i] = big_endian(head + 4 + 4 * i);
	if (!dims[1] || !dims[2] || (uint64_t)dims[1] * dims[2] > FEATURES_MAX)
		return error_at(err, (struct place){.file = f->path},
			"images of %" PRIu32 "x%" PRIu32
			" by its header; from 1 to %zu pixels are allowed",
			dims[1], dims[2], FEATURES_MAX);
	f->items = dims[0];
	f->size = (size_t)dims[1] * dims[2];
	return check_size(f, header, err);
}

/* The elements of `items` items. */
static int read_items(struct idx *f, size_t items, uint8_t **out, struct error *err)
{
	size_t left = items * f->size, done = 0, cap = 0;
	unsigned char *chunk = xmalloc(CHUNK);
	int status = -1;

	while (left) {
		size_t want = left < CHUNK ? left : CHUNK;
		ssize_t got = gzfile_read(f->in, chunk, want, 0, err);

		if (got < 0)
			goto out;
		if ((size_t)got < want) {
			error_at(err, (struct place){.file = f->path},
				"truncated: it ends after %zu of %" PRIu64 " %s",
				(done + (size_t)got) / f->size, f->items, f->noun);
			goto out;
		}
		/* Memory follows what was read, not what was promised. */
		if (done + want > cap) {
			cap = done + want + (left - want < done ? left - want : done);
			*out = xreallocarray(*out, cap, sizeof(**out));
		}
		memcpy(*out + done, chunk, want);
		done += want;
		left -= want;
	}
	status = 0;
	if (items == f->items) {
		ssize_t more = gzfile_read(f->in, chunk, 1, 0, err);

		status = more < 0 ? -1 : 0;
		if (more > 0)
			status = error_at(err, (struct place){.file = f->path},
				"more bytes than the %" PRIu64 " %s of its header",
				f->items, f->noun);
	}
out:
	free(chunk);
	return status;
}

static int read_labels(struct dataset *d, struct idx *f, bool classes, struct error *err)
{
	uint8_t *y = NULL;
	int status = read_items(f, d->rows, &y, err);

	if (!status)
		d->y = xcalloc(d->rows, sizeof(*d->y));
	for (size_t r = 0; !status && r < d->rows; r++) {
		d->y[r] = y[r];
		if (classes && y[r] >= d->classes)
			d->classes = y[r] + 1;
	}
	free(y);
	return status;
}

static int read_pair(struct dataset *d, struct idx *images, struct idx *labels,
	const struct dataset_format *format, struct error *err)
{
	if (open_idx(images, MAGIC_IMAGES, err) || open_idx(labels, MAGIC_LABELS, err))
		return -1;
	if (images->items != labels->items)
		return error_at(err, (struct place){.file = labels->path},
			"%" PRIu64 " labels for the %" PRIu64 " images of '%s'",
			labels->items, images->items, images->path);
	d->features = images->size;
	d->rows = d->train = (size_t)images->items;
	if (format->limit && format->limit < d->rows)
		d->rows = d->train = format->limit;
	if (read_labels(d, labels, format->classes, err))
		return -1;
	return read_items(images, d->rows, &d->bytes, err);
}

int dataset_read_idx(struct dataset *d, const char *images, const char *labels,
	const struct dataset_format *format, struct error *err)
{
	struct idx x = {.path = images, .noun = "images"};
	struct idx y = {.path = labels, .noun = "labels"};
	int status;

	*d = (struct dataset){0};
	status = read_pair(d, &x, &y, format, err);
	gzfile_close(x.in);
	gzfile_close(y.in);
	if (status)
		dataset_release(d);
	return status;
}

int dataset_is_idx(const char *path, struct error *err)
{
	struct gzfile *in = gzfile_open(path, err);
	unsigned char head[2];
	ssize_t got;

	if (!in)
		return -1;
	got = gzfile_read(in, head, sizeof(head), 0, err);
	gzfile_close(in);
	if (got < 0)
		return -1;
	return got == 2 && !head[0] && !head[1];
}
