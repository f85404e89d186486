"""What the scripts that make tables out of results share: quantiles, figures as words, and places in a page."""
import csv
import math
import os
import re
import subprocess


def once(command, folder, made, ends=(0,)):
    """Runs a command that writes `made` into the folder, but where it is there already. ends: exit codes that may be."""
    if not os.path.exists(os.path.join(folder, made)):
        done = subprocess.run(command + ["-o", folder])
        if done.returncode not in ends:
            raise SystemExit(f"{' '.join(command)} ends with {done.returncode}")
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
    """With a true minus, none before 0, and spaces between thousands."""
    return f"{round(x, digits) + 0.0:,.{digits}f}".replace(",", " ").replace("-", "−")


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


def fill(template, words, claims):
    """The text with each {name} as the word of that name. Fails where the text could say what the words do not:

    {name}        a word; an unknown name, or a word that is not used, is an error
    {claim name}  nothing, where the claim holds; an error where it does not: the sentence behind it must be written anew
    {= text =}    a figure that is no result, as it stands; every other digit outside of years, links and code is an error
    """
    with open(template) as file:
        text = file.read()
    pattern = re.compile(r"\{=\s*(.*?)\s*=\}|\{claim ([a-z0-9.-]+)\}|\{([a-z0-9.-]+)\}", re.S)
    found = list(pattern.finditer(text))
    wrong = [f"unknown {{{m[3]}}}" for m in found if m[3] and m[3] not in words]
    wrong += [f"unknown {{claim {m[2]}}}" for m in found if m[2] and m[2] not in claims]
    wrong += [f"not used: {{{name}}}" for name in words if name not in {m[3] for m in found}]
    wrong += [f"not used: {{claim {name}}}" for name in claims if name not in {m[2] for m in found}]
    for m in found:
        if m[2] in claims and not claims[m[2]][0]:
            wrong.append(f"no longer so: {m[2]} ({claims[m[2]][1]}), of which it says: {text[m.end():m.end() + 90].split(chr(10))[0]} ...")
    bare = re.sub(r"\]\([^)]*\)|`[^`]*`|<!--.*?-->|\b20\d\d\b", "", pattern.sub("", text), flags=re.S)
    wrong += [f"a figure that is neither a result nor in {{= =}}: {m[0]}" for m in re.finditer(r"[^\n]{0,30}\d[^\n]{0,20}", bare)]
    if wrong:
        raise SystemExit(f"{template}:\n  " + "\n  ".join(wrong))
    return pattern.sub(lambda m: m[1] if m[1] is not None else "" if m[2] else words[m[3]], text)
