// SPDX-License-Identifier: BSD-2-Clause
#include "ancestors.h"
#include "ecs.h"

/* The agent's own ids are its own host's: an event that another host sent
 * (node=) has that one's name alone. */
void ecs_put_host(struct ecs *d)
{
	const struct alert_agent *agent = d->alert->agent;
	struct json *j = &d->json;
	size_t mark = json_open(j, "host");
	size_t boot;

	ecs_put(d, ECS_HOST_NAME, alert_host(d->alert));
	if (agent && alert_agent_is_host(agent, d->alert->event->node)) {
		ecs_put(d, ECS_HOST_ID, agent->host_id);
		boot = json_open(j, "boot");
		ecs_put(d, ECS_HOST_BOOT_ID, agent->boot_id);
		json_close(j, boot);
	}
	json_close(j, mark);
}

void ecs_put_container(struct ecs *d)
{
	const struct alert_witness *w = d->alert->witness;
	size_t mark;

	if (!w)
		return;
	mark = json_open(&d->json, "container");
	ecs_put(d, ECS_CONTAINER_ID, w->container_id);
	ecs_put(d, ECS_CONTAINER_NAME, w->container_name);
	json_close(&d->json, mark);
}

void ecs_put_agent(struct ecs *d)
{
	const struct alert_agent *agent = d->alert->agent;
	size_t mark;

	if (!agent)
		return;
	mark = json_open(&d->json, "agent");
	json_word(&d->json, "type", "dockwarden");
	ecs_put(d, ECS_AGENT_NAME, agent->host);
	ecs_put(d, ECS_AGENT_ID, agent->id);
	ecs_put(d, ECS_AGENT_EPHEMERAL_ID, agent->ephemeral);
	ecs_put(d, ECS_AGENT_VERSION, agent->version);
	json_close(&d->json, mark);
}

static void put_namespace(struct json *j, const char *name, uint64_t id,
			  bool foreign)
{
	size_t mark;

	if (id == 0)
		return;
	mark = json_open(j, name);
	json_digits(j, "id", id);
	json_flag(j, "foreign", foreign);
	json_close(j, mark);
}

/* What is not known because it was not seen: elsewhere an absent key says
 * that there is none. */
static void put_unread(struct json *j, const struct alert_witness *w)
{
	const struct {
		const char *name;
		bool read;
	} parts[] = {
		{ "executable", w->executable.size > 0 },
		{ "inode", w->has_exe },
		{ "mount_namespace", w->mount_ns != 0 },
		{ "pid_namespace", w->pid_ns != 0 },
		{ "container", w->container_id.size > 0 },
		{ "started", w->started != 0 },
		{ "ancestors", w->ancestor_count > 0 },
	};
	size_t mark;

	if (w->state == WITNESS_SEEN)
		return;
	mark = json_open_list(j, "unread");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (!parts[i].read)
			json_word(j, NULL, parts[i].name);
	json_close_list(j, mark);
}

void ecs_put_witness(struct ecs *d)
{
	const struct alert_witness *w = d->alert->witness;
	struct json *j = &d->json;
	size_t mark;

	if (!w)
		return;
	mark = json_open(j, "witness");
	json_word(j, "state", witness_name(w->state));
	ecs_put(d, ECS_DOCKWARDEN_WITNESS_EXECUTABLE, w->executable);
	if (w->has_exe)
		ecs_put_inode(j, w->exe_inode, w->exe_major, w->exe_minor);
	put_namespace(j, "mount_namespace", w->mount_ns, w->foreign_mount_ns);
	put_namespace(j, "pid_namespace", w->pid_ns, w->foreign_pid_ns);
	if (w->started)
		json_number(j, "started", w->started);
	if (!ancestors_put(j, ecs_key(ECS_DOCKWARDEN_WITNESS_ANCESTORS),
			   "executable", w,
			   ecs_cap(d, ECS_DOCKWARDEN_WITNESS_ANCESTORS)))
		ecs_mark_cut(d, ECS_DOCKWARDEN_WITNESS_ANCESTORS);
	put_unread(j, w);
	json_close(j, mark);
}
