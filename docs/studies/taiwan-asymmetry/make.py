#!/usr/bin/env python3
"""Makes the tables and figures of this study: runs its two experiments and writes README.md's tables and the SVG files.

usage: docs/studies/taiwan-asymmetry/make.py [--fabshock PROGRAM] [--results DIR]    (from the top of the repository; Python 3 alone)
Takes about half an hour on two cores. --results: where runs are put; what is there is not run again.
"""
import argparse
import csv
import math
import os
import re
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
YEARS = "taiwan-asymmetry"
REMEDIES = "taiwan-remedies"
# What the groups of the experiment stand for.
CAUSES = {
    "us-plants-late": "plants in the United States come late",
    "us-plants-size": "plants in the United States are large",
    "cn-plants-late": "plants in China come late",
    "cn-plants-size": "plants in China are large",
    "other-plants-late": "all other plants come late",
    "other-plants-size": "all other plants are large",
    "generations-late": "generations of chips come late",
    "ai-demand": "AI demand outside China grows fast",
    "cn-ai-demand": "AI demand in China grows fast",
    "other-demand": "all other demand grows fast",
    "huawei-stocks": "Huawei had much in store in 2025",
    "blackwell-volume": "much Blackwell in 2025",
    "ascend-volume": "many Chinese systems in 2025",
    "stocks": "stocks are large, from fab to shop",
    "slack": "lines are large for what they make",
    "patience": "buyers wait long",
    "elasticity": "buyers give up little for a price",
    "ascend-from-stock": "many of Ascend's dies were from stock in 2025",
    "tw-substrates": "Taiwan makes many of the AI substrates",
    "h20-volume": "many H20 in 2025",
    "hbm-stacks-a-wafer": "an HBM stack takes much of a wafer",
    "packages-a-wafer": "an AI package takes much of an interposer wafer",
}
FIRST = "stocks"  # decides so much that all others are told with it held fixed
NAMES = {
    "halt-arizona-on-time": "TSMC's fabs in Arizona at the earliest dates announced",
    "halt-arizona-late": "Arizona's fabs and packaging a year and a half late",
    "halt-arizona-no-packaging": "its fabs at the earliest dates, no packaging beside them",
    "halt-arizona-with-packaging": "those fabs, and three times the packaging announced, from 2027",
    "halt-five-countries": "twice the announced fabs in five countries, a year earlier",
    "halt-second-source": "a second source of each leading-edge wafer and of interposers, accepted by all buyers",
    "halt-stocks-30d": "30 days more of wafers and chips, outside Taiwan",
    "halt-stocks-90d": "90 days more",
    "halt-stocks-180d": "180 days more",
    "halt-open-trade": "free trade but for AI chips and EUV",
    "halt-two-blocs": "two closed blocs",
}

def run(fabshock, results, name):
    """Values by (arm, measure, entity, product) and replication, and what was drawn by arm and replication; an arm is its last part."""
    folder = os.path.join(results, name)
    if not os.path.exists(os.path.join(folder, "summary.csv")):
        subprocess.run([fabshock, "batch", name, "-o", folder], check=True)
    values, drawn = {}, {}
    with open(os.path.join(folder, "measures.csv"), newline="") as file:
        for r in csv.DictReader(file):
            values.setdefault((r["arm"].split("/")[-1], r["measure"], r["entity"], r["product"]), {})[int(r["replication"])] = float(r["value"])
    with open(os.path.join(folder, "runs.csv"), newline="") as file:
        for r in csv.DictReader(file):
            if r["fingerprint"]:
                drawn[r["arm"].split("/")[-1], int(r["replication"])] = {k: float(r[k]) for k in CAUSES if r.get(k)}
    return values, drawn


def quantile(values, p):
    v = sorted(values)
    at = (len(v) - 1) * p
    low = math.floor(at)
    return v[low] if low + 1 == len(v) else v[low] + (at - low) * (v[low + 1] - v[low])


def ranks(values):
    order = sorted(range(len(values)), key=lambda i: values[i])
    rank = [0.0] * len(values)
    for place, i in enumerate(order):
        rank[i] = place
    return rank


def spearman(x, y):
    a, b = ranks(x), ranks(y)
    n = len(a)
    mean = (n - 1) / 2
    top = sum((p - mean) * (q - mean) for p, q in zip(a, b))
    return top / sum((p - mean) ** 2 for p in a)


def number(x, digits=1):
    return f"{x:.{digits}f}".replace("-", "−")


def band(values):
    return f"{number(quantile(values, 0.5))} ({number(quantile(values, 0.05))} to {number(quantile(values, 0.95))})"


