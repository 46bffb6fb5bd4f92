# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# findings.sh: sourced by checks that say all that is wrong before they end:
# $status is what they exit with.  Those that compare lists have a directory of
# their own in $scratch.
# shellcheck disable=SC2034 # of those that source it
status=0

fail() { # MESSAGE
	echo "$1"
	status=1
}

same() { # WHAT PAGE CODE: two sorted lists
	[ -s "$3" ] || fail "$1: nothing found in the code"
	diff "$2" "$3" >"${scratch:?}/diff" && return
	sed -n "s/^< /$1: documented, not in the code: /p
		s/^> /$1: in the code, not documented: /p" "$scratch/diff"
	status=1
}
