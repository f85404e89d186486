#!/usr/bin/env bash
# configure.sh PRESET [CMAKE ARGUMENTS]...: configures a build folder; shows what CMake says only if it fails.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mkdir -p build
log=$(mktemp build/configure-XXXXXX.log)
trap 'rm -f "$log"' EXIT
if ! cmake --preset "$@" > "$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
