#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# pam_rows.sh "USER…" ROW…: inside the Debian of debian.sh.  Each ROW is a way
# to run a command as each USER; the command tries the Docker socket.  Prints
# "ROW USER RESULT", where RESULT is what was measured:
#   connects   let in, and the socket answered
#   no-group   let in, and the socket refused
#   refused    not let in, and the module's line is in the log
#   lost       none of these: that way in does not work here
# What the cell wrote stays in /run/probe/ROW.USER.out, what the module logged
# of it in /run/probe/ROW.USER.log.
set -u

users=$1
shift
dir=/run/probe
authlog=$dir/auth.$$.log
password=Invented.Secret.1 # as pam.sh made it
socket=/run/docker.sock
client=/usr/local/bin/socket_client
reach="$client $socket"
ssh_options=(-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null
	-o ConnectTimeout=10 -i /root/.ssh/id_ed25519)
# Who calls su has no group of ours: none but the target's counts.
outsider=(setpriv --reuid=nobody --regid=nogroup --clear-groups)

limited() { timeout 25 "$@"; }

reply_of() { echo "$dir/reply.$1.$2"; }

service_of() { # ROW
	case $1 in
	su_login) echo su-l ;;
	su | su_password | sg) echo su ;;
	login | unit_pam*) echo login ;;
	ssh*) echo sshd ;;
	sudo*) echo sudo ;;
	at) echo atd ;;
	user_service | systemd_run) echo systemd-user ;;
	*) echo "$1" ;;
	esac
}

as() { # USER COMMAND…: as the user, and without any group but the primary one
	local user=$1
	shift
	setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups \
		env HOME="$(getent passwd "$user" | cut -d: -f6)" \
		USER="$user" LOGNAME="$user" "$@"
}

row_su() { limited su "$1" -c "$reach"; }
row_su_login() { limited su -l "$1" -c "$reach"; }
row_su_password() {
	limited terminal 'assword: ' "$password" -- \
		"${outsider[@]}" su "$1" -c "$reach"
}

row_login() {
	local prompt='$ '
	[ "$1" != root ] || prompt='# '
	limited terminal 'assword: ' "$password" "$prompt" "exec $reach" -- \
		login "$1"
}

row_ssh_key() {
	limited ssh "${ssh_options[@]}" "$1@127.0.0.1" "$reach"
}

ssh_by() { # METHOD USER
	limited terminal 'assword: ' "$password" -- ssh "${ssh_options[@]}" \
		-o PreferredAuthentications="$1" -o PubkeyAuthentication=no \
		-o NumberOfPasswordPrompts=1 "$2@127.0.0.1" "$reach"
}

row_ssh_password() { ssh_by password "$1"; }
row_ssh_interactive() { ssh_by keyboard-interactive "$1"; }

# No command and no terminal: sshd itself goes to the socket for him.
row_ssh_forward() {
	local forward=$dir/forward.$1 ssh _
	rm -f "$forward"
	limited ssh "${ssh_options[@]}" -N -o ExitOnForwardFailure=yes \
		-L "$forward:$socket" "$1@127.0.0.1" &
	ssh=$!
	for _ in {1..200}; do
		[ ! -S "$forward" ] || break
		kill -0 "$ssh" 2>/dev/null || break
		sleep 0.05
	done
	[ ! -S "$forward" ] || limited "$client" "$forward"
	kill "$ssh" 2>/dev/null
	wait "$ssh"
}

row_sudo() { limited sudo -n -u "$1" "$client" "$socket"; }
row_sudo_group() { as "$1" timeout 25 sudo -n -g docker "$client" "$socket"; }
row_sudo_no_session() {
	limited sudo -n -u "$1" "$client.no_session" "$socket"
}
row_sudo_no_setcred() {
	limited sudo -n -u "$1" "$client.no_setcred" "$socket"
}

# At cron's start, which cron takes for the machine's where this file is not.
begin_cron() {
	local user
	for user in $users; do
		printf 'MAILTO=""\n@reboot %s >%s 2>&1\n' "$reach" \
			"$(reply_of cron "$user")" | crontab -u "$user" -
	done
	rm -f /run/crond.reboot
	systemctl restart cron.service
}
row_cron() { await cron "$1"; }
end_cron() {
	local user
	for user in $users; do
		crontab -u "$user" -r
	done
}

