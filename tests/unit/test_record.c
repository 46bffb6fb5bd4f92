// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "record.h"
#include "suite.h"

#define ID "msg=audit(1795308549.846:2921): "
#define CALL "type=SYSCALL " ID
#define USER "type=USER_CMD " ID

#define ck_assert_view(got, want)                                              \
	do {                                                                   \
		struct view got_view = (got);                                  \
		ck_assert_msg(view_is(got_view, want),                         \
			      "got \"%.*s\" instead of \"%s\"",                \
			      (int)got_view.size,                              \
			      got_view.data ? got_view.data : "(none)", want); \
	} while (0)

/* A literal may hold NUL bytes. */
#define LINE(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

struct head_case {
	const char *name;
	struct view line;
	uint32_t type;
	const char *node, *body, *enriched; /* NULL: none */
};

static const struct head_case heads[] = {
	{ "a RAW record has no enriched part", LINE(CALL "arch=c000003e"),
	  RECORD_SYSCALL, NULL, "arch=c000003e", NULL },
	{ "an ENRICHED one has what stands behind 0x1D",
	  LINE("type=PATH " ID "item=0 ouid=0\x1dOUID=\"root\""), RECORD_PATH,
	  NULL, "item=0 ouid=0", "OUID=\"root\"" },
	{ "an enriched part may be empty", LINE("type=CWD " ID "cwd=\"/\"\x1d"),
	  RECORD_CWD, NULL, "cwd=\"/\"", "" },
	{ "a node stands first",
	  LINE("node=harbor01.example type=CWD " ID "cwd=\"/\""), RECORD_CWD,
	  "harbor01.example", "cwd=\"/\"", NULL },
	{ "an old auditd writes a new type's number",
	  LINE("type=UNKNOWN[1336] " ID "uring_op=18"), RECORD_URINGOP, NULL,
	  "uring_op=18", NULL },
	{ "the kernel's log has numbers", LINE("type=1300 " ID "a0=1"),
	  RECORD_SYSCALL, NULL, "a0=1", NULL },
	{ "a type of no meaning here is another",
	  LINE("type=KERN_MODULE " ID "name=\"x\""), RECORD_OTHER, NULL,
	  "name=\"x\"", NULL },
	{ "a number too large is another",
	  LINE("type=UNKNOWN[99999999999] " ID "a=b"), RECORD_OTHER, NULL,
	  "a=b", NULL },
	{ "a number that is none is another",
	  LINE("type=UNKNOWN[13x6] " ID "a=b"), RECORD_OTHER, NULL, "a=b",
	  NULL },
	{ "CR LF ends a line, too", LINE("type=CWD " ID "cwd=\"/\"\r"),
	  RECORD_CWD, NULL, "cwd=\"/\"", NULL },
	{ "NUL bytes around a line are dropped",
	  LINE("\0\0\0type=CWD " ID "cwd=\"/\"\0\0"), RECORD_CWD, NULL,
	  "cwd=\"/\"", NULL },
	{ "EOE has no body", LINE("type=EOE msg=audit(1795308549.846:2921):"),
	  RECORD_EOE, NULL, "", NULL },
	{ "the space of an empty body may be there", LINE("type=EOE " ID),
	  RECORD_EOE, NULL, "", NULL },
	{ "auditd 2 leaves the colon out",
	  LINE("type=DAEMON_CONFIG msg=audit(1795308549.846:2921) config "
	       "changed, auid=0"),
	  RECORD_DAEMON_CONFIG, NULL, "config changed, auid=0", NULL },
	{ "0x1D in a user's text is not where auditd's part begins",
	  LINE(USER "pid=1 msg='cwd=\"\x1d"
		    "AUID=\"root\" ' \x1d"
		    "UID=\"bob\""),
	  RECORD_USER_CMD, NULL,
	  "pid=1 msg='cwd=\"\x1d"
	  "AUID=\"root\" ' ",
	  "UID=\"bob\"" },
	{ "where that text ends the line, auditd has added nothing",
	  LINE(USER "pid=1 auid=9 msg='op=x \x1d"
		    "AUID=\"root\"'"),
	  RECORD_USER_CMD, NULL,
	  "pid=1 auid=9 msg='op=x \x1d"
	  "AUID=\"root\"'",
	  NULL },
	{ "a kernel's record is cut at its first 0x1D",
	  LINE(CALL "a=b\x1d"
		    "ARCH=x\x1dY=z"),
	  RECORD_SYSCALL, NULL, "a=b", "ARCH=x\x1dY=z" },
};

