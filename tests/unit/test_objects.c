// SPDX-License-Identifier: BSD-2-Clause
/* Which objects a host has, by the files that are on it. */
#include <check.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cleanup.h"
#include "objects.h"
#include "scratch_dir.h"
#include "suite.h"

#define MAX_TEXT ((size_t)64 << 10)
#define FILES 8
#define LINES 6
#define UNIT "usr/lib/systemd/system/docker.service"
#define POLICY                                               \
	"{\"version\":1,\"watch\":[{\"path\":\"/srv/auth\"," \
	"\"item\":\"SITE_01\",\"title\":\"registry accounts\"}]}"

static void make_parents(const char *path)
{
	autofree char *copy = strdup(path);

	for (char *at = strchr(copy, '/'); at; at = strchr(at + 1, '/')) {
		*at = '\0';
		(void)mkdir(copy, 0755);
		*at = '/';
	}
}

static void make_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autoclose int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
}

/* "x" a file, "x/" a directory, "x=" a socket, "x->y" a link, "x:text". */
static void put(const char *entry)
{
	autofree char *path = strdup(entry);
	char *arrow = strstr(path, "->"), *colon = strchr(path, ':');
	size_t size = strlen(path);

	if (arrow)
		*arrow = '\0';
	else if (colon)
		*colon = '\0';
	make_parents(path);
	if (arrow)
		ck_assert_int_eq(symlink(arrow + 2, path), 0);
	else if (colon)
		scratch_dir_write(path, view_of(colon + 1));
	else if (path[size - 1] == '=')
		path[size - 1] = '\0', make_socket(path);
	else if (path[size - 1] != '/')
		scratch_dir_write(path, VIEW("x\n"));
}

/* "04 file /usr/bin/docker" and " = REAL" where it has another name, "!" where
 * it is of the full profile only, "(why)". */
static void say(const struct object *o, const char *kind, struct buf *out)
{
	buf_printf(out, "%s %s %s", o->item + strlen(o->item) - 2, kind,
		   o->path);
	if (strcmp(o->path, o->real) != 0)
		buf_printf(out, " = %s", o->real);
	buf_printf(out, "%s%s%s%s\n", o->baseline ? "" : " !",
		   *o->why ? " (" : "", o->why, *o->why ? ")" : "");
}

static void say_all(struct buf *out)
{
	static const char *const kinds[] = {
		[OBJECT_ABSENT] = "absent", [OBJECT_FILE] = "file",
		[OBJECT_DIRECTORY] = "dir", [OBJECT_SOCKET] = "socket",
		[OBJECT_LINK] = "link",	    [OBJECT_UNREAD] = "unread",
	};
	autohost struct check_host host = { .root = -1 };
	autodaemon struct daemon *daemon = NULL;
	autoobject_list struct object_list objects = { 0 };
	autobuf struct buf errors;
	struct policy *policy;
	struct errmsg err;

	buf_init(&errors, MAX_TEXT);
	ck_assert_int_eq(check_host_init(&host, "."), 0);
	ck_assert_int_eq(policy_parse(VIEW(POLICY), "p", &errors, &policy), 0);
	host.policy = policy;
	ck_assert_int_eq(daemon_read(&host, &daemon), 0);
	ck_assert_int_eq(object_list_find(&host, daemon, &objects, &err), 0);
	buf_add_byte(out, '\n');
	for (size_t i = 0; i < objects.count; i++)
		say(&objects.list[i], kinds[objects.list[i].kind], out);
	for (size_t i = 0; i < objects.missing_count; i++)
		say(&objects.missing[i], "missing", out);
	buf_add_byte(out, '\0');
	policy_free(policy);
}

