// SPDX-License-Identifier: BSD-2-Clause
/*
 * Docker Engine API, GET /containers/ID/json, which answers with the
 * container's "Name": "/web".  HTTP/1.0, so that the answer is not chunked and
 * ends with the connection.
 */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "aide_parts.h"
#include "cleanup.h"

#define MAX_ANSWER ((size_t)1 << 20)
#define MAX_DEPTH 16 /* of the JSON */

static int64_t now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int connect_engine(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	autoclose int fd =
		socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	return take_fd(&fd);
}

/* A new connection's buffer has room for it. */
static int send_request(int fd, const char *id)
{
	char request[256];
	int size = snprintf(request, sizeof(request),
			    "GET /containers/%s/json HTTP/1.0\r\n"
			    "Host: docker\r\n\r\n",
			    id);
	ssize_t n = send(fd, request, (size_t)size, MSG_NOSIGNAL);

	if (n < 0)
		return -errno;
	return n == size ? 0 : -EAGAIN;
}

static int read_answer(int fd, int64_t deadline, char *ret, size_t *ret_size)
{
	size_t size = 0;

	while (size < MAX_ANSWER) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - now_ms();
		ssize_t n;

		if (left <= 0 || poll(&ready, 1, (int)left) == 0)
			return -ETIMEDOUT;
		n = read(fd, ret + size, MAX_ANSWER - size);
		if (n < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		if (n == 0) {
			*ret_size = size;
			return 0;
		}
		if (n > 0)
			size += (size_t)n;
	}
	return -EMSGSIZE;
}

/* moby's restriction of names: [a-zA-Z0-9][a-zA-Z0-9_.-]*. */
static bool is_name(const char *name)
{
	if (!isalnum((unsigned char)*name))
		return false;
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && !strchr("_.-", *name))
			return false;
	return true;
}

static void take_name(struct json_object *document, char *ret)
{
	struct json_object *value;
	const char *name;

	if (!json_object_object_get_ex(document, "Name", &value) ||
	    !json_object_is_type(value, json_type_string))
		return;
	name = json_object_get_string(value);
	if (!name || strlen(name) != (size_t)json_object_get_string_len(value))
		return;
	name += *name == '/';
	if (is_name(name))
		(void)snprintf(ret, AIDE_NAME_SIZE, "%s", name);
}

/* 0; -EPROTO.  A status of 404 is an answer: the engine does not know it. */
static int parse_answer(const char *answer, size_t size, char *ret)
{
	const char *body = memmem(answer, size, "\r\n\r\n", 4);
	struct json_tokener *tokener;
	struct json_object *document;

	if (!body || size < 12 || memcmp(answer, "HTTP/1.", 7) != 0)
		return -EPROTO;
	if (memcmp(answer + 9, "404", 3) == 0)
		return 0;
	if (memcmp(answer + 9, "200", 3) != 0)
		return -EPROTO;
	body += 4;
	tokener = json_tokener_new_ex(MAX_DEPTH);
	if (!tokener)
		return -ENOMEM;
	document = json_tokener_parse_ex(tokener, body,
					 (int)(size - (size_t)(body - answer)));
	json_tokener_free(tokener);
	if (!json_object_is_type(document, json_type_object)) {
		json_object_put(document);
		return -EPROTO;
	}
	take_name(document, ret);
	json_object_put(document);
	return 0;
}

static int ask_engine(const char *path, struct aide_container *c)
{
	int64_t deadline = now_ms() + AIDE_ENGINE_MS;
	autofree char *answer = malloc(MAX_ANSWER);
	autoclose int fd = connect_engine(path);
	size_t size = 0;
	int r = fd < 0 ? fd : 0;

	if (!answer)
		return -ENOMEM;
	if (r == 0)
		r = send_request(fd, c->id);
	if (r == 0)
		r = read_answer(fd, deadline, answer, &size);
	return r < 0 ? r : parse_answer(answer, size, c->name);
}

void aide_read_container(const char *socket_path, struct aide_container *ret)
{
	ret->error = ask_engine(socket_path, ret);
}
