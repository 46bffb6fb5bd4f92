// SPDX-License-Identifier: BSD-2-Clause
/* The fields of a rule: -F name=value and -C name=name. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <sys/socket.h>

#include "number.h"
#include "rule_draft.h"
#include "rule_field.h"
#include "rule_key.h"

#define MAX_NAME 256 /* bytes of a word that a table of names may have */

static int shown(struct view word)
{
	return word.size < 80 ? (int)word.size : 80;
}

static int bad_value(struct view pair, struct errmsg *err)
{
	return errmsg_set(err, -EINVAL, "no such value: %.*s", shown(pair),
			  pair.data);
}

/* A word NUL-terminated, for libaudit's tables. */
static bool word_of(struct view word, char ret[static MAX_NAME])
{
	if (!word.size || word.size >= MAX_NAME ||
	    memchr(word.data, 0, word.size))
		return false;
	memcpy(ret, word.data, word.size);
	ret[word.size] = 0;
	return true;
}

/* As strtoul(3) with base 0 reads a whole word. */
static int unsigned_of(struct view word, uint32_t *ret)
{
	uint64_t number;
	int error;

	if (view_starts(word, VIEW("0x")) || view_starts(word, VIEW("0X")))
		error = number_hex(view_skip(word, 2), UINT32_MAX, &number);
	else if (word.size > 1 && word.data[0] == '0')
		error = number_octal(word, UINT32_MAX, &number);
	else
		error = number_decimal(word, UINT32_MAX, &number);
	if (error == 0)
		*ret = (uint32_t)number;
	return error;
}

/* The same with a sign before it. */
static int signed_of(struct view word, uint32_t *ret)
{
	uint32_t number;
	int error;

	if (!word.size || word.data[0] != '-')
		return unsigned_of(word, ret);
	error = unsigned_of(view_skip(word, 1), &number);
	if (error == 0)
		*ret = 0 - number;
	return error;
}

static int id_of(const struct check_host *host, struct view word, bool group,
		 uint32_t *ret)
{
	char name[MAX_NAME];

	if (!word_of(word, name))
		return -EINVAL;
	if (!group && view_is(word, "unset")) {
		*ret = UINT32_MAX;
		return 0;
	}
	if (isdigit((unsigned char)name[0]) ||
	    (!group && name[0] == '-' && isdigit((unsigned char)name[1])))
		return signed_of(word, ret);
	return rule_draft_id(host, name, group, ret);
}

static int exit_of(struct view word, uint32_t *ret)
{
	char name[MAX_NAME];
	int number;

	if (signed_of(word, ret) == 0)
		return 0;
	if (!word_of(word, name))
		return -EINVAL;
	number = audit_name_to_errno(name);
	*ret = (uint32_t)number;
	return number ? 0 : -EINVAL;
}

static int arch_of(struct rule_draft *draft, struct view word, uint32_t *ret)
{
	char name[MAX_NAME];
	unsigned int elf;
	int machine;

	if (draft->calls || !word_of(word, name))
		return -EINVAL;
	if (isdigit((unsigned char)name[0])) {
		if (unsigned_of(word, ret) < 0)
			return -EINVAL;
		draft->machine = audit_elf_to_machine(*ret);
		return draft->machine < 0 ? -EINVAL : 0;
	}
	machine = audit_determine_machine(name);
	elf = machine < 0 ? 0 : audit_machine_to_elf(machine);
	if (elf == 0)
		return -EINVAL;
	draft->machine = machine;
	*ret = elf;
	return 0;
}

/* A number, or a word of one of libaudit's tables, where -1 is none: others
 * are numbers over INT_MAX (btrfs is 0x9123683e). */
static int named_of(struct view word, int (*table)(const char *), uint32_t *ret)
{
	char name[MAX_NAME];
	int number;

	if (unsigned_of(word, ret) == 0)
		return 0;
	if (!word_of(word, name))
		return -EINVAL;
	number = table(name);
	*ret = (uint32_t)number;
	return number == -1 ? -EINVAL : 0;
}

static int filetype_of(struct view word, uint32_t *ret)
{
	char name[MAX_NAME];
	int number;

	if (!word_of(word, name))
		return -EINVAL;
	number = audit_name_to_ftype(name);
	*ret = (uint32_t)number;
	return number < 0 ? -EINVAL : 0;
}

static int number_of(struct rule_draft *draft, uint32_t type, struct view word,
		     uint32_t *ret)
{
	switch (type) {
	case AUDIT_UID:
	case AUDIT_EUID:
	case AUDIT_SUID:
	case AUDIT_FSUID:
	case AUDIT_LOGINUID:
	case AUDIT_OBJ_UID:
		return id_of(draft->host, word, false, ret);
	case AUDIT_GID:
	case AUDIT_EGID:
	case AUDIT_SGID:
	case AUDIT_FSGID:
	case AUDIT_OBJ_GID:
		return id_of(draft->host, word, true, ret);
	case AUDIT_EXIT:
		return exit_of(word, ret);
	case AUDIT_MSGTYPE:
		return named_of(word, audit_name_to_msg_type, ret);
	case AUDIT_ARCH:
		return arch_of(draft, word, ret);
	case AUDIT_PERM:
		return rule_draft_perm_bits(word, ret) ? 0 : -EINVAL;
	case AUDIT_FILETYPE:
		return filetype_of(word, ret);
	case AUDIT_FSTYPE:
		return named_of(word, audit_name_to_fstype, ret);
	case AUDIT_SESSIONID:
		return id_of(draft->host, word, false, ret);
	case AUDIT_ARG0:
	case AUDIT_ARG1:
	case AUDIT_ARG2:
	case AUDIT_ARG3:
		return signed_of(word, ret);
	case AUDIT_SADDR_FAM:
		return unsigned_of(word, ret) == 0 && *ret < AF_MAX ? 0 :
								      -EINVAL;
	default:
		return unsigned_of(word, ret);
	}
}

