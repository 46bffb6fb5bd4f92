// SPDX-License-Identifier: BSD-2-Clause
/*
 * Item 15: registries whose certificate is not looked at, or that are talked
 * to without TLS.  Flags and daemon.json say them; the engine that runs says
 * which it uses, 127.0.0.0/8 and ::1 among them always, which is no finding.
 */
#include <errno.h>

#include "check_daemon.h"
#include "check_users.h"
#include "engine_info.h"
#include "podman_registries.h"
#include "printable.h"
#include "runtimes.h"

#define MAX_SHOWN 256
#define REMEDY                                                               \
	"start dockerd without --insecure-registry and \"insecure-"          \
	"registries\"; give the registry a certificate, and its CA a place " \
	"in /etc/docker/certs.d/REGISTRY/ca.crt"

static bool is_set(const struct check_daemon *c, const char *registry)
{
	const struct daemon_setting *s;

	for (size_t i = 0;
	     (s = daemon_setting(c->source, DAEMON_INSECURE_REGISTRY, i)); i++)
		if (strcmp(s->value, registry) == 0)
			return true;
	return false;
}

/* Those that it is told. */
static size_t judge_settings(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	struct check_list list = { &draft.evidence, 0 };
	const struct daemon_setting *s;

	check_draft_init(&draft);
	for (size_t i = 0;
	     (s = daemon_setting(c->source, DAEMON_INSECURE_REGISTRY, i));
	     i++) {
		if (engine_is_loopback(s->value) || !check_list_next(&list))
			continue;
		printable_word(list.out, view_of(s->value), MAX_SHOWN);
		buf_printf(list.out, " (%s)", s->where);
	}
	check_list_end(&list);
	if (!list.count)
		return 0;
	buf_printf(&draft.what, "dockerd uses %zu insecure registr%s",
		   list.count, list.count == 1 ? "y" : "ies");
	buf_add_text(&draft.remedy, REMEDY);
	check_daemon_add(c, CHECK_FAIL, &draft);
	return list.count;
}

/* Those that it uses, and is not told by what is read now. */
static size_t judge_answer(const struct check_daemon *c,
			   const struct engine_info *info)
{
	autodraft struct check_draft draft;
	struct check_list list = { &draft.evidence, 0 };

	check_draft_init(&draft);
	for (size_t i = 0; i < info->insecure.count; i++)
		if (!is_set(c, info->insecure.list[i]) &&
		    check_list_next(&list))
			printable_word(list.out,
				       view_of(info->insecure.list[i]),
				       MAX_SHOWN);
	check_list_end(&list);
	if (!list.count)
		return 0;
	buf_printf(&draft.evidence, " (the answer of the engine of %s)",
		   c->source->name);
	buf_add_text(&draft.what, "the engine that runs uses insecure "
				  "registries that its arguments and "
				  "daemon.json do not name");
	buf_add_text(&draft.remedy, "restart dockerd; " REMEDY);
	check_daemon_add(c, CHECK_FAIL, &draft);
	return list.count;
}

static void judge_mirrors(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	struct check_list list = { &draft.evidence, 0 };
	const struct daemon_setting *s;

	check_draft_init(&draft);
	for (size_t i = 0;
	     (s = daemon_setting(c->source, DAEMON_REGISTRY_MIRROR, i)); i++)
		if (strncasecmp(s->value, "http://", 7) == 0 &&
		    check_list_next(&list)) {
			printable_word(list.out, view_of(s->value), MAX_SHOWN);
			buf_printf(list.out, " (%s)", s->where);
		}
	check_list_end(&list);
	if (!list.count)
		return;
	buf_add_text(&draft.what, "a registry mirror is used without TLS");
	buf_add_text(&draft.remedy, "an https:// address for the mirror");
	check_daemon_add(c, CHECK_WARN, &draft);
}

