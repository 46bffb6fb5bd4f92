# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2034
# (scenes are scripts for another shell; scene() reads what is set before it)
# Attacks. attack NAME ACTOR ITEM ACTION PATH TARGET EXE OUTCOME [NOTE] <script
attack() { scene "$1" "$2" attack "$3" "$4" "$5" "$6" "$7" "$8" "${9:-}"; }

J=/etc/docker/daemon.json
BASH=/usr/bin/bash
M=mallory+sudo

attack_scenes() {
    say "attacks"
    attacks_refused
    attacks_files
    attacks_names
    attacks_clients
    attacks_units
    attacks_binaries
    attacks_containers
    attacks_forged
    attacks_groups
}

# An ordinary account without any right
attacks_refused() {
    attack refused-write mallory 10 write $J - $BASH failure <<<'echo x >> $D'
    attack refused-truncate mallory 10 write $J - $BASH failure <<<': > $D'
    attack refused-create mallory 06 create /etc/docker - /usr/bin/touch failure "evil.conf is in the PROCTITLE only; PATH has the parent alone" <<<'touch /etc/docker/evil.conf'
    attack refused-unlink mallory 10 delete $J - /usr/bin/rm failure <<<'rm -f $D'
    attack refused-rename mallory 10 rename /tmp/mine.json $J /usr/bin/mv failure <<<'echo > /tmp/mine.json; mv -f /tmp/mine.json $D; rm -f /tmp/mine.json'
    attack refused-chmod mallory 10 attribute $J - /usr/bin/chmod failure <<<'chmod 666 $D'
    attack refused-unit mallory 07 write /usr/lib/systemd/system/docker.service - $BASH failure "recorded as /lib/systemd/system/docker.service" <<<'echo >> /lib/systemd/system/docker.service'
    attack refused-runc mallory 12 write /usr/sbin/runc - /usr/bin/cp failure <<<'cp /bin/true /usr/sbin/runc'
    UNSEEN_baseline='the baseline has no rule for the socket'
    attack refused-chmod-socket mallory 08 attribute /run/docker.sock - /usr/bin/chmod failure <<<'chmod 666 /run/docker.sock'
    UNSEEN_baseline='the baseline has no rule for connect'
    attack refused-connect mallory 08 connect /run/docker.sock - "$LAB/labtool" failure <<<'$T client /run/docker.sock'
    UNSEEN_baseline='the baseline has no rule for connect'
    attack refused-connect-python bob 08 connect /run/docker.sock - /usr/bin/python3.11 failure "recorded as /var/run/docker.sock" <<-'EOS'
	/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("/var/run/docker.sock")'
	EOS
    UNSEEN_baseline='the baseline has no rule for connect'
    attack refused-connect-containerd mallory 08 connect /run/containerd/containerd.sock - "$LAB/labtool" failure <<<'$T client /run/containerd/containerd.sock'
    attack exec-mallory mallory 04 exec /usr/bin/docker - /usr/bin/docker success "untrusted; the daemon refuses" <<<'docker ps'
    attack exec-bob bob 04 exec /usr/bin/docker - /usr/bin/docker success "untrusted; the daemon refuses" <<<'docker info'
    attack exec-long mallory 04 exec /usr/bin/docker - /usr/bin/docker success "20,000 bytes of argument: EXECVE in pieces" <<<'$T longargs /usr/bin/docker'
    attack exec-ctr mallory 11 exec /usr/bin/ctr - /usr/bin/ctr success <<<'ctr containers ls'
    UNSEEN_baseline='the client in /usr/local/bin is no watched file and connect has no rule'
    attack exec-other-client mallory 08 connect /run/docker.sock - /usr/local/bin/docker failure "the client in /usr/local/bin, which no rule watches" <<<'DOCKER_API_VERSION=1.41 /usr/local/bin/docker ps'
    EVIDENCE='gpasswd'
    attack refused-gpasswd mallory 03 membership docker - /usr/bin/gpasswd failure "USER record only" <<<'gpasswd -a mallory docker'
}

