#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_live.sh DEBS: the Debian packages in DEBS in a root with the real auditd,
# on this machine's kernel: once installed, the plugin runs under auditd, the
# rules are loaded and a change of a watched file is an alert; an upgrade starts
# the new plugin under the same auditd, and nothing that happened meanwhile is
# lost; once removed, auditd goes on without the plugin, and with the rules that
# were there before.  The kernel's audit is left as it was.
# shellcheck disable=SC2016,SC2317 # what eval gets; what traps and wait_for call
set -u
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/packaging/root.sh
. tests/packaging/root.sh
root_alone "$0" "$@"
debs=$(realpath "$1")
status=0
auditd=''
root=''

failed() {
	echo "$1"
	status=1
}

need_audit

kept=(
	-b "$(status_of backlog_limit)" -f "$(status_of failure)"
	-r "$(status_of rate_limit)" -e "$(status_of enabled)"
	--backlog_wait_time "$(status_of backlog_wait_time)"
)
put_back() {
	[ -z "$auditd" ] || kill -TERM "$auditd" 2>/dev/null
	wait_for eval '[ "$(status_of pid)" = 0 ]'
	auditctl -D
	local i
	for ((i = 0; i < ${#kept[@]}; i += 2)); do
		auditctl "${kept[i]}" "${kept[i + 1]}"
	done
	[ -z "$root" ] || umount -R "$root"
	umount -l "$scratch"
	rm -rf "$scratch"
} >/dev/null 2>&1

root_begin
trap put_back EXIT
root=$scratch/root
mkdir "$root" "$scratch/upper" "$scratch/work"
mount -t overlay -o "lowerdir=$debian_base,upperdir=$scratch/upper" \
	-o "workdir=$scratch/work" none "$root"
mount --rbind --make-rslave /proc "$root/proc"
mount --rbind --make-rslave /dev "$root/dev"
mount -t tmpfs -o mode=755 none "$root/run"

inside() { # COMMAND…
	env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
		chroot "$root" "$@"
}

plugins() { # the pids of the plugin that auditd started, of this very file
	local pid
	for pid in $(pgrep -P "$auditd"); do
		[ "/proc/$pid/exe" -ef "$root/usr/sbin/audisp-dockwarden" ] &&
			echo "$pid"
	done
}
runs() {
	[ -n "$(plugins)" ]
}
runs_not() {
	! pgrep -P "$auditd" -x audisp-dockward
}

alerts=$root/var/log/dockwarden/alerts.json
change() { # VALUE: of a watched file, and how the alert names it
	echo "{\"debug\": $1}" >"$root/etc/docker/$1.json"
}
alerted() { # VALUE
	grep -q "/etc/docker/$1.json" "$alerts"*
}

# The rules that are there before, and what those for the host are for.
echo '-w /etc/shadow -p wa -k site' >"$root/etc/audit/rules.d/50-site.rules"
mkdir "$root/etc/docker"
inside auditd >"$scratch/log" 2>&1 ||
	fail "auditd does not start: $(cat "$scratch/log")"
wait_for test -s "$root/run/auditd.pid" || fail 'auditd has no pid file'
auditd=$(cat "$root/run/auditd.pid")
inside augenrules --load >/dev/null 2>&1
auditctl -l | grep -q shadow || fail 'the rules of the site are not loaded'

install() { # OUT
	mkdir -p "$root/debs"
	find "$1" -name 'dockwarden_*.deb' -exec cp {} "$root/debs/it.deb" \;
	inside dpkg -i /debs/it.deb >"$scratch/log" 2>&1 || {
		tail -n 5 "$scratch/log"
		fail 'it cannot be installed'
	}
}

install "$debs"
wait_for runs || failed 'the plugin does not run under auditd'
auditctl -l | grep -q 'etc/docker' || failed 'the rules are not loaded'
auditctl -l | grep -q shadow || failed 'rules of the site are gone'
change 1
wait_for alerted 1 || failed 'a change is no alert'
inside /usr/bin/dockwarden status >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	failed 'status says that it is not healthy'
}

before=$(plugins)
packaging/build-deb.sh "$scratch/later" 0.1.99~test-1 >/dev/null || exit 1
# Changes go on while it is upgraded.
(for value in $(seq 100 160); do change "$value" && sleep 0.1; done) &
changing=$!
install "$scratch/later"
wait_for runs || failed 'the new plugin does not run'
[ "$(plugins)" != "$before" ] || failed 'the old plugin still runs'
kill -0 "$auditd" || failed 'auditd is another one'
wait "$changing"
change 2
wait_for alerted 2 || failed 'after the upgrade, a change is no alert'
for value in $(seq 100 160); do
	wait_for alerted "$value" || failed "the change $value was lost"
done

inside dpkg -r dockwarden >"$scratch/log" 2>&1 || {
	cat "$scratch/log"
	failed 'it cannot be removed'
}
wait_for runs_not >/dev/null || failed 'the plugin still runs'
kill -0 "$auditd" || failed 'auditd went with it'
[ "$(status_of pid)" = "$auditd" ] || failed 'auditd is not registered'
auditctl -l | grep -q 'etc/docker' && failed 'the rules are still loaded'
auditctl -l | grep -q shadow || failed 'rules of the site are gone'
change 3
inside sh -c 'sleep 0.5; grep -q /etc/docker/3.json /var/log/audit/audit.log' &&
	failed 'a change is still recorded'

[ "$status" -ne 0 ] || echo 'live: as it should be'
exit "$status"
