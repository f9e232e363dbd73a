/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The data: CSV and IDX files, good and damaged; generated sets against the shapes they
 * are named for; split and scaling.
 */
#include "config.h"

#include "check_mlp.h"

#include <math.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/stream.h"
#include "mlp/dataset.h"

#define BYTES(s) (s), sizeof(s) - 1

static char folder[] = "/tmp/rungtop-data-XXXXXX";
static char path[64], other[64];

static void make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/data", folder);
	snprintf(other, sizeof(other), "%s/labels", folder);
}

static void remove_folder(void)
{
	unlink(path);
	unlink(other);
	rmdir(folder);
}

static void write_file(const char *name, const void *bytes, size_t n)
{
	FILE *f = fopen(name, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
}

static void write_gzip(const char *name, const void *bytes, unsigned n)
{
	gzFile f = gzopen(name, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(gzwrite(f, bytes, n), (int)n);
	ck_assert_int_eq(gzclose(f), Z_OK);
}

static void check_matches(const char *text, const char *pattern)
{
	regex_t re;

	ck_assert_int_eq(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
	ck_assert_msg(
		!regexec(&re, text, 0, NULL, 0), "'%s' is not like '%s'", text, pattern);
	regfree(&re);
}

/* Every one of them is these two rows: (1, -2.5) of class 0, (0.001, 4) of class 2. */
static const struct {
	const char *text, *label;
} good_csv[] = {
	{"1,-2.5,0\n.001,4,2\n", "last"},
	{"1,-2.5,0\n.001,4,2", "last"},
	{"\n1,-2.5,0\r\n\r\n1e-3,4,2\r\n", "last"},
	{"a,b,c\n1,-2.5,0\n1E-3,+4,2.0\n", "last"},
	{"\"1\",\"-2.5\",\"0\"\n\"0.001\",4,2\n", "last"},
	{" 1 ,\t-2.5, 0\n0.001 , 4 ,2 \n", "last"},
	{"0,1,-2.5\n2,.001,4\n", "first"},
	{"a,class,b\n1,0,-2.5\n.001,2,4\n", "class"},
	{"\"a \"\"x\"\", y\",b,\"my\nclass\"\n1,-2.5,0\n.001,4,2\n", "my\nclass"},
	{"a, class,b\n1,0,-2.5\n.001,2,4\n", "class"},
	{"a, class,b\n1,0,-2.5\n.001,2,4\n", " class"},
	{"a,class ,b\n1,0,-2.5\n.001,2,4\n", "class"},
	{"\xef\xbb\xbf\" class\",\"a\", \"b\"\r\n0,1, \"-2.5\"\r\n2,.001,4\r\n", "class"},
	{"\xef\xbb\xbf class,a,b\n0,1,-2.5\n2,.001,4\n", "class"},
	{"\"a\", \"class\"\t,\t\"b\"\n1,0,-2.5\n.001,2,4\n", "class"},
	{"a,b,c\r\r\n1,-2.5,0\r\r\n.001,4,2\r\r\n", "last"},
	{"a,b,c\r\r\n\r\r\n1,-2.5,0\r\r\r\n.001,4,2\r", "last"},
	{"\"\",\"a\",\"b\",\"c\"\n\"1\",1,-2.5,0\n\"2\",.001,4,2\n", "last"},
	{",a,b,c\nMazda RX4,1,-2.5,0\n\"x, y\",.001,4,2\n", "c"},
	{",0,1,2\n0,1,-2.5,0\n1,.001,4,2\n", "last"},
};

START_TEST(csv_files_give_their_numbers)
{
	struct dataset_format format = {.classes = true, .label = good_csv[_i].label};
	static const float x[] = {1, -2.5f, 0.001f, 4}, y[] = {0, 2};
	struct error err = {0};
	struct dataset d;

	for (int gzip = 0; gzip < 2; gzip++) {
		if (gzip)
			write_gzip(path, good_csv[_i].text,
				(unsigned)strlen(good_csv[_i].text));
		else
			write_file(path, good_csv[_i].text, strlen(good_csv[_i].text));
		ck_assert_msg(!dataset_read_csv(&d, path, &format, &err), "%s", err.text);
		ck_assert_uint_eq(d.rows, 2);
		ck_assert_uint_eq(d.features, 2);
		ck_assert_int_eq(d.classes, 3);
		ck_assert_mem_eq(d.x, x, sizeof(x));
		ck_assert_mem_eq(d.y, y, sizeof(y));
		dataset_release(&d);
	}
}
END_TEST

static const struct {
	const char *text, *label, *pattern;
} bad_csv[] = {
	{"", "last", "data: the file is empty"},
	{"a,b\n", "last", "no rows"},
	{"1\n2\n", "last", ":1: 1 field"},
	{"1,2,0\n1,2\n", "last", ":2: 2 fields where line 1 has 3"},
	{"1,2,0\n\n1,2,3,4\n", "last", ":3: 4 fields where line 1 has 3"},
	{"1,2,0\n1,,0\n", "last", ":2: field 2 is empty"},
	{"1,2,0\n1,two,0\n", "last", ":2: field 2: 'two' is not a number"},
	{"1,2,0\n1,nan,0\n", "last", ":2: field 2: 'nan' is not a finite number"},
	{"1,2,0\n1,1e999,0\n", "last", ":2: .*not a finite number"},
	{"1,2,0\n1,2,0.5\n", "last", ":2: label '0.5' is not a class"},
	{"1,2,0\n1,2,1e999\n", "last", ":2: label '1e999' is not a class"},
	{"1,2,a\n1,2,\n1,2,a\n", "last",
		":2: label '' is not a class; classes are words"},
	{"1,2,a\n1,2,NA\n1,2,a\n", "last", ":2: label 'NA' is not a class"},
	{"1,2,a\n1,2,NaN\n1,2,a\n", "last", ":2: label 'NaN' is not a class"},
	{"1,2,a\n1,2, ?\n1,2,a\n", "last", ":2: label ' \\?' is not a class"},
	{"1,2,a\n1,2,2.5\n", "last", "2.5' is not a class.*task: regression"},
	{"1,2,kind\n1,2,a\n1,2,a\n", "last", ":1: .*of no other row; header: yes or no"},
	{"a;b;c\n1,5;2,5;0\n", "last", ":1: 1 field; .* commas between, not ';'"},
	{"1,5;2,5;0\n1,5;2,5;0\n", "last",
		":2: field 2: '5;2' .* commas between, not ';'"},
	{"a\tb\tc\n1\t2\t0\n", "last", ":1: 1 field; .* not tabs"},
	{"a,b,c\r1,2,0\r1,2,1\r", "last", ":1: its lines end in CR alone"},
	{"a,b,c\n1,NA,0\n", "last", ":2: field 2: 'NA' is not a finite number"},
	{"a,b,c\n1,True,0\n", "last", ":2: field 2: 'True' is not a number"},
	{"a,b,c\n1,\"1,234\",0\n", "last", ":2: field 2: '1,234' is not a number"},
	{"1,2,0\n1,\"2,0\n", "last", ":2: .*quote"},
	{"1,2,0\n", "kind", "kind.*needs a header"},
	{"a,b,kin\n1,2,0\n", "kind", "no column 'kind'; did you mean 'kin'"},
};

START_TEST(damaged_csv_files_are_refused_where_they_are_damaged)
{
	struct dataset_format format = {.classes = true,
		.label = bad_csv[_i].label,
		.header = strcmp(bad_csv[_i].pattern, "kind.*needs a header")
				  ? HEADER_AUTO
				  : HEADER_NO,
		.label_at = {.file = "study"}};
	struct error err = {0};
	struct dataset d;

	write_file(path, bad_csv[_i].text, strlen(bad_csv[_i].text));
	ck_assert_int_eq(dataset_read_csv(&d, path, &format, &err), -1);
	ck_assert(err.usage);
	ck_assert_ptr_null(d.x);
	check_matches(err.text, bad_csv[_i].pattern);
}
END_TEST

/* Features of a column or more; the classes of the rows, in their order. */
static const struct {
	const char *text, *label;
	int classes;
	const char *y;
	size_t features;
} labelled[] = {
	{"5,3,setosa\n6,2,virginica\n7,1,setosa\n", "last", 2, "010", 2},
	{"a,b,kind\n5,3,virginica\n6,2,setosa\n7,1,virginica\n", "last", 2, "101", 2},
	{"kind,a\nno,3\nyes,2\nno,2\n", "first", 2, "010", 1},
	{"no,3\nyes,2\nno,2\n", "first", 2, "010", 1},
	{"a,kind,b\n3, yes ,1\n2,\"no\",1\n2,no,1\n", "kind", 2, "100", 2},
	{"a,y\n1,-1\n2,1\n3,-1\n", "last", 2, "010", 1},
	{"1,-1\n2,+1\n3,1\n", "last", 2, "011", 1},
	{"1,-1\n2,0\n3,1\n", "last", 3, "012", 1},
	{"a,y\n1,1\n2,2\n3,1\n", "last", 2, "010", 1},
	{"a,y\n1,0.0\n2,1.0\n3,1\n", "last", 2, "011", 1},
	{"a,y\n1,3\n2,0\n3,1\n", "last", 4, "301", 1},
	{"a,y\n1,10\n2,9\n3,100\n", "last", 3, "102", 1},
	{"a,y\n1,99999\n2,0\n3,0\n", "last", 2, "100", 1},
	{"a,y\n1,True\n2,False\n3,True\n", "last", 2, "101", 1},
	{"a,y\n1,+\n2,-\n3,+\n", "last", 2, "010", 1},
	{"a,y\n1,None\n2,Mild\n3,None\n", "last", 2, "101", 1},
	{"a,y\n1,\xc3\xa4\n2,b\n3,b\n", "last", 2, "100", 1},
	{"a,y\n1,x\n2,7\n3,x\n", "last", 2, "101", 1},
	{"a,y\n1,\"x\r\n\"\n2,x\r\n3,x\n", "last", 2, "100", 1},
	{"0,1,2,species\n1,1,1,b\n2,2,2,a\n3,3,3,b\n", "last", 2, "101", 3},
	{"400,410,species\n1,1,0\n2,2,1\n3,3,0\n", "last", 2, "010", 2},
	{",a,y\n0,1,p\n1,2,q\n2,3,p\n", "last", 2, "010", 1},
};

START_TEST(labels_are_words_or_numbers)
{
	struct dataset_format format = {.classes = true, .label = labelled[_i].label};
	struct error err = {0};
	struct dataset d;

	write_file(path, labelled[_i].text, strlen(labelled[_i].text));
	ck_assert_msg(!dataset_read_csv(&d, path, &format, &err), "%s", err.text);
	ck_assert_uint_eq(d.rows, 3);
	ck_assert_uint_eq(d.features, labelled[_i].features);
	ck_assert_int_eq(d.classes, labelled[_i].classes);
	for (size_t i = 0; i < d.rows; i++)
		ck_assert_int_eq((int)d.y[i], labelled[_i].y[i] - '0');
	dataset_release(&d);
}
END_TEST

/* Rows to validate on have the classes of those to train on, or are refused. */
START_TEST(labels_to_validate_on_are_those_to_train_on)
{
	struct dataset_format format = {.classes = true, .label = "last"};
	struct error err = {0};
	struct dataset d, val;

	write_file(path, BYTES("1,a\n2,b\n3,c\n"));
	ck_assert_int_eq(dataset_read_csv(&d, path, &format, &err), 0);
	format.labels = d.labels;
	write_file(other, BYTES("1,c\n2,b\n"));
	ck_assert_int_eq(dataset_read_csv(&val, other, &format, &err), 0);
	ck_assert_int_eq((int)val.y[0], 2);
	ck_assert_int_eq((int)val.y[1], 1);
	dataset_append(&d, &val);
	ck_assert_int_eq(d.classes, 3);
	write_file(other, BYTES("1,c\n2,d\n"));
	format.labels = d.labels;
	ck_assert_int_eq(dataset_read_csv(&val, other, &format, &err), -1);
	check_matches(err.text, ":2: label 'd' is not a class of the rows to train on");
	dataset_release(&d);
}
END_TEST

START_TEST(a_label_for_each_row_is_no_class)
{
	struct dataset_format format = {.classes = true, .label = "last"};
	struct error err = {0};
	struct dataset d;
	char text[400];
	int n = 0;

	for (int i = 0; i < 30; i++)
		n += snprintf(text + n, sizeof(text) - (size_t)n, "1,id%d\n", i);
	write_file(path, text, (size_t)n);
	ck_assert_int_eq(dataset_read_csv(&d, path, &format, &err), -1);
	check_matches(err.text, "every row has a label of its own");
}
END_TEST

START_TEST(a_gzip_stream_that_ends_early_is_refused)
{
	struct dataset_format format = {.classes = true, .label = "last"};
	unsigned char bytes[8192];
	char text[4000];
	size_t n = 0, whole;
	struct error err = {0};
	struct dataset d;
	FILE *f;

	for (int i = 0; n < sizeof(text) - 16; i++)
		n += (size_t)snprintf(text + n, 16, "%d,%d,%d\n", i * 7919 % 1000,
			i * 104729 % 1000, i % 2);
	write_gzip(path, text, (unsigned)n);
	f = fopen(path, "rb");
	ck_assert_ptr_nonnull(f);
	whole = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	for (size_t cut = 3; cut < whole; cut += whole / 13) {
		write_file(path, bytes, cut);
		ck_assert_int_eq(dataset_read_csv(&d, path, &format, &err), -1);
		check_matches(err.text, "^/tmp/.*data:");
	}
}
END_TEST

#define IMAGES "\0\0\10\3\0\0\0\3\0\0\0\2\0\0\0\2"
#define LABELS "\0\0\10\1\0\0\0\3"
#define PIXELS "\0\1\2\3\374\375\376\377abcd"
START_TEST(idx_files_give_their_numbers)
{
	struct dataset_format format = {.classes = true};
	static const float x[] = {0, 1, 2, 3, 252, 253, 254, 255, 97, 98, 99, 100};
	static const float y[] = {4, 0, 9};
	struct error err = {0};
	struct dataset d;
	float got[12];

	for (int gzip = 0; gzip < 2; gzip++) {
		if (gzip) {
			write_gzip(path, BYTES(IMAGES PIXELS));
			write_gzip(other, BYTES(LABELS "\4\0\11"));
		} else {
			write_file(path, BYTES(IMAGES PIXELS));
			write_file(other, BYTES(LABELS "\4\0\11"));
		}
		ck_assert_int_eq(dataset_is_idx(path, &err), 1);
		ck_assert_msg(!dataset_read_idx(&d, path, other, &format, &err), "%s",
			err.text);
		ck_assert_uint_eq(d.rows, 3);
		ck_assert_uint_eq(d.features, 4);
		ck_assert_int_eq(d.classes, 10);
		dataset_gather(&d, NULL, 0, 3, got);
		ck_assert_mem_eq(got, x, sizeof(x));
		ck_assert_mem_eq(d.y, y, sizeof(y));
		dataset_release(&d);
	}
	format.limit = 2;
	ck_assert_int_eq(dataset_read_idx(&d, path, other, &format, &err), 0);
	ck_assert_uint_eq(d.rows, 2);
	ck_assert_int_eq(d.classes, 5);
	dataset_release(&d);
}
END_TEST

static const struct {
	const char *images;
	size_t n_images;
	const char *labels;
	size_t n_labels;
	const char *pattern;
} bad_idx[] = {
	{BYTES(""), BYTES(LABELS "\4\0\11"), "data: the file is empty"},
	{BYTES("\0\0"), BYTES(LABELS "\4\0\11"), "data: truncated"},
	{BYTES("\0\0\15\3\0\0\0\3\0\0\0\2\0\0\0\2" PIXELS), BYTES(LABELS "\4\0\11"),
		"data: magic 0x00000d03"},
	{BYTES(LABELS "\4\0\11"), BYTES(LABELS "\4\0\11"),
		"data: magic 0x00000801.*these are labels"},
	{BYTES(IMAGES PIXELS), BYTES(IMAGES PIXELS),
		"labels: magic 0x00000803.*these are images"},
	{BYTES("\0\0\10\3\0\0\0\3\0\0"), BYTES(LABELS "\4\0\11"), "data: truncated"},
	{BYTES("\0\0\10\3\0\0\0\0\0\0\0\2\0\0\0\2"), BYTES(LABELS "\4\0\11"),
		"data: no images"},
	{BYTES("\0\0\10\3\0\0\0\3\0\0\0\0\0\0\0\2"), BYTES(LABELS "\4\0\11"),
		"data: images of 0x2"},
	{BYTES("\0\0\10\3\377\377\377\377\0\0\0\2\0\0\0\2"), BYTES(LABELS "\4\0\11"),
		"data: 4294967295 images"},
	{BYTES("\0\0\10\3\0\377\377\377\0\0\0\2\0\0\0\2" PIXELS), BYTES(LABELS "\4\0\11"),
		"data: truncated"},
	{BYTES(IMAGES "1234"), BYTES(LABELS "\4\0\11"), "data: truncated"},
	{BYTES(IMAGES PIXELS "x"), BYTES(LABELS "\4\0\11"), "data: more bytes"},
	{BYTES(IMAGES PIXELS), BYTES("\0\0\10\1\0\0\0\2\4\0"), "labels: 2 labels for"},
	{BYTES(IMAGES PIXELS), BYTES(LABELS "\4\0"), "labels: truncated"},
};

START_TEST(damaged_idx_files_are_refused)
{
	struct dataset_format format = {.classes = true};
	struct error err = {0};
	struct dataset d;

	write_file(path, bad_idx[_i].images, bad_idx[_i].n_images);
	write_file(other, bad_idx[_i].labels, bad_idx[_i].n_labels);
	ck_assert_int_eq(dataset_read_idx(&d, path, other, &format, &err), -1);
	ck_assert(err.usage);
	ck_assert_ptr_null(d.bytes);
	check_matches(err.text, bad_idx[_i].pattern);
}
END_TEST

/* How far a row without noise is from where its set says that it lies. */
static double away(const char *name, int class, int classes, const double *x, double y)
{
	double r = sqrt(x[0] * x[0] + x[1] * x[1]), angle = atan2(x[1], x[0]);

	if (!strcmp(name, "circles"))
		return r - (class + 1.0) / classes;
	if (!strcmp(name, "spirals")) {
		double t = (r - 0.1) / 0.9;

		return remainder(
			angle - 2 * M_PI * (1.0 * class / classes + 0.75 * t), 2 * M_PI);
	}
	if (!strcmp(name, "moons") && class)
		return hypot(x[0] - 1, x[1] - 0.5) - 1 + fmax(x[1] - 0.5, 0);
	if (!strcmp(name, "moons"))
		return r - 1 + fmax(-x[1], 0);
	if (!strcmp(name, "blobs"))
		return hypot(x[0] - cos(2 * M_PI * class / classes),
			x[1] - sin(2 * M_PI * class / classes));
	if (!strcmp(name, "xor"))
		return (x[0] * x[1] > 0) == (class == 0) ? 0 : 1;
	if (!strcmp(name, "checkerboard"))
		return ((int)floor(2 * x[0]) + (int)floor(2 * x[1]) + 8) % 2 == class ? 0
										      : 1;
	if (!strcmp(name, "sine"))
		return y - sin(M_PI * x[0]);
	return y - 10 * sin(M_PI * x[0] * x[1]) - 20 * pow(x[2] - 0.5, 2) - 10 * x[3] -
	       5 * x[4];
}

static const char *const sets[] = {"spirals", "moons", "blobs", "circles", "xor",
	"checkerboard", "friedman", "sine"};

START_TEST(generated_sets_have_their_shape_and_their_noise)
{
	const struct generator *g = generator_find(sets[_i]);
	gsl_rng *rng = stream_new(5, 0, STREAM_DATA, 0);
	size_t rows = 3000;
	struct dataset d;
	double sum = 0;

	ck_assert_ptr_nonnull(g);
	dataset_generate(&d, g, rows, g->classes_usual, 0, rng);
	ck_assert_int_eq(d.classes, g->classes_usual);
	for (size_t i = 0; i < rows; i++) {
		double x[10] = {0};

		for (size_t k = 0; k < d.features; k++)
			x[k] = (double)d.x[i * d.features + k];
		if (g->classes)
			ck_assert_int_eq((int)d.y[i], (int)(i % (size_t)d.classes));
		ck_assert_double_eq_tol(
			away(g->name, (int)d.y[i], d.classes, x, (double)d.y[i]), 0,
			2e-5);
	}
	dataset_release(&d);
	if (strcmp(g->name, "sine") && strcmp(g->name, "friedman"))
		goto out;
	/* the deviation of what is left is the noise asked for */
	dataset_generate(&d, g, rows, 0, 0.5, rng);
	for (size_t i = 0; i < rows; i++) {
		double x[10] = {0};

		for (size_t k = 0; k < d.features; k++)
			x[k] = (double)d.x[i * d.features + k];
		sum += pow(away(g->name, 0, 0, x, (double)d.y[i]), 2);
	}
	ck_assert_double_eq_tol(sqrt(sum / (double)rows), 0.5, 0.03);
	dataset_release(&d);
out:
	gsl_rng_free(rng);
}
END_TEST

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

START_TEST(a_split_loses_no_row_and_tears_none)
{
	gsl_rng *rng = stream_new(9, 0, STREAM_DATA, 0);
	float seen[100];
	double validated = 0;
	struct dataset d = {.rows = 100, .features = 2, .train = 100};

	d.x = calloc(200, sizeof(float));
	d.y = calloc(100, sizeof(float));
	for (int i = 0; i < 100; i++) {
		d.x[2 * i] = d.y[i] = (float)i;
		d.x[2 * i + 1] = (float)(1000 - i);
	}
	dataset_split(&d, 0.25, rng);
	ck_assert_uint_eq(d.train, 75);
	for (int i = 0; i < 100; i++) {
		ck_assert(d.x[2 * i] == d.y[i] && d.x[2 * i + 1] == 1000 - d.y[i]);
		seen[i] = d.y[i];
		validated += i < 75 ? 0 : (double)d.y[i];
	}
	qsort(seen, 100, sizeof(float), by_value);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq((int)seen[i], i);
	/* 25 at random: their mean is 49.5 ± 5 (the last or first 25 would be ± 37) */
	ck_assert_double_eq_tol(validated / 25, 49.5, 20);
	dataset_release(&d);
	gsl_rng_free(rng);
}
END_TEST

START_TEST(scaling_is_measured_on_the_training_rows)
{
	static const float x[] = {1, 7, 5, 7, 3, 7, 11, 8};
	/* by hand: min 1, max 5; mean 3, variance 8/3; the second feature is constant */
	static const double minmax[] = {0, 0, 1, 0, .5, 0, 2.5, 0};
	static const double standard[] = {
		-1.2247449, 0, 1.2247449, 0, 0, 0, 4.8989795, 0};
	struct dataset d = {.rows = 4, .features = 2, .train = 3};

	d.x = malloc(sizeof(x));
	d.y = calloc(4, sizeof(float));
	memcpy(d.x, x, sizeof(x));
	dataset_scale(&d, _i ? SCALE_STANDARD : SCALE_MINMAX);
	for (int i = 0; i < 8; i++)
		ck_assert_double_eq_tol(
			(double)d.x[i], _i ? standard[i] : minmax[i], 1e-6);
	dataset_release(&d);
}
END_TEST

/* Bytes that are scaled on the way are the floats that were scaled where they lie. */
START_TEST(bytes_scale_as_floats_do)
{
	struct dataset_format format = {.classes = true};
	enum scaling how = _i ? SCALE_STANDARD : SCALE_MINMAX;
	static const uint32_t order[] = {2, 0, 1};
	struct error err = {0};
	struct dataset bytes, floats, mixed;
	float a[12], b[12], c[8];

	write_file(path, BYTES(IMAGES PIXELS));
	write_file(other, BYTES(LABELS "\4\0\11"));
	ck_assert_int_eq(dataset_read_idx(&bytes, path, other, &format, &err), 0);
	floats = (struct dataset){.rows = 3, .features = 4, .train = 3};
	floats.x = malloc(sizeof(a));
	floats.y = calloc(3, sizeof(float));
	dataset_gather(&bytes, NULL, 0, 3, floats.x);
	dataset_scale(&bytes, how);
	dataset_scale(&floats, how);
	dataset_gather(&bytes, order, 0, 3, a);
	dataset_gather(&floats, order, 0, 3, b);
	for (int i = 0; i < 12; i++)
		ck_assert_float_eq_tol(a[i], b[i], 1e-6f);
	dataset_release(&bytes);
	/* joined, they are floats */
	ck_assert_int_eq(dataset_read_idx(&mixed, path, other, &format, &err), 0);
	dataset_append(&mixed, &floats);
	ck_assert_uint_eq(mixed.rows, 6);
	ck_assert_uint_eq(mixed.train, 3);
	dataset_gather(&mixed, NULL, 2, 2, c);
	ck_assert(c[0] == 97 && c[3] == 100 && c[4] == b[4] && c[7] == b[7]);
	dataset_release(&mixed);
}
END_TEST

TCase *data_case(void)
{
	TCase *tc = tcase_create("data");

	tcase_add_unchecked_fixture(tc, make_folder, remove_folder);
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, csv_files_give_their_numbers, 0,
		(int)(sizeof(good_csv) / sizeof(*good_csv)));
	tcase_add_loop_test(tc, damaged_csv_files_are_refused_where_they_are_damaged, 0,
		(int)(sizeof(bad_csv) / sizeof(*bad_csv)));
	tcase_add_loop_test(tc, labels_are_words_or_numbers, 0,
		(int)(sizeof(labelled) / sizeof(*labelled)));
	tcase_add_test(tc, labels_to_validate_on_are_those_to_train_on);
	tcase_add_test(tc, a_label_for_each_row_is_no_class);
	tcase_add_test(tc, a_gzip_stream_that_ends_early_is_refused);
	tcase_add_test(tc, idx_files_give_their_numbers);
	tcase_add_loop_test(tc, damaged_idx_files_are_refused, 0,
		(int)(sizeof(bad_idx) / sizeof(*bad_idx)));
	tcase_add_loop_test(tc, generated_sets_have_their_shape_and_their_noise, 0,
		(int)(sizeof(sets) / sizeof(*sets)));
	tcase_add_test(tc, a_split_loses_no_row_and_tears_none);
	tcase_add_loop_test(tc, scaling_is_measured_on_the_training_rows, 0, 2);
	tcase_add_loop_test(tc, bytes_scale_as_floats_do, 0, 2);
	return tc;
}
