#!/usr/bin/env python3
"""Makes this study: runs what it stands on, and writes README.md from README.template.md, and the SVG files.

usage: docs/studies/taiwan-asymmetry/make.py [--fabshock PROGRAM] [--results DIR] [--words]    (from the top of the repository; Python 3 alone)
Takes about half an hour on two cores. --results: where runs are put; what is there is not run again, but single runs of other inputs.
--words: prints what the template can say, and whether its claims hold, and writes nothing.
"""
import argparse
import hashlib
import json
import math
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "..", "scripts"))
sys.dont_write_bytecode = True
from tables import band, fill, lines, number, once, quantile, rows

STUDY = "taiwan-asymmetry"
REFERENCE = "halt-180d"
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
    "cn-ai-demand": "China's own AI systems grow fast",
    "cn-nvidia": "China buys many of Nvidia’s chips",
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
    "halt-stocks-90d-ai": "90 days more of AI accelerators alone, outside Taiwan",
    "halt-stocks-90d-allies": "90 days more of wafers and chips, in the United States, Europe, Japan and Korea alone",
    "halt-open-trade": "free trade but for AI chips and EUV",
    "halt-two-blocs": "two closed blocs",
}
BUILT = ("halt-arizona-on-time", "halt-arizona-late", "halt-arizona-no-packaging", "halt-arizona-with-packaging", "halt-five-countries", "halt-second-source")
STOCKS = ("halt-stocks-30d", "halt-stocks-90d", "halt-stocks-180d")
POLICIES = {"halt-open-trade": "open-trade", "halt-two-blocs": "two-blocs"}  # and what they are without a halt
# Of which a point's cost is told in the text; results of before may lack some.
PRICED = {
    "halt-arizona-with-packaging": "three times the packaging announced in Arizona",
    "halt-second-source": "a second source of every leading-edge wafer",
    "halt-stocks-90d-ai": "90 days of AI accelerators alone",
    "halt-stocks-90d-allies": "90 days of all wafers and chips, in the United States and its allies alone",
    "halt-stocks-90d": "90 days of all wafers and chips, wherever they are used outside Taiwan",
}
AI = "ai-compute"
BN = 1e9


def manifest(folder):
    with open(os.path.join(folder, "manifest.json")) as file:
        return json.load(file)