# File operations as root, by mallory through sudo and by a root shell without a login uid
attacks_files() {
    attack append-sudo $M 10 write $J - $BASH success <<<'echo >> $D'
    attack append-root root 10 write $J - $BASH success <<<'echo >> $D'
    attack truncate-open $M 10 write $J - $BASH success <<<'echo {} > $D'
    attack rdonly-trunc $M 10 write $J - "$LAB/labtool" success "open(O_RDONLY|O_TRUNC)" <<<'$T rdtrunc $D'
    attack tee-append root 10 write $J - /usr/bin/tee success <<<'echo | tee -a $D'
    attack dd-notrunc $M 10 write $J - /usr/bin/dd success <<<'printf "{}\n" | dd of=$D conv=notrunc status=none'
    attack cp-over root 10 write $J - /usr/bin/cp success <<<'cp $L/daemon.json $D'
    attack openat2 $M 10 write $J - "$LAB/labtool" success "flags only in the OPENAT2 record" <<<'$T openat2 $D'
    attack opath-reopen $M 10 write $J - "$LAB/labtool" success "O_PATH, then /proc/self/fd/N" <<<'$T opath $D'
    attack mmap-shared root 10 write $J - "$LAB/labtool" success "open(O_RDWR) and a shared mapping" <<<'$T mmap $D'
    attack truncate-call $M 10 write $J - "$LAB/labtool" success "truncate(2)" <<<'$T truncate $D 3'
    attack create $M 06 create /etc/docker/evil.conf - "$LAB/labtool" success <<<'$T create /etc/docker/evil.conf'
    attack unlink $M 06 delete /etc/docker/evil.conf - /usr/bin/rm success <<<'rm /etc/docker/evil.conf'
    attack tmpfile-linkat $M 06 create /etc/docker/plugins.json - "$LAB/labtool" success "O_TMPFILE, then linkat from /proc/self/fd" <<<'$T tmpfile /etc/docker /etc/docker/plugins.json'
    attack rename-over $M 10 rename "$LAB/evil.json" $J "$LAB/labtool" success <<<'cp $L/daemon.json $L/evil.json; $T rename $L/evil.json $D'
    attack rename-over-root root 10 rename "$LAB/evil.json" $J /usr/bin/mv success <<<'cp $L/daemon.json $L/evil.json; mv -f $L/evil.json $D'
    attack rename-exchange $M 10 rename "$LAB/evil.json" $J "$LAB/labtool" success "renameat2(RENAME_EXCHANGE)" <<<'cp $L/daemon.json $L/evil.json; $T exchange $L/evil.json $D; rm $L/evil.json'
    attack rename-away root 10 rename $J /etc/docker/daemon.json.bak /usr/bin/mv success "moved away and back" <<<'mv $D $D.bak; mv $D.bak $D'
    attack sed-inplace $M 10 rename /etc/docker/sedXXXXXX $J /usr/bin/sed success "temporary's name is random; fchown and fsetxattr by descriptor" <<<'sed -i "s/info/debug/" $D'
    attack hardlink $M 10 link $J "$LAB/hl.json" /usr/bin/ln success "then written through the other name" <<<'ln $D $L/hl.json; echo >> $L/hl.json; rm $L/hl.json'
    attack symlink-swap $M 10 rename /etc/docker/CuXXXXXX $J /usr/bin/ln success "ln -sfn: symlink under a random name, rename over; put back by a copy" <<<'cp $L/daemon.json $L/evil.json; ln -sfn $L/evil.json $D; echo >> $D; rm $D $L/evil.json; cp $L/daemon.json $D'
    attack mkdir root 06 create /etc/docker/cli-plugins - /usr/bin/mkdir success <<<'mkdir /etc/docker/cli-plugins'
    attack rmdir root 06 delete /etc/docker/cli-plugins - /usr/bin/rmdir success <<<'rmdir /etc/docker/cli-plugins'
    attack mknod $M 06 create /etc/docker/fifo - /usr/bin/mknod success <<<'mknod /etc/docker/fifo p; rm /etc/docker/fifo'
    attack unlink-config $M 10 delete $J - /usr/bin/rm success "put back by a copy" <<<'rm $D; cp $L/daemon.json $D'
    attack chmod $M 10 attribute $J - /usr/bin/chmod success <<<'chmod 666 $D; chmod 644 $D'
    attack fchmod root 10 attribute $J - "$LAB/labtool" success "by descriptor: name=(null)" <<<'$T fchmod $D 666; $T fchmod $D 644'
    attack fchmodat2 $M 10 attribute $J - "$LAB/labtool" success <<<'$T fchmodat2 $D 666; $T fchmodat2 $D 644'
    attack chown $M 10 attribute $J - /usr/bin/chown success <<<'chown mallory $D; chown root $D'
    attack fchown root 10 attribute $J - "$LAB/labtool" success "by descriptor: name=(null)" <<<'$T fchown $D 2003 2003; $T fchown $D 0 0'
    attack setxattr $M 10 attribute $J - "$LAB/labtool" success <<<'$T setxattr $D'
    attack fsetxattr $M 10 attribute $J - "$LAB/labtool" success "by descriptor: name=(null)" <<<'$T fsetxattr $D; setfattr -x user.lab $D'
    attack setfacl $M 10 attribute $J - /usr/bin/setfacl success <<<'setfacl -m u:mallory:rw $D; setfacl -b $D'
    UNSEEN_baseline='open_by_handle_at is in no permission class'
    attack open-by-handle root 10 write $J - "$LAB/labtool" success "open_by_handle_at" <<<'$T handle $D'
    UNSEEN_baseline='open_by_handle_at is in no permission class' EVIDENCE='syscall=304 '
    attack open-by-handle-link root 10 write $J - "$LAB/labtool" success "a hard link's name in the kernel's cache: dir= does not see it, path= does" <<<'ln $D $L/hl.json; $T handle $L/hl.json; rm $L/hl.json'
    UNSEEN_baseline='ioctl is in no permission class' EVIDENCE='syscall=16 '
    attack chattr $M 10 attribute $J - /usr/bin/chattr success "ioctl, which has a descriptor and no path" <<<'chattr +i $D; chattr -i $D'
    UNSEEN_baseline='io_uring: inline open leaves nothing under -w'
    attack io-uring-inline $M SELF audit io_uring_setup - "$LAB/labtool" success "opens daemon.json for writing through io_uring" <<<'$T uring $D'
    UNSEEN_baseline='io_uring: leaves nothing under -w'
    attack io-uring-async root SELF audit io_uring_setup - "$LAB/labtool" success "IOSQE_ASYNC" <<<'$T uring-async $D'
    UNSEEN_baseline='io_uring: leaves nothing under -w'
    attack io-uring-sqpoll $M SELF audit io_uring_setup - "$LAB/labtool" success "SQPOLL" <<<'$T uring-sqpoll $D'
    # auditctl 3.0.9 cannot load rules of the io_uring list; the helper can
    UNSEEN_baseline='left out: the baseline has no such rule' UNSEEN_full='the kernel records nothing'
    EVIDENCE='type=URINGOP'
    attack io-uring-rule-inline $M 10 write $J - "$LAB/labtool" success "with a rule of the io_uring list; open mode unknown" <<<"$(uring_rule uring)"
    UNSEEN_baseline='left out: the baseline has no such rule' UNSEEN_full='the kernel records nothing'
    EVIDENCE='type=URINGOP'
    attack io-uring-rule-async root SELF audit - - "$LAB/labtool" success "with a rule of the io_uring list; URINGOP has no PATH, auid or exe; the setup and the rules are events too" <<<"$(uring_rule uring-async)"
    attack i386-open $M 10 write $J - "$LAB/labtool" success "32-bit open from a 64-bit program" <<<'$T i386-open $D'
    attack i386-unlink root 06 delete /etc/docker/evil32.conf - "$LAB/labtool" success <<<'touch /etc/docker/evil32.conf; $T i386-unlink /etc/docker/evil32.conf'
    attack relative-path $M 06 create /etc/docker/rel.conf - $BASH success "../etc/docker/rel.conf from /usr" <<<'cd /usr; echo > ../etc/docker/rel.conf; rm ../etc/docker/rel.conf'
    attack relative-cwd root 10 write $J - $BASH success "daemon.json with cwd /etc/docker" <<<'cd /etc/docker; echo >> daemon.json'
    attack dirfd $M 06 create /etc/docker/dirfd.conf - "$LAB/labtool" success "openat with a directory descriptor; cwd is elsewhere" <<<'$T dirfd /etc/docker dirfd.conf; rm /etc/docker/dirfd.conf'
    attack bind-name $M 10 write $J - $BASH success "through a bind mount: recorded as $LAB/bind/daemon.json" <<<'mkdir $L/bind; mount --bind /etc/docker $L/bind; echo >> $L/bind/daemon.json; umount $L/bind; rmdir $L/bind'
    attack bind-name-ns root 10 write $J - $BASH success "the same in a private mount namespace: /mnt/daemon.json" <<<'unshare -m bash -c "mount --bind /etc/docker /mnt; echo >> /mnt/daemon.json"'
    attack proc-root root 10 write $J - $BASH success "through /proc/PID/root of dockerd; recorded as such" <<<'echo >> /proc/$(cat $L/dockerd.pid)/root$D'
    attack default-append $M 09 write /etc/default/docker - $BASH success <<<'echo "DOCKER_OPTS=\"-H tcp://0.0.0.0:2375\"" >> /etc/default/docker'
    attack certs-write $M 06 write /etc/docker/certs.d/registry.example:5000/ca.crt - $BASH success <<<'echo evil > /etc/docker/certs.d/registry.example:5000/ca.crt'
    attack certs-create root 06 create /etc/docker/certs.d/evil.example/ca.crt - $BASH success <<<'mkdir /etc/docker/certs.d/evil.example; echo evil > /etc/docker/certs.d/evil.example/ca.crt'
    attack key-chmod $M 06 attribute /etc/docker/server-key.pem - /usr/bin/chmod success <<<'chmod 644 /etc/docker/server-key.pem'
    attack key-remove root 06 delete /etc/docker/server-key.pem - /usr/bin/rm success <<<'rm /etc/docker/server-key.pem'
    attack containerd-config $M 06 write /etc/containerd/config.toml - $BASH success <<<'echo "# evil" >> /etc/containerd/config.toml'
    attack state-hostconfig root 05 write '/var/lib/docker/containers/ID/hostconfig.json' - $BASH success "ID is the container's; made in the scene" <<-'EOS'
	docker create --name victim --network none harbor/base:1 /bin/true
	id=$(docker inspect -f '{{.Id}}' victim)
	echo '{"Privileged":true}' > /var/lib/docker/containers/$id/hostconfig.json
	docker rm -f victim
	EOS
    attack state-layer $M 05 write '/var/lib/docker/overlay2/ID/diff/etc/passwd' - $BASH success "an image layer; ID is the layer's" <<-'EOS'
	for d in /var/lib/docker/overlay2/*/diff/etc/passwd; do echo 'eve::0:0::/:/bin/sh' >> "$d"; break; done
	EOS
    attack state-tar root 05 create '/var/lib/docker/overlay2/ID/diff/tmp/x' - /usr/bin/tar success "tar unpacks into a layer" <<-'EOS'
	for d in /var/lib/docker/overlay2/*/diff/tmp; do echo x > /tmp/x; tar -C /tmp -c x | tar -C "$d" -x; rm /tmp/x; break; done
	EOS
}

