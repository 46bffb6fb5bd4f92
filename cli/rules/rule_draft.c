// SPDX-License-Identifier: BSD-2-Clause
#include "rule_draft.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "number.h"
#include "rule_field.h"

#define MAX_SHOWN 80 /* bytes of a word in a message */

/* "x" of a message: its length for "%.*s". */
static int shown(struct view word)
{
	return word.size < MAX_SHOWN ? (int)word.size : MAX_SHOWN;
}

void rule_draft_init(struct rule_draft *draft, const struct check_host *host)
{
	*draft = (struct rule_draft){ .host = host, .machine = -1 };
	buf_init(&draft->text, RULE_MAX_TEXT);
	buf_init(&draft->key, AUDIT_MAX_KEY_LEN);
}

void rule_draft_done(struct rule_draft *draft)
{
	buf_done(&draft->text);
	buf_done(&draft->key);
}

int rule_draft_add(struct rule_draft *draft, uint32_t type, uint32_t op,
		   uint32_t value)
{
	struct audit_rule_data *data = &draft->data;
	uint32_t i = data->field_count;

	if (i >= AUDIT_MAX_FIELDS)
		return -E2BIG;
	data->fields[i] = type;
	data->fieldflags[i] = op;
	data->values[i] = value;
	data->field_count++;
	return 0;
}

int rule_draft_add_text(struct rule_draft *draft, uint32_t type, uint32_t op,
			struct view text)
{
	int ret = rule_draft_add(draft, type, op, (uint32_t)text.size);

	if (ret < 0)
		return ret;
	buf_add(&draft->text, text);
	return buf_error(&draft->text) == -ENOBUFS ? -E2BIG :
						     buf_error(&draft->text);
}

static bool action_named(struct view word, uint32_t *ret)
{
	if (view_is(word, "always"))
		*ret = AUDIT_ALWAYS;
	else if (view_is(word, "never"))
		*ret = AUDIT_NEVER;
	else
		return false;
	return true;
}

int rule_draft_list(struct rule_draft *draft, struct view word,
		    struct errmsg *err)
{
	const char *comma =
		word.size ? memchr(word.data, ',', word.size) : NULL;
	struct view a, b;

	if (draft->listed)
		return errmsg_set(err, -EINVAL, "a second list: %.*s",
				  shown(word), word.data);
	if (comma) {
		a = view_from(word.data, (size_t)(comma - word.data));
		b = view_skip(word, a.size + 1);
		draft->listed = (action_named(a, &draft->data.action) &&
				 rule_list_named(b, &draft->data.flags)) ||
				(rule_list_named(a, &draft->data.flags) &&
				 action_named(b, &draft->data.action));
	}
	if (!draft->listed)
		return errmsg_set(err, -EINVAL,
				  "expected always or never, a comma and a "
				  "list, got %.*s",
				  shown(word), word.size ? word.data : "");
	if (draft->calls && draft->data.flags != AUDIT_FILTER_EXIT)
		return errmsg_set(err, -EINVAL,
				  "this list takes no system calls");
	return 0;
}

static void all_calls(struct rule_draft *draft)
{
	memset(draft->data.mask, 0xff, sizeof(draft->data.mask));
	draft->data.mask[AUDIT_BITMASK_SIZE - 1] = RULE_LAST_WORD;
}

/* As auditctl does by stat(2). */
static bool is_directory(const struct check_host *host, struct view path)
{
	autoclose int fd = check_host_open_path(host, path, O_PATH);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 && S_ISDIR(st.st_mode);
}

int rule_draft_watch(struct rule_draft *draft, struct view path,
		     struct errmsg *err)
{
	uint32_t type;
	int ret;

	if (draft->listed || draft->data.field_count)
		return errmsg_set(err, -EINVAL,
				  "a watch is a rule of its own: -w %.*s",
				  shown(path), path.data);
	if (!path.size || path.data[0] != '/' || path.size >= PATH_MAX)
		return errmsg_set(err, -EINVAL,
				  "a watch needs a path from / on, got %.*s",
				  shown(path), path.size ? path.data : "");
	while (path.size > 1 && path.data[path.size - 1] == '/')
		path.size--;
	draft->listed = draft->calls = draft->keyable = true;
	draft->data.flags = AUDIT_FILTER_EXIT;
	draft->data.action = AUDIT_ALWAYS;
	all_calls(draft);
	type = is_directory(draft->host, path) ? AUDIT_DIR : AUDIT_WATCH;
	ret = rule_draft_add_text(draft, type, AUDIT_EQUAL, path);
	return ret < 0 ? ret :
			 rule_draft_add(draft, AUDIT_PERM, AUDIT_EQUAL,
					AUDIT_PERM_READ | AUDIT_PERM_WRITE |
						AUDIT_PERM_EXEC |
						AUDIT_PERM_ATTR);
}