def other_inputs(folder):
    """What the results were made from that is no longer as it was."""
    changed = []
    for i in manifest(folder)["inputs"]:
        if os.path.exists(i["path"]):
            with open(i["path"], "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() == i["sha256"]:
                    continue
        changed.append(i["path"])
    return changed


def settings(folder, arm):
    """What an experiment sets in an arm, as `fabshock run --set` takes it."""
    return next(a["set"] for a in manifest(folder)["arms"] if a["arm"] == arm)


class Results:
    def __init__(self, fabshock, folder):
        self.fabshock, self.folder, self.made_by = fabshock, folder, {}

    def used(self, folder):
        self.made_by.setdefault(manifest(folder)["commit"], []).append(os.path.basename(folder))
        return folder

    def batch(self, name):
        folder = self.used(once([self.fabshock, "batch", name], os.path.join(self.folder, name), "summary.csv"))
        changed = other_inputs(folder)
        if changed:
            print(f"warning: {folder} was made from other files than are here: {', '.join(changed)}", file=sys.stderr)
        return folder

    def compared(self, name, table):
        """Rows of a table of `fabshock compare`."""
        batch, folder = os.path.join(self.folder, name), os.path.join(self.folder, name + "-compared")
        made = os.path.join(folder, table)
        if not os.path.exists(made) or os.path.getmtime(made) < os.path.getmtime(os.path.join(batch, "measures.csv")):
            subprocess.run([self.fabshock, "compare", "-q", batch, "-o", folder], check=True)
        return list(rows(folder, table))

    def single(self, scenario, name, sets=()):
        """Measures of a run with all numbers at their values, by (measure, entity, product)."""
        folder, sets = os.path.join(self.folder, name), list(sets) + ["record.every=9999 d"]
        made = os.path.exists(os.path.join(folder, "measures.csv"))
        if not made or other_inputs(folder) or sorted(manifest(folder)["set"]) != sorted(sets):
            subprocess.run([self.fabshock, "run", scenario, "-q", "-o", folder] + [a for s in sets for a in ("--set", s)], check=True)
        self.used(folder)
        return {(r["measure"], r["entity"], r["product"]): float(r["value"]) for r in rows(folder, "measures.csv")}


def read_draws(folder):
    """Of the arms by year: values by (year, measure, entity, product) and replication, what was drawn by year and replication, and
    how many numbers beside the groups."""
    values, drawn, apart = {}, {}, 0
    of_years = lambda r: r["arm"].startswith(REFERENCE + "/")
    for r in filter(of_years, rows(folder, "measures.csv")):
        values.setdefault((r["arm"].split("/")[-1], r["measure"], r["entity"], r["product"]), {})[int(r["replication"])] = float(r["value"])
    for r in filter(of_years, rows(folder, "runs.csv")):
        apart = sum(k.startswith(("model.", "scenario.", "policies.", "disruptions.", "projects.")) for k in r)
        if r["fingerprint"]:
            drawn[r["arm"].split("/")[-1], int(r["replication"])] = {k: float(r[k]) for k in CAUSES if r.get(k)}
    return values, drawn, apart


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


def table_of_years(values, central, years):
    body = []
    for y in years:
        lost = {who: [100 * v for v in values[y, m, who, AI].values()] for m, who in (("dependence", "us"), ("dependence", "cn"), ("asymmetry", "us-cn"))}
        world = [list(values[y, m, "world", ""].values()) for m in ("unmet_value", "given_up_value")]
        cells = [y[1:]]
        for who in ("us", "cn"):
            cells += [band(lost[who], 1, 1), number(100 * central[y]["dependence", who, AI])]
        body.append(cells + [band(lost["us-cn"], 1, 1), band(world[0], BN, 1), band(world[1], BN), str(len(lost["us"]))])
    return lines(["halt begins in", "United States", "United States, central", "China", "China, central", "asymmetry", "unmet, bn USD", "given up, bn USD", "draws"], body)


def table_of_independence(found):
    body = []
    for threshold in ("0.2", "0.1", "0.05"):
        cells = []
        for e in ("us", "cn"):
            r = next(r for r in found if (r["measure"], r["entity"], r["product"], r["threshold"]) == ("dependence", e, AI, threshold))
            last = r["last"][:4]
            cells.append(f"{r['q50'][:4] or 'not by ' + last} ({100 * float(r['there']):.0f} % of draws by {last})")
        body.append([f"{100 * float(threshold):.0f} %"] + cells)
    return lines(["loses less than", "United States", "China"], body)


class Effect:
    """What an arm changes of a measure, against the baseline: a row of comparison.csv."""

    def __init__(self, row, scale):
        self.mean, self.low, self.high = (scale * float(row["diff_" + k]) for k in ("mean", "ci_low", "ci_high"))
        self.before, self.after, self.pairs = scale * float(row["baseline_mean"]), scale * float(row["mean"]), int(row["n"])

    def __str__(self):
        return f"{number(self.mean)} ± {number((self.high - self.low) / 2)}"

    def taken(self):
        return f"{number(-self.mean)} ± {number((self.high - self.low) / 2)}"

    def in_words(self):
        if self.low <= 0 <= self.high:
            return f"as much, as far as the draws tell ({self} points)"
        return f"{number(abs(self.mean))} ± {number((self.high - self.low) / 2)} points {'more' if self.mean > 0 else 'less'}"


class Remedies:
    def __init__(self, arms, costs):
        key = lambda r: (r["arm"].split("/")[0], r["measure"], r["entity"], r["product"])
        arms, costs = ([r for r in table if r["arm"].endswith("/remedies")] for table in (arms, costs))
        self.rows, self.costs = {key(r): r for r in arms}, {key(r): r for r in costs}
        self.names = [arm for arm in NAMES if (arm, "dependence", "us", AI) in self.rows]

    def us(self, arm):
        return Effect(self.rows[arm, "dependence", "us", AI], 100)

    def cn(self, arm):
        return Effect(self.rows[arm, "dependence", "cn", AI], 100)

    def gap(self, arm):
        return Effect(self.rows[arm, "asymmetry", "us-cn", AI], 100)

    def unmet(self, arm):
        """Change of what goes unmet in the world [%]."""
        e = Effect(self.rows[arm, "unmet_value", "world", ""], 1)
        return 100 * (e.after / e.before - 1)

    def cost(self, arm):
        """Cost and cost of a point of the United States', bn USD, as words; and the latter, to sort by."""
        row = self.costs.get((arm, "dependence", "us", AI))
        if row is None:
            return "not known", "", math.inf
        bn = {k: number(float(v) / BN, 0 if abs(float(v)) >= 0.95 * BN else 1) for k, v in row.items() if k.startswith("cost_") and v}
        cost = f"{bn['cost_mean']} ({bn['cost_q05']} to {bn['cost_q95']})"
        if "cost_a_point" not in bn:
            return cost, "may buy nothing", math.inf
        return cost, f"{bn['cost_a_point']} ({bn['cost_a_point_ci_low']} to {bn['cost_a_point_ci_high']})", float(row["cost_a_point"])

    def table(self):
        body = []
        for arm in self.names:
            us = self.us(arm)
            unmet = "–" if arm in POLICIES else number(self.unmet(arm), 0)
            body.append([NAMES[arm], str(us), str(self.cn(arm)), str(self.gap(arm)), unmet, *self.cost(arm)[:2], str(us.pairs)])
        return lines(["in the world beforehand", "United States, points", "China, points", "asymmetry, points", "unmet, %", "cost, bn USD", "cost a point of the United States', bn USD", "pairs"], body)

    def prices_in_words(self):
        told = []
        for arm in sorted((a for a in PRICED if a in self.names), key=lambda a: self.cost(a)[2]):
            price = self.cost(arm)[1]
            told.append(f"{PRICED[arm]}: {price + ' bn USD a point' if price[:1].isdigit() else price or 'cost not known'}, {self.us(arm).taken()} points in all")
        told = "; ".join(told)
        return told[0].upper() + told[1:]


def table_of_policies(runs):
    body = []
    for arm, run in runs.items():
        points = [number(100 * run[m, who, AI]) for m in ("dependence", "dependence_3y") for who in ("us", "cn")]
        body.append([NAMES[arm]] + points + [number(run[m, "world", ""] / BN, 0) for m in ("unmet_value", "given_up_value")])
    return lines(["policy, without a halt", "United States, first year, %", "China, first year, %", "United States, three years, %", "China, three years, %", "unmet in three years, bn USD", "given up in three years, bn USD"], body)


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


def in_order(gap):
    return sorted(gap, key=lambda c: -abs(gap[c]))


def table_of_causes(us, cn, gap, chance):
    """The dozen that moves the gap most, and all that stand out of chance for one side."""
    order = in_order(gap)
    shown = order[:12] + [c for c in order[12:] if max(abs(us[c]), abs(cn[c])) > chance]
    return lines(["if …", "United States", "China", "asymmetry"], [[CAUSES[c]] + [number(of[c], 2) for of in (us, cn, gap)] for c in shown])


def standing_out(of, chance):
    names = [f"“{CAUSES[c]}”" for c in in_order(of) if c != FIRST and abs(of[c]) > chance]
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1] if names else "none"


