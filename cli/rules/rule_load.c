// SPDX-License-Identifier: BSD-2-Clause
#include "rule_load.h"

#include <errno.h>

#include "cleanup.h"
#include "rule_field.h"
#include "rule_print.h"

#define MAX_WHY 1024

struct loading {
	const struct check_host *host;
	struct rule_load *load;
	const struct rule_list *present;
	int fd;
};

static const char *reason_of(int code)
{
	switch (code) {
	case -ENOENT:
		return "its directory does not exist";
	case -EINVAL:
		return "this kernel does not take it";
	case -ENOSPC:
		return "the kernel has no room for another watch";
	case -ENAMETOOLONG:
		return "its path is too long";
	case -ENOTDIR:
		return "a part of its path is no directory";
	case -EPERM:
		return "not permitted";
	default:
		return strerror(-code);
	}
}

static void refuse(const struct loading *l, const struct audit_rule_data *rule,
		   int code)
{
	autobuf struct buf why;

	buf_init(&why, MAX_WHY);
	l->load->failed++;
	if (!l->load->refused)
		return;
	rule_print_text(l->host, rule, &why);
	buf_cut(&why, MAX_WHY - 128);
	buf_printf(&why, ": %s", reason_of(code));
	buf_add_byte(&why, 0);
	if (!buf_error(&why))
		l->load->refused(l->load->user, why.data);
}

static void add(const struct loading *l, struct audit_rule_data *rule)
{
	int flags = (int)rule_list_of(rule);
	int ret;

	if (rule_list_find(l->present, rule)) {
		l->load->present++;
		return;
	}
	if (l->load->prepend)
		flags |= AUDIT_FILTER_PREPEND;
	ret = audit_add_rule_data(l->fd, rule, flags, (int)rule->action);
	if (ret > 0)
		l->load->added++;
	else if (ret == -EEXIST)
		l->load->present++;
	else
		refuse(l, rule, ret < 0 ? ret : -EIO);
}

static bool is_directory(const struct audit_rule_data *rule)
{
	struct rule_field field;

	return rule_field_find(rule, AUDIT_DIR, &field);
}

/* Prepended, the last comes to stand first. */
static void add_some(const struct loading *l, const struct rule_list *list,
		     bool directories)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t at = l->load->prepend ? list->count - 1 - i : i;

		if (is_directory(list->rules[at].data) == directories)
			add(l, list->rules[at].data);
	}
}

static int check_lock(const struct rule_list *present, struct errmsg *err)
{
	if (!rule_list_is_locked(present))
		return 0;
	return errmsg_set(err, -EROFS,
			  "the kernel's audit rules are locked (enabled 2): "
			  "they change at the next boot only");
}

int rule_load(const struct check_host *host, const char *path, struct view text,
	      struct rule_load *load, struct errmsg *err)
{
	autorules struct rule_list list = { 0 }, present = { 0 };
	struct loading l = { .host = host, .load = load, .present = &present };
	int ret = rule_list_text(host, path, text, &list, err);

	load->added = load->present = load->failed = 0;
	if (ret == 0)
		ret = rule_list_kernel(&present, err);
	if (ret == 0)
		ret = check_lock(&present, err);
	if (ret < 0)
		return ret;
	autoclose int fd = audit_open();
	if (fd < 0)
		return errmsg_set(err, -EPERM,
				  "the kernel's audit cannot be reached");
	l.fd = fd;
	add_some(&l, &list, load->prepend);
	add_some(&l, &list, !load->prepend);
	return 0;
}
