#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# test_units.sh BUILD: on a whole Debian that systemd runs, the units are what
# systemd says; and what their directories say without it is the same.
set -euo pipefail
# shellcheck source=tests/live/debian.sh
. "$(dirname "$0")/debian.sh" "$1"
debian_begin
: "${program:?}"

install -m 755 "$program" "$debian/usr/bin/dockwarden"
# What the command is linked with and a small Debian lacks.
mkdir -p "$debian/opt/lib"
ldd "$program" | awk '/=> \// { print $3 }' | while read -r library; do
	name=$(basename "$library")
	case $name in
	libc.so.* | libm.so.* | libpthread.so.* | ld-linux*) ;;
	*) cp -L "$library" "$debian/opt/lib/$name" ;;
	esac
done

put() { # PATH: text from standard input
	mkdir -p "$(dirname "$debian$1")"
	cat >"$debian$1"
}
printf '#!/bin/sh\nexec sleep 600\n' | put /usr/sbin/dockerd
chmod 755 "$debian/usr/sbin/dockerd"
cp "$debian/usr/sbin/dockerd" "$debian/usr/sbin/containerd.other"
put /usr/lib/systemd/system/docker.service <<-END
	[Service]
	ExecStart=/usr/sbin/dockerd
	EnvironmentFile=-/etc/default/docker
END
put /usr/lib/systemd/system/containerd.service <<-END
	[Service]
	ExecStart=/usr/sbin/containerd.other
END
put /usr/lib/systemd/system/docker.socket <<-END
	[Socket]
	ListenStream=/run/docker.sock
END
put /etc/systemd/system/docker.service.d/env.conf <<-END
	[Service]
	EnvironmentFile=/etc/docker-options
END
echo 'DOCKER_OPTS=' | put /etc/docker-options
put /etc/systemd/system/service.d/all.conf <<-END
	[Service]
	Nice=1
END
debian_run systemctl daemon-reload
debian_run systemctl set-property docker.service CPUWeight=50
debian_run systemctl mask docker.socket >/dev/null 2>&1 || :
debian_run systemctl stop docker.service

# Whether systemd is asked, and how: a systemctl that writes it down.
mv "$debian/usr/bin/systemctl" "$debian/usr/bin/systemctl.real"
put /usr/bin/systemctl <<-'END'
	#!/bin/sh
	{ echo "words: $*"; echo "environment: $(/usr/bin/env | sort | tr '\n' ' ')"
	  echo "input: $(readlink /proc/self/fd/0)"; } >>/root/asked
	exec /usr/bin/systemctl.real "$@"
END
chmod 755 "$debian/usr/bin/systemctl"

rules() { # ARGUMENT…: the lines that are rules
	debian_run env LD_LIBRARY_PATH=/opt/lib /usr/bin/dockwarden rules \
		"$@" | grep '^-[wa]' || :
}
rules >"$scratch/asked.rules"
[ -s "$debian/root/asked" ] || fail 'systemd was not asked'
grep -q '^words: show .* -- docker.service$' "$debian/root/asked" ||
	fail "systemctl was run as: $(head -n 1 "$debian/root/asked")"
grep -q '^environment: LC_ALL=C PWD=[^ ]* $' "$debian/root/asked" ||
	fail "it had an environment: $(sed -n 2p "$debian/root/asked")"
grep -q '^input: /dev/null$' "$debian/root/asked" ||
	fail "its input was $(sed -n 3p "$debian/root/asked")"
rm "$debian/root/asked"
rules --root / >"$scratch/read.rules"
[ ! -e "$debian/root/asked" ] || fail 'systemd was asked about another root'
diff "$scratch/asked.rules" "$scratch/read.rules" ||
	fail 'systemd and its directories say different things'
for path in /usr/lib/systemd/system/docker.service /etc/docker-options \
	/etc/systemd/system/docker.service.d \
	/etc/systemd/system.control/docker.service.d \
	/usr/sbin/containerd.other; do
	grep -qxF -e "-w $path -k docker" "$scratch/asked.rules" || {
		cat "$scratch/asked.rules"
		fail "no rule for $path"
	}
done

# One that does not answer is not waited for, and the directories tell.
put /usr/bin/systemctl <<-'END'
	#!/bin/sh
	exec sleep 100
END
start=$(date +%s)
rules >"$scratch/late.rules"
[ "$(($(date +%s) - start))" -lt 30 ] || fail 'a systemctl that hangs is waited for'
diff "$scratch/asked.rules" "$scratch/late.rules" ||
	fail 'without an answer the rules differ'
echo 'systemd and its directories give the same rules'
