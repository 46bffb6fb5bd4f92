// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "call.h"
#include "corpus.h"
#include "suite.h"

#define SHAPES "tests/data/captures/shapes/"
#define MAX_RECORDS 256
#define LINE_BYTES 16384

/* One event, fed in the order of its lines or in the reverse. */
struct sample {
	char (*lines)[LINE_BYTES];
	struct record records[MAX_RECORDS];
	struct event event;
	struct scratch scratch;
	struct call call;
};

static struct sample *new_sample(void)
{
	struct sample *s = calloc(1, sizeof(*s));

	ck_assert_ptr_nonnull(s);
	s->lines = calloc(MAX_RECORDS, LINE_BYTES);
	ck_assert_ptr_nonnull(s->lines);
	ck_assert_int_eq(scratch_init(&s->scratch, (size_t)1 << 20), 0);
	s->event.records = s->records;
	return s;
}

static void free_sample(struct sample *s)
{
	scratch_done(&s->scratch);
	free(s->lines);
	free(s);
}

static void add_line(void *user, const char *path, struct view line)
{
	struct sample *s = user;
	char *bytes = s->lines[s->event.count];

	(void)path;
	ck_assert_uint_lt(s->event.count, MAX_RECORDS);
	ck_assert_uint_lt(line.size, LINE_BYTES);
	memcpy(bytes, line.data, line.size);
	ck_assert_int_eq(record_parse(view_from(bytes, line.size),
				      &s->records[s->event.count]),
			 0);
	s->event.count++;
}

static const struct call *read_sample(struct sample *s)
{
	if (s->event.count) {
		s->event.id = s->records[0].id;
		s->event.node = s->records[0].node;
	}
	memset(&s->call, 0xa5, sizeof(s->call)); /* all of it is set */
	call_read(&s->event, &s->scratch, &s->call);
	return &s->call;
}

static const struct call *read_lines(struct sample *s, const char *const *lines)
{
	for (size_t i = 0; lines[i]; i++)
		add_line(s, "", view_of(lines[i]));
	return read_sample(s);
}

static void reverse(struct sample *s)
{
	for (size_t i = 0, j = s->event.count; i + 1 < j; i++) {
		struct record r = s->records[i];

		s->records[i] = s->records[--j];
		s->records[j] = r;
	}
}

#define ck_assert_view(got, want)                                              \
	do {                                                                   \
		struct view got_view = (got);                                  \
		ck_assert_msg(view_is(got_view, want),                         \
			      "got \"%.*s\" instead of \"%s\"",                \
			      (int)got_view.size,                              \
			      got_view.data ? got_view.data : "(none)", want); \
	} while (0)

START_TEST(an_event_of_no_call_has_nothing)
{
	struct sample *s = new_sample();
	const struct call *c = read_sample(s);

	ck_assert(!c->has_syscall && !c->has_uring && !c->keyed);
	ck_assert(!c->truncated && !c->has_success && !c->has_openat2);
	ck_assert_uint_eq(c->number, UINT32_MAX);
	ck_assert_uint_eq(c->pid, PID_UNKNOWN);
	ck_assert_uint_eq(c->auid, UID_UNSET);
	ck_assert_uint_eq(c->session, SESSION_UNSET);
	ck_assert_uint_eq(c->item_count, 0);
	ck_assert_ptr_null(c->exe.data);
	ck_assert_uint_eq(c->node, 0);
	ck_assert_uint_eq(call_open_flags(c), 0);
	free_sample(s);
}
END_TEST

#define ID "msg=audit(1795308549.846:2921): "

