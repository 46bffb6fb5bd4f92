// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdlib.h>

#include "describe.h"
#include "suite.h"

#define ID "msg=audit(1795308408.202:2258): "

struct line_case {
	const char *name;
	const char *line;
	const char *want;
};

static const struct line_case lines[] = {
	{ "numbers have libauparse's words",
	  "type=SYSCALL " ID "arch=c000003e syscall=257 success=no exit=-13 "
	  "a0=ffffff9c a1=7ffd8c0e2f10 a2=241 items=2",
	  "SYSCALL arch=x86_64 syscall=openat success=no "
	  "exit=EACCES(Permission denied) a0=AT_FDCWD a1=0x7ffd8c0e2f10 "
	  "a2=O_WRONLY|O_CREAT|O_TRUNC items=2\n" },
	{ "a raw record's users are numbers: they are another host's",
	  "type=SYSCALL " ID "auid=4294967295 uid=0 gid=0",
	  "SYSCALL auid=4294967295(unset) uid=0 gid=0\n" },
	{ "an enriched record names its users",
	  "type=SYSCALL " ID "auid=1000 uid=0 gid=7\x1d"
	  "AUID=\"alice\" UID=\"root\"",
	  "SYSCALL auid=1000(alice) uid=0(root) gid=7\n" },
	{ "a call that would be looked up as a user stays a number",
	  "type=SYSCALL " ID "arch=c000003e syscall=92 success=yes exit=0 "
	  "a0=5581 a1=0 a2=0 a3=0",
	  "SYSCALL arch=x86_64 syscall=chown success=yes exit=0 a0=5581 a1=0 "
	  "a2=0 a3=0\n" },
	{ "so does the uid of setuid",
	  "type=SYSCALL " ID "arch=c000003e syscall=105 success=yes exit=0 "
	  "a0=0 a1=0 a2=0 a3=0",
	  "SYSCALL arch=x86_64 syscall=setuid success=yes exit=0 a0=0 a1=0 "
	  "a2=0 a3=0\n" },
	{ "a call too new for libauparse has the log's name, or its number",
	  "type=SYSCALL " ID "arch=c000003e syscall=99999 success=yes exit=0"
	  "\x1d"
	  "ARCH=x86_64 SYSCALL=newcall",
	  "SYSCALL arch=x86_64 syscall=newcall success=yes exit=0\n" },
	{ "a raw one has its number",
	  "type=SYSCALL " ID "arch=c000003e syscall=99999 success=yes exit=0",
	  "SYSCALL arch=x86_64 syscall=99999 success=yes exit=0\n" },
	{ "another architecture's calls are its own",
	  "type=SYSCALL " ID "arch=c00000b7 syscall=56 success=yes exit=3 "
	  "a0=ffffffffffffff9c a1=0 a2=0 a3=0",
	  "SYSCALL arch=aarch64 syscall=openat success=yes exit=3 "
	  "a0=AT_FDCWD a1=0x0 a2=O_RDONLY a3=0x0\n" },
	{ "numbers that are none are printed as recorded",
	  "type=SYSCALL " ID "arch=xyz syscall=257x success=maybe exit=--1 "
	  "a0=99999999999999999",
	  "SYSCALL arch=xyz syscall=257x success=maybe exit=--1 "
	  "a0=99999999999999999\n" },
	{ "text is decoded, and escaped for a terminal",
	  "type=SYSCALL " ID "comm=7368 exe=2F746D702F611B5B324A "
	  "key=646F636B657201646F636B65722D3130",
	  "SYSCALL comm=sh exe=\"/tmp/a\\x1b[2J\" key=docker,docker-10\n" },
	{ "a file has its mode in words",
	  "type=PATH " ID "item=0 name=\"/etc/docker\" inode=7 dev=fe:00 "
	  "mode=040755 ouid=0 ogid=0 nametype=PARENT",
	  "PATH item=0 name=/etc/docker inode=7 dev=fe:00 mode=dir,755 ouid=0 "
	  "ogid=0 nametype=PARENT\n" },
	{ "no name is (null)", "type=PATH " ID "item=0 name=(null) inode=7",
	  "PATH item=0 name=\"(null)\" inode=7\n" },
	{ "a title's arguments stand apart by spaces",
	  "type=PROCTITLE " ID "proctitle=2F62696E2F7368002D63",
	  "PROCTITLE proctitle=\"/bin/sh -c\"\n" },
	{ "arguments are text, their counts are not",
	  "type=EXECVE " ID "argc=2 a0=\"docker\" a1=7320 a2_len=55 a2[0]=61",
	  "EXECVE argc=2 a0=docker a1=\"s \" a2_len=55 \"a2[0]\"=a\n" },
	{ "a socket's path ends where it ends",
	  "type=SOCKADDR " ID "saddr=01002F72756E2F646F636B65722E736F636B0000",
	  "SOCKADDR saddr=unix:/run/docker.sock\n" },
	{ "an abstract socket has an @",
	  "type=SOCKADDR " ID "saddr=01000061626300",
	  "SOCKADDR saddr=unix:@abc\n" },
	{ "an internet address has libauparse's words",
	  "type=SOCKADDR " ID "saddr=020009477F0000010000000000000000",
	  "SOCKADDR saddr={ saddr_fam=inet laddr=127.0.0.1 lport=2375 }\n" },
	{ "an address shorter than its family stays hex",
	  "type=SOCKADDR " ID "saddr=02000947", "SOCKADDR saddr=02000947\n" },
	{ "a family that libauparse reads past its end stays hex",
	  "type=SOCKADDR " ID "saddr=0300", "SOCKADDR saddr=0300\n" },
	{ "what a program says of itself is a claim",
	  "type=USER_CMD " ID "pid=7 uid=0 auid=1000 ses=1 msg='cwd=\"/\" "
	  "cmd=6964 uid=5 key=\"docker\" res=success'\x1d"
	  "UID=\"root\" AUID=\"alice\"",
	  "USER_CMD pid=7 uid=0(root) auid=1000(alice) ses=1 claims cwd=/ "
	  "cmd=id uid=5 key=docker res=success\n" },
	{ "a field repeated has a word the first time alone",
	  "type=SYSCALL " ID "arch=c000003e syscall=2 syscall=3 arch=40000003",
	  "SYSCALL arch=x86_64 syscall=open syscall=3 arch=40000003\n" },
	{ "fields out of order are still told right",
	  "type=SYSCALL " ID "a1=0 a0=ffffff9c syscall=257 arch=c000003e",
	  "SYSCALL a1=0x0 a0=AT_FDCWD syscall=openat arch=x86_64\n" },
	{ "a call of an unknown machine is not this machine's",
	  "type=SYSCALL " ID "arch=8 syscall=257 a0=ffffff9c",
	  "SYSCALL arch=8 syscall=257 a0=ffffff9c\n" },
	{ "nor is one of no machine",
	  "type=SYSCALL " ID "syscall=257 a0=ffffff9c",
	  "SYSCALL syscall=257 a0=ffffff9c\n" },
};