START_TEST(a_line_has_its_parts)
{
	const struct head_case *c = &heads[_i];
	struct record r;

	ck_assert_msg(record_parse(c->line, &r) == 0, "%s", c->name);
	ck_assert_msg(r.type == c->type, "%s: type %u", c->name, r.type);
	ck_assert_uint_eq(r.id.seconds, 1795308549);
	ck_assert_uint_eq(r.id.milliseconds, 846);
	ck_assert_uint_eq(r.id.serial, 2921);
	ck_assert_view(r.body, c->body);
	ck_assert_int_eq(!c->node, !r.node.data);
	ck_assert_int_eq(!c->enriched, !r.enriched.data);
	if (c->node)
		ck_assert_view(r.node, c->node);
	if (c->enriched)
		ck_assert_view(r.enriched, c->enriched);
}
END_TEST

struct bad_case {
	const char *name;
	struct view line;
};

static const struct bad_case bad_lines[] = {
	{ "nothing", LINE("") },
	{ "NUL bytes alone", LINE("\0\0\0\0") },
	{ "a word", LINE("noise") },
	{ "no type", LINE(ID "a=b") },
	{ "an empty type", LINE("type= " ID "a=b") },
	{ "a type in lower case letters", LINE("Type=CWD " ID) },
	{ "an empty node", LINE("node= type=CWD " ID) },
	{ "a node alone", LINE("node=h") },
	{ "a node behind the type", LINE("type=CWD node=h " ID) },
	{ "a type alone", LINE("type=CWD") },
	{ "no id", LINE("type=CWD cwd=\"/\"") },
	{ "no space before the id", LINE("type=CWDmsg=audit(1.000:1): ") },
	{ "no seconds", LINE("type=CWD msg=audit(.846:1): ") },
	{ "negative seconds", LINE("type=CWD msg=audit(-1.846:1): ") },
	{ "no milliseconds", LINE("type=CWD msg=audit(1795308549:1): ") },
	{ "two digits of them", LINE("type=CWD msg=audit(1795308549.46:1): ") },
	{ "four digits of them",
	  LINE("type=CWD msg=audit(1795308549.0846:1): ") },
	{ "no serial", LINE("type=CWD msg=audit(1795308549.846): ") },
	{ "an empty serial", LINE("type=CWD msg=audit(1795308549.846:): ") },
	{ "a serial of 2^32",
	  LINE("type=CWD msg=audit(1795308549.846:4294967296): ") },
	{ "a serial of 2^64 and one",
	  LINE("type=CWD msg=audit(1795308549.846:18446744073709551617): ") },
	{ "a year that has five digits",
	  LINE("type=CWD msg=audit(253402300800.000:1): ") },
	{ "seconds of 40 digits",
	  LINE("type=CWD msg=audit(1000000000000000000000000000000000000000"
	       ".000:1): ") },
	{ "a cut id", LINE("type=CWD msg=audit(1795308549.846:29") },
	{ "nothing behind the id",
	  LINE("type=CWD msg=audit(1795308549.846:2921)") },
	{ "something else behind the id",
	  LINE("type=CWD msg=audit(1795308549.846:2921)x: ") },
};

START_TEST(what_is_no_record_is_refused)
{
	struct record r = { .type = 77 };

	ck_assert_msg(record_parse(bad_lines[_i].line, &r) == -EBADMSG, "%s",
		      bad_lines[_i].name);
	ck_assert_uint_eq(r.type, 77);
}
END_TEST

