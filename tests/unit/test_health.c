// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is written is read back, whatever the texts are; each document keeps
 * its format's rules; what is torn, hostile or just not so is refused.
 */
#include <check.h>
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "format.h"
#include "health.h"
#include "scratch_dir.h"
#include "suite.h"

#define MAX_MESSAGES ((size_t)64 << 10)

/* A quote, a backslash, what looks like an escape of ours, a line end, a
 * terminal's escape, bytes that are not UTF-8, a character that turns text
 * around. */
#define HOSTILE "a\"b\\c\\x41\n\033[2J\xff\xc3(\xe2\x80\xae} 1"

static const struct alert_agent agent = {
	.host = VIEW("web"),
	.host_id = VIEW("3d1219c7c4c5404aaa1f6d2a48adfda4"),
	.boot_id = VIEW("8ca87567-8d13-4e54-8c8e-99941db470a5"),
	.id = VIEW("6514ab48-272c-49b2-a86c-075c4891d26b"),
	.ephemeral = VIEW("5a47bdc6-5286-45c0-99a2-f166b71ee48d"),
	.version = VIEW("0.1.0"),
};

/* Sets a member as its row says. */
static void set(const struct health_row *row, void *what, uint64_t number,
		struct view text)
{
	void *place = (char *)what + row->offset;

	if (row->kind == HEALTH_FLAG)
		*(bool *)place = true;
	else if (row->kind == HEALTH_TEXT)
		*(struct view *)place = text;
	else
		*(uint64_t *)place = number;
}

/* Every number is another, from first on; every text is that text. */
static struct health filled(uint64_t first, struct view text, size_t outputs)
{
	struct health h = { .state = HEALTH_RUNNING, .output_count = outputs };
	const struct health_row *row;

	for (row = health_rows; row->group; row++)
		set(row, &h, first++, text);
	for (size_t i = 0; i < outputs; i++)
		for (row = health_output_rows; row->key; row++)
			set(row, &h.outputs[i], first++, text);
	return h;
}

static void begin(struct buf *out)
{
	buf_init(out, 2 * HEALTH_MAX_BYTES);
}

static void must_write_json(const struct health *h, struct buf *out)
{
	begin(out);
	ck_assert_int_eq(health_json(h, out), 0);
	ck_assert_uint_le(out->size, HEALTH_MAX_BYTES);
	ck_assert(out->data[out->size - 1] == '\n');
	ck_assert_ptr_eq(memchr(out->data, '\n', out->size),
			 out->data + out->size - 1);
}

/* NULL, with the messages in errors. */
static struct health_reading *try_read(struct view text, struct buf *errors)
{
	struct health_reading *reading = NULL;
	int r;

	buf_init(errors, MAX_MESSAGES);
	r = health_read(text, "status.json", errors, &reading);
	ck_assert_int_eq(r, reading ? 0 : -EINVAL);
	ck_assert(reading ? errors->size == 0 : errors->size > 0);
	return reading;
}

static struct health_reading *must_read(const struct buf *text)
{
	autobuf struct buf errors;
	struct health_reading *reading = try_read(buf_view(text), &errors);

	ck_assert_msg(reading != NULL, "%.*s", (int)errors.size, errors.data);
	return reading;
}

static void same(const struct health_row *row, const void *got,
		 const void *want)
{
	struct view a, b;

	if (row->kind == HEALTH_FLAG) {
		ck_assert(health_flag(row, got) == health_flag(row, want));
	} else if (row->kind == HEALTH_TEXT) {
		a = health_text(row, got);
		b = health_text(row, want);
		ck_assert_msg(view_equal(a, b), "%s: %.*s", row->key,
			      (int)a.size, a.data);
	} else {
		ck_assert_msg(health_number(row, got) ==
				      health_number(row, want),
			      "%s", row->key);
	}
}

static void all_same(const struct health *got, const struct health *want)
{
	const struct health_row *row;

	ck_assert_int_eq(got->state, want->state);
	for (row = health_rows; row->group; row++)
		same(row, got, want);
	ck_assert_uint_eq(got->output_count, want->output_count);
	for (size_t i = 0; i < want->output_count; i++)
		for (row = health_output_rows; row->key; row++)
			same(row, &got->outputs[i], &want->outputs[i]);
}