START_TEST(a_call_has_its_numbers_and_texts)
{
	static const char *const lines[] = {
		"node=h type=SYSCALL " ID "arch=c000003e syscall=257 "
		"success=no exit=-13 a0=ffffffffffffff9c a1=7f a2=241 a3=1b6 "
		"items=2 ppid=10 pid=11 auid=1000 uid=1 gid=2 euid=3 suid=4 "
		"fsuid=5 egid=6 sgid=7 fsgid=8 tty=pts0 ses=9 "
		"comm=6120621B exe=\"/bin/x\" key=\"docker\"\x1d"
		"AUID=\"alice\" UID=\"daemon\" EUID=\"sys\"",
		"node=h type=CWD " ID "cwd=2F746D702F612062",
		"node=h type=PATH " ID "item=1 name=\"x\" inode=77 dev=fe:0a "
		"mode=0100644 ouid=12 ogid=13 rdev=00:00 nametype=CREATE",
		"node=h type=PATH " ID "item=0 name=(null) nametype=PARENT",
		NULL,
	};
	struct sample *s = new_sample();
	const struct call *c = read_lines(s, lines);
	const struct path_item *item;

	ck_assert(c->has_syscall && c->keyed && !c->truncated);
	ck_assert(c->has_success && !c->success);
	ck_assert_uint_eq(c->arch, ARCH_X86_64);
	ck_assert_uint_eq(c->number, 257);
	ck_assert_int_eq(c->exit, -13);
	ck_assert_uint_eq(c->args[0], 0xffffffffffffff9c);
	ck_assert_uint_eq(call_open_flags(c), 0x241);
	ck_assert_uint_eq(c->ppid, 10);
	ck_assert_uint_eq(c->pid, 11);
	ck_assert_uint_eq(c->auid, 1000);
	ck_assert_uint_eq(c->uid, 1);
	ck_assert_uint_eq(c->euid, 3);
	ck_assert_uint_eq(c->egid, 6);
	ck_assert_uint_eq(c->session, 9);
	ck_assert_view(c->comm, "a b\x1b");
	ck_assert_view(c->auid_name, "alice");
	ck_assert_view(c->euid_name, "sys");
	ck_assert_view(c->cwd, "/tmp/a b");
	ck_assert_uint_eq(c->node, node_hash(VIEW("h")));
	ck_assert_uint_eq(c->item_count, 2);
	ck_assert_int_eq(c->items[0].type, ITEM_PARENT);
	ck_assert_ptr_null(c->items[0].name.data);
	ck_assert(!c->items[0].has_inode);
	item = call_item(c, ITEM_CREATE, 0);
	ck_assert_ptr_eq(item, &c->items[1]);
	ck_assert_uint_eq(item->inode, 77);
	ck_assert_uint_eq(item->major, 0xfe);
	ck_assert_uint_eq(item->minor, 10);
	ck_assert_uint_eq(item->mode, 0100644);
	ck_assert_uint_eq(item->gid, 13);
	ck_assert_ptr_null(call_item(c, ITEM_CREATE, 2));
	free_sample(s);
}
END_TEST

START_TEST(the_outcome_is_the_operations)
{
	static const char *const lines[] = {
		"type=URINGOP " ID "uring_op=18 success=no exit=-13 items=1 "
		"ppid=1 pid=2 uid=0 key=\"docker\"",
		"type=SYSCALL " ID "arch=c000003e syscall=426 success=yes "
		"exit=1 a0=3 pid=2 auid=1000 uid=0 ses=4 exe=\"/x\" key=(null)",
		NULL,
	};
	struct sample *s = new_sample();
	const struct call *c = read_lines(s, lines);

	for (size_t i = 0; i < 2; i++) {
		ck_assert(c->has_uring && c->has_syscall && c->keyed);
		ck_assert(c->has_success && !c->success);
		ck_assert_int_eq(c->exit, -13);
		ck_assert_uint_eq(c->auid, 1000);
		ck_assert_uint_eq(c->operation, 18);
		ck_assert_view(c->key, "docker");
		ck_assert_uint_eq(call_open_flags(c), 0);
		reverse(s);
		c = read_sample(s);
	}
	free_sample(s);
}
END_TEST

START_TEST(one_of_several_operations_that_succeeded_counts)
{
	static const char *const lines[] = {
		"type=URINGOP " ID
		"uring_op=18 success=yes exit=0 key=\"docker\"",
		"type=URINGOP " ID "uring_op=18 success=no exit=-13 key=(null)",
		NULL,
	};
	struct sample *s = new_sample();
	const struct call *c = read_lines(s, lines);

	ck_assert(c->has_uring && !c->has_syscall && c->success);
	ck_assert(!c->truncated && c->keyed);
	free_sample(s);
}
END_TEST

START_TEST(a_call_without_its_key_has_lost_its_end)
{
	static const char *const lines[] = {
		"type=SYSCALL " ID "arch=c000003e syscall=257 exe=\"/x\"", NULL
	};
	struct sample *s = new_sample();

	ck_assert(read_lines(s, lines)->truncated);
	free_sample(s);
}
END_TEST