START_TEST(the_largest_id_is_taken)
{
	struct record r;

	ck_assert_int_eq(record_parse(VIEW("type=CWD msg=audit(253402300799."
					   "999:4294967295): cwd=\"/\""),
				      &r),
			 0);
	ck_assert_uint_eq(r.id.seconds, 253402300799ULL);
	ck_assert_uint_eq(r.id.milliseconds, 999);
	ck_assert_uint_eq(r.id.serial, UINT32_MAX);
	ck_assert_int_eq(
		record_parse(VIEW("type=CWD msg=audit(0.000:0): "), &r), 0);
	ck_assert_uint_eq(r.id.seconds, 0);
}
END_TEST

struct walk_case {
	const char *name;
	const char *text;
	const char *want; /* [!]name=value or name="value", spaces between */
};

static const struct walk_case walks[] = {
	{ "numbers, words and strings", "a=1 b=yes c=\"d e\" f=(null)",
	  "a=1 b=yes c=\"d e\" f=(null) " },
	{ "nothing", "", "" },
	{ "words are no fields", "config changed a=1", "a=1 " },
	{ "a value may be empty", "a= b=2", "a= b=2 " },
	{ "an empty string", "a=\"\" b=2", "a=\"\" b=2 " },
	{ "the last value may be empty", "a=", "a= " },
	{ "no name, no field", "=1 a=2", "a=2 " },
	{ "spaces in a row", "  a=1   b=2  ", "a=1 b=2 " },
	{ "commas end a bare value", "auid=0, pid=1,, x=\"a,\"",
	  "auid=0 pid=1 x=\"a,\" " },
	{ "a string that does not end is bare", "a=\"b c=d", "a=\"b c=d " },
	{ "a lone quote is bare", "a=\"", "a=\" " },
	{ "an equals sign in a value", "a=b=c", "a=b=c " },
	{ "an equals sign in a string", "comm=\"key=\" x=1",
	  "comm=\"key=\" x=1 " },
	{ "a user's text is claimed", "pid=1 msg='op=x acct=\"bob\" res=1'",
	  "pid=1 !op=x !acct=\"bob\" !res=1 " },
	{ "to the end of the record", "msg='a=b' c=d'", "!a=b' !c=d " },
	{ "whatever msg= it holds", "msg='msg='a=b'", "!msg='a=b " },
	{ "msg= without a quote is a field", "msg=x a=b", "msg=x a=b " },
	{ "an open text ends with the line", "msg='a=b", "!a=b " },
	{ "a space may follow the closing quote", "msg='a=b'  ", "!a=b " },
	{ "an empty text", "a=b msg=''", "a=b " },
	{ "the kernel forgets a space",
	  "ses=4294967295op=remove_rule key=\"docker\" res=1",
	  "ses=4294967295 op=remove_rule key=\"docker\" res=1 " },
	{ "only there", "pid=12op=x ses=12x ses=op=1",
	  "pid=12op=x ses=12x ses=op=1 " },
	{ "an EXECVE's parts", "a1_len=9 a1[0]=6162 a1[1]=63",
	  "a1_len=9 a1[0]=6162 a1[1]=63 " },
	{ "words behind a string", "a=\"b\"c d=\"e\"", "a=\"b\" d=\"e\" " },
};

START_TEST(fields_come_in_order)
{
	const struct walk_case *c = &walks[_i];
	struct field_cursor at = field_walk(view_of(c->text));
	struct field f;
	char got[512] = "";
	size_t size = 0;

	while (field_next(&at, &f)) {
		const char *quote = f.quote == FIELD_QUOTED ? "\"" : "";

		size += (size_t)snprintf(got + size, sizeof(got) - size,
					 "%s%.*s=%s%.*s%s ",
					 f.claimed ? "!" : "", (int)f.name.size,
					 f.name.data, quote, (int)f.value.size,
					 f.value.data, quote);
	}
	ck_assert_msg(strcmp(got, c->want) == 0, "%s: got \"%s\"", c->name,
		      got);
}
END_TEST

