// SPDX-License-Identifier: BSD-2-Clause
#include "sentence.h"

#include <inttypes.h>

#include "printable.h"

#define SHORT_ID 12 /* digits */

static bool is_known(struct view v)
{
	return v.size > 0;
}

static void add_word(struct buf *out, const char *before, struct view word,
		     size_t max)
{
	if (!is_known(word))
		return;
	buf_add_text(out, before);
	printable_word(out, word, max);
}

static void add_object(struct buf *out, const struct alert *alert, size_t max)
{
	const struct alert_file *file = &alert->file;
	const char *before = " ";

	if (alert->action == ACTION_MEMBERSHIP) {
		add_word(out, " of group ", alert->group_name, max);
		add_word(out, " member ", alert->member_name, max);
		before = " in ";
	}
	if (alert->action == ACTION_LOGIN) {
		add_word(out, " of member ", alert->member_name, max);
		add_word(out, " of group ", alert->group_name, max);
	}
	if (!file->is_file)
		return;
	if (is_known(file->path)) {
		add_word(out, before, file->path, max);
		if (is_known(file->recorded_path) &&
		    !view_equal(file->recorded_path, file->path)) {
			add_word(out, " (as ", file->recorded_path, max);
			buf_add_text(out, ")");
		}
	} else if (is_known(file->recorded_path)) {
		add_word(out, before, file->recorded_path, max);
	} else if (file->has_inode) {
		buf_printf(out, " inode %" PRIu64, file->inode);
	}
	add_word(out, " with ", file->target_path, max);
}

/* By name, and what `docker ps` shows of its id. */
static void add_container(struct buf *out, const struct alert *alert,
			  size_t max)
{
	const struct alert_witness *w = alert->witness;
	struct view id;

	if (!w || !is_known(w->container_id))
		return;
	id = w->container_id;
	if (id.size > SHORT_ID)
		id.size = SHORT_ID;
	buf_add_text(out, " in container ");
	if (!is_known(w->container_name)) {
		printable_word(out, id, max);
		return;
	}
	printable_word(out, w->container_name, max);
	buf_add_byte(out, '(');
	printable_word(out, id, max);
	buf_add_byte(out, ')');
}

static void add_user(struct buf *out, uint32_t id, struct view name, size_t max)
{
	buf_add_u64(out, id);
	if (!is_known(name))
		return;
	buf_add_byte(out, '(');
	printable_word(out, name, max);
	buf_add_byte(out, ')');
}

static void add_subject(struct buf *out, const struct alert *alert, size_t max)
{
	const struct alert_process *process = &alert->process;
	const struct alert_user *user = &alert->user;

	if (is_known(process->executable))
		add_word(out, " by ", process->executable, max);
	else if (is_known(process->name))
		add_word(out, " by ", process->name, max);
	else if (process->has_pid)
		buf_add_text(out, " by process ");
	else
		return;
	if (process->has_pid)
		buf_printf(out, "[%" PRIu32 "]", process->pid);
	add_container(out, alert, max);
	if (user->id != UID_UNSET) {
		buf_add_text(out, " uid ");
		add_user(out, user->id, user->name, max);
	}
	buf_add_text(out, " login ");
	if (user->audit_id == UID_UNSET)
		buf_add_text(out, "unset");
	else
		add_user(out, user->audit_id, user->audit_name, max);
}

void sentence_add(struct buf *out, const struct alert *alert, size_t max)
{
	if (alert->outcome == OUTCOME_FAILURE)
		buf_add_text(out, "failed ");
	buf_add_text(out, action_name(alert->action));
	add_object(out, alert, max);
	add_subject(out, alert, max);
	if (alert->count > 1 && !alert->is_notice)
		buf_printf(out, " %" PRIu64 " times", alert->count);
}

void sentence_message(struct buf *out, const struct alert *alert, size_t max)
{
	if (!alert->is_notice) {
		buf_add_text(out, verdict_name(alert->verdict));
		buf_add_byte(out, ' ');
	}
	sentence_add(out, alert, max);
	if (alert->is_notice && is_known(alert->reason)) {
		buf_add_text(out, ": ");
		printable_text(out, alert->reason, max);
	}
}
