// SPDX-License-Identifier: BSD-2-Clause
/*
 * record_tap: audit records as the kernel gives them to whoever listens
 * (netlink(7) group AUDIT_NLGRP_READLOG, CAP_AUDIT_READ), beside the audit
 * daemon, whose place this does not take.
 */
#ifndef DOCKWARDEN_RECORD_TAP_H
#define DOCKWARDEN_RECORD_TAP_H

#include <stdint.h>

#include "view.h"

/* A record is at most 8,970 bytes (libaudit.h MAX_AUDIT_MESSAGE_LENGTH). */
#define RECORD_TAP_MAX 16384

struct record_tap {
	int fd;
	char data[RECORD_TAP_MAX];
};

/* 0; -EPERM without CAP_AUDIT_READ; -errno.  Records from now on. */
int record_tap_open(struct record_tap *tap);
void record_tap_close(struct record_tap *tap);

/* The next record, until a time of monotonic_ms(): its type (AUDIT_SYSCALL)
 * and its text, "audit(…): …", which lives until the next call.  0;
 * -ETIMEDOUT; -ENOBUFS where some were lost; -errno. */
int record_tap_next(struct record_tap *tap, uint64_t end, uint16_t *ret_type,
		    struct view *ret_text);

/* The value of a field, named with its "=", as it stands in a record's text;
 * NONE without.  Only numbers and quoted texts without a space are whole. */
struct view record_tap_field(struct view text, const char *field);

#endif
