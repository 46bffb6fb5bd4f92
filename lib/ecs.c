// SPDX-License-Identifier: BSD-2-Clause
#include "ecs.h"

struct member_row {
	const char *name; /* its key is what follows the last dot */
	enum ecs_cap cap;
};

static const struct member_row members[ECS_MEMBER_COUNT] = {
	[ECS_MESSAGE] = { "message", ECS_CAP_WORDS },
	[ECS_RULE_ID] = { "rule.id", ECS_CAP_NAME },
	[ECS_RULE_NAME] = { "rule.name", ECS_CAP_NAME },
	[ECS_FILE_PATH] = { "file.path", ECS_CAP_PATH },
	[ECS_FILE_NAME] = { "file.name", ECS_CAP_NAME },
	[ECS_FILE_DIRECTORY] = { "file.directory", ECS_CAP_PATH },
	[ECS_FILE_EXTENSION] = { "file.extension", ECS_CAP_NAME },
	[ECS_FILE_TARGET_PATH] = { "file.target_path", ECS_CAP_PATH },
	[ECS_PROCESS_EXECUTABLE] = { "process.executable", ECS_CAP_PATH },
	[ECS_PROCESS_NAME] = { "process.name", ECS_CAP_NAME },
	[ECS_PROCESS_ARGS] = { "process.args", ECS_CAP_ARGS },
	[ECS_PROCESS_COMMAND_LINE] = { "process.command_line", ECS_CAP_ARGS },
	[ECS_PROCESS_TITLE] = { "process.title", ECS_CAP_ARGS },
	[ECS_PROCESS_WORKING_DIRECTORY] = { "process.working_directory",
					    ECS_CAP_PATH },
	[ECS_PROCESS_PARENT_NAME] = { "process.parent.name", ECS_CAP_NAME },
	[ECS_PROCESS_PARENT_EXECUTABLE] = { "process.parent.executable",
					    ECS_CAP_PATH },
	[ECS_USER_NAME] = { "user.name", ECS_CAP_NAME },
	[ECS_USER_AUDIT_NAME] = { "user.audit.name", ECS_CAP_NAME },
	[ECS_USER_TARGET_NAME] = { "user.target.name", ECS_CAP_NAME },
	[ECS_GROUP_NAME] = { "group.name", ECS_CAP_NAME },
	[ECS_AUDITD_DATA_SYSCALL] = { "auditd.data.syscall", ECS_CAP_NAME },
	[ECS_AUDITD_DATA_KEY] = { "auditd.data.key", ECS_CAP_NAME },
	[ECS_AUDITD_DATA_TTY] = { "auditd.data.tty", ECS_CAP_NAME },
	[ECS_HOST_NAME] = { "host.name", ECS_CAP_NAME },
	[ECS_HOST_ID] = { "host.id", ECS_CAP_NAME },
	[ECS_HOST_BOOT_ID] = { "host.boot.id", ECS_CAP_NAME },
	[ECS_CONTAINER_ID] = { "container.id", ECS_CAP_NAME },
	[ECS_CONTAINER_NAME] = { "container.name", ECS_CAP_NAME },
	[ECS_AGENT_NAME] = { "agent.name", ECS_CAP_NAME },
	[ECS_AGENT_ID] = { "agent.id", ECS_CAP_NAME },
	[ECS_AGENT_EPHEMERAL_ID] = { "agent.ephemeral_id", ECS_CAP_NAME },
	[ECS_AGENT_VERSION] = { "agent.version", ECS_CAP_NAME },
	[ECS_EVENT_REASON] = { "event.reason", ECS_CAP_WORDS },
	[ECS_EVENT_ORIGINAL] = { "event.original", ECS_CAP_WORDS },
	[ECS_DOCKWARDEN_RECORDED_PATH] = { "dockwarden.recorded_path",
					   ECS_CAP_PATH },
	[ECS_DOCKWARDEN_POLICY_RULE] = { "dockwarden.policy_rule",
					 ECS_CAP_NAME },
	[ECS_DOCKWARDEN_WITNESS_EXECUTABLE] = { "dockwarden.witness.executable",
						ECS_CAP_PATH },
	[ECS_DOCKWARDEN_WITNESS_ANCESTORS] = { "dockwarden.witness.ancestors",
					       ECS_CAP_ARGS },
};

size_t ecs_cap(const struct ecs *d, enum ecs_member member)
{
	return d->caps->size[members[member].cap];
}

const char *ecs_key(enum ecs_member member)
{
	const char *dot = strrchr(members[member].name, '.');

	return dot ? dot + 1 : members[member].name;
}

void ecs_mark_cut(struct ecs *d, enum ecs_member member)
{
	d->cuts |= UINT64_C(1) << member;
}

/* A value that is absent or empty is no key. */
void ecs_put(struct ecs *d, enum ecs_member member, struct view text)
{
	if (text.size == 0)
		return;
	if (!json_text(&d->json, ecs_key(member), text, ecs_cap(d, member)))
		ecs_mark_cut(d, member);
}

void ecs_put_cuts(struct ecs *d)
{
	size_t mark = json_open_list(&d->json, "cut");

	for (unsigned int i = 0; i < ECS_MEMBER_COUNT; i++)
		if (d->cuts >> i & 1)
			json_word(&d->json, NULL, members[i].name);
	json_close_list(&d->json, mark);
}
