// SPDX-License-Identifier: BSD-2-Clause
/*
 * Single events of the real captures, each judged alone: what an event says by
 * itself, without the ones before it that would name its object.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "capture.h"
#include "cleanup.h"
#include "scene.h"
#include "suite.h"

#define SHAPES "tests/data/captures/shapes"

struct shape {
	const char *name;
	const char *want;
};

static const struct shape shapes[] = {
	{ "append-one-key", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "append-two-keys", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "append-unset-auid",
	  "write 10 /etc/docker/daemon.json success: no\n" },
	{ "config-change-add", "rule DOCKWARDEN_SELF - success: no\n" },
	{ "config-change-enabled", "audit DOCKWARDEN_SELF - success: no\n" },
	{ "config-change-path",
	  "rule DOCKWARDEN_SELF /etc/docker/daemon.json success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "delete 06 /etc/docker success: no\n" },
	{ "config-change-rate", "audit DOCKWARDEN_SELF - success: no\n" },
	{ "config-change-remove", "rule DOCKWARDEN_SELF - success: no\n" },
	{ "config-change-tree",
	  "rule DOCKWARDEN_SELF /etc/docker/daemon.json success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "rule DOCKWARDEN_SELF /etc/docker success: no\n"
	  "delete 06 /etc/docker success: no\n" },
	{ "connect-python", "connect 08 /run/docker.sock success: no\n" },
	{ "container-chroot",
	  "write 10 /etc/docker/daemon.json success: no\n" },
	{ "container-etc",
	  "write 10 /etc/docker/daemon.json as /host/docker/daemon.json success: no\n" },
	{ "container-own-dockerd", "create 06 /v/pwned success: no\n" },
	{ "daemon-end", "audit DOCKWARDEN_SELF - success: no\n" },
	{ "daemon-start", "" },
	{ "deleted-containerd",
	  "create 05 /var/lib/containerd/io.containerd.runtime.v2.task/moby/47b267334902e8f27c9879fbd1eb3b2fde479e3693b1c7340f95509e72952d15 success: runtime state\n" },
	{ "deleted-dockerd",
	  "create 05 /var/lib/docker/volumes/late success: runtime state\n" },
	{ "dirfd", "create 06 dirfd.conf success: no\n" },
	{ "docker-cp", "create 06 /x/new.json success: no\n" },
	{ "docker-untar-deleted", "membership 03 /etc/passwd success: no\n" },
	{ "docker-untar-write", "membership 03 /etc/passwd success: no\n" },
	{ "docker-untar",
	  "exec 04 /usr/sbin/dockerd as /proc/self/exe success: host service\n" },
	{ "dockerd-bind",
	  "create 08 /run/docker.sock as /var/run/docker.sock success: runtime state\n" },
	{ "dockerd-exec", "exec 04 /usr/sbin/dockerd success: host service\n" },
	{ "dockerd-key-json",
	  "rename 06 /etc/docker/key.json -> /etc/docker/.tmp-key.json589201599 success: runtime state\n" },
	{ "dpkg-link",
	  "link 08 /usr/lib/systemd/system/containerd.service as /lib/systemd/system/containerd.service -> /usr/lib/systemd/system/containerd.service.dpkg-tmp success: package manager\n" },
	{ "dpkg-rename",
	  "rename 08 /usr/lib/systemd/system/containerd.service as /lib/systemd/system/containerd.service -> /usr/lib/systemd/system/containerd.service.dpkg-new success: trusted user\n" },
	{ "exec-docker", "exec 04 /usr/bin/docker success: no\n" },
	{ "exec-long", "exec 04 /usr/bin/docker success: no\n" },
	{ "fake-dpkg", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "fchmod-null", "attribute 10 - success: no\n" },
	{ "fchmodat2", "attribute 10 /etc/docker/daemon.json success: no\n" },
	{ "fchown-null", "attribute 10 - success: no\n" },
	{ "fsetxattr-null", "attribute 10 - success: no\n" },
	{ "gpasswd", "membership 03 - success: no\n" },
	{ "group-sed-rename",
	  "membership 03 /etc/group -> /etc/sed9xwW8D success: no\n" },
	{ "groupadd", "" },
	{ "i386-open", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "i386-unlink", "delete 06 /etc/docker/evil32.conf success: no\n" },
	{ "io-uring-setup", "audit DOCKWARDEN_SELF - success: no\n" },
	{ "link-write", "write 10 /tmp/lab.6ARf/hl.json success: no\n" },
	{ "link",
	  "link 10 /etc/docker/daemon.json -> /tmp/lab.6ARf/hl.json success: no\n" },
	{ "login-forged-container-user",
	  "login DOCKWARDEN_SELF - success: no\n" },
	{ "login-forged-container", "login DOCKWARDEN_SELF - success: no\n" },
	{ "login-forged", "login DOCKWARDEN_SELF - success: no\n" },
	{ "login-sshd", "" },
	{ "mount-bind",
	  "mount 06 /etc/docker -> /tmp/lab.6ARf/fake success: no\n" },
	{ "move-mount", "mount 06 /etc/docker success: no\n" },
	{ "name-escape", "create 06 /etc/docker/\x1b[2Jb.conf success: no\n" },
	{ "name-hexlike", "create 06 /etc/docker/6461656D6F6E success: no\n" },
	{ "name-newline", "create 06 /etc/docker/a\n"
			  "b.conf success: no\n" },
	{ "name-quote", "create 06 /etc/docker/a\"b.conf success: no\n" },
	{ "name-record",
	  "create 06 /etc/docker/x\n"
	  "type=SYSCALL msg=audit(1.000:1): key=\"docker\" success: no\n" },
	{ "name-utf8", "create 06 /etc/docker/港.conf success: no\n" },
	{ "opath-open", "" },
	{ "opath-reopen", "write 10 /proc/self/fd/3 success: no\n" },
	{ "open-by-handle", "write 06 - success: no\n" },
	{ "openat2", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "overlay-check", "exec 05 /check success: container volume\n" },
	{ "proc-exe-etxtbsy", "write 04 /proc/17899/exe failure: no\n" },
	{ "rdonly-trunc", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "refused-connect", "connect 08 /run/docker.sock failure: no\n" },
	{ "refused-create",
	  "create 06 /etc/docker as /etc/docker/ failure: no\n" },
	{ "refused-unlink", "delete 10 /etc/docker/daemon.json failure: no\n" },
	{ "relative",
	  "create 06 /etc/docker/rel.conf as ../etc/docker/rel.conf success: no\n" },
	{ "rename-dir-away",
	  "rule DOCKWARDEN_SELF /etc/docker/daemon.json success: no\n"
	  "rename 06 /etc/docker -> /etc/docker.away success: no\n" },
	{ "rename-over",
	  "rename 10 /etc/docker/daemon.json -> /tmp/lab.6ARf/evil.json success: no\n" },
	{ "renameat2-exchange",
	  "rename 10 /etc/docker/daemon.json -> /tmp/lab.6ARf/evil.json success: no\n" },
	{ "renameat2-noreplace-eexist",
	  "rename 06 /etc/docker as /etc/docker/ failure: no\n" },
	{ "runc-exec", "exec 12 /usr/sbin/runc success: host service\n" },
	{ "runc-init-exec",
	  "exec 12 /usr/sbin/runc as /proc/self/exe success: host service\n" },
	{ "sealed-runc", "exec 12 - success: host service\n" },
	{ "sed-fchown", "attribute 06 - success: no\n" },
	{ "sed-rename",
	  "rename 10 /etc/docker/daemon.json -> /etc/docker/sedZNVRJF success: no\n" },
	{ "sed-temporary", "create 06 /etc/docker/sedZNVRJF success: no\n" },
	{ "setfacl", "attribute 10 /etc/docker/daemon.json success: no\n" },
	{ "sudo-cmd", "" },
	{ "symlink",
	  "create 06 /etc/docker as /etc/docker/ -> /tmp/lab.6ARf/evil.json failure: no\n" },
	{ "tmpfile-linkat",
	  "create 06 /etc/docker/plugins.json -> /proc/self/fd/3 success: no\n" },
	{ "tmpfile-open", "create 06 /etc/docker success: no\n" },
	{ "truncate-call", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "unlinkat-dirfd",
	  "delete 10 /etc/docker/daemon.json as daemon.json success: no\n" },
	{ "uringop-inline", "write 10 /etc/docker/daemon.json success: no\n" },
	{ "uringop", "" },
	{ "user-record-forged", "" },
	{ "usermod-aG-rename",
	  "membership 03 /etc/group -> /etc/group+ success: no\n" },
	{ "usermod-aG", "membership 03 - success: no\n" },
};

#define SHAPE_COUNT (sizeof(shapes) / sizeof(shapes[0]))

START_TEST(an_event_alone_gives_what_it_says)
{
	const struct shape *shape = &shapes[_i];
	autofree char *path = NULL, *text = NULL;
	autobuf struct buf told;
	size_t size;

	ck_assert_int_gt(asprintf(&path, SHAPES "/%s.log", shape->name), 0);
	text = capture_read(path, &size);
	buf_init(&told, (size_t)1 << 20);
	scene_judge(view_from(text, size), NULL, 0, &told);
	if (!view_is(buf_view(&told), shape->want))
		ck_abort_msg("%s: got\n%.*swant\n%s", shape->name,
			     (int)told.size, told.size ? told.data : "",
			     shape->want);
}
END_TEST

static int is_log(const struct dirent *entry)
{
	return view_ends(view_of(entry->d_name), VIEW(".log"));
}

START_TEST(every_shape_is_in_the_table)
{
	struct dirent **found;
	int count = scandir(SHAPES, &found, is_log, alphasort);

	ck_assert_int_eq(count, SHAPE_COUNT);
	for (int i = 0; i < count; i++) {
		found[i]->d_name[strlen(found[i]->d_name) - 4] = '\0';
		ck_assert_str_eq(found[i]->d_name, shapes[i].name);
		free(found[i]);
	}
	free(found);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("shapes");
	TCase *tcase = tcase_create("shapes");

	tcase_add_loop_test(tcase, an_event_alone_gives_what_it_says, 0,
			    SHAPE_COUNT);
	tcase_add_test(tcase, every_shape_is_in_the_table);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
