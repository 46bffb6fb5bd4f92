// SPDX-License-Identifier: BSD-2-Clause
/*
 * Docker Engine API, GET /containers/ID/json, which answers with the
 * container's "Name": "/web".
 */
#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <sys/socket.h>

#include "aide_parts.h"
#include "cleanup.h"
#include "engine_socket.h"
#include "monotonic.h"
#include "unix_socket.h"

#define MAX_ANSWER ((size_t)1 << 20) /* bytes of a reply */
#define MAX_DEPTH 16		     /* of the JSON */

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

/* 0; -EBADMSG where it is no JSON object; -ENOMEM. */
static int parse_container(struct view text, char *ret)
{
	struct json_tokener *tokener = json_tokener_new_ex(MAX_DEPTH);
	struct json_object *document;
	int r = -EBADMSG;

	if (!tokener)
		return -ENOMEM;
	document = json_tokener_parse_ex(tokener, text.data, (int)text.size);
	if (json_object_is_type(document, json_type_object)) {
		take_name(document, ret);
		r = 0;
	}
	json_object_put(document);
	json_tokener_free(tokener);
	return r;
}

static int ask_engine(const char *path, struct aide_container *c)
{
	uint64_t deadline = monotonic_ms() + AIDE_ENGINE_MS;
	char target[sizeof("/containers//json") + AIDE_ID_SIZE];
	autobuf struct buf body;
	autoclose int fd = unix_socket_connect(SOCK_STREAM, path);
	unsigned int status = 0;
	int r = fd < 0 ? fd : 0;

	buf_init(&body, MAX_ANSWER);
	(void)snprintf(target, sizeof(target), "/containers/%s/json", c->id);
	if (r == 0)
		r = engine_socket_get(fd, target, deadline, &status, &body);
	if (r < 0 || status == 404) /* an answer: it does not know it */
		return r;
	return status == 200 ? parse_container(buf_view(&body), c->name) :
			       -EPROTO;
}

void aide_read_container(const char *socket_path, struct aide_container *ret)
{
	ret->error = ask_engine(socket_path, ret);
}
