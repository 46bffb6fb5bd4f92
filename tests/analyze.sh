#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# analyze.sh: gcc's analyzer and clang-tidy over lib, cli, audisp-plugin and
# pam-module.
# gcc 12's takes what a cleanup attribute frees for leaked and a view without
# data for one that is read: those checks are off.
set -eu
cd "$(dirname "$0")/.."

status=0
packages=$(pkg-config --cflags json-c auparse zlib audit libcap-ng libseccomp)
# shellcheck disable=SC2086 # flags
set -- -std=c11 -D_GNU_SOURCE '-DDOCKWARDEN_VERSION="0"' -Ilib -Icli \
	-Icli/check -Icli/host -Icli/rules \
	-Iaudisp-plugin -Ipam-module $packages
sources='lib/*.c cli/*.c cli/*/*.c audisp-plugin/*.c pam-module/*.c'
mkdir -p build/analyze

if command -v gcc >/dev/null; then
	for source in $sources; do
		gcc "$@" -O1 -fanalyzer -Werror \
			-Wno-analyzer-malloc-leak \
			-Wno-analyzer-null-argument \
			-Wno-analyzer-null-dereference -c "$source" \
			-o build/analyze/object.o || status=1
	done
else
	echo 'analyze: skipped: gcc is not installed'
fi
if command -v clang-tidy >/dev/null; then
	# shellcheck disable=SC2086 # a list of files
	clang-tidy --quiet $sources -- "$@" || status=1
else
	echo 'analyze: skipped: clang-tidy is not installed'
fi
exit "$status"
