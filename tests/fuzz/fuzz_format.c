// SPDX-License-Identifier: BSD-2-Clause
/*
 * fuzz_format: an alert whose strings, numbers and records come from the
 * input.  Whatever they are, each format gives one line within the limit
 * without a control byte, and an ECS line parses back to the strings that
 * went in, as do a line of CEF and one of CSV.
 *
 * Input: 8 bytes that choose, then strings, 0xfe between them.
 */
#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "describe.h"
#include "flat.h"
#include "format.h"
#include "utf8.h"

#include "../unit/read_back.h"

#define HEAD_SIZE 8
#define SEPARATOR 0xfe
#define RECORDS_MAX 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const char *at, *end;
};

#define REQUIRE(what)                                           \
	do {                                                    \
		if (!(what)) {                                  \
			fprintf(stderr, "not so: %s\n", #what); \
			abort();                                \
		}                                               \
	} while (0)

static struct view take(struct input *in)
{
	const char *start = in->at;
	const char *stop;

	if (start == in->end)
		return VIEW_NONE;
	stop = memchr(start, SEPARATOR, (size_t)(in->end - start));
	in->at = stop ? stop + 1 : in->end;
	return view_from(start, (size_t)((stop ? stop : in->end) - start));
}

static void take_records(struct input *in, struct record *records,
			 struct event *event)
{
	for (size_t i = 0; i < RECORDS_MAX; i++) {
		struct view line = take(in);

		if (!line.data)
			break;
		if (record_parse(line, &records[event->count]) == 0)
			event->count++;
	}
	event->records = records;
	if (event->count) {
		event->id = records[0].id;
		event->node = records[0].node;
	}
}

static void take_strings(struct input *in, struct alert *alert)
{
	struct view *const strings[] = {
		&alert->rule_id,
		&alert->file.path,
		&alert->process.executable,
		&alert->reason,
		&alert->rule_name,
		&alert->policy_rule,
		&alert->file.recorded_path,
		&alert->file.target_path,
		&alert->process.name,
		&alert->process.title,
		&alert->process.working_directory,
		&alert->user.name,
		&alert->user.audit_name,
		&alert->group_name,
		&alert->member_name,
		&alert->syscall,
		&alert->key,
		&alert->tty,
	};

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*strings[i] = take(in);
}

static void take_args(struct input *in, struct alert *alert)
{
	while (alert->process.arg_count < ALERT_MAX_ARGS) {
		struct view arg = take(in);

		if (!arg.data)
			break;
		alert->process.args[alert->process.arg_count++] = arg;
	}
}

static void take_live(struct input *in, struct alert_agent *agent,
		      struct alert_witness *witness)
{
	struct view *const strings[] = {
		&agent->host, &agent->host_id,	 &agent->boot_id,
		&agent->id,   &agent->ephemeral, &agent->version,
	};
	struct view *texts[ALERT_WITNESS_TEXTS];
	size_t count = alert_witness_texts(witness, texts);

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++)
		*strings[i] = take(in);
	for (size_t i = 0; i < count; i++)
		*texts[i] = take(in);
}

static const struct technique technique = { "T1611", "Escape to Host", "TA0004",
					    "Privilege Escalation" };

static void choose(struct alert *alert, const uint8_t *head)
{
	static const enum severity severities[] = {
		SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL
	};
	uint32_t number = (uint32_t)head[6] << 24 | head[7];

	memset(alert->id, 'a', sizeof(alert->id) - 1);
	alert->action = (enum action)(head[0] % ACTION_COUNT);
	alert->outcome = (enum outcome)(head[1] % 3);
	alert->severity = severities[head[1] / 3 % 4];
	alert->verdict =
		head[2] & 1 ? VERDICT_AUTHORIZED : VERDICT_UNAUTHORIZED;
	alert->trust = (enum trust)(head[2] / 2 % 3);
	alert->file.is_file = head[3] & 1;
	alert->file.has_inode = head[3] & 2;
	alert->file.has_mode = head[3] & 4;
	alert->file.has_owner = head[3] & 8;
	alert->process.has_pid = head[3] & 16;
	alert->process.has_ppid = head[3] & 32;
	alert->process.args_cut = head[3] & 64;
	alert->technique_count = head[4] % (ALERT_MAX_TECHNIQUES + 1);
	for (size_t i = 0; i < ALERT_MAX_TECHNIQUES; i++)
		alert->techniques[i] = &technique;
	alert->user.id = head[5] & 1 ? UID_UNSET : number;
	alert->user.audit_id = head[5] & 2 ? UID_UNSET : number;
	alert->is_notice = head[5] & 4;
	alert->session = alert->user.group_id = number;
	alert->file.inode = alert->count = (uint64_t)number << 32 | number;
	alert->file.mode = alert->file.device_major = number;
}