uring_rule() {
    [ "$PROFILE" = full ] || { echo true; return; }
    echo "\$T uring-rule-add /etc/docker; \$T $1 \$D; \$T uring-rule-del /etc/docker"
}

# File names meant to break a line, a quote or a terminal. Labels write such bytes as in C.
attacks_names() {
    attack name-newline $M 06 create '/etc/docker/a\nb.conf' - /usr/bin/touch success <<<"touch \$'/etc/docker/a\\nb.conf'; rm \$'/etc/docker/a\\nb.conf'"
    attack name-quote $M 06 create '/etc/docker/a"b.conf' - /usr/bin/touch success <<<"touch '/etc/docker/a\"b.conf'; rm '/etc/docker/a\"b.conf'"
    attack name-space root 06 create '/etc/docker/a b.conf' - /usr/bin/touch success <<<"touch '/etc/docker/a b.conf'; rm '/etc/docker/a b.conf'"
    attack name-utf8 $M 06 create '/etc/docker/港.conf' - /usr/bin/touch success <<<"touch '/etc/docker/港.conf'; rm '/etc/docker/港.conf'"
    attack name-escape root 06 create '/etc/docker/\x1b[2Jb.conf' - /usr/bin/touch success <<<"touch \$'/etc/docker/\\x1b[2Jb.conf'; rm \$'/etc/docker/\\x1b[2Jb.conf'"
    attack name-record $M 06 create '/etc/docker/x\ntype=SYSCALL msg=audit(1.000:1): key=\x22docker\x22' - /usr/bin/touch success "a name that imitates a record" <<-'EOS'
	n=$'/etc/docker/x\ntype=SYSCALL msg=audit(1.000:1): key="docker"'; touch "$n"; rm "$n"
	EOS
    attack name-hexlike root 06 create /etc/docker/6461656D6F6E - /usr/bin/touch success "a literal name that looks like hex" <<<'touch /etc/docker/6461656D6F6E; rm /etc/docker/6461656D6F6E'
}

