"""What the scripts that make tables out of results share: quantiles, figures as words, and places in a page."""
import csv
import math
import os
import re
import subprocess


def once(command, folder, made):
    """Runs a command that writes `made` into the folder, but where it is there already."""
    if not os.path.exists(os.path.join(folder, made)):
        subprocess.run(command + ["-o", folder], check=True)
    return folder


def rows(folder, table):
    with open(os.path.join(folder, table), newline="") as file:
        yield from csv.DictReader(file)


def quantile(values, p):
    v = sorted(values)
    at = (len(v) - 1) * p
    low = math.floor(at)
    return v[low] if low + 1 == len(v) else v[low] + (at - low) * (v[low + 1] - v[low])


def number(x, digits=1):
    """With a true minus, and spaces between thousands."""
    return f"{x:,.{digits}f}".replace(",", " ").replace("-", "−")


def band(values, scale=1.0, digits=0):
    """Median, and 5 % to 95 %."""
    q = [number(quantile(values, p) / scale, digits) for p in (0.5, 0.05, 0.95)]
    return f"{q[0]} ({q[1]} to {q[2]})"


def lines(header, body):
    marks = ["| " + " | ".join(row) + " |" for row in [header] + body]
    return "\n".join([marks[0], "|" + "---|" * len(header)] + marks[1:])


def put(path, cells):
    """Writes each text between <!-- its name --> and the next <!-- end --> of the page."""
    with open(path) as file:
        text = file.read()
    for place, out in cells.items():
        text, n = re.subn(rf"(<!-- {place} -->)(\n?).*?(<!-- end -->)", lambda m: m[1] + m[2] + out + m[2] + m[3], text, flags=re.S)
        if n != 1:
            raise SystemExit(f"{path} has no place for '{place}'")
    with open(path, "w") as file:
        file.write(text)