#define OPENED "type=SYSCALL " ID "arch=c000003e syscall=257 items=2 key=(null)"
#define PARENT "type=PATH " ID "item=0 name=\"/etc/docker\" nametype=PARENT"
#define CREATED "type=PATH " ID "item=1 name=\"/etc/docker/x\" nametype=CREATE"
#define NAMED "type=PATH " ID "item=1 name=\"x\" nametype=CREATE"
#define CWD_THERE "type=CWD " ID "cwd=\"/etc/docker\""
#define TITLE "type=PROCTITLE " ID "proctitle=\"x\""

static const struct {
	const char *lines[6];
	bool whole;
} pieces[] = {
	{ { OPENED, CWD_THERE, PARENT, NAMED, TITLE }, true },
	{ { OPENED, PARENT, CREATED }, true },
	{ { OPENED, CWD_THERE, PARENT, NAMED }, true },
	{ { OPENED, PARENT, NAMED }, false },
	{ { OPENED, CWD_THERE, NAMED }, false },
	{ { OPENED, CWD_THERE }, false },
	{ { OPENED }, false },
	{ { CWD_THERE, PARENT, CREATED }, false },
	{ { PARENT }, false },
	{ { CWD_THERE }, false },
	{ { TITLE }, false },
	{ { "type=SYSCALL " ID "arch=c000003e syscall=44 items=0 key=(null)",
	    TITLE },
	  true },
	{ { "type=URINGOP " ID "uring_op=18 success=yes exit=3 items=0" },
	  true },
	{ { "type=CONFIG_CHANGE " ID "op=add_rule key=\"docker\" res=1" },
	  true },
	{ { "type=USER_ACCT " ID "pid=1 msg='x'" }, true },
};

START_TEST(an_event_is_whole_or_some_records_of_it_are_missing)
{
	struct sample *s = new_sample();

	ck_assert(call_is_whole(read_lines(s, pieces[_i].lines)) ==
		  pieces[_i].whole);
	free_sample(s);
}
END_TEST

START_TEST(openat2_has_its_flags_in_octal)
{
	static const char *const lines[] = {
		"type=SYSCALL " ID "arch=c000003e syscall=437 success=yes "
		"exit=3 a0=7 a1=c0 a2=c1 a3=18 key=\"docker\"",
		"type=OPENAT2 " ID "oflag=0100302 mode=0600 resolve=0xa", NULL
	};
	struct sample *s = new_sample();
	const struct call *c = read_lines(s, lines);

	ck_assert(c->has_openat2);
	ck_assert_uint_eq(call_open_flags(c), 0100302);
	free_sample(s);
}
END_TEST

START_TEST(a_users_text_is_not_the_callers)
{
	static const char *const lines[] = {
		"type=USER_ACCT " ID "pid=5 uid=0 auid=1000 ses=2 msg='auid=0 "
		"pid=1 key=\"docker\" exe=\"/usr/sbin/dockerd\"'",
		NULL,
	};
	struct sample *s = new_sample();
	const struct call *c = read_lines(s, lines);

	ck_assert(!c->keyed && !c->has_syscall);
	ck_assert_uint_eq(c->pid, 5);
	ck_assert_uint_eq(c->auid, 1000);
	ck_assert_ptr_null(c->key.data);
	ck_assert_ptr_null(c->exe.data);
	free_sample(s);
}
END_TEST

struct address_case {
	const char *saddr;
	const char *want; /* NULL: none */
};

static const struct address_case addresses[] = {
	{ "01002F72756E2F642E736F636B00", "/run/d.sock" },
	{ "01002F72756E2F642E736F636B0000FFFF", "/run/d.sock" },
	{ "00012F78", "/x" }, /* of a big-endian machine */
	{ "01002F78", "/x" },
	{ "010000616273", NULL }, /* abstract */
	{ "0100", NULL },
	{ "01", NULL },
	{ "02000035C0A80001", NULL },
	{ "0A002F78", NULL },
	{ "(null)", NULL },
	{ "?", NULL },
};

START_TEST(a_unix_address_has_a_path)
{
	struct sample *s = new_sample();
	const struct call *c;
	char line[256];
	const char *lines[] = { line, NULL };

	(void)snprintf(line, sizeof(line), "type=SOCKADDR " ID "saddr=%s",
		       addresses[_i].saddr);
	c = read_lines(s, lines);
	if (addresses[_i].want)
		ck_assert_view(c->socket_path, addresses[_i].want);
	else
		ck_assert_ptr_null(c->socket_path.data);
	free_sample(s);
}
END_TEST