def figure_of_years(values, central, years, path):
    width, height, left, top, right, bottom = 720, 380, 56, 20, 150, 60
    series = [("us", "United States", "#1f5fa8"), ("cn", "China", "#c0392b")]
    data = {e: [[100 * v for v in values[y, "dependence", e, AI].values()] for y in years] for e, _, _ in series}
    single = {e: [100 * central[y]["dependence", e, AI] for y in years] for e, _, _ in series}
    ends = [quantile(v, p) for of in data.values() for v in of for p in (0.05, 0.95)] + [v for of in single.values() for v in of]
    least, most = 5 * math.floor(min(0, *ends) / 5), 5 * math.ceil(max(ends) / 5)
    x = lambda i: left + i * (width - left - right) / (len(years) - 1)
    y = lambda v: top + (most - v) * (height - top - bottom) / (most - least)
    points = lambda of: " ".join(f"{x(i):.1f},{y(v):.1f}" for i, v in of)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">', f'<rect width="{width}" height="{height}" fill="white"/>']
    step = 10 if most - least > 40 else 5
    for v in range(step * math.ceil(least / step), most + 1, step):
        out.append(f'<line x1="{left}" x2="{width - right}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="{"#888" if v == 0 else "#ddd"}"/><text x="{left - 8}" y="{y(v) + 4:.1f}" text-anchor="end">{number(v, 0)} %</text>')
    for i, year in enumerate(years):
        out.append(f'<text x="{x(i):.1f}" y="{height - bottom + 20}" text-anchor="middle">{year[1:]}</text>')
    for e, name, colour in series:
        of = data[e]
        upper, lower = ([(i, quantile(v, p)) for i, v in enumerate(of)] for p in (0.95, 0.05))
        out.append(f'<polygon points="{points(upper + lower[::-1])}" fill="{colour}" opacity="0.18"/>')
        out.append(f'<polyline points="{points((i, quantile(v, 0.5)) for i, v in enumerate(of))}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
        out.append(f'<polyline points="{points(enumerate(single[e]))}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="5 4"/>')
        out.append(f'<text x="{x(len(years) - 1) + 10:.1f}" y="{y(quantile(of[-1], 0.5)) + 4:.1f}" fill="{colour}">{name}</text>')
    foot, grey = height - 14, "#555"
    out.append(f'<g fill="{grey}" stroke="{grey}"><line x1="{left}" x2="{left + 30}" y1="{foot - 4}" y2="{foot - 4}" stroke-width="2.5"/><line x1="{left + 190}" x2="{left + 220}" y1="{foot - 4}" y2="{foot - 4}" stroke-width="1.5" stroke-dasharray="5 4"/></g>')
    out.append(f'<rect x="{left + 330}" y="{foot - 12}" width="30" height="14" fill="{grey}" opacity="0.18"/>')
    for at, words in ((36, "median of the draws"), (226, "central run"), (366, "nine tenths of the draws")):
        out.append(f'<text x="{left + at}" y="{foot}" fill="{grey}">{words}</text>')
    out.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(out) + "\n")