/* By its name a field is taken as field_next() takes it, or not at all. */
START_TEST(an_expected_field_is_taken_as_it_stands)
{
	struct field_cursor at = field_walk(view_of(walks[_i].text));
	struct field_cursor before = at;
	struct field next, taken;

	for (; field_next(&at, &next); before = at) {
		ck_assert(!field_take(&before, VIEW("other"), &taken));
		if (view_is(next.name, "msg") ||
		    !field_take(&before, next.name, &taken))
			continue;
		ck_assert_ptr_eq(before.at, at.at);
		ck_assert_ptr_eq(taken.name.data, next.name.data);
		ck_assert_ptr_eq(taken.value.data, next.value.data);
		ck_assert_uint_eq(taken.value.size, next.value.size);
		ck_assert_int_eq(taken.quote, next.quote);
		ck_assert_int_eq(taken.claimed, next.claimed);
	}
}
END_TEST

START_TEST(a_claim_is_found_apart_from_the_kernels_word)
{
	struct record r;
	struct field f = { .claimed = false };

	ck_assert_int_eq(record_parse(VIEW(USER "pid=1 auid=1000 msg='auid=0 "
						"key=\"docker\" pid=2'\x1d"
						"AUID=\"alice\""),
				      &r),
			 0);
	ck_assert(record_field(&r, "auid", &f));
	ck_assert_view(f.value, "1000");
	ck_assert(!record_field(&r, "key", &f));
	ck_assert(record_claim(&r, "key", &f));
	ck_assert_view(f.value, "docker");
	ck_assert(record_claim(&r, "auid", &f));
	ck_assert_view(f.value, "0");
	ck_assert(record_enriched(&r, "AUID", &f));
	ck_assert_view(f.value, "alice");
	ck_assert(!record_enriched(&r, "auid", &f));
	ck_assert(!record_field(&r, "AUID", &f));
	ck_assert(!record_claim(&r, "aui", &f));
	ck_assert(!record_field(&r, "", &f));
}
END_TEST

START_TEST(the_first_of_two_counts)
{
	struct record r;
	struct field f;

	ck_assert_int_eq(record_parse(VIEW(CALL "uid=1 uid=2"), &r), 0);
	ck_assert(record_field(&r, "uid", &f));
	ck_assert_view(f.value, "1");
	ck_assert(!record_enriched(&r, "UID", &f));
}
END_TEST

struct text_case {
	const char *name;
	const char *value; /* as written */
	int result;
	struct view want;
};

static const struct text_case texts[] = {
	{ "a string is literal", "\"/etc/docker\"", 0, LINE("/etc/docker") },
	{ "even if it looks like hex", "\"6162\"", 0, LINE("6162") },
	{ "an empty string is a value", "\"\"", 0, LINE("") },
	{ "hex is decoded", "2F612062", 0, LINE("/a b") },
	{ "to any byte", "00FF0A1D", 0, LINE("\0\xff\n\x1d") },
	{ "the kernel writes capitals: others are no hex", "2f61", 0,
	  LINE("2f61") },
	{ "an odd digit is no hex", "2F6", 0, LINE("2F6") },
	{ "one digit is no hex", "2", 0, LINE("2") },
	{ "no hex at the end is no hex", "2F6G", 0, LINE("2F6G") },
	{ "a word stands for itself", "pts/0", 0, LINE("pts/0") },
	{ "(none) is a word", "(none)", 0, LINE("(none)") },
	{ "(null) is no value", "(null)", -ENOENT, LINE("") },
	{ "nor is ?", "?", -ENOENT, LINE("") },
	{ "in quotes they are", "\"(null)\"", 0, LINE("(null)") },
	{ "so is this", "\"?\"", 0, LINE("?") },
};

static struct field field_of(const char *value, struct record *r, char *line,
			     size_t size)
{
	struct field f;
	int written = snprintf(line, size, CALL "x=%s y=1", value);

	ck_assert_int_eq(record_parse(view_from(line, (size_t)written), r), 0);
	ck_assert(record_field(r, "x", &f));
	return f;
}

