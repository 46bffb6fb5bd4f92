// SPDX-License-Identifier: BSD-2-Clause
#include "ocsf.h"

#include <stdio.h>
#include <sys/stat.h>

#include "ancestors.h"
#include "path.h"

#define UNKNOWN "unknown"

static void put_type(struct json *j, struct ocsf_caption type)
{
	json_number(j, "type_id", type.id);
	json_word(j, "type", type.name);
}

/* The last part of a path, which the path may have lost by its cap. */
static void put_path_name(struct ocsf *d, enum flat_field field)
{
	struct view path = flat_text(&d->flat, field);
	struct view name = path.size ? path_name(path) : VIEW_NONE;

	if (name.size == 0)
		name = path;
	if (name.size == 0)
		json_word(&d->json, "name", UNKNOWN);
	else if (!json_text(&d->json, "name", name,
			    flat_room(&d->flat, FLAT_RULE_NAME)))
		flat_mark_cut(&d->flat, field);
}

static void put_os(struct json *j)
{
	size_t mark = json_open(j, "os");

	json_word(j, "name", "Linux");
	put_type(j, (struct ocsf_caption){ 200, "Linux" });
	json_close(j, mark);
}

/* A text that is no field of its own: field is the one it belongs to. */
static void put_beside(struct ocsf *d, const char *key, struct view text,
		       enum flat_field field)
{
	if (text.size &&
	    !json_text(&d->json, key, text, flat_room(&d->flat, field)))
		flat_mark_cut(&d->flat, field);
}

/* The plugin, on the host that it watches. */
static void put_agents(struct ocsf *d, const struct alert_agent *agent)
{
	struct json *j = &d->json;
	size_t list = json_open_list(j, "agent_list");
	size_t mark = json_open(j, NULL);

	json_word(j, "name", "dockwarden");
	put_type(j, (struct ocsf_caption){ 99, "Other" });
	ocsf_put(d, "uid", FLAT_AGENT_ID);
	put_beside(d, "uid_alt", agent->ephemeral, FLAT_AGENT_ID);
	put_beside(d, "version", agent->version, FLAT_AGENT_ID);
	json_close(j, mark);
	json_close_list(j, list);
}

void ocsf_put_device(struct ocsf *d)
{
	const struct alert *alert = d->flat.alert;
	const struct alert_agent *agent = alert->agent;
	struct json *j = &d->json;
	size_t mark = json_open(j, "device");

	put_type(j, (struct ocsf_caption){ 0, "Unknown" });
	if (alert_host(alert).size)
		ocsf_put(d, "hostname", FLAT_HOST);
	else
		json_word(j, "name", UNKNOWN);
	put_os(j);
	if (agent && alert_agent_is_host(agent, alert->event->node)) {
		put_beside(d, "uid", agent->host_id, FLAT_HOST);
		put_beside(d, "boot_uid", agent->boot_id, FLAT_HOST);
		put_agents(d, agent);
	}
	json_close(j, mark);
}

/* Where there is one: the schema has no empty user. */
static void put_user(struct ocsf *d, const char *key, enum flat_field id,
		     enum flat_field name)
{
	size_t mark = json_open(&d->json, key);

	ocsf_put(d, "uid", id);
	ocsf_put(d, "name", name);
	json_close(&d->json, mark);
}

static void put_session(struct ocsf *d)
{
	size_t mark = json_open(&d->json, "session");

	ocsf_put(d, "uid", FLAT_SESSION);
	ocsf_put(d, "terminal", FLAT_TTY);
	json_close(&d->json, mark);
}

/* Its caller has looked whether there is one. */
static void put_parent(struct ocsf *d, const char *key)
{
	const struct alert_process *p = &d->flat.alert->process;
	const struct alert_ancestor *seen = alert_parent(d->flat.alert);
	struct json *j = &d->json;
	size_t mark = json_open(j, key);

	json_number(j, "pid", p->has_ppid ? p->ppid : seen ? seen->pid : 0);
	if (seen) {
		put_beside(d, "name", seen->name, FLAT_PROCESS_NAME);
		put_beside(d, "path", seen->executable, FLAT_EXECUTABLE);
	}
	json_close(j, mark);
}

static bool has_parent(const struct alert *alert)
{
	return alert->process.has_ppid || alert_parent(alert);
}

/* What is recorded of the program's file: its name alone. */
static void put_program(struct ocsf *d)
{
	size_t mark;

	if (d->flat.alert->process.executable.size == 0)
		return;
	mark = json_open(&d->json, "file");
	put_path_name(d, FLAT_EXECUTABLE);
	ocsf_put(d, "path", FLAT_EXECUTABLE);
	put_type(&d->json, (struct ocsf_caption){ 1, "Regular File" });
	json_close(&d->json, mark);
}

static void put_seen(struct ocsf *d, const struct alert_witness *w)
{
	size_t mark = json_open(&d->json, "container");

	ocsf_put(d, "uid", FLAT_CONTAINER_ID);
	ocsf_put(d, "name", FLAT_CONTAINER_NAME);
	json_close(&d->json, mark);
	if (!ancestors_put(&d->json, "ancestry", "path", w,
			   flat_room(&d->flat, FLAT_ANCESTORS)))
		flat_mark_cut(&d->flat, FLAT_ANCESTORS);
}

static void put_id(struct json *j, const char *key, uint32_t id)
{
	if (id != UID_UNSET)
		json_number(j, key, id);
}

