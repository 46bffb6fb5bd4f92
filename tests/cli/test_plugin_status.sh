#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_plugin_status.sh PROGRAM: a plugin that runs, one that ended and one
# that was killed; a status that is missing, damaged or not to be trusted.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
plugin=$(dirname "$program")/audisp-dockwarden
[ -x "$plugin" ] || {
	echo 'there is no audisp-dockwarden beside the program'
	exit 77
}
pid=''
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || :
	rm -rf "$directory"' EXIT
state=$directory/state

status() { # ARGUMENT…
	run status --state "$state" "$@"
}

says() { # WHAT LINE: on stdout
	grep -qxF -e "$2" out || {
		fail "$1: no line on stdout: $2"
		cat out
	}
}

says_not() { # WHAT TEXT: on stdout
	! grep -F -e "$2" out || fail "$1: $2"
}

wait_for() { # COMMAND…: ten seconds at most
	for _ in $(seq 200); do
		"$@" && return
		sleep 0.05
	done
	fail "in vain: $*"
	return 1
}

# Its standard input is a pipe, as from a shell: descriptor 9 feeds it.
start() {
	rm -f feed
	mkfifo feed
	"$plugin" --policy=with-output.json --state=state --log=none \
		--heartbeat="$1" <feed >words 2>&1 &
	pid=$!
	exec 9>feed
}

# shellcheck disable=SC2317 # by wait_for
beats() { # N: has it had so many?
	[ -e state/heartbeat.json ] &&
		[ "$(wc -l <state/heartbeat.json)" -ge "$1" ]
}

# shellcheck disable=SC2317
has() { # TEXT: does its status say so?
	grep -qF -e "$1" state/status.json 2>/dev/null
}

cat >with-output.json <<-END
	{ "version": 1, "trusted": { "users": [4321] }, "outputs": [
	  { "type": "file", "path": "$directory/alerts.json", "format": "ecs" } ] }
END
chmod 600 with-output.json

# Nothing there.
status
expect 'no directory' 1 1
says 'no directory' \
	"not healthy: the plugin never ran: there is no $state/status.json"
status --format json
expect 'no directory, json' 1 1
says 'no directory, json' \
	"{\"healthy\":false,\"reasons\":[\"the plugin never ran: there is no $state/status.json\"]}"

# It runs.
start 1
wait_for has '"known":' || cat words
wait_for has '"state":"running"'
status
says 'running' 'lost      0 events (0 were found in the log) in 0 gaps, 0 alerts that outputs dropped'
grep -q "^plugin    running, process $pid, version " out ||
	fail 'running: which process'
grep -q '^output    file .*/alerts.json (ecs): [0-9]* written, ' out ||
	fail 'running: its output'
says_not 'running' 'does not run'
says_not 'running' 'hangs'
says_not 'running' 'cannot be'
change 1 >&9
wait_for has '"flagged":1,' # by the next beat, a second later
status
grep -q '^flagged   1 of 1 changes (0 authorized)$' out ||
	fail 'running: flagged'
says 'the last event' \
	'last      event 1795308001.846:1 of 2026-11-22 00:40:01.846Z'
status --format json
[ "$(wc -l <out)" -eq 1 ] || fail 'json: one line'
if command -v python3 >/dev/null 2>&1; then
	python3 -c '
import json, sys
d = json.loads(open("out").read())
assert d["status"]["run"]["pid"] == int(sys.argv[1])
assert d["status"]["events"]["flagged"] == 1
assert d["healthy"] == (not d.get("reasons"))
for line in open("state/heartbeat.json"):
    e = json.loads(line)["event"]
    assert e["dataset"] == "dockwarden.status" and e["kind"] == "state"
' "$pid" || fail 'json: not what it should be'
else
	echo 'skipped: python3 is not installed, no reader of the json'
fi

# At once, where a beat would come in a minute.
exec 9>&-
wait "$pid"
rm -rf state
start 60
wait_for has '"state":"running"'
# What the kernel says is not to be had in a container.
for _ in $(seq 40); do
	! has '"known":true' || break
	sleep 0.05
done
before=$(wc -l <state/heartbeat.json)
kill -USR1 "$pid"
wait_for beats $((before + 1))
before=$(wc -l <state/heartbeat.json)
printf '{ "version": 3 }' >with-output.json
kill -HUP "$pid"
wait_for has '"usable":false'
status
expect 'a policy that cannot be used' 1
grep -q '^not healthy: the policy cannot be used, the one before stays in force: ' out ||
	fail 'a policy that cannot be used: no reason'
