#!/usr/bin/env python3
"""Runs `fabshock hindcast` and writes its figures into hindcast.md.

usage: docs/validation/hindcast.py [--fabshock PROGRAM] [--results DIR]    (from the top of the repository; Python 3 alone)
Takes half an hour on two cores. --results: where runs are put; what is there is not run again.
"""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "scripts"))
sys.dont_write_bytecode = True
from tables import lines, once, put, quantile, rows as rows_of

EFFECT = (0, 1)  # 1: a null case shows an effect, which the page tells of
PAGE = os.path.join(HERE, "hindcast.md")


def number(text, form):
    return form % float(text) if text else "–"


def shown(row, column):
    if not row[column]:
        return "never" if row["kind"] == "day" else "–"
    value = float(row[column])
    if row["unit"] == "d":
        return "%.0f d" % value
    lost = row["unit"] == "1" and row["no_change"] == "0"
    return "%.1f %%" % (100 * value) if lost else "%.2f" % value


def score_rows(drawn, middle):
    by_kind = {r["kind"]: r for r in middle if r["episode"] == "all"}
    for r in drawn:
        if r["episode"] != "all":
            continue
        m = by_kind[r["kind"]]
        yield [r["kind"], r["n"], number(m["median_ln_error"], "%.3f"), number(r["median_ln_error"], "%.3f"),
               number(r["median_no_change"], "%.3f"), number(r["median_fading"], "%.3f"),
               number(m["skill_no_change"], "%.2f") + ", " + number(m["skill_fading"], "%.2f"),
               number(r["skill_no_change"], "%.2f") + ", " + number(r["skill_fading"], "%.2f"),
               number(r["crps"], "%.3f"), number(r["crps_no_change"], "%.3f") + ", " + number(r["crps_fading"], "%.3f"),
               "%.0f %%" % (100 * float(r["inside"])), number(r["half_width"], "%.2f")]


def fit_rows(scores):
    kinds = {}
    for r in scores:
        if r["episode"] == "all":
            kinds.setdefault(r["kind"], {})[r["parameters"]] = r
    for kind, by in kinds.items():
        def each(column, form):
            return [number(by[p][column], form) for p in ("standing", "in_sample", "left_out")]
        first = by["standing"]
        yield ([kind, first["n"]] + each("median_ln_error", "%.3f") +
               [number(first["median_no_change"], "%.3f"), number(first["median_fading"], "%.3f")] +
               [a + ", " + b for a, b in zip(each("skill_no_change", "%.2f"), each("skill_fading", "%.2f"))])


def shown_number(path, value):
    hours = any(word in path for word in ("scale", "fade", "horizon", "time", "working"))
    return "%.3g d" % (value / 24) if hours else "%.3g" % value


def parameter_rows(fits, draws):
    by_path = {}
    for r in fits:
        by_path.setdefault(r["parameter"], []).append(r)
    for path, rows in sorted(by_path.items()):
        left = sorted(float(d[path]) for d in draws)
        def shown(value):
            return shown_number(path, value)
        of_all = [r for r in rows if not r["left_out"]]
        best = [float(r["value"]) for r in rows if r["best"] == "true" and r["left_out"]]
        fitted = [float(r["value"]) for r in of_all if r["best"] == "true"]
        starts = [float(r["value"]) for r in of_all]
        yield ["`" + path.replace("model.", "", 1) + "`", shown(float(rows[0]["standing"])), shown(fitted[0]),
               shown(min(best)) + " to " + shown(max(best)), shown(min(starts)) + " to " + shown(max(starts)),
               shown(quantile(left, 0.05)) + " to " + shown(quantile(left, 0.95))]


def predicted_rows(scores, discrepancies):
    sd = {r["kind"]: (r["n"], float(r["discrepancy"])) for r in discrepancies}
    for r in scores:
        if r["episode"] == "all":
            n, own = sd.get(r["kind"], ("", None))
            yield [r["kind"], r["n"], number(r["median_ln_error"], "%.3f"), "%.0f %%" % (100 * float(r["inside"])),
                   number(r["half_width"], "%.2f"), number(r["crps"], "%.3f"), n, "–" if own is None else "%.3f" % own]


def outcome_rows(outcomes):
    last = ""
    for r in outcomes:
        name = r["episode"] if r["episode"] != last else ""
        last = r["episode"]
        observed = shown(r, "observed")
        if r["low"] != r["high"]:
            observed += " (%s to %s)" % (shown(r, "low"), shown(r, "high"))
        verdict = "given" if r["input"] == "true" else "inside" if r["inside"] == "true" else "outside"
        if r["effect"]:
            verdict = "an effect" if r["effect"] == "true" else "none"
        yield [name, r["outcome"], observed, shown(r, "median"), shown(r, "q05") + " to " + shown(r, "q95"),
               number(r["ln_error"], "%+.2f"), verdict]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fabshock", default="build/release/sim/fabshock")
    parser.add_argument("--results", default="results")
    args = parser.parse_args()
    drawn = once([args.fabshock, "hindcast", "-q", "-n", "1000"], os.path.join(args.results, "hindcast"), "scores.csv")
    unseen = once([args.fabshock, "hindcast", "-q", "-n", "1000", "scenarios/held-out"],
                  os.path.join(args.results, "held-out"), "scores.csv", EFFECT)
    unseen_middle = once([args.fabshock, "hindcast", "-q", "--middle", "scenarios/held-out"],
                         os.path.join(args.results, "held-out-middle"), "scores.csv", EFFECT)
    middle = once([args.fabshock, "hindcast", "-q", "--middle"], os.path.join(args.results, "hindcast-middle"), "scores.csv")
    fit = once([args.fabshock, "calibrate", "-q", "behaviour"], os.path.join(args.results, "behaviour"), "scores.csv")
    def score_table(of_draws, of_middle):
        return lines(["kind", "n", "median error, at the values", "of the draws", "no change", "fading",
                      "skill, at the values", "of the draws", "CRPS", "of the forecasts", "inside", "half width"],
                     list(score_rows(rows_of(of_draws, "scores.csv"), rows_of(of_middle, "scores.csv"))))

    def outcome_table(of_draws):
        return lines(["episode", "outcome", "observed", "median", "90 %", "ln error", ""],
                     list(outcome_rows(rows_of(of_draws, "outcomes.csv"))))

    predicted = lines(["kind", "n", "median error", "inside", "half width", "CRPS", "it is of", "discrepancy"],
                      list(predicted_rows(rows_of(fit, "predicted_scores.csv"), rows_of(fit, "discrepancy.csv"))))
    fits = lines(["kind", "n", "median error, as they stand", "in sample", "left out", "no change", "fading",
                  "skill, as they stand", "in sample", "left out"], list(fit_rows(rows_of(fit, "scores.csv"))))
    parameters = lines(["parameter", "stands at", "fitted to all", "without one episode", "from several starts",
                        "posterior, 90 %"],
                       list(parameter_rows(rows_of(fit, "fits.csv"), list(rows_of(fit, "posterior.csv")))))
    put(PAGE, {"scores": score_table(drawn, middle), "outcomes": outcome_table(drawn), "fits": fits,
               "parameters": parameters, "predicted": predicted, "held-out-scores": score_table(unseen, unseen_middle),
               "held-out-outcomes": outcome_table(unseen)})


if __name__ == "__main__":
    main()
