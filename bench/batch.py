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


def run(program, arguments, folder, at_once=1):
    """Seconds until as many of it as `at_once` are through, and the most memory of one that was resident [kB]."""
    shutil.rmtree(folder, ignore_errors=True)
    begin = time.monotonic()
    children = [subprocess.Popen([program, "batch", *arguments, "-q", "-o", os.path.join(folder, str(i))]) for i in range(at_once)]
    most = 0
    for child in children:
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"{arguments}: exit {child.returncode}")
        most = max(most, usage.ru_maxrss)
    return time.monotonic() - begin, most


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--turns", type=int, default=5)
    arguments.add_argument("--thousand", action="store_true")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = os.path.join(scratch, "out")
        # With the undisturbed run, which comes once, an even number of runs.
        for scenario, n in (("tutorial-outage", 8001), ("blockade-90d", 31)):
            ratios, ceilings = [], []
            for _ in range(given.turns):
                one, _ = run(given.fabshock, [scenario, "-n", str(n), "-j", "1"], out)
                two, _ = run(given.fabshock, [scenario, "-n", str(n), "-j", "2"], out)
                both, _ = run(given.fabshock, [scenario, "-n", str(n), "-j", "1"], out, at_once=2)
                ratios.append(one / two)
                ceilings.append(2 * one / both)
            print(f"{scenario}, {n} replications: two threads are {statistics.median(ratios):.2f} times one "
                  f"({min(ratios):.2f} to {max(ratios):.2f}), two programs side by side {statistics.median(ceilings):.2f} "
                  f"({min(ceilings):.2f} to {max(ceilings):.2f})", flush=True)
        for scenario, few, many in (("tutorial-outage", 10, 10_000),):
            _, small = run(given.fabshock, [scenario, "-n", str(few), "-j", "1"], out)
            _, large = run(given.fabshock, [scenario, "-n", str(many), "-j", "1"], out)
            print(f"{scenario}: {small / 1024:.1f} MB at {few} replications, {large / 1024:.1f} MB at {many}: {large / small:.2f} times", flush=True)
        if given.thousand:
            seconds, memory = run(given.fabshock, ["blockade-90d", "-n", "1000"], out)
            print(f"blockade-90d -n 1000: {seconds:.0f} s, {memory / 1024:.0f} MB", flush=True)


main()
