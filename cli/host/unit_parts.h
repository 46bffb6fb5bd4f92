// SPDX-License-Identifier: BSD-2-Clause
/*
 * unit_parts: what the parts of unit share: the growing of its lists, the text
 * of a unit file, and what systemd itself answers.
 */
#ifndef DOCKWARDEN_UNIT_PARTS_H
#define DOCKWARDEN_UNIT_PARTS_H

#include "unit.h"

#define UNIT_MAX_FILE ((size_t)1 << 20) /* bytes; systemd's LONG_LINE_MAX */
#define UNIT_MAX_SETTINGS 2000		/* of a unit; assignments of a file */
#define UNIT_MAX_FILES 1000		/* drop-ins, and directories of them */

/* Appends a copy to a list of texts.  0, -ENOMEM, -EFBIG over the limit. */
int unit_add_text(char ***list, size_t *count, struct view text);

/* The settings of a unit file's text, after those that unit has: as
 * systemd.syntax(7) and its config_parse() take them.  What is no section and
 * no assignment is skipped, as systemd skips it.  0, -ENOMEM, -EFBIG. */
int unit_parse(struct unit *unit, const char *file, struct view text);

/* Fragment, masked and drop-ins as `systemctl show` prints them.  0; -ENOENT
 * where it names no fragment; -EINVAL where a path is quoted or escaped, so
 * that the directories have to tell; -ENOMEM. */
int unit_systemd_parse(struct unit *unit, struct view answer);

/* Asks this host's systemd, for at most 2 s.  0 or -errno: then unit has
 * neither fragment nor drop-ins. */
int unit_systemd_ask(struct unit *unit, const char *name);

/* All names of the unit, its own first; fragment may be NULL.  *ret is owned by
 * the caller, also after a failure.  0 or -errno. */
int unit_aliases(const struct check_host *host, const char *name,
		 const char *fragment, char ***ret,
		 size_t *ret_count); /* unit_alias.c */

/* Puts in what the specifiers of the settings' values stand for.  0 or -errno. */
int unit_specifiers(const struct check_host *host, const char *name,
		    struct unit *unit); /* unit_specifier.c */

#endif
