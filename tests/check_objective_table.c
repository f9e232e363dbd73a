/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Recorded curves: tables good and damaged, every mistake exactly one line; the space
 * that they span; trials that tell them again.
 */
#include "config.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "base/strbuf.h"
#include "check_objective.h"
#include "objective/objective.h"

static char folder[] = "/tmp/rungtop-table-XXXXXX";
static char path[64];
static const char *const dirs[] = {folder, NULL};

static void make_folder(void)
{
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/t.csv", folder);
}

static void remove_folder(void)
{
	unlink(path);
	rmdir(folder);
}

static void write_table(const char *text, bool gzip)
{
	gzFile f = gzopen(path, gzip ? "wb" : "wbT");
	unsigned n = (unsigned)strlen(text);

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(gzwrite(f, text, n), (int)n);
	ck_assert_int_eq(gzclose(f), Z_OK);
}

/* What the study file says: no parameters unless `asked`, metrics unless NULL. */
static struct objective *open_table(
	const char *metrics, const struct space *asked, struct error *err)
{
	static const struct place at = {"s.yaml", 2, 3}, metrics_at = {"s.yaml", 2, 40};
	static const struct space none = {0};
	struct knobs k;
	struct objective_setup setup = {.knobs = &k,
		.space = asked ? asked : &none,
		.data_dirs = dirs,
		.max_epoch = 9};
	struct objective *o;

	*err = (struct error){.text = ""};
	knobs_init(&k, objective_table.kind.knobs, at);
	ck_assert_int_eq(knobs_set(&k, "table", "data", "t.csv", at, err), 0);
	if (metrics)
		ck_assert_int_eq(
			knobs_set(&k, "table", "metrics", metrics, metrics_at, err), 0);
	o = objective_table.open(&setup, err);
	knobs_release(&k);
	return o;
}

static struct objective *open_ok(const char *metrics)
{
	struct error err;
	struct objective *o = open_table(metrics, NULL, &err);

	ck_assert_msg(o != NULL, "%s", err.text);
	return o;
}

/* Each is the same record: two configurations, of two epochs and one. */
static const char *const good[] = {
	"config,epoch,seconds,lr,val_error\n0,1,2,.1,.5\n0,2,3,.1,.25\n1,1,4,.2,.75\n",
	"config,epoch,seconds,lr,val_error\r\n1,1,4,.2,.75\r\n\r\n0,2,3,.10,.25\r\n"
	"0,1,2,1e-1,.5",
	"\xef\xbb\xbf val_error ,\"lr\",epoch,config,seconds\n.5, 0.1 ,1,0,2\n"
	".75,\"0.2\",1,1, 4\n25e-2,.1,2,0,3\n",
};

START_TEST(tables_are_read_in_any_order)
{
	static const double want[][3] = {{.5, .25, NAN}, {.75, NAN, NAN}};
	static const double seconds[][2] = {{2, 3}, {4, 0}};

	for (int gzip = 0; gzip < 2; gzip++) {
		struct objective *o;

		write_table(good[_i], gzip);
		o = open_ok(NULL);
		ck_assert_str_eq(objective_table.summary(o),
			"2 configurations of 1 parameter, 2 epochs at most, 1 all");
		ck_assert_int_eq(objective_table.max_epoch(o), 1);
		for (uint32_t c = 0; c < 2; c++) {
			struct trial_setup setup = {.row = c};
			struct error err = {0};
			double m[METRICS_MAX];
			void *t = objective_table.trial_new(o, &setup, &err);

			ck_assert_ptr_nonnull(t);
			ck_assert_uint_lt(objective_table.trial_bytes(t), 64);
			for (int e = 0; isfinite(want[c][e]); e++) {
				ck_assert_int_eq(
					objective_table.trial_epoch(t, o, NULL, m, &err),
					0);
				ck_assert(m[0] == want[c][e]);
				ck_assert(objective_table.trial_seconds(t) ==
					  seconds[c][e]);
			}
			ck_assert_int_eq(
				objective_table.trial_epoch(t, o, NULL, m, &err), -1);
			ck_assert_str_eq(err.text,
				c ? "the table has no epoch 2 for configuration 1"
				  : "the table has no epoch 3 for configuration 0");
			objective_table.trial_free(t);
		}
		objective_table.close(o);
	}
}
END_TEST

