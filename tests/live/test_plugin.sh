#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_plugin.sh BUILD: the plugin under an auditd of the test's own, on this
# machine's kernel.  Ten kinds of attack are flagged as they happen; the alerts
# have the ids that replaying the same log gives; what happens while the plugin
# is gone, or auditd, is flagged once at the next start.
set -euo pipefail
# shellcheck source=tests/live/auditd.sh
. "$(dirname "$0")/auditd.sh" "$1"

live_begin
live_wrap --merge=0
target=/etc/docker/dockwarden-live.json
trap 'rm -f "$target" "$target".*; live_restore' EXIT
live_auditd
live_rule -w /etc/docker -p wa -k docker

# 1. Ten kinds.
echo '{}' >"$target"                          # create
echo '{ "debug": true }' >"$target"           # write
echo >>"$target"                              # write, appending
chmod 600 "$target"                           # attribute
chown 1:1 "$target"                           # attribute
setfattr -n user.x -v y "$target" 2>/dev/null || touch -d yesterday "$target"
ln "$target" "$target.link"                   # link
ln -s /etc/passwd "$target.symlink"           # link
mv "$target" "$target.moved"                  # rename
truncate -s 0 "$target.moved"                 # write
rm "$target".*                                # delete
mkdir "$target.d"                             # create
rmdir "$target.d"                             # delete
for action in create write attribute link rename delete; do
	wait_for live_has_alerts 1 "\"action\":\"$action\"" ||
		fail "no alert for: $action"
done
wait_for live_has_alerts 1 'dockwarden-live.json.d"' ||
	fail 'no alert for the directory'

# 2. The plugin is killed, attacks go on; auditd starts it again when it has
# something for it, and nothing is missing or told twice.
for i in 1 2 3; do
	kill -9 "$(live_plugin)"
	echo "$i" >"$target.killed.$i"
	echo "$i" >"$target.after.$i"
	wait_for live_is_told "after.$i" || fail "nothing after kill $i"
	wait_for live_is_told "killed.$i" || fail "lost around kill $i"
done

# 3. auditd is stopped and started again.
live_stop
live_auditd
echo 4 >"$target.restarted"
wait_for live_is_told restarted || fail 'nothing after the restart'
sleep 0.3

live_ids >"$scratch/live.ids"
replay_ids "$log" >"$scratch/replay.ids"
diff "$scratch/live.ids" "$scratch/replay.ids" >"$scratch/diff" || {
	cut -c1-300 "$scratch/diff"
	fail 'live and replayed alerts differ'
}
[ -z "$(uniq -d "$scratch/live.ids")" ] || fail 'an alert was told twice'
[ "$(wc -l <"$scratch/live.ids")" -ge 18 ] || fail 'too few alerts'
live_still_audited
echo "$(wc -l <"$scratch/live.ids") alerts, the same live and replayed"
