/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events: as JSON, and back; and the journal that holds them. */
#include "config.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/stream.h"
#include "base/xalloc.h"
#include "check_study.h"
#include "fixture.h"
#include "study/event_read.h"
#include "study/study.h"

static uint64_t draws;

static uint64_t draw(uint64_t n)
{
	return stream_mix(99 + draws++) % n;
}

static double any_number(void)
{
	static const double odd[] = {0, -0.0, 1, -1, 0.1, 1e300, -1e-300, 5e-324,
		1.7976931348623157e308, 123456789.125, 1. / 3, (double)NAN, (double)INFINITY,
		-(double)INFINITY};
	uint64_t bits;
	double x;

	if (draw(3) == 0)
		return odd[draw(sizeof(odd) / sizeof(*odd))];
	bits = stream_mix(draws++);
	memcpy(&x, &bits, sizeof(x));
	return x;
}

static double any_time(void)
{
	return (double)draw(1000000000) / 1000;
}

static const char *any_text(void)
{
	static const char *const texts[] = {"", "x", "a b", "quo\"ted", "back\\slash",
		"line\nend", "tab\t", "\x01\x1f", "\xc3\xa9\xe2\x8c\x8a\xf0\x9f\x99\x82", "null",
		"{}", "</script>", "'"};

	return texts[draw(sizeof(texts) / sizeof(*texts))];
}

static int any_int(void)
{
	return (int)(draw(3) ? draw(30) : draw(INT32_MAX));
}

static uint32_t any_count(void)
{
	return (uint32_t)(draw(3) ? draw(30) : draw(UINT32_MAX));
}

static const char *const parameters =
	"{\"r\":{\"distribution\":\"uniform\",\"min\":-1,\"max\":1},"
	"\"l\":{\"values\":[1,2.5,\"x\",\"quo\\\"ted\",null,true]},"
	"\"c\":{\"value\":0.1},\"i\":{\"distribution\":\"int_uniform\",\"min\":1,\"max\":9}}";

static void any_config(const struct space *s, struct value *config)
{
	for (size_t i = 0; i < s->n; i++)
		config[i] = domain_quantile(
			&s->params[i].domain, (double)draw(1000) / 1000);
}

/* The scheduler event that a spec makes, by way of the reader. */
static void any_scheduler(struct event_reader *r, struct event *e, uint32_t trials)
{
	static const char *const specs[] = {"asha eta=2 min=1 max=16 brackets=3",
		"hyperband eta=3 min=1 max=81", "successive_halving n=7 idle=wait",
		"random max=5", "median max=9 grace=2", "pasha", "asha_stop resume"};
	const char *spec = specs[draw(6)];
	struct adopted_seat *seats = xcalloc(trials + 1, sizeof(*seats));
	struct strbuf line;
	struct event_reader other;
	struct event first;
	struct error err;

	/* a reader of its own makes the shape */
	event_reader_init(&other);
	other.info.name = "s";
	strbuf_init(&line);
	strbuf_addf(&line,
		"{\"seq\":1,\"t\":0,\"event\":\"scheduler\",\"idle\":\"%s\","
		"\"resume\":\"%s\",\"spec\":\"%s\"}",
		draw(2) ? "wait" : "next_round", draw(2) ? "warm" : "scratch", spec);
	ck_assert_msg(event_read_json(&other, line.buf, line.len, &first, &err) == 0, "%s",
		err.text);
	for (uint32_t i = 0; i < trials; i++)
		seats[i] = (struct adopted_seat){
			.seat = {.bracket = (int)draw((uint64_t)first.scheduler.brackets),
				.round = any_int()},
			.running = draw(2) != 0};
	e->scheduler = first.scheduler;
	e->scheduler.spec = event_keep_text(r, spec);
	e->scheduler.n_adopted = trials;
	e->scheduler.adopted = journal_keep(r->keep, seats, trials * sizeof(*seats));
	/* what the other reader keeps is wanted until the event has been printed */
	strbuf_release(&line);
	free(seats);
	space_release(&other.space);
	e->scheduler.shape = journal_keep(r->keep, first.scheduler.shape,
		(size_t)first.scheduler.brackets * sizeof(struct bracket_shape));
	for (int b = 0; b < first.scheduler.brackets; b++) {
		struct bracket_shape *shape = (struct bracket_shape *)&e->scheduler.shape[b];

		shape->levels = journal_keep(r->keep, shape->levels,
			(size_t)shape->n_rungs * sizeof(int));
		shape->seats = NULL;
	}
	event_reader_release(&other);
}