START_TEST(what_is_written_is_read_back)
{
	static const enum health_state states[] = { HEALTH_STARTING,
						    HEALTH_RUNNING,
						    HEALTH_STOPPED };

	for (size_t outputs = 0; outputs <= HEALTH_OUTPUTS; outputs++) {
		struct health h = filled(1000 * outputs, VIEW("word"), outputs);
		autoreading struct health_reading *reading = NULL;
		autobuf struct buf text;

		h.last_time++;
		h.state = states[outputs % 3];
		must_write_json(&h, &text);
		reading = must_read(&text);
		all_same(health_of(reading), &h);
	}
}
END_TEST

/* What is not known has no number, and none is made up. */
START_TEST(what_is_unknown_is_left_out)
{
	struct health h = { .kernel_error = VIEW("no answer"),
			    .kernel_enabled = 1,
			    .docker_rules = 77001 };
	autoreading struct health_reading *reading = NULL;
	autobuf struct buf text, metrics;

	must_write_json(&h, &text);
	ck_assert_ptr_null(memmem(text.data, text.size, "77001", 5));
	ck_assert_ptr_null(memmem(text.data, text.size, "last_event", 10));
	reading = must_read(&text);
	ck_assert(!health_of(reading)->kernel_known);
	ck_assert_uint_eq(health_of(reading)->kernel_enabled, 0);
	begin(&metrics);
	ck_assert_int_eq(health_prom(&h, &metrics), 0);
	ck_assert_ptr_null(memmem(metrics.data, metrics.size, "77001", 5));
	ck_assert_ptr_null(
		memmem(metrics.data, metrics.size, "last_event", 10));
}
END_TEST

/* As parsed, a hostile text is the text that json.h says. */
START_TEST(a_hostile_text_stays_a_text)
{
	struct health h = filled(1, VIEW(HOSTILE), 2);
	struct health want = filled(
		1, VIEW("a\"b\\c\\x5cx41\n\033[2J\\xff\\xc3(\xe2\x80\xae} 1"),
		2);
	autoreading struct health_reading *reading = NULL;
	autobuf struct buf text;

	must_write_json(&h, &text);
	for (size_t i = 0; i + 1 < text.size; i++)
		ck_assert_int_ge((unsigned char)text.data[i], ' ');
	reading = must_read(&text);
	all_same(health_of(reading), &want);
}
END_TEST

static void longest(struct health *h)
{
	static char bytes[4096];

	memset(bytes, 0xff, sizeof(bytes));
	*h = filled(INT64_MAX - 1000, view_from(bytes, sizeof(bytes)),
		    HEALTH_OUTPUTS);
}

START_TEST(the_longest_texts_are_cut_and_fit)
{
	autoreading struct health_reading *reading = NULL;
	autobuf struct buf text;
	struct health h;

	longest(&h);
	must_write_json(&h, &text);
	ck_assert_ptr_nonnull(memmem(text.data, text.size, "\"cut\":true", 10));
	reading = must_read(&text);
	ck_assert_uint_eq(health_of(reading)->lines, h.lines);
	ck_assert_uint_eq(health_of(reading)->outputs[15].errors,
			  h.outputs[15].errors);
}
END_TEST

static json_object *parse_line(const struct buf *text)
{
	json_tokener *tokener = json_tokener_new();
	json_object *tree;

	ck_assert_uint_le(text->size, FORMAT_MAX_LINE);
	ck_assert_ptr_eq(memchr(text->data, '\n', text->size),
			 text->data + text->size - 1);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	tree = json_tokener_parse_ex(tokener, text->data, (int)text->size);
	ck_assert_ptr_nonnull(tree);
	json_tokener_free(tokener);
	return tree;
}

static void has_cut(const struct health *h, bool want)
{
	json_object *tree, *dockwarden, *status, *outputs;
	autobuf struct buf text;

	begin(&text);
	ck_assert_int_eq(health_ecs(h, &agent, &text), 0);
	tree = parse_line(&text);
	ck_assert(json_object_object_get_ex(tree, "dockwarden", &dockwarden));
	ck_assert(json_object_object_get_ex(dockwarden, "status", &status));
	ck_assert(json_object_object_get_ex(status, "cut", NULL) == want);
	ck_assert(json_object_object_get_ex(status, "outputs", &outputs));
	ck_assert_uint_eq(json_object_array_length(outputs), h->output_count);
	json_object_put(tree);
}

