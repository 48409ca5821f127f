"""v4 against v5: direct, v4Only, v5Only and parallel, small and large payloads, in one run."""

import random
import sys

import load
import report
from processes import Failure
from proxies import check

ROUNDS, SECONDS = 5, 2
# A forkchoiceUpdated without attributes, whose method differs between the dialects, and payloads.
BODIES = {"head": 16, "4 KB": 16, "150 KB": 8, "2 MB": 4}


def add_arguments(_):
    pass


def main(field, options):
    if not options.gateway:
        raise Failure("versions measures the gateway: --gateway BINARY")
    v4, v5 = field.upstream("direct"), field.upstream("second-upstream")
    servers = [
        v4, field.gateway("v4Only", "v4Only", v4, None),
        field.gateway("v5Only", "v5Only", None, v5),
        field.gateway("parallel", "parallel", v4, v5),
    ]
    answering = {server.name: v5 if server.name == "v5Only" else v4 for server in servers}
    for server in servers:
        for body, connections in BODIES.items():
            check(server, field.bodies[body])
            load.run(field, server, body, connections, 1)
    rounds = measure(field, servers, answering, options)
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    facts["versions"] = {server.name: {body: cell(rounds, server.name, body) for body in BODIES}
                         for server in servers}
    report.emit(facts, text(facts), options.json)
    return 0


def measure(field, servers, answering, options):
    dice = random.Random(options.seed)
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        runs = [(server, body) for server in servers for body in BODIES]
        dice.shuffle(runs)
        cells = {}
        for server, body in runs:
            upstream = answering[server.name]
            cells[server.name, body] = (
                load.run_checked(field, server, body, 1, options.seconds, upstream),
                load.run_checked(field, server, body, BODIES[body], options.seconds, upstream))
        rounds.append(cells)
    return rounds


def cell(rounds, name, body):
    """One caller's latency, many callers' throughput, and the ratio to v4Only in each round."""
    alone = [each[name, body][0] for each in rounds]
    many = [each[name, body][1] for each in rounds]
    against = [each[name, body][0]["p50"] / each["v4Only", body][0]["p50"] for each in rounds]
    return {
        "p50": report.median([one["p50"] for one in alone]),
        "p99": report.median([one["p99"] for one in alone]),
        "p50ToV4Only": report.median(against),
        "perSecond": report.median([one["perSecond"] for one in many]),
    }


def text(facts):
    bodies, rows = list(BODIES), facts["versions"]
    tables = [
        ("Latency at one connection, p50 µs (ratio to v4Only, paired by round)",
         lambda c: f"{c['p50']:.0f} ({c['p50ToV4Only']:.2f})"),
        ("Latency at one connection, p99 µs", lambda c: f"{c['p99']:.0f}"),
        ("Requests a second, " + ", ".join(f"{n} at {b}" for b, n in BODIES.items())
         + " connections", lambda c: f"{c['perSecond']:.0f}"),
    ]
    return "\n".join([report.heading(facts)] + [
        report.table(title, bodies,
                     [(name, [show(cells[body]) for body in bodies])
                      for name, cells in rows.items()])
        for title, show in tables])
