// SPDX-License-Identifier: BSD-2-Clause
#include "ocsf.h"

#include "attack.h"

static const struct ocsf_class_row classes[OCSF_CLASSES] = {
	[OCSF_FILE] = { 1001, "File System Activity", 1, "System Activity" },
	[OCSF_PROCESS] = { 1007, "Process Activity", 1, "System Activity" },
	[OCSF_AUTHENTICATION] = { 3002, "Authentication", 3,
				  "Identity & Access Management" },
	[OCSF_GROUP] = { 3006, "Group Management", 3,
			 "Identity & Access Management" },
	[OCSF_CONFIGURATION] = { 5019, "Device Config State Change", 5,
				 "Discovery" },
	[OCSF_ERROR] = { 6008, "Application Error", 6, "Application Activity" },
};

static const struct ocsf_activity activities[ACTION_COUNT] = {
	[ACTION_READ] = { OCSF_FILE, 2, "Read" },
	[ACTION_WRITE] = { OCSF_FILE, 3, "Update" },
	[ACTION_CREATE] = { OCSF_FILE, 1, "Create" },
	[ACTION_DELETE] = { OCSF_FILE, 4, "Delete" },
	[ACTION_RENAME] = { OCSF_FILE, 5, "Rename" },
	[ACTION_LINK] = { OCSF_FILE, 1, "Create" },
	[ACTION_ATTRIBUTE] = { OCSF_FILE, 6, "Set Attributes" },
	[ACTION_EXEC] = { OCSF_PROCESS, 1, "Launch" },
	/* To a Unix socket, which is a file: Network Activity wants an
	 * endpoint. */
	[ACTION_CONNECT] = { OCSF_FILE, 14, "Open" },
	[ACTION_MOUNT] = { OCSF_FILE, 12, "Mount" },
	/* An alert does not say whether the member was added or removed. */
	[ACTION_MEMBERSHIP] = { OCSF_GROUP, 99, "Other" },
	[ACTION_RULE] = { OCSF_CONFIGURATION, 1, "Log" },
	[ACTION_AUDIT] = { OCSF_CONFIGURATION, 1, "Log" },
	[ACTION_LOGIN] = { OCSF_AUTHENTICATION, 1, "Logon" },
	[ACTION_LOST] = { OCSF_ERROR, 1, "General Error" },
};

const struct ocsf_class_row *ocsf_class(enum ocsf_class class)
{
	return &classes[class];
}

struct ocsf_activity ocsf_activity(const struct alert *alert)
{
	struct ocsf_activity activity = activities[alert->action];

	if (activity.class == OCSF_PROCESS && !alert->process.has_pid)
		return activities[ACTION_CONNECT];
	if (activity.class == OCSF_GROUP && alert->group_name.size == 0 &&
	    alert->file.is_file)
		return activities[ACTION_WRITE];
	return activity;
}

void ocsf_put(struct ocsf *d, const char *key, enum flat_field field)
{
	struct view text = flat_text(&d->flat, field);

	if (text.size == 0)
		return;
	if (!json_text(&d->json, key, text, flat_room(&d->flat, field)))
		flat_mark_cut(&d->flat, field);
}

/* "T1543.005" is a sub-technique of T1543. */
static void put_technique(struct json *j, const struct technique *t)
{
	const char *dot = strchr(t->id, '.');
	size_t size = dot ? (size_t)(dot - t->id) : strlen(t->id);
	size_t mark = json_open(j, "technique");

	(void)json_text(j, "uid", view_from(t->id, size), size);
	if (!dot)
		json_word(j, "name", t->name);
	json_close(j, mark);
	if (!dot)
		return;
	mark = json_open(j, "sub_technique");
	json_word(j, "uid", t->id);
	json_word(j, "name", t->name);
	json_close(j, mark);
}

void ocsf_put_attacks(struct ocsf *d)
{
	const struct alert *alert = d->flat.alert;
	struct json *j = &d->json;
	size_t list = json_open_list(j, "attacks");

	for (size_t i = 0; i < alert->technique_count; i++) {
		const struct technique *t = alert->techniques[i];
		size_t mark = json_open(j, NULL);
		size_t tactic;

		json_word(j, "version", ATTACK_VERSION);
		tactic = json_open(j, "tactic");
		if (t->tactic_id)
			json_word(j, "uid", t->tactic_id);
		json_word(j, "name", t->tactic_name);
		json_close(j, tactic);
		put_technique(j, t);
		json_close(j, mark);
	}
	json_close_list(j, list);
}

static void put_cuts(struct ocsf *d)
{
	size_t list = json_open_list(&d->json, "cut");

	for (unsigned int i = 0; i < FLAT_FIELDS; i++)
		if (d->flat.cuts >> i & 1)
			json_word(&d->json, NULL,
				  flat_name((enum flat_field)i));
	json_close_list(&d->json, list);
}

static void put_rule(struct ocsf *d)
{
	size_t mark = json_open(&d->json, "rule");

	ocsf_put(d, "id", FLAT_RULE_ID);
	ocsf_put(d, "name", FLAT_RULE_NAME);
	json_close(&d->json, mark);
}

static const enum flat_field unmapped[] = {
	FLAT_ACTION,
	FLAT_REASON,
	FLAT_RECORDED_PATH,
	FLAT_TARGET_PATH,
	FLAT_FILE_MODE,
	FLAT_FILE_GID,
	FLAT_SYSCALL,
	FLAT_KEY,
	FLAT_EXECUTABLE_TRUST,
	FLAT_WITNESS,
	FLAT_WITNESS_EXECUTABLE,
};

void ocsf_put_unmapped(struct ocsf *d)
{
	const struct alert_witness *w = d->flat.alert->witness;
	struct json *j = &d->json;
	size_t mark = json_open(j, "unmapped");

	put_rule(d);
	for (size_t i = 0; i < sizeof(unmapped) / sizeof(unmapped[0]); i++)
		ocsf_put(d, flat_name(unmapped[i]), unmapped[i]);
	if (w && w->mount_ns)
		json_flag(j, "foreign_mount_namespace", w->foreign_mount_ns);
	if (w && w->pid_ns)
		json_flag(j, "foreign_pid_namespace", w->foreign_pid_ns);
	put_cuts(d);
	json_close(j, mark);
}
