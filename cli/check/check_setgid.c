// SPDX-License-Identifier: BSD-2-Clause
#include <errno.h>
#include <inttypes.h>

#include "check_users.h"
#include "monotonic.h"
#include "path.h"
#include "setgid_walk.h"

/*
 * Without --deep: where programs live, by PATH's defaults and FHS 3.0, and
 * where everybody may leave one.  Links to a place that is in the list, such
 * as /bin, are passed over.
 */
#define MAX_NEAR_FILES 100000
#define MAX_NEAR_MS 2000
static const struct {
	const char *path;
	size_t levels;
} places[] = {
	{ "/bin", 1 },
	{ "/sbin", 1 },
	{ "/usr/bin", 1 },
	{ "/usr/sbin", 1 },
	{ "/usr/games", 1 },
	{ "/usr/libexec", 3 },
	{ "/usr/local/bin", 2 },
	{ "/usr/local/sbin", 2 },
	{ "/usr/local/games", 1 },
	{ "/usr/local/libexec", 2 },
	{ "/opt", 3 },
	{ "/tmp", 2 },
	{ "/var/tmp", 2 },
	{ "/dev/shm", 2 },
	{ "/root", 1 },
	{ "/home", 2 },
};
#define PLACES                                                            \
	"PATH's directories, /usr/libexec, /opt, /tmp, /var/tmp and the " \
	"top of homes"

static void report_found(struct setgid_walk *w, struct check_draft *draft)
{
	if (!w->found.count)
		return;
	check_list_end(&w->found);
	buf_printf(&draft->what,
		   "%zu setgid file%s of a protected group: whoever runs one "
		   "has the group",
		   w->found.count, w->found.count == 1 ? "" : "s");
	buf_add_text(&draft->remedy, "chmod g-s FILE, or remove it");
	check_result_add(w->c->result, CHECK_FAIL, draft);
}

static void report_left_out(const struct setgid_walk *w,
			    struct check_draft *draft)
{
	if (w->over) {
		buf_add_text(&draft->what,
			     "the search for setgid files ended before its "
			     "end");
		buf_printf(&draft->evidence,
			   "%" PRIu64 " files in %" PRIu64 " ms (at most "
			   "%" PRIu64 " files, %" PRIu64 " ms), in ",
			   w->files, monotonic_ms() - w->start, w->max_files,
			   w->max_ms);
		buf_add(&draft->evidence, buf_view(&w->stopped));
		buf_add_text(&draft->remedy,
			     "find / -xdev -type f -perm -2000 -group GROUP");
		check_result_add(w->c->result, CHECK_UNKNOWN, draft);
	}
	if (!w->unread && !w->deep)
		return;
	buf_add_text(&draft->what,
		     "not all directories could be searched for setgid files");
	buf_printf(&draft->evidence,
		   "%zu unreadable, %zu too deep; the first is ", w->unread,
		   w->deep);
	buf_add(&draft->evidence, buf_view(&w->first_unread));
	buf_add_text(&draft->remedy, "run the check as root");
	check_result_add(w->c->result, CHECK_UNKNOWN, draft);
}

static void add_extent(const struct setgid_walk *w, size_t searched,
		       struct check_draft *draft)
{
	bool deep = w->c->host->deep;

	buf_printf(&draft->evidence, "%" PRIu64 " files ", w->files);
	if (deep)
		buf_printf(&draft->evidence, "on %zu local file system%s",
			   searched, searched == 1 ? "" : "s");
	else
		buf_add_text(&draft->evidence,
			     "in " PLACES "; --deep searches everything");
}

static void report(struct setgid_walk *w, size_t searched,
		   struct check_draft *draft)
{
	report_found(w, draft);
	report_left_out(w, draft);
	if (w->found.count || w->over || w->unread || w->deep)
		return;
	buf_add_text(&draft->what,
		     w->c->host->deep ? "no setgid file of a protected group" :
					"no setgid file of a protected group "
					"where programs live");
	add_extent(w, searched, draft);
	check_result_add(w->c->result, CHECK_PASS, draft);
}

static size_t search_mounts(struct setgid_walk *w)
{
	size_t searched = 0;

	w->max_files = w->c->host->max_files;
	w->max_ms = w->c->host->max_ms;
	for (size_t i = 0; i < w->mounts->count && !w->over; i++)
		if (w->mounts->list[i].searched) {
			setgid_walk_mount(w, &w->mounts->list[i]);
			searched++;
		}
	return searched;
}

static void search_places(struct setgid_walk *w)
{
	w->max_files = MAX_NEAR_FILES;
	w->max_ms = MAX_NEAR_MS;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!setgid_mounts_nosuid(w->mounts, places[i].path))
			(void)setgid_walk_place(w, places[i].path,
						places[i].levels);
}

static void search(struct setgid_walk *w)
{
	autodraft struct check_draft draft;
	size_t searched = 0;

	check_draft_init(&draft);
	w->found.out = &draft.evidence;
	w->start = monotonic_ms();
	buf_init(&w->first_unread, CHECK_MAX_TEXT);
	buf_init(&w->stopped, CHECK_MAX_TEXT);
	buf_init(&w->path, PATH_MAX_BYTES);
	if (w->c->host->deep)
		searched = search_mounts(w);
	else
		search_places(w);
	report(w, searched, &draft);
	buf_done(&w->first_unread);
	buf_done(&w->stopped);
	buf_done(&w->path);
}

void check_setgid(const struct check_users *c)
{
	autosetgidmounts struct setgid_mounts mounts = { .table = NULL };
	struct watches *watches = NULL;
	struct setgid_walk w = { .c = c, .mounts = &mounts };
	int r;

	if (!c->groups->count)
		return;
	r = watches_new(c->host->policy, &watches);
	w.watches = watches;
	if (r == 0)
		r = setgid_mounts_read(c->host, &mounts);
	if (r < 0)
		check_result_unread(c->result,
				    "file systems could not be searched for "
				    "setgid files",
				    "/proc/self/mountinfo", r);
	else
		search(&w);
	watches_free(watches);
}