static const struct stop_limits *any_limits(struct event_reader *r)
{
	struct stop_limits limits = {.rounds = any_int(),
		.trials = any_int(),
		.epochs = any_int(),
		.seconds = any_time(),
		.value = any_number()};

	return journal_keep(r->keep, &limits, sizeof(limits));
}

static const struct proposal *any_proposal(struct event_reader *r)
{
	struct proposal p = {.origin = (enum origin)(1 + draw(ORIGINS - 1)),
		.searcher = draw(2) ? any_text() : NULL,
		.level = any_int(),
		.predicted = any_number(),
		.spread = any_number(),
		.acquisition = any_number(),
		.nearest = {NO_TRIAL, NO_TRIAL}};

	for (uint64_t i = 0; i < draw(3); i++) {
		p.nearest[i] = any_count() % NO_TRIAL;
		p.earlier[i] = draw(2) != 0;
	}
	return journal_keep(r->keep, &p, sizeof(p));
}

static const struct earlier_event *any_earlier(
	struct event_reader *r, const struct value *config)
{
	int epochs[3] = {1 + (int)draw(9), 11 + (int)draw(9), 21 + (int)draw(9)};
	double values[3] = {any_number(), any_number(), any_number()};
	struct earlier_event x = {.source = any_text(),
		.trial = any_count() % NO_TRIAL,
		.state = (enum trial_state)draw(TRIAL_STATES),
		.config = config,
		.epochs = journal_keep(r->keep, epochs, sizeof(epochs)),
		.values = journal_keep(r->keep, values, sizeof(values)),
		.n_results = (size_t)draw(4),
		.enqueue = draw(2) != 0};

	return journal_keep(r->keep, &x, sizeof(x));
}

static void any_event(struct event_reader *r, const struct study_info *info,
	struct event *e, struct value *config, uint32_t trials)
{
	uint32_t trial = (uint32_t)draw(trials);

	e->t = any_time();
	e->kind = (enum event_kind)(1 + draw(EVENT_FINISH));
	switch (e->kind) {
	case EVENT_SCHEDULER:
		any_scheduler(r, e, trials);
		break;
	case EVENT_TRIAL:
		any_config(info->space, config);
		e->trial.trial = trials;
		e->trial.bracket = any_int();
		e->trial.round = any_int();
		e->trial.config = config;
		e->trial.why = draw(3) ? any_proposal(r) : NULL;
		break;
	case EVENT_TASK:
		e->task.trial = trial;
		e->task.worker = (int)draw(10000000);
		e->task.from = any_int();
		e->task.to = any_int();
		e->task.bracket = any_int();
		e->task.round = any_int();
		e->task.rung = any_int();
		break;
	case EVENT_REPORT:
		e->report.trial = trial;
		e->report.epoch = 1 + (int)draw(INT32_MAX);
		e->report.seconds = (float)any_time();
		for (size_t m = 0; m < info->n_metrics; m++)
			e->report.metrics[m] = any_number();
		break;
	case EVENT_DECISION:
		e->decision = (struct decision){.trial = trial,
			.bracket = any_int(),
			.round = any_int(),
			.rung = any_int(),
			.level = any_int(),
			.value = any_number(),
			.results = any_count(),
			.places = any_count(),
			.rank = any_count(),
			.cutoff = any_number(),
			.verdict = (enum verdict)draw(VERDICT_COMPLETE + 1),
			.by_hand = draw(2) != 0};
		break;
	case EVENT_INCUMBENT:
		e->incumbent.trial = trial;
		e->incumbent.epoch = any_int();
		e->incumbent.value = any_number();
		break;
	case EVENT_END:
		e->end.trial = trial;
		e->end.state = (enum trial_state)(
			TRIAL_COMPLETED + draw(TRIAL_STATES - TRIAL_COMPLETED));
		e->end.why = any_text();
		break;
	case EVENT_CONTROL:
		e->control.action = (enum control_action)draw(CONTROL_QUIT);
		e->control.number = any_number();
		e->control.trial = any_count();
		e->control.text = draw(2) ? any_text() : NULL;
		e->control.refused = draw(2) ? any_text() : NULL;
		e->control.warning = (enum warning)draw(WARNINGS);
		e->control.exhausted = draw(2) != 0;
		if (draw(2) || e->control.text)
			e->control.limits = any_limits(r);
		break;
	case EVENT_PLACE:
		e->place.trial = trial;
		e->place.worker = (int)draw(10000000);
		e->place.attempt = any_int();
		e->place.node = any_text();
		break;
	case EVENT_START:
		e->start.trial = trial;
		e->start.worker = (int)draw(10000000);
		e->start.attempt = any_int();
		e->start.seconds = any_time();
		e->start.reported = draw(2) != 0;
		e->start.argv = draw(2) ? "[\"./a b\",\"\",{\"base64\":\"/w==\"}]" : NULL;
		break;
	case EVENT_HOLD:
		e->hold.trial = trial;
		e->hold.attempt = any_int();
		e->hold.bytes = (double)draw(1000000000);
		e->hold.seconds = any_time();
		e->hold.back = draw(2) != 0;
		break;
	case EVENT_EARLIER:
		any_config(info->space, config);
		e->earlier = any_earlier(r, config);
		break;
	default:
		e->finish.reason = (enum finish_reason)draw(FINISH_REASONS);
		e->finish.trials = any_count();
		e->finish.epochs = draw(INT64_MAX);
		e->finish.error = draw(2) ? any_text() : NULL;
	}
}