static void choose_witness(struct alert_witness *witness, const uint8_t *head)
{
	uint64_t number = (uint64_t)head[6] << 56 | head[7];

	witness->state = (enum witness_state)(head[4] % 5);
	witness->has_exe = head[4] & 8;
	witness->foreign_mount_ns = head[4] & 16;
	witness->foreign_pid_ns = head[4] & 32;
	witness->exe_inode = witness->mount_ns = witness->started = number;
	witness->pid_ns = number << 1;
	witness->exe_major = witness->exe_minor = head[6];
	witness->ancestor_count = head[7] % (ALERT_MAX_ANCESTORS + 1);
	for (size_t i = 0; i < witness->ancestor_count; i++)
		witness->ancestors[i].pid = (uint32_t)head[6] << 24 | head[7];
}

/* One line, one "\n", no byte that is not text, no more than allowed. */
static void check_line(const struct buf *out)
{
	struct view text = buf_view(out);

	REQUIRE(text.size > 0 && text.size <= FORMAT_MAX_LINE);
	REQUIRE(text.data[text.size - 1] == '\n');
	text.size--;
	while (text.size) {
		uint32_t c;
		size_t taken = utf8_next(text, &c);

		REQUIRE(taken > 0);
		REQUIRE(c >= 0x20 && c != 0x7f && !(c >= 0x80 && c <= 0x9f));
		REQUIRE(!utf8_is_hidden(c));
		text = view_skip(text, taken);
	}
}

static int digit(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
}

static bool is_hex(char c)
{
	return memchr("0123456789abcdefABCDEF", c, 22) != NULL;
}

/* Does the string stand for these bytes, or, where cut, for their beginning?
 * Every \xNN in it is a byte (json.h). */
static bool stands_for(struct json_object *string, struct view want, bool cut)
{
	const char *text = json_object_get_string(string);
	size_t size = (size_t)json_object_get_string_len(string);
	size_t used = 0;

	for (size_t i = 0; i < size; used++) {
		char byte = text[i];

		if (byte == '\\' && size - i >= 4 && text[i + 1] == 'x' &&
		    is_hex(text[i + 2]) && is_hex(text[i + 3])) {
			byte = (char)(digit(text[i + 2]) * 16 +
				      digit(text[i + 3]));
			i += 4;
		} else {
			i++;
		}
		if (used >= want.size || want.data[used] != byte)
			return false;
	}
	return cut || used == want.size;
}

static bool is_cut(struct json_object *doc, const char *member)
{
	struct json_object *list;

	if (json_pointer_get(doc, "/dockwarden/cut", &list))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (strcmp(json_object_get_string(
				   json_object_array_get_idx(list, i)),
			   member) == 0)
			return true;
	return false;
}

static void check_string(struct json_object *doc, const char *pointer,
			 const char *member, struct view want)
{
	struct json_object *value;

	if (want.size == 0) {
		REQUIRE(json_pointer_get(doc, pointer, &value) != 0);
		return;
	}
	REQUIRE(json_pointer_get(doc, pointer, &value) == 0);
	REQUIRE(stands_for(value, want, is_cut(doc, member)));
}

static void check_args(struct json_object *doc, const struct alert *alert)
{
	bool cut = is_cut(doc, "process.args");
	struct json_object *list;
	size_t count;

	if (json_pointer_get(doc, "/process/args", &list)) {
		REQUIRE(alert->process.arg_count == 0);
		return;
	}
	count = json_object_array_length(list);
	REQUIRE(cut ? count <= alert->process.arg_count :
		      count == alert->process.arg_count);
	for (size_t i = 0; i < count; i++)
		REQUIRE(stands_for(json_object_array_get_idx(list, i),
				   alert->process.args[i],
				   cut && i + 1 == count));
}

