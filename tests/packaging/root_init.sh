#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# root_init.sh ROOT COMMAND…: PID 1 of a scene; root.sh runs it.
set -eu

cd "$1"
shift
mount -t proc none proc
mount -t tmpfs -o mode=755 none run
mount -t tmpfs -o mode=755 none dev
mkdir dev/pts dev/shm run/lock
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
mknod -m 666 dev/tty c 5 0
ln -s /proc/self/fd dev/fd
mount --bind scene/auditctl.sh sbin/auditctl
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
	HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
	chroot . "$@"