START_TEST(a_heartbeat_fits_into_a_line)
{
	struct health h = filled(1, VIEW("file /var/log/alerts.json"), 3);

	has_cut(&h, false);
	for (size_t outputs = 1; outputs <= HEALTH_OUTPUTS; outputs++) {
		longest(&h);
		h.output_count = outputs;
		has_cut(&h, true);
	}
}
END_TEST

START_TEST(a_heartbeat_is_an_ecs_document)
{
	struct health h = { .sequence = 7,
			    .written = 1795308549846,
			    .records = 12,
			    .flagged = 3,
			    .lost = 1 };
	static const char want[] =
		"{\"@timestamp\":\"2026-11-22T00:49:09.846Z\","
		"\"ecs\":{\"version\":\"8.11.0\"},"
		"\"message\":\"dockwarden is starting: 12 records read, "
		"3 changes flagged, 1 events lost\","
		"\"event\":{\"kind\":\"state\",\"category\":[\"host\"],"
		"\"type\":[\"info\"],\"action\":\"heartbeat\","
		"\"module\":\"dockwarden\","
		"\"dataset\":\"dockwarden.status\",\"sequence\":7},"
		"\"host\":{\"name\":\"web\","
		"\"id\":\"3d1219c7c4c5404aaa1f6d2a48adfda4\",\"boot\":"
		"{\"id\":\"8ca87567-8d13-4e54-8c8e-99941db470a5\"}},"
		"\"agent\":{\"type\":\"dockwarden\",\"name\":\"web\","
		"\"id\":\"6514ab48-272c-49b2-a86c-075c4891d26b\","
		"\"ephemeral_id\":\"5a47bdc6-5286-45c0-99a2-f166b71ee48d\","
		"\"version\":\"0.1.0\"},"
		"\"dockwarden\":{\"schema\":\"1\",\"status\":"
		"{\"schema\":\"1\",\"state\":\"starting\",\"run\":{\"pid\":0,";
	autobuf struct buf text;

	begin(&text);
	ck_assert_int_eq(health_ecs(&h, &agent, &text), 0);
	ck_assert_uint_gt(text.size, sizeof(want));
	text.data[sizeof(want) - 1] = '\0';
	ck_assert_str_eq(text.data, want);
}
END_TEST

/* ----- the table ----- */

static bool ends(const char *text, const char *with)
{
	return view_ends(view_of(text), view_of(with));
}

static void check_metric(const struct health_row *row)
{
	if (!row->metric)
		return;
	ck_assert_ptr_nonnull(row->help);
	ck_assert(row->kind != HEALTH_TEXT && row->kind != HEALTH_DIGEST);
	ck_assert_msg(ends(row->metric, "_total") ==
			      (row->kind == HEALTH_COUNT),
		      "%s", row->metric);
	if (row->kind == HEALTH_TIME || row->kind == HEALTH_DURATION)
		ck_assert(ends(row->metric, "_seconds"));
}

START_TEST(the_table_keeps_its_rules)
{
	const struct health_row *row, *other;

	for (row = health_rows; row->group; row++) {
		check_metric(row);
		for (other = health_rows; other < row; other++) {
			ck_assert(strcmp(other->group, row->group) ||
				  strcmp(other->key, row->key));
			ck_assert(other->offset != row->offset);
			ck_assert(!row->metric || !other->metric ||
				  strcmp(row->metric, other->metric));
			/* rows of a group stand together */
			if (strcmp(other->group, row->group) == 0)
				ck_assert_str_eq(other[1].group, row->group);
		}
	}
	for (row = health_output_rows; row->key; row++)
		check_metric(row);
}
END_TEST

/* ----- Prometheus ----- */