def figure_of_causes(gap, path):
    names = in_order(gap)[:12]
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


def extent(values, digits=1):
    low, high = number(min(values), digits), number(max(values), digits)
    return low if low == high else f"{low} to {high}"


def what_years_say(values, central, years):
    words, claims = {}, {}
    lost = {e: {y: [100 * v for v in values[y, "dependence", e, AI].values()] for y in years} for e in ("us", "cn")}
    median = {e: {y: quantile(v, 0.5) for y, v in of.items()} for e, of in lost.items()}
    alone = {e: {y: 100 * central[y]["dependence", e, AI] for y in years} for e in ("us", "cn")}
    first, last = years[0], years[-1]
    for e in ("us", "cn"):
        words[e + ".median"] = extent(median[e].values(), 0)
        words[e + ".most-draws"] = extent([quantile(v, p) for v in lost[e].values() for p in (0.05, 0.95)], 0)
        words[e + ".central"] = extent(alone[e].values(), 0)
    words["us.first"], words["us.last"] = number(median["us"][first], 0), number(median["us"][last], 0)
    words["first-year"], words["last-year"] = first[1:], last[1:]
    claims["plants-change-little"] = abs(median["us"][last] / median["us"][first] - 1) < 0.25, f"the United States' median goes from {words['us.first']} to {words['us.last']} %"
    more = min(sum(v > 0 for v in values[y, "asymmetry", "us-cn", AI].values()) / len(values[y, "asymmetry", "us-cn", AI]) for y in years)
    words["us-loses-more"] = "all draws" if more == 1 else f"at least {math.floor(100 * more)} % of the draws"

    worst = max(years, key=lambda y: median["cn"][y])
    words["cn.worst"] = f"{number(median['cn'][worst])} % in the median, {number(quantile(lost['cn'][worst], 0.05))} to {number(quantile(lost['cn'][worst], 0.95))} % over nine tenths of the draws"
    words["cn.worst.central"] = number(alone["cn"][worst])
    words["cn.after-worst"] = ", ".join(f"{number(median['cn'][y])} % in {y[1:]}" for y in (str_year(worst, 1), last) if y in median["cn"])
    claims["worst-is-2027"] = worst == "y2027" and max(years, key=lambda y: alone["cn"][y]) == "y2027", f"China's median is highest in {worst[1:]}, its central run in {max(years, key=lambda y: alone['cn'][y])[1:]}"
    claims["falls-after-worst"] = all(median["cn"][a] > median["cn"][b] for a, b in zip(years, years[1:]) if a >= worst), f"China's medians: {', '.join(number(v) for v in median['cn'].values())}"

    share = {}
    for y in years:
        of = {e: values[y, "baseline_compute_delivered", e, AI] for (arm, m, e, p) in values if (arm, m, p) == (y, "baseline_compute_delivered", AI)}
        share[y] = quantile([100 * v / sum(world[r] for world in of.values()) for r, v in of["cn"].items()], 0.5)
    words["cn.share.first"], words["cn.share.later"] = number(share[first]), extent([share[y] for y in years[1:]])
    words["second-year"] = years[1][1:]
    words["draws"] = str(max(len(v) for v in lost["us"].values()))
    return words, claims