bool rule_draft_perm_bits(struct view letters, uint32_t *ret)
{
	static const char names[] = "rRwWxXaA";
	static const uint32_t bits[] = { AUDIT_PERM_READ, AUDIT_PERM_WRITE,
					 AUDIT_PERM_EXEC, AUDIT_PERM_ATTR };
	uint32_t value = 0;

	if (letters.size > 4)
		return false;
	for (size_t i = 0; i < letters.size; i++) {
		const char *at =
			letters.data[i] ? strchr(names, letters.data[i]) : NULL;

		if (!at)
			return false;
		value |= bits[(at - names) / 2];
	}
	*ret = value;
	return true;
}

int rule_draft_perms(struct rule_draft *draft, struct view perms,
		     struct errmsg *err)
{
	struct audit_rule_data *data = &draft->data;
	uint32_t bits;
	bool done = false;

	if (!draft->listed || !data->field_count)
		return errmsg_set(err, -EINVAL, "-p without a path before it");
	if (!rule_draft_perm_bits(perms, &bits))
		return errmsg_set(err, -EINVAL,
				  "permissions are of r, w, x and a, got %.*s",
				  shown(perms), perms.data);
	draft->keyable = true;
	for (uint32_t i = 0; i < data->field_count; i++) {
		if (data->fields[i] == AUDIT_PERM) {
			data->values[i] = bits;
			done = true;
		}
	}
	return done ? 0 : rule_draft_add(draft, AUDIT_PERM, AUDIT_EQUAL, bits);
}

static int call_number(int machine, struct view name)
{
	char text[64];
	uint64_t number;
	int ret;

	if (!name.size || name.size >= sizeof(text) ||
	    memchr(name.data, 0, name.size))
		return -1;
	memcpy(text, name.data, name.size);
	text[name.size] = 0;
	ret = audit_name_to_syscall(text, machine);
	if (ret < 0 && number_decimal(name, INT_MAX, &number) == 0)
		ret = (int)number;
	/* The last word is the class bits'. */
	return ret < 32 * (AUDIT_BITMASK_SIZE - 1) ? ret : -1;
}

static int add_call(struct rule_draft *draft, struct view name,
		    struct errmsg *err)
{
	int machine =
		draft->machine >= 0 ? draft->machine : audit_detect_machine();
	int number;
	uint32_t bit;

	if (view_is(name, "all")) {
		all_calls(draft);
		return 0;
	}
	number = call_number(machine, name);
	if (number < 0)
		return errmsg_set(err, -EINVAL, "no system call: %.*s",
				  shown(name), name.size ? name.data : "");
	bit = (uint32_t)number;
	draft->data.mask[bit / 32] |= 1u << bit % 32;
	return 0;
}

int rule_draft_calls(struct rule_draft *draft, struct view names,
		     struct errmsg *err)
{
	int ret = 0;

	if (draft->listed && draft->data.flags != AUDIT_FILTER_EXIT &&
	    draft->data.flags != RULE_LIST_URING)
		return errmsg_set(err, -EINVAL,
				  "this list takes no system calls");
	if (!names.size)
		return errmsg_set(err, -EINVAL, "-S without a system call");
	draft->calls = draft->keyable = true;
	/* The arch of what follows is this machine's, as auditctl has it. */
	if (draft->machine < 0)
		draft->machine = audit_detect_machine();
	while (ret == 0 && names.size) {
		const char *comma = memchr(names.data, ',', names.size);
		struct view name = names;

		if (comma)
			name.size = (size_t)(comma - names.data);
		if (name.size)
			ret = add_call(draft, name, err);
		names = view_skip(names, name.size + (comma != NULL));
	}
	return ret;
}

int rule_draft_key(struct rule_draft *draft, struct view key,
		   struct errmsg *err)
{
	if (!draft->listed)
		return errmsg_set(err, -EINVAL,
				  "a key without a rule before it");
	if (draft->key.size)
		buf_add_byte(&draft->key, RULE_KEY_SEPARATOR);
	buf_add(&draft->key, key);
	return buf_error(&draft->key) == -ENOBUFS ?
		       errmsg_set(err, -EINVAL, "a key of over %d bytes",
				  AUDIT_MAX_KEY_LEN) :
		       buf_error(&draft->key);
}

static int finish_key(struct rule_draft *draft, struct errmsg *err)
{
	if (!draft->key.size)
		return 0;
	if (!draft->keyable)
		return errmsg_set(err, -EINVAL,
				  "a key needs a watch, a path, an exe, a "
				  "fstype or -S before it");
	return rule_draft_add_text(draft, AUDIT_FILTERKEY, AUDIT_EQUAL,
				   buf_view(&draft->key));
}

int rule_draft_finish(struct rule_draft *draft, struct audit_rule_data **ret,
		      struct errmsg *err)
{
	struct audit_rule_data *data;
	int error;

	if (!draft->listed)
		return errmsg_set(err, -EINVAL, "no list: -a, -A, -d or -w");
	error = finish_key(draft, err);
	if (error < 0)
		return error;
	if (!draft->calls && draft->data.flags != AUDIT_FILTER_TASK)
		all_calls(draft);
	data = malloc(sizeof(*data) + draft->text.size);
	if (!data)
		return -ENOMEM;
	*data = draft->data;
	data->buflen = (uint32_t)draft->text.size;
	if (draft->text.size)
		memcpy(data->buf, draft->text.data, draft->text.size);
	*ret = data;
	return 0;
}