def table_of_years(values, years):
    rows = ["| halt begins in | United States | China | asymmetry | unmet, bn USD | given up, bn USD | draws |", "|---|---|---|---|---|---|---|"]
    for y in years:
        of = lambda m, e, p="ai-compute": [100 * v for v in values[y, m, e, p].values()]
        world = lambda m: [v / 1e9 for v in values[y, m, "world", ""].values()]
        us, cn, gap = of("dependence", "us"), of("dependence", "cn"), of("asymmetry", "us-cn")
        rows.append(f"| {y[1:]} | {band(us)} | {band(cn)} | {band(gap)} | {band(world('unmet_value'))} | {band(world('given_up_value'))} | {len(us)} |")
    return "\n".join(rows)


def compared(fabshock, results, name, table):
    """Rows of a table of `fabshock compare`."""
    folder = os.path.join(results, name + "-compared")
    if not os.path.exists(os.path.join(folder, table)):
        subprocess.run([fabshock, "compare", "-q", os.path.join(results, name), "-o", folder], check=True)
    with open(os.path.join(folder, table), newline="") as file:
        return list(csv.DictReader(file))


def table_of_independence(found):
    rows = ["| loses less than | United States | China |", "|---|---|---|"]
    for threshold in ("0.2", "0.1", "0.05"):
        cells = []
        for e in ("us", "cn"):
            r = next(r for r in found if (r["measure"], r["entity"], r["product"], r["threshold"]) == ("dependence", e, "ai-compute", threshold))
            last = r["last"][:4]
            cells.append(f"{r['q50'][:4] or 'not by ' + last} ({100 * float(r['there']):.0f} % of draws by {last})")
        rows.append(f"| {100 * float(threshold):.0f} % | {' | '.join(cells)} |")
    return "\n".join(rows)


def plus_minus(row, scale):
    mean, low, high = (scale * float(row[k]) for k in ("diff_mean", "diff_ci_low", "diff_ci_high"))
    return f"{number(mean)} ± {number((high - low) / 2)}"


def table_of_remedies(arms, costs):
    rows = ["| in the world beforehand | United States, points | China, points | asymmetry, points | unmet, % | cost, bn USD | cost a point of the United States', bn USD | pairs |", "|---|---|---|---|---|---|---|---|"]
    for arm, name in NAMES.items():
        of = lambda m, e, p: next(r for r in arms if (r["arm"], r["measure"], r["entity"], r["product"]) == (arm, m, e, p))
        us, unmet = of("dependence", "us", "ai-compute"), of("unmet_value", "world", "")
        cells = [plus_minus(r, 100) for r in (us, of("dependence", "cn", "ai-compute"), of("asymmetry", "us-cn", "ai-compute"))]
        ratio = float(unmet["mean"]) / float(unmet["baseline_mean"]) - 1
        cost = [r for r in costs if (r["arm"], r["measure"], r["entity"], r["product"]) == (arm, "dependence", "us", "ai-compute")]
        price = "not known | "
        if cost:
            bn = {k: f"{float(v) / 1e9:.0f}" for k, v in cost[0].items() if k.startswith("cost_") and v}
            price = f"{bn['cost_mean']} ({bn['cost_q05']} to {bn['cost_q95']}) | "
            price += f"{bn['cost_a_point']} ({bn['cost_a_point_ci_low']} to {bn['cost_a_point_ci_high']})" if "cost_a_point" in bn else "may buy nothing"
        rows.append(f"| {name} | {' | '.join(cells)} | {number(100 * ratio, 0)} | {price} | {us['n']} |")
    return "\n".join(rows)


def partial(x, y, fixed):
    """Rank correlation of x and y with `fixed` held fixed [Kendall 1942]."""
    a, b, c = spearman(x, y), spearman(x, fixed), spearman(y, fixed)
    return (a - b * c) / math.sqrt((1 - b * b) * (1 - c * c))


def causes(values, drawn, years, key):
    """Mean over years of the rank correlation within each."""
    result = {}
    for cause in CAUSES:
        found = []
        for y in years:
            out = [(drawn[y, r], v) for r, v in values[(y,) + key].items() if cause in drawn.get((y, r), {})]
            if len(out) <= 5:
                continue
            x, fixed, lost = [d[cause] for d, _ in out], [d[FIRST] for d, _ in out], [v for _, v in out]
            found.append(spearman(x, lost) if cause == FIRST else partial(x, lost, fixed))
        if found:
            result[cause] = sum(found) / len(found)
    return result


def table_of_causes(us, cn, gap):
    rows = ["| if … | United States | China | asymmetry |", "|---|---|---|---|"]
    for cause in sorted(gap, key=lambda c: -abs(gap[c]))[:12]:
        rows.append(f"| {CAUSES[cause]} | {number(us[cause], 2)} | {number(cn[cause], 2)} | {number(gap[cause], 2)} |")
    return "\n".join(rows)