static void check_ecs(const struct alert *alert, const struct buf *out)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *doc;

	REQUIRE(tokener);
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT |
						JSON_TOKENER_VALIDATE_UTF8);
	doc = json_tokener_parse_ex(tokener, out->data, (int)out->size - 1);
	REQUIRE(doc && json_tokener_get_error(tokener) == json_tokener_success);
	json_tokener_free(tokener);
	check_string(doc, "/rule/id", "rule.id", alert->rule_id);
	check_string(doc, "/rule/name", "rule.name", alert->rule_name);
	check_string(doc, "/file/path", "file.path",
		     alert->file.is_file ? alert->file.path : VIEW_NONE);
	check_string(doc, "/process/executable", "process.executable",
		     alert->process.executable);
	check_string(doc, "/process/title", "process.title",
		     alert->process.title);
	check_string(doc, "/user/audit/name", "user.audit.name",
		     alert->user.audit_name);
	check_string(doc, "/host/name", "host.name", alert_host(alert));
	check_string(doc, "/event/reason", "event.reason", alert->reason);
	check_string(doc, "/auditd/data/key", "auditd.data.key",
		     alert->is_notice ? VIEW_NONE : alert->key);
	check_string(doc, "/dockwarden/recorded_path",
		     "dockwarden.recorded_path", alert->file.recorded_path);
	check_args(doc, alert);
	if (alert->agent)
		check_string(doc, "/agent/version", "agent.version",
			     alert->agent->version);
	if (alert->witness) {
		const struct alert_ancestor *parent = alert_parent(alert);

		check_string(doc, "/container/name", "container.name",
			     alert->witness->container_name);
		check_string(doc, "/dockwarden/witness/executable",
			     "dockwarden.witness.executable",
			     alert->witness->executable);
		check_string(doc, "/process/parent/name", "process.parent.name",
			     parent ? parent->name : VIEW_NONE);
	}
	json_object_put(doc);
}

/* Is the field among those that are said to be cut: names, a space between? */
static bool is_in_cuts(struct view cuts, const char *name)
{
	while (cuts.size) {
		const char *space = memchr(cuts.data, ' ', cuts.size);
		size_t size = space ? (size_t)(space - cuts.data) : cuts.size;

		if (view_is(view_from(cuts.data, size), name))
			return true;
		cuts = view_skip(cuts, size + (space != NULL));
	}
	return false;
}

/* The texts that a log gave, as they are in the alert. */
static const enum flat_field flat_strings[] = {
	FLAT_RULE_ID,
	FLAT_RULE_NAME,
	FLAT_FILE_PATH,
	FLAT_TARGET_PATH,
	FLAT_RECORDED_PATH,
	FLAT_EXECUTABLE,
	FLAT_LOGIN_NAME,
	FLAT_REASON,
	FLAT_KEY,
	FLAT_POLICY_RULE,
	FLAT_CONTAINER_NAME,
	FLAT_HOST,
	FLAT_ANCESTORS,
	FLAT_WITNESS_EXECUTABLE,
};

#define FLAT_STRINGS (sizeof(flat_strings) / sizeof(flat_strings[0]))

static void check_csv(struct flat *f, const struct buf *out)
{
	struct buf cell, cuts;

	buf_init(&cell, FORMAT_MAX_LINE);
	buf_init(&cuts, FORMAT_MAX_LINE);
	REQUIRE(read_back_csv(buf_view(out), FLAT_COLUMNS, &cuts));
	REQUIRE(!read_back_csv(buf_view(out), FLAT_COLUMNS + 1, &cell));
	for (size_t i = 0; i < FLAT_STRINGS; i++) {
		enum flat_field field = flat_strings[i];

		REQUIRE(read_back_csv(buf_view(out), field, &cell));
		REQUIRE(read_back_is(read_back_cell(&cell), flat_text(f, field),
				     is_in_cuts(buf_view(&cuts),
						flat_name(field))));
	}
	buf_done(&cell);
	buf_done(&cuts);
}

