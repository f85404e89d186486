#!/usr/bin/env bash
# ranks.sh SOURCE WORK PROGRAM: batches of FABSHOCK_RANKS, a program built with MPI, under mpirun with two and three ranks, against what PROGRAM
# writes by itself, byte for byte; killed on the way, and with wrong input. Without that program the exit code is 77: skipped, not passed.
set -euo pipefail
source_dir=$1
work=$2
program=$3
if [[ -z "${FABSHOCK_RANKS:-}" ]] || ! command -v mpirun >/dev/null; then
  echo "no mpirun, or FABSHOCK_RANKS does not name a program built with MPI" >&2
  exit 77
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl_vader_single_copy_mechanism=none

rm -rf "$work"
mkdir -p "$work"
cat >"$work/mine.yaml" <<'END'
schema: fabshock/experiment/1
name: mine
scenarios: [tutorial-outage]
set: {horizon: 200 d}
design: {type: grid, axes: {"model.facilities.*.cover.scale": [1, 2]}}
replications: 60
END
sed -e 's/^name: mine/name: stops/' "$work/mine.yaml" >"$work/stops.yaml"
echo 'stop: {measure: unmet_value, relative_half_width: 0.1, at_least: 10}' >>"$work/stops.yaml"
cd "$source_dir"

ranks() { # N ARGUMENTS
  local n=$1
  shift
  timeout 120 mpirun -n "$n" "$FABSHOCK_RANKS" "$@"
}
same() {
  diff -r -q -x timing.csv "$work/$1" "$work/$2"
  echo "$1 and $2: the same bytes"
}

"$program" batch "$work/mine.yaml" -q -o "$work/alone"
"$program" batch "$work/stops.yaml" -q -o "$work/stops-alone"
for n in 2 3; do
  ranks "$n" batch "$work/mine.yaml" -q -o "$work/ranks-$n"
  same alone "ranks-$n"
  ranks "$n" batch "$work/stops.yaml" -q -o "$work/stops-$n"
  same stops-alone "stops-$n"
done
"$FABSHOCK_RANKS" batch "$work/mine.yaml" -q -o "$work/no-mpirun"
same alone no-mpirun

for _ in 1 2 3; do # killed when something has been done
  mpirun -n 2 "$FABSHOCK_RANKS" batch "$work/mine.yaml" -q --resume -o "$work/killed" >/dev/null 2>&1 &
  for _ in $(seq 200); do
    [[ $(stat -c %s "$work/killed.partial/journal" 2>/dev/null || echo 0) -lt 100000 ]] || break
    sleep 0.01
  done
  kill -9 $! 2>/dev/null || true
  wait || true
  pkill -9 -f "$work/killed" || true
done
ranks 2 batch "$work/mine.yaml" -q --resume -o "$work/killed"
same alone killed

code=0
ranks 2 batch no-such-thing -q -o "$work/none" >"$work/text" 2>&1 || code=$?
[[ $code == 2 ]] || { echo "wrong input ends in exit $code" >&2; cat "$work/text" >&2; exit 1; }
[[ $(grep -c 'cannot be found' "$work/text") == 1 ]] || { echo "it is not said once" >&2; cat "$work/text" >&2; exit 1; }
mkdir "$work/other"
touch "$work/other/file"
code=0
ranks 2 batch "$work/mine.yaml" -q -o "$work/other" >"$work/text" 2>&1 || code=$?
[[ $code == 2 ]] || { echo "a folder that must not be replaced ends in exit $code" >&2; cat "$work/text" >&2; exit 1; }
