// SPDX-License-Identifier: BSD-2-Clause
#include "flat.h"

#include <errno.h>
#include <inttypes.h>

#include "path.h"
#include "printable.h"
#include "sentence.h"
#include "timestamp.h"

/* The first: what ArcSight keeps of a path or a message. */
static const size_t rows[][FLAT_CAPS] = {
	{ 1023, 255, 1023 },
	{ 512, 160, 384 },
	{ 256, 80, 256 },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct field_row {
	const char *name;
	enum flat_cap cap;
};

static const struct field_row fields[FLAT_FIELDS] = {
	[FLAT_TIME] = { "time", FLAT_CAP_NAME },
	[FLAT_CREATED] = { "created", FLAT_CAP_NAME },
	[FLAT_SEVERITY] = { "severity", FLAT_CAP_NAME },
	[FLAT_RULE_ID] = { "rule_id", FLAT_CAP_NAME },
	[FLAT_RULE_NAME] = { "rule_name", FLAT_CAP_NAME },
	[FLAT_VERDICT] = { "verdict", FLAT_CAP_NAME },
	[FLAT_ACTION] = { "action", FLAT_CAP_NAME },
	[FLAT_OUTCOME] = { "outcome", FLAT_CAP_NAME },
	[FLAT_FILE_PATH] = { "file_path", FLAT_CAP_PATH },
	[FLAT_RECORDED_PATH] = { "recorded_path", FLAT_CAP_PATH },
	[FLAT_TARGET_PATH] = { "target_path", FLAT_CAP_PATH },
	[FLAT_FILE_INODE] = { "file_inode", FLAT_CAP_NAME },
	[FLAT_FILE_DEVICE] = { "file_device", FLAT_CAP_NAME },
	[FLAT_FILE_MODE] = { "file_mode", FLAT_CAP_NAME },
	[FLAT_FILE_UID] = { "file_uid", FLAT_CAP_NAME },
	[FLAT_FILE_GID] = { "file_gid", FLAT_CAP_NAME },
	[FLAT_GROUP_NAME] = { "group_name", FLAT_CAP_NAME },
	[FLAT_MEMBER_NAME] = { "member_name", FLAT_CAP_NAME },
	[FLAT_EXECUTABLE] = { "executable", FLAT_CAP_PATH },
	[FLAT_EXECUTABLE_TRUST] = { "executable_trust", FLAT_CAP_NAME },
	[FLAT_PROCESS_NAME] = { "process_name", FLAT_CAP_NAME },
	[FLAT_PID] = { "pid", FLAT_CAP_NAME },
	[FLAT_PARENT_PID] = { "parent_pid", FLAT_CAP_NAME },
	[FLAT_COMMAND_LINE] = { "command_line", FLAT_CAP_WORDS },
	[FLAT_WORKING_DIRECTORY] = { "working_directory", FLAT_CAP_PATH },
	[FLAT_USER_ID] = { "user_id", FLAT_CAP_NAME },
	[FLAT_USER_NAME] = { "user_name", FLAT_CAP_NAME },
	[FLAT_USER_GROUP_ID] = { "user_group_id", FLAT_CAP_NAME },
	[FLAT_LOGIN_ID] = { "login_id", FLAT_CAP_NAME },
	[FLAT_LOGIN_NAME] = { "login_name", FLAT_CAP_NAME },
	[FLAT_SESSION] = { "session", FLAT_CAP_NAME },
	[FLAT_TTY] = { "tty", FLAT_CAP_NAME },
	[FLAT_SYSCALL] = { "syscall", FLAT_CAP_NAME },
	[FLAT_KEY] = { "key", FLAT_CAP_NAME },
	[FLAT_REASON] = { "reason", FLAT_CAP_WORDS },
	[FLAT_POLICY_RULE] = { "policy_rule", FLAT_CAP_NAME },
	[FLAT_TECHNIQUES] = { "techniques", FLAT_CAP_NAME },
	[FLAT_COUNT_OF] = { "count", FLAT_CAP_NAME },
	[FLAT_HOST] = { "host", FLAT_CAP_NAME },
	[FLAT_AGENT_HOST] = { "agent_host", FLAT_CAP_NAME },
	[FLAT_AGENT_ID] = { "agent_id", FLAT_CAP_NAME },
	[FLAT_CONTAINER_ID] = { "container_id", FLAT_CAP_NAME },
	[FLAT_CONTAINER_NAME] = { "container_name", FLAT_CAP_NAME },
	[FLAT_WITNESS] = { "witness", FLAT_CAP_NAME },
	[FLAT_WITNESS_EXECUTABLE] = { "witness_executable", FLAT_CAP_PATH },
	[FLAT_ANCESTORS] = { "ancestors", FLAT_CAP_WORDS },
	[FLAT_EVENT] = { "event", FLAT_CAP_NAME },
	[FLAT_ID] = { "id", FLAT_CAP_NAME },
	[FLAT_MESSAGE] = { "message", FLAT_CAP_WORDS },
	[FLAT_ORIGINAL] = { "original", FLAT_CAP_WORDS },
};

bool flat_begin(struct flat *f, const struct alert *alert, size_t i)
{
	if (i >= ROWS)
		return false;
	f->alert = alert;
	f->caps = rows[i];
	f->cuts = 0;
	return true;
}

void flat_done(struct flat *f)
{
	buf_done(&f->text);
}

int flat_write(const struct alert *alert, struct buf *out, size_t max,
	       flat_line_fn *fn)
{
	size_t start = out->size;
	autoflat struct flat f = { .cuts = 0 };

	for (size_t i = 0; flat_begin(&f, alert, i); i++) {
		struct line l = line_begin(out, max);
		int r;

		fn(&l, &f);
		r = buf_error(out) ? buf_error(out) : flat_error(&f);
		if (r == 0 && !l.over)
			return 0;
		buf_cut(out, start);
		if (r < 0)
			return r;
	}
	return -ENOBUFS;
}

int flat_error(const struct flat *f)
{
	return buf_error(&f->text);
}

const char *flat_name(enum flat_field field)
{
	return fields[field].name;
}

size_t flat_room(const struct flat *f, enum flat_field field)
{
	return f->caps[fields[field].cap];
}

void flat_mark_cut(struct flat *f, enum flat_field field)
{
	f->cuts |= UINT64_C(1) << field;
}

/* f->text is empty and has room for what follows. */
static struct view built(struct flat *f)
{
	return buf_view(&f->text);
}

static struct view number(struct flat *f, bool known, uint64_t number)
{
	if (known)
		buf_add_u64(&f->text, number);
	return built(f);
}

static struct view id_text(struct flat *f, uint32_t id)
{
	return number(f, id != UID_UNSET, id);
}

static struct view time_text(struct flat *f, const struct event_id *id)
{
	char time[TIMESTAMP_SIZE];

	buf_add(&f->text, timestamp_utc(id, time));
	return built(f);
}

static struct view created_text(struct flat *f)
{
	uint64_t ms = f->alert->created;
	struct event_id id = { .seconds = ms / 1000,
			       .milliseconds = (uint32_t)(ms % 1000) };

	return ms ? time_text(f, &id) : VIEW_NONE;
}

static struct view event_text(struct flat *f)
{
	char id[TIMESTAMP_SIZE];

	if (!f->alert->is_notice)
		buf_add(&f->text, timestamp_event(&f->alert->event->id, id));
	return built(f);
}

/* The arguments, a space between them; the title where there are none. */
static struct view command_text(struct flat *f)
{
	const struct alert_process *p = &f->alert->process;
	size_t room = flat_room(f, FLAT_COMMAND_LINE) + 1;

	if (p->arg_count == 0)
		return p->title;
	for (size_t i = 0; i < p->arg_count && f->text.size < room; i++) {
		struct view arg = p->args[i];

		if (i > 0)
			buf_add_byte(&f->text, ' ');
		if (arg.size > room) /* enough to be cut */
			arg.size = room;
		buf_add(&f->text, arg);
	}
	if (p->args_cut)
		flat_mark_cut(f, FLAT_COMMAND_LINE);
	return built(f);
}

static struct view techniques_text(struct flat *f)
{
	for (size_t i = 0; i < f->alert->technique_count; i++) {
		if (i > 0)
			buf_add_byte(&f->text, ',');
		buf_add_text(&f->text, f->alert->techniques[i]->id);
	}
	return built(f);
}

static struct view message_text(struct flat *f)
{
	sentence_message(&f->text, f->alert, flat_room(f, FLAT_MESSAGE));
	return built(f);
}

/* "sh[4200] sshd[812]", the nearest first. */
static struct view ancestors_text(struct flat *f, const struct alert_witness *w)
{
	size_t room = flat_room(f, FLAT_ANCESTORS);

	for (size_t i = 0; i < w->ancestor_count; i++) {
		const struct alert_ancestor *a = &w->ancestors[i];

		if (i > 0)
			buf_add_byte(&f->text, ' ');
		printable_word(&f->text, a->name, room);
		buf_printf(&f->text, "[%" PRIu32 "]", a->pid);
	}
	return built(f);
}

static struct view file_text(struct flat *f, enum flat_field field)
{
	const struct alert_file *file = &f->alert->file;

	if (!file->is_file)
		return VIEW_NONE;
	if (field == FLAT_FILE_PATH)
		return file->path;
	if (field == FLAT_TARGET_PATH)
		return file->target_path;
	if (field == FLAT_FILE_INODE)
		return number(f, file->has_inode, file->inode);
	if (field == FLAT_FILE_UID)
		return number(f, file->has_owner, file->uid);
	if (field == FLAT_FILE_GID)
		return number(f, file->has_owner, file->gid);
	if (field == FLAT_FILE_DEVICE && file->has_inode)
		buf_printf(&f->text, "%02x:%02x", file->device_major,
			   file->device_minor);
	if (field == FLAT_FILE_MODE && file->has_mode)
		buf_printf(&f->text, "%04o", file->mode & 07777U);
	return built(f);
}

static struct view agent_text(const struct flat *f, enum flat_field field)
{
	const struct alert_agent *agent = f->alert->agent;

	if (!agent)
		return VIEW_NONE;
	return field == FLAT_AGENT_ID ? agent->id : agent->host;
}

static struct view witness_text(struct flat *f, enum flat_field field)
{
	const struct alert_witness *w = f->alert->witness;

	if (!w)
		return VIEW_NONE;
	if (field == FLAT_CONTAINER_ID)
		return w->container_id;
	if (field == FLAT_CONTAINER_NAME)
		return w->container_name;
	if (field == FLAT_WITNESS_EXECUTABLE)
		return w->executable;
	if (field == FLAT_ANCESTORS)
		return ancestors_text(f, w);
	return view_of(witness_name(w->state));
}

/* What an audit event alone has. */
static struct view if_event(const struct alert *alert, struct view text)
{
	return alert->is_notice ? VIEW_NONE : text;
}

/* long: one switch over the fields */
struct view flat_text(struct flat *f, enum flat_field field)
{
	const struct alert *a = f->alert;

	if (buf_error(&f->text))
		return VIEW_NONE;
	if (f->text.max == 0)
		buf_init(&f->text, SIZE_MAX);
	buf_reset(&f->text);
	switch (field) {
	case FLAT_TIME:
		return time_text(f, &a->event->id);
	case FLAT_CREATED:
		return created_text(f);
	case FLAT_SEVERITY:
		return view_of(severity_name(a->severity));
	case FLAT_RULE_ID:
		return a->rule_id;
	case FLAT_RULE_NAME:
		return a->rule_name;
	case FLAT_VERDICT:
		return view_of(verdict_name(a->verdict));
	case FLAT_ACTION:
		return view_of(action_name(a->action));
	case FLAT_OUTCOME:
		return view_of(outcome_name(a->outcome));
	case FLAT_RECORDED_PATH:
		return a->file.recorded_path;
	case FLAT_FILE_PATH:
	case FLAT_TARGET_PATH:
	case FLAT_FILE_INODE:
	case FLAT_FILE_DEVICE:
	case FLAT_FILE_MODE:
	case FLAT_FILE_UID:
	case FLAT_FILE_GID:
		return file_text(f, field);
	case FLAT_GROUP_NAME:
		return a->group_name;
	case FLAT_MEMBER_NAME:
		return a->member_name;
	case FLAT_EXECUTABLE:
		return a->process.executable;
	case FLAT_EXECUTABLE_TRUST:
		return a->process.executable.size ?
			       view_of(trust_name(a->trust)) :
			       VIEW_NONE;
	case FLAT_PROCESS_NAME:
		return a->process.name;
	case FLAT_PID:
		return number(f, a->process.has_pid, a->process.pid);
	case FLAT_PARENT_PID:
		return number(f, a->process.has_ppid, a->process.ppid);
	case FLAT_COMMAND_LINE:
		return command_text(f);
	case FLAT_WORKING_DIRECTORY:
		return a->process.working_directory;
	case FLAT_USER_ID:
		return id_text(f, a->user.id);
	case FLAT_USER_NAME:
		return a->user.name;
	case FLAT_USER_GROUP_ID:
		return id_text(f, a->user.group_id);
	case FLAT_LOGIN_ID:
		return id_text(f, a->user.audit_id);
	case FLAT_LOGIN_NAME:
		return a->user.audit_name;
	case FLAT_SESSION:
		return number(f, a->session != UINT32_MAX, a->session);
	case FLAT_TTY:
		return if_event(a, a->tty);
	case FLAT_SYSCALL:
		return if_event(a, a->syscall);
	case FLAT_KEY:
		return if_event(a, a->key);
	case FLAT_REASON:
		return a->reason;
	case FLAT_POLICY_RULE:
		return a->policy_rule;
	case FLAT_TECHNIQUES:
		return techniques_text(f);
	case FLAT_COUNT_OF:
		return number(f, true, a->count);
	case FLAT_HOST:
		return alert_host(a);
	case FLAT_AGENT_HOST:
	case FLAT_AGENT_ID:
		return agent_text(f, field);
	case FLAT_CONTAINER_ID:
	case FLAT_CONTAINER_NAME:
	case FLAT_WITNESS:
	case FLAT_WITNESS_EXECUTABLE:
	case FLAT_ANCESTORS:
		return witness_text(f, field);
	case FLAT_EVENT:
		return event_text(f);
	case FLAT_ID:
		return view_of(a->id);
	case FLAT_MESSAGE:
		return message_text(f);
	case FLAT_ORIGINAL:
	case FLAT_FIELDS:
		break;
	}
	return VIEW_NONE;
}
