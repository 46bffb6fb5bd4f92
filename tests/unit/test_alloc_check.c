// SPDX-License-Identifier: BSD-2-Clause
/*
 * The n-th allocation fails, on a host where each item fails: check and rules
 * end, do not crash, and call nothing right; they give up, or say less.
 *
 * Only our own calls fail: json-c 0.16 itself does not live through it
 * (json_object_object_add_ex() takes the length of a name that it has not).
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cleanup.h"
#include "command.h"
#include "scratch_dir.h"
#include "suite.h"

#define ENOUGH 100000 /* more allocations than anything here makes */
#define MAX_OUTPUT ((size_t)1 << 20)
#define SECONDS 120

static long to_come = -1; /* allocations before the one that fails; -1: none */

static bool fails(void)
{
	if (to_come < 0)
		return false;
	return to_come-- == 0;
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t size);

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return fails() ? NULL : __real_reallocarray(old, count, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t size)
{
	return fails() ? NULL : __real_strndup(text, size);
}

/* ----- the host ----- */

static const struct {
	const char *path, *text;
	mode_t mode;
} files[] = {
	{ "proc/sys/kernel/osrelease", "2.6.32-754.el6\n", 0644 },
	{ "proc/1/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n", 0644 },
	{ "etc/fstab", "/dev/sda1 / ext4 defaults 0 1\n", 0644 },
	{ "etc/passwd",
	  "root:x:0:0::/:/bin/sh\nmallory:x:1001:1001::/:/bin/sh\n", 0644 },
	{ "etc/group", "root:x:0:\ndocker:x:998:mallory\n", 0644 },
	{ "etc/sudoers", "mallory ALL=(:docker) /usr/bin/docker\n", 0644 },
	{ "etc/default/docker", "DOCKER_OPTS=--icc=true\n", 0644 },
	{ "usr/bin/docker", "ELF", 0755 },
	{ "usr/bin/dockerd", "ELF", 0755 },
	{ "usr/bin/containerd", "ELF", 0755 },
	{ "usr/bin/runc", "ELF", 0755 },
	{ "usr/bin/podman", "ELF", 0755 },
	{ "etc/containers/registries.conf",
	  "[[registry]]\nlocation = \"r.example\"\ninsecure = true\n"
	  "[[registry.mirror]]\nlocation = \"m.example\"\ninsecure = true\n",
	  0644 },
	{ "etc/containers/registries.conf.d/a.conf",
	  "registry = [ { prefix = 'x.example', insecure = true } ]\n", 0644 },
	{ "etc/containerd/certs.d/r.example/hosts.toml",
	  "[host.'http://r.example']\nskip_verify = true\n"
	  "ca = ['ca.bundle']\nclient = [['a.crt', 'a.key'], ['b.pem', '']]\n",
	  0644 },
	{ "etc/containerd/certs.d/r.example/ca.bundle", "PEM", 0666 },
	{ "etc/systemd/system/var-lib-docker.mount",
	  "[Mount]\nWhere=/var/lib/docker\n", 0644 },
	{ "usr/lib/systemd/system/docker.service",
	  "[Service]\nEnvironmentFile=/etc/default/docker\n"
	  "Environment=DOCKER_DRIVER=aufs DOCKER_CERT_PATH=/etc/docker\n"
	  "UnsetEnvironment=X\n"
	  "ExecStart=/usr/bin/dockerd -H fd:// -H tcp://0.0.0.0:2375 "
	  "--iptables=false --insecure-registry=r.example "
	  "--storage-driver=aufs --tlscacert=/etc/docker/ca.pem "
	  "--tlskey=/etc/docker/key.pem $DOCKER_OPTS\n",
	  0644 },
	{ "usr/lib/systemd/system/docker.socket",
	  "[Socket]\nListenStream=/run/docker.sock\n", 0644 },
	{ "etc/docker/daemon.json",
	  "{ \"registry-mirrors\": [ \"http://m.example\" ] }", 0644 },
	{ "etc/docker/ca.pem", "PEM", 0666 },
	{ "etc/docker/key.pem", "PEM", 0666 },
	{ "etc/docker/certs.d/r.example/ca.crt", "PEM", 0666 },
	{ "var/lib/docker/aufs/x", "", 0644 },
	{ "audit/status", "enabled 1\npid 9\n", 0644 },
	{ "audit/rules",
	  "-a never,exit -F path=/usr/bin/docker -F perm=wa -k docker\n"
	  "-w /etc/docker -p r -k docker\n"
	  "-a never,task -F uid=5\n"
	  "-w /var/lib/docker -p w -k docker\n",
	  0644 },
};