START_TEST(after_the_last_configuration_there_is_none)
{
	struct error err = {0};
	struct objective *o;

	write_table(good[0], false);
	o = open_ok(NULL);
	ck_assert_ptr_null(
		objective_table.trial_new(o, &(struct trial_setup){.row = 2}, &err));
	ck_assert_str_eq(err.text, "the table has no configuration 2; they end at 1");
	objective_table.close(o);
}
END_TEST

#define HEAD "config,epoch,lr,val_error\n"

/* What t.csv holds, and the line that it leads to, after its folder. */
static const char *const bad[][2] = {
	{"", "t.csv:1:1: the file is empty; a table has a header and a row an epoch"},
	{HEAD, "t.csv:1:1: no rows after the header; there must be one an epoch"},
	{"epoch,lr,val_error\n1,.1,.5\n",
		"t.csv:1:1: there is no column 'config'; a table has config, epoch, "
		"metrics, and may have seconds and parameters"},
	{"\nconfig,Epoch,lr,val_error\n0,1,.1,.5\n",
		"t.csv:2:1: there is no column 'epoch'; a table has config, epoch, "
		"metrics, and may have seconds and parameters"},
	{"config,epoch,,val_error\n",
		"t.csv:1:14: column 3 has no name; every column must have one"},
	{"config,epoch,lr,val_error,\"lr\"\n",
		"t.csv:1:27: column 5 is called 'lr', as column 3 is; names must differ"},
	{"config,epoch,lr,error\n",
		"t.csv:1:1: no column is a metric; known are val_error val_loss val_acc "
		"train_loss val_rmse val_r2, others are to be named by metrics"},
	{HEAD "0,1,.1\n", "t.csv:2:5: 3 fields in this row; every row must have 4, as "
			  "the header has"},
	{HEAD "0,1,.1,.5,7\n", "t.csv:2:11: 5 fields in this row; every row must have 4, "
			       "as the header has"},
	{HEAD "zero,1,.1,.5\n", "t.csv:2:1: config cannot be 'zero'; it must be a whole "
				"number from 0 to 4294967293"},
	{HEAD "-1,1,.1,.5\n",
		"t.csv:2:1: config cannot be '-1'; it must be a whole number from 0 to "
		"4294967293"},
	{HEAD "0,99999999999,.1,.5\n", "t.csv:2:3: epoch cannot be '99999999999'; it "
				       "must be a whole number from "
				       "1 to 1000000000"},
	{HEAD "0,1,.1,.5\n0.5,1,.1,.5\n",
		"t.csv:3:1: config cannot be '0.5'; it must be a whole number from 0 to "
		"4294967293"},
	{HEAD "0,0,.1,.5\n", "t.csv:2:3: epoch cannot be '0'; it must be a whole number "
			     "from 1 to 1000000000"},
	{HEAD "0,,.1,.5\n", "t.csv:2:3: epoch cannot be ''; it must be a whole number "
			    "from 1 to 1000000000"},
	{HEAD "0,1,.1,good\n", "t.csv:2:8: val_error cannot be 'good'; it must be a "
			       "number, or nan or nothing where there is none"},
	{"seconds," HEAD "0,0,1,.1,.5\n", "t.csv:2:1: seconds cannot be '0'; it must be "
					  "a number above 0 up to 1000000000000"},
	{"seconds," HEAD "nan,0,1,.1,.5\n",
		"t.csv:2:1: seconds cannot be 'nan'; it must be a number above 0 up to "
		"1000000000000"},
	{HEAD "0,1,.1,.5\n0,3,.1,.5\n", "t.csv:3:3: configuration 0 has epoch 3 and no "
					"epoch 2; it must have 1, 2, 3, … without gaps"},
	{HEAD "0,1,.1,.5\n1,2,.1,.5\n", "t.csv:3:3: configuration 1 has epoch 2 and no "
					"epoch 1; it must have 1, 2, 3, … without gaps"},
	{HEAD "0,1,.1,.5\n1,1,.1,.5\n0,1,.1,.4\n",
		"t.csv:4:3: configuration 0 has epoch 1 already on line 2; each must "
		"occur once"},
	{HEAD "0,1,.1,.5\n2,1,.1,.5\n3,1,.1,.5\n",
		"t.csv:3:1: config is 2 here and never 1; it must be 0, 1, 2, … without "
		"gaps"},
	{HEAD "1,1,.1,.5\n", "t.csv:2:1: config is 1 here and never 0; it must be 0, 1, "
			     "2, … without gaps"},
	{HEAD "0,1,.1,.5\n1,1,.2,.5\n0,2,.2,.4\n",
		"t.csv:4:5: lr is '.2' here and '.1' on line 2; it must be the same in "
		"all epochs of configuration 0"},
	{HEAD "0,1,.1,\"5\n", "t.csv:2: a quote is opened and never closed"},
};

