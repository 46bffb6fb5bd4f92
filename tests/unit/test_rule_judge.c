// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "rule_judge.h"
#include "scratch_dir.h"
#include "suite.h"

static struct check_host host;

static void make_socket(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	ck_assert_int_ge(fd, 0);
	memcpy(name.sun_path, path, strlen(path) + 1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	close(fd);
}

static void enter(void)
{
	static const char *const directories[] = {
		"etc",
		"etc/docker",
		"etc/docker/certs.d",
		"etc/dockerfoo",
		"usr",
		"usr/bin",
		"usr/sbin",
		"run",
		"var",
		"var/lib",
		"data",
		"data/docker",
		"data/docker/image",
	};

	scratch_dir_enter();
	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		ck_assert_int_eq(mkdir(directories[i], 0755), 0);
	scratch_dir_write("etc/docker/daemon.json", VIEW("{}"));
	scratch_dir_write("etc/default", VIEW("x"));
	scratch_dir_write("usr/bin/docker", VIEW("x"));
	scratch_dir_write("usr/bin/dockerd", VIEW("x"));
	scratch_dir_write("usr/bin/dockerd-old", VIEW("x"));
	scratch_dir_write("usr/bin/dpkg", VIEW("x"));
	scratch_dir_write("usr/bin/dash", VIEW("x"));
	ck_assert_int_eq(symlink("dash", "usr/bin/sh"), 0);
	ck_assert_int_eq(symlink("usr/bin", "bin"), 0);
	ck_assert_int_eq(symlink("/run", "var/run"), 0);
	ck_assert_int_eq(symlink("/data/docker", "var/lib/docker"), 0);
	ck_assert_int_eq(symlink("docker/daemon.json", "etc/daemon-link"), 0);
	make_socket("run/docker.sock");
	ck_assert_int_eq(check_host_init(&host, "."), 0);
}

static void leave(void)
{
	check_host_done(&host);
	scratch_dir_leave();
}

#define FILE_WA "-w /etc/docker/daemon.json -p wa -k docker\n"
#define DIR_WA "-w /etc/docker -p wa -k docker\n"
#define JSON "/etc/docker/daemon.json"
#define DIR "/etc/docker"
#define ROOT "/data/docker"
#define BIN "/usr/bin/dockerd"
#define SOCK "/run/docker.sock"
#define GONE "/etc/sysconfig"
#define ALWAYS "-a always,exit -F path=/etc/docker/daemon.json "

/* by: the rule's line, 0 for none. */
static const struct {
	const char *rules, *object;
	enum coverage_kind kind;
	size_t by;
	const char *missed;
} cases[] = {
	{ "", JSON, COVERED_NOT, 0, "" },
	{ FILE_WA, JSON, COVERED, 1, "" },
	{ "-w /etc/docker/daemon.json -k docker", JSON, COVERED, 1, "" },
	{ "-w /etc/docker/daemon.json -k docker-config", JSON, COVERED, 1, "" },
	{ "-w /etc/docker/daemon.json -k x -k docker", JSON, COVERED, 1, "" },
	{ "-w /etc/docker/daemon.json -k dockerx", JSON, COVERED_KEY, 1, "" },
	{ "-w /etc/docker/daemon.json", JSON, COVERED_KEY, 1, "" },
	{ ALWAYS "-F perm=wa -k docker", JSON, COVERED, 1, "" },
	{ ALWAYS "-k docker", JSON, COVERED, 1, "" },
	{ ALWAYS "-S all -k docker", JSON, COVERED, 1, "" },

	/* Weaker permissions. */
	{ "-w /etc/docker/daemon.json -p w -k docker", JSON, COVERED_PARTLY, 1,
	  "chmod of it" },
	{ "-w /etc/docker/daemon.json -p a -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it" },
	{ "-w /etc/docker/daemon.json -p r -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it" },
	{ "-w /usr/bin/dockerd -p x -k docker", BIN, COVERED_NOT, 0, "" },
	{ "-w /usr/bin/dockerd -p rwx -k docker", BIN, COVERED_PARTLY, 1,
	  "chmod of it" },
	{ "-w /etc/docker/daemon.json -p w -k docker\n"
	  "-w /etc/docker/daemon.json -p a -k docker",
	  JSON, COVERED, 1, "" },

	/* Neighbours, and names that lead there. */
	{ "-w /usr/bin/dockerd-old -k docker", BIN, COVERED_NOT, 0, "" },
	{ "-w /etc/dockerfoo -k docker", DIR, COVERED_NOT, 0, "" },
	{ "-w /etc/dock -k docker", DIR, COVERED_NOT, 0, "" },
	{ "-w /bin/dockerd -k docker", BIN, COVERED, 1, "" },
	{ "-w /var/run/docker.sock -k docker", SOCK, COVERED, 1, "" },
	{ "-w /run/docker.sock -p wa -k docker", SOCK, COVERED, 1, "" },
	{ "-w /etc/daemon-link -k docker", JSON, COVERED_LINK, 1, "" },
	{ "-w /var/lib/docker -k docker", ROOT, COVERED_LINK, 1, "" },
	{ "-w /data/docker -k docker", ROOT, COVERED, 1, "" },
	{ "-w /usr/bin -p wa -k docker", BIN, COVERED, 1, "" },
	{ "-w /bin -p wa -k docker", BIN, COVERED_LINK, 1, "" },

	/* Directories. */
	{ DIR_WA, DIR, COVERED, 1, "" },
	{ DIR_WA, JSON, COVERED, 1, "" },
	{ "-w /etc -p wa -k etc", DIR, COVERED_KEY, 1, "" },
	{ "-w /etc -p wa -k docker", JSON, COVERED, 1, "" },
	{ "-w / -p wa -k docker", JSON, COVERED, 1, "" },
	{ FILE_WA, DIR, COVERED_NOT, 0, "" },
	{ "-a always,exit -F path=/etc/docker -F perm=wa -k docker", DIR,
	  COVERED_PARTLY, 1, "writing a file in it" },
	{ "-a always,exit -F path=/etc/docker -F perm=war -k docker", JSON,
	  COVERED_PARTLY, 1, "writing it" },
	{ "-w /etc/docker -p w -k docker", DIR, COVERED_PARTLY, 1,
	  "chmod of it" },
	{ "-a always,exit -F dir=/etc/docker/daemon.json -F perm=wa -k docker",
	  JSON, COVERED_PARTLY, 1, "writing what takes its place" },

	/* Which key: the first that matches. */
	{ "-w /etc -p wa -k etc\n" DIR_WA, DIR, COVERED_KEY, 1, "" },
	{ DIR_WA "-w /etc -p wa -k etc", DIR, COVERED, 1, "" },
	{ "-w /etc -p wa -k etc\n" FILE_WA, JSON, COVERED_KEY, 1, "" },
	{ "-w /etc -p w -k etc\n" DIR_WA, DIR, COVERED_KEY, 1, "" },

	/* Not there. */
	{ "-w /etc/sysconfig -k docker", GONE, COVERED, 1, "" },
	{ "-w /etc -k docker", GONE, COVERED, 1, "" },
	{ "-a always,exit -F dir=/etc -F filetype!=file -F perm=wa -k docker",
	  GONE, COVERED_NOT, 0, "" },
	{ "-w /etc/sysconfi -k docker", GONE, COVERED_NOT, 0, "" },

	/* Conditions. */
	{ ALWAYS "-F perm=wa -F auid>=1000 -F auid!=unset -k docker", JSON,
	  COVERED_PARTLY, 1, "writing it without login uid" },
	{ ALWAYS "-F perm=wa -F auid!=0 -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it by login uid 0" },
	{ ALWAYS "-F perm=wa -F uid=0 -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it by uid 1000" },
	{ ALWAYS "-F perm=wa -F success=1 -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it that fails" },
	{ ALWAYS "-F perm=wa -F exit=-EACCES -k docker", JSON, COVERED_PARTLY,
	  1, "writing it that succeeds" },
	{ ALWAYS "-F perm=wa -F exe=/usr/bin/dpkg -k docker", JSON,
	  COVERED_PARTLY, 1, "writing it by other programs" },
	{ ALWAYS "-F perm=wa -F exe!=/usr/bin/dpkg -k docker", JSON,
	  COVERED_PARTLY, 1, "writing it by /usr/bin/dpkg" },
	{ ALWAYS "-F perm=wa -F pid=1 -k docker", JSON, COVERED_NOT, 0, "" },
	{ ALWAYS "-F perm=wa -F a0=1 -k docker", JSON, COVERED_NOT, 0, "" },
	{ ALWAYS "-F arch=b32 -F perm=wa -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it by a 64-bit program" },
	{ ALWAYS "-F arch=b64 -F perm=wa -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it by a 32-bit program" },
	{ ALWAYS "-F arch=b64 -F perm=wa -k docker\n" ALWAYS
		 "-F arch=b32 -F perm=wa -k docker",
	  JSON, COVERED, 1, "" },
	{ "-a always,exit -F arch=b64 -S open -F path=/etc/docker/daemon.json "
	  "-k docker",
	  JSON, COVERED_PARTLY, 1, "writing it by openat" },
	{ "-a always,exit -F arch=b64 -S open -F path=/etc/docker/daemon.json "
	  "-k docker\n"
	  "-a always,exit -F arch=b32 -F path=/etc/docker/daemon.json "
	  "-k docker",
	  JSON, COVERED_PARTLY, 1, "writing it by openat" },
	{ ALWAYS "-F perm=wa -F filetype=file -k docker", JSON, COVERED, 1,
	  "" },
	{ ALWAYS "-F perm=wa -F filetype=socket -k docker", JSON, COVERED_NOT,
	  0, "" },
	{ ALWAYS "-F perm=wa -C auid!=uid -k docker", JSON, COVERED_PARTLY, 1,
	  "writing it by login uid 0 by uid 0" },

	{ "-a always,exit -F arch=b64 -S openat -F exit=-EACCES -k access",
	  JSON, COVERED_NOT, 0, "" },
	{ "-a always,exit -S all -F auid=1000 -k docker\n" FILE_WA, JSON,
	  COVERED, 2, "" },
	{ ALWAYS "-F perm=wa -F subj_type=x -k docker", JSON, COVERED_NOT, 0,
	  "" },
	{ "-a never,exit -F subj_type=crond_t\n" FILE_WA, JSON, COVERED_PARTLY,
	  1, "writing it on conditions" },
	{ "-a never,exit -F exe=/no/such\n" FILE_WA, JSON, COVERED, 2, "" },
	/* The rule follows the name, whatever comes there. */
	{ "-a never,exit -F exe=/usr/bin/such\n" FILE_WA, JSON, COVERED_PARTLY,
	  1, "writing it by /usr/bin/such, once it is there" },
	{ ALWAYS "-F perm=wa -F exe!=/usr/bin/such -k docker", JSON,
	  COVERED_PARTLY, 1, "writing it by /usr/bin/such, once it is there" },
	/* Whose a file is that is in a directory, or that takes a place. */
	{ "-a never,exit -F dir=/etc/docker -F obj_uid=1000\n" DIR_WA, DIR,
	  COVERED_PARTLY, 1, "writing a file in it on conditions" },
	{ ALWAYS "-F perm=wa -F obj_uid=0 -k docker", JSON, COVERED_PARTLY, 1,
	  "replacing it" },

	/* A never that comes first, or does not. */
	{ "-a never,exit -F path=/etc/docker/daemon.json -F perm=wa -k docker",
	  JSON, COVERED_NOT, 0, "" },
	{ FILE_WA "-a never,exit -F path=/etc/docker/daemon.json -k docker",
	  JSON, COVERED, 1, "" },
	{ FILE_WA "-A never,exit -F path=/etc/docker/daemon.json -k docker",
	  JSON, COVERED_SHADOW, 2, "writing it" },
	/* Opening with O_RDWR is of the class r, too. */
	{ "-a never,exit -F path=/etc/docker/daemon.json -F perm=r\n" FILE_WA,
	  JSON, COVERED_SHADOW, 1, "reading and writing it" },
	{ "-w /etc/docker/daemon.json -p r -k reads\n" FILE_WA, JSON,
	  COVERED_KEY, 1, "" },
	{ "-a never,exit -F path=/etc/docker/daemon.json -F perm=x\n" FILE_WA,
	  JSON, COVERED, 2, "" },
	{ "-a never,exit -F dir=/etc/docker -F perm=r\n" DIR_WA, DIR,
	  COVERED_SHADOW, 1, "reading and writing a file in it" },
	{ "-a never,exit -F path=/etc/docker/daemon.json -F perm=a\n" FILE_WA,
	  JSON, COVERED_SHADOW, 1, "linking it" },
	{ "-a never,exit -F dir=/etc\n" FILE_WA, JSON, COVERED_SHADOW, 1,
	  "writing it" },
	{ "-a never,exit -F dir=/usr\n" FILE_WA, JSON, COVERED, 2, "" },
	{ "-a never,exit -F arch=b64 -S openat\n" FILE_WA, JSON, COVERED_SHADOW,
	  1, "writing it by openat" },
	{ "-a never,exit -F auid=1000\n" FILE_WA, JSON, COVERED_SHADOW, 1,
	  "writing it by login uid 1000" },
	{ "-a never,exit -F exe=/usr/bin/dash\n" FILE_WA, JSON, COVERED_PARTLY,
	  1, "writing it by /usr/bin/dash" },
	{ "-a never,exit -F exe=/usr/bin/sh\n" FILE_WA, JSON, COVERED, 2, "" },
	{ "-a never,exit -F exe!=/usr/bin/dash\n" FILE_WA, JSON, COVERED_SHADOW,
	  1, "writing it by other programs" },
	{ "-a never,exit -F dir=/etc/docker/certs.d\n" DIR_WA, DIR,
	  COVERED_SHADOW, 1, "renaming /etc/docker/certs.d" },
	{ "-a never,exit -F path=/etc/docker/daemon.json\n" DIR_WA, JSON,
	  COVERED_SHADOW, 1, "writing it" },
	{ DIR_WA "-a never,exit -F path=/etc/docker/daemon.json", JSON, COVERED,
	  1, "" },
	{ "-a never,exit -F pid=77\n" FILE_WA, JSON, COVERED_PARTLY, 1,
	  "writing it on conditions" },
	{ "-a never,exit -S all\n" FILE_WA, JSON, COVERED_SHADOW, 1,
	  "writing it" },

	/* Other lists. */
	{ "-a never,task\n" FILE_WA, JSON, COVERED_MUTED, 1, "writing it" },
	{ FILE_WA "-a never,task", JSON, COVERED_MUTED, 2, "writing it" },
	{ "-a never,task -F auid=1000\n" FILE_WA, JSON, COVERED_MUTED, 1,
	  "writing it by login uid 1000" },
	{ "-a never,task", JSON, COVERED_NOT, 0, "" },
	{ "-a always,task\n-A never,exit -S all", JSON, COVERED_KEY, 1, "" },
	{ "-a never,filesystem -F fstype=0xef53\n" FILE_WA, JSON, COVERED_MUTED,
	  1, "writing it" },
	{ "-a never,filesystem -F fstype=tracefs\n" FILE_WA, JSON, COVERED, 2,
	  "" },
	{ "-a always,exclude -F msgtype=SYSCALL\n" FILE_WA, JSON, COVERED_MUTED,
	  1, "writing it" },
	{ "-a never,exclude -F msgtype>=1300\n" FILE_WA, JSON, COVERED_MUTED, 1,
	  "writing it" },
	{ "-a always,exclude -F msgtype=PATH\n" FILE_WA, JSON, COVERED_MUTED, 1,
	  "writing it" },
	{ "-a always,exclude -F msgtype=CWD\n" FILE_WA, JSON, COVERED, 2, "" },
	{ "-a always,exclude -F auid=1000\n" FILE_WA, JSON, COVERED_MUTED, 1,
	  "writing it by login uid 1000" },
	{ "-a always,exclude -F exe=/usr/bin/dash\n" FILE_WA, JSON,
	  COVERED_PARTLY, 1, "writing it by /usr/bin/dash" },
	{ "-a always,exclude -F exe=/usr/bin/dash -F msgtype=CWD\n" FILE_WA,
	  JSON, COVERED, 2, "" },
	{ "-a never,user -F uid=0\n" FILE_WA, JSON, COVERED, 2, "" },

	/* The status. */
	{ FILE_WA "-e 0", JSON, COVERED_OFF, 0, "auditing is switched off" },
	{ FILE_WA "-e 1", JSON, COVERED, 1, "" },
	{ FILE_WA "-e 2", JSON, COVERED, 1, "" },
	{ FILE_WA "-e 1\n-r 1", JSON, COVERED_OFF, 0,
	  "the kernel drops what is over 1 records a second" },
	{ "-e 0", JSON, COVERED_NOT, 0, "" },
};

static void judge(const char *rules, const char *path, struct rule_list *list,
		  struct coverage *ret)
{
	char *copy = strdup(path);
	struct object object = { .path = copy, .real = copy };
	struct errmsg err = { "" };
	struct stat st;
	int error = rule_list_text(&host, "rules", view_of(rules), list, &err);

	ck_assert_msg(error == 0, "%s", err.text);
	if (lstat(path + 1, &st) < 0)
		object.kind = OBJECT_ABSENT;
	else if (S_ISDIR(st.st_mode))
		object.kind = OBJECT_DIRECTORY;
	else
		object.kind =
			S_ISSOCK(st.st_mode) ? OBJECT_SOCKET : OBJECT_FILE;
	ck_assert_int_eq(rule_judge(list, &host, &object, ret), 0);
	free(copy);
}

START_TEST(a_list_of_rules_covers_or_not)
{
	autorules struct rule_list list = { 0 };
	struct coverage coverage;

	judge(cases[_i].rules, cases[_i].object, &list, &coverage);
	ck_assert_msg(coverage.kind == cases[_i].kind &&
			      (coverage.by ? coverage.by->place : 0) ==
				      cases[_i].by &&
			      strcmp(coverage.missed, cases[_i].missed) == 0,
		      "%d: %s of %s: %s, rule %zu, missed \"%s\"", _i,
		      cases[_i].rules, cases[_i].object,
		      rule_judge_name(coverage.kind),
		      coverage.by ? coverage.by->place : 0, coverage.missed);
}
END_TEST

static const struct {
	const char *rules, *object, *want;
} sentences[] = {
	{ "", JSON, "no rule watches it" },
	{ FILE_WA, JSON,
	  "rule 1 records each change: -w /etc/docker/daemon.json -p wa -k "
	  "docker" },
	{ "-w /etc -p wa -k etc", DIR,
	  "rule 1 records changes under a key of its own: -w /etc -p wa -k "
	  "etc" },
	{ FILE_WA "-A never,exit -F path=/etc/docker/daemon.json -k docker",
	  JSON,
	  "rule 2 comes first and stops writing it: -a never,exit -F "
	  "path=/etc/docker/daemon.json -k docker" },
	{ "-a always,exit -F path=/etc/docker -F perm=wa -k docker", DIR,
	  "rule 1 is for the directory as if it were a file, and does not "
	  "record writing a file in it: -a always,exit -F path=/etc/docker -F "
	  "perm=wa -k docker" },
	{ "-w /var/lib/docker -k docker", ROOT,
	  "rule 1 is for the symbolic link, not for what it leads to: -w "
	  "/var/lib/docker -p rwxa -k docker" },
	{ "-a never,task\n" FILE_WA, JSON,
	  "rule 1 of the task list drops writing it: -a never,task" },
	{ "-a never,exit -F exe=/usr/bin/dash\n" FILE_WA, JSON,
	  "rule 1 stops writing it by /usr/bin/dash: -a never,exit -F "
	  "exe=/usr/bin/dash" },
	{ FILE_WA "-e 0", JSON, "auditing is switched off" },
};

START_TEST(what_was_found_is_a_sentence)
{
	autorules struct rule_list list = { 0 };
	struct coverage coverage;
	autobuf struct buf out;

	judge(sentences[_i].rules, sentences[_i].object, &list, &coverage);
	buf_init(&out, 4096);
	rule_judge_say(&coverage, &out);
	buf_add_byte(&out, 0);
	ck_assert_str_eq(out.data, sentences[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rule_judge");
	TCase *table = tcase_create("table");

	tcase_add_checked_fixture(table, enter, leave);
	tcase_add_loop_test(table, a_list_of_rules_covers_or_not, 0,
			    sizeof(cases) / sizeof(*cases));
	tcase_add_loop_test(table, what_was_found_is_a_sentence, 0,
			    sizeof(sentences) / sizeof(*sentences));
	suite_add_tcase(suite, table);
	return suite_run(suite);
}
