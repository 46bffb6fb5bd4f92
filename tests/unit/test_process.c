// SPDX-License-Identifier: BSD-2-Clause
/* Which process is what, and who opened the session it is in. */
#include <check.h>

#include "process.h"
#include "scene.h"
#include "suite.h"

struct row {
	const char *name;
	const char *scene;
	const char *want;
};

#define START "execve auid=unset ppid=1 pid="
#define DOCKERD_STARTS \
	START          \
	"500 exe=/usr/sbin/dockerd | NORMAL /usr/sbin/dockerd 40 0100755\n"
#define CONTAINERD_STARTS \
	START             \
	"600 exe=/usr/bin/containerd | NORMAL /usr/bin/containerd 41 0100755\n"
#define SHIM_STARTS                             \
	"execve auid=unset ppid=600 pid=610 "   \
	"exe=/usr/bin/containerd-shim-runc-v2 " \
	"| NORMAL /usr/bin/containerd-shim-runc-v2 42 0100755\n"
#define RUNC_STARTS                                     \
	"execve auid=unset ppid=610 pid=620 comm=runc " \
	"exe=/usr/sbin/runc | NORMAL /usr/sbin/runc 43 0100755\n"
/* runc re-executes itself from a sealed copy, then becomes the container. */
#define RUNC_INIT                                                  \
	"execveat auid=unset ppid=620 pid=630 comm=runc:[2:INIT] " \
	"exe=/ a0=6 | NORMAL (null) 43 0100755\n"
#define CONTAINER \
	DOCKERD_STARTS CONTAINERD_STARTS SHIM_STARTS RUNC_STARTS RUNC_INIT
#define STARTED "exec 04 /usr/sbin/dockerd success: host service [verified]\n"
#define SERVES "exe=/usr/sbin/dockerd auid=unset ppid=1"
#define STATE                                  \
	" | PARENT /var/lib/docker/ 30 040710" \
	" | CREATE /var/lib/docker/x 31"
#define MADE "create 05 /var/lib/docker/x success: "

