// SPDX-License-Identifier: BSD-2-Clause
#include "reason.h"

/* Begins another part of the sentence. */
static void part(struct buf *out, const char *text)
{
	if (out->size)
		buf_add_text(out, "; ");
	buf_add_text(out, text);
}

static void write_user(const struct actor *actor, const struct verdict *v,
		       struct buf *out)
{
	switch (v->answers[AUTHORITY_USER]) {
	case ANSWER_NO_LOGIN:
		part(out, "no login uid, so nobody vouches for it");
		break;
	case ANSWER_NOT_TRUSTED:
		part(out, "login uid ");
		buf_add_u64(out, actor->call->auid);
		buf_add_text(out, " is not trusted");
		break;
	case ANSWER_FORGED:
		part(out, "login uid ");
		buf_add_u64(out, actor->call->auid);
		buf_add_text(out, " was not set by a login program");
		break;
	case ANSWER_IN_CONTAINER:
		part(out, "login uid ");
		buf_add_u64(out, actor->call->auid);
		buf_add_text(out, " was set inside a container");
		break;
	case ANSWER_ACTS_FOR_OTHERS:
	case ANSWER_SHARED_SESSION:
	case ANSWER_LOGIN_UNSEEN:
		part(out, answer_text(v->answers[AUTHORITY_USER]));
		break;
	case ANSWER_GRANTED:
	case ANSWER_NOT_RUNTIME:
	case ANSWER_NOT_ITS_STATE:
	case ANSWER_NAME_NOT_HOSTS:
	case ANSWER_UNSEEN:
	case ANSWER_CONTRADICTED:
	case ANSWER_NOT_A_VOLUME:
	case ANSWER_NOT_PACKAGER:
	case ANSWER_NOT_PACKAGED:
	case ANSWER_NOT_A_REPLACEMENT:
	case ANSWER_NO_RULE:
	case ANSWER_RULE_ITEM:
	case ANSWER_RULE_EXE:
	case ANSWER_RULE_USER:
	case ANSWER_RULE_ACTION:
	case ANSWER_NOT_A_SERVICE:
	case ANSWER_NOT_ITS_WORK:
	case ANSWER_GATE:
		break;
	}
}

/* Would it matter if the process were what it claims to be? */
static bool is_doubtful(const struct identity *id)
{
	if (id->trust == TRUST_CONTRADICTED)
		return true;
	return id->trust == TRUST_UNVERIFIED &&
	       (program_is_runtime(id->program) ||
		id->program == PROGRAM_PACKAGER ||
		id->program == PROGRAM_LOGIN || id->program == PROGRAM_CLIENT);
}

/* What a program that might have been authorized lacked. */
static void write_program(const struct actor *actor, const struct verdict *v,
			  struct buf *out)
{
	const struct identity *id = &actor->identity;

	if (program_is_runtime(id->program))
		part(out, answer_text(v->answers[AUTHORITY_RUNTIME]));
	else if (v->answers[AUTHORITY_PACKAGE] != ANSWER_NOT_PACKAGER)
		part(out, answer_text(v->answers[AUTHORITY_PACKAGE]));
	if (is_doubtful(id)) {
		part(out, "its executable is ");
		buf_add_text(out, trust_name(id->trust));
		buf_add_text(out, ": ");
		buf_add_text(out, evidence_text(id->evidence));
	} else if (id->container) {
		part(out, "the process was born in a container");
	}
}

static void write_object(const struct change *change, struct buf *out)
{
	switch (change->object.known) {
	case KNOWN_TAIL:
		part(out, "the object is taken from the end of the recorded "
			  "name: its inode was not seen before");
		break;
	case KNOWN_KEY:
		part(out, "the item is the rule's key's: the log does not "
			  "tell the object's path");
		break;
	case KNOWN_PLACE:
	case KNOWN_LIKELY:
		part(out, "the log does not tell the object's path, only that "
			  "it lies below the runtime's state");
		break;
	case KNOWN_NOT:
		if (change->object.item)
			part(out, "the log does not tell which watched object "
				  "this is");
		break;
	case KNOWN_NAME:
	case KNOWN_INODE:
	case KNOWN_PARENT:
		break;
	}
}

static void write_doubts(const struct change *change, const struct actor *actor,
			 struct buf *out)
{
	if (change->object.item && !actor->call->has_syscall &&
	    !actor->call->has_uring)
		part(out, "the call's own record is missing: who made it is "
			  "not told");
	if (change->nameless)
		part(out, change->object.known == KNOWN_NOT ?
				  "the record has a descriptor and no name: "
				  "which file it is, is not told" :
				  "the record has a descriptor and no name: it "
				  "is what the process opened under it last");
	if (change->apart)
		part(out, "who mounts without being root does so in a "
			  "namespace of their own");
	if (change->mode_unknown)
		part(out, "io_uring does not record how the file was opened");
	if (change->call_unknown) {
		part(out, "system call ");
		buf_add_u64(out, actor->call->number);
		buf_add_text(out, " is not known here");
	}
	if (change->group_unnamed)
		part(out, "the record does not name the group");
	if (change->claimed)
		part(out, "told by the program's own record");
	if (actor->call->event->cut || actor->call->items_cut)
		part(out, "the event has more records than were kept");
}

static void add_keys(struct view keys, struct buf *out)
{
	for (size_t i = 0; i < keys.size; i++)
		buf_add_byte(out, keys.data[i] == '\x01' ? ',' : keys.data[i]);
}

void reason_write(const struct change *change, const struct actor *actor,
		  const struct verdict *verdict, struct buf *out)
{
	if (change->detail.size)
		buf_add(out, change->detail);
	if (change->key.size) {
		buf_add_text(out, " (key ");
		add_keys(change->key, out);
		buf_add_byte(out, ')');
	}
	if (verdict->kind == VERDICT_AUTHORIZED) {
		part(out, "authorized: ");
		buf_add_text(out, authority_name(verdict->by));
		if (verdict->by == AUTHORITY_SITE) {
			buf_add_text(out, " \"");
			buf_add_text(out, verdict->rule->name);
			buf_add_byte(out, '"');
		}
	} else {
		write_user(actor, verdict, out);
	}
	write_program(actor, verdict, out);
	write_object(change, out);
	write_doubts(change, actor, out);
}
