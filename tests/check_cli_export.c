/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What show and export make of the lines of --events. */
#include "config.h"

#include <check.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "check_cli_export.h"
#include "cli/export.h"
#include "cli/summary.h"

#define TASK(SEQ, TRIAL, TO)                                                             \
	"{\"seq\":" SEQ ",\"t\":1.5,\"event\":\"task\",\"trial\":" TRIAL                 \
	",\"worker\":0,"                                                                 \
	"\"from\":0,\"to\":" TO ",\"bracket\":0,\"round\":0,\"rung\":0}\n"
#define REPORT(SEQ, TRIAL, EPOCH, VALUE, SECONDS)                                        \
	"{\"seq\":" SEQ ",\"t\":2,\"event\":\"report\",\"trial\":" TRIAL                 \
	",\"epoch\":" EPOCH ",\"metrics\":{\"val_error\":" VALUE                         \
	",\"noise, \\\"pink\\\"\":0.1},\"seconds\":" SECONDS "}\n"
#define TRIAL(SEQ, ID, WORD)                                                             \
	"{\"seq\":" SEQ ",\"t\":1.25,\"event\":\"trial\",\"trial\":" ID ",\"config\":{"  \
	"\"epoch\":0.10000000000000001,\"a,b\":" WORD "},\"bracket\":0,\"round\":0}\n"

/* Names and values that need care; T1 diverges, T2 never trains an epoch. */
static const char events[] =
	"{\"seq\":1,\"t\":0,\"event\":\"study\",\"name\":\"say \\\"hm\\\"\",\"seed\":1,"
	"\"metric\":\"val_error\",\"goal\":\"minimize\",\"objective\":\"mlp\","
	"\"version\":\"0\",\"summary\":\"\",\"simulated\":false,\"metrics\":["
	"\"val_error\",\"noise, \\\"pink\\\"\"],\"stop\":{\"rounds\":0,\"trials\":3,"
	"\"epochs\":0,\"seconds\":0,\"value\":null},\"parameters\":{\"epoch\":{"
	"\"distribution\":\"uniform\",\"min\":0,\"max\":1},\"a,b\":{\"distribution\":"
	"\"categorical\",\"values\":[\"x\",\"two\\nlines\",\"c \\\"d\\\"\"]}}}\n"
	"{\"seq\":2,\"t\":0,\"event\":\"scheduler\",\"name\":\"random\",\"eta\":0,"
	"\"r_min\":0,\"r_max\":2,\"levels\":[2],\"idle\":\"next_round\",\"resume\":"
	"\"warm\",\"brackets\":1,\"spec\":\"random max=2\"}\n" TRIAL(
		"3", "0", "\"two\\nlines\"") TASK("4", "0", "2") REPORT("5", "0", "1",
		"0.25", "0.125") REPORT("6", "0", "2", "0.1",
		"0.0") "{\"seq\":7,\"t\":2,\"event\":\"incumbent\",\"trial\":0,\"epoch\":"
		       "2,\"value\":0.1}\n" TRIAL("8", "1", "\"c \\\"d\\\"\"") TASK(
			       "9", "1", "2") REPORT("10", "1", "1", "null",
			       "0.5") "{\"seq\":11,\"t\":3,\"event\":\"end\",\"trial\":1,"
				      "\"state\":\"diverged\",\"why\":"
				      "\"not finite\"}\n" TRIAL("12", "2", "\"x\"");

static const char table[] =
	"config,param_epoch,\"a,b\",epoch,val_error,\"noise, \"\"pink\"\"\",seconds\n"
	"0,0.1,\"two\nlines\",1,0.25,0.1,0.125\n"
	"0,0.1,\"two\nlines\",2,0.1,0.1,1e-06\n"
	"1,0.1,\"c \"\"d\"\"\",1,,0.1,0.5\n"
	"2,0.1,x,1,,,1e-06\n";

#define BEGIN(OP) "\n{\"op_code\":" OP ",\"worker_id\":\"rungtop\","

