#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# sbom.sh DIRECTORY: the SPDX document of the programs and the module in
# DIRECTORY, on stdout: sbom.py.  The date is the changelog's, unless
# SOURCE_DATE_EPOCH is another.
set -eu

here=$(dirname "$(realpath "$0")")
version=$(sed -n 's/^VERSION := //p' "$here/../Makefile")
archive=${JSON_STATIC:-$(pkg-config --variable=libdir json-c)/libjson-c.a}
date=$(sed -n 's/^ -- .*>  //p' "$here/debian/changelog" | head -n 1)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$date" +%s)}
export SOURCE_DATE_EPOCH
exec "$here/sbom.py" "$version" "$archive" "$1/dockwarden" \
	"$1/audisp-dockwarden" "$1/pam_dockwarden.so"
