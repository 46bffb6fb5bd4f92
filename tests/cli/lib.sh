# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=sh
# lib.sh: for tests of the command.  A test sources it with $1 the program;
# it is then in a directory of its own, with a policy in policy.json.
set -eu
LC_ALL=C
TZ=UTC0
export LC_ALL TZ
program=$(realpath "$1")
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
"$program" policy default >policy.json
chmod 600 policy.json
failed=0

fail() { # MESSAGE
	echo "failed: $1"
	failed=1
}

finish() {
	exit "$failed"
}

# Runs the program; its exit status to $status, its output to out and err.
run() { # ARGUMENT…
	status=0
	"$program" "$@" >out 2>err </dev/null || status=$?
}

replay() { # ARGUMENT…: as run, by the test's policy
	run replay --policy policy.json "$@"
}

expect() { # WHAT STATUS [LINES-ON-STDOUT]
	[ "$status" -eq "$2" ] || {
		fail "$1: exit status $status, not $2"
		cat err
	}
	[ $# -lt 3 ] || [ "$(wc -l <out)" -eq "$3" ] || {
		fail "$1: not $3 lines:"
		cat out
	}
}

expect_words() { # WHAT TEXT: a line of stderr
	grep -qxF -e "$2" err || {
		fail "$1: no line on stderr: $2"
		cat err
	}
}

# The records of an event: a user without a docker policy of his own, root by
# sudo, opens Docker's configuration for writing (a2=241: O_WRONLY|O_CREAT|
# O_TRUNC) or reading (a2=0).
event() { # SERIAL FLAGS
	id="audit(1795308$(printf '%03d' "$1").846:$1)"
	cat <<-END
		type=SYSCALL msg=$id: arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=55d a2=$2 a3=1b6 items=2 ppid=900 pid=901 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 fsgid=0 tty=pts1 ses=3 comm="vim" exe="/usr/bin/vim.basic" subj=unconfined key="docker"
		type=CWD msg=$id: cwd="/root"
		type=PATH msg=$id: item=0 name="/etc/docker/" inode=11 dev=fe:01 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0
		type=PATH msg=$id: item=1 name="/etc/docker/daemon.json" inode=12 dev=fe:01 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0
		type=PROCTITLE msg=$id: proctitle=76696D002F6574632F646F636B65722F6461656D6F6E2E6A736F6E
	END
}

change() { # SERIAL
	event "$1" 241
}

look() { # SERIAL
	event "$1" 0
}
