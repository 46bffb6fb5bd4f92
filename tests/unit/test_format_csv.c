// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdio.h>

#include "cleanup.h"
#include "format.h"
#include "read_back.h"
#include "sample_alert.h"
#include "suite.h"

static void plain(struct sample *s)
{
	(void)s;
}

static void write_line(const struct alert *alert, struct buf *out)
{
	buf_init(out, FORMAT_MAX_LINE);
	ck_assert_int_eq(format_csv(alert, out), 0);
	ck_assert_ptr_eq(memchr(out->data, '\n', out->size),
			 out->data + out->size - 1);
}

static const char sample_line[] =
	"2026-11-22T00:46:48.202Z,,critical,SSE_SEC_APP_DOCKER_10,"
	"\"Audit /etc/docker/daemon.json\",unauthorized,write,success,"
	"/etc/docker/daemon.json,/host/docker/daemon.json,,1442123,fe:00,0644,"
	"0,0,,,/bin/busybox,unverified,sh,4242,4200,\"/bin/sh -c\",/,0,,0,,,,,"
	"openat,docker,\"no rule allows it; the program is unverified\",,"
	"\"T1611,T1543.005\",1,,,,,,,,,1795308408.202:2258,"
	"0123456789abcdef0123456789abcdef,\n";

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

START_TEST(the_header_names_each_column_of_a_line)
{
	autobuf struct buf header, line, cell;
	struct sample s;
	size_t count = 0;

	buf_init(&header, FORMAT_MAX_LINE);
	buf_init(&cell, FORMAT_MAX_LINE);
	ck_assert_int_eq(format_csv_header(&header), 0);
	sample_init(&s);
	write_line(&s.alert, &line);
	while (read_back_csv(buf_view(&header), count, &cell)) {
		ck_assert_uint_gt(cell.size, 0);
		ck_assert(read_back_csv(buf_view(&line), count, &cell));
		count++;
	}
	ck_assert(!read_back_csv(buf_view(&line), count, &cell));
	ck_assert_uint_gt(count, 40);
}
END_TEST

/* The cell of the column of that name, as a reader has it. */
static void cell_of(const struct sample *s, const char *name, struct buf *ret)
{
	autobuf struct buf header, line;

	buf_init(&header, FORMAT_MAX_LINE);
	ck_assert_int_eq(format_csv_header(&header), 0);
	write_line(&s->alert, &line);
	for (size_t i = 0; read_back_csv(buf_view(&header), i, ret); i++) {
		if (!view_is(buf_view(ret), name))
			continue;
		ck_assert_msg(read_back_csv(buf_view(&line), i, ret), "%.*s",
			      (int)line.size, line.data);
		return;
	}
	ck_abort_msg("no column %s", name);
}

static void with_args(struct sample *s)
{
	s->alert.process.args[0] = VIEW("docker");
	s->alert.process.args[1] = VIEW("");
	s->alert.process.args[2] = VIEW("a,b \"c\"");
	s->alert.process.arg_count = 3;
}

static void with_cut_args(struct sample *s)
{
	with_args(s);
	s->alert.process.args_cut = true;
}

static void named(struct sample *s)
{
	s->alert.user.name = VIEW("root");
	s->alert.user.audit_id = 1000;
	s->alert.user.audit_name = VIEW("alice");
	s->alert.session = 12;
	s->alert.tty = VIEW("pts0");
}

static void membership(struct sample *s)
{
	s->alert.action = ACTION_MEMBERSHIP;
	s->alert.group_name = VIEW("docker");
	s->alert.member_name = VIEW("mallory");
}

static void line_feed(struct sample *s)
{
	s->alert.file.path = VIEW("/etc/docker/a\nb,\xff");
}

static void long_path(struct sample *s)
{
	static char path[3000];

	memset(path, 'a', sizeof(path));
	s->alert.file.path = view_from(path, sizeof(path));
	s->alert.reason = view_from(path, sizeof(path));
}

struct field_case {
	const char *name;
	void (*change)(struct sample *s);
	const char *column;
	const char *want;
};

static const struct field_case fields[] = {
	{ "arguments are one cell", with_args, "command_line",
	  "docker  a,b \"c\"" },
	{ "arguments that were cut are named", with_cut_args, "cut",
	  "command_line" },
	{ "without arguments the title stands for them", plain, "command_line",
	  "/bin/sh -c" },
	{ "an unset login uid is an empty cell", plain, "login_id", "" },
	{ "a login uid", named, "login_id", "1000" },
	{ "a login name", named, "login_name", "alice" },
	{ "a session", named, "session", "12" },
	{ "a terminal", named, "tty", "pts0" },
	{ "a group", membership, "group_name", "docker" },
	{ "a member", membership, "member_name", "mallory" },
	{ "techniques stand in one cell", plain, "techniques",
	  "T1611,T1543.005" },
	{ "a line feed begins no line", line_feed, "file_path",
	  "/etc/docker/a\\x0ab,\\xff" },
	{ "cells that were cut are named", long_path, "cut",
	  "file_path reason" },
	{ "nothing cut, an empty cell", plain, "cut", "" },
	{ "the time of saying, live only", sample_live, "created",
	  "2026-11-22T00:46:48.230Z" },
	{ "a container's name", sample_live, "container_name", "web" },
	{ "who speaks", sample_live, "agent_host", "node17" },
	{ "ancestors, the nearest first", sample_live, "ancestors",
	  "sh[4200] containerd-shim[4100] systemd[1]" },
	{ "what /proc showed", sample_live, "witness", "seen" },
	{ "a notice has no event", sample_notice, "event", "" },
	{ "a notice says what kind it is", sample_notice, "action", "lost" },
	{ "a notice has its count", sample_notice, "count", "12" },
	{ "a notice is of its host", sample_notice, "host", "node17" },
};