attacks_clients() {
    attack client-exec-sudo $M 04 exec /usr/bin/docker - /usr/bin/docker success "untrusted through sudo" <<<'docker ps'
    EVIDENCE='syscall=42 ' UNSEEN_baseline='the baseline has no rule for connect'
    attack client-connect-sudo $M 08 connect /run/docker.sock - "$LAB/labtool" success <<<'$T client /run/docker.sock'
    EVIDENCE='syscall=42 ' UNSEEN_baseline='the baseline has no rule for connect'
    attack client-connect-python $M 08 connect /run/docker.sock - /usr/bin/python3.11 success <<-'EOS'
	/usr/bin/python3 -c 'import socket; s = socket.socket(socket.AF_UNIX); s.connect("/run/docker.sock"); s.send(b"GET /info HTTP/1.0\r\n\r\n"); s.recv(99)'
	EOS
    UNSEEN_baseline='the baseline has no rule for the socket'
    attack socket-chmod $M 08 attribute /run/docker.sock - /usr/bin/chmod success <<<'chmod 666 /run/docker.sock'
    EVIDENCE='syscall=42 ' UNSEEN_baseline='the baseline has no rule for connect'
    attack client-connect-open mallory 08 connect /run/docker.sock - "$LAB/labtool" success "the socket is open to everyone now" <<<'$T client /run/docker.sock'
    UNSEEN_baseline='the baseline has no rule for the socket'
    attack socket-chown $M 08 attribute /run/docker.sock - /usr/bin/chown success "and back" <<<'chown mallory /run/docker.sock; chown root:docker /run/docker.sock; chmod 660 /run/docker.sock'
    UNSEEN_baseline='the baseline has no rule for the socket'
    attack socket-setfacl root 08 attribute /run/docker.sock - /usr/bin/setfacl success "and back" <<<'setfacl -m u:mallory:rw /run/docker.sock; setfacl -b /run/docker.sock'
}

