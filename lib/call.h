// SPDX-License-Identifier: BSD-2-Clause
/*
 * call: the system call that an event reports, its fields as numbers and
 * decoded text: who called what with which arguments, on which path items.
 * Only what the kernel says; nothing from inside msg='…'.
 *
 * Text lies in the event or in the scratch that call_read was given.
 */
#ifndef DOCKWARDEN_CALL_H
#define DOCKWARDEN_CALL_H

#include "event.h"
#include "policy.h"

#define CALL_MAX_ITEMS 128
#define SESSION_UNSET UINT32_MAX
#define PID_UNKNOWN UINT32_MAX

/* nametype= of a PATH record (kernel/auditsc.c audit_log_name). */
enum item_type {
	ITEM_UNKNOWN,
	ITEM_NORMAL,
	ITEM_PARENT,
	ITEM_DELETE,
	ITEM_CREATE,
};

struct path_item {
	struct view name; /* decoded; VIEW_NONE for (null) */
	uint64_t inode;
	uint32_t place; /* item= */
	uint32_t major, minor, mode, uid, gid;
	enum item_type type;
	bool has_inode, has_mode, has_owner;
};

/* Kinds of file in mode= (S_IFMT and its values, linux/stat.h). */
#define MODE_TYPE 0170000U
#define MODE_PIPE 0010000U
#define MODE_DIRECTORY 0040000U
#define MODE_BLOCK 0060000U
#define MODE_REGULAR 0100000U
#define MODE_SOCKET 0140000U

/* Is the item known to be of that kind?  item may be NULL. */
static inline bool path_item_is(const struct path_item *item, uint32_t kind)
{
	return item && item->has_mode && (item->mode & MODE_TYPE) == kind;
}

/* arch= (linux/audit.h AUDIT_ARCH_*): EM_X86_64, EM_386, EM_AARCH64 with the
 * 64-bit and little-endian bits. */
#define ARCH_X86_64 0xc000003eU
#define ARCH_I386 0x40000003U
#define ARCH_AARCH64 0xc00000b7U

struct call {
	const struct event *event;
	uint64_t node;	  /* hash of the node's name */
	bool has_syscall; /* a SYSCALL record was there */
	bool has_uring;	  /* a URINGOP record was there */
	bool keyed;	  /* one of its keys is docker's */
	bool truncated;	  /* a SYSCALL record without key= : cut off */
	bool has_success, success;
	uint32_t arch, number; /* UINT32_MAX: no SYSCALL record */
	uint32_t operation;    /* io_uring's, where has_uring */
	int64_t exit;
	uint64_t args[4];
	uint32_t pid, ppid; /* PID_UNKNOWN where not told */
	uint32_t auid, uid, euid, egid, session;
	struct view comm, exe, tty;	  /* decoded */
	struct view key;		  /* decoded; 0x01 between keys */
	struct view auid_name, euid_name; /* enriched part, or NONE */
	struct view cwd;
	struct path_item items[CALL_MAX_ITEMS]; /* in order of item= */
	size_t item_count;
	bool items_cut;
	uint32_t items_told; /* that the SYSCALL or URINGOP record announces */
	bool has_openat2;
	uint64_t openat2_flags;
	struct view socket_path; /* AF_UNIX address; NONE for others */
};

/* Reads the event into *c (all of it is set). */
void call_read(const struct event *event, struct scratch *s, struct call *c);

/* Are all records of the event there that tell what was done to what?  False
 * where some were lost on the way. */
bool call_is_whole(const struct call *c);

/* Open flags as the kernel records them; those that matter here are alike on
 * x86 and aarch64 (include/uapi/asm-generic/fcntl.h). */
#define OPEN_ACCESS 03U
#define OPEN_CREATE 0100U
#define OPEN_TRUNCATE 01000U
#define OPEN_PATH 010000000U
#define OPEN_TMPFILE 020000000U /* __O_TMPFILE */

/* The flags of an open call, from its argument or its OPENAT2 record; 0 for
 * any other call. */
uint64_t call_open_flags(const struct call *c);

/* A hash of a node's name; 0 for none. */
uint64_t node_hash(struct view node);

/* The first item of that type from place on; NULL if there is none. */
const struct path_item *call_item(const struct call *c, enum item_type type,
				  size_t from);

#endif
