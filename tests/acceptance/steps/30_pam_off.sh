# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2016,SC2154
# The module is installed and nobody has enabled it: mallory has the group.
logins mallory
logins_expect mallory 'in .*(docker|root)'
say 'mallory by seven ways, with docker'