START_TEST(an_output_s_name_is_escaped_in_a_label)
{
	struct health h = { .outputs = { { .name = VIEW(HOSTILE),
					   .format = VIEW("ecs"),
					   .written = 5 } },
			    .output_count = 1 };
	static const char want[] =
		"\ndockwarden_output_written_total{index=\"0\",output="
		"\"a\\\"b\\\\x5cc\\\\x5cx41\\\\x0a\\\\x1b[2J\\\\xff\\\\xc3("
		"\\\\xe2\\\\x80\\\\xae} 1\",format=\"ecs\"} 5\n";
	autobuf struct buf text;

	begin(&text);
	ck_assert_int_eq(health_prom(&h, &text), 0);
	ck_assert_ptr_nonnull(
		memmem(text.data, text.size, want, sizeof(want) - 1));
}
END_TEST

START_TEST(times_are_seconds)
{
	struct health h = { .started = 1795308549046, .uptime = 61005 };
	autobuf struct buf text;

	begin(&text);
	ck_assert_int_eq(health_prom(&h, &text), 0);
	buf_add_byte(&text, '\0');
	ck_assert_ptr_nonnull(strstr(
		text.data, "# TYPE dockwarden_start_time_seconds gauge\n"
			   "dockwarden_start_time_seconds 1795308549.046\n"));
	ck_assert_ptr_nonnull(
		strstr(text.data, "\ndockwarden_uptime_seconds 61.005\n"));
	ck_assert_ptr_nonnull(strstr(text.data, "\ndockwarden_running 1\n"));
}
END_TEST

static size_t count_of(const struct buf *text, const char *word)
{
	struct view rest = buf_view(text);
	const char *at;
	size_t count = 0;

	while ((at = memmem(rest.data, rest.size, word, strlen(word)))) {
		rest = view_skip(rest, (size_t)(at - rest.data) + 1);
		count++;
	}
	return count;
}

/* Two samples of one name and the same labels make all of it an error for
 * node_exporter; promtool does not tell.  Names may be the same, or print so. */
START_TEST(outputs_of_one_name_have_samples_of_their_own)
{
	static char names[HEALTH_OUTPUTS][PATH_MAX];
	struct health h = filled(1, VIEW("same"), HEALTH_OUTPUTS);
	autobuf struct buf text;

	for (size_t i = 0; i < HEALTH_OUTPUTS; i++) {
		memset(names[i], '"', sizeof(names[i]));
		names[i][sizeof(names[i]) - 1] = (char)('a' + i);
		h.outputs[i].name = view_from(names[i], sizeof(names[i]));
	}
	buf_init(&text, HEALTH_MAX_BYTES);
	ck_assert_int_eq(health_prom(&h, &text), 0);
	ck_assert_uint_eq(count_of(&text, "dockwarden_output_queued{"),
			  HEALTH_OUTPUTS);
	ck_assert_uint_eq(count_of(&text, "HELP dockwarden_output_queued "), 1);
	for (size_t i = 0; i < HEALTH_OUTPUTS; i++) {
		char label[64];

		(void)snprintf(label, sizeof(label),
			       "dockwarden_output_queued{index=\"%zu\",", i);
		ck_assert_uint_eq(count_of(&text, label), 1);
	}
}
END_TEST

START_TEST(promtool_accepts_it)
{
	struct health h[] = {
		filled(1, VIEW("file /var/log/dockwarden/alerts.json"), 1),
		filled(1, VIEW(HOSTILE), 3),
		{ .state = HEALTH_STOPPED },
	};

	if (system("command -v promtool >/dev/null 2>&1") != 0) {
		puts("skipped: promtool is not installed");
		return;
	}
	for (size_t i = 0; i < sizeof(h) / sizeof(h[0]); i++) {
		autobuf struct buf text;

		begin(&text);
		ck_assert_int_eq(health_prom(&h[i], &text), 0);
		scratch_dir_write("metrics", buf_view(&text));
		ck_assert_int_eq(system("promtool check metrics <metrics"), 0);
	}
	scratch_dir_write("metrics", VIEW("dockwarden_x_total 1\n"));
	ck_assert_int_ne(system("promtool check metrics <metrics >/dev/null "
				"2>&1"),
			 0);
}
END_TEST

/* ----- reading ----- */

START_TEST(a_torn_document_is_refused)
{
	struct health h = filled(1, VIEW("word"), 2);
	autobuf struct buf text;

	must_write_json(&h, &text);
	for (size_t size = 0; size + 1 < text.size; size++) {
		autobuf struct buf errors;

		ck_assert_ptr_null(
			try_read(view_from(text.data, size), &errors));
	}
}
END_TEST

