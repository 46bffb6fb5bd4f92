// SPDX-License-Identifier: BSD-2-Clause
/* The policy's keys, the counts, and the look at the host's own files. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "scene.h"
#include "suite.h"

/* A key of the policy that is flipped, and the difference it makes. */
struct flip {
	const char *name;
	const char *scene;
	const char *without, *with; /* policies */
	const char *told_without, *told_with;
};

#define POLICY(members) "{\"version\":1," members "}"
#define NOBODY "\"trusted\":{\"users\":[],\"groups\":[]}"
#define USERS(list) "\"trusted\":{\"users\":[" list "],\"groups\":[]}"
#define ALLOW(members) \
	POLICY(NOBODY ",\"allow\":[{\"name\":\"ours\"," members "}]")

#define WRITES(who) "openat a2=1 " who " | NORMAL /etc/docker/daemon.json 12"
#define WROTE(by) "write 10 /etc/docker/daemon.json success: " by "\n"
#define GROUP(name)                                                         \
	"!USER_MGMT pid=9 uid=0 auid=2003 ses=3 msg='op=add-user-to-group " \
	"grp=\"" name "\" acct=\"bob\" exe=\"/usr/sbin/usermod\" res=success'"

static const struct flip flips[] = {
	{ "trusted.users by number", WRITES("auid=2001"), POLICY(NOBODY),
	  POLICY(USERS("2001")), WROTE("no"), WROTE("trusted user") },
	{ "trusted.users by another number", WRITES("auid=2001"),
	  POLICY(NOBODY), POLICY(USERS("2002,2003")), WROTE("no"),
	  WROTE("no") },
	{ "trusted.users by name, in a RAW log by the host's uid",
	  WRITES("auid=2010"), POLICY(NOBODY), POLICY(USERS("\"alice\"")),
	  WROTE("no"), WROTE("trusted user") },
	{ "trusted.users by a name that is not there", WRITES("auid=2010"),
	  POLICY(NOBODY), POLICY(USERS("\"nobody-here\"")), WROTE("no"),
	  WROTE("no") },
	{ "trusted.groups by its members", WRITES("auid=2020"), POLICY(NOBODY),
	  POLICY("\"trusted\":{\"users\":[],\"groups\":[\"ops\"]}"),
	  WROTE("no"), WROTE("trusted user") },
	{ "trusted.groups and one who is no member", WRITES("auid=2003"),
	  POLICY(NOBODY),
	  POLICY("\"trusted\":{\"users\":[],\"groups\":[\"ops\"]}"),
	  WROTE("no"), WROTE("no") },
	{ "the unset login uid is nobody's", WRITES("auid=unset"),
	  POLICY(NOBODY), POLICY(USERS("0,\"root\",4294967294")), WROTE("no"),
	  WROTE("no") },
	{ "allow by item", WRITES("auid=2003"),
	  ALLOW("\"items\":[\"SSE_SEC_APP_DOCKER_06\"]"),
	  ALLOW("\"items\":[\"SSE_SEC_APP_DOCKER_10\"]"), WROTE("no"),
	  WROTE("ours") },
	{ "allow by executable", WRITES("auid=2003"),
	  ALLOW("\"exe\":[\"/usr/bin/ed\"]"),
	  ALLOW("\"exe\":[\"/usr/bin/vim\"]"), WROTE("no"), WROTE("ours") },
	{ "allow by user", WRITES("auid=2030"), ALLOW("\"users\":[2031]"),
	  ALLOW("\"users\":[\"deploy\"]"), WROTE("no"), WROTE("ours") },
	{ "allow by action", WRITES("auid=2003"),
	  ALLOW("\"actions\":[\"delete\"]"), ALLOW("\"actions\":[\"write\"]"),
	  WROTE("no"), WROTE("ours") },
	{ "docker_groups", GROUP("builders"),
	  POLICY("\"docker_groups\":[\"docker\"]"),
	  POLICY("\"docker_groups\":[\"builders\"]"), "",
	  "membership 03 - success: no\n" },
	{ "docker_groups without docker", GROUP("docker"),
	  POLICY("\"docker_groups\":[\"docker\"]"),
	  POLICY("\"docker_groups\":[\"builders\"]"),
	  "membership 03 - success: no\n", "" },
	{ "watch", "openat key=- a2=1 | NORMAL /srv/registry/auth/users 12",
	  POLICY("\"watch\":[]"),
	  POLICY("\"watch\":[{\"path\":\"/srv/registry/auth\","
		 "\"item\":\"SITE_01\",\"title\":\"credentials\"}]"),
	  "", "write SITE_01 /srv/registry/auth/users success: no\n" },
	{ "watch takes the place of a built-in one", WRITES("auid=2003"),
	  POLICY("\"watch\":[]"),
	  POLICY("\"watch\":[{\"path\":\"/etc/docker/daemon.json\","
		 "\"item\":\"SITE_02\",\"title\":\"ours\"}]"),
	  WROTE("no"), "write SITE_02 /etc/docker/daemon.json success: no\n" },
};

START_TEST(a_key_of_the_policy_makes_the_difference)
{
	const struct flip *f = &flips[_i];

	scene_is(f->name, f->scene, f->without, 0, f->told_without);
	scene_is(f->name, f->scene, f->with, 0, f->told_with);
}
END_TEST