START_TEST(damaged_tables_are_refused_where_they_are_damaged)
{
	struct error err;

	write_table(bad[_i][0], _i % 2);
	ck_assert_ptr_null(open_table(NULL, NULL, &err));
	ck_assert(err.usage);
	ck_assert_int_eq(strncmp(err.text, folder, strlen(folder)), 0);
	ck_assert_str_eq(err.text + strlen(folder) + 1, bad[_i][1]);
}
END_TEST

START_TEST(metrics_may_be_named)
{
	static const char *const wrong[][2] = {
		{"eror", "s.yaml:2:40: unknown column 'eror' in the table; did you mean "
			 "'error'?"},
		{"seconds", "s.yaml:2:40: unknown column 'seconds' in the table; there "
			    "are: val_loss, error, lr"},
		{"error error", "s.yaml:2:40: metrics has 'error' twice; each may "
				"occur once"},
		{" ", "s.yaml:2:40: metrics is empty; it must name columns"},
	};
	struct error err;
	struct objective *o;
	const struct value *const *configs;
	const char *const *names;
	size_t n;

	write_table("config,epoch,seconds,val_loss,error,lr\n0,1,1,2,3,4\n", false);
	o = open_ok("error, val_loss");
	ck_assert_uint_eq(objective_table.metrics(o, &names), 2);
	ck_assert_str_eq(names[0], "error");
	ck_assert_str_eq(names[1], "val_loss");
	ck_assert_uint_eq(objective_table.own_space(o, &configs, &n)->n, 1);
	objective_table.close(o);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		ck_assert_ptr_null(open_table(wrong[i][0], NULL, &err));
		ck_assert_str_eq(err.text, wrong[i][1]);
	}
}
END_TEST

START_TEST(known_metrics_come_in_their_usual_order)
{
	struct objective *o;
	const char *const *names;

	write_table("config,train_loss,epoch,val_acc,val_error\n0,1,1,1,1\n", false);
	o = open_ok(NULL);
	ck_assert_uint_eq(objective_table.metrics(o, &names), 3);
	ck_assert_str_eq(names[0], "val_error");
	ck_assert_str_eq(names[1], "val_acc");
	ck_assert_str_eq(names[2], "train_loss");
	objective_table.close(o);
}
END_TEST