/* Print, read, print: the same. */
static void go_round(
	struct event_reader *r, const struct event *e, const struct study_info *info)
{
	struct strbuf first, second;
	struct event back;
	struct error err;

	strbuf_init(&first);
	strbuf_init(&second);
	event_print_json(e, info, &first);
	ck_assert_msg(event_read_json(r, first.buf, first.len - 1, &back, &err) == 0,
		"%s: %s", err.text, first.buf);
	event_print_json(&back, &r->info, &second);
	ck_assert_str_eq(second.buf, first.buf);
	strbuf_release(&first);
	strbuf_release(&second);
}

START_TEST(events_come_back_from_their_json)
{
	static const char *const metrics[] = {"loss", "a \"metric\"", "\xce\xb7"};
	struct space space = {0};
	struct study_info info = {.name = any_text(),
		.seed = 9007199254740992,
		.metric = metrics[1],
		.maximize = true,
		.objective = "mlp",
		.summary = "line\nand \"more\"",
		.space = &space,
		.metrics = metrics,
		.n_metrics = 3,
		.metric_index = 1,
		.stop = {.trials = 5, .seconds = 0.5, .value = NAN}};
	struct event e = {.seq = 1, .kind = EVENT_STUDY, .study = &info};
	struct value config[8];
	struct event_reader r;
	struct error err;

	ck_assert_msg(space_parse_parameters(&space, parameters, &err) == 0, "%s", err.text);
	event_reader_init(&r);
	go_round(&r, &e, &info);
	e = (struct event){.seq = 2, .kind = EVENT_TRIAL, .trial = {.config = config}};
	any_config(&space, config);
	go_round(&r, &e, &info);
	for (uint64_t seq = 3; seq < 20000; seq++) {
		e = (struct event){.seq = seq};
		any_event(&r, &info, &e, config, r.trials);
		/* more of them make adoptions long */
		if (e.kind == EVENT_TRIAL && r.trials > 50)
			e = (struct event){.seq = seq, .kind = EVENT_INCUMBENT};
		go_round(&r, &e, &info);
	}
	event_reader_release(&r);
	space_release(&space);
}
END_TEST

static struct event control_of(struct event_reader *r, const char *action, const char *more)
{
	struct strbuf line = STRBUF_INIT;
	struct event e;
	struct error err;

	strbuf_addf(&line,
		"{\"seq\":%llu,\"t\":0,\"event\":\"control\",\"action\":\"%s\",%s}",
		(unsigned long long)r->seq + 1, action, more);
	ck_assert_msg(event_read_json(r, line.buf, line.len, &e, &err) == 0, "%s: %s",
		err.text, line.buf);
	strbuf_release(&line);
	return e;
}