static const struct row programs[] = {
	{ "a daemon that was seen to start is verified",
	  DOCKERD_STARTS "openat a2=41 pid=500 " SERVES STATE,
	  STARTED MADE "runtime state [verified]\n" },
	{ "one that was not is unverified, and works under the host's names",
	  "openat a2=41 pid=500 " SERVES STATE,
	  MADE "runtime state [unverified]\n" },
	{ "after an upgrade it is deleted, and works on",
	  DOCKERD_STARTS
	  "openat a2=41 pid=500 exe=/usr/sbin/dockerd_(deleted) comm=dockerd "
	  "auid=unset ppid=1" STATE,
	  STARTED MADE "runtime state [verified]\n" },
	{ "so do its children",
	  DOCKERD_STARTS "openat a2=41 pid=501 ppid=500 comm=exe "
			 "exe=/usr/sbin/dockerd_(deleted) auid=unset" STATE,
	  STARTED MADE "runtime state [verified]\n" },
	{ "a restarted one is",
	  DOCKERD_STARTS START
	  "700 exe=/usr/sbin/dockerd | NORMAL /usr/sbin/dockerd 40 0100755\n"
	  "openat a2=41 pid=700 " SERVES STATE,
	  STARTED STARTED MADE "runtime state [verified]\n" },
	{ "one that executed another file is not what it claims",
	  "openat auid=2001 | NORMAL /usr/bin/docker 44\n" START
	  "500 exe=/usr/sbin/dockerd key=- | NORMAL /x/dockerd 44 0100755\n"
	  "openat a2=41 pid=500 " SERVES STATE,
	  "exec 04 /usr/bin/docker as /x/dockerd success: no [contradicted]\n" MADE
	  "no [contradicted]\n" },
	{ "a pid that is used again is not the daemon",
	  DOCKERD_STARTS
	  "openat a2=41 pid=500 ppid=42 auid=unset exe=/usr/sbin/dockerd"
	  " | PARENT /v/ 11 040755 | CREATE /v/x 31",
	  STARTED "create 06 /v/x success: no [unverified]\n" },
	{ "one that init took over is the same",
	  "execve auid=unset ppid=77 pid=500 exe=/usr/sbin/dockerd"
	  " | NORMAL /usr/sbin/dockerd 40 0100755\n"
	  "openat a2=41 pid=500 " SERVES STATE,
	  STARTED MADE "runtime state [verified]\n" },
	{ "a session's dockerd is not the service's",
	  "openat a2=41 pid=500 ppid=1 exe=/usr/sbin/dockerd auid=2003"
	  " | NORMAL /etc/docker/daemon.json 12",
	  "write 10 /etc/docker/daemon.json success: no [unverified]\n" },
	{ "a session's dockerd that executed the host's file is",
	  "execve auid=2001 ppid=1 pid=500 exe=/usr/sbin/dockerd"
	  " | NORMAL /usr/sbin/dockerd 40 0100755\n"
	  "openat a2=41 pid=500 ppid=1 auid=2001 exe=/usr/sbin/dockerd" STATE,
	  "exec 04 /usr/sbin/dockerd success: trusted user [verified]\n" MADE
	  "runtime state [verified]\n" },
	{ "dockerd may not write its configuration",
	  DOCKERD_STARTS "openat a2=1 pid=500 " SERVES
			 " | NORMAL /etc/docker/daemon.json 12",
	  STARTED "write 10 /etc/docker/daemon.json success: no [verified]\n" },
	{ "but its own key",
	  DOCKERD_STARTS "openat a2=41 pid=500 " SERVES
			 " | PARENT /etc/docker/ 11 040755"
			 " | CREATE /etc/docker/key.json 31",
	  STARTED "create 06 /etc/docker/key.json success: runtime state "
		  "[verified]\n" },
	{ "a child of its may not, even that",
	  DOCKERD_STARTS
	  "openat a2=41 pid=501 ppid=500 comm=exe exe=/usr/sbin/dockerd "
	  "auid=unset | PARENT /etc/docker/ 11 040755"
	  " | CREATE /etc/docker/key.json 31",
	  STARTED "create 06 /etc/docker/key.json success: no [verified]\n" },
	{ "docker cp writes into a bind-mounted /etc/docker as dockerd",
	  "openat auid=2001 a2=90800 | NORMAL /etc/docker 11 040755\n" DOCKERD_STARTS
	  "openat a2=41 pid=501 ppid=500 comm=exe exe=/usr/sbin/dockerd "
	  "auid=unset | PARENT /x/ 11 040755 | CREATE /x/new.json 31",
	  STARTED "create 06 /etc/docker/new.json as /x/new.json success: no "
		  "[verified]\n" },
	{ "docker-untar writes a layer under the layer's own names",
	  "openat auid=2001 a2=90800"
	  " | NORMAL /var/lib/docker/overlay2/a/diff 32 040755\n" DOCKERD_STARTS
	  "mkdirat pid=501 ppid=500 comm=exe exe=/usr/sbin/dockerd auid=unset"
	  " | PARENT / 32 040755 | CREATE /bin 33 040755",
	  STARTED "create 05 /var/lib/docker/overlay2/a/diff/bin as /bin "
		  "success: runtime state [verified]\n" },
	/* containers */
	{ "runc's sealed copy is runc",
	  CONTAINER
	  "mkdirat pid=630 ppid=620 comm=runc:[2:INIT] exe=/ auid=unset"
	  " | PARENT /run/docker/ 60@00:1a 040755"
	  " | CREATE /run/docker/y 61@00:1a 040755",
	  STARTED
	  "exec 11 /usr/bin/containerd success: host service [verified]\n"
	  "exec 11 /usr/bin/containerd-shim-runc-v2 success: runtime state "
	  "[verified]\n"
	  "exec 12 /usr/sbin/runc success: runtime state [verified]\n"
	  "exec 12 /usr/sbin/runc as (null) success: runtime state "
	  "[verified]\n"
	  "create 05 /run/docker/y success: runtime state [verified]\n" },
};

