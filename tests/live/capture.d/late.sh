# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2034,SC2154
# (scenes are scripts for another shell; scene() reads what is set before it)
# Attacks that damage the rules or the daemon: last, each followed by a reload inside its range.
late_scenes() {
    local reload='auditctl -D >/dev/null; auditctl -R $L/rules >/dev/null'
    say "late attacks"
    EVIDENCE='op=remove_rule'
    attack audit-W "$M" SELF rule /usr/bin/docker - /usr/sbin/auditctl success "one watch removed; then everything reloaded" <<<"auditctl \$(grep -m 1 -- '-w /usr/bin/docker ' \$L/rules | sed 's/^-w/-W/'); $reload"
    EVIDENCE='op=remove_rule'
    attack audit-D root SELF rule - - /usr/sbin/auditctl success "auditctl -D, then reloaded" <<<"$reload"
    EVIDENCE='op=add_rule'
    attack audit-never "$M" SELF rule /etc/docker/daemon.json - /usr/sbin/auditctl success "a never rule before the others, with the key docker; then reloaded" <<<"auditctl -A never,exit -F path=/etc/docker/daemon.json -k docker; echo >> \$D; $reload"
    EVIDENCE='op=add_rule'
    attack audit-exclude root SELF rule - - /usr/sbin/auditctl success "records of type PATH excluded; then reloaded" <<<"auditctl -a always,exclude -F msgtype=PATH; $reload"
    EVIDENCE='docker-audit' UNSEEN_baseline='the rule holds for the record of its own addition: nothing is recorded'
    attack audit-exclude-self "$M" SELF exec /usr/sbin/auditctl - /usr/sbin/auditctl success "an exclude rule for the caller's own login uid: the rule holds for the record of its addition; that auditctl ran is recorded" <<<'auditctl -a always,exclude -F auid=2003; echo >> $D; auditctl -d always,exclude -F auid=2003'
    EVIDENCE='audit_enabled=0'
    attack audit-disable "$M" SELF audit - - /usr/sbin/auditctl success "auditctl -e 0, a write in the dark, -e 1 (which the kernel does not record)" <<<'auditctl -e 0; echo >> $D; auditctl -e 1'
    EVIDENCE='audit_rate_limit|audit_backlog_limit'
    attack audit-limits root SELF audit - - /usr/sbin/auditctl success "rate limit and backlog changed and put back" <<<'auditctl -r 500; auditctl -b 16384; auditctl -r 0; auditctl -b 32768'
    UNSEEN_baseline='the baseline does not watch /etc/audit'
    EVIDENCE='docker-audit'
    attack audit-config "$M" SELF create /etc/audit/rules.d/docker.rules - "$BASH" success "written and removed" <<<'echo > /etc/audit/rules.d/docker.rules; rm /etc/audit/rules.d/docker.rules'
    EVIDENCE='type=DAEMON_END'
    AFTER=restart_auditd
    attack audit-kill "$M" SELF audit - - - success "kill -TERM of auditd, a write while it is down (not in the log: a gap of serials), then auditd starts again on the same log; DAEMON_ records count on their own" <<<'kill -TERM $(cat /run/auditd.pid); sleep 1; echo >> $D'
    EVIDENCE='syscall=165 ' UNSEEN_baseline='no rule for mount; a failed readlink at most'
    attack mount-bind "$M" 06 mount /etc/docker - /usr/bin/mount success "bind mount over /etc/docker, and unmounted" <<<'mkdir $L/fake; mount --bind $L/fake /etc/docker; umount /etc/docker; rmdir $L/fake'
    EVIDENCE='syscall=165 ' UNSEEN_baseline='no rule for mount; a failed readlink at most'
    attack mount-unit "$M" 07 mount /usr/lib/systemd/system/docker.service - /usr/bin/mount success "bind mount over the unit, in a private namespace" <<<'unshare -m mount --bind /dev/null /usr/lib/systemd/system/docker.service'
    EVIDENCE='syscall=165 ' UNSEEN_baseline='no rule for mount; a failed readlink at most'
    attack mount-tmpfs root 06 mount /etc/docker - /usr/bin/mount success "tmpfs over /etc/docker, and unmounted" <<<'mount -t tmpfs none /etc/docker; umount /etc/docker'
    UNSEEN_baseline='no rule for move_mount'
    attack mount-new-api root 06 mount /etc/docker - "$LAB/labtool" success "open_tree and move_mount, and unmounted" <<<'mkdir $L/fake; $T movemount $L/fake /etc/docker; umount /etc/docker; rmdir $L/fake'
    attack move-dir-into "$M" 06 rename /etc/docker/certs.d/harbor.example - /usr/bin/mv success "a directory with files moved in" <<<'mkdir $L/harbor.example; echo evil > $L/harbor.example/ca.crt; mv $L/harbor.example /etc/docker/certs.d/; rm -r /etc/docker/certs.d/harbor.example'
    attack move-dir-away "$M" 06 rename /etc/docker /etc/docker.away /usr/bin/mv success "moved away, a fake in its place; put back, rules reloaded" <<<"mv /etc/docker /etc/docker.away; mkdir /etc/docker; echo {} > \$D; rm -r /etc/docker; mv /etc/docker.away /etc/docker; $reload"
    attack remove-dir root 06 delete /etc/docker - /usr/bin/rm success "rm -rf; made anew, rules reloaded" <<<"rm -rf /etc/docker; mkdir /etc/docker; cp \$L/daemon.json \$D; $reload"
    ordinary after-all-alice alice+sudo "docker still works" <<<'docker run --rm --network none harbor/base:1 /bin/true'
    AFTER=stop_docker
    ordinary dockerd-stop root "" <<<'true'
}

restart_auditd() {
    wait_for 15 gone "$AUDITD_PID" || die "auditd is still there"
    start_auditd
}