/* The document, with what the table's row tells replaced. */
static const char template[] =
	"{\"schema\":\"1\",\"state\":\"running\",\"run\":{\"pid\":1,"
	"\"sequence\":1,\"written_ms\":1,\"started_ms\":1,\"monotonic_ms\":1,"
	"\"uptime_ms\":1,\"period_ms\":1,\"unwritten\":0,"
	"\"resident_bytes\":1,\"descriptors\":1,\"live\":true,"
	"\"looker\":true,\"aide\":true},\"input\":{\"lines\":1,"
	"\"oversized\":0,\"records\":1,\"malformed\":0,\"skipped\":0,"
	"\"late\":0,\"cut\":0,\"joined\":0},\"checkpoint\":{\"kept\":true,"
	"\"time_ms\":0,\"written_ms\":0},\"events\":{\"judged\":1,"
	"\"keyed\":1,\"watched\":1,\"changes\":1,\"authorized\":0,"
	"\"flagged\":1,\"lost\":0,\"recovered\":0,\"gaps\":0,\"truncated\":0,"
	"\"forgotten\":0},\"alerts\":{\"said\":1,\"notices\":0,\"held\":0,"
	"\"summaries\":0,\"repeated\":0,\"dropped\":0,\"queued\":0},"
	"\"policy\":{\"path\":\"/p\",\"built_in\":false,\"usable\":true,"
	"\"digest\":\"00000000000000ff\"},\"kernel\":{\"known\":false,"
	"\"error\":\"gone\"},\"outputs\":[{\"name\":\"syslog\",\"format\":"
	"\"ecs\",\"written\":1,\"dropped\":0,\"queued\":0,\"errors\":0}]}\n";

static const struct {
	const char *from, *to, *want;
} edits[] = {
	{ "\"schema\":\"1\"", "\"schema\":\"2\"",
	  "schema: expected \"1\", got \"2\"" },
	{ "\"schema\":\"1\",", "", "schema: missing" },
	{ "\"running\"", "\"well\"",
	  "state: expected starting, running or stopped, got \"well\"" },
	{ "\"running\"", "7",
	  "state: expected starting, running or stopped, got 7" },
	{ "\"state\":\"running\",", "", "state: missing" },
	{ "\"pid\":1,", "", "run.pid: missing" },
	{ "\"pid\":1", "\"pid\":-1", "run.pid: expected a count, got -1" },
	{ "\"pid\":1", "\"pid\":1.5", "run.pid: expected a count, got 1.5" },
	{ "\"pid\":1", "\"pid\":\"1\"",
	  "run.pid: expected a count, got \"1\"" },
	{ "\"pid\":1", "\"pid\":99999999999999999999",
	  "run.pid: expected a count, got a number far out of range" },
	{ "\"live\":true", "\"live\":1",
	  "run.live: expected true or false, got 1" },
	{ "\"pid\":1", "\"pid\":1,\"extra\\u001b\":1",
	  "run.\"extra\\x1b\": unknown" },
	{ "\"path\":\"/p\"", "\"path\":[]",
	  "policy.path: expected a text, got a list" },
	{ "\"path\":\"/p\"", "\"path\":\"\"",
	  "policy.path: expected a text of at most 2048 bytes without NUL, "
	  "got \"\"" },
	{ "\"path\":\"/p\"", "\"path\":\"a\\u0000b\"",
	  "policy.path: expected a text of at most 2048 bytes without NUL, "
	  "got \"a\\x00b\"" },
	{ "00000000000000ff", "ff",
	  "policy.digest: expected 16 hex digits, got \"ff\"" },
	{ "00000000000000ff", "00000000000000fg",
	  "policy.digest: expected 16 hex digits, got "
	  "\"00000000000000fg\"" },
	{ "\"known\":false", "\"known\":true", "kernel.enabled: missing" },
	{ "\"input\":{", "\"input\":[],\"inputs\":{",
	  "input: expected an object, got a list" },
	{ "\"kernel\":{\"known\":false,\"error\":\"gone\"},", "",
	  "kernel: missing" },
	{ "\"written\":1,", "", "outputs[0].written: missing" },
	{ "[{\"name\"", "[7,{\"name\"",
	  "outputs[0]: expected an object, got 7" },
	{ "\"outputs\":[", "\"cut\":1,\"outputs\":[", "cut: unknown" },
	{ "\"pid\":1", "\"pid\":1,\"pid\":2",
	  "run: key \"pid\" repeated on line 1" },
};

