#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# auditctl.sh: stands in for auditctl where the kernel's audit is not to be had,
# as in a pid namespace.  /run/loaded has the rules that are loaded; a rule with
# "refused" in it is an error, as one that the kernel refuses or has already,
# which ends the loading unless -c or -i came before, and -i makes light of.
# /run/enabled is the enabled flag.
set -eu

case ${1:-} in
-s) echo "enabled $(cat /run/enabled 2>/dev/null || echo 1)" ;;
-R)
	[ "$(cat /run/enabled 2>/dev/null)" != 2 ] || exit 1
	touch /run/loaded
	number=0
	status=0
	go_on=''
	while IFS= read -r line; do
		number=$((number + 1))
		error=''
		case $line in
		'' | '#'*) ;;
		-c) go_on=1 ;;
		-i) go_on=0 ;;
		-D) : >/run/loaded ;;
		*refused*) error='Invalid argument' ;;
		-W\ * | -d\ *)
			rule=$(echo "$line" | sed 's/^-W/-w/; s/^-d/-a/')
			if grep -qxF -e "$rule" /run/loaded; then
				grep -vxF -e "$rule" /run/loaded >/run/kept || :
				mv /run/kept /run/loaded
			else
				error='No such file or directory'
			fi
			;;
		*)
			if grep -qxF -e "$line" /run/loaded; then
				error='Rule exists'
			else
				echo "$line" >>/run/loaded
			fi
			;;
		esac
		[ -n "$error" ] || continue
		echo "Error sending add rule data request ($error)" >&2
		echo "There was an error in line $number of $2" >&2
		[ "$go_on" = 0 ] || status=1
		[ -n "$go_on" ] || exit 1
	done <"$2"
	exit "$status"
	;;
*) exit 1 ;;
esac
