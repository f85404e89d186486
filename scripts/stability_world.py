#!/usr/bin/env python3
"""How much makers of world-2025 still swing years after a shock: the tables of docs/theory/stability.md for the large world.

    scripts/stability_world.py [PROGRAM]          prints both tables; some ten minutes on two cores
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCENARIOS = ["blockade-90d", "tainan-fab-fire", "lng-cut-off", "drought", "hualien-2024", "fear-without-loss", "neon-loss", "cn-import-ban",
             "export-control", "huawei-banks", "chips-to-china", "boom-and-glut", "arizona", "second-source", "plants-abroad"]
ALL_BUYERS = ("model.facilities.*.", "model.needs.*.")
SETTINGS = {
    "`variability` 0.05 for every facility": [("model.facilities.*.variability", "0.05")],
    "τ_I = 20 d for every buyer": [(who + "inventory_time", "20 d") for who in ALL_BUYERS],
    "ξ = 0.5 for every buyer": [(who + "lead_time_feedback", "0.5") for who in ALL_BUYERS],
    "ξ = 0.8 for every buyer": [(who + "lead_time_feedback", "0.8") for who in ALL_BUYERS],
    "ξ = 0.8 and τ_I = 110 d for every buyer": [(who + key, value) for who in ALL_BUYERS for key, value in (("lead_time_feedback", "0.8"), ("inventory_time", "110 d"))],
}


def swings(program, scenario, settings=()):
    """By year: how much of the usual each facility's weekly output moves within it."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "run", scenario, "-q", "-o", folder + "/out"]
        for path, value in [("horizon", "10 y"), ("record.every", "7 d"), ("record.measures", "[output]"), *settings]:
            command += ["--set", f"{path}={value}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        weeks = {}
        with open(folder + "/out/timeseries.csv", newline="", encoding="utf-8") as file:
            for r in csv.DictReader(file):
                weeks.setdefault(r["entity"], []).append((float(r["day"]), float(r["value"])))
    years = {}
    for year in (3, 5, 10):
        for who, series in weeks.items():
            of = [v for day, v in series if 365 * (year - 1) < day <= 365 * year]
            first = series[0][1] if series[0][0] < 8 else 0.0  # the usual; of who was built later the most of the year
            usual = first or (max(of) if of else 0.0)
            if usual > 0:
                years.setdefault(year, {})[who] = (max(of) - min(of)) / usual
    return years


def row(name, years):
    count = lambda year, share: sum(v > share for v in years[year].values())
    who, most = max(years[10].items(), key=lambda item: item[1])
    cells = [f"{count(year, 0.1)}, {count(year, 0.01)}" for year in (3, 5, 10)]
    return f"| {name} | {' | '.join(cells)} | {most:.3f} `{who}` |"


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/sim/fabshock")
    jobs = [(f"`{name}`", name, ()) for name in SCENARIOS] + [(name, "blockade-90d", of) for name, of in SETTINGS.items()]
    with ThreadPoolExecutor(2) as pool:
        for (name, _, _), years in zip(jobs, pool.map(lambda job: swings(program, job[1], job[2]), jobs)):
            print(row(name, years), flush=True)


if __name__ == "__main__":
    main()