static void make_above(const char *path)
{
	char directory[256];

	(void)snprintf(directory, sizeof(directory), "%s", path);
	for (char *at = directory; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		ck_assert(mkdir(directory, 0755) == 0 || errno == EEXIST);
		*at = '/';
	}
}

static void make_host(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		autofclose FILE *file = NULL;

		make_above(files[i].path);
		file = fopen(files[i].path, "we");
		ck_assert_msg(file != NULL, "%s", files[i].path);
		ck_assert_int_ge(fputs(files[i].text, file), 0);
		ck_assert_int_eq(fflush(file), 0);
		ck_assert_int_eq(chmod(files[i].path, files[i].mode), 0);
	}
}

/* ----- the runs ----- */

#define SCRATCH "output"
#define COMPLETE 100 /* added to the status where no allocation failed */

static const struct {
	int (*command)(int argc, char **argv);
	const char *words[6];
} runs[] = {
	{ check_command, { "check", "--root", ".", "--format", "json" } },
	{ check_command, { "check", "--root", ".", "--format", "text" } },
	{ rules_command, { "rules", "--root", "." } },
	{ rules_command, { "rules", "--root", ".", "--check" } },
};

static void run(int i, long n)
{
	char *argv[6] = { NULL };
	int count = 0, status, null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int out = open(SCRATCH, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	for (; runs[i].words[count]; count++)
		argv[count] = __real_strdup(runs[i].words[count]);
	if (out < 0 || null < 0 || dup2(out, STDOUT_FILENO) < 0 ||
	    dup2(null, STDERR_FILENO) < 0)
		_exit(99);
	to_come = n;
	status = runs[i].command(count, argv);
	(void)fflush(stdout);
	_exit(status + (to_come >= 0 ? COMPLETE : 0));
}

/* What it said. */
static void read_output(struct buf *out)
{
	autofclose FILE *file = fopen(SCRATCH, "re");
	char chunk[4096];
	size_t size;

	ck_assert(file != NULL);
	buf_reset(out);
	while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(out, view_from(chunk, size));
	buf_add_byte(out, '\0');
	ck_assert_int_eq(buf_error(out), 0);
}

/* The status of a run in a process of its own. */
static int run_apart(int i, long n)
{
	int status;
	pid_t pid = fork();

	if (pid == 0)
		run(i, n);
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "%s: ended by signal %d at %ld",
		      runs[i].words[0], WTERMSIG(status), n);
	return WEXITSTATUS(status);
}

START_TEST(without_memory_nothing_is_right)
{
	autobuf struct buf out;
	int status = 0;
	long n = 0;

	buf_init(&out, MAX_OUTPUT);
	make_host();
	for (; status < COMPLETE && n < ENOUGH; n += 1 + n / 200) {
		status = run_apart(_i, n);
		ck_assert_msg(status % COMPLETE <= STATUS_TROUBLE,
			      "%s: exit status %d at %ld", runs[_i].words[0],
			      status, n);
		read_output(&out);
		ck_assert_msg(!strstr(out.data,
				      "\"status\":\"PASS\",\"findings_") &&
				      !strstr(out.data, "\nPASS "),
			      "PASS at %ld: %s", n, out.data);
	}
	ck_assert_int_ge(status, COMPLETE);
	ck_assert_int_gt(n, 300);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alloc_check");
	TCase *tcase = tcase_create("all");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, scratch_dir_leave);
	tcase_add_loop_test(tcase, without_memory_nothing_is_right, 0,
			    (int)(sizeof(runs) / sizeof(runs[0])));
	tcase_set_timeout(tcase, SECONDS);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