def str_year(year, on):
    return f"y{int(year[1:]) + on}"


def what_causes_say(us, cn, gap, chance, apart):
    words = {"chance": number(chance), "causes.count": str(len(gap)), "drawn-apart": number(apart, 0)}
    for name, of in (("us", us), ("cn", cn), ("gap", gap)):
        words["causes." + name] = standing_out(of, chance)
    first = {name: in_order(of)[0] for name, of in (("the United States", us), ("China", cn), ("the gap", gap))}
    return words, {"stocks-first": (set(first.values()) == {FIRST}, "; ".join(f"what moves {k} most: {CAUSES[c]}" for k, c in first.items()))}


def what_remedies_say(r, single):
    words, claims = {}, {}
    base = r.us("halt-stocks-90d")
    words["pairs"], words["base.us"], words["base.gap"] = str(base.pairs), number(base.before), number(r.gap("halt-stocks-90d").before)
    for short, arm in (("stocks-90d", "halt-stocks-90d"), ("stocks-180d", "halt-stocks-180d")):
        unmet = -r.unmet(arm)
        words[short + ".us"], words[short + ".unmet"] = number(-r.us(arm).mean), "more than 99" if 99.5 <= unmet < 100 else number(unmet, 0)
        words[short + ".gap"] = number(r.gap(arm).after)
    words["stocks-90d.cost"] = number(float(r.costs["halt-stocks-90d", "dependence", "us", AI]["cost_mean"]) / BN, 0)
    words["stocks-180d.left"] = number(r.us("halt-stocks-180d").after)
    taken = {arm: -r.us(arm).mean for arm in r.names}
    claims["stocks-take-most"] = max(taken[a] for a in BUILT) < taken["halt-stocks-30d"], f"points that are taken: {', '.join(f'{a} {number(t)}' for a, t in taken.items())}"
    a_day = [taken[a] / days for a, days in zip(STOCKS, (30, 90, 180))]
    claims["each-day-less"] = a_day[0] > a_day[1] > a_day[2], f"points a day: {', '.join(number(v, 2) for v in a_day)}"
    sides = [(r.us(a), r.cn(a)) for a in STOCKS]
    claims["stocks-help-both"] = all(us.high < 0 and cn.high < 0 and us.mean < cn.mean for us, cn in sides), f"United States and China: {'; '.join(f'{us}, {cn}' for us, cn in sides)}"
    gaps = [r.gap(a) for a in STOCKS]
    claims["stocks-narrow-gap"] = all(g.high < 0 for g in gaps), f"the gap: {'; '.join(str(g) for g in gaps)}"

    words["prices"] = r.prices_in_words()
    for short, arm in (("on-time", "halt-arizona-on-time"), ("no-packaging", "halt-arizona-no-packaging"), ("with-packaging", "halt-arizona-with-packaging"), ("five-countries", "halt-five-countries"), ("second-source", "halt-second-source")):
        words[short] = r.us(arm).taken()
    fabs = ("halt-arizona-on-time", "halt-arizona-no-packaging", "halt-five-countries")
    claims["packaging-beats-fabs"] = all(r.us("halt-arizona-with-packaging").high < r.us(a).low for a in fabs), f"points taken with packaging {words['with-packaging']}, by fabs {', '.join(r.us(a).taken() for a in fabs)}"
    narrowed = max(-r.gap(a).mean for a in BUILT)
    words["built.gap"], words["built.cn"] = number(narrowed), number(max(abs(r.cn(a).mean) for a in BUILT))
    claims["gap-stays"] = narrowed < r.gap(BUILT[0]).before / 3, f"what is built narrows the gap of {words['base.gap']} by up to {words['built.gap']}"
    claims["cn-stays"] = max(abs(r.cn(a).mean) for a in BUILT) < 0.5, f"what is built moves China's loss by up to {words['built.cn']}"

    for arm, policy in POLICIES.items():
        words[policy + ".us"], words[policy + ".cn"] = r.us(arm).in_words(), r.cn(arm).in_words()
        run = single[policy]
        words[policy + ".itself"] = " and ".join(f"{number(100 * run['dependence_3y', who, AI])} % of {whose}" for who, whose in (("us", "the United States'"), ("cn", "China's")))
        words[policy + ".unmet"] = number(run["unmet_value", "world", ""] / BN, 0)
    left = {name: 100 * single[name]["dependence", "us", AI] for name in ("stocks-90d", "stocks-180d", "stocks-90d-held", "stocks-180d-taiwan-too")}
    words.update({f"one-run.{name}": number(v) for name, v in left.items()})
    claims["taiwan-too-helps"] = left["stocks-180d-taiwan-too"] < left["stocks-180d"], f"left: {left}"
    claims["held-hurts"] = left["stocks-90d-held"] > left["stocks-90d"], f"left: {left}"
    return words, claims


