// SPDX-License-Identifier: BSD-2-Clause
/* Which of the host's objects an item is. */
#include <check.h>
#include <stdlib.h>

#include "scene.h"
#include "suite.h"

struct row {
	const char *name;
	const char *scene;
	const char *want; /* of unauthorized changes */
};

/* The trusted administrator's look at it names an inode. */
#define SEEN_DAEMON "openat auid=2001 | NORMAL /etc/docker/daemon.json 12\n"
#define SEEN_CLIENT "openat auid=2001 | NORMAL /usr/bin/docker 44 0100755\n"
#define SEEN_ETC "openat auid=2001 a2=90800 | NORMAL /etc/docker 11 040755\n"
#define WROTE "write 10 /etc/docker/daemon.json success: no\n"

static const struct row rows[] = {
	/* by name */
	{ "a relative name starts at the working directory",
	  "openat cwd=/etc/docker a2=1 | NORMAL daemon.json 12",
	  "write 10 /etc/docker/daemon.json as daemon.json success: no\n" },
	{ "dots are resolved",
	  "openat cwd=/home/bob a2=1 | NORMAL ../../etc/docker/daemon.json 12",
	  "write 10 /etc/docker/daemon.json as ../../etc/docker/daemon.json "
	  "success: no\n" },
	{ "/lib is /usr/lib",
	  "openat a2=1 | NORMAL /lib/systemd/system/docker.service 12",
	  "write 07 /usr/lib/systemd/system/docker.service as "
	  "/lib/systemd/system/docker.service success: no\n" },
	{ "/etc/dockerfoo is not in /etc/docker",
	  "openat key=- a2=1 | NORMAL /etc/dockerfoo 12", "" },
	{ "nor is /etc/docker2/daemon.json",
	  "openat key=- a2=1 | NORMAL /etc/docker2/daemon.json 12", "" },
	{ "another rule's key shadows ours: the name tells",
	  "openat key=systemd a2=1"
	  " | NORMAL /usr/lib/systemd/system/docker.service 12",
	  "write 07 /usr/lib/systemd/system/docker.service success: no\n" },
	{ "another rule's key on another unit is none of ours",
	  "openat key=systemd a2=1"
	  " | NORMAL /usr/lib/systemd/system/cron.service 12",
	  "" },
	{ "one of several keys is ours",
	  "openat key=other\x01"
	  "docker-10 a2=1"
	  " | NORMAL /etc/docker/daemon.json 12",
	  WROTE },
	{ "dockerx is not our key",
	  "openat key=dockerx a2=1 | NORMAL /srv/x 12", "" },
	/* by inode */
	{ "a second name of the inode is the file",
	  SEEN_DAEMON "openat a2=1 | NORMAL /tmp/hard 12",
	  "write 10 /etc/docker/daemon.json as /tmp/hard success: no\n" },
	{ "even where no rule of ours recorded it",
	  SEEN_DAEMON "openat key=- a2=1 | NORMAL /tmp/hard 12",
	  "write 10 /etc/docker/daemon.json as /tmp/hard success: no\n" },
	{ "another name's end is not the file's",
	  SEEN_DAEMON
	  "link auid=2001 | NORMAL /etc/docker/daemon.json 12"
	  " | PARENT /tmp/ 5 | CREATE /tmp/hard 12\n"
	  "unlink auid=2001 | PARENT /tmp/ 5 | DELETE /tmp/hard 12\n"
	  "openat a2=1 | NORMAL /mnt/other 12",
	  "delete 10 /etc/docker/daemon.json as /tmp/hard success: no\n"
	  "write 10 /etc/docker/daemon.json as /mnt/other success: no\n" },
	{ "its own name's end, as a container has it, is",
	  SEEN_DAEMON "unlink auid=2001 | PARENT /v/ 9"
		      " | DELETE /v/daemon.json 12\n"
		      "openat key=- a2=1 | NORMAL /mnt/other 12",
	  "delete 10 /etc/docker/daemon.json as /v/daemon.json "
	  "success: no\n" },
	{ "what is renamed over it elsewhere takes its name",
	  "execve auid=2001 exe=/usr/sbin/runc"
	  " | NORMAL /usr/sbin/runc 41 0100755\n"
	  "rename auid=unset | PARENT /s/ 9 040755 | PARENT /s/ 9 040755"
	  " | DELETE /s/new 42 0100755 | DELETE /s/runc 41 0100755"
	  " | CREATE /s/runc 42 0100755\n"
	  "openat key=- a2=1 auid=unset | NORMAL /x/runc 42 0100755",
	  "rename 12 /usr/sbin/runc as /s/runc -> /s/new success: no\n"
	  "write 12 /usr/sbin/runc as /x/runc success: no\n" },
	{ "a mount that gives a directory above away is told as that",
	  "mount key=docker\x01"
	  "docker-06 | NORMAL /etc 19 040755"
	  " | NORMAL /proc/self/fd/6 90 040755\n"
	  "mount key=docker\x01"
	  "docker-06 | NORMAL /proc/self/fd/6 19 040755",
	  "mount 06 /etc -> /proc/self/fd/6 success: no\n"
	  "mount 06 /etc as /proc/self/fd/6 success: no\n" },
	{ "a mount in a user's own namespace teaches no name",
	  "mount uid=2003 euid=2003 key=docker\x01"
	  "docker-06 | NORMAL /proc/self/fd/3 11 040755"
	  " | NORMAL /etc/docker 66 040755\n"
	  "openat key=- a2=41 uid=2003 euid=2003"
	  " | PARENT /h/ 66 040755 | CREATE /h/daemon.json 67",
	  "mount 06 /etc/docker -> /proc/self/fd/3 success: no\n" },
	{ "and one over it, whatever its file system makes",
	  "mount key=docker\x01"
	  "docker-06 | NORMAL /etc 19 040755 | NORMAL /t/u 2@00:29 040755"
	  " | PARENT (null) 2@00:29 040755 | CREATE (null) 6@00:29 0100000"
	  " | DELETE (null) 7@00:29 0100000",
	  "mount 06 /etc -> /t/u success: no\n" },
	{ "the inode on another device is another file",
	  SEEN_DAEMON "openat key=- a2=1 | NORMAL /tmp/hard 12@fe:01", "" },
	{ "a descriptor's call has the inode alone",
	  SEEN_DAEMON "fchmod | NORMAL (null) 12",
	  "attribute 10 /etc/docker/daemon.json as (null) success: no\n" },
	{ "/proc/self/fd/3 is the file",
	  SEEN_DAEMON "openat a2=1 | NORMAL /proc/self/fd/3 12",
	  "write 10 /etc/docker/daemon.json as /proc/self/fd/3 success: no\n" },
	{ "what a link was made of is known by the link",
	  "linkat auid=2001 a2=ffffff9c | NORMAL /etc/docker/daemon.json 12"
	  " | PARENT /tmp/ 5 | CREATE /tmp/hard 12\n"
	  "openat key=- a2=1 | NORMAL /tmp/hard 12",
	  "write 10 /etc/docker/daemon.json as /tmp/hard success: no\n" },
	{ "a symbolic link's own inode is not the file's",
	  SEEN_DAEMON
	  "symlink key=- | PARENT /tmp/ 5 | UNKNOWN /etc/docker/daemon.json"
	  " | CREATE /tmp/soft 20",
	  "" },
	{ "but what is written through it is",
	  SEEN_DAEMON "openat key=- a2=1 | NORMAL /tmp/soft 12",
	  "write 10 /etc/docker/daemon.json as /tmp/soft success: no\n" },
	{ "a container's name for it",
	  SEEN_DAEMON "openat auid=unset exe=/bin/busybox a2=1"
		      " | NORMAL /host/docker/daemon.json 12",
	  "write 10 /etc/docker/daemon.json as /host/docker/daemon.json "
	  "success: no\n" },
	/* by the directory */
	{ "a new file in a directory that is known by its inode",
	  SEEN_ETC "openat exe=/bin/busybox auid=unset a2=41"
		   " | PARENT /v/ 11 040755 | CREATE /v/pwned 13",
	  "create 06 /etc/docker/pwned as /v/pwned success: no\n" },
	{ "a PARENT has the working directory's name despite a descriptor",
	  SEEN_ETC "openat a0=3 cwd=/home/bob a2=41"
		   " | PARENT /home/bob 11 040755 | CREATE new.conf 13",
	  "create 06 /etc/docker/new.conf as new.conf success: no\n" },
	{ "and must not teach that the inode is there",
	  "openat a0=3 cwd=/home/bob a2=41 auid=2001"
	  " | PARENT /home/bob 11 040755 | CREATE new.conf 13\n"
	  "openat key=- a2=41"
	  " | PARENT /home/bob/ 11 040755 | CREATE /home/bob/x 14",
	  "" },
	{ "a rename into a known directory by descriptors",
	  SEEN_ETC "renameat a0=4 a2=3 cwd=/tmp | PARENT /tmp 5 041777"
		   " | PARENT /tmp 11 040755 | DELETE e 13"
		   " | CREATE daemon.json 13",
	  "rename 10 /etc/docker/daemon.json as daemon.json -> e success: "
	  "no\n" },
	/* inodes are used again */
	{ "a deleted file's inode is not the file any more",
	  "unlink auid=2001 | PARENT /etc/docker/ 11 040755"
	  " | DELETE /etc/docker/daemon.json 12\n"
	  "openat key=- a2=1 | NORMAL /tmp/other 12",
	  "" },
	{ "unless the call failed",
	  SEEN_DAEMON "unlink auid=2001 failed | PARENT /etc/docker/ 11 040755"
		      " | DELETE /etc/docker/daemon.json 12\n"
		      "openat key=- a2=1 | NORMAL /tmp/other 12",
	  "write 10 /etc/docker/daemon.json as /tmp/other success: no\n" },
	{ "the inode of a file made since is that file's",
	  "unlink auid=2001 | PARENT /etc/docker/ 11 040755"
	  " | DELETE /etc/docker/a 12\n"
	  "openat auid=2001 a2=41 | PARENT /etc/docker/ 11 040755"
	  " | CREATE /etc/docker/b 12\n"
	  "fchmod | NORMAL (null) 12",
	  "attribute 06 /etc/docker/b as (null) success: no\n" },
	{ "a rename over a file moves the name to the new inode",
	  SEEN_DAEMON
	  "rename auid=2001 | PARENT /etc/docker/ 11 040755"
	  " | PARENT /etc/docker/ 11 040755 | DELETE /etc/docker/new 13"
	  " | DELETE /etc/docker/daemon.json 12"
	  " | CREATE /etc/docker/daemon.json 13\n"
	  "fchmod | NORMAL (null) 13\n"
	  "fchmod key=- | NORMAL (null) 12",
	  "attribute 10 /etc/docker/daemon.json as (null) success: no\n" },
	{ "RENAME_EXCHANGE exchanges the names of the inodes",
	  SEEN_DAEMON
	  "renameat2 auid=2001 a2=ffffff9c | PARENT /etc/docker/ 11 040755"
	  " | PARENT /etc/docker/ 11 040755"
	  " | DELETE /etc/docker/b 13 | DELETE /etc/docker/daemon.json 12"
	  " | CREATE /etc/docker/daemon.json 13 | CREATE /etc/docker/b 12\n"
	  "fchmod | NORMAL (null) 13\nfchmod | NORMAL (null) 12",
	  "attribute 10 /etc/docker/daemon.json as (null) success: no\n"
	  "attribute 06 /etc/docker/b as (null) success: no\n" },
	{ "an unnamed file is not its directory",
	  "openat auid=2001 a2=410002 | NORMAL /etc/docker 77\n"
	  "openat key=- a2=1 | NORMAL /tmp/x 77",
	  "" },
	{ "removing a second name leaves the first",
	  SEEN_DAEMON
	  "unlink auid=2001 key=- | PARENT /tmp/ 5 | DELETE /tmp/hard 12\n"
	  "fchmod | NORMAL (null) 12",
	  "attribute 10 /etc/docker/daemon.json as (null) success: no\n" },
	/* names that are another's */
	{ "a container's own file of a watched name, un-keyed, is its own",
	  SEEN_ETC SEEN_CLIENT "openat key=- auid=unset exe=/bin/busybox a2=1"
			       " | NORMAL /etc/docker/daemon.json 12@00:2f",
	  "" },
	{ "as is one that it makes",
	  SEEN_ETC SEEN_CLIENT
	  "openat key=- auid=unset exe=/bin/busybox a2=41"
	  " | PARENT /usr/bin/ 8@00:2f 040755 | CREATE /usr/bin/docker 9@00:2f",
	  "" },
	{ "on the host's own device it is the host's",
	  "openat key=- auid=unset exe=/bin/busybox a2=1"
	  " | NORMAL /etc/docker/daemon.json 12",
	  WROTE },
	{ "/proc/PID/root is a view: no inode is learnt by it",
	  "openat auid=2001 | NORMAL /proc/99/root/etc/docker/daemon.json 12\n"
	  "openat key=- a2=1 | NORMAL /tmp/x 12",
	  "" },
	{ "a mount below an overlay does not name what is mounted",
	  "openat auid=unset exe=/usr/sbin/dockerd"
	  " | NORMAL /var/lib/docker/overlay2/a/merged/data 11 040755\n"
	  "openat a2=1 key=docker-06 | PARENT /data/ 11 040755"
	  " | CREATE /data/x 13",
	  "create 06 /data/x success: no\n" },
	{ "nor does runc's file mounted over itself below /run",
	  "openat auid=unset exe=/usr/sbin/runc"
	  " | NORMAL /run/docker/runtime-runc/moby/a/runc.X1 40 0100755\n"
	  "openat a2=1 | NORMAL /usr/sbin/runc 40 0100755",
	  "write 12 /usr/sbin/runc success: no\n" },
	/* guesses */
	{ "the key names the item where nothing else does",
	  "fchmod key=docker\x01"
	  "docker-12 | NORMAL (null) 99",
	  "attribute 12 - success: no\n" },
	{ "the end of the name names the object, the key the item",
	  "openat key=docker\x01"
	  "docker-10 auid=unset exe=/bin/busybox a2=1"
	  " | NORMAL /host/docker/daemon.json 12",
	  "write 10 /etc/docker/daemon.json as /host/docker/daemon.json "
	  "success: no\n" },
	{ "the key alone makes it one of Docker's files",
	  "fchmod | NORMAL (null) 99", "attribute 06 - success: no\n" },
};

START_TEST(an_item_is_the_object_that_the_log_has_shown)
{
	const struct row *row = &rows[_i];

	scene_is(row->name, row->scene, NULL, SCENE_ALERTS, row->want);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("resolve");
	TCase *tcase = tcase_create("resolve");

	tcase_add_loop_test(tcase, an_item_is_the_object_that_the_log_has_shown,
			    0, sizeof(rows) / sizeof(rows[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