static void check_no_formula(const struct buf *out)
{
	struct buf cell;

	buf_init(&cell, FORMAT_MAX_LINE);
	for (size_t i = 0; read_back_csv(buf_view(out), i, &cell); i++)
		REQUIRE(cell.size == 0 || !memchr("=+-@ \t\r", *cell.data, 7));
	buf_done(&cell);
}

static void check_cef(struct flat *f, const struct buf *out)
{
	static const struct {
		const char *key;
		enum flat_field field;
	} keys[] = {
		{ "filePath", FLAT_FILE_PATH },
		{ "sproc", FLAT_EXECUTABLE },
		{ "suser", FLAT_LOGIN_NAME },
		{ "cs4", FLAT_POLICY_RULE },
		{ "reason", FLAT_REASON },
		{ "dockwardenTargetPath", FLAT_TARGET_PATH },
		{ "dockwardenContainerName", FLAT_CONTAINER_NAME },
		{ "dhost", FLAT_HOST },
		{ "externalId", FLAT_ID },
		{ "act", FLAT_ACTION },
	};
	struct buf value, cuts;

	buf_init(&value, FORMAT_MAX_LINE);
	buf_init(&cuts, FORMAT_MAX_LINE);
	(void)read_back_cef(buf_view(out), "dockwardenCut", &cuts);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct view want = flat_text(f, keys[i].field);
		bool found = read_back_cef(buf_view(out), keys[i].key, &value);

		REQUIRE(found == (want.size > 0));
		if (found)
			REQUIRE(read_back_is(
				buf_view(&value), want,
				is_in_cuts(buf_view(&cuts),
					   flat_name(keys[i].field))));
	}
	REQUIRE(read_back_cef_header(buf_view(out), 4, &value));
	REQUIRE(read_back_is(buf_view(&value), flat_text(f, FLAT_RULE_ID),
			     is_in_cuts(buf_view(&cuts),
					flat_name(FLAT_RULE_ID))));
	buf_done(&value);
	buf_done(&cuts);
}

static void check_flat(const struct format *format, const struct alert *alert,
		       const struct buf *out)
{
	autoflat struct flat f = { .cuts = 0 };

	REQUIRE(flat_begin(&f, alert, 0));
	if (format->write == format_cef)
		check_cef(&f, out);
	if (format->write != format_csv)
		return;
	check_csv(&f, out);
	check_no_formula(out);
}

static void check_formats(const struct alert *alert)
{
	const struct format *format;

	for (size_t i = 0; (format = format_at(i)); i++) {
		struct buf out;

		/* Not a byte more than a line: none may be written and taken
		 * back. */
		buf_init(&out, FORMAT_MAX_LINE);
		REQUIRE(format->write(alert, &out) == 0);
		check_line(&out);
		if (format->write == format_ecs)
			check_ecs(alert, &out);
		check_flat(format, alert, &out);
		buf_done(&out);
	}
}

/* Words of several lines, each safe as a line is. */
static void check_words(const struct event *event)
{
	struct buf out;

	buf_init(&out, 4 * DESCRIBE_MAX_BYTES);
	REQUIRE(describe_event(event, &out) == 0);
	for (size_t i = 0; i < out.size; i++)
		REQUIRE(out.data[i] == '\n' ||
			(unsigned char)out.data[i] >= 0x20);
	buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record records[RECORDS_MAX];
	struct event event = { .count = 0 };
	struct alert_agent agent = { .host = VIEW_NONE };
	struct alert_witness witness = { .state = WITNESS_SEEN };
	struct alert alert = { .event = &event };
	struct input in;

	if (size < HEAD_SIZE)
		return 0;
	in.at = (const char *)data + HEAD_SIZE;
	in.end = (const char *)data + size;
	choose(&alert, data);
	take_records(&in, records, &event);
	take_strings(&in, &alert);
	if (data[3] & 128) {
		choose_witness(&witness, data);
		take_live(&in, &agent, &witness);
		alert.agent = &agent;
		alert.created = alert.file.inode;
		if (data[5] & 8)
			alert.witness = &witness;
	}
	take_args(&in, &alert);
	check_formats(&alert);
	check_words(&event);
	return 0;
}