START_TEST(a_cell_says)
{
	const struct field_case *c = &fields[_i];
	autobuf struct buf cell;
	struct sample s;

	buf_init(&cell, FORMAT_MAX_LINE);
	sample_init(&s);
	c->change(&s);
	cell_of(&s, c->column, &cell);
	ck_assert_msg(view_is(buf_view(&cell), c->want), "%s: got %.*s",
		      c->name, (int)cell.size, cell.data);
}
END_TEST

struct formula_case {
	const char *name;
	struct view value;
	const char *want; /* as written */
};

#define BYTES(literal)                       \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

static const struct formula_case formulas[] = {
	{ "a formula is text", BYTES("=cmd|' /C calc'!A0"),
	  ",\"'=cmd|' /C calc'!A0\"," },
	{ "so is one that begins with a plus", BYTES("+1"), ",\"'+1\"," },
	{ "with a minus", BYTES("-1+1"), ",\"'-1+1\"," },
	{ "with an at", BYTES("@SUM(1)"), ",\"'@SUM(1)\"," },
	{ "with a full-width equals sign",
	  BYTES("\xef\xbc\x9d"
		"1"),
	  ",\"'\xef\xbc\x9d"
	  "1\"," },
	{ "with a tab", BYTES("\t=1"), ",\"\\x09=1\"," },
	{ "with a space", BYTES(" =1"), ",\"\\x20=1\"," },
	{ "with a carriage return", BYTES("\r=1"), ",\"\\x0d=1\"," },
	{ "an apostrophe of its own gets another", BYTES("'=1"), ",\"''=1\"," },
	{ "a semicolon begins no cell", BYTES("a;=1"), ",\"a;=1\"," },
	{ "a quote ends no cell", BYTES("a\",=1"), ",\"a\"\",=1\"," },
	{ "a minus within a word is one", BYTES("docker-ce"), ",docker-ce," },
};

START_TEST(a_value_is_no_formula)
{
	const struct formula_case *c = &formulas[_i];
	autobuf struct buf line, cell;
	struct sample s;

	sample_init(&s);
	s.alert.policy_rule = c->value;
	write_line(&s.alert, &line);
	ck_assert_msg(memmem(line.data, line.size, c->want, strlen(c->want)),
		      "%s: got %.*s", c->name, (int)line.size, line.data);
	buf_init(&cell, FORMAT_MAX_LINE);
	cell_of(&s, "policy_rule", &cell);
	ck_assert_msg(read_back_is(read_back_cell(&cell), c->value, false),
		      "%s", c->name);
}
END_TEST

static const char hostile_bytes[] = { 'a', '\x01', '\n', '"', '=', '\xff' };
static char hostile[5000];

/* Every length, so that every field is at its cap in one of them. */
START_TEST(any_length_is_within_the_limit)
{
	autobuf struct buf cell;

	buf_init(&cell, FORMAT_MAX_LINE);
	memset(hostile, hostile_bytes[_i], sizeof(hostile));
	for (size_t size = 0; size < 1100; size += 3) {
		autobuf struct buf line;
		struct sample s;

		sample_init(&s);
		sample_fill(&s, view_from(hostile, size));
		write_line(&s.alert, &line);
		ck_assert(read_back_csv(buf_view(&line), 0, &cell));
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
	ck_assert_int_ne(format_csv(&s.alert, &out), 0);
	ck_assert(view_is(buf_view(&out), "before\n"));
	buf_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format_csv");
	TCase *tc = tcase_create("format_csv");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_whole_line_is_as_promised);
	tcase_add_test(tc, the_header_names_each_column_of_a_line);
	tcase_add_loop_test(tc, a_cell_says, 0,
			    sizeof(fields) / sizeof(fields[0]));
	tcase_add_loop_test(tc, a_value_is_no_formula, 0,
			    sizeof(formulas) / sizeof(formulas[0]));
	tcase_add_loop_test(tc, any_length_is_within_the_limit, 0,
			    sizeof(hostile_bytes));
	tcase_add_test(tc, a_full_buffer_keeps_what_stood_before);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