attacks_units() {
    attack unit-append $M 07 write /usr/lib/systemd/system/docker.service - $BASH success "recorded as /lib/systemd/system/docker.service" <<<'echo "# evil" >> /lib/systemd/system/docker.service'
    attack unit-sed root 07 rename /usr/lib/systemd/system/sedXXXXXX /usr/lib/systemd/system/docker.service /usr/bin/sed success <<<'sed -i "/# evil/d" /usr/lib/systemd/system/docker.service'
    attack socket-unit $M 08 write /usr/lib/systemd/system/docker.socket - $BASH success <<<'echo "# evil" >> /usr/lib/systemd/system/docker.socket'
    UNSEEN_baseline='the baseline watches the fragment only, no drop-in directory'
    attack drop-in $M 07 create /etc/systemd/system/docker.service.d/evil.conf - $BASH success <<<'printf "[Service]\nExecStart=\n" > /etc/systemd/system/docker.service.d/evil.conf'
    # The copy is read by its watched name as well: that is no evidence of the write.
    EVIDENCE='name="/etc/systemd/system/docker.service"' UNSEEN_baseline='the baseline watches the fragment only, no override'
    attack unit-override root 07 create /etc/systemd/system/docker.service - /usr/bin/cp success "and removed" <<<'cp /lib/systemd/system/docker.service /etc/systemd/system/docker.service; rm /etc/systemd/system/docker.service'
    UNSEEN_baseline='the baseline watches the fragment only, no drop-in directory'
    attack drop-in-dir $M 08 create /etc/systemd/system/docker.socket.d - /usr/bin/mkdir success "the directory did not exist when the rules were loaded" <<<'mkdir /etc/systemd/system/docker.socket.d; echo > /etc/systemd/system/docker.socket.d/evil.conf; rm -r /etc/systemd/system/docker.socket.d'
    UNSEEN_baseline='the baseline does not watch containerd.service'
    attack containerd-unit $M 08 write /usr/lib/systemd/system/containerd.service - $BASH success <<<'echo "# evil" >> /usr/lib/systemd/system/containerd.service'
}

