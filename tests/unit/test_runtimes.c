// SPDX-License-Identifier: BSD-2-Clause
#include "runtimes.h"

#include <check.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host_tree.h"
#include "scratch_dir.h"
#include "suite.h"

#define MAX_THINGS 8
#define BIT(runtime) (1U << RUNTIME_##runtime)
#define PASSWD                        \
	"root:x:0:0::/root:/bin/sh\n" \
	"alice:x:1000:1000::/home/alice:/bin/sh\n"

/* What is on a host: a file "x", a directory "x/", a socket "x=", a link
 * "x>target". */
static const struct {
	const char *name;
	const char *things[MAX_THINGS];
	unsigned int want;
	const char *without; /* NULL: there is an engine */
} rows[] = {
	{ "nothing", { NULL }, 0, "no container software was found" },
	{ "Debian's docker.io",
	  { "usr/sbin/dockerd", "usr/bin/docker", "usr/bin/containerd",
	    "usr/lib/systemd/system/docker.service" },
	  BIT(DOCKER) | BIT(CLIENT) | BIT(CONTAINERD),
	  NULL },
	{ "docker-ce", { "usr/bin/dockerd" }, BIT(DOCKER), NULL },
	{ "the static archive",
	  { "usr/local/bin/dockerd" },
	  BIT(DOCKER),
	  NULL },
	{ "a unit that starts a daemon from elsewhere",
	  { "etc/systemd/system/docker.service" },
	  BIT(DOCKER),
	  NULL },
	{ "a masked unit that is left of it",
	  { "etc/systemd/system/docker.service>/dev/null", "dev/" },
	  0,
	  "no container software was found" },
	{ "a daemon that somebody started by hand",
	  { "run/docker.pid" },
	  BIT(DOCKER),
	  NULL },
	{ "its socket", { "run/docker.sock=" }, BIT(DOCKER), NULL },
	{ "podman",
	  { "usr/bin/podman" },
	  BIT(PODMAN),
	  "podman only, which has no daemon (/usr/bin/podman)" },
	{ "podman-docker: its docker, and its link to the socket",
	  { "usr/bin/podman", "usr/bin/docker",
	    "run/docker.sock>/run/podman/podman.sock",
	    "run/podman/podman.sock=" },
	  BIT(PODMAN) | BIT(CLIENT),
	  "podman only, which has no daemon (/usr/bin/podman)" },
	{ "podman beside Docker",
	  { "usr/bin/podman", "usr/bin/dockerd" },
	  BIT(PODMAN) | BIT(DOCKER),
	  NULL },
	{ "a snap",
	  { "snap/docker/2915/", "snap/docker/current>2915",
	    "etc/systemd/system/snap.docker.dockerd.service" },
	  BIT(SNAP),
	  NULL },
	{ "a snap that was removed",
	  { "var/snap/docker/" },
	  0,
	  "no container software was found" },
	{ "containerd",
	  { "usr/bin/containerd" },
	  BIT(CONTAINERD),
	  "containerd only, without Docker (/usr/bin/containerd)" },
	{ "kubelet with containerd",
	  { "usr/bin/containerd", "usr/bin/kubelet" },
	  BIT(CONTAINERD) | BIT(KUBERNETES),
	  "Kubernetes only, which speaks to containerd itself "
	  "(/usr/bin/kubelet)" },
	{ "k3s",
	  { "usr/local/bin/k3s" },
	  BIT(KUBERNETES),
	  "Kubernetes only, which speaks to containerd itself "
	  "(/usr/local/bin/k3s)" },
	{ "CRI-O",
	  { "usr/bin/crio", "usr/bin/kubelet" },
	  BIT(CRIO) | BIT(KUBERNETES),
	  "CRI-O only, which has no Docker engine (/usr/bin/crio)" },
	{ "a client alone",
	  { "usr/bin/docker" },
	  BIT(CLIENT),
	  "Docker's client only (/usr/bin/docker)" },
	{ "a user's own, by his unit",
	  { "home/alice/.config/systemd/user/docker.service" },
	  BIT(ROOTLESS),
	  "rootless Docker only, whose daemon has its user's rights "
	  "(/home/alice/.config/systemd/user/docker.service)" },
	{ "a user's own, by its data",
	  { "home/alice/.local/share/docker/" },
	  BIT(ROOTLESS),
	  "rootless Docker only, whose daemon has its user's rights "
	  "(/home/alice/.local/share/docker)" },
	{ "a user's own, by its socket",
	  { "run/user/1000/docker.sock=" },
	  BIT(ROOTLESS),
	  "rootless Docker only, whose daemon has its user's rights "
	  "(/run/user/1000/docker.sock)" },
	{ "a file in place of his socket is none",
	  { "run/user/1000/docker.sock" },
	  0,
	  "no container software was found" },
	{ "the client's settings are no daemon",
	  { "home/alice/.docker/config.json" },
	  0,
	  "no container software was found" },
	{ "what is left of Docker",
	  { "var/lib/docker/" },
	  0,
	  "no container software was found; /var/lib/docker is left of one" },
	{ "directories in place of programs are none",
	  { "usr/bin/dockerd/", "usr/bin/podman/" },
	  0,
	  "no container software was found" },
	{ "an absolute link leads below the root",
	  { "usr/bin/dockerd>/opt/docker/dockerd", "opt/docker/dockerd" },
	  BIT(DOCKER),
	  NULL },
};

