#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# lynis.sh ROOT ITEM USER: what lynis (3.0.8, Debian 12) answers about the host
# below ROOT: PASS, WARN, NONE where there is no Docker, UNTESTED where it has no
# test of the item.  Of its
# tests of Docker (CONT-8102 to CONT-8108) one is of the baseline: is the
# socket writable for all?  Its [ -f ] is false of a socket, so that it never
# comes to look.  Its other tests count containers and read `docker info`'s
# warnings; ACCT-9628 and -9630 ask whether auditd runs with any rules at all.
set -eu
[ "$2" = 03 ] || {
	echo UNTESTED
	exit
}
socket=$1/run/docker.sock
if [ -f "$socket" ] && [ -n "$(find "$socket" -perm -o=w)" ]; then
	echo WARN
elif [ -e "$socket" ] || [ -d "$1/proc/812" ]; then
	echo PASS
else
	echo NONE
fi
