#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_check_users.sh BUILD: on this machine, each way to the group that
# item 03 is about is made, found and named by check, and not found again when
# it is gone: a process that outlives the membership, a setgid file, a range
# of subordinate gids, a group password, an ACL on a socket.  Users, group and
# files are the test's own and are removed on every way out.
set -euo pipefail
# shellcheck source=tests/live/check.sh
. "$(dirname "$0")/check.sh" "$1"

need_root 'make users'
need useradd groupadd gpasswd groupmod setpriv setfacl perl

group=dwcheck$$
bad=dwbad$$
good=dwgood$$
process=''
socket=''
socket_inode=''
made=()
ranges=''

remove_socket() {
	[ -z "$socket" ] || [ "$(stat -c %i "$socket" 2>/dev/null)" != \
		"$socket_inode" ] || rm -f "$socket"
	for directory in "${made[@]}"; do
		rmdir "$directory" 2>/dev/null || :
	done
	socket=''
}
remove_range() {
	# In place, so that the file keeps its owner and mode.
	[ -z "$ranges" ] || {
		grep -vxF -e "$ranges" /etc/subgid >"$scratch/subgid" || :
		cat "$scratch/subgid" >/etc/subgid
	}
	ranges=''
}
stop_process() {
	[ -z "$process" ] || kill "$process" 2>/dev/null || :
	[ -z "$process" ] || wait "$process" 2>/dev/null || :
	process=''
}
restore() {
	stop_process
	remove_socket
	remove_range
	userdel "$bad" 2>/dev/null || :
	userdel "$good" 2>/dev/null || :
	for name in "$group" "$bad" "$good"; do
		groupdel "$name" 2>/dev/null || :
	done
	rm -rf "$scratch"
}
check_begin dwcheck

[ -e /etc/subgid ] || skip 'there is no /etc/subgid'
groupadd --system "$group"
useradd --system --no-create-home --user-group --shell /bin/sh "$bad"
useradd --system --no-create-home --user-group --shell /bin/sh "$good"
gid=$(getent group "$group" | cut -d : -f 3)
cat >"$scratch/policy.json" <<END
{"version":1,"docker_groups":["$group"],"trusted":{"users":["$good"],"groups":[]}}
END
chmod 644 "$scratch/policy.json"

check_options=(--policy "$scratch/policy.json")
check_users() { # WHAT STATUS: other groups of this machine may fail it, ours not
	check 03
	[ "$2" = any ] || [ "$check_status" -eq "$2" ] ||
		fail "$1: exit status $check_status, not $2"
}

# The first of Docker's sockets that nobody has here.
make_socket() {
	for path in /run/docker/containerd/containerd.sock \
		/run/containerd/containerd.sock /run/docker.sock; do
		[ -e "$path" ] || break
	done
	[ ! -e "$path" ] || return 1
	for directory in /run/docker /run/docker/containerd /run/containerd; do
		if [[ $path == "$directory"/* ]] && [ ! -d "$directory" ]; then
			mkdir -m 755 "$directory"
			made=("$directory" "${made[@]}")
		fi
	done
	perl -MSocket -e 'socket(my $s, PF_UNIX, SOCK_STREAM, 0) or die;
		bind($s, pack_sockaddr_un($ARGV[0])) or die $!' "$path"
	socket=$path
	socket_inode=$(stat -c %i "$path")
	chgrp "$group" "$path"
	chmod 660 "$path"
}

check_users 'before' any
says "no untrusted member of $group (gid $gid)"
silent "$bad"

# Each way, made.
gpasswd -a "$good" "$group" >/dev/null
gpasswd -a "$bad" "$group" >/dev/null
setpriv --reuid "$bad" --regid "$bad" --init-groups sleep 600 &
process=$!
for _ in $(seq 100); do
	grep -q '^Name:.sleep' "/proc/$process/status" && break
	sleep 0.1
done
gpasswd -d "$bad" "$group" >/dev/null
cp /bin/true "$scratch/left-behind"
chown "$bad:$group" "$scratch/left-behind"
chmod 2755 "$scratch/left-behind"
ranges="$bad:$gid:1"
echo "$ranges" >>/etc/subgid
# shellcheck disable=SC2016 # a hash, of no password
groupmod --password '$6$dockwarden$none' "$group"
make_socket || skip 'all sockets of Docker are there: none for the test'
setfacl -m "u:$bad:rw" "$socket" || skip 'no ACLs on /run'

check_users 'all ways' 1
uid=$(id -u "$bad")
says "1 process of $bad (uid $uid) holds $group (gid $gid)"
says "$process (sleep)"
says "kill $process"
says "$scratch/left-behind (of $bad (uid $uid) and $group (gid $gid), mode 2755)"
says "$bad:$gid:1 covers $group (gid $gid)"
says "$group in /etc/gshadow"
says "$socket, uid 0, gid $gid"
says "user $bad (uid $uid) by an ACL"
silent "$good ("
kill -0 "$process" || fail 'the check ended the process'

gpasswd -a "$bad" "$group" >/dev/null
usermod --gid "$group" "$good"
check_users 'a member again, and a trusted primary one' 1
says "1 untrusted member of $group (gid $gid)"
says "$bad (uid $uid, by $group)"
silent "$good ("
gpasswd -d "$bad" "$group" >/dev/null

# Without privilege nothing passes that could not be read.
if check_as_nobody 03; then
	says 'UNKNOWN  group passwords could not be looked at'
	says '/etc/gshadow: Permission denied'
	silent 'PASS    no protected group has a password'
fi

# And gone again.
stop_process
rm "$scratch/left-behind"
remove_range
gpasswd -r "$group"
remove_socket
check_users 'after' any
silent "$bad"
silent "$scratch"
silent "$group in /etc/gshadow"
says "no untrusted member of $group (gid $gid)"

check_end 'each way was found, and gone'
