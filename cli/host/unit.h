// SPDX-License-Identifier: BSD-2-Clause
/*
 * unit: a systemd unit as this host has it: its fragment, the drop-ins over
 * it, and what they set together (systemd.unit(5)).  From systemd where it
 * runs, else from the unit directories in their order.
 */
#ifndef DOCKWARDEN_UNIT_H
#define DOCKWARDEN_UNIT_H

#include "check_host.h"

struct unit_setting {
	char *name;    /* "ExecStart" */
	char *value;   /* specifiers put in; continued lines joined */
	char *file;    /* where it stands: "/usr/lib/systemd/system/…" */
	char *section; /* "Service" */
};

struct unit {
	char *fragment; /* "/usr/lib/systemd/system/docker.service"; NULL */
	bool masked;	/* a link to /dev/null, or empty */
	char **dropins; /* files, in the order in which they count */
	size_t dropin_count;
	char **directories; /* of drop-ins, that are there */
	size_t directory_count;
	/* In order; an empty value has emptied the list before it, so what
	 * is here counts. */
	struct unit_setting *settings;
	size_t setting_count;
};

/* name: "docker.service".  All owned by *ret, also after a failure, when it
 * holds the rest.  0 (also where there is no such unit: no fragment), -errno
 * where a file of it could not be read: failed (PATH_MAX bytes) says which. */
int unit_read(const struct check_host *host, const char *name, struct unit *ret,
	      char *failed);
void unit_done(struct unit *unit);
#define autounit __attribute__((cleanup(unit_done)))

/* The i-th value of a setting, NULL past the last.  Of a setting that is no
 * list the last one counts. */
const struct unit_setting *unit_setting(const struct unit *unit,
					const char *section, const char *name,
					size_t i);

/* The i-th of systemd's unit directories, the one that counts most first; NULL
 * past the last. */
const char *unit_directory(size_t i);

#endif