def single_runs(results, sets):
    """What the text tells of single runs: the policies without a halt, and stocks held otherwise."""
    single = {policy: results.single(policy, policy) for policy in POLICIES.values()}
    under = STUDY + "-single"
    for days in (90, 180):
        single[f"stocks-{days}d"] = results.single(f"halt-stocks-{days}d", os.path.join(under, f"stocks-{days}d"), sets)
    everybody = "policies.stock.importer={any: [{region: TW}, {not: {region: TW}}]}"
    single["stocks-180d-taiwan-too"] = results.single("halt-stocks-180d", os.path.join(under, "stocks-180d-taiwan-too"), sets + [everybody])
    with open("scenarios/halt-stocks-90d.yaml") as file:
        text = file.read()
    held = text.replace(", release: halt", "").replace("name: halt-stocks-90d", "name: stocks-90d-held")
    if held.count("release:") or held.count("name: stocks-90d-held") != 1:
        raise SystemExit("scenarios/halt-stocks-90d.yaml is of another form: who holds on to the stock cannot be made of it")
    path = os.path.join(results.folder, under, "stocks-90d-held.yaml")
    with open(path, "w") as file:
        file.write(held)
    single["stocks-90d-held"] = results.single(path, os.path.join(under, "stocks-90d-held"), sets)
    return single


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--fabshock", default="build/release/sim/fabshock")
    arguments.add_argument("--results", default="results")
    arguments.add_argument("--words", action="store_true")
    given = arguments.parse_args()
    results = Results(given.fabshock, given.results)

    folder = results.batch(STUDY)
    values, drawn, apart = read_draws(folder)
    years = sorted({k[0] for k in values})
    central = {y: results.single(REFERENCE, os.path.join(STUDY + "-central", y), settings(folder, f"{REFERENCE}/{y}")) for y in years}
    words, claims = what_years_say(values, central, years)
    words["years"] = table_of_years(values, central, years)
    words["independence"] = table_of_independence(results.compared(STUDY, "independence.csv"))

    us, cn, gap = (causes(values, drawn, years, (m, e, AI)) for m, e in (("dependence", "us"), ("dependence", "cn"), ("asymmetry", "us-cn")))
    if not gap:
        raise SystemExit("too few draws have a world in any year: rank correlations need six")
    chance = 1.96 / math.sqrt(int(words["draws"]) - 1)
    words["causes"] = table_of_causes(us, cn, gap, chance)
    more = [what_causes_say(us, cn, gap, chance, apart)]

    remedies = Remedies(results.compared(STUDY, "comparison.csv"), results.compared(STUDY, "remedies.csv"))
    single = single_runs(results, settings(folder, "halt-stocks-90d/remedies"))
    words["remedies"] = remedies.table()
    words["policies"] = table_of_policies({arm: single[policy] for arm, policy in POLICIES.items()})
    more.append(what_remedies_say(remedies, single))
    for w, c in more:
        words.update(w)
        claims.update(c)

    if len(results.made_by) > 1:
        print("warning: made by different programs: " + "; ".join(f"{commit}: {', '.join(sorted(of))}" for commit, of in results.made_by.items()), file=sys.stderr)
    if given.words:
        for name, word in words.items():
            print(f"{{{name}}}: {word}" if "\n" not in word else f"{{{name}}}:\n{word}")
        for name, (holds, because) in claims.items():
            print(f"{{claim {name}}}: {'holds' if holds else 'NO LONGER'}: {because}")
        return
    page = fill(os.path.join(HERE, "README.template.md"), words, claims)
    with open(os.path.join(HERE, "README.md"), "w") as file:
        file.write(page)
    figure_of_years(values, central, years, os.path.join(HERE, "years.svg"))
    figure_of_causes(gap, os.path.join(HERE, "causes.svg"))


if __name__ == "__main__":
    main()
