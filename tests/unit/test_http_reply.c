// SPDX-License-Identifier: BSD-2-Clause
/* Replies of an engine: captured ones, and hostile ones. */
#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "engine_info.h"
#include "http_reply.h"
#include "suite.h"

#define HEAD "HTTP/1.1 200 OK\r\n"
#define CHUNKED HEAD "Transfer-Encoding: chunked\r\n\r\n"

static const struct {
	const char *name, *reply;
	int result;
	unsigned int status;
	const char *body;
} rows[] = {
	{ "up to the end", HEAD "\r\n{}", 0, 200, "{}" },
	{ "of HTTP/1.0", "HTTP/1.0 404 Not Found\r\n\r\nno", 0, 404, "no" },
	{ "without words", "HTTP/1.1 200\r\n\r\n{}", 0, 200, "{}" },
	{ "bare newlines", "HTTP/1.1 200 OK\nA: b\n\n{}", 0, 200, "{}" },
	{ "a length", HEAD "Content-Length: 2\r\n\r\n{}more", 0, 200, "{}" },
	{ "a length in small letters", HEAD "content-length:\t2 \r\n\r\n{}", 0,
	  200, "{}" },
	{ "less than its length", HEAD "Content-Length: 3\r\n\r\n{}", -EBADMSG,
	  0, "" },
	{ "a length that is none", HEAD "Content-Length: -1\r\n\r\n{}",
	  -EBADMSG, 0, "" },
	{ "a length over all",
	  HEAD "Content-Length: 99999999999999999999\r\n\r\n{}", -EBADMSG, 0,
	  "" },
	{ "chunks", CHUNKED "1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", 0, 200, "{}" },
	{ "chunks with extensions and trailers",
	  CHUNKED "2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n", 0, 200, "{}" },
	{ "chunks in capitals",
	  HEAD "TRANSFER-ENCODING: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
	  0, 200, "0123456789" },
	{ "a chunk that is cut", CHUNKED "5\r\n{}", -EBADMSG, 0, "" },
	{ "a chunk over all", CHUNKED "ffffffffffffffff\r\n{}\r\n", -EBADMSG, 0,
	  "" },
	{ "a chunk of more than 64 bits", CHUNKED "10000000000000002\r\n{}\r\n",
	  -EBADMSG, 0, "" },
	{ "a chunk without a size", CHUNKED "\r\n{}\r\n0\r\n\r\n", -EBADMSG, 0,
	  "" },
	{ "a chunk of a negative size", CHUNKED "-2\r\n{}\r\n", -EBADMSG, 0,
	  "" },
	{ "a chunk that is longer than it says", CHUNKED "1\r\n{}\r\n0\r\n\r\n",
	  -EBADMSG, 0, "" },
	{ "no last chunk", CHUNKED "2\r\n{}\r\n", -EBADMSG, 0, "" },
	{ "another encoding", HEAD "Transfer-Encoding: gzip\r\n\r\n{}",
	  -EBADMSG, 0, "" },
	{ "no end of the headers", HEAD "A: b\r\n", -EBADMSG, 0, "" },
	{ "HTTP/2", "HTTP/2 200\r\n\r\n{}", -EBADMSG, 0, "" },
	{ "a status of letters", "HTTP/1.1 abc\r\n\r\n{}", -EBADMSG, 0, "" },
	{ "something else", "SSH-2.0-OpenSSH\r\n\r\n", -EBADMSG, 0, "" },
	{ "nothing", "", -EBADMSG, 0, "" },
};

START_TEST(a_reply_is_read)
{
	autobuf struct buf body;
	unsigned int status = 0;
	int r;

	buf_init(&body, 4096);
	r = http_reply_parse(view_of(rows[_i].reply), &status, &body);
	ck_assert_msg(r == rows[_i].result, "%s: %d", rows[_i].name, r);
	ck_assert_uint_eq(status, rows[_i].status);
	if (r == 0)
		ck_assert_msg(view_is(buf_view(&body), rows[_i].body), "%s",
			      rows[_i].name);
}
END_TEST

START_TEST(a_body_over_its_cap_is_refused)
{
	autobuf struct buf body;
	unsigned int status;

	buf_init(&body, 4);
	ck_assert_int_eq(http_reply_parse(VIEW(HEAD "\r\n12345"), &status,
					  &body),
			 -EFBIG);
}
END_TEST

START_TEST(headers_without_end_are_refused)
{
	autobuf struct buf reply, body;
	unsigned int status;

	buf_init(&reply, (size_t)1 << 20);
	buf_init(&body, 4096);
	buf_add_text(&reply, HEAD);
	for (size_t i = 0; i < 1000; i++)
		buf_add_text(&reply, "A: b\r\n");
	buf_add_text(&reply, "\r\n{}");
	ck_assert_int_eq(http_reply_parse(buf_view(&reply), &status, &body),
			 -EBADMSG);
}
END_TEST

