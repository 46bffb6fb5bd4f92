// SPDX-License-Identifier: BSD-2-Clause
/* Ways around that were tried and once worked: each stays closed. */
#include <check.h>
#include <stdlib.h>

#include "scene.h"
#include "suite.h"

struct row {
	const char *name;
	const char *scene;
	const char *want;
};

#define ETC "openat auid=2001 a2=90800 | NORMAL /etc/docker 11 040755\n"
#define JSON " | NORMAL /etc/docker/daemon.json 12"
#define PAM(pid)                                                       \
	"!USER_ACCT pid=" pid " uid=0 auid=4294967295 ses=4294967295 " \
	"msg='op=PAM:accounting acct=\"x\" exe=\"/usr/sbin/sshd\" "    \
	"res=success'\n"
#define LOGIN(pid, ses, exe)                                      \
	"&LOGIN pid=" pid " uid=0 old-auid=4294967295 auid=2001 " \
	"old-ses=4294967295 ses=" ses " res=1\n"                  \
	"write key=- pid=" pid " auid=2001 ses=" ses " exe=" exe "\n"

static const struct row rows[] = {
	{ "the plugin writes its own files, as whatever user, and no others",
	  "openat a2=441 auid=unset uid=990 euid=990 "
	  "exe=/usr/sbin/audisp-dockwarden"
	  " | NORMAL /var/log/dockwarden/alerts.json 70\n"
	  "openat a2=441 auid=2003 exe=/usr/sbin/audisp-dockwarden"
	  " | NORMAL /var/log/dockwarden/alerts.json 70\n"
	  "openat a2=441 auid=unset exe=/usr/bin/ed"
	  " | NORMAL /var/log/dockwarden/alerts.json 70\n"
	  "openat a2=441 auid=unset exe=/usr/sbin/audisp-dockwarden"
	  " | NORMAL /etc/dockwarden/policy.json 71",
	  "write DOCKWARDEN_SELF /var/log/dockwarden/alerts.json success: "
	  "host service\n"
	  "write DOCKWARDEN_SELF /var/log/dockwarden/alerts.json success: no\n"
	  "write DOCKWARDEN_SELF /var/log/dockwarden/alerts.json success: no\n"
	  "write DOCKWARDEN_SELF /etc/dockwarden/policy.json success: no\n" },
	{ "… and asks the engine for a container's name",
	  "connect auid=unset exe=/usr/sbin/audisp-dockwarden"
	  " | NORMAL /run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock success: host service\n" },
	{ "so does dockwarden check, from a timer",
	  "connect auid=unset exe=/usr/bin/dockwarden"
	  " | NORMAL /run/docker.sock 50 0140660\n"
	  "connect auid=2003 exe=/usr/bin/dockwarden"
	  " | NORMAL /run/docker.sock 50 0140660\n",
	  "connect 08 /run/docker.sock success: host service\n"
	  "connect 08 /run/docker.sock success: no\n" },
	{ "PID 1 makes /etc read-only for a service by binding it over itself",
	  "mount auid=unset ppid=1 pid=300 comm=(logind) "
	  "exe=/usr/lib/systemd/systemd | NORMAL /proc/self/fd/4 18 040755"
	  " | NORMAL /run/systemd/unit-root/etc 18 040755\n"
	  "mount auid=unset ppid=1 pid=301 comm=(logind) "
	  "exe=/usr/lib/systemd/systemd | NORMAL /proc/self/fd/4 18 040755"
	  " | NORMAL /run/systemd/unit-root/evil 19 040755\n"
	  "mount auid=unset ppid=9 pid=303 comm=(logind) "
	  "exe=/usr/lib/systemd/systemd | NORMAL /proc/self/fd/4 18 040755"
	  " | NORMAL /run/systemd/unit-root/etc 18 040755\n"
	  "mount auid=unset ppid=1 pid=302 comm=(logind) "
	  "exe=/usr/lib/systemd/systemd | NORMAL /etc/docker 11 040755\n",
	  "mount 06 /proc/self/fd/4 -> /run/systemd/unit-root/etc success: "
	  "host service\n"
	  "mount 06 /proc/self/fd/4 -> /run/systemd/unit-root/evil success: "
	  "no\n"
	  "mount 06 /proc/self/fd/4 -> /run/systemd/unit-root/etc success: "
	  "no\n"
	  "mount 06 /etc/docker success: no\n" },
	{ "a daemon under a trusted user's login uid vouches for nobody",
	  "execve auid=2001 ses=9 ppid=70 pid=500 exe=/usr/sbin/dockerd"
	  " | NORMAL /usr/sbin/dockerd 40 0100755\n" ETC
	  "openat a2=41 pid=501 ppid=500 auid=2001 ses=9 comm=exe "
	  "exe=/usr/sbin/dockerd | PARENT /x/ 11 040755 | CREATE /x/n 31",
	  "exec 04 /usr/sbin/dockerd success: trusted user\n"
	  "create 06 /etc/docker/n as /x/n success: no\n" },
	{ "nor does the session that runs it, for a container's process",
	  "execve auid=2001 ses=9 ppid=70 pid=500 exe=/usr/sbin/dockerd"
	  " | NORMAL /usr/sbin/dockerd 40 0100755\n"
	  "openat a2=1 pid=900 ppid=899 auid=2001 ses=9 exe=/bin/sh" JSON,
	  "exec 04 /usr/sbin/dockerd success: trusted user\n"
	  "write 10 /etc/docker/daemon.json success: no\n" },
	{ "sshd under a trusted login uid writes no configuration",
	  "openat a2=1 pid=900 auid=2001 exe=/usr/sbin/sshd" JSON,
	  "write 10 /etc/docker/daemon.json success: no\n" },
	{ "a program of sshd's name that PAM did not prepare forges",
	  PAM("300") LOGIN("300", "3", "/usr/sbin/sshd") LOGIN(
		  "400", "4",
		  "/usr/sbin/sshd") "openat a2=1 pid=401 auid=2001 ses=4 exe=/usr/bin/ed" JSON,
	  "login DOCKWARDEN_SELF - success: no\n"
	  "write 10 /etc/docker/daemon.json success: no\n" },
	{ "the one that PAM prepared does not",
	  PAM("300") LOGIN(
		  "300", "3",
		  "/usr/sbin/sshd") "openat a2=1 pid=301 auid=2001 ses=3 exe=/usr/bin/ed" JSON,
	  "write 10 /etc/docker/daemon.json success: trusted user\n" },
	{ "exe= of the runtime is nothing in a user's hands",
	  "connect auid=2003 uid=2003 euid=2003 exe=/usr/bin/docker-proxy"
	  " | NORMAL /run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock success: no\n" },
	{ "a replaced file needs the old one kept, if dpkg does it",
	  "rename exe=/usr/bin/dpkg auid=unset"
	  " | PARENT /usr/sbin/ 8 040755 | PARENT /usr/sbin/ 8 040755"
	  " | DELETE /usr/sbin/runc.dpkg-new 13 0100755"
	  " | DELETE /usr/sbin/runc 12 0100755"
	  " | CREATE /usr/sbin/runc 13 0100755",
	  "rename 12 /usr/sbin/runc -> /usr/sbin/runc.dpkg-new success: "
	  "no\n" },
	{ "a socket on a device of no number is no container's own file",
	  ETC "chmod auid=unset exe=/bin/sh | NORMAL /x/s 70@00:1a 0140660",
	  "attribute 05 /x/s success: no\n" },
	{ "nor is the disk, where a rule of the site's looks for it",
	  ETC "openat a2=1 auid=unset exe=/bin/sh"
	      " | NORMAL /dev/vda 8@00:06 060600\n"
	      "openat a2=1 auid=unset exe=/bin/sh key=docker\001"
	      "docker-05 | NORMAL /dev/vda 8@00:06 060600",
	  "write 06 /dev/vda success: no\n"
	  "write 05 /dev/vda success: no\n" },
	{ "a key of another item denies a name below the state",
	  "openat a2=41 key=docker\001docker-10 auid=unset "
	  "exe=/usr/bin/docker-proxy | NORMAL "
	  "/var/lib/docker/swarm/d.json 60",
	  "write 10 /var/lib/docker/swarm/d.json success: no\n" },
	{ "groupmod gives docker's gid away, and the record says it",
	  "!USER_ACCT pid=9 uid=0 auid=2003 ses=3 msg='op=changing "
	  "/etc/group; group docker/105, new gid: 4321 acct=\"docker\" "
	  "exe=\"/usr/sbin/groupmod\" res=success'",
	  "membership 03 - success: no\n" },
	{ "a look through io_uring does not hide the deletion beside it",
	  "&URINGOP uring_op=36 success=yes exit=0 items=1 ppid=1 pid=7 "
	  "uid=0 key=\"docker\"\n"
	  "&URINGOP uring_op=44 success=yes exit=0 items=1 ppid=1 pid=7 "
	  "uid=0 key=\"docker\"\n"
	  "426 auid=2003 | PARENT /etc/docker/ 11 040755"
	  " | DELETE /etc/docker/daemon.json 12",
	  "delete 10 /etc/docker/daemon.json success: no\n" },
	{ "an audit daemon that starts again without having stopped",
	  "!DAEMON_START op=start auid=4294967295 pid=5 uid=0 "
	  "ses=4294967295 res=success\n"
	  "!DAEMON_START op=start auid=4294967295 pid=6 uid=0 "
	  "ses=4294967295 res=success",
	  "audit DOCKWARDEN_SELF - success: no\n" },
	{ "root's uid in DAEMON_END is not root's login uid",
	  "!DAEMON_END op=terminate auid=0 uid=0 ses=4294967295 pid=77 "
	  "res=success",
	  "audit DOCKWARDEN_SELF - success: no\n" },
};

START_TEST(a_way_around_stays_closed)
{
	scene_is(rows[_i].name, rows[_i].scene, NULL, 0, rows[_i].want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("evasion");
	TCase *tcase = tcase_create("evasion");

	tcase_add_loop_test(tcase, a_way_around_stays_closed, 0,
			    (int)(sizeof(rows) / sizeof(rows[0])));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
