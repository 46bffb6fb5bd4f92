# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# pam.sh: sourced by the tests of the PAM module, after debian_begin.  It makes
# in the Debian: the group docker, the users alice (a member, and trusted),
# mallory (a member), pguser (whose primary group it is) and bob (outside), and
# a socket as Docker's own unit makes it.  pam_rows logs them in.  The managers
# of those who are let in anyway stay, which saves starting them each time.
: "${build:?}" "${scratch:?}" "${debian:?}" "${debian_pid:?}"
pam_policy=$debian/etc/dockwarden/policy.json
pam_module=''
export pam_policy
pam_here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")

pam_message='Docker access for this account needs approval.'

pam_prepare() {
	local name
	[ -e "$build/pam_dockwarden.so" ] ||
		skip "$build/pam_dockwarden.so is not built"
	pam_module=$(dirname "$(find "$debian/usr/lib" -name pam_unix.so)")
	pam_module=$pam_module/pam_dockwarden.so
	install -m 755 "$build/live/terminal" "$build/live/socket_client" \
		"$pam_here/pam_rows.sh" "$debian/usr/local/bin"
	for name in no_session no_setcred; do
		cp "$build/live/socket_client" \
			"$debian/usr/local/bin/socket_client.$name"
	done
	pam_write_files
	debian_run sh -eu <<-'SH'
		groupadd -g 600 docker
		useradd -m -s /bin/bash -G docker alice
		useradd -m -s /bin/bash -G docker mallory
		useradd -m -s /bin/bash -g docker pguser
		useradd -m -s /bin/bash bob
		ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
		for user in root alice mallory pguser bob; do
			echo "$user:Invented.Secret.1"
			home=$(getent passwd "$user" | cut -d: -f6)
			mkdir -p -m 700 "$home/.ssh"
			cp /root/.ssh/id_ed25519.pub "$home/.ssh/authorized_keys"
			chown -R "$user:" "$home/.ssh"
		done | chpasswd
		mkdir -p -m 1777 /run/probe
		systemctl daemon-reload
		systemctl restart ssh.service
		systemctl start docker.socket
		loginctl enable-linger root alice bob
	SH
}

# A user's manager runs probe.service, as it runs what the user enabled.
pam_write_files() {
	local etc=$debian/etc
	mkdir -p "$etc/dockwarden" "$etc/systemd/user/default.target.wants"
	cat >"$etc/ssh/sshd_config.d/test.conf" <<-CONF
		PermitRootLogin yes
		KbdInteractiveAuthentication yes
		MaxStartups 100
		UseDNS no
	CONF
	cat >"$etc/sudoers.d/test" <<-CONF
		Defaults!/usr/local/bin/socket_client.no_session !pam_session
		Defaults!/usr/local/bin/socket_client.no_setcred \\
			!pam_session, !pam_setcred
		ALL ALL=(ALL:ALL) NOPASSWD: ALL
	CONF
	chmod 440 "$etc/sudoers.d/test"
	cat >"$etc/systemd/system/docker.socket" <<-UNIT
		[Socket]
		ListenStream=/run/docker.sock
		SocketMode=0660
		SocketUser=root
		SocketGroup=docker
		Accept=yes
		MaxConnections=256
		TriggerLimitIntervalSec=0
	UNIT
	cat >"$etc/systemd/system/docker@.service" <<-UNIT
		[Unit]
		StartLimitIntervalSec=0
		[Service]
		ExecStart=/bin/echo hello
		StandardInput=socket
		StandardOutput=socket
	UNIT
	cat >"$etc/systemd/user/probe.service" <<-UNIT
		[Service]
		Type=oneshot
		ExecStart=/bin/sh -c '/usr/local/bin/socket_client /run/docker.sock >/run/probe/reply.user_service.%u'
	UNIT
	ln -s ../probe.service "$etc/systemd/user/default.target.wants/"
}

# As a package does it: the file is there before a line names it.
pam_install() { # FILE
	install -m 644 "$1" "$pam_module.new"
	mv "$pam_module.new" "$pam_module"
}

pam_enable() {
	install -m 644 "$pam_here/../../packaging/pam-configs/dockwarden" \
		"$debian/usr/share/pam-configs/dockwarden"
	debian_run pam-auth-update --enable dockwarden
	grep -q '^session.*default=bad.*pam_dockwarden' \
		"$debian/etc/pam.d/common-session" ||
		fail 'pam-auth-update did not enable the profile'
}

pam_arguments() { # [ARGUMENT…]: of each line that calls the module
	sed -i "s|\\(pam_dockwarden.so\\).*|\\1 $*|" "$debian"/etc/pam.d/common-*
}

pam_write_policy() { # ACTION
	cat >"$pam_policy.new" <<-JSON
		{ "version": 1, "docker_groups": ["docker"],
		  "trusted": { "users": ["alice"] },
		  "login": { "action": "$1", "message": "$pam_message" } }
	JSON
	chmod 644 "$pam_policy.new"
	rm -rf "$pam_policy" # a test may have left a directory there
	mv "$pam_policy.new" "$pam_policy"
}

pam_result() { # PHASE ROW USER
	awk -v cell="$1 $2 $3" '$1 " " $2 " " $3 == cell { print $4 }' \
		"$scratch/results"
}

pam_wrong=0
pam_expect() { # PHASE ROW USER RESULT
	local got
	got=$(pam_result "$1" "$2" "$3")
	[ "$got" != "$4" ] || return 0
	echo "$1, $2, $3: expected $4, measured ${got:-nothing}"
	sed 's/^/    /' "$debian/run/probe/$2.$3".{out,log} | tail -n 20
	pam_wrong=$((pam_wrong + 1))
}

# By PID 1, like anything that a service or a terminal starts: the caller's own
# cgroup is none that logind knows.
pam_rows() { # PHASE "USER…" ROW…: prints "PHASE ROW USER RESULT"
	local phase=$1 users=$2
	shift 2
	debian_run timeout 240 systemd-run --quiet --pipe --wait --collect \
		-E LC_ALL=C.UTF-8 -E HOME=/root \
		-E PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		pam_rows.sh "$users" "$@" </dev/null | sed "s/^/$phase /"
}

# Most of a login is waiting: ROWS beside each other, which must not be the
# same user's by the same service.  The results are in $scratch/results.
pam_measure() { # PHASE "USER…" "ROW…" ["USER…" "ROW…"]…
	local phase=$1 lane lanes=()
	shift
	while [ $# -ge 2 ]; do
		# shellcheck disable=SC2086 # names of rows
		pam_rows "$phase" "$1" $2 >"$scratch/lane.${#lanes[@]}" &
		lanes+=($!)
		shift 2
	done
	for lane in "${lanes[@]}"; do
		wait "$lane" || fail "the rows of $phase did not end"
	done
	cat "$scratch"/lane.* >>"$scratch/results"
	rm "$scratch"/lane.*
}