/* ----- what the engine says in them ----- */

static void read_file(const char *path, struct buf *out)
{
	autofclose FILE *file = fopen(path, "rb");
	char chunk[4096];
	size_t size;

	ck_assert_ptr_nonnull(file);
	while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add(out, view_from(chunk, size));
}

static const char *const captured[] = { "tests/data/engine/info.http10",
					"tests/data/engine/info.http11" };

START_TEST(what_dockerd_20_10_answered_is_understood)
{
	autobuf struct buf reply, body;
	struct engine_info info;
	unsigned int status;

	buf_init(&reply, ENGINE_INFO_MAX);
	buf_init(&body, ENGINE_INFO_MAX);
	read_file(captured[_i], &reply);
	ck_assert_int_eq(http_reply_parse(buf_view(&reply), &status, &body), 0);
	ck_assert_uint_eq(status, 200);
	ck_assert_int_eq(engine_info_parse(buf_view(&body), &info), 0);
	ck_assert_str_eq(info.driver, "overlay2");
	ck_assert_str_eq(info.root, "/var/lib/docker");
	ck_assert_str_eq(info.version, "20.10.24+dfsg1");
	ck_assert(!info.snapshotter);
	ck_assert_uint_eq(info.insecure.count, 2);
	ck_assert_str_eq(info.insecure.list[0], "10.0.0.0/8");
	ck_assert_str_eq(info.insecure.list[1], "harbor.example:5000");
	ck_assert_uint_eq(info.mirrors.count, 1);
	ck_assert_str_eq(info.mirrors.list[0], "http://mirror.example/");
	engine_info_done(&info);
}
END_TEST

static const struct {
	const char *text;
	int result;
	bool snapshotter;
	size_t insecure;
} infos[] = {
	{ "{}", 0, false, 0 },
	{ "[]", -EBADMSG, false, 0 },
	{ "", -EBADMSG, false, 0 },
	{ "{\"Driver\":7,\"DriverStatus\":{},\"RegistryConfig\":[]}", 0, false,
	  0 },
	{ "{\"DriverStatus\":[[],[\"a\"],7,"
	  "[\"driver-type\",\"io.containerd.snapshotter.v1\"]]}",
	  0, true, 0 },
	{ "{\"RegistryConfig\":{\"InsecureRegistryCIDRs\":[\"127.0.0.0/8\","
	  "\"::1/128\",\"10.0.0.0/8\",7,null]}}",
	  0, false, 1 },
	{ "{\"RegistryConfig\":{\"IndexConfigs\":{\"a\":7,\"b\":{\"Secure\":0},"
	  "\"c\":{\"Secure\":false}}}}",
	  0, false, 1 },
	{ "{\"Driver\":\"a\\u0000b\"}", 0, false, 0 },
};

START_TEST(an_answer_of_other_types_is_not_believed)
{
	struct engine_info info = { .driver = NULL };
	int r = engine_info_parse(view_of(infos[_i].text), &info);

	ck_assert_int_eq(r, infos[_i].result);
	ck_assert_ptr_null(info.driver);
	ck_assert_int_eq(info.snapshotter, infos[_i].snapshotter);
	ck_assert_uint_eq(info.insecure.count, infos[_i].insecure);
	engine_info_done(&info);
}
END_TEST

static const struct {
	const char *registry;
	bool loopback;
} registries[] = {
	{ "127.0.0.0/8", true },
	{ "::1/128", true },
	{ "localhost", true },
	{ "localhost:5000", true },
	{ "127.0.0.1:5000", true },
	{ "[::1]:5000", true },
	{ "::1", true },
	{ "::1:5000", false },
	{ "localhost.example", false },
	{ "127.0.0.1.example", false },
	{ "127.0.0.0/1", false },
	{ "0.0.0.0/0", false },
	{ "", false },
};

START_TEST(this_machine_is_told_from_others)
{
	ck_assert_msg(engine_is_loopback(registries[_i].registry) ==
			      registries[_i].loopback,
		      "%s", registries[_i].registry);
}
END_TEST

#define COUNT(list) ((int)(sizeof(list) / sizeof(list[0])))

int main(void)
{
	Suite *suite = suite_create("http_reply");
	TCase *tcase = tcase_create("http_reply");

	tcase_add_loop_test(tcase, a_reply_is_read, 0, COUNT(rows));
	tcase_add_test(tcase, a_body_over_its_cap_is_refused);
	tcase_add_test(tcase, headers_without_end_are_refused);
	tcase_add_loop_test(tcase, what_dockerd_20_10_answered_is_understood, 0,
			    COUNT(captured));
	tcase_add_loop_test(tcase, an_answer_of_other_types_is_not_believed, 0,
			    COUNT(infos));
	tcase_add_loop_test(tcase, this_machine_is_told_from_others, 0,
			    COUNT(registries));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