/* Lines of the journal, in their order. */
static const char *const journal[] = {
	"{\"op_code\":0,\"worker_id\":\"rungtop\",\"study_name\":\"say \\\"hm\\\"\","
	"\"directions\":[1]}\n",
	BEGIN("3") "\"study_id\":0,\"system_attr\":{\"study:metric_names\":"
		   "[\"val_error\"]}}\n",
	BEGIN("2") "\"study_id\":0,\"user_attr\":{\"scheduler\":\"random max=2\"}}\n",
	BEGIN("4") "\"study_id\":0,\"datetime_start\":\"2023-11-14T22:13:20.000000\"}\n",
	BEGIN("5") "\"trial_id\":0,\"param_name\":\"epoch\",\"param_value_internal\":0.1,"
		   "\"distribution\":\"{\\\"name\\\":\\\"FloatDistribution\\\",",
	BEGIN("5") "\"trial_id\":0,\"param_name\":\"a,b\",\"param_value_internal\":1,",
	BEGIN("8") "\"trial_id\":0,\"user_attr\":{\"bracket\":0}}\n",
	BEGIN("7") "\"trial_id\":0,\"step\":1,\"intermediate_value\":0.25}\n",
	BEGIN("7") "\"trial_id\":1,\"step\":1,\"intermediate_value\":NaN}\n",
	BEGIN("8") "\"trial_id\":1,\"user_attr\":{\"why\":\"not finite\"}}\n",
	BEGIN("6") "\"trial_id\":1,\"state\":3,\"values\":null,\"datetime_complete\":"
		   "\"2023-11-14T22:13:21.750000\"}\n",
	BEGIN("8") "\"trial_id\":0,\"user_attr\":{\"paused\":true}}\n",
};

static char from[] = "/tmp/rungtop-export-XXXXXX";
static char to[] = "/tmp/rungtop-export-XXXXXX.out";

static void write_events(size_t n)
{
	FILE *f;
	int fd;

	strcpy(from + strlen(from) - 6, "XXXXXX");
	fd = mkstemp(from);
	ck_assert_int_ge(fd, 0);
	f = fdopen(fd, "w");
	ck_assert_uint_eq(fwrite(events, 1, n, f), n);
	fclose(f);
	snprintf(to, sizeof(to), "%s.out", from);
}

static int export(
	int (*write)(const char *, struct output *, struct error *), struct error *err)
{
	struct output *out = output_open("export", to, err);
	struct error close_err;
	int rc;

	ck_assert_ptr_nonnull(out);
	rc = write(from, out, err);
	ck_assert_int_eq(output_close(out, &close_err), 0);
	return rc;
}

static char *written(void)
{
	static char text[8192];
	FILE *f = fopen(to, "r");
	size_t n = fread(text, 1, sizeof(text) - 1, f);

	fclose(f);
	text[n] = '\0';
	return text;
}

static void clean(void)
{
	unlink(from);
	unlink(to);
}

START_TEST(csv_has_a_row_an_epoch)
{
	struct error err;

	write_events(sizeof(events) - 1);
	ck_assert_msg(!export(export_csv, &err), "%s", err.text);
	ck_assert_str_eq(written(), table);
	clean();
}
END_TEST

START_TEST(json_has_everything)
{
	const char *second = "two\nlines";
	struct error err;
	json_error_t wrong;
	json_t *doc, *trial;

	write_events(sizeof(events) - 1);
	ck_assert_msg(!export(export_json, &err), "%s", err.text);
	doc = json_load_file(to, 0, &wrong);
	ck_assert_msg(doc != NULL, "%d: %s", wrong.line, wrong.text);
	ck_assert_str_eq(
		json_string_value(json_object_get(json_object_get(doc, "study"), "name")),
		"say \"hm\"");
	ck_assert_uint_eq(json_array_size(json_object_get(doc, "schedulers")), 1);
	ck_assert(json_is_null(json_object_get(doc, "finish")));
	ck_assert_uint_eq(json_array_size(json_object_get(doc, "trials")), 3);
	trial = json_array_get(json_object_get(doc, "trials"), 0);
	ck_assert_str_eq(json_string_value(json_object_get(
				 json_object_get(trial, "config"), "a,b")),
		second);
	ck_assert_uint_eq(json_array_size(json_object_get(
				  json_object_get(trial, "curve"), "val_error")),
		2);
	trial = json_array_get(json_object_get(doc, "trials"), 1);
	ck_assert_str_eq(json_string_value(json_object_get(trial, "state")), "diverged");
	ck_assert_str_eq(json_string_value(json_object_get(trial, "why")), "not finite");
	json_decref(doc);
	clean();
}
END_TEST