/* It ends its curve and does not shorten the others. */
START_TEST(what_is_not_finite_diverged)
{
	struct error err = {0};
	struct objective *o;
	double m[METRICS_MAX];
	void *t;

	write_table("config,epoch,val_error,val_loss\n0,1,.5,nan\n0,2,,1\n1,1,1,1\n"
		    "1,2,1,1\n1,3,1,1\n",
		false);
	o = open_ok(NULL);
	ck_assert_int_eq(objective_table.max_epoch(o), 3);
	t = objective_table.trial_new(o, &(struct trial_setup){.row = 0}, &err);
	ck_assert_int_eq(objective_table.trial_epoch(t, o, NULL, m, &err), 0);
	ck_assert(isnan(m[1]));
	ck_assert(objective_table.trial_seconds(t) == 1); /* there is no such column */
	ck_assert_int_eq(objective_table.trial_epoch(t, o, NULL, m, &err), 1);
	ck_assert(isnan(m[0]) && m[1] == 1);
	objective_table.trial_free(t);
	objective_table.close(o);
}
END_TEST

START_TEST(parameters_span_a_space)
{
	static const char *const want[][2] = {
		{"whole", "int_uniform"},
		{"real", "uniform"},
		{"log", "log_uniform_values"},
		{"whole_log", "q_log_uniform_values"},
		{"text", "categorical"},
		{"mixed", "categorical"},
		{"one", "constant"},
		{"word", "constant"},
		{"signed", "uniform"},
	};
	static const char *const json[] = {
		"{\"whole\":8,\"real\":0.25,\"log\":0.0001,\"whole_log\":1,\"text\":"
		"\"sgd\",\"mixed\":\"64\",\"one\":0.9,\"word\":\"relu\",\"signed\":-1.5}",
		"{\"whole\":16,\"real\":0.5,\"log\":0.1,\"whole_log\":1000,\"text\":"
		"\"adam\",\"mixed\":\"64x64\",\"one\":0.9,\"word\":\"relu\",\"signed\":"
		"1000}",
		"{\"whole\":9,\"real\":0.1,\"log\":0.02,\"whole_log\":30,\"text\":"
		"\"sgd\",\"mixed\":\"\",\"one\":0.9,\"word\":\"relu\",\"signed\":0}",
	};
	struct objective *o;
	const struct value *const *configs;
	const struct space *s;
	size_t n;

	write_table("config,epoch,val_error,whole,real,log,whole_log,text,mixed,one,word,"
		    "signed\n"
		    "0,1,1,8,.25,1e-4,1,sgd,64,.9,relu,-1.5\n"
		    "1,1,1,16,.5,.1,1000,adam,64x64,0.90,relu,1000\n"
		    "2,1,1,9,.1,.02,30,sgd,,.9,relu,-0\n",
		false);
	o = open_ok(NULL);
	s = objective_table.own_space(o, &configs, &n);
	ck_assert_uint_eq(n, 3);
	ck_assert_uint_eq(s->n, sizeof(want) / sizeof(*want));
	for (size_t p = 0; p < s->n; p++) {
		const struct domain *d = &s->params[p].domain;

		ck_assert_str_eq(s->params[p].name, want[p][0]);
		ck_assert_str_eq(domain_name(d), want[p][1]);
		for (size_t i = 0; i < n; i++) {
			double u = domain_position(d, configs[i][p]);

			ck_assert(u >= 0 && u <= 1);
			ck_assert(domain_is_numeric(d) ||
				  value_equal(domain_quantile(d, u), configs[i][p]));
		}
	}
	for (size_t i = 0; i < n; i++) {
		struct strbuf out;

		strbuf_init(&out);
		space_print_json(s, configs[i], &out);
		ck_assert_str_eq(out.buf, json[i]);
		strbuf_release(&out);
	}
	objective_table.close(o);
}
END_TEST

#define SHUFFLED 40

