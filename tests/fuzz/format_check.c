// SPDX-License-Identifier: BSD-2-Clause
#include "format_check.h"

#include <json-c/json.h>

#include "flat.h"
#include "utf8.h"

#include "../unit/read_back.h"

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

static bool is_in_list(struct json_object *doc, const char *pointer,
		       const char *member)
{
	struct json_object *list;

	if (json_pointer_get(doc, pointer, &list))
		return false;
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (strcmp(json_object_get_string(
				   json_object_array_get_idx(list, i)),
			   member) == 0)
			return true;
	return false;
}

static bool is_cut(struct json_object *doc, const char *member)
{
	return is_in_list(doc, "/dockwarden/cut", member);
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

static struct json_object *parse(const struct buf *out)
{
	struct json_object *doc =
		read_back_json(view_from(out->data, out->size - 1));

	REQUIRE(doc);
	return doc;
}

static void check_ecs(const struct alert *alert, const struct buf *out)
{
	struct json_object *doc = parse(out);

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

static void check_ocsf(struct flat *f, const struct buf *out)
{
	static const struct {
		const char *pointer;
		enum flat_field field;
	} strings[] = {
		{ "/unmapped/rule/id", FLAT_RULE_ID },
		{ "/unmapped/reason", FLAT_REASON },
		{ "/unmapped/recorded_path", FLAT_RECORDED_PATH },
		{ "/unmapped/target_path", FLAT_TARGET_PATH },
		{ "/unmapped/witness_executable", FLAT_WITNESS_EXECUTABLE },
		{ "/device/hostname", FLAT_HOST },
		{ "/metadata/uid", FLAT_ID },
		{ "/actor/user/name", FLAT_LOGIN_NAME },
		{ "/authorizations/0/policy/name", FLAT_POLICY_RULE },
	};
	struct json_object *doc = parse(out), *value;

	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		struct view want = flat_text(f, strings[i].field);
		bool found =
			json_pointer_get(doc, strings[i].pointer, &value) == 0;

		REQUIRE(found == (want.size > 0));
		if (found)
			REQUIRE(stands_for(
				value, want,
				is_in_list(doc, "/unmapped/cut",
					   flat_name(strings[i].field))));
	}
	json_object_put(doc);
}

void format_check(const struct format *format, const struct alert *alert,
		  const struct buf *out)
{
	autoflat struct flat f = { .cuts = 0 };

	check_line(out);
	REQUIRE(flat_begin(&f, alert, 0));
	if (format->write == format_ecs)
		check_ecs(alert, out);
	if (format->write == format_ocsf)
		check_ocsf(&f, out);
	if (format->write == format_cef)
		check_cef(&f, out);
	if (format->write == format_csv) {
		check_csv(&f, out);
		check_no_formula(out);
	}
}