# Every scene puts the file back by a rename, inside its range.
attacks_binaries() {
    local f item
    while read -r item f; do
        attack "binary-cp-${f##*/}" $M "$item" delete "$f" - /usr/bin/cp success "cp --remove-destination, later put back by mv" <<-EOS
	cp -p $f \$L/good; cp /bin/busybox \$L/evil; cp --remove-destination \$L/evil $f; mv -f \$L/good $f; rm \$L/evil
	EOS
        attack "binary-mv-${f##*/}" root "$item" rename "$LAB/evil" "$f" /usr/bin/mv success "later put back by mv" <<-EOS
	cp -p $f \$L/good; cp -p /bin/busybox \$L/evil; mv -f \$L/evil $f; mv -f \$L/good $f
	EOS
    done <<-'EOT'
	12 /usr/sbin/runc
	11 /usr/bin/containerd
	04 /usr/bin/docker
	04 /usr/sbin/dockerd
	EOT
    AFTER=restart_docker
    ordinary dockerd-restart-binaries root "dockerd and containerd stopped and started" <<<'true'
    attack proc-exe-write root 04 write /usr/sbin/dockerd - "$LAB/labtool" failure "ETXTBSY through /proc/PID/exe, as CVE-2019-5736 does" <<<'$T append /proc/$(cat $L/dockerd.pid)/exe'
    attack runtime-chmod $M 12 attribute /usr/sbin/runc - /usr/bin/chmod success <<<'chmod 4755 /usr/sbin/runc; chmod 755 /usr/sbin/runc'
    attack fake-dpkg $M 10 write $J - /usr/bin/dpkg success "bash bind-mounted over dpkg in a private namespace" <<-'EOS'
	unshare -m bash -c 'mount --bind /bin/bash /usr/bin/dpkg; exec /usr/bin/dpkg -c "echo >> /etc/docker/daemon.json"'
	EOS
    attack fake-dpkg-parent root 10 write $J - $BASH success "a shell started by a genuine dpkg argv: argv[0] is dpkg" <<<'bash -c "exec -a dpkg bash -c \"echo >> $D\""'
    attack wrapper-created $M 11 create /usr/bin/docker-containerd - /usr/bin/cp success "a watched name that did not exist" <<<'cp /bin/busybox /usr/bin/docker-containerd; rm /usr/bin/docker-containerd'
}

