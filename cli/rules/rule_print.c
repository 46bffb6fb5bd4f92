// SPDX-License-Identifier: BSD-2-Clause
#include "rule_print.h"

#include <limits.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "printable.h"
#include "rule_draft.h"
#include "rule_field.h"

#define MAX_WORD 1024 /* bytes of a text for a person */

struct printer {
	struct buf *out;
	bool person;
	int machine; /* of the rule's arch: whose system calls */
};

/* A space and a backslash are escaped in a rules file. */
static void add_text(const struct printer *p, struct view text)
{
	if (p->person) {
		printable_word(p->out, text, MAX_WORD);
		return;
	}
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == ' ' || text.data[i] == '\\')
			buf_add_byte(p->out, '\\');
		buf_add_byte(p->out, text.data[i]);
	}
}

static void add_name(const struct printer *p, const char *name, uint32_t number)
{
	if (name)
		buf_add_text(p->out, name);
	else
		buf_add_u64(p->out, number);
}

static void add_perms(const struct printer *p, uint32_t perms)
{
	static const struct {
		uint32_t bit;
		char letter;
	} letters[] = { { AUDIT_PERM_READ, 'r' },
			{ AUDIT_PERM_WRITE, 'w' },
			{ AUDIT_PERM_EXEC, 'x' },
			{ AUDIT_PERM_ATTR, 'a' } };

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++)
		if (perms & letters[i].bit)
			buf_add_byte(p->out, letters[i].letter);
}

static void add_keys(const struct printer *p, struct view keys)
{
	while (keys.size) {
		const char *end =
			memchr(keys.data, RULE_KEY_SEPARATOR, keys.size);
		struct view key = view_from(
			keys.data, end ? (size_t)(end - keys.data) : keys.size);

		buf_add_text(p->out, " -k ");
		add_text(p, key);
		keys = view_skip(keys, key.size + (end != NULL));
	}
}

static bool names_arch(const char *name, uint32_t elf)
{
	int machine = name ? audit_determine_machine(name) : -1;

	return machine >= 0 && audit_machine_to_elf(machine) == elf;
}

/* "b64" or "b32" where that means it here, else its name or number. */
static void add_arch(const struct printer *p, uint32_t elf)
{
	int machine = audit_elf_to_machine(elf);
	const char *names[] = { "b64", "b32",
				machine < 0 ? NULL :
					      audit_machine_to_name(machine) };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (names_arch(names[i], elf)) {
			buf_add_text(p->out, names[i]);
			return;
		}
	}
	buf_printf(p->out, "0x%X", elf);
}

static void add_exit(const struct printer *p, uint32_t value)
{
	const char *name = (int32_t)value < 0 && value != 0x80000000u ?
				   audit_errno_to_name(-(int32_t)value) :
				   NULL;

	if (name)
		buf_printf(p->out, "-%s", name);
	else
		buf_printf(p->out, "%d", (int32_t)value);
}

static void add_number(const struct printer *p, const struct rule_field *field)
{
	switch (field->type) {
	case AUDIT_ARCH:
		add_arch(p, field->value);
		break;
	case AUDIT_PERM:
		add_perms(p, field->value);
		break;
	case AUDIT_EXIT:
		add_exit(p, field->value);
		break;
	case AUDIT_FILETYPE:
		add_name(p, audit_ftype_to_name((int)field->value),
			 field->value);
		break;
	case AUDIT_MSGTYPE:
		add_name(p, audit_msg_type_to_name((int)field->value),
			 field->value);
		break;
	case AUDIT_FSTYPE:
		add_name(p, audit_fstype_to_name((int)field->value),
			 field->value);
		break;
	case AUDIT_LOGINUID:
	case AUDIT_SESSIONID:
		add_name(p, field->value == UINT32_MAX ? "unset" : NULL,
			 field->value);
		break;
	case AUDIT_ARG0:
	case AUDIT_ARG1:
	case AUDIT_ARG2:
	case AUDIT_ARG3:
		buf_printf(p->out, "0x%X", field->value);
		break;
	default:
		buf_add_u64(p->out, field->value);
		break;
	}
}

static const char *field_name(uint32_t type)
{
	return type <= INT_MAX ? audit_field_to_name((int)type) : NULL;
}

static void add_compare(const struct printer *p, const struct rule_field *field,
			const char *op)
{
	uint32_t a, b;

	if (rule_compare_fields(field->value, &a, &b))
		buf_printf(p->out, " -C %s%s%s", field_name(a), op,
			   field_name(b));
	else
		buf_printf(p->out, " -C %u%s?", field->value, op);
}

static void add_field(const struct printer *p, const struct rule_field *field)
{
	const char *name = field_name(field->type);
	const char *op = rule_operator_name(field->op);

	if (!op)
		op = "?";
	if (field->type == AUDIT_FIELD_COMPARE) {
		add_compare(p, field, op);
		return;
	}
	buf_add_text(p->out, " -F ");
	if (name)
		buf_add_text(p->out, name);
	else
		buf_printf(p->out, "f%u", field->type);
	buf_add_text(p->out, op);
	if (field->text.data)
		add_text(p, field->text);
	else
		add_number(p, field);
}

/* A name only where it reads back as the number: in one table there may be
 * several. */
