#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_status.sh PROGRAM: exit statuses, messages, and no half output.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

change 1 >flagged.log
change 2 >>flagged.log
look 3 >quiet.log

for arguments in --help --version 'replay --help' 'replay --version' \
	'explain --help' 'explain --version' 'policy --help' \
	'policy --version' 'replay --nothing --help'; do
	# shellcheck disable=SC2086 # words
	run $arguments
	expect "$arguments" 0
	[ -s out ] || fail "$arguments: nothing on stdout"
	[ ! -s err ] || fail "$arguments: words on stderr"
done

run
expect 'no command' 2 0
expect_words 'no command' \
	'dockwarden: no command given; see dockwarden --help'
run nonsense
expect 'unknown command' 2 0
expect_words 'unknown command' \
	'dockwarden: unknown command "nonsense"; see dockwarden --help'
run --nonsense
expect 'unknown option' 2 0
expect_words 'unknown option' \
	'dockwarden: unknown option "--nonsense"; see dockwarden --help'
for option in --report --threads --nonsense; do
	replay "$option" x flagged.log
	expect "replay $option" 2 0
	expect_words "replay $option" \
		"dockwarden: unknown option \"$option\"; see dockwarden replay --help"
done
for option in --policy --format --since --until --item --user --severity; do
	run replay flagged.log "$option"
	expect "replay $option without a value" 2 0
done
for option in --format=ecsf --since=later --until=later --item=nothing \
	--severity=worst --all=yes; do
	replay "$option" flagged.log
	expect "replay $option" 2 0
done

replay quiet.log
expect 'a read' 0 0
replay flagged.log
expect 'two changes' 1 2
replay quiet.log flagged.log
expect 'two changes after a read' 1 2
replay --since 1795308002 flagged.log
expect 'what passes a filter counts' 1 1
replay --since 2027-01-01 flagged.log
expect 'what passes no filter does not count' 0 0
replay --format ecs flagged.log
expect 'ecs' 1 2
[ "$(cut -c 1 out | sort -u)" = '{' ] || fail 'ecs: not a document a line'

replay none.log flagged.log
expect 'a missing file' 2 0
expect_words 'a missing file' \
	'dockwarden: none.log: No such file or directory'
mkdir empty
replay empty flagged.log
expect 'an empty directory' 2 0
expect_words 'an empty directory' 'dockwarden: empty: no log files in it'
printf '{ "version": 1, "nonsense": true }' >bad.json
chmod 600 bad.json
run replay --policy bad.json flagged.log
expect 'a bad policy' 2 0
[ -s err ] || fail 'a bad policy: no words'
run replay --policy none.json flagged.log
expect 'a missing policy' 2 0
cp policy.json open.json
chmod 666 open.json
run replay --policy open.json flagged.log
expect 'a policy anyone may write' 2 0
printf '\037\213\010 broken' >broken.gz
replay flagged.log broken.gz
expect 'an unreadable log' 2 0
if [ "$(id -u)" -ne 0 ]; then
	cp flagged.log closed.log
	chmod 0 closed.log
	replay flagged.log closed.log
	expect 'a log that may not be read' 2 0
fi

status=0
"$program" replay --policy policy.json flagged.log >/dev/full 2>err ||
	status=$?
expect 'a full disk' 2
expect_words 'a full disk' \
	'dockwarden: standard output: No space left on device'
mkfifo pipe
: <pipe &
status=0
"$program" replay --policy policy.json flagged.log >pipe 2>err || status=$?
wait
expect 'a reader that went away' 2
expect_words 'a reader that went away' \
	'dockwarden: standard output: Broken pipe'

run explain --policy policy.json
expect 'explain without a file' 2 0
run explain --policy policy.json flagged.log
expect 'explain' 1
[ "$(grep -c '^  decided by: ' out)" -eq 2 ] || fail 'explain: decisions'
run explain --policy policy.json --event 1795308002.846:2 flagged.log
expect 'explain one event' 1
[ "$(grep -c '^  decided by: ' out)" -eq 1 ] || fail 'explain: one event'
grep -q '^    SYSCALL arch=x86_64' out || fail 'explain: no records in words'
{ change 1; grep -v docker quiet.log | sed 's/:3)/:4)/'; } >mixed.log
run explain --policy policy.json --event 1795308003.846:4 mixed.log
expect 'explain an event that does not concern us' 0 1
run explain --policy policy.json --event 1795308002.846:9 flagged.log
expect 'explain an event that is not there' 2 0
expect_words 'explain an event that is not there' \
	'dockwarden: no event 1795308002.846:9 in what was read'
run explain --policy policy.json --event 2 flagged.log
expect 'explain a bad event id' 2 0
run explain --policy policy.json --path /etc/docker/other flagged.log
expect 'explain another path' 0 0
finish
