// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>

#include "format.h"
#include "read_back.h"
#include "sample_alert.h"
#include "suite.h"

static void write_line(const struct alert *alert, struct buf *out)
{
	buf_init(out, FORMAT_MAX_LINE);
	ck_assert_int_eq(format_cef(alert, out), 0);
	ck_assert_ptr_eq(memchr(out->data, '\n', out->size),
			 out->data + out->size - 1);
}

static const char sample_line[] =
	"CEF:0|dockwarden|dockwarden|" DOCKWARDEN_VERSION
	"|SSE_SEC_APP_DOCKER_10|Audit /etc/docker/daemon.json|10|"
	"rt=1795308408202 fname=daemon.json "
	"externalId=0123456789abcdef0123456789abcdef cat=unauthorized "
	"act=write outcome=success cnt=1 filePath=/etc/docker/daemon.json "
	"fileId=1442123 filePermission=0644 sproc=/bin/busybox spid=4242 "
	"duid=0 cs1Label=attackTechniques cs1=T1611,T1543.005 "
	"cs2Label=auditEvent cs2=1795308408.202:2258 "
	"cs3Label=recordedPath cs3=/host/docker/daemon.json "
	"cs6Label=auditKey cs6=docker "
	"dockwardenExecutableTrust=unverified dockwardenDevice=fe:00 "
	"dockwardenProcessName=sh dockwardenParentPid=4200 "
	"dockwardenCommandLine=/bin/sh -c dockwardenSyscall=openat "
	"reason=no rule allows it; the program is unverified "
	"msg=unauthorized write /etc/docker/daemon.json (as "
	"/host/docker/daemon.json) by /bin/busybox[4242] uid 0 login unset\n";

START_TEST(a_whole_line_is_as_promised)
{
	autobuf struct buf out;
	struct sample s;

	sample_init(&s);
	write_line(&s.alert, &out);
	ck_assert_msg(view_is(buf_view(&out), sample_line), "got %.*s",
		      (int)out.size, out.data);
}
END_TEST

struct severity_case {
	enum severity severity;
	const char *want;
};

static const struct severity_case severities[] = {
	{ SEVERITY_LOW, "3" },
	{ SEVERITY_MEDIUM, "5" },
	{ SEVERITY_HIGH, "8" },
	{ SEVERITY_CRITICAL, "10" },
};

START_TEST(a_severity_has_its_number)
{
	autobuf struct buf line, field;
	struct sample s;

	sample_init(&s);
	s.alert.severity = severities[_i].severity;
	write_line(&s.alert, &line);
	buf_init(&field, FORMAT_MAX_LINE);
	ck_assert(read_back_cef_header(buf_view(&line), 6, &field));
	ck_assert(view_is(buf_view(&field), severities[_i].want));
}
END_TEST

static void plain(struct sample *s)
{
	(void)s;
}

static void named(struct sample *s)
{
	s->alert.user.name = VIEW("root");
	s->alert.user.audit_id = 1000;
	s->alert.user.audit_name = VIEW("alice");
	s->alert.session = 12;
}

static void forged(struct sample *s)
{
	s->alert.file.path =
		VIEW("/etc/x suser=root cs1=\n<1>CEF:0|a|\\=\\|b\r");
}

static void long_path(struct sample *s)
{
	static char path[3000];

	memset(path, '=', sizeof(path));
	path[0] = '/';
	s->alert.file.path = s->alert.reason = view_from(path, sizeof(path));
}

static void early(struct sample *s)
{
	s->event.id = (struct event_id){ 0, 7, 1 };
}

static void past_all_time(struct sample *s)
{
	s->event.id = (struct event_id){ UINT64_MAX, 7, 1 };
}

struct field_case {
	const char *name;
	void (*change)(struct sample *s);
	const char *key;
	const char *want; /* NULL: absent */
};

static const struct field_case fields[] = {
	{ "the login user is the source", named, "suser", "alice" },
	{ "by number too", named, "suid", "1000" },
	{ "the user acted as is the destination", named, "duser", "root" },
	{ "a custom number has its label", named, "cn1Label", "auditSession" },
	{ "and its value", named, "cn1", "12" },
	{ "an unset login uid is no key", plain, "suid", NULL },
	{ "nor is its label", plain, "cn1Label", NULL },
	{ "a name forges no key and no line", forged, "filePath",
	  "/etc/x suser=root cs1=\n<1>CEF:0|a|\\=\\|b\r" },
	{ "what a name pretends is not there", forged, "suser", NULL },
	{ "what was cut is named", long_path, "dockwardenCut",
	  "file_path reason message" },
	{ "nothing cut is no key", plain, "dockwardenCut", NULL },
	{ "a time is in milliseconds", early, "rt", "7" },
	{ "a time past all numbers is the largest", past_all_time, "rt",
	  "9223372036854775807" },
	{ "a live alert says when it was said", sample_live, "art",
	  "1795308408230" },
	{ "a replayed one does not", plain, "art", NULL },
	{ "a live alert says who speaks", sample_live, "dvchost", "node17" },
	{ "and on which host it was", sample_live, "dhost", "node17" },
	{ "a container has its name", sample_live, "dockwardenContainerName",
	  "web" },
	{ "and its id", sample_live, "cs5",
	  "4f5c1b7f9a0217e6c8d3b2a190f8e7d6"
	  "c5b4a39281706f5e4d3c2b1a09f8e7d6" },
	{ "what /proc showed is said", sample_live, "dockwardenWitness",
	  "seen" },
	{ "a notice has no audit event", sample_notice, "cs2", NULL },
	{ "a notice counts what was lost", sample_notice, "cnt", "12" },
	{ "a notice reads as one", sample_notice, "msg",
	  "lost: 12 audit events between serial 7 and 18 never came" },
};