/* Cut anywhere, the lines that are whole are there. */
START_TEST(what_is_cut_goes_as_far_as_it_goes)
{
	size_t cut = sizeof(events) - 1 - (size_t)_i * 40;
	struct error err;

	write_events(cut);
	while (cut && events[cut - 1] != '\n')
		cut--;
	ck_assert_msg(!export(export_csv, &err), "%s", err.text);
	ck_assert(!strncmp(written(), table, 20));
	unlink(to);
	ck_assert_msg(!export(export_json, &err), "%s", err.text);
	json_decref(json_loads(written(), 0, NULL));
	clean();
}
END_TEST

/* The last event was at 1.25 s, and the file is of 1700000000. */
START_TEST(optuna_has_a_journal)
{
	const struct timespec times[2] = {{.tv_sec = 1700000000}, {.tv_sec = 1700000000}};
	const char *at;
	struct error err;

	setenv("TZ", "UTC", 1);
	tzset();
	write_events(sizeof(events) - 1);
	ck_assert_int_eq(utimensat(AT_FDCWD, from, times, 0), 0);
	ck_assert_msg(!export(export_optuna_journal, &err), "%s", err.text);
	at = written();
	for (size_t i = 0; i < sizeof(journal) / sizeof(*journal); i++) {
		const char *line = strstr(at, journal[i]);

		ck_assert_msg(line != NULL, "no %s in %s", journal[i], at);
		at = line + 1;
	}
	clean();
}
END_TEST

START_TEST(optuna_has_a_storage)
{
	struct error err;

	write_events(sizeof(events) - 1);
	ck_assert_msg(!export_optuna(from, to, "3.2", &err), "%s", err.text);
	ck_assert(!strncmp(written(), "SQLite format 3", 15));
	ck_assert_int_eq(export_optuna(from, to, "3.2", &err), -1);
	ck_assert(err.usage);
	ck_assert(!strncmp(written(), "SQLite format 3", 15));
	clean();
}
END_TEST

START_TEST(nothing_is_overwritten)
{
	struct error err;

	write_events(1);
	ck_assert_ptr_null(output_open("export", from, &err));
	ck_assert(err.usage);
	ck_assert_ptr_nonnull(strstr(err.text, from));
	unlink(from);
}
END_TEST

START_TEST(a_summary_begins_as_batch_does)
{
	static const char *const lines[] = {
		"study: say \"hm\"\nobjective: mlp\nscheduler: ",
		"\nreason: unfinished\ntrials: 3\npaused: 2\ndiverged: 1\nepochs: 3\n",
		"\nincumbent value: 0.1\n",
		"\nunfinished: continue with rungtop resume /tmp/", "\nsaved: 50.0 %\n",
		"  random max=2\n",
		"\n        0    0      2        2        0        1        0     1  "
		"0.1\n",
		"\n  T0                0.1      2       2  paused     epoch=0.1 "
		"a,b=two\\nlines"};
	struct history h;
	struct error err;
	struct strbuf out;

	write_events(sizeof(events) - 1);
	ck_assert_msg(!history_read(&h, from, false, &err), "%s", err.text);
	strbuf_init(&out);
	summary_print(&h, &out);
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		ck_assert_msg(strstr(out.buf, lines[i]) != NULL, "no '%s' in\n%s",
			lines[i], out.buf);
	strbuf_release(&out);
	history_release(&h);
	unlink(from);
}
END_TEST

TCase *export_case(void)
{
	TCase *tc = tcase_create("export");

	tcase_add_test(tc, csv_has_a_row_an_epoch);
	tcase_add_test(tc, json_has_everything);
	tcase_add_loop_test(tc, what_is_cut_goes_as_far_as_it_goes, 0, 27);
	tcase_add_test(tc, optuna_has_a_journal);
	tcase_add_test(tc, optuna_has_a_storage);
	tcase_add_test(tc, nothing_is_overwritten);
	tcase_add_test(tc, a_summary_begins_as_batch_does);
	return tc;
}