static void add_call(const struct printer *p, int number, bool first)
{
	const char *name = p->machine < 0 ?
				   NULL :
				   audit_syscall_to_name(number, p->machine);

	buf_add_text(p->out, first ? " -S " : ",");
	if (name && audit_name_to_syscall(name, p->machine) != number)
		name = NULL;
	add_name(p, name, (uint32_t)number);
}

static void add_calls(const struct printer *p,
		      const struct audit_rule_data *rule)
{
	bool first = true;

	if (rule_all_calls(rule)) {
		buf_add_text(p->out, " -S all");
		return;
	}
	for (uint32_t i = 0; i < 32 * AUDIT_BITMASK_SIZE; i++) {
		if (!(rule->mask[i / 32] & 1u << i % 32))
			continue;
		add_call(p, (int)i, first);
		first = false;
	}
}

/* auditctl takes all system calls where none is named; but a key belongs to
 * -S where nothing else is there that it may belong to. */
static bool says_calls(const struct audit_rule_data *rule)
{
	static const uint32_t enough[] = { AUDIT_WATCH, AUDIT_DIR, AUDIT_PERM,
					   AUDIT_EXE };
	uint32_t list = rule_list_of(rule);
	struct rule_field field;

	if (list != AUDIT_FILTER_EXIT && list != RULE_LIST_URING)
		return false;
	if (!rule_all_calls(rule))
		return true;
	for (size_t i = 0; i < sizeof(enough) / sizeof(*enough); i++)
		if (rule_field_find(rule, enough[i], &field))
			return false;
	return true;
}

static void add_list(const struct printer *p,
		     const struct audit_rule_data *rule)
{
	const char *list = rule_list_name(rule_list_of(rule));

	buf_add_text(p->out, "-a ");
	if (rule->action == AUDIT_ALWAYS)
		buf_add_text(p->out, "always,");
	else if (rule->action == AUDIT_NEVER)
		buf_add_text(p->out, "never,");
	else
		buf_printf(p->out, "%u,", rule->action);
	add_name(p, list, rule_list_of(rule));
}

/* The system calls stand behind the arch whose numbers they have. */
static void add_rule(struct printer *p, const struct audit_rule_data *rule)
{
	bool calls = says_calls(rule);
	struct rule_walk walk = { 0 };
	struct rule_field field;

	p->machine = rule_field_find(rule, AUDIT_ARCH, &field) ?
			     audit_elf_to_machine(field.value) :
			     audit_detect_machine();
	add_list(p, rule);
	if (calls && !rule_field_find(rule, AUDIT_ARCH, &field)) {
		add_calls(p, rule);
		calls = false;
	}
	while (rule_field_next(rule, &walk, &field)) {
		if (field.type == AUDIT_FILTERKEY) {
			add_keys(p, field.text);
			continue;
		}
		add_field(p, &field);
		if (calls && field.type == AUDIT_ARCH) {
			add_calls(p, rule);
			calls = false;
		}
	}
}

/* Would -w take this path for the same type?  See auditctl.c,
 * audit_setup_watch_name(). */
static bool watch_type_is(const struct check_host *host, struct view path,
			  uint32_t type)
{
	autodraftrule struct rule_draft draft;

	rule_draft_init(&draft, host);
	return rule_draft_watch(&draft, path, NULL) == 0 &&
	       draft.data.fields[0] == type && draft.text.size == path.size;
}

/* A path or directory, then its permissions, then a key or none: what -w, -p
 * and -k make. */
static bool is_watch(const struct check_host *host,
		     const struct audit_rule_data *rule)
{
	struct rule_walk walk = { 0 };
	struct rule_field path, perms, key;

	if (!host || rule_list_of(rule) != AUDIT_FILTER_EXIT ||
	    rule->action != AUDIT_ALWAYS || !rule_all_calls(rule) ||
	    rule->field_count > 3)
		return false;
	if (!rule_field_next(rule, &walk, &path) ||
	    !rule_field_next(rule, &walk, &perms) ||
	    (path.type != AUDIT_WATCH && path.type != AUDIT_DIR) ||
	    path.op != AUDIT_EQUAL || perms.type != AUDIT_PERM ||
	    perms.op != AUDIT_EQUAL || !perms.value)
		return false;
	if (rule_field_next(rule, &walk, &key) && key.type != AUDIT_FILTERKEY)
		return false;
	return watch_type_is(host, path.text, path.type);
}

static void add_watch(const struct printer *p,
		      const struct audit_rule_data *rule)
{
	struct rule_walk walk = { 0 };
	struct rule_field field;

	while (rule_field_next(rule, &walk, &field)) {
		if (field.type == AUDIT_FILTERKEY) {
			add_keys(p, field.text);
		} else if (field.type == AUDIT_PERM) {
			buf_add_text(p->out, " -p ");
			add_perms(p, field.value);
		} else {
			buf_add_text(p->out, "-w ");
			add_text(p, field.text);
		}
	}
}

static void print(const struct check_host *host,
		  const struct audit_rule_data *rule, struct printer *p)
{
	if (is_watch(host, rule))
		add_watch(p, rule);
	else
		add_rule(p, rule);
}

void rule_print(const struct check_host *host,
		const struct audit_rule_data *rule, struct buf *out)
{
	struct printer p = { .out = out };

	print(host, rule, &p);
}

void rule_print_text(const struct check_host *host,
		     const struct audit_rule_data *rule, struct buf *out)
{
	struct printer p = { .out = out, .person = true };

	print(host, rule, &p);
}