def figure_of_years(values, years, path):
    width, height, left, top, right, bottom = 720, 360, 56, 20, 150, 40
    series = [("us", "dependence", "United States", "#1f5fa8"), ("cn", "dependence", "China", "#c0392b")]
    data = {e: [[100 * v for v in values[y, m, e, "ai-compute"].values()] for y in years] for e, m, _, _ in series}
    most = 5 * math.ceil(max(quantile(v, 0.95) for rows in data.values() for v in rows) / 5)
    x = lambda i: left + i * (width - left - right) / (len(years) - 1)
    y = lambda v: top + (most - v) * (height - top - bottom) / most
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">', f'<rect width="{width}" height="{height}" fill="white"/>']
    for v in range(0, most + 1, 10 if most > 30 else 5):
        out.append(f'<line x1="{left}" x2="{width - right}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#ddd"/><text x="{left - 8}" y="{y(v) + 4:.1f}" text-anchor="end">{v} %</text>')
    for i, year in enumerate(years):
        out.append(f'<text x="{x(i):.1f}" y="{height - bottom + 20}" text-anchor="middle">{year[1:]}</text>')
    for e, _, name, colour in series:
        rows = data[e]
        band_points = [f"{x(i):.1f},{y(quantile(v, 0.95)):.1f}" for i, v in enumerate(rows)] + [f"{x(i):.1f},{y(max(0, quantile(v, 0.05))):.1f}" for i, v in reversed(list(enumerate(rows)))]
        out.append(f'<polygon points="{" ".join(band_points)}" fill="{colour}" opacity="0.18"/>')
        out.append(f'<polyline points="{" ".join(f"{x(i):.1f},{y(quantile(v, 0.5)):.1f}" for i, v in enumerate(rows))}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        out.append(f'<text x="{x(len(years) - 1) + 10:.1f}" y="{y(quantile(rows[-1], 0.5)) + 4:.1f}" fill="{colour}">{name}</text>')
    out.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(out) + "\n")


def figure_of_causes(gap, path):
    names = sorted(gap, key=lambda c: -abs(gap[c]))[:12]
    width, row, left, top = 720, 24, 330, 30
    height = top + row * len(names) + 30
    x = lambda v: left + 20 + (v + 1) * (width - left - 40) / 2
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">', f'<rect width="{width}" height="{height}" fill="white"/>']
    for v in (-1, -0.5, 0, 0.5, 1):
        out.append(f'<line x1="{x(v):.1f}" x2="{x(v):.1f}" y1="{top - 8}" y2="{height - 24}" stroke="{"#888" if v == 0 else "#ddd"}"/><text x="{x(v):.1f}" y="{top - 12}" text-anchor="middle">{number(v)}</text>')
    for i, cause in enumerate(names):
        middle = top + row * i + row / 2
        a, b = sorted((x(0), x(gap[cause])))
        out.append(f'<text x="{left}" y="{middle + 4:.1f}" text-anchor="end">{CAUSES[cause]}</text><rect x="{a:.1f}" y="{middle - 8:.1f}" width="{b - a:.1f}" height="16" fill="{"#1f5fa8" if gap[cause] > 0 else "#c0392b"}"/>')
    out.append(f'<text x="{x(0):.1f}" y="{height - 6}" text-anchor="middle">narrower gap ← rank correlation → wider gap</text></svg>')
    with open(path, "w") as file:
        file.write("\n".join(out) + "\n")


def put(name, table):
    path = os.path.join(HERE, "README.md")
    with open(path) as file:
        text = file.read()
    text, n = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + table + "\n" + m[2], text, flags=re.S)
    if n != 1:
        raise SystemExit(f"README.md has no place for '{name}'")
    with open(path, "w") as file:
        file.write(text)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--results", default="results")
    given = arguments.parse_args()
    values, drawn = run(given.fabshock, given.results, YEARS)
    years = sorted({k[0] for k in values})
    put("years", table_of_years(values, years))
    put("independence", table_of_independence(compared(given.fabshock, given.results, YEARS, "independence.csv")))
    us = causes(values, drawn, years, ("dependence", "us", "ai-compute"))
    cn = causes(values, drawn, years, ("dependence", "cn", "ai-compute"))
    gap = causes(values, drawn, years, ("asymmetry", "us-cn", "ai-compute"))
    put("causes", table_of_causes(us, cn, gap))
    figure_of_years(values, years, os.path.join(HERE, "years.svg"))
    figure_of_causes(gap, os.path.join(HERE, "causes.svg"))
    run(given.fabshock, given.results, REMEDIES)
    put("remedies", table_of_remedies(compared(given.fabshock, given.results, REMEDIES, "comparison.csv"), compared(given.fabshock, given.results, REMEDIES, "remedies.csv")))


if __name__ == "__main__":
    main()