static void describe_line(const char *line, struct buf *out)
{
	struct record record;
	struct event event = { .records = &record, .count = 1 };

	ck_assert_int_eq(record_parse(view_of(line), &record), 0);
	event.id = record.id;
	ck_assert_int_eq(describe_event(&event, out), 0);
}

START_TEST(a_record_in_words)
{
	const struct line_case *c = &lines[_i];
	struct buf out;

	buf_init(&out, 1 << 20);
	describe_line(c->line, &out);
	buf_add_byte(&out, '\0');
	ck_assert_msg(strcmp(out.data, c->want) == 0, "%s:\n got %s\nwant %s",
		      c->name, out.data, c->want);
	buf_done(&out);
}
END_TEST

static char wide[300000];

START_TEST(words_are_bounded)
{
	static const char head[] = "type=SYSCALL " ID;
	struct buf out;

	memset(wide, ' ', sizeof(wide) - 1);
	memcpy(wide, head, strlen(head));
	for (size_t i = strlen(head); i + 8 < sizeof(wide); i += 8)
		memcpy(wide + i, _i ? "a0=1 " : "x=\"\x01\" ", 5);
	buf_init(&out, (size_t)1 << 20);
	describe_line(wide, &out);
	ck_assert_uint_le(out.size, DESCRIBE_MAX_BYTES + 2048);
	ck_assert(view_ends(buf_view(&out), VIEW(" ...\n")));
	buf_done(&out);
}
END_TEST

START_TEST(records_over_the_bound_are_counted)
{
	static struct record records[2000];
	struct event event = { .records = records, .count = 2000, .cut = true };
	struct buf out;

	for (size_t i = 0; i < 2000; i++)
		ck_assert_int_eq(
			record_parse(view_of(lines[0].line), &records[i]), 0);
	buf_init(&out, (size_t)1 << 20);
	ck_assert_int_eq(describe_event(&event, &out), 0);
	ck_assert_uint_le(out.size, DESCRIBE_MAX_BYTES + 2048);
	ck_assert(view_ends(buf_view(&out),
			    VIEW(" more records\n"
				 "records are missing: over a limit\n")));
	buf_done(&out);
}
END_TEST

START_TEST(a_full_buffer_is_an_error)
{
	struct record record;
	struct event event = { .records = &record, .count = 1 };
	struct buf out;

	ck_assert_int_eq(record_parse(view_of(lines[0].line), &record), 0);
	buf_init(&out, 10);
	ck_assert_int_ne(describe_event(&event, &out), 0);
	buf_done(&out);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("describe");
	TCase *tc = tcase_create("describe");

	tcase_add_loop_test(tc, a_record_in_words, 0,
			    sizeof(lines) / sizeof(lines[0]));
	tcase_add_loop_test(tc, words_are_bounded, 0, 2);
	tcase_add_test(tc, records_over_the_bound_are_counted);
	tcase_add_test(tc, a_full_buffer_is_an_error);
	suite_add_tcase(suite, tc);
	return suite_run(suite);
}