static const struct {
	const char *name;
	const char *files[FILES];
	const char *want[LINES], *not [LINES];
} states[] = {
	{ "nothing is here but what the policy names",
	  { "usr/bin/", "etc/", "srv/" },
	  { "01 absent /srv/auth ! (registry accounts)" },
	  { "04 ", "03 ", "docker" } },
	{ "Debian's docker.io",
	  { "usr/sbin/dockerd", "usr/bin/docker", "usr/sbin/runc",
	    "usr/bin/containerd", "etc/docker/", "etc/default/",
	    "usr/bin/runc->../sbin/runc", "var/lib/docker/" },
	  { "04 file /usr/sbin/dockerd", "10 absent /etc/docker/daemon.json",
	    "12 file /usr/bin/runc = /usr/sbin/runc",
	    "12 link /usr/bin/runc ! (a symbolic link to it)",
	    "09 absent /etc/default/docker", "05 dir /var/lib/docker" },
	  { "/usr/bin/dockerd", "/usr/bin/ctr", "12 file /usr/sbin/runc" } },
	{ "a static build in /usr/local",
	  { "usr/local/bin/dockerd", "usr/local/sbin/runc",
	    "usr/local/bin/containerd-shim-runc-v2" },
	  { "04 file /usr/local/bin/dockerd", "12 file /usr/local/sbin/runc",
	    "11 file /usr/local/bin/containerd-shim-runc-v2",
	    "05 missing /var/lib/docker", "06 missing /etc/docker",
	    "10 missing /etc/docker/daemon.json" },
	  { "absent", "/usr/bin/ctr" } },
	{ "the unit names the daemon elsewhere",
	  { UNIT ":[Service]\nExecStart=-/opt/docker/dockerd -H fd://\n",
	    "opt/docker/dockerd" },
	  { "04 file /opt/docker/dockerd (the daemon's program)",
	    "07 file /" UNIT },
	  { "/usr/sbin/dockerd" } },
	{ "a shell that starts the daemon is not watched",
	  { UNIT ":[Service]\nExecStart=/bin/sh -c dockerd\n", "bin/sh" },
	  { "07 file /" UNIT },
	  { "/bin/sh" } },
	{ "drop-ins of the unit, and places for new ones",
	  { UNIT, "usr/sbin/dockerd", "etc/systemd/system/docker.service.d/",
	    "etc/systemd/system/service.d/" },
	  { "07 dir /etc/systemd/system/docker.service.d",
	    "07 dir /etc/systemd/system/service.d !",
	    "07 absent /etc/systemd/system/docker.service !",
	    "08 absent /etc/systemd/system/docker.socket.d !" },
	  { "system.control" } },
	{ "/lib is a link: one object",
	  { UNIT, "lib->usr/lib", "usr/sbin/dockerd" },
	  { "07 file /" UNIT },
	  { " /lib/" } },
	{ "data is behind a link",
	  { "usr/sbin/dockerd", "data/docker/",
	    "var/lib/docker->/data/docker" },
	  { "05 dir /var/lib/docker = /data/docker",
	    "05 link /var/lib/docker ! (a symbolic link to it)" },
	  { "05 dir /data/docker" } },
	{ "the configuration file is a link that leads nowhere",
	  { "usr/sbin/dockerd", "etc/docker/daemon.json->/nowhere" },
	  { "10 absent /etc/docker/daemon.json" },
	  { "/nowhere" } },
	{ "the sockets, and those of podman",
	  { "usr/bin/podman", "run/podman/podman.sock=", "run/docker.sock=",
	    "usr/bin/docker", "etc/containers/x" },
	  { "08 socket /run/docker.sock !",
	    "08 socket /run/podman/podman.sock ! (podman)",
	    "06 dir /etc/containers ! (podman)",
	    "04 file /usr/bin/podman ! (podman)",
	    "08 missing /run/containerd/containerd.sock !" },
	  { "05 dir" } },
	{ "podman alone is not Docker",
	  { "usr/bin/podman", "etc/containers/x", "run/" },
	  { "06 dir /etc/containers ! (podman)" },
	  { "docker" } },
	{ "snap's Docker",
	  { "snap/docker/current/x",
	    "var/snap/docker/current/config/daemon.json",
	    "var/snap/docker/common/var-lib-docker/",
	    "etc/systemd/system/snap.docker.dockerd.service" },
	  { "07 file /etc/systemd/system/snap.docker.dockerd.service (snap)",
	    "10 file /var/snap/docker/current/config/daemon.json (snap)",
	    "05 dir /var/snap/docker/common/var-lib-docker (snap)" },
	  { "/usr/sbin" } },
	{ "rootless Docker of a user",
	  { "etc/passwd:ada:x:1000:1000::/home/ada:/bin/sh\n"
	    "bea:x:1001:1001::/home/bea:/bin/sh\n",
	    "etc/subuid:ada:100000:65536\n",
	    "home/ada/.config/docker/daemon.json",
	    "home/bea/.config/docker/daemon.json",
	    "home/ada/.local/share/docker/" },
	  { "10 file /home/ada/.config/docker/daemon.json (rootless Docker)",
	    "05 dir /home/ada/.local/share/docker (rootless Docker)" },
	  { "usr/", "12 " } },
	{ "a user cannot have another directory watched",
	  { "etc/passwd:ada:x:1000:1000::/home/ada:/bin/sh\n",
	    "etc/subuid:ada:100000:65536\n", "home/ada/.local/share/docker->/",
	    "home/ada/.config->/srv", "srv/docker/daemon.json", "etc/x" },
	  { "01 absent /srv/auth" },
	  { "ada", "dir /", "/srv/docker" } },
	{ "a directory that is a file, and a file that is one",
	  { "etc/docker:x", "usr/bin/docker/" },
	  { "06 file /etc/docker", "04 dir /usr/bin/docker",
	    "10 missing /etc/docker/daemon.json" },
	  { NULL } },
	{ "daemon.json moves the data and names certificates and a runtime",
	  { "etc/docker/daemon.json:{\"data-root\":\"/srv/d\",\"tlskey\":"
	    "\"/etc/ssl/key.pem\",\"tlscacert\":\"/etc/docker/ca.pem\","
	    "\"runtimes\":{\"kata\":{\"path\":\"/opt/kata/run\"}}}",
	    UNIT ":[Service]\nEnvironmentFile=-/etc/conf.d/docker\n"
		 "ExecStart=/usr/sbin/dockerd\n",
	    "usr/sbin/dockerd", "srv/d/", "var/lib/docker/", "etc/ssl/key.pem",
	    "opt/kata/run", "etc/conf.d/" },
	  { "05 dir /srv/d (data-root)", "06 file /etc/ssl/key.pem (tlskey)",
	    "06 absent /etc/docker/ca.pem (tlscacert)",
	    "12 file /opt/kata/run (a runtime of the daemon)",
	    "09 absent /etc/conf.d/docker (EnvironmentFile= of docker.service)",
	    "05 dir /var/lib/docker" },
	  { "/usr/bin/dockerd" } },
	{ "files come before directories, the lower directory first",
	  { "usr/libexec/docker/cli-plugins/docker-x", "usr/sbin/runc",
	    "etc/docker/daemon.json", "var/lib/docker/" },
	  { "12 file /usr/sbin/runc\n04 dir /usr/libexec/docker\n"
	    "05 dir /var/lib/docker\n06 dir /etc/docker\n" },
	  { NULL } },
};

START_TEST(the_objects_of_a_host_are_found_where_it_has_them)
{
	autobuf struct buf got;
	char line[512];

	buf_init(&got, MAX_TEXT);
	for (size_t i = 0; i < FILES && states[_i].files[i]; i++)
		put(states[_i].files[i]);
	say_all(&got);
	for (size_t i = 0; i < LINES && states[_i].want[i]; i++) {
		(void)snprintf(line, sizeof(line), "\n%s", states[_i].want[i]);
		ck_assert_msg(strstr(got.data, line) != NULL,
			      "%s: no \"%s\" in%s", states[_i].name,
			      states[_i].want[i], got.data);
	}
	for (size_t i = 0; i < LINES && states[_i].not [i]; i++)
		ck_assert_msg(strstr(got.data, states[_i].not [i]) == NULL,
			      "%s: \"%s\" in%s", states[_i].name,
			      states[_i].not [i], got.data);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("objects");
	TCase *tcase = tcase_create("objects");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase,
			    the_objects_of_a_host_are_found_where_it_has_them,
			    0, sizeof(states) / sizeof(states[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