/* Older recordings have the sentence alone; a field is believed instead. */
START_TEST(what_old_recordings_say_in_a_sentence_is_read)
{
	struct event_reader r;
	const struct stop_limits *limits;

	event_reader_init(&r);
	r.info.name = "s";
	ck_assert_ptr_null(control_of(&r, "resume", "\"t\":1").control.limits);
	limits = control_of(&r, "resume",
		"\"text\":\"rounds=3 trials=9007199254740993 epochs=7 seconds=1.5 "
		"value=1e-05\"")
			 .control.limits;
	ck_assert_int_eq(limits->rounds, 3);
	ck_assert_int_eq(limits->trials, 9007199254740993);
	ck_assert_int_eq(limits->epochs, 7);
	ck_assert_double_eq(limits->seconds, 1.5);
	ck_assert_double_eq(limits->value, 1e-5);
	limits = control_of(&r, "resume", "\"text\":\"without limits\"").control.limits;
	ck_assert_int_eq(limits->rounds, 0);
	ck_assert_int_eq(limits->trials, 0);
	ck_assert_double_nan(limits->value);
	limits = control_of(&r, "resume",
		"\"text\":\"rounds=3\",\"stop\":{\"rounds\":4,\"trials\":0,\"epochs\":0,"
		"\"seconds\":0,\"value\":null}")
			 .control.limits;
	ck_assert_int_eq(limits->rounds, 4);
	ck_assert(control_of(&r, "close",
		"\"text\":\"the searcher has nothing left to propose\"")
			 .control.exhausted);
	ck_assert(
		!control_of(&r, "close", "\"text\":\"as many trials have begun as may\"")
			 .control.exhausted);
	ck_assert_int_eq(
		control_of(&r, "warning", "\"text\":\"not recorded: a.db: disk full\"")
			.control.warning,
		WARNING_LASTS);
	ck_assert_int_eq(control_of(&r, "warning", "\"text\":\"recorded again: a.db\"")
				 .control.warning,
		WARNING_OVER);
	ck_assert_int_eq(
		control_of(&r, "warning",
			"\"text\":\"nothing ends this study now: asha has no rounds\"")
			.control.warning,
		WARNING_ONCE);
	ck_assert_int_eq(
		control_of(&r, "warning", "\"text\":\"x\",\"warning\":\"over\"")
			.control.warning,
		WARNING_OVER);
	ck_assert_int_eq(
		control_of(&r, "warning", "\"text\":\"x\",\"warning\":\"searcher\"")
			.control.warning,
		WARNING_SEARCHER);
	event_reader_release(&r);
}
END_TEST

static struct event trial_of(struct event_reader *r, const char *more, struct error *err)
{
	struct strbuf line = STRBUF_INIT;
	struct event e = {0};

	strbuf_addf(&line,
		"{\"seq\":%llu,\"t\":0,\"event\":\"trial\",\"trial\":%u,\"config\":{},"
		"\"bracket\":0,\"round\":0%s}",
		(unsigned long long)r->seq + 1, r->trials, more);
	err->text[0] = '\0';
	event_read_json(r, line.buf, line.len, &e, err);
	strbuf_release(&line);
	return e;
}