static const struct row containers[] = {
	{ "what runc becomes is a container",
	  CONTAINER
	  "openat a2=1 pid=630 ppid=610 comm=sh exe=/bin/busybox auid=unset"
	  " | NORMAL /host/docker/daemon.json 12",
	  "write 10 /etc/docker/daemon.json as /host/docker/daemon.json "
	  "success: no [unverified]\n" },
	{ "a container's own dockerd is not the host's",
	  CONTAINER
	  "openat a2=41 pid=630 ppid=610 exe=/usr/sbin/dockerd auid=unset" STATE,
	  MADE "no [contradicted]\n" },
	{ "nor is the child of a container's process",
	  CONTAINER
	  "openat a2=1 key=- pid=630 ppid=610 comm=sh exe=/bin/busybox "
	  "auid=unset | NORMAL /x 99@00:2f\n"
	  "openat a2=41 pid=631 ppid=630 exe=/usr/sbin/dockerd auid=unset" STATE,
	  MADE "no [contradicted]\n" },
	{ "nor what the shim adopts",
	  CONTAINER
	  "openat a2=41 pid=640 ppid=610 exe=/usr/bin/dpkg auid=unset"
	  " | PARENT /usr/bin/ 8 040755 | CREATE /usr/bin/docker.dpkg-new 9",
	  "create 06 /usr/bin/docker.dpkg-new success: no [contradicted]\n" },
	{ "a trusted login uid set in a container vouches for nobody",
	  CONTAINER
	  "&LOGIN pid=630 uid=0 old-auid=4294967295 auid=2001 tty=(none) "
	  "old-ses=4294967295 ses=9 res=1\n"
	  "write key=- pid=630 ppid=610 comm=sh exe=/usr/sbin/sshd auid=2001 "
	  "ses=9\n"
	  "openat a2=1 pid=630 ppid=610 exe=/bin/sh auid=2001 ses=9"
	  " | NORMAL /etc/docker/daemon.json 12",
	  "login DOCKWARDEN_SELF - success: no [contradicted]\n"
	  "write 10 /etc/docker/daemon.json success: no [unverified]\n" },
	{ "the client in a container may not speak to the host's daemon",
	  CONTAINER "connect pid=630 ppid=610 exe=/usr/bin/docker auid=unset"
		    " | NORMAL /var/run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock as /var/run/docker.sock success: no "
	  "[contradicted]\n" },
};

#define LOGIN(auid, program)                                               \
	"&LOGIN pid=901 uid=0 old-auid=4294967295 auid=" auid              \
	" tty=(none) old-ses=4294967295 ses=3 res=1\n"                     \
	"write key=- pid=901 ppid=1 ses=3 auid=" auid " exe=" program "\n" \
	"openat a2=1 auid=" auid " ses=3 | NORMAL /etc/docker/daemon.json 12"
#define WRITES "write 10 /etc/docker/daemon.json success: "
#define VOUCHED WRITES "trusted user\n"
#define FORGED "login DOCKWARDEN_SELF - success: no\n" WRITES "no\n"

