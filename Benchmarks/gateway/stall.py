"""The caller's latency in parallel mode with v5's engine stalled against without the stall."""

import random
import signal
import sys
import time

import load
import report
from processes import Failure
from proxies import check, served

ROUNDS, SECONDS = 9, 3
BODIES = ["0.6 KB", "150 KB"]
# The stalled caller's latency against the other's in the same round, median, at most. The mean
# guards the other two: a caller that hangs until the run ends adds no sample to them.
LIMITS = {"p50": 1.10, "p99": 1.25, "mean": 1.25}


def add_arguments(_):
    pass


def main(field, options):
    if not options.gateway:
        raise Failure("stall measures the gateway: --gateway BINARY")
    v4 = field.upstream("v4")
    engines = {"running": field.upstream("v5-running"), "stalled": field.upstream("v5-stalled")}
    gateways = {state: field.gateway(f"parallel, v5 {state}", "parallel", v4, v5)
                for state, v5 in engines.items()}
    for gateway in gateways.values():
        for body in BODIES:
            check(gateway, field.bodies[body])
            load.run(field, gateway, body, 1, 1)
    rounds = measure(field, v4, engines, gateways, options)
    facts = report.setting(options.rounds, options.seconds, options.seed,
                           (field.proxy_core, field.load_core))
    facts["stall"] = {body: summary(rounds, body) for body in BODIES}
    facts["peakMemory"] = {state: gateway.peak_memory() for state, gateway in gateways.items()}
    report.emit(facts, text(facts), options.json)
    above = [f"{body} {measure} {facts['stall'][body][measure]['ratio']:.2f} > {limit}"
             for body in BODIES for measure, limit in LIMITS.items()
             if facts["stall"][body][measure]["ratio"] > limit]
    if above:
        print("bench: above its limit: " + "; ".join(above), file=sys.stderr)
    return 1 if above else 0


def measure(field, v4, engines, gateways, options):
    """Rounds of both states for each body; a stalled engine is one whose process is stopped:
    it accepts connections and takes bytes in, and answers nothing."""
    dice = random.Random(options.seed)
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        runs = [(state, body) for state in engines for body in BODIES]
        dice.shuffle(runs)
        cells = {}
        for state, body in runs:
            before = served(engines["running"])
            if state == "stalled":
                engines[state].signal(signal.SIGSTOP)
            try:
                cells[state, body] = load.run_checked(
                    field, gateways[state], body, 1, options.seconds, v4)
            finally:
                if state == "stalled":
                    engines[state].signal(signal.SIGCONT)
            if state == "stalled":
                settle(engines[state])
            else:
                insist(cells[state, body], served(engines["running"]) - before, body)
        rounds.append(cells)
    return rounds


def insist(counts, followed, body):
    """Without a follower that follows, the two states would be the same."""
    counts["followed"] = followed / counts["requests"]
    if counts["followed"] < 0.5:
        raise Failure(f"{body}: the running v5 engine got {followed} of"
                      f" {counts['requests']} requests: nothing ran in parallel")


def settle(engine, seconds=15):
    """Waits until the engine has worked off what it was sent while it stood still."""
    deadline, last = time.monotonic() + seconds, -1
    while time.monotonic() < deadline:
        # Each look is a request of its own.
        now = served(engine)
        if now == last + 1:
            return
        last = now
        time.sleep(0.3)


def summary(rounds, body):
    result = {}
    for measure in LIMITS:
        pairs = [(each["running", body][measure], each["stalled", body][measure])
                 for each in rounds]
        result[measure] = {
            "running": report.median([running for running, _ in pairs]),
            "stalled": report.median([stalled for _, stalled in pairs]),
            "ratio": report.median([stalled / running for running, stalled in pairs]),
            "ratios": [stalled / running for running, stalled in pairs],
        }
    result["followed"] = report.median([each["running", body]["followed"] for each in rounds])
    return result


def text(facts):
    columns = ["v5 running", "v5 stalled", "ratio", "limit"]
    rows = [(f"{body}, {measure}", [
        f"{cells[measure]['running']:.0f}", f"{cells[measure]['stalled']:.0f}",
        f"{cells[measure]['ratio']:.2f}", f"{LIMITS[measure]:.2f}"])
        for body, cells in facts["stall"].items() for measure in LIMITS]
    followed = ", ".join(f"{cells['followed']:.0%} of {body}"
                         for body, cells in facts["stall"].items())
    memory = facts["peakMemory"]
    title = "Latency of one caller in parallel mode, µs (ratio: median of rounds)"
    return "\n".join([report.heading(facts), report.table(title, columns, rows),
                      f"The running v5 engine got {followed}.",
                      f"Peak memory of the gateway: v5 running {memory['running'] / 1e6:.0f} MB,"
                      f" v5 stalled {memory['stalled'] / 1e6:.0f} MB."])