START_TEST(a_key_says)
{
	const struct field_case *c = &fields[_i];
	autobuf struct buf line, value;
	struct sample s;
	bool found;

	sample_init(&s);
	c->change(&s);
	write_line(&s.alert, &line);
	buf_init(&value, FORMAT_MAX_LINE);
	found = read_back_cef(buf_view(&line), c->key, &value);
	ck_assert_msg(found == (c->want != NULL), "%s: %.*s", c->name,
		      (int)line.size, line.data);
	if (found)
		ck_assert_msg(view_is(buf_view(&value), c->want),
			      "%s: got %.*s", c->name, (int)value.size,
			      value.data);
}
END_TEST

#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

struct escape_case {
	const char *name;
	struct view value;
	const char *header, *extension; /* as written */
};

static const struct escape_case escapes[] = {
	{ "a pipe is escaped in the header alone", BYTES("a|b"), "|a\\|b|",
	  " cs4=a|b " },
	{ "an equals sign in the extension alone", BYTES("a=b"), "|a=b|",
	  " cs4=a\\=b " },
	{ "a backslash in both", BYTES("a\\b"), "|a\\\\b|", " cs4=a\\\\b " },
	{ "a backslash before a pipe", BYTES("a\\|b"), "|a\\\\\\|b|",
	  " cs4=a\\\\|b " },
	{ "a backslash at the end", BYTES("a\\"), "|a\\\\|", " cs4=a\\\\ " },
	{ "a line feed is \\n in the extension, bytes in the header",
	  BYTES("a\nb"), "|a\\\\x0ab|", " cs4=a\\nb " },
	{ "a carriage return likewise", BYTES("a\rb"), "|a\\\\x0db|",
	  " cs4=a\\rb " },
	{ "a control is bytes in both", BYTES("a\x1b"), "|a\\\\x1b|",
	  " cs4=a\\\\x1b " },
	{ "what is not UTF-8 is bytes", BYTES("\xff"), "|\\\\xff|",
	  " cs4=\\\\xff " },
	{ "a space at the end is bytes, a reader may trim it", BYTES("a "),
	  "|a\\\\x20|", " cs4=a\\\\x20 " },
	{ "letters of any script stay", BYTES("\xe4\xb8\xad"), "|\xe4\xb8\xad|",
	  " cs4=\xe4\xb8\xad " },
};

static void holds(const struct buf *line, const char *want, const char *name)
{
	ck_assert_msg(memmem(line->data, line->size, want, strlen(want)),
		      "%s: no %s in %.*s", name, want, (int)line->size,
		      line->data);
}

START_TEST(a_value_is_escaped)
{
	const struct escape_case *c = &escapes[_i];
	autobuf struct buf line, value;
	struct sample s;

	sample_init(&s);
	s.alert.rule_name = s.alert.policy_rule = c->value;
	write_line(&s.alert, &line);
	holds(&line, c->header, c->name);
	holds(&line, c->extension, c->name);
	buf_init(&value, FORMAT_MAX_LINE);
	ck_assert(read_back_cef(buf_view(&line), "cs4", &value));
	ck_assert_msg(read_back_is(buf_view(&value), c->value, false), "%s",
		      c->name);
	ck_assert(read_back_cef_header(buf_view(&line), 5, &value));
	ck_assert_msg(read_back_is(buf_view(&value), c->value, false), "%s",
		      c->name);
}
END_TEST

static const char hostile_bytes[] = { 'a', '\x01', '\n', '|', '=', '\xff' };
static char hostile[5000];

START_TEST(any_length_is_within_the_limit)
{
	autobuf struct buf value;

	buf_init(&value, FORMAT_MAX_LINE);
	memset(hostile, hostile_bytes[_i], sizeof(hostile));
	for (size_t size = 0; size < 1100; size += 3) {
		autobuf struct buf line;
		struct sample s;

		sample_init(&s);
		sample_fill(&s, view_from(hostile, size));
		write_line(&s.alert, &line);
		ck_assert(read_back_cef(buf_view(&line), "rt", &value));
	}
}
END_TEST

START_TEST(a_full_buffer_keeps_what_stood_before)
{
	struct sample s;
	struct buf out;

	sample_init(&s);
	buf_init(&out, 100);
	buf_add_text(&out, "before\n");
	ck_assert_int_ne(format_cef(&s.alert, &out), 0);
	ck_assert(view_is(buf_view(&out), "before\n"));
	buf_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format_cef");
	TCase *tc = tcase_create("format_cef");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_whole_line_is_as_promised);
	tcase_add_loop_test(tc, a_severity_has_its_number, 0,
			    sizeof(severities) / sizeof(severities[0]));
	tcase_add_loop_test(tc, a_key_says, 0,
			    sizeof(fields) / sizeof(fields[0]));
	tcase_add_loop_test(tc, a_value_is_escaped, 0,
			    sizeof(escapes) / sizeof(escapes[0]));
	tcase_add_loop_test(tc, any_length_is_within_the_limit, 0,
			    sizeof(hostile_bytes));
	tcase_add_test(tc, a_full_buffer_keeps_what_stood_before);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
