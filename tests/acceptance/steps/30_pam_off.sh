# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
# The module is installed and nobody has enabled it: mallory has the group.
logins mallory root bob
logins_expect root in
logins_expect bob in
logins_expect mallory 'in .*(docker|root)'
say 'root, bob and mallory by seven ways, mallory with docker'