/* What only the list of system calls has (libaudit, and auditctl(8)). */
static bool exit_only(uint32_t type)
{
	switch (type) {
	case AUDIT_EXIT:
	case AUDIT_WATCH:
	case AUDIT_DIR:
	case AUDIT_OBJ_USER:
	case AUDIT_OBJ_ROLE:
	case AUDIT_OBJ_TYPE:
	case AUDIT_OBJ_LEV_LOW:
	case AUDIT_OBJ_LEV_HIGH:
	case AUDIT_PERM:
	case AUDIT_FILETYPE:
	case AUDIT_DEVMAJOR:
	case AUDIT_DEVMINOR:
	case AUDIT_INODE:
	case AUDIT_SUCCESS:
	case AUDIT_PPID:
		return true;
	default:
		return false;
	}
}

static bool exclude_takes(uint32_t type)
{
	switch (type) {
	case AUDIT_PID:
	case AUDIT_UID:
	case AUDIT_GID:
	case AUDIT_LOGINUID:
	case AUDIT_MSGTYPE:
	case AUDIT_SUBJ_USER:
	case AUDIT_SUBJ_ROLE:
	case AUDIT_SUBJ_TYPE:
	case AUDIT_SUBJ_SEN:
	case AUDIT_SUBJ_CLR:
	case AUDIT_EXE:
		return true;
	default:
		return false;
	}
}

static bool list_takes(uint32_t list, uint32_t type)
{
	switch (list) {
	case AUDIT_FILTER_EXIT:
	case RULE_LIST_URING:
		return type != AUDIT_MSGTYPE && type != AUDIT_FSTYPE;
	case AUDIT_FILTER_EXCLUDE:
		return exclude_takes(type);
	case AUDIT_FILTER_USER:
		return !exit_only(type) && type != AUDIT_FSTYPE;
	case AUDIT_FILTER_FS:
		return !exit_only(type) && type != AUDIT_MSGTYPE;
	default:
		return !exit_only(type) && type != AUDIT_MSGTYPE &&
		       type != AUDIT_FSTYPE && type != AUDIT_SESSIONID;
	}
}

static bool only_equal(uint32_t type)
{
	return type == AUDIT_PERM;
}

static bool takes_operator(uint32_t type, uint32_t op)
{
	switch (type) {
	case AUDIT_EXE:
	case AUDIT_ARCH:
	case AUDIT_FSTYPE:
	case AUDIT_INODE:
		return op == AUDIT_EQUAL || op == AUDIT_NOT_EQUAL;
	default:
		return !only_equal(type) || op == AUDIT_EQUAL;
	}
}

static bool keyable(uint32_t type)
{
	switch (type) {
	case AUDIT_WATCH:
	case AUDIT_DIR:
	case AUDIT_EXE:
	case AUDIT_PERM:
	case AUDIT_FSTYPE:
		return true;
	default:
		return false;
	}
}

static int field_named(struct view name)
{
	char word[MAX_NAME];

	return word_of(name, word) ? audit_name_to_field(word) : -1;
}

int rule_draft_field(struct rule_draft *draft, struct view pair,
		     struct errmsg *err)
{
	struct view name, word;
	uint32_t op, value = 0, type;
	int field, ret;

	if (!draft->listed)
		return errmsg_set(err, -EINVAL, "a field before its list");
	if (view_starts(pair, VIEW("key=")))
		return rule_draft_key(draft, view_skip(pair, 4), err);
	if (!rule_operator_split(pair, &name, &op, &word) || !word.size)
		return errmsg_set(err, -EINVAL, "no name=value: %.*s",
				  shown(pair), pair.size ? pair.data : "");
	field = field_named(name);
	if (field < 0)
		return errmsg_set(err, -EINVAL, "no field: %.*s", shown(name),
				  name.data);
	type = (uint32_t)field;
	if (!list_takes(draft->data.flags, type) || !takes_operator(type, op))
		return errmsg_set(err, -EINVAL, "this list takes no %.*s",
				  shown(pair), pair.data);
	draft->keyable |= keyable(type);
	if (rule_key_has_text(type)) {
		if (word.size > PATH_MAX)
			return bad_value(pair, err);
		return rule_draft_add_text(draft, type, op, word);
	}
	ret = number_of(draft, type, word, &value);
	if (ret < 0)
		return bad_value(pair, err);
	return rule_draft_add(draft, type, op, value);
}

int rule_draft_compare(struct rule_draft *draft, struct view pair,
		       struct errmsg *err)
{
	struct view name, word;
	uint32_t op, compare = 0;
	int a, b;

	if (!draft->listed || draft->data.flags != AUDIT_FILTER_EXIT)
		return errmsg_set(err, -EINVAL, "-C is of the exit list");
	if (rule_operator_split(pair, &name, &op, &word) &&
	    (op == AUDIT_EQUAL || op == AUDIT_NOT_EQUAL)) {
		a = field_named(name);
		b = field_named(word);
		if (a >= 0 && b >= 0)
			compare = rule_compare_of((uint32_t)a, (uint32_t)b);
	}
	if (!compare)
		return errmsg_set(err, -EINVAL, "not to be compared: %.*s",
				  shown(pair), pair.size ? pair.data : "");
	return rule_draft_add(draft, AUDIT_FIELD_COMPARE, op, compare);
}