START_TEST(items_over_the_limit_are_cut)
{
	struct sample *s = new_sample();
	const struct call *c;
	char line[256];

	for (unsigned int i = 0; i < CALL_MAX_ITEMS + 1; i++) {
		int size = snprintf(line, sizeof(line),
				    "type=PATH " ID "item=%u name=\"/%u\" "
				    "nametype=NORMAL",
				    i, i);

		add_line(s, "", view_from(line, (size_t)size));
	}
	c = read_sample(s);
	ck_assert_uint_eq(c->item_count, CALL_MAX_ITEMS);
	ck_assert(c->items_cut);
	ck_assert_view(c->items[CALL_MAX_ITEMS - 1].name, "/127");
	free_sample(s);
}
END_TEST

static const char *const shapes[] = {
	"append-two-keys.log", "connect-python.log", "dirfd.log",
	"dpkg-rename.log",     "fchmod-null.log",    "i386-unlink.log",
	"io-uring-setup.log",  "link.log",	     "mount-bind.log",
	"openat2.log",	       "rename-over.log",    "renameat2-exchange.log",
	"runc-exec.log",       "symlink.log",	     "tmpfile-linkat.log",
	"uringop-inline.log",  "uringop.log",	     "config-change-tree.log",
	"login-sshd.log",
};

static void same_item(const struct path_item *a, const struct path_item *b)
{
	ck_assert(view_equal(a->name, b->name));
	ck_assert_uint_eq(a->inode, b->inode);
	ck_assert_int_eq(a->type, b->type);
	ck_assert_uint_eq(a->place, b->place);
}

START_TEST(records_in_reverse_are_the_same_call)
{
	struct sample *s = new_sample();
	struct call first;
	const struct call *c;
	char path[256];

	(void)snprintf(path, sizeof(path), SHAPES "%s", shapes[_i]);
	(void)corpus_lines(path, add_line, s);
	first = *read_sample(s);
	reverse(s);
	c = read_sample(s);
	ck_assert_int_eq(c->has_syscall, first.has_syscall);
	ck_assert_int_eq(c->keyed, first.keyed);
	ck_assert_int_eq(c->truncated, first.truncated);
	ck_assert_int_eq(c->success, first.success);
	ck_assert_int_eq(c->exit, first.exit);
	ck_assert_uint_eq(c->number, first.number);
	ck_assert_uint_eq(c->pid, first.pid);
	ck_assert_uint_eq(c->auid, first.auid);
	ck_assert_uint_eq(c->session, first.session);
	ck_assert(view_equal(c->key, first.key));
	ck_assert(view_equal(c->exe, first.exe));
	ck_assert(view_equal(c->cwd, first.cwd));
	ck_assert(view_equal(c->socket_path, first.socket_path));
	ck_assert_uint_eq(call_open_flags(c), call_open_flags(&first));
	ck_assert_uint_eq(c->item_count, first.item_count);
	for (size_t i = 0; i < c->item_count; i++)
		same_item(&c->items[i], &first.items[i]);
	free_sample(s);
}
END_TEST

#define LOOP(tcase, test, table)            \
	tcase_add_loop_test(tcase, test, 0, \
			    (int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("call");
	TCase *tcase = tcase_create("call");

	tcase_add_test(tcase, an_event_of_no_call_has_nothing);
	tcase_add_test(tcase, a_call_has_its_numbers_and_texts);
	tcase_add_test(tcase, the_outcome_is_the_operations);
	tcase_add_test(tcase, one_of_several_operations_that_succeeded_counts);
	tcase_add_test(tcase, a_call_without_its_key_has_lost_its_end);
	tcase_add_loop_test(tcase,
			    an_event_is_whole_or_some_records_of_it_are_missing,
			    0, (int)(sizeof(pieces) / sizeof(pieces[0])));
	tcase_add_test(tcase, openat2_has_its_flags_in_octal);
	tcase_add_test(tcase, a_users_text_is_not_the_callers);
	LOOP(tcase, a_unix_address_has_a_path, addresses);
	tcase_add_test(tcase, items_over_the_limit_are_cut);
	LOOP(tcase, records_in_reverse_are_the_same_call, shapes);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
