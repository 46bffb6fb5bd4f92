#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# first_run.sh ROOT LOG: what check_install.sh has done in a mount namespace:
# the plugin installed below ROOT runs for the first time, without a policy or
# a directory of its own, and writes the alerts of LOG where its page says, with
# the ids that replay gives them.  Then they are rotated, and are not said again
# though nothing but the rotated file tells of them.
set -eu

root=$1
log=$2
plugin=$root/usr/sbin/audisp-dockwarden
alerts=/var/log/dockwarden/alerts.json

fail() {
	echo "the first run: $1"
	exit 1
}

mount -t tmpfs scratch /var/log
mount -t tmpfs scratch /var/lib
[ ! -d /etc/dockwarden ] || mount -t tmpfs scratch /etc/dockwarden

"$plugin" <"$log"
[ -s "$alerts" ] || fail "$alerts is not there, or empty"
[ "$(stat -c %a "$alerts")" = 640 ] || fail "$alerts is not 0640"
[ -s /var/lib/dockwarden/checkpoint ] || fail 'there is no checkpoint'

# The same as replay's, one by one.
ids() {
	grep -oE '"event":\{[^{}]*"id":"[0-9a-f]+"' | grep -oE '[0-9a-f]{32}' |
		sort
}
mkdir /var/lib/all /var/log/all
mv "$alerts" /var/log/all
rm -rf /var/lib/dockwarden
"$plugin" --merge=0 <"$log"
ids <"$alerts" >/var/lib/all/live
"$root/usr/bin/dockwarden" replay --format ecs "$log" 2>/dev/null |
	ids >/var/lib/all/replayed || :
[ -s /var/lib/all/replayed ] || fail 'replay flags nothing'
diff /var/lib/all/replayed /var/lib/all/live ||
	fail 'the ids of its alerts are not those of replay'
mv /var/log/all/alerts.json "$alerts"
command -v logrotate >/dev/null 2>&1 || exit 0

said=$(wc -l <"$alerts")
logrotate -f -s /var/lib/rotated "$root/etc/logrotate.d/dockwarden"
[ ! -e "$alerts" ] || fail "logrotate leaves $alerts in place"
[ "$(wc -l <"$alerts.1")" -eq "$said" ] || fail "$alerts.1 is not all"
rm -rf /var/lib/dockwarden
"$plugin" <"$log"
[ "$(wc -l <"$alerts")" -eq 0 ] || fail 'alerts are said again'
