// SPDX-License-Identifier: BSD-2-Clause
/* An engine that answers well, badly, slowly, without end, or not at all: the
 * question is over within its time, and only a good name is taken. */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aide_parts.h"
#include "scratch_dir.h"
#include "suite.h"

#define NAME "docker.sock"
#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define REQUEST "GET /containers/" ID "/json HTTP/1.0\r\nHost: docker\r\n\r\n"
#define SLACK_MS 500 /* of a busy machine */

typedef void engine_fn(int fd);

static int listener = -1;
static pid_t engine;

static void setup(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = NAME };

	scratch_dir_enter();
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&address,
			      sizeof(address)),
			 0);
	ck_assert_int_eq(listen(listener, 4), 0);
	engine = 0;
}

static void teardown(void)
{
	if (engine > 0) {
		(void)kill(engine, SIGKILL);
		ck_assert_int_eq(waitpid(engine, NULL, 0), engine);
	}
	close(listener);
	scratch_dir_leave();
}

static void send_text(int fd, struct view text)
{
	while (text.size) {
		ssize_t n = send(fd, text.data, text.size, MSG_NOSIGNAL);

		if (n < 0)
			_exit(1);
		text = view_skip(text, (size_t)n);
	}
}

/* Reads the question: it is the one that the API wants. */
static void take_question(int fd)
{
	char text[512] = "";
	size_t size = 0;
	ssize_t n;

	while (!strstr(text, "\r\n\r\n") &&
	       (n = read(fd, text + size, sizeof(text) - 1 - size)) > 0)
		size += (size_t)n;
	if (strcmp(text, REQUEST) != 0)
		_exit(1);
}

static void start(engine_fn *fn)
{
	engine = fork();
	ck_assert_int_ge(engine, 0);
	if (engine == 0) {
		int fd = accept(listener, NULL, NULL);

		take_question(fd);
		fn(fd);
		close(fd);
		_exit(0);
	}
}

