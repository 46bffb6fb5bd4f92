// SPDX-License-Identifier: BSD-2-Clause
/* Small system-call helper for capture.sh: one sub-command for each call the shell cannot make. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>
#include <unistd.h>
#ifndef NO_URING
#include <liburing.h>
#endif

#ifndef SYS_fchmodat2
#define SYS_fchmodat2 452
#endif

static int done(const char *what, long rc)
{
	if (rc < 0) {
		fprintf(stderr, "%s: %s\n", what, strerror(errno));
		return 1;
	}
	return 0;
}

static void put(int fd)
{
	if (fd >= 0 && write(fd, "\n", 1) < 0)
		perror("write");
	if (fd >= 0)
		close(fd);
}

static long int80(long nr, long a, long b, long c)
{
	long rc;
	__asm__ volatile("int $0x80"
			 : "=a"(rc)
			 : "a"(nr), "b"(a), "c"(b), "d"(c)
			 : "memory", "r8", "r9", "r10", "r11");
	rc = (int)rc;
	if (rc < 0 && rc > -4096) {
		errno = (int)-rc;
		return -1;
	}
	return rc;
}

static char *low(const char *s)
{
	char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	if (p == MAP_FAILED)
		exit(3);
	snprintf(p, 4096, "%s", s);
	return p;
}

static int client(const char *path)
{
	static const char ask[] = "GET /version HTTP/1.0\r\n\r\n";
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	char buf[512];
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(sa.sun_path, sizeof sa.sun_path, "%s", path);
	if (connect(fd, (struct sockaddr *)&sa, sizeof sa) < 0)
		return done("connect", -1);
	if (write(fd, ask, sizeof ask - 1) < 0 || read(fd, buf, sizeof buf) < 0)
		perror("talk");
	return 0;
}

#ifndef NO_URING
static int uring(const char *path, unsigned flags)
{
	struct io_uring ring;
	struct io_uring_params p = { .flags = flags & IORING_SETUP_SQPOLL,
				     .sq_thread_idle = 200 };
	struct io_uring_sqe *sqe;
	struct io_uring_cqe *cqe;
	int rc = io_uring_queue_init_params(4, &ring, &p);

	if (rc < 0)
		return errno = -rc, done("io_uring_setup", -1);
	sqe = io_uring_get_sqe(&ring);
	io_uring_prep_openat(sqe, AT_FDCWD, path,
			     O_WRONLY | O_APPEND | O_CLOEXEC, 0);
	if (flags & 0x80000000u)
		io_uring_sqe_set_flags(sqe, IOSQE_ASYNC);
	io_uring_submit(&ring);
	rc = io_uring_wait_cqe(&ring, &cqe);
	if (rc == 0)
		rc = cqe->res;
	if (rc < 0)
		return errno = -rc, done("uring open", -1);
	put(rc);
	usleep(300000);
	io_uring_queue_exit(&ring);
	return 0;
}
#endif

/* A rule of the io_uring list: open, openat2, rename, unlink, link, symlink, mkdir under DIR, key docker. */
static int uring_rule(int type, const char *dir)
{
	static const unsigned ops[] = { 18, 28, 35, 36, 37, 38, 39 };
	static const char key[] = "docker\001docker-uring";
	struct {
		struct nlmsghdr h;
		struct audit_rule_data r;
		char text[512];
	} m = { .r = { .flags = 7, .action = AUDIT_ALWAYS, .field_count = 2 } };
	struct sockaddr_nl to = { .nl_family = AF_NETLINK };
	struct {
		struct nlmsghdr h;
		struct nlmsgerr e;
		char room[2048];
	} back;
	size_t i, nd = strlen(dir), nk = sizeof key - 1;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);

	for (i = 0; i < sizeof ops / sizeof *ops; i++)
		m.r.mask[AUDIT_WORD(ops[i])] |= AUDIT_BIT(ops[i]);
	m.r.fields[0] = AUDIT_DIR;
	m.r.fields[1] = AUDIT_FILTERKEY;
	m.r.fieldflags[0] = m.r.fieldflags[1] = AUDIT_EQUAL;
	m.r.values[0] = (unsigned)nd;
	m.r.values[1] = (unsigned)nk;
	m.r.buflen = (unsigned)(nd + nk);
	memcpy((char *)&m.r + sizeof m.r, dir, nd);
	memcpy((char *)&m.r + sizeof m.r + nd, key, nk);
	m.h.nlmsg_len = (unsigned)NLMSG_LENGTH(sizeof m.r + nd + nk);
	m.h.nlmsg_type = (unsigned short)type;
	m.h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	if (sendto(fd, &m, m.h.nlmsg_len, 0, (struct sockaddr *)&to,
		   sizeof to) < 0)
		return done("send", -1);
	if (recv(fd, &back, sizeof back, 0) < 0)
		return done("recv", -1);
	errno = -back.e.error;
	return done("rule", back.e.error ? -1 : 0);
}