/* Recordings of before have no origin, later ones may have others. */
START_TEST(what_is_said_of_an_origin_is_read)
{
	static const char *const bad[][2] = {{"\"origin\":3", "origin"},
		{"\"origin\":\"model\",\"searcher\":null", "searcher"},
		{"\"origin\":\"model\",\"level\":0", "level"},
		{"\"origin\":\"model\",\"level\":1.5", "level"},
		{"\"origin\":\"model\",\"level\":2147483648", "level"},
		{"\"origin\":\"model\",\"predicted\":null", "predicted"},
		{"\"origin\":\"model\",\"spread\":\"1\"", "spread"},
		{"\"origin\":\"model\",\"acquisition\":[]", "acquisition"},
		{"\"origin\":\"model\",\"nearest\":[]", "nearest"},
		{"\"origin\":\"model\",\"nearest\":3", "nearest"},
		{"\"origin\":\"model\",\"nearest\":[1,2,3]", "nearest"},
		{"\"origin\":\"model\",\"nearest\":[-1]", "nearest"},
		{"\"origin\":\"model\",\"nearest\":[4294967295]", "nearest"},
		{"\"origin\":\"model\",\"nearest\":[{}]", "nearest"},
		{"\"origin\":\"model\",\"nearest\":[{\"earlier\":-1}]", "nearest"}};
	struct event_reader r;
	struct error err;
	struct event e;

	event_reader_init(&r);
	r.info.name = "s";
	ck_assert_ptr_null(trial_of(&r, "", &err).trial.why);
	ck_assert_ptr_null(trial_of(&r, ",\"origin\":\"dreamt\"", &err).trial.why);
	e = trial_of(&r,
		",\"origin\":\"model\",\"searcher\":\"kde\",\"level\":9,"
		"\"predicted\":0.125,\"acquisition\":4,\"nearest\":[0]",
		&err);
	ck_assert_str_eq(err.text, "");
	ck_assert(e.trial.why->origin == ORIGIN_MODEL && e.trial.why->level == 9);
	ck_assert_str_eq(e.trial.why->searcher, "kde");
	ck_assert(e.trial.why->predicted == 0.125 && isnan(e.trial.why->spread));
	ck_assert(e.trial.why->acquisition == 4 && e.trial.why->nearest[0] == 0);
	ck_assert(e.trial.why->nearest[1] == NO_TRIAL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char more[128], wanted[64];

		snprintf(more, sizeof(more), ",%s", bad[i][0]);
		snprintf(wanted, sizeof(wanted), "'%s' is missing or wrong", bad[i][1]);
		trial_of(&r, more, &err);
		ck_assert_msg(!strcmp(err.text, wanted), "%s: %s", more, err.text);
	}
	event_reader_release(&r);
}
END_TEST

/* A reader on another thread sees every event whole, while the writer appends. */
static void *read_all(void *arg)
{
	struct journal *j = arg;
	uint64_t seq = 0, sum = 0;

	while (seq < 200000)
		while (seq < journal_length(j))
			sum += journal_at(j, ++seq)->task.trial;
	return (void *)(uintptr_t)sum;
}

START_TEST(readers_follow_the_writer)
{
	struct journal *j = journal_new();
	pthread_t reader;
	uint64_t sum = 0;
	void *seen;

	pthread_create(&reader, NULL, read_all, j);
	for (uint32_t i = 0; i < 200000; i++) {
		journal_append(j, &(struct event){.kind = EVENT_TASK, .task.trial = i});
		sum += i;
	}
	pthread_join(reader, &seen);
	ck_assert_uint_eq((uintptr_t)seen, sum);
	journal_free(j);
}
END_TEST

START_TEST(events_are_json)
{
	const struct study_info info = {.name = "s"};
	struct strbuf out;
	struct event e = {.seq = 9,
		.t = 1.5,
		.kind = EVENT_DECISION,
		.decision = {.trial = 3,
			.bracket = 1,
			.rung = 2,
			.level = 9,
			.value = NAN,
			.results = 6,
			.places = 2,
			.rank = 6,
			.cutoff = 0.25,
			.verdict = VERDICT_STOP}};

	strbuf_init(&out);
	event_print_json(&e, &info, &out);
	ck_assert_str_eq(out.buf, "{\"seq\":9,\"t\":1.500000,\"event\":\"decision\","
				  "\"trial\":3,\"bracket\":1,"
				  "\"round\":0,\"rung\":2,\"level\":9,\"value\":null,"
				  "\"results\":6,\"places\":2,"
				  "\"rank\":6,\"cutoff\":0.25,\"verdict\":\"stop\"}\n");
	strbuf_release(&out);
}
END_TEST

static TCase *events_case(void)
{
	TCase *tc = tcase_create("events");

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, events_are_json);
	tcase_add_test(tc, events_come_back_from_their_json);
	tcase_add_test(tc, readers_follow_the_writer);
	tcase_add_test(tc, what_is_said_of_an_origin_is_read);
	tcase_add_test(tc, what_old_recordings_say_in_a_sentence_is_read);
	return tc;
}

int main(void)
{
	Suite *s = suite_create("study");

	suite_add_tcase(s, events_case());
	suite_add_tcase(s, failures_case());
	suite_add_tcase(s, alerts_case());
	suite_add_tcase(s, timeline_case());
	suite_add_tcase(s, diagnosis_case());
	suite_add_tcase(s, earlier_case());
	suite_add_tcase(s, starts_case());
	suite_add_tcase(s, audit_case());
	return run_suite(s);
}
