#!/usr/bin/env python3
"""Benchmarks of the gateway beside other proxies; `bench.py gateway|versions|stall|slow|faults|rollback|scrape|hostile|soak`."""

import argparse
import os
import shutil
import signal
import sys
import tempfile

import faults
import hostile
import overhead
import rollback
import scrape
import slow
import soak
import stall
import versions
from processes import Failure
from proxies import Field

SUBJECTS = {"gateway": overhead, "versions": versions, "stall": stall,
            "slow": slow, "faults": faults, "rollback": rollback, "scrape": scrape,
            "hostile": hostile, "soak": soak}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    subjects = parser.add_subparsers(dest="subject", required=True, metavar="SUBJECT")
    for name, subject in SUBJECTS.items():
        one = subjects.add_parser(name, help=subject.__doc__, description=subject.__doc__)
        one.add_argument("--gateway", metavar="BINARY", help="lighthouse-compat to measure")
        one.add_argument("--rounds", type=positive, default=subject.ROUNDS)
        one.add_argument("--seconds", type=positive, default=subject.SECONDS,
                         help="of each run, whole seconds (default %(default)s)")
        one.add_argument("--seed", type=int, default=1, help="of the shuffle")
        one.add_argument("--json", action="store_true", help="the same facts for a program")
        subject.add_arguments(one)
    return parser.parse_args()


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def cores():
    """Two cores that this process may use."""
    allowed = sorted(os.sched_getaffinity(0))
    if len(allowed) < 2:
        raise Failure("two cores are needed: one for the proxy, one for upstream and wrk")
    return allowed[0], allowed[1]


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missing = [tool for tool in ("nginx", "haproxy", "wrk", "taskset") if not shutil.which(tool)]
    if missing:
        raise Failure("missing: " + ", ".join(missing) + "; ./scripts/bench installs them")
    if options.gateway and not os.access(options.gateway, os.X_OK):
        raise Failure(f"{options.gateway} is no program")
    with tempfile.TemporaryDirectory(prefix="lighthouse-compat-bench-") as directory:
        with Field(directory, cores(), options.gateway) as field:
            return SUBJECTS[options.subject].main(field, options)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
