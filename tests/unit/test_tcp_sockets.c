// SPDX-License-Identifier: BSD-2-Clause
/* Lines of /proc/net/tcp and tcp6, as a kernel wrote them. */
#include <check.h>

#include "suite.h"
#include "tcp_sockets.h"

#define HEADER                                                                \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when " \
	"retrnsmt   uid  timeout inode\n"

static const struct {
	const char *name, *text, *shown; /* shown "": none */
	uint64_t inode;
} rows[] = {
	{ "on all addresses",
	  HEADER "   0: 00000000:0947 00000000:0000 0A 00000000:00000000 "
		 "00:00000000 00000000     0        0 1603 1 "
		 "000000002fdebf69 100 0 0 10 0\n",
	  "0.0.0.0:2375", 1603 },
	{ "on this machine's",
	  "   1: 0100007F:5CCB 00000000:0000 0A 00000000:00000000 "
	  "00:00000000 00000000     0        0 675977 1 000000000536a069 "
	  "100 0 0 10 0                    \n",
	  "127.0.0.1:23755", 675977 },
	{ "of IPv6",
	  "   0: 00000000000000000000000000000000:0948 "
	  "00000000000000000000000000000000:0000 0A 00000000:00000000 "
	  "00:00000000 00000000     0        0 77 1 0 100 0 0 10 0\n",
	  "[::]:2376", 77 },
	{ "of IPv6, on this machine's",
	  "   0: 00000000000000000000000001000000:0948 "
	  "00000000000000000000000000000000:0000 0A 00000000:00000000 "
	  "00:00000000 00000000     0        0 78 1 0 100 0 0 10 0\n",
	  "[::1]:2376", 78 },
	{ "a connection",
	  "   3: 0100007F:6A0C 0100007F:E63E 01 00000000:00000000 "
	  "00:00000000 00000000     0        0 523760 1 0 20 4 31 18 -1\n",
	  "", 0 },
	{ "a line that is cut", "   1: 0100007F:5CCB 00000000:0000 0A", "", 0 },
	{ "an address of another size",
	  "   1: 0100007F00:5CCB 0:0 0A 0 0 0 0 0 9 1\n", "", 0 },
	{ "no hex", "   1: 0100007G:5CCB 0:0 0A 0 0 0 0 0 9 1\n", "", 0 },
	{ "a port over all", "   1: 0100007F:15CCB 0:0 0A 0 0 0 0 0 9 1\n", "",
	  0 },
	{ "nothing", "", "", 0 },
};

START_TEST(a_listening_socket_is_read)
{
	autosockets struct tcp_sockets sockets = { NULL, 0 };

	ck_assert_int_eq(tcp_sockets_parse(view_of(rows[_i].text), &sockets),
			 0);
	if (!*rows[_i].shown) {
		ck_assert_msg(sockets.count == 0, "%s", rows[_i].name);
		return;
	}
	ck_assert_msg(sockets.count == 1, "%s", rows[_i].name);
	ck_assert_str_eq(sockets.list[0].text, rows[_i].shown);
	ck_assert_uint_eq(sockets.list[0].inode, rows[_i].inode);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("tcp_sockets");
	TCase *tcase = tcase_create("tcp_sockets");

	tcase_add_loop_test(tcase, a_listening_socket_is_read, 0,
			    sizeof(rows) / sizeof(rows[0]));
	suite_add_tcase(suite, tcase);
	return suite_run(suite);
}
