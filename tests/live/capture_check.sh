#!/bin/bash
# SPDX-License-Identifier: BSD-2-Clause
# capture_check.sh BUILD: captures anew on this machine (capture.sh, about four
# minutes a profile) and holds the fresh labels as `make check` holds those of
# the tree.  CAPTURES selects the profiles: baseline, full or both.  Beside `make live`: it installs
# packages again and starts the engine.
set -euo pipefail

test=$(realpath "$1")/tests/test_labels
here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

captures=$scratch/tests/data/captures
mkdir -p "$captures"
cp "$here"/../data/captures/* "$captures" 2>/dev/null || true
PROFILES=${CAPTURES:-baseline full} "$here"/capture.sh "$captures"
cd "$scratch"
CK_VERBOSITY=normal "$test" | cut -c 1-300
