#!/usr/bin/env bash
# same_bytes.sh FABSHOCK OTHER_FABSHOCK: two builds must write the same bytes, and so must one of them without glibc's
# FMA and AVX2 variants of the elementary functions. Only timing.csv may differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for scenario in tutorial-outage hualien-2024 blockade-90d; do
  "$1" run "$scenario" -q -o "$work/a/$scenario"
  "$2" run "$scenario" -q -o "$work/b/$scenario"
  GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX512F "$1" run "$scenario" -q -o "$work/c/$scenario"
  diff -rq -x timing.csv "$work/a/$scenario" "$work/b/$scenario"
  diff -rq -x timing.csv "$work/a/$scenario" "$work/c/$scenario"
done
