# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# logins.sh: sourced by the steps: who gets in, by which way, now.  Ways are ssh,
# the serial console, and those of ways.sh.

login_by_ssh() { # USER
	local out
	out=$(guest_login "$1" 'echo in $(id -Gn)' 2>&1) || :
	case $out in
	'in '*) echo "ssh $1 $out" ;;
	*) echo "ssh $1 refused $out" ;;
	esac
}

login_at_console() { # USER
	local out
	out=$(console_login "$1" 'echo is in: $(id -Gn)' | tr -d '\r' |
		grep -a '^.*is in: [a-z]' | tail -n 1) || :
	case $out in
	*'is in: '*) echo "console $1 in ${out##*is in: }" ;;
	*) echo "console $1 refused" ;;
	esac
}

logins() { # USER…: into $guest/state/logins
	local user
	: >"$guest/state/logins"
	for user; do
		login_by_ssh "$user"
		login_at_console "$user"
	done >>"$guest/state/logins"
	# While dpkg is at work, one processor takes minutes.
	guest_limit=300 guest_run "ways.sh $*" >>"$guest/state/logins" ||
		fail 'the ways inside the machine did not end'
}

# That it was tried by each way is counted: none is passed over.
logins_expect() { # USER PATTERN: of what each way says of him
	local bad
	[ "$(grep -c "^[a-z_]* $1 " "$guest/state/logins")" -eq 7 ] ||
		fail "not seven ways for $1: $(cat "$guest/state/logins")"
	bad=$(grep "^[a-z_]* $1 " "$guest/state/logins" |
		grep -vE "^[a-z_]* $1 $2" || :)
	[ -z "$bad" ] || fail "by: $(tr '\n' ';' <<<"$bad")"
}

# Whatever is broken.
logins_let_in() { # root bob
	logins root bob "$@"
	logins_expect root in
	logins_expect bob in
}