# Nothing that was remarked at the start is forgotten by that.
grep -c '^remark ' out >remarks || :
status --format json
expect 'a policy that cannot be used, json' 1 1

# It ends.
exec 9>&-
wait "$pid"
status
expect 'ended' 1
grep -q '^not healthy: the plugin does not run: it ended at .*: the end of input$' out ||
	fail 'ended: no reason'
[ "$(grep -c '^not healthy: ' out)" -eq 1 ] || fail 'ended: one reason'
[ "$(grep -c '^remark ' out)" -eq "$(cat remarks)" ] ||
	fail 'ended: other remarks'
grep -q '^dockwarden_running 0$' state/dockwarden.prom ||
	fail 'ended: dockwarden.prom says that it runs'
if command -v promtool >/dev/null 2>&1; then
	promtool check metrics <state/dockwarden.prom >lint 2>&1 || {
		cat lint
		fail 'promtool check metrics'
	}
else
	echo 'skipped: promtool is not installed'
fi
[ "$(find state -name '*.new' | wc -l)" -eq 0 ] || fail 'a rest is left'

# It is killed.
start 60
wait_for has '"state":"running"'
wait_for has "\"pid\":$pid,"
kill -9 "$pid"
wait "$pid" 2>/dev/null || :
exec 9>&-
status
expect 'killed' 1
says 'killed' "not healthy: the plugin does not run: process $pid is gone and did not say that it ended"
# Its pid is this shell's by now.
sed "s/\"pid\":$pid,/\"pid\":$$,/" state/status.json >other
cp other state/status.json
chmod 640 state/status.json
status
expect 'another process' 1
grep -q "^not healthy: the plugin does not run: process $$ is another program: " \
	out || fail 'another process: no reason'
pid=''

# A status that is no status: each is trouble, said, and shows nothing.
refused() { # WHAT WORDS
	status
	expect "$1" 2 0
	grep -qF -e "$2" err || {
		fail "$1: no words: $2"
		cat err
	}
}

cp state/status.json good
head -c 700 good >state/status.json
refused 'torn' 'status.json: line 1, column 701: '
: >state/status.json
refused 'empty' 'status.json: line 1, column 1: '
printf '{"schema":"1"}' >state/status.json
refused 'too little' 'status.json: run: missing'
sed 's/"schema":"1"/"schema":"2"/' good >state/status.json
refused 'another version' 'status.json: schema: expected "1", got "2"'
sed 's/"pid":/"\\u001b[2J":1,"pid":/' good >state/status.json
refused 'a name that steers' 'status.json: run."\x1b[2J": unknown'
head -c 200000 /dev/zero >state/status.json
refused 'too large' 'bytes, at most'
cp good state/status.json
chmod 666 state/status.json
refused 'written by all' 'can be written by its world'
rm state/status.json
ln -s "$directory/good" state/status.json
refused 'a link' 'is a symbolic link, not a regular file'
rm state/status.json
mkfifo state/status.json
refused 'a pipe' 'is a FIFO, not a regular file'
rm state/status.json
mkdir state/status.json
refused 'a directory' 'is a directory, not a regular file'
rmdir state/status.json
cp good state/status.json
chmod 640 state/status.json
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 state/status.json
	refused 'not to be read' 'Permission denied; root may read it'
elif command -v setpriv >/dev/null 2>&1; then
	chmod 711 "$directory"
	chmod 700 state
	cp "$program" dockwarden
	status=0
	setpriv --reuid=65534 --regid=65534 --clear-groups ./dockwarden \
		status --state "$state" >out 2>err || status=$?
	expect 'without root' 2 0
	expect_words 'without root' \
		"dockwarden: $state/status.json: cannot be opened: Permission denied; root may read it"
else
	echo 'skipped: setpriv is not installed, root reads all'
fi

# Usage.
run status extra
expect 'an operand' 2 0
run status --format xml
expect 'a format' 2 0
expect_words 'a format' \
	'dockwarden: --format: unknown format "xml" (text, json)'
run status --state
expect 'a directory missing' 2 0
status=0
"$program" status --state "$state" >/dev/full 2>err || status=$?
expect 'a full disk' 2
finish
