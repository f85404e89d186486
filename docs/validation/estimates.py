#!/usr/bin/env python3
"""Runs the experiments behind estimates.md, and writes its tables and what README.md says of them.

usage: docs/validation/estimates.py [--fabshock PROGRAM] [--results DIR]    (from the top of the repository; Python 3 alone)
Takes a quarter of an hour on two cores. --results: where runs are put; what is there is not run again.
"""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))
sys.dont_write_bytecode = True
from tables import band, lines, once, put, quantile, rows as rows_of

MODEL = "models/world-2025"
NAMES = ("siabcg", "foundry-ratio", "usitc", "dni", "rhodium", "hualien", "chiayi")
FOUNDRIES = ("TSMC", "UMC", "PSMC", "VIS")
LOGIC = ("nvidia-accelerator", "us-accelerator", "cn-accelerator", "logic-soc", "mcu")
YEAR, THREE_YEARS, WHOLE = "first-year", "first-three-years", "whole"    # points of the experiments: how long runs are
BN = 1e9


def table(name):
    return {r["id"]: r for r in rows_of(MODEL, name + ".csv")}


FACILITIES, PRODUCTS, SITES = table("facilities"), table("products"), table("sites")


def runs_of(fabshock, results, name):
    """By arm, of each replication: measures by (measure, entity, product)."""
    name = "estimate-" + name
    folder = once([fabshock, "batch", name], os.path.join(results, name), "summary.csv")
    arms = {}
    for r in rows_of(folder, "measures.csv"):
        of = arms.setdefault(r["arm"], {}).setdefault(int(r["replication"]), {})
        of[r["measure"], r["entity"], r["product"]] = float(r["value"])
    return {arm: list(runs.values()) for arm, runs in arms.items()}


def world(run, measure):
    return run.get((measure, "world", ""), 0.0)


def lost_in_all(run):
    """Sales that are missing, at prices before."""
    return world(run, "unmet_value") + world(run, "given_up_value")


def unmet(run):
    return world(run, "unmet_value")


def given_up(run):
    return world(run, "given_up_value")


def value_added(run):
    return sum(v for (m, _, _), v in run.items() if m == "value_added_lost")


def unmet_without_cars(run):
    return unmet(run) - sum(max(0.0, v) for (m, e, _), v in run.items() if m == "unmet_value" and e.startswith("cars-"))


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


