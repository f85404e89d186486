#!/usr/bin/env python3
"""Runs the scenarios that docs/guide/05-scenarios.md lists and writes their figures into its tables.

usage: scripts/scenario_tables.py [--fabshock build/release/sim/fabshock] [--results DIR]   (from the top of the repository)
--results: where runs are, or are put; what is there is not run again.
"""
import argparse
import csv
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

GUIDE = "docs/guide/05-scenarios.md"
NOT_PEOPLE = re.compile(r"^(fab-tools|euv-scanners|arfi-scanners|other-power|other-water)")
TELLING = 30e6  # [USD] that the worst-hit need must have lost
UNITS = {"": 1, "k": 1e3, "M": 1e6, "bn": 1e9, "tn": 1e12}


def short(value):
    """3 figures, as the summary prints them."""
    for unit, size in (("tn", 1e12), ("bn", 1e9), ("M", 1e6), ("k", 1e3)):
        if abs(value) >= size * 0.9995:
            return f"{float(f'{value / size:.3g}'):g} {unit}"
    return "0" if abs(value) < 500 else f"{value:.0f}"


def run(fabshock, results, name):
    folder = os.path.join(results, name)
    text = folder + ".txt"
    if not os.path.exists(os.path.join(folder, "measures.csv")):
        with open(text, "w") as out:
            subprocess.run([fabshock, "run", name, "-o", folder], stdout=out, check=True)
    measures = {}
    with open(os.path.join(folder, "measures.csv"), newline="") as file:
        for row in csv.DictReader(file):
            measures[row["measure"], row["entity"], row["product"]] = float(row["value"])
    with open(text) as file:
        return measures, file.read()


def first_short(text):
    """The worst-hit need of people in the summary's table of needs, if it lost enough."""
    for line in text.partition("Needs not met")[2].splitlines()[2:]:
        words = line.split()
        if not words:
            break
        date = re.search(r"(\d{4}-\d\d-\d\d)", line)
        value = re.search(r"([\d.]+) ?(k|M|bn|tn)?\s+\d+%", line)
        if date is None or value is None or NOT_PEOPLE.match(words[0]):
            continue
        lost = float(value[1]) * UNITS[value[2] or ""]
        return f"{date[1]} {words[1]} of {words[0]}" if lost >= TELLING else "none"
    return "none"


def outcome(name, measures, text):
    world = lambda measure: measures.get((measure, "world", ""), 0.0)
    paid = f" ({short(world('tariffs'))} of tariffs)" if "tariff" in name else ""  # elsewhere smugglers' premiums
    return f"{short(world('unmet_value'))}; {short(world('given_up_value'))}{paid}; {first_short(text)}"


def dependence(measures):
    of = lambda measure, who: 100 * measures[measure, who, "ai-compute"]
    us, cn, gap = of("dependence", "us"), of("dependence", "cn"), of("asymmetry", "us-cn")
    later = [of("dependence_3y", "us"), of("dependence_3y", "cn")]
    return " | ".join(f"{round(x, 1) + 0:.1f}".replace("-", "−") for x in (us, cn, gap, *later))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--results", default="results")
    given = arguments.parse_args()
    with open(GUIDE) as file:
        lines = file.read().split("\n")
    rows = [(i, re.match(r"\| `([a-z0-9-]+)` \|", line)) for i, line in enumerate(lines)]
    names = list(dict.fromkeys(m[1] for _, m in rows if m))
    os.makedirs(given.results, exist_ok=True)
    with ThreadPoolExecutor(2) as pool:
        done = dict(zip(names, pool.map(lambda n: run(given.fabshock, given.results, n), names)))
    for i, match in rows:
        if match is None:
            continue
        cells = lines[i].split(" | ")
        measures, text = done[match[1]]
        if re.search(r"\d{4}-\d\d-\d\d|none", cells[-1]):  # a table of outcomes
            lines[i] = " | ".join(cells[:-1] + [outcome(match[1], measures, text) + " |"])
        else:  # of dependence
            lines[i] = cells[0] + " | " + dependence(measures) + " |"
    with open(GUIDE, "w") as file:
        file.write("\n".join(lines))


if __name__ == "__main__":
    main()
