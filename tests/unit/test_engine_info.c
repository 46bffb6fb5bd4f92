// SPDX-License-Identifier: BSD-2-Clause
/* Engines that answer, and engines that keep the check waiting. */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "engine_info.h"
#include "monotonic.h"
#include "scratch_dir.h"
#include "suite.h"

#define WAIT_MS 200 /* for an engine */
#define SLACK_MS 3000
#define CHUNK 65536

static pid_t engine;

enum after { CLOSE, KEEP_OPEN, REPEAT };

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof(address)),
			 0);
	ck_assert_int_eq(listen(fd, 4), 0);
	return fd;
}

/* One connection, answered so; then it waits to be killed. */
static void serve(int listener, const char *reply, enum after after)
{
	static char zeros[CHUNK];
	char request[1024];
	int fd = accept(listener, NULL, NULL);
	size_t size = strlen(reply);

	(void)alarm(60);
	if (recv(fd, request, sizeof(request), 0) <= 0 ||
	    send(fd, reply, size, MSG_NOSIGNAL) != (ssize_t)size)
		_exit(1);
	while (after == REPEAT &&
	       send(fd, zeros, sizeof(zeros), MSG_NOSIGNAL) > 0)
		continue;
	if (after == CLOSE)
		(void)close(fd);
	for (;;)
		(void)pause();
}

static void start(const char *reply, enum after after)
{
	autoclose int listener = listen_at("engine.sock");

	engine = fork();
	if (engine == 0)
		serve(listener, reply, after);
	ck_assert_int_gt(engine, 0);
}

static void stop(void)
{
	if (engine > 0) {
		(void)kill(engine, SIGKILL);
		(void)waitpid(engine, NULL, 0);
	}
	engine = 0;
	scratch_dir_leave();
}

static const struct {
	const char *name, *reply;
	enum after after;
	int result;
} rows[] = {
	{ "an answer", "HTTP/1.0 200 OK\r\n\r\n{\"Driver\":\"overlay2\"}",
	  CLOSE, 0 },
	{ "a refusal", "HTTP/1.0 403 Forbidden\r\n\r\n{}", CLOSE, -EPROTO },
	{ "no JSON", "HTTP/1.0 200 OK\r\n\r\n<html>", CLOSE, -EBADMSG },
	{ "something else", "220 mail\r\n", CLOSE, -EBADMSG },
	{ "nothing", "", CLOSE, -EBADMSG },
	{ "silence", "", KEEP_OPEN, -ETIMEDOUT },
	{ "an answer without end", "HTTP/1.0 200 OK\r\n\r\n{}", KEEP_OPEN,
	  -ETIMEDOUT },
	{ "bytes without end", "HTTP/1.0 200 OK\r\n\r\n", REPEAT, -EFBIG },
};

START_TEST(an_engine_is_asked)
{
	struct engine_info info = { .driver = NULL };
	uint64_t begin = monotonic_ms();
	uint64_t wait = rows[_i].after == REPEAT ? SLACK_MS : WAIT_MS;
	int r, expected = getuid() == 0 ? rows[_i].result : -EPERM;

	start(rows[_i].reply, rows[_i].after);
	r = engine_info_ask("engine.sock", begin + wait, &info);
	ck_assert_msg(r == expected, "%s: %d", rows[_i].name, r);
	ck_assert_uint_le(monotonic_ms() - begin, SLACK_MS + WAIT_MS);
	if (r == 0)
		ck_assert_str_eq(info.driver, "overlay2");
	else
		ck_assert_ptr_null(info.driver);
	engine_info_done(&info);
}
END_TEST

START_TEST(a_socket_that_nobody_made_is_none)
{
	struct engine_info info;

	ck_assert_int_eq(engine_info_ask("none.sock", monotonic_ms() + WAIT_MS,
					 &info),
			 -ENOENT);
}
END_TEST

START_TEST(an_engine_that_is_not_roots_is_not_believed)
{
	struct engine_info info;
	autoclose int listener = -1;

	if (getuid() != 0)
		return; /* each row above says it */
	/* The kernel keeps whose it was when it began to listen. */
	ck_assert_int_eq(chmod(".", 0777), 0);
	ck_assert_int_eq(seteuid(65534), 0);
	listener = listen_at("engine.sock");
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(engine_info_ask("engine.sock",
					 monotonic_ms() + WAIT_MS, &info),
			 -EPERM);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("engine_info");
	TCase *tcase = tcase_create("engine_info");

	tcase_add_checked_fixture(tcase, scratch_dir_enter, stop);
	tcase_add_loop_test(tcase, an_engine_is_asked, 0,
			    sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, a_socket_that_nobody_made_is_none);
	tcase_add_test(tcase, an_engine_that_is_not_roots_is_not_believed);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