static const struct row sessions[] = {
	{ "sshd opens a session", LOGIN("2001", "/usr/sbin/sshd"), VOUCHED },
	{ "newer ones by sshd-session",
	  LOGIN("2001", "/usr/lib/openssh/sshd-session"), VOUCHED },
	{ "cron opens one", LOGIN("2001", "/usr/sbin/cron"), VOUCHED },
	{ "login opens one", LOGIN("2001", "/usr/bin/login"), VOUCHED },
	{ "a child of PID 1 that is systemd opens one",
	  LOGIN("2001", "/usr/lib/systemd/systemd"), VOUCHED },
	{ "newer ones by systemd-executor",
	  LOGIN("2001", "/usr/lib/systemd/systemd-executor"), VOUCHED },
	{ "another systemd does not",
	  "&LOGIN pid=901 uid=0 old-auid=4294967295 auid=2001 ses=3 res=1\n"
	  "write key=- pid=901 ppid=77 ses=3 auid=2001 "
	  "exe=/usr/lib/systemd/systemd\n"
	  "openat a2=1 auid=2001 | NORMAL /etc/docker/daemon.json 12",
	  FORGED },
	{ "bash forges one", LOGIN("2001", "/usr/bin/bash"), FORGED },
	{ "sudo forges one", LOGIN("2001", "/usr/bin/sudo"), FORGED },
	{ "a session that the log does not show is believed",
	  "openat a2=1 auid=2001 | NORMAL /etc/docker/daemon.json 12",
	  VOUCHED },
	{ "a forgery by one who is not trusted is one as well",
	  LOGIN("2003", "/usr/bin/bash"), FORGED },
	{ "an untrusted user's login is no change",
	  LOGIN("2003", "/usr/sbin/sshd"), WRITES "no\n" },
	{ "a forged session does not taint another",
	  LOGIN("2001",
		"/usr/bin/bash") "\nopenat a2=1 auid=2001 ses=4 | NORMAL /etc/docker/daemon.json 12",
	  FORGED VOUCHED },
	{ "a LOGIN record without its SYSCALL tells no program",
	  "!LOGIN pid=901 uid=0 old-auid=4294967295 auid=2001 ses=3 res=1\n"
	  "openat a2=1 auid=2001 | NORMAL /etc/docker/daemon.json 12",
	  VOUCHED },
	{ "a user's record cannot open one",
	  "!USER_LOGIN pid=901 uid=0 auid=2003 ses=3 msg='op=login id=2001 "
	  "exe=\"/usr/sbin/sshd\" res=success'\n"
	  "openat a2=1 auid=2003 | NORMAL /etc/docker/daemon.json 12",
	  WRITES "no\n" },
};

START_TEST(a_process_is_what_it_was_seen_to_be)
{
	const struct row *row = &programs[_i];

	scene_is(row->name, row->scene, NULL, SCENE_TRUST, row->want);
}
END_TEST

#define FILLER "openat key=- exe=/bin/true pid=77 | NORMAL /tmp/x 5\n"
#define FILLERS 300 /* at a log's beginning nobody was seen to start */

START_TEST(a_second_daemon_that_nobody_saw_start_is_not_one)
{
	static const char second[] = "openat a2=41 pid=777 " SERVES STATE;
	autobuf struct buf scene;

	buf_init(&scene, (size_t)1 << 20);
	buf_add_text(&scene, DOCKERD_STARTS);
	for (int i = 0; i < FILLERS; i++)
		buf_add_text(&scene, FILLER);
	buf_add(&scene, view_from(second, sizeof(second))); /* and its NUL */
	scene_is("late", scene.data, NULL, SCENE_TRUST,
		 STARTED MADE "no [contradicted]\n");
	scene_is("early", DOCKERD_STARTS "openat a2=41 pid=777 " SERVES STATE,
		 NULL, SCENE_TRUST,
		 STARTED MADE "runtime state [unverified]\n");
}
END_TEST

START_TEST(what_was_born_in_a_container_speaks_for_nobody)
{
	const struct row *row = &containers[_i];

	scene_is(row->name, row->scene, NULL, SCENE_TRUST | SCENE_ALERTS,
		 row->want);
}
END_TEST

START_TEST(a_session_vouches_if_a_login_program_opened_it)
{
	const struct row *row = &sessions[_i];

	scene_is(row->name, row->scene, NULL, 0, row->want);
}
END_TEST

static const struct {
	enum program kind;
	const char *path;
} installed[] = {
#define PROGRAM(kind, path) { PROGRAM_##kind, path },
#include "program.def"
#undef PROGRAM
};

#define INSTALLED_COUNT (sizeof(installed) / sizeof(installed[0]))

