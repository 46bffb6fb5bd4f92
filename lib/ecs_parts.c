// SPDX-License-Identifier: BSD-2-Clause
#include "ecs.h"

#include <stdio.h>

#include "path.h"

/* "json" of "daemon.json", nothing of ".bashrc". */
static struct view extension_of(struct view name)
{
	const char *dot = name.size ? memrchr(name.data, '.', name.size) : NULL;

	if (!dot || dot == name.data)
		return VIEW_NONE;
	return view_skip(name, (size_t)(dot - name.data) + 1);
}

void ecs_put_inode(struct json *j, uint64_t inode, uint32_t major,
		   uint32_t minor)
{
	char text[32];

	json_digits(j, "inode", inode);
	(void)snprintf(text, sizeof(text), "%02x:%02x", major, minor);
	json_word(j, "device", text);
}

static void put_owner(struct json *j, const struct alert_file *file)
{
	char text[32];

	if (file->has_inode)
		ecs_put_inode(j, file->inode, file->device_major,
			      file->device_minor);
	if (file->has_mode) {
		(void)snprintf(text, sizeof(text), "%04o", file->mode & 07777U);
		json_word(j, "mode", text);
	}
	if (file->has_owner) {
		json_digits(j, "uid", file->uid);
		json_digits(j, "gid", file->gid);
	}
}

void ecs_put_file(struct ecs *d)
{
	const struct alert_file *file = &d->alert->file;
	size_t mark;

	if (!file->is_file)
		return;
	mark = json_open(&d->json, "file");
	if (file->path.size) {
		struct view name = path_name(file->path);

		ecs_put(d, ECS_FILE_PATH, file->path);
		ecs_put(d, ECS_FILE_NAME, name);
		ecs_put(d, ECS_FILE_DIRECTORY, path_parent(file->path));
		ecs_put(d, ECS_FILE_EXTENSION, extension_of(name));
	}
	ecs_put(d, ECS_FILE_TARGET_PATH, file->target_path);
	put_owner(&d->json, file);
	json_close(&d->json, mark);
}

/* Arguments share the cap; what is left of them is no longer written. */
static void put_args(struct ecs *d)
{
	const struct alert_process *process = &d->alert->process;
	struct json *j = &d->json;
	size_t room = ecs_cap(d, ECS_PROCESS_ARGS);
	bool whole = !process->args_cut;
	size_t mark = json_open_list(j, ecs_key(ECS_PROCESS_ARGS));

	for (size_t i = 0; i < process->arg_count; i++) {
		size_t before = j->out->size;
		size_t used;

		if (!json_text(j, NULL, process->args[i], room))
			whole = false;
		used = j->out->size - before;
		room = used < room ? room - used : 0;
		if (!whole || (room == 0 && i + 1 < process->arg_count)) {
			whole = false;
			break;
		}
	}
	json_close_list(j, mark);
	if (!whole)
		ecs_mark_cut(d, ECS_PROCESS_ARGS);
	else if (process->arg_count)
		json_number(j, "args_count", process->arg_count);
}

/* The arguments again, a space between them: what people search. */
static void put_command_line(struct ecs *d)
{
	const struct alert_process *process = &d->alert->process;
	size_t left = ecs_cap(d, ECS_PROCESS_COMMAND_LINE);
	bool whole = !process->args_cut;

	if (process->arg_count == 0)
		return;
	json_open_text(&d->json, ecs_key(ECS_PROCESS_COMMAND_LINE));
	for (size_t i = 0; i < process->arg_count && left; i++) {
		if (i > 0 && !json_add_text(&d->json, VIEW(" "), &left))
			whole = false;
		if (!json_add_text(&d->json, process->args[i], &left))
			whole = false;
		if (left == 0 && i + 1 < process->arg_count)
			whole = false;
	}
	json_close_text(&d->json);
	if (!whole)
		ecs_mark_cut(d, ECS_PROCESS_COMMAND_LINE);
}

/* The recorded one; its name where the process was looked at. */
static void put_parent(struct ecs *d)
{
	const struct alert_process *process = &d->alert->process;
	const struct alert_ancestor *seen = alert_parent(d->alert);
	size_t mark = json_open(&d->json, "parent");

	if (process->has_ppid)
		json_number(&d->json, "pid", process->ppid);
	else if (seen)
		json_number(&d->json, "pid", seen->pid);
	if (seen) {
		ecs_put(d, ECS_PROCESS_PARENT_NAME, seen->name);
		ecs_put(d, ECS_PROCESS_PARENT_EXECUTABLE, seen->executable);
	}
	json_close(&d->json, mark);
}

