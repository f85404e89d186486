#!/usr/bin/env bash
# same_bytes.sh SOURCE WORK PROGRAM: compares what PROGRAM (a GCC -O3 build) writes with what builds by GCC at -O0 and by Clang
# at -O3 write, byte for byte. Only timing.csv may differ. FABSHOCK_ALSO: a program by Clang at -O3 that is there already, else one is built. JOBS: how many compile at a time. Where a compiler is missing the others
# are compared, and the exit code is 77 if they agree: a test that was skipped, not one that passed.
set -euo pipefail
source_dir=$1
work=$2
program=$3
scenarios=(tutorial-outage hualien-2024 blockade-90d)

build() { # NAME COMPILER BUILD_TYPE FLAGS
  if ! command -v "$2" >/dev/null; then
    missing+=("$2")
    return
  fi
  cmake -S "$source_dir" -B "$work/$1" -G Ninja -DCMAKE_CXX_COMPILER="$2" -DCMAKE_BUILD_TYPE="$3" -DCMAKE_CXX_FLAGS="$4" \
    -DCMAKE_UNITY_BUILD=ON -DBUILD_TESTING=OFF >"$work/$1.log" 2>&1 || { cat "$work/$1.log" >&2; return 1; }
  cmake --build "$work/$1" -j "${JOBS:-2}" --target fabshock >>"$work/$1.log" 2>&1 || { tail -n 50 "$work/$1.log" >&2; return 1; }
  results "$1" "$work/$1/sim/fabshock"
}

results() { # NAME PROGRAM
  for scenario in "${scenarios[@]}"; do
    (cd "$source_dir" && "$2" run "scenarios/$scenario.yaml" -q -o "$work/results/$1/$scenario")
  done
  built+=("$1")
}

mkdir -p "$work"
rm -rf "$work/results"
unset SOURCE_DATE_EPOCH
built=()
missing=()
results gcc-O3 "$program"
build gcc-O0 g++ None "-O0"
if [[ -n "${FABSHOCK_ALSO:-}" ]]; then
  results clang-O3 "$FABSHOCK_ALSO"
else
  build clang-O3 clang++-14 Release ""
fi
for other in "${built[@]:1}"; do
  diff -r -q -x timing.csv "$work/results/${built[0]}" "$work/results/$other"
  echo "${built[0]} and $other: the same bytes"
done
if ((${#missing[@]} > 0)); then
  echo "not compared, there is no ${missing[*]}" >&2
  exit 77
fi
