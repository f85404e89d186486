#!/usr/bin/env python3
"""Times whole batches: what a second thread is worth, what 10,000 replications take of memory, and a thousand of the world's.

usage: bench/batch.py [--fabshock PROGRAM] [--turns N] [--thousand]     (from the top of the repository; Python 3 alone)
Pairs are run in turns, because the speed of a shared machine drifts; each figure is the median of their ratios.
--thousand: 1,000 replications of blockade-90d, four years each; that takes an hour and more.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time


def run(program, arguments, folder):
    """Seconds, and the most memory that was resident [kB]."""
    shutil.rmtree(folder, ignore_errors=True)
    begin = time.monotonic()
    child = subprocess.Popen([program, "batch", *arguments, "-q", "-o", folder])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{arguments}: exit {child.returncode}")
    return time.monotonic() - begin, usage.ru_maxrss


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--turns", type=int, default=5)
    arguments.add_argument("--thousand", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "out")
        for scenario, n in (("tutorial-outage", 4000), ("blockade-90d", 8)):
            ratios = []
            for _ in range(given.turns):
                one, _ = run(given.fabshock, [scenario, "-n", str(n), "-j", "1"], out)
                two, _ = run(given.fabshock, [scenario, "-n", str(n), "-j", "2"], out)
                ratios.append(one / two)
            print(f"{scenario}, {n} replications: two threads are {statistics.median(ratios):.2f} times one "
                  f"({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
        for scenario, few, many in (("tutorial-outage", 10, 10_000),):
            _, small = run(given.fabshock, [scenario, "-n", str(few), "-j", "1"], out)
            _, large = run(given.fabshock, [scenario, "-n", str(many), "-j", "1"], out)
            print(f"{scenario}: {small / 1024:.1f} MB at {few} replications, {large / 1024:.1f} MB at {many}: {large / small:.2f} times", flush=True)
        if given.thousand:
            seconds, memory = run(given.fabshock, ["blockade-90d", "-n", "1000"], out)
            print(f"blockade-90d -n 1000: {seconds:.0f} s, {memory / 1024:.0f} MB", flush=True)


main()