row_at() {
	echo "$reach >$(reply_of at "$1") 2>&1" | (cd / && as "$1" at now)
	await at "$1"
}

fresh_manager() { # USER
	local uid
	uid=$(id -u "$1")
	limited systemctl stop "user@$uid.service"
	rm -f "$(reply_of user_service "$1")"
	limited systemctl start "user@$uid.service"
}

row_user_service() {
	fresh_manager "$1"
	await user_service "$1"
}

row_systemd_run() {
	local run
	run=/run/user/$(id -u "$1")
	fresh_manager "$1" && as "$1" env XDG_RUNTIME_DIR="$run" \
		DBUS_SESSION_BUS_ADDRESS="unix:path=$run/bus" timeout 25 \
		systemd-run --quiet --user --pipe --wait "$client" "$socket"
}

row_runuser() { limited runuser -u "$1" -- "$client" "$socket"; }

unit() { # USER [PROPERTY…]
	local user=$1
	shift
	limited systemd-run --quiet --pipe --wait --collect \
		-p User="$user" "$@" "$client" "$socket"
}
row_unit_user() { unit "$1"; }
row_unit_pam() { unit "$1" -p PAMName=login; }
row_unit_pam_groups() {
	unit "$1" -p PAMName=login -p SupplementaryGroups=docker
}

row_sg() { limited su "$1" -c "sg docker -c '$reach'"; }

# What the module logged of the cell since the row began.
module_lines() { # ROW USER [WORD]
	awk -v from="$from" -v service="pam_dockwarden($(service_of "$1"):" \
		-v user="user=$2" -v word="${3:-}" 'NR > from &&
			index($0, service) && index($0 " ", user " ") &&
			index($0, word)' "$authlog"
}

is_denied() { [ -n "$(module_lines "$1" "$2" 'denied: ')" ]; }

# The command of a cell that runs on its own has replied, or is refused.
await() { # ROW USER
	local reply _
	reply=$(reply_of "$1" "$2")
	for _ in {1..100}; do
		[ ! -s "$reply" ] || break
		! is_denied "$1" "$2" || break
		sleep 0.1
	done
	cat "$reply" 2>/dev/null
}

# journald takes a moment to hand a line on.  newgrp asks those for the group's
# password whom it does not know as members.
result_of() { # ROW USER
	local out=$dir/$1.$2.out try
	! grep -q CONNECTED "$out" || { echo connects && return; }
	! grep -qE '^EACCES|Invalid password' "$out" ||
		{ echo no-group && return; }
	for try in {1..20}; do
		! is_denied "$1" "$2" || { echo refused && return; }
		sleep 0.1
		# Of a forwarding, sshd says no more than that it failed.
		[ "$try" -lt 5 ] || ! grep -q '^CLOSED' "$out" ||
			{ echo no-group && return; }
	done
	echo lost
}

cell() { # ROW USER
	local name=$dir/$1.$2
	"row_$1" "$2" >"$name.out" 2>&1 </dev/null
	echo "$1 $2 $(result_of "$1" "$2")"
}

# All that was logged before is in the file when this is.
follow() { # WORD…
	local _
	logger -p authpriv.info "$$: $*"
	for _ in {1..50}; do
		! grep -qxF "$$: $*" "$authlog" || return 0
		sleep 0.1
	done
	return 1
}

row() { # ROW: the users do not get into each other's way
	local user cells=()
	from=$(wc -l <"$authlog")
	for user in $users; do
		rm -f "$(reply_of "$1" "$user")"
	done
	! declare -F "begin_$1" >/dev/null || "begin_$1"
	for user in $users; do
		cell "$1" "$user" &
		cells+=($!)
	done
	wait "${cells[@]}"
	! declare -F "end_$1" >/dev/null || "end_$1"
	follow "end of $1" || return
	for user in $users; do
		module_lines "$1" "$user" >"$dir/$1.$user.log"
	done
}

journalctl -q -f -n 0 -o cat SYSLOG_FACILITY=10 >"$authlog" &
follower=$!
trap 'kill "$follower"' EXIT
# What is logged before it reads, it does not show.
for _ in {1..50}; do
	[ ! -s "$authlog" ] || break
	logger -p authpriv.info "$$: the rows begin"
	sleep 0.1
done
for name; do
	row "$name" || exit
done