/* The log's own name for a uid goes before this host's. */
START_TEST(an_enriched_name_is_held_against_the_policys)
{
	static const char record[] =
		"type=SYSCALL msg=audit(1795308000.000:1): arch=c000003e "
		"syscall=2 success=yes exit=3 a0=0 a1=1 a2=0 a3=0 items=1 "
		"ppid=1 pid=2 auid=%s uid=0 gid=0 euid=0 egid=0 tty=pts0 "
		"ses=1 comm=\"vi\" exe=\"/usr/bin/vi\" key=\"docker\"\x1d"
		"AUID=\"%s\" UID=\"root\"\n"
		"type=PATH msg=audit(1795308000.000:1): item=0 "
		"name=\"/etc/docker/daemon.json\" inode=12 dev=fe:00 "
		"mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n";
	static const struct {
		const char *auid, *name, *want;
	} rows[] = {
		{ "2010", "alice", WROTE("trusted user") },
		{ "3010", "alice", WROTE("trusted user") },
		{ "2010", "mallory", WROTE("no") },
		{ "2001", "mallory", WROTE("trusted user") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		autobuf struct buf records, told;

		buf_init(&records, 4096);
		buf_init(&told, 4096);
		buf_printf(&records, record, rows[i].auid, rows[i].name);
		scene_judge(buf_view(&records), NULL, 0, &told);
		ck_assert_msg(view_is(buf_view(&told), rows[i].want), "%s %s",
			      rows[i].auid, rows[i].name);
	}
}
END_TEST

static void ignore(void *user, const struct alert *alert,
		   const struct verdict *verdict)
{
	(void)alert;
	(void)verdict;
	(*(size_t *)user)++;
}

static void feed(struct warden *warden, const char *scene)
{
	autobuf struct buf records;
	const char *at, *end;

	buf_init(&records, (size_t)1 << 20);
	scene_records(scene, &records);
	buf_add_byte(&records, '\0');
	for (at = records.data; (end = strchr(at, '\n')); at = end + 1)
		ck_assert_int_eq(warden_feed(warden,
					     view_from(at, (size_t)(end - at))),
				 0);
}

START_TEST(what_was_seen_is_counted)
{
	autopolicy struct policy *policy = scene_policy(NULL);
	autowarden struct warden *warden = NULL;
	struct warden_counts counts;
	size_t alerts = 0;
	struct warden_options options = { .policy = policy,
					  .alert = ignore,
					  .user = &alerts };

	ck_assert_int_eq(warden_new(&options, &warden), 0);
	feed(warden,
	     WRITES("auid=2003") "\n" WRITES(
		     "auid=2001") "\n"
				  "openat key=- | NORMAL /tmp/x 5\n"
				  "openat | NORMAL /etc/docker/daemon.json 12\n"
				  "!SYSCALL arch=c000003e syscall=2 success=yes exit=3 a0=0");
	ck_assert_int_eq(warden_feed(warden, VIEW("nonsense")), -EBADMSG);
	ck_assert_int_eq(warden_feed(warden, VIEW("")), 0);
	ck_assert_uint_eq(alerts, 0); /* nothing before it is complete */
	warden_flush(warden);
	counts = warden_counts(warden);
	ck_assert_uint_eq(alerts, 1);
	ck_assert_uint_eq(counts.events.events, 5);
	ck_assert_uint_eq(counts.events.malformed, 1);
	ck_assert_uint_eq(counts.keyed, 3);
	ck_assert_uint_eq(counts.watched, 3);
	ck_assert_uint_eq(counts.changes, 2);
	ck_assert_uint_eq(counts.authorized, 1);
	ck_assert_uint_eq(counts.unauthorized, 1);
	ck_assert_uint_eq(counts.truncated, 1);
}
END_TEST

/* daemon.json is inode 12 of fe:00; nothing else is there. */
static int identify(void *user, const char *path, uint64_t *device,
		    uint64_t *inode)
{
	(void)user;
	if (strcmp(path, "/etc/docker/daemon.json") != 0)
		return -ENOENT;
	*device = (uint64_t)0xfe << 32;
	*inode = 12;
	return 0;
}

static size_t alerts_with(int (*look)(void *, const char *, uint64_t *,
				      uint64_t *),
			  const char *scene)
{
	autopolicy struct policy *policy = scene_policy(NULL);
	autowarden struct warden *warden = NULL;
	size_t alerts = 0;
	struct warden_options options = { .policy = policy,
					  .alert = ignore,
					  .identify = look,
					  .user = &alerts };

	ck_assert_int_eq(warden_new(&options, &warden), 0);
	feed(warden, scene);
	warden_flush(warden);
	return alerts;
}

START_TEST(the_hosts_own_files_are_known_before_the_log_names_them)
{
	ck_assert_uint_eq(alerts_with(NULL, "fchmod key=- | NORMAL (null) 12"),
			  0);
	ck_assert_uint_eq(
		alerts_with(identify, "fchmod key=- | NORMAL (null) 12"), 1);
	ck_assert_uint_eq(
		alerts_with(identify, "fchmod key=- | NORMAL (null) 13"), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("warden");
	TCase *tcase = tcase_create("warden");

	tcase_add_loop_test(tcase, a_key_of_the_policy_makes_the_difference, 0,
			    sizeof(flips) / sizeof(flips[0]));
	tcase_add_test(tcase, an_enriched_name_is_held_against_the_policys);
	tcase_add_test(tcase, what_was_seen_is_counted);
	tcase_add_test(tcase,
		       the_hosts_own_files_are_known_before_the_log_names_them);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