class Published:
    """A published figure, from low to high, beside what compares with it here; short is for README.md."""

    def __init__(self, name, theirs, short, low, high, here, values, scale=1.0, digits=0):
        v = [x / scale for x in values]
        q05, q95 = quantile(v, 0.05), quantile(v, 0.95)
        over = [quantile(v, 0.5) / x for x in (high, low)]
        times = [f"{x:.1f}" if x >= 0.95 else f"{x:.2f}" for x in (over if low < high else over[:1])]
        if high < q05:
            stands = "ours is higher"
        elif low > q95:
            stands = "ours is lower"
        else:
            stands = "inside" if q05 <= low and high <= q95 else "the ranges overlap"
        self.row = [name, theirs, here, band(v, 1.0, digits), " to ".join(times), stands]
        self.short = f"{short} {' to '.join(times)} ({stands})"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--results", default="results")
    given = arguments.parse_args()
    data = {name: runs_of(given.fabshock, given.results, name) for name in NAMES}

    def of(name, arm, measure):
        if arm not in data[name]:
            raise SystemExit(f"{os.path.join(given.results, 'estimate-' + name)} has no arm '{arm}': it is of another form of the experiment; remove it")
        return [measure(r) for r in data[name][arm]]

    cell = {}
    median = "median (5 % to 95 %)"

    halt = "siabcg-one-year-halt/"
    rows = []
    for text, measure, form in (
        ("without prices, as they count: electronics without cars", unmet_without_cars, "prices-off"),
        ("the same with cars", unmet, "prices-off"),
        ("with prices: unmet, electronics without cars", unmet_without_cars, "default"),
        ("with prices: unmet, all", unmet, "default"),
        ("with prices: given up because of the price, all", given_up, "default"),
    ):
        rows.append([text] + [band(of("siabcg", f"{halt}{window}/{form}", measure), BN) for window in (YEAR, WHOLE)])
    cell["siabcg"] = lines(["here, bn USD", "first year from the shock", "whole run, to the end of 2028"], rows)

    rows = []
    for arm, text in (("as-it-is", "with stocks, makers who step in, buyers who turn to other goods"), ("no-stocks", "without stocks"),
                      ("nobody-turns", "with stocks, but nobody steps in"), ("neither", "neither")):
        rows.append([text] + [band(of("foundry-ratio", halt + arm, lambda r: m(r) / foundry_revenue_lost(r)), 1, 1) for m in (unmet_without_cars, unmet)])
    cell["foundry-ratio"] = lines(["here", "electronics without cars", "with cars"], rows)

    dearer = of("usitc", "siabcg-one-year-halt", lambda r: 100 * (paid_for_logic(r) - 1))
    cell["usitc"] = lines(["here", median], [["logic chips outside Taiwan and China, contracts and spot, in the year from the halt, %", "+" + band(dearer)]])

    rows = []
    for text, measure in (("unmet and given up", lost_in_all), ("of it unmet", unmet), ("value added lost, all makers", value_added)):
        of_window = [band(of("dni", halt + window, measure), BN * years) for window, years in ((YEAR, 1), (THREE_YEARS, 3), (WHOLE, 1))]
        rows.append([text] + of_window)
    cell["dni"] = lines(["here, bn USD", "first year from the shock", "a year, mean of the first three", "whole run, to March 2030: a sum"], rows)

    rows = []
    for text, measure in (("unmet and given up", lost_in_all), ("of it unmet", unmet), ("value added lost, all makers", value_added)):
        rows.append([text] + [band(of("rhodium", "blockade-365d/" + window, measure), BN) for window in (YEAR, WHOLE)])
    cell["rhodium"] = lines(["here, bn USD", "first year from the shock", "whole run, to the end of 2028: a sum"], rows)

    for name, arms in (("hualien", (("hualien-2024", "outages as observed"), ("earthquake-hualien", "from the footprint"))), ("chiayi", (("earthquake-hualien", "from the footprint"),))):
        rows = []
        for arm, text in arms:
            both = of(name, arm, scrapped)
            rows.append([text] + [band([b[0] for b in both], 1e3), band([b[1] for b in both], 1e6)])
        cell[name] = lines(["here", "thousand wafers", "M USD at cost, half done"], rows)

    def electronics(window):
        return of("siabcg", f"{halt}{window}/prices-off", unmet_without_cars)

    def ratio(measure):
        return of("foundry-ratio", halt + "as-it-is", lambda r: measure(r) / foundry_revenue_lost(r))

    missing = "unmet and given up, "
    published = [
        Published("SIA and BCG", "490 bn USD, a year's sales", "SIA/BCG's 490 bn, first year", 490, 490, "electronics without cars, without prices: first year", electronics(YEAR), BN),
        Published("", "", "to the end of 2028", 490, 490, "the same to the end of 2028", electronics(WHOLE), BN),
        Published("", "12 USD for one of foundries", "their 12:1, without cars", 12, 12, "electronics without cars, without prices", ratio(unmet_without_cars), 1, 1),
        Published("", "", "with cars", 12, 12, "the same with cars", ratio(unmet), 1, 1),
        Published("USITC", "+59 %, in the long run", "USITC's +59 %, fear and all,", 59, 59, "logic chips, first year, fear and all", dearer),
        Published("Director of National Intelligence", "600 to 1 000 bn USD a year, for the first few years", "the Director's 0.6 to 1 tn a year, first year", 600, 1000, missing + "first year", of("dni", halt + YEAR, lost_in_all), BN),
        Published("", "", "mean of the first three years", 600, 1000, missing + "a year, mean of the first three", of("dni", halt + THREE_YEARS, lost_in_all), 3 * BN),
        Published("Rhodium", "as much as 1 600 bn USD a year", "Rhodium's 1.6 tn a year, first year", 1600, 1600, missing + "first year", of("rhodium", "blockade-365d/" + YEAR, lost_in_all), BN),
        Published("TSMC, earthquake of 2025", "162 M USD", "TSMC's loss in the earthquake of 2025, to which nothing was set,", 162, 162, "wafers scrapped, at cost, from the footprint", [b[1] for b in of("chiayi", "earthquake-hualien", scrapped)], 1e6),
    ]
    cell["all"] = lines(["who", "theirs", "ours that compares with it", median, "our median over theirs", "theirs and our range"], [p.row for p in published])
    put(os.path.join(HERE, "estimates.md"), cell)
    put(os.path.join(HERE, "README.md"), {"estimates": "Our median over theirs, and whether theirs lies in our 5 to 95 %: " + "; ".join(p.short for p in published) + "."})


if __name__ == "__main__":
    main()