static void edit(const char *from, const char *to, struct buf *out)
{
	const char *at = strstr(template, from);

	ck_assert_ptr_nonnull(at);
	buf_init(out, sizeof(template) + 256);
	buf_add(out, view_from(template, (size_t)(at - template)));
	buf_add_text(out, to);
	buf_add_text(out, at + strlen(from));
}

START_TEST(the_template_is_read)
{
	autoreading struct health_reading *reading = NULL;
	autobuf struct buf errors;

	reading = try_read(view_of(template), &errors);
	ck_assert_ptr_nonnull(reading);
	ck_assert_uint_eq(health_of(reading)->policy_digest, 255);
	ck_assert(view_is(health_of(reading)->outputs[0].name, "syslog"));
}
END_TEST

START_TEST(what_is_not_so_is_refused_by_name)
{
	autobuf struct buf text, errors;
	char want[256];

	edit(edits[_i].from, edits[_i].to, &text);
	ck_assert_ptr_null(try_read(buf_view(&text), &errors));
	(void)snprintf(want, sizeof(want), "status.json: %s\n", edits[_i].want);
	ck_assert_msg(errors.size >= strlen(want) &&
			      memcmp(errors.data, want, strlen(want)) == 0,
		      "%s: got %.*s", want, (int)errors.size, errors.data);
}
END_TEST

START_TEST(more_outputs_than_there_can_be_are_refused)
{
	struct health h = filled(1, VIEW("word"), HEALTH_OUTPUTS);
	autobuf struct buf text, errors;
	struct view all;

	must_write_json(&h, &text);
	/* the list's and the document's end, one entry more before them */
	buf_cut(&text, text.size - strlen("]}\n"));
	buf_add_text(&text, ",{}]}\n");
	all = buf_view(&text);
	ck_assert_ptr_null(try_read(all, &errors));
}
END_TEST

static const char *const garbage[] = {
	"",
	"null",
	"[]",
	"7",
	"\"\"",
	"{}",
	"{",
	"{}{}",
	"\xff",
	"{\"schema\":\"1\"}",
	"[[[[[[[[[[[[]]]]]]]]]]]]",
};

START_TEST(garbage_is_refused)
{
	autobuf struct buf errors;

	ck_assert_ptr_null(try_read(view_of(garbage[_i]), &errors));
}
END_TEST

static void add_tests(TCase *tcase)
{
	tcase_add_test(tcase, what_is_written_is_read_back);
	tcase_add_test(tcase, what_is_unknown_is_left_out);
	tcase_add_test(tcase, a_hostile_text_stays_a_text);
	tcase_add_test(tcase, the_longest_texts_are_cut_and_fit);
	tcase_add_test(tcase, a_heartbeat_fits_into_a_line);
	tcase_add_test(tcase, a_heartbeat_is_an_ecs_document);
	tcase_add_test(tcase, the_table_keeps_its_rules);
	tcase_add_test(tcase, an_output_s_name_is_escaped_in_a_label);
	tcase_add_test(tcase, times_are_seconds);
	tcase_add_test(tcase, outputs_of_one_name_have_samples_of_their_own);
	tcase_add_test(tcase, promtool_accepts_it);
	tcase_add_test(tcase, a_torn_document_is_refused);
	tcase_add_test(tcase, the_template_is_read);
	tcase_add_loop_test(tcase, what_is_not_so_is_refused_by_name, 0,
			    sizeof(edits) / sizeof(edits[0]));
	tcase_add_test(tcase, more_outputs_than_there_can_be_are_refused);
	tcase_add_loop_test(tcase, garbage_is_refused, 0,
			    sizeof(garbage) / sizeof(garbage[0]));
}

int main(void)
{
	Suite *suite = suite_create("health");
	TCase *tcase = tcase_create("health");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	add_tests(tcase);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
