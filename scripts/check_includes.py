#!/usr/bin/env python3
"""Checks the layout of sim/: a room includes only itself and the rooms above it, no file is longer than 600 lines.

Prints FILE:LINE and what is wrong, for each breach, and exits with 1 if there was one.
"""
import pathlib
import re
import sys

ROOMS = ["base", "stats", "random", "design", "kernel", "scenario", "import", "network", "dynamics", "engine", "results",
         "structure", "rerouting", "experiment", "batch", "calibration", "compare", "report", "cli"]
LONGEST = 600
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]*)"')


def breaches(sim: pathlib.Path):
    for path in sorted(p for p in sim.rglob("*") if p.suffix in (".h", ".cpp")):
        room = path.relative_to(sim).parts[0] if path.parent != sim else ""
        if room not in ROOMS:
            yield path, 1, f"'{room}' is no room; the rooms are: {', '.join(ROOMS)}" if room else "lies in no room"
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if len(lines) > LONGEST:
            yield path, LONGEST + 1, f"{len(lines)} lines; {LONGEST} are the most"
        for number, line in enumerate(lines, 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            other = found[1].split("/")[0]
            if "/" not in found[1] or other not in ROOMS:
                yield path, number, f'"{found[1]}" does not begin with a room: write "room/file.h"'
            elif ROOMS.index(other) > ROOMS.index(room):
                yield path, number, f"{room} must not include {other}, which stands below it"


def main() -> int:
    root = pathlib.Path(__file__).resolve().parent.parent
    found = list(breaches(root / "sim"))
    for path, line, what in found:
        print(f"{path.relative_to(root)}:{line}: {what}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
