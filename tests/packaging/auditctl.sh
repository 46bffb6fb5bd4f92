#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# auditctl.sh: stands in for auditctl where the kernel's audit is not to be had,
# as in a pid namespace.  /run/loaded has the rules that were loaded; a rule
# with "refused" in it ends the loading, as one that the kernel refuses does.
# /run/enabled is the enabled flag.
set -eu

case ${1:-} in
-s) echo "enabled $(cat /run/enabled 2>/dev/null || echo 1)" ;;
-R)
	[ "$(cat /run/enabled 2>/dev/null)" != 2 ] || exit 1
	: >/run/loaded
	while IFS= read -r line; do
		case $line in
		'' | '#'*) ;;
		*refused*)
			echo 'There was an error' >&2
			exit 1
			;;
		*) echo "$line" >>/run/loaded ;;
		esac
	done <"$2"
	;;
*) exit 1 ;;
esac
