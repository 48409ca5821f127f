#!/usr/bin/env python3
"""Writes the order in which the linker lays out the gateway's functions: those of a request
together, by who calls whom, as callgrind counts it."""

import argparse
import collections
import os
import re
import subprocess
import sys
import tempfile

import load
import overhead
from bench import cores
from processes import Failure
from proxies import Field, check

MODES = ["v4Only", "v4Primary", "canary(5000)"]
SECONDS = 8
# Calls per request from which on a function is one of a request's.
LEAST_CALLS = 0.5
# As large as a cluster grows, in bytes; farther apart two functions are no neighbours.
LARGEST_CLUSTER = 64 * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", help="lighthouse-compat, its functions in sections of their own")
    parser.add_argument("output", help="the list of functions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lighthouse-compat-functions-") as directory:
        # valgrind stumbles over the debug information.
        binary = os.path.join(directory, "lighthouse-compat")
        subprocess.run(["strip", "-g", "-o", binary, options.binary], check=True)
        calls, requests = collections.Counter(), 0
        for mode in MODES:
            print(f"running {mode} under callgrind", file=sys.stderr, flush=True)
            counted, served = profile(binary, mode)
            calls += counted
            requests += served
        names = order(calls, sizes(binary), LEAST_CALLS * requests / len(MODES))
    with open(options.output, "w", encoding="utf-8") as file:
        file.writelines(name + "\n" for name in names)
    print(f"{len(names)} functions of {requests} requests")


def profile(binary, mode):
    """How often each function called each other, by both names, and for how many requests."""
    with tempfile.TemporaryDirectory() as directory:
        result, wrapper = os.path.join(directory, "calls"), os.path.join(directory, "run")
        with open(os.open(wrapper, os.O_CREAT | os.O_WRONLY, 0o700), "w") as file:
            file.write(
                "#!/bin/sh\nexec valgrind -q --tool=callgrind --instr-atstart=no --demangle=no"
                f" --callgrind-out-file={result} {binary} \"$@\"\n")
        requests = 0
        with Field(directory, cores(), wrapper) as field:
            upstream, second = field.upstream("upstream"), field.upstream("second-upstream")
            gateway = field.gateway("gateway", mode, upstream, None if mode == "v4Only" else second)
            for body, _ in overhead.SIZES.values():
                check(gateway, field.bodies[body], 60)
            count = ["callgrind_control", "-i", "on", str(gateway.process.pid)]
            subprocess.run(count, check=True, stdout=subprocess.DEVNULL)
            for body, connections in overhead.SIZES.values():
                requests += load.run(field, gateway, body, connections, SECONDS)["requests"]
        return read(result), requests


def read(path):
    """The calls of a file of callgrind's, which gives each name once and then its number."""
    names, calls = {}, collections.Counter()
    caller = callee = None

    def name(text):
        number, known = re.match(r"\((\d+)\)(?: (.*?)(?:'\d+)?$)?", text).groups()
        return names.setdefault(number, known)

    with open(path, encoding="utf-8", errors="replace") as file:
        for line in map(str.rstrip, file):
            key, _, value = line.partition("=")
            if key == "fn":
                caller = name(value)
            elif key == "cfn":
                callee = name(value)
            elif key == "calls":
                calls[caller, callee] += int(value.split()[0])
    return calls


def sizes(binary):
    """The size of each function, by name."""
    text = subprocess.run(["nm", "-S", "--defined-only", binary], check=True, text=True,
                          capture_output=True).stdout
    rows = [line.split() for line in text.splitlines()]
    return {row[3]: int(row[1], 16) for row in rows if len(row) == 4 and row[2] in "tTwW"}


def order(calls, size, least):
    """Functions called often enough, each laid behind its most frequent caller, hot ones first."""
    heat, favourite = collections.Counter(), {}
    for (caller, callee), count in calls.items():
        heat[callee] += count
        if caller != callee and count > favourite.get(callee, (0, None))[0]:
            favourite[callee] = (count, caller)
    hot = [name for name, count in heat.most_common() if count >= least and name in size]
    cluster = {name: [name] for name in hot}
    for name in hot:
        _, caller = favourite.get(name, (0, None))
        front, back = cluster.get(caller), cluster[name]
        if front is None or front is back or sum(map(size.get, front + back)) > LARGEST_CLUSTER:
            continue
        front += back
        for member in back:
            cluster[member] = front
    clusters = {id(each): each for each in cluster.values()}.values()
    density = lambda each: sum(map(heat.get, each)) / sum(size[name] or 1 for name in each)
    return [name for each in sorted(clusters, key=density, reverse=True) for name in each]


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"functions: {failure}")
