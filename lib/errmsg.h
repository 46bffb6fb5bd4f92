// SPDX-License-Identifier: BSD-2-Clause
/*
 * errmsg: one sentence for a person, filled in beside a -errno.  The library
 * never prints; the program that handles the failure prints this once.
 */
#ifndef DOCKWARDEN_ERRMSG_H
#define DOCKWARDEN_ERRMSG_H

#include <stdarg.h>
#include <stdio.h>

#define ERRMSG_SIZE 512

struct errmsg {
	char text[ERRMSG_SIZE]; /* NUL-terminated, "" while nothing failed */
};

/* Sets the text (cut to fit) and returns code, so that a failure is one
 * statement: return errmsg_set(err, -EINVAL, "%s: …", path); err may be NULL. */
__attribute__((format(printf, 3, 4))) static inline int
errmsg_set(struct errmsg *err, int code, const char *format, ...)
{
	va_list ap;

	if (err) {
		va_start(ap, format);
		(void)vsnprintf(err->text, sizeof(err->text), format, ap);
		va_end(ap);
	}
	return code;
}

#endif
