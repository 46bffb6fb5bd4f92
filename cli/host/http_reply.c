// SPDX-License-Identifier: BSD-2-Clause
#include "http_reply.h"

#include <errno.h>
#include <strings.h>

#include "number.h"

#define CODE_SIZE 3	/* "200" */
#define VERSION_SIZE 9	/* "HTTP/1.1 " */
#define MAX_HEADERS 256 /* lines */

/* The next line without its end; false where there is none. */
static bool take_line(struct view *text, struct view *ret)
{
	const char *end =
		text->size ? memchr(text->data, '\n', text->size) : NULL;

	if (!end)
		return false;
	*ret = view_from(text->data, (size_t)(end - text->data));
	*text = view_skip(*text, ret->size + 1);
	if (ret->size && ret->data[ret->size - 1] == '\r')
		ret->size--;
	return true;
}

static bool take_status(struct view *reply, unsigned int *ret)
{
	struct view line;
	uint64_t code;

	if (!take_line(reply, &line) || line.size < VERSION_SIZE + CODE_SIZE ||
	    !view_starts(line, VIEW("HTTP/1.")) || line.data[8] != ' ' ||
	    number_decimal(view_from(line.data + VERSION_SIZE, CODE_SIZE), 999,
			   &code) < 0)
		return false;
	*ret = (unsigned int)code;
	return true;
}

/* The value of a header of that name; false where it is another's. */
static bool is_header(struct view line, struct view name, struct view *ret)
{
	if (line.size <= name.size || line.data[name.size] != ':' ||
	    strncasecmp(line.data, name.data, name.size) != 0)
		return false;
	*ret = view_skip(line, name.size + 1);
	while (ret->size && (ret->data[0] == ' ' || ret->data[0] == '\t'))
		*ret = view_skip(*ret, 1);
	while (ret->size && (ret->data[ret->size - 1] == ' ' ||
			     ret->data[ret->size - 1] == '\t'))
		ret->size--;
	return true;
}

struct framing {
	bool chunked, has_length;
	uint64_t length;
};

static bool take_headers(struct view *reply, struct framing *ret)
{
	struct view line, value;

	*ret = (struct framing){ .chunked = false };
	for (size_t i = 0; i < MAX_HEADERS; i++) {
		if (!take_line(reply, &line))
			return false;
		if (!line.size)
			return true;
		if (is_header(line, VIEW("Content-Length"), &value)) {
			if (number_decimal(value, SIZE_MAX, &ret->length) < 0)
				return false;
			ret->has_length = true;
		}
		if (is_header(line, VIEW("Transfer-Encoding"), &value)) {
			if (value.size != 7 ||
			    strncasecmp(value.data, "chunked", 7) != 0)
				return false;
			ret->chunked = true;
		}
	}
	return false;
}

/* "1a;extension" */
static bool chunk_size(struct view line, uint64_t *ret)
{
	const char *end = memchr(line.data, ';', line.size);

	if (end)
		line.size = (size_t)(end - line.data);
	while (line.size && line.data[line.size - 1] == ' ')
		line.size--;
	return number_hex(line, SIZE_MAX, ret) == 0;
}

static int take_chunks(struct view reply, struct buf *body)
{
	struct view line;
	uint64_t size;

	for (;;) {
		if (!take_line(&reply, &line) || !line.size ||
		    !chunk_size(line, &size))
			return -EBADMSG;
		if (size == 0)
			return 0;
		if (size > reply.size)
			return -EBADMSG;
		buf_add(body, view_from(reply.data, (size_t)size));
		reply = view_skip(reply, (size_t)size);
		if (!take_line(&reply, &line) || line.size)
			return -EBADMSG;
	}
}

int http_reply_parse(struct view reply, unsigned int *ret_status,
		     struct buf *ret_body)
{
	struct framing framing;
	unsigned int status;
	int r = 0;

	if (!take_status(&reply, &status) || !take_headers(&reply, &framing))
		return -EBADMSG;
	if (framing.chunked) {
		r = take_chunks(reply, ret_body);
	} else if (framing.has_length && framing.length > reply.size) {
		r = -EBADMSG;
	} else {
		if (framing.has_length)
			reply.size = (size_t)framing.length;
		buf_add(ret_body, reply);
	}
	if (r == 0 && buf_error(ret_body))
		r = buf_error(ret_body) == -ENOBUFS ? -EFBIG :
						      buf_error(ret_body);
	if (r == 0)
		*ret_status = status;
	return r;
}
