#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_check.sh PROGRAM: check's exit statuses, formats and messages, on the
# files of a host below a directory.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

item=SSE_SEC_APP_DOCKER_03

mkdir -p host/etc/dockwarden host/proc/1
printf 'root:x:0:0::/root:/bin/sh\nmallory:x:1001:1001::/:/bin/sh\n' \
	>host/etc/passwd
printf 'root:x:0:\ndocker:x:998:\n' >host/etc/group
printf 'Name:\tinit\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nGroups:\t\n' \
	>host/proc/1/status

# Nothing is changed: not even a time of last change.
state() {
	find host -exec stat -c '%n %Y %Z %s %a %u %g' {} + | sort
}
state >before

run check --root host --level required
[ "$status" -le 1 ] || fail 'no answer for the whole host'
grep -q '^PASS    03 ' out || fail 'item 03 is not among all'
! grep -q '^[A-Z/]*  *13 ' out || fail 'a recommended item among the required'
! grep -q '^  PASS' out || fail 'what is right is told in full'
run check --root host --item 03
expect 'a host that complies' 0
head -n 1 out | grep -q "^PASS    03 .* required, CIS 1.1.2\$" ||
	fail 'not PASS'
[ "$(tail -n 1 out)" = '1 passed, 0 failed' ] || fail 'no sum of all'
run check --root host --item 03 --item=3 --item "$item"
expect 'the item alone, three times' 0
[ ! -s err ] || fail 'words on stderr where the item was named'
grep -q '^  PASS     no untrusted member of docker' out ||
	fail 'a named item is not told in full'
[ "$(grep -c '^PASS    03' out)" -eq 1 ] || fail 'an item named thrice is said once'
run check --item 03 --root host --format json
expect 'json' 0 1
run check --item 03 --root host --format junit
expect 'junit' 0
head -n 1 out | grep -qF '<?xml' || fail 'no XML'
state >after
cmp before after || fail 'the check changed something'

printf 'root:x:0:\ndocker:x:998:mallory\n' >host/etc/group
run check --item 03 --root host
expect 'an untrusted member' 1
grep -qF 'mallory (uid 1001, by docker)' out || fail 'mallory is not named'
run check --item 03 --root host --format json
expect 'an untrusted member, json' 1 1
grep -qF '"status":"FAIL"' out || fail 'json does not say FAIL'
run check --item 03 --root host --format junit
expect 'an untrusted member, junit' 1
grep -qF '<failure ' out || fail 'junit has no failure'

# Rules whose records no daemon takes: the items are of the rules, so it is
# said beside them, and only where one of them was asked for.
mkdir -p host/audit host/usr/bin
: >host/usr/bin/docker
chmod 755 host/usr/bin/docker
printf -- '-w /usr/bin/docker -k docker\n' >host/audit/rules
printf 'enabled 1\npid 0\n' >host/audit/status
run check --item 04 --root host
expect 'no audit daemon' 0
grep -q '^PASS    04' out || fail 'a rule without a daemon is no rule'
grep -qF 'no audit daemon takes the records' err ||
	fail 'that no daemon takes the records is not said'
run check --item 02 --root host
! grep -qF 'no audit daemon' err || fail 'said where nobody asked'
printf 'enabled 1\npid 321\n' >host/audit/status
run check --item 04 --root host
[ ! -s err ] || fail 'said where a daemon takes them'
rm -r host/audit host/usr

# The policy: the one that is given, else the host's own below the root.
printf '{"version":1,"trusted":{"users":["mallory"],"groups":[]}}' >trust.json
chmod 600 trust.json
run check --item 03 --root host --policy trust.json
expect 'a policy that trusts him' 0
cp trust.json host/etc/dockwarden/policy.json
run check --item 03 --root host
expect 'the policy below the root' 0
run check --item 03 --root host/
expect 'a root with a slash' 0
echo '{"version":2}' >host/etc/dockwarden/policy.json
run check --item 03 --root host
expect 'a broken policy' 2 0
rm host/etc/dockwarden/policy.json
run check --item 03 --root host --policy nowhere.json
expect 'a policy that is not there' 2 0

# What cannot be read is neither right nor wrong.
rm host/etc/group
run check --item 03 --root host
expect 'no group file' 0
head -n 1 out | grep -q "^UNKNOWN 03 " || fail 'not UNKNOWN'

# Levels.
run check --root host --item 03 --level required
expect 'required' 0
head -n 1 out | grep -q "^UNKNOWN 03 " || fail 'a required item is left out'
run check --root host --item 03 --level recommended
expect 'recommended' 0
[ "$(cat out)" = '0 failed' ] || fail 'a required item among the recommended'
run check --level must
expect 'a level' 2 0
expect_words 'a level' \
	'dockwarden: --level: unknown level "must" (required, recommended)'

# Colours are for a terminal alone, and for whom wants them.
escape=$(printf '\033')
on_terminal() { # COMMAND: its output to out
	script -qec "$1" /dev/null >out 2>/dev/null </dev/null || :
}
if command -v script >/dev/null; then
	command="'$program' check --root host --item 03"
	on_terminal "TERM=xterm NO_COLOR= $command"
	grep -q "^$escape" out || fail 'no colours on a terminal'
	on_terminal "TERM=xterm NO_COLOR=1 $command"
	! grep -q "$escape" out || fail 'colours in spite of NO_COLOR'
	on_terminal "TERM=dumb $command"
	! grep -q "$escape" out || fail 'colours on a dumb terminal'
	on_terminal "TERM=xterm $command --format json"
	! grep -q "$escape" out || fail 'colours in json'
else
	echo 'skipped: script is not installed, no terminal to write to'
fi
TERM=xterm run check --root host --item 03
! grep -q "$escape" out || fail 'colours in a file'

# The policy of another host is below its root: no link leads to one here.
mkdir -p elsewhere linked/etc inside/etc inside/opt
echo 'no policy' >elsewhere/policy.json
chmod 600 elsewhere/policy.json
ln -s "$PWD/elsewhere" linked/etc/dockwarden
run check --root linked --item 02
expect 'a link out of the root' 0
[ ! -s err ] || fail 'a policy outside of the root was read'
cp elsewhere/policy.json inside/opt
ln -s /opt inside/etc/dockwarden
run check --root inside --item 02
expect 'a link to a directory below the root' 2 0
grep -q '^dockwarden: inside/opt/policy.json: ' err ||
	fail 'a policy below the root was not read'

# Usage.
for other in 21 0 SSE_SEC_APP_DOCKER_21 nothing; do
	run check --item "$other"
	expect "item $other" 2 0
	grep -qF "dockwarden: --item: no check of \"$other\"" err ||
		fail "item $other: no words"
done
run check --item ''
expect 'no item' 2 0
run check --format xml
expect 'a format' 2 0
expect_words 'a format' \
	'dockwarden: --format: unknown format "xml" (text, json, junit)'
run check --root nowhere
expect 'a root that is not there' 2 0
expect_words 'a root that is not there' \
	'dockwarden: nowhere: No such file or directory'
run check --root before
expect 'a root that is a file' 2 0
run check --root ''
expect 'no root' 2 0
run check --policy ''
expect 'no policy' 2 0
run check --terminate
expect 'terminating is not wanted' 2 0
run check host
expect 'an operand' 2 0
run check --root host --root host
expect 'two roots' 2 0
status=0
"$program" check --item 3 --root host >/dev/full 2>err || status=$?
expect 'a full disk' 2
finish