static void put(const char *thing)
{
	struct host_step step = { .mode = 0755 };
	struct host_state state = { .steps = &step, .step_count = 1 };
	const char *link = strchr(thing, '>');
	size_t size = link ? (size_t)(link - thing) : strlen(thing);
	struct errmsg err;

	step.kind = STEP_FILE;
	step.uid = getuid();
	step.gid = getgid();
	buf_init(&step.content, 64);
	if (link) {
		step.kind = STEP_LINK;
		step.rest = strdup(link + 1);
	} else if (thing[size - 1] == '/') {
		step.kind = STEP_DIR;
		size--;
	} else if (thing[size - 1] == '=') {
		step.kind = STEP_SOCKET;
		size--;
	}
	step.path = strndup(thing, size);
	ck_assert_ptr_nonnull(step.path);
	ck_assert_msg(host_tree_make(".", &state, &err) == 0, "%s", err.text);
	free(step.path);
	free(step.rest);
}

static void enter(void)
{
	scratch_dir_enter();
	ck_assert_int_eq(mkdir("etc", 0755), 0);
	scratch_dir_write("etc/passwd", VIEW(PASSWD));
}

static void look(struct runtimes *ret)
{
	struct check_host host;

	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(runtimes_find(&host, ret), 0);
	check_host_done(&host);
}

static unsigned int bits_of(const struct runtimes *r)
{
	unsigned int bits = 0;

	for (unsigned int i = 0; i < RUNTIME_COUNT; i++)
		bits |= runtimes_has(r, (enum runtime)i) ? 1U << i : 0;
	return bits;
}

START_TEST(a_host_has_what_its_files_say)
{
	autobuf struct buf words;
	struct runtimes r;
	bool without;

	buf_init(&words, 1024);
	for (size_t i = 0; i < MAX_THINGS && rows[_i].things[i]; i++)
		put(rows[_i].things[i]);
	look(&r);
	ck_assert_msg(bits_of(&r) == rows[_i].want, "%s: %x, not %x",
		      rows[_i].name, bits_of(&r), rows[_i].want);
	without = runtimes_without_engine(&r, &words);
	buf_add_byte(&words, '\0');
	ck_assert_msg(without == (rows[_i].without != NULL), "%s: %s",
		      rows[_i].name, words.data);
	if (without)
		ck_assert_str_eq(words.data, rows[_i].without);
	ck_assert_uint_eq(r.unread, 0);
	runtimes_done(&r);
}
END_TEST

START_TEST(a_users_own_is_told_with_its_places)
{
	struct runtimes r;

	put("home/alice/.config/docker/daemon.json");
	put("run/user/1000/docker.sock=");
	put("run/user/2000/docker.sock=");
	look(&r);
	ck_assert_uint_eq(r.user_count, 2);
	ck_assert_uint_eq(r.users[0].uid, 1000);
	ck_assert_str_eq(r.users[0].home, "/home/alice");
	ck_assert_str_eq(r.users[0].config,
			 "/home/alice/.config/docker/daemon.json");
	ck_assert_str_eq(r.users[0].data, "/home/alice/.local/share/docker");
	ck_assert_uint_eq(r.users[1].uid, 2000);
	ck_assert_str_eq(r.users[1].home, "");
	ck_assert_str_eq(r.users[1].config, "");
	ck_assert_str_eq(r.users[1].found, "/run/user/2000/docker.sock");
	runtimes_done(&r);
}
END_TEST

START_TEST(homes_and_users_over_the_limits_are_counted)
{
	autobuf struct buf passwd;
	struct runtimes r;
	char name[64];

	buf_init(&passwd, (size_t)1 << 20);
	for (unsigned int i = 0; i < RUNTIMES_MAX_HOMES + 3; i++)
		buf_printf(&passwd, "u%u:x:%u:100::/home/u%u:/bin/sh\n", i,
			   1000 + i, i);
	scratch_dir_write("etc/passwd", buf_view(&passwd));
	for (unsigned int i = 0; i < RUNTIMES_MAX_ROOTLESS + 2; i++) {
		(void)snprintf(name, sizeof(name),
			       "home/u%u/.local/share/docker/", i);
		put(name);
	}
	look(&r);
	ck_assert_uint_eq(r.homes_left, 3);
	ck_assert_uint_eq(r.user_count, RUNTIMES_MAX_ROOTLESS);
	ck_assert_uint_eq(r.users_more, 2);
	runtimes_done(&r);
}
END_TEST

START_TEST(what_cannot_be_read_is_no_answer)
{
	autobuf struct buf words;
	struct runtimes r;

	buf_init(&words, 1024);
	(void)unlink("etc/passwd");
	ck_assert_int_eq(mkdir("etc/passwd", 0755), 0);
	look(&r);
	ck_assert_uint_eq(r.unread, 1);
	ck_assert_str_eq(r.first_unread, "/etc/passwd");
	ck_assert(!runtimes_without_engine(&r, &words));
	runtimes_done(&r);
}
END_TEST

START_TEST(a_hosts_runtimes_are_read_once)
{
	const struct runtimes *a = NULL, *b = NULL;
	struct check_host host;

	put("usr/bin/dockerd");
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(runtimes_of(&host, &a), 0);
	ck_assert(runtimes_has(a, RUNTIME_DOCKER));
	ck_assert_int_eq(remove("usr/bin/dockerd"), 0);
	ck_assert_int_eq(runtimes_of(&host, &b), 0);
	ck_assert_ptr_eq(a, b);
	check_host_done(&host);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("runtimes");
	TCase *tcase = tcase_create("runtimes");

	tcase_add_checked_fixture(tcase, enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, a_host_has_what_its_files_say, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_users_own_is_told_with_its_places);
	tcase_add_test(tcase, homes_and_users_over_the_limits_are_counted);
	tcase_add_test(tcase, what_cannot_be_read_is_no_answer);
	tcase_add_test(tcase, a_hosts_runtimes_are_read_once);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
