# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# check.sh: sourced by the tests that make a state of this machine and hold what
# `check` says of it: each thing that is wrong is said, with what was answered,
# and check_end tells.
#
#   . tests/live/check.sh BUILD
#   check_begin NAME      # $scratch, which check_done removes
#   check 13 14           # the items' answer, for says and silent
#
# shellcheck source=tests/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../machine.sh"
program=$(realpath "$1")/dockwarden
scratch=''
check_options=()
check_status=0
check_failed=0

# The test's restore runs on every way out.  On the root file system: /tmp may
# be mounted nosuid.
check_begin() { # NAME
	scratch=$(mktemp -d "/var/tmp/$1.XXXXXX")
	chmod 755 "$scratch"
	trap restore EXIT
	trap 'exit 130' INT TERM HUP
}

fail() { # MESSAGE
	echo "failed: $1"
	sed 's/^/    /' "$scratch/out"
	check_failed=1
}

check_run() { # COMMAND…
	check_status=0
	"$@" >"$scratch/out" 2>"$scratch/err" || check_status=$?
}

check() { # ITEM…: 2 is no answer
	local item words=()
	for item; do
		words+=(--item "$item")
	done
	check_run "$program" check "${words[@]}" "${check_options[@]}"
	[ "$check_status" -le 1 ] ||
		fail "check $*: exit status $check_status"
}

says() { # TEXT
	grep -qF -e "$1" "$scratch/out" || fail "not said: $1"
}

silent() { # TEXT
	! grep -qF -e "$1" "$scratch/out" || fail "still said: $1"
}

# As nobody, who is told nothing that was not looked at.  False, with a note,
# where he may not run the program.
check_as_nobody() { # ITEM
	check_run setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$program" check --item "$1" "${check_options[@]}"
	[ "$check_status" -ne 126 ] && [ "$check_status" -ne 127 ] && return
	echo 'note: nobody may not run the program where it is built'
	return 1
}

check_end() { # SENTENCE
	[ "$check_failed" -eq 0 ] || exit 1
	echo "$1"
}