static int64_t now_ms(void)
{
	struct timespec ts;

	ck_assert_int_eq(clock_gettime(CLOCK_MONOTONIC, &ts), 0);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Asks, within the time that there is. */
static struct aide_container ask(void)
{
	struct aide_container c = { .id = ID };
	int64_t start_ms = now_ms();

	aide_read_container(NAME, &c);
	ck_assert_int_le(now_ms() - start_ms, AIDE_ENGINE_MS + SLACK_MS);
	ck_assert_str_eq(c.id, ID);
	return c;
}

#define OK "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
#define LETTERS_32 "abcdefghijklmnopqrstuvwxyzabcdef"
#define LETTERS_128 LETTERS_32 LETTERS_32 LETTERS_32 LETTERS_32
#define DEEP_8 "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"
#define LETTERS_127 \
	LETTERS_32 LETTERS_32 LETTERS_32 "abcdefghijklmnopqrstuvwxyzabcde"

static const struct {
	const char *name;
	struct view answer;
	int error;
	const char *want;
} answers[] = {
	{ "a name", VIEW(OK "{\"Id\":\"" ID "\",\"Name\":\"/web\"}"), 0,
	  "web" },
	{ "without a slash", VIEW(OK "{\"Name\":\"web_1.a-b\"}"), 0,
	  "web_1.a-b" },
	{ "HTTP/1.1", VIEW("HTTP/1.1 200 OK\r\n\r\n{\"Name\":\"/web\"}"), 0,
	  "web" },
	{ "the longest name", VIEW(OK "{\"Name\":\"/" LETTERS_127 "\"}"), 0,
	  LETTERS_127 },
	{ "a longer name is cut", VIEW(OK "{\"Name\":\"/" LETTERS_128 "\"}"), 0,
	  LETTERS_127 },
	{ "the engine does not know it",
	  VIEW("HTTP/1.0 404 Not Found\r\n\r\n"
	       "{\"message\":\"No such container\"}"),
	  0, "" },
	{ "the engine is in trouble",
	  VIEW("HTTP/1.0 500 Internal Server Error\r\n\r\n{\"Name\":\"/x\"}"),
	  -EPROTO, "" },
	{ "moved", VIEW("HTTP/1.0 301 Moved\r\nLocation: /x\r\n\r\n"), -EPROTO,
	  "" },
	{ "no name", VIEW(OK "{\"Id\":\"x\"}"), 0, "" },
	{ "a name that is none", VIEW(OK "{\"Name\":7}"), 0, "" },
	{ "an empty name", VIEW(OK "{\"Name\":\"\"}"), 0, "" },
	{ "a slash alone", VIEW(OK "{\"Name\":\"/\"}"), 0, "" },
	{ "two slashes", VIEW(OK "{\"Name\":\"//web\"}"), 0, "" },
	{ "a name with a line end", VIEW(OK "{\"Name\":\"/web\\nx\"}"), 0, "" },
	{ "a name with a quote", VIEW(OK "{\"Name\":\"/we\\\"b\"}"), 0, "" },
	{ "a name beyond ASCII", VIEW(OK "{\"Name\":\"/w\\u00e9b\"}"), 0, "" },
	{ "a name with a NUL", VIEW(OK "{\"Name\":\"/web\\u0000x\"}"), 0, "" },
	{ "a name that begins with a dash", VIEW(OK "{\"Name\":\"/-web\"}"), 0,
	  "" },
	{ "nothing", VIEW(""), -EBADMSG, "" },
	{ "no head", VIEW("{\"Name\":\"/web\"}"), -EBADMSG, "" },
	{ "a head that has no end", VIEW("HTTP/1.0 200 OK\r\nA: b\r\n"),
	  -EBADMSG, "" },
	{ "a short head", VIEW("HTTP/1.\r\n\r\n"), -EBADMSG, "" },
	{ "another protocol", VIEW("SSH-2.0-OpenSSH_9.2\r\n\r\n{}"), -EBADMSG,
	  "" },
	{ "no body", VIEW(OK), -EBADMSG, "" },
	{ "JSON that ends early", VIEW(OK "{\"Name\":\"/web\""), -EBADMSG, "" },
	{ "no JSON", VIEW(OK "<html>"), -EBADMSG, "" },
	{ "chunks",
	  VIEW("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	       "f\r\n{\"Name\":\"/web\"}\r\n0\r\n\r\n"),
	  0, "web" },
	{ "a chunk longer than it says",
	  VIEW("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	       "e\r\n{\"Name\":\"/web\"}\r\n0\r\n\r\n"),
	  -EBADMSG, "" },
	{ "a list", VIEW(OK "[{\"Name\":\"/web\"}]"), -EBADMSG, "" },
	{ "null", VIEW(OK "null"), -EBADMSG, "" },
	{ "JSON without bottom", VIEW(OK DEEP_8 DEEP_8 DEEP_8 DEEP_8), -EBADMSG,
	  "" },
};

static int row; /* of the answers */

static void answer(int fd)
{
	send_text(fd, answers[row].answer);
}

START_TEST(an_answer)
{
	struct aide_container c;

	row = _i;
	start(answer);
	c = ask();
	ck_assert_msg(c.error == answers[_i].error, "%s: %d", answers[_i].name,
		      c.error);
	ck_assert_msg(strcmp(c.name, answers[_i].want) == 0, "%s: %s",
		      answers[_i].name, c.name);
}
END_TEST

static void answer_byte_by_byte(int fd)
{
	struct view text = VIEW(OK "{\"Name\":\"/web\"}");

	for (size_t i = 0; i < text.size; i++)
		send_text(fd, view_from(text.data + i, 1));
}

START_TEST(an_answer_in_pieces)
{
	struct aide_container c;

	start(answer_byte_by_byte);
	c = ask();
	ck_assert_int_eq(c.error, 0);
	ck_assert_str_eq(c.name, "web");
}
END_TEST

static void answer_with_much(int fd)
{
	static char spaces[(1 << 20) - 200];

	memset(spaces, ' ', sizeof(spaces));
	send_text(fd, VIEW(OK "{\"Name\":\"/web\","));
	send_text(fd, view_from(spaces, sizeof(spaces)));
	send_text(fd, VIEW("\"A\":1}"));
}

START_TEST(a_long_answer)
{
	struct aide_container c;

	start(answer_with_much);
	c = ask();
	ck_assert_int_eq(c.error, 0);
	ck_assert_str_eq(c.name, "web");
}
END_TEST

static void answer_without_end(int fd)
{
	static char spaces[1 << 16];

	memset(spaces, ' ', sizeof(spaces));
	send_text(fd, VIEW(OK "{\"Name\":\"/web\""));
	for (;;)
		send_text(fd, view_from(spaces, sizeof(spaces)));
}

START_TEST(an_answer_without_end)
{
	struct aide_container c;

	start(answer_without_end);
	c = ask();
	ck_assert_int_eq(c.error, -EFBIG);
	ck_assert_str_eq(c.name, "");
}
END_TEST

/* A byte now and then, so that each read has something. */
static void drip(int fd)
{
	send_text(fd, VIEW(OK "{\"Name\":\"/web\""));
	for (;;) {
		(void)poll(NULL, 0, 20);
		send_text(fd, VIEW(" "));
	}
}

static void say_nothing(int fd)
{
	char byte;

	while (read(fd, &byte, 1) > 0)
		continue;
}

/* All of it, but the end of the connection. */
static void hold_on(int fd)
{
	send_text(fd, VIEW(OK "{\"Name\":\"/web\"}"));
	say_nothing(fd);
}

static const struct {
	const char *name;
	engine_fn *fn;
} slow[] = {
	{ "a slow drip", drip },
	{ "nothing at all", say_nothing },
	{ "an answer that does not end", hold_on },
};

START_TEST(what_takes_too_long_is_given_up)
{
	struct aide_container c;

	start(slow[_i].fn);
	c = ask();
	ck_assert_msg(c.error == -ETIMEDOUT, "%s: %d", slow[_i].name, c.error);
	ck_assert_str_eq(c.name, "");
}
END_TEST

START_TEST(an_engine_that_takes_no_connection)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX,
				       .sun_path = NAME };
	int fds[64];
	size_t count = 0;

	do
		fds[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	while (connect(fds[count], (struct sockaddr *)&address,
		       sizeof(address)) == 0 &&
	       ++count < 63);
	ck_assert_int_eq(ask().error, -EAGAIN);
	for (size_t i = 0; i <= count; i++)
		close(fds[i]);
}
END_TEST

START_TEST(no_engine)
{
	struct aide_container c = { .id = ID };
	char path[200];

	ck_assert_int_eq(unlink(NAME), 0);
	ck_assert_int_eq(ask().error, -ENOENT);
	memset(path, 'x', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	aide_read_container(path, &c);
	ck_assert_int_eq(c.error, -ENAMETOOLONG);
}
END_TEST

START_TEST(an_engine_that_was_killed)
{
	close(listener);
	ck_assert_int_eq(ask().error, -ECONNREFUSED);
	listener = -1;
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("aide_engine");
	TCase *tcase = tcase_create("aide_engine");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, an_answer, 0, ROWS(answers));
	tcase_add_test(tcase, an_answer_in_pieces);
	tcase_add_test(tcase, a_long_answer);
	tcase_add_test(tcase, an_answer_without_end);
	tcase_add_loop_test(tcase, what_takes_too_long_is_given_up, 0,
			    ROWS(slow));
	tcase_add_test(tcase, an_engine_that_takes_no_connection);
	tcase_add_test(tcase, no_engine);
	tcase_add_test(tcase, an_engine_that_was_killed);
	tcase_set_timeout(tcase, 20);
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
