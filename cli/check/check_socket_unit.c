// SPDX-License-Identifier: BSD-2-Clause
/*
 * Whom the socket lets in that docker.socket will make: what decides on an
 * image, and at the next start of a host.
 */
#include <inttypes.h>

#include "check_users.h"
#include "docker_sockets.h"
#include "printable.h"

#define MAX_SHOWN 200

struct coming {
	const struct check_users *c;
	mode_t mode;
	const struct unit_setting *setting; /* of the mode; NULL: the default */
	struct check_list others;
};

int check_socket_unit_groups(const struct docker_sockets *sockets,
			     const struct names *names,
			     struct protected_groups *groups)
{
	const struct unit_setting *setting;
	uint32_t gid;

	if (!sockets->made || sockets->made_there ||
	    !(docker_sockets_mode(sockets, &setting) & S_IWGRP) ||
	    docker_sockets_group(sockets, names, &gid) < 0)
		return 0;
	return protected_groups_add(groups, (struct protected_group){
						    .gid = gid,
						    .name = "docker.socket",
						    .by = PROTECTED_BY_SOCKET,
					    });
}

static void see_all(struct coming *s)
{
	const struct check_users *c = s->c;
	uint32_t id;

	if ((s->mode & S_IWOTH) && check_list_next(&s->others))
		buf_add_text(s->others.out, "everybody, by its mode");
	if ((s->mode & S_IWUSR) &&
	    docker_sockets_user(c->sockets, c->names, &id) == 0 &&
	    !check_users_may(c, id) && check_list_next(&s->others)) {
		buf_add_text(s->others.out, "its owner, user ");
		check_users_add_user(c, id, s->others.out);
	}
	/* One whose members are judged is no news. */
	if ((s->mode & S_IWGRP) &&
	    docker_sockets_group(c->sockets, c->names, &id) == 0 && id != 0 &&
	    !protected_groups_find(c->groups, id) &&
	    check_list_next(&s->others)) {
		buf_add_text(s->others.out, "group ");
		check_users_add_group(c, id, s->others.out);
	}
}

static void add_source(const struct coming *s, struct buf *out)
{
	printable_word(out, view_of(s->c->sockets->made), MAX_SHOWN);
	if (s->setting) {
		buf_add_text(out, ", SocketMode=");
		printable_word(out, view_of(s->setting->value), MAX_SHOWN);
		buf_add_text(out, " in ");
		printable_word(out, view_of(s->setting->file), MAX_SHOWN);
	} else {
		buf_add_text(out, ", without SocketMode=, which is 0666, in ");
		printable_word(out, view_of(s->c->sockets->unit.fragment),
			       MAX_SHOWN);
	}
}

void check_socket_unit(const struct check_users *c)
{
	autodraft struct check_draft draft;
	autobuf struct buf others;
	struct coming s = { .c = c, .others = { &others, 0 } };

	check_draft_init(&draft);
	buf_init(&others, CHECK_MAX_TEXT);
	if (!c->sockets->made)
		return;
	s.mode = docker_sockets_mode(c->sockets, &s.setting);
	see_all(&s);
	add_source(&s, &draft.evidence);
	if (s.others.count) {
		buf_add_text(&draft.what, "docker.socket makes a socket that "
					  "lets in who is not trusted");
		check_list_end(&s.others);
		buf_add_text(&draft.evidence, ": ");
		buf_add(&draft.evidence, buf_view(&others));
		buf_add_text(&draft.remedy,
			     "systemctl edit docker.socket: SocketMode=0660, "
			     "SocketUser=root, SocketGroup=docker; then "
			     "systemctl restart docker.socket");
		check_result_add(c->result,
				 c->sockets->made_there ? CHECK_WARN :
							  CHECK_FAIL,
				 &draft);
	} else if (!c->sockets->made_there) {
		buf_add_text(&draft.what, "the socket that docker.socket makes "
					  "lets nobody else in");
		check_result_add(c->result, CHECK_PASS, &draft);
	}
}