/* long: one branch a verb; there is nothing else in it */
static int run(int n, char **v)
{
	const char *c = v[1], *a = v[2], *b = n > 3 ? v[3] : "";
	char buf[4096];
	int fd, mfd;

	if (!strcmp(c, "append")) {
		put(fd = open(a, O_WRONLY | O_APPEND));
		return done(c, fd);
	}
	if (!strcmp(c, "create")) {
		put(fd = open(a, O_WRONLY | O_CREAT | O_EXCL, 0644));
		return done(c, fd);
	}
	if (!strcmp(c, "rdtrunc")) /* read-only, and yet it empties the file */
		return done(c, open(a, O_RDONLY | O_TRUNC));
	if (!strcmp(c, "openat2")) {
		struct open_how how = { .flags = O_WRONLY | O_APPEND };
		put(fd = (int)syscall(SYS_openat2, AT_FDCWD, a, &how,
				      sizeof how));
		return done(c, fd);
	}
	if (!strcmp(c, "opath")) {
		fd = open(a, O_PATH);
		snprintf(buf, sizeof buf, "/proc/self/fd/%d", fd);
		put(fd = open(buf, O_WRONLY | O_APPEND));
		return done(c, fd);
	}
	if (!strcmp(c, "tmpfile")) {
		fd = open(a, O_TMPFILE | O_WRONLY, 0644);
		if (fd < 0 || write(fd, "{}\n", 3) != 3)
			return done("O_TMPFILE", -1);
		snprintf(buf, sizeof buf, "/proc/self/fd/%d", fd);
		return done(c, linkat(AT_FDCWD, buf, AT_FDCWD, b,
				      AT_SYMLINK_FOLLOW));
	}
	if (!strcmp(c, "exchange"))
		return done(c, renameat2(AT_FDCWD, a, AT_FDCWD, b,
					 RENAME_EXCHANGE));
	if (!strcmp(c, "rename"))
		return done(c, rename(a, b));
	if (!strcmp(c, "truncate"))
		return done(c, truncate(a, atol(b)));
	if (!strcmp(c, "chmod"))
		return done(c, chmod(a, (mode_t)strtol(b, NULL, 8)));
	if (!strcmp(c, "fchmod"))
		return done(c, fchmod(open(a, O_RDONLY),
				      (mode_t)strtol(b, NULL, 8)));
	if (!strcmp(c, "fchmodat2"))
		return done(c,
			    syscall(SYS_fchmodat2, AT_FDCWD, a,
				    strtol(b, NULL, 8), AT_SYMLINK_NOFOLLOW));
	if (!strcmp(c, "fchown"))
		return done(c, fchown(open(a, O_RDONLY), (uid_t)atol(b),
				      (gid_t)atol(b)));
	if (!strcmp(c, "setxattr"))
		return done(c, setxattr(a, "user.lab", "1", 1, 0));
	if (!strcmp(c, "fsetxattr"))
		return done(c, fsetxattr(open(a, O_RDONLY), "user.lab", "1", 1,
					 0));
	if (!strcmp(c, "mmap")) {
		char *m;
		fd = open(a, O_RDWR);
		if (fd < 0)
			return done(c, -1);
		m = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		if (m == MAP_FAILED)
			return done(c, -1);
		*(volatile char *)m = *m;
		return 0;
	}
	if (!strcmp(c, "dirfd")) {
		fd = open(a, O_RDONLY | O_DIRECTORY);
		put(fd = openat(fd, b, O_WRONLY | O_CREAT, 0644));
		return done(c, fd);
	}
	if (!strcmp(c, "handle")) {
		union {
			struct file_handle h;
			char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
		} u;
		u.h.handle_bytes = MAX_HANDLE_SZ;
		if (name_to_handle_at(AT_FDCWD, a, &u.h, &mfd, 0) < 0)
			return done("name_to_handle_at", -1);
		put(fd = open_by_handle_at(open("/", O_RDONLY | O_DIRECTORY),
					   &u.h, O_WRONLY | O_APPEND));
		return done(c, fd);
	}
	if (!strcmp(c,
		    "movemount")) { /* the new mount API: clone a tree, attach it over the target */
		fd = (int)syscall(SYS_open_tree, AT_FDCWD, a,
				  OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
		if (fd < 0)
			return done("open_tree", -1);
		return done(c, syscall(SYS_move_mount, fd, "", AT_FDCWD, b,
				       MOVE_MOUNT_F_EMPTY_PATH));
	}
	if (!strcmp(c,
		    "loginuid")) { /* claim a login uid, then append to a file */
		fd = open("/proc/self/loginuid", O_WRONLY);
		if (fd < 0 || write(fd, a, strlen(a)) < 0)
			perror("loginuid");
		put(fd = open(b, O_WRONLY | O_APPEND));
		return done(c, fd);
	}
	if (!strcmp(c, "uring-rule-add"))
		return uring_rule(AUDIT_ADD_RULE, a);
	if (!strcmp(c, "uring-rule-del"))
		return uring_rule(AUDIT_DEL_RULE, a);
	if (!strcmp(c, "client"))
		return client(a);
	if (!strcmp(c, "longargs")) {
		char *big = malloc(20001),
		     *args[] = { "docker", "version",	  "--format",
				 big,	   (char *)"end", NULL };
		memset(big, 'A', 20000);
		big[20000] = 0;
		execv(a, args);
		return done(c, -1);
	}
	if (!strcmp(c, "i386-open")) {
		put(fd = (int)int80(5, (long)low(a), O_WRONLY | O_APPEND, 0));
		return done(c, fd);
	}
	if (!strcmp(c, "i386-unlink"))
		return done(c, int80(10, (long)low(a), 0, 0));
#ifndef NO_URING
	if (!strcmp(c, "uring"))
		return uring(a, 0);
	if (!strcmp(c, "uring-async"))
		return uring(a, 0x80000000u);
	if (!strcmp(c, "uring-sqpoll"))
		return uring(a, IORING_SETUP_SQPOLL);
#endif
	fprintf(stderr, "labtool: no such command: %s\n", c);
	return 2;
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	return run(argc, argv);
}