START_TEST(a_value_stands_for_bytes)
{
	const struct text_case *c = &texts[_i];
	struct view text = VIEW("untouched");
	struct record r;
	struct scratch s;
	char line[256];
	struct field f = field_of(c->value, &r, line, sizeof(line));

	ck_assert_int_eq(scratch_init(&s, 64), 0);
	ck_assert_msg(field_text(&f, &s, &text) == c->result, "%s", c->name);
	if (c->result)
		ck_assert_view(text, "untouched");
	else
		ck_assert_msg(view_equal(text, c->want), "%s", c->name);
	scratch_done(&s);
}
END_TEST

START_TEST(an_empty_bare_value_is_no_value)
{
	struct view text = VIEW("untouched");
	struct record r;
	struct scratch s;
	struct field f;

	ck_assert_int_eq(record_parse(VIEW(CALL "x= y=1"), &r), 0);
	ck_assert(record_field(&r, "x", &f));
	ck_assert_int_eq(scratch_init(&s, 8), 0);
	ck_assert_int_eq(field_text(&f, &s, &text), -ENOENT);
	ck_assert_view(text, "untouched");
	scratch_done(&s);
}
END_TEST

START_TEST(text_that_does_not_fit_is_refused)
{
	struct view text = VIEW("untouched");
	struct record r;
	struct scratch s;
	char line[256];
	struct field f = field_of("2F612062", &r, line, sizeof(line));

	ck_assert_int_eq(scratch_init(&s, 3), 0);
	ck_assert_int_eq(field_text(&f, &s, &text), -ENOBUFS);
	ck_assert_view(text, "untouched");
	scratch_done(&s);
	ck_assert_int_eq(scratch_init(&s, 4), 0);
	ck_assert_int_eq(field_text(&f, &s, &text), 0);
	ck_assert_view(text, "/a b");
	scratch_done(&s);
}
END_TEST

struct key_case {
	const char *name;
	bool want;
	const char *line;
};

static const struct key_case keys[] = {
	{ "docker", true, CALL "exit=3 key=\"docker\"" },
	{ "with a suffix", true, CALL "exit=3 key=\"docker-10\"" },
	{ "with any", true, CALL "exit=3 key=\"docker-x\"" },
	{ "an empty one", true, CALL "exit=3 key=\"docker-\"" },
	{ "another word", false, CALL "exit=3 key=\"dockerx\"" },
	{ "its beginning", false, CALL "exit=3 key=\"docke\"" },
	{ "behind something", false, CALL "exit=3 key=\"my-docker\"" },
	{ "in capitals", false, CALL "exit=3 key=\"Docker\"" },
	{ "no key", false, CALL "exit=3 key=(null)" },
	{ "none at all", false, CALL "exit=3" },
	{ "an empty key", false, CALL "exit=3 key=\"\"" },
	{ "two keys, docker first", true,
	  CALL "exit=3 key=646F636B657201646F636B65722D3130" },
	{ "docker last", true, CALL "exit=3 key=6964656E7401646F636B6572" },
	{ "docker between others", true,
	  CALL "exit=3 key=6101646F636B65722D310162" },
	{ "a key that goes on", false, CALL "exit=3 key=646F636B65727801FF" },
	{ "a key that begins before", false,
	  CALL "exit=3 key=78646F636B657201782D646F636B6572" },
	{ "keys that are docker together", false,
	  CALL "exit=3 key=646F6301646B6572" },
	{ "hex of one key", true, CALL "exit=3 key=646F636B65722D20" },
	{ "hex in small letters is a word", false,
	  CALL "exit=3 key=646f636b6572" },
	{ "hex in quotes is a word", false,
	  CALL "exit=3 key=\"646F636B6572\"" },
	{ "an odd digit: cut off", false, CALL "exit=3 key=646F636B65720" },
	{ "fields behind it", true,
	  "type=CONFIG_CHANGE " ID "auid=0 ses=1 op=add_rule key=\"docker\" "
	  "list=4 res=1" },
	{ "where the kernel forgets a space", true,
	  "type=CONFIG_CHANGE " ID
	  "auid=4294967295 ses=4294967295op=remove_rule "
	  "path=\"/etc/docker/daemon.json\" key=\"docker\" list=4 res=1" },
	{ "in the enriched part", false,
	  CALL "exit=3 key=(null)\x1d"
	       "X=\"y\" key=\"docker\"" },
	{ "in a name", false, CALL "comm=\"key=\"docker\"\" key=(null)" },
	{ "in a string with a space", false,
	  CALL "comm=\"x key=\"docker\" key=(null)" },
	{ "in such a string, and behind it", true,
	  CALL "comm=\"x key=y\" key=\"docker\"" },
	{ "another field's end", false, CALL "monkey=\"docker\" key=(null)" },
	{ "a program's name", false,
	  CALL "exe=\"/usr/bin/docker\" key=\"other\"" },
	{ "the first key counts", false,
	  CALL "exit=3 key=(null) key=\"docker\"" },
	{ "a user's claim", false, USER "pid=1 msg='x key=\"docker\" '" },
	{ "a user's claim outside the quotes", false,
	  USER "pid=1 key=\"docker\" msg='x'" },
	{ "a claim of a type that has no number here", false,
	  "type=USER_TTY " ID "pid=1 msg='x key=\"docker\" '" },
	{ "a claim of a number", false,
	  "type=UNKNOWN[1199] " ID "pid=1 msg='x key=\"docker\" '" },
	{ "a claim of the upper range", false,
	  "type=UNKNOWN[2999] " ID "pid=1 msg='x key=\"docker\" '" },
	{ "a claim of the old type", false,
	  "type=UNKNOWN[1005] " ID "pid=1 msg='x key=\"docker\" '" },
	{ "a new kernel's type", true,
	  "type=UNKNOWN[1336] " ID "uring_op=18 key=\"docker\"" },
};