static void put_process(struct ocsf *d, const char *key)
{
	const struct alert *alert = d->flat.alert;
	struct json *j = &d->json;
	size_t mark = json_open(j, key);

	json_number(j, "pid", alert->process.pid);
	ocsf_put(d, "name", FLAT_PROCESS_NAME);
	ocsf_put(d, "cmd_line", FLAT_COMMAND_LINE);
	ocsf_put(d, "working_directory", FLAT_WORKING_DIRECTORY);
	put_program(d);
	put_id(j, "auid", alert->user.audit_id);
	put_id(j, "euid", alert->user.id);
	put_id(j, "egid", alert->user.group_id);
	put_user(d, "user", FLAT_USER_ID, FLAT_USER_NAME);
	if (has_parent(alert))
		put_parent(d, "parent_process");
	if (alert->witness)
		put_seen(d, alert->witness);
	json_close(j, mark);
}

/* Who launches a process is its parent; else the process is who acts. */
void ocsf_put_actor(struct ocsf *d)
{
	const struct alert *alert = d->flat.alert;
	struct json *j = &d->json;
	size_t mark = json_open(j, "actor");

	if (d->activity.class == OCSF_PROCESS) {
		if (has_parent(alert))
			put_parent(d, "process");
	} else if (alert->process.has_pid) {
		put_process(d, "process");
	} else if (alert->process.executable.size) {
		ocsf_put(d, "app_name", FLAT_EXECUTABLE);
	}
	put_user(d, "user", FLAT_LOGIN_ID, FLAT_LOGIN_NAME);
	put_session(d);
	if (d->activity.class <= OCSF_PROCESS && json_is_empty(j))
		json_word(j, "app_name", UNKNOWN);
	json_close(j, mark);
}

static struct ocsf_caption file_type(const struct alert *alert)
{
	if (alert->file.has_mode) {
		switch (alert->file.mode & S_IFMT) {
		case S_IFREG:
			return (struct ocsf_caption){ 1, "Regular File" };
		case S_IFDIR:
			return (struct ocsf_caption){ 2, "Folder" };
		case S_IFCHR:
			return (struct ocsf_caption){ 3, "Character Device" };
		case S_IFBLK:
			return (struct ocsf_caption){ 4, "Block Device" };
		case S_IFSOCK:
			return (struct ocsf_caption){ 5, "Local Socket" };
		case S_IFIFO:
			return (struct ocsf_caption){ 6, "Named Pipe" };
		case S_IFLNK:
			return (struct ocsf_caption){ 7, "Symbolic Link" };
		default:
			break;
		}
	}
	return (struct ocsf_caption){ 0, "Unknown" };
}

static void put_file(struct ocsf *d)
{
	const struct alert_file *file = &d->flat.alert->file;
	struct json *j = &d->json;
	size_t mark = json_open(j, "file");
	char uid[64];
	size_t owner;

	put_path_name(d, flat_text(&d->flat, FLAT_FILE_PATH).size ?
				 FLAT_FILE_PATH :
				 FLAT_RECORDED_PATH);
	ocsf_put(d, "path", FLAT_FILE_PATH);
	put_type(j, file_type(d->flat.alert));
	if (file->is_file && file->has_inode) {
		(void)snprintf(uid, sizeof(uid), "%02x:%02x/%llu",
			       file->device_major, file->device_minor,
			       (unsigned long long)file->inode);
		json_word(j, "uid", uid);
	}
	owner = json_open(j, "owner");
	ocsf_put(d, "uid", FLAT_FILE_UID);
	json_close(j, owner);
	json_close(j, mark);
}

/* Who was to log in, where the record tells; the login user, else the
 * effective one. */
static void put_authenticated(struct ocsf *d)
{
	const struct alert_user *user = &d->flat.alert->user;
	struct json *j = &d->json;
	size_t mark = json_open(j, "user");

	if (d->flat.alert->member_name.size) {
		ocsf_put(d, "name", FLAT_MEMBER_NAME);
	} else if (user->audit_id != UID_UNSET || user->audit_name.size) {
		ocsf_put(d, "uid", FLAT_LOGIN_ID);
		ocsf_put(d, "name", FLAT_LOGIN_NAME);
	} else {
		ocsf_put(d, "uid", FLAT_USER_ID);
		ocsf_put(d, "name", FLAT_USER_NAME);
	}
	if (json_is_empty(j))
		json_word(j, "name", UNKNOWN);
	json_close(j, mark);
	mark = json_open(j, "service");
	put_path_name(d, d->flat.alert->process.executable.size ?
				 FLAT_EXECUTABLE :
				 FLAT_PROCESS_NAME);
	json_close(j, mark);
}

static void put_group(struct ocsf *d)
{
	struct json *j = &d->json;
	size_t mark = json_open(j, "group");

	ocsf_put(d, "name", FLAT_GROUP_NAME);
	if (json_is_empty(j))
		json_word(j, "name", UNKNOWN);
	json_close(j, mark);
	mark = json_open(j, "user");
	ocsf_put(d, "name", FLAT_MEMBER_NAME);
	json_close(j, mark);
}

void ocsf_put_objects(struct ocsf *d)
{
	switch (d->activity.class) {
	case OCSF_FILE:
		put_file(d);
		break;
	case OCSF_PROCESS:
		put_process(d, "process");
		break;
	case OCSF_AUTHENTICATION:
		put_authenticated(d);
		break;
	case OCSF_GROUP:
		put_group(d);
		break;
	case OCSF_CONFIGURATION:
	case OCSF_ERROR:
	case OCSF_CLASSES:
		break;
	}
}
