// SPDX-License-Identifier: BSD-2-Clause
/*
 * ecs: one Elastic Common Schema document while format_ecs.c writes it: how
 * long each string may become, which of them were cut, and the objects that
 * are written field by field from an alert (ecs_parts.c; ecs_live.c what the
 * plugin knows beside the log).
 */
#ifndef DOCKWARDEN_ECS_H
#define DOCKWARDEN_ECS_H

#include "alert.h"
#include "json.h"

/* What a string may take, in bytes as written. */
enum ecs_cap {
	ECS_CAP_PATH,
	ECS_CAP_NAME,
	ECS_CAP_WORDS,
	ECS_CAP_ARGS,
	ECS_CAP_COUNT
};

struct ecs_caps {
	size_t size[ECS_CAP_COUNT];
	size_t original; /* the raw records get this much, or all they need */
};

/* The strings that a log or a policy gave. */
enum ecs_member {
	ECS_MESSAGE,
	ECS_RULE_ID,
	ECS_RULE_NAME,
	ECS_FILE_PATH,
	ECS_FILE_NAME,
	ECS_FILE_DIRECTORY,
	ECS_FILE_EXTENSION,
	ECS_FILE_TARGET_PATH,
	ECS_PROCESS_EXECUTABLE,
	ECS_PROCESS_NAME,
	ECS_PROCESS_ARGS,
	ECS_PROCESS_COMMAND_LINE,
	ECS_PROCESS_TITLE,
	ECS_PROCESS_WORKING_DIRECTORY,
	ECS_PROCESS_PARENT_NAME,
	ECS_PROCESS_PARENT_EXECUTABLE,
	ECS_USER_NAME,
	ECS_USER_AUDIT_NAME,
	ECS_USER_TARGET_NAME,
	ECS_GROUP_NAME,
	ECS_AUDITD_DATA_SYSCALL,
	ECS_AUDITD_DATA_KEY,
	ECS_AUDITD_DATA_TTY,
	ECS_HOST_NAME,
	ECS_HOST_ID,
	ECS_HOST_BOOT_ID,
	ECS_CONTAINER_ID,
	ECS_CONTAINER_NAME,
	ECS_AGENT_NAME,
	ECS_AGENT_ID,
	ECS_AGENT_EPHEMERAL_ID,
	ECS_AGENT_VERSION,
	ECS_EVENT_REASON,
	ECS_EVENT_ORIGINAL,
	ECS_DOCKWARDEN_RECORDED_PATH,
	ECS_DOCKWARDEN_POLICY_RULE,
	ECS_DOCKWARDEN_WITNESS_EXECUTABLE,
	ECS_DOCKWARDEN_WITNESS_ANCESTORS,
	ECS_MEMBER_COUNT
};

struct ecs {
	struct json json;
	const struct alert *alert;
	const struct ecs_caps *caps;
	uint64_t cuts; /* bit 1 << enum ecs_member */
};

_Static_assert(ECS_MEMBER_COUNT <= 64, "a bit of cuts for each");

/* The cap of a member in bytes, and its key: "path" of "file.path". */
size_t ecs_cap(const struct ecs *d, enum ecs_member member);
const char *ecs_key(enum ecs_member member);
/* Notes that a member is not whole. */
void ecs_mark_cut(struct ecs *d, enum ecs_member member);
/* "key":"text" within the member's cap; nothing where text is absent or
 * empty. */
void ecs_put(struct ecs *d, enum ecs_member member, struct view text);
/* The names of the members that were cut so far; nothing where none was. */
void ecs_put_cuts(struct ecs *d);

/* An object each; nothing where the alert has no field of it. */
void ecs_put_file(struct ecs *d);
void ecs_put_process(struct ecs *d);
void ecs_put_user(struct ecs *d);
void ecs_put_related(struct ecs *d);
void ecs_put_group(struct ecs *d);
void ecs_put_auditd(struct ecs *d);
void ecs_put_threat(struct ecs *d);
void ecs_put_host(struct ecs *d);
void ecs_put_container(struct ecs *d);
void ecs_put_agent(struct ecs *d);
void ecs_put_witness(struct ecs *d); /* dockwarden.witness */
/* Of an object that is written: its inode and device. */
void ecs_put_inode(struct json *j, uint64_t inode, uint32_t major,
		   uint32_t minor);

#endif
