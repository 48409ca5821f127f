"""Tables for people; the same facts as JSON for programs."""

import json
import os
import platform
import statistics
import subprocess


def median(values):
    return statistics.median(values)


def table(title, columns, rows):
    """Lines of a table: a name, then a cell a column."""
    width = max(len(name) for name, _ in rows) + 2
    cells = [14] * len(columns)
    lines = [title, "".ljust(width) + "".join(c.rjust(w) for c, w in zip(columns, cells))]
    for name, values in rows:
        line = name.ljust(width) + "".join(v.rjust(w) for v, w in zip(values, cells))
        lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def version(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def setting(rounds, seconds, seed, cores):
    """What a reader needs to judge the figures."""
    return {
        "rounds": rounds, "seconds": seconds, "seed": seed, "cores": list(cores),
        "processors": os.cpu_count(), "kernel": platform.release(),
        "nginx": version(["nginx", "-v"]), "haproxy": version(["haproxy", "-v"]),
        "wrk": version(["wrk", "-v"]),
    }


def heading(facts):
    return (
        f"{facts['rounds']} rounds of {facts['seconds']} s a cell, shuffled with seed"
        f" {facts['seed']}; proxy on core {facts['cores'][0]}, upstream and wrk on core"
        f" {facts['cores'][1]} of {facts['processors']}\n"
        f"{facts['nginx']}; {facts['haproxy'].split(' - ')[0]}; {facts['wrk'].split(' Copy')[0]}\n")


def emit(facts, text, as_json):
    print(json.dumps(facts, indent=1) if as_json else text, flush=True)
