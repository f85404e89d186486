#!/usr/bin/env python3
"""Sweeps the constants of behaviour on a small world after one shock, and draws where it settles and where it swings.

    scripts/stability.py [PROGRAM]          writes docs/theory/stability.svg, prints the table of docs/theory/stability.md
"""
import csv
import math
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORLD = ROOT / "tests/verification/worlds/stability.yaml"
CONTROL, MARKET = "model.defaults.0.", "model.market_defaults.0."
# An industry that sees only its orders, and no prices that would damp it.
BLIND = [("switches.prices", "off"), (CONTROL + "demand_signal", 0)]
# name, path, default, plausible range, values, unit
SWEEPS = [
    ("α smoothing [1/d]", CONTROL + "smoothing", 1 / 30, (0.01, 0.1), [0.005, 0.01, 0.02, 1 / 30, 0.06, 0.1, 0.2, 0.5], "/day"),
    ("χ end demand heard", CONTROL + "demand_signal", 0.8, (0.5, 1), [0, 0.2, 0.4, 0.6, 0.8, 1], ""),
    ("τ_I stock [d]", CONTROL + "inventory_time", 30, (15, 120), [3, 7, 15, 30, 60, 120], " d"),
    ("τ_P pipeline [d]", CONTROL + "pipeline_time", 30, (15, 60), [3, 7, 15, 30, 60, 120], " d"),
    ("ξ lead time", CONTROL + "lead_time_feedback", 0, (0, 0.88), [0, 0.2, 0.4, 0.6, 0.8, 0.9, 1], ""),
    ("τ_q quotes [d], ξ 0.5", CONTROL + "quote_time", 0, (0, 180), [0, 10, 30, 60, 90, 180], " d"),
    ("ω order inflation", CONTROL + "order_inflation", 0.55, (0.3, 1), [0, 0.3, 0.55, 0.8, 1, 1.5, 2], ""),
    ("λ scarcity [1/d]", MARKET + "adjustment", 0.035, (0, 0.05), [0, 0.01, 0.035, 0.05, 0.1, 0.2, 0.4], ""),
    ("κ reversion [1/d]", MARKET + "reversion", 0.025, (0.01, 0.05), [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2], ""),
    ("ν fill weight", CONTROL + "fill_weight", 2, (1, 3), [0, 1, 2, 3, 4, 6], ""),
    ("τ_r return [d]", CONTROL + "return_time", 14, (7, 120), [1, 7, 14, 30, 60, 120], " d"),
    ("h hoarding", "model.belief.hoarding", 0.2, (0, 0.4), [0, 0.1, 0.2, 0.4, 0.8, 1.6], ""),
]
# Where a constant has no effect at the defaults.
WITH = {CONTROL + "quote_time": [(CONTROL + "lead_time_feedback", 0.5)]}


def swings(program, settings):
    """Orders to the fabs that were not hit, their largest less their smallest in a year, over the usual: by year."""
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "run", str(WORLD), "-q", "-o", folder + "/out"]
        for path, value in settings:
            command += ["--set", f"{path}={value}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with open(folder + "/out/timeseries.csv", newline="", encoding="utf-8") as file:
            rows = [(float(r["day"]), float(r["value"])) for r in csv.DictReader(file)
                    if r["entity"] == "rest" and r["measure"] == "ordered" and float(r["day"]) > 0]
    years = []
    for year in range(10):
        of = [v for day, v in rows if year * 365 <= day < (year + 1) * 365]
        years.append((max(of) - min(of)) / 750)
    return years


def panel(out, left, top, sweep, points, blind):
    name, _, default, (low, high), values, _ = sweep
    width, height = 200, 110
    x = lambda i: left + 34 + i * (width - 44) / (len(values) - 1)
    y = lambda s: top + height - (math.log10(max(s, 1e-6)) + 6) * height / 7
    place = lambda v: next((i - 1 + (v - values[i - 1]) / (values[i] - values[i - 1]) for i in range(1, len(values)) if v <= values[i]), len(values) - 1)
    out.append(f'<rect x="{x(place(low)):.1f}" y="{top}" width="{x(place(high)) - x(place(low)):.1f}" height="{height}" fill="#e8eef7"/>')
    out.append(f'<line x1="{x(place(default)):.1f}" x2="{x(place(default)):.1f}" y1="{top}" y2="{top + height}" stroke="#888" stroke-dasharray="3 3"/>')
    for power in (-6, -4, -2, 0):
        out.append(f'<line x1="{left + 30}" x2="{left + width - 6}" y1="{y(10**power):.1f}" y2="{y(10**power):.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{left + 27}" y="{y(10**power) + 3:.1f}" text-anchor="end">{"100 %" if power == 0 else "1 %" if power == -2 else "0.01 %" if power == -4 else "0"}</text>')
    for of, year, colour in ((blind, 9, "#d9a441"), (points, 2, "#7a9cc6"), (points, 9, "#b03030")):
        if not of:
            continue
        line = " ".join(f"{x(i):.1f},{y(p[year]):.1f}" for i, p in enumerate(of))
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for i, p in enumerate(of):
            out.append(f'<circle cx="{x(i):.1f}" cy="{y(p[year]):.1f}" r="2" fill="{colour}"/>')
    for i, v in enumerate(values):
        out.append(f'<text x="{x(i):.1f}" y="{top + height + 11}" text-anchor="middle">{v:.3g}</text>')
    out.append(f'<text x="{left + 34}" y="{top - 5}" font-weight="bold">{name}</text>')


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/sim/fabshock")
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 660" font-family="sans-serif" font-size="8">',
           '<rect width="640" height="660" fill="white"/>']
    print("| constant | default | plausible | swing of orders in the third year, over that range | in the tenth |\n|---|---|---|---|---|")
    for i, sweep in enumerate(SWEEPS):
        name, path, default, (low, high), values, unit = sweep
        beside = WITH.get(path, [])
        points = [swings(program, beside + [(path, f"{v}{unit}")]) for v in values]
        blind = []
        if "market" not in path and "belief" not in path:
            blind = [swings(program, BLIND + beside + [(path, f"{v}{unit}")]) for v in values]
        panel(out, 5 + i % 3 * 210, 20 + i // 3 * 160, sweep, points, blind)
        inside = [p for v, p in zip(values, points) if low - 1e-9 <= v <= high + 1e-9]
        show = lambda year: f"{100 * min(p[year] for p in inside):.2g}–{100 * max(p[year] for p in inside):.2g} %"
        print(f"| {name} | {default:.3g} | {low:g}–{high:g} | {show(2)} | {show(9)} |")
        if blind:
            print("   blind:", [f"{v:.3g}: {p[2]:.1g} {p[9]:.1g}" for v, p in zip(values, blind)], file=sys.stderr)
    for line, text in enumerate(("Swing of orders (largest less smallest of a year, over the usual) against each constant: blue, third year after the shock; red, tenth year;",
                                 "yellow, tenth year without prices and with χ = 0. Shaded: plausible range. Dashed: default.")):
        out.append(f'<text x="40" y="{644 + 11 * line}">{text}</text>')
    out.append("</svg>")
    (ROOT / "docs/theory/stability.svg").write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
