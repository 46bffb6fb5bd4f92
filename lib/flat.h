// SPDX-License-Identifier: BSD-2-Clause
/*
 * flat: what an alert says as a list of named texts, for the formats that are
 * no documents of ECS: the columns of csv, the extension of cef, the strings
 * of ocsf.  A field has one name in all of them: where a format cut it, it
 * says so by that name.
 *
 * Text is an attacker's bytes until the format escapes it.
 */
#ifndef DOCKWARDEN_FLAT_H
#define DOCKWARDEN_FLAT_H

#include "alert.h"
#include "line.h"

/* In the order of csv's columns. */
enum flat_field {
	FLAT_TIME,
	FLAT_CREATED,
	FLAT_SEVERITY,
	FLAT_RULE_ID,
	FLAT_RULE_NAME,
	FLAT_VERDICT,
	FLAT_ACTION,
	FLAT_OUTCOME,
	FLAT_FILE_PATH,
	FLAT_RECORDED_PATH,
	FLAT_TARGET_PATH,
	FLAT_FILE_INODE,
	FLAT_FILE_DEVICE,
	FLAT_FILE_MODE,
	FLAT_FILE_UID,
	FLAT_FILE_GID,
	FLAT_GROUP_NAME,
	FLAT_MEMBER_NAME,
	FLAT_EXECUTABLE,
	FLAT_EXECUTABLE_TRUST,
	FLAT_PROCESS_NAME,
	FLAT_PID,
	FLAT_PARENT_PID,
	FLAT_COMMAND_LINE,
	FLAT_WORKING_DIRECTORY,
	FLAT_USER_ID,
	FLAT_USER_NAME,
	FLAT_USER_GROUP_ID,
	FLAT_LOGIN_ID,
	FLAT_LOGIN_NAME,
	FLAT_SESSION,
	FLAT_TTY,
	FLAT_SYSCALL,
	FLAT_KEY,
	FLAT_REASON,
	FLAT_POLICY_RULE,
	FLAT_TECHNIQUES,
	FLAT_COUNT_OF, /* the alert's count */
	FLAT_HOST,
	FLAT_AGENT_HOST,
	FLAT_AGENT_ID,
	FLAT_CONTAINER_ID,
	FLAT_CONTAINER_NAME,
	FLAT_WITNESS,
	FLAT_WITNESS_EXECUTABLE,
	FLAT_ANCESTORS,
	FLAT_EVENT,
	FLAT_ID,
	FLAT_MESSAGE,  /* no column: it says the others again */
	FLAT_ORIGINAL, /* the raw records; has no text here */
	FLAT_FIELDS
};

#define FLAT_COLUMNS FLAT_MESSAGE

/* How long a field may become, in bytes as written. */
enum flat_cap { FLAT_CAP_PATH, FLAT_CAP_NAME, FLAT_CAP_WORDS, FLAT_CAPS };

struct flat {
	const struct alert *alert;
	const size_t *caps; /* by enum flat_cap */
	struct buf text;    /* owned; what flat_text() put together */
	uint64_t cuts;	    /* bit 1 << enum flat_field: it is not whole */
};

_Static_assert(FLAT_FIELDS <= 64, "a bit of cuts for each");

/* Writes the alert, all of it, its "\n" included. */
typedef void flat_line_fn(struct line *l, struct flat *f);

/* Appends the alert as fn writes it, in at most max bytes: where it does not
 * fit, again with tighter caps.  0; an error of buf; -ENOBUFS where the
 * tightest caps are not tight enough for max. */
int flat_write(const struct alert *alert, struct buf *out, size_t max,
	       flat_line_fn *fn);

/* With the i-th row of caps, each tighter than the one before; false past the
 * last. */
bool flat_begin(struct flat *f, const struct alert *alert, size_t i);
void flat_done(struct flat *f);
static inline void cleanup_flat(struct flat *f)
{
	flat_done(f);
}
#define autoflat __attribute__((cleanup(cleanup_flat)))
/* 0 or -ENOMEM, sticky. */
int flat_error(const struct flat *f);

/* "file_path"; what it may take. */
const char *flat_name(enum flat_field field);
size_t flat_room(const struct flat *f, enum flat_field field);
/* The field, NONE or empty where the alert has none; good until the next call.
 * Marks it cut where the alert itself has not all of it. */
struct view flat_text(struct flat *f, enum flat_field field);
void flat_mark_cut(struct flat *f, enum flat_field field);

#endif
