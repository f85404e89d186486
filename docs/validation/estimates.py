#!/usr/bin/env python3
"""Runs the experiments behind estimates.md and writes its tables.

usage: docs/validation/estimates.py [--fabshock PROGRAM] [--results DIR]    (from the top of the repository; Python 3 alone)
Takes a quarter of an hour on two cores. --results: where runs are put; what is there is not run again.
"""
import argparse
import csv
import math
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = "models/world-2025"
NAMES = ("siabcg", "foundry-ratio", "usitc", "dni", "rhodium", "hualien", "chiayi")
FOUNDRIES = ("TSMC", "UMC", "PSMC", "VIS")
LOGIC = ("nvidia-accelerator", "us-accelerator", "cn-accelerator", "logic-soc", "mcu")
BN = 1e9


def table(name):
    with open(os.path.join(MODEL, name + ".csv"), newline="") as file:
        return {r["id"]: r for r in csv.DictReader(file)}


FACILITIES, PRODUCTS, SITES = table("facilities"), table("products"), table("sites")


def runs_of(fabshock, results, name):
    """By arm and replication: measures by (measure, entity, product)."""
    name = "estimate-" + name
    folder = os.path.join(results, name)
    if not os.path.exists(os.path.join(folder, "summary.csv")):
        subprocess.run([fabshock, "batch", name, "-o", folder], check=True)
    arms = {}
    with open(os.path.join(folder, "measures.csv"), newline="") as file:
        for r in csv.DictReader(file):
            of = arms.setdefault(r["arm"], {}).setdefault(int(r["replication"]), {})
            of[r["measure"], r["entity"], r["product"]] = float(r["value"])
    return {arm: list(runs.values()) for arm, runs in arms.items()}


def quantile(values, p):
    v = sorted(values)
    at = (len(v) - 1) * p
    low = math.floor(at)
    return v[low] if low + 1 == len(v) else v[low] + (at - low) * (v[low + 1] - v[low])


def band(values, scale=1.0, digits=0):
    q = [f"{quantile(values, p) / scale:,.{digits}f}".replace(",", " ").replace("-", "−") for p in (0.5, 0.05, 0.95)]
    return f"{q[0]} ({q[1]} to {q[2]})"


def world(run, measure):
    return run.get((measure, "world", ""), 0.0)


def lost_in_all(run):
    return world(run, "unmet_value") + world(run, "given_up_value")


def unmet_without_cars(run):
    return world(run, "unmet_value") - sum(max(0.0, v) for (m, e, _), v in run.items() if m == "unmet_value" and e.startswith("cars-"))


def is_foundry_of_taiwan(facility):
    f = FACILITIES.get(facility)
    return f is not None and f["owner"] in FOUNDRIES and f["kind"] == "fab" and SITES[f["site"]]["region"] == "TW"


def foundry_revenue_lost(run):
    return sum(v for (m, e, _), v in run.items() if m == "lost_revenue" and is_foundry_of_taiwan(e))


def paid_for_logic(run):
    """Mean of what is paid outside Taiwan and China over what was, by sales undisturbed."""
    sales = {}
    for (m, e, p), v in run.items():
        if m == "baseline_revenue" and e in FACILITIES:
            sales[p] = sales.get(p, 0.0) + v
    now = before = 0.0
    for p, v in sales.items():
        if PRODUCTS[p.split("/")[0]]["layer"] != "chip" or PRODUCTS[p.split("/")[0]]["class"] not in LOGIC:
            continue
        now += v * run.get(("paid_rise", p + "@elsewhere", p), 1.0)
        before += v
    return now / before


def scrapped(run):
    """TSMC's wafers, and what they are worth at cost, half done: gross margin 53 %."""
    wafers = worth = 0.0
    for (m, e, p), v in run.items():
        if m == "scrapped" and e in FACILITIES and FACILITIES[e]["owner"] == "TSMC" and p.startswith("wafer"):
            wafers += v
            worth += v * float(PRODUCTS[p.split("/")[0]]["price"]) * 0.47 * 0.5
    return wafers, worth


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--results", default="results")
    given = arguments.parse_args()
    data = {name: runs_of(given.fabshock, given.results, name) for name in NAMES}
    cell = {}

    plain, rigid = data["siabcg"]["siabcg-one-year-halt/default"], data["siabcg"]["siabcg-one-year-halt/prices-off"]
    cell["siabcg"] = [
        ("without prices, as they count: electronics without cars", band([unmet_without_cars(r) for r in rigid], BN)),
        ("the same with cars", band([world(r, "unmet_value") for r in rigid], BN)),
        ("with prices: unmet, electronics without cars", band([unmet_without_cars(r) for r in plain], BN)),
        ("with prices: unmet, all", band([world(r, "unmet_value") for r in plain], BN)),
        ("with prices: given up because of the price, all", band([world(r, "given_up_value") for r in plain], BN)),
    ]
    cell["foundry-ratio"] = []
    for arm, text in (("as-it-is", "with stocks, makers who step in, buyers who turn to other goods"), ("no-stocks", "without stocks"),
                      ("nobody-turns", "with stocks, but nobody steps in"), ("neither", "neither")):
        runs = data["foundry-ratio"]["siabcg-one-year-halt/" + arm]
        with_cars = band([world(r, "unmet_value") / foundry_revenue_lost(r) for r in runs], 1, 1)
        without = band([unmet_without_cars(r) / foundry_revenue_lost(r) for r in runs], 1, 1)
        cell["foundry-ratio"].append((text, f"{without}; with cars {with_cars}"))
    usitc = data["usitc"]["siabcg-one-year-halt"]
    cell["usitc"] = [("logic chips, outside Taiwan and China, contracts and spot, in the year from the halt, %", "+" + band([100 * (paid_for_logic(r) - 1) for r in usitc]))]
    dni = data["dni"]["siabcg-one-year-halt"]
    cell["dni"] = [("a year: unmet and given up", band([lost_in_all(r) / 3 for r in dni], BN)), ("of it unmet", band([world(r, "unmet_value") / 3 for r in dni], BN))]
    rhodium = data["rhodium"]["blockade-365d"]
    cell["rhodium"] = [("unmet and given up", band([lost_in_all(r) for r in rhodium], BN)), ("of it unmet", band([world(r, "unmet_value") for r in rhodium], BN))]
    for name, arms in (("hualien", (("hualien-2024", "outages as observed"), ("earthquake-hualien", "from the footprint"))), ("chiayi", (("earthquake-hualien", "from the footprint"),))):
        cell[name] = []
        for arm, text in arms:
            both = [scrapped(r) for r in data[name][arm]]
            cell[name].append((text + ": thousand wafers; M USD at cost, half done", f"{band([b[0] for b in both], 1e3)}; {band([b[1] for b in both], 1e6)}"))

    path = os.path.join(HERE, "estimates.md")
    with open(path) as file:
        text = file.read()
    for name, rows in cell.items():
        out = "\n".join(["| here | median (5 % to 95 %) |", "|---|---|"] + [f"| {a} | {b} |" for a, b in rows])
        text, n = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + out + "\n" + m[2], text, flags=re.S)
        if n != 1:
            raise SystemExit(f"estimates.md has no place for '{name}'")
    with open(path, "w") as file:
        file.write(text)


if __name__ == "__main__":
    main()
