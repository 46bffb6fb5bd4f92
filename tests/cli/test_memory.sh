#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck disable=SC2317 # functions are called by their names
#
# test_memory.sh PROGRAM: at most 64 MiB resident, whatever is read.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

if grep -qa __asan_init "$program"; then
	echo 'a sanitizer has a memory of its own'
	exit 77
fi

# Feeds the program by a FIFO that stays open, and reads its peak before it is
# closed.  What is fed must be more than the pipe holds: then it was read.
peak() { # WHAT COMMAND…
	what=$1
	shift
	rm -f fifo
	mkfifo fifo
	"$program" replay --policy policy.json fifo >out 2>err &
	pid=$!
	exec 3>fifo
	"$@" >&3
	kib=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status")
	exec 3>&-
	wait "$pid" || :
	[ "$kib" -le 65536 ] || fail "$what: $kib KiB resident"
}

# Events that never end, each with a path of its own.
open_events() {
	awk 'BEGIN {
		for (i = 1; i <= 200000; i++) {
			id = "audit(" 1795308000 + i / 1000 ":" i ")"
			id = sprintf("audit(%d.%03d:%d)", 1795308000 + i / 1000,
				i % 1000, i)
			printf "type=SYSCALL msg=%s: arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=0 a2=241 a3=1b6 items=1 ppid=%d pid=%d auid=%d uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts1 ses=%d comm=\"vim\" exe=\"/usr/bin/vim%d\" key=\"docker\"\n", id, i, i + 1, i, i, i
			printf "type=PATH msg=%s: item=0 name=\"/etc/docker/%d\" inode=%d dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n", id, i, i
		}
	}'
}

one_event() {
	awk 'BEGIN {
		for (i = 0; i < 500000; i++)
			printf "type=PATH msg=audit(1795308001.846:1): item=%d name=\"/etc/docker/%d\" inode=%d dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL\n", i, i, i
	}'
}

zeros() {
	head -c 200000000 /dev/zero
}

bomb() {
	zeros | gzip -1
}

peak 'a line without end' zeros
peak 'the same, packed' bomb
peak 'open events' open_events
peak 'an event without end' one_event
finish