attacks_containers() {
    local d='docker run --rm --network none'
    EVIDENCE='name="/host/docker/daemon.json"'
    attack container-etc root 10 write $J - /bin/busybox success "recorded as /host/docker/daemon.json" <<<"$d -v /etc:/host harbor/base:1 /bin/sh -c 'echo {} > /host/docker/daemon.json'"
    EVIDENCE='name="/host/docker/daemon.json"'
    AUID='unset' attack container-etc-sudo $M 10 write $J - /bin/busybox success "started by mallory through sudo; the write itself has no login uid" <<<"$d -v /etc:/host harbor/base:1 /bin/sh -c 'echo {} > /host/docker/daemon.json'"
    EVIDENCE='name="/host/etc/docker/'
    attack container-root root 06 create /etc/docker/from-container - /bin/busybox success "recorded as /host/etc/docker/from-container" <<<"$d -v /:/host harbor/base:1 /bin/sh -c 'echo > /host/etc/docker/from-container; rm /host/etc/docker/from-container'"
    EVIDENCE='name="/v/pwned"'
    attack container-own-dockerd root 06 create /etc/docker/pwned - /usr/sbin/dockerd success "the image's own /usr/sbin/dockerd; recorded as /v/pwned" <<<"$d -v /etc/docker:/v harbor/own:1 /usr/sbin/dockerd create /v/pwned; rm /etc/docker/pwned"
    EVIDENCE='name="/etc/docker/pwned2"'
    attack container-own-dockerd-samepath root 06 create /etc/docker/pwned2 - /usr/sbin/dockerd success "the image's own dockerd and the host's own path" <<<"$d -v /etc/docker:/etc/docker harbor/own:1 /usr/sbin/dockerd create /etc/docker/pwned2; rm /etc/docker/pwned2"
    EVIDENCE='name="/var/lib/docker/evil"'
    attack container-own-dockerd-state root 05 create /var/lib/docker/evil - /usr/sbin/dockerd success "the image's own dockerd under /var/lib/docker" <<<"$d -v /var/lib/docker:/var/lib/docker harbor/own:1 /usr/sbin/dockerd create /var/lib/docker/evil; rm /var/lib/docker/evil"
    EVIDENCE='name="/var/lib/docker/tampered"'
    attack container-state root 05 create /var/lib/docker/tampered - /bin/busybox success "the host's own path, written by a container" <<<"$d -v /var/lib/docker:/var/lib/docker harbor/base:1 /bin/sh -c 'echo > /var/lib/docker/tampered; rm /var/lib/docker/tampered'"
    EVIDENCE='exe="/usr/bin/bash".*key='
    attack container-chroot root 10 write $J - $BASH success "chroot into the host's root: names and exe look like the host's" <<<"$d -v /:/host harbor/base:1 chroot /host /bin/bash -c 'echo >> /etc/docker/daemon.json'"
    EVIDENCE='name="/x/new.json"|new.json'
    AUID='unset' attack container-docker-cp $M 06 create /etc/docker/new.json - /usr/sbin/dockerd success "docker cp into a bind mount of /etc/docker: the daemon itself writes" <<-'EOS'
	docker run -d --name cpvictim --network none -v /etc/docker:/x harbor/base:1 sleep 100
	echo '{}' > /tmp/new.json; docker cp /tmp/new.json cpvictim:/x/new.json
	docker rm -f cpvictim; rm /tmp/new.json /etc/docker/new.json
	EOS
    EVIDENCE='daemon.json'
    AUID='unset' attack container-docker-cp-over root 10 create $J - /usr/sbin/dockerd success "docker cp over daemon.json itself" <<-'EOS'
	docker run -d --name cpvictim --network none -v /etc/docker:/x harbor/base:1 sleep 100
	docker cp $L/daemon.json cpvictim:/x/daemon.json
	docker rm -f cpvictim
	EOS
    EVIDENCE='name="/g/group"'
    UNSEEN_baseline='the baseline has no rule for /etc/group'
    attack container-group root 03 membership /etc/group - /bin/busybox success "a container rewrites /etc/group; recorded as /g/group" <<<"$d -v /etc:/g harbor/base:1 /bin/sh -c 'cp /g/group /tmp/g; sed s/^docker:x:[0-9]*:/\&mallory/ /tmp/g > /tmp/h; cat /tmp/h > /g/group; cat /tmp/g > /g/group'"
    UNSEEN_baseline='the baseline has no rule for mount' EVIDENCE='syscall=165 .*runc:\[2:INIT'
    attack container-socket-given root 08 mount /run/docker.sock - / success "the socket mounted into a container: recorded when runc mounts it" <<<"$d -v /run/docker.sock:/s harbor/base:1 /bin/true"
    attack container-runc root 12 rename /usr/sbin/runc - /bin/busybox success "runc replaced through a volume, by its own copy; recorded as /s/runc" <<<"$d -v /usr/sbin:/s harbor/base:1 /bin/sh -c 'cp /s/runc /s/runc.new; mv /s/runc.new /s/runc'"
    EVIDENCE='name="/s/docker.sock"'
    UNSEEN_baseline='the baseline has no rule for connect'
    attack container-socket root 08 connect /run/docker.sock - /usr/sbin/dockerd success "the socket given to a container: recorded as /s/docker.sock" <<<"$d -v /run:/s harbor/own:1 /usr/sbin/dockerd client /s/docker.sock"
}

