// SPDX-License-Identifier: BSD-2-Clause
#include <check.h>
#include <stdlib.h>

#include "scene.h"
#include "suite.h"

struct row {
	const char *name;
	const char *scene;
	const char *want;
};

#define DAEMON " | NORMAL /etc/docker/daemon.json 12"
#define IN_ETC " | PARENT /etc/docker/ 11 040755"
#define MADE IN_ETC " | CREATE /etc/docker/x 13"
#define GONE IN_ETC " | DELETE /etc/docker/x 13"
#define WROTE "write 10 /etc/docker/daemon.json success: no\n"
#define CREATED "create 06 /etc/docker/x success: no\n"
#define DELETED "delete 06 /etc/docker/x success: no\n"
#define SET_FLAGS "attribute 10 /etc/docker/daemon.json as (null) success: no\n"
#define SET "attribute 10 /etc/docker/daemon.json success: no\n"

static const struct row rows[] = {
	/* opens, by their flags */
	{ "O_RDONLY reads", "open a1=0" DAEMON, "" },
	{ "O_RDONLY|O_CLOEXEC reads", "openat a2=80000" DAEMON, "" },
	{ "O_WRONLY writes", "open a1=1" DAEMON, WROTE },
	{ "O_RDWR writes", "open a1=2" DAEMON, WROTE },
	{ "access mode 3 counts as writing", "open a1=3" DAEMON, WROTE },
	{ "openat has its flags in a2", "openat a1=1 a2=0" DAEMON, "" },
	{ "openat writes", "openat a2=241" DAEMON, WROTE },
	{ "O_APPEND writes", "openat a2=401" DAEMON, WROTE },
	{ "O_RDONLY|O_TRUNC destroys", "openat a2=200" DAEMON, WROTE },
	{ "O_RDONLY|O_CREAT of a file that is there reads",
	  "openat a2=40" IN_ETC DAEMON, "" },
	{ "O_RDONLY|O_CREAT of a new file creates", "openat a2=40" MADE,
	  CREATED },
	{ "O_CREAT that was refused was to create",
	  "openat a2=41 failed" IN_ETC,
	  "create 06 /etc/docker as /etc/docker/ failure: no\n" },
	{ "O_PATH opens nothing", "openat a2=200001" DAEMON, "" },
	{ "O_TMPFILE creates an unnamed file",
	  "openat a2=410002 | NORMAL /etc/docker 77",
	  "create 06 /etc/docker success: no\n" },
	{ "openat2's flags are in its own record, in octal",
	  "openat2 a2=0" DAEMON "\n+OPENAT2 oflag=01 mode=0 resolve=0x0",
	  WROTE },
	{ "openat2 that reads",
	  "openat2 a2=241" DAEMON "\n+OPENAT2 oflag=02000000 mode=0 resolve=0",
	  "" },
	{ "openat2 that truncates",
	  "openat2" DAEMON "\n+OPENAT2 oflag=01000 mode=0 resolve=0x0", WROTE },
	{ "openat2 with O_PATH",
	  "openat2" DAEMON "\n+OPENAT2 oflag=012400000 mode=0 resolve=0x0",
	  "" },
	{ "creat of a new file creates", "creat" MADE, CREATED },
	{ "creat of a file that is there writes", "creat" IN_ETC DAEMON,
	  WROTE },
	{ "open_by_handle_at has its flags in a2",
	  "open_by_handle_at a2=1" DAEMON, WROTE },
	{ "open_by_handle_at that reads", "open_by_handle_at a2=0" DAEMON, "" },
	/* names */
	{ "truncate", "truncate" DAEMON, WROTE },
	{ "mkdir", "mkdir" MADE, CREATED },
	{ "mknodat", "mknodat" MADE, CREATED },
	{ "symlink has its text at the other end",
	  "symlink | PARENT /etc/docker/ 11 | UNKNOWN /tmp/t"
	  " | CREATE /etc/docker/x 13",
	  "create 06 /etc/docker/x -> /tmp/t success: no\n" },
	{ "unlink", "unlink" GONE, DELETED },
	{ "rmdir", "rmdir" GONE, DELETED },
	{ "unlinkat", "unlinkat" GONE, DELETED },
	{ "rename over a watched file reports both paths",
	  "rename | PARENT /tmp/ 5 | PARENT /etc/docker/ 11"
	  " | DELETE /tmp/e 13 | DELETE /etc/docker/daemon.json 12"
	  " | CREATE /etc/docker/daemon.json 13",
	  "rename 10 /etc/docker/daemon.json -> /tmp/e success: no\n" },
	{ "rename away of a watched file",
	  "renameat a2=ffffff9c | PARENT /etc/docker/ 11 | PARENT /tmp/ 5"
	  " | DELETE /etc/docker/daemon.json 12 | CREATE /tmp/e 12",
	  "rename 10 /etc/docker/daemon.json -> /tmp/e success: no\n" },
	{ "RENAME_EXCHANGE deletes and creates both names",
	  "renameat2 a2=ffffff9c | PARENT /tmp/ 5 | PARENT /etc/docker/ 11"
	  " | DELETE /tmp/e 13 | DELETE /etc/docker/daemon.json 12"
	  " | CREATE /etc/docker/daemon.json 13 | CREATE /tmp/e 12",
	  "rename 10 /etc/docker/daemon.json -> /tmp/e success: no\n" },
	{ "a second name outside is a link of the watched file",
	  "linkat a2=ffffff9c | NORMAL /etc/docker/daemon.json 12"
	  " | PARENT /tmp/ 5 | CREATE /tmp/h 12",
	  "link 10 /etc/docker/daemon.json -> /tmp/h success: no\n" },
	{ "an attempt that asks whether the rule works is no change",
	  "linkat failed exit=-17 a2=ffffff9c | PARENT /././ 2 040755" DAEMON,
	  "" },
	{ "the same by link",
	  "link failed exit=-17 | PARENT /././ 2 040755" DAEMON, "" },
	{ "a link to another name that is there is an attempt",
	  "linkat failed exit=-17 a2=ffffff9c | PARENT /tmp/ 2" DAEMON,
	  "link 10 /etc/docker/daemon.json failure: no\n" },
	{ "a link to / that fails otherwise is an attempt",
	  "linkat failed exit=-18 a2=ffffff9c | PARENT /././ 2" DAEMON,
	  "link 10 /etc/docker/daemon.json failure: no\n" },
	{ "a link of that name that succeeds is a change",
	  "linkat a2=ffffff9c | PARENT /././ 2" DAEMON " | CREATE /././h 12",
	  "link 10 /etc/docker/daemon.json -> /h success: no\n" },
	{ "nor is another call with that name a question",
	  "unlinkat failed exit=-17 | PARENT /././ 2" DAEMON,
	  "delete 10 /etc/docker/daemon.json failure: no\n" },
	{ "linkat of a descriptor gives an unnamed file its name",
	  "linkat a0=3 a2=ffffff9c | NORMAL (null) 77 | PARENT /etc/docker/ 11"
	  " | CREATE /etc/docker/x 77",
	  CREATED },
	{ "and by its name under /proc",
	  "linkat a2=ffffff9c | NORMAL /proc/self/fd/3 77"
	  " | PARENT /etc/docker/ 11 | CREATE /etc/docker/x 77",
	  "create 06 /etc/docker/x -> /proc/self/fd/3 success: no\n" },
	/* attributes */
	{ "chmod", "chmod" DAEMON, SET },
	{ "fchmodat", "fchmodat" DAEMON, SET },
	{ "fchmodat2, which libaudit does not know", "452" DAEMON, SET },
	{ "chown", "chown" DAEMON, SET },
	{ "fchownat", "fchownat" DAEMON, SET },
	{ "setxattr", "setxattr" DAEMON, SET },
	{ "lremovexattr", "lremovexattr" DAEMON, SET },
	{ "setxattrat", "463" DAEMON, SET },
	{ "file_setattr", "469" DAEMON, SET },
	{ "utimensat", "utimensat" DAEMON, SET },
	{ "FS_IOC_SETFLAGS", "ioctl a1=40086602" DAEMON, SET },
	{ "FS_IOC_FSSETXATTR", "ioctl a1=401c5820" DAEMON, SET },
	{ "another ioctl changes nothing", "ioctl a1=5401" DAEMON, "" },
	{ "chattr's descriptor is of the file that it opened last",
	  "openat a2=800 exit=3" DAEMON "\nioctl a0=3 a1=40086602", SET_FLAGS },
	{ "… or the directory",
	  "openat a2=90800 exit=3 | NORMAL /etc/docker 11 040755\n"
	  "ioctl a0=3 a1=40086602",
	  "attribute 06 /etc/docker as (null) success: no\n" },
	{ "… once, since its closing is not recorded",
	  "openat a2=800 exit=3" DAEMON "\nioctl a0=3 a1=40086602\n"
	  "ioctl a0=3 a1=40086602",
	  SET_FLAGS "attribute 06 - success: no\n" },
	{ "another process's descriptor is another's",
	  "openat a2=800 exit=3 pid=8" DAEMON "\nioctl pid=9 a0=3 a1=40086602",
	  "attribute 06 - success: no\n" },
	{ "what is not root's own is not Docker's",
	  "ioctl a0=3 a1=40086602 uid=2003 euid=2003", "" },
	{ "… but who tries with a file of Docker's is told",
	  "openat a2=800 exit=3 uid=2003 euid=2003" DAEMON
	  "\nioctl failed exit=-1 a0=3 a1=40086602 uid=2003 euid=2003",
	  "attribute 10 /etc/docker/daemon.json as (null) failure: no\n" },
	{ "lsattr changes nothing",
	  "openat a2=800 exit=3" DAEMON "\nioctl a0=3 a1=80086601", "" },
	{ "a file's descriptor is no directory's",
	  "openat a2=80000 exit=7" DAEMON "\nopenat a0=7 a2=241"
	  " | PARENT /root 5 040700 | CREATE b 91",
	  "create 06 b success: no\n" },
	{ "getxattr reads", "getxattr" DAEMON, "" },
	{ "readlink reads", "readlink" DAEMON, "" },
	{ "quotactl, which dockerd calls, reads",
	  "quotactl | NORMAL /var/lib/docker 30 040710", "" },
	/* the rest */
	{ "execve", "execve exe=/usr/bin/docker | NORMAL /usr/bin/docker 40",
	  "exec 04 /usr/bin/docker success: no\n" },
	{ "connect to the socket",
	  "connect | NORMAL /run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock success: no\n" },
	{ "by its other name",
	  "connect | NORMAL /var/run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock as /var/run/docker.sock success: no\n" },
	{ "a datagram to the socket",
	  "sendto | NORMAL /run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock success: no\n" },
	{ "bind makes a socket",
	  "bind | PARENT /run/ 51 | CREATE /run/docker.sock 50 0140755",
	  "create 08 /run/docker.sock success: no\n" },
	{ "a mount over a directory",
	  "mount | NORMAL /tmp/evil 60 040755 | NORMAL /etc/docker 11 040755",
	  "mount 06 /etc/docker -> /tmp/evil success: no\n" },
	{ "umount2", "umount2 | NORMAL /etc/docker 11 040755",
	  "mount 06 /etc/docker success: no\n" },
	{ "a call that the table lacks may be a change", "599" DAEMON, SET },
	{ "a call that failed is an attempt", "unlink failed" GONE,
	  "delete 06 /etc/docker/x failure: no\n" },
	/* machines */
	{ "i386 open", "open arch=i386 a1=401" DAEMON, WROTE },
	{ "i386 openat", "openat arch=i386 a2=401" DAEMON, WROTE },
	{ "i386 unlink", "unlink arch=i386" GONE, DELETED },
	{ "i386 rename",
	  "rename arch=i386 | PARENT /etc/docker/ 11"
	  " | DELETE /etc/docker/x 13 | CREATE /etc/docker/y 13",
	  "rename 06 /etc/docker/y -> /etc/docker/x success: no\n" },
	{ "i386 chown32", "chown32 arch=i386" DAEMON, SET },
	{ "i386 truncate64", "truncate64 arch=i386" DAEMON, WROTE },
	{ "i386 socketcall of connect",
	  "socketcall arch=i386 a0=3 | NORMAL /run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock success: no\n" },
	{ "i386 socketcall of bind",
	  "socketcall arch=i386 a0=2 | PARENT /run/ 51"
	  " | CREATE /run/docker.sock 50 0140755",
	  "create 08 /run/docker.sock success: no\n" },
	{ "i386 socketcall of anything else",
	  "socketcall arch=i386 a0=1 | NORMAL /run/docker.sock 50 0140660",
	  "" },
	{ "number 5 is open on i386 and fstat on x86_64", "5 a1=1 a2=1" DAEMON,
	  "" },
	{ "number 5 is setxattr on aarch64", "5 arch=aarch64" DAEMON, SET },
	{ "aarch64 openat", "openat arch=aarch64 a2=1" DAEMON, WROTE },
	{ "aarch64 openat that reads", "openat arch=aarch64 a2=0" DAEMON, "" },
	{ "aarch64 unlinkat", "unlinkat arch=aarch64" GONE, DELETED },
	{ "aarch64 renameat",
	  "renameat arch=aarch64 a2=ffffff9c | PARENT /etc/docker/ 11"
	  " | DELETE /etc/docker/x 13 | CREATE /etc/docker/y 13",
	  "rename 06 /etc/docker/y -> /etc/docker/x success: no\n" },
	{ "aarch64 fchmodat", "fchmodat arch=aarch64" DAEMON, SET },
	{ "aarch64 execve", "execve arch=aarch64 | NORMAL /usr/bin/docker 40",
	  "exec 04 /usr/bin/docker success: no\n" },
	{ "aarch64 connect",
	  "connect arch=aarch64 | NORMAL /run/docker.sock 50 0140660",
	  "connect 08 /run/docker.sock success: no\n" },
	/* io_uring */
	{ "an open by io_uring may have been a write",
	  "!URINGOP uring_op=18 success=yes exit=5 items=1 ppid=900 pid=901 "
	  "uid=0 gid=0 euid=0 key=\"docker\"\n"
	  "+PATH item=0 name=\"/etc/docker/daemon.json\" inode=12 dev=fe:00 "
	  "mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL",
	  WROTE },
	{ "inside io_uring_enter too",
	  "io_uring_enter" DAEMON
	  "\n+URINGOP uring_op=18 success=yes exit=5 items=1 ppid=900 pid=901 "
	  "uid=0 gid=0 euid=0 key=\"docker\"",
	  WROTE },
	{ "openat2 by io_uring tells its flags",
	  "!URINGOP uring_op=28 success=yes exit=5 items=1 ppid=900 pid=901 "
	  "uid=0 gid=0 euid=0 key=\"docker\"\n"
	  "+OPENAT2 oflag=00 mode=0 resolve=0x0\n"
	  "+PATH item=0 name=\"/etc/docker/daemon.json\" inode=12 dev=fe:00 "
	  "mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL",
	  "" },
	{ "unlinkat by io_uring deletes",
	  "!URINGOP uring_op=36 success=yes exit=0 items=2 ppid=900 pid=901 "
	  "uid=0 gid=0 euid=0 key=\"docker\"\n"
	  "+PATH item=0 name=\"/etc/docker/\" inode=11 dev=fe:00 mode=040755 "
	  "ouid=0 ogid=0 rdev=00:00 nametype=PARENT\n"
	  "+PATH item=1 name=\"/etc/docker/x\" inode=13 dev=fe:00 "
	  "mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=DELETE",
	  DELETED },
	/* records that are missing */
	{ "without SYSCALL the items tell what appeared",
	  "fchmod key=- exe=/bin/true\nfchmod key=-\nfchmod key=-\n"
	  "fchmod key=-\n"
	  "!PATH item=0 name=\"/etc/docker/x\" inode=13 dev=fe:00 "
	  "mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE",
	  "create 06 /etc/docker/x unknown: no\n" },
	{ "at a log's very beginning they are what a cut has left",
	  "!PATH item=0 name=\"/etc/docker/x\" inode=13 dev=fe:00 "
	  "mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE",
	  "" },
	/* membership by /etc/group */
	{ "a write to /etc/group decides who is in the group",
	  "openat a2=401 | NORMAL /etc/group 70",
	  "membership 03 /etc/group success: no\n" },
	{ "a rename over /etc/group too",
	  "rename | PARENT /etc/ 71 | DELETE /etc/group.new 72"
	  " | DELETE /etc/group 70 | CREATE /etc/group 72",
	  "membership 03 /etc/group -> /etc/group.new success: no\n" },
	{ "chmod of /etc/group is an attribute", "chmod | NORMAL /etc/group 70",
	  "attribute 03 /etc/group success: no\n" },
	{ "a read of it is none", "openat a2=80000 | NORMAL /etc/group 70",
	  "" },
};

START_TEST(a_call_is_told_as_what_it_does)
{
	const struct row *row = &rows[_i];

	scene_is(row->name, row->scene, NULL, 0, row->want);
}
END_TEST

START_TEST(a_mount_by_who_is_not_root_is_said_to_be_apart)
{
	scene_is("mount",
		 "mount uid=2003 euid=2003 | NORMAL /etc/docker 11 040755\n"
		 "mount | NORMAL /etc/docker 11 040755\n"
		 "mount failed uid=2003 euid=2003"
		 " | NORMAL /etc/docker 11 040755",
		 NULL, SCENE_REASON,
		 "mount 06 /etc/docker success: no (login uid 2003 is not "
		 "trusted; who mounts without being root does so in a "
		 "namespace of their own)\n"
		 "mount 06 /etc/docker success: no (login uid 2003 is not "
		 "trusted)\n"
		 "mount 06 /etc/docker failure: no (login uid 2003 is not "
		 "trusted)\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("change");
	TCase *tcase = tcase_create("change");

	tcase_add_loop_test(tcase, a_call_is_told_as_what_it_does, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_mount_by_who_is_not_root_is_said_to_be_apart);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