static void judge(const struct check_daemon *c)
{
	autodraft struct check_draft draft;
	const struct engine_info *info;
	size_t found = judge_settings(c);
	int r = engine_info_of(c->host, c->daemon, c->source, &info);

	check_draft_init(&draft);
	if (r == 0)
		found += judge_answer(c, info);
	judge_mirrors(c);
	/* The list of the file is its own, whatever the flags say. */
	if (found ||
	    (c->source->file_error && c->source->file_error != -ENOENT &&
	     c->source->file_error != -ENOTDIR && r != 0))
		return;
	buf_add_text(&draft.what, "dockerd uses no insecure registry");
	if (daemon_setting(c->source, DAEMON_INSECURE_REGISTRY, 0))
		buf_add_text(&draft.evidence,
			     "only addresses of this machine are named");
	else
		check_daemon_unset(c, DAEMON_INSECURE_REGISTRY,
				   &draft.evidence);
	if (r == 0)
		buf_add_text(&draft.evidence, "; so the engine answers");
	check_daemon_add(c, CHECK_PASS, &draft);
}

/* ----- containerd, podman ----- */

struct hosts {
	struct check_result *result;
	const char *who;
	struct check_list list;
};

static void add_place(const char *path, size_t line, struct buf *out)
{
	printable_word(out, view_of(path), MAX_SHOWN);
	buf_printf(out, " line %zu", line);
}

static void see_insecure(void *context, const char *path, size_t line,
			 struct view text)
{
	struct hosts *h = context;

	if (!check_list_next(&h->list))
		return;
	add_place(path, line, h->list.out);
	buf_add_text(h->list.out, ": ");
	buf_add(h->list.out, text);
}

/* containerd passes over a file that it cannot read, and podman does not start;
 * whether they can, is not known here. */
static void see_unclear(void *context, const char *path, size_t line)
{
	struct hosts *h = context;
	autodraft struct check_draft draft;

	check_draft_init(&draft);
	buf_printf(&draft.what,
		   "what %s is told of a registry cannot be made out", h->who);
	add_place(path, line, &draft.evidence);
	buf_add_text(&draft.remedy, "write it as containerd's docs/hosts.md, "
				    "or containers-registries.conf(5), has it");
	check_result_add(h->result, CHECK_UNKNOWN, &draft);
}

static void see_unread(void *context, const char *path, int error)
{
	struct hosts *h = context;

	check_result_unread(h->result,
			    "registries of containerd or podman could not be "
			    "read",
			    path, error);
}

/* each: who says so, by which files. */
static void judge_others(const struct check_host *host,
			 struct check_result *result, const char *who,
			 const char *remedy,
			 void (*each)(const struct check_host *host,
				      const struct registry_hosts_seen *seen))
{
	autodraft struct check_draft draft;
	struct hosts hosts = { result, who, { &draft.evidence, 0 } };
	const struct registry_hosts_seen seen = {
		.context = &hosts,
		.insecure = see_insecure,
		.unclear = see_unclear,
		.unread = see_unread,
	};

	check_draft_init(&draft);
	each(host, &seen);
	check_list_end(&hosts.list);
	if (!hosts.list.count)
		return;
	buf_printf(&draft.what,
		   "%s reaches a registry without its certificate being looked "
		   "at",
		   who);
	buf_add_text(&draft.remedy, remedy);
	check_result_add(result, CHECK_WARN, &draft);
}

/* Its file may be left of one that was here. */
static void judge_podman(const struct check_host *host,
			 struct check_result *result)
{
	const struct runtimes *runtimes;

	if (runtimes_of(host, &runtimes) == 0 &&
	    (runtimes_has(runtimes, RUNTIME_PODMAN) ||
	     runtimes_has(runtimes, RUNTIME_CRIO)))
		judge_others(host, result,
			     runtimes_has(runtimes, RUNTIME_PODMAN) ? "podman" :
								      "CRI-O",
			     "take insecure = true out, and put the registry's "
			     "CA in /etc/containers/certs.d/REGISTRY/ca.crt",
			     podman_registries_each);
}

void check_registries(const struct check_host *host,
		      struct check_result *result)
{
	check_daemon_each(host, result,
			  CHECK_OPTION(DAEMON_INSECURE_REGISTRY) |
				  CHECK_OPTION(DAEMON_REGISTRY_MIRROR),
			  judge);
	judge_others(host, result, "containerd",
		     "skip_verify = false, https://, and ca = \"…\" in "
		     "hosts.toml",
		     registry_hosts_each);
	judge_podman(host, result);
}
