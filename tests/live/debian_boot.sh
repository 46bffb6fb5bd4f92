#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# debian_boot.sh ROOT DIRECTORY GROUP [inside]: becomes PID 1 of a Debian in
# namespaces of its own; debian.sh runs it by `unshare -m`.  ROOT stays as it
# is: what the Debian changes is in memory and gone with it.  DIRECTORY/pid
# names PID 1 as this machine knows it.
set -eu

root=$1
directory=$2
group=$3

if [ "${4:-}" != inside ]; then
	# The namespace begins at the cgroup in which it is made: one of our
	# own, so that systemd takes over nothing of this machine's.
	mount -t cgroup2 none "$directory/cgroup"
	mkdir "$directory/cgroup/$group"
	echo $$ >"$directory/cgroup/$group/cgroup.procs"
	exec unshare -p -u -i -n -C --fork --kill-child \
		"$0" "$root" "$directory" "$group" inside
fi

# This is still the machine's /proc.
read -r pid _ </proc/self/stat
echo "$pid" >"$directory/pid"

cd "$directory"
mount -t tmpfs -o mode=755,size=1g none changes
mkdir changes/upper changes/work
mount -t overlay \
	-o "lowerdir=$root,upperdir=changes/upper,workdir=changes/work" \
	none root
cd root
mount -t proc none proc
# Most of it is the machine's: systemd-sysctl and PID 1 write where they can.
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro none sys
mount -t cgroup2 none sys/fs/cgroup
mount -t tmpfs -o mode=755 none run
mount -t tmpfs -o mode=755 none dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 none dev/pts
mknod -m 666 dev/null c 1 3
mknod -m 666 dev/zero c 1 5
mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8
mknod -m 666 dev/urandom c 1 9
mknod -m 666 dev/tty c 5 0
mknod -m 600 dev/console c 1 3
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s fd/0 dev/stdin
ln -s fd/1 dev/stdout
ln -s fd/2 dev/stderr

pivot_root . mnt
cd /
umount -l /mnt
: >run/dockwarden-test
# The clock, modules and the machine's power are not the Debian's business.
# "container" keeps systemd from devices, and from looking for more to set up.
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-sys_boot \
	/sbin/init