void ecs_put_process(struct ecs *d)
{
	const struct alert_process *process = &d->alert->process;
	struct json *j = &d->json;
	size_t mark = json_open(j, "process");

	if (process->has_pid)
		json_number(j, "pid", process->pid);
	ecs_put(d, ECS_PROCESS_EXECUTABLE, process->executable);
	ecs_put(d, ECS_PROCESS_NAME, process->name);
	put_args(d);
	put_command_line(d);
	ecs_put(d, ECS_PROCESS_TITLE, process->title);
	ecs_put(d, ECS_PROCESS_WORKING_DIRECTORY, process->working_directory);
	put_parent(d);
	json_close(j, mark);
}

static void put_id(struct json *j, uint32_t id)
{
	if (id != UID_UNSET)
		json_digits(j, "id", id);
}

void ecs_put_user(struct ecs *d)
{
	const struct alert_user *user = &d->alert->user;
	struct json *j = &d->json;
	size_t mark = json_open(j, "user");
	size_t inner;

	put_id(j, user->id);
	ecs_put(d, ECS_USER_NAME, user->name);
	inner = json_open(j, "group");
	put_id(j, user->group_id);
	json_close(j, inner);
	inner = json_open(j, "audit");
	put_id(j, user->audit_id);
	ecs_put(d, ECS_USER_AUDIT_NAME, user->audit_name);
	json_close(j, inner);
	inner = json_open(j, "target");
	ecs_put(d, ECS_USER_TARGET_NAME, d->alert->member_name);
	json_close(j, inner);
	json_close(j, mark);
}

/* Every user's name once, for a search that does not care for the role. */
void ecs_put_related(struct ecs *d)
{
	const struct view names[] = {
		d->alert->user.audit_name,
		d->alert->user.name,
		d->alert->member_name,
	};
	size_t mark = json_open(&d->json, "related");
	size_t list = json_open_list(&d->json, "user");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bool known = names[i].size == 0;

		for (size_t k = 0; k < i; k++)
			known = known || view_equal(names[k], names[i]);
		/* Where it is cut, the field that it repeats says so. */
		if (!known)
			(void)json_text(&d->json, NULL, names[i],
					ecs_cap(d, ECS_USER_NAME));
	}
	json_close_list(&d->json, list);
	json_close(&d->json, mark);
}

void ecs_put_auditd(struct ecs *d)
{
	const struct alert *alert = d->alert;
	struct json *j = &d->json;
	size_t mark, data;

	if (alert->is_notice)
		return;
	mark = json_open(j, "auditd");
	json_number(j, "sequence", alert->event->id.serial);
	if (alert->session != UINT32_MAX)
		json_digits(j, "session", alert->session);
	data = json_open(j, "data");
	ecs_put(d, ECS_AUDITD_DATA_SYSCALL, alert->syscall);
	ecs_put(d, ECS_AUDITD_DATA_KEY, alert->key);
	ecs_put(d, ECS_AUDITD_DATA_TTY, alert->tty);
	json_close(j, data);
	json_close(j, mark);
}

void ecs_put_group(struct ecs *d)
{
	size_t mark = json_open(&d->json, "group");

	ecs_put(d, ECS_GROUP_NAME, d->alert->group_name);
	json_close(&d->json, mark);
}

/* By name: a tactic may have no number yet (attack.def). */
static bool tactic_stands_before(const struct alert *alert, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(alert->techniques[k]->tactic_name,
			   alert->techniques[i]->tactic_name) == 0)
			return true;
	return false;
}

static void put_tactics(struct json *j, const struct alert *alert)
{
	size_t mark = json_open(j, "tactic");
	size_t list = json_open_list(j, "id");

	for (size_t i = 0; i < alert->technique_count; i++)
		if (alert->techniques[i]->tactic_id &&
		    !tactic_stands_before(alert, i))
			json_word(j, NULL, alert->techniques[i]->tactic_id);
	json_close_list(j, list);
	list = json_open_list(j, "name");
	for (size_t i = 0; i < alert->technique_count; i++)
		if (!tactic_stands_before(alert, i))
			json_word(j, NULL, alert->techniques[i]->tactic_name);
	json_close_list(j, list);
	json_close(j, mark);
}

void ecs_put_threat(struct ecs *d)
{
	const struct alert *alert = d->alert;
	struct json *j = &d->json;
	size_t mark, inner, list;

	if (alert->technique_count == 0)
		return;
	mark = json_open(j, "threat");
	json_word(j, "framework", "MITRE ATT&CK");
	put_tactics(j, alert);
	inner = json_open(j, "technique");
	list = json_open_list(j, "id");
	for (size_t i = 0; i < alert->technique_count; i++)
		json_word(j, NULL, alert->techniques[i]->id);
	json_close_list(j, list);
	list = json_open_list(j, "name");
	for (size_t i = 0; i < alert->technique_count; i++)
		json_word(j, NULL, alert->techniques[i]->name);
	json_close_list(j, list);
	json_close(j, inner);
	json_close(j, mark);
}
