// SPDX-License-Identifier: BSD-2-Clause
/* audisp-dockwarden: started by auditd, reads audit records on standard input
 * and says which of them are unauthorized changes to Docker's files. */
#include "aide.h"
#include "sandbox.h"
#include "sink.h"
#include "witness.h"

int main(void)
{
	return 0;
}