/* The configurations of a table with x = its number, in the order of the trials. */
static void read_shuffled(uint64_t seed, int order[SHUFFLED])
{
	static const struct place at = {"s.yaml", 2, 3};
	static const struct space none = {0};
	struct knobs k;
	struct objective_setup setup = {.knobs = &k,
		.space = &none,
		.data_dirs = dirs,
		.seed = seed,
		.max_epoch = 1};
	const struct value *const *configs;
	struct error err = {0};
	struct objective *o;
	size_t n;

	knobs_init(&k, objective_table.kind.knobs, at);
	knobs_set(&k, "table", "data", "t.csv", at, &err);
	knobs_set(&k, "table", "shuffle", "true", at, &err);
	o = objective_table.open(&setup, &err);
	ck_assert_msg(o != NULL, "%s", err.text);
	knobs_release(&k);
	objective_table.own_space(o, &configs, &n);
	ck_assert_uint_eq(n, SHUFFLED);
	for (uint32_t i = 0; i < SHUFFLED; i++) {
		struct trial_setup trial = {.row = i};
		void *t = objective_table.trial_new(o, &trial, &err);
		double m[METRICS_MAX];

		ck_assert_int_eq(objective_table.trial_epoch(t, o, NULL, m, &err), 0);
		order[i] = (int)configs[i][0].number;
		ck_assert_double_eq(m[0], order[i]); /* the curve is the same one's */
		objective_table.trial_free(t);
	}
	objective_table.close(o);
}

START_TEST(shuffled_trials_take_every_configuration_once)
{
	int one[SHUFFLED], again[SHUFFLED], other[SHUFFLED], seen[SHUFFLED] = {0};
	struct strbuf csv;

	strbuf_init(&csv);
	strbuf_adds(&csv, "config,epoch,x,val_error\n");
	for (int i = 0; i < SHUFFLED; i++)
		strbuf_addf(&csv, "%d,1,%d,%d\n", i, i, i);
	write_table(csv.buf, false);
	strbuf_release(&csv);
	read_shuffled(1, one);
	read_shuffled(1, again);
	read_shuffled(2, other);
	for (int i = 0; i < SHUFFLED; i++)
		seen[one[i]]++;
	for (int i = 0; i < SHUFFLED; i++)
		ck_assert_int_eq(seen[i], 1);
	ck_assert_mem_eq(one, again, sizeof(one));
	ck_assert_mem_ne(one, other, sizeof(one));
}
END_TEST

START_TEST(parameters_of_the_study_file_must_be_columns)
{
	struct parameter p = {.name = (char *)"lr", .at = {"s.yaml", 5, 3}};
	struct space asked = {.params = &p, .n = 1};
	struct error err;
	struct objective *o;

	write_table(good[0], false);
	o = open_table(NULL, &asked, &err);
	ck_assert_msg(o != NULL, "%s", err.text);
	objective_table.close(o);
	p.name = (char *)"rate";
	ck_assert_ptr_null(open_table(NULL, &asked, &err));
	ck_assert_str_eq(err.text, "s.yaml:5:3: unknown parameter 'rate' in the table; "
				   "there is only: lr");
}
END_TEST

TCase *table_case(void)
{
	TCase *tc = tcase_create("table");

	tcase_add_unchecked_fixture(tc, make_folder, remove_folder);
	tcase_add_loop_test(
		tc, tables_are_read_in_any_order, 0, (int)(sizeof(good) / sizeof(*good)));
	tcase_add_test(tc, after_the_last_configuration_there_is_none);
	tcase_add_loop_test(tc, damaged_tables_are_refused_where_they_are_damaged, 0,
		(int)(sizeof(bad) / sizeof(*bad)));
	tcase_add_test(tc, metrics_may_be_named);
	tcase_add_test(tc, known_metrics_come_in_their_usual_order);
	tcase_add_test(tc, what_is_not_finite_diverged);
	tcase_add_test(tc, parameters_span_a_space);
	tcase_add_test(tc, shuffled_trials_take_every_configuration_once);
	tcase_add_test(tc, parameters_of_the_study_file_must_be_columns);
	return tc;
}