# Login uids that no login program set
attacks_forged() {
    local d='docker run --rm --network none'
    EVIDENCE='type=LOGIN.* auid=2001'
    AUID=2001 attack forged-host root SELF login /proc/self/loginuid - $BASH success "a root shell claims alice's login uid, then writes daemon.json" <<<'bash -c "echo 2001 > /proc/self/loginuid; echo >> $D"'
    EVIDENCE='type=LOGIN.* auid=2001'
    AUID=2001 attack forged-host-tool root SELF login /proc/self/loginuid - "$LAB/labtool" success "the same by a program of its own, setsid" <<<'setsid -w $T loginuid 2001 $D'
    EVIDENCE='type=LOGIN.* auid=2001'
    AUID=2001 attack forged-container root SELF login /proc/self/loginuid - /bin/busybox success "a container claims alice's login uid, then writes /host/docker/daemon.json" <<<"$d -v /etc:/host harbor/base:1 /bin/sh -c 'echo 2001 > /proc/self/loginuid; echo >> /host/docker/daemon.json'"
    EVIDENCE='type=LOGIN.* auid=2001'
    AUID=2001 attack forged-container-user root SELF login /proc/self/loginuid - /bin/busybox success "a container of uid 1000 without capabilities; reads only after that" <<<"$d --user 1000:1000 --cap-drop ALL -v /etc/docker:/v:ro harbor/base:1 /bin/sh -c 'echo 2001 > /proc/self/loginuid; cat /v/daemon.json'"
    EVIDENCE='type=LOGIN.* auid=2001'
    AUID=2001 attack forged-exec root SELF login /proc/self/loginuid - $BASH success "claims alice's login uid, then runs docker" <<<'bash -c "echo 2001 > /proc/self/loginuid; docker ps"'
}

attacks_groups() {
    local w='no rule for /etc/group; the USER record does not name the group'
    EVIDENCE='646F636B65720164|op=add-user-to-group' UNSEEN_baseline=$w
    attack group-usermod mallory 03 membership docker - /usr/sbin/usermod success "sudo usermod -aG docker mallory" <<<'sudo -n usermod -aG docker mallory'
    EVIDENCE='USER_ACCT|USER_MGMT'
    attack group-gpasswd-d mallory 03 membership docker - /usr/bin/gpasswd success "removal: sudo gpasswd -d mallory docker" <<<'sudo -n gpasswd -d mallory docker'
    EVIDENCE='USER_ACCT|USER_MGMT'
    attack group-gpasswd $M 03 membership docker - /usr/bin/gpasswd success "and removed again" <<<'gpasswd -a mallory docker; gpasswd -d mallory docker'
    EVIDENCE='USER_ACCT|USER_MGMT'
    attack group-gpasswd-M root 03 membership docker - /usr/bin/gpasswd success "gpasswd -M, and emptied again" <<<'gpasswd -M mallory,bob docker; gpasswd -M "" docker'
    EVIDENCE='646F636B65720164' UNSEEN_baseline='no rule for /etc/group and no USER record'
    attack group-sed $M 03 membership /etc/group - /usr/bin/sed success "sed -i on /etc/group, and back" <<<'sed -i "s/^\(docker:x:[0-9]*:\)$/\1mallory/" /etc/group; sed -i "s/^\(docker:x:[0-9]*:\)mallory$/\1/" /etc/group'
    EVIDENCE='646F636B65720164' UNSEEN_baseline='no rule for /etc/group and no USER record'
    attack group-python root 03 membership /etc/group - /usr/bin/python3.11 success "written in place, and back" <<-'EOS'
	/usr/bin/python3 -c 'import re; s = open("/etc/group").read(); t = re.sub(r"(?m)^(docker:x:\d+:)$", r"\1mallory", s); open("/etc/group", "w").write(t); open("/etc/group", "w").write(s)'
	EOS
    EVIDENCE='646F636B65720164' UNSEEN_baseline=$w
    attack group-primary $M 03 membership /etc/passwd - /usr/sbin/usermod success "usermod -g docker, and back" <<<'usermod -g docker mallory; usermod -g mallory mallory'
    EVIDENCE='646F636B657201646F636B65722D3033' UNSEEN_baseline='no rule for /etc/group; ADD_GROUP tells the gid, not whose it is'
    attack group-same-gid $M 03 membership /etc/group - /usr/sbin/groupadd success "groupadd -o with docker's gid, and removed" <<<'groupadd -o -g "$(getent group docker | cut -d: -f3)" harbor-ops; groupdel harbor-ops'
    EVIDENCE='GRP_CHAUTHTOK|USER_CHAUTHTOK|USER_ACCT|646F636B65720164'
    attack group-admin $M 03 membership docker - /usr/bin/gpasswd success "gpasswd -A mallory docker, and withdrawn" <<<'gpasswd -A mallory docker; gpasswd -A "" docker'
}