START_TEST(a_key_is_dockers_or_not)
{
	const struct key_case *c = &keys[_i];
	struct record r;

	ck_assert_int_eq(record_parse(view_of(c->line), &r), 0);
	ck_assert_msg(record_has_docker_key(&r) == c->want, "%s", c->name);
}
END_TEST

START_TEST(events_are_ordered_by_time_then_serial)
{
	static const struct event_id order[] = {
		{ 0, 0, 0 },
		{ 0, 0, UINT32_MAX },
		{ 0, 1, 0 },
		{ 0, 999, 5 },
		{ 1, 0, 0 },
		{ 1795308549, 846, 2920 },
		{ 1795308549, 846, 2921 },
		{ UINT64_MAX, 0, 0 },
	};
	const size_t count = sizeof(order) / sizeof(order[0]);

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++) {
			int got = event_id_compare(&order[i], &order[j]);

			ck_assert_int_eq(got < 0, i < j);
			ck_assert_int_eq(got > 0, i > j);
		}
}
END_TEST

#define LOOP(tcase, test, table)            \
	tcase_add_loop_test(tcase, test, 0, \
			    (int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("record");
	TCase *tcase = tcase_create("record");

	LOOP(tcase, a_line_has_its_parts, heads);
	LOOP(tcase, what_is_no_record_is_refused, bad_lines);
	tcase_add_test(tcase, the_largest_id_is_taken);
	LOOP(tcase, fields_come_in_order, walks);
	LOOP(tcase, an_expected_field_is_taken_as_it_stands, walks);
	tcase_add_test(tcase, a_claim_is_found_apart_from_the_kernels_word);
	tcase_add_test(tcase, the_first_of_two_counts);
	LOOP(tcase, a_value_stands_for_bytes, texts);
	tcase_add_test(tcase, an_empty_bare_value_is_no_value);
	tcase_add_test(tcase, text_that_does_not_fit_is_refused);
	LOOP(tcase, a_key_is_dockers_or_not, keys);
	tcase_add_test(tcase, events_are_ordered_by_time_then_serial);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
