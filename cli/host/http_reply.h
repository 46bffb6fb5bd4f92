// SPDX-License-Identifier: BSD-2-Clause
/*
 * http_reply: the text of one reply of HTTP/1.x, up to the connection's end →
 * its status and its body (RFC 9112), chunked or not.
 */
#ifndef DOCKWARDEN_HTTP_REPLY_H
#define DOCKWARDEN_HTTP_REPLY_H

#include "buf.h"

/* Appends the body.  0; -EBADMSG where it is no reply, or not all of it;
 * -EFBIG where the body is over its cap; -ENOMEM. */
int http_reply_parse(struct view reply, unsigned int *ret_status,
		     struct buf *ret_body);

#endif
