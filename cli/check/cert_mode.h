// SPDX-License-Identifier: BSD-2-Clause
/*
 * cert_mode: may anybody but root change a certificate, or read a key?  Its
 * owner, group, mode and ACL, the directories above it, and where a symbolic
 * link leads.
 *
 * Modes are sets of bits: 0622 is a smaller number than 0644, and lets all
 * write.
 */
#ifndef DOCKWARDEN_CERT_MODE_H
#define DOCKWARDEN_CERT_MODE_H

#include <sys/stat.h>

#include "check_host.h"
#include "check_result.h"

#define CERT_MODE_PUBLIC 0444U /* a certificate */
#define CERT_MODE_KEY 0400U

/* What the file is to be. */
struct cert_wanted {
	const char *what; /* "the TLS CA certificate" */
	mode_t allowed;	  /* at most */
};

/* Adds one finding or more about the file.  path is absolute. */
void cert_mode_check(const struct check_host *host, struct check_result *result,
		     const char *path, const struct cert_wanted *wanted);

#endif
