#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# test_rules.sh PROGRAM: rules' exit statuses, its options and what it prints,
# on the files of a host below a directory.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

mkdir -p host/usr/sbin host/etc/docker host/etc/audit/rules.d host/audit
echo ELF >host/usr/sbin/dockerd
echo '{}' >host/etc/docker/daemon.json
printf 'enabled 1\npid 400\nrate_limit 0\n' >host/audit/status
state() {
	find host -exec stat -c '%n %Y %Z %s %a %u %g' {} + | sort
}
state >before

run rules --root host
expect 'the profile' 0
for rule in '-w /usr/sbin/dockerd -k docker' '-w /etc/docker -k docker' \
	'-w /etc/docker/daemon.json -k docker'; do
	grep -qxF -e "$rule" out || fail "no rule: $rule"
done
[ "$(grep -e '^-' out | sed -n '1p;$p' | tr '\n' ' ')" = '-i -c ' ] ||
	fail 'what the kernel refuses is an error at boot'
grep -q '^# Here: Docker (/usr/sbin/dockerd)' out || fail 'no word on Docker'
[ ! -s err ] || fail 'words on stderr'
cp out host/etc/audit/rules.d/20-dockwarden.rules
run rules --root host --profile full
expect 'the full profile' 0
grep -qxF -e '-w /usr/sbin/dockerd -p rwxa -k docker -k docker-04' out ||
	fail 'no second key'
grep -q -e '-S io_uring_setup ' out || fail 'no rule for io_uring'
rm host/etc/audit/rules.d/20-dockwarden.rules

# An image without a listing, then one without a rule, then with all.
run rules --root host --check
expect 'no listing' 2
grep -q '^UNKNOWN whether changes of /usr/sbin/dockerd are recorded' out ||
	fail 'what is not known is not said'
: >host/audit/rules
run rules --root host --check
expect 'no rule' 1
grep -q '^FAIL    changes of /etc/docker are not recorded: no rule does$' out ||
	fail 'what no rule records is not said'
run rules --root host
cp out host/audit/rules
run rules --root host --check
expect 'all rules' 0
grep -q '^PASS    changes of /etc/docker are recorded: rule ' out ||
	fail 'what records it is not said'
grep -q '^dockwarden: [0-9]* rules with the key docker are in no file' err ||
	fail 'rules that are in no file are not told'
run rules --root host --profile full --check
expect 'the full profile is not loaded' 1
grep -q '^FAIL    not loaded: -a always,exit -F arch=b64 -S io_uring_setup' out ||
	fail 'a rule that no watch replaces is not missed'

# daemon.json cannot be read: where the data are is not known.
run rules --root host
cp out host/audit/rules
mv host/etc/docker/daemon.json daemon.json
mkdir host/etc/docker/daemon.json
run rules --root host --check
expect 'no daemon.json' 2
grep -q '^UNKNOWN not all that is to be watched could be looked at: ' out ||
	fail 'what may be missing is not said'
run rules --root host
expect 'the profile without daemon.json' 0
grep -q '^dockwarden: not all could be looked at: .*daemon.json' err ||
	fail 'what may be missing is not said beside the profile'
rmdir host/etc/docker/daemon.json
mv daemon.json host/etc/docker/daemon.json

# Locked: it is said, and what could be done about what is not recorded.
run rules --root host
cp out host/audit/rules
printf '%s\n' 'enabled 2' 'failure 1' 'pid 402' 'rate_limit 0' \
	'backlog_limit 8192' 'lost 0' 'backlog 0' >host/audit/status
run rules --root host --check
expect 'locked, all rules' 0
grep -qx 'dockwarden: the rules are locked until the next boot (auditctl -e 2)' \
	err || fail 'the lock is not told'
: >host/audit/rules
run rules --root host --check
expect 'locked, no rules' 1
grep -q 'auditctl -e 2): what is not recorded needs a change of the files and' \
	err || fail 'that a reboot is needed is not told'
printf 'enabled 1\npid 400\nrate_limit 0\n' >host/audit/status

# Listed: a never is a never.
echo '-a never,exit -F path=/etc/docker -F perm=wa -k docker' >host/audit/rules
run rules --root host --list
expect 'listed' 0 1
grep -q '^-a never,exit' out || fail 'a never is listed as something else'

# In a file, but not loaded; and a file with a line that is no rule.
: >host/audit/rules
printf -- '-w /etc/docker -k docker\nnonsense\n-w /usr/sbin/dockerd -k docker\n' \
	>host/etc/audit/rules.d/10-x.rules
run rules --root host --check
expect 'not loaded' 1
file=/etc/audit/rules.d/10-x.rules
grep -q "in a file, but not loaded: $file:1: -w /etc/docker " out ||
	fail 'the file is not named'
grep -q "a line of a file is no rule: $file:2: " out ||
	fail 'the bad line is not named'
grep -q "$file:3" out && fail 'auditctl would not get to line 3'
rm "host$file"
: >host/audit/status && rm host/audit/status host/audit/rules
state | cut -d ' ' -f 1 >after
cut -d ' ' -f 1 before | grep -v 'audit/status' | cmp - after ||
	fail 'a file was made'

# Usage.
run rules --check --load
expect 'two modes' 2 0
expect_words 'two modes' \
	'dockwarden: --load: one of --check, --load and --list'
run rules --root host --load
expect 'loading elsewhere' 2 0
run rules --profile all
expect 'an unknown profile' 2 0
expect_words 'an unknown profile' \
	'dockwarden: --profile: unknown profile "all" (baseline, full)'
run rules --root nowhere
expect 'no such root' 2 0
run rules more
expect 'an operand' 2 0
finish