/* Written by hand beside program.def: one of each kind and each tree. */
static const struct {
	enum program kind;
	const char *path;
} samples[] = {
	{ PROGRAM_DAEMON, "/usr/bin/dockerd" },
	{ PROGRAM_DAEMON, "/usr/sbin/dockerd" },
	{ PROGRAM_CONTAINERD, "/usr/bin/containerd" },
	{ PROGRAM_SHIM, "/usr/bin/containerd-shim-runc-v2" },
	{ PROGRAM_RUNC, "/usr/bin/runc" },
	{ PROGRAM_RUNC, "/usr/sbin/runc" },
	{ PROGRAM_HELPER, "/usr/libexec/docker/docker-init" },
	{ PROGRAM_CLIENT, "/usr/bin/docker" },
	{ PROGRAM_PACKAGER, "/usr/bin/dpkg" },
	{ PROGRAM_PACKAGER, "/usr/bin/rpm" },
	{ PROGRAM_INTERPRETER, "/usr/bin/python3.9" },
	{ PROGRAM_LOGIN, "/usr/sbin/sshd" },
	{ PROGRAM_SYSTEMD, "/usr/lib/systemd/systemd" },
	{ PROGRAM_ENROL, "/usr/sbin/useradd" },
	{ PROGRAM_AUDIT, "/usr/sbin/auditctl" },
	{ PROGRAM_WARDEN, "/usr/sbin/audisp-dockwarden" },
	{ PROGRAM_NONE, "/usr/bin/bash" },
	{ PROGRAM_NONE, "/usr/bin/sudo" },
	{ PROGRAM_NONE, "/usr/bin/python3" },
	{ PROGRAM_NONE, "/tmp/usr/bin/dockerd" },
	{ PROGRAM_NONE, "usr/bin/dockerd" },
	{ PROGRAM_NONE, "/usr/bin/dockerd2" },
	{ PROGRAM_NONE, "/" },
};

START_TEST(an_installed_program_is_known_by_its_whole_path)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		ck_assert_msg(program_of(view_of(samples[i].path)) ==
				      samples[i].kind,
			      "%s", samples[i].path);
	for (size_t i = 0; i < INSTALLED_COUNT; i++)
		ck_assert_int_eq(program_of(view_of(installed[i].path)),
				 installed[i].kind);
	ck_assert_int_eq(program_of(VIEW_NONE), PROGRAM_NONE);
}
END_TEST

/* A row that no real exe= can have would never match: d_path is absolute and
 * resolved. */
START_TEST(a_row_of_program_def_is_in_normal_form_and_there_once)
{
	for (size_t i = 0; i < INSTALLED_COUNT; i++) {
		ck_assert_int_eq(installed[i].path[0], '/');
		ck_assert_ptr_null(strstr(installed[i].path, "//"));
		ck_assert_ptr_null(strstr(installed[i].path, "/../"));
		ck_assert_int_ne(strncmp(installed[i].path, "/bin/", 5), 0);
		ck_assert_int_ne(strncmp(installed[i].path, "/sbin/", 6), 0);
		ck_assert_int_ne(strncmp(installed[i].path, "/lib/", 5), 0);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(installed[i].path, installed[j].path);
	}
}
END_TEST

START_TEST(the_runtime_is_dockerd_containerd_the_shim_runc_and_helpers)
{
	for (int i = PROGRAM_NONE; i <= PROGRAM_WARDEN; i++)
		ck_assert_int_eq(
			program_is_runtime((enum program)i),
			i == PROGRAM_DAEMON || i == PROGRAM_CONTAINERD ||
				i == PROGRAM_SHIM || i == PROGRAM_RUNC ||
				i == PROGRAM_HELPER);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("process");
	TCase *tcase = tcase_create("process");

	tcase_add_loop_test(tcase, a_process_is_what_it_was_seen_to_be, 0,
			    sizeof(programs) / sizeof(programs[0]));
	tcase_add_test(tcase, a_second_daemon_that_nobody_saw_start_is_not_one);
	tcase_add_loop_test(tcase,
			    what_was_born_in_a_container_speaks_for_nobody, 0,
			    sizeof(containers) / sizeof(containers[0]));
	tcase_add_loop_test(tcase,
			    a_session_vouches_if_a_login_program_opened_it, 0,
			    sizeof(sessions) / sizeof(sessions[0]));
	tcase_add_test(tcase, an_installed_program_is_known_by_its_whole_path);
	tcase_add_test(tcase,
		       a_row_of_program_def_is_in_normal_form_and_there_once);
	tcase_add_test(
		tcase,
		the_runtime_is_dockerd_containerd_the_shim_runc_and_helpers);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
